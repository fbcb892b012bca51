//! This package has only tests: `cargo test --package casualty-register-conformance`.
