//! Which field each column may be: by its header first, then by its cells.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::readers::Readers;
use crate::Lexicon;
use crate::date::DateContext;
use crate::source::Field;
use crate::source::header::Header;
use crate::source::mapping::plain;
use crate::source::words::Words;

/// How many cells of a column are looked at.
const SAMPLE: usize = 500;
/// A header is not believed when so few of the cells read as its field.
const HARDLY: f64 = 0.2;
/// Cells are believed without a header when so many read as a field.
const MOSTLY: f64 = 0.8;
/// Dates within so many years are of one event; births lie further apart.
const ONE_EVENT: i16 = 3;

/// A column as it looks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ColumnView {
    /// The header.
    pub header: String,
    /// The field that the column may be.
    pub field: Option<Field>,
    /// Whether the header says so; otherwise only the cells do.
    pub by_header: bool,
    /// Cells with text.
    pub filled: usize,
    /// The share of them that read as the field, 0 to 1; 0 where there is none. Of a long list the first
    /// 500 are looked at.
    pub share: f64,
    /// The first different cells with text, at most three.
    pub examples: Vec<String>,
    /// What a person should know of the column.
    pub oddities: Vec<String>,
}

/// The cells of a column and what its header says.
struct Column<'a> {
    header: &'a str,
    cells: Vec<&'a str>,
    said: Option<(Field, bool)>,
    can_be_named: bool,
}

/// A guess: how good it is, where, what, and whether the header says so.
type Guess = (f64, usize, Field, bool);

pub(super) fn guess(rows: &[Vec<String>], header: &Header, words: &Words) -> Vec<ColumnView> {
    let readers = Readers::new(&Lexicon::bundled());
    let columns = columns(rows, header, words);
    let fields = fields(&columns, &readers);
    let view = |(at, column): (usize, &Column<'_>)| column.view(fields.get(&at).copied(), &readers);
    columns.iter().enumerate().map(view).collect()
}

fn columns<'a>(rows: &'a [Vec<String>], header: &'a Header, words: &Words) -> Vec<Column<'a>> {
    let mut seen = BTreeSet::new();
    let column = |(at, name): (usize, &'a String)| {
        let cells = rows.iter().skip(header.index + 1).filter_map(|cells| cells.get(at));
        Column {
            header: name,
            cells: cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect(),
            said: words.header(name),
            can_be_named: !name.trim().is_empty() && seen.insert(plain(name)),
        }
    };
    header.cells.iter().enumerate().map(column).collect()
}

/// The best guesses that go together: each field once, and a whole name or its parts.
fn fields(columns: &[Column<'_>], readers: &Readers) -> BTreeMap<usize, (Field, bool)> {
    let has_surname = columns.iter().any(|column| matches!(column.said, Some((Field::Surname, true))));
    let mut guesses: Vec<Guess> = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.can_be_named) {
        guesses.extend(column.by_header(at, has_surname, readers));
        guesses.extend(column.by_cells(at, readers));
    }
    guesses.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: BTreeMap<usize, (Field, bool)> = BTreeMap::new();
    for (_, at, field, by_header) in guesses {
        let clashes = |(other, _): &(Field, bool)| *other == field || excludes(*other, field);
        if !chosen.contains_key(&at) && !chosen.values().any(clashes) {
            chosen.insert(at, (field, by_header));
        }
    }
    chosen
}

/// A whole name stands for its parts.
fn excludes(one: Field, other: Field) -> bool {
    let is_part = |field| matches!(field, Field::Surname | Field::GivenName | Field::Patronymic);
    (one == Field::Name && is_part(other)) || (other == Field::Name && is_part(one))
}

impl Column<'_> {
    fn by_header(&self, at: usize, has_surname: bool, readers: &Readers) -> Option<Guess> {
        let (mut field, is_whole) = self.said?;
        let whole_names = || self.share(|cell| readers.reads(Field::Name, cell)) > 0.5;
        if (field == Field::GivenName && !has_surname) || (field == Field::Surname && whole_names()) {
            field = Field::Name;
        }
        let share = self.share(|cell| readers.reads(field, cell));
        let is_free = matches!(field, Field::Status | Field::Note | Field::Place);
        let is_believed = share >= HARDLY || is_free || self.cells.is_empty();
        let is_id = field != Field::Id || self.is_unique();
        (is_believed && is_id).then_some((1.0 + f64::from(u8::from(is_whole)) + share / 2.0, at, field, true))
    }

    /// The field that nearly all cells read as. Names and statuses without a header need known ones.
    fn by_cells(&self, at: usize, readers: &Readers) -> Option<Guess> {
        if self.cells.is_empty() || self.said.is_some_and(|(_, is_whole)| is_whole) {
            return None;
        }
        let share = |field: Field| match field {
            Field::Name => self.share(|cell| readers.is_known_name(cell)),
            _ => self.share(|cell| readers.reads(field, cell)),
        };
        let date = self.date_field(readers);
        let all = [Some(Field::Url), Some(Field::Sex), date, Some(Field::Place), Some(Field::Name)];
        let shares = all.into_iter().flatten().map(|field| (share(field), field));
        let best = shares.filter(|(share, _)| *share >= MOSTLY).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(share, field)| (share / 2.0, at, field, false))
    }

    /// Dates of one event, or births.
    fn date_field(&self, readers: &Readers) -> Option<Field> {
        let years = self.sample().filter_map(|cell| readers.year(cell, DateContext::birth(None)));
        let years: Vec<i16> = years.collect();
        let spread = years.iter().max()?.saturating_sub(*years.iter().min()?);
        Some(if spread <= ONE_EVENT { Field::DeathDate } else { Field::BirthDate })
    }

    fn view(&self, field: Option<(Field, bool)>, readers: &Readers) -> ColumnView {
        let mut examples: Vec<String> = Vec::new();
        for cell in &self.cells {
            if examples.len() < 3 && !examples.iter().any(|example| example == cell) {
                examples.push((*cell).to_owned());
            }
        }
        ColumnView {
            header: self.header.to_owned(),
            field: field.map(|(field, _)| field),
            by_header: field.is_some_and(|(_, by_header)| by_header),
            filled: self.cells.len(),
            share: field.map_or(0.0, |(field, _)| self.share(|cell| readers.reads(field, cell))),
            examples,
            oddities: self.oddities(field.map(|(field, _)| field), readers),
        }
    }

    fn oddities(&self, field: Option<Field>, readers: &Readers) -> Vec<String> {
        let mut odd = Vec::new();
        if self.header.trim().is_empty() && !self.cells.is_empty() {
            odd.push("it has no header, so it cannot be mapped; name it".to_owned());
        } else if !self.can_be_named && !self.cells.is_empty() {
            odd.push("another column has the same header and is taken in its place".to_owned());
        }
        if self.said.is_some_and(|(said, _)| said == Field::Id) && !self.is_unique() {
            odd.push("its cells are not different from each other, so they are no ids".to_owned());
        }
        let is_date = matches!(field, Some(Field::BirthDate | Field::DeathDate));
        let serial = self.cells.iter().filter(|cell| is_date && readers.is_serial(cell)).count();
        if serial > 0 {
            odd.push(format!("cells that are numbers a spreadsheet counts days by: {serial}"));
        }
        if let Some(example) = field.and_then(|field| self.unread(field, readers)) {
            odd.push(format!("does not read as such: `{example}`"));
        }
        odd
    }

    /// The first cell that does not read as the field.
    fn unread(&self, field: Field, readers: &Readers) -> Option<&str> {
        self.sample().find(|cell| !readers.reads(field, cell))
    }

    fn sample(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().take(SAMPLE).copied()
    }

    fn share(&self, reads: impl Fn(&str) -> bool) -> f64 {
        let all = self.sample().count().max(1);
        self.sample().filter(|cell| reads(cell)).count() as f64 / all as f64
    }

    /// Whether hardly two cells are the same; a sum or a note under the list may be among them.
    fn is_unique(&self) -> bool {
        let different: BTreeSet<&str> = self.cells.iter().copied().collect();
        !self.cells.is_empty() && different.len() == self.cells.len()
    }
}
