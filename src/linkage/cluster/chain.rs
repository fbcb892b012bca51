//! A large component: partitions drawn one from the other, by a Markov chain that has the posterior
//! as its equilibrium.
//!
//! Three kinds of steps, each of which leaves the posterior as it is: a mention is put anew (Gibbs);
//! two mentions change places, which no path of single steps does where both places are good
//! (Metropolis and Hastings); two groups are made one, or one is split by chance (as in Jain and
//! Neal, *A Split-Merge Markov Chain Monte Carlo Procedure*, JCGS 13, 2004, with the plain split).

use rand_chacha::ChaCha8Rng;

use super::census::{Census, Tally};
use super::chance::{accepts, below, draw, uniform};
use super::component::Component;
use super::count::Counts;
use super::group::{Groups, NOBODY};

/// The partition of the moment, and how often each group was seen.
pub(super) struct Chain<'a> {
    groups: Groups<'a>,
    /// For each mention those that it has a link with.
    neighbours: Vec<Vec<u32>>,
    /// The numbers of the groups; an empty slot has [`NOBODY`].
    slots: Vec<u32>,
    /// The slot of each mention.
    slot_of: Vec<usize>,
    empty: Vec<usize>,
    seen: Vec<u32>,
    /// Room for where a mention may be put, with the group that it makes there, and the weights.
    places: Vec<usize>,
    options: Vec<(usize, u32)>,
    bits: Vec<f64>,
    /// The mention that is put anew next.
    next: u32,
    /// How much work may have been done by the end of the round, how much each round adds, and whether it was
    /// too little for a round of all mentions.
    allowed: u64,
    allowance: u64,
    is_cut_short: bool,
    /// With more groups than this, those that no draw has are forgotten.
    most_known: usize,
}

/// What putting a mention anew looks up beside its links.
const LOOKED_UP: usize = 8;
/// How many rounds of work the first round may do: every group is new then.
const SAVED_UP: u64 = 256;
/// Work allowed for the first partition, by its load: each link is tried once.
const FIRST: u64 = 256;
const LEAST_FIRST: u64 = 4096;
/// Groups that are known at a time, at least, and for each mention.
const KNOWN: (usize, usize) = (8192, 64);
/// Larger groups, in members, are merged and split less often: hardly any random split of them is accepted, and each takes long
/// to weigh.
const OFTEN_SPLIT: usize = 8;

impl<'a> Chain<'a> {
    pub(super) fn new(mut groups: Groups<'a>, component: &Component, census: &Census) -> Self {
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

    /// Makes the first partition: merges groups along links if that gains anything. The order matters if records have many
    /// links: a record that is merged with a relative first stays there.
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

    fn slot(&self, mention: u32) -> usize {
        self.slot_of.get(mention as usize).copied().unwrap_or_default()
    }

    fn group(&self, slot: usize) -> u32 {
        self.slots.get(slot).copied().unwrap_or(NOBODY)
    }

    fn worth(&self, slot: usize, census: &Census) -> f64 {
        self.groups.worth(self.group(slot), census)
    }

    fn rows(&self, slot: usize) -> usize {
        self.groups.members(self.group(slot)).len()
    }

    /// Puts a group into a slot.
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

    /// The union of two groups, and what it gains in bits.
    fn union(&mut self, a: usize, b: usize, census: &Census) -> (u32, f64) {
        let joined = self.groups.union(self.group(a), self.group(b));
        (joined, self.groups.worth(joined, census) - self.worth(a, census) - self.worth(b, census))
    }

    /// A round of steps.
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

    /// Puts every mention anew, or as many as the work allowed for a round permits; the next round goes on there.
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

    /// Forgets the groups that no recorded draw has: they can be weighed again.
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

    /// About how much work a round is: what is looked up for each mention and for each of its links.
    pub(super) fn load(&self) -> u64 {
        let links: usize = self.neighbours.iter().map(Vec::len).sum();
        (LOOKED_UP * self.groups.size() + links) as u64
    }

    /// Whether mentions have few links on average.
    pub(super) fn is_sparse(&self) -> bool {
        self.load() <= 2 * (LOOKED_UP * self.groups.size()) as u64
    }

    /// Allows so much work in a round from now on.
    pub(super) fn allow(&mut self, work: u64) {
        self.allowance = work;
        self.allowed = self.groups.work().saturating_add(work.saturating_mul(SAVED_UP));
    }

    /// The mentions of a component in which a round did not come to every mention.
    pub(super) fn cut_short(&self) -> &[Vec<usize>] {
        if self.is_cut_short { self.groups.units() } else { &[] }
    }

    /// Puts a mention by itself or to any group that it has a link with, by their weights.
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
        // From a group that holds no neighbour there is no way back, so there is no way out either.
        let is_free = (is_alone || linked_here) && !places.is_empty();
        self.places = places;
        if is_free {
            self.put_anywhere(mention, from, census, rng);
        }
    }

    /// Puts a mention by itself or to any group of the places that were found.
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

    /// Exchanges a mention and another that shares a neighbour with it.
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

    fn pick_neighbour(&self, mention: u32, rng: &mut ChaCha8Rng) -> Option<u32> {
        let near = self.neighbours.get(mention as usize)?;
        near.get(below(near.len(), rng)).copied()
    }

    /// Makes the groups of two linked mentions one, or splits the group that holds both.
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
        // The way back is one split of many that are equally likely.
        if accepts(gain - others as f64, rng) {
            self.put(left, joined);
            self.put(right, NOBODY);
        }
    }

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

    pub(super) fn size(&self) -> usize {
        self.groups.size()
    }

    pub(super) fn enroll(&mut self, census: &mut Census) {
        self.groups.enroll(census);
    }

    /// Adds the people of the partition of the moment.
    pub(super) fn add_to(&self, tally: &mut Tally) {
        self.groups.add_to(tally, self.slots.iter().copied());
    }

    pub(super) fn count(&self, counts: &mut Counts) {
        self.groups.count(self.slots.iter().copied().filter(|group| *group != NOBODY), counts);
    }

    /// The groups with how often each was seen.
    pub(super) fn found(&self) -> Vec<(u32, f64)> {
        let seen = (0_u32..).zip(&self.seen).skip(1).filter(|(_, seen)| **seen > 0);
        seen.map(|(group, seen)| (group, f64::from(*seen))).collect()
    }

    pub(super) fn groups(&self) -> &Groups<'a> {
        &self.groups
    }
}

/// Whether to try a merge into a group of this size, or a split of one. Both directions use the size of the merged group, so the
/// equilibrium is the same. The work rises with the square of the size, and the probability falls with its third power.
fn is_tried(members: usize, rng: &mut ChaCha8Rng) -> bool {
    members <= OFTEN_SPLIT || uniform(rng) < (OFTEN_SPLIT as f64 / members as f64).powi(3)
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
