//! Scores pairs: a [`Model`] prepared for the comparisons of a run.
//!
//! In: the comparison vector of a pair. Out: its evidence in bits, the probability of the vector in each of five
//! cases, or a whole [`Link`]. The cases are one person with legible names, one person with a garbled name,
//! strangers, relatives and namesakes.

use std::sync::Arc;

use super::contradiction::{Contradiction, are_siblings, are_twins, is_for_a_reviewer};
use super::observations::{At, CaseProbabilities};
use super::{BIRTH, Contribution, Link, Model};
use crate::language::name::Role;
use crate::linkage::block::Pair;
use crate::linkage::compare::{Agreement, Comparer, Level, NameAgreement, Profile, Standing, name_levels};

/// Smallest probability of a level: a level that was never seen is not impossible.
pub(crate) const LEAST_PROBABILITY: f64 = 1e-6;
/// Smallest product of the probabilities of many fields, so that it never becomes 0.
const LEAST_PRODUCT: f64 = 1e-200;
/// Contribution of the cost of the readings of the names.
pub(crate) const ORDER: &str = "order";
/// Contribution of what relatives explain too.
pub(crate) const RELATIVES: &str = "relatives";
/// Contribution of what two people of one name explain too.
pub(crate) const NAMESAKES: &str = "namesakes";
/// Contribution of what a garbled name explains.
pub(crate) const GARBLED: &str = "garbled";

/// Scores comparison vectors of one [`Comparer`] with one [`Model`].
#[derive(Debug)]
pub struct Scorer {
    /// The parts of the name, in the order of `Role::ALL`.
    roles: Vec<FieldNumbers>,
    /// The other fields, in the order of `Profile::fields`.
    fields: Vec<FieldNumbers>,
    /// Names of the corrections, in the order in which `Scorer::lines` gives their bits.
    lines: [Arc<str>; 4],
    /// Share of the pairs of two people that are strangers. It and the next two sum to 1.
    strangers: f64,
    /// Share of the pairs of two people that are relatives.
    related: f64,
    /// Share of the pairs of two people that are namesakes.
    namesakes: f64,
    /// Share of the pairs of one person in which a name is garbled.
    garbled: f64,
    /// Share of the pairs of one person in which both names are legible.
    legible: f64,
    /// See `Link::names_are_confused`.
    names_are_confused: bool,
}

/// Share of pairs of one person with two known given names above which such names are no exception. In the documented
/// prior the levels of two known given names have m = 0.004 together.
const CONFUSED: f64 = 0.01;

/// One field with the numbers of the model.
#[derive(Debug)]
struct FieldNumbers {
    /// The name of the field.
    name: Arc<str>,
    /// Weight of the prior u, in records.
    weight: f64,
    /// Weight of a published share, in records.
    published: f64,
    /// How often relatives share the field as one person does, 0 to 1.
    shared: f64,
    /// The levels, by index.
    levels: Vec<LevelBits>,
}

/// The numbers of one level.
#[derive(Debug)]
struct LevelBits {
    name: &'static str,
    class: u8,
    standing: Standing,
    /// u of the level for a published share of 1: its prior u relative to that of equal values. 0 for levels to which
    /// a published share does not apply.
    per_bearer: f64,
    /// m-probability of the model; 1 if the model does not name the level.
    m: f64,
    /// u-probability of the prior, before the counts of the lists; 1 if the model does not name the level.
    u: f64,
    /// The disagreement that the level shows.
    contradicts: Option<Contradiction>,
}

/// The probabilities of one agreement, or the products over several.
#[derive(Clone, Copy, Debug)]
struct Chances {
    /// For two records of one person: m.
    one: f64,
    /// For two strangers: u.
    two: f64,
    /// For two relatives: between m and u.
    related: f64,
}

impl Scorer {
    /// Prepares the numbers of all comparisons. `list_length` is the mean length of the lists, in records. The
    /// expected numbers of relatives and of namesakes on another list, divided by it, are their shares of the pairs
    /// of two people.
    pub fn new(model: &Model, comparer: &Comparer, list_length: f64) -> Self {
        let role = |role: &Role| FieldNumbers::new(model, role.as_str(), name_levels());
        let links = model.links();
        let of_pairs = |of_people: f64| (of_people / list_length.max(1.0)).clamp(1e-12, 0.25);
        let (related, namesakes) = (of_pairs(links.relatives), of_pairs(links.namesakes));
        let garbled = links.garbled.clamp(1e-12, 0.5);
        Scorer {
            roles: Role::ALL.iter().map(role).collect(),
            fields: comparer
                .comparisons()
                .map(|one| FieldNumbers::new(model, one.name(), one.levels()))
                .collect(),
            lines: [ORDER, RELATIVES, NAMESAKES, GARBLED].map(Arc::from),
            strangers: 1.0 - related - namesakes,
            related,
            namesakes,
            garbled,
            legible: 1.0 - garbled,
            names_are_confused: links.other_names > CONFUSED,
        }
    }

    /// The evidence of a comparison vector: log2 of how much more probable it is for one person than for two people,
    /// in bits.
    pub fn evidence(&self, profile: &Profile) -> f64 {
        self.weigh(profile).evidence
    }

    /// The evidence of a comparison vector, its probability in each case, and the pair of readings that fits best.
    pub(crate) fn look(&self, profile: &Profile) -> Look {
        let Weighed { evidence, sums, reading } = self.weigh(profile);
        let kinds = CaseProbabilities {
            legible: sums.legible * self.legible,
            garbled: sums.garbled * self.garbled,
            strangers: sums.strangers * self.strangers,
            related: sums.related * self.related,
            namesakes: sums.namesakes * self.namesakes,
        };
        Look { evidence, kinds, reading }
    }

    /// Whether only a reviewer may join two records that disagree as this comparison vector shows, without building a
    /// link. `reading` is an index into `profile.names`, and `probability` is that of the two records alone.
    ///
    /// The rules for disagreements are those of [`Link::needs_a_reviewer`]. The limit of 0.1 that applies to every
    /// pair and the constraints on records (`Doubt`) are not checked here.
    pub(crate) fn needs_a_reviewer(
        &self,
        profile: &Profile,
        reading: usize,
        probability: f64,
        needed: f64,
    ) -> bool {
        let names = profile.names.get(reading).map(|name| name.roles.as_slice()).unwrap_or_default();
        let roles = self.roles.iter().zip(names);
        let levels = || {
            let all = roles.clone().chain(self.fields.iter().zip(&profile.fields));
            all.filter_map(|(field, one)| Some((&*field.name, field.level(one)?)))
        };
        let level = |of: &str| levels().find(|(field, _)| *field == of).map(|(_, level)| level.name);
        let is_one_day = level(BIRTH) == Some("same-day");
        let found = levels().filter_map(|(_, level)| {
            let found = level.contradicts?;
            (!(is_one_day && found == Contradiction::UnlikeGivenName)).then_some(found)
        });
        let are_twins = !self.names_are_confused && are_twins(level);
        let twins = are_twins.then_some(Contradiction::Twins);
        let are_siblings = !self.names_are_confused && are_siblings(level);
        let siblings = are_siblings.then_some(Contradiction::Siblings);
        is_for_a_reviewer(found.chain(twins).chain(siblings), probability, needed)
    }

    /// The levels that a comparison vector reaches under one pair of readings, field by field, each with its u.
    /// `reading` is an index into `profile.names`. Fields without a level are skipped.
    pub(crate) fn levels<'a>(
        &'a self,
        profile: &'a Profile,
        reading: usize,
    ) -> impl Iterator<Item = (At, f32)> + 'a {
        let names = profile.names.get(reading).map(|name| name.roles.as_slice()).unwrap_or_default();
        let roles = self.roles.iter().zip(names);
        let fields = self.fields.iter().zip(&profile.fields);
        // The other fields are numbered after all four roles, also those that the name lacks.
        let fields = fields.zip(self.roles.len()..);
        roles.zip(0..).chain(fields).filter_map(|((field, agreement), at)| {
            field.level(agreement)?;
            let at = (u16::try_from(at).ok()?, agreement.level?);
            Some((at, field.chances(agreement).two as f32))
        })
    }

    /// Weighs a comparison vector under the alignment of the names that is the best evidence for one person.
    ///
    /// Relatives and namesakes may be explained best by another alignment. For example, the father's name of one
    /// record next to the given name of the other is what relatives look like in the order of parts that their lists
    /// follow. So each case takes the alignment that fits it best, as a multiple of the probability for strangers.
    fn weigh(&self, profile: &Profile) -> Weighed {
        let mut rest = Chances::CERTAIN;
        for (field, agreement) in self.fields.iter().zip(&profile.fields) {
            rest.multiply(field.chances(agreement));
        }
        let mut best = Weighed::NONE;
        let mut most = f64::NEG_INFINITY;
        let (mut related, mut namesakes) = (0.0_f64, 0.0_f64);
        for (at, name) in profile.names.iter().enumerate() {
            if profile.names[..at].iter().any(|earlier| earlier.alignment == name.alignment) {
                continue;
            }
            let weighed = self.weigh_alignment(&profile.names[at..], rest);
            let sums = &weighed.sums;
            related = related.max(sums.related / sums.strangers);
            namesakes = namesakes.max(sums.namesakes / sums.strangers);
            let among_strangers = self.one(sums) / sums.strangers;
            if among_strangers > most {
                (best, most) = (Weighed { reading: at + weighed.reading, ..weighed }, among_strangers);
            }
        }
        best.sums.take_two_people(related, namesakes);
        let odds = self.one(&best.sums) / self.two(&best.sums);
        best.evidence = if odds > 0.0 { odds.log2() } else { f64::NEG_INFINITY };
        best
    }

    /// Sums the probabilities over all pairs of readings that have the same alignment as the first one.
    ///
    /// What two texts share is one observation, whatever the roles. Two people share it as often as under all
    /// readings together. So a common given name does not become a rare surname because it is read as one. One person
    /// needs both unusual readings, and pays the cost of both. For two people half of the bits are paid, as the cost
    /// of one reading.
    fn weigh_alignment(&self, readings: &[NameAgreement], rest: Chances) -> Weighed {
        let mut found = Weighed::NONE;
        let mut most = f64::NEG_INFINITY;
        for (at, reading) in readings.iter().enumerate() {
            if reading.alignment != readings[0].alignment {
                continue;
            }
            let name = self.name(reading);
            // Factors for the cost of both readings and, as its square root, of one.
            let both = if reading.bits == 0.0 { 1.0 } else { (-f64::from(reading.bits)).exp2() };
            let either = both.sqrt();
            let legible = name.one * rest.one * both;
            let sums = &mut found.sums;
            sums.legible += legible;
            sums.garbled += name.two * rest.one * both;
            sums.strangers += name.two * rest.two * either;
            sums.related += name.related * rest.related * either;
            sums.namesakes += name.one * rest.two * either;
            if legible > most {
                (found.reading, most) = (at, legible);
            }
        }
        found
    }

    /// The probabilities of the parts of the name under one pair of readings.
    fn name(&self, reading: &NameAgreement) -> Chances {
        let mut name = Chances::CERTAIN;
        for (field, agreement) in self.roles.iter().zip(&reading.roles) {
            name.multiply(field.chances(agreement));
        }
        name
    }

    /// The probability of the comparison vector for one person. Some names are misread, mistyped or replaced by
    /// another, and then agree no better than a stranger's. This limits how strongly names count against one person.
    fn one(&self, sums: &Sums) -> f64 {
        sums.legible * self.legible + sums.garbled * self.garbled
    }

    /// The probability of the comparison vector for two people: strangers, relatives or namesakes. Namesakes share
    /// their names as two records of one person do, and nothing else.
    fn two(&self, sums: &Sums) -> f64 {
        self.strangers_or_relatives(sums) + sums.namesakes * self.namesakes
    }

    /// The same without namesakes.
    fn strangers_or_relatives(&self, sums: &Sums) -> f64 {
        sums.strangers * self.strangers + sums.related * self.related
    }

    /// The bits of the four corrections: cost of the readings, relatives, namesakes, garbled names. `fields` is the
    /// sum of the weights of the fields, in bits. With it, the four sum to the evidence.
    fn lines(&self, weighed: &Weighed, fields: f64) -> [f64; 4] {
        let sums = &weighed.sums;
        let among_strangers = (sums.legible / sums.strangers).log2();
        let with_relatives = (sums.legible / self.strangers_or_relatives(sums)).log2();
        let with_namesakes = (sums.legible / self.two(sums)).log2();
        [
            among_strangers - fields,
            with_relatives - among_strangers,
            with_namesakes - with_relatives,
            weighed.evidence - with_namesakes,
        ]
    }

    /// Scores a comparison vector and lists all contributions. `prior` is log2 of the prior odds of the pair, in
    /// bits. The cost of the readings is listed only if there is more than one pair of readings.
    pub fn link(&self, pair: Pair, profile: &Profile, prior: f64) -> Link {
        let weighed = self.weigh(profile);
        let name = profile.names.get(weighed.reading).copied().unwrap_or_default();
        let mut contributions: Vec<Contribution> = Vec::new();
        let roles = self.roles.iter().zip(&name.roles);
        let fields = self.fields.iter().zip(&profile.fields);
        contributions
            .extend(roles.chain(fields).filter_map(|(field, agreement)| field.contribution(agreement)));
        let fields: f64 = contributions.iter().map(|one| one.weight).sum();
        let lines = self.lines(&weighed, fields);
        let is_said = |at: usize| at > 0 || profile.names.len() > 1;
        let said = self.lines.iter().zip(lines).enumerate().filter(|(at, _)| is_said(*at));
        contributions.extend(said.map(|(_, (line, bits))| bare(line, bits)));
        Link {
            pair,
            evidence: weighed.evidence,
            prior,
            contributions,
            readings: name.readings,
            names_are_confused: self.names_are_confused,
        }
    }
}

/// The result of weighing a comparison vector without listing contributions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// log2 of how much more probable the agreement is for one person than for two people, in bits.
    pub(crate) evidence: f64,
    /// The probability of the vector in each case, times the prior share of the case.
    pub(crate) kinds: CaseProbabilities,
    /// The pair of readings that fits best, as an index into `Profile::names`.
    pub(crate) reading: usize,
}

impl Look {
    /// Whether two people with this comparison vector may be relatives or namesakes. Such pairs are used to estimate
    /// how many there are.
    pub(crate) fn may_be_related(&self) -> bool {
        self.kinds.related.max(self.kinds.namesakes) >= LEAST_ODDS * self.kinds.strangers
    }
}

/// Smallest odds of relatives or namesakes against strangers for a pair to be used. There are many pairs below it,
/// and hardly one of relatives.
const LEAST_ODDS: f64 = 1e-3;

/// The evidence of a comparison vector and the pair of readings that it comes from.
#[derive(Clone, Copy, Debug)]
struct Weighed {
    /// Index into `Profile::names`.
    reading: usize,
    /// In bits.
    evidence: f64,
    sums: Sums,
}

/// The probability of a comparison vector in each case, summed over readings, without the prior shares of the cases.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// One person, both names legible.
    legible: f64,
    /// One person, one name garbled: the names agree as those of strangers, the other fields as those of one person.
    garbled: f64,
    /// Two strangers.
    strangers: f64,
    /// Two relatives.
    related: f64,
    /// Two people of one name: the names agree as those of one person, the other fields as those of strangers.
    namesakes: f64,
}

impl Sums {
    /// Sets the probabilities of relatives and namesakes. Each is given as a multiple of that of strangers, under the
    /// alignment that fits it best.
    fn take_two_people(&mut self, related: f64, namesakes: f64) {
        self.related = related * self.strangers;
        self.namesakes = namesakes * self.strangers;
    }
}

impl Weighed {
    /// A vector that is impossible for one person.
    const NONE: Weighed = Weighed {
        reading: 0,
        evidence: f64::NEG_INFINITY,
        sums: Sums { legible: 0.0, garbled: 0.0, strangers: 0.0, related: 0.0, namesakes: 0.0 },
    };
}

impl FieldNumbers {
    /// Looks up the numbers of a field. Levels that the model does not name get m = u = 1, so they add nothing.
    fn new(model: &Model, name: &str, levels: &[Level]) -> Self {
        let prior = model.field(name);
        let chance =
            |level: &Level| prior.and_then(|prior| prior.levels.get(level.name)).map_or(1.0, |one| one.u);
        // The first level is that of equal values. Its u is the probability that two people bear the same name.
        let equal = levels.first().map_or(1.0, chance).max(LEAST_PROBABILITY);
        let one = |level: &Level| {
            let known = prior.and_then(|prior| prior.levels.get(level.name));
            let is_of_names = level.agrees && level.class == 0;
            LevelBits {
                name: level.name,
                class: level.class,
                standing: level.standing,
                per_bearer: if is_of_names { chance(level) / equal } else { 0.0 },
                m: known.map_or(1.0, |one| one.m),
                u: known.map_or(1.0, |one| one.u),
                contradicts: Contradiction::of(name, level.name),
            }
        };
        FieldNumbers {
            name: name.into(),
            weight: prior.map_or(1.0, |prior| prior.weight),
            published: prior.map_or(0.0, |prior| prior.published),
            shared: prior.map_or(0.0, |prior| prior.shared),
            levels: levels.iter().map(one).collect(),
        }
    }

    /// The level that was reached; `None` if the field could not be compared.
    fn level(&self, agreement: &Agreement) -> Option<&LevelBits> {
        self.levels.get(usize::from(agreement.level?))
    }

    /// The probabilities of an agreement; all 1 if the field could not be compared. u is a mean of three shares with
    /// their weights in records: the share of other records on the lists that agree as well, the u of the prior, and
    /// a published share if there is one.
    fn chances(&self, agreement: &Agreement) -> Chances {
        let Some(level) = self.level(agreement) else {
            return Chances::CERTAIN;
        };
        let (others, of) = (f64::from(agreement.others), f64::from(agreement.of));
        let published = agreement.published.filter(|_| level.per_bearer > 0.0).map(f64::from);
        let (of_published, rows) = match published {
            Some(share) => (share * level.per_bearer * self.published, self.published),
            None => (0.0, 0.0),
        };
        let u = (others + self.weight * level.u + of_published) / (of + self.weight + rows);
        let u = u.clamp(LEAST_PROBABILITY, 1.0);
        let m = level.m.max(LEAST_PROBABILITY);
        let related = self.shared * m + (1.0 - self.shared) * u;
        Chances { one: m, two: u, related }
    }

    /// What the field adds to a link; `None` if it could not be compared.
    fn contribution(&self, agreement: &Agreement) -> Option<Contribution> {
        let level = self.level(agreement)?;
        let chances = self.chances(agreement);
        Some(Contribution {
            field: self.name.clone(),
            level: level.name,
            class: level.class,
            standing: Some(level.standing),
            weight: (chances.one / chances.two).log2(),
            related: (chances.related / chances.two).log2(),
            others: f64::from(agreement.others),
            of: f64::from(agreement.of),
            published: agreement.published.filter(|_| level.per_bearer > 0.0).map(f64::from),
        })
    }
}

/// The contribution of a correction.
fn bare(field: &Arc<str>, weight: f64) -> Contribution {
    Contribution {
        field: field.clone(),
        level: "",
        class: 0,
        standing: None,
        weight,
        related: 0.0,
        others: 0.0,
        of: 0.0,
        published: None,
    }
}

impl Chances {
    /// The probabilities of a missing field, which change no product.
    const CERTAIN: Chances = Chances { one: 1.0, two: 1.0, related: 1.0 };

    /// Multiplies each probability, but to no less than [`LEAST_PRODUCT`].
    fn multiply(&mut self, other: Chances) {
        for (product, factor) in
            [(&mut self.one, other.one), (&mut self.two, other.two), (&mut self.related, other.related)]
        {
            *product = (*product * factor).max(LEAST_PRODUCT);
        }
    }
}
