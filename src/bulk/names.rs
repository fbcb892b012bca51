//! The names of all mentions: each distinct part is read once and has a number.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::rows::{Column, NONE, Rows};
use crate::mention::Mention;
use crate::name::{Folded, Half, NameCells, NameReader, NameValue, OrderHabit, PersonName, Role};
use crate::sex::Sex;
use crate::source::Field;
use crate::text::Script;

/// So many rows are read at a time where whole rows have to be.
const CHUNK: usize = 65_536;
/// From so many names of a list its habit of order is learned.
const CLEAR_NAMES: usize = 20_000;
/// The number of a role that no part of the name has.
pub(crate) const NOBODY: u32 = NONE;

/// One reading of a name: the value in each role and its price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    /// The number of the value in each role, or [`NOBODY`].
    pub(crate) values: [u32; 4],
    /// For each role the parts that have it, a bit each.
    pub(crate) parts: [u16; 4],
    /// What the reading costs beside the most believed one, in bits.
    pub(crate) bits: f32,
}

/// All names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The distinct values of each role.
    pub(crate) values: [Vec<NameValue>; 4],
    readings: Vec<Reading>,
    /// Where the readings of each mention begin; one more than there are mentions.
    begins: Vec<u32>,
    /// The sex that each name shows.
    pub(crate) shown_sex: Vec<Option<Sex>>,
    /// What the titles beside names imply, and for each mention the number of that or [`NOBODY`].
    pub(crate) implied: Column,
}

impl Names {
    /// The readings of a mention's name, the most believed first; none where the row has no name.
    pub(crate) fn of(&self, mention: usize) -> &[Reading] {
        let at = |at: usize| self.begins.get(at).map_or(0, |begin| *begin as usize);
        self.readings.get(at(mention)..at(mention + 1)).unwrap_or_default()
    }

    /// The names of mentions, which were read before.
    pub(crate) fn of_mentions(mentions: &[Mention]) -> Self {
        let mut names = NamesBuilder::default();
        mentions.iter().for_each(|mention| names.add(mention.name()));
        names.finish()
    }

    /// Reads the names of all rows.
    pub(crate) fn read(rows: &Rows, reader: &NameReader) -> Self {
        let mut names = NamesBuilder::default();
        let cells = CellNames::read(rows, reader, &mut names);
        for list in &rows.lists {
            let all: Vec<usize> = (list.first..list.first + list.ids.len()).collect();
            let habit = habit(rows, &all, reader);
            for chunk in all.chunks(CHUNK) {
                let whole: Vec<Option<Option<PersonName>>> = chunk
                    .par_iter()
                    .map(|mention| {
                        let is_plain = cells.is_plain(rows, *mention);
                        (!is_plain).then(|| read_row(rows, *mention, reader, &habit))
                    })
                    .collect();
                for (mention, name) in chunk.iter().zip(whole) {
                    match name {
                        Some(name) => names.add(name.as_ref()),
                        None => names.add_plain(&cells, rows, *mention),
                    }
                }
            }
        }
        names.finish()
    }
}

fn text(rows: &Rows, field: Field, mention: usize) -> &str {
    let column = rows.column(field);
    let cell = column.and_then(|column| column.cells.get(mention)).copied().unwrap_or(NONE);
    column.and_then(|column| column.texts.get(cell as usize)).map_or("", |text| text)
}

fn read_row(rows: &Rows, mention: usize, reader: &NameReader, habit: &OrderHabit) -> Option<PersonName> {
    match text(rows, Field::Name, mention) {
        "" => reader.read_cells(NameCells {
            surname: text(rows, Field::Surname, mention),
            given: text(rows, Field::GivenName, mention),
            patronymic: text(rows, Field::Patronymic, mention),
        }),
        name => reader.read_in_order(name, habit),
    }
}

/// In which order a list prints names, by some of them evenly spread.
fn habit(rows: &Rows, mentions: &[usize], reader: &NameReader) -> OrderHabit {
    let step = mentions.len().div_ceil(CLEAR_NAMES).max(1);
    let some: Vec<&usize> = mentions.iter().step_by(step).collect();
    let neutral = OrderHabit::default();
    let read = |mention: &&usize| {
        let name = text(rows, Field::Name, **mention);
        if name.is_empty() { None } else { reader.read_in_order(name, &neutral) }
    };
    let names: Vec<Option<PersonName>> = some.par_iter().map(read).collect();
    OrderHabit::learn(names.iter().flatten())
}

/// The columns of name parts.
const PARTS: [(Field, Role); 3] =
    [(Field::Surname, Role::Surname), (Field::GivenName, Role::Given), (Field::Patronymic, Role::Patronymic)];

/// What a cell with one part is in each role that it can have.
#[derive(Clone, Copy, Debug)]
struct CellName {
    values: [u32; 4],
    sex: Option<Sex>,
    /// Whether a row with this cell can be put together of its cells.
    is_plain: bool,
    /// The readings of a row with given name and surname exchanged cost so much.
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
            for chunk in texts.chunks(CHUNK) {
                let read: Vec<Option<PersonName>> =
                    chunk.par_iter().map(|text| read_cell(text, role, reader)).collect();
                cells.extend(read.iter().map(|name| names.cell(name.as_ref())));
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

    /// Whether the name of a row can be put together of what its cells are by themselves.
    fn is_plain(&self, rows: &Rows, mention: usize) -> bool {
        let all = (0..PARTS.len()).all(|at| self.of(at, rows, mention).is_none_or(|cell| cell.is_plain));
        all && text(rows, Field::Name, mention).is_empty()
    }
}

fn read_cell(text: &str, role: Role, reader: &NameReader) -> Option<PersonName> {
    // What language such a cell is in, the other cells of the row may say.
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

/// What makes two values one for comparing: everything but how they were printed.
type Key = (Folded, usize, bool, Box<[u16]>, Box<[Half]>);

#[derive(Default)]
struct NamesBuilder {
    names: Names,
    numbers: [FxHashMap<Key, u32>; 4],
    implied: FxHashMap<Box<str>, u32>,
}

impl NamesBuilder {
    fn number(&mut self, role: Role, value: Option<&NameValue>) -> u32 {
        let Some(value) = value else { return NOBODY };
        let whole: Folded = value.whole().into();
        let key =
            (whole, value.stem().len(), value.is_initial(), value.known().into(), value.halves().into());
        let values = &mut self.names.values[role as usize];
        *self.numbers[role as usize].entry(key).or_insert_with(|| {
            values.push(value.clone());
            u32::try_from(values.len() - 1).unwrap_or(NOBODY)
        })
    }

    fn cell(&mut self, name: Option<&PersonName>) -> CellName {
        let mut cell = CellName { values: [NOBODY; 4], sex: None, is_plain: false, exchanged: 0.0 };
        let Some(name) = name else { return cell };
        let one_part = |role: &Role| name.readings().first().map_or(0, |reading| reading.parts(*role));
        let parts: u32 = Role::ALL.iter().map(|role| one_part(role).count_ones()).sum();
        cell.is_plain = parts == 1 && name.titles().is_empty();
        if cell.is_plain {
            for reading in name.readings() {
                for role in Role::ALL {
                    if let Some(value) = reading.value(role) {
                        cell.values[role as usize] = self.number(role, Some(value));
                    }
                }
            }
            cell.sex = name.sex();
            cell.exchanged = name.readings().get(1).map_or(0.0, |reading| price(name, reading));
        }
        cell
    }

    /// Adds a name that was read as a whole.
    fn add(&mut self, name: Option<&PersonName>) {
        self.begin();
        for reading in name.map(PersonName::readings).unwrap_or_default() {
            let reading = Reading {
                values: Role::ALL.map(|role| self.number(role, reading.value(role))),
                parts: Role::ALL.map(|role| reading.parts(role)),
                bits: name.map_or(0.0, |name| price(name, reading)),
            };
            self.names.readings.push(reading);
        }
        self.names.shown_sex.push(name.and_then(PersonName::sex));
        let titles = name.map(PersonName::titles).unwrap_or_default();
        let implied = titles.iter().map(|title| title.implies.as_str()).find(|text| !text.is_empty());
        let number = implied.map_or(NOBODY, |text| {
            let next = u32::try_from(self.implied.len()).unwrap_or(NOBODY);
            *self.implied.entry(text.into()).or_insert_with(|| {
                self.names.implied.texts.push(text.into());
                next
            })
        });
        self.names.implied.cells.push(number);
    }

    /// Adds a name of one part in each column: as it stands, and with given name and surname exchanged.
    fn add_plain(&mut self, cells: &CellNames, rows: &Rows, mention: usize) {
        self.begin();
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
            self.names.readings.push(straight);
        }
        if exchanged.values != straight.values {
            self.names.readings.push(exchanged);
        }
        self.names.shown_sex.push(sex);
        self.names.implied.cells.push(NOBODY);
    }

    fn begin(&mut self) {
        self.names.begins.push(u32::try_from(self.names.readings.len()).unwrap_or(u32::MAX));
    }

    fn finish(mut self) -> Names {
        self.begin();
        self.names
    }
}

/// What a reading costs beside the most believed one of its name, in bits.
fn price(name: &PersonName, reading: &crate::name::Reading) -> f32 {
    let best = name.readings().first().map_or(1.0, |reading| reading.share());
    (best / reading.share().max(1e-6)).log2() as f32
}
