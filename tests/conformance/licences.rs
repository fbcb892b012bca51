//! The licences of everything that is built with this crate: a newsroom or a prosecutor must be free to
//! use it.
//!
//! With a network, `cargo deny check` does the same and also looks for known security advisories
//! (`tests/deny.toml`: `cargo deny --config tests/deny.toml check`).
#![allow(clippy::unwrap_used)]

use std::process::Command;

use spdx::{Expression, LicenseReq, ParseMode};

/// Licences that require no more than attribution.
const FREE: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn is_free(wanted: &LicenseReq) -> bool {
    wanted.license.id().is_some_and(|licence| FREE.contains(&licence.name))
}

/// The packages in the lock file that this platform builds, with their licences.
fn packages() -> Vec<(String, String)> {
    let host = Command::new(env!("CARGO")).args(["-vV"]).output().unwrap().stdout;
    let host = String::from_utf8(host).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let found =
        Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let text = |package: &serde_json::Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.map(|package| (text(package, "name"), text(package, "license"))).collect()
}

#[test]
fn every_dependency_may_be_used_by_anyone() {
    let packages = packages();
    assert!(packages.len() > 20, "{packages:?}");
    let may_be_used = |licence: &str| {
        let expression = Expression::parse_mode(licence, ParseMode::LAX);
        expression.is_ok_and(|expression| expression.evaluate(is_free))
    };
    let not_free: Vec<_> = packages.iter().filter(|(_, licence)| !may_be_used(licence)).collect();
    assert!(not_free.is_empty(), "{not_free:?}");
}
