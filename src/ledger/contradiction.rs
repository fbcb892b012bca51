//! Decisions that cannot all be true, with the shortest chain of lines that shows it.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

use super::replay::pairs;
use super::{Replayed, Ruling};
use crate::block::Pair;
use crate::{ErrorKind, Result};

/// Refuses decisions that contradict each other; `names` has the record of each number.
///
/// # Errors
///
/// [`ErrorKind::Ledger`] at the line that denies what others imply: of all contradictions one with the
/// shortest chain, the first in the order of ledgers and lines.
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
    for one in all.iter().filter(|one| one.decision.ruling() == Ruling::Different) {
        for pair in pairs(&one.nodes) {
            let Some(chain) = graph.chain(pair) else { continue };
            if shortest.as_ref().is_none_or(|(_, _, known)| chain.len() < known.len()) {
                shortest = Some((one, pair, chain));
            }
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

fn wrong(at: &Replayed, problem: String) -> crate::Error {
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
    nodes.iter().map(|at| key(*at)).collect::<Vec<_>>().join(", ")
}

/// A group and a decision that puts a part of it together with something else.
fn broken_group(all: &[Replayed]) -> Option<(&Replayed, &Replayed)> {
    let groups = all.iter().filter(|one| one.decision.ruling() == Ruling::Group && !one.nodes.is_empty());
    for group in groups {
        let joins = |one: &&Replayed| {
            let is_of_group = |at: &usize| group.nodes.contains(at);
            let is_join = match one.decision.ruling() {
                Ruling::Same => true,
                Ruling::Group => one.nodes != group.nodes,
                _ => false,
            };
            is_join && one.nodes.iter().any(is_of_group) && !one.nodes.iter().all(is_of_group)
        };
        if let Some(other) = all.iter().find(joins) {
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

/// Who is one with whom, and by which decision.
struct Graph {
    near: BTreeMap<usize, Vec<(usize, usize)>>,
}

/// One decision that two records are one.
#[derive(Clone, Copy)]
struct Step {
    from: usize,
    to: usize,
    decision: usize,
}

impl Graph {
    fn new(all: &[Replayed]) -> Self {
        let mut near: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, one) in all.iter().enumerate() {
            if matches!(one.decision.ruling(), Ruling::Same | Ruling::Group) {
                for pair in pairs(&one.nodes) {
                    near.entry(pair.a()).or_default().push((pair.b(), at));
                    near.entry(pair.b()).or_default().push((pair.a(), at));
                }
            }
        }
        Graph { near }
    }

    /// The shortest chain from one of a pair to the other.
    fn chain(&self, pair: Pair) -> Option<Vec<Step>> {
        let mut came: BTreeMap<usize, Step> = BTreeMap::new();
        let mut open = VecDeque::from([pair.a()]);
        while let Some(from) = open.pop_front() {
            for (to, decision) in self.near.get(&from).into_iter().flatten() {
                if *to != pair.a() && !came.contains_key(to) {
                    came.insert(*to, Step { from, to: *to, decision: *decision });
                    open.push_back(*to);
                }
            }
        }
        let mut chain = vec![*came.get(&pair.b())?];
        while let Some(step) =
            chain.last().filter(|step| step.from != pair.a()).and_then(|step| came.get(&step.from))
        {
            chain.push(*step);
        }
        chain.reverse();
        Some(chain)
    }
}
