//! Guesses the field of each column, from its header first and then from its cells.
//!
//! In: the rows and the guessed header of a file. Out: one [`ColumnView`] for each column. Each column gets at most one
//! guess from its header and one from its cells; guesses are accepted from the highest score down, if they are
//! compatible with those before.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::readers::CellReaders;
use crate::language::date::{DateContext, Day, DayOrder, PartialDate, Purpose};
use crate::language::lexicon::Lexicon;
use crate::source::Field;
use crate::source::header::Header;
use crate::source::mapping::plain;
use crate::source::words::Words;

/// Most cells of a column that are examined.
pub(super) const SAMPLE: usize = 500;
/// Smallest share of cells that must read as the field that the header names.
const HARDLY: f64 = 0.2;
/// Smallest share of cells that must read as a field if the header names none.
const MOSTLY: f64 = 0.8;
/// Largest span of the years of deaths, in years. Births span more.
const ONE_EVENT: i16 = 3;

/// A column, and what it may mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ColumnView {
    /// The header, verbatim.
    pub header: String,
    /// The field that the column may be; `None` if it was left out.
    pub field: Option<Field>,
    /// Whether the header names the field. If false, the cells suggest it.
    pub by_header: bool,
    /// Number of cells with text.
    pub filled: usize,
    /// Share of the filled cells that read as the field, from 0 to 1; 0 without a field. The first 500 filled cells are
    /// examined.
    pub share: f64,
    /// Why a column with text has no field; `None` if it has one.
    pub left_out: Option<String>,
    /// The first distinct cells with text, at most three.
    pub examples: Vec<String>,
    /// Warnings about the column, each a sentence.
    pub oddities: Vec<String>,
}

impl ColumnView {
    /// About how many of the examined cells do not read as the field.
    pub(super) fn unread(&self) -> usize {
        ((1.0 - self.share) * self.filled.min(SAMPLE) as f64).round() as usize
    }
}

/// Whether a field is the year, month or day of a date.
fn is_part_of_date(field: Field) -> bool {
    [Purpose::Birth, Purpose::Death].iter().any(|purpose| Field::of_date(*purpose)[1..].contains(&field))
}

/// The cells of a column and the meaning of its header.
///
/// Rows above and including the header are not part of it.
struct HeadedColumn<'a> {
    /// The header, verbatim.
    header: &'a str,
    /// Trimmed cells with text, in the order of the rows.
    cells: Vec<&'a str>,
    /// The field that the header names, and whether the whole header names it.
    said: Option<(Field, bool)>,
    /// Whether the header has a known meaning that no field has.
    is_other: bool,
    /// Whether a project file can refer to the column: the header is not empty, and no earlier column has it.
    can_be_named: bool,
}

/// A guess: its score (higher is better), the index of the column, the field, and whether the header names the field.
type Guess = (f64, usize, Field, bool);

/// Guesses the field of every column. The result has one view for each column, in their order.
///
/// `rows` has all rows of the sheet; those up to the header are skipped.
pub(super) fn guess(rows: &[Vec<String>], header: &Header, words: &Words) -> Vec<ColumnView> {
    let columns = columns(rows, header, words);
    let says_place = |column: &&HeadedColumn<'_>| {
        matches!(column.said, Some((Field::Place | Field::Region | Field::Country, _)))
    };
    let places = columns.iter().filter(says_place).flat_map(HeadedColumn::sample);
    let readers = CellReaders::with_places(&Lexicon::bundled(), places);
    let fields = fields(&columns, &readers);
    let view = |(at, column): (usize, &HeadedColumn<'_>)| {
        let field = fields.get(&at).copied();
        let reason = || column.why_left_out(fields.values().map(|(field, _)| *field), &readers);
        ColumnView { left_out: if field.is_none() { reason() } else { None }, ..column.view(field, &readers) }
    };
    columns.iter().enumerate().map(view).collect()
}

/// What a list shows about its dates and names.
///
/// Values that the list does not show clearly are `None` or `Unknown`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct ListHabits {
    /// First and last day of death.
    pub(super) period: Option<(Day, Day)>,
    /// Order of day and month.
    pub(super) day_order: DayOrder,
    /// Number of dates whose day and month cannot be told apart.
    pub(super) unclear_dates: usize,
    /// Order of name parts, in the words of a project file.
    pub(super) name_order: Option<&'static str>,
}

/// Estimates the period, the order of dates and the order of names, after the fields are known.
///
/// `views` are the columns with their guessed fields; only dates and whole names are used.
pub(super) fn habits(rows: &[Vec<String>], header: &Header, views: &[ColumnView]) -> ListHabits {
    let readers = CellReaders::new(&Lexicon::bundled());
    let cells = |wanted: &[Field]| -> Vec<&str> {
        let fits = |view: &ColumnView| view.field.is_some_and(|field| wanted.contains(&field));
        let places: Vec<usize> = (0..views.len()).filter(|at| views.get(*at).is_some_and(fits)).collect();
        let below = rows.iter().skip(header.index + 1);
        let cells = below.flat_map(|cells| places.iter().filter_map(|at| cells.get(*at)));
        cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
    };
    let dates = cells(&[Field::BirthDate, Field::DeathDate]);
    let day_order = readers.day_order(dates.iter().copied());
    let unclear = dates.iter().filter(|cell| day_order == DayOrder::Unknown && readers.is_unclear(cell));
    let unclear_dates = unclear.count();
    let deaths = cells(&[Field::DeathDate]);
    let days: Vec<PartialDate> =
        deaths.iter().filter_map(|cell| readers.day_of_death(cell, day_order)).collect();
    let names = readers.order_of_names(cells(&[Field::Name]));
    let name_order = (names.is_clear()).then(|| names.surname_first()).and_then(|share| match share {
        share if share >= CLEARLY => Some("surname-first"),
        share if share <= 1.0 - CLEARLY => Some("given-first"),
        _ => None,
    });
    ListHabits { period: period(&days), day_order, unclear_dates, name_order }
}

/// The first and the last day, without single days that are far from nearly all others.
///
/// A death counts by its earliest possible day. `None` without any death.
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

/// Least distance between the quartiles that is assumed, in days. A death that is more than four such distances outside
/// the middle half of all deaths is taken as an error.
const LEAST_AROUND: i32 = 365;
/// Smallest share of names in one order for the project file to state that order.
const CLEARLY: f64 = 0.95;

/// The columns below a header.
fn columns<'a>(rows: &'a [Vec<String>], header: &'a Header, words: &Words) -> Vec<HeadedColumn<'a>> {
    let mut seen = BTreeSet::new();
    let column = |(at, name): (usize, &'a String)| {
        let cells = rows.iter().skip(header.index + 1).filter_map(|cells| cells.get(at));
        HeadedColumn {
            header: name,
            cells: cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect(),
            said: words.header(name),
            is_other: words.names_no_field(name),
            can_be_named: !name.trim().is_empty() && seen.insert(plain(name)),
        }
    };
    header.cells.iter().enumerate().map(column).collect()
}

/// The best guesses that are compatible: each field once, and either a whole name or its parts. The result maps column
/// indices to the field and whether the header names it.
///
/// Scores are compared first, then positions: of equal guesses the leftmost column wins.
fn fields(columns: &[HeadedColumn<'_>], readers: &CellReaders) -> BTreeMap<usize, (Field, bool)> {
    let names = |field| columns.iter().any(|column| column.said == Some((field, true)));
    let parts = NameParts { surname: names(Field::Surname), given: names(Field::GivenName) };
    let mut guesses: Vec<Guess> = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.can_be_named) {
        guesses.extend(column.by_header(at, parts, readers));
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
    name_the_nameless(&mut chosen);
    // A region without a place column is taken as the place.
    if !chosen.values().any(|(field, _)| *field == Field::Place)
        && let Some((field, _)) = chosen.values_mut().find(|(field, _)| *field == Field::Region)
    {
        *field = Field::Place;
    }
    chosen
}

/// If no column has names, the first column of other names has them: of `name_en` and `name_ar`, `name_en`.
fn name_the_nameless(chosen: &mut BTreeMap<usize, (Field, bool)>) {
    let is_name = |field: Field| field == Field::Name || Field::NAME_PARTS.contains(&field);
    if chosen.values().any(|(field, _)| is_name(*field)) {
        return;
    }
    if let Some((field, _)) = chosen.values_mut().find(|(field, _)| *field == Field::OtherName) {
        *field = Field::Name;
    }
}

/// A second column of whole names has further names of the same people, for example in another script.
///
/// The header must name a whole name, no other field may have been chosen, and more than half of the cells must read as
/// names.
fn add_other_names(
    columns: &[HeadedColumn<'_>],
    chosen: &mut BTreeMap<usize, (Field, bool)>,
    readers: &CellReaders,
) {
    let has_names = chosen.values().any(|(field, _)| matches!(field, Field::Name | Field::GivenName));
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| has_names && column.can_be_named) {
        let is_name = matches!(column.said, Some((Field::Name, true)));
        if is_name && !chosen.contains_key(&at) && column.share(|cell| readers.reads(Field::Name, cell)) > 0.5
        {
            chosen.insert(at, (Field::OtherName, true));
        }
    }
}

/// The parts of a name that headers of the list name.
#[derive(Clone, Copy)]
struct NameParts {
    surname: bool,
    given: bool,
}

/// Whether two fields exclude each other: a whole name and its parts, or a whole date and its parts.
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

impl HeadedColumn<'_> {
    /// The guess from the header, if enough cells read as its field. `parts` says which parts of a name the list has.
    ///
    /// The score is 1, plus 1 if the whole header names the field, plus half of the share of cells that read as it.
    /// Free text (`status`, `note`, `place`) and empty columns are accepted whatever their cells. An id column must
    /// have distinct cells.
    fn by_header(&self, at: usize, parts: NameParts, readers: &CellReaders) -> Option<Guess> {
        let (field, is_whole) = self.meant(parts, readers)?;
        let share = self.share_of(field, readers);
        let is_free = matches!(field, Field::Status | Field::Note | Field::Place)
            || (is_whole && matches!(field, Field::Region | Field::Country));
        let is_believed = share >= HARDLY || is_free || self.cells.is_empty();
        let is_id = field != Field::Id || self.is_unique();
        let score = 1.0 + f64::from(u8::from(is_whole)) + share / 2.0;
        // A whole date is preferred to its parts.
        let score = if is_part_of_date(field) { score - 0.25 } else { score };
        (is_believed && is_id).then_some((score, at, field, true))
    }

    /// The field that the header means. A given name or surname becomes a whole name if the columns and cells show
    /// that.
    ///
    /// A header such as `Имя` names a given name; without a surname column the field is the whole name. A column
    /// `Фамилия` of whole names is one, unless another column has given names: two surnames look like a whole name.
    fn meant(&self, parts: NameParts, readers: &CellReaders) -> Option<(Field, bool)> {
        let (field, is_whole) = self.said?;
        let whole_names = || self.share(|cell| readers.reads(Field::Name, cell)) > 0.5;
        let is_name = (field == Field::GivenName && !parts.surname)
            || (field == Field::Surname && !parts.given && whole_names());
        Some((if is_name { Field::Name } else { field }, is_whole))
    }

    /// Share of the examined cells that read as the field.
    ///
    /// Codes of sexes are interpreted with the whole column.
    fn share_of(&self, field: Field, readers: &CellReaders) -> f64 {
        if field == Field::Sex {
            let codes = readers.sex_codes(self.header, &self.cells);
            return self.share(|cell| readers.reads_sex(cell, codes));
        }
        self.share(|cell| readers.reads(field, cell))
    }

    /// The guess from the cells: the field that nearly all of them can be read as. Without a header, names must be
    /// known names, and dates must be more than digits.
    ///
    /// Tried are links, sexes, dates, places and names. The score is half of the share, so that a header always weighs
    /// more.
    fn by_cells(&self, at: usize, readers: &CellReaders) -> Option<Guess> {
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

    /// Why a column with text has no field. `taken` are the fields of the other columns.
    ///
    /// Shown to the user, who then maps the column by hand. `None` for empty columns and for columns that cannot be
    /// mapped.
    fn why_left_out(&self, mut taken: impl Iterator<Item = Field>, readers: &CellReaders) -> Option<String> {
        if self.cells.is_empty() || !self.can_be_named {
            return None;
        }
        if self.is_other {
            return Some("no field holds what its header says".to_owned());
        }
        let Some((field, _)) = self.said else {
            let is_number = |cell: &str| cell.chars().all(char::is_numeric);
            return Some(match self.share(is_number) > MOSTLY {
                true => "its header is not known, and numbers can mean anything".to_owned(),
                false => "its header is not known, and its cells do not show what they are".to_owned(),
            });
        };
        let share = 100.0 * self.share_of(field, readers);
        Some(match field {
            Field::Id if !self.is_unique() => {
                "its header says id, but several rows have the same cell".to_owned()
            }
            _ if share < 100.0 * HARDLY => {
                format!("its header says `{field}`, but only {share:.0} % of its cells can be read as that")
            }
            _ if taken.any(|other| other == field || excludes(other, field)) => {
                format!("its header says `{field}`, and another column is used for that")
            }
            _ => format!("its header may say `{field}`, which is not sure enough"),
        })
    }

    /// Death if all years are within [`ONE_EVENT`], otherwise birth. `None` if no year can be read.
    ///
    /// Deaths of one event are close together, births are not.
    fn date_field(&self, readers: &CellReaders) -> Option<Field> {
        let years = self.sample().filter_map(|cell| readers.year(cell, DateContext::birth(None)));
        let years: Vec<i16> = years.collect();
        let spread = years.iter().max()?.saturating_sub(*years.iter().min()?);
        Some(if spread <= ONE_EVENT { Field::DeathDate } else { Field::BirthDate })
    }

    /// The view of the column with its field, if any.
    fn view(&self, field: Option<(Field, bool)>, readers: &CellReaders) -> ColumnView {
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

    /// Warnings about the column.
    ///
    /// Reported are a missing or repeated header, ids that repeat, day numbers of spreadsheets, and the first cell that
    /// does not read as the field.
    fn oddities(&self, field: Option<Field>, readers: &CellReaders) -> Vec<String> {
        let mut odd = Vec::new();
        if self.header.trim().is_empty() && !self.cells.is_empty() {
            odd.push(
                "it has no header, so that no project file can name it; give it one in the list".to_owned(),
            );
        } else if !self.can_be_named && !self.cells.is_empty() {
            odd.push(
                "an earlier column has the same header and is used instead; rename one of them".to_owned(),
            );
        }
        if self.said.is_some_and(|(said, _)| said == Field::Id) && !self.is_unique() {
            odd.push("several rows have the same cell, so that it cannot be the id".to_owned());
        }
        let is_date = matches!(field, Some(Field::BirthDate | Field::DeathDate));
        let serial = self.cells.iter().filter(|cell| is_date && readers.is_serial(cell)).count();
        if serial > 0 {
            odd.push(format!("numbers by which a spreadsheet counts days, read as days: {serial}"));
        }
        if let Some((field, example)) = field.and_then(|field| Some((field, self.unread(field, readers)?))) {
            odd.push(format!("cannot be read as {field}: `{example}`"));
        }
        odd
    }

    /// The first examined cell that does not read as the field.
    fn unread(&self, field: Field, readers: &CellReaders) -> Option<&str> {
        let codes = readers.sex_codes(self.header, &self.cells);
        if field == Field::Sex {
            return self.sample().find(|cell| !readers.reads_sex(cell, codes));
        }
        self.sample().find(|cell| !readers.reads(field, cell))
    }

    /// The examined cells: the first [`SAMPLE`].
    fn sample(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().take(SAMPLE).copied()
    }

    /// Share of the examined cells for which `reads` is true; 0 without cells.
    fn share(&self, reads: impl Fn(&str) -> bool) -> f64 {
        let all = self.sample().count().max(1);
        self.sample().filter(|cell| reads(cell)).count() as f64 / all as f64
    }

    /// Whether all cells are distinct. False without cells.
    fn is_unique(&self) -> bool {
        let different: BTreeSet<&str> = self.cells.iter().copied().collect();
        !self.cells.is_empty() && different.len() == self.cells.len()
    }
}
