//! What the lists teach of the model: how often two people are relatives or namesakes, what relatives share, and m,
//! how the records of one person of *these* lists come to differ.
//!
//! Everything is estimated by expectation and maximisation with the documented prior as a Dirichlet
//! distribution: a level's count among pairs of one person, each pair counted by its
//! probability, is added to the prior's m times the number of pairs that the prior is worth
//! ([`FieldPrior::pairs`](super::FieldPrior::pairs)). u is not fitted, since it follows the values (see [`crate::linkage::compare`]).
//!
//! The order matters. Families look like one person with many errors: they share the surname, the house and the day of death,
//! and differ in given name and birth. If m is learned while relatives are still taken to be few, each family teaches that one
//! person's records contradict each other, which joins more families, and so on. So the shares of relatives and namesakes, and what
//! relatives share, settle first, with m at its prior; then all are learned together. In each round a pair is weighed as the whole
//! mixture: one person with legible or garbled names against strangers, relatives and namesakes, each with the m and the shares of the round.
//!
//! A pair whose records contradict each other counts by what the two alone say where that is less than what the sampled partitions
//! say: two brothers who are left over, one in each list, must not teach that one person bears two names.
//!
//! Two checks hold m back. Where the fit expects clearly more pairs of one person than the prior m does, the prior is given more weight
//! until it does not ([`MOST_GROWTH`]). And [`Fit`] says how far that went, so that a run can report it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::observations::{At, Observation, Observations};
use super::scorer::LEAST_PROBABILITY;
use super::{BIRTH, FieldPrior, LevelPrior, Model};
use crate::language::name::Role;
use crate::linkage::compare::{Comparer, Level};

/// No m moves by more than this in the last round: a twentieth of a bit at m = 0.02.
const TOLERANCE: f64 = 5e-4;
/// Rounds in which only the shares are learned. They settle within these.
const ROUNDS_OF_SHARES: usize = 20;
/// Upper bound on the rounds in which m is learned too.
const ROUNDS: usize = 50;
/// The prior shares of relatives and of namesakes count for this many records. Both are few, and to take two brothers for one man is
/// worse than the reverse: a few hundred records without brothers must not lower the guard by more than half a bit.
const PRIOR_RECORDS: f64 = 1000.0;
/// Relatives of a person in each list. In lists of whole families it is 2 or 3, in a list of one village more.
const RELATIVES: (f64, f64) = (1e-4, 20.0);
/// Namesakes of a person in each list.
const NAMESAKES: (f64, f64) = (1e-4, 5.0);
/// The prior of what relatives share counts for this many pairs of relatives.
const PRIOR_PAIRS_SHARED: f64 = 100.0;
/// Relatives do not share a field more often than this.
const MOST_SHARED: f64 = 0.98;
/// The fit may expect this many times as many pairs of one person as the prior m, and [`MORE_PAIRS`] beyond. On lists that
/// it improves (Febrl) it expects 1.08 times as many, on lists where it ran away 2.3 to 59 times.
const MOST_GROWTH: f64 = 1.2;
const MORE_PAIRS: f64 = 3.0;
/// By this factor the prior is given more weight when the fit expects too many pairs.
const HOLD_BACK: f64 = 3.0;
/// After this many steps m stays at the prior.
const MOST_STEPS: usize = 5;

/// Fewer pairs with two known given names say nothing of the lists.
const FEWEST_OTHERS: f64 = 8.0;
/// The levels of two known given names.
const OTHER_NAMES: [&str; 2] = ["other-name", "other-name-near"];

/// How a fit went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// How many pairs of one person there were: the sum of the probabilities.
    pub pairs: f64,
    /// How many there would be with the prior m and the learned shares of relatives and namesakes.
    pub pairs_by_prior: f64,
    /// How many times the weight of the prior had to be raised so that the first does not run away from the second; 0 as a rule.
    pub held_back: usize,
    /// How many rounds were made.
    pub rounds: usize,
    /// Whether the last round moved no m by more than the tolerance.
    pub converged: bool,
}

/// The pairs of a run among which relatives and namesakes are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairs {
    /// How many pairs there are, looked at or not.
    pub(crate) all: f64,
    /// How many records there are.
    pub(crate) records: f64,
    /// The mean length of the lists.
    pub(crate) list_length: f64,
}

impl Pairs {
    /// How many pairs of relatives a record would be in, if everyone had one relative in each list.
    fn of_record(&self) -> f64 {
        self.all / (self.list_length * self.records).max(1.0)
    }
}

/// How well the numbers of a fit are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spread {
    /// For each field and level its class and the pairs that its m rests on, those that the prior counts for among them: the
    /// parameters of a Dirichlet distribution for each class.
    pub(crate) levels: Vec<Vec<(u8, f64)>>,
    /// The pairs that the share of relatives rests on, the prior's among them: the shape of a Gamma distribution.
    pub(crate) relatives: f64,
}

/// What a fit gives.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) model: Model,
    pub(crate) fit: Fit,
    pub(crate) spread: Spread,
}

impl Model {
    /// The model that the pairs of a run teach, and how that went. `self` is the prior, `used` the model that the pairs
    /// were weighed with. Without pairs it is the prior.
    pub(crate) fn fitted(
        &self,
        used: &Model,
        comparer: &Comparer,
        pairs: &Observations,
        among: Pairs,
    ) -> Fitted {
        self.fitted_to(used, &comparer.fields(), pairs, among)
    }

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
            fields: Fields::of(fields),
            prior: State::of(self, fields),
            used: State::of(used, fields),
        };
        let (state, fit) = em.run();
        let mut model = self.with_state(fields, &state);
        model.links.other_names = rounded(em.other_names(&state, fields));
        Fitted { model, spread: em.spread(&state, &fit), fit }
    }

    fn with_state(&self, fields: &[(&str, &[Level])], state: &State) -> Model {
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

/// Which fields are parts of the name, and of which it is learned what relatives share.
#[derive(Debug)]
struct Fields {
    is_name: Vec<bool>,
    /// Not of names and births: relatives are found by these, so only those who look alike are seen.
    learns_shared: Vec<bool>,
}

impl Fields {
    fn of(fields: &[(&str, &[Level])]) -> Self {
        let is_name = |name: &str| Role::ALL.iter().any(|role| role.as_str() == name);
        Fields {
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

/// Everything that is learned.
#[derive(Clone, Debug)]
struct State {
    m: Chances,
    /// For each field how often relatives share it.
    shared: Vec<f64>,
    relatives: f64,
    namesakes: f64,
}

impl State {
    fn of(model: &Model, fields: &[(&str, &[Level])]) -> Self {
        State {
            m: Chances::of(model, fields),
            shared: fields
                .iter()
                .map(|(name, _)| model.field(name).map_or(0.0, |field| field.shared))
                .collect(),
            relatives: model.links.relatives.clamp(RELATIVES.0, RELATIVES.1),
            namesakes: model.links.namesakes.clamp(NAMESAKES.0, NAMESAKES.1),
        }
    }

    fn shared(&self, at: At) -> f64 {
        self.shared.get(usize::from(at.0)).copied().unwrap_or(0.0)
    }

    /// How likely relatives reach a level, of which strangers reach it with probability `u`.
    fn by_relatives(&self, at: At, u: f64) -> f64 {
        let shared = self.shared(at);
        shared * self.m.level(at) + (1.0 - shared) * u
    }
}

/// By how much m changed for the levels of a pattern, as factors.
#[derive(Clone, Copy, Debug)]
struct Shift {
    name: f64,
    rest: f64,
}

/// What a pair is, with what probability.
#[derive(Clone, Copy, Debug)]
struct Shares {
    one: f64,
    /// Of one person, how likely the names are legible.
    legible: f64,
    related: f64,
    namesakes: f64,
}

/// What a round adds up.
#[derive(Debug)]
struct Sums {
    pairs: f64,
    related: f64,
    namesakes: f64,
    /// For each field and level the pairs of one person that teach m.
    levels: Vec<Vec<f64>>,
    /// For each field the pairs of relatives that can be compared in it, and how many of them share it.
    shared: Vec<(f64, f64)>,
}

struct Em<'a> {
    pairs: &'a Observations,
    among: Pairs,
    fields: Fields,
    prior: State,
    used: State,
}

impl Em<'_> {
    /// The shares first, then everything; with a heavier prior where m runs away.
    fn run(&self) -> (State, Fit) {
        let mut start = State { m: self.prior.m.clone(), ..self.used.clone() };
        for _ in 0..ROUNDS_OF_SHARES {
            start = State { m: self.prior.m.clone(), ..self.next(&start, 1.0) };
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

    /// The lower end of the share of pairs of one person with two known given names: a standard deviation of the
    /// count below it (Poisson); a handful of pairs, which may be twins, shows nothing.
    fn other_names(&self, state: &State, fields: &[(&str, &[Level])]) -> f64 {
        let counts = self.sums(state).levels;
        let given = fields.iter().zip(&counts).find(|((name, _), _)| *name == Role::Given.as_str());
        let Some(((_, levels), counts)) = given else { return 0.0 };
        let is_other = |level: &Level| OTHER_NAMES.contains(&level.name);
        let others: f64 =
            levels.iter().zip(counts).filter(|(level, _)| is_other(level)).map(|(_, one)| one).sum();
        let all: f64 = counts.iter().sum();
        if others >= FEWEST_OTHERS { (others - others.sqrt()) / all } else { 0.0 }
    }

    /// What the state rests on.
    fn spread(&self, state: &State, fit: &Fit) -> Spread {
        let sums = self.sums(state);
        let weight = HOLD_BACK.powi(i32::try_from(fit.held_back).unwrap_or(0));
        let counted = self.prior.m.counted(&sums.levels, weight);
        let levels = counted.into_iter().map(|field| field.iter().map(|one| (one.class, one.m)).collect());
        let by_prior = PRIOR_RECORDS * self.among.of_record() * self.prior.relatives;
        Spread { levels: levels.collect(), relatives: sums.related + by_prior.max(1.0) }
    }

    fn rounds(&self, start: &State, weight: f64) -> (State, usize, bool) {
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

    /// A round. The prior m counts for `weight` times its pairs.
    fn next(&self, now: &State, weight: f64) -> State {
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
        State {
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

    fn sums(&self, now: &State) -> Sums {
        let mut sums = Sums {
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
            // Of pairs that teach nothing, some stand for all.
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

    fn shift(&self, levels: &[At], now: &State) -> Shift {
        let mut shift = Shift { name: 1.0, rest: 1.0 };
        for at in levels {
            let factor = now.m.level(*at) / self.used.m.level(*at);
            let product = if self.fields.is_name(*at) { &mut shift.name } else { &mut shift.rest };
            *product *= factor;
        }
        shift
    }

    /// What a pair is under the state of the round.
    fn shares(&self, pair: &Observation, levels: &[At], u: &[f32], shift: Shift, now: &State) -> Shares {
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

    fn count_levels(&self, levels: &[At], shares: &Shares, counts: &mut [Vec<f64>]) {
        for at in levels {
            let share = if self.fields.is_name(*at) { shares.one * shares.legible } else { shares.one };
            let field = counts.get_mut(usize::from(at.0));
            if let Some(count) = field.and_then(|field| field.get_mut(usize::from(at.1))) {
                *count += share;
            }
        }
    }

    fn count_shared(&self, levels: &[At], u: &[f32], related: f64, now: &State, counts: &mut [(f64, f64)]) {
        for (at, u) in levels.iter().zip(u).filter(|(at, _)| self.fields.learns_shared(**at)) {
            if let Some((pairs, found)) = counts.get_mut(usize::from(at.0)) {
                *pairs += related;
                *found += related * now.shared(*at) * now.m.level(*at) / now.by_relatives(*at, f64::from(*u));
            }
        }
    }
}

/// The m of one level.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Chance {
    class: u8,
    m: f64,
    /// How many pairs the prior counts for.
    pairs: f64,
}

/// The m of every level, field by field, summing to one in each class.
#[derive(Clone, Debug, PartialEq)]
struct Chances {
    fields: Vec<Vec<Chance>>,
}

impl Chances {
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
        Chances { fields: fields.iter().map(field).collect() }
    }

    /// These as the prior, counting for `weight` times its pairs, with counts of pairs added.
    fn with(&self, counts: &[Vec<f64>], weight: f64) -> Self {
        Chances { fields: self.counted(counts, weight).into_iter().map(summing_to_one).collect() }
    }

    /// The same with counts of pairs in place of m.
    fn counted(&self, counts: &[Vec<f64>], weight: f64) -> Vec<Vec<Chance>> {
        let one = |(chance, count): (&Chance, &f64)| Chance {
            m: count + weight * chance.pairs * chance.m,
            ..*chance
        };
        let field = |(field, counts): (&Vec<Chance>, &Vec<f64>)| field.iter().zip(counts).map(one).collect();
        self.fields.iter().zip(counts).map(field).collect()
    }

    /// The largest difference of an m.
    fn farthest(&self, other: &Chances) -> f64 {
        let pairs = self.fields.iter().flatten().zip(other.fields.iter().flatten());
        pairs.map(|(one, other)| (one.m - other.m).abs()).fold(0.0, f64::max)
    }

    fn level(&self, at: At) -> f64 {
        let field = self.fields.get(usize::from(at.0));
        field.and_then(|field| field.get(usize::from(at.1))).map_or(1.0, |chance| chance.m)
    }
}

/// To a billionth: so that a model comes out of a file as it went in.
fn rounded(m: f64) -> f64 {
    (m * 1e9).round() / 1e9
}

/// What a model expects of a level. Of levels that it does not name, all those of a class have the
/// same chance.
fn expected(prior: Option<&FieldPrior>, level: &Level, levels: &[Level]) -> f64 {
    let of_class = levels.iter().filter(|other| other.class == level.class).count().max(1);
    let known = prior.and_then(|prior| prior.levels.get(level.name));
    known.map_or(1.0 / of_class as f64, |known| known.m)
}

/// The m of each class scaled to a sum of one, none of them too small to be possible.
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
