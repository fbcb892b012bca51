//! The people of a world of any size, each made by itself.

use super::people::{Maker, Person, Role};
use super::rng::Rng;
use super::row::Stock;
use super::settings::WorldSettings;

/// A family is looked for among so many people before; longer rows of relatives are pairs.
const LONGEST_FAMILY: usize = 64;

/// Who the person of a number is follows from the seed and the number: nobody else need be made
/// but the one whose kin or namesake they are. The first numbers are the officers.
#[derive(Clone, Debug)]
pub(crate) struct Roll<'a> {
    maker: Maker<'a>,
    relatives: f64,
    namesakes: f64,
    officers: usize,
    seed: u64,
    lot_seed: u64,
}

/// What is decided about a person before any name.
struct Lot {
    has_kin_next: bool,
    is_namesake: bool,
    is_police: bool,
}

impl<'a> Roll<'a> {
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

    /// The person of a number, counted from 0.
    pub(crate) fn person(&mut self, at: usize) -> Person {
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

    /// The person as nobody's namesake.
    fn by_blood(&mut self, at: usize) -> Person {
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

    fn stranger(&mut self, at: usize) -> Person {
        self.begin(at);
        let role = self.role(at);
        self.maker.stranger(role)
    }

    fn begin(&mut self, at: usize) {
        self.maker.rng = Rng::new(self.seed, at as u64);
    }

    fn lot(&self, at: usize) -> Lot {
        let mut rng = Rng::new(self.lot_seed, at as u64);
        Lot {
            has_kin_next: rng.chance(self.relatives),
            is_namesake: rng.chance(self.namesakes),
            is_police: rng.chance(0.6),
        }
    }

    /// Whether the person before began a family, which one does who is in none.
    fn is_kin(&self, at: usize) -> bool {
        let before = (0..at).rev().take(LONGEST_FAMILY);
        let row = before.take_while(|before| self.lot(*before).has_kin_next).count();
        if row == LONGEST_FAMILY { at % 2 == 1 } else { row % 2 == 1 }
    }

    fn role(&self, at: usize) -> Role {
        match (at < self.officers, self.lot(at).is_police) {
            (false, _) => Role::Civilian,
            (true, true) => Role::Police,
            (true, false) => Role::Soldier,
        }
    }
}
