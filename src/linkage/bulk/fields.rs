//! Fields other than the name. Each distinct value is read once and gets a number.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::features::{Feature, Kind, feature};
use super::names::Names;
use super::rows::{FIELDS, List, NONE, Rows, RowsColumn};
use crate::base::text;
use crate::language::date::Day;
use crate::language::sex::Sex;
use crate::linkage::compare::{Comparison, Levels};
use crate::source::Field;
use crate::source::mention::{ListHabit, Mention, Readers, ValueCells};

/// Largest number of possible birth years that give blocking features. A birth with more gives no year.
const MOST_YEARS: i16 = 3;

/// Largest number of blocking features of a value: one day of birth and [`MOST_YEARS`] years.
const FOUND_BY: usize = 4;

/// Size of a batch, in values. A batch is read, then numbered while it is still in the cache.
const CHUNK: usize = 8192;

/// The values of one field.
#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) comparison: Box<dyn Comparison>,
    /// The value number of each mention, or [`NONE`].
    pub(crate) of: Vec<u32>,
    /// How many values there are.
    pub(crate) count: usize,
    /// For each value, a mention that has it. Empty if `levels` is present.
    examples: Vec<Mention>,
    levels: Option<Levels>,
    /// The blocking features of each value, padded with [`NONE`].
    features: Vec<[Feature; FOUND_BY]>,
}

/// The fields other than the name, in the order of comparison.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) all: Vec<Values>,
}

/// The field whose cells are read.
#[derive(Clone, Copy, Debug)]
enum Reads<'a> {
    Birth,
    Death,
    Place,
    Sex,
    Status,
    Label(&'a str),
}

impl Fields {
    /// Reads the values of all rows.
    pub(crate) fn read(
        rows: &Rows,
        names: &Names,
        readers: &Readers,
        comparisons: Vec<Box<dyn Comparison>>,
    ) -> Self {
        let habits = habits(rows, readers);
        let habits = Habits { of_list: &habits, reference: None };
        let reference = readers.period.or_else(|| years_of_death(rows, readers, &habits));
        let habits = Habits { reference, ..habits };
        let all = comparisons.into_par_iter().map(|comparison| {
            let name = comparison.name().to_owned();
            let reads = match name.as_str() {
                "birth" => Reads::Birth,
                "death" => Reads::Death,
                "place" => Reads::Place,
                "sex" => Reads::Sex,
                "status" => Reads::Status,
                label => Reads::Label(label),
            };
            Values::read(rows, names, readers, comparison, (reads, habits))
        });
        Fields { all: all.collect() }
    }

    /// Adds the blocking features of a mention. `value_of` gives its value in each field.
    pub(crate) fn add_features(&self, value_of: impl Fn(usize) -> u32, out: &mut Vec<Feature>) {
        for (at, values) in self.all.iter().enumerate() {
            let value = value_of(at);
            if let Some(features) = values.features.get(value as usize) {
                out.extend(features.iter().filter(|feature| **feature != NONE));
            }
        }
    }
}

/// Value numbers of up to three cells, then the number of the first list with the same habits.
type Parts = [u32; 4];

/// How each list writes dates and sexes, and the reference days for ages.
#[derive(Clone, Copy)]
struct Habits<'a> {
    of_list: &'a [ListHabit],
    /// The first and last day that an age without a date of death may refer to.
    reference: Option<(Day, Day)>,
}

impl Habits<'_> {
    /// The number of the first list whose habits equal those of `list`.
    fn like(&self, list: usize) -> u32 {
        let habit = self.of_list.get(list);
        let first = self.of_list.iter().position(|one| Some(one) == habit);
        first.and_then(|first| u32::try_from(first).ok()).unwrap_or_default()
    }

    fn are_alike(&self) -> bool {
        self.of_list.windows(2).all(|pair| pair.first() == pair.last())
    }
}

/// How each list writes dates and sexes.
fn habits(rows: &Rows, readers: &Readers) -> Vec<ListHabit> {
    let list = |at: usize, list: &List| {
        let end = rows.lists.get(at + 1).map_or(rows.len(), |next| next.first);
        let texts = |field| {
            let column = rows.column(field).filter(|column| !column.cells.is_empty());
            let cells = column.and_then(|column| column.cells.get(list.first..end)).unwrap_or_default();
            let mut cells: Vec<u32> = cells.iter().copied().filter(|cell| *cell != NONE).collect();
            cells.sort_unstable();
            cells.dedup();
            let texts = column.map_or(&[][..], |column| &column.texts);
            cells.into_iter().filter_map(|cell| texts.get(cell as usize)).map(|text| Cow::Borrowed(&**text))
        };
        let stated = readers.stated_habit(list.dates.0, list.dates.1);
        let dates = readers.found_habit(stated, texts(Field::BirthDate), texts(Field::DeathDate));
        let sexes: Vec<Cow<'_, str>> = texts(Field::Sex).collect();
        ListHabit { dates, sexes: readers.sex_codes(&list.sex_header, sexes.iter().map(|text| &**text)) }
    };
    rows.lists.par_iter().enumerate().map(|(at, one)| list(at, one)).collect()
}

impl Values {
    fn read(
        rows: &Rows,
        names: &Names,
        readers: &Readers,
        comparison: Box<dyn Comparison>,
        (reads, habits): (Reads<'_>, Habits<'_>),
    ) -> Self {
        let (parts_of, parts) = distinct_parts(rows, names, reads, &habits);
        let read = |parts: &Parts| {
            let mention = read(rows, names, readers, (reads, habits), parts);
            let value = comparison.value(&mention)?;
            Some((value, mention))
        };
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let (mut examples, mut found_by) = (Vec::new(), Vec::new());
        let mut value_of = Vec::with_capacity(parts.len());
        for chunk in parts.chunks(CHUNK) {
            let read: Vec<Option<(String, Mention)>> = chunk.par_iter().map(read).collect();
            for one in read {
                let Some((text, mention)) = one else {
                    value_of.push(NONE);
                    continue;
                };
                let next = u32::try_from(numbers.len()).unwrap_or(NONE);
                let number = *numbers.entry(text).or_insert(next);
                if number == next {
                    found_by.push(features(reads, number, &mention));
                    examples.push(mention);
                }
                value_of.push(number);
            }
        }
        let of = parts_of.iter().map(|at| value_of.get(*at as usize).copied().unwrap_or(NONE)).collect();
        let count = examples.len();
        let levels = comparison.among(&examples.iter().collect::<Vec<_>>());
        if levels.is_some() {
            examples.clear();
            examples.shrink_to_fit();
        }
        Values { comparison, of, count, examples, levels, features: found_by }
    }

    /// Whether computing a level is as fast as looking it up in a cache.
    pub(crate) fn is_quick(&self) -> bool {
        self.levels.as_ref().is_some_and(|levels| levels.is_quick)
    }

    /// The level of two values; 255 if there is none.
    pub(crate) fn level(&self, a: u32, b: u32) -> u8 {
        let (a, b) = (a as usize, b as usize);
        let level = match (&self.levels, self.examples.get(a), self.examples.get(b)) {
            (Some(levels), ..) => levels.of(a, b),
            (None, Some(a), Some(b)) => self.comparison.level(a, b),
            _ => None,
        };
        let level = level.filter(|level| *level < self.comparison.levels().len());
        level.and_then(|level| u8::try_from(level).ok()).unwrap_or(u8::MAX)
    }
}

/// The index of each mention's combination of cells, and the distinct combinations.
fn distinct_parts(
    rows: &Rows,
    names: &Names,
    reads: Reads<'_>,
    habits: &Habits<'_>,
) -> (Vec<u32>, Vec<Parts>) {
    let by_list = matches!(reads, Reads::Birth | Reads::Death | Reads::Sex) && !habits.are_alike();
    let column = |field| rows.column(field).filter(|column: &&RowsColumn| !column.cells.is_empty());
    let label = |label: &str| {
        let at = rows.labels.iter().position(|one| one == label)?;
        rows.columns.get(FIELDS.len() + at).filter(|column| !column.cells.is_empty())
    };
    let columns: [Option<&RowsColumn>; 3] = match reads {
        Reads::Birth => {
            let age = column(Field::Age);
            [column(Field::BirthDate), age, age.and(column(Field::DeathDate))]
        }
        Reads::Death => [column(Field::DeathDate), None, None],
        Reads::Place => [column(Field::Place), column(Field::Region), column(Field::Country)],
        Reads::Sex => [column(Field::Sex), None, None],
        Reads::Status => [column(Field::Status), None, None],
        Reads::Label(name) => [label(name), None, None],
    };
    let shown = |mention: usize| match reads {
        Reads::Sex => names.shown_sex(mention).map_or(NONE, |sex| sex as u32),
        Reads::Status => names.implied(mention),
        _ => NONE,
    };
    let cell = |column: Option<&RowsColumn>, mention: usize| {
        column.and_then(|column| column.cells.get(mention)).copied().unwrap_or(NONE)
    };
    if let ([Some(one), None, None], Reads::Birth | Reads::Death | Reads::Place | Reads::Label(_)) =
        (columns, reads)
        && !by_list
    {
        let texts = 0..u32::try_from(one.texts.len()).unwrap_or(NONE);
        return (one.cells.clone(), texts.map(|text| [text, NONE, NONE, 0]).collect());
    }
    let is_idle = match reads {
        Reads::Sex => false,
        Reads::Status => names.implied.is_empty(),
        _ => true,
    };
    if is_idle && columns.iter().all(Option::is_none) {
        return (vec![NONE; rows.len()], Vec::new());
    }
    let mut parts = Vec::new();
    let mut number = |one: Parts| {
        parts.push(one);
        u32::try_from(parts.len() - 1).unwrap_or(NONE)
    };
    if columns.iter().all(Option::is_none) {
        // The only values are those that names imply, and these are few: a table is enough.
        let mut numbers: Vec<u32> = vec![NONE; names.implied.len().max(Sex::Male as usize + 1)];
        let of = (0..rows.len()).map(|mention| {
            let shown = shown(mention);
            let Some(place) = numbers.get_mut(shown as usize) else { return NONE };
            if *place == NONE {
                *place = number([NONE, shown, NONE, 0]);
            }
            *place
        });
        let of = of.collect();
        return (of, parts);
    }
    let mut numbers: FxHashMap<Parts, u32> = FxHashMap::default();
    let of = (0..rows.len()).map(|mention| {
        let [a, mut b, c] = columns.map(|column| cell(column, mention));
        if matches!(reads, Reads::Sex | Reads::Status) {
            b = shown(mention);
        }
        if [a, b, c] == [NONE; 3] {
            return NONE;
        }
        let one = [a, b, c, if by_list { habits.like(rows.list_at(mention)) } else { 0 }];
        *numbers.entry(one).or_insert_with(|| number(one))
    });
    let of = of.collect();
    (of, parts)
}

fn read(
    rows: &Rows,
    names: &Names,
    readers: &Readers,
    (reads, habits): (Reads<'_>, Habits<'_>),
    parts: &Parts,
) -> Mention {
    let reference = habits.reference;
    let text_of = |field, part: u32| -> &str {
        rows.column(field).and_then(|column| column.texts.get(part as usize)).map_or("", |text| text)
    };
    let habit = habits.of_list.get(parts[3] as usize).copied().unwrap_or_default();
    let mut cells = ValueCells { habit, ..ValueCells::default() };
    let (further, place): (String, String);
    match reads {
        Reads::Birth => {
            cells.birth = text_of(Field::BirthDate, parts[0]);
            cells.age = text_of(Field::Age, parts[1]);
            cells.death = text_of(Field::DeathDate, parts[2]);
        }
        Reads::Death => cells.death = text_of(Field::DeathDate, parts[0]),
        Reads::Place => {
            let [nearest, region, country, ..] = *parts;
            let said = [
                text_of(Field::Place, nearest),
                text_of(Field::Region, region),
                text_of(Field::Country, country),
            ];
            place = readers.place_text(said);
            cells.place = &place;
        }
        Reads::Sex => {
            cells.sex = text_of(Field::Sex, parts[0]);
            cells.shown_sex = [Sex::Female, Sex::Male].into_iter().find(|sex| *sex as u32 == parts[1]);
        }
        Reads::Status => {
            cells.status = text_of(Field::Status, parts[0]);
            cells.implied_status = names.implied.get(parts[1] as usize).map_or("", |text| text);
        }
        Reads::Label(label) => {
            let at = rows.labels.iter().position(|one| one == label).unwrap_or_default();
            let column = rows.columns.get(FIELDS.len() + at);
            let cell = column.and_then(|column| column.texts.get(parts[0] as usize)).map_or("", |text| text);
            further = text::clean(cell).to_lowercase();
            cells.extra = Some((label, further.as_str())).filter(|(_, text)| !text.is_empty());
            return readers.values(cells, reference);
        }
    }
    readers.values(cells, reference)
}

/// The blocking features of a value.
fn features(reads: Reads<'_>, number: u32, mention: &Mention) -> [Feature; FOUND_BY] {
    let mut found = Vec::new();
    match reads {
        Reads::Birth => found = of_birth(mention),
        Reads::Death => {
            found.extend(
                mention.death().and_then(|one| one.day()).map(|day| feature(Kind::DeathDay, day_number(day))),
            );
        }
        Reads::Place => found.push(feature(Kind::Place, number)),
        Reads::Label(label) => {
            let label = label.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte));
            found.push(feature(Kind::Text, number.wrapping_mul(0x9e37_79b1) ^ label));
        }
        Reads::Sex | Reads::Status => {}
    }
    found.resize(FOUND_BY, NONE);
    std::array::from_fn(|at| found.get(at).copied().unwrap_or(NONE))
}

/// The blocking features of a birth: the day, and each possible year.
pub(crate) fn of_birth(mention: &Mention) -> Vec<Feature> {
    let birth = mention.birth();
    let day = birth.and_then(|birth| birth.day()).map(|day| feature(Kind::BirthDay, day_number(day)));
    let mut found: Vec<Feature> = day.into_iter().collect();
    let span = birth.map(|birth| (birth.earliest(), birth.latest())).or(mention.birth_by_age());
    if let Some((from, to)) = span.filter(|(from, to)| to.year() - from.year() < MOST_YEARS) {
        let years = from.year()..=to.year();
        found.extend(years.map(|year| feature(Kind::BirthYear, u32::from(year.unsigned_abs()))));
    }
    found
}

pub(crate) fn day_number(day: Day) -> u32 {
    u32::try_from(day.days_since(Day::MIN)).unwrap_or_default()
}

/// The two years that ages refer to if the project states no period: the median of birth year plus age, over records
/// with both, and the next year. At most about 100,000 records are used. `None` if there are no such records.
fn years_of_death(rows: &Rows, readers: &Readers, habits: &Habits<'_>) -> Option<(Day, Day)> {
    let age = rows.column(Field::Age).filter(|column| !column.cells.is_empty())?;
    let birth = rows.column(Field::BirthDate).filter(|column| !column.cells.is_empty())?;
    let texts = |column: &RowsColumn, cell: u32| column.texts.get(cell as usize).map(|text| text.to_string());
    let mut years: Vec<i16> = Vec::new();
    let step = rows.len().div_ceil(100_000).max(1);
    for (mention, (age_cell, birth_cell)) in age.cells.iter().zip(&birth.cells).enumerate().step_by(step) {
        let (Some(age), Some(birth)) = (texts(age, *age_cell), texts(birth, *birth_cell)) else { continue };
        let habit = habits.of_list.get(rows.list_at(mention)).copied().unwrap_or_default();
        let cells = ValueCells { birth: &birth, age: &age, habit, ..ValueCells::default() };
        let mention = readers.values(cells, None);
        if let (Some(birth), Some(age)) = (mention.birth(), mention.age()) {
            years.extend(i16::try_from(age.min_years()).ok().map(|age| birth.earliest().year() + age));
        }
    }
    years.sort_unstable();
    let year = *years.get(years.len() / 2)?;
    Some((Day::new(year, 1, 1)?, Day::new(year + 1, 12, 31)?))
}
