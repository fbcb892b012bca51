//! Evidence of a group: how well its records fit as copies of one of them.
//!
//! In: a function that scores pairs. Out: [`Evidence::worth`], the weight of a group in bits, without the prior.
//!
//! The weight of a group is not the sum of its pairs, because that would count one fact many times. One record, the
//! centre, is taken as the true one, each with equal probability; the others are copies of it. For each field
//! ("block"), a value that the centre lacks comes from the member that states it precisely and fits best. Relatives,
//! namesakes and garbled names are weighed against the values chosen.
//!
//! An example: "С. Тестов" fits both "Серик Тестов" and "Самат Тестов". The initial is less precise than the given
//! names, so it cannot be the true given name. The value is Серик or Самат, and the other record disagrees with it.
//! So the initial does not join the two.
//!
//! The fields are not copied from different records freely: otherwise agreements could be combined from several
//! records, each of which relatives would explain better.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Scores;
use crate::language::name::Role;
use crate::linkage::block::Pair;
use crate::linkage::model::{GARBLED, Link, NAMESAKES, ORDER, RELATIVES};

/// Lines of a link that are not fields: the cost of its name readings, and what relatives, namesakes and a garbled
/// name explain. The last three depend on all fields together.
const KINDS: [&str; 4] = [ORDER, RELATIVES, NAMESAKES, GARBLED];
/// Precision of a comparison by the class of its level: exact values, coarser values, still coarser values.
/// Precisions are only compared with each other.
const PRECISION: [u8; 3] = [10, 5, 2];
/// Precision of a comparison of a name part by the class of its level: written out on both sides, or an initial.
const PART_PRECISION: [u8; 2] = [5, 1];
/// Smallest precision at which a record's value can be the true one, relative to the most precise record of the
/// group. So an initial cannot replace a name, nor an age a birth date.
const TELLING: f64 = 0.8;
/// Most records of a group that are tried as the centre, evenly spaced. The weight of a group of hundreds of records
/// does not depend on which of them are tried.
pub(super) const MOST_CENTRES: usize = 16;
/// Largest contribution of one line, in bits. A user's comparison may return any number.
const MOST_BITS: f64 = 1000.0;

/// The evidence of the groups of one component. Pairs are scored when they are first needed. Groups are given as
/// positions of units in the component.
pub(super) struct Evidence<'a> {
    /// The mentions of each unit.
    units: Vec<Vec<usize>>,
    /// All mentions, unit by unit.
    mentions: Vec<usize>,
    /// For each unit the position of its first mention in `mentions`.
    begins: Vec<u32>,
    /// Scores a pair of mentions.
    scores: &'a Scores<'a>,
    /// Pairs scored so far.
    known: RefCell<ScoredPairs>,
}

/// Pairs scored so far, and the names of their fields. A component of equal records has many pairs and few different
/// weights, so the weights are stored once.
#[derive(Default)]
struct ScoredPairs {
    /// The number of the block of each field, by field name.
    blocks: BTreeMap<Arc<str>, usize>,
    /// For each block whether it is a part of the name.
    is_name: Vec<bool>,
    /// For each pair, by positions in `mentions` and the smaller first, the index of its weights in `weights`;
    /// [`NEVER`] if the two can never be one person.
    pairs: FxHashMap<(u32, u32), u32>,
    /// Weights of pairs, each different value once, because many pairs are of equal records. The first is empty and
    /// is for a member paired with itself.
    weights: Vec<PairWeights>,
    /// The index in `weights` by the bit patterns of the numbers.
    places: FxHashMap<Vec<u64>, u32>,
}

/// Marks a pair that can never be one person.
const NEVER: u32 = u32::MAX;

/// The parts of a link that the weight of a group needs.
#[derive(Debug, Default)]
struct PairWeights {
    /// One entry for each block, by number. Missing ones at the end count as zero.
    blocks: Vec<BlockWeight>,
    /// Cost of the chosen name readings, in bits.
    order: f64,
    /// log2 of the likelihood ratio of two relatives against two strangers, including the share of relatives. Minus
    /// infinity if relatives explain nothing.
    related: f64,
    /// The same for two namesakes.
    namesakes: f64,
    /// log2 of the likelihood ratio of one person with a garbled name against one person with a legible name,
    /// including the share of garbled names.
    garbled: f64,
    /// The name readings that the pair chose: of the member with the smaller position, and of the other.
    readings: (u8, u8),
}

/// What one block adds to a pair. All zero if there is nothing to compare.
#[derive(Clone, Copy, Debug, Default)]
struct BlockWeight {
    /// log2 of the likelihood ratio of one person against two strangers.
    bits: f64,
    /// log2 of the likelihood ratio of two relatives against two strangers.
    related: f64,
    /// Precision of the comparison, on the scale of [`PRECISION`]; 0 if nothing was compared.
    precision: u32,
}

impl<'a> Evidence<'a> {
    /// Nothing is scored yet.
    pub(super) fn new(units: Vec<Vec<usize>>, scores: &'a Scores<'a>) -> Self {
        let mut begins = Vec::with_capacity(units.len());
        let mut next = 0;
        for unit in &units {
            begins.push(next);
            next += u32::try_from(unit.len()).unwrap_or(u32::MAX);
        }
        let mentions = units.iter().flatten().copied().collect();
        Evidence { units, mentions, begins, scores, known: RefCell::default() }
    }

    /// The mentions of each unit of the component.
    pub(super) fn units(&self) -> &[Vec<usize>] {
        &self.units
    }

    /// The positions in `mentions` of the members of a group of units.
    fn positions(&self, group: &[u32]) -> Vec<u32> {
        let of = |unit: &u32| {
            let begin = self.begins.get(*unit as usize).copied().unwrap_or(u32::MAX);
            let rows = self.units.get(*unit as usize).map_or(0, Vec::len);
            (begin..).take(rows)
        };
        group.iter().flat_map(of).collect()
    }

    /// The evidence of a group in bits: log2 of the likelihood of its records as records of one person, relative to
    /// as many different people. 0 for a single record; minus infinity if two of its records can never be one person.
    /// For n records, n² pairs are looked up, and at most [`MOST_CENTRES`] · n are summed for each block.
    pub(super) fn worth(&self, group: &[u32]) -> f64 {
        let group = self.positions(group);
        if group.len() < 2 {
            return 0.0;
        }
        let Some(pairs) = self.pairs(&group) else { return f64::NEG_INFINITY };
        let known = self.known.borrow();
        let group =
            GroupPairs { pairs: &pairs, weights: &known.weights, is_name: &known.is_name, size: group.len() };
        group.worth(known.blocks.len())
    }

    /// The indices of the weights of all pairs of a group: a square matrix, row by row. `None` if two members can
    /// never be one person.
    fn pairs(&self, group: &[u32]) -> Option<Vec<u32>> {
        let mut pairs = vec![0; group.len() * group.len()];
        for (at, a) in group.iter().enumerate() {
            for (bt, b) in group.iter().enumerate().skip(at + 1) {
                let weights = self.pair(*a, *b);
                if weights == NEVER {
                    return None;
                }
                pairs[at * group.len() + bt] = weights;
                pairs[bt * group.len() + at] = weights;
            }
        }
        Some(pairs)
    }

    /// The index of the weights of a pair, which is scored on the first call.
    fn pair(&self, a: u32, b: u32) -> u32 {
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.known.borrow().pairs.get(&key) {
            return *known;
        }
        let mention = |at: u32| self.mentions.get(at as usize);
        let (Some(left), Some(right)) = (mention(key.0), mention(key.1)) else {
            return NEVER;
        };
        let link = (self.scores)(Pair::new(*left, *right)).map(|mut link| {
            if left > right {
                link.readings = (link.readings.1, link.readings.0);
            }
            link
        });
        let mut known = self.known.borrow_mut();
        let weights = link.map_or(NEVER, |link| known.place_of(&link));
        known.pairs.insert(key, weights);
        weights
    }
}

impl ScoredPairs {
    /// The index of the weights of a link.
    fn place_of(&mut self, link: &Link) -> u32 {
        if self.weights.is_empty() {
            self.weights.push(PairWeights::default());
        }
        let weights = self.weights_of(link);
        let of_block =
            |one: &BlockWeight| [one.bits.to_bits(), one.related.to_bits(), u64::from(one.precision)];
        let kinds = [weights.order, weights.related, weights.namesakes, weights.garbled].map(f64::to_bits);
        let readings = [weights.readings.0, weights.readings.1].map(u64::from);
        let lines = readings.into_iter().chain(kinds);
        let key: Vec<u64> = lines.chain(weights.blocks.iter().flat_map(of_block)).collect();
        let next = u32::try_from(self.weights.len()).unwrap_or(NEVER);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.weights.push(weights);
        }
        place
    }

    /// The weights of a link, from its lines.
    fn weights_of(&mut self, link: &Link) -> PairWeights {
        let mut weights = PairWeights { readings: link.readings, ..PairWeights::default() };
        let mut lines = [0.0; KINDS.len()];
        for one in &link.contributions {
            if let Some(line) = KINDS.iter().position(|line| *line == &*one.field) {
                lines[line] += bounded(one.weight);
                continue;
            }
            let at = self.block(&one.field);
            if weights.blocks.len() <= at {
                weights.blocks.resize(at + 1, BlockWeight::default());
            }
            let Some(weight) = weights.blocks.get_mut(at) else { continue };
            weight.bits += bounded(one.weight);
            weight.related += bounded(one.related);
            if one.standing.is_some() {
                let scale: &[u8] = if is_name_part(&one.field) { &PART_PRECISION } else { &PRECISION };
                weight.precision += u32::from(scale.get(usize::from(one.class)).copied().unwrap_or(1));
            }
        }
        weights.take_lines(lines);
        weights
    }

    /// The number of the block of a field.
    fn block(&mut self, field: &Arc<str>) -> usize {
        if let Some(known) = self.blocks.get(field) {
            return *known;
        }
        let next = self.blocks.len();
        self.blocks.insert(field.clone(), next);
        self.is_name.push(is_name_part(field));
        next
    }
}

impl PairWeights {
    /// Recovers the likelihood ratios from the lines of a link. A line is the difference that a kind of pair makes to
    /// log2 of a sum over all kinds, so the ratios are computed backwards, in the order in which the lines were made.
    fn take_lines(&mut self, [order, relatives, namesakes, garbled]: [f64; KINDS.len()]) {
        self.order = order;
        let related = ((-relatives).exp2() - 1.0).max(0.0);
        self.related = related.log2();
        self.namesakes = (((-namesakes).exp2() - 1.0).max(0.0) * (1.0 + related)).log2();
        self.garbled = (garbled.exp2() - 1.0).max(0.0).log2();
    }
}

/// Limits the bits of a line to ±[`MOST_BITS`]; 0 if it is not a number.
fn bounded(bits: f64) -> f64 {
    if bits.is_nan() { 0.0 } else { bits.clamp(-MOST_BITS, MOST_BITS) }
}

/// One block of a group, seen from one centre.
#[derive(Clone, Copy, Debug)]
struct Star {
    /// The member whose value is taken as the true one.
    centre: usize,
    /// Sum of the bits of the other members as copies of this value.
    bits: f64,
    /// Whether the value is precise enough to be the true one.
    is_telling: bool,
}

/// The members of a group and the weights of their pairs.
struct GroupPairs<'a> {
    /// Indices into `weights`: a square matrix, row by row. The diagonal has 0, the empty weights.
    pairs: &'a [u32],
    /// The weights of all pairs scored so far.
    weights: &'a [PairWeights],
    /// For each block whether it is a part of the name.
    is_name: &'a [bool],
    /// Number of members.
    size: usize,
}

impl GroupPairs<'_> {
    /// The evidence of the group in bits: log2 of the mean over the centres of the likelihood ratio.
    ///
    /// One record has the true values, each with equal probability, and the others are copies of it. So a value that
    /// two records share counts once, and two records do not fit each other only because both fit a third one. If the
    /// centre has only an initial or an age, the value of the best fitting precise record is used.
    fn worth(&self, blocks: usize) -> f64 {
        let blocks: Vec<Vec<Star>> = (0..blocks).map(|block| self.stars(block)).collect();
        let of_centre = |(at, centre): (usize, usize)| {
            let taken: Vec<Option<Star>> = blocks.iter().map(|stars| taken(stars, at)).collect();
            taken.iter().flatten().map(|star| star.bits).sum::<f64>() + self.kinds(centre, &taken)
        };
        log_mean_exp2(&self.centres().enumerate().map(of_centre).collect::<Vec<_>>())
    }

    /// One star for each centre, for one block; empty if the block compares nothing.
    fn stars(&self, block: usize) -> Vec<Star> {
        let of = |centre: usize| {
            self.to(centre).map(move |pair| pair.blocks.get(block).copied().unwrap_or_default())
        };
        let precision = |centre: usize| of(centre).map(|one| one.precision).sum::<u32>();
        let precisions: Vec<u32> = self.centres().map(precision).collect();
        let most = precisions.iter().copied().max().unwrap_or(0);
        if most == 0 {
            return Vec::new();
        }
        let star = |(centre, precision): (usize, u32)| Star {
            centre,
            bits: of(centre).map(|one| one.bits).sum(),
            is_telling: f64::from(precision) >= TELLING * f64::from(most),
        };
        self.centres().zip(precisions).map(star).collect()
    }

    /// How relatives, namesakes and garbled names change the evidence of one centre, in bits. They depend on all
    /// blocks together: a relative shares the surname and the house, whichever record states them. Relatives and
    /// namesakes lower the evidence, a garbled name raises it.
    fn kinds(&self, centre: usize, taken: &[Option<Star>]) -> f64 {
        let others = (0..self.size).filter(|one| *one != centre);
        others.map(|member| self.kinds_of(member, centre, taken)).sum()
    }

    /// The same for one member. `taken` has the value chosen for each block. Where the value is from another record
    /// than the centre, the member is compared with that record. If the member's name is read otherwise there than
    /// beside the centre, an agreement of a part of the name does not count: `Clarke` would be the surname in one pair
    /// and the given name in the other.
    fn kinds_of(&self, member: usize, centre: usize, taken: &[Option<Star>]) -> f64 {
        let Some(pair) = self.pair(centre, member) else { return 0.0 };
        let (mut related, mut names, mut unread) = (0.0, 0.0, 0.0);
        let reading = self.reading(centre, member);
        for (at, star) in taken.iter().enumerate() {
            let told = star.map(|star| star.centre).filter(|told| ![centre, member].contains(told));
            let Some((told, other)) = told.and_then(|told| Some((told, self.pair(told, member)?))) else {
                continue;
            };
            let of = |pair: &PairWeights| pair.blocks.get(at).copied().unwrap_or_default();
            let (mut there, here) = (of(other), of(pair));
            // A word of the member is its surname or its given name, not both.
            if self.is_name(at) && self.reading(told, member) != reading {
                unread += there.bits.max(0.0);
                (there.bits, there.related) = (there.bits.min(0.0), there.related.min(0.0));
            }
            related += there.related - here.related;
            names += if self.is_name(at) { there.bits - here.bits } else { 0.0 };
        }
        let one_person = log_sum_exp2([0.0, pair.garbled - names]);
        let two_people = log_sum_exp2([0.0, pair.related + related, pair.namesakes + names]);
        one_person - two_people + pair.order - unread
    }

    /// The name reading of `member` in its pair with another member.
    fn reading(&self, other: usize, member: usize) -> Option<u8> {
        let (first, second) = self.pair(other, member)?.readings;
        Some(if member < other { first } else { second })
    }

    /// Whether a block is a part of the name.
    fn is_name(&self, block: usize) -> bool {
        self.is_name.get(block).copied().unwrap_or(false)
    }

    /// The weights of two members; `None` outside the group.
    fn pair(&self, a: usize, b: usize) -> Option<&PairWeights> {
        self.weights.get(*self.pairs.get(a * self.size + b)? as usize)
    }

    /// The members that are tried as the centre: all, or [`MOST_CENTRES`] evenly spaced ones.
    fn centres(&self) -> impl Iterator<Item = usize> + use<> {
        let (size, centres) = (self.size, self.size.min(MOST_CENTRES));
        (0..centres).map(move |at| at * size / centres)
    }

    /// The weights of a member with each member, in order; its own are empty.
    fn to(&self, centre: usize) -> impl Iterator<Item = &PairWeights> + '_ {
        let pairs = self.pairs.iter().skip(centre * self.size).take(self.size);
        pairs.filter_map(|place| self.weights.get(*place as usize))
    }
}

/// The star of a block that is used with a centre: its own if it is precise enough, otherwise the precise one with
/// the most bits. `None` if the block compares nothing.
fn taken(stars: &[Star], centre: usize) -> Option<Star> {
    let own = stars.get(centre).copied()?;
    if own.is_telling {
        return Some(own);
    }
    let telling = stars.iter().copied().filter(|star| star.is_telling);
    telling.reduce(|best, star| if star.bits > best.bits { star } else { best })
}

/// log2 of the sum of the powers of two with these exponents.
fn log_sum_exp2<const N: usize>(bits: [f64; N]) -> f64 {
    let most = bits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    most + bits.into_iter().map(|one| (one - most).exp2()).sum::<f64>().log2()
}

/// log2 of the mean of the powers of two with these exponents.
fn log_mean_exp2(bits: &[f64]) -> f64 {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = bits.iter().map(|one| (one - most).exp2()).sum();
    most + (sum / bits.len().max(1) as f64).log2()
}

/// Whether a field is a part of the name, such as the surname.
fn is_name_part(field: &str) -> bool {
    Role::ALL.iter().any(|role| role.as_str() == field)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::contribution;
    use super::*;

    /// A link of two records, with the readings of their names.
    fn link(pair: Pair, lines: &[(&str, f64)], readings: (u8, u8)) -> Link {
        let line = |(field, weight): &(&str, f64)| contribution(field, *weight, *field != ORDER);
        let contributions: Vec<_> = lines.iter().map(line).collect();
        let evidence = lines.iter().map(|(_, weight)| weight).sum();
        Link { pair, evidence, prior: 0.0, contributions, readings, names_are_confused: false }
    }

    /// Four records have the surname Clarke and no given name. The fifth, of another birth, has Clarke in the column of
    /// given names. Each of the four fits it only if Clarke is read as the given name.
    #[test]
    fn a_word_does_not_agree_as_surname_and_as_given_name() {
        let scores = |pair: Pair| {
            Some(match pair.b() {
                4 => link(pair, &[("given-name", 10.0), ("birth", -12.0), (ORDER, -6.0)], (1, 0)),
                _ => link(pair, &[("surname", 5.0), ("birth", 8.0)], (0, 0)),
            })
        };
        let evidence = Evidence::new((0..5).map(|row| vec![row]).collect(), &scores);
        let added = evidence.worth(&[0, 1, 2, 3, 4]) - evidence.worth(&[0, 1, 2, 3]);
        assert!(added < 0.0, "the fifth record adds {added} bits");
    }
}
