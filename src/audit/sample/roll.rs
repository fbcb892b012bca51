//! The people of a world of any size, each made on its own.
//!
//! Input: the seed and the number of a person. Output: the [`InventedPerson`]. Only the person whose relative or namesake they
//! are is made as well, so a row of a list with millions of rows needs no other row.
//!
//! Every person has random numbers of their own, from the seed and their number. What connects people (whether a
//! relative comes next, whether somebody is a namesake) is drawn from a second seed, so that it can be asked about any
//! person without drawing a name.

use super::people::{InventedPerson, Maker, PersonRole};
use super::rng::Rng;
use super::row::Stock;
use super::settings::WorldSettings;

/// Number of earlier people among whom the start of a family is searched. In a longer run of people with a relative
/// next, pairs are formed, so that the search is bounded.
const LONGEST_FAMILY: usize = 64;

/// Makes the person of any number. The first numbers are the officers.
#[derive(Clone, Debug)]
pub(crate) struct Roll<'a> {
    /// Draws each person.
    maker: Maker<'a>,
    /// The probability that a relative comes next.
    relatives: f64,
    /// The probability that a person is a namesake.
    namesakes: f64,
    /// The number of officers.
    officers: usize,
    /// The seed of the people.
    seed: u64,
    /// The seed of what is decided before any name.
    lot_seed: u64,
}

/// What is decided about a person before any name is drawn.
struct Lot {
    /// Whether the next person may be a relative.
    has_kin_next: bool,
    /// Whether the person may be a namesake of an earlier one.
    is_namesake: bool,
    /// Whether the person, if an officer, was a member of the police.
    is_police: bool,
}

impl<'a> Roll<'a> {
    /// The people of the settings.
    pub(crate) fn new(settings: &'a WorldSettings, stock: &'a Stock) -> Self {
        let mut rng = Rng::new(settings.seed, 0);
        let (seed, lot_seed) = (rng.bits(), rng.bits());
        Roll {
            maker: Maker::new(stock, &settings.people, rng),
            relatives: settings.people.relatives,
            namesakes: settings.people.namesakes,
            officers: settings.officers.min(settings.persons),
            seed,
            lot_seed,
        }
    }

    /// The person of a number, from 0.
    pub(crate) fn person(&mut self, at: usize) -> InventedPerson {
        let person = self.by_blood(at);
        let lot = self.lot(at);
        if !lot.is_namesake || lot.has_kin_next || self.is_kin(at) {
            return person;
        }
        let mut rng = self.maker.rng.clone();
        let other = self.by_blood(rng.below(at));
        self.maker.rng = rng;
        if at == 0 { person } else { self.maker.namesake(&person, &other) }
    }

    /// The person before namesakes are considered: a relative of the person before, or a stranger.
    fn by_blood(&mut self, at: usize) -> InventedPerson {
        match at.checked_sub(1).filter(|_| self.is_kin(at)) {
            Some(before) => {
                let of = self.stranger(before);
                self.begin(at);
                let role = self.role(at);
                self.maker.relative(&of, role)
            }
            None => self.stranger(at),
        }
    }

    /// The person of a number as a stranger.
    fn stranger(&mut self, at: usize) -> InventedPerson {
        self.begin(at);
        let role = self.role(at);
        self.maker.stranger(role)
    }

    /// Sets the random numbers to those of a person.
    fn begin(&mut self, at: usize) {
        self.maker.rng = Rng::new(self.seed, at as u64);
    }

    /// What is decided about a person before any name.
    fn lot(&self, at: usize) -> Lot {
        let mut rng = Rng::new(self.lot_seed, at as u64);
        Lot {
            has_kin_next: rng.chance(self.relatives),
            is_namesake: rng.chance(self.namesakes),
            is_police: rng.chance(0.6),
        }
    }

    /// Whether a person is a relative of the person before. In a run of people with a relative next, every second
    /// person is. So nobody is a relative of a relative.
    fn is_kin(&self, at: usize) -> bool {
        let before = (0..at).rev().take(LONGEST_FAMILY);
        let row = before.take_while(|before| self.lot(*before).has_kin_next).count();
        if row == LONGEST_FAMILY { at % 2 == 1 } else { row % 2 == 1 }
    }

    /// What a person was.
    fn role(&self, at: usize) -> PersonRole {
        match (at < self.officers, self.lot(at).is_police) {
            (false, _) => PersonRole::Civilian,
            (true, true) => PersonRole::Police,
            (true, false) => PersonRole::Soldier,
        }
    }
}
