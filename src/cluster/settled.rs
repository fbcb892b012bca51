//! One component by itself, what is believed of the lists being settled: for lists so long that a few
//! hundred thousand components say the same of the lists in every draw.

use super::Scores;
use super::census::{Census, Tally};
use super::decide::best_partition;
use super::evidence::Evidence;
use super::exact::{self, Exact};
use super::group::Groups;
use crate::model::LinkPrior;
use crate::source::Duplicates;

/// What is believed of the lists after a first result.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    census: Census,
}

/// People who were counted by the lists that have them.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    tally: Tally,
}

impl Counted {
    pub(crate) fn new(lists: usize) -> Self {
        Counted { tally: Tally::new(lists) }
    }

    /// Counts people by the lists of their rows.
    pub(crate) fn add(&mut self, lists: &[u16], people: u32) {
        if people > 0 {
            self.tally.add(&composition(lists), people);
        }
    }

    /// How many people stand in each combination of lists.
    pub(crate) fn combinations(&self) -> Vec<(Vec<u16>, u32)> {
        self.tally.people.iter().map(|(lists, people)| (lists.indices(), *people)).collect()
    }
}

/// What became of a component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The groups of two or more mentions by position, each with the probability that exactly these are one person.
    pub(crate) groups: Vec<(Vec<usize>, f64)>,
    /// The expected number of people, and its variance.
    pub(crate) people: (f64, f64),
}

/// A component of so many mentions can be resolved.
pub(crate) const MOST: usize = exact::MOST;

impl Settled {
    /// The mean of the beliefs when these people were counted.
    pub(crate) fn new(prior: &LinkPrior, promises: &[Duplicates], counted: &Counted) -> Self {
        let mut census = Census::new(prior, promises.to_vec());
        census.settle(&counted.tally);
        Settled { census }
    }

    /// log2 of the odds, before any comparison, that a row of each of these lists are one person.
    pub(crate) fn odds(&self, a: u16, b: u16) -> f64 {
        let worth = |lists: &[u16]| self.census.worth(&composition(lists));
        worth(&[a, b]) - worth(&[a]) - worth(&[b])
    }

    /// Works out all partitions of up to [`MOST`] mentions and takes the one that costs least.
    pub(crate) fn resolve(
        &self,
        mentions: &[usize],
        list_of: &[u16],
        scores: &Scores<'_>,
        cost: f64,
    ) -> Resolved {
        let n = mentions.len();
        let units = mentions.iter().map(|mention| vec![*mention]).collect();
        let mut exact = Exact::new(Groups::new(Evidence::new(units, scores), list_of), &self.census);
        exact.settle(&self.census);
        let mut together = vec![vec![0.0; n]; n];
        let mut shares: Vec<(Vec<usize>, f64)> = Vec::new();
        for (group, share) in exact.found() {
            let members: Vec<usize> = exact.groups().members(group).iter().map(|at| *at as usize).collect();
            for (at, a) in members.iter().enumerate() {
                for b in &members[at + 1..] {
                    together[*a][*b] += share;
                    together[*b][*a] += share;
                }
            }
            match shares.iter_mut().find(|(known, _)| *known == members) {
                Some((_, sum)) => *sum += share,
                None => shares.push((members, share)),
            }
        }
        let groups =
            best_partition(&together, cost).into_iter().filter(|group| group.len() > 1).map(|mut group| {
                group.sort_unstable();
                let share = shares.iter().find(|(known, _)| *known == group).map_or(0.0, |(_, share)| *share);
                (group, share)
            });
        Resolved { groups: groups.collect(), people: exact.people() }
    }
}

fn composition(lists: &[u16]) -> Vec<(u16, u32)> {
    let mut sorted = lists.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .filter_map(|same| Some((*same.first()?, u32::try_from(same.len()).ok()?)))
        .collect()
}
