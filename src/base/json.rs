//! JSON as files have it.

use serde::Serialize;

/// Indented, keys in the order of the types, a line feed at the end.
pub(crate) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
