//! How well a mention fits a group, block by block: the name as one, every other field by itself.

use std::collections::BTreeMap;

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

/// The links among the mentions of one component, by position in it.
#[derive(Debug)]
pub(super) struct Evidence {
    size: usize,
    blocks: usize,
    /// For each ordered pair and block.
    weights: Vec<BlockWeight>,
    /// For each ordered pair log2 of the prior odds; NaN where the two can never be one person.
    priors: Vec<f32>,
}

/// What one block says of a pair, and how much was there to compare; 0 for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct BlockWeight {
    bits: f32,
    precision: u8,
}

impl Evidence {
    pub(super) fn new(members: &[usize], link: &dyn Fn(Pair) -> Option<Link>) -> Self {
        let size = members.len();
        let mut links: Vec<(usize, usize, Option<Link>)> = Vec::new();
        for a in 0..size {
            links.extend((a + 1..size).map(|b| (a, b, link(Pair::new(members[a], members[b])))));
        }
        let names = block_names(&links);
        let mut evidence = Evidence {
            size,
            blocks: names.len(),
            weights: vec![BlockWeight::default(); size * size * names.len()],
            priors: vec![f32::NAN; size * size],
        };
        for (a, b, link) in &links {
            if let Some(link) = link {
                evidence.set(*a, *b, link, &names);
                evidence.set(*b, *a, link, &names);
            }
        }
        evidence
    }

    fn set(&mut self, a: usize, b: usize, link: &Link, names: &BTreeMap<String, usize>) {
        let at = a * self.size + b;
        self.priors[at] = link.prior as f32;
        for contribution in &link.contributions {
            let Some(block) = names.get(block_of(&contribution.field)) else { continue };
            let weight = &mut self.weights[at * self.blocks + block];
            weight.bits += contribution.weight as f32;
            if contribution.standing.is_some() {
                let is_part = block_of(&contribution.field) == NAME;
                let scale: &[u8] = if is_part { &PART_PRECISION } else { &PRECISION };
                let precision = scale.get(usize::from(contribution.class)).copied().unwrap_or(1);
                weight.precision = weight.precision.saturating_add(precision);
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Whether the two may be one person at all.
    pub(super) fn allows(&self, a: usize, b: usize) -> bool {
        !self.priors[a * self.size + b].is_nan()
    }

    /// What a group is worth in bits: log2 of how much likelier its rows are as accounts of one
    /// person than as accounts of as many people, with the prior odds and less `caution` for each
    /// join. 0 for a single row; minus infinity when two of its rows can never be one person.
    pub(super) fn worth(&self, group: &[usize], caution: f64) -> f64 {
        if group.len() < 2 {
            return 0.0;
        }
        let (mut prior, mut pairs) = (0.0_f64, 0.0_f64);
        for (at, a) in group.iter().enumerate() {
            for b in &group[at + 1..] {
                prior += f64::from(self.priors[a * self.size + b]);
                pairs += 1.0;
            }
        }
        if prior.is_nan() {
            return f64::NEG_INFINITY;
        }
        let joins = group.len() as f64 - 1.0;
        let evidence: f64 = (0..self.blocks).map(|block| self.block(group, block)).sum();
        evidence + joins * (prior / pairs - caution)
    }

    /// What one block says of a group. The person's true value is taken to be the one that some
    /// member printed, any of the telling ones with equal chance, and every other member's to be
    /// a copy of it: so what two rows say alike is counted once, a distorted row does not hide the
    /// match of the others, and rows that each fit a third one do not fit each other by it.
    fn block(&self, group: &[usize], block: usize) -> f64 {
        let precision = |centre: usize| -> u32 {
            self.to(centre, group, block).map(|one| u32::from(one.precision)).sum()
        };
        let most = group.iter().map(|centre| precision(*centre)).max().unwrap_or(0);
        if most == 0 {
            return 0.0;
        }
        let telling =
            group.iter().filter(|centre| f64::from(precision(**centre)) >= TELLING * f64::from(most));
        let stars: Vec<f64> = telling
            .map(|centre| self.to(*centre, group, block).map(|one| f64::from(one.bits)).sum())
            .collect();
        log_mean_exp2(&stars)
    }

    /// The block's weights between a member and all others of its group.
    fn to<'a>(
        &'a self,
        centre: usize,
        group: &'a [usize],
        block: usize,
    ) -> impl Iterator<Item = BlockWeight> + 'a {
        let others = group.iter().filter(move |other| **other != centre);
        others.map(move |other| self.weights[(centre * self.size + other) * self.blocks + block])
    }

    /// log2 of the odds that a member belongs to its group, in bits: what the group loses without it.
    pub(super) fn support(&self, mention: usize, group: &[usize]) -> f64 {
        let rest: Vec<usize> = group.iter().copied().filter(|member| *member != mention).collect();
        self.worth(group, 0.0) - self.worth(&rest, 0.0)
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
        matches!(field, "order" | "relatives") || Role::ALL.iter().any(|role| role.as_str() == field);
    if is_name { NAME } else { field }
}

fn block_names(links: &[(usize, usize, Option<Link>)]) -> BTreeMap<String, usize> {
    let all = links.iter().filter_map(|(_, _, link)| link.as_ref()).flat_map(|link| &link.contributions);
    let mut names: BTreeMap<String, usize> = all.map(|one| (block_of(&one.field).to_owned(), 0)).collect();
    for (at, index) in names.values_mut().enumerate() {
        *index = at;
    }
    names
}
