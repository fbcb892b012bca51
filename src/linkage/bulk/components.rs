//! Connected components: mentions that links connect, directly or through others.

use super::groups::Scored;

/// The components of two or more mentions, sorted by their first mention.
#[derive(Debug, Default)]
pub(super) struct Components {
    members: Vec<u32>,
    links: Vec<Scored>,
    /// Where the members and the links of each component end.
    ends: Vec<(usize, usize)>,
}

/// One component: its mentions and its links.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component<'a> {
    /// Its mentions, sorted.
    pub(super) members: &'a [u32],
    /// Its links, in the order in which they were given.
    pub(super) links: &'a [Scored],
}

/// In place of a mention: there is none.
const NONE: u32 = u32::MAX;

impl Components {
    /// The components of mentions numbered from 0 to `mentions`.
    pub(super) fn new(mentions: usize, links: &[Scored]) -> Self {
        let roots = roots(mentions, links);
        let root_of = |place: u32| roots.get(place as usize).map_or(0, |root| *root as usize);
        let mut sizes = vec![(0_usize, 0_usize); mentions];
        roots.iter().for_each(|root| sizes[*root as usize].0 += 1);
        links.iter().for_each(|link| sizes[root_of(link.a)].1 += 1);
        let mut components = Components::default();
        // From here on `sizes` has the index at which the next member and the next link go.
        let mut all = (0, 0);
        for size in &mut sizes {
            let next = all;
            if size.0 > 1 {
                all = (all.0 + size.0, all.1 + size.1);
                components.ends.push(all);
                *size = next;
            } else {
                *size = (usize::MAX, 0);
            }
        }
        let Some(nothing) = links.first() else { return components };
        components.members = vec![NONE; all.0];
        components.links = vec![*nothing; all.1];
        for (member, root) in (0_u32..).zip(&roots) {
            let next = &mut sizes[*root as usize].0;
            if let Some(place) = components.members.get_mut(*next) {
                *place = member;
                *next += 1;
            }
        }
        for link in links {
            let next = &mut sizes[root_of(link.a)].1;
            if let Some(place) = components.links.get_mut(*next) {
                *place = *link;
                *next += 1;
            }
        }
        components
    }

    /// Number of mentions in all components.
    pub(super) fn mentions(&self) -> usize {
        self.members.len()
    }

    /// Replaces each mention by the one at its index in `mentions`, which is sorted.
    pub(super) fn renumber(&mut self, mentions: &[u32]) {
        let renumber = |place: &mut u32| *place = mentions.get(*place as usize).copied().unwrap_or(NONE);
        self.members.iter_mut().for_each(renumber);
        self.links.iter_mut().for_each(|link| {
            renumber(&mut link.a);
            renumber(&mut link.b);
        });
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Component<'_>> {
        self.between(0, self.ends.len())
    }

    /// The components in parts of `length`, for several threads.
    pub(super) fn parts(&self, length: usize) -> Vec<impl Iterator<Item = Component<'_>> + Send> {
        let starts = (0..self.ends.len()).step_by(length);
        starts.map(|from| self.between(from, (from + length).min(self.ends.len()))).collect()
    }

    fn between(&self, from: usize, to: usize) -> impl Iterator<Item = Component<'_>> + Send {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        let mut begin = from.checked_sub(1).map_or((0, 0), end);
        (from..to).map(move |at| {
            let end = end(at);
            let members = self.members.get(begin.0..end.0).unwrap_or_default();
            let links = self.links.get(begin.1..end.1).unwrap_or_default();
            begin = end;
            Component { members, links }
        })
    }
}

/// For each mention, the first one of its component.
fn roots(mentions: usize, links: &[Scored]) -> Vec<u32> {
    let mut above: Vec<u32> = (0..u32::try_from(mentions).unwrap_or(NONE)).collect();
    for link in links {
        let (a, b) = (root(&mut above, link.a), root(&mut above, link.b));
        if let Some(place) = above.get_mut(a.max(b) as usize) {
            *place = a.min(b);
        }
    }
    // The parent of a mention comes before it, so it already points to its root here.
    for at in 0..above.len() {
        above[at] = above[above[at] as usize];
    }
    above
}

/// The first mention of the component of `at`. Shortens the path on the way.
fn root(above: &mut [u32], mut at: u32) -> u32 {
    while let Some(next) = above.get(at as usize).copied().filter(|next| *next != at) {
        let higher = above.get(next as usize).copied().unwrap_or(next);
        if let Some(place) = above.get_mut(at as usize) {
            *place = higher;
        }
        at = higher;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_connect_their_mentions_and_those_alone_are_left_out() {
        let link = |(a, b): (u32, u32)| Scored { a, b, evidence: 1.0, blocks: 1, is_apart: false };
        let links = [(0, 4), (1, 2), (2, 5), (4, 7)].map(link);
        let components = Components::new(9, &links);
        let members: Vec<&[u32]> = components.iter().map(|one| one.members).collect();
        assert_eq!(members, [[0, 4, 7], [1, 2, 5]]);
        let pairs: Vec<(u32, u32)> =
            components.iter().flat_map(|one| one.links).map(|link| (link.a, link.b)).collect();
        assert_eq!(pairs, [(0, 4), (4, 7), (1, 2), (2, 5)]);
        let parts = components.parts(1);
        assert_eq!(parts.into_iter().flatten().count(), 2);
    }
}
