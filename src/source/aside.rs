//! Rows that are no person: titles above the header, sums and notes. They are set aside, never dropped.
//!
//! When in doubt a row is a person. A sum is a cell that holds a word for totals and at most a number, in
//! the place of a name or an id or first in its row, beside no name and no date. A note is a lone cell in
//! a row under the last person whose text cannot be a name.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::source::ids::Row;
use crate::source::mapping::plain;
use crate::source::words::Words;
use crate::source::{Field, Mapping};

/// Why a row was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// It stands above the header: a title, a date, the upper row of a header of two.
    AboveHeader,
    /// It numbers the columns.
    ColumnNumbers,
    /// It is the header once more.
    RepeatedHeader,
    /// It sums the list up.
    Totals,
    /// It is a note or a source under the table.
    Note,
}

/// A row of a list that is no person.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAside {
    row: u64,
    reason: Reason,
    cells: Vec<String>,
}

impl SetAside {
    pub(super) fn new((row, cells): Row, reason: Reason) -> Self {
        SetAside { row, reason, cells }
    }

    /// The row as a spreadsheet counts it.
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

    /// The text of its cells that have any.
    pub fn text(&self) -> String {
        let filled = self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        filled.collect::<Vec<_>>().join(" | ")
    }
}

/// What a sum says and what it should say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) row: u64,
    /// The number that the row states, if it states one.
    pub(super) stated: Option<u64>,
    /// Rows of people above it.
    pub(super) above: u64,
    /// Rows of people between the sum before and it.
    pub(super) since: u64,
}

impl Total {
    pub(super) fn differs(&self) -> bool {
        self.stated.is_some_and(|stated| stated != self.above && stated != self.since)
    }
}

/// The rows under a header, sorted into people and others.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Rows of people.
    pub(super) rows: Vec<Row>,
    pub(super) aside: Vec<SetAside>,
    pub(super) totals: Vec<Total>,
    /// Rows of people that have a word for totals in the place of a name.
    pub(super) doubtful: Vec<u64>,
}

/// Sorts the rows with text under the header.
pub(super) fn sort(rows: Vec<Row>, header: &[String], mapping: &Mapping, words: &Words) -> Sorted {
    let judge = Judge { header, mapping, words };
    let notes = judge.notes(&rows);
    let (mut sorted, mut above, mut since, mut first) = (Sorted::default(), 0, 0, true);
    for row in rows {
        let reason = match judge.total(&row.1) {
            _ if notes.contains(&row.0) => Some(Reason::Note),
            Some(stated) if !judge.has_life(&row.1) => {
                sorted.totals.push(Total { row: row.0, stated, above, since });
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

struct Judge<'a> {
    header: &'a [String],
    mapping: &'a Mapping,
    words: &'a Words,
}

/// The fields that hold parts of a name.
const NAMES: [Field; 4] = [Field::Name, Field::Surname, Field::GivenName, Field::Patronymic];
/// The fields that only people fill with words or dates.
const LIFE: [Field; 6] =
    [Field::BirthDate, Field::BirthYear, Field::DeathDate, Field::DeathYear, Field::Sex, Field::Status];

impl Judge<'_> {
    /// The number of a sum: None if the row is none, `Some(None)` if it states no number.
    fn total(&self, cells: &[String]) -> Option<Option<u64>> {
        let label = self.label(cells)?;
        let stated = self.words.total(cells.get(label)?)?;
        let others = self.columns(&NAMES).filter(|column| *column != label);
        let is_number = |cell: &str| cell.trim().is_empty() || self.words.number(cell).is_some();
        let names_nobody = others.filter_map(|column| cells.get(column)).all(|cell| is_number(cell));
        names_nobody.then(|| stated.or_else(|| self.lone_number(cells, label)))
    }

    /// The column of the cell that may be a word for totals: first in the row, or an id or a name.
    fn label(&self, cells: &[String]) -> Option<usize> {
        let first = cells.iter().position(|cell| !cell.trim().is_empty());
        let named = self.columns(&[Field::Id]).chain(self.columns(&NAMES));
        let is_total =
            |column: &usize| cells.get(*column).is_some_and(|cell| self.words.total(cell).is_some());
        first.into_iter().chain(named).find(is_total)
    }

    /// The number of the only cell beside the label that has one.
    fn lone_number(&self, cells: &[String], label: usize) -> Option<u64> {
        let others = cells.iter().enumerate().filter(|(column, _)| *column != label);
        let mut numbers = others.filter_map(|(_, cell)| self.words.number(cell));
        let one = numbers.next()?;
        numbers.next().is_none().then_some(one)
    }

    /// Whether a field that people have holds more than a number.
    fn has_life(&self, cells: &[String]) -> bool {
        let cells = self.columns(&LIFE).filter_map(|column| cells.get(column));
        cells.into_iter().any(|cell| {
            cell.chars().any(char::is_alphanumeric)
                && self.words.number(cell).is_none()
                && self.words.total(cell).is_none()
        })
    }

    /// The rows under the last person that are notes.
    fn notes(&self, rows: &[Row]) -> BTreeSet<u64> {
        let no_person =
            |cells: &[String]| self.is_note(cells) || (self.total(cells).is_some() && !self.has_life(cells));
        let last = rows.iter().rev().take_while(|(_, cells)| no_person(cells));
        last.filter(|(_, cells)| self.is_note(cells)).map(|(row, _)| *row).collect()
    }

    /// Whether a row has one cell with text, the table more than two columns, and the text is no name.
    fn is_note(&self, cells: &[String]) -> bool {
        let wide = self.header.iter().filter(|cell| !cell.trim().is_empty()).count() > 2;
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let Some((column, cell)) = filled.next().filter(|_| wide) else { return false };
        let in_name = self.columns(&NAMES).any(|name| name == column);
        filled.next().is_none() && self.words.total(cell).is_none() && self.reads_as_note(cell, in_name)
    }

    fn reads_as_note(&self, cell: &str, in_name: bool) -> bool {
        let cell = cell.trim();
        let words = cell.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        let marked = cell.starts_with(['*', '©']) && words > 1;
        let is_link = ["http://", "https://", "www."].iter().any(|start| cell.contains(start));
        let is_text = match in_name {
            true => words > 5 && (cell.ends_with('.') || cell.contains(|c: char| c.is_ascii_digit())),
            false => words > 2,
        };
        // In the place of a name only a word that begins notes announces one: in doubt a row is a person.
        let is_word = |text: &str| text.chars().any(char::is_alphabetic);
        let announced = !in_name && cell.split_once(':').is_some_and(|(word, _)| is_word(word));
        self.words.begins_note(cell) || marked || is_link || is_text || announced
    }

    /// Whether the cells count: `1, 2, 3, …`, and the name is one of the numbers.
    fn numbers_columns(&self, cells: &[String]) -> bool {
        let filled: Vec<&str> =
            cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let counts = (1_u64..).zip(&filled).all(|(number, cell)| cell.parse() == Ok(number));
        let names = self.columns(&NAMES).filter_map(|column| cells.get(column));
        let is_number = |cell: &String| cell.trim().parse::<u64>().is_ok();
        counts && filled.len() > 2 && names.into_iter().any(is_number)
    }

    /// Whether all mapped cells, two at least, say what the header says.
    fn repeats_header(&self, cells: &[String]) -> bool {
        let mut mapped = self.mapping.fields().map(|(_, column)| column).peekable();
        let repeats = |column: usize| {
            let (cell, header) = (cells.get(column), self.header.get(column));
            cell.zip(header).is_some_and(|(cell, header)| plain(cell) == plain(header))
        };
        self.mapping.fields().count() > 1 && mapped.peek().is_some() && mapped.all(repeats)
    }

    fn columns<'f>(&'f self, fields: &'f [Field]) -> impl Iterator<Item = usize> + 'f {
        fields.iter().filter_map(|field| self.mapping.column(*field))
    }
}
