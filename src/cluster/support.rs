//! How well a mention fits a group, block by block: the name as one, every other field by itself.

use std::collections::BTreeMap;

use crate::block::Pair;
use crate::model::Link;
use crate::name::Role;

/// The name's parts are read together, so they are one block of evidence.
const NAME: &str = "name";
/// How precise a comparison is at best; coarser classes count less.
const MOST_PRECISE: u8 = 10;

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
                // A part written out on both sides counts more than any number of initials.
                let precision = if is_part {
                    1 + 4 * u8::from(contribution.class == 0)
                } else {
                    MOST_PRECISE - contribution.class
                };
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

    /// log2 of the odds that a mention belongs to a group, in bits; the mention itself is left out
    /// of the group. `None` when it must not, or when no other member is left.
    ///
    /// Members of a group are not independent witnesses: what two of them say alike is said once.
    /// So each block counts by the mean of its likelihood ratios over the members that can be
    /// compared most precisely: a member whose value is distorted does not hide the match of
    /// another, and an initial that fits does not hide a name that does not.
    pub(super) fn support(&self, mention: usize, group: &[usize]) -> Option<f64> {
        let others = || group.iter().copied().filter(|other| *other != mention);
        let (mut count, mut prior) = (0.0_f64, 0.0_f64);
        for other in others() {
            let odds = f64::from(self.priors[mention * self.size + other]);
            if odds.is_nan() {
                return None;
            }
            prior += odds;
            count += 1.0;
        }
        if count == 0.0 {
            return None;
        }
        let blocks: f64 = (0..self.blocks).map(|block| self.block(mention, others(), block)).sum();
        Some(blocks + prior / count)
    }

    fn block(&self, mention: usize, others: impl Iterator<Item = usize>, block: usize) -> f64 {
        let (mut sum, mut count, mut precision) = (0.0_f64, 0.0_f64, 1_u8);
        for other in others {
            let weight = self.weights[(mention * self.size + other) * self.blocks + block];
            if weight.precision > precision {
                (sum, count, precision) = (0.0, 0.0, weight.precision);
            }
            if weight.precision == precision {
                sum += f64::from(weight.bits).exp2();
                count += 1.0;
            }
        }
        if count > 0.0 { (sum / count).log2() } else { 0.0 }
    }

    /// What a whole group is worth in bits: each of its members but one has to be supported, and it
    /// does not matter which one came first.
    pub(super) fn worth(&self, group: &[usize], caution: f64) -> f64 {
        let n = group.len() as f64;
        if group.len() < 2 {
            return 0.0;
        }
        let mut sum = 0.0;
        for member in group {
            match self.support(*member, group) {
                Some(support) => sum += support,
                None => return f64::NEG_INFINITY,
            }
        }
        (n - 1.0) / n * sum - caution * (n - 1.0)
    }
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
