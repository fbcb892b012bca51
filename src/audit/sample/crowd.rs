//! The people of a world, one after another.

use super::people::{Maker, Person, Role};
use super::rng::Rng;
use super::row::Stock;
use super::settings::PeopleSettings;

/// Makes people one after another. Nothing but the seed, the numbers and [`PeopleSettings`]
/// decides who they are, so two worlds that differ in their lists only have the same people.
#[derive(Debug)]
pub(crate) struct Crowd<'a> {
    maker: Maker<'a>,
    settings: &'a PeopleSettings,
    left: usize,
    officers_left: usize,
    /// The one whose brother, son or father comes next.
    kin: Option<Person>,
    /// Some earlier people, from whom namesakes are made.
    recent: Vec<Person>,
}

/// How many earlier people are remembered for namesakes.
const RECENT: usize = 64;

impl<'a> Crowd<'a> {
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

    fn person(&mut self, role: Role) -> Person {
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

    fn remember(&mut self, person: &Person) {
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
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        if self.left == 0 {
            return None;
        }
        // Selection sampling (Knuth, algorithm S): exactly as many officers as asked for.
        let officer = self.maker.rng.below(self.left) < self.officers_left;
        let role = match (officer, self.maker.rng.chance(0.6)) {
            (false, _) => Role::Civilian,
            (true, true) => Role::Police,
            (true, false) => Role::Soldier,
        };
        self.left -= 1;
        self.officers_left -= usize::from(officer);
        let person = self.person(role);
        self.remember(&person);
        Some(person)
    }
}
