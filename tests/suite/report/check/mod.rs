//! Reports of a check: the formats, which findings count, the baseline, and the line of a finding in a
//! file.
#![allow(clippy::unwrap_used)]

mod baseline;
mod forms;
mod junit;
mod laws;
mod lines;
mod rules;

use crate::program::program;
use crate::repository::{A, NASTY, PROJECT, Repository, nasty};
