//! The records of all lists as columns of cell numbers: equal cells have one number.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::repeats;
use super::text::Texts;
use crate::base::digest;
use crate::language::date::{Calendar, DayOrder, Purpose, of_parts};
use crate::language::misread::Misreadings;
use crate::language::name::NameOrder;
use crate::source::mention::RecordKey;
use crate::source::stream::{ListRow, Stream};
use crate::source::{Duplicates, Field, Limits, SourceSpec};

/// In place of a cell: it is empty.
pub(crate) const NONE: u32 = u32::MAX;

/// The fields by which records are compared.
pub(crate) const FIELDS: [Field; 15] = [
    Field::Name,
    Field::Surname,
    Field::GivenName,
    Field::Patronymic,
    Field::SecondSurname,
    Field::MiddleName,
    Field::Suffix,
    Field::Sex,
    Field::BirthDate,
    Field::Age,
    Field::DeathDate,
    Field::Place,
    Field::Region,
    Field::Country,
    Field::Status,
];

/// One list.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) id: String,
    pub(crate) duplicates: Duplicates,
    /// The order of name parts that the project file states.
    pub(crate) name_order: Option<NameOrder>,
    /// The order of day and month, and the calendar, that the project file states.
    pub(crate) dates: (Option<DayOrder>, Option<Calendar>),
    /// The header of the column of sexes.
    pub(crate) sex_header: String,
    /// Its first mention.
    pub(crate) first: usize,
    /// The SHA-256 of the file in hex.
    pub(crate) digest: String,
    /// The ids of its records, sorted.
    pub(crate) ids: Texts,
}

/// One column over all lists.
#[derive(Debug, Default)]
pub(crate) struct RowsColumn {
    /// For each mention the number of its cell, or [`NONE`].
    pub(crate) cells: Vec<u32>,
    /// The distinct cells, after the repair of misread text.
    pub(crate) texts: Vec<Box<str>>,
}

/// All lists. Mentions are numbered list by list, and in each list by record id.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) lists: Vec<List>,
    /// The columns of [`FIELDS`], then of the labels.
    pub(crate) columns: Vec<RowsColumn>,
    /// The labels of further columns, sorted.
    pub(crate) labels: Vec<String>,
}

impl Rows {
    /// Number of mentions.
    pub(crate) fn len(&self) -> usize {
        self.lists.iter().map(|list| list.ids.len()).sum()
    }

    /// The lists and the ids of their records, without the cells.
    pub(crate) fn without_cells(mut self) -> Self {
        std::mem::take(&mut self.columns).into_par_iter().for_each(drop);
        self
    }

    /// The index of the list of a mention.
    pub(crate) fn list_at(&self, mention: usize) -> usize {
        self.lists.partition_point(|list| list.first <= mention).saturating_sub(1)
    }

    /// The list and the id of a mention.
    pub(crate) fn key(&self, mention: usize) -> RecordKey {
        let (source, record) = self.names_of(mention);
        RecordKey { source: source.into(), record: record.into() }
    }

    /// The ids of the list and of the record of a mention.
    pub(crate) fn names_of(&self, mention: usize) -> (&str, &str) {
        let Some(list) = self.lists.get(self.list_at(mention)) else { return ("", "") };
        (&list.id, list.ids.get(mention - list.first))
    }

    /// For each mention the index of its list.
    pub(crate) fn list_of(&self) -> Vec<u16> {
        let lists = self.lists.iter().zip(0_u16..);
        lists.flat_map(|(list, at)| std::iter::repeat_n(at, list.ids.len())).collect()
    }

    pub(crate) fn column(&self, field: Field) -> Option<&RowsColumn> {
        self.columns.get(FIELDS.iter().position(|one| *one == field)?)
    }

    /// Puts lists together; they must be sorted by id.
    pub(crate) fn of(lists: Vec<ListRows>, labels: Vec<String>) -> Self {
        let mut rows = Rows { labels, ..Rows::default() };
        let mut parts: Vec<Vec<ListColumn>> = Vec::new();
        let mut lengths = Vec::new();
        let mut first = 0;
        for list in lists {
            let length = list.ids.len();
            let ListRows { id, duplicates, name_order, dates, sex_header, digest, ids, columns } = list;
            rows.lists.push(List { id, duplicates, name_order, dates, sex_header, first, digest, ids });
            parts.push(columns);
            lengths.push(length);
            first += length;
        }
        let columns = FIELDS.len() + rows.labels.len();
        let mut by_column: Vec<Vec<ListColumn>> = (0..columns).map(|_| Vec::new()).collect();
        for part in parts {
            by_column.iter_mut().zip(part).for_each(|(column, part)| column.push(part));
        }
        rows.columns = by_column.into_par_iter().map(|parts| joined(parts, &lengths)).collect();
        rows
    }
}

/// Joins the parts of a column, list after list, with one numbering. A column that no list has is empty.
fn joined(parts: Vec<ListColumn>, lengths: &[usize]) -> RowsColumn {
    let mut column = RowsColumn::default();
    if parts.iter().all(|part| part.cells.is_empty()) {
        return column;
    }
    let mut texts = Distinct::default();
    for (part, length) in parts.into_iter().zip(lengths) {
        let renumbered: Vec<u32> = part.texts.iter().map(|text| texts.number_of(text)).collect();
        let new = |cell: u32| renumbered.get(cell as usize).copied().unwrap_or(NONE);
        let end = column.cells.len() + length;
        column.cells.extend(part.cells.into_iter().map(new));
        column.cells.resize(end, NONE);
    }
    column.texts = texts.all;
    column
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// The columns of a field in a list.
enum FieldColumns {
    Nowhere,
    Column(usize),
    /// The year, month and day of a date.
    Parts([Option<usize>; 3]),
}

impl FieldColumns {
    fn new(column: Option<usize>) -> Self {
        column.map_or(FieldColumns::Nowhere, FieldColumns::Column)
    }

    fn of(field: Field, column: impl Fn(Field) -> Option<usize>) -> Self {
        let purpose =
            [Purpose::Birth, Purpose::Death].into_iter().find(|one| Field::of_date(*one)[0] == field);
        match (column(field), purpose) {
            (None, Some(purpose)) => {
                let [_, parts @ ..] = Field::of_date(purpose);
                let columns = parts.map(column);
                if columns.iter().any(Option::is_some) {
                    FieldColumns::Parts(columns)
                } else {
                    FieldColumns::Nowhere
                }
            }
            (whole, _) => FieldColumns::new(whole),
        }
    }
}

/// One list after reading, sorted by record id.
#[derive(Debug)]
pub(crate) struct ListRows {
    id: String,
    duplicates: Duplicates,
    name_order: Option<NameOrder>,
    dates: (Option<DayOrder>, Option<Calendar>),
    sex_header: String,
    digest: String,
    ids: Texts,
    columns: Vec<ListColumn>,
}

#[derive(Debug, Default)]
struct ListColumn {
    cells: Vec<u32>,
    texts: Vec<Box<str>>,
}

/// The cells of a column as numbers.
#[derive(Default)]
struct Interner {
    cells: Vec<u32>,
    texts: Distinct,
}

impl Interner {
    fn add(&mut self, text: &str) {
        self.cells.push(if text.is_empty() { NONE } else { self.texts.number_of(text) });
    }
}

/// Distinct texts, in the order of first appearance.
#[derive(Default)]
struct Distinct {
    all: Vec<Box<str>>,
    numbers: HashTable<KnownText>,
}

/// A short text with its number. Most cells are short: the text is then in the slot of the hash table, and a lookup
/// needs no further access to memory.
#[derive(Clone, Copy)]
struct KnownText {
    bytes: [u8; SHORT],
    /// Length in bytes; more than [`SHORT`] if the text is stored in `all`.
    length: u8,
    number: u32,
}

/// Longest text that is stored in its slot, in bytes.
const SHORT: usize = 27;

impl KnownText {
    fn new(text: &str, number: u32) -> Self {
        let mut bytes = [0; SHORT];
        let short = bytes.get_mut(..text.len());
        let length = short.map_or(u8::MAX, |place| {
            place.copy_from_slice(text.as_bytes());
            text.len() as u8
        });
        KnownText { bytes, length, number }
    }

    /// The text; a long one is taken from `all`.
    fn text<'a>(&'a self, all: &'a [Box<str>]) -> &'a [u8] {
        let long = || all.get(self.number as usize).map_or(&[][..], |text| text.as_bytes());
        self.bytes.get(..usize::from(self.length)).unwrap_or_else(long)
    }
}

impl Distinct {
    /// The number of a text; a new one gets the next.
    fn number_of(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let is_it = |known: &KnownText| known.text(&self.all) == bytes;
        match self.numbers.entry(hash(bytes), is_it, |known| hash(known.text(&self.all))) {
            Entry::Occupied(known) => known.get().number,
            Entry::Vacant(place) => {
                let next = number(self.all.len());
                place.insert(KnownText::new(text, next));
                self.all.push(text.into());
                next
            }
        }
    }
}

fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}

impl ListRows {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// As for any list.
    pub(crate) fn read(
        spec: &SourceSpec,
        bytes: &[u8],
        limits: &Limits,
        labels: &[String],
        misreadings: &Misreadings,
    ) -> Result<Self, Vec<String>> {
        let stream = Stream::open(spec, spec.file(), bytes, limits)?;
        let of_label = |label: &String| stream.mapping.extras().iter().find(|(one, _)| one == label);
        let places: Vec<FieldColumns> = FIELDS
            .iter()
            .map(|field| FieldColumns::of(*field, |field| stream.column(field)))
            .chain(labels.iter().map(|label| FieldColumns::new(of_label(label).map(|(_, column)| *column))))
            .collect();
        let id_column = stream.column(Field::Id);
        let mut interners: Vec<Interner> = places.iter().map(|_| Interner::default()).collect();
        let mut ids = Texts::default();
        let visit = |row: ListRow<'_>| {
            match id_column.map(|column| row.cell(column).trim()).filter(|id| !id.is_empty()) {
                Some(id) => ids.push(id),
                None => ids.push(&digest::row_id(&row.to_cells())),
            }
            for (interner, place) in interners.iter_mut().zip(&places) {
                match place {
                    FieldColumns::Nowhere => {}
                    FieldColumns::Column(column) => interner.add(row.cell(*column)),
                    FieldColumns::Parts(columns) => {
                        interner.add(&of_parts(
                            columns.map(|column| column.map_or("", |column| row.cell(column))),
                        ));
                    }
                }
            }
        };
        stream.for_each(limits, visit).map_err(|fault| vec![fault])?;
        let mut list = ListRows {
            id: spec.id().to_owned(),
            duplicates: spec.duplicates(),
            name_order: spec.name_order().and_then(|order| NameOrder::parse(order).ok()),
            dates: (spec.day_order(), spec.calendar()),
            sex_header: spec.column(Field::Sex).unwrap_or_default().to_owned(),
            digest: String::new(),
            ids,
            columns: interners.into_iter().map(ListColumn::of).collect(),
        };
        let (digest, sorted) = rayon::join(
            || digest::of_bytes(bytes),
            || {
                list.repair(misreadings);
                list.sort(&stream, limits)
            },
        );
        sorted.map_err(|fault| vec![fault])?;
        list.digest = digest;
        Ok(list)
    }

    /// Repairs cells that were misread before they came into the list.
    fn repair(&mut self, misreadings: &Misreadings) {
        let all = self.columns.iter().flat_map(|column| column.texts.iter().map(|text| &**text));
        let misread = misreadings.of_list(all);
        self.columns.par_iter_mut().for_each(|column| {
            for text in &mut column.texts {
                if let Some(repaired) = misread.repair(text) {
                    *text = repaired.text().into();
                }
            }
        });
    }

    /// Sorts the records by record id. Records of one id get distinct names first.
    fn sort(&mut self, stream: &Stream, limits: &Limits) -> Result<(), String> {
        let mut order = self.order();
        let repeated = repeats::repeated(&self.ids, &order);
        if !repeated.is_empty() {
            self.ids = repeats::named(&self.ids, &repeated, stream, limits)?;
            order = self.order();
        }
        let mut sorted = Texts::with_capacity(&self.ids);
        order.iter().for_each(|row| sorted.push(self.ids.get(*row as usize)));
        self.columns.par_iter_mut().for_each(|column| {
            let cells = &column.cells;
            if cells.is_empty() {
                return;
            }
            let sorted = order.iter().map(|row| cells.get(*row as usize).copied().unwrap_or(NONE));
            *column =
                ListColumn { cells: sorted.collect(), texts: std::mem::take(&mut column.texts) }.renumbered();
        });
        self.ids = sorted;
        Ok(())
    }

    /// The rows sorted by record id, then by their cells.
    fn order(&self) -> Vec<u32> {
        let ids = &self.ids;
        let mut order: Vec<(u64, u32)> = (0..ids.len()).map(|at| (ids.head(at), number(at))).collect();
        let cells = |row: u32| self.columns.iter().map(move |column| column.text(row as usize));
        order.par_sort_unstable_by(|a, b| {
            let rest = || ids.get(a.1 as usize).cmp(ids.get(b.1 as usize));
            a.0.cmp(&b.0).then_with(rest).then_with(|| cells(a.1).cmp(cells(b.1))).then(a.1.cmp(&b.1))
        });
        order.into_iter().map(|(_, row)| row).collect()
    }
}

impl ListColumn {
    fn of(interner: Interner) -> Self {
        ListColumn { cells: interner.cells, texts: interner.texts.all }
    }

    /// The same column with its texts numbered in the order of the records, independent of the order in the file.
    fn renumbered(mut self) -> Self {
        let mut new = vec![NONE; self.texts.len()];
        let mut next = 0;
        for cell in &mut self.cells {
            if let Some(place) = new.get_mut(*cell as usize) {
                if *place == NONE {
                    *place = next;
                    next += 1;
                }
                *cell = *place;
            }
        }
        let mut texts: Vec<(u32, Box<str>)> = new.into_iter().zip(self.texts).collect();
        texts.sort_unstable_by_key(|(number, _)| *number);
        ListColumn { cells: self.cells, texts: texts.into_iter().map(|(_, text)| text).collect() }
    }

    fn text(&self, row: usize) -> &str {
        let cell = self.cells.get(row).copied().unwrap_or(NONE);
        self.texts.get(cell as usize).map_or("", |text| text)
    }
}
