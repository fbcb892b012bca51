//! Stage 8, check: findings that need the whole register.
//!
//! Input: the lists, their mentions, the clustering, the links and the register ([`Checked`]). Output: findings about
//! declared counts, conflicting fields, repeats in a list, ambiguous records, and lists that promised to have no
//! repeats. Nothing is changed. Findings about single cells come from the stages that read the cells.
//!
//! A list with `duplicates = "never"` is a constraint: the engine never joins two of its records and never scores them.
//! So a broken promise cannot show in the register. It is found here, by scoring the pairs that are likely repeats.

mod linkage;

use std::collections::BTreeMap;

use crate::base::finding::{Code, Finding, Location};
use crate::linkage::block::Pair;
use crate::linkage::cluster::{Ambiguity, Clustering};
use crate::linkage::model::Link;
use crate::register::claim::FieldState;
use crate::register::entry::{Entry, Register};
use crate::source::mention::{Mention, RecordKey};
use crate::source::{Duplicates, Source};

pub(crate) use linkage::linkage;

/// Lowest probability of one person at which two records of a list with `duplicates = "never"` are reported.
const LOOKS_LIKE_ONE: f64 = 0.95;

/// The input of the check: everything that the earlier stages produced.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The lists, sorted by id. `Mention::source_index` indexes this slice.
    pub sources: &'a [Source],
    /// The mentions, sorted by list and record id. Links and clusters refer to mentions by their positions here.
    pub mentions: &'a [Mention],
    /// The partition of the mentions into people.
    pub clustering: &'a Clustering,
    /// The register that was merged from the clustering, one entry for each cluster.
    pub register: &'a Register,
    /// The links that the run kept; pairs below the lowest kept probability are missing.
    pub links: &'a [Link],
}

/// Compares each list with its declarations and each entry with itself.
///
/// `link` scores any pair of mentions, including pairs of a list with `duplicates = "never"`, which the engine
/// itself never scores. It returns `None` if a reviewer has decided the pair; such a pair is not reported.
///
/// The findings are in this order: declared counts by list; conflicts and repeats by entry; ambiguous records;
/// broken promises by pair. The caller sorts them.
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

/// A finding if the list has another number of records than its publisher or the project file declares.
/// `None` if nothing is declared or both numbers are equal.
fn declared_count(source: &Source) -> Option<Finding> {
    let declared = source.declared_count()?;
    let found = source.row_count() as u64;
    let at =
        Location { source: source.id().to_owned(), file: source.file().to_owned(), ..Location::default() };
    let message = format!(
        "the project file declares {declared} rows, but the list has {found}; correct the list or the \
                 number"
    );
    (declared != found).then(|| Finding::new(Code::DeclaredCount, vec![at], message))
}

/// A finding that not all pairs or groups of some records were compared, because too many records look alike.
///
/// `rows` has the positions of these mentions, in ascending order, so that equal lists are adjacent. `None` if it is
/// empty. The finding is located at the lists, each once.
pub(crate) fn bounded(sources: &[Source], mentions: &[Mention], rows: &[usize]) -> Option<Finding> {
    let mut lists: Vec<u16> = rows.iter().map(|at| mentions[*at].source_index()).collect();
    lists.dedup();
    let at = |list: &u16| {
        let source = &sources[usize::from(*list)];
        Location { source: source.id().to_owned(), file: source.file().to_owned(), ..Location::default() }
    };
    let message = format!(
        "{} rows are like so many others that not all of their pairs or groupings were tried; add a column \
         that tells them apart, or remove repeated rows",
        rows.len()
    );
    (!rows.is_empty()).then(|| Finding::new(Code::BoundedResolution, lists.iter().map(at).collect(), message))
}

/// The first half of the message about an ambiguous record. `others` has the records that it fits, as `source:id`;
/// it is empty if no single record is likely enough to be named.
fn whose(others: &[String]) -> String {
    match others {
        [] => "the row may be one of several people, none of them likely enough to be named".to_owned(),
        [other] => format!(
            "the row is most likely the same person as {other}, but the probability is too low to join them"
        ),
        _ => format!(
            "the row is most likely the same person as {}, but it is not certain which",
            others.join(" or ")
        ),
    }
}

/// Builds findings, whose locations need the lists and the mentions.
struct Checker<'a> {
    /// The lists, by position.
    sources: &'a [Source],
    /// The mentions, by position.
    mentions: &'a [Mention],
}

impl Checker<'_> {
    /// The location of the mention at a position: list, file, row, line in the file, and record id.
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

    /// The locations of all members of an entry, in the order of the members.
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

    /// The finding about a record that fits several people about equally well and was joined to none of them.
    fn ambiguous(&self, one: &Ambiguity) -> Finding {
        let others: Vec<String> = one.fits.iter().map(|at| self.mentions[*at].key().to_string()).collect();
        let message = format!(
            "{}; it stays a separate entry until you decide (candidates.csv has the probabilities)",
            whose(&others)
        );
        Finding::new(Code::AmbiguousRecord, vec![self.location(one.mention)], message)
    }

    /// One finding for each field of the entry in which the lists disagree. Further columns share one code.
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
            let message =
                format!("the lists disagree on the {} (shown: {shown}); look up which is right", field.field);
            Finding::new(code(&field.field), self.locations(entry), message)
        };
        conflicting.map(finding).collect()
    }

    /// A finding if one list has several members of the entry; it names each such list with the number of its records.
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
        let message = format!(
            "one person appears more than once on {}; check that the rows are not two people",
            repeated.join(", ")
        );
        (!repeated.is_empty()).then(|| Finding::new(Code::RepeatInList, self.locations(entry), message))
    }

    /// Pairs of a list with `duplicates = "never"` that look like one person.
    ///
    /// Only two kinds of pairs are scored: records with the same name, and records that link to the same record of
    /// another list with a probability of at least 0.5. A repeat is of at least one of these kinds.
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

    /// Pairs of records with the same displayed name, in lower case, within one list with `duplicates = "never"`.
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

    /// Whether both mentions are of one list, and this list declares `duplicates = "never"`.
    fn promises_no_repeats(&self, pair: Pair) -> bool {
        let (a, b) = (self.mentions[pair.a()].source_index(), self.mentions[pair.b()].source_index());
        a == b && self.sources[usize::from(a)].duplicates() == Duplicates::Never
    }

    /// The finding about two records that look like one person although their list declares that it has no repeats.
    fn broken_promise(&self, link: &Link) -> Finding {
        let key = |at: usize| -> &RecordKey { self.mentions[at].key() };
        let message = format!(
            "{} and {} look like one person (probability {:.2}), but the list declares no repeats, so they are \
             kept apart; remove one, or declare duplicates = \"rare\"",
            key(link.pair.a()),
            key(link.pair.b()),
            link.probability()
        );
        let at = vec![self.location(link.pair.a()), self.location(link.pair.b())];
        Finding::new(Code::RepeatInUniqueList, at, message)
    }
}

/// How many following members of a group each member is paired with. The bound keeps the number of pairs linear in
/// the size of the group. A list that repeats a person a hundred times is still found out by some of its pairs.
const FOLLOWING: usize = 64;

/// Pairs each member of a group with the next [`FOLLOWING`] members. `group` has positions of mentions; pairs of a
/// position with itself are skipped.
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
            (vec![], "one of several people"),
            (vec!["a:1"], "the same person as a:1, but the probability"),
            (vec!["a:1", "b:2"], "the same person as a:1 or b:2, but it is not certain"),
        ] {
            let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
            let said = whose(&others);
            assert!(said.contains(expected) && !said.contains(" of ,"), "{said}");
        }
    }
}
