//! Uncertainty of the model, which the sampled partitions alone do not have.
//!
//! In: the sample, the pairs in doubt, and how well the fit knows m. Out: the sample with overlap tables that also
//! vary with the model.
//!
//! Partitions are drawn with the fitted m, so their spread is the uncertainty of the partition *given* m. But m is
//! uncertain too: it was fitted to some hundred pairs. Here each draw gets its own m from the Dirichlet distribution
//! of the fit, and its own share of relatives from its Gamma distribution. The resulting change in the number of
//! people is added to the draw. This is the law of total variance in steps: Var(N) = E(Var(N | m)) + Var(E(N | m)).

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use super::census::ListSet;
use super::chance::{stream, uniform};
use super::posterior::Posterior;
use crate::linkage::model::{At, Spread};

/// Stream of random numbers for the models. A component has the stream of its first mention, and the intensities have
/// the last stream.
const STREAM: u64 = u64::MAX - 1;
/// Largest factor between a drawn m and its mean, in either direction. So a level that hardly occurs does not decide.
const MOST_FACTOR: f64 = 8.0;
/// Number of drawn models. The mean change over all of them is subtracted, so that the mean of the draws stays the
/// same.
const MODELS: usize = 200;

/// A pair in doubt.
#[derive(Clone, Debug)]
pub(crate) struct OpenPair {
    /// Probability that the two are one person, strictly between 0 and 1.
    pub(crate) probability: f64,
    /// The levels of the pair, one for each field: field and level.
    pub(crate) levels: Vec<At>,
    /// Probability that the two are relatives, given that they are two people.
    pub(crate) related: f64,
    /// The lists of the two entries, by index, without the other record.
    pub(crate) lists: (Vec<u16>, Vec<u16>),
}

/// Pairs in doubt that move people between the same cells of the overlap table.
struct CellPairs {
    /// The combinations of lists of the two sides, the smaller first.
    parts: (ListSet, ListSet),
    /// For each pair the natural log odds of one person, its levels, and the probability of relatives given two
    /// people.
    pairs: Vec<(f64, Vec<At>, f64)>,
}

impl Posterior {
    /// The sample with overlap tables that also vary with the model. Probabilities of pairs and groups stay the same.
    /// Draw i uses model i mod [`MODELS`].
    ///
    /// For each cell, the change is the expected number of additional joined pairs under the model, less the mean
    /// over all models. It is rounded at random to a whole number with this mean. Then this number of people of the
    /// two combinations is joined, or separated if it is negative. No count becomes negative.
    pub(crate) fn spread(mut self, spread: &Spread, doubts: Vec<OpenPair>, seed: u64) -> Self {
        let cells = cells(doubts);
        if cells.is_empty() {
            return self;
        }
        let mut rng = stream(seed, STREAM);
        let shifts: Vec<Vec<f64>> = (0..MODELS).map(|_| shifts(&cells, spread, &mut rng)).collect();
        let mean = |at: usize| shifts.iter().filter_map(|one| one.get(at)).sum::<f64>() / MODELS as f64;
        let means: Vec<f64> = (0..cells.len()).map(mean).collect();
        for (draw, people) in self.census.iter_mut().enumerate() {
            let Some(shift) = shifts.get(draw % MODELS) else { continue };
            for ((cell, shift), mean) in cells.iter().zip(shift).zip(&means) {
                let joined = join(people, cell.parts, rounded(shift - mean, &mut rng));
                self.partitions.join(draw, cell.parts, joined);
            }
        }
        self
    }
}

/// Groups the pairs by the combinations of lists of their two sides.
fn cells(doubts: Vec<OpenPair>) -> Vec<CellPairs> {
    let of = |lists: &[u16]| lists.iter().fold(ListSet::default(), |all, list| all.with(*list));
    let mut cells: Vec<CellPairs> = Vec::new();
    let mut at: std::collections::BTreeMap<(ListSet, ListSet), usize> = std::collections::BTreeMap::new();
    for doubt in doubts {
        let (a, b) = (of(&doubt.lists.0), of(&doubt.lists.1));
        let parts = (a.min(b), a.max(b));
        let next = cells.len();
        let cell = *at.entry(parts).or_insert(next);
        if cell == next {
            cells.push(CellPairs { parts, pairs: Vec::new() });
        }
        let logit = (doubt.probability / (1.0 - doubt.probability)).ln();
        if let Some(cell) = cells.get_mut(cell).filter(|_| logit.is_finite()) {
            cell.pairs.push((logit, doubt.levels, doubt.related));
        }
    }
    cells
}

/// For each cell the expected number of additional pairs that are one person under a drawn model.
fn shifts(cells: &[CellPairs], spread: &Spread, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let factors = factors(spread, rng);
    let relatives = factor(spread.relatives, rng);
    let factor = |at: &At| {
        let field = factors.get(usize::from(at.0));
        field.and_then(|field| field.get(usize::from(at.1))).copied().unwrap_or(0.0)
    };
    let of_pair = |(logit, levels, related): &(f64, Vec<At>, f64)| {
        let one_person: f64 = levels.iter().map(factor).sum();
        let two_people = (1.0 - related + related * relatives.exp()).ln();
        logistic(logit + one_person - two_people) - logistic(*logit)
    };
    cells.iter().map(|cell| cell.pairs.iter().map(of_pair).sum()).collect()
}

/// For each field and level the natural log of the ratio of a drawn m to the fitted m. Within a class the drawn m sum
/// to 1.
fn factors(spread: &Spread, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let field = |levels: &Vec<(u8, f64)>| {
        let drawn: Vec<f64> = levels.iter().map(|(_, count)| gamma(*count, rng)).collect();
        let sum = |class: u8, of: &dyn Fn(usize) -> f64| -> f64 {
            levels.iter().enumerate().filter(|(_, (other, _))| *other == class).map(|(at, _)| of(at)).sum()
        };
        let one = |(at, (class, count)): (usize, &(u8, f64))| {
            let mean = count / sum(*class, &|at| levels[at].1);
            let m = drawn[at] / sum(*class, &|at| drawn[at]);
            bounded((m / mean).ln())
        };
        levels.iter().enumerate().map(one).collect()
    };
    spread.levels.iter().map(field).collect()
}

/// The natural log of the ratio of a drawn share to the fitted one. `counts` is the number of pairs from
/// which the share was fitted.
fn factor(counts: f64, rng: &mut ChaCha8Rng) -> f64 {
    bounded((gamma(counts, rng) / counts.max(f64::MIN_POSITIVE)).ln())
}

/// Limits a log ratio to ±ln of [`MOST_FACTOR`]; 0 if it is not a number.
fn bounded(log: f64) -> f64 {
    if log.is_nan() { 0.0 } else { log.clamp(-MOST_FACTOR.ln(), MOST_FACTOR.ln()) }
}

/// A draw from a Gamma distribution with scale 1; at least the smallest positive number.
fn gamma(shape: f64, rng: &mut ChaCha8Rng) -> f64 {
    Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.sample(rng)).max(f64::MIN_POSITIVE)
}

/// The probability with these natural log odds.
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A random whole number next to `mean`, with this mean.
fn rounded(mean: f64, rng: &mut ChaCha8Rng) -> i64 {
    let floor = mean.floor();
    floor as i64 + i64::from(uniform(rng) < mean - floor)
}

/// Joins people of two combinations of lists, or separates them if `joined` is negative. Never more than there are.
/// Returns how many were joined.
fn join(
    people: &mut std::collections::BTreeMap<ListSet, u32>,
    (a, b): (ListSet, ListSet),
    joined: i64,
) -> i64 {
    let both = a.union(b);
    let count = |people: &std::collections::BTreeMap<ListSet, u32>, of| {
        i64::from(people.get(&of).copied().unwrap_or(0))
    };
    // Two people of one combination become one person of the same combination.
    let most = if a == b { count(people, a) / 2 } else { count(people, a).min(count(people, b)) };
    let joined = joined.clamp(-count(people, both), most.max(0));
    if joined == 0 {
        return 0;
    }
    for (lists, more) in [(a, -joined), (b, -joined), (both, joined)] {
        match u32::try_from(count(people, lists) + more) {
            Ok(now) if now > 0 => _ = people.insert(lists, now),
            _ => _ = people.remove(&lists),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn posterior(draws: usize) -> Posterior {
        let people = BTreeMap::from([
            (ListSet::default().with(0), 50),
            (ListSet::default().with(1), 50),
            (ListSet::default().with(0).with(1), 50),
        ]);
        let mut posterior = Posterior::default();
        posterior.census = vec![people; draws];
        posterior
    }

    fn spread(count: f64) -> Spread {
        Spread { levels: vec![vec![(0, 30.0 * count), (0, count)]], relatives: 50.0 }
    }

    fn doubts(pairs: usize) -> Vec<OpenPair> {
        let one =
            OpenPair { probability: 0.5, levels: vec![(0, 1)], related: 0.5, lists: (vec![0], vec![1]) };
        vec![one; pairs]
    }

    fn width(posterior: &Posterior) -> usize {
        posterior.people().high - posterior.people().low
    }

    #[test]
    fn the_less_is_known_of_m_the_wider() {
        let [well, badly] = [1000.0, 2.0].map(|count| posterior(1000).spread(&spread(count), doubts(40), 7));
        assert!(width(&badly) > 2 * width(&well), "{} {}", width(&badly), width(&well));
        assert!((badly.people().mean - 150.0).abs() < 1.0, "the mean stays: {}", badly.people().mean);
    }

    #[test]
    fn an_interval_holds_what_a_reviewer_may_part() {
        let mut posterior = posterior(10);
        posterior.keep_apart([(vec![0], vec![1], 0.9), (vec![0], vec![1], 0.6)].into_iter(), 200);
        assert_eq!((posterior.people().low, posterior.people().high), (150, 152));
        assert_eq!((posterior.people_in(&[0]).low, posterior.people_in(&[0]).high), (50, 52));
        assert_eq!((posterior.people_in(&[0, 1]).low, posterior.people_in(&[0, 1]).high), (48, 50));
    }

    #[test]
    fn there_are_no_more_people_than_records() {
        let mut posterior = posterior(10);
        let apart = vec![(vec![0], vec![1], 0.9); 7];
        posterior.keep_apart(apart.into_iter(), 153);
        assert_eq!(posterior.people().high, 153);
    }

    #[test]
    fn without_doubts_nothing_changes() {
        assert_eq!(posterior(10).spread(&spread(1.0), Vec::new(), 7), posterior(10));
    }

    #[test]
    fn people_are_never_fewer_than_none_and_a_list_keeps_its_records() {
        let of = |posterior: &Posterior, list: u16| posterior.draws_with(list);
        let wide = posterior(300).spread(&spread(0.5), doubts(400), 7);
        assert!(of(&wide, 0).iter().chain(&of(&wide, 1)).all(|people| *people == 100));
    }
}
