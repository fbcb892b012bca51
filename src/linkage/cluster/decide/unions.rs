//! Greedy merging of groups: repeatedly merges the two groups that gain most.
//!
//! In: the gain of each pair of units. Out: groups; no merge of two of them gains.

use super::LEAST_GAIN;

/// Groups, the gain of merging any two of them, and for each group its best partner among the later groups. A merge
/// changes the gains of one group only, so each merge takes little time.
pub(super) struct Unions<'a> {
    /// Gain of joining two units.
    gains: &'a [Vec<f64>],
    /// The groups, by the position of their first unit. A group that was merged into another one is empty.
    groups: Vec<Vec<usize>>,
    /// For each group the gains of merging it with each later group, from the next one on.
    between: Vec<Vec<f64>>,
    /// For each group the first later group with the largest gain, and that gain; `None` if no merge gains more than
    /// `LEAST_GAIN`.
    best: Vec<Option<(usize, f64)>>,
}

impl<'a> Unions<'a> {
    /// Each unit is a group of its own.
    pub(super) fn new(gains: &'a [Vec<f64>]) -> Self {
        let n = gains.len();
        let mut unions = Unions {
            gains,
            groups: (0..n).map(|at| vec![at]).collect(),
            between: (0..n).map(|a| (a + 1..n).map(|b| gains[b][a]).collect()).collect(),
            best: vec![None; n],
        };
        (0..n).for_each(|a| unions.best[a] = unions.best_of(a));
        unions
    }

    /// Merges groups as long as a merge gains.
    pub(super) fn joined(mut self) -> Vec<Vec<usize>> {
        while let Some((a, b)) = self.best_union() {
            let moved = std::mem::take(&mut self.groups[b]);
            self.groups[a].extend(moved);
            self.best[b] = None;
            self.weigh_anew(a, b);
        }
        self.groups.retain(|group| !group.is_empty());
        self.groups
    }

    /// The two groups that gain most; among equally good ones the first. `None` if no merge gains.
    fn best_union(&self) -> Option<(usize, usize)> {
        let mut found = None;
        let mut most = LEAST_GAIN;
        for (a, best) in self.best.iter().enumerate() {
            if let Some((b, gain)) = best.filter(|(_, gain)| *gain > most) {
                (found, most) = (Some((a, b)), gain);
            }
        }
        found
    }

    /// Updates the gains after the group `gone` was merged into `grown`.
    fn weigh_anew(&mut self, grown: usize, gone: usize) {
        for b in grown + 1..self.groups.len() {
            self.between[grown][b - grown - 1] = self.gain(grown, b);
        }
        self.best[grown] = self.best_of(grown);
        for a in 0..gone {
            if a < grown && !self.groups[a].is_empty() {
                self.between[a][grown - a - 1] = self.gain(a, grown);
            }
            let lost = self.best[a].is_some_and(|(b, _)| b == grown || b == gone);
            if a != grown && (lost || (a < grown && self.is_better(a, grown))) {
                self.best[a] = self.best_of(a);
            }
        }
    }

    /// Whether `b` is at least as good a partner for `a` as the best one so far.
    fn is_better(&self, a: usize, b: usize) -> bool {
        let gain = self.between[a][b - a - 1];
        !self.groups[a].is_empty() && self.best[a].is_none_or(|(_, most)| gain >= most)
    }

    /// The best partner of a group among the later ones; `None` if none gains or the group is empty.
    fn best_of(&self, a: usize) -> Option<(usize, f64)> {
        let mut found = None;
        let mut most = LEAST_GAIN;
        for (b, gain) in (a + 1..).zip(&self.between[a]) {
            if *gain > most && !self.groups[b].is_empty() {
                (found, most) = (Some((b, *gain)), *gain);
            }
        }
        found.filter(|_| !self.groups[a].is_empty())
    }

    /// Gain of merging two groups.
    fn gain(&self, a: usize, b: usize) -> f64 {
        let of = |member: &usize| -> f64 { self.groups[a].iter().map(|one| self.gains[*member][*one]).sum() };
        self.groups[b].iter().map(of).sum()
    }
}
