//! How well the records of a group fit each other, as copies of one of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Scores;
use crate::language::name::Role;
use crate::linkage::block::Pair;
use crate::linkage::model::{GARBLED, Link, NAMESAKES, ORDER, RELATIVES};

/// The lines of a link that are no fields: the price of its readings, and what relatives, namesakes and a garbled name
/// explain, which rests on all fields at once.
const KINDS: [&str; 4] = [ORDER, RELATIVES, NAMESAKES, GARBLED];
/// How precise a comparison is, by the class of its level: exact values, coarser, coarser still.
const PRECISION: [u8; 3] = [10, 5, 2];
/// How precise the comparison of a name part is: written out on both sides, or an initial.
const PART_PRECISION: [u8; 2] = [5, 1];
/// The smallest precision at which a record's value may be the true one, as a share of the highest precision in the
/// group: an initial is no name, an age no birth date.
const TELLING: f64 = 0.8;
/// Most records of a group that are tried as the true one, evenly chosen: the weight of a group of hundreds of records
/// does not depend on which of them it is.
pub(super) const MOST_CENTRES: usize = 16;
/// No one thing says more than so many bits: a user's comparison may give anything.
const MOST_BITS: f64 = 1000.0;

/// The links among the mentions of one component, scored when first asked for. Groups are of units, by
/// position in the component.
pub(super) struct Evidence<'a> {
    units: Vec<Vec<usize>>,
    /// All mentions, unit by unit, and where each unit begins.
    mentions: Vec<usize>,
    begins: Vec<u32>,
    scores: &'a Scores<'a>,
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    blocks: BTreeMap<Arc<str>, usize>,
    /// Whether a block is a part of the name.
    is_name: Vec<bool>,
    /// What is known of each pair, by its place in `weights`; [`NEVER`] where the two can never be one person.
    pairs: FxHashMap<(u32, u32), u32>,
    /// What is known of pairs, the first of a member and itself; each once, since pairs of equal rows are many.
    weights: Vec<PairWeights>,
    places: FxHashMap<Vec<u64>, u32>,
}

/// Two that can never be one person.
const NEVER: u32 = u32::MAX;

/// What is known of a pair.
#[derive(Debug, Default)]
struct PairWeights {
    blocks: Vec<BlockWeight>,
    /// The price of the readings, in bits.
    order: f64,
    /// log2 of how much likelier the agreement is for two relatives, and for two namesakes, than for strangers, each with
    /// the share of such pairs; and for one person with a garbled name than with a legible one.
    related: f64,
    namesakes: f64,
    garbled: f64,
}

/// What one block says of a pair, and how much was there to compare; 0 for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct BlockWeight {
    /// How much likelier one person is to agree so than strangers, in bits.
    bits: f64,
    /// The same of relatives.
    related: f64,
    precision: u32,
}

impl<'a> Evidence<'a> {
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

    pub(super) fn units(&self) -> &[Vec<usize>] {
        &self.units
    }

    /// The positions of the mentions of a group of units.
    fn positions(&self, group: &[u32]) -> Vec<u32> {
        let of = |unit: &u32| {
            let begin = self.begins.get(*unit as usize).copied().unwrap_or(u32::MAX);
            let rows = self.units.get(*unit as usize).map_or(0, Vec::len);
            (begin..).take(rows)
        };
        group.iter().flat_map(of).collect()
    }

    /// What a group is worth in bits: log2 of how much likelier its rows are as accounts of one
    /// person than as accounts of as many people. 0 for a single row; minus infinity when two of its
    /// rows can never be one person.
    pub(super) fn worth(&self, group: &[u32]) -> f64 {
        let group = self.positions(group);
        if group.len() < 2 {
            return 0.0;
        }
        let Some(pairs) = self.pairs(&group) else { return f64::NEG_INFINITY };
        let known = self.known.borrow();
        let group =
            Group { pairs: &pairs, weights: &known.weights, is_name: &known.is_name, size: group.len() };
        group.worth(known.blocks.len())
    }

    /// What is known of the pairs of a group, row by row; `None` if two can never be one person.
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

    fn pair(&self, a: u32, b: u32) -> u32 {
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.known.borrow().pairs.get(&key) {
            return *known;
        }
        let mention = |at: u32| self.mentions.get(at as usize);
        let (Some(left), Some(right)) = (mention(key.0), mention(key.1)) else {
            return NEVER;
        };
        let link = (self.scores)(Pair::new(*left, *right));
        let mut known = self.known.borrow_mut();
        let weights = link.map_or(NEVER, |link| known.place_of(&link));
        known.pairs.insert(key, weights);
        weights
    }
}

impl Known {
    /// The place of what is known of a pair.
    fn place_of(&mut self, link: &Link) -> u32 {
        if self.weights.is_empty() {
            self.weights.push(PairWeights::default());
        }
        let weights = self.weights_of(link);
        let of_block =
            |one: &BlockWeight| [one.bits.to_bits(), one.related.to_bits(), u64::from(one.precision)];
        let kinds = [weights.order, weights.related, weights.namesakes, weights.garbled].map(f64::to_bits);
        let key: Vec<u64> = kinds.into_iter().chain(weights.blocks.iter().flat_map(of_block)).collect();
        let next = u32::try_from(self.weights.len()).unwrap_or(NEVER);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.weights.push(weights);
        }
        place
    }

    fn weights_of(&mut self, link: &Link) -> PairWeights {
        let mut weights = PairWeights::default();
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
    /// Takes the lines of a link apart again: they are differences of log2 of sums over the kinds of pairs.
    fn take_lines(&mut self, [order, relatives, namesakes, garbled]: [f64; KINDS.len()]) {
        self.order = order;
        let related = ((-relatives).exp2() - 1.0).max(0.0);
        self.related = related.log2();
        self.namesakes = (((-namesakes).exp2() - 1.0).max(0.0) * (1.0 + related)).log2();
        self.garbled = (garbled.exp2() - 1.0).max(0.0).log2();
    }
}

/// What is no number says nothing.
fn bounded(bits: f64) -> f64 {
    if bits.is_nan() { 0.0 } else { bits.clamp(-MOST_BITS, MOST_BITS) }
}

/// One block of a group, by centre: which record it is and what the others say as copies of its value, in bits.
#[derive(Clone, Copy, Debug)]
struct Star {
    centre: usize,
    bits: f64,
    /// Whether its value can be the true one.
    is_telling: bool,
}

/// The pairs of a group, row by row, by their places; a member's own place has the first, which is empty.
struct Group<'a> {
    pairs: &'a [u32],
    weights: &'a [PairWeights],
    is_name: &'a [bool],
    size: usize,
}

impl Group<'_> {
    /// The weight of the group, in bits. One record has the person's true values, each with equal chance, and the others are
    /// copies of it: so a value that two records share counts once, and two records do not fit each other because both
    /// fit a third one. Where that record has only an initial or an age, the value is that of the record that fits best.
    fn worth(&self, blocks: usize) -> f64 {
        let blocks: Vec<Vec<Star>> = (0..blocks).map(|block| self.stars(block)).collect();
        let of_centre = |(at, centre): (usize, usize)| {
            let taken: Vec<Option<Star>> = blocks.iter().map(|stars| taken(stars, at)).collect();
            taken.iter().flatten().map(|star| star.bits).sum::<f64>() + self.kinds(centre, &taken)
        };
        log_mean_exp2(&self.centres().enumerate().map(of_centre).collect::<Vec<_>>())
    }

    /// What each centre says of a block; nothing where there is nothing to compare.
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

    /// What relatives, namesakes and garbled names explain of the others beside the person. It rests on all blocks at once: a relative
    /// shares the surname and the house, whichever record tells them.
    fn kinds(&self, centre: usize, taken: &[Option<Star>]) -> f64 {
        let others = (0..self.size).filter(|one| *one != centre);
        others.map(|member| self.kinds_of(member, centre, taken)).sum()
    }

    fn kinds_of(&self, member: usize, centre: usize, taken: &[Option<Star>]) -> f64 {
        let Some(pair) = self.pair(centre, member) else { return 0.0 };
        let (mut related, mut names) = (0.0, 0.0);
        for (at, star) in taken.iter().enumerate() {
            let told = star.map(|star| star.centre).filter(|told| ![centre, member].contains(told));
            let Some(other) = told.and_then(|told| self.pair(told, member)) else { continue };
            let of = |pair: &PairWeights| pair.blocks.get(at).copied().unwrap_or_default();
            related += of(other).related - of(pair).related;
            names += if self.is_name(at) { of(other).bits - of(pair).bits } else { 0.0 };
        }
        let one_person = log_sum_exp2([0.0, pair.garbled - names]);
        let two_people = log_sum_exp2([0.0, pair.related + related, pair.namesakes + names]);
        one_person - two_people + pair.order
    }

    fn is_name(&self, block: usize) -> bool {
        self.is_name.get(block).copied().unwrap_or(false)
    }

    fn pair(&self, a: usize, b: usize) -> Option<&PairWeights> {
        self.weights.get(*self.pairs.get(a * self.size + b)? as usize)
    }

    /// The members that may have the true value.
    fn centres(&self) -> impl Iterator<Item = usize> + use<> {
        let (size, centres) = (self.size, self.size.min(MOST_CENTRES));
        (0..centres).map(move |at| at * size / centres)
    }

    /// The pairs of a member and all others.
    fn to(&self, centre: usize) -> impl Iterator<Item = &PairWeights> + '_ {
        let pairs = self.pairs.iter().skip(centre * self.size).take(self.size);
        pairs.filter_map(|place| self.weights.get(*place as usize))
    }
}

/// The star of a block that goes with a centre: its own, or the best telling one.
fn taken(stars: &[Star], centre: usize) -> Option<Star> {
    let own = stars.get(centre).copied()?;
    if own.is_telling {
        return Some(own);
    }
    let telling = stars.iter().copied().filter(|star| star.is_telling);
    telling.reduce(|best, star| if star.bits > best.bits { star } else { best })
}

/// log2 of a sum of powers of two.
fn log_sum_exp2<const N: usize>(bits: [f64; N]) -> f64 {
    let most = bits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    most + bits.into_iter().map(|one| (one - most).exp2()).sum::<f64>().log2()
}

/// log2 of the mean of powers of two.
fn log_mean_exp2(bits: &[f64]) -> f64 {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = bits.iter().map(|one| (one - most).exp2()).sum();
    most + (sum / bits.len().max(1) as f64).log2()
}

fn is_name_part(field: &str) -> bool {
    Role::ALL.iter().any(|role| role.as_str() == field)
}
