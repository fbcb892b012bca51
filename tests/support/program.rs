//! The program as `cargo test` builds it.

use std::path::{Path, PathBuf};

/// The program next to the folder of the running test. `cargo test --test suite` alone does not rebuild
/// it.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let program = profile.join("examples").join(format!("reconcile{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{program:?} is not there; build it with `cargo build --example reconcile`");
    program
}
