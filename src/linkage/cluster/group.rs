//! The groups of one component that the sampling meets. Each is weighed once and then found by its number.
//!
//! In: the evidence of the component and the list of each mention. Out: numbers of groups, and the weight of a group
//! in bits: evidence plus prior.
//!
//! The evidence of a group is fixed. Its prior depends on its composition and on the intensities of the census, which
//! change in each round. So it is kept for each composition until the next round.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::census::{Census, Composition, Tally};
use super::count::Counts;
use super::evidence::{Evidence, MOST_CENTRES};
use super::steps::Steps;

/// A set of units that may be one person.
#[derive(Debug)]
pub(super) struct UnitGroup {
    /// The units, by position in the component, sorted.
    pub(super) members: Box<[u32]>,
    /// log2 of the likelihood of the records as records of one person, relative to different people. Minus infinity
    /// if they can never be one person.
    evidence: f64,
    /// The position of its composition in `UnitGroups::compositions`.
    composition: u32,
}

/// All groups met so far, by number. The group without members has the number 0.
pub(super) struct UnitGroups<'a> {
    /// Scores pairs and weighs groups.
    evidence: Evidence<'a>,
    /// For each unit the lists of its mentions.
    lists: Vec<Vec<u16>>,
    /// The groups, by number.
    all: Vec<UnitGroup>,
    /// The number of the group with these members.
    numbers: FxHashMap<Box<[u32]>, u32>,
    /// The numbers of groups with one more member. A chain asks for the same ones again and again.
    joined: Steps,
    /// The numbers of groups with one member less.
    left: Steps,
    /// The numbers of the unions of two groups, the smaller number first.
    unions: FxHashMap<(u32, u32), u32>,
    /// The compositions met so far, each once. The first is the empty one.
    compositions: Vec<Composition>,
    /// The position of each composition in `compositions`.
    position_of: FxHashMap<Composition, u32>,
    /// The numbers that the census has for the first compositions; [`UNNUMBERED`] for those without one. Compositions
    /// met since the last [`UnitGroups::enroll`] are missing.
    enrolled: Vec<u32>,
    /// For each composition the moment when it was last weighed, and its weight in bits.
    prior: Vec<Cell<(u32, f64)>>,
    /// Counts how often the intensities have changed.
    moment: u32,
    /// Work done so far, in look-ups of a group: look-ups, weighed pairs of records and weighed compositions. It
    /// replaces a clock, so that results do not depend on the speed of the machine.
    work: Cell<u64>,
}

/// Work to weigh a pair of records, in look-ups of a group.
const OF_A_PAIR: usize = 3;
/// Work to weigh a composition that has no number, in look-ups of a group.
const OF_A_COMPOSITION: usize = 8;

/// Steps that are kept for each group, on average, before groups are dropped.
const STEPS: usize = 16;
/// Marks a composition that has no number in the census.
const UNNUMBERED: u32 = u32::MAX;

/// The number of the group without members.
pub(super) const NOBODY: u32 = 0;

impl<'a> UnitGroups<'a> {
    /// Only the group without members is known. `list_of` has the list of each mention.
    pub(super) fn new(evidence: Evidence<'a>, list_of: &[u16]) -> Self {
        let list = |at: &usize| list_of.get(*at).copied().unwrap_or_default();
        let lists = evidence.units().iter().map(|unit| unit.iter().map(list).collect());
        let nobody = UnitGroup { members: Box::default(), evidence: 0.0, composition: 0 };
        UnitGroups {
            lists: lists.collect(),
            evidence,
            all: vec![nobody],
            numbers: FxHashMap::from_iter([(Box::default(), NOBODY)]),
            joined: Steps::default(),
            left: Steps::default(),
            unions: FxHashMap::default(),
            compositions: vec![Composition::new()],
            position_of: FxHashMap::from_iter([(Composition::new(), 0)]),
            enrolled: Vec::new(),
            prior: vec![Cell::new((0, 0.0))],
            moment: 0,
            work: Cell::new(0),
        }
    }

    /// Number of units in the component.
    pub(super) fn size(&self) -> usize {
        self.lists.len()
    }

    /// The mentions of a group, by index, sorted.
    pub(super) fn mentions(&self, group: u32) -> Vec<usize> {
        let units = self.members(group).iter().filter_map(|at| self.evidence.units().get(*at as usize));
        let mut mentions: Vec<usize> = units.flatten().copied().collect();
        mentions.sort_unstable();
        mentions
    }

    /// The units of a group, by position in the component, sorted. Empty for an unknown number.
    pub(super) fn members(&self, group: u32) -> &[u32] {
        self.all.get(group as usize).map(|group| &*group.members).unwrap_or_default()
    }

    /// Work done so far, in look-ups of a group. A weighed pair of records counts as [`OF_A_PAIR`].
    pub(super) fn work(&self) -> u64 {
        self.work.get()
    }

    /// Adds work that was done elsewhere.
    pub(super) fn count_work(&self, work: usize) {
        self.work.set(self.work.get() + work as u64);
    }

    /// Number of groups known, including the one without members. A large number of kept steps counts as groups too,
    /// because steps are only dropped together with groups.
    pub(super) fn known(&self) -> usize {
        // Steps are dropped together with groups.
        let steps = self.joined.len().max(self.left.len()).max(self.unions.len());
        self.all.len().max(steps / STEPS)
    }

    /// The mentions of each unit of the component.
    pub(super) fn units(&self) -> &[Vec<usize>] {
        self.evidence.units()
    }

    /// Drops the groups whose value in `is_kept` is `false`, and all steps. Returns the new number for each old one;
    /// [`NOBODY`] for a dropped group.
    pub(super) fn retain(&mut self, is_kept: &[bool]) -> Vec<u32> {
        let all = std::mem::take(&mut self.all);
        let mut numbers = Vec::with_capacity(all.len());
        self.numbers.clear();
        for (at, group) in all.into_iter().enumerate() {
            let is_kept = at == 0 || is_kept.get(at).copied().unwrap_or(false);
            let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
            numbers.push(if is_kept { number } else { NOBODY });
            if is_kept {
                self.numbers.insert(group.members.clone(), number);
                self.all.push(group);
            }
        }
        self.forget_compositions();
        (self.joined, self.left) = Default::default();
        self.unions = FxHashMap::default();
        numbers
    }

    /// Drops the compositions that no group has any more.
    fn forget_compositions(&mut self) {
        let compositions = std::mem::take(&mut self.compositions);
        let (prior, enrolled) = (std::mem::take(&mut self.prior), std::mem::take(&mut self.enrolled));
        let mut is_used = vec![false; compositions.len()];
        for group in &self.all {
            if let Some(used) = is_used.get_mut(group.composition as usize) {
                *used = true;
            }
        }
        self.position_of.clear();
        let mut numbers = vec![0; compositions.len()];
        for (at, composition) in
            compositions.into_iter().enumerate().filter(|(at, _)| *at == 0 || is_used[*at])
        {
            let number = u32::try_from(self.compositions.len()).unwrap_or(u32::MAX);
            numbers[at] = number;
            self.prior.extend(prior.get(at).cloned());
            self.enrolled.extend(enrolled.get(at));
            self.position_of.insert(composition.clone(), number);
            self.compositions.push(composition);
        }
        let number = |at: u32| numbers.get(at as usize).copied().unwrap_or(0);
        self.all.iter_mut().for_each(|group| group.composition = number(group.composition));
    }

    /// The number of the group with these members, which must be sorted. A new group is weighed.
    pub(super) fn number(&mut self, members: &[u32]) -> u32 {
        if let Some(known) = self.numbers.get(members) {
            return *known;
        }
        self.count_work(OF_A_PAIR * members.len() * members.len().min(MOST_CENTRES));
        let composition = self.composition(members);
        let group =
            UnitGroup { members: members.into(), evidence: self.evidence.worth(members), composition };
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(group);
        self.numbers.insert(members.into(), number);
        number
    }

    /// The number of a group with one more member.
    pub(super) fn with(&mut self, group: u32, member: u32) -> u32 {
        self.count_work(1);
        if let Some(known) = self.joined.get(group, member) {
            return known;
        }
        let members = merged(self.members(group), &[member]);
        let number = self.number(&members);
        self.joined.insert(group, member, number);
        number
    }

    /// The number of the union of two groups without a common member.
    pub(super) fn union(&mut self, a: u32, b: u32) -> u32 {
        self.count_work(1);
        let pair = (a.min(b), a.max(b));
        if let Some(known) = self.unions.get(&pair) {
            return *known;
        }
        let members = merged(self.members(a), self.members(b));
        let number = self.number(&members);
        self.unions.insert(pair, number);
        number
    }

    /// The number of a group with one member less.
    pub(super) fn without(&mut self, group: u32, member: u32) -> u32 {
        self.count_work(1);
        if let Some(known) = self.left.get(group, member) {
            return known;
        }
        let members = without(self.members(group), member);
        let number = self.number(&members);
        self.left.insert(group, member, number);
        number
    }

    /// The position of the composition of these members, which is added if it is new.
    fn composition(&mut self, members: &[u32]) -> u32 {
        let lists = members.iter().filter_map(|member| self.lists.get(*member as usize)).flatten();
        let mut lists: Vec<u16> = lists.copied().collect();
        lists.sort_unstable();
        let rows = |same: &[u16]| Some((*same.first()?, u32::try_from(same.len()).ok()?));
        let composition: Composition = lists.chunk_by(|a, b| a == b).filter_map(rows).collect();
        if let Some(known) = self.position_of.get(&composition) {
            return *known;
        }
        let at = u32::try_from(self.compositions.len()).unwrap_or(u32::MAX);
        // No moment has this number, so the composition is weighed when it is first needed.
        self.prior.push(Cell::new((u32::MAX, 0.0)));
        self.compositions.push(composition.clone());
        self.position_of.insert(composition, at);
        at
    }

    /// Gives the compositions met since the last call numbers in the census. So each is weighed once a round and not
    /// once in every component. A small component needs a number for each of its compositions.
    pub(super) fn enroll_all(&mut self, census: &mut Census) {
        let new = self.compositions.iter().skip(self.enrolled.len());
        self.enrolled.extend(new.map(|composition| census.number(composition)));
    }

    /// As [`enroll_all`](Groups::enroll_all), but only as long as the census has room. The others are weighed here.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        let new = self.compositions.iter().skip(self.enrolled.len());
        self.enrolled.extend(new.map(|one| census.number_if_few(one).unwrap_or(UNNUMBERED)));
    }

    /// Marks the kept weights of compositions as outdated, because the intensities have changed.
    pub(super) fn believe(&mut self) {
        self.moment = self.moment.wrapping_add(1);
    }

    /// The prior weight of a composition with the current intensities, in bits; 0 for the empty one.
    fn prior(&self, composition: usize, census: &Census) -> f64 {
        let (Some(prior), true) = (self.prior.get(composition), composition > 0) else { return 0.0 };
        let (moment, known) = prior.get();
        if moment == self.moment {
            return known;
        }
        let number = self.enrolled.get(composition).copied().filter(|number| *number != UNNUMBERED);
        let worth = match (number, self.compositions.get(composition)) {
            (Some(number), _) => census.worth_of(number),
            (None, Some(composition)) => {
                self.count_work(OF_A_COMPOSITION + composition.len());
                census.worth(composition)
            }
            (None, None) => 0.0,
        };
        prior.set((self.moment, worth));
        worth
    }

    /// The evidence of a group, in bits.
    pub(super) fn evidence(&self, group: u32) -> f64 {
        self.all.get(group as usize).map_or(f64::NEG_INFINITY, |group| group.evidence)
    }

    /// The number that the census has for the composition of a group; `u32::MAX` before it has one.
    pub(super) fn number_of(&self, group: u32) -> u32 {
        let composition = self.all.get(group as usize).map_or(0, |group| group.composition);
        self.enrolled.get(composition as usize).copied().unwrap_or(u32::MAX)
    }

    /// The weight of a group in a partition, in bits: evidence plus prior. The sum over all groups is log2 of the
    /// probability of the partition, up to a constant.
    pub(super) fn worth(&self, group: u32, census: &Census) -> f64 {
        let Some(group) = self.all.get(group as usize) else { return f64::NEG_INFINITY };
        group.evidence + self.prior(group.composition as usize, census)
    }

    /// Adds the people of groups to a tally, one for each group. [`NOBODY`] is skipped.
    pub(super) fn add_to(&self, tally: &mut Tally, groups: impl Iterator<Item = u32>) {
        for group in groups.filter(|group| *group != NOBODY) {
            let composition = self.all.get(group as usize).map_or(0, |group| group.composition);
            tally.add(self.compositions.get(composition as usize).map_or(&[], Vec::as_slice), 1);
        }
    }

    /// Counts groups by composition. [`NOBODY`] is skipped.
    pub(super) fn count(&self, groups: impl Iterator<Item = u32>, counts: &mut Counts) {
        for group in groups {
            let composition = self.all.get(group as usize).map_or(0, |group| group.composition) as usize;
            if composition == 0 {
                continue;
            }
            match (self.enrolled.get(composition), self.compositions.get(composition)) {
                (Some(number), _) if *number != UNNUMBERED => counts.add(*number),
                (_, Some(composition)) => counts.add_other(composition),
                (_, None) => (),
            }
        }
    }
}

/// The members of two groups, sorted.
pub(super) fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all
}

/// The members of a group except one.
pub(super) fn without(group: &[u32], member: u32) -> Vec<u32> {
    group.iter().copied().filter(|other| *other != member).collect()
}
