//! Which mentions have to be looked at together.

use std::collections::BTreeMap;

use crate::model::Link;

/// Mentions that links connect, sorted, and for each the positions of those that it has a link with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Component {
    pub(super) members: Vec<usize>,
    pub(super) neighbours: Vec<Vec<u32>>,
}

/// More mentions than this are not worked on at once.
const LARGEST: usize = 2000;
/// By so many bits the floor is raised for a component that is too large, until it falls apart.
const RAISE: f64 = 2.0;
/// A component that holds together above this many bits is taken whatever its size.
const HIGHEST_FLOOR: f64 = 16.0;

/// The components of two or more mentions, sorted, by links of at least `floor` bits. One that is
/// too large is cut at its weakest links first, never by leaving mentions out.
pub(super) fn components(mentions: usize, links: &[Link], floor: f64) -> Vec<Component> {
    let mut found = Vec::new();
    let strong: Vec<&Link> = links.iter().filter(|link| link.weight() >= floor).collect();
    let mut open = connected(&(0..mentions).collect::<Vec<_>>(), &strong, floor);
    while let Some((members, links, floor)) = open.pop() {
        if members.len() <= LARGEST || floor >= HIGHEST_FLOOR {
            found.push(with_neighbours(members, &links));
        } else {
            let floor = floor + RAISE;
            let strong: Vec<&Link> = links.into_iter().filter(|link| link.weight() >= floor).collect();
            open.extend(connected(&members, &strong, floor));
        }
    }
    found.sort_by(|a, b| a.members.cmp(&b.members));
    found
}

/// The parts of two or more mentions that links connect, each with its links and their floor.
fn connected<'a>(members: &[usize], links: &[&'a Link], floor: f64) -> Vec<(Vec<usize>, Vec<&'a Link>, f64)> {
    let position = |mention: usize| members.binary_search(&mention).unwrap_or(usize::MAX);
    let mut parent: Vec<usize> = (0..members.len()).collect();
    let ends: Vec<(usize, usize)> =
        links.iter().map(|link| (position(link.pair.a()), position(link.pair.b()))).collect();
    for (a, b) in &ends {
        if *a < parent.len() && *b < parent.len() {
            let (a, b) = (root(&mut parent, *a), root(&mut parent, *b));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut parts: BTreeMap<usize, (Vec<usize>, Vec<&Link>)> = BTreeMap::new();
    for (link, (a, _)) in links.iter().zip(&ends) {
        if *a < parent.len() {
            parts.entry(root(&mut parent, *a)).or_default().1.push(link);
        }
    }
    for (at, member) in members.iter().enumerate() {
        if let Some((part, _)) = parts.get_mut(&root(&mut parent, at)) {
            part.push(*member);
        }
    }
    parts.into_values().map(|(members, links)| (members, links, floor)).collect()
}

fn with_neighbours(members: Vec<usize>, links: &[&Link]) -> Component {
    let mut neighbours = vec![Vec::new(); members.len()];
    for link in links {
        let ends = (members.binary_search(&link.pair.a()), members.binary_search(&link.pair.b()));
        if let (Ok(a), Ok(b)) = ends {
            neighbours[a].push(u32::try_from(b).unwrap_or(u32::MAX));
            neighbours[b].push(u32::try_from(a).unwrap_or(u32::MAX));
        }
    }
    neighbours.iter_mut().for_each(|near| near.sort_unstable());
    Component { members, neighbours }
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
