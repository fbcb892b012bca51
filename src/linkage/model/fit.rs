//! Estimates the model from the lists: m, the shares of relatives and namesakes, and how often relatives share a
//! field.
//!
//! In: the scored pairs of a run ([`Observations`]) and the prior. Out: a fitted [`Model`], how the fit went
//! ([`Fit`]), and how well its numbers are known ([`Spread`]).
//!
//! The method is expectation-maximisation, with the documented prior as a Dirichlet distribution. Pairs count by
//! their probability of being one person. The count of a level is added to the prior m times the weight of the prior
//! in pairs ([`FieldPrior::pairs`](super::FieldPrior::pairs)). u is not fitted here, because it depends on the values
//! (see [`crate::linkage::compare`]).
//!
//! The order matters. Families look like one person with many errors: they share the surname, the house and the day
//! of death, and differ in the given name and the birth. If m were fitted while relatives are still taken to be rare,
//! each family would teach that the records of one person disagree, and more families would be joined. So the shares
//! of relatives and namesakes, and what relatives share, are fitted first, with m at its prior. Then everything is
//! fitted together. Each round weighs a pair with the whole mixture: one person with legible or garbled names,
//! against strangers, relatives and namesakes. It uses the m and the shares of the round.
//!
//! If the records of a pair disagree, the pair counts by what the two alone support, where that is less than its
//! probability in the sampled partitions. So two unmatched brothers, one on each list, do not teach that one person
//! has two names.
//!
//! Two checks limit m. If the fit expects clearly more pairs of one person than the prior m does, the weight of the
//! prior is raised until it no longer does ([`MOST_GROWTH`]). [`Fit`] says how often that happened, so that a run can
//! report it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::observations::{At, Observation, Observations};
use super::scorer::LEAST_PROBABILITY;
use super::{BIRTH, FieldPrior, LevelPrior, Model};
use crate::language::name::Role;
use crate::linkage::compare::{Comparer, Level};

/// The fit has converged if no m moves by more than this in a round: a twentieth of a bit at m = 0.02.
const TOLERANCE: f64 = 5e-4;
/// Number of rounds in which only the shares are fitted. They settle within these.
const ROUNDS_OF_SHARES: usize = 20;
/// Most rounds in which m is fitted too.
const ROUNDS: usize = 50;
/// Weight of the prior shares of relatives and namesakes, in records. Both are rare, and taking two brothers for one
/// man is worse than the reverse. A few hundred records without brothers must not weaken the protection by more than
/// half a bit.
const PRIOR_RECORDS: f64 = 1000.0;
/// Bounds on the number of relatives of a person on each list. In lists of whole families it is 2 or 3, in a list of
/// one village more.
const RELATIVES: (f64, f64) = (1e-4, 20.0);
/// Bounds on the number of namesakes of a person on each list.
const NAMESAKES: (f64, f64) = (1e-4, 5.0);
/// Weight of the prior of what relatives share, in pairs of relatives.
const PRIOR_PAIRS_SHARED: f64 = 100.0;
/// Upper bound on how often relatives share a field, unless the prior is higher.
const MOST_SHARED: f64 = 0.98;
/// The fit may expect at most this many times as many pairs of one person as the prior m, plus [`MORE_PAIRS`]. On
/// lists that the fit improves (Febrl) it expects 1.08 times as many; on lists where it went wrong, 2.3 to 59 times.
const MOST_GROWTH: f64 = 1.2;
/// Pairs of one person that the fit may expect in addition to [`MOST_GROWTH`].
const MORE_PAIRS: f64 = 3.0;
/// Factor by which the weight of the prior is raised when the fit expects too many pairs.
const HOLD_BACK: f64 = 3.0;
/// Most times that the weight is raised. After that m stays at the prior.
const MOST_STEPS: usize = 5;

/// Fewest pairs of one person with two known given names from which a share is estimated. Fewer may be twins.
const FEWEST_OTHERS: f64 = 8.0;
/// The levels of two known given names.
const OTHER_NAMES: [&str; 2] = ["other-name", "other-name-near"];

/// How a fit went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fit {
    /// Expected number of pairs of one person: the sum of the probabilities of the pairs.
    pub pairs: f64,
    /// The same with the prior m and the fitted shares of relatives and namesakes.
    pub pairs_by_prior: f64,
    /// How often the weight of the prior was raised because `pairs` exceeded `pairs_by_prior` by too much; 0 in most
    /// runs, at most 5. If five times were not enough, m is that of the prior and `pairs` equals `pairs_by_prior`.
    pub held_back: usize,
    /// Number of rounds of the last attempt in which m was fitted.
    pub rounds: usize,
    /// Whether the last round moved no m by more than the tolerance of 0.0005.
    pub converged: bool,
}

/// Size of the lists among whose pairs relatives and namesakes are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairs {
    /// Number of possible pairs, compared or not.
    pub(crate) all: f64,
    /// Number of records.
    pub(crate) records: f64,
    /// Mean length of the lists, in records.
    pub(crate) list_length: f64,
}

impl Pairs {
    /// How many pairs of relatives there would be per record if everyone had one relative on each list. 0 without
    /// lists.
    fn of_record(&self) -> f64 {
        self.all / (self.list_length * self.records).max(1.0)
    }
}

/// How well the numbers of a fit are known. The draws of the sampling vary m and the share of relatives by it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spread {
    /// For each field and level, its class and the number of pairs that its m is fitted to, with those of the prior:
    /// the parameters of one Dirichlet distribution for each class.
    pub(crate) levels: Vec<Vec<(u8, f64)>>,
    /// Number of pairs that the share of relatives is fitted to, including those of the prior: the shape of a Gamma
    /// distribution.
    pub(crate) relatives: f64,
}

/// The result of a fit.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    /// The fitted model.
    pub(crate) model: Model,
    /// How the fit went.
    pub(crate) fit: Fit,
    /// How well its numbers are known.
    pub(crate) spread: Spread,
}

impl Model {
    /// Fits the model to the pairs of a run. `self` is the prior, `used` the model with which the pairs were scored,
    /// `among` the size of the lists. Without pairs, m stays at the prior.
    pub(crate) fn fitted(
        &self,
        used: &Model,
        comparer: &Comparer,
        pairs: &Observations,
        among: Pairs,
    ) -> Fitted {
        self.fitted_to(used, &comparer.fields(), pairs, among)
    }

    /// The same for a given list of fields with their levels.
    fn fitted_to(
        &self,
        used: &Model,
        fields: &[(&str, &[Level])],
        pairs: &Observations,
        among: Pairs,
    ) -> Fitted {
        let em = Em {
            pairs,
            among,
            fields: FieldProperties::of(fields),
            prior: FitState::of(self, fields),
            used: FitState::of(used, fields),
        };
        let (state, fit) = em.run();
        let mut model = self.with_state(fields, &state);
        model.links.other_names = rounded(em.other_names(&state, fields));
        Fitted { model, spread: em.spread(&state, &fit), fit }
    }

    /// The prior with the fitted numbers. Each field gets its own entry, also a further column.
    fn with_state(&self, fields: &[(&str, &[Level])], state: &FitState) -> Model {
        let mut model = self.clone();
        model.links.relatives = rounded(state.relatives);
        model.links.namesakes = rounded(state.namesakes);
        for ((name, levels), (chances, shared)) in fields.iter().zip(state.m.fields.iter().zip(&state.shared))
        {
            let Some(mut field) = self.field(name).cloned() else { continue };
            for (level, one) in levels.iter().zip(chances) {
                let known = field.levels.entry(level.name.to_owned());
                known.or_insert(LevelPrior { m: 1.0, u: 1.0 }).m = rounded(one.m);
            }
            field.shared = rounded(*shared);
            model.fields.insert((*name).to_owned(), field);
        }
        model
    }
}

/// Properties of the fields, by index.
#[derive(Debug)]
struct FieldProperties {
    /// Whether the field is a part of the name.
    is_name: Vec<bool>,
    /// Whether it is estimated how often relatives share the field. Not for names and births: relatives are found by
    /// these, so only relatives who look alike in them are seen.
    learns_shared: Vec<bool>,
}

impl FieldProperties {
    fn of(fields: &[(&str, &[Level])]) -> Self {
        let is_name = |name: &str| Role::ALL.iter().any(|role| role.as_str() == name);
        FieldProperties {
            is_name: fields.iter().map(|(name, _)| is_name(name)).collect(),
            learns_shared: fields.iter().map(|(name, _)| !is_name(name) && *name != BIRTH).collect(),
        }
    }

    fn is_name(&self, at: At) -> bool {
        self.is_name.get(usize::from(at.0)).copied().unwrap_or(false)
    }

    fn learns_shared(&self, at: At) -> bool {
        self.learns_shared.get(usize::from(at.0)).copied().unwrap_or(false)
    }
}

/// All numbers that are fitted.
#[derive(Clone, Debug)]
struct FitState {
    /// m of every level.
    m: FittedM,
    /// For each field, how often relatives share it, 0 to 1.
    shared: Vec<f64>,
    /// Expected number of relatives of a person on each list.
    relatives: f64,
    /// Expected number of namesakes of a person on each list.
    namesakes: f64,
}

impl FitState {
    /// The numbers of a model, with the shares inside their bounds.
    fn of(model: &Model, fields: &[(&str, &[Level])]) -> Self {
        FitState {
            m: FittedM::of(model, fields),
            shared: fields
                .iter()
                .map(|(name, _)| model.field(name).map_or(0.0, |field| field.shared))
                .collect(),
            relatives: model.links.relatives.clamp(RELATIVES.0, RELATIVES.1),
            namesakes: model.links.namesakes.clamp(NAMESAKES.0, NAMESAKES.1),
        }
    }

    /// How often relatives share the field of a level.
    fn shared(&self, at: At) -> f64 {
        self.shared.get(usize::from(at.0)).copied().unwrap_or(0.0)
    }

    /// The probability that relatives reach a level, where `u` is that of strangers.
    fn by_relatives(&self, at: At, u: f64) -> f64 {
        let shared = self.shared(at);
        shared * self.m.level(at) + (1.0 - shared) * u
    }
}

/// Product of the changes of m over the levels of a pattern, as factors on the model with which the pairs were
/// scored.
#[derive(Clone, Copy, Debug)]
struct Shift {
    /// Over the parts of the name.
    name: f64,
    /// Over the other fields.
    rest: f64,
}

/// The probability of each case for one pair.
#[derive(Clone, Copy, Debug)]
struct Shares {
    /// That the two are one person.
    one: f64,
    /// That both names are legible, given that the two are one person.
    legible: f64,
    /// That the two are relatives.
    related: f64,
    /// That the two are namesakes.
    namesakes: f64,
}

/// The expected counts of a round.
#[derive(Debug)]
struct RoundSums {
    /// Pairs of one person.
    pairs: f64,
    /// Pairs of relatives.
    related: f64,
    /// Pairs of namesakes.
    namesakes: f64,
    /// For each field and level, the pairs of one person that count for m.
    levels: Vec<Vec<f64>>,
    /// For each field, the pairs of relatives that have a level in it, and how many of them share it.
    shared: Vec<(f64, f64)>,
}

/// The input of a fit.
struct Em<'a> {
    pairs: &'a Observations,
    among: Pairs,
    fields: FieldProperties,
    /// The numbers of the prior.
    prior: FitState,
    /// The numbers of the model with which the pairs were scored.
    used: FitState,
}

impl Em<'_> {
    /// Fits the shares first, then everything. If m goes wrong, it is fitted again with a higher weight of the prior.
    /// The prior m is used if no weight helps.
    fn run(&self) -> (FitState, Fit) {
        let mut start = FitState { m: self.prior.m.clone(), ..self.used.clone() };
        for _ in 0..ROUNDS_OF_SHARES {
            start = FitState { m: self.prior.m.clone(), ..self.next(&start, 1.0) };
        }
        let by_prior = self.sums(&start).pairs;
        let mut fit =
            Fit { pairs: by_prior, pairs_by_prior: by_prior, held_back: 0, rounds: 0, converged: false };
        let mut weight = 1.0;
        for step in 0..=MOST_STEPS {
            fit.held_back = step;
            let (state, rounds, converged) = self.rounds(&start, weight);
            (fit.rounds, fit.converged) = (rounds, converged);
            fit.pairs = self.sums(&state).pairs;
            if fit.pairs <= MOST_GROWTH * by_prior + MORE_PAIRS {
                return (state, fit);
            }
            weight *= HOLD_BACK;
        }
        fit.pairs = by_prior;
        (start, fit)
    }

    /// Lower end of the share of pairs of one person with two known given names: the count less one standard
    /// deviation (Poisson), divided by the pairs with a given name. 0 below [`FEWEST_OTHERS`], because a few pairs
    /// may be twins.
    fn other_names(&self, state: &FitState, fields: &[(&str, &[Level])]) -> f64 {
        let counts = self.sums(state).levels;
        let given = fields.iter().zip(&counts).find(|((name, _), _)| *name == Role::Given.as_str());
        let Some(((_, levels), counts)) = given else { return 0.0 };
        let is_other = |level: &Level| OTHER_NAMES.contains(&level.name);
        let others: f64 =
            levels.iter().zip(counts).filter(|(level, _)| is_other(level)).map(|(_, one)| one).sum();
        let all: f64 = counts.iter().sum();
        if others >= FEWEST_OTHERS { (others - others.sqrt()) / all } else { 0.0 }
    }

    /// The counts from which the numbers were fitted.
    fn spread(&self, state: &FitState, fit: &Fit) -> Spread {
        let sums = self.sums(state);
        let weight = HOLD_BACK.powi(i32::try_from(fit.held_back).unwrap_or(0));
        let counted = self.prior.m.counted(&sums.levels, weight);
        let levels = counted.into_iter().map(|field| field.iter().map(|one| (one.class, one.m)).collect());
        let by_prior = PRIOR_RECORDS * self.among.of_record() * self.prior.relatives;
        Spread { levels: levels.collect(), relatives: sums.related + by_prior.max(1.0) }
    }

    /// Fits everything until m converges. Also gives the number of rounds and whether m converged.
    fn rounds(&self, start: &FitState, weight: f64) -> (FitState, usize, bool) {
        let mut now = start.clone();
        for round in 1..=ROUNDS {
            let next = self.next(&now, weight);
            let is_last = next.m.farthest(&now.m) <= TOLERANCE;
            now = next;
            if is_last {
                return (now, round, true);
            }
        }
        (now, ROUNDS, false)
    }

    /// One round of expectation and maximisation. `weight` is the factor on the weight of the prior m.
    fn next(&self, now: &FitState, weight: f64) -> FitState {
        let sums = self.sums(now);
        let of_record = self.among.of_record();
        let share = |found: f64, prior: f64, bounds: (f64, f64)| {
            let records = self.among.records + PRIOR_RECORDS;
            ((found + PRIOR_RECORDS * of_record * prior) / (of_record * records)).clamp(bounds.0, bounds.1)
        };
        let is_alone = of_record <= 0.0;
        let shared =
            self.prior.shared.iter().zip(&now.shared).zip(&sums.shared).zip(&self.fields.learns_shared);
        let shared = shared.map(|(((prior, now), (pairs, found)), learns)| {
            let learned = (found + PRIOR_PAIRS_SHARED * prior) / (pairs + PRIOR_PAIRS_SHARED);
            if *learns && *prior > 0.0 { learned.min(MOST_SHARED.max(*prior)) } else { *now }
        });
        FitState {
            m: self.prior.m.with(&sums.levels, weight),
            shared: shared.collect(),
            relatives: if is_alone {
                now.relatives
            } else {
                share(sums.related, self.prior.relatives, RELATIVES)
            },
            namesakes: if is_alone {
                now.namesakes
            } else {
                share(sums.namesakes, self.prior.namesakes, NAMESAKES)
            },
        }
    }

    /// The expected counts of all pairs under a state.
    fn sums(&self, now: &FitState) -> RoundSums {
        let mut sums = RoundSums {
            pairs: 0.0,
            related: 0.0,
            namesakes: 0.0,
            levels: now.m.fields.iter().map(|levels| vec![0.0; levels.len()]).collect(),
            shared: vec![(0.0, 0.0); now.shared.len()],
        };
        let shifts: Vec<Shift> = self.pairs.patterns.iter().map(|levels| self.shift(levels, now)).collect();
        for pair in &self.pairs.pairs {
            let at = pair.pattern as usize;
            let (Some(levels), Some(shift)) = (self.pairs.patterns.get(at), shifts.get(at)) else { continue };
            let u = self.pairs.u.get(pair.u..pair.u + levels.len()).unwrap_or_default();
            let shares = self.shares(pair, levels, u, *shift, now);
            // Of the pairs that teach nothing, a sample is counted with a weight.
            let times = if pair.teaches { 1.0 } else { pair.times };
            sums.pairs += times * shares.one;
            sums.related += pair.times * shares.related;
            sums.namesakes += pair.times * shares.namesakes;
            if pair.teaches {
                self.count_levels(levels, &shares, &mut sums.levels);
            }
            if shares.related > 0.0 {
                self.count_shared(levels, u, times * shares.related, now, &mut sums.shared);
            }
        }
        sums
    }

    /// How much more probable the levels of a pattern are for one person than when the pairs were scored.
    fn shift(&self, levels: &[At], now: &FitState) -> Shift {
        let mut shift = Shift { name: 1.0, rest: 1.0 };
        for at in levels {
            let factor = now.m.level(*at) / self.used.m.level(*at);
            let product = if self.fields.is_name(*at) { &mut shift.name } else { &mut shift.rest };
            *product *= factor;
        }
        shift
    }

    /// The probability of each case for a pair under the state of the round. The probabilities with which it was
    /// scored are corrected by the changes of m and of the shares.
    fn shares(&self, pair: &Observation, levels: &[At], u: &[f32], shift: Shift, now: &FitState) -> Shares {
        let before = &pair.kinds;
        let of_relatives = |(at, u): (&At, &f32)| {
            let u = f64::from(*u);
            now.by_relatives(*at, u) / self.used.by_relatives(*at, u)
        };
        let legible = before.legible * shift.name * shift.rest;
        let garbled = before.garbled * shift.rest;
        let related = before.related * now.relatives / self.used.relatives
            * levels.iter().zip(u).map(of_relatives).product::<f64>();
        let namesakes = before.namesakes * shift.name * now.namesakes / self.used.namesakes;
        let two = before.strangers + related + namesakes;
        let odds = pair.odds * (legible + garbled) / before.one_person() * before.two_people() / two;
        let one = if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
        let of_two = |kind: f64| if two > 0.0 { (1.0 - one) * kind / two } else { 0.0 };
        Shares {
            one,
            legible: if legible > 0.0 { legible / (legible + garbled) } else { 0.0 },
            related: of_two(related),
            namesakes: of_two(namesakes),
        }
    }

    /// Adds a pair to the counts of its levels. A pair whose names may be garbled counts less for the levels of
    /// names.
    fn count_levels(&self, levels: &[At], shares: &Shares, counts: &mut [Vec<f64>]) {
        for at in levels {
            let share = if self.fields.is_name(*at) { shares.one * shares.legible } else { shares.one };
            let field = counts.get_mut(usize::from(at.0));
            if let Some(count) = field.and_then(|field| field.get_mut(usize::from(at.1))) {
                *count += share;
            }
        }
    }

    /// Adds a pair of relatives to the counts of its fields: one pair, and the probability that it shares the field.
    fn count_shared(
        &self,
        levels: &[At],
        u: &[f32],
        related: f64,
        now: &FitState,
        counts: &mut [(f64, f64)],
    ) {
        for (at, u) in levels.iter().zip(u).filter(|(at, _)| self.fields.learns_shared(**at)) {
            if let Some((pairs, found)) = counts.get_mut(usize::from(at.0)) {
                *pairs += related;
                *found += related * now.shared(*at) * now.m.level(*at) / now.by_relatives(*at, f64::from(*u));
            }
        }
    }
}

/// m of one level.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Chance {
    /// The class of the level.
    class: u8,
    /// The m-probability; after [`FittedM::counted`], a number of pairs.
    m: f64,
    /// Weight of the prior, in pairs of one person.
    pairs: f64,
}

/// m of every level, by field, then level. It sums to one in each class.
#[derive(Clone, Debug, PartialEq)]
struct FittedM {
    fields: Vec<Vec<Chance>>,
}

impl FittedM {
    /// m of a model, scaled to sum to one in each class.
    fn of(model: &Model, fields: &[(&str, &[Level])]) -> Self {
        let field = |(name, levels): &(&str, &[Level])| {
            let prior = model.field(name);
            let chances = levels.iter().map(|level| Chance {
                class: level.class,
                m: expected(prior, level, levels),
                pairs: prior.map_or(0.0, |prior| prior.pairs),
            });
            summing_to_one(chances.collect())
        };
        FittedM { fields: fields.iter().map(field).collect() }
    }

    /// m after adding counts of pairs to `self` as the prior. `weight` is the factor on the weight of the prior.
    fn with(&self, counts: &[Vec<f64>], weight: f64) -> Self {
        FittedM { fields: self.counted(counts, weight).into_iter().map(summing_to_one).collect() }
    }

    /// The same before scaling: numbers of pairs in place of m.
    fn counted(&self, counts: &[Vec<f64>], weight: f64) -> Vec<Vec<Chance>> {
        let one = |(chance, count): (&Chance, &f64)| Chance {
            m: count + weight * chance.pairs * chance.m,
            ..*chance
        };
        let field = |(field, counts): (&Vec<Chance>, &Vec<f64>)| field.iter().zip(counts).map(one).collect();
        self.fields.iter().zip(counts).map(field).collect()
    }

    /// The largest difference of an m.
    fn farthest(&self, other: &FittedM) -> f64 {
        let pairs = self.fields.iter().flatten().zip(other.fields.iter().flatten());
        pairs.map(|(one, other)| (one.m - other.m).abs()).fold(0.0, f64::max)
    }

    /// m of a level; 1 if it is out of range.
    fn level(&self, at: At) -> f64 {
        let field = self.fields.get(usize::from(at.0));
        field.and_then(|field| field.get(usize::from(at.1))).map_or(1.0, |chance| chance.m)
    }
}

/// Rounds to a billionth, so that a model is the same after being written to a file and read again.
fn rounded(m: f64) -> f64 {
    (m * 1e9).round() / 1e9
}

/// m of a level in a model. If the model does not name the level, all levels of the class are equally probable.
fn expected(prior: Option<&FieldPrior>, level: &Level, levels: &[Level]) -> f64 {
    let of_class = levels.iter().filter(|other| other.class == level.class).count().max(1);
    let known = prior.and_then(|prior| prior.levels.get(level.name));
    known.map_or(1.0 / of_class as f64, |known| known.m)
}

/// Scales m to a sum of one in each class. No m is below [`LEAST_PROBABILITY`] before the last scaling.
fn summing_to_one(mut chances: Vec<Chance>) -> Vec<Chance> {
    let mut totals: BTreeMap<u8, f64> = BTreeMap::new();
    for chance in &chances {
        *totals.entry(chance.class).or_insert(0.0) += chance.m;
    }
    let mut scaled: BTreeMap<u8, f64> = BTreeMap::new();
    for chance in &mut chances {
        let total = totals.get(&chance.class).copied().unwrap_or(0.0);
        chance.m = if total > 0.0 { chance.m / total } else { 1.0 };
        chance.m = chance.m.max(LEAST_PROBABILITY);
        *scaled.entry(chance.class).or_insert(0.0) += chance.m;
    }
    for chance in &mut chances {
        chance.m /= scaled.get(&chance.class).copied().unwrap_or(1.0);
    }
    chances
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
