//! Whether a third record lifts the constraint on two records that disagree.
//!
//! In: a link whose records disagree, and the links of a third record to both. Example: of three records born 1984,
//! 1984 and 1948, the error is in the third. A record of 1984 lifts the constraint on the other two.

use super::{Contradiction, Contribution, Link};
use crate::language::name::Role;

/// Least probability that the third record is one person with each of the two.
const EVEN: f64 = 0.5;

impl Link {
    /// Whether the third record lifts the constraint. It does if all of these hold:
    ///
    /// - It is more likely than not one person with each of the two records, and no reviewer is needed for either
    ///   join.
    /// - It states each disputed value itself, as precisely as the two do.
    /// - It agrees with at least one of the two on each disputed value.
    ///
    /// `third` is the index of its mention, `sides` are its links to the two records, and `needed` is the probability
    /// above which records are joined.
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

/// Whether the third record states the disputed field as precisely as the two records. If the field is a part of the
/// name, the third name must also have the same reading in both links.
fn states(sides: [&Link; 2], third: usize, contradicting: &Contribution) -> bool {
    let is_stated = |side: &&Link| {
        let of_field = side.contributions.iter().find(|one| one.field == contradicting.field);
        of_field.is_some_and(|one| one.class <= contradicting.class)
    };
    let is_name = Role::ALL.iter().any(|role| role.as_str() == &*contradicting.field);
    let reading = |side: &Link| if side.pair.a() == third { side.readings.0 } else { side.readings.1 };
    sides.iter().all(is_stated) && (!is_name || reading(sides[0]) == reading(sides[1]))
}

/// Whether a link has no such disagreement.
fn agrees(side: &Link, what: Contradiction) -> bool {
    side.contradictions().all(|one| one != what)
}
