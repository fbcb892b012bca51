//! Limits on time and memory. These tests read clocks, so they are a program of their own.
#![allow(clippy::unwrap_used)]

mod always_ends;
mod bad_inputs;
mod blank_rows;
mod quick;

#[path = "../support/program.rs"]
mod program;
