//! How likely an agreement of two names is for one person and for two.

use crate::language::name::{NameValue, Role};
use crate::linkage::compare::NAME_LEVELS;
use crate::linkage::model::{LEAST_PROBABILITY, Model};

/// A published share counts against the prior's u as so many rows of a list would.
const PUBLISHED_ROWS: f64 = 1000.0;

/// Whose names are put side by side when they are two people: names that nobody would mistake are not
/// asked about. Shares by judgement; they sum to 1.
const STRANGERS: f64 = 0.35;
/// The surname is the same, often the father's name too.
const RELATIVES: f64 = 0.30;
/// The given name is the same, for half of them the father's name too.
const NAMESAKES: f64 = 0.25;
/// Surname and given name are alike.
const DOUBLES: f64 = 0.10;

/// How often the father's names of namesakes agree as one person's do.
const NAMESAKES_SHARE_FATHER: f64 = 0.5;
/// Levels of a part by which two people were found to be alike: faint likeness is commoner than in
/// one person. In the order of the levels.
const ALIKE: [f64; 10] = [0.45, 0.15, 0.2, 0.1, 0.0, 0.0, 0.1, 0.0, 1.0, 0.0];

/// How two names agree under one pair of readings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agreement {
    /// Which reading of either name.
    pub(super) readings: (usize, usize),
    /// Level and commonness by role; `None` where a name has no such part.
    pub(super) roles: [Option<(u8, f64)>; 4],
    /// The belief in both readings, as a share of that in the most believed ones.
    pub(super) belief: f64,
}

/// The readings that put the same parts side by side, added up: what two texts share is one
/// observation, whatever the roles, as in a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// Which parts stand side by side.
    alignment: [u32; 4],
    one: f64,
    two: f64,
    best: f64,
    /// The agreement that says most for one person.
    pub(super) agreement: Agreement,
}

impl Weighed {
    /// How much likelier the agreement is for one person than for two.
    pub(super) fn ratio(&self) -> f64 {
        self.one / self.two
    }

    /// The probability of one person when that is as likely as not beforehand.
    pub(super) fn probability(&self) -> f64 {
        self.one / (self.one + self.two)
    }
}

/// All alignments of two names; two names have few, so that looking through them is quickest.
#[derive(Debug, Default)]
pub(super) struct Alignments {
    all: Vec<Weighed>,
}

impl Alignments {
    /// Adds the probability of an agreement, for one person and for two.
    pub(super) fn add(&mut self, alignment: [u32; 4], agreement: Agreement, [one, two]: [f64; 2]) {
        // Two people's names are put side by side because they look alike: half the disbelief.
        let (one, two) = (one * agreement.belief, two * agreement.belief.sqrt());
        match self.all.iter_mut().find(|known| known.alignment == alignment) {
            Some(known) => {
                known.one += one;
                known.two += two;
                if one > known.best {
                    (known.best, known.agreement) = (one, agreement);
                }
            }
            None => self.all.push(Weighed { alignment, one, two, best: one, agreement }),
        }
    }

    /// The alignment that fits best, of equal ones the first.
    pub(super) fn best(&self) -> Option<&Weighed> {
        self.all.iter().reduce(|best, next| if next.ratio() > best.ratio() { next } else { best })
    }
}

/// m and u of the levels by role, and how common names are.
#[derive(Clone, Debug)]
pub(super) struct Likelihood {
    roles: [Vec<Chances>; 4],
    /// log2(m / u) of names that are as common as the model expects.
    bits: [Vec<f64>; 4],
    weights: [f64; 4],
    shared: [f64; 4],
}

#[derive(Clone, Copy, Debug)]
struct Chances {
    m: f64,
    u: f64,
}

impl Likelihood {
    pub(super) fn new(model: &Model) -> Self {
        let field = |role: Role| model.field(role.as_str());
        let chances = |role: Role| {
            let of = |level: &crate::linkage::compare::Level| {
                let known = field(role).and_then(|prior| prior.levels.get(level.name));
                let at_least = |chance: f64| chance.max(LEAST_PROBABILITY);
                Chances {
                    m: at_least(known.map_or(1.0, |one| one.m)),
                    u: at_least(known.map_or(1.0, |one| one.u)),
                }
            };
            NAME_LEVELS.iter().map(of).collect()
        };
        let roles: [Vec<Chances>; 4] = Role::ALL.map(chances);
        let bits =
            |role: Role| roles[role as usize].iter().map(|one: &Chances| (one.m / one.u).log2()).collect();
        Likelihood {
            bits: Role::ALL.map(bits),
            roles,
            weights: Role::ALL.map(|role| field(role).map_or(1.0, |prior| prior.weight)),
            shared: Role::ALL.map(|role| field(role).map_or(0.0, |prior| prior.shared)),
        }
    }

    /// How much commoner than the prior expects a pair of values is: the factor of u of the levels
    /// that agree.
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

    /// log2(m / u) of a level among strangers.
    pub(super) fn bits(&self, role: Role, level: u8, commonness: f64) -> f64 {
        if commonness == 1.0
            && let Some(bits) = self.bits[role as usize].get(usize::from(level))
        {
            return *bits;
        }
        let chances = self.chances(role, level, commonness);
        (chances.m / chances.u).log2()
    }

    fn chances(&self, role: Role, level: u8, commonness: f64) -> Chances {
        let at = usize::from(level);
        let Some(known) = self.roles[role as usize].get(at).copied() else {
            return Chances { m: 1.0, u: 1.0 };
        };
        let agrees = NAME_LEVELS.get(at).is_some_and(|level| level.agrees && level.class == 0);
        let u = if agrees { (known.u * commonness).min(0.5) } else { known.u };
        Chances { m: known.m, u: u.max(LEAST_PROBABILITY) }
    }

    /// The probability of an agreement for one person, and for two people of any kind.
    pub(super) fn of_one_and_two(&self, agreement: &Agreement) -> [f64; 2] {
        let mut one = 1.0;
        let mut kinds = [STRANGERS, RELATIVES, NAMESAKES, DOUBLES];
        for role in Role::ALL {
            let Some((level, commonness)) = agreement.roles[role as usize] else { continue };
            let Chances { m, u } = self.chances(role, level, commonness);
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
