//! A world whose rows are made on demand.
//!
//! Input: [`WorldSettings`]. Output: any row of any list, with its person, without the rows before it.
//!
//! The person of a row is found through shuffled ranges that are computed and not stored; the cells follow from random
//! numbers of the row's own. So memory does not grow with the number of rows, and rows can be made in parallel and in
//! any order.

use super::rng::Rng;
use super::roll::Roll;
use super::row::{RowWriter, Stock};
use super::settings::{Content, ListSettings, WorldSettings};
use super::shuffled::Shuffled;
use super::world::{SampleList, TruthRow, World, row_id};

/// One row of a list, with its person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SampleRow {
    /// The id of the record in its list.
    pub id: String,
    /// The number of the person, from 1. The number has no other meaning.
    pub person: usize,
    /// One cell for each column.
    pub cells: Vec<String>,
}

/// A world of any size with a long tail of names ([`PeopleSettings::long_tail`](super::PeopleSettings)). Each row
/// follows from the settings and its position in its list, so no row is kept in memory.
///
/// If the settings have a long tail, [`World::generate`] holds the same rows in memory.
///
/// ```
/// use casualty_register::audit::sample::{LargeWorld, Scenario};
///
/// let settings = Scenario::General.settings(1).with_persons(10_000_000);
/// let world = LargeWorld::new(&settings);
/// assert_eq!(world.row_count(0), 9_211_619);
/// let first: Vec<String> = world.rows(0).take(3).map(|row| row.id).collect();
/// assert_eq!(first, ["of-000001", "of-000002", "of-000003"]);
/// ```
#[derive(Debug)]
pub struct LargeWorld {
    /// The settings, with a long tail.
    settings: WorldSettings,
    /// The names, spellings and phrases to draw from.
    stock: Stock,
    /// For each list which people it has, and in which order.
    plans: Vec<Plan>,
}

impl LargeWorld {
    /// The world of the settings, always with a long tail. Takes some milliseconds, whatever its size.
    pub fn new(settings: &WorldSettings) -> Self {
        let lists = (1u64..).zip(&settings.lists);
        LargeWorld {
            settings: settings.clone().with_long_tail(),
            stock: Stock::long_tailed(),
            plans: lists.map(|(stream, list)| Plan::new(settings, list, stream)).collect(),
        }
    }

    /// The number of rows of the list at a position; 0 if there is no such list.
    pub fn row_count(&self, list: usize) -> usize {
        self.plans.get(list).map_or(0, Plan::len)
    }

    /// The rows of the list at a position, from the first; empty if there is no such list.
    pub fn rows(&self, list: usize) -> impl Iterator<Item = SampleRow> {
        self.some_rows(list, 0, self.row_count(list))
    }

    /// The rows of a list from position `from`, counted from 0, up to and without `to`.
    pub(super) fn some_rows(&self, list: usize, from: usize, to: usize) -> impl Iterator<Item = SampleRow> {
        let of = self.settings.lists.get(list).zip(self.plans.get(list));
        of.into_iter().flat_map(move |(list, plan)| {
            let mut author = Author {
                list,
                plan,
                roll: Roll::new(&self.settings, &self.stock),
                writer: RowWriter::new(list, &self.stock),
                id_at: list.columns.iter().position(|column| column.content == Content::Id),
            };
            (from..to).map(move |at| author.row(at))
        })
    }

    /// The world with its lists and without rows and truth.
    pub(super) fn head(&self) -> World {
        let lists = self.settings.lists.iter().zip(&self.plans).map(|(list, plan)| {
            let head = SampleList::of(list, Vec::new());
            SampleList { declared_count: plan.len(), ..head }
        });
        World {
            title: self.settings.title.clone(),
            totals: self.settings.totals,
            ids: self.settings.ids,
            lists: lists.collect(),
            truth: Vec::new(),
        }
    }

    /// The world with all rows in memory.
    pub(super) fn collected(&self) -> World {
        let mut world = self.head();
        for (at, list) in world.lists.iter_mut().enumerate() {
            for row in self.rows(at) {
                world.truth.push(TruthRow { source: list.id.clone(), id: row.id, person: row.person });
                list.rows.push(row.cells);
            }
        }
        world
    }
}

/// Which people a list has and in which order. Each row is an *account* of a person: first the officers, then the
/// civilians, then the people who are listed again. Each range is shuffled.
#[derive(Debug)]
struct Plan {
    /// Officers of the world; people are numbered from 0, officers first.
    all_officers: usize,
    /// Officers of the list.
    officers: usize,
    /// Civilians of the list.
    civilians: usize,
    /// People of the list who are listed twice.
    repeats: usize,
    /// The account of each row.
    order: Shuffled,
    /// Which officers of the world are on the list.
    which_officers: Shuffled,
    /// Which civilians of the world are on the list.
    which_civilians: Shuffled,
    /// Which people of the list are listed again.
    which_again: Shuffled,
    /// The seed of the random numbers of the rows.
    seed: u64,
}

impl Plan {
    /// The plan of a list; `stream` is its number from 1. A list that asks for more people than there are gets all.
    fn new(settings: &WorldSettings, list: &ListSettings, stream: u64) -> Self {
        let mut rng = Rng::new(settings.seed, stream);
        let all_officers = settings.officers.min(settings.persons);
        let all_civilians = settings.persons - all_officers;
        let (officers, civilians) = (list.officers.min(all_officers), list.civilians.min(all_civilians));
        let people = officers + civilians;
        let repeats = list.repeats.min(people);
        let mut shuffled = |len| Shuffled::new(len, Rng::new(rng.bits(), 0));
        Plan {
            order: shuffled(people + repeats),
            which_officers: shuffled(all_officers),
            which_civilians: shuffled(all_civilians),
            which_again: shuffled(people),
            all_officers,
            officers,
            civilians,
            repeats,
            seed: rng.bits(),
        }
    }

    /// The number of rows.
    fn len(&self) -> usize {
        self.officers + self.civilians + self.repeats
    }

    /// The person of an account, as the number from 0 in the world.
    fn person(&self, account: usize) -> usize {
        let people = self.officers + self.civilians;
        let first = account.checked_sub(people).map_or(account, |again| self.which_again.at(again));
        match first.checked_sub(self.officers) {
            None => self.which_officers.at(first),
            Some(civilian) => self.all_officers + self.which_civilians.at(civilian),
        }
    }
}

/// Writes rows of one list.
struct Author<'a> {
    /// The settings of the list.
    list: &'a ListSettings,
    /// Which person each row is about.
    plan: &'a Plan,
    /// Makes the person of a number.
    roll: Roll<'a>,
    /// Writes a person as the list does.
    writer: RowWriter<'a>,
    /// The position of the column of ids; `None` if the list has none.
    id_at: Option<usize>,
}

impl Author<'_> {
    /// The row at a position, from 0.
    fn row(&mut self, at: usize) -> SampleRow {
        let account = self.plan.order.at(at);
        let person = self.plan.person(account);
        let mut rng = Rng::new(self.plan.seed, account as u64);
        let mut cells = self.writer.row(&self.roll.person(person), &mut rng);
        let id = row_id(self.list, at + 1);
        if let Some(cell) = self.id_at.and_then(|at| cells.get_mut(at)) {
            cell.clone_from(&id);
        }
        SampleRow { id, person: person + 1, cells }
    }
}
