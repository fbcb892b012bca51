//! The search for the best partition of one component: join greedily, then mend.

use super::support::Evidence;

/// Differences below this many bits are ties.
const TIE: f64 = 0.05;
/// A mend must gain this much, so that the search ends.
const LEAST_GAIN: f64 = 1e-6;
/// More rounds of mending than this were never seen to change anything.
const MAX_ROUNDS: usize = 50;

/// Groups of positions, and the positions that fit two places equally well.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) ambiguous: Vec<(usize, Vec<usize>)>,
}

/// The groups under construction; `worth` is kept beside each.
struct Groups<'a> {
    evidence: &'a Evidence,
    caution: f64,
    groups: Vec<Vec<usize>>,
    worth: Vec<f64>,
}

/// The best partition that the search finds, ties taken apart.
pub(super) fn partition(evidence: &Evidence, caution: f64) -> Found {
    let mut groups = Groups {
        evidence,
        caution,
        groups: (0..evidence.size()).map(|at| vec![at]).collect(),
        worth: vec![0.0; evidence.size()],
    };
    groups.join();
    for _ in 0..MAX_ROUNDS {
        let moved = groups.move_one() | groups.swap_two();
        groups.join();
        if !moved {
            break;
        }
    }
    let ambiguous = groups.take_ties_apart();
    let mut found: Vec<Vec<usize>> = groups.groups.into_iter().filter(|group| !group.is_empty()).collect();
    found.sort();
    Found { groups: found, ambiguous }
}

impl Groups<'_> {
    fn worth_of(&self, group: &[usize]) -> f64 {
        self.evidence.worth(group, self.caution)
    }

    fn set(&mut self, at: usize, group: Vec<usize>) {
        self.worth[at] = self.worth_of(&group);
        self.groups[at] = group;
    }

    /// Joins the two groups that gain most by it, as long as any do.
    fn join(&mut self) {
        let n = self.groups.len();
        let gain = |a: usize, b: usize| if b > a { self.gain_of_joining(a, b) } else { f64::NEG_INFINITY };
        let mut gains: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| gain(a, b)).collect()).collect();
        loop {
            let mut best = (LEAST_GAIN, 0, 0);
            for (a, row) in gains.iter().enumerate() {
                for (b, gain) in row.iter().enumerate().skip(a + 1) {
                    if *gain > best.0 {
                        best = (*gain, a, b);
                    }
                }
            }
            let (_, a, b) = best;
            if a == b {
                return;
            }
            let joined = merged(&self.groups[a], &self.groups[b]);
            self.set(a, joined);
            self.set(b, Vec::new());
            for other in 0..n {
                let (low, high) = (a.min(other), a.max(other));
                if low != high {
                    gains[low][high] = self.gain_of_joining(low, high);
                }
                let (low, high) = (b.min(other), b.max(other));
                gains[low][high] = f64::NEG_INFINITY;
            }
        }
    }

    fn gain_of_joining(&self, a: usize, b: usize) -> f64 {
        let (left, right) = (&self.groups[a], &self.groups[b]);
        if left.is_empty() || right.is_empty() {
            return f64::NEG_INFINITY;
        }
        let forbidden = left.iter().any(|x| right.iter().any(|y| !self.evidence.allows(*x, *y)));
        if forbidden {
            return f64::NEG_INFINITY;
        }
        self.worth_of(&merged(left, right)) - self.worth[a] - self.worth[b]
    }

    /// Moves single mentions to where they gain most: another group, or one of their own.
    fn move_one(&mut self) -> bool {
        let mut moved = false;
        for mention in 0..self.evidence.size() {
            let Some(from) = self.group_of(mention) else { continue };
            let rest = without(&self.groups[from], mention);
            let leaving = self.worth_of(&rest) - self.worth[from];
            let mut best: Option<(f64, usize)> = None;
            for to in 0..self.groups.len() {
                if to == from || (self.groups[to].is_empty() && rest.is_empty()) {
                    continue;
                }
                let gain = leaving + self.worth_of(&merged(&self.groups[to], &[mention])) - self.worth[to];
                if gain > best.map_or(LEAST_GAIN, |(gain, _)| gain) {
                    best = Some((gain, to));
                }
            }
            if let Some((_, to)) = best {
                let joined = merged(&self.groups[to], &[mention]);
                self.set(from, rest);
                self.set(to, joined);
                moved = true;
            }
        }
        moved
    }

    /// Exchanges two mentions of two groups where both together gain.
    fn swap_two(&mut self) -> bool {
        let mut moved = false;
        for a in 0..self.evidence.size() {
            for b in a + 1..self.evidence.size() {
                let Some((gain, left, right)) = self.swap(a, b) else { continue };
                if gain > LEAST_GAIN
                    && let (Some(from), Some(to)) = (self.group_of(a), self.group_of(b))
                {
                    self.set(from, left);
                    self.set(to, right);
                    moved = true;
                }
            }
        }
        moved
    }

    /// What exchanging two mentions gains, and the two groups after it. Only mentions that cannot
    /// stand together are exchanged: others are moved.
    fn swap(&self, a: usize, b: usize) -> Option<(f64, Vec<usize>, Vec<usize>)> {
        let (from, to) = (self.group_of(a)?, self.group_of(b)?);
        let both_alone = self.groups[from].len() == 1 && self.groups[to].len() == 1;
        if from == to || both_alone || self.evidence.allows(a, b) {
            return None;
        }
        let left = merged(&without(&self.groups[from], a), &[b]);
        let right = merged(&without(&self.groups[to], b), &[a]);
        let gain = self.worth_of(&left) + self.worth_of(&right) - self.worth[from] - self.worth[to];
        Some((gain, left, right))
    }

    fn group_of(&self, mention: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.contains(&mention))
    }

    /// Mentions that would be worth as much elsewhere are left on their own: no tie is broken by
    /// the order of rows.
    fn take_ties_apart(&mut self) -> Vec<(usize, Vec<usize>)> {
        let mut tied: Vec<(usize, Vec<usize>)> = Vec::new();
        for mention in 0..self.evidence.size() {
            let fits = self.equal_places(mention);
            if !fits.is_empty() {
                tied.push((mention, fits));
            }
        }
        for (mention, fits) in &mut tied {
            let Some(from) = self.group_of(*mention) else { continue };
            let rest = without(&self.groups[from], *mention);
            fits.extend(rest.iter().copied());
            fits.sort_unstable();
            fits.dedup();
            if rest.is_empty() {
                continue;
            }
            self.set(from, rest);
            if let Some(empty) = self.groups.iter().position(Vec::is_empty) {
                self.set(empty, vec![*mention]);
            }
        }
        tied
    }

    /// Members of other groups that a mention could as well stand with.
    fn equal_places(&self, mention: usize) -> Vec<usize> {
        let Some(from) = self.group_of(mention) else { return Vec::new() };
        let rest = without(&self.groups[from], mention);
        if rest.is_empty() {
            return self.equal_partners_of_the_unlinked(mention, from);
        }
        let mut fits = Vec::new();
        let leaving = self.worth_of(&rest) - self.worth[from];
        for to in (0..self.groups.len()).filter(|to| *to != from && !self.groups[*to].is_empty()) {
            let group = &self.groups[to];
            let joining = self.worth_of(&merged(group, &[mention])) - self.worth[to];
            let by_swap =
                group.iter().filter_map(|other| self.swap(mention, *other)).map(|(gain, _, _)| gain);
            let gain = by_swap.fold(leaving + joining, f64::max);
            if gain > -TIE {
                fits.extend(group.iter().copied());
            }
        }
        fits
    }

    /// An unlinked mention that is worth exactly as much as the one that stands in its place.
    fn equal_partners_of_the_unlinked(&self, mention: usize, from: usize) -> Vec<usize> {
        let others = (0..self.evidence.size()).filter(|other| !self.groups[from].contains(other));
        let swaps = others.filter_map(|other| Some((other, self.swap(mention, other)?.0)));
        let tied = swaps.filter(|(_, gain)| *gain > -TIE);
        tied.filter_map(|(other, _)| Some(without(&self.groups[self.group_of(other)?], other)))
            .flatten()
            .collect()
    }
}

fn merged(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all
}

fn without(group: &[usize], mention: usize) -> Vec<usize> {
    group.iter().copied().filter(|member| *member != mention).collect()
}
