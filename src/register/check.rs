//! Stage 8, check: findings that need the whole register.

mod linkage;

use std::collections::BTreeMap;

use crate::base::finding::{Code, Finding, Location};
use crate::linkage::block::Pair;
use crate::linkage::cluster::{Ambiguity, Clustering};
use crate::linkage::model::Link;
use crate::register::{Entry, FieldState, Register};
use crate::source::mention::{Mention, RecordKey};
use crate::source::{Duplicates, Source};

pub(crate) use linkage::linkage;

/// Two rows of a list without repeats look like one person from this probability on.
const LOOKS_LIKE_ONE: f64 = 0.95;

/// What is checked: all that the stages before made.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The lists, sorted by id.
    pub sources: &'a [Source],
    /// The mentions, sorted by list and record id.
    pub mentions: &'a [Mention],
    /// Who is who.
    pub clustering: &'a Clustering,
    /// The register.
    pub register: &'a Register,
    /// The links that were kept.
    pub links: &'a [Link],
}

/// Checks lists against their declarations and entries against themselves. `link` scores a pair even
/// where its list promises that it has no repeats; `None` where a person has decided.
pub fn register(checked: &Checked<'_>, link: &dyn Fn(Pair) -> Option<Link>) -> Vec<Finding> {
    let Checked { sources, mentions, clustering, register, links } = *checked;
    let checker = Checker { sources, mentions };
    let mut findings: Vec<Finding> = sources.iter().filter_map(declared_count).collect();
    for entry in register.entries() {
        findings.extend(checker.conflicts(entry));
        findings.extend(checker.repeats(entry));
    }
    for one in &clustering.ambiguous {
        findings.push(checker.ambiguous(one));
    }
    findings.extend(checker.broken_promises(links, link));
    findings
}

fn declared_count(source: &Source) -> Option<Finding> {
    let declared = source.declared_count()?;
    let found = source.row_count() as u64;
    let at =
        Location { source: source.id().to_owned(), file: source.file().to_owned(), ..Location::default() };
    let message =
        format!("{declared} rows are declared and {found} are there; correct the list or the number");
    (declared != found).then(|| Finding::new(Code::DeclaredCount, vec![at], message))
}

/// Says of how many rows the pairs or groups were too many to be looked at in full, given their positions.
pub(crate) fn bounded(sources: &[Source], mentions: &[Mention], rows: &[usize]) -> Option<Finding> {
    let mut lists: Vec<u16> = rows.iter().map(|at| mentions[*at].source_index()).collect();
    lists.dedup();
    let at = |list: &u16| {
        let source = &sources[usize::from(*list)];
        Location { source: source.id().to_owned(), file: source.file().to_owned(), ..Location::default() }
    };
    let message = format!(
        "{} rows are like so many others that not all of their pairs or groups could be looked at; add a column that \
         tells them apart, or remove rows that are there twice",
        rows.len()
    );
    (!rows.is_empty()).then(|| Finding::new(Code::BoundedResolution, lists.iter().map(at).collect(), message))
}

/// Whose person an ambiguous row may be, given the rows that it fits.
fn whose(others: &[String]) -> String {
    match others {
        [] => "the row fits rows of several people, none of them likely enough to be named".to_owned(),
        [other] => format!("most likely the person of {other}, but not surely enough to be joined"),
        _ => format!("most likely the person of {}, but it is not sure of which", others.join(" or ")),
    }
}

struct Checker<'a> {
    sources: &'a [Source],
    mentions: &'a [Mention],
}

impl Checker<'_> {
    fn location(&self, at: usize) -> Location {
        let mention = &self.mentions[at];
        let source = &self.sources[usize::from(mention.source_index())];
        let row = source.records().get(mention.record_index()).map(|record| record.row());
        Location {
            source: source.id().to_owned(),
            file: source.file().to_owned(),
            row,
            line: row.and_then(|row| source.line_of(row)),
            column: None,
            record: Some(mention.key().record.to_string()),
        }
    }

    fn locations(&self, entry: &Entry) -> Vec<Location> {
        let location = |member: &crate::register::Member| {
            let source = self.sources.iter().find(|source| source.id() == member.source);
            Location {
                source: member.source.clone(),
                file: source.map_or("", Source::file).to_owned(),
                row: Some(member.row),
                line: source.and_then(|source| source.line_of(member.row)),
                column: None,
                record: Some(member.record.clone()),
            }
        };
        entry.members().iter().map(location).collect()
    }

    fn ambiguous(&self, one: &Ambiguity) -> Finding {
        let others: Vec<String> = one.fits.iter().map(|at| self.mentions[*at].key().to_string()).collect();
        let message = format!(
            "{}; it stays an entry of its own until you decide (candidates.csv says how likely each is)",
            whose(&others)
        );
        Finding::new(Code::AmbiguousRecord, vec![self.location(one.mention)], message)
    }

    fn conflicts(&self, entry: &Entry) -> Vec<Finding> {
        let code = |field: &str| match field {
            "name" => Code::ConflictName,
            "birth" => Code::ConflictBirth,
            "death" => Code::ConflictDeath,
            "place" => Code::ConflictPlace,
            "sex" => Code::ConflictSex,
            "status" => Code::ConflictStatus,
            _ => Code::ConflictOther,
        };
        let conflicting = entry.fields().iter().filter(|field| field.state == FieldState::Conflict);
        let finding = |field: &crate::register::FieldView| {
            let shown = field.shown.as_deref().unwrap_or_default();
            let message = format!(
                "the lists contradict each other on the {} (shown: {shown}); look up which is right",
                field.field
            );
            Finding::new(code(&field.field), self.locations(entry), message)
        };
        conflicting.map(finding).collect()
    }

    fn repeats(&self, entry: &Entry) -> Option<Finding> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for member in entry.members() {
            *counts.entry(&member.source).or_insert(0) += 1;
        }
        let repeated: Vec<String> = counts
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(source, count)| format!("{source} ({count} rows)"))
            .collect();
        let message =
            format!("one person in {}; check that the rows are not two people", repeated.join(", "));
        (!repeated.is_empty()).then(|| Finding::new(Code::RepeatInList, self.locations(entry), message))
    }

    /// Rows of a list without repeats that look like one person. Only rows that some row of another
    /// list links to, or that have one name, are compared: a repeat has at least one of both.
    fn broken_promises(&self, links: &[Link], link: &dyn Fn(Pair) -> Option<Link>) -> Vec<Finding> {
        let mut pairs = self.same_name_pairs();
        let mut partners: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for one in links.iter().filter(|link| link.probability() >= 0.5) {
            partners.entry(one.pair.a()).or_default().push(one.pair.b());
            partners.entry(one.pair.b()).or_default().push(one.pair.a());
        }
        for group in partners.values() {
            pairs.extend(near_pairs(group).filter(|pair| self.promises_no_repeats(*pair)));
        }
        pairs.sort();
        pairs.dedup();
        let looks_like_one =
            pairs.into_iter().filter_map(link).filter(|link| link.probability() >= LOOKS_LIKE_ONE);
        looks_like_one.map(|link| self.broken_promise(&link)).collect()
    }

    fn same_name_pairs(&self) -> Vec<Pair> {
        let mut by_name: BTreeMap<(u16, String), Vec<usize>> = BTreeMap::new();
        for (at, mention) in self.mentions.iter().enumerate() {
            if let Some(name) = mention.name() {
                by_name.entry((mention.source_index(), name.display().to_lowercase())).or_default().push(at);
            }
        }
        let pairs = by_name.values().flat_map(|group| near_pairs(group));
        pairs.filter(|pair| self.promises_no_repeats(*pair)).collect()
    }

    fn promises_no_repeats(&self, pair: Pair) -> bool {
        let (a, b) = (self.mentions[pair.a()].source_index(), self.mentions[pair.b()].source_index());
        a == b && self.sources[usize::from(a)].duplicates() == Duplicates::Never
    }

    fn broken_promise(&self, link: &Link) -> Finding {
        let key = |at: usize| -> &RecordKey { self.mentions[at].key() };
        let message = format!(
            "{} and {} look like one person (probability {:.2}), but the list declares that it has no repeats; \
             remove one, or declare duplicates = \"rare\"",
            key(link.pair.a()),
            key(link.pair.b()),
            link.probability()
        );
        let at = vec![self.location(link.pair.a()), self.location(link.pair.b())];
        Finding::new(Code::RepeatInUniqueList, at, message)
    }
}

/// In a larger group, each row is compared with so many that follow it: a list that repeats a person a hundred
/// times is found out by a few of them.
const FOLLOWING: usize = 64;

/// The pairs of a group.
fn near_pairs(group: &[usize]) -> impl Iterator<Item = Pair> + '_ {
    let following = |at: usize| group.iter().skip(at + 1).take(FOLLOWING);
    let pairs = group.iter().enumerate().flat_map(move |(at, a)| following(at).map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a != b).map(|(a, b)| Pair::new(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_whom_it_means() {
        for (others, expected) in [
            (vec![], "rows of several people"),
            (vec!["a:1"], "the person of a:1, but not surely"),
            (vec!["a:1", "b:2"], "the person of a:1 or b:2, but it is not sure"),
        ] {
            let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
            let said = whose(&others);
            assert!(said.contains(expected) && !said.contains(" of ,"), "{said}");
        }
    }
}
