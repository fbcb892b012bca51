//! The names of all mentions: each distinct name part is read once and numbered.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::rows::{List, NONE, Rows};
use crate::base::text::Script;
use crate::language::name::{
    ListCells, NameCells, NameList, NameReader, NameValue, OrderHabit, PersonName, Role,
};
use crate::language::sex::Sex;
use crate::linkage::compare::constraint::Marks;
use crate::source::Field;
use crate::source::mention::Mention;

/// Mentions whose names are stored together.
const CHUNK: usize = 8192;
/// Chunks that are read before their values are numbered.
const CHUNKS: usize = 16;
/// Sample size for the order of name parts of a list, in names.
const CLEAR_NAMES: usize = 20_000;
/// In place of a value: the name has no part in the role.
pub(crate) const NOBODY: u32 = NONE;

/// One reading of a name: the value in each role and its cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    /// The number of the value in each role, or [`NOBODY`].
    pub(crate) values: [u32; 4],
    /// For each role, the parts of the name that have it, as bits.
    pub(crate) parts: [u16; 4],
    /// Cost of the reading relative to the most probable one, in bits.
    pub(crate) bits: f32,
}

/// The names of all mentions.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The distinct values of each role.
    pub(crate) values: [Vec<NameValue>; 4],
    /// What the titles next to names imply, such as a rank.
    pub(crate) implied: Vec<Box<str>>,
    /// The names of [`CHUNK`] mentions each.
    parts: Vec<NamesPart>,
    /// The constraints of some mentions.
    marks: FxHashMap<usize, Marks>,
}

impl Names {
    /// The readings of a name, the most probable first. Empty without a name.
    pub(crate) fn of(&self, mention: usize) -> &[Reading] {
        self.parts.get(mention / CHUNK).map(|part| part.of(mention % CHUNK)).unwrap_or_default()
    }

    /// The constraints of mentions, by their place in an order.
    pub(crate) fn marks(&self, order: &[u32]) -> FxHashMap<u32, Marks> {
        let of = |(mention, place): (&u32, u32)| Some((place, self.marks.get(&(*mention as usize))?.clone()));
        order.iter().zip(0..).filter_map(of).collect()
    }

    /// The sex that a name implies.
    pub(crate) fn shown_sex(&self, mention: usize) -> Option<Sex> {
        self.parts.get(mention / CHUNK)?.sexes.get(mention % CHUNK).copied().flatten()
    }

    /// The number of what the titles next to a name imply, or [`NOBODY`].
    pub(crate) fn implied(&self, mention: usize) -> u32 {
        let part = self.parts.get(mention / CHUNK);
        part.and_then(|part| part.implied.get(mention % CHUNK)).copied().unwrap_or(NOBODY)
    }

    /// The names of mentions that were read elsewhere.
    pub(crate) fn of_mentions(mentions: &[Mention]) -> Self {
        let mut names = NamesBuilder::default();
        for chunk in mentions.chunks(CHUNK) {
            let mut part = NamesPart::default();
            chunk.iter().for_each(|mention| names.add(mention.name(), &mut part));
            names.names.parts.push(part);
        }
        names.names
    }

    /// Reads the names of all rows.
    pub(crate) fn read(rows: &Rows, reader: &NameReader) -> Self {
        let mut names = NamesBuilder::default();
        let cells = CellNames::read(rows, reader, &mut names);
        let (habits, unknown) = (habits(rows, reader), OrderHabit::default());
        let read = |mention: usize| {
            let habit = habits.get(rows.list_at(mention)).unwrap_or(&unknown);
            read_row(rows, mention, reader, habit)
        };
        let starts: Vec<usize> = (0..rows.len()).step_by(CHUNK).collect();
        for some in starts.chunks(CHUNKS) {
            let chunk = |from: &usize| *from..(from + CHUNK).min(rows.len());
            let parts = some.par_iter().map(|from| NamesPart::read(&cells, rows, chunk(from), read));
            let parts: Vec<(NamesPart, Vec<Whole>)> = parts.collect();
            parts.into_iter().for_each(|(part, whole)| names.add_part(part, whole));
        }
        names.names
    }
}

fn text(rows: &Rows, field: Field, mention: usize) -> &str {
    let column = rows.column(field);
    let cell = column.and_then(|column| column.cells.get(mention)).copied().unwrap_or(NONE);
    column.and_then(|column| column.texts.get(cell as usize)).map_or("", |text| text)
}

fn read_row(rows: &Rows, mention: usize, reader: &NameReader, habit: &OrderHabit) -> Option<PersonName> {
    match text(rows, Field::Name, mention) {
        "" => reader.read_cells(cells(rows, mention)),
        name => reader.read_in_order(name, habit),
    }
}

/// The order in which each list prints name parts, from a systematic sample of its records.
fn habits(rows: &Rows, reader: &NameReader) -> Vec<OrderHabit> {
    let list = |list: &List| {
        let length = list.ids.len();
        let step = length.div_ceil(CLEAR_NAMES).max(1);
        let some = (list.first..list.first + length).step_by(step);
        let whole: Vec<&str> = some
            .clone()
            .map(|mention| text(rows, Field::Name, mention))
            .filter(|name| !name.is_empty())
            .collect();
        let cells = match whole.is_empty() {
            true => ListCells::Columns(some.map(|mention| cells(rows, mention)).collect()),
            false => ListCells::Whole(whole),
        };
        NameList { stated: list.name_order.clone(), cells, others: Vec::new() }
    };
    reader.orders_of(&rows.lists.iter().map(list).collect::<Vec<_>>())
}

fn cells(rows: &Rows, mention: usize) -> NameCells<'_> {
    NameCells {
        surname: text(rows, Field::Surname, mention),
        given: text(rows, Field::GivenName, mention),
        patronymic: text(rows, Field::Patronymic, mention),
        second_surname: text(rows, Field::SecondSurname, mention),
        middle: text(rows, Field::MiddleName, mention),
        suffix: text(rows, Field::Suffix, mention),
    }
}

/// The columns of name parts.
const PARTS: [(Field, Role); 3] =
    [(Field::Surname, Role::Surname), (Field::GivenName, Role::Given), (Field::Patronymic, Role::Patronymic)];

/// A cell with one part, in each role that it can have.
#[derive(Clone, Copy, Debug)]
struct CellName {
    values: [u32; 4],
    sex: Option<Sex>,
    /// Whether the name of a record can be put together from this cell and the others.
    is_plain: bool,
    /// Cost of a reading with given name and surname exchanged, in bits.
    exchanged: f32,
}

/// The cells of the columns of name parts.
#[derive(Debug, Default)]
struct CellNames {
    of: [Vec<CellName>; 3],
}

impl CellNames {
    fn read(rows: &Rows, reader: &NameReader, names: &mut NamesBuilder) -> Self {
        let of = PARTS.map(|(field, role)| {
            let texts = rows.column(field).map(|column| column.texts.as_slice()).unwrap_or_default();
            let mut cells = Vec::with_capacity(texts.len());
            // Small chunks: the values are still in the cache when they are numbered.
            for some in texts.chunks(CHUNK) {
                let read = some.par_iter().map(|text| CellRead::of(read_cell(text, role, reader)));
                let read: Vec<CellRead> = read.collect();
                names.add_cells(&read, &mut cells);
                read.into_par_iter().for_each(drop);
            }
            cells
        });
        CellNames { of }
    }

    fn of(&self, at: usize, rows: &Rows, mention: usize) -> Option<&CellName> {
        let (field, _) = PARTS.get(at)?;
        let cell = rows.column(*field)?.cells.get(mention)?;
        self.of.get(at)?.get(*cell as usize)
    }

    /// Whether the name of a record can be put together from its cells, each read alone.
    fn is_plain(&self, rows: &Rows, mention: usize) -> bool {
        let all = (0..PARTS.len()).all(|at| self.of(at, rows, mention).is_none_or(|cell| cell.is_plain));
        let whole = [Field::Name, Field::SecondSurname, Field::MiddleName, Field::Suffix];
        all && whole.iter().all(|field| text(rows, *field, mention).is_empty())
    }
}

fn read_cell(text: &str, role: Role, reader: &NameReader) -> Option<PersonName> {
    // Only the other cells of the record decide whether two capitals are initials.
    if crate::language::name::may_be_initials(text.trim()) {
        return None;
    }
    // The language of such a cell may depend on the other cells of the record.
    if text.chars().any(|letter| Script::of(letter) == Some(Script::Arabic)) {
        return None;
    }
    let mut cells = NameCells::default();
    match role {
        Role::Surname => cells.surname = text,
        Role::Given => cells.given = text,
        _ => cells.patronymic = text,
    }
    reader.read_cells(cells)
}

/// A cell that was read alone.
#[derive(Clone, Debug, Default)]
struct CellRead {
    values: [Option<Arc<NameValue>>; 4],
    sex: Option<Sex>,
    is_plain: bool,
    exchanged: f32,
}

impl CellRead {
    fn of(name: Option<PersonName>) -> Self {
        let Some(name) = name else { return CellRead::default() };
        let one_part = |role: &Role| name.readings().first().map_or(0, |reading| reading.parts(*role));
        let parts: u32 = Role::ALL.iter().map(|role| one_part(role).count_ones()).sum();
        if parts != 1 || !name.titles().is_empty() || !name.is_bare() {
            return CellRead::default();
        }
        let value = |role: Role| name.readings().iter().rev().find_map(|reading| reading.shared_value(role));
        CellRead {
            values: Role::ALL.map(value),
            sex: name.sex(),
            is_plain: true,
            exchanged: name.readings().get(1).map_or(0.0, |reading| price(&name, reading)),
        }
    }
}

/// The names of some rows.
#[derive(Debug, Default)]
struct NamesPart {
    readings: Vec<Reading>,
    /// Where the readings of each row end.
    ends: Vec<u32>,
    /// The sex that each name implies.
    sexes: Vec<Option<Sex>>,
    /// The number of what the titles next to each name imply, or [`NOBODY`]; empty if none implies anything.
    implied: Vec<u32>,
}

/// A record that had to be read as a whole, by its index in its part.
type Whole = (usize, Option<PersonName>);

impl NamesPart {
    fn of(&self, at: usize) -> &[Reading] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let begin = at.checked_sub(1).map_or(0, end);
        self.readings.get(begin..end(at)).unwrap_or_default()
    }

    fn end(&mut self) {
        self.ends.push(u32::try_from(self.readings.len()).unwrap_or(u32::MAX));
    }

    fn read(
        cells: &CellNames,
        rows: &Rows,
        mentions: std::ops::Range<usize>,
        read: impl Fn(usize) -> Option<PersonName>,
    ) -> (Self, Vec<Whole>) {
        let (mut part, mut whole) = (NamesPart::default(), Vec::new());
        part.readings.reserve(2 * mentions.len());
        for (at, mention) in mentions.enumerate() {
            if cells.is_plain(rows, mention) {
                part.add_plain(cells, rows, mention);
            } else {
                whole.push((at, read(mention)));
                part.sexes.push(None);
            }
            part.end();
        }
        (part, whole)
    }

    /// Adds a name that has one part in each column: as it is, and with given name and surname exchanged.
    fn add_plain(&mut self, cells: &CellNames, rows: &Rows, mention: usize) {
        let mut straight = Reading { values: [NOBODY; 4], parts: [0; 4], bits: 0.0 };
        let mut exchanged = straight;
        let mut next = 1_u16;
        let mut sex = None;
        for (at, (_, role)) in PARTS.iter().enumerate() {
            let Some(cell) = cells.of(at, rows, mention) else { continue };
            let other = match role {
                Role::Surname => Role::Given,
                Role::Given => Role::Surname,
                _ => *role,
            };
            straight.values[*role as usize] = cell.values[*role as usize];
            straight.parts[*role as usize] = next;
            exchanged.values[other as usize] = cell.values[other as usize];
            exchanged.parts[other as usize] = next;
            exchanged.bits = exchanged.bits.max(cell.exchanged);
            next <<= 1;
            sex = if *role == Role::Surname { sex } else { cell.sex.or(sex) };
        }
        if next > 1 {
            self.readings.push(straight);
        }
        if exchanged.values != straight.values {
            self.readings.push(exchanged);
        }
        self.sexes.push(sex);
    }
}

#[derive(Default)]
struct NamesBuilder {
    names: Names,
    numbers: [HashedNumbers; 4],
    implied: FxHashMap<Box<str>, u32>,
}

/// The numbers of values, each with its hash.
type HashedNumbers = HashTable<(u64, u32)>;

fn number(numbers: &mut HashedNumbers, values: &mut Vec<NameValue>, value: Option<&NameValue>) -> u32 {
    let Some(value) = value else { return NOBODY };
    let hash = FxBuildHasher.hash_one(value.compared());
    let is_it = |(of, number): &(u64, u32)| {
        let known = || values.get(*number as usize);
        *of == hash && known().is_some_and(|known| known.compared() == value.compared())
    };
    match numbers.entry(hash, is_it, |(hash, _)| *hash) {
        Entry::Occupied(known) => known.get().1,
        Entry::Vacant(place) => {
            let next = u32::try_from(values.len()).unwrap_or(NOBODY);
            place.insert((hash, next));
            values.push(value.clone());
            next
        }
    }
}

impl NamesBuilder {
    fn number(&mut self, role: Role, value: Option<&NameValue>) -> u32 {
        number(&mut self.numbers[role as usize], &mut self.names.values[role as usize], value)
    }

    /// Numbers the values of cells, role by role.
    fn add_cells(&mut self, read: &[CellRead], cells: &mut Vec<CellName>) {
        let roles = Role::ALL.map(|role| role as usize);
        let of_role = |((role, numbers), values): ((usize, &mut HashedNumbers), &mut Vec<NameValue>)| {
            read.iter().map(|cell| number(numbers, values, cell.values[role].as_deref())).collect()
        };
        let numbered: Vec<Vec<u32>> = roles
            .into_par_iter()
            .zip(self.numbers.par_iter_mut())
            .zip(self.names.values.par_iter_mut())
            .map(of_role)
            .collect();
        cells.extend(read.iter().enumerate().map(|(at, cell)| CellName {
            values: roles.map(|role| numbered[role][at]),
            sex: cell.sex,
            is_plain: cell.is_plain,
            exchanged: cell.exchanged,
        }));
    }

    /// Adds the names of a part. Those that were read as a whole go to their indices.
    fn add_part(&mut self, part: NamesPart, whole: Vec<Whole>) {
        if whole.is_empty() {
            self.names.parts.push(part);
            return;
        }
        let mut whole = whole.into_iter().peekable();
        let mut all = NamesPart::default();
        for (at, sex) in part.sexes.iter().enumerate() {
            if let Some((_, name)) = whole.next_if(|(of, _)| *of == at) {
                self.add(name.as_ref(), &mut all);
            } else {
                all.readings.extend_from_slice(part.of(at));
                all.sexes.push(*sex);
                all.implied.push(NOBODY);
                all.end();
            }
        }
        self.names.parts.push(all);
    }

    /// Adds a name that was read as a whole.
    fn add(&mut self, name: Option<&PersonName>, part: &mut NamesPart) {
        let marks = Marks::of(name, false);
        if !marks.is_plain() {
            self.names.marks.insert(self.names.parts.len() * CHUNK + part.sexes.len(), marks);
        }
        for reading in name.map(PersonName::readings).unwrap_or_default() {
            part.readings.push(Reading {
                values: Role::ALL.map(|role| self.number(role, reading.value(role))),
                parts: Role::ALL.map(|role| reading.parts(role)),
                bits: name.map_or(0.0, |name| price(name, reading)),
            });
        }
        part.end();
        part.sexes.push(name.and_then(PersonName::sex));
        let titles = name.map(PersonName::titles).unwrap_or_default();
        let implied = titles.iter().map(|title| title.implies.as_str()).find(|text| !text.is_empty());
        part.implied.push(implied.map_or(NOBODY, |text| {
            let next = u32::try_from(self.implied.len()).unwrap_or(NOBODY);
            *self.implied.entry(text.into()).or_insert_with(|| {
                self.names.implied.push(text.into());
                next
            })
        }));
    }
}

/// Cost of a reading relative to the most probable one of its name, in bits.
fn price(name: &PersonName, reading: &crate::language::name::Reading) -> f32 {
    let best = name.readings().first().map_or(1.0, |reading| reading.share());
    (best / reading.share().max(1e-6)).log2() as f32
}
