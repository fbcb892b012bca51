//! The groups of one component that the search and the sampling come across, each weighed once.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::census::{Census, Composition, Tally};
use super::count::Counts;
use super::evidence::{Evidence, MOST_CENTRES};
use super::steps::Steps;

/// A group of units, by position in the component.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) members: Box<[u32]>,
    /// log2 of how much likelier the rows are as accounts of one person; minus infinity: never.
    evidence: f64,
    composition: u32,
}

/// All groups met so far, by number. The group of no members has the number 0.
pub(super) struct Groups<'a> {
    evidence: Evidence<'a>,
    /// The lists of each unit's mentions.
    lists: Vec<Vec<u16>>,
    all: Vec<Group>,
    numbers: FxHashMap<Box<[u32]>, u32>,
    /// The numbers of groups with one more member, and with one less: a chain asks for the same again and again.
    joined: Steps,
    left: Steps,
    unions: FxHashMap<(u32, u32), u32>,
    compositions: Vec<Composition>,
    position_of: FxHashMap<Composition, u32>,
    /// The numbers that the census has for the first of them; [`UNNUMBERED`] for those that it has none for.
    enrolled: Vec<u32>,
    /// For each composition the moment when it was last weighed, and its weight in bits.
    prior: Vec<Cell<(u32, f64)>>,
    /// How often the beliefs have changed.
    moment: u32,
    /// Pairs of rows that were weighed and groups that were looked up, as a measure of time.
    work: Cell<u64>,
}

/// What weighing a pair of rows takes, and a composition that has no number, in groups that are looked up.
const OF_A_PAIR: usize = 3;
const OF_A_COMPOSITION: usize = 8;

/// Steps that are kept for each group, on average.
const STEPS: usize = 16;
/// A composition that the census has no number for.
const UNNUMBERED: u32 = u32::MAX;

/// The number of the group without members.
pub(super) const NOBODY: u32 = 0;

impl<'a> Groups<'a> {
    pub(super) fn new(evidence: Evidence<'a>, list_of: &[u16]) -> Self {
        let list = |at: &usize| list_of.get(*at).copied().unwrap_or_default();
        let lists = evidence.units().iter().map(|unit| unit.iter().map(list).collect());
        let nobody = Group { members: Box::default(), evidence: 0.0, composition: 0 };
        Groups {
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

    pub(super) fn size(&self) -> usize {
        self.lists.len()
    }

    /// The mentions of a group, sorted.
    pub(super) fn mentions(&self, group: u32) -> Vec<usize> {
        let units = self.members(group).iter().filter_map(|at| self.evidence.units().get(*at as usize));
        let mut mentions: Vec<usize> = units.flatten().copied().collect();
        mentions.sort_unstable();
        mentions
    }

    pub(super) fn members(&self, group: u32) -> &[u32] {
        self.all.get(group as usize).map(|group| &*group.members).unwrap_or_default()
    }

    /// How much work was done so far: one for each group that was looked up, and for each pair of rows of a
    /// group that was weighed.
    pub(super) fn work(&self) -> u64 {
        self.work.get()
    }

    /// Counts work that was done elsewhere.
    pub(super) fn count_work(&self, work: usize) {
        self.work.set(self.work.get() + work as u64);
    }

    /// How many groups are known, the one without members included.
    pub(super) fn known(&self) -> usize {
        // The steps between groups are forgotten with them.
        let steps = self.joined.len().max(self.left.len()).max(self.unions.len());
        self.all.len().max(steps / STEPS)
    }

    pub(super) fn units(&self) -> &[Vec<usize>] {
        self.evidence.units()
    }

    /// Forgets groups; for each number from before the new one, [`NOBODY`] for a group that was forgotten.
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

    /// Forgets the compositions that no group has any more.
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

    /// The number of a group; its members are sorted.
    pub(super) fn number(&mut self, members: &[u32]) -> u32 {
        if let Some(known) = self.numbers.get(members) {
            return *known;
        }
        self.count_work(OF_A_PAIR * members.len() * members.len().min(MOST_CENTRES));
        let composition = self.composition(members);
        let group = Group { members: members.into(), evidence: self.evidence.worth(members), composition };
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(group);
        self.numbers.insert(members.into(), number);
        number
    }

    /// The number of a group and one more member.
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

    /// The number of the union of two groups.
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

    /// The number of a group less one member.
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
        // It was never weighed.
        self.prior.push(Cell::new((u32::MAX, 0.0)));
        self.compositions.push(composition.clone());
        self.position_of.insert(composition, at);
        at
    }

    /// Has the census number the compositions that were met since, so that each is weighed once a round
    /// and not once in every component. A small component needs a number for each.
    pub(super) fn enroll_all(&mut self, census: &mut Census) {
        let new = self.compositions.iter().skip(self.enrolled.len());
        self.enrolled.extend(new.map(|composition| census.number(composition)));
    }

    /// As [`enroll_all`](Groups::enroll_all), as long as the census has room.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        let new = self.compositions.iter().skip(self.enrolled.len());
        self.enrolled.extend(new.map(|one| census.number_if_few(one).unwrap_or(UNNUMBERED)));
    }

    /// Forgets what the beliefs before this moment made of compositions.
    pub(super) fn believe(&mut self) {
        self.moment = self.moment.wrapping_add(1);
    }

    /// What the beliefs of the moment make of a composition, in bits.
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

    /// log2 of how much likelier the rows of a group are as accounts of one person.
    pub(super) fn evidence(&self, group: u32) -> f64 {
        self.all.get(group as usize).map_or(f64::NEG_INFINITY, |group| group.evidence)
    }

    /// The number that the census has for the composition of a group, once it was enrolled.
    pub(super) fn number_of(&self, group: u32) -> u32 {
        let composition = self.all.get(group as usize).map_or(0, |group| group.composition);
        self.enrolled.get(composition as usize).copied().unwrap_or(u32::MAX)
    }

    /// log2 of the weight of a group in a partition: evidence and prior, in bits.
    pub(super) fn worth(&self, group: u32, census: &Census) -> f64 {
        let Some(group) = self.all.get(group as usize) else { return f64::NEG_INFINITY };
        group.evidence + self.prior(group.composition as usize, census)
    }

    /// Adds the people of groups to a tally.
    pub(super) fn add_to(&self, tally: &mut Tally, groups: impl Iterator<Item = u32>) {
        for group in groups.filter(|group| *group != NOBODY) {
            let composition = self.all.get(group as usize).map_or(0, |group| group.composition);
            tally.add(self.compositions.get(composition as usize).map_or(&[], Vec::as_slice), 1);
        }
    }

    /// Counts groups by composition.
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

/// The sorted members of two groups.
pub(super) fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all
}

/// A group less one member.
pub(super) fn without(group: &[u32], member: u32) -> Vec<u32> {
    group.iter().copied().filter(|other| *other != member).collect()
}
