//! The program's output compared with what others define: the JSON schema, SARIF 2.1.0, browsers, Python packages,
//! licences. A package of its own, because these tests need packages that nothing else needs.
#![allow(clippy::unwrap_used)]

mod browser;
mod exchange;
mod licences;
mod pages;
mod sarif;
mod schema;

#[path = "../support/program.rs"]
mod program;
// Other tests use more of this module.
#[allow(dead_code)]
#[path = "../support/repository.rs"]
mod repository;
