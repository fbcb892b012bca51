//! Only tests are here: `cargo test --package casualty-register-conformance`.
