//! Why rows stand together, and which entries could be one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::shown::Shown;
use crate::language::name::Role;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contribution, Link};
use crate::register::outcome::Outcome;

/// The comparison that joins a row to another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Join {
    /// The row that stood in the entry already, as `list:record`.
    pub a: String,
    /// The row that it joins.
    pub b: String,
    /// log2 of the prior odds, in bits.
    pub prior: f64,
    /// The weight of each field in bits; with the prior they sum to `weight`. A publication has only fields that are shown whole,
    /// because a weight reveals whether two withheld values are equal.
    pub weights: Vec<Weight>,
    /// log2 of the odds that the two are one person by these weights alone, in bits.
    pub weight: f64,
    /// The probability that the two are one person, all other rows being seen too.
    pub probability: f64,
    /// Whether a person decided that the two are one person: then the weights did not join them.
    pub decided: bool,
}

/// What one field adds to a join.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Weight {
    /// The field, as `surname`; `order` for the price of an unusual order of name parts, `relatives` and the
    /// like for what else explains the agreement.
    pub field: String,
    /// How well the two rows agree, as `same`; empty where the field has no levels.
    pub level: &'static str,
    /// How many times likelier this is for one person than for two, as log2, in bits.
    pub bits: f64,
}

/// An entry that could be the same person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Doubt {
    /// The id of the entry.
    pub person: String,
    /// The greatest probability that a row of one is the person of a row of the other.
    pub probability: f64,
}

/// Bits with two decimals; in what is published whole ones, since they follow from withheld values too, and whoever
/// has the rest of the lists could try those out until all decimals fit.
fn bits(number: f64, shown: &Shown<'_>) -> f64 {
    let scale = if shown.is_working() { 100.0 } else { 1.0 };
    (number * scale).round() / scale + 0.0
}

/// For each row but the first, the comparison with a row before it that weighs most; the rows that are
/// surest come first.
pub(super) fn joins(outcome: &Outcome, members: &[usize], shown: &Shown<'_>) -> Vec<Join> {
    let Some((first, rest)) = members.split_first() else { return Vec::new() };
    let link = |a: usize, b: usize| outcome.engine.link_ignoring_promises(Pair::new(a, b));
    // Each row that is not joined yet, with its best link to one that is.
    let mut outside: Vec<(usize, Link)> = rest.iter().map(|one| (*one, link(*first, *one))).collect();
    let mut joins = Vec::new();
    let best = |outside: &[(usize, Link)]| {
        (0..outside.len()).max_by(|a, b| by_weight(&outside[*a].1, &outside[*b].1))
    };
    while let Some(at) = best(&outside) {
        let (new, joining) = outside.remove(at);
        let old = if new == joining.pair.a() { joining.pair.b() } else { joining.pair.a() };
        joins.push(Join::new(outcome, &joining, (old, new), shown));
        for (one, known) in &mut outside {
            let link = link(new, *one);
            if by_weight(&link, known).is_gt() {
                *known = link;
            }
        }
    }
    joins
}

/// The weaker of two links first; of equally strong ones the later pair.
fn by_weight(a: &Link, b: &Link) -> std::cmp::Ordering {
    a.weight().total_cmp(&b.weight()).then_with(|| b.pair.cmp(&a.pair))
}

impl Join {
    fn new(outcome: &Outcome, link: &Link, (old, new): (usize, usize), shown: &Shown<'_>) -> Self {
        let key = |at: usize| {
            let key = outcome.mentions().get(at).map(|one| one.key());
            key.map_or_else(String::new, |key| shown.key(&key.source, &key.record))
        };
        let weights = weights(&link.contributions, shown);
        let prior = bits(link.prior, shown);
        let sum = prior + weights.iter().map(|one| one.bits).sum::<f64>();
        Join {
            a: key(old),
            b: key(new),
            prior,
            weight: if shown.is_working() { bits(link.weight(), shown) } else { sum },
            weights,
            probability: shown.rounded(outcome.posterior().probability(link.pair)),
            decided: outcome.engine.bound(link.pair) == Bound::Same,
        }
    }
}

/// The contributions of the fields that are shown whole.
fn weights(contributions: &[Contribution], shown: &Shown<'_>) -> Vec<Weight> {
    let mut weights = Vec::new();
    for one in contributions {
        let is_name = Role::ALL.iter().any(|role| role.as_str() == &*one.field);
        let field = if is_name { "name" } else { &*one.field };
        if shown.is_working() || shown.whole(field) {
            weights.push(Weight {
                field: one.field.to_string(),
                level: one.level,
                bits: bits(one.weight, shown),
            });
        }
    }
    weights
}

/// For each entry, by position, the others that could be the same person, the likeliest first. `entry_of` has the
/// entry of each mention.
pub(super) fn doubts(
    outcome: &Outcome,
    entry_of: &[usize],
    shown: &Shown<'_>,
) -> BTreeMap<usize, Vec<Doubt>> {
    let mut found: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (pair, probability) in outcome.posterior().pairs() {
        let (Some(a), Some(b)) = (entry_of.get(pair.a()), entry_of.get(pair.b())) else { continue };
        if a != b && probability > outcome.settings().keep_probability {
            let most = found.entry((*a.min(b), *a.max(b))).or_insert(0.0);
            *most = most.max(probability);
        }
    }
    let are_shown = |at: &usize| {
        outcome.register().entries().get(*at).is_some_and(|entry| shown.are_reasons_shown(entry))
    };
    let is_birthday_given = |a: usize, b: usize| {
        let entries = outcome.register().entries();
        entries.get(a).zip(entries.get(b)).is_some_and(|(a, b)| shown.is_birthday_given_by(a, b))
    };
    found.retain(|(a, b), _| are_shown(a) && are_shown(b) && !is_birthday_given(*a, *b));
    let mut doubts: BTreeMap<usize, Vec<Doubt>> = BTreeMap::new();
    let id = |at: usize| outcome.register().entries().get(at).map_or_else(String::new, |one| shown.id(one));
    for ((a, b), probability) in found {
        for (of, other) in [(a, b), (b, a)] {
            let doubt = Doubt { person: id(other), probability: shown.rounded(probability) };
            doubts.entry(of).or_default().push(doubt);
        }
    }
    for all in doubts.values_mut() {
        all.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.person.cmp(&b.person)));
    }
    doubts
}
