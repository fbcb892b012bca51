//! SHA-256 of files, rows and records.

use sha2::{Digest, Sha256};

/// How many hex digits of the digest make an id.
const ID_DIGITS: usize = 12;

/// The digest of a file, as `sha256sum` prints it.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of a file that has these texts one behind the other.
pub(crate) fn of_texts(texts: impl Iterator<Item = String>) -> String {
    let mut digest = DigestSoFar::default();
    texts.for_each(|text| digest.add(text.as_bytes()));
    digest.finish()
}

/// The digest of a file of which some bytes come after others.
#[derive(Clone, Debug, Default)]
pub(crate) struct DigestSoFar(Sha256);

impl DigestSoFar {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// As [`of_bytes`] of all bytes.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The digest of several texts. Each is preceded by its length in bytes (64 bits, little end first), so
/// that moving a delimiter changes the digest.
pub(crate) fn of_parts(parts: &[String]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// How many hex digits tell rows of one id apart.
const NAME_DIGITS: usize = 8;

/// What a row is called whose id other rows have too, from its cells.
pub(crate) fn name_of_repeated(id: &str, cells: &[String]) -> String {
    let digits = of_parts(cells);
    format!("{id}~{}", digits.get(..NAME_DIGITS).unwrap_or(&digits))
}

/// An id made from the cells of a row.
pub(crate) fn row_id(cells: &[String]) -> String {
    let digits = of_parts(cells);
    format!("x{}", digits.get(..ID_DIGITS).unwrap_or(&digits))
}

/// The letters of entry ids: no `i`, `l`, `o` and `u`, which are misread (Crockford's base 32).
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// An entry id has so many letters of five bits each: 60 bits.
const ENTRY_LETTERS: usize = 12;

/// An id made from a record and a salt, as `P-1A2B-3C4D-5E6F`. Without the salt nobody can try out records until
/// the id fits; an empty one is none.
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

/// The seed of a run whose project keeps ids: it follows from the salt of their file and from nothing in the lists.
pub(crate) fn seed_of_salt(salt: &str) -> u64 {
    number(Sha256::new().chain_update(b"seed:").chain_update(salt.as_bytes()))
}

/// A number by which the records of a list are ordered: it follows from the id of the entry, and from no cell and no
/// row. `at` counts the records that the list has of the entry. Without the salt nobody can undo the order.
pub(crate) fn shuffled(salt: &str, source: &str, entry: &str, at: usize) -> u64 {
    let mut digest = Sha256::new().chain_update(b"row:").chain_update(salt.as_bytes());
    for part in [source, entry] {
        digest = digest.chain_update((part.len() as u64).to_le_bytes()).chain_update(part.as_bytes());
    }
    number(digest.chain_update((at as u64).to_le_bytes()))
}

fn number(digest: Sha256) -> u64 {
    digest.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A number that follows from the records of a run, for a project that keeps no ids.
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
