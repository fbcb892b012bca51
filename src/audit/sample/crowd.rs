//! The people of a world, made one after another.
//!
//! Input: the seed, the number of people and [`PeopleSettings`]. Output: an iterator of [`InventedPerson`]s.

use super::people::{InventedPerson, Maker, PersonRole};
use super::rng::Rng;
use super::row::Stock;
use super::settings::PeopleSettings;

/// Makes people one after another.
///
/// The people follow only from the seed, the numbers and [`PeopleSettings`]. So two worlds that differ only in their
/// lists have the same people.
#[derive(Debug)]
pub(crate) struct Crowd<'a> {
    /// Draws each person.
    maker: Maker<'a>,
    /// The shares of women, relatives and namesakes.
    settings: &'a PeopleSettings,
    /// How many people are still to be made.
    left: usize,
    /// How many of them are officers.
    officers_left: usize,
    /// The person whose brother, sister, son or father comes next; `None` if the next person is a stranger.
    kin: Option<InventedPerson>,
    /// Up to [`RECENT`] earlier people, from whom namesakes are made.
    recent: Vec<InventedPerson>,
}

/// Number of earlier people that are kept for namesakes.
const RECENT: usize = 64;

impl<'a> Crowd<'a> {
    /// A crowd of `persons` people, `officers` of them officers.
    pub(crate) fn new(
        stock: &'a Stock,
        settings: &'a PeopleSettings,
        seed: u64,
        persons: usize,
        officers: usize,
    ) -> Self {
        Crowd {
            maker: Maker::new(stock, settings, Rng::new(seed, 0)),
            settings,
            left: persons,
            officers_left: officers.min(persons),
            kin: None,
            recent: Vec::new(),
        }
    }

    /// The next person: a relative of the one before, a namesake of an earlier one, or a stranger.
    fn person(&mut self, role: PersonRole) -> InventedPerson {
        if let Some(kin) = self.kin.take() {
            return self.maker.relative(&kin, role);
        }
        let person = self.maker.stranger(role);
        if self.maker.rng.chance(self.settings.relatives) {
            self.kin = Some(person.clone());
        }
        if self.maker.rng.chance(self.settings.namesakes) && !self.recent.is_empty() {
            self.kin = None;
            return match self.maker.rng.pick(&self.recent) {
                Some(other) => self.maker.namesake(&person, other),
                None => self.maker.with_other_father(person),
            };
        }
        person
    }

    /// Keeps a person for namesakes. If the store is full, a random earlier person is replaced.
    fn remember(&mut self, person: &InventedPerson) {
        if self.recent.len() < RECENT {
            self.recent.push(person.clone());
            return;
        }
        let place = self.maker.rng.below(RECENT);
        if let Some(old) = self.recent.get_mut(place) {
            old.clone_from(person);
        }
    }
}

impl Iterator for Crowd<'_> {
    /// One invented person.
    type Item = InventedPerson;

    /// The next person; `None` after the requested number.
    fn next(&mut self) -> Option<InventedPerson> {
        if self.left == 0 {
            return None;
        }
        // Selection sampling (Knuth, algorithm S) gives exactly the requested number of officers.
        let officer = self.maker.rng.below(self.left) < self.officers_left;
        let role = match (officer, self.maker.rng.chance(0.6)) {
            (false, _) => PersonRole::Civilian,
            (true, true) => PersonRole::Police,
            (true, false) => PersonRole::Soldier,
        };
        self.left -= 1;
        self.officers_left -= usize::from(officer);
        let person = self.person(role);
        self.remember(&person);
        Some(person)
    }
}
