//! Decisions that cannot all be true.
//!
//! Input: all decisions of a run, with the number of each record. Output: nothing, or an error at one ledger line that
//! shows the shortest chain of lines that contradicts it.
//!
//! An invented example: line 2 says that `a:1` and `b:1` are the same, line 3 that `b:1` and `c:1` are the same, line 4
//! that `a:1` and `c:1` are different. The error is at line 4 and shows the chain of lines 2 and 3. The shortest chain
//! is shown because the wrong line is among its lines, and a reviewer has to read all of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use super::{Replayed, Ruling};
use crate::base::error::{ErrorKind, Result};
use crate::linkage::block::Pair;

/// Number of contradictory lines that are searched for the shortest chain. Each search may visit the whole ledger.
const MOST_DENIALS: usize = 1_000;
/// Number of records that a message lists before `…`.
const MOST_LISTED: usize = 10;

/// Refuses decisions that contradict each other; `names` has the record of each number, as `source:id`.
///
/// # Errors
///
/// [`ErrorKind::Ledger`] at the first contradiction of these kinds:
///
/// 1. a `group` line, if another line joins the group to another record;
/// 2. a `found-alive` or `rejected` line, if another line confirms the death;
/// 3. a `different` line, if other lines imply that two of its records are one person. Of the first 1,000 such lines
///    the one with the shortest chain is reported; if several are equally short, the first in the order of ledgers and
///    lines.
pub(super) fn refuse(all: &[Replayed], names: &[String]) -> Result<()> {
    let key = |at: usize| names.get(at).cloned().unwrap_or_default();
    if let Some((group, other)) = broken_group(all) {
        let problem = format!(
            "this line says that {} is a group of people without names, but {} joins it to another record; \
             remove one of these lines",
            listed(&group.nodes, &key),
            place(other, group)
        );
        return Err(wrong(group, problem));
    }
    if let Some((alive, confirmed, record)) = broken_ruling(all) {
        let said = match alive.decision.ruling() {
            Ruling::FoundAlive => "was found alive",
            _ => "is not the death of a person",
        };
        let problem = format!(
            "this line says that {} {said}, but {} by {} says that the death is confirmed; remove one of these \
             lines",
            key(record),
            place(confirmed, alive),
            confirmed.decision.by()
        );
        return Err(wrong(alive, problem));
    }
    let graph = Graph::new(all);
    let mut shortest: Option<(&Replayed, Pair, Vec<Step>)> = None;
    let denials = all.iter().filter(|one| one.decision.ruling() == Ruling::Different);
    for (one, (pair, chain)) in
        denials.filter_map(|one| Some((one, graph.chain(&one.nodes)?))).take(MOST_DENIALS)
    {
        if shortest.as_ref().is_none_or(|(_, _, known)| chain.len() < known.len()) {
            shortest = Some((one, pair, chain));
        }
    }
    let Some((denial, pair, chain)) = shortest else { return Ok(()) };
    let steps: Vec<String> = chain
        .iter()
        .filter_map(|step| {
            let by = all.get(step.decision)?;
            Some(format!(
                "{} = {} ({} by {})",
                key(step.from),
                key(step.to),
                place(by, denial),
                by.decision.by()
            ))
        })
        .collect();
    let problem = format!(
        "this line says that {} and {} are different people, but other lines say that they are one: {}; remove \
         one of these lines",
        key(pair.a()),
        key(pair.b()),
        steps.join(", ")
    );
    Err(wrong(denial, problem))
}

/// The error at the line of a decision.
fn wrong(at: &Replayed, problem: String) -> crate::base::error::Error {
    ErrorKind::Ledger { path: PathBuf::from(&at.file), line: at.line, problem }.into()
}

/// The line of a decision, with its file if that is not the file of `beside`.
fn place(one: &Replayed, beside: &Replayed) -> String {
    if one.file == beside.file {
        format!("line {}", one.line)
    } else {
        format!("{} line {}", one.file, one.line)
    }
}

/// The first [`MOST_LISTED`] records, separated by commas.
fn listed(nodes: &[usize], key: &dyn Fn(usize) -> String) -> String {
    let shown: Vec<String> = nodes.iter().take(MOST_LISTED).map(|at| key(*at)).collect();
    let more = if nodes.len() > MOST_LISTED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A `group` decision, and a decision that joins some of its records to others. `None` if no group is broken.
fn broken_group(all: &[Replayed]) -> Option<(&Replayed, &Replayed)> {
    let groups = all.iter().filter(|one| one.decision.ruling() == Ruling::Group && !one.nodes.is_empty());
    let graph = Graph::new(all);
    let mut seen: BTreeSet<&[usize]> = BTreeSet::new();
    // Two groups of the same records need one check.
    for group in groups.filter(|group| seen.insert(&group.nodes)) {
        let nodes: BTreeSet<usize> = group.nodes.iter().copied().collect();
        let near = nodes.iter().flat_map(|node| graph.decisions_on(*node));
        let near: BTreeSet<usize> = near.collect();
        let joins =
            |one: &&Replayed| one.nodes != group.nodes && !one.nodes.iter().all(|at| nodes.contains(at));
        if let Some(other) = near.into_iter().filter_map(|at| all.get(at)).find(joins) {
            return Some((group, other));
        }
    }
    None
}

/// A ruling that there was no death, a ruling that confirms it, and the number of the record that both name. The death
/// is denied by `found-alive` and `rejected`.
fn broken_ruling(all: &[Replayed]) -> Option<(&Replayed, &Replayed, usize)> {
    let of = |ruling: Ruling| all.iter().filter(move |one| one.decision.ruling() == ruling);
    let mut confirmed: BTreeMap<usize, &Replayed> = BTreeMap::new();
    for one in of(Ruling::Confirmed) {
        for node in &one.nodes {
            confirmed.entry(*node).or_insert(one);
        }
    }
    let denials = of(Ruling::FoundAlive).chain(of(Ruling::Rejected));
    let broken = |one| move |node: &usize| (one, *node);
    let mut pairs = denials.flat_map(|one: &Replayed| one.nodes.iter().map(broken(one)));
    pairs.find_map(|(one, node)| Some((one, *confirmed.get(&node)?, node)))
}

/// The records that decisions declare to be one. Each decision is stored once and not as pairs, because the number of
/// pairs grows with the square of its records.
struct Graph<'a> {
    /// All decisions of the run.
    all: &'a [Replayed],
    /// For each record the positions of the `same` and `group` decisions that name it, ascending.
    joined_by: BTreeMap<usize, Vec<usize>>,
}

/// One step of a chain: a decision declares two records to be one.
#[derive(Clone, Copy)]
struct Step {
    /// The number of the record before the step.
    from: usize,
    /// The number of the record after the step.
    to: usize,
    /// The position of the decision.
    decision: usize,
}

/// How a search reached a record.
#[derive(Clone, Copy)]
struct Reached {
    /// The record at which the search began.
    start: usize,
    /// The number of steps from there.
    steps: usize,
    /// The last step; `None` at the start.
    by: Option<Step>,
}

impl<'a> Graph<'a> {
    /// Notes the decisions `same` and `group`; other rulings join nothing.
    fn new(all: &'a [Replayed]) -> Self {
        let mut joined_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, one) in all.iter().enumerate() {
            if matches!(one.decision.ruling(), Ruling::Same | Ruling::Group) {
                one.nodes.iter().for_each(|node| joined_by.entry(*node).or_default().push(at));
            }
        }
        Graph { all, joined_by }
    }

    /// The decisions that join a record to others.
    fn decisions_on(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.joined_by.get(&node).into_iter().flatten().copied()
    }

    /// The two of `nodes` with the shortest chain of decisions between them, and the chain. `None` if none are
    /// connected.
    ///
    /// A breadth-first search starts at all of `nodes` at once and visits each decision once, so its time is linear in
    /// the records of the decisions.
    fn chain(&self, nodes: &[usize]) -> Option<(Pair, Vec<Step>)> {
        let start = |node: &usize| (*node, Reached { start: *node, steps: 0, by: None });
        let mut reached: BTreeMap<usize, Reached> = nodes.iter().map(start).collect();
        let (mut open, mut seen) = (VecDeque::from_iter(nodes.iter().copied()), BTreeSet::new());
        let mut best: Option<(usize, Step)> = None;
        while let Some(from) = open.pop_front() {
            let Some(here) = reached.get(&from).copied() else { continue };
            if best.is_some_and(|(length, _)| length <= here.steps) {
                break;
            }
            for decision in self.decisions_on(from).filter(|decision| seen.insert(*decision)) {
                for to in self.all.get(decision).into_iter().flat_map(|one| &one.nodes).copied() {
                    let step = Step { from, to, decision };
                    let steps = here.steps + 1;
                    match reached.get(&to) {
                        None => {
                            reached.insert(to, Reached { start: here.start, steps, by: Some(step) });
                            open.push_back(to);
                        }
                        Some(there) if there.start != here.start => {
                            let length = steps + there.steps;
                            if best.is_none_or(|(known, _)| length < known) {
                                best = Some((length, step));
                            }
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        best.map(|(_, step)| whole_chain(&reached, step))
    }
}

/// The chain through the step at which two searches met, turned so that it leads from the smaller record number to the
/// greater.
fn whole_chain(reached: &BTreeMap<usize, Reached>, met: Step) -> (Pair, Vec<Step>) {
    let back = |node: usize| {
        let first = reached.get(&node).and_then(|here| here.by);
        std::iter::successors(first, |step| reached.get(&step.from)?.by).collect::<Vec<Step>>()
    };
    let turned = |step: &Step| Step { from: step.to, to: step.from, decision: step.decision };
    let mut chain: Vec<Step> = back(met.from).into_iter().rev().collect();
    chain.push(met);
    chain.extend(back(met.to).iter().map(turned));
    let first = chain.first().map_or(met.from, |step| step.from);
    let last = chain.last().map_or(met.to, |step| step.to);
    if first > last {
        chain = chain.iter().rev().map(turned).collect();
    }
    (Pair::new(first, last), chain)
}
