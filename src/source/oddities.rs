//! Finds signs that a person or a program has damaged a list.
//!
//! In: rows and records. Out: findings about spreadsheet errors, open quotes, merge conflicts, empty lists and ids that
//! look alike.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

use crate::base::finding::{Code, Finding, Location};
use crate::source::findings::Site;
use crate::source::ids::NumberedRow;
use crate::source::record::{Record, has_text};

/// How lines begin that version control inserts where two versions of a file conflict.
const CONFLICT_MARKS: [&str; 4] = ["<<<<<<< ", "||||||| ", ">>>>>>> ", "======="];

/// Error values of spreadsheet programs, in English and in Russian.
const ERRORS: [&str; 18] = [
    "#CALC!",
    "#DATA!",
    "#DIV/0!",
    "#GETTING_DATA",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#SPILL!",
    "#VALUE!",
    "#ДЕЛ/0!",
    "#Н/Д",
    "#ИМЯ?",
    "#ССЫЛКА!",
    "#ЗНАЧ!",
    "#ПУСТО!",
    "#ЧИСЛО!",
];
/// Fewest `#` of a cell that consists of nothing else. A spreadsheet shows them for a value that does not fit the
/// column.
const LEAST_HASHES: usize = 3;

/// Findings about cells that contain an error or `####` instead of a value: at most one finding for each of the two
/// kinds.
///
/// Rows of all kinds are checked, also titles and sums. The text of the cell is kept.
pub(super) fn of_cells(rows: &[Vec<String>], header: &[String], site: &Site<'_>) -> Vec<Finding> {
    let find = |is_odd: fn(&str) -> bool, message: &str| {
        let cells =
            (1..).zip(rows).flat_map(|(row, cells)| cells.iter().enumerate().map(move |one| (row, one)));
        let odd = cells.filter(|(_, (_, cell))| is_odd(cell.trim()));
        let at: Vec<Location> = odd.map(|(row, (column, _))| site.cell(row, header, column)).collect();
        (!at.is_empty()).then(|| Finding::new(Code::CellError, at, message))
    };
    let errors = find(
        is_error,
        "the cell shows a spreadsheet error, which was read as text; correct the \
                                 formula",
    );
    let narrow = "the cell shows `####` because its column was too narrow, so the value is lost; widen the \
                  column in the spreadsheet and save the list again, or enter the value";
    errors.into_iter().chain(find(is_too_narrow, narrow)).collect()
}

/// Whether a cell is an error value.
///
/// The cell must consist of the error value alone.
fn is_error(cell: &str) -> bool {
    cell.starts_with('#') && ERRORS.contains(&cell)
}

/// Whether a cell shows that its column was too narrow.
fn is_too_narrow(cell: &str) -> bool {
    cell.len() >= LEAST_HASHES && cell.bytes().all(|byte| byte == b'#')
}

/// Findings about rows, before they have ids. `open_quote` is the row, from 1, that opens a quote and never closes it.
///
/// At most three findings: one for each kind.
pub(super) fn of_rows(rows: &[NumberedRow], open_quote: Option<u64>, site: &Site<'_>) -> Vec<Finding> {
    let found = [of_no_rows(rows, site), of_open_quote(open_quote, site), of_conflict_marks(rows, site)];
    found.into_iter().flatten().collect()
}

/// The finding about a list without rows of people.
fn of_no_rows(rows: &[NumberedRow], site: &Site<'_>) -> Option<Finding> {
    let is_empty = !rows.iter().any(|(_, cells)| has_text(cells));
    let message = "the list has a header but no rows; restore the rows, or remove the list from the project";
    is_empty.then(|| Finding::new(Code::EmptyList, vec![site.whole()], message))
}

/// The finding about a quote that is never closed.
///
/// All later rows are inside one cell, so the finding is an error.
fn of_open_quote(row: Option<u64>, site: &Site<'_>) -> Option<Finding> {
    let message = "a quotation mark is opened and never closed, so everything after it is in one cell; close \
                   it, or double it if it belongs to the text";
    Some(Finding::new(Code::OpenQuote, vec![site.row(row?)], message))
}

/// The finding about lines of version control. Such a line is the only filled cell of its row.
///
/// A row whose first cell begins with a mark and has other filled cells is not reported, because it may be data.
fn of_conflict_marks(rows: &[NumberedRow], site: &Site<'_>) -> Option<Finding> {
    let is_mark = |cell: &String| CONFLICT_MARKS.iter().any(|mark| cell.starts_with(mark.trim_end()));
    let marked = rows.iter().filter(|(_, cells)| {
        let others = cells.get(1..).unwrap_or_default();
        cells.first().is_some_and(is_mark) && !has_text(others)
    });
    let at: Vec<Location> = marked.map(|(row, _)| site.row(*row)).collect();
    let message = "these lines are conflict markers of a version control system, so the list has two versions \
                   of some rows; keep the right version and remove the markers";
    (!at.is_empty()).then(|| Finding::new(Code::MergeConflict, at, message))
}

/// Findings about ids that a reader cannot tell apart: they differ in composed letters, invisible characters, letters
/// of two alphabets (UTS 39, confusable detection), or upper and lower case.
///
/// One finding for each group of ids that look alike. Equal ids are not reported here, see `ids`.
pub(super) fn of_ids(records: &[Record], site: &Site<'_>) -> Vec<Finding> {
    let mut alike: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for record in records.iter().filter(|record| !record.id().as_str().is_empty()) {
        alike.entry(seen(printed(record))).or_default().push(record);
    }
    let differ = |records: &Vec<&Record>| {
        records.windows(2).any(|pair| matches!(pair, [a, b] if printed(a) != printed(b)))
    };
    let several = alike.into_values().filter(differ);
    several.map(|records| of_alike(&records, site)).collect()
}

/// The id that the list prints, without the digest of a repeated id: `7` for `7~1f2e3d4c`.
fn printed(record: &Record) -> &str {
    let id = record.id().as_str();
    id.rsplit_once('~').map_or(id, |(id, _)| id)
}

/// The appearance of an id. Ids with equal appearance look alike.
///
/// Characters are normalised (NFKC), invisible ones are removed, letters become lower case, and each letter is replaced
/// by its prototype from the Unicode table of confusable characters.
fn seen(id: &str) -> String {
    let visible = id.nfkc().filter(|letter| !letter.is_control() && !letter.is_whitespace());
    let lower = visible.collect::<String>().to_lowercase();
    skeleton(&lower).collect()
}

/// The finding about several ids that look alike.
fn of_alike(records: &[&Record], site: &Site<'_>) -> Finding {
    let ids: Vec<String> = records.iter().map(|record| format!("`{}`", record.id().as_str())).collect();
    let message = format!(
        "the ids {} look the same but are different; change them so that a reader can tell them apart",
        ids.join(", ")
    );
    let at = records.iter().map(|record| site.record(record.row(), record.id().as_str())).collect();
    Finding::new(Code::LookalikeIds, at, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_alike_that_look_so() {
        let alike = [("A1", "А1"), ("a1", "A1"), ("é", "e\u{301}"), ("a\u{200b}1", "a1"), ("7 ", "7")];
        assert!(alike.iter().all(|(a, b)| seen(a) == seen(b)), "{alike:?}");
        let unlike = [("1", "11"), ("7", "17"), ("a-1", "a-2"), ("a1", "b1")];
        assert!(unlike.iter().all(|(a, b)| seen(a) != seen(b)), "{unlike:?}");
    }
}
