//! What a user should check before trusting the guesses about a list.
//!
//! In: an [`Inspection`]. Out: sentences, the most serious first. No sentence quotes a cell.

use super::columns::ColumnView;
use super::written::{counted, quoted};
use super::{Inspection, SheetView};
use crate::base::finding::Severity;
use crate::source::Field;

/// Smallest share of cells that have to read as the field for a column to be in no doubt.
const IN_NO_DOUBT: f64 = 0.9;
/// The same for names: lists have rows of people whom nobody knows by name.
const NAMES_IN_NO_DOUBT: f64 = 0.5;

impl Inspection {
    /// What may be wrong with the guesses, one sentence each, the most serious first: damage of the file, sheets that
    /// are not read, columns that are guessed or not used, and dates that can be read in two ways.
    ///
    /// ```
    /// use casualty_register::source::inspect_bytes;
    ///
    /// let found = inspect_bytes("a.csv", b"name,died,beat\nAsan Testov,03/04/2022,12\nDana Ulgi,05/04/2022,7\n")?;
    /// let doubts = found.doubts();
    /// assert!(doubts[0].starts_with("the column \"beat\" is not used"), "{doubts:?}");
    /// assert!(doubts[1].starts_with("2 dates can be read in two ways"), "{doubts:?}");
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    pub fn doubts(&self) -> Vec<String> {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let mut doubts: Vec<String> = errors.map(|error| error.message.clone()).collect();
        doubts.extend(self.other_sheets().filter(|sheet| sheet.is_visible).map(about_sheet));
        doubts.extend(self.columns.iter().filter_map(about_column));
        if self.unclear_dates > 0 {
            doubts.push(format!(
                "{} can be read in two ways, as 03/04, and nothing in the list shows which is the day; set `day_order`",
                counted(self.unclear_dates, "date", "dates")
            ));
        }
        if self.period.is_none() {
            doubts.push("it has no date of death that can be read".to_owned());
        }
        doubts
    }
}

/// A visible sheet that is not read.
fn about_sheet(sheet: &SheetView) -> String {
    format!("the sheet {} with {} rows is not read", quoted(&sheet.name), sheet.rows)
}

/// The doubt about a column; `None` if its header names its field and nearly all cells can be read.
fn about_column(view: &ColumnView) -> Option<String> {
    let header = quoted(&view.header);
    let Some(field) = view.field else {
        return view.left_out.as_ref().map(|why| format!("the column {header} is not used: {why}"));
    };
    let is_free =
        matches!(field, Field::Note | Field::Status | Field::Place | Field::Region | Field::Country);
    let unread = view.unread();
    if !view.by_header {
        return Some(format!(
            "the column {header} is taken as `{field}` because of its cells; see whether it is"
        ));
    }
    let least = if field == Field::Name { NAMES_IN_NO_DOUBT } else { IN_NO_DOUBT };
    (!is_free && view.filled > 0 && view.share < least)
        .then(|| format!("{unread} of {} cells of {header} cannot be read as `{field}`", view.filled))
}
