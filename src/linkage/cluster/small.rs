//! All small components of a share, in one block: a thousand times each draws one of its partitions, and most
//! have two.

use rand_chacha::ChaCha8Rng;

use super::chance::uniform;
use super::choice::{Choice, pick};
use super::count::Counts;

/// Random numbers are drawn for so many rounds at once.
const ROUNDS_AT_ONCE: usize = 16;

/// The partitions of the components one behind the other, and how many each has.
#[derive(Clone, Debug, Default)]
pub(super) struct Small {
    choices: Vec<Choice>,
    lengths: Vec<usize>,
    streams: Vec<ChaCha8Rng>,
    /// Numbers that were drawn for the next rounds, round by round, and how many of them were used.
    points: Vec<f64>,
    used: usize,
}

impl Small {
    /// Takes a component with its random numbers.
    pub(super) fn take(&mut self, choices: &[Choice], stream: ChaCha8Rng) {
        self.lengths.push(choices.len());
        self.choices.extend_from_slice(choices);
        self.streams.push(stream);
    }

    /// What was taken, in that order.
    pub(super) fn components(&self) -> impl Iterator<Item = &[Choice]> {
        let mut start = 0;
        self.lengths.iter().map(move |length| {
            let component = self.choices.get(start..start + length).unwrap_or_default();
            start += length;
            component
        })
    }

    /// Draws a partition of every component. `chances` are those of mixes at the moment.
    pub(super) fn step(&mut self, chances: &[f64], record: bool, counts: &mut Counts) {
        if self.used >= self.points.len() {
            self.draw_points();
        }
        let points = self.points.get(self.used..).unwrap_or_default();
        let mut rest = self.choices.as_mut_slice();
        for (length, point) in self.lengths.iter().zip(points) {
            let Some((choices, others)) = rest.split_at_mut_checked(*length) else { break };
            let drawn = pick(choices, chances, *point, record);
            if let Some(choice) = choices.get(drawn) {
                counts.add_mix(choice.mix);
            }
            rest = others;
        }
        self.used += self.lengths.len();
    }

    /// Each component draws from its own stream, so that no other moves what it draws.
    fn draw_points(&mut self) {
        let components = self.streams.len();
        self.points.resize(components * ROUNDS_AT_ONCE, 0.0);
        self.used = 0;
        for (at, stream) in self.streams.iter_mut().enumerate() {
            let places = self.points.iter_mut().skip(at).step_by(components);
            places.for_each(|place| *place = uniform(stream));
        }
    }
}
