//! Probability of an agreement of two names, for one person and for two.
//!
//! In: levels of the roles under one pair of readings, and m and u of a model. Out: two probabilities, summed over
//! the readings that align the same parts.
//!
//! For two people the probability is a mixture of strangers, relatives, namesakes and doubles (surname and given name
//! both similar). The shares of the mixture describe pairs that somebody selected for comparison, not all pairs.

use crate::language::name::{NameValue, Role};
use crate::linkage::compare::NAME_LEVELS;
use crate::linkage::model::{LEAST_PROBABILITY, Model};

/// Weight of a published name frequency against the prior u, in records.
const PUBLISHED_ROWS: f64 = 1000.0;

/// Share of strangers among pairs of two people that are selected for comparison. Names that nobody would confuse are
/// not selected. The four shares are judgement and sum to 1.
const STRANGERS: f64 = 0.35;
/// Share of relatives. The surname is the same, often the father's name too.
const RELATIVES: f64 = 0.30;
/// Share of namesakes. The given name is the same; in half of the pairs the father's name too.
const NAMESAKES: f64 = 0.25;
/// Share of doubles. Surname and given name are both similar.
const DOUBLES: f64 = 0.10;

/// Probability that the fathers' names of namesakes agree as those of one person do.
const NAMESAKES_SHARE_FATHER: f64 = 0.5;
/// Probability of each level of a part for doubles, in the order of the levels. Faint similarity is more frequent
/// than for one person.
const ALIKE: [f64; 10] = [0.45, 0.15, 0.2, 0.1, 0.0, 0.0, 0.1, 0.0, 1.0, 0.0];

/// How two names agree under one pair of readings.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadingAgreement {
    /// The reading of each name, by index.
    pub(super) readings: (usize, usize),
    /// For each role the level and the frequency factor of u; `None` if a name lacks the role.
    pub(super) roles: [Option<(u8, f64)>; 4],
    /// Product of the shares of both readings, each relative to the most likely reading of its name.
    pub(super) belief: f64,
}

/// The readings that align the same parts, added up. What two texts share is one observation, whatever roles the
/// parts have. A run does the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct WeighedAlignment {
    /// Which parts are compared with each other; the bits of the two sides, for each role, sorted.
    alignment: [u32; 4],
    /// Probability of the agreement for one person, summed over the readings.
    one: f64,
    /// The same for two people.
    two: f64,
    /// The largest term of `one`.
    best: f64,
    /// The agreement with the largest term of `one`.
    pub(super) agreement: ReadingAgreement,
}

impl WeighedAlignment {
    /// Likelihood ratio of one person against two.
    pub(super) fn ratio(&self) -> f64 {
        self.one / self.two
    }

    /// Probability of one person, with even prior odds.
    pub(super) fn probability(&self) -> f64 {
        self.one / (self.one + self.two)
    }
}

/// All alignments of two names. Two names have few, so a linear search is fastest.
#[derive(Debug, Default)]
pub(super) struct Alignments {
    /// Each alignment once, in the order in which they were found.
    all: Vec<WeighedAlignment>,
}

impl Alignments {
    /// Adds the probabilities of an agreement, for one person and for two.
    pub(super) fn add(&mut self, alignment: [u32; 4], agreement: ReadingAgreement, [one, two]: [f64; 2]) {
        // Two people's names are compared because they look similar, so an unlikely reading is discounted half as
        // much (in bits) as for one person.
        let (one, two) = (one * agreement.belief, two * agreement.belief.sqrt());
        match self.all.iter_mut().find(|known| known.alignment == alignment) {
            Some(known) => {
                known.one += one;
                known.two += two;
                if one > known.best {
                    (known.best, known.agreement) = (one, agreement);
                }
            }
            None => self.all.push(WeighedAlignment { alignment, one, two, best: one, agreement }),
        }
    }

    /// The alignment with the largest likelihood ratio; among equal ones the first. `None` if no readings were added.
    pub(super) fn best(&self) -> Option<&WeighedAlignment> {
        self.all.iter().reduce(|best, next| if next.ratio() > best.ratio() { next } else { best })
    }
}

/// m and u of the levels by role, and the weights of name frequencies. Arrays are in the order of [`Role::ALL`].
#[derive(Clone, Debug)]
pub(super) struct Likelihood {
    /// m and u of each level.
    roles: [Vec<LevelChances>; 4],
    /// log2(m/u) of each level, for names that are as frequent as the model expects.
    bits: [Vec<f64>; 4],
    /// Weight of the prior u, in records.
    weights: [f64; 4],
    /// Probability that relatives share the part as one person does.
    shared: [f64; 4],
}

/// m and u of one level.
#[derive(Clone, Copy, Debug)]
struct LevelChances {
    /// Probability of the level for two records of one person.
    m: f64,
    /// Probability of the level for two strangers.
    u: f64,
}

impl Likelihood {
    /// Takes the values of the name roles from a model. A level that the model lacks gets 1 for both m and u, so it
    /// adds 0 bits.
    pub(super) fn new(model: &Model) -> Self {
        let field = |role: Role| model.field(role.as_str());
        let chances = |role: Role| {
            let of = |level: &crate::linkage::compare::Level| {
                let known = field(role).and_then(|prior| prior.levels.get(level.name));
                let at_least = |chance: f64| chance.max(LEAST_PROBABILITY);
                LevelChances {
                    m: at_least(known.map_or(1.0, |one| one.m)),
                    u: at_least(known.map_or(1.0, |one| one.u)),
                }
            };
            NAME_LEVELS.iter().map(of).collect()
        };
        let roles: [Vec<LevelChances>; 4] = Role::ALL.map(chances);
        let bits = |role: Role| {
            roles[role as usize].iter().map(|one: &LevelChances| (one.m / one.u).log2()).collect()
        };
        Likelihood {
            bits: Role::ALL.map(bits),
            roles,
            weights: Role::ALL.map(|role| field(role).map_or(1.0, |prior| prior.weight)),
            shared: Role::ALL.map(|role| field(role).map_or(0.0, |prior| prior.shared)),
        }
    }

    /// Frequency factor of u for two values: how many times more frequent the name is than the prior expects. 1 if no
    /// frequency is published for either. If both have one, their mean counts.
    pub(super) fn commonness(&self, role: Role, a: &NameValue, b: &NameValue) -> f64 {
        let share = match (a.published_share(), b.published_share()) {
            (None, None) => return 1.0,
            (Some(share), None) | (None, Some(share)) => share,
            (Some(a), Some(b)) => (a + b) / 2.0,
        };
        let expected = self.roles[role as usize].first().map_or(1.0, |same| same.u);
        let weight = self.weights[role as usize];
        (share * PUBLISHED_ROWS + expected * weight) / ((PUBLISHED_ROWS + weight) * expected)
    }

    /// log2(m/u) of a level against two strangers, in bits.
    pub(super) fn bits(&self, role: Role, level: u8, commonness: f64) -> f64 {
        if commonness == 1.0
            && let Some(bits) = self.bits[role as usize].get(usize::from(level))
        {
            return *bits;
        }
        let chances = self.chances(role, level, commonness);
        (chances.m / chances.u).log2()
    }

    /// m and u of a level. The frequency factor applies to levels that agree exactly; u is at most one half then.
    fn chances(&self, role: Role, level: u8, commonness: f64) -> LevelChances {
        let at = usize::from(level);
        let Some(known) = self.roles[role as usize].get(at).copied() else {
            return LevelChances { m: 1.0, u: 1.0 };
        };
        let agrees = NAME_LEVELS.get(at).is_some_and(|level| level.agrees && level.class == 0);
        let u = if agrees { (known.u * commonness).min(0.5) } else { known.u };
        LevelChances { m: known.m, u: u.max(LEAST_PROBABILITY) }
    }

    /// Probability of an agreement for one person, and for two people of any kind.
    ///
    /// For one person, it is the product of m over the roles. For two people, it is a sum over four kinds, each with
    /// its share. Strangers have u for every role. Relatives share surname, father's name and ancestor with the
    /// probabilities of the model, and have u for the given name. Namesakes have m for the given name and share the
    /// father's name in half of the cases. Doubles have [`ALIKE`] for surname and given name. Roles that a name lacks
    /// are left out.
    pub(super) fn of_one_and_two(&self, agreement: &ReadingAgreement) -> [f64; 2] {
        let mut one = 1.0;
        let mut kinds = [STRANGERS, RELATIVES, NAMESAKES, DOUBLES];
        for role in Role::ALL {
            let Some((level, commonness)) = agreement.roles[role as usize] else { continue };
            let LevelChances { m, u } = self.chances(role, level, commonness);
            let alike = ALIKE.get(usize::from(level)).copied().unwrap_or(0.0);
            let mix = |shared: f64, chance: f64| shared * chance + (1.0 - shared) * u;
            one *= m;
            let of_kind = match role {
                Role::Surname => [u, mix(self.shared[0], m), u, alike],
                Role::Given => [u, u, m, alike],
                Role::Patronymic => [u, mix(self.shared[2], m), mix(NAMESAKES_SHARE_FATHER, m), u],
                Role::Ancestor => [u, mix(self.shared[3], m), u, u],
            };
            for (kind, chance) in kinds.iter_mut().zip(of_kind) {
                *kind *= chance;
            }
        }
        [one, kinds.iter().sum()]
    }
}
