//! Writes CSV tables whose cells a spreadsheet program does not take for formulas.
//!
//! In: rows of cells. Out: bytes, UTF-8, separated by commas, with `\n` line ends.

use crate::base::guard::guarded;

/// A CSV table under construction, in memory. Errors of the writer are ignored, because writing to memory cannot fail.
///
/// Cells are quoted where CSV requires it.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table with this header as its first row.
    pub(crate) fn new<T: AsRef<str>>(header: impl IntoIterator<Item = T>) -> Self {
        let mut table = Table(csv::Writer::from_writer(Vec::new()));
        table.row(header);
        table
    }

    /// A table without a header, to be appended to another table.
    pub(crate) fn without_header() -> Self {
        Table(csv::Writer::from_writer(Vec::new()))
    }

    /// Appends a row; each cell is guarded against formulas.
    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for cell in cells {
            let _ = self.0.write_field(guarded(cell.as_ref()).as_ref());
        }
        let _ = self.0.write_record(None::<&[u8]>);
    }

    /// The table as bytes.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// Appends one cell to a line, written as in `Table::row`. Cells of plain ASCII letters, digits, `-`, `_`, `.` and `:`
/// take a shortcut.
pub(crate) fn push_cell(line: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    let begins_so = text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric);
    if begins_so && text.as_bytes().iter().all(is_plain) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    let mut table = Table::without_header();
    table.row([text]);
    let bytes = table.bytes();
    line.extend_from_slice(bytes.strip_suffix(b"\n").unwrap_or(&bytes));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_a_line_is_that_of_a_row() {
        for cell in
            ["az-12", "", "=1", "'a", "-3.20", "a,b", "a\"b", "a ", "1 2", "№ 5", "x~2", "-", " a", "a:1"]
        {
            let (mut table, mut line) = (Table::without_header(), Vec::new());
            table.row([cell, "z"]);
            push_cell(&mut line, cell);
            line.extend_from_slice(b",z\n");
            assert_eq!(table.bytes(), line, "{cell}");
        }
    }
}
