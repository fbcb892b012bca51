//! What only a reviewer may join.
//!
//! Two records that contradict each other and would not be joined by themselves are kept apart, whoever is left over and
//! whatever third record fits both: a record "Асан Ерлан" must not make one person of two brothers. There is one exception. A third
//! record that states the contradicted thing itself, and that by itself is likelier one person with each of the two than not, has been weighed
//! against the contradiction already: of three records born 1984, 1984 and 1948 the slip is that of the third.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Problem;
use crate::linkage::block::Pair;
use crate::linkage::model::Link;

/// Tells which mentions are kept apart; pairs are scored when first asked for.
pub(super) struct Apart<'a> {
    problem: &'a Problem<'a>,
    /// The probability above which two records are joined.
    needed: f64,
    links: RefCell<FxHashMap<Pair, Option<Rc<Link>>>>,
}

impl<'a> Apart<'a> {
    pub(super) fn new(problem: &'a Problem<'a>, needed: f64) -> Self {
        Apart { problem, needed, links: RefCell::default() }
    }

    fn link(&self, pair: Pair) -> Option<Rc<Link>> {
        if let Some(known) = self.links.borrow().get(&pair) {
            return known.clone();
        }
        let link = (self.problem.link)(pair).map(Rc::new);
        self.links.borrow_mut().insert(pair, link.clone());
        link
    }

    /// Whether only a reviewer may join two mentions.
    pub(super) fn is_apart(&self, pair: Pair) -> bool {
        self.link(pair).is_none_or(|link| link.needs_a_reviewer(self.needed))
    }

    /// Whether another mention of a group has weighed what two mentions contradict each other on.
    pub(super) fn is_excused(&self, pair: Pair, group: &[usize]) -> bool {
        let Some(link) = self.link(pair) else { return false };
        let others = group.iter().filter(|one| **one != pair.a() && **one != pair.b());
        others.into_iter().any(|third| self.has_weighed(&link, *third))
    }

    fn has_weighed(&self, link: &Link, third: usize) -> bool {
        let [Some(to_a), Some(to_b)] = link.pair.members().map(|one| self.link(Pair::new(one, third))) else {
            return false;
        };
        link.is_excused_by(third, [&*to_a, &*to_b], self.needed)
    }
}
