//! Decisions that cannot all be true, with the shortest chain of lines that shows it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

use super::{Replayed, Ruling};
use crate::base::error::{ErrorKind, Result};
use crate::linkage::block::Pair;

/// Contradictory lines that are looked at. Each one takes a search through the ledger.
const MOST_DENIALS: usize = 1_000;
/// Records that a message names.
const MOST_LISTED: usize = 10;

/// Refuses decisions that contradict each other; `names` has the record of each number.
///
/// # Errors
///
/// [`ErrorKind::Ledger`] at the line that denies what others imply: of the first 1,000 contradictory lines the one with
/// the shortest chain, the first in the order of ledgers and lines.
pub(super) fn refuse(all: &[Replayed], names: &[String]) -> Result<()> {
    let key = |at: usize| names.get(at).cloned().unwrap_or_default();
    if let Some((group, other)) = broken_group(all) {
        let problem = format!(
            "it says that {} is a record of a group of people without names, and {} joins it to another record; remove \
             one of these lines",
            listed(&group.nodes, &key),
            place(other, group)
        );
        return Err(wrong(group, problem));
    }
    if let Some((alive, confirmed, record)) = broken_ruling(all) {
        let said = match alive.decision.ruling() {
            Ruling::FoundAlive => "was found alive",
            _ => "is no death of a person",
        };
        let problem = format!(
            "it says that {} {said}, and {} by {} says that the death is confirmed; remove one of these lines",
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
        "it says that {} and {} are different, and other lines say that they are one: {}; remove one of these lines",
        key(pair.a()),
        key(pair.b()),
        steps.join(", ")
    );
    Err(wrong(denial, problem))
}

fn wrong(at: &Replayed, problem: String) -> crate::base::error::Error {
    ErrorKind::Ledger { path: PathBuf::from(&at.file), line: at.line, problem }.into()
}

/// A line, with its file where that is another one.
fn place(one: &Replayed, beside: &Replayed) -> String {
    if one.file == beside.file {
        format!("line {}", one.line)
    } else {
        format!("{} line {}", one.file, one.line)
    }
}

fn listed(nodes: &[usize], key: &dyn Fn(usize) -> String) -> String {
    let shown: Vec<String> = nodes.iter().take(MOST_LISTED).map(|at| key(*at)).collect();
    let more = if nodes.len() > MOST_LISTED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A group and a decision that puts a part of it together with something else.
fn broken_group(all: &[Replayed]) -> Option<(&Replayed, &Replayed)> {
    let groups = all.iter().filter(|one| one.decision.ruling() == Ruling::Group && !one.nodes.is_empty());
    let graph = Graph::new(all);
    let mut seen: BTreeSet<&[usize]> = BTreeSet::new();
    // What holds for one group holds for others of the same records.
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

/// A record of which one ruling confirms the death, and another one says that there was none.
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

/// Who is one with whom, and by which decision. A decision is held once and not as pairs, whose number grows with
/// the square of its records.
struct Graph<'a> {
    all: &'a [Replayed],
    /// The decisions that join each record to others, in their order.
    joined_by: BTreeMap<usize, Vec<usize>>,
}

/// One decision that two records are one.
#[derive(Clone, Copy)]
struct Step {
    from: usize,
    to: usize,
    decision: usize,
}

/// How a search came to a record.
#[derive(Clone, Copy)]
struct Reached {
    /// The record that the search began at.
    start: usize,
    /// Steps from there.
    steps: usize,
    /// The last step; none at the start.
    by: Option<Step>,
}

impl<'a> Graph<'a> {
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

    /// The two of some records with the shortest chain from one to the other. The search begins at all of them at
    /// once and looks at each decision once.
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

/// The chain through a step at which two searches met, from the lesser record to the greater.
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
