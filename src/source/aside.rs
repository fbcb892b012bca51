//! Sets rows aside that are not people: titles above the header, sums and notes. They are kept, never dropped.
//!
//! In: the rows below the header. Out: rows of people, rows set aside with a reason, and the sums to check.
//!
//! In doubt a row is a person. A sum is a row with a word for totals and at most a number in one cell, which is a name,
//! an id or the first filled cell; no other name and no date may be filled. A note is a row below the last person with
//! a single filled cell whose text cannot be a name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::source::ids::NumberedRow;
use crate::source::mapping::plain;
use crate::source::words::Words;
use crate::source::{Field, Mapping};

/// Why a row was set aside.
///
/// The text form in output files is in kebab case, for example `column-numbers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// It is above the header: a title, a date, or the upper row of a header of two rows.
    AboveHeader,
    /// It numbers the columns: 1, 2, 3, ….
    ColumnNumbers,
    /// It repeats the header, as at the top of each printed page.
    RepeatedHeader,
    /// It states the sum of the list or of a part of it.
    Totals,
    /// It is a note or a source below the table.
    Note,
}

/// A row of a list that is not a person.
///
/// Its text is kept, so the file can be rebuilt and a reader can check that it is not a person.
///
/// ```
/// use casualty_register::source::{Field, Reason, Source, SourceSpec};
///
/// let spec = SourceSpec::new("ngo", "ngo.csv").with_column(Field::Name, "ФИО");
/// let text = "№,ФИО,Город\n1,Асан Тестов,Тараз\nИтого:,1,\n";
/// let source = Source::from_bytes(spec, "ngo.csv", text.as_bytes())?;
/// assert_eq!(source.records().len(), 1);
/// assert_eq!((source.set_aside()[0].row(), source.set_aside()[0].reason()), (3, Reason::Totals));
/// assert_eq!(source.set_aside()[0].cells(), ["Итого:", "1", ""]);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Row number from 1.
    row: u64,
    /// Why it was set aside.
    reason: Reason,
    /// Its cells, verbatim.
    cells: Vec<String>,
}

impl SetAside {
    /// A numbered row with its reason.
    pub(super) fn new((row, cells): NumberedRow, reason: Reason) -> Self {
        SetAside { row, reason, cells }
    }

    /// The row number as a spreadsheet shows it.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// Why it was set aside.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The cells, verbatim.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// The trimmed text of all filled cells, joined by ` | `.
    pub fn text(&self) -> String {
        let filled = self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        filled.collect::<Vec<_>>().join(" | ")
    }
}

/// A row that states a sum, and the numbers it may state.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StatedTotal {
    /// Row number from 1.
    pub(super) row: u64,
    /// The number that the row states; `None` if it states none.
    pub(super) stated: Option<u64>,
    /// Number of people above the row.
    pub(super) above: u64,
    /// Number of people between the previous sum and this row.
    pub(super) since: u64,
}

impl StatedTotal {
    /// Whether the stated number is neither the total so far nor a subtotal. False if no number is stated.
    pub(super) fn differs(&self) -> bool {
        self.stated.is_some_and(|stated| stated != self.above && stated != self.since)
    }
}

/// The rows below a header, sorted into people and other rows.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Rows of people, in order.
    pub(super) rows: Vec<NumberedRow>,
    /// Rows that were set aside, in order.
    pub(super) aside: Vec<SetAside>,
    /// The sums among the rows that were set aside.
    pub(super) totals: Vec<StatedTotal>,
    /// Numbers of the rows that have a word for totals in place of a name, but were kept as people because of other
    /// cells.
    pub(super) doubtful: Vec<u64>,
}

/// Sorts the rows with text below the header.
///
/// Notes are recognised only below the last person, sums anywhere. Only the first row below the header can number the
/// columns.
pub(super) fn sort(rows: Vec<NumberedRow>, header: &[String], mapping: &Mapping, words: &Words) -> Sorted {
    let judge = Judge { header, mapping, words };
    let notes = judge.notes(&rows);
    let (mut sorted, mut above, mut since, mut first) = (Sorted::default(), 0, 0, true);
    for row in rows {
        let reason = match judge.total(&row.1) {
            _ if notes.contains(&row.0) => Some(Reason::Note),
            Some(stated) if !judge.has_life(&row.1) => {
                sorted.totals.push(StatedTotal { row: row.0, stated, above, since });
                since = 0;
                Some(Reason::Totals)
            }
            Some(_) => {
                sorted.doubtful.push(row.0);
                None
            }
            None if first && judge.numbers_columns(&row.1) => Some(Reason::ColumnNumbers),
            None => judge.repeats_header(&row.1).then_some(Reason::RepeatedHeader),
        };
        first = false;
        match reason {
            Some(reason) => sorted.aside.push(SetAside::new(row, reason)),
            None => {
                (above, since) = (above + 1, since + 1);
                sorted.rows.push(row);
            }
        }
    }
    sorted
}

/// Classifies rows, given the header, the mapping and the words for totals and notes.
struct Judge<'a> {
    header: &'a [String],
    mapping: &'a Mapping,
    words: &'a Words,
}

/// Fields that contain parts of a name.
const NAMES: [Field; 4] = [Field::Name, Field::Surname, Field::GivenName, Field::Patronymic];
/// Fields that contain words or dates only in rows of people.
const LIFE: [Field; 6] =
    [Field::BirthDate, Field::BirthYear, Field::DeathDate, Field::DeathYear, Field::Sex, Field::Status];

impl Judge<'_> {
    /// Whether a row is a sum. `None` if it is not; `Some(None)` if it is and states no number.
    fn total(&self, cells: &[String]) -> Option<Option<u64>> {
        let label = self.label(cells)?;
        let stated = self.words.total(cells.get(label)?)?;
        let others = self.columns(&NAMES).filter(|column| *column != label);
        let is_number = |cell: &str| cell.trim().is_empty() || self.words.number(cell).is_some();
        let names_nobody = others.filter_map(|column| cells.get(column)).all(|cell| is_number(cell));
        names_nobody.then(|| stated.or_else(|| self.lone_number(cells, label)))
    }

    /// The column of the word for totals: the first filled cell, an id or a name. `None` if there is no such word.
    fn label(&self, cells: &[String]) -> Option<usize> {
        let first = cells.iter().position(|cell| !cell.trim().is_empty());
        let named = self.columns(&[Field::Id]).chain(self.columns(&NAMES));
        let is_total =
            |column: &usize| cells.get(*column).is_some_and(|cell| self.words.total(cell).is_some());
        first.into_iter().chain(named).find(is_total)
    }

    /// The number beside the label, if exactly one other cell contains a number.
    fn lone_number(&self, cells: &[String], label: usize) -> Option<u64> {
        let others = cells.iter().enumerate().filter(|(column, _)| *column != label);
        let mut numbers = others.filter_map(|(_, cell)| self.words.number(cell));
        let one = numbers.next()?;
        numbers.next().is_none().then_some(one)
    }

    /// Whether a field of [`LIFE`] contains more than a number or a word for totals.
    ///
    /// A row with such a cell is kept as a person, and reported as `totals-word` if it has a word for totals.
    fn has_life(&self, cells: &[String]) -> bool {
        let cells = self.columns(&LIFE).filter_map(|column| cells.get(column));
        cells.into_iter().any(|cell| {
            cell.chars().any(char::is_alphanumeric)
                && self.words.number(cell).is_none()
                && self.words.total(cell).is_none()
        })
    }

    /// The numbers of the rows below the last person that are notes.
    fn notes(&self, rows: &[NumberedRow]) -> BTreeSet<u64> {
        let no_person =
            |cells: &[String]| self.is_note(cells) || (self.total(cells).is_some() && !self.has_life(cells));
        let last = rows.iter().rev().take_while(|(_, cells)| no_person(cells));
        last.filter(|(_, cells)| self.is_note(cells)).map(|(row, _)| *row).collect()
    }

    /// Whether a row has exactly one filled cell, the table has more than two named columns, and the text cannot be a
    /// name.
    ///
    /// Example: `Источник: Тестовая газета, 2022` in a table of five columns.
    fn is_note(&self, cells: &[String]) -> bool {
        let wide = self.header.iter().filter(|cell| !cell.trim().is_empty()).count() > 2;
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let Some((column, cell)) = filled.next().filter(|_| wide) else { return false };
        let in_name = self.columns(&NAMES).any(|name| name == column);
        filled.next().is_none() && self.words.total(cell).is_none() && self.reads_as_note(cell, in_name)
    }

    /// Whether the text of a lone cell reads as a note. The rules are stricter in a name column (`in_name`).
    fn reads_as_note(&self, cell: &str, in_name: bool) -> bool {
        let cell = cell.trim();
        let words = cell.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        let marked = cell.starts_with(['*', '©']) && words > 1;
        let is_link = ["http://", "https://", "www."].iter().any(|start| cell.contains(start));
        let is_text = match in_name {
            true => words > 5 && (cell.ends_with('.') || cell.contains(|c: char| c.is_ascii_digit())),
            false => words > 2,
        };
        // In a name column a colon does not announce a note, because in doubt a row is a person.
        let is_word = |text: &str| text.chars().any(char::is_alphabetic);
        let announced = !in_name && cell.split_once(':').is_some_and(|(word, _)| is_word(word));
        self.words.begins_note(cell) || marked || is_link || is_text || announced
    }

    /// Whether the filled cells, at least three, count 1, 2, 3, … and a name cell is one of the numbers.
    fn numbers_columns(&self, cells: &[String]) -> bool {
        let filled: Vec<&str> =
            cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let counts = (1_u64..).zip(&filled).all(|(number, cell)| cell.parse() == Ok(number));
        let names = self.columns(&NAMES).filter_map(|column| cells.get(column));
        let is_number = |cell: &String| cell.trim().parse::<u64>().is_ok();
        counts && filled.len() > 2 && names.into_iter().any(is_number)
    }

    /// Whether all mapped cells, at least two, repeat the header.
    fn repeats_header(&self, cells: &[String]) -> bool {
        let mut mapped = self.mapping.fields().map(|(_, column)| column).peekable();
        let repeats = |column: usize| {
            let (cell, header) = (cells.get(column), self.header.get(column));
            cell.zip(header).is_some_and(|(cell, header)| plain(cell) == plain(header))
        };
        self.mapping.fields().count() > 1 && mapped.peek().is_some() && mapped.all(repeats)
    }

    /// The columns of these fields that the list has.
    fn columns<'f>(&'f self, fields: &'f [Field]) -> impl Iterator<Item = usize> + 'f {
        fields.iter().filter_map(|field| self.mapping.column(*field))
    }
}
