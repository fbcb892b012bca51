//! How well the rows of a group fit each other, block by block: the name as one, every other field by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Scores;
use crate::block::Pair;
use crate::model::Link;
use crate::name::Role;

/// The lines of a link that rest on all its fields at once.
const KINDS: [&str; 4] = ["order", "relatives", "namesakes", "garbled"];
/// How precise a comparison is, by the class of its level: exact values, coarser, coarser still.
const PRECISION: [u8; 3] = [10, 5, 2];
/// How precise the comparison of a name part is: written out on both sides, or an initial.
const PART_PRECISION: [u8; 2] = [5, 1];
/// A member's value can be the true one when it can be compared with the others at least so
/// precisely, next to the member that can best: an initial is no name, an age no birth date.
const TELLING: f64 = 0.8;
/// In a larger group as many of its members, evenly chosen, may have the true value: what a group of hundreds of
/// rows is worth does not hang on which of them has it.
const MOST_CENTRES: usize = 48;
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
    /// What relatives, namesakes and garbled names explain, in bits: it rests on all blocks at once.
    kinds: f64,
}

/// What one block says of a pair, and how much was there to compare; 0 for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct BlockWeight {
    bits: f64,
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
        let group = Group { pairs: &pairs, weights: &known.weights, size: group.len() };
        (0..known.blocks.len()).map(|block| group.block(block)).sum::<f64>() + group.kinds()
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
        let blocks = weights.blocks.iter().flat_map(|one| [one.bits.to_bits(), u64::from(one.precision)]);
        let key: Vec<u64> = std::iter::once(weights.kinds.to_bits()).chain(blocks).collect();
        let next = u32::try_from(self.weights.len()).unwrap_or(NEVER);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.weights.push(weights);
        }
        place
    }

    fn weights_of(&mut self, link: &Link) -> PairWeights {
        let mut weights = PairWeights::default();
        for one in &link.contributions {
            // What is no number says nothing.
            let bits = if one.weight.is_nan() { 0.0 } else { one.weight.clamp(-MOST_BITS, MOST_BITS) };
            if KINDS.contains(&&*one.field) {
                weights.kinds += bits;
                continue;
            }
            let next = self.blocks.len();
            let at = match self.blocks.get(&one.field) {
                Some(at) => *at,
                None => *self.blocks.entry(one.field.clone()).or_insert(next),
            };
            if weights.blocks.len() <= at {
                weights.blocks.resize(at + 1, BlockWeight::default());
            }
            let Some(weight) = weights.blocks.get_mut(at) else { continue };
            weight.bits += bits;
            if one.standing.is_some() {
                let scale: &[u8] = if is_name_part(&one.field) { &PART_PRECISION } else { &PRECISION };
                weight.precision += u32::from(scale.get(usize::from(one.class)).copied().unwrap_or(1));
            }
        }
        weights
    }
}

/// The pairs of a group, row by row, by their places; a member's own place has the first, which is empty.
struct Group<'a> {
    pairs: &'a [u32],
    weights: &'a [PairWeights],
    size: usize,
}

impl Group<'_> {
    /// What one block says. The person's true value is taken to be the one that some member printed,
    /// any of the telling ones with equal chance, and every other member's to be a copy of it: so what
    /// two rows say alike is counted once, a distorted row does not hide the match of the others, and
    /// rows that each fit a third one do not fit each other by it.
    fn block(&self, block: usize) -> f64 {
        let of = |centre: usize| {
            self.to(centre).map(move |pair| pair.blocks.get(block).copied().unwrap_or_default())
        };
        let centre = |centre: usize| -> (u32, f64) {
            let sum = |(precision, bits): (u32, f64), one: BlockWeight| {
                (precision + one.precision, bits + one.bits)
            };
            of(centre).fold((0, 0.0), sum)
        };
        let centres: Vec<(u32, f64)> = self.centres().map(centre).collect();
        let most = centres.iter().map(|(precision, _)| *precision).max().unwrap_or(0);
        if most == 0 {
            return 0.0;
        }
        let is_telling = |precision: u32| f64::from(precision) >= TELLING * f64::from(most);
        let stars = centres.iter().filter(|(precision, _)| is_telling(*precision));
        log_mean_exp2(&stars.map(|(_, bits)| *bits).collect::<Vec<_>>())
    }

    /// What relatives, namesakes and garbled names explain. That rests on all of two rows at once, so
    /// one member is the centre for all blocks, the better the others fit it the likelier.
    fn kinds(&self) -> f64 {
        let fit = |pair: &PairWeights| pair.blocks.iter().map(|one| one.bits).sum::<f64>();
        let fits: Vec<f64> = self.centres().map(|centre| self.to(centre).map(fit).sum()).collect();
        let kinds = |centre: usize| self.to(centre).map(|pair| pair.kinds).sum::<f64>();
        let with_kinds: Vec<f64> =
            fits.iter().zip(self.centres()).map(|(fit, centre)| fit + kinds(centre)).collect();
        log_mean_exp2(&with_kinds) - log_mean_exp2(&fits)
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

/// log2 of the mean of powers of two.
fn log_mean_exp2(bits: &[f64]) -> f64 {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = bits.iter().map(|one| (one - most).exp2()).sum();
    most + (sum / bits.len().max(1) as f64).log2()
}

fn is_name_part(field: &str) -> bool {
    Role::ALL.iter().any(|role| role.as_str() == field)
}
