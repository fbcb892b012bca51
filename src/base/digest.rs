//! SHA-256 digests of files and records, and the ids and seeds that are derived from them.
//!
//! In: bytes, cells, a salt. Out: digests in lower-case hex, record ids, entry ids, seeds of 64 bits. The same input
//! gives the same output on every machine.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Length of an id that is made from the cells of a record, in hex digits (48 bits).
const ID_DIGITS: usize = 12;

/// The digest of the bytes of a file in 64 hex digits, as `sha256sum` prints it.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of a file, read in pieces of 64 KiB.
pub(crate) fn of_file(path: &Path) -> io::Result<String> {
    let (mut file, mut digest) = (File::open(path)?, DigestSoFar::default());
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(digest.finish()),
            Ok(read) => digest.add(piece.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The digest of the concatenation of these texts.
pub(crate) fn of_texts(texts: impl Iterator<Item = String>) -> String {
    let mut digest = DigestSoFar::default();
    texts.for_each(|text| digest.add(text.as_bytes()));
    digest.finish()
}

/// A digest under construction, for bytes that arrive in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct DigestSoFar(Sha256);

impl DigestSoFar {
    /// Appends bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes so far, in the form of [`of_bytes`].
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The digest of several texts. Each text is preceded by its length in bytes (64 bits, little-endian), so that moving a
/// delimiter from one text to the next changes the digest.
///
/// Used for the cells of a record: `["ab", ""]` and `["a", "b"]` have different digests.
pub(crate) fn of_parts(parts: &[String]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// Length of the suffix that distinguishes records with the same id, in hex digits (32 bits).
const NAME_DIGITS: usize = 8;

/// The unique name of a record whose id other records of the list have too: the id, `~`, and a digest of its cells.
pub(crate) fn name_of_repeated(id: &str, cells: &[String]) -> String {
    let digits = of_parts(cells);
    format!("{id}~{}", digits.get(..NAME_DIGITS).unwrap_or(&digits))
}

/// An id made from the cells of a record: `x` and twelve hex digits. It changes when a cell changes.
///
/// Two equal rows get the same id; the caller distinguishes them.
pub(crate) fn row_id(cells: &[String]) -> String {
    let digits = of_parts(cells);
    format!("x{}", digits.get(..ID_DIGITS).unwrap_or(&digits))
}

/// The alphabet of entry ids: Crockford's base 32, which leaves out `I`, `L`, `O` and `U` because they are misread.
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Length of an entry id, in letters of five bits: 60 bits.
const ENTRY_LETTERS: usize = 12;

/// An entry id made from a salt and the key of one record, such as `P-1A2B-3C4D-5E6F`.
///
/// The salt is secret: without it nobody can find out by trial which record an id belongs to. An empty salt gives no
/// such protection.
///
/// The digest covers the salt, the length of the list id, the list id and the record id. Its first 60 bits become
/// twelve letters.
pub(crate) fn entry_id(salt: &str, source: &str, record: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(salt.as_bytes());
    digest.update((source.len() as u64).to_le_bytes());
    digest.update(source.as_bytes());
    digest.update(record.as_bytes());
    let mut bits = digest.finalize().iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut id = String::with_capacity(1 + ENTRY_LETTERS + ENTRY_LETTERS / 4);
    id.push('P');
    for at in 0..ENTRY_LETTERS {
        if at % 4 == 0 {
            id.push('-');
        }
        id.push(char::from(BASE_32[(bits >> 59) as usize]));
        bits <<= 5;
    }
    id
}

/// The seed of a run whose project keeps ids. It depends on the salt of the file of ids and on nothing in the lists.
///
/// The same salt gives the same seed for any lists.
pub(crate) fn seed_of_salt(salt: &str) -> u64 {
    number(Sha256::new().chain_update(b"seed:").chain_update(salt.as_bytes()))
}

/// A sort key for the records of a published list. It depends on the salt, the list and the entry, and on no cell and
/// no row number, so the published order does not reveal the original order. `at` numbers the records that this list
/// has for the entry. Without the salt nobody can reconstruct the order.
pub(crate) fn shuffled(salt: &str, source: &str, entry: &str, at: usize) -> u64 {
    let mut digest = Sha256::new().chain_update(b"row:").chain_update(salt.as_bytes());
    for part in [source, entry] {
        digest = digest.chain_update((part.len() as u64).to_le_bytes()).chain_update(part.as_bytes());
    }
    number(digest.chain_update((at as u64).to_le_bytes()))
}

/// The first eight bytes of a digest, as a big-endian number.
fn number(digest: Sha256) -> u64 {
    digest.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The seed of a run whose project keeps no ids. It depends on the list id and the record id of every record.
///
/// The order of the records matters, so the caller passes them sorted.
pub(crate) fn seed<'a>(records: impl Iterator<Item = (&'a str, &'a str)>) -> u64 {
    let mut digest = Sha256::new();
    for (source, record) in records {
        for part in [source, record] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
    }
    number(digest)
}

/// Lower-case hex digits, two for each byte.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn is_what_others_compute() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of_bytes(b""), empty);
        let row = |cells: &[&str]| row_id(&cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_ne!(row(&["ab", ""]), row(&["a", "b"]));
        assert_eq!(row(&["a"]).len(), 1 + ID_DIGITS);
    }
}
