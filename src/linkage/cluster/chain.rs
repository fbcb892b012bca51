//! Large components: a Markov chain whose equilibrium is the posterior over partitions.
//!
//! In: the groups of a component with their weights, and the links of its mentions. Out: a new partition in each
//! round, and how often each group was in a recorded draw.
//!
//! Each of three kinds of steps leaves the posterior unchanged. One mention is reassigned (Gibbs). Two mentions are
//! exchanged (Metropolis-Hastings); single steps rarely get from one good place to another. Two groups are merged, or
//! one is split at random (Jain and Neal, *A Split-Merge Markov Chain Monte Carlo Procedure*, JCGS 13, 2004, with the
//! simple split).
//!
//! "Mention" in this file is a unit of the component, by position: as a rule one mention, otherwise mentions that a
//! reviewer joined. Work is counted in look-ups of a group.

use rand_chacha::ChaCha8Rng;

use super::census::{Census, Tally};
use super::chance::{accepts, below, draw, uniform};
use super::component::UnitComponent;
use super::count::Counts;
use super::group::{NOBODY, UnitGroups};

/// The current partition of a component, and how often each group was seen.
///
/// Invariants: each mention is in exactly one slot, `slot_of` agrees with `slots`, and each empty slot is once in
/// `empty`. There are as many slots as mentions, so a split always finds an empty one.
///
/// The work of a round is limited in counted look-ups and not in seconds. So the result is the same on every machine,
/// and a component with very many links does not take too long.
pub(super) struct Chain<'a> {
    /// All groups met so far, with their weights.
    groups: UnitGroups<'a>,
    /// For each mention the mentions that it has a link with, sorted.
    neighbours: Vec<Vec<u32>>,
    /// The groups of the current partition, by number. An empty slot has [`NOBODY`]. As many slots as mentions.
    slots: Vec<u32>,
    /// The slot of each mention.
    slot_of: Vec<usize>,
    /// The empty slots.
    empty: Vec<usize>,
    /// For each group, by number, how many recorded draws have it. May be shorter than the number of groups.
    seen: Vec<u32>,
    /// Buffer of a reassignment: the slots that the mention may move to.
    places: Vec<usize>,
    /// Buffer of a reassignment: each slot with the group that results there.
    options: Vec<(usize, u32)>,
    /// Buffer of a reassignment: the weight of each option, in bits.
    bits: Vec<f64>,
    /// The mention that is reassigned next.
    next: u32,
    /// Total work allowed by the end of the current round.
    allowed: u64,
    /// Work that each round adds to `allowed`. Unlimited until [`Chain::allow`].
    allowance: u64,
    /// Whether the work limit stopped a round before its last mention.
    is_cut_short: bool,
    /// Number of groups above which groups without a recorded draw are dropped.
    most_known: usize,
}

/// Work to reassign a mention, apart from its links.
const LOOKED_UP: usize = 8;
/// Work that the first round may do, in rounds. All groups are new then.
const SAVED_UP: u64 = 256;
/// Work allowed for the first partition, as a multiple of the load of a round. Each link is tried once.
const FIRST: u64 = 256;
/// Smallest load that the limit for the first partition is computed from.
const LEAST_FIRST: u64 = 4096;
/// Groups that are kept at a time: a constant, and a number for each mention.
const KNOWN: (usize, usize) = (8192, 64);
/// Largest group, in members, that is merged or split in every round. Larger groups are tried less often: hardly any
/// random split of them is accepted, and each takes long to weigh.
const OFTEN_SPLIT: usize = 8;

impl<'a> Chain<'a> {
    /// A chain that starts from the partition that merging along links gives.
    pub(super) fn new(mut groups: UnitGroups<'a>, component: &UnitComponent, census: &Census) -> Self {
        let n = groups.size();
        let slots = (0..n).map(|at| groups.number(&[position(at)])).collect();
        let mut chain = Chain {
            groups,
            neighbours: component.neighbours.clone(),
            slots,
            slot_of: (0..n).collect(),
            empty: Vec::new(),
            seen: Vec::new(),
            places: Vec::new(),
            options: Vec::new(),
            bits: Vec::new(),
            next: 0,
            allowed: 0,
            allowance: u64::MAX,
            is_cut_short: false,
            most_known: KNOWN.0 + KNOWN.1 * n,
        };
        chain.join(&component.strongest_first, census);
        chain
    }

    /// Makes the first partition: merges two groups along each link if that raises the weight. The order matters if
    /// records have many links, because a record that is merged with a relative first stays there. So such components
    /// give their links in `strongest_first`; it is empty for others. Stops at the work limit.
    fn join(&mut self, strongest_first: &[(u32, u32)], census: &Census) {
        let most = self.load().max(LEAST_FIRST).saturating_mul(FIRST);
        let all = std::mem::take(&mut self.neighbours);
        let each = all.iter().enumerate().flat_map(|(a, near)| near.iter().map(move |b| (position(a), *b)));
        let mut links: Box<dyn Iterator<Item = (u32, u32)>> = match strongest_first {
            [] => Box::new(each),
            links => Box::new(links.iter().copied()),
        };
        self.is_cut_short = links.any(|(a, b)| {
            self.join_slots(self.slot(a), self.slot(b), census);
            self.groups.work() > most
        });
        drop(links);
        self.neighbours = all;
    }

    /// Merges two slots if that raises the weight.
    fn join_slots(&mut self, left: usize, right: usize, census: &Census) {
        if left == right {
            return;
        }
        let (joined, gain) = self.union(left, right, census);
        if gain > 0.0 {
            self.put(left, joined);
            self.put(right, NOBODY);
        }
    }

    /// The slot of a mention.
    fn slot(&self, mention: u32) -> usize {
        self.slot_of.get(mention as usize).copied().unwrap_or_default()
    }

    /// The group in a slot.
    fn group(&self, slot: usize) -> u32 {
        self.slots.get(slot).copied().unwrap_or(NOBODY)
    }

    /// The weight of the group in a slot, in bits.
    fn worth(&self, slot: usize, census: &Census) -> f64 {
        self.groups.worth(self.group(slot), census)
    }

    /// Number of members of the group in a slot.
    fn rows(&self, slot: usize) -> usize {
        self.groups.members(self.group(slot)).len()
    }

    /// Puts a group into a slot and updates the slots of its members.
    fn put(&mut self, slot: usize, group: u32) {
        if group == NOBODY {
            self.empty.push(slot);
        }
        if let Some(place) = self.slots.get_mut(slot) {
            *place = group;
        }
        for member in self.groups.members(group) {
            if let Some(place) = self.slot_of.get_mut(*member as usize) {
                *place = slot;
            }
        }
    }

    /// The union of the groups in two slots, and how much the merge raises the weight, in bits.
    fn union(&mut self, a: usize, b: usize, census: &Census) -> (u32, f64) {
        let joined = self.groups.union(self.group(a), self.group(b));
        (joined, self.groups.worth(joined, census) - self.worth(a, census) - self.worth(b, census))
    }

    /// One round: every mention is tried once with each kind of step. `record` says whether the resulting partition
    /// counts. `census` has the current intensities.
    pub(super) fn step(&mut self, census: &Census, rng: &mut ChaCha8Rng, record: bool) {
        self.groups.believe();
        self.put_all_anew(census, rng);
        if record {
            self.seen.resize(self.seen.len().max(self.slots.len()), 0);
            for group in &self.slots {
                let at = *group as usize;
                if self.seen.len() <= at {
                    self.seen.resize(at + 1, 0);
                }
                if let Some(seen) = self.seen.get_mut(at) {
                    *seen += 1;
                }
            }
        }
    }

    /// Runs the three kinds of steps for each mention in turn, up to the work allowed. The next round continues where
    /// this one stopped.
    fn put_all_anew(&mut self, census: &Census, rng: &mut ChaCha8Rng) {
        self.allowed = self.allowed.saturating_add(self.allowance);
        for _ in 0..self.groups.size() {
            if self.groups.work() >= self.allowed {
                self.is_cut_short = true;
                break;
            }
            self.put_anew(self.next, census, rng);
            self.exchange(self.next, census, rng);
            self.merge_or_split(self.next, census, rng);
            self.next = if self.next + 1 < position(self.groups.size()) { self.next + 1 } else { 0 };
        }
        if self.groups.known() > self.most_known {
            self.forget();
        }
    }

    /// Drops the groups that neither a recorded draw nor the current partition has. They can be weighed again. The
    /// group without members keeps the number 0.
    fn forget(&mut self) {
        self.seen.resize(self.groups.known(), 0);
        let mut is_kept: Vec<bool> = self.seen.iter().map(|seen| *seen > 0).collect();
        for group in &self.slots {
            if let Some(kept) = is_kept.get_mut(*group as usize) {
                *kept = true;
            }
        }
        let numbers = self.groups.retain(&is_kept);
        let number = |group: u32| numbers.get(group as usize).copied().unwrap_or(NOBODY);
        self.slots.iter_mut().for_each(|group| *group = number(*group));
        let mut kept = is_kept.iter().skip(1);
        let mut at = 0;
        self.seen.retain(|_| {
            at += 1;
            at == 1 || kept.next().copied().unwrap_or(false)
        });
        self.most_known = self.most_known.max(2 * self.groups.known());
    }

    /// Approximate work of a round: the look-ups for each mention and each of its links.
    pub(super) fn load(&self) -> u64 {
        let links: usize = self.neighbours.iter().map(Vec::len).sum();
        (LOOKED_UP * self.groups.size() + links) as u64
    }

    /// Whether mentions have few links on average: at most eight.
    pub(super) fn is_sparse(&self) -> bool {
        self.load() <= 2 * (LOOKED_UP * self.groups.size()) as u64
    }

    /// Sets the work that each round may do from now on.
    pub(super) fn allow(&mut self, work: u64) {
        self.allowance = work;
        self.allowed = self.groups.work().saturating_add(work.saturating_mul(SAVED_UP));
    }

    /// The units of the component if a round did not reach every mention; otherwise empty.
    pub(super) fn cut_short(&self) -> &[Vec<usize>] {
        if self.is_cut_short { self.groups.units() } else { &[] }
    }

    /// Reassigns a mention: it stays alone or joins a group that has a linked mention, with probabilities by the
    /// weights (Gibbs).
    fn put_anew(&mut self, mention: u32, census: &Census, rng: &mut ChaCha8Rng) {
        let from = self.slot(mention);
        let near = self.neighbours.get(mention as usize).map(Vec::as_slice).unwrap_or_default();
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        self.groups.count_work(near.len());
        places.extend(near.iter().map(|other| self.slot(*other)));
        places.sort_unstable();
        places.dedup();
        let is_alone = self.groups.members(self.group(from)).len() < 2;
        let linked_here = places.binary_search(&from).is_ok();
        // A group without a linked mention cannot be entered again, so it must not be left either. Otherwise the step
        // would not be reversible.
        let is_free = (is_alone || linked_here) && !places.is_empty();
        self.places = places;
        if is_free {
            self.put_anywhere(mention, from, census, rng);
        }
    }

    /// Draws one of the options of a reassignment: alone, or any of the slots in `places`. `from` is the current
    /// slot.
    fn put_anywhere(&mut self, mention: u32, from: usize, census: &Census, rng: &mut ChaCha8Rng) {
        let rest = self.groups.without(self.group(from), mention);
        let alone = self.groups.with(NOBODY, mention);
        self.options.clear();
        self.bits.clear();
        self.options.push((usize::MAX, alone));
        self.bits.push(self.groups.worth(alone, census));
        for at in 0..self.places.len() {
            let place = self.places[at];
            let group = if place == from { rest } else { self.group(place) };
            let joined = self.groups.with(group, mention);
            self.options.push((place, joined));
            self.bits.push(self.groups.worth(joined, census) - self.groups.worth(group, census));
        }
        let drawn = draw(&mut self.bits, rng);
        let Some((place, joined)) = self.options.get(drawn).copied() else { return };
        if place == from || (place == usize::MAX && rest == NOBODY) {
            return;
        }
        self.put(from, rest);
        let place = if place == usize::MAX { self.empty.pop().unwrap_or(from) } else { place };
        self.put(place, joined);
    }

    /// Exchanges a mention with another one that shares a neighbour with it (Metropolis-Hastings). The choice of the
    /// other mention does not depend on the partition, so the step and its reverse are proposed equally often. Two
    /// mentions that are both alone are not exchanged.
    fn exchange(&mut self, a: u32, census: &Census, rng: &mut ChaCha8Rng) {
        let Some(between) = self.pick_neighbour(a, rng) else { return };
        let Some(b) = self.pick_neighbour(between, rng) else { return };
        let (left, right) = (self.slot(a), self.slot(b));
        if left == right {
            return;
        }
        let of = |slot: usize| self.groups.members(self.group(slot));
        if of(left).len() == 1 && of(right).len() == 1 {
            return;
        }
        let (with_a, with_b) = (self.group(left), self.group(right));
        let (less_a, less_b) = (self.groups.without(with_a, a), self.groups.without(with_b, b));
        let (with_b, with_a) = (self.groups.with(less_a, b), self.groups.with(less_b, a));
        let gain = self.groups.worth(with_b, census) + self.groups.worth(with_a, census)
            - self.worth(left, census)
            - self.worth(right, census);
        if accepts(gain, rng) {
            self.put(left, with_b);
            self.put(right, with_a);
        }
    }

    /// A neighbour at random, each with equal probability; `None` if there are none.
    fn pick_neighbour(&self, mention: u32, rng: &mut ChaCha8Rng) -> Option<u32> {
        let near = self.neighbours.get(mention as usize)?;
        near.get(below(near.len(), rng)).copied()
    }

    /// Picks a linked mention. Merges the groups of the two if they are in different groups; otherwise splits their
    /// group (Metropolis-Hastings).
    fn merge_or_split(&mut self, a: u32, census: &Census, rng: &mut ChaCha8Rng) {
        let Some(b) = self.pick_neighbour(a, rng) else { return };
        let (left, right) = (self.slot(a), self.slot(b));
        if left == right {
            return self.split(a, b, census, rng);
        }
        if !is_tried(self.rows(left) + self.rows(right), rng) {
            return;
        }
        let (joined, gain) = self.union(left, right, census);
        let others = self.groups.members(joined).len().saturating_sub(2);
        // The reverse step is one of 2^others equally likely splits.
        if accepts(gain - others as f64, rng) {
            self.put(left, joined);
            self.put(right, NOBODY);
        }
    }

    /// Splits the group of two mentions at random: one goes to each side, and every other member to either side with
    /// probability one half. The acceptance probability has the factor 2^others, because the reverse step, the merge,
    /// has only one outcome.
    fn split(&mut self, a: u32, b: u32, census: &Census, rng: &mut ChaCha8Rng) {
        let slot = self.slot(a);
        if !is_tried(self.rows(slot), rng) {
            return;
        }
        let (mut with_a, mut with_b) = (Vec::new(), Vec::new());
        for member in self.groups.members(self.group(slot)) {
            let to_a = *member == a || (*member != b && uniform(rng) < 0.5);
            if to_a { &mut with_a } else { &mut with_b }.push(*member);
        }
        let others = (with_a.len() + with_b.len()).saturating_sub(2);
        let (with_a, with_b) = (self.groups.number(&with_a), self.groups.number(&with_b));
        let gain =
            self.groups.worth(with_a, census) + self.groups.worth(with_b, census) - self.worth(slot, census);
        if accepts(gain + others as f64, rng)
            && let Some(empty) = self.empty.pop()
        {
            self.put(slot, with_a);
            self.put(empty, with_b);
        }
    }

    /// The slot of each unit. Units of one slot are one person.
    pub(super) fn slots(&self) -> Vec<u32> {
        self.slot_of.iter().map(|slot| position(*slot)).collect()
    }

    /// Number of units of the component.
    pub(super) fn size(&self) -> usize {
        self.groups.size()
    }

    /// Gives the compositions met so far numbers in the census, as long as it has room.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.groups.enroll(census);
    }

    /// Adds the people of the current partition to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally) {
        self.groups.add_to(tally, self.slots.iter().copied());
    }

    /// Counts the groups of the current partition by composition.
    pub(super) fn count(&self, counts: &mut Counts) {
        self.groups.count(self.slots.iter().copied().filter(|group| *group != NOBODY), counts);
    }

    /// The groups with the number of recorded draws that have them.
    pub(super) fn found(&self) -> Vec<(u32, f64)> {
        let seen = (0_u32..).zip(&self.seen).skip(1).filter(|(_, seen)| **seen > 0);
        seen.map(|(group, seen)| (group, f64::from(*seen))).collect()
    }

    /// The groups met so far.
    pub(super) fn groups(&self) -> &UnitGroups<'a> {
        &self.groups
    }
}

/// Whether to try a merge into a group of this size, or a split of one. Both directions use the size of the merged
/// group, so the equilibrium is unchanged. Work rises with the square of the size, and the probability falls with its
/// third power.
fn is_tried(members: usize, rng: &mut ChaCha8Rng) -> bool {
    members <= OFTEN_SPLIT || uniform(rng) < (OFTEN_SPLIT as f64 / members as f64).powi(3)
}

/// A position as a 32-bit number.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
