//! A world whose rows are made when they are asked for.

use super::rng::Rng;
use super::roll::Roll;
use super::row::{RowWriter, Stock};
use super::settings::{Content, ListSettings, WorldSettings};
use super::shuffled::Shuffled;
use super::world::{SampleList, TruthRow, World, row_id};

/// One row of a list, with the truth about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRow {
    /// Its id in the list.
    pub id: String,
    /// The person it is about, counted from 1. The number means nothing else.
    pub person: usize,
    /// A cell for every column.
    pub cells: Vec<String>,
}

/// A world with a long tail of names ([`PeopleSettings::long_tail`](super::PeopleSettings)) of any
/// size: each row follows from the settings and its place in its list, so none is kept in memory.
///
/// [`World::generate`] holds the same rows in memory where the settings have a long tail.
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
    settings: WorldSettings,
    stock: Stock,
    plans: Vec<Plan>,
}

impl LargeWorld {
    /// The world of the settings, with a long tail whether they ask for it or not. Takes some
    /// milliseconds whatever its size.
    pub fn new(settings: &WorldSettings) -> Self {
        let lists = (1u64..).zip(&settings.lists);
        LargeWorld {
            settings: settings.clone().with_long_tail(),
            stock: Stock::long_tailed(),
            plans: lists.map(|(stream, list)| Plan::new(settings, list, stream)).collect(),
        }
    }

    /// How many rows the list at a position has; 0 where there is none.
    pub fn row_count(&self, list: usize) -> usize {
        self.plans.get(list).map_or(0, Plan::len)
    }

    /// The rows of the list at a position, from the top.
    pub fn rows(&self, list: usize) -> impl Iterator<Item = SampleRow> {
        self.some_rows(list, 0, self.row_count(list))
    }

    /// The rows of a list between two places, counted from 0; the second is not included.
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

    /// The lists without their rows.
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

    /// All rows in memory.
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

/// Which people a list has and in which order: three shuffled ranges.
#[derive(Debug)]
struct Plan {
    all_officers: usize,
    officers: usize,
    civilians: usize,
    repeats: usize,
    order: Shuffled,
    which_officers: Shuffled,
    which_civilians: Shuffled,
    which_again: Shuffled,
    seed: u64,
}

impl Plan {
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

    fn len(&self) -> usize {
        self.officers + self.civilians + self.repeats
    }

    /// The person of the account with a number: officers, then civilians, then those met again.
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
    list: &'a ListSettings,
    plan: &'a Plan,
    roll: Roll<'a>,
    writer: RowWriter<'a>,
    id_at: Option<usize>,
}

impl Author<'_> {
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
