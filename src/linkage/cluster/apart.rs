//! Which pairs of mentions only a reviewer may join.
//!
//! In: the scoring function and the probability above which records are joined. Out: [`Apart`], which answers for a
//! pair whether it is kept apart, and whether a third record lifts this.
//!
//! Two records that disagree and that would not be joined alone are kept apart, whoever else is left and whatever
//! third record fits both. A record "Асан Ерлан" must not make one person of the brothers Асан and Ерлан. There is
//! one exception: a third record that states the disputed value itself, and that is more likely than not one person
//! with each of the two. Of three records born 1984, 1984 and 1948, the error is in the third.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Problem;
use crate::linkage::block::Pair;
use crate::linkage::model::Link;

/// Answers which pairs of mentions are kept apart.
pub(super) struct Apart<'a> {
    /// The scoring function of the problem is used; nothing else.
    problem: &'a Problem<'a>,
    /// Probability above which two records are joined.
    needed: f64,
    /// Scored pairs, so that each is scored once. `None` for a pair that can never be one person.
    links: RefCell<FxHashMap<Pair, Option<Rc<Link>>>>,
}

impl<'a> Apart<'a> {
    /// Nothing is scored yet. `needed` is the probability above which two records are joined.
    pub(super) fn new(problem: &'a Problem<'a>, needed: f64) -> Self {
        Apart { problem, needed, links: RefCell::default() }
    }

    /// The link of a pair, scored on the first call; `None` if the two can never be one person.
    fn link(&self, pair: Pair) -> Option<Rc<Link>> {
        if let Some(known) = self.links.borrow().get(&pair) {
            return known.clone();
        }
        let link = (self.problem.link)(pair).map(Rc::new);
        self.links.borrow_mut().insert(pair, link.clone());
        link
    }

    /// Whether only a reviewer may join the two mentions. `true` also for two that can never be one person.
    pub(super) fn is_apart(&self, pair: Pair) -> bool {
        self.link(pair).is_none_or(|link| link.needs_a_reviewer(self.needed))
    }

    /// Whether another mention of `group` lifts the constraint on a pair, because it states the disputed value and
    /// fits both.
    pub(super) fn is_excused(&self, pair: Pair, group: &[usize]) -> bool {
        let Some(link) = self.link(pair) else { return false };
        let others = group.iter().filter(|one| **one != pair.a() && **one != pair.b());
        others.into_iter().any(|third| self.has_weighed(&link, *third))
    }

    /// Whether the mention `third` lifts the constraint on the two mentions of a link.
    fn has_weighed(&self, link: &Link, third: usize) -> bool {
        let [Some(to_a), Some(to_b)] = link.pair.members().map(|one| self.link(Pair::new(one, third))) else {
            return false;
        };
        link.is_excused_by(third, [&*to_a, &*to_b], self.needed)
    }
}
