//! The groups of one component that the search and the sampling come across, each weighed once.

use rustc_hash::FxHashMap;

use super::census::{Census, Composition};
use super::count::Counts;
use super::evidence::Evidence;
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
    /// The numbers that the census has for the first of them.
    enrolled: Vec<u32>,
    /// For each composition what the prior makes of it at the moment.
    prior: Vec<f64>,
}

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
            enrolled: Vec::new(),
            prior: vec![0.0],
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

    /// The number of a group; its members are sorted.
    pub(super) fn number(&mut self, members: &[u32], census: &Census) -> u32 {
        if let Some(known) = self.numbers.get(members) {
            return *known;
        }
        let composition = self.composition(members, census);
        let group = Group { members: members.into(), evidence: self.evidence.worth(members), composition };
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(group);
        self.numbers.insert(members.into(), number);
        number
    }

    /// The number of a group and one more member.
    pub(super) fn with(&mut self, group: u32, member: u32, census: &Census) -> u32 {
        if let Some(known) = self.joined.get(group, member) {
            return known;
        }
        let members = merged(self.members(group), &[member]);
        let number = self.number(&members, census);
        self.joined.insert(group, member, number);
        number
    }

    /// The number of the union of two groups.
    pub(super) fn union(&mut self, a: u32, b: u32, census: &Census) -> u32 {
        let pair = (a.min(b), a.max(b));
        if let Some(known) = self.unions.get(&pair) {
            return *known;
        }
        let members = merged(self.members(a), self.members(b));
        let number = self.number(&members, census);
        self.unions.insert(pair, number);
        number
    }

    /// The number of a group less one member.
    pub(super) fn without(&mut self, group: u32, member: u32, census: &Census) -> u32 {
        if let Some(known) = self.left.get(group, member) {
            return known;
        }
        let members = without(self.members(group), member);
        let number = self.number(&members, census);
        self.left.insert(group, member, number);
        number
    }

    fn composition(&mut self, members: &[u32], census: &Census) -> u32 {
        let mut composition = Composition::new();
        let lists = members.iter().filter_map(|member| self.lists.get(*member as usize)).flatten();
        for list in lists {
            match composition.iter_mut().find(|(known, _)| known == list) {
                Some((_, rows)) => *rows += 1,
                None => composition.push((*list, 1)),
            }
        }
        composition.sort_unstable();
        let known = self.compositions.iter().position(|one| *one == composition);
        let at = known.unwrap_or_else(|| {
            self.prior.push(census.worth(&composition));
            self.compositions.push(composition);
            self.compositions.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Has the census number the compositions that were met since, so that each is weighed once a round
    /// and not once in every component.
    pub(super) fn enroll(&mut self, census: &mut Census) {
        let new = self.compositions.iter().skip(self.enrolled.len());
        self.enrolled.extend(new.map(|composition| census.number(composition)));
    }

    /// Takes over the beliefs of the moment.
    pub(super) fn believe(&mut self, census: &Census) {
        for (worth, number) in self.prior.iter_mut().zip(&self.enrolled).skip(1) {
            *worth = census.worth_of(*number);
        }
        let first = self.enrolled.len().max(1);
        let others = self.prior.iter_mut().zip(&self.compositions).skip(first);
        others.for_each(|(worth, composition)| *worth = census.worth(composition));
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
    pub(super) fn worth(&self, group: u32) -> f64 {
        let Some(group) = self.all.get(group as usize) else { return f64::NEG_INFINITY };
        group.evidence + self.prior.get(group.composition as usize).copied().unwrap_or_default()
    }

    /// Counts groups by composition.
    pub(super) fn count(&self, groups: impl Iterator<Item = u32>, counts: &mut Counts) {
        for group in groups {
            let composition = self.all.get(group as usize).map_or(0, |group| group.composition) as usize;
            if composition == 0 {
                continue;
            }
            match (self.enrolled.get(composition), self.compositions.get(composition)) {
                (Some(number), _) => counts.add(*number),
                (None, Some(composition)) => counts.add_other(composition),
                (None, None) => (),
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
