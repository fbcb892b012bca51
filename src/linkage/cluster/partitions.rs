//! Some of the sampled partitions in full, for counts that the overlap tables do not have: those of a place, a period or
//! a status.
//!
//! In: the shares after the sampling. Out: for each kept draw the mentions of each person.

use super::census::ListSet;
use super::share::Share;

/// One draw of this many is kept. With a thousand draws 200 are kept, which is enough for a variance between draws,
/// and the memory stays a fraction of that of the lists.
const EVERY: usize = 5;

/// Whether the partition of a round is kept. Rounds count from 1 and include the burn-in.
pub(super) fn is_kept(round: usize) -> bool {
    round.is_multiple_of(EVERY)
}

/// People that a drawn model joins beyond a partition, or separates if the number is negative: the combinations of
/// lists of the two sides, and how many.
pub(crate) type JoinedLists = ((ListSet, ListSet), i64);

/// Some of the draws in full.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Partitions(Vec<Partition>);

/// One sampled partition.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Partition {
    /// The number of the draw, from 0.
    draw: usize,
    /// The mentions of every person with two or more, one person after the other.
    mentions: Vec<u32>,
    /// Where each person ends in `mentions`.
    ends: Vec<u32>,
    /// What the uncertainty of the model adds to this draw.
    joined: Vec<JoinedLists>,
}

impl Partitions {
    /// The kept rounds of a sampling with `warm_up` burn-in rounds and this many draws.
    pub(super) fn of(shares: &[&Share<'_>], warm_up: usize, draws: usize) -> Self {
        let rounds = (warm_up + 1..=warm_up + draws).filter(|round| is_kept(*round));
        let partition = |(at, round): (usize, usize)| {
            let mut partition = Partition { draw: round - warm_up - 1, ..Partition::default() };
            shares.iter().for_each(|share| share.kept(at, &mut |group| partition.add(group)));
            partition
        };
        Partitions(rounds.enumerate().map(partition).collect())
    }

    /// The partitions, in the order of the draws.
    pub(super) fn all(&self) -> &[Partition] {
        &self.0
    }

    /// Adds what the uncertainty of the model joins in a draw.
    pub(super) fn join(&mut self, draw: usize, parts: (ListSet, ListSet), people: i64) {
        let kept = self.0.binary_search_by_key(&draw, |partition| partition.draw);
        if let Some(partition) = kept.ok().and_then(|at| self.0.get_mut(at)).filter(|_| people != 0) {
            partition.joined.push((parts, people));
        }
    }
}

impl Partition {
    /// Adds a person.
    fn add(&mut self, mentions: &[usize]) {
        self.mentions.extend(mentions.iter().map(|at| u32::try_from(*at).unwrap_or(u32::MAX)));
        self.ends.push(u32::try_from(self.mentions.len()).unwrap_or(u32::MAX));
    }

    /// The mentions of each person with two or more. All other mentions are people of their own.
    pub(crate) fn people(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let of = |(start, end): (&u32, &u32)| self.mentions.get(*start as usize..*end as usize);
        starts.zip(&self.ends).map(move |ends| of(ends).unwrap_or_default())
    }

    /// What the uncertainty of the model adds.
    pub(crate) fn joined(&self) -> &[JoinedLists] {
        &self.joined
    }
}
