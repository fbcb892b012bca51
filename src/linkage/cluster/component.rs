//! Connected components: the mentions that have to be clustered together.
//!
//! In: links and the units that reviewers joined. Out: [`UnitComponents`]. A component that is too large is divided by
//! dropping its weakest links; no mention is ever dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::linkage::model::Link;

/// Units that links connect. A unit has the mentions that a reviewer decided are one person; as a rule it is one
/// mention.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct UnitComponent {
    /// The mentions of each unit, sorted. The units are sorted by their first mentions.
    pub(super) units: Vec<Vec<usize>>,
    /// For each unit the positions of the units that it has a link with, sorted, each once.
    pub(super) neighbours: Vec<Vec<u32>>,
    /// The links as pairs of positions, strongest first, if there are more than four for each unit; otherwise empty.
    pub(super) strongest_first: Vec<(u32, u32)>,
}

impl UnitComponent {
    /// All mentions, unit by unit.
    pub(super) fn mentions(&self) -> impl Iterator<Item = usize> + '_ {
        self.units.iter().flatten().copied()
    }
}

/// Largest component, in units. Larger ones are divided, which bounds the time of the sampling.
const LARGEST: usize = 2000;
/// Step by which the floor is raised for a component that is too large, in bits, until it falls apart.
const RAISE: f64 = 2.0;
/// Highest floor, in bits. A component that is still too large there is divided along its strongest links. At 16 bits
/// the odds are 65,536 to 1, so these links are nearly certain.
const HIGHEST_FLOOR: f64 = 16.0;
/// Most links of a unit, on average over a component. In a component with more, each unit keeps its [`STRONGEST`]
/// strongest links. A link stays if either end keeps it.
const MOST_LINKS: usize = 128;
/// Links that a unit keeps in a component with too many.
const STRONGEST: usize = 32;
/// Links per unit above which the first partition starts with the strongest link.
const MANY_LINKS: usize = 4;

/// The components of two or more mentions, and the mentions of those that were too large.
#[derive(Debug, Default)]
pub(super) struct UnitComponents {
    /// The components, sorted by their units.
    pub(super) all: Vec<UnitComponent>,
    /// Mentions, by index, of components in which links were dropped.
    pub(super) cut: BTreeSet<usize>,
}

/// The components of two or more mentions, by links of at least `floor` bits.
///
/// `mentions` is the number of mentions. `units` are sets of two or more mentions that a reviewer joined, each
/// sorted; a unit is never cut, and it is a component even without links.
pub(super) fn components(
    mentions: usize,
    links: &[&Link],
    floor: f64,
    units: &[Vec<usize>],
) -> UnitComponents {
    let mut found = UnitComponents::default();
    let firsts = Firsts::new(units);
    let of_unit: Vec<usize> = (0..mentions).filter(|at| firsts.of(*at) == *at).collect();
    let strong: Vec<Edge> = firsts.edges(links).into_iter().filter(|edge| edge.weight >= floor).collect();
    let mut open = connected(&of_unit, &strong, floor);
    while let Some((members, edges, floor)) = open.pop() {
        if members.len() <= LARGEST {
            found.take(&members, edges, &firsts);
            continue;
        }
        found.cut.extend(&members);
        let floor = floor + RAISE;
        let strong: Vec<Edge> = if floor <= HIGHEST_FLOOR {
            edges.into_iter().filter(|edge| edge.weight >= floor).collect()
        } else {
            divided(&members, edges)
        };
        open.extend(connected(&members, &strong, floor));
    }
    let known: BTreeSet<usize> = found.all.iter().flat_map(UnitComponent::mentions).collect();
    let alone = units.iter().filter(|unit| unit.first().is_some_and(|first| !known.contains(first)));
    found.all.extend(alone.map(|unit| UnitComponent {
        units: vec![unit.clone()],
        neighbours: vec![Vec::new()],
        ..UnitComponent::default()
    }));
    found.all.sort_by(|a, b| a.units.cmp(&b.units));
    found
}

impl UnitComponents {
    /// Adds a component that is not too large, with all its links or only the strongest.
    fn take(&mut self, members: &[usize], mut edges: Vec<Edge>, firsts: &Firsts<'_>) {
        if 2 * edges.len() > MOST_LINKS * members.len() {
            edges = strongest(members, edges);
            self.cut.extend(members);
        }
        self.all.push(with_neighbours(members, &edges, firsts));
    }
}

/// Divides a component that is too large: parts of at most [`LARGEST`] units grow along the strongest links first.
/// Returns the links within the parts.
fn divided(members: &[usize], mut edges: Vec<Edge>) -> Vec<Edge> {
    let position = |mention: usize| members.binary_search(&mention).unwrap_or_default();
    edges.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
    let mut parent: Vec<usize> = (0..members.len()).collect();
    let mut size = vec![1; members.len()];
    for edge in &edges {
        let (a, b) = (root(&mut parent, position(edge.a)), root(&mut parent, position(edge.b)));
        if a != b && size[a] + size[b] <= LARGEST {
            parent[a.max(b)] = a.min(b);
            size[a.min(b)] = size[a] + size[b];
        }
    }
    let mut is_within =
        |edge: &Edge| root(&mut parent, position(edge.a)) == root(&mut parent, position(edge.b));
    edges.retain(|edge| is_within(edge));
    edges
}

/// The strongest links of each unit. Among equally strong links, those to the nearest units by position win (the
/// order is circular). So equal records are not all linked to the first few of them.
fn strongest(members: &[usize], edges: Vec<Edge>) -> Vec<Edge> {
    let position = |mention: usize| members.binary_search(&mention).unwrap_or_default();
    let mut of: Vec<Vec<(f64, usize, usize)>> = vec![Vec::new(); members.len()];
    for (at, edge) in edges.iter().enumerate() {
        let (a, b) = (position(edge.a), position(edge.b));
        let apart = a.abs_diff(b).min(members.len() - a.abs_diff(b));
        of[a].push((edge.weight, apart, at));
        of[b].push((edge.weight, apart, at));
    }
    let mut is_kept = vec![false; edges.len()];
    for links in &mut of {
        links.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
        links.iter().take(STRONGEST).for_each(|(_, _, at)| is_kept[*at] = true);
    }
    let mut kept = is_kept.into_iter();
    edges.into_iter().filter(|_| kept.next().unwrap_or(false)).collect()
}

/// A link between two units, each given by its first mention.
#[derive(Clone, Copy)]
struct Edge {
    /// The unit with the smaller first mention.
    a: usize,
    /// The other unit.
    b: usize,
    /// Weight of the link, in bits.
    weight: f64,
}

/// Finds the unit of a mention and its first mention.
struct Firsts<'a> {
    /// Units of two or more mentions.
    units: &'a [Vec<usize>],
    /// The position of the unit of each mention that is in one.
    unit_of: BTreeMap<usize, usize>,
}

impl<'a> Firsts<'a> {
    /// Indexes the mentions of the units.
    fn new(units: &'a [Vec<usize>]) -> Self {
        let of = units.iter().enumerate().flat_map(|(at, unit)| unit.iter().map(move |one| (*one, at)));
        Firsts { units, unit_of: of.collect() }
    }

    /// The unit of a mention; `None` if the mention is a unit of its own.
    fn unit(&self, mention: usize) -> Option<&'a Vec<usize>> {
        self.units.get(*self.unit_of.get(&mention)?)
    }

    /// The first mention of the unit of a mention; the mention itself if it is a unit of its own.
    fn of(&self, mention: usize) -> usize {
        self.unit(mention).and_then(|unit| unit.first()).copied().unwrap_or(mention)
    }

    /// The links between different units, in the order of `links`.
    fn edges(&self, links: &[&Link]) -> Vec<Edge> {
        let edge = |link: &&Link| {
            let (a, b) = (self.of(link.pair.a()), self.of(link.pair.b()));
            Edge { a: a.min(b), b: a.max(b), weight: link.weight() }
        };
        links.iter().map(edge).filter(|edge| edge.a != edge.b).collect()
    }
}

/// The parts of two or more units that links connect, each with its links and with `floor`. `members` are first
/// mentions, sorted.
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

/// A component with the neighbours of each unit.
fn with_neighbours(members: &[usize], links: &[Edge], firsts: &Firsts<'_>) -> UnitComponent {
    let mut neighbours = vec![Vec::new(); members.len()];
    let mut ends: Vec<(f64, u32, u32)> = Vec::with_capacity(links.len());
    let position =
        |mention: usize| Some(u32::try_from(members.binary_search(&mention).ok()?).unwrap_or(u32::MAX));
    for link in links {
        if let (Some(a), Some(b)) = (position(link.a), position(link.b)) {
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
            ends.push((link.weight, a, b));
        }
    }
    if links.len() > MANY_LINKS * members.len() {
        ends.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
    } else {
        ends.clear();
    }
    neighbours.iter_mut().for_each(|near| {
        near.sort_unstable();
        // Several mentions of two units may have links.
        near.dedup();
    });
    let unit = |first: &usize| firsts.unit(*first).cloned().unwrap_or_else(|| vec![*first]);
    UnitComponent {
        units: members.iter().map(unit).collect(),
        neighbours,
        strongest_first: ends.into_iter().map(|(_, a, b)| (a, b)).collect(),
    }
}

/// The root of a tree of a union-find structure. Halves the path on the way.
fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
