//! JSON as it is written to files.

use serde::Serialize;

/// Indented JSON with a line feed at the end. The keys are in the order of the fields, so equal values give equal
/// bytes.
pub(crate) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
