//! A partition of a small component, as one of those that one is drawn from.

/// A partition as it is drawn a thousand times: all that this takes, side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// How much likelier the rows are by it than by the best, whatever the lists are believed to be.
    pub(super) fit: f64,
    /// What it weighed at the last draw.
    pub(super) weight: f64,
    /// The sum of its probabilities over the recorded draws.
    pub(super) sum: f64,
    /// The number that the census has for what its groups are composed of.
    pub(super) mix: u32,
}

impl Choice {
    fn weigh(&mut self, chances: &[f64]) -> f64 {
        self.weight = chances.get(self.mix as usize).copied().unwrap_or(1.0) * self.fit;
        self.weight
    }

    fn record(&mut self, all: f64) {
        self.sum += self.weight / all;
    }
}

/// Draws one of all partitions of a component by a number from 0 to 1. `chances` are those of mixes.
pub(super) fn pick(choices: &mut [Choice], chances: &[f64], point: f64, record: bool) -> usize {
    match choices {
        // A single partition is drawn whatever is believed.
        [only] => {
            only.weight = 1.0;
            only.sum += f64::from(u8::from(record));
            0
        }
        // Nearly all components are of two rows, which are one person or two.
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
