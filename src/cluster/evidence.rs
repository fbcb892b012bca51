//! How well the rows of a group fit each other, block by block: the name as one, every other field by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Scores;
use crate::block::Pair;
use crate::model::Link;
use crate::name::Role;

/// The name's parts are read together, so they are one block of evidence.
const NAME: &str = "name";
/// How precise a comparison is, by the class of its level: exact values, coarser, coarser still.
const PRECISION: [u8; 3] = [10, 5, 2];
/// How precise the comparison of a name part is: written out on both sides, or an initial.
const PART_PRECISION: [u8; 2] = [5, 1];
/// A member's value can be the true one when it can be compared with the others at least so
/// precisely, next to the member that can best: an initial is no name, an age no birth date.
const TELLING: f64 = 0.8;

/// The links among the mentions of one component, by position in it; scored when first asked for.
pub(super) struct Evidence<'a> {
    members: Vec<usize>,
    scores: &'a Scores<'a>,
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    blocks: BTreeMap<Arc<str>, usize>,
    /// For each pair its blocks; `None` where the two can never be one person.
    pairs: FxHashMap<(u32, u32), Option<Arc<[BlockWeight]>>>,
}

/// What one block says of a pair, and how much was there to compare; 0 for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct BlockWeight {
    bits: f64,
    precision: u32,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(members: Vec<usize>, scores: &'a Scores<'a>) -> Self {
        Evidence { members, scores, known: RefCell::default() }
    }

    pub(super) fn members(&self) -> &[usize] {
        &self.members
    }

    /// What a group is worth in bits: log2 of how much likelier its rows are as accounts of one
    /// person than as accounts of as many people. 0 for a single row; minus infinity when two of its
    /// rows can never be one person.
    pub(super) fn worth(&self, group: &[u32]) -> f64 {
        if group.len() < 2 {
            return 0.0;
        }
        let mut pairs: Vec<Arc<[BlockWeight]>> = Vec::with_capacity(group.len() * group.len());
        for a in group {
            for b in group {
                let Some(weights) = (if a == b { Some(Arc::default()) } else { self.pair(*a, *b) }) else {
                    return f64::NEG_INFINITY;
                };
                pairs.push(weights);
            }
        }
        let blocks = self.known.borrow().blocks.len();
        (0..blocks).map(|block| Star { pairs: &pairs, size: group.len(), block }.worth()).sum()
    }

    fn pair(&self, a: u32, b: u32) -> Option<Arc<[BlockWeight]>> {
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.known.borrow().pairs.get(&key) {
            return known.clone();
        }
        let (Some(left), Some(right)) = (self.members.get(key.0 as usize), self.members.get(key.1 as usize))
        else {
            return None;
        };
        let link = (self.scores)(Pair::new(*left, *right));
        let mut known = self.known.borrow_mut();
        let weights = link.map(|link| known.blocks_of(&link));
        known.pairs.insert(key, weights.clone());
        weights
    }
}

impl Known {
    fn blocks_of(&mut self, link: &Link) -> Arc<[BlockWeight]> {
        let mut weights: Vec<BlockWeight> = Vec::new();
        for one in &link.contributions {
            let name = block_of(&one.field);
            let next = self.blocks.len();
            let at = match self.blocks.get(name) {
                Some(at) => *at,
                None => *self.blocks.entry(name.into()).or_insert(next),
            };
            if weights.len() <= at {
                weights.resize(at + 1, BlockWeight::default());
            }
            let Some(weight) = weights.get_mut(at) else { continue };
            weight.bits += one.weight;
            if one.standing.is_some() {
                let scale: &[u8] = if name == NAME { &PART_PRECISION } else { &PRECISION };
                weight.precision += u32::from(scale.get(usize::from(one.class)).copied().unwrap_or(1));
            }
        }
        weights.into()
    }
}

/// One block of a group. The person's true value is taken to be the one that some member printed,
/// any of the telling ones with equal chance, and every other member's to be a copy of it: so what
/// two rows say alike is counted once, a distorted row does not hide the match of the others, and
/// rows that each fit a third one do not fit each other by it.
struct Star<'a> {
    pairs: &'a [Arc<[BlockWeight]>],
    size: usize,
    block: usize,
}

impl Star<'_> {
    fn worth(&self) -> f64 {
        let precision = |centre: usize| -> u32 { self.to(centre).map(|one| one.precision).sum() };
        let most = (0..self.size).map(precision).max().unwrap_or(0);
        if most == 0 {
            return 0.0;
        }
        let is_telling = |centre: &usize| f64::from(precision(*centre)) >= TELLING * f64::from(most);
        let stars = (0..self.size).filter(is_telling);
        log_mean_exp2(&stars.map(|centre| self.to(centre).map(|one| one.bits).sum()).collect::<Vec<_>>())
    }

    /// The weights between a member and all others; its own place is empty.
    fn to(&self, centre: usize) -> impl Iterator<Item = BlockWeight> + '_ {
        let others = self.pairs.iter().skip(centre * self.size).take(self.size);
        others.map(|weights| weights.get(self.block).copied().unwrap_or_default())
    }
}

/// log2 of the mean of powers of two.
fn log_mean_exp2(bits: &[f64]) -> f64 {
    let most = bits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = bits.iter().map(|one| (one - most).exp2()).sum();
    most + (sum / bits.len().max(1) as f64).log2()
}

/// The block that a line of a link belongs to.
fn block_of(field: &str) -> &str {
    let is_name =
        matches!(field, "order" | "relatives" | "namesakes" | "garbled") || Role::ALL.iter().any(|role| role.as_str() == field);
    if is_name { NAME } else { field }
}
