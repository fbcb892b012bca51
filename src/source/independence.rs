//! Which lists can corroborate each other: those that do not take their rows from one another and are not
//! of one origin.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::SourceSpec;

/// The independent groups of some lists. Two lists are of one group when one quotes the other, or both
/// declare one `group`, or a third list connects them so. A list that declares nothing is a group of its own.
///
/// Groups say what an agreement of lists is worth. In matching nothing changes: a row that was copied is
/// a row of that person all the same, and is easily recognised as one.
///
/// ```
/// use casualty_register::source::{Independence, SourceSpec};
///
/// let lists = [
///     SourceSpec::new("newsroom", "n.csv"),
///     SourceSpec::new("blog", "b.csv").with_quotes("newsroom"),
///     SourceSpec::new("police", "p.csv").with_group("state"),
///     SourceSpec::new("court", "c.csv").with_group("state"),
/// ];
/// let groups = Independence::of(&lists);
/// assert_eq!(groups.count(["newsroom", "blog"]), 1);
/// assert_eq!(groups.count(["blog", "police", "court"]), 2);
/// assert_eq!(groups.count(["newsroom", "unknown"]), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independence {
    /// The first list of the group of each list.
    group_of: BTreeMap<String, String>,
}

impl Independence {
    /// The groups of these lists.
    pub fn of<'a>(lists: impl IntoIterator<Item = &'a SourceSpec>) -> Self {
        let lists: Vec<&SourceSpec> = lists.into_iter().collect();
        let own = lists.iter().map(|list| (list.id().to_owned(), list.id().to_owned()));
        let mut this = Independence { group_of: own.collect() };
        let mut first_of: BTreeMap<&str, &str> = BTreeMap::new();
        for list in lists {
            list.quotes().for_each(|quoted| this.join(list.id(), quoted));
            if let Some(group) = list.group() {
                let first = *first_of.entry(group).or_insert(list.id());
                this.join(list.id(), first);
            }
        }
        this
    }

    /// How many independent groups some lists are of; a list that is not known counts by itself.
    pub fn count<'a>(&self, lists: impl IntoIterator<Item = &'a str>) -> usize {
        let groups: BTreeSet<&str> = lists.into_iter().map(|list| self.group_of(list)).collect();
        groups.len()
    }

    /// The id that stands for the group of a list: that of its first list in the order of ids.
    pub fn group_of<'a>(&'a self, list: &'a str) -> &'a str {
        self.group_of.get(list).map_or(list, String::as_str)
    }

    fn join(&mut self, one: &str, other: &str) {
        let Some((one, other)) = self.group_of.get(one).cloned().zip(self.group_of.get(other).cloned())
        else {
            return;
        };
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        for group in self.group_of.values_mut().filter(|group| **group == second) {
            group.clone_from(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_connected_through_others() {
        let lists = [
            SourceSpec::new("d", "").with_quotes("c").with_group("x"),
            SourceSpec::new("c", ""),
            SourceSpec::new("b", "").with_group("x"),
            SourceSpec::new("a", "").with_quotes("nobody"),
        ];
        let groups = Independence::of(&lists);
        assert_eq!(groups.count(["b", "c"]), 1);
        assert_eq!(groups.count(["a", "b", "c", "d"]), 2);
        assert_eq!((groups.group_of("d"), groups.group_of("a")), ("b", "a"));
    }
}
