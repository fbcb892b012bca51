//! The partitions of a small component, and drawing one of them.
//!
//! In: the evidence of each partition and the prior weights of the moment. Out: the position of the drawn partition,
//! and the sums of the probabilities.

/// One partition of a small component, with all that a draw needs in one place. It is used in each of about a
/// thousand rounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// Likelihood of the records under this partition, relative to the best partition, from 0 to 1. It does not
    /// depend on the intensities.
    pub(super) fit: f64,
    /// Weight at the last draw: `fit` times the prior weight.
    pub(super) weight: f64,
    /// Sum of its probabilities over the recorded draws. The probability itself is less noisy than a count of draws.
    pub(super) sum: f64,
    /// The number of its mix in the census: the compositions of its groups.
    pub(super) mix: u32,
}

impl Choice {
    /// Sets and returns the weight. `chances` are the prior weights of mixes, by number.
    fn weigh(&mut self, chances: &[f64]) -> f64 {
        self.weight = chances.get(self.mix as usize).copied().unwrap_or(1.0) * self.fit;
        self.weight
    }

    /// Adds its probability. `all` is the sum of all weights.
    fn record(&mut self, all: f64) {
        self.sum += self.weight / all;
    }
}

/// Draws one of all partitions of a component and returns its position. `chances` are the prior weights of mixes, by
/// number; `point` is uniform in [0, 1). `record` says whether the draw counts.
pub(super) fn pick(choices: &mut [Choice], chances: &[f64], point: f64, record: bool) -> usize {
    match choices {
        // A single partition is drawn with any prior.
        [only] => {
            only.weight = 1.0;
            only.sum += f64::from(u8::from(record));
            0
        }
        // Nearly all components have two records, which are one person or two.
        [one, other] => {
            let (a, b) = (one.weigh(chances), other.weigh(chances));
            if record {
                one.record(a + b);
                other.record(a + b);
            }
            usize::from(a <= point * (a + b) && b > 0.0)
        }
        _ => pick_of_many(choices, chances, point, record),
    }
}

/// As [`pick`], for three or more partitions.
fn pick_of_many(choices: &mut [Choice], chances: &[f64], point: f64, record: bool) -> usize {
    let mut all = 0.0;
    for choice in choices.iter_mut() {
        all += choice.weigh(chances);
    }
    if record {
        choices.iter_mut().for_each(|choice| choice.record(all));
    }
    super::chance::at(choices.iter().map(|choice| choice.weight), point * all)
}
