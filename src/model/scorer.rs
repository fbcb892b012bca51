//! A model made ready for the comparisons of a run.

use std::sync::Arc;

use super::{Contribution, Link, Model};
use crate::block::Pair;
use crate::compare::{Agreement, Comparer, Level, NameAgreement, Profile, Standing, name_levels};
use crate::name::Role;

/// No probability of a level is taken to be smaller: a level never seen is not impossible.
const LEAST_PROBABILITY: f64 = 1e-6;
/// The line of a link for the price of its readings.
pub(crate) const ORDER: &str = "order";
/// The line of a link for what relatives explain as well.
pub(crate) const RELATIVES: &str = "relatives";

/// Scores profiles of one [`Comparer`] with one [`Model`].
#[derive(Debug)]
pub struct Scorer {
    roles: Vec<Field>,
    fields: Vec<Field>,
    order: Arc<str>,
    relatives: Arc<str>,
    /// The probability that two people of two rows are relatives.
    related: f64,
}

#[derive(Debug)]
struct Field {
    name: Arc<str>,
    weight: f64,
    shared: f64,
    levels: Vec<LevelBits>,
}

#[derive(Debug)]
struct LevelBits {
    name: &'static str,
    class: u8,
    standing: Standing,
    m: f64,
    u: f64,
}

/// log2 m, log2 u and log2 u for relatives, of one agreement or a sum of them.
#[derive(Clone, Copy, Debug, Default)]
struct Bits {
    one: f64,
    two: f64,
    related: f64,
}

impl Scorer {
    /// Looks up the levels of all comparisons. `list_length` is the mean length of the lists, which
    /// the relatives of a person are spread over.
    pub fn new(model: &Model, comparer: &Comparer, list_length: f64) -> Self {
        let role = |role: &Role| Field::new(model, role.as_str(), name_levels());
        Scorer {
            roles: Role::ALL.iter().map(role).collect(),
            fields: comparer.comparisons().map(|one| Field::new(model, one.name(), one.levels())).collect(),
            order: ORDER.into(),
            relatives: RELATIVES.into(),
            related: (model.links().relatives / list_length.max(1.0)).clamp(1e-12, 0.5),
        }
    }

    /// The evidence of a profile in bits, and the index of the pair of readings that fits best.
    pub fn evidence(&self, profile: &Profile) -> (usize, f64) {
        let mut rest = Bits::default();
        for (field, agreement) in self.fields.iter().zip(&profile.fields) {
            rest.add(field.bits(agreement));
        }
        let mut best = (0, f64::NEG_INFINITY);
        for (at, name) in profile.names.iter().enumerate() {
            let evidence = self.evidence_of(name, rest);
            if evidence > best.1 {
                best = (at, evidence);
            }
        }
        best
    }

    fn evidence_of(&self, name: &NameAgreement, rest: Bits) -> f64 {
        let mut sum = rest;
        for (field, agreement) in self.roles.iter().zip(&name.roles) {
            sum.add(field.bits(agreement));
        }
        sum.one - self.two_people(sum) - f64::from(name.bits)
    }

    /// log2 of the probability of the agreement for two people, related or not.
    fn two_people(&self, sum: Bits) -> f64 {
        let strangers = sum.two + (1.0 - self.related).log2();
        let relatives = sum.related + self.related.log2();
        let (low, high) = (strangers.min(relatives), strangers.max(relatives));
        high + (1.0 + (low - high).exp2()).log2()
    }

    /// Scores a profile in full. `prior` is log2 of the prior odds of the pair.
    pub fn link(&self, pair: Pair, profile: &Profile, prior: f64) -> Link {
        let (at, evidence) = self.evidence(profile);
        let name = profile.names.get(at).copied().unwrap_or_default();
        let mut contributions: Vec<Contribution> = Vec::new();
        let roles = self.roles.iter().zip(&name.roles);
        let fields = self.fields.iter().zip(&profile.fields);
        contributions
            .extend(roles.chain(fields).filter_map(|(field, agreement)| field.contribution(agreement)));
        if name.bits > 0.0 {
            contributions.push(bare(&self.order, -f64::from(name.bits)));
        }
        let sum: f64 = contributions.iter().map(|one| one.weight).sum();
        contributions.push(bare(&self.relatives, evidence - sum));
        Link { pair, evidence, prior, contributions, readings: name.readings }
    }
}

impl Field {
    fn new(model: &Model, name: &str, levels: &[Level]) -> Self {
        let prior = model.field(name);
        let one = |level: &Level| {
            let known = prior.and_then(|prior| prior.levels.get(level.name));
            LevelBits {
                name: level.name,
                class: level.class,
                standing: level.standing,
                m: known.map_or(1.0, |one| one.m),
                u: known.map_or(1.0, |one| one.u),
            }
        };
        Field {
            name: name.into(),
            weight: prior.map_or(1.0, |prior| prior.weight),
            shared: prior.map_or(0.0, |prior| prior.shared),
            levels: levels.iter().map(one).collect(),
        }
    }

    fn level(&self, agreement: &Agreement) -> Option<&LevelBits> {
        self.levels.get(usize::from(agreement.level?))
    }

    fn bits(&self, agreement: &Agreement) -> Bits {
        let Some(level) = self.level(agreement) else {
            return Bits::default();
        };
        let (others, of) = (f64::from(agreement.others), f64::from(agreement.of));
        let u = ((others + self.weight * level.u) / (of + self.weight)).max(LEAST_PROBABILITY);
        let m = level.m.max(LEAST_PROBABILITY);
        let related = self.shared * m + (1.0 - self.shared) * u;
        Bits { one: m.log2(), two: u.log2(), related: related.log2() }
    }

    fn contribution(&self, agreement: &Agreement) -> Option<Contribution> {
        let level = self.level(agreement)?;
        let bits = self.bits(agreement);
        Some(Contribution {
            field: self.name.clone(),
            level: level.name,
            class: level.class,
            standing: Some(level.standing),
            weight: bits.one - bits.two,
            others: f64::from(agreement.others),
            of: f64::from(agreement.of),
        })
    }
}

fn bare(field: &Arc<str>, weight: f64) -> Contribution {
    Contribution { field: field.clone(), level: "", class: 0, standing: None, weight, others: 0.0, of: 0.0 }
}

impl Bits {
    fn add(&mut self, other: Bits) {
        self.one += other.one;
        self.two += other.two;
        self.related += other.related;
    }
}
