//! All small components of a share, in one block of memory.
//!
//! In: the partitions of each component. Out: in each round one drawn partition of each component, as counts. Each
//! component draws about a thousand times, and most have two partitions, so the layout decides the speed.

use rand_chacha::ChaCha8Rng;

use super::chance::uniform;
use super::choice::{Choice, pick};
use super::count::Counts;

/// Rounds whose random numbers are drawn at once.
const ROUNDS_AT_ONCE: usize = 16;

/// The small components, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Small {
    /// The partitions of all components, one after the other.
    choices: Vec<Choice>,
    /// For each component the number of its partitions.
    lengths: Vec<usize>,
    /// The random numbers of each component.
    streams: Vec<ChaCha8Rng>,
    /// Uniform numbers in [0, 1) drawn in advance: round by round, one for each component.
    points: Vec<f64>,
    /// How many of the `points` were used.
    used: usize,
    /// The position of the drawn partition of each component, kept round by kept round.
    kept: Vec<u16>,
}

impl Small {
    /// Adds a component with its random numbers.
    pub(super) fn take(&mut self, choices: &[Choice], stream: ChaCha8Rng) {
        self.lengths.push(choices.len());
        self.choices.extend_from_slice(choices);
        self.streams.push(stream);
    }

    /// The partitions of each component, with their recorded sums.
    pub(super) fn components(&self) -> impl Iterator<Item = &[Choice]> {
        let mut start = 0;
        self.lengths.iter().map(move |length| {
            let component = self.choices.get(start..start + length).unwrap_or_default();
            start += length;
            component
        })
    }

    /// The position of the drawn partition of each component in a kept round.
    pub(super) fn kept(&self, round: usize) -> &[u16] {
        let components = self.lengths.len();
        self.kept.get(round * components..(round + 1) * components).unwrap_or_default()
    }

    /// Draws a partition of every component and counts it. `chances` are the current prior weights of mixes, by
    /// number. `keep` says whether the drawn partitions are kept.
    pub(super) fn step(&mut self, chances: &[f64], record: bool, keep: bool, counts: &mut Counts) {
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
            if keep {
                // A component has at most 877 partitions.
                self.kept.push(u16::try_from(drawn).unwrap_or_default());
            }
            rest = others;
        }
        self.used += self.lengths.len();
    }

    /// Draws numbers for the next rounds. Each component uses its own stream, so no component changes what another
    /// one draws.
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
