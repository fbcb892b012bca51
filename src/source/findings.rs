//! Findings about a list before any cell is interpreted.
//!
//! In: the rows, the header and what was noticed while reading. Out: findings with their locations. Every function here
//! only reports; none changes a row.
//!
//! The findings of a list are ordered: about the whole file first, then about rows. Row numbers count from 1 as in a
//! spreadsheet. Lines and record ids are added later, by `complete_places` in `source`.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::finding::{Code, Finding, Location};
use crate::base::terminal;
use crate::source::aside::{Reason, SetAside, StatedTotal};
use crate::source::blank::BlankRows;
use crate::source::decode;
use crate::source::decode::DecodedText;
use crate::source::grid::{Grid, Merged, Odd};
use crate::source::header::Header;
use crate::source::ids::NumberedRow;
use crate::source::mapping::plain;
use crate::source::record::has_text;

/// Most characters of a row that a message shows.
const SHOWN: usize = 160;

/// Identifies the list in locations of findings.
///
/// Most functions here take it as their last argument.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    /// Id of the list.
    pub(super) source: &'a str,
    /// Name of its file.
    pub(super) file: &'a str,
}

impl Site<'_> {
    /// The location of the whole file.
    pub(super) fn whole(&self) -> Location {
        Location { source: self.source.to_owned(), file: self.file.to_owned(), ..Location::default() }
    }

    /// The location of a row, numbered from 1.
    pub(super) fn row(&self, row: u64) -> Location {
        Location { row: Some(row), ..self.whole() }
    }

    /// The location of a cell. `column` is an index from 0 into the header; a column without a name is left out.
    pub(super) fn cell(&self, row: u64, header: &[String], column: usize) -> Location {
        let name = header.get(column).map(|name| plain(name)).filter(|name| !name.is_empty());
        Location { column: name, ..self.row(row) }
    }

    /// The location of a row that has an id.
    pub(super) fn record(&self, row: u64, id: &str) -> Location {
        Location { record: Some(id.to_owned()), ..self.row(row) }
    }
}

/// Findings about the encoding: it was chosen by content, or bytes were lost.
///
/// Reported are `encoding-fallback` for an encoding that was chosen by content, and `undecodable-bytes` for lost bytes.
pub(super) fn of_encoding(text: &DecodedText, rows: &[NumberedRow], site: &Site<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if text.fallback {
        let message = format!(
            "the list is not UTF-8 or UTF-16 and was read as {}; check a few names, or give its `encoding` in \
             the project file",
            text.encoding
        );
        found.push(Finding::new(Code::EncodingFallback, vec![site.whole()], message));
    }
    if text.lossy {
        found.push(of_lost_bytes(text.encoding, rows, site));
    }
    found
}

/// The finding about lost bytes, at each row that has some. If only the header or other rows have some, it is at the
/// whole file.
fn of_lost_bytes(encoding: &str, rows: &[NumberedRow], site: &Site<'_>) -> Finding {
    let lost = rows.iter().filter(|(_, cells)| cells.iter().any(|cell| decode::has_lost_character(cell)));
    let mut at: Vec<Location> = lost.map(|(row, _)| site.row(*row)).collect();
    if at.is_empty() {
        at.push(site.whole());
    }
    let message =
        format!("some bytes are not {encoding} and were replaced by U+FFFD; save the list again as UTF-8");
    Finding::new(Code::UndecodableBytes, at, message)
}

/// Findings about column names that occur more than once.
///
/// Column names are compared as a reader sees them, and columns without a name are ignored. The mapping uses the first
/// of equal columns.
pub(super) fn of_header(header: &[String], row: u64, site: &Site<'_>) -> Vec<Finding> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in header {
        *counts.entry(plain(cell)).or_default() += 1;
    }
    let repeated = counts.into_iter().filter(|(name, count)| *count > 1 && !name.is_empty());
    let finding = |(name, count): (String, usize)| {
        let message = format!(
            "{count} columns have the header `{name}` and only the first is used; give each column its own name"
        );
        let column = Some(name);
        let at = Location { column, ..site.row(row) };
        Finding::new(Code::DuplicateHeader, vec![at], message)
    };
    repeated.map(finding).collect()
}

/// Findings about a workbook: what was noticed while reading, hidden rows and columns, formulas without values, and
/// merged cells in rows of people.
///
/// Merged cells are reported only in rows of people: above the header they belong to titles.
pub(super) fn of_workbook(
    grid: &Grid,
    rows: &[NumberedRow],
    header: &[String],
    site: &Site<'_>,
) -> Vec<Finding> {
    let people: BTreeSet<u64> = rows.iter().map(|(row, _)| *row).collect();
    let whole = |odd: &Odd| Finding::new(odd.code, vec![site.whole()], odd.message.clone());
    let mut found: Vec<Finding> = grid.odd.iter().map(whole).collect();
    found.extend(of_hidden_rows(grid, &people, site));
    found.extend(of_hidden_columns(grid, header, site));
    found.extend(of_unvalued(grid, header, site));
    let covered = |rows: (usize, usize)| people.range(rows.0 as u64 + 1..=rows.1 as u64 + 1).next();
    let merged = grid.merged.iter().filter(|area| covered(area.rows).is_some());
    let cell = |area: &Merged| site.cell(area.rows.0 as u64 + 1, header, area.columns.0);
    let at: Vec<Location> = merged.map(cell).collect();
    if !at.is_empty() {
        let message = "these cells are merged, and the value was read for the first of them only; split them \
                       if it belongs to all";
        found.push(Finding::new(Code::MergedCells, at, message));
    }
    found
}

/// The finding about hidden rows of people.
///
/// Hidden rows are read like all others.
fn of_hidden_rows(grid: &Grid, people: &BTreeSet<u64>, site: &Site<'_>) -> Option<Finding> {
    let rows = grid.facts.hidden_rows.iter().map(|row| u64::from(*row) + 1);
    let at: Vec<Location> = rows.filter(|row| people.contains(row)).map(|row| site.row(row)).collect();
    let message = format!(
        "the sheet hides {} of people; hidden rows are read like all others, so unhide them and check whether \
         they belong to the list",
        if at.len() == 1 { "1 row".to_owned() } else { format!("{} rows", at.len()) }
    );
    (!at.is_empty()).then(|| Finding::new(Code::HiddenCells, at, message))
}

/// The finding about hidden columns that have a name.
///
/// Hidden columns can be mapped like all others. The location has no row, because the finding is about the whole
/// column.
fn of_hidden_columns(grid: &Grid, header: &[String], site: &Site<'_>) -> Option<Finding> {
    let is_hidden = |column: &usize| {
        let column = u32::try_from(*column).unwrap_or(u32::MAX);
        grid.facts.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    };
    let named =
        (0..header.len()).filter(|column| header.get(*column).is_some_and(|name| !name.trim().is_empty()));
    let hidden: Vec<usize> = named.filter(is_hidden).collect();
    let names: Vec<String> = hidden
        .iter()
        .filter_map(|column| header.get(*column))
        .map(|name| format!("`{}`", plain(name)))
        .collect();
    let message = format!(
        "the sheet hides the columns {}, which can be mapped like all others; unhide them and check whether \
         they belong to the list",
        names.join(", ")
    );
    let place = |column: &usize| Location { row: None, ..site.cell(0, header, *column) };
    let at: Vec<Location> = hidden.iter().map(place).collect();
    (!at.is_empty()).then(|| Finding::new(Code::HiddenCells, at, message))
}

/// The finding about cells that have a formula and no stored value.
///
/// Programs that do not calculate write such cells. They were read as empty.
fn of_unvalued(grid: &Grid, header: &[String], site: &Site<'_>) -> Option<Finding> {
    let place = |(row, column): &(u32, u32)| {
        site.cell(u64::from(*row) + 1, header, usize::try_from(*column).unwrap_or(usize::MAX))
    };
    let at: Vec<Location> = grid.facts.unvalued.iter().map(place).collect();
    let message = "the cell has a formula but no stored value, so it was read as empty; open the list in a \
                   spreadsheet program, which calculates the value, and save it again";
    (!at.is_empty()).then(|| Finding::new(Code::FormulaWithoutValue, at, message))
}

/// Findings about rows that were set aside: one for all rows above the header, one for each other row.
///
/// Rows above the header share one finding. Sums, notes and repeated headers are reported one by one.
pub(super) fn of_set_aside(aside: &[SetAside], header: &Header, site: &Site<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let above: Vec<&SetAside> = aside.iter().filter(|row| row.reason() == Reason::AboveHeader).collect();
    if !above.is_empty() {
        let texts: Vec<String> = above.iter().map(|row| format!("`{}`", shown(row))).collect();
        let joined = if header.two_rows { " (the last of them is the upper row of the header)" } else { "" };
        let message = format!(
            "the header is row {}; these rows above it were set aside{joined}: {}",
            header.index + 1,
            texts.join(", ")
        );
        let at = above.iter().map(|row| site.row(row.row())).collect();
        found.push(Finding::new(Code::RowsAboveHeader, at, message));
    }
    for row in aside {
        let (code, what) = match row.reason() {
            Reason::AboveHeader => continue,
            Reason::ColumnNumbers => (Code::RowsAboveHeader, "numbers the columns"),
            Reason::RepeatedHeader => (Code::RowsAboveHeader, "repeats the header"),
            Reason::Totals => (Code::TotalsRow, "is a total of the list"),
            Reason::Note => (Code::NoteRow, "is a note below the table"),
        };
        let message = format!("the row `{}` {what} and was set aside", shown(row));
        found.push(Finding::new(code, vec![site.row(row.row())], message));
    }
    found
}

/// The text of a row, cut after [`SHOWN`] characters.
fn shown(row: &SetAside) -> String {
    let text = plain(&row.text());
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

/// Findings about sums that state a wrong number, and about rows of people that look like sums.
///
/// A sum may state all people above it or those since the previous sum. `doubtful` has the rows that were kept as
/// people.
pub(super) fn of_totals(totals: &[StatedTotal], doubtful: &[u64], site: &Site<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for total in totals.iter().filter(|total| total.differs()) {
        let (stated, above) = (total.stated.unwrap_or_default(), total.above);
        let message = format!(
            "the row states {stated} people, but {above} rows of people are above it; \
                               correct the list or the total"
        );
        found.push(Finding::new(Code::TotalsRowDiffers, vec![site.row(total.row)], message));
    }
    for row in doubtful {
        let message = "the row has a word for a total where a name or an id is expected, but also cells that \
                       only people have, so it was kept as a person; remove it if it is a total";
        found.push(Finding::new(Code::TotalsWord, vec![site.row(*row)], message));
    }
    found
}

/// The expected shape of a row.
///
/// Rows are compared with it to find missing or additional delimiters.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowShape {
    /// Cells of the header.
    width: usize,
    /// ASCII code of the delimiter.
    delimiter: u8,
}

/// Findings about rows with more or fewer cells than the header, and about cells that contain whole rows.
///
/// Each such row gets one finding. No cell is lost, but cells may be in the wrong column.
pub(super) fn of_shape(rows: &[NumberedRow], shape: RowShape, site: &Site<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (row, cells) in rows {
        if let Some(message) = shape.fault(cells) {
            found.push(Finding::new(Code::RaggedRow, vec![site.row(*row)], message));
        }
    }
    found
}

impl RowShape {
    /// The shape of rows below a header of `width` cells.
    pub(super) fn new(width: usize, delimiter: u8) -> Self {
        RowShape { width, delimiter }
    }

    /// What is wrong with the shape of a row; `None` if nothing is.
    ///
    /// A cell that contains whole rows is the more useful message, so it is checked first: it usually means that a
    /// quote is missing.
    fn fault(&self, cells: &[String]) -> Option<String> {
        if cells.iter().any(|cell| self.looks_like_rows(cell)) {
            let message = "a cell seems to contain whole rows; check whether a closing quotation mark is \
                           missing";
            return Some(message.to_owned());
        }
        let ragged = cells.len() != self.width && has_text(cells);
        ragged.then(|| {
            let (has, width) = (cells.len(), self.width);
            format!(
                "number of cells: {has} in the row, {width} in the header; put quotes around a cell that \
                 contains the delimiter"
            )
        })
    }

    /// Whether a cell has a line break and as many delimiters as a row. Delimiters that white space follows do not
    /// count, because they are the commas of prose.
    fn looks_like_rows(&self, cell: &str) -> bool {
        let pairs = cell.as_bytes().windows(2);
        let tight = |pair: &&[u8]| {
            pair.first() == Some(&self.delimiter) && !pair.last().is_some_and(u8::is_ascii_whitespace)
        };
        cell.contains(['\n', '\r']) && self.width > 1 && pairs.filter(tight).count() + 1 >= self.width
    }
}

/// Findings about cells with direction marks, including the cells of the header.
///
/// Such marks can make a cell look like another text. The message shows them by number, because [`Finding::new`]
/// escapes it.
pub(super) fn of_direction(
    rows: &[NumberedRow],
    header: &[String],
    header_row: u64,
    site: &Site<'_>,
) -> Vec<Finding> {
    let turns = |cell: &&String| cell.contains(terminal::turns_direction);
    let finding = |row: u64, column: usize, cell: &str| {
        let at = site.cell(row, header, column);
        let message = format!(
            "the cell has invisible characters that change the direction of writing: `{cell}`; remove them \
             unless they belong there"
        );
        Finding::new(Code::BidiControl, vec![at], message)
    };
    let of_row = |row: u64, cells: &[String]| -> Vec<Finding> {
        let found = cells.iter().enumerate().filter(|(_, cell)| turns(cell));
        found.map(|(column, cell)| finding(row, column, cell)).collect()
    };
    let mut found = of_row(header_row, header);
    found.extend(rows.iter().flat_map(|(row, cells)| of_row(*row, cells)));
    found
}

/// The finding about rows without text, located at the first row of each run. `None` if there are none.
///
/// The message has row numbers for a single run, and only a count for several runs.
pub(super) fn of_blank_rows(blank: &[BlankRows], site: &Site<'_>) -> Option<Finding> {
    let count: u64 = blank.iter().map(BlankRows::count).sum();
    let at: Vec<Location> = blank.iter().map(|run| site.row(run.first())).collect();
    let message = match (count, blank) {
        (0, _) => return None,
        (1, _) => "the row has no text in any cell; remove it or fill it in".to_owned(),
        (_, [run]) => format!(
            "rows {} to {} have no text in any cell; remove them or fill them in",
            run.first(),
            run.last()
        ),
        _ => format!("{count} rows have no text in any cell; remove them or fill them in"),
    };
    Some(Finding::new(Code::EmptyRow, at, message))
}
