//! The reasons of a view: why the records of an entry were joined, and which entries could be the same
//! person.
//!
//! Takes an [`Outcome`] and the policy; gives [`Join`]s and [`Doubt`]s. It joins nothing
//! itself.

use std::collections::BTreeMap;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::shown::Shown;
use crate::language::name::Role;
use crate::linkage::binding::Bound;
use crate::linkage::block::Pair;
use crate::linkage::model::{Contribution, Link};
use crate::register::outcome::Outcome;

/// The comparison that joins a record to an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Join {
    /// The record that was in the entry already, as `list:record`.
    pub a: String,
    /// The record that is joined to it, as `list:record`.
    pub b: String,
    /// log2 of the prior odds that the two are one person, in bits.
    pub prior: f64,
    /// The weight of each field in bits. In a working copy they and the prior sum to `weight`, except
    /// for rounding. A publication has only the fields that are shown whole, because a weight reveals
    /// whether two withheld values are equal.
    pub weights: Vec<Weight>,
    /// log2 of the odds that the two are one person, in bits. In a publication it is the sum of the
    /// prior and the shown weights.
    pub weight: f64,
    /// Probability from 0 to 1 that the two are one person, considering all records. Four decimals; two
    /// in a publication.
    pub probability: f64,
    /// Whether a reviewer decided that the two are one person. Then the weights did not join them.
    pub decided: bool,
}

/// The weight of one field in a join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Weight {
    /// The field, such as `surname`; `order` for the cost of an unusual order of name parts;
    /// `relatives`, `namesakes` and `garbled` for what else would explain the agreement.
    pub field: String,
    /// The comparison level, such as `same`; empty for the adjustments, which have no levels.
    pub level: Cow<'static, str>,
    /// log2(m/u) of the level, in bits. Two decimals; whole bits in a publication.
    pub bits: f64,
}

/// Another entry that could be the same person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Doubt {
    /// The id of that entry.
    pub person: String,
    /// The greatest probability, from 0 to 1, that a record of one entry and a record of the other are
    /// one person.
    pub probability: f64,
}

/// Bits with two decimals; whole bits in a publication. They also depend on withheld values, and with
/// the rest of the lists somebody could guess these until all decimals fit. The sum avoids minus zero.
fn bits(number: f64, shown: &Shown<'_>) -> f64 {
    let scale = if shown.is_working() { 100.0 } else { 1.0 };
    (number * scale).round() / scale + 0.0
}

/// For each member but the first, its strongest comparison with a member that was joined before it: a
/// maximum spanning tree over the records of an entry, built with Prim's algorithm. `members` are
/// positions of mentions. Scores every pair of members once.
///
/// So an entry of three records has two joins. The weight of a cluster is not the sum of its pairs (see
/// the guide on the method), so the joins show why the records fit and do not add up to the probability
/// of the entry.
pub(super) fn joins(outcome: &Outcome, members: &[usize], shown: &Shown<'_>) -> Vec<Join> {
    let Some((first, rest)) = members.split_first() else { return Vec::new() };
    let link = |a: usize, b: usize| outcome.reconciled.engine.link_ignoring_promises(Pair::new(a, b));
    // Each record that is not joined yet, with its strongest link to a record that is.
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

/// Orders links by weight, the weaker first. Of equal links the later pair comes first.
fn by_weight(a: &Link, b: &Link) -> std::cmp::Ordering {
    a.weight().total_cmp(&b.weight()).then_with(|| b.pair.cmp(&a.pair))
}

impl Join {
    /// The join of the record `new` to the record `old`, both positions of mentions.
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
            decided: outcome.reconciled.engine.bound(link.pair) == Bound::Same,
        }
    }
}

/// The weights of the fields that are shown whole. All parts of the name follow the policy of `name`.
fn weights(contributions: &[Contribution], shown: &Shown<'_>) -> Vec<Weight> {
    let mut weights = Vec::new();
    for one in contributions {
        let is_name = Role::ALL.iter().any(|role| role.as_str() == &*one.field);
        let field = if is_name { "name" } else { &*one.field };
        if shown.is_weight_shown(field) {
            weights.push(Weight {
                field: one.field.to_string(),
                level: one.level.into(),
                bits: bits(one.weight, shown),
            });
        }
    }
    weights
}

/// For each entry, by position in the register, the other entries that could be the same person, the
/// most likely first.
///
/// `entry_of` has the entry of each mention. Pairs at or below `keep_probability` are left out. So are
/// pairs of entries whose reasons are not shown, and pairs that would together reveal a birthday.
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
