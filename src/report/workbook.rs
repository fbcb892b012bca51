//! `register.xlsx`: the register as a workbook.
//!
//! Every cell is text, so no spreadsheet reads one as a formula, a number or a date. The first row of
//! each sheet is the header, bold, and stays visible. Takes an [`Outcome`]; gives the bytes of the
//! file, the same for equal input. Only with the feature `spreadsheets`.

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Output;
use super::exchange::people::PeopleTable;
use super::tables::register_rows;
use crate::base::error::{Error, Result};
use crate::register::outcome::Outcome;

/// Largest number of rows on an xlsx sheet, including the header.
const MOST_ROWS: usize = 1_048_576;
/// Largest length of an xlsx cell, in UTF-16 code units.
const MOST_LETTERS: usize = 32_767;
/// Mark at the end of a text that was cut. ASCII, so its length in bytes is its length in UTF-16 code
/// units.
const CUT: &str = " [cut here; the whole text is in the CSV file]";

/// The tables of `register.csv` and `people.csv` with the exact text of each cell, the first on the sheet `Register`,
/// the second on `People`. Entries that do not fit on a sheet continue on the next one, `Register 2`; each sheet
/// repeats the header.
///
/// An I/O error that names `register.xlsx` if the workbook cannot be built.
pub(super) fn register(outcome: &Outcome) -> Result<Vec<u8>> {
    written(outcome).map_err(|error| {
        Error::io(Output::RegisterXlsx.file_name().as_ref(), "write", io::Error::other(error))
    })
}

/// Builds the workbook in memory.
fn written(outcome: &Outcome) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The creation date is fixed, so that equal input gives equal bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let (header, rows) = register_rows(outcome);
    sheets(&mut workbook, "Register", &header, rows)?;
    let people = PeopleTable::new(outcome, &outcome.working_disclosure());
    sheets(&mut workbook, "People", &people.header, people.rows.into_iter())?;
    workbook.save_to_buffer()
}

/// Writes a table as one sheet, or as several if it does not fit: `Register`, `Register 2`.
fn sheets(
    workbook: &mut Workbook,
    name: &str,
    header: &[String],
    mut rows: impl Iterator<Item = Vec<String>>,
) -> std::result::Result<(), XlsxError> {
    for number in 1_u32.. {
        let sheet = workbook.add_worksheet();
        sheet.set_name(if number == 1 { name.to_owned() } else { format!("{name} {number}") })?;
        sheet.set_freeze_panes(1, 0)?;
        put(sheet, 0, header, &Format::new().set_bold())?;
        let mut last = 0;
        for (at, row) in (1..).zip(rows.by_ref().take(MOST_ROWS - 1)) {
            put(sheet, at, &row, &Format::default())?;
            last = at;
        }
        if usize::try_from(last).is_ok_and(|last| last + 1 < MOST_ROWS) {
            break;
        }
    }
    Ok(())
}

/// Writes the cells of one row as text. `at` is the row index from 0. Empty cells are not written.
fn put(
    sheet: &mut Worksheet,
    at: u32,
    cells: &[String],
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string_with_format(at, column, fitting(cell), format)?;
        }
    }
    Ok(())
}

/// A text that fits into a cell. A longer text is cut between characters and ends with [`CUT`].
fn fitting(text: &str) -> String {
    if text.len() <= MOST_LETTERS || text.encode_utf16().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    let mut left = MOST_LETTERS - CUT.len();
    let fits = |letter: &char| match left.checked_sub(letter.len_utf16()) {
        Some(less) => {
            left = less;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(CUT.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_says_that_it_was_cut() {
        assert_eq!(fitting("Асан"), "Асан");
        let exact = "я".repeat(MOST_LETTERS);
        assert_eq!(fitting(&exact), exact);
        let cut = fitting(&"😀".repeat(MOST_LETTERS));
        assert!(cut.encode_utf16().count() <= MOST_LETTERS && cut.ends_with(CUT));
    }
}
