//! Prior over the overlap table: how many people each combination of lists has, and how often a list repeats a
//! person.
//!
//! In: the prior, how often each list may repeat a person, and a partition as a [`Tally`]. Out: the prior weight of a
//! group of records in bits ([`Census::worth`]), given the current intensities.
//!
//! For each combination of lists (only the first, the first and third, …), the number of people is Poisson with an
//! unknown intensity, which has a Gamma prior. A person of a list appears on it once more with an unknown
//! probability, which has a Beta prior. Given the intensities and probabilities, the groups of a partition are
//! independent. Given a partition, both are drawn exactly (Gibbs). So the lists inform each other: where nearly
//! everyone on one list also appears on another, the few who are left and fit are more likely to belong there too.
//!
//! The prior over the table follows Aleshin-Guendel and Sadinle (*Multifile Partitioning for Record Linkage and
//! Duplicate Detection*, JASA 118, 2023). Their Dirichlet prior over the table corresponds to these Gamma priors if
//! the number of people is open.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rand_distr::{Distribution, Gamma};
use rustc_hash::FxHashMap;

use super::chance::stream;
use super::mix::Mixes;
use crate::linkage::model::LinkPrior;
use crate::source::Duplicates;

/// A set of lists: bit i is list i. From the 129th list on, a list shares the bit of list i mod 128. Such
/// lists are distinct everywhere except in this prior.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListSet(u128);

impl ListSet {
    /// The set with one more list.
    pub(crate) fn with(self, list: u16) -> Self {
        ListSet(self.0 | 1 << (u32::from(list) % 128))
    }

    /// The lists of either set.
    pub(super) fn union(self, other: ListSet) -> Self {
        ListSet(self.0 | other.0)
    }

    /// The lists by index, sorted.
    pub(crate) fn indices(self) -> Vec<u16> {
        (0..128).filter(|list| self.0 & 1 << *list != 0).collect()
    }

    /// Number for a stream of random numbers. Distinct for sets of up to 64 lists.
    fn number(self) -> u64 {
        (self.0 ^ (self.0 >> 64)) as u64
    }

    /// Number of lists in the set.
    fn len(self) -> u32 {
        self.0.count_ones()
    }
}

/// Number of lists from which there are more combinations than people. Then an intensity depends only on how many
/// lists the combination has.
const MANY_LISTS: usize = 11;

/// Most compositions that large components may number. Three lists have a few dozen; with a hundred lists every group
/// can have a new one.
const MOST_NUMBERED: usize = 4096;

/// Composition of a group: pairs of a list and the number of records that the group has from it. Sorted by list; no
/// number is 0. A group with two records of list 0 and one of list 3 is `[(0, 2), (3, 1)]`.
pub(super) type Composition = Vec<(u16, u32)>;

/// The intensities and the shares of repeats at one moment of the sampling. They are means before the sampling and in
/// the first half of the burn-in, and draws later. After the sampling they are means again.
///
/// The life of a census: [`Census::new`], [`Census::start`], then in each round [`Census::draw`] (or
/// [`Census::settle`]) with the counts of the partition. The weights of numbered compositions are updated in each of
/// these calls.
#[derive(Clone, Debug)]
pub(super) struct Census {
    /// The prior over the overlap of the lists and over repeats.
    prior: LinkPrior,
    /// Intensity of each combination that the last partition has people in, sorted by combination.
    people: Vec<(ListSet, f64)>,
    /// Intensity of a combination by its number of lists (the index, from 0). `None` with fewer than [`MANY_LISTS`]
    /// lists; otherwise it replaces `people`.
    by_size: Option<Vec<f64>>,
    /// Seed for the intensities of the combinations that have no people. Each is drawn on demand from its own stream.
    /// `None`: their means are used.
    unseen: Option<u64>,
    /// For each list log2 of the probability that a person on it appears on it once more, and log2 of the opposite
    /// probability.
    repeats: Vec<(f64, f64)>,
    /// For each list how often it may repeat a person.
    promises: Vec<Duplicates>,
    /// Compositions with numbers.
    known: KnownCompositions,
}

/// Compositions that are weighed in every round, each with a number and its current weight. The vectors are indexed
/// by this number, except `lists`.
#[derive(Clone, Debug, Default)]
struct KnownCompositions {
    /// The number of each composition.
    numbers: FxHashMap<Composition, u32>,
    /// The compositions, by number.
    all: Vec<Composition>,
    /// The parts of the weights that do not change between rounds.
    terms: Vec<Terms>,
    /// The combinations of lists of the compositions, each once.
    lists: Vec<ListSet>,
    /// The position of each combination in `lists`.
    position_of: FxHashMap<ListSet, usize>,
    /// The current weights, in bits.
    worths: Vec<f64>,
    /// Two to the power of each weight.
    chances: Vec<f64>,
    /// Sequences of compositions, one for each kind of partition of the small components.
    mixes: Mixes,
}

/// A composition in the form in which it is weighed.
#[derive(Clone, Debug)]
struct Terms {
    /// The position of its combination of lists in `KnownCompositions::lists`.
    lists: usize,
    /// One term for each list of the composition.
    rows: Vec<Term>,
}

/// The records of one list in a composition.
#[derive(Clone, Copy, Debug)]
struct Term {
    /// The list, by index.
    list: u16,
    /// log2 of the number of orders of these records: log2(n!) for n records.
    orders: f64,
    /// Number of records beyond the first.
    more: f64,
}

impl Term {
    /// The term of n ≥ 1 records of a list.
    fn of((list, rows): &(u16, u32)) -> Self {
        let orders = (2..=*rows).map(|row| f64::from(row).log2()).sum();
        Term { list: *list, orders, more: f64::from(rows - 1) }
    }
}

/// Counts of a partition.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// Number of people in each combination of lists: the overlap table.
    pub(super) people: BTreeMap<ListSet, u32>,
    /// For each list the number of people on it.
    pub(super) in_list: Vec<u32>,
    /// For each list the number of records beyond the first of each person.
    pub(super) repeated: Vec<u32>,
}

impl Tally {
    /// No people. `lists` is the number of lists.
    pub(super) fn new(lists: usize) -> Self {
        Tally { people: BTreeMap::new(), in_list: vec![0; lists], repeated: vec![0; lists] }
    }

    /// Resets all counts to zero and keeps the memory.
    pub(super) fn clear(&mut self, lists: usize) {
        self.people.clear();
        for counts in [&mut self.in_list, &mut self.repeated] {
            counts.clear();
            counts.resize(lists, 0);
        }
    }

    /// Adds as many people of one composition as `groups` says.
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

    /// Adds the counts of another tally.
    pub(super) fn add_all(&mut self, other: &Tally) {
        for (lists, people) in &other.people {
            *self.people.entry(*lists).or_insert(0) += people;
        }
        let sums = self.in_list.iter_mut().zip(&other.in_list);
        sums.chain(self.repeated.iter_mut().zip(&other.repeated)).for_each(|(sum, one)| *sum += one);
    }
}

impl KnownCompositions {
    /// The fixed parts of the weight of a composition.
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

/// The combination of lists of a composition.
pub(super) fn lists_of(composition: &[(u16, u32)]) -> ListSet {
    composition.iter().fold(ListSet::default(), |lists, (list, _)| lists.with(*list))
}

impl Census {
    /// The state before any partition: no combination has people, and the shares of repeats are at their prior means.
    /// `promises` has one value for each list.
    pub(super) fn new(prior: &LinkPrior, promises: Vec<Duplicates>) -> Self {
        let repeats = promises.iter().map(|one| bits(expected_repeats(prior, *one))).collect();
        let known = KnownCompositions::default();
        Census { prior: *prior, people: Vec::new(), by_size: None, unseen: None, repeats, promises, known }
    }

    /// The number of a composition. It gets one on the first call; from then on [`worth_of`](Census::worth_of) gives
    /// its weight.
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

    /// The number of a composition; `None` if it has none and [`MOST_NUMBERED`] compositions have one. Above this
    /// limit, weighing all numbered compositions in each round takes longer than weighing the ones that occur.
    pub(super) fn number_if_few(&mut self, composition: &Composition) -> Option<u32> {
        let has_room = self.known.all.len() < MOST_NUMBERED;
        (has_room || self.known.numbers.contains_key(composition)).then(|| self.number(composition))
    }

    /// [`worth`](Census::worth) of a composition that has a number, in bits.
    pub(super) fn worth_of(&self, number: u32) -> f64 {
        self.known.worths.get(number as usize).copied().unwrap_or_default()
    }

    /// The number of a mix: the numbers of the compositions of all groups of a partition, in order.
    pub(super) fn number_of_mix(&mut self, groups: &[u32]) -> u32 {
        let KnownCompositions { mixes, chances, .. } = &mut self.known;
        mixes.number(groups, chances)
    }

    /// For each mix, by number, two to the power of the summed [`worth`](Census::worth) of its groups.
    pub(super) fn chances_of_mixes(&self) -> &[f64] {
        self.known.mixes.chances()
    }

    /// The mixes, by number.
    pub(super) fn mixes(&self) -> &[Box<[u32]>] {
        self.known.mixes.all()
    }

    /// The compositions, by number.
    pub(super) fn numbered(&self) -> &[Composition] {
        &self.known.all
    }

    /// Weighs all numbered compositions and mixes with the current intensities.
    fn weigh(&mut self) {
        let mut known = std::mem::take(&mut self.known);
        // The composition of a group without members has a number and is never weighed.
        let bits = |lists: &ListSet| if lists.len() == 0 { 0.0 } else { self.intensity(*lists).log2() };
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

    /// Whether there are at least [`MANY_LISTS`] lists. There are then more combinations of lists than people.
    pub(super) fn has_many_lists(&self) -> bool {
        self.lists() >= MANY_LISTS
    }

    /// Number of lists.
    pub(super) fn lists(&self) -> usize {
        self.promises.len()
    }

    /// Prior weight of one group of this composition, in bits: log2 of the intensity of its combination of lists,
    /// plus the log-probabilities of its repeats. Added to the evidence of the group, it gives the weight of the
    /// group in a partition.
    ///
    /// Two groups are better merged if the intensity of the combined lists exceeds the product of both intensities.
    /// With 30 people expected only on list 0, 12 only on list 1 and 50 on both, the prior odds of one record of each
    /// are 50/(30 · 12), about one to seven.
    pub(super) fn worth(&self, composition: &[(u16, u32)]) -> f64 {
        let rows = composition.iter().map(|rows| self.rows_worth(&Term::of(rows)));
        self.intensity(lists_of(composition)).log2() + rows.sum::<f64>()
    }

    /// The part of a weight that the records of one list contribute, in bits: log2(n!) + (n − 1) log2(repeat) +
    /// log2(no repeat) for n records. n! is the number of orders in which the records may appear. A list without
    /// repeats has this term too; the scoring function excludes its pairs.
    fn rows_worth(&self, rows: &Term) -> f64 {
        let (again, once) = self.repeats.get(usize::from(rows.list)).copied().unwrap_or((-1.0, -1.0));
        rows.orders + rows.more * again + once
    }

    /// The current intensity of a combination, in people. Intensities of combinations without people are drawn too.
    /// If they stayed at their means, such a combination would be entered as often as it should be and left less
    /// often.
    fn intensity(&self, lists: ListSet) -> f64 {
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

    /// Prior number of people in a combination: the shape of its Gamma prior, at least 1e-6. Each person is assumed
    /// to appear on each list with the probability `overlap`, independently. The sum over all combinations is the
    /// weight `people` of the prior.
    pub(super) fn shape(&self, lists: ListSet) -> f64 {
        let all = u32::try_from(self.lists().clamp(1, 128)).unwrap_or(128);
        let (o, n) = (self.prior.overlap, lists.len());
        let chance = |of: u32, n: u32| power(o, of) * power(1.0 - o, n.saturating_sub(of));
        let some = 1.0 - power(1.0 - o, all);
        (self.prior.people * chance(n, all) / some).max(1e-6)
    }

    /// Intensity of a combination by its number of lists, given a partition; `None` with fewer than [`MANY_LISTS`]
    /// lists. `of` turns the shape of a Gamma distribution into an intensity: its mean or a draw.
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
        // The weight of the prior, divided equally among one list, two lists, three lists, ….
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

    /// Sets the intensities before the first partition, from the partition in which every record is a person of its
    /// own (`alone`).
    ///
    /// With many lists that partition would never change: no combination of several lists has people yet, and there
    /// are far more combinations than people. So with many lists the prior odds of a pair are one to the number of
    /// records on the longest list. This is the smallest possible number of people if that list repeats nobody.
    pub(super) fn start(&mut self, alone: &Tally) {
        self.settle(alone);
        if let Some(sizes) = &mut self.by_size {
            let longest = alone.in_list.iter().copied().max().unwrap_or(1);
            sizes.fill(f64::from(longest.max(1)));
            self.weigh();
        }
    }

    /// Sets intensities and shares of repeats to their means given a partition.
    pub(super) fn settle(&mut self, tally: &Tally) {
        self.by_size = self.sizes(tally, |shape| shape);
        self.people =
            tally.people.iter().map(|(lists, n)| (*lists, f64::from(*n) + self.shape(*lists))).collect();
        self.unseen = None;
        self.repeats = (0..self.lists()).map(|list| bits(mean(self.repeat_shapes(list, tally)))).collect();
        self.weigh();
    }

    /// Draws intensities and shares of repeats given a partition (a Gibbs step).
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

    /// The two parameters of the Beta distribution of repeats on a list given a partition: records that repeat a
    /// person, and people. The prior counts as 60 records if repeats are rare and as 20 if they are common
    /// (`rows_rare`, `rows_common`).
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

/// Prior mean of the share of repeats.
fn expected_repeats(prior: &LinkPrior, promise: Duplicates) -> f64 {
    match promise {
        Duplicates::Common => prior.repeats_common,
        _ => prior.repeats_rare,
    }
}

/// A power with a whole exponent.
fn power(base: f64, exponent: u32) -> f64 {
    base.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

/// log2 of a probability and log2 of its opposite. The probability is moved to at least 1e-6 and at most 1 − 1e-6, so
/// that both are finite.
fn bits(probability: f64) -> (f64, f64) {
    let open = probability.clamp(1e-6, 1.0 - 1e-6);
    (open.log2(), (1.0 - open).log2())
}

/// The mean of a Beta distribution.
fn mean((a, b): (f64, f64)) -> f64 {
    a / (a + b)
}

/// A draw from a Gamma distribution with scale 1; at least the smallest positive number. A shape that is not positive
/// is returned unchanged or raised to that number.
fn gamma(shape: f64, rng: &mut ChaCha8Rng) -> f64 {
    Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(rng)).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests;
