//! A model made ready for the comparisons of a run.

use std::sync::Arc;

use super::contradiction::{Contradiction, are_siblings, are_twins, is_for_a_reviewer};
use super::observations::{At, Kinds};
use super::{BIRTH, Contribution, Link, Model};
use crate::language::name::Role;
use crate::linkage::block::Pair;
use crate::linkage::compare::{Agreement, Comparer, Level, NameAgreement, Profile, Standing, name_levels};

/// No probability of a level is taken to be smaller: a level never seen is not impossible.
pub(crate) const LEAST_PROBABILITY: f64 = 1e-6;
/// What dozens of fields say together is not taken to be less likely, so that it stays a number.
const LEAST_PRODUCT: f64 = 1e-200;
/// The line of a link for the price of its readings.
pub(crate) const ORDER: &str = "order";
/// The line of a link for what relatives explain as well.
pub(crate) const RELATIVES: &str = "relatives";
/// The line of a link for what two people of one name explain as well.
pub(crate) const NAMESAKES: &str = "namesakes";
/// The line of a link for what a garbled name explains.
pub(crate) const GARBLED: &str = "garbled";

/// Scores profiles of one [`Comparer`] with one [`Model`].
#[derive(Debug)]
pub struct Scorer {
    roles: Vec<Field>,
    fields: Vec<Field>,
    lines: [Arc<str>; 4],
    /// The probability that two people of two rows are strangers, relatives, namesakes.
    strangers: f64,
    related: f64,
    namesakes: f64,
    /// The probability that the name of a row is garbled, and that it is not.
    garbled: f64,
    legible: f64,
    names_are_confused: bool,
}

/// From this share on two known given names of one person are no exception; the documented prior has m = 0.004.
const CONFUSED: f64 = 0.01;

#[derive(Debug)]
struct Field {
    name: Arc<str>,
    weight: f64,
    published: f64,
    shared: f64,
    levels: Vec<LevelBits>,
}

#[derive(Debug)]
struct LevelBits {
    name: &'static str,
    class: u8,
    standing: Standing,
    /// How common a published share makes the level, for each person that bears the name; 0 for levels
    /// that it says nothing of.
    per_bearer: f64,
    m: f64,
    u: f64,
    contradicts: Option<Contradiction>,
}

/// m, u and u for relatives, of one agreement or the product of several.
#[derive(Clone, Copy, Debug)]
struct Chances {
    one: f64,
    two: f64,
    related: f64,
}

impl Scorer {
    /// Looks up the levels of all comparisons. `list_length` is the mean length of the lists, which
    /// the relatives and the namesakes of a person are spread over.
    pub fn new(model: &Model, comparer: &Comparer, list_length: f64) -> Self {
        let role = |role: &Role| Field::new(model, role.as_str(), name_levels());
        let links = model.links();
        let of_pairs = |of_people: f64| (of_people / list_length.max(1.0)).clamp(1e-12, 0.25);
        let (related, namesakes) = (of_pairs(links.relatives), of_pairs(links.namesakes));
        let garbled = links.garbled.clamp(1e-12, 0.5);
        Scorer {
            roles: Role::ALL.iter().map(role).collect(),
            fields: comparer.comparisons().map(|one| Field::new(model, one.name(), one.levels())).collect(),
            lines: [ORDER, RELATIVES, NAMESAKES, GARBLED].map(Arc::from),
            strangers: 1.0 - related - namesakes,
            related,
            namesakes,
            garbled,
            legible: 1.0 - garbled,
            names_are_confused: links.other_names > CONFUSED,
        }
    }

    /// The evidence of a profile in bits.
    pub fn evidence(&self, profile: &Profile) -> f64 {
        self.weigh(profile).evidence
    }

    /// What each kind of pair makes of a profile, and which of its names fits best.
    pub(crate) fn look(&self, profile: &Profile) -> Look {
        let Weighed { evidence, sums, reading } = self.weigh(profile);
        let kinds = Kinds {
            legible: sums.legible * self.legible,
            garbled: sums.garbled * self.garbled,
            strangers: sums.strangers * self.strangers,
            related: sums.related * self.related,
            namesakes: sums.namesakes * self.namesakes,
        };
        Look { evidence, kinds, reading }
    }

    /// Whether only a reviewer may join two records of this profile that are one person with this probability by
    /// themselves; see [`Link::needs_a_reviewer`].
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

    /// The levels that a profile reaches with one of its names, field by field, each with its u.
    pub(crate) fn levels<'a>(
        &'a self,
        profile: &'a Profile,
        reading: usize,
    ) -> impl Iterator<Item = (At, f32)> + 'a {
        let names = profile.names.get(reading).map(|name| name.roles.as_slice()).unwrap_or_default();
        let roles = self.roles.iter().zip(names);
        let fields = self.fields.iter().zip(&profile.fields);
        // A role that a name lacks has its place all the same.
        let fields = fields.zip(self.roles.len()..);
        roles.zip(0..).chain(fields).filter_map(|((field, agreement), at)| {
            field.level(agreement)?;
            let at = (u16::try_from(at).ok()?, agreement.level?);
            Some((at, field.chances(agreement).two as f32))
        })
    }

    /// The alignment of the names that speaks most for one person. Two people may be explained by another
    /// alignment than one person is: the father's name of one row beside the given name of the other is what
    /// relatives look like in the order that their lists follow.
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

    /// The sums over the readings that put the same parts side by side as the first. What two texts share
    /// is one observation, whatever the roles: two people share it as often as under all readings
    /// together, so a common given name does not become a rare surname by being read as one. Two
    /// unusual readings are needed to see it, one to have been printed so.
    fn weigh_alignment(&self, readings: &[NameAgreement], rest: Chances) -> Weighed {
        let mut found = Weighed::NONE;
        let mut most = f64::NEG_INFINITY;
        for (at, reading) in readings.iter().enumerate() {
            if reading.alignment != readings[0].alignment {
                continue;
            }
            let name = self.name(reading);
            // What two unusual readings cost, and what one does.
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

    fn name(&self, reading: &NameAgreement) -> Chances {
        let mut name = Chances::CERTAIN;
        for (field, agreement) in self.roles.iter().zip(&reading.roles) {
            name.multiply(field.chances(agreement));
        }
        name
    }

    /// The probability of the agreement for one person. A name now and then is misread, mistyped or
    /// another one altogether, so that it agrees no better than a stranger's; more than that it cannot
    /// speak against one person.
    fn one(&self, sums: &Sums) -> f64 {
        sums.legible * self.legible + sums.garbled * self.garbled
    }

    /// The probability of the agreement for two people: strangers, relatives or namesakes, who share
    /// their names as one person's rows do and nothing else.
    fn two(&self, sums: &Sums) -> f64 {
        self.strangers_or_relatives(sums) + sums.namesakes * self.namesakes
    }

    fn strangers_or_relatives(&self, sums: &Sums) -> f64 {
        sums.strangers * self.strangers + sums.related * self.related
    }

    /// What the lines beside the fields add: the price of the readings, relatives, namesakes and
    /// garbled names, in this order. `fields` is the sum of the fields.
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

    /// Scores a profile in full. `prior` is log2 of the prior odds of the pair.
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

/// What each kind of pair makes of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// log2 of how much likelier the agreement is for one person than for two.
    pub(crate) evidence: f64,
    pub(crate) kinds: Kinds,
    /// Which of the names of the profile fits best.
    pub(crate) reading: usize,
}

impl Look {
    /// Whether two people of this profile may well be relatives or namesakes: such pairs teach how many there are.
    pub(crate) fn may_be_related(&self) -> bool {
        self.kinds.related.max(self.kinds.namesakes) >= LEAST_ODDS * self.kinds.strangers
    }
}

/// Relatives and namesakes of smaller odds against strangers are not counted: there are many such pairs, and hardly
/// one of relatives.
const LEAST_ODDS: f64 = 1e-3;

/// The evidence of a profile and the readings that it stands on.
#[derive(Clone, Copy, Debug)]
struct Weighed {
    reading: usize,
    evidence: f64,
    sums: Sums,
}

/// The probability of an agreement, summed over readings, for each way it can come about.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// One person, whose names are legible.
    legible: f64,
    /// One person, a name of whom is garbled.
    garbled: f64,
    strangers: f64,
    related: f64,
    namesakes: f64,
}

impl Sums {
    /// Takes what relatives and namesakes explain under the alignment that each of them fits best, as a
    /// multiple of what strangers do.
    fn take_two_people(&mut self, related: f64, namesakes: f64) {
        self.related = related * self.strangers;
        self.namesakes = namesakes * self.strangers;
    }
}

impl Weighed {
    const NONE: Weighed = Weighed {
        reading: 0,
        evidence: f64::NEG_INFINITY,
        sums: Sums { legible: 0.0, garbled: 0.0, strangers: 0.0, related: 0.0, namesakes: 0.0 },
    };
}

impl Field {
    fn new(model: &Model, name: &str, levels: &[Level]) -> Self {
        let prior = model.field(name);
        let chance =
            |level: &Level| prior.and_then(|prior| prior.levels.get(level.name)).map_or(1.0, |one| one.u);
        // The first level is that of equal values: two people reach it as often as they bear one name.
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
        Field {
            name: name.into(),
            weight: prior.map_or(1.0, |prior| prior.weight),
            published: prior.map_or(0.0, |prior| prior.published),
            shared: prior.map_or(0.0, |prior| prior.shared),
            levels: levels.iter().map(one).collect(),
        }
    }

    fn level(&self, agreement: &Agreement) -> Option<&LevelBits> {
        self.levels.get(usize::from(agreement.level?))
    }

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
    const CERTAIN: Chances = Chances { one: 1.0, two: 1.0, related: 1.0 };

    fn multiply(&mut self, other: Chances) {
        for (product, factor) in
            [(&mut self.one, other.one), (&mut self.two, other.two), (&mut self.related, other.related)]
        {
            *product = (*product * factor).max(LEAST_PRODUCT);
        }
    }
}
