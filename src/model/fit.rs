//! What the lists teach of m: how one person's rows of *these* lists come to differ.
//!
//! The m of each level are estimated by expectation and maximisation with the documented prior as a
//! Dirichlet distribution: a level's count among pairs of one person, each pair counted by its
//! probability, is added to the prior's m times so many pairs as the prior is worth
//! ([`FieldPrior::pairs`](super::FieldPrior::pairs)). Two hundred rows move the prior a little, two
//! hundred thousand replace it, and no level is ever held to be impossible. Levels of one class share
//! their counts; u is not fitted, since it follows the values (see [`crate::compare`]).
//!
//! Pairs that reach the same levels move together, so a round costs one number for each pattern of
//! levels and one power of two for each pair. Each round raises the posterior probability of the
//! model or leaves it, so the rounds end.

use std::collections::BTreeMap;

use serde::Serialize;

use super::patterns::{At, Patterns};
use super::scorer::LEAST_PROBABILITY;
use super::{FieldPrior, LevelPrior, Link, Model};
use crate::compare::{Comparer, Level};

/// No m moves by more than this in the last round: a twentieth of a bit at m = 0.02.
const TOLERANCE: f64 = 5e-4;
/// More rounds than this are not made.
const ROUNDS: usize = 50;

/// How a fit went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// How many pairs of one person there were: the sum of the probabilities.
    pub pairs: f64,
    /// How many rounds were made.
    pub rounds: usize,
    /// Whether the last round moved no m by more than the tolerance.
    pub converged: bool,
}

impl Model {
    /// The model with the m that pairs of rows show, and how the fit went.
    ///
    /// `self` is the prior, `used` the model that the links were scored with; each link comes with the
    /// probability, 0 to 1, that its two rows are one person. Without links the m are the prior's.
    #[must_use]
    pub fn fitted<'a>(
        &self,
        used: &Model,
        comparer: &Comparer,
        links: impl Iterator<Item = (&'a Link, f64)>,
    ) -> (Model, Fit) {
        let fields = comparer.fields();
        self.fitted_to(used, &fields, &Patterns::of_links(links, &fields))
    }

    /// The same from pairs of which only the levels are known.
    #[must_use]
    pub(crate) fn fitted_to_levels(
        &self,
        used: &Model,
        comparer: &Comparer,
        patterns: &Patterns,
    ) -> (Model, Fit) {
        self.fitted_to(used, &comparer.fields(), patterns)
    }

    fn fitted_to(&self, used: &Model, fields: &[(&str, &[Level])], patterns: &Patterns) -> (Model, Fit) {
        let prior = Chances::of(self, fields);
        let before = Chances::of(used, fields);
        let mut now = before.clone();
        let mut fit = Fit { pairs: 0.0, rounds: 0, converged: false };
        while fit.rounds < ROUNDS && !fit.converged {
            let next = prior.with(&patterns.counts(&before, &now));
            fit.converged = next.farthest(&now) <= TOLERANCE;
            fit.rounds += 1;
            now = next;
        }
        fit.pairs = patterns.shares(&before, &now).iter().sum();
        (self.with_chances(fields, &now), fit)
    }

    fn with_chances(&self, fields: &[(&str, &[Level])], chances: &Chances) -> Model {
        let mut model = self.clone();
        for ((name, levels), fitted) in fields.iter().zip(&chances.fields) {
            let Some(mut field) = self.field(name).cloned() else { continue };
            for (level, one) in levels.iter().zip(fitted) {
                let known = field.levels.entry(level.name.to_owned());
                known.or_insert(LevelPrior { m: 1.0, u: 1.0 }).m = rounded(one.m);
            }
            model.fields.insert((*name).to_owned(), field);
        }
        model
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

    /// These as the prior, with counts of pairs added.
    fn with(&self, counts: &[Vec<f64>]) -> Self {
        let field = |(field, counts): (&Vec<Chance>, &Vec<f64>)| {
            let one =
                |(chance, count): (&Chance, &f64)| Chance { m: count + chance.pairs * chance.m, ..*chance };
            summing_to_one(field.iter().zip(counts).map(one).collect())
        };
        Chances { fields: self.fields.iter().zip(counts).map(field).collect() }
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

impl Patterns {
    /// How many pairs of one person each pattern has when m goes from `before` to `now`.
    fn shares(&self, before: &Chances, now: &Chances) -> Vec<f64> {
        let shift = |levels: &Vec<At>| -> f64 {
            levels.iter().map(|at| now.level(*at) / before.level(*at)).product()
        };
        let shifts: Vec<f64> = self.levels.iter().map(shift).collect();
        let mut shares = vec![0.0; shifts.len()];
        for (id, odds) in &self.pairs {
            if let (Some(share), Some(shift)) = (shares.get_mut(*id as usize), shifts.get(*id as usize)) {
                *share += odds * shift / (1.0 + odds * shift);
            }
        }
        shares
    }

    /// How many pairs of one person reach each level.
    fn counts(&self, before: &Chances, now: &Chances) -> Vec<Vec<f64>> {
        let mut counts: Vec<Vec<f64>> = now.fields.iter().map(|levels| vec![0.0; levels.len()]).collect();
        for (levels, share) in self.levels.iter().zip(self.shares(before, now)) {
            for (field, level) in levels {
                let field = counts.get_mut(usize::from(*field));
                if let Some(count) = field.and_then(|field| field.get_mut(usize::from(*level))) {
                    *count += share;
                }
            }
        }
        counts
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::block::Pair;
    use crate::compare::{Standing, name_levels};
    use crate::model::Contribution;

    const FIELDS: [(&str, &[Level]); 2] = [("given-name", &NAMES), ("school", &TEXT)];
    const NAMES: [Level; 4] = [
        Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
        Level { name: "spelling", class: 0, standing: Standing::Compatible, agrees: true },
        Level { name: "other-name", class: 0, standing: Standing::Conflict, agrees: false },
        Level { name: "initial", class: 1, standing: Standing::Compatible, agrees: true },
    ];
    const TEXT: [Level; 2] = [
        Level { name: "same", class: 0, standing: Standing::Same, agrees: true },
        Level { name: "unheard-of", class: 0, standing: Standing::Conflict, agrees: false },
    ];

    fn link(levels: &[(&str, &'static str)]) -> Link {
        let line = |(field, level): &(&str, &'static str)| Contribution {
            field: (*field).into(),
            level,
            class: 0,
            standing: Some(Standing::Same),
            weight: 0.0,
            others: 0.0,
            of: 0.0,
            published: None,
        };
        let contributions = levels.iter().map(line).collect();
        Link { pair: Pair::new(0, 1), evidence: 0.0, prior: 0.0, contributions, readings: (0, 0) }
    }

    /// So many pairs with each of these given names' levels.
    fn given(levels: &[(&'static str, usize)]) -> Vec<(Link, f64)> {
        let pairs =
            |(level, count): &(&'static str, usize)| vec![(link(&[("given-name", level)]), 1.0); *count];
        levels.iter().flat_map(pairs).collect()
    }

    fn patterns(links: &[(Link, f64)]) -> Patterns {
        Patterns::of_links(links.iter().map(|(link, share)| (link, *share)), &FIELDS)
    }

    fn fitted(links: &[(Link, f64)]) -> (Model, Fit) {
        let prior = Model::prior();
        prior.fitted_to(&prior, &FIELDS, &patterns(links))
    }

    fn m(model: &Model, field: &str, level: &str) -> f64 {
        model.field(field).unwrap().levels[level].m
    }

    #[test]
    fn no_links_leave_the_prior() {
        let (model, fit) = fitted(&[]);
        assert_eq!((fit.pairs, fit.converged), (0.0, true));
        let before = Chances::of(&Model::prior(), &FIELDS);
        assert!(Chances::of(&model, &FIELDS).farthest(&before) < 1e-8);
    }

    #[test]
    fn few_pairs_move_the_prior_a_little_and_many_replace_it() {
        let prior = m(&fitted(&[]).0, "given-name", "spelling");
        let (few, _) = fitted(&given(&[("same", 10), ("spelling", 10)]));
        let moved = (m(&few, "given-name", "spelling") - prior) / (0.5 - prior);
        assert!(moved > 0.1 && moved < 0.2, "twenty pairs beside a hundred: a sixth of the way, not {moved}");
        let (many, _) = fitted(&given(&[("same", 50_000), ("spelling", 50_000)]));
        assert!((m(&many, "given-name", "spelling") - 0.5).abs() < 0.002);
        assert!(m(&many, "given-name", "other-name") > 0.0);
        assert!((m(&many, "given-name", "initial") - 1.0).abs() < 1e-9, "other classes stay as they are");
    }

    #[test]
    fn a_field_of_the_users_own_gets_its_own_m() {
        let links = vec![(link(&[("school", "unheard-of")]), 1.0); 1000];
        let (model, _) = fitted(&links);
        assert!(m(&model, "school", "unheard-of") > 0.9);
        assert_eq!(Model::prior().field("text"), model.field("text"));
    }

    #[test]
    fn pairs_of_two_people_teach_nothing() {
        let mut links = given(&[("same", 500)]);
        links.extend(given(&[("other-name", 5000)]).into_iter().map(|(link, _)| (link, 1e-9)));
        let others = |links: &[(Link, f64)]| m(&fitted(links).0, "given-name", "other-name");
        assert!((others(&links) - others(&given(&[("same", 500)]))).abs() < 1e-6);
    }

    #[test]
    fn what_is_in_doubt_is_decided_by_what_is_sure() {
        let sure = given(&[("same", 5000), ("other-name", 50)]);
        let doubt = |level| vec![(link(&[("given-name", level)]), 0.5); 400];
        let links = [sure, doubt("same"), doubt("other-name")].concat();
        let (model, fit) = fitted(&links);
        assert!(fit.converged && fit.rounds > 1, "{fit:?}");
        assert!(m(&model, "given-name", "other-name") > m(&Model::prior(), "given-name", "other-name"));
    }

    proptest! {
        #[test]
        fn sums_to_one_and_is_finite_whatever_the_links(
            links in prop::collection::vec((0..4_usize, 0..3_usize, prop::num::f64::ANY), 0..200)
        ) {
            let one = |(name, text, share): &(usize, usize, f64)| {
                let mut levels = vec![("given-name", NAMES[*name].name), ("nobody", "knows")];
                levels.extend(TEXT.get(*text).map(|level| ("school", level.name)));
                (link(&levels), *share)
            };
            let (model, fit) = fitted(&links.iter().map(one).collect::<Vec<_>>());
            prop_assert!(fit.converged, "{fit:?}");
            for (field, levels) in FIELDS {
                for class in 0..2 {
                    let of_class = levels.iter().filter(|level| level.class == class);
                    let all: Vec<f64> = of_class.map(|level| m(&model, field, level.name)).collect();
                    let sum: f64 = all.iter().sum();
                    prop_assert!(all.is_empty() || (sum - 1.0).abs() < 1e-6, "{field} {all:?}");
                    prop_assert!(all.iter().all(|m| *m >= 0.9 * LEAST_PROBABILITY), "{field} {all:?}");
                }
            }
        }
    }

    #[test]
    fn pairs_put_together_from_parts_are_those_of_the_whole() {
        let links = [
            given(&[("same", 3), ("other-name", 2), ("spelling", 4)]),
            given(&[("initial", 5), ("same", 2), ("other-name", 1)]),
        ];
        let mut joined = patterns(&links[0]);
        joined.append(patterns(&links[1]));
        let whole = patterns(&links.concat());
        assert_eq!((joined.levels, joined.pairs), (whole.levels, whole.pairs));
    }

    #[test]
    fn every_level_of_names_is_fitted() {
        let fields = [("surname", name_levels())];
        let prior = Model::prior();
        let (model, _) = prior.fitted_to(&prior, &fields, &Patterns::default());
        assert!(name_levels().iter().all(|level| m(&model, "surname", level.name) > 0.0));
    }
}
