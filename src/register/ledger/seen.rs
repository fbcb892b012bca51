//! The digest of the records that a reviewer saw.
//!
//! Input: records. Output: 16 hexadecimal digits that change when a cell or a header of the records changes.

use crate::base::digest;
use crate::source::Source;

/// Number of hexadecimal digits of the digest in a ledger.
const DIGITS: usize = 16;

/// The digest of mentions, by position. Positions are sorted and repetitions removed first.
pub(crate) fn evidence(
    sources: &[Source],
    mentions: &[crate::source::mention::Mention],
    mut positions: Vec<usize>,
) -> String {
    positions.sort_unstable();
    positions.dedup();
    let mut parts: Vec<String> = Vec::new();
    for mention in positions.into_iter().filter_map(|at| mentions.get(at)) {
        parts.push(mention.key().to_string());
        let Some(source) = sources.get(usize::from(mention.source_index())) else { continue };
        let Some(record) = source.records().get(mention.record_index()) else { continue };
        for (at, cell) in record.cells().iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            parts.push(source.header().get(at).cloned().unwrap_or_default());
            parts.push(cell.clone());
        }
    }
    let digest = digest::of_parts(&parts);
    digest.get(..DIGITS).unwrap_or(&digest).to_owned()
}
