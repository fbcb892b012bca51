//! What the library and the program do: one folder of tests for each room of `src` except `base`, and one for the
//! commands. One test program, so that the crate is linked once.
#![allow(clippy::unwrap_used)]

mod audit;
mod commands;
mod language;
mod linkage;
mod register;
mod report;
mod run;
mod source;

#[path = "../support/laws.rs"]
mod laws;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/repository.rs"]
mod repository;
