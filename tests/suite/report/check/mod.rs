//! Checks as reports: the forms, what counts, the baseline, and where in a file a finding is.
#![allow(clippy::unwrap_used)]

mod baseline;
mod forms;
mod junit;
mod laws;
mod lines;
mod rules;

use crate::program::program;
use crate::repository::{A, NASTY, PROJECT, Repository, nasty};
