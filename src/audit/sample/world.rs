//! A world: the lists and the truth about them.
//!
//! Input: [`WorldSettings`]. Output: a [`World`], held in memory.
//!
//! The people are made one after another and shown to every list, which decides whether it takes the person and writes
//! the row at once. Each list has random numbers of its own, so a change of one list changes no other list and no
//! person.

use super::crowd::Crowd;
use super::large::LargeWorld;
use super::people::InventedPerson;
use super::rng::Rng;
use super::row::{RowWriter, Stock};
use super::settings::{Column, Content, ListSettings, WorldSettings};

/// One invented list as a table of text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SampleList {
    /// The id of the list in the project file.
    pub id: String,
    /// The title.
    pub title: String,
    /// The file name.
    pub file: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<String>>,
    /// The number of rows that the publisher declares.
    pub declared_count: usize,
    /// Whether a person may be on the list twice: `never` or `rare`.
    pub duplicates: &'static str,
    /// The people that the list covers, as a status; `None` means everybody.
    pub scope: Option<&'static str>,
}

impl SampleList {
    /// A list with these rows. It declares as many rows as it has.
    pub(super) fn of(list: &ListSettings, rows: Vec<Vec<String>>) -> Self {
        SampleList {
            id: list.id.clone(),
            title: list.title.clone(),
            file: list.file.clone(),
            columns: list.columns.clone(),
            declared_count: rows.len(),
            rows,
            duplicates: if list.repeats > 0 { "rare" } else { "never" },
            scope: list.scope,
        }
    }

    /// The headers of the columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.header.as_str())
    }

    /// The cells of the column with this content, from the first row; empty if the list has no such column.
    pub fn cells(&self, content: Content) -> impl Iterator<Item = &str> {
        let at = self.columns.iter().position(|c| c.content == content);
        let rows = self.rows.iter();
        rows.filter_map(move |row| row.get(at?).map(String::as_str))
    }
}

/// The person of one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct TruthRow {
    /// The id of the list.
    pub source: String,
    /// The id of the record in its list.
    pub id: String,
    /// The number of the person, from 1. The number has no other meaning.
    pub person: usize,
}

/// Invented lists and the truth about them.
///
/// ```
/// use casualty_register::audit::sample::{Scenario, World};
///
/// let world = World::generate(&Scenario::January2022.settings(1));
/// let rows: usize = world.lists.iter().map(|list| list.rows.len()).sum();
/// assert_eq!(world.truth.len(), rows);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct World {
    /// The title of the project file.
    pub title: String,
    /// The file of published totals that the project file names; `None` if it names none.
    pub totals: Option<&'static str>,
    /// The file of ids that the project file names; `None` if it names none.
    pub ids: Option<&'static str>,
    /// The lists, in the order of the settings.
    pub lists: Vec<SampleList>,
    /// One row of truth for each row of each list, in the order of the lists.
    pub truth: Vec<TruthRow>,
}

impl World {
    /// Makes the world of the settings. The time is proportional to the number of people.
    ///
    /// A list that asks for more people than there are gets all of them. A rate below 0 means never, a rate above 1
    /// means always.
    pub fn generate(settings: &WorldSettings) -> World {
        if settings.people.long_tail {
            return LargeWorld::new(settings).collected();
        }
        let stock = Stock::bundled();
        let officers = settings.officers.min(settings.persons);
        let crowd = Crowd::new(&stock, &settings.people, settings.seed, settings.persons, officers);
        let civilians = settings.persons - officers;
        let mut compilers: Vec<Compiler<'_>> = (1u64..)
            .zip(&settings.lists)
            .map(|(stream, list)| {
                let rng = Rng::new(settings.seed, stream);
                Compiler::new(list, &stock, officers, civilians, rng)
            })
            .collect();
        for (number, person) in (1..).zip(crowd) {
            for compiler in &mut compilers {
                compiler.meet(number, &person);
            }
        }
        let mut truth = Vec::new();
        let lists = compilers.into_iter().map(|compiler| compiler.finish(&mut truth)).collect();
        World { title: settings.title.clone(), totals: settings.totals, ids: settings.ids, lists, truth }
    }
}

/// Selection sampling (Knuth, algorithm S): takes exactly `wanted` of the next `left` items, each with the same
/// probability.
#[derive(Debug)]
struct Sampling {
    /// How many items are still to be taken.
    wanted: usize,
    /// How many items are still to come.
    left: usize,
}

impl Sampling {
    /// Takes `wanted` of `left` items, or all if there are fewer.
    fn new(wanted: usize, left: usize) -> Self {
        let wanted = wanted.min(left);
        Sampling { wanted, left }
    }

    /// Whether the next item is taken.
    fn takes(&mut self, rng: &mut Rng) -> bool {
        let taken = rng.below(self.left) < self.wanted;
        self.left = self.left.saturating_sub(1);
        self.wanted -= usize::from(taken);
        taken
    }
}

/// Compiles one list while the people are made one after another.
#[derive(Debug)]
struct Compiler<'a> {
    /// The settings of the list.
    list: &'a ListSettings,
    /// Writes a person as the list does.
    writer: RowWriter<'a>,
    /// Which officers are on the list.
    officers: Sampling,
    /// Which civilians are on the list.
    civilians: Sampling,
    /// Which of its people are on the list twice.
    repeats: Sampling,
    /// The random numbers of the list; they do not affect other lists.
    rng: Rng,
    /// The rows so far: the number of the person and the cells.
    rows: Vec<(usize, Vec<String>)>,
}

impl<'a> Compiler<'a> {
    /// A compiler for a list, given the numbers of officers and civilians of the world.
    fn new(list: &'a ListSettings, stock: &'a Stock, officers: usize, civilians: usize, rng: Rng) -> Self {
        let officers = Sampling::new(list.officers, officers);
        let civilians = Sampling::new(list.civilians, civilians);
        let size = officers.wanted + civilians.wanted;
        Compiler {
            list,
            writer: RowWriter::new(list, stock),
            officers,
            civilians,
            repeats: Sampling::new(list.repeats, size),
            rng,
            rows: Vec::with_capacity(size),
        }
    }

    /// Adds no row, one row or two rows about a person, each written anew.
    fn meet(&mut self, number: usize, person: &InventedPerson) {
        let sampling = if person.role.is_officer() { &mut self.officers } else { &mut self.civilians };
        if !sampling.takes(&mut self.rng) {
            return;
        }
        let times = 1 + usize::from(self.repeats.takes(&mut self.rng));
        for _ in 0..times {
            let row = self.writer.row(person, &mut self.rng);
            self.rows.push((number, row));
        }
    }

    /// Shuffles the rows, numbers them, and adds their people to the truth.
    fn finish(mut self, truth: &mut Vec<TruthRow>) -> SampleList {
        self.rng.shuffle(&mut self.rows);
        let list = self.list;
        let id_at = list.columns.iter().position(|c| c.content == Content::Id);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (number, (person, mut row)) in (1..).zip(self.rows) {
            let id = row_id(list, number);
            if let Some(cell) = id_at.and_then(|at| row.get_mut(at)) {
                cell.clone_from(&id);
            }
            truth.push(TruthRow { source: list.id.clone(), id, person });
            rows.push(row);
        }
        SampleList::of(list, rows)
    }
}

/// The id of the row with a number, from 1: the number alone, or the prefix and six digits.
pub(super) fn row_id(list: &ListSettings, number: usize) -> String {
    match list.id_prefix.as_str() {
        "" => number.to_string(),
        prefix => format!("{prefix}{number:06}"),
    }
}
