//! Which field each column may be: by its header first, then by its cells.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::readers::Readers;
use crate::language::date::{DateContext, Day, DayOrder, PartialDate, Purpose};
use crate::language::lexicon::Lexicon;
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
    /// Why a column with text was left out.
    pub left_out: Option<String>,
    /// The first different cells with text, at most three.
    pub examples: Vec<String>,
    /// What a person should know of the column.
    pub oddities: Vec<String>,
}

fn is_part_of_date(field: Field) -> bool {
    [Purpose::Birth, Purpose::Death].iter().any(|purpose| Field::of_date(*purpose)[1..].contains(&field))
}

/// The cells of a column and what its header says.
struct Column<'a> {
    header: &'a str,
    cells: Vec<&'a str>,
    said: Option<(Field, bool)>,
    /// The header names what no field holds.
    is_other: bool,
    can_be_named: bool,
}

/// A guess: how good it is, where, what, and whether the header says so.
type Guess = (f64, usize, Field, bool);

pub(super) fn guess(rows: &[Vec<String>], header: &Header, words: &Words) -> Vec<ColumnView> {
    let columns = columns(rows, header, words);
    let says_place = |column: &&Column<'_>| {
        matches!(column.said, Some((Field::Place | Field::Region | Field::Country, _)))
    };
    let places = columns.iter().filter(says_place).flat_map(Column::sample);
    let readers = Readers::with_places(&Lexicon::bundled(), places);
    let fields = fields(&columns, &readers);
    let view = |(at, column): (usize, &Column<'_>)| {
        let field = fields.get(&at).copied();
        let reason = || column.why_left_out(fields.values().map(|(field, _)| *field), &readers);
        ColumnView { left_out: if field.is_none() { reason() } else { None }, ..column.view(field, &readers) }
    };
    columns.iter().enumerate().map(view).collect()
}

/// What a list shows about its dates and names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Habits {
    /// First and last day of the deaths.
    pub(super) period: Option<(Day, Day)>,
    pub(super) day_order: DayOrder,
    pub(super) name_order: Option<&'static str>,
}

/// Finds what the columns show about dates and names, once their fields are known.
pub(super) fn habits(rows: &[Vec<String>], header: &Header, views: &[ColumnView]) -> Habits {
    let readers = Readers::new(&Lexicon::bundled());
    let cells = |wanted: &[Field]| -> Vec<&str> {
        let fits = |view: &ColumnView| view.field.is_some_and(|field| wanted.contains(&field));
        let places: Vec<usize> = (0..views.len()).filter(|at| views.get(*at).is_some_and(fits)).collect();
        let below = rows.iter().skip(header.index + 1);
        let cells = below.flat_map(|cells| places.iter().filter_map(|at| cells.get(*at)));
        cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
    };
    let day_order = readers.day_order(cells(&[Field::BirthDate, Field::DeathDate]));
    let deaths = cells(&[Field::DeathDate]);
    let days: Vec<PartialDate> =
        deaths.iter().filter_map(|cell| readers.day_of_death(cell, day_order)).collect();
    let names = readers.order_of_names(cells(&[Field::Name]));
    let name_order = (names.is_clear()).then(|| names.surname_first()).and_then(|share| match share {
        share if share >= CLEARLY => Some("surname-first"),
        share if share <= 1.0 - CLEARLY => Some("given-first"),
        _ => None,
    });
    Habits { period: period(&days), day_order, name_order }
}

/// First and last of the days, without single ones that lie years from nearly all others.
fn period(days: &[PartialDate]) -> Option<(Day, Day)> {
    let mut days: Vec<Day> = days.iter().map(PartialDate::earliest).collect();
    days.sort_unstable();
    let quarter = |part: usize| days.get(days.len() * part / 4).copied();
    let (low, high) = (quarter(1)?, quarter(3).or(days.last().copied())?);
    let around = 4 * high.days_since(low).max(LEAST_AROUND);
    let is_near = |day: &&Day| low.days_since(**day) <= around && day.days_since(high) <= around;
    let mut near = days.iter().filter(is_near);
    let first = *near.next()?;
    Some((first, near.next_back().copied().unwrap_or(first)))
}

/// In days. Deaths more than four times this from the middle half of all deaths are taken as slips.
const LEAST_AROUND: i32 = 365;
/// The share of names that must have an order before the project file states it.
const CLEARLY: f64 = 0.95;

fn columns<'a>(rows: &'a [Vec<String>], header: &'a Header, words: &Words) -> Vec<Column<'a>> {
    let mut seen = BTreeSet::new();
    let column = |(at, name): (usize, &'a String)| {
        let cells = rows.iter().skip(header.index + 1).filter_map(|cells| cells.get(at));
        Column {
            header: name,
            cells: cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect(),
            said: words.header(name),
            is_other: words.names_no_field(name),
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
        let is_again = |other| other == field && field != Field::OtherName;
        let clashes = |(other, _): &(Field, bool)| is_again(*other) || excludes(*other, field);
        if !chosen.contains_key(&at) && !chosen.values().any(clashes) {
            chosen.insert(at, (field, by_header));
        }
    }
    add_other_names(columns, &mut chosen, readers);
    // A region that no place lies in is itself the place.
    if !chosen.values().any(|(field, _)| *field == Field::Place)
        && let Some((field, _)) = chosen.values_mut().find(|(field, _)| *field == Field::Region)
    {
        *field = Field::Place;
    }
    chosen
}

/// A second column of whole names has further names of the same people, as in other letters.
fn add_other_names(columns: &[Column<'_>], chosen: &mut BTreeMap<usize, (Field, bool)>, readers: &Readers) {
    let has_names = chosen.values().any(|(field, _)| matches!(field, Field::Name | Field::GivenName));
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| has_names && column.can_be_named) {
        let is_name = matches!(column.said, Some((Field::Name, true)));
        if is_name && !chosen.contains_key(&at) && column.share(|cell| readers.reads(Field::Name, cell)) > 0.5
        {
            chosen.insert(at, (Field::OtherName, true));
        }
    }
}

/// A whole name stands for its parts, and a whole date for its own.
fn excludes(one: Field, other: Field) -> bool {
    const PARTS: [(Field, &[Field]); 3] = [
        (Field::Name, &Field::NAME_PARTS),
        (Field::BirthDate, &[Field::BirthYear, Field::BirthMonth, Field::BirthDay]),
        (Field::DeathDate, &[Field::DeathYear, Field::DeathMonth, Field::DeathDay]),
    ];
    PARTS.iter().any(|(whole, parts)| {
        (one == *whole && parts.contains(&other)) || (other == *whole && parts.contains(&one))
    })
}

impl Column<'_> {
    fn by_header(&self, at: usize, has_surname: bool, readers: &Readers) -> Option<Guess> {
        let (field, is_whole) = self.meant(has_surname, readers)?;
        let share = self.share_of(field, readers);
        let is_free = matches!(field, Field::Status | Field::Note | Field::Place)
            || (is_whole && matches!(field, Field::Region | Field::Country));
        let is_believed = share >= HARDLY || is_free || self.cells.is_empty();
        let is_id = field != Field::Id || self.is_unique();
        let score = 1.0 + f64::from(u8::from(is_whole)) + share / 2.0;
        // A whole date goes before its parts.
        let score = if is_part_of_date(field) { score - 0.25 } else { score };
        (is_believed && is_id).then_some((score, at, field, true))
    }

    /// The field that the header names, with what the cells say of names.
    fn meant(&self, has_surname: bool, readers: &Readers) -> Option<(Field, bool)> {
        let (field, is_whole) = self.said?;
        let whole_names = || self.share(|cell| readers.reads(Field::Name, cell)) > 0.5;
        let is_name =
            (field == Field::GivenName && !has_surname) || (field == Field::Surname && whole_names());
        Some((if is_name { Field::Name } else { field }, is_whole))
    }

    fn share_of(&self, field: Field, readers: &Readers) -> f64 {
        if field == Field::Sex {
            let codes = readers.sex_codes(self.header, &self.cells);
            return self.share(|cell| readers.reads_sex(cell, codes));
        }
        self.share(|cell| readers.reads(field, cell))
    }

    /// The field that nearly all cells can be read as. Without a header, names must be known names, and dates must be more
    /// than digits.
    fn by_cells(&self, at: usize, readers: &Readers) -> Option<Guess> {
        if self.cells.is_empty() || self.is_other || self.said.is_some_and(|(_, is_whole)| is_whole) {
            return None;
        }
        let share = |field: Field| match field {
            Field::Name => self.share(|cell| readers.is_known_name(cell)),
            Field::BirthDate | Field::DeathDate => self.share(|cell| readers.is_plainly_dated(cell)),
            _ => self.share_of(field, readers),
        };
        let date = self.date_field(readers);
        let all = [Some(Field::Url), Some(Field::Sex), date, Some(Field::Place), Some(Field::Name)];
        let shares = all.into_iter().flatten().map(|field| (share(field), field));
        let best = shares.filter(|(share, _)| *share >= MOSTLY).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(share, field)| (share / 2.0, at, field, false))
    }

    /// Why a column with text was left out, given the fields that other columns were taken for.
    fn why_left_out(&self, mut taken: impl Iterator<Item = Field>, readers: &Readers) -> Option<String> {
        if self.cells.is_empty() || !self.can_be_named {
            return None;
        }
        if self.is_other {
            return Some("its header says what no field holds".to_owned());
        }
        let Some((field, _)) = self.said else {
            let is_number = |cell: &str| cell.chars().all(char::is_numeric);
            return Some(match self.share(is_number) > MOSTLY {
                true => "its header is in no table, and numbers may be anything".to_owned(),
                false => "its header is in no table, and its cells do not say what they are".to_owned(),
            });
        };
        let share = 100.0 * self.share_of(field, readers);
        Some(match field {
            Field::Id if !self.is_unique() => "its header says id, and its cells repeat".to_owned(),
            _ if share < 100.0 * HARDLY => {
                format!("its header says {field}, and {share:.0} % of its cells read as such")
            }
            _ if taken.any(|other| other == field || excludes(other, field)) => {
                format!("its header says {field}, for which another column was taken")
            }
            _ => format!("its header may say {field}, which is not sure enough"),
        })
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
            share: field.map_or(0.0, |(field, _)| self.share_of(field, readers)),
            left_out: None,
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
        let codes = readers.sex_codes(self.header, &self.cells);
        if field == Field::Sex {
            return self.sample().find(|cell| !readers.reads_sex(cell, codes));
        }
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
