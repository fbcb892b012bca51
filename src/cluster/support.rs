//! How well a mention fits a group, field by field.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::block::Pair;
use crate::model::Link;

/// The links among the mentions of one component, by position in it.
#[derive(Debug)]
pub(super) struct Evidence {
    size: usize,
    fields: usize,
    /// For each ordered pair a weight for each field; NaN where a side has no value.
    weights: Vec<f32>,
    /// For each ordered pair log2 of the prior odds; NaN where the two can never be one person.
    priors: Vec<f32>,
}

impl Evidence {
    pub(super) fn new(members: &[usize], link: &dyn Fn(Pair) -> Option<Link>) -> Self {
        let size = members.len();
        let mut links: Vec<(usize, usize, Option<Link>)> = Vec::new();
        for a in 0..size {
            links.extend((a + 1..size).map(|b| (a, b, link(Pair::new(members[a], members[b])))));
        }
        let names = field_names(&links);
        let mut evidence = Evidence {
            size,
            fields: names.len(),
            weights: vec![f32::NAN; size * size * names.len()],
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

    fn set(&mut self, a: usize, b: usize, link: &Link, names: &BTreeMap<Arc<str>, usize>) {
        let at = a * self.size + b;
        self.priors[at] = link.prior as f32;
        for contribution in &link.contributions {
            if let Some(field) = names.get(&contribution.field) {
                self.weights[at * self.fields + field] = contribution.weight as f32;
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
    /// So each field counts by the mean of its likelihood ratios over the members that have it, and
    /// a member whose field is distorted or empty does not hide the match of another.
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
        let fields: f64 = (0..self.fields).map(|field| self.field(mention, others(), field)).sum();
        Some(fields + prior / count)
    }

    fn field(&self, mention: usize, others: impl Iterator<Item = usize>, field: usize) -> f64 {
        let (mut sum, mut count) = (0.0_f64, 0.0_f64);
        for other in others {
            let weight = self.weights[(mention * self.size + other) * self.fields + field];
            if !weight.is_nan() {
                sum += f64::from(weight).exp2();
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

fn field_names(links: &[(usize, usize, Option<Link>)]) -> BTreeMap<Arc<str>, usize> {
    let all = links.iter().filter_map(|(_, _, link)| link.as_ref()).flat_map(|link| &link.contributions);
    let mut names: BTreeMap<Arc<str>, usize> = all.map(|one| (one.field.clone(), 0)).collect();
    for (at, index) in names.values_mut().enumerate() {
        *index = at;
    }
    names
}
