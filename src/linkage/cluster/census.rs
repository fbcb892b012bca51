//! What is believed of people before any two rows are compared: how many stand in which lists, and
//! how often a list repeats one.
//!
//! People of each combination of lists (only in the first, in the first and third, …) are taken to
//! come by a Poisson process of unknown intensity, the intensities to have Gamma priors; a list that
//! has a person has them once more with an unknown probability, with a Beta prior. Given intensities
//! and probabilities, the groups of a partition are independent, and given a partition, both are
//! drawn exactly: this is what makes the lists inform each other. Where nearly everyone of a list is
//! found to stand in another, the few that are left and fit there are likelier to belong there too.
//!
//! The prior on the table of combinations follows Aleshin-Guendel and Sadinle (*Multifile
//! Partitioning for Record Linkage and Duplicate Detection*, JASA 118, 2023), whose Dirichlet over
//! the table is what the Gammas are when the number of people is left open.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rand_distr::{Distribution, Gamma};
use rustc_hash::FxHashMap;

use super::chance::stream;
use super::mix::Mixes;
use crate::linkage::model::LinkPrior;
use crate::source::Duplicates;

/// A set of lists, by index. From the 129th list on, lists share a place in it: they are then told
/// apart everywhere but in what is believed of them before their rows are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lists(u128);

impl Lists {
    pub(crate) fn with(self, list: u16) -> Self {
        Lists(self.0 | 1 << (u32::from(list) % 128))
    }

    pub(super) fn union(self, other: Lists) -> Self {
        Lists(self.0 | other.0)
    }

    pub(super) fn indices(self) -> Vec<u16> {
        (0..128).filter(|list| self.0 & 1 << *list != 0).collect()
    }

    /// Tells the combinations of up to 64 lists apart.
    fn number(self) -> u64 {
        (self.0 ^ (self.0 >> 64)) as u64
    }

    fn len(self) -> u32 {
        self.0.count_ones()
    }
}

/// From so many lists on there are more combinations than people: people are then expected by the number of
/// their lists, all combinations of as many lists alike.
const MANY_LISTS: usize = 11;

/// Most compositions that large components may have numbered. Three lists have a few dozen; a hundred lists
/// can have a new one in every group.
const MOST_NUMBERED: usize = 4096;

/// How many rows of which lists a group has, by list.
pub(super) type Composition = Vec<(u16, u32)>;

/// The beliefs at one moment of the sampling.
#[derive(Clone, Debug)]
pub(super) struct Census {
    prior: LinkPrior,
    /// People expected in each combination that was seen, sorted.
    people: Vec<(Lists, f64)>,
    /// With many lists, the people expected in each combination by how many lists it has.
    by_size: Option<Vec<f64>>,
    /// Draws those of the others, each when it is first asked for; `None`: their mean.
    unseen: Option<u64>,
    /// For each list the probability that a person of it stands in it once more, and not, in bits.
    repeats: Vec<(f64, f64)>,
    promises: Vec<Duplicates>,
    known: Known,
}

/// Compositions that are asked for at every moment, each with a number and what it is worth at this one.
#[derive(Clone, Debug, Default)]
struct Known {
    numbers: FxHashMap<Composition, u32>,
    all: Vec<Composition>,
    /// What stays of their worths from one moment to the next.
    terms: Vec<Terms>,
    /// The combinations of lists that they have, each once, and the position of each.
    lists: Vec<Lists>,
    position_of: FxHashMap<Lists, usize>,
    worths: Vec<f64>,
    /// Two to the power of each worth.
    chances: Vec<f64>,
    mixes: Mixes,
}

/// A composition as it is weighed.
#[derive(Clone, Debug)]
struct Terms {
    /// The position of its combination of lists.
    lists: usize,
    rows: Vec<Term>,
}

/// The rows of one list in a composition: log2 of the orders that they may have, and how many are more than one.
#[derive(Clone, Copy, Debug)]
struct Term {
    list: u16,
    orders: f64,
    more: f64,
}

impl Term {
    fn of((list, rows): &(u16, u32)) -> Self {
        let orders = (2..=*rows).map(|row| f64::from(row).log2()).sum();
        Term { list: *list, orders, more: f64::from(rows - 1) }
    }
}

/// What a partition has: people by combination, and of each list the people and the rows beyond one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) people: BTreeMap<Lists, u32>,
    pub(super) in_list: Vec<u32>,
    pub(super) repeated: Vec<u32>,
}

impl Tally {
    pub(super) fn new(lists: usize) -> Self {
        Tally { people: BTreeMap::new(), in_list: vec![0; lists], repeated: vec![0; lists] }
    }

    /// Counts nothing any more.
    pub(super) fn clear(&mut self, lists: usize) {
        self.people.clear();
        for counts in [&mut self.in_list, &mut self.repeated] {
            counts.clear();
            counts.resize(lists, 0);
        }
    }

    pub(super) fn add(&mut self, composition: &[(u16, u32)], groups: u32) {
        *self.people.entry(lists_of(composition)).or_insert(0) += groups;
        for (list, rows) in composition {
            let at = usize::from(*list);
            if let (Some(people), Some(repeated)) = (self.in_list.get_mut(at), self.repeated.get_mut(at)) {
                *people += groups;
                *repeated += groups * rows.saturating_sub(1);
            }
        }
    }

    pub(super) fn add_all(&mut self, other: &Tally) {
        for (lists, people) in &other.people {
            *self.people.entry(*lists).or_insert(0) += people;
        }
        let sums = self.in_list.iter_mut().zip(&other.in_list);
        sums.chain(self.repeated.iter_mut().zip(&other.repeated)).for_each(|(sum, one)| *sum += one);
    }
}

impl Known {
    fn terms_of(&mut self, composition: &[(u16, u32)]) -> Terms {
        let lists = lists_of(composition);
        let next = self.lists.len();
        let at = *self.position_of.entry(lists).or_insert(next);
        if at == next {
            self.lists.push(lists);
        }
        Terms { lists: at, rows: composition.iter().map(Term::of).collect() }
    }
}

pub(super) fn lists_of(composition: &[(u16, u32)]) -> Lists {
    composition.iter().fold(Lists::default(), |lists, (list, _)| lists.with(*list))
}

impl Census {
    pub(super) fn new(prior: &LinkPrior, promises: Vec<Duplicates>) -> Self {
        let repeats = promises.iter().map(|one| bits(expected_repeats(prior, *one))).collect();
        let known = Known::default();
        Census { prior: *prior, people: Vec::new(), by_size: None, unseen: None, repeats, promises, known }
    }

    /// The number of a composition, under which [`worth_of`](Census::worth_of) has it from now on.
    pub(super) fn number(&mut self, composition: &Composition) -> u32 {
        if let Some(known) = self.known.numbers.get(composition) {
            return *known;
        }
        let number = u32::try_from(self.known.all.len()).unwrap_or(u32::MAX);
        let worth = self.worth(composition);
        let terms = self.known.terms_of(composition);
        self.known.terms.push(terms);
        self.known.worths.push(worth);
        self.known.chances.push(worth.exp2());
        self.known.all.push(composition.clone());
        self.known.numbers.insert(composition.clone(), number);
        number
    }

    /// The number of a composition, unless so many have one that weighing all of them each round would take
    /// longer than weighing those that are asked for.
    pub(super) fn number_if_few(&mut self, composition: &Composition) -> Option<u32> {
        let has_room = self.known.all.len() < MOST_NUMBERED;
        (has_room || self.known.numbers.contains_key(composition)).then(|| self.number(composition))
    }

    /// [`worth`](Census::worth) of a composition that has a number.
    pub(super) fn worth_of(&self, number: u32) -> f64 {
        self.known.worths.get(number as usize).copied().unwrap_or_default()
    }

    /// The number of the compositions of a partition's groups, each by its number.
    pub(super) fn number_of_mix(&mut self, groups: &[u32]) -> u32 {
        let Known { mixes, chances, .. } = &mut self.known;
        mixes.number(groups, chances)
    }

    /// Two to the power of the [`worth`](Census::worth) of all groups of a partition, by the number of its mix.
    pub(super) fn chances_of_mixes(&self) -> &[f64] {
        self.known.mixes.chances()
    }

    /// The mixes that have numbers, in their order.
    pub(super) fn mixes(&self) -> &[Box<[u32]>] {
        self.known.mixes.all()
    }

    /// The compositions that have numbers, in their order.
    pub(super) fn numbered(&self) -> &[Composition] {
        &self.known.all
    }

    /// Weighs the compositions that have numbers anew.
    fn weigh(&mut self) {
        let mut known = std::mem::take(&mut self.known);
        // The composition of a group without members has a number and is never weighed.
        let bits = |lists: &Lists| if lists.len() == 0 { 0.0 } else { self.intensity(*lists).log2() };
        let people: Vec<f64> = known.lists.iter().map(bits).collect();
        let worth = |terms: &Terms| {
            let rows = terms.rows.iter().map(|rows| self.rows_worth(rows));
            people.get(terms.lists).copied().unwrap_or_default() + rows.sum::<f64>()
        };
        known.worths.clear();
        known.worths.extend(known.terms.iter().map(worth));
        known.chances.clear();
        known.chances.extend(known.worths.iter().map(|worth| worth.exp2()));
        known.mixes.weigh(&known.chances);
        self.known = known;
    }

    /// Whether there are more combinations of lists than people.
    pub(super) fn has_many_lists(&self) -> bool {
        self.lists() >= MANY_LISTS
    }

    pub(super) fn lists(&self) -> usize {
        self.promises.len()
    }

    /// log2 of how much the prior expects one group of this composition.
    pub(super) fn worth(&self, composition: &[(u16, u32)]) -> f64 {
        let rows = composition.iter().map(|rows| self.rows_worth(&Term::of(rows)));
        self.intensity(lists_of(composition)).log2() + rows.sum::<f64>()
    }

    /// What the rows of one list have of a worth.
    fn rows_worth(&self, rows: &Term) -> f64 {
        let (again, once) = self.repeats.get(usize::from(rows.list)).copied().unwrap_or((-1.0, -1.0));
        rows.orders + rows.more * again + once
    }

    /// The people expected in a combination at the moment. One that nobody has is drawn as well: held
    /// at its mean, it would be entered as often as it should be, and left more seldom.
    fn intensity(&self, lists: Lists) -> f64 {
        if let Some(people) = self.by_size.as_ref().and_then(|sizes| sizes.get(lists.len() as usize)) {
            return *people;
        }
        let unseen = || match self.unseen {
            Some(seed) => gamma(self.shape(lists), &mut stream(seed, lists.number())),
            None => self.shape(lists),
        };
        let known = self.people.binary_search_by_key(&lists, |(one, _)| *one);
        known.ok().and_then(|at| self.people.get(at)).map_or_else(unseen, |(_, people)| *people)
    }

    /// The prior's own count of people in a combination: each person is expected in each list with
    /// the same chance, on their own.
    pub(super) fn shape(&self, lists: Lists) -> f64 {
        let all = u32::try_from(self.lists().clamp(1, 128)).unwrap_or(128);
        let (o, n) = (self.prior.overlap, lists.len());
        let chance = |of: u32, n: u32| power(o, of) * power(1.0 - o, n.saturating_sub(of));
        let some = 1.0 - power(1.0 - o, all);
        (self.prior.people * chance(n, all) / some).max(1e-6)
    }

    /// The people expected in each combination by the number of its lists, given those of a partition; `of` makes
    /// a number of people of the shape of its Gamma distribution.
    fn sizes(&self, tally: &Tally, mut of: impl FnMut(f64) -> f64) -> Option<Vec<f64>> {
        let all = self.lists().min(128);
        if !self.has_many_lists() {
            return None;
        }
        let mut people = vec![0.0; all + 1];
        for (lists, n) in &tally.people {
            if let Some(sum) = people.get_mut(lists.len() as usize) {
                *sum += f64::from(*n);
            }
        }
        // The prior's people, as many in one list as in two, in three, ….
        let prior = self.prior.people / all as f64;
        let mut combinations = 1.0;
        let mut each = Vec::with_capacity(all + 1);
        for (size, people) in people.into_iter().enumerate() {
            if size > 0 {
                combinations *= (all + 1 - size) as f64 / size as f64;
            }
            each.push((of(people + prior) / combinations).max(f64::MIN_POSITIVE));
        }
        Some(each)
    }

    /// The beliefs before the first partition, from one in which every record is a person of its own. With many lists that
    /// partition would never change: no combination of lists has anybody yet, and there are far more combinations than people. So
    /// with many lists the prior odds of a pair are one to the number of records on the longest list, which is the least number of
    /// people if that list repeats nobody.
    pub(super) fn start(&mut self, alone: &Tally) {
        self.settle(alone);
        if let Some(sizes) = &mut self.by_size {
            let longest = alone.in_list.iter().copied().max().unwrap_or(1);
            sizes.fill(f64::from(longest.max(1)));
            self.weigh();
        }
    }

    /// The mean of the beliefs after a partition.
    pub(super) fn settle(&mut self, tally: &Tally) {
        self.by_size = self.sizes(tally, |shape| shape);
        self.people =
            tally.people.iter().map(|(lists, n)| (*lists, f64::from(*n) + self.shape(*lists))).collect();
        self.unseen = None;
        self.repeats = (0..self.lists()).map(|list| bits(mean(self.repeat_shapes(list, tally)))).collect();
        self.weigh();
    }

    /// Beliefs drawn given a partition.
    pub(super) fn draw(&mut self, tally: &Tally, rng: &mut ChaCha8Rng) {
        self.by_size = self.sizes(tally, |shape| gamma(shape, rng));
        let mut people = std::mem::take(&mut self.people);
        people.clear();
        let drawn = tally.people.iter().map(|(lists, n)| (*lists, f64::from(*n) + self.shape(*lists)));
        people.extend(drawn.map(|(lists, shape)| (lists, gamma(shape, rng))));
        self.people = people;
        self.unseen = Some(rng.next_u64());
        let drawn = (0..self.lists()).map(|list| {
            let (again, once) = self.repeat_shapes(list, tally);
            let (again, once) = (gamma(again, rng), gamma(once, rng));
            bits(again / (again + once))
        });
        self.repeats = drawn.collect();
        self.weigh();
    }

    /// The two shapes of the Beta distribution of repeats in a list.
    pub(super) fn repeat_shapes(&self, list: usize, tally: &Tally) -> (f64, f64) {
        let promise = self.promises.get(list).copied().unwrap_or_default();
        let expected = expected_repeats(&self.prior, promise);
        let rows = match promise {
            Duplicates::Common => self.prior.rows_common,
            _ => self.prior.rows_rare,
        };
        let of = |counts: &[u32]| f64::from(counts.get(list).copied().unwrap_or(0));
        (expected * rows + of(&tally.repeated), (1.0 - expected) * rows + of(&tally.in_list))
    }
}

fn expected_repeats(prior: &LinkPrior, promise: Duplicates) -> f64 {
    match promise {
        Duplicates::Common => prior.repeats_common,
        _ => prior.repeats_rare,
    }
}

fn power(base: f64, exponent: u32) -> f64 {
    base.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

/// log2 of a probability and of its opposite; it leaves both open.
fn bits(probability: f64) -> (f64, f64) {
    let open = probability.clamp(1e-6, 1.0 - 1e-6);
    (open.log2(), (1.0 - open).log2())
}

fn mean((a, b): (f64, f64)) -> f64 {
    a / (a + b)
}

fn gamma(shape: f64, rng: &mut ChaCha8Rng) -> f64 {
    Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(rng)).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests;
