//! Text, errors, findings and files: what every other room uses.
//!
//! In: bytes and values. Out: normalised text, errors, findings, digests, files. It knows nothing about people or
//! lists.

// Writing: `disk` replaces one file, `folder` and `swap` a whole folder, `table` and `guard` write CSV.
// Reporting: `error` stops a run, `finding` and `rules` describe the data, `progress` shows and stops a run.
pub(crate) mod decimals;
pub(crate) mod digest;
pub mod disk;
pub(crate) mod error;
pub(crate) mod finding;
pub(crate) mod folder;
pub(crate) mod guard;
pub(crate) mod json;
pub(crate) mod lang;
pub(crate) mod lookup;
pub(crate) mod nearest;
pub(crate) mod progress;
pub(crate) mod rules;
pub(crate) mod settings;
pub(crate) mod swap;
pub(crate) mod table;
pub(crate) mod terminal;
pub(crate) mod text;
pub(crate) mod words;
