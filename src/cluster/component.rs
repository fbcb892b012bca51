//! Which mentions have to be looked at together.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Link;

/// Units that links connect, and for each the positions of those that it has a link with. A unit has the
/// mentions, sorted, that a person said are one; as a rule it is one mention.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Component {
    pub(super) units: Vec<Vec<usize>>,
    pub(super) neighbours: Vec<Vec<u32>>,
}

impl Component {
    /// All mentions, unit by unit.
    pub(super) fn mentions(&self) -> impl Iterator<Item = usize> + '_ {
        self.units.iter().flatten().copied()
    }
}

/// A link between two units, each named by its first mention.
#[derive(Clone, Copy)]
struct Edge {
    a: usize,
    b: usize,
    weight: f64,
}

/// More mentions than this are not worked on at once.
const LARGEST: usize = 2000;
/// By so many bits the floor is raised for a component that is too large, until it falls apart.
const RAISE: f64 = 2.0;
/// A component that holds together above this many bits is taken whatever its size.
const HIGHEST_FLOOR: f64 = 16.0;

/// The components of two or more mentions, sorted, by links of at least `floor` bits. One that is
/// too large is cut at its weakest links first, never by leaving mentions out. `units` are sets of two or
/// more mentions that a person said are one, each sorted; they are never cut.
pub(super) fn components(
    mentions: usize,
    links: &[&Link],
    floor: f64,
    units: &[Vec<usize>],
) -> Vec<Component> {
    let mut found = Vec::new();
    let firsts = Firsts::new(units);
    let of_unit: Vec<usize> = (0..mentions).filter(|at| firsts.of(*at) == *at).collect();
    let strong: Vec<Edge> = firsts.edges(links).into_iter().filter(|edge| edge.weight >= floor).collect();
    let mut open = connected(&of_unit, &strong, floor);
    while let Some((members, edges, floor)) = open.pop() {
        if members.len() <= LARGEST || floor >= HIGHEST_FLOOR {
            found.push(with_neighbours(&members, &edges, &firsts));
        } else {
            let floor = floor + RAISE;
            let strong: Vec<Edge> = edges.into_iter().filter(|edge| edge.weight >= floor).collect();
            open.extend(connected(&members, &strong, floor));
        }
    }
    let known: BTreeSet<usize> = found.iter().flat_map(Component::mentions).collect();
    let alone = units.iter().filter(|unit| unit.first().is_some_and(|first| !known.contains(first)));
    found.extend(alone.map(|unit| Component { units: vec![unit.clone()], neighbours: vec![Vec::new()] }));
    found.sort_by(|a, b| a.units.cmp(&b.units));
    found
}

/// The first mention of each unit.
struct Firsts<'a> {
    units: &'a [Vec<usize>],
    unit_of: BTreeMap<usize, usize>,
}

impl<'a> Firsts<'a> {
    fn new(units: &'a [Vec<usize>]) -> Self {
        let of = units.iter().enumerate().flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at)));
        Firsts { units, unit_of: of.collect() }
    }

    fn unit(&self, mention: usize) -> Option<&'a Vec<usize>> {
        self.units.get(*self.unit_of.get(&mention)?)
    }

    fn of(&self, mention: usize) -> usize {
        self.unit(mention).and_then(|unit| unit.first()).copied().unwrap_or(mention)
    }

    /// The links between units, sorted.
    fn edges(&self, links: &[&Link]) -> Vec<Edge> {
        let edge = |link: &&Link| {
            let (a, b) = (self.of(link.pair.a()), self.of(link.pair.b()));
            Edge { a: a.min(b), b: a.max(b), weight: link.weight() }
        };
        links.iter().map(edge).filter(|edge| edge.a != edge.b).collect()
    }
}

/// The parts of two or more mentions that links connect, each with its links and their floor.
fn connected(members: &[usize], links: &[Edge], floor: f64) -> Vec<(Vec<usize>, Vec<Edge>, f64)> {
    let position = |mention: usize| members.binary_search(&mention).unwrap_or(usize::MAX);
    let mut parent: Vec<usize> = (0..members.len()).collect();
    let ends: Vec<(usize, usize)> = links.iter().map(|edge| (position(edge.a), position(edge.b))).collect();
    for (a, b) in &ends {
        if *a < parent.len() && *b < parent.len() {
            let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut parts: BTreeMap<usize, (Vec<usize>, Vec<Edge>)> = BTreeMap::new();
    for (link, (a, _)) in links.iter().zip(&ends) {
        if *a < parent.len() {
            parts.entry(root(&mut parent, *a)).or_default().1.push(*link);
        }
    }
    for (at, member) in members.iter().enumerate() {
        if let Some((part, _)) = parts.get_mut(&root(&mut parent, at)) {
            part.push(*member);
        }
    }
    parts.into_values().map(|(members, links)| (members, links, floor)).collect()
}

fn with_neighbours(members: &[usize], links: &[Edge], firsts: &Firsts<'_>) -> Component {
    let mut neighbours = vec![Vec::new(); members.len()];
    for link in links {
        let ends = (members.binary_search(&link.a), members.binary_search(&link.b));
        if let (Ok(a), Ok(b)) = ends {
            neighbours[a].push(u32::try_from(b).unwrap_or(u32::MAX));
            neighbours[b].push(u32::try_from(a).unwrap_or(u32::MAX));
        }
    }
    neighbours.iter_mut().for_each(|near| {
        near.sort_unstable();
        // Several rows of two units may have links.
        near.dedup();
    });
    let unit = |first: &usize| firsts.unit(*first).cloned().unwrap_or_else(|| vec![*first]);
    Component { units: members.iter().map(unit).collect(), neighbours }
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
