//! SHA-256 of files and of rows.

use sha2::{Digest, Sha256};

/// How many hex digits of the digest make an id.
const ID_DIGITS: usize = 12;

/// The digest of a file, as `sha256sum` prints it.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// An id made from the cells of a row. Each cell is preceded by its length in bytes (64 bits,
/// little end first), so that moving a delimiter changes the id.
pub(super) fn row_id(cells: &[String]) -> String {
    let mut digest = Sha256::new();
    for cell in cells {
        digest.update((cell.len() as u64).to_le_bytes());
        digest.update(cell.as_bytes());
    }
    let digits = hex(&digest.finalize());
    format!("x{}", digits.get(..ID_DIGITS).unwrap_or(&digits))
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
        let row =
            |cells: &[&str]| row_id(&cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_ne!(row(&["ab", ""]), row(&["a", "b"]));
        assert_eq!(row(&["a"]).len(), 1 + ID_DIGITS);
    }
}
