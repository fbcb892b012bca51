//! What a third record says of two that contradict each other.

use super::{Contradiction, Contribution, Link};
use crate::language::name::Role;

/// A third record that is less likely one person with either of two cannot excuse them.
const EVEN: f64 = 0.5;

impl Link {
    /// Whether a third record has weighed what the two contradict each other on; `sides` are its links to either of them. It
    /// states the contradicted values itself, agrees with one of the two on each, and may be joined with both.
    pub(crate) fn is_excused_by(&self, third: usize, sides: [&Link; 2], needed: f64) -> bool {
        let may_be_joined = |side: &Link| side.probability() >= EVEN && !side.needs_a_reviewer(needed);
        sides.iter().all(|side| may_be_joined(side))
            && self.contradicting().all(|(what, one)| {
                what.is_excusable()
                    && states(sides, third, one)
                    && sides.iter().any(|side| agrees(side, what))
            })
    }
}

/// Whether the third record states the field of a contradiction as precisely as the two, and is read in one way beside both.
fn states(sides: [&Link; 2], third: usize, contradicting: &Contribution) -> bool {
    let is_stated = |side: &&Link| {
        let of_field = side.contributions.iter().find(|one| one.field == contradicting.field);
        of_field.is_some_and(|one| one.class <= contradicting.class)
    };
    let is_name = Role::ALL.iter().any(|role| role.as_str() == &*contradicting.field);
    let reading = |side: &Link| if side.pair.a() == third { side.readings.0 } else { side.readings.1 };
    sides.iter().all(is_stated) && (!is_name || reading(sides[0]) == reading(sides[1]))
}

fn agrees(side: &Link, what: Contradiction) -> bool {
    side.contradictions().all(|one| one != what)
}
