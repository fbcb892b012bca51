//! The result of the engine for long lists: for each record its entry, with `members.csv` and `run.json`.

use std::io::{self, Write};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;

use super::found::Found;
use super::groups::Grouping;
use super::rows::{NONE, Rows};
use super::text::Texts;
use crate::base::decimals::fixed;
use crate::base::digest;
use crate::base::digest::DigestSoFar;
use crate::base::json::pretty;
use crate::base::settings::Settings;
use crate::base::table::{Table, push_cell};
use crate::linkage::model::Model;
use crate::source::Independence;
use crate::source::project::Project;

/// The columns of the table of members.
pub(crate) const MEMBERS: [&str; 6] =
    ["entry_id", "source_id", "record_id", "support_bits", "probability", "independent_groups"];

/// Half-width of the 90 % interval of a normal distribution, in standard deviations.
const NINE_OF_TEN: f64 = 1.645;

/// Entries in one part of the table.
const PART: usize = 1 << 12;
/// Expected length of a line, in bytes.
const LINE: usize = 48;
/// Parts that are made while others are written.
const PARTS: usize = 16;

/// The entries of very long lists: for each record the entry that it belongs to.
///
/// It has no values, claims or links. The records stay in the lists, and the ids lead to them. Records that are sums
/// or notes are not set aside, and findings are not collected: run the lists separately for these. Decisions of
/// reviewers are refused, not ignored.
#[derive(Debug)]
pub struct Members {
    title: String,
    rows: Rows,
    /// For each mention, its entry.
    entry_of: Vec<u32>,
    entries: Vec<EntryRow>,
    /// The ids of the entries.
    ids: Texts,
    /// All mentions, entry by entry.
    by_entry: Vec<u32>,
    people: People,
    combinations: Vec<Combination>,
    found: Found,
    settings: Settings,
    independence: Independence,
    pub(crate) inputs: Vec<PathBuf>,
}

/// One entry.
#[derive(Clone, Copy, Debug)]
struct EntryRow {
    /// Its first mention.
    first: u32,
    rows: u32,
    /// Number of groups of independent lists that it appears on.
    groups: u16,
    probability: f64,
}

/// One record and the entry that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MembersRow<'a> {
    /// The id of the entry, as in the register of a run.
    pub entry: &'a str,
    /// The id of the list.
    pub source: &'a str,
    /// The id of the record.
    pub record: &'a str,
    /// The probability that exactly the records of the entry are one person, 0 to 1, given the pairs that were
    /// compared. For an entry of one record it is 1, even if another record nearly matched.
    pub probability: f64,
}

/// How many people the lists name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct People {
    /// Number of entries.
    pub entries: usize,
    /// Expected number of people.
    pub mean: f64,
    /// Lower end of the 90 % interval of the number of people, given the model. It is reduced by the pairs of one
    /// person that blocking may have missed, if some pairs are much harder to find than others (`missed_if_uneven` in
    /// `run.json`): each would make one person of two. [`Members::missed`] is the lower estimate of these pairs.
    pub low: usize,
    /// Upper end of the 90 % interval.
    pub high: usize,
}

/// Number of entries on one combination of lists.
#[derive(Clone, Debug, Serialize)]
struct Combination {
    lists: Vec<String>,
    entries: u32,
}

impl Members {
    pub(super) fn new(
        project: &Project,
        rows: Rows,
        order: &[u32],
        grouping: Grouping,
        found: Found,
    ) -> Self {
        let independence = Independence::of(project.sources());
        let mut members = Members {
            title: project.title().to_owned(),
            entry_of: Vec::with_capacity(rows.len()),
            entries: Vec::new(),
            ids: Texts::default(),
            by_entry: Vec::new(),
            people: People::of(&grouping, rows.len(), found.missed_if_uneven),
            combinations: Vec::new(),
            found,
            settings: *project.settings(),
            inputs: project.sources().iter().map(|spec| project.folder().join(spec.file())).collect(),
            independence,
            rows,
        };
        members.inputs.push(project.path().to_owned());
        members.combinations = members.combinations(&grouping);
        members.take(order, &grouping);
        members
    }

    /// Numbers the entries by their first mentions.
    fn take(&mut self, order: &[u32], grouping: &Grouping) {
        let mut group_of = vec![NONE; order.len()];
        let mut groups: Vec<EntryRow> = Vec::new();
        let of_list: Vec<&str> =
            self.rows.lists.iter().map(|list| self.independence.group_of(&list.id)).collect();
        let mut lists: Vec<&str> = Vec::new();
        for (members, probability) in grouping.groups.iter() {
            let at = number(groups.len());
            lists.clear();
            for mention in members.iter().filter_map(|place| order.get(*place as usize)) {
                if let Some(place) = group_of.get_mut(*mention as usize) {
                    *place = at;
                }
                lists.extend(of_list.get(self.rows.list_at(*mention as usize)));
            }
            lists.sort_unstable();
            lists.dedup();
            let of_lists = u16::try_from(lists.len()).unwrap_or(u16::MAX);
            groups.push(EntryRow { first: NONE, rows: number(members.len()), groups: of_lists, probability });
        }
        for (mention, group) in (0_u32..).zip(group_of) {
            let next = number(self.entries.len());
            let alone = EntryRow { first: mention, probability: 1.0, groups: 1, rows: 1 };
            let entry = match groups.get_mut(group as usize) {
                None => {
                    self.entries.push(alone);
                    next
                }
                // The first mention of a group: from here on `first` is the number of its entry.
                Some(group) if group.first == NONE => {
                    self.entries.push(EntryRow { first: mention, ..*group });
                    group.first = next;
                    next
                }
                Some(group) => group.first,
            };
            self.entry_of.push(entry);
        }
        let ids_of = |entries: &[EntryRow]| {
            let mut ids = Texts::default();
            for entry in entries {
                let (source, record) = self.rows.names_of(entry.first as usize);
                ids.push(&digest::entry_id("", source, record));
            }
            ids
        };
        let ids = || self.entries.par_chunks(PART).map(ids_of).collect();
        let (ids, by_entry): (Vec<Texts>, Vec<u32>) = rayon::join(ids, || self.in_order_of_entries());
        ids.iter().for_each(|ids| self.ids.append(ids));
        self.by_entry = by_entry;
    }

    fn combinations(&self, grouping: &Grouping) -> Vec<Combination> {
        let id = |list: &u16| self.rows.lists.get(usize::from(*list)).map(|list| list.id.clone());
        let combination = |(lists, entries): &(Vec<u16>, u32)| Combination {
            lists: lists.iter().filter_map(id).collect(),
            entries: *entries,
        };
        grouping.combinations.iter().map(combination).collect()
    }

    /// Number of records.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many people the lists name.
    pub fn people(&self) -> People {
        self.people
    }

    /// Estimated number of pairs of one person that share no block and were not compared: a lower estimate, from how
    /// many share one block and two.
    pub fn missed(&self) -> f64 {
        self.found.missed
    }

    /// The model with which the pairs were weighed.
    pub fn model(&self) -> &Model {
        &self.found.model
    }

    /// Every record, by list and record id.
    pub fn iter(&self) -> impl Iterator<Item = MembersRow<'_>> {
        let rows = self.rows.lists.iter().flat_map(|list| (0..list.ids.len()).map(move |at| (list, at)));
        rows.filter_map(|(list, at)| {
            let entry = *self.entry_of.get(list.first + at)? as usize;
            Some(MembersRow {
                entry: self.ids.get(entry),
                source: &list.id,
                record: list.ids.get(at),
                probability: self.entries.get(entry)?.probability,
            })
        })
    }

    /// Writes the records and their entries as `members.csv`. Some parts are written while the next are made.
    pub(crate) fn write_csv(
        &self,
        file: &mut (impl Write + Send),
        digest: &mut DigestSoFar,
    ) -> io::Result<()> {
        let mut made = vec![Table::new(MEMBERS).bytes()];
        let mut put = |made: &[Vec<u8>]| {
            made.iter().try_for_each(|bytes| {
                digest.add(bytes);
                file.write_all(bytes)
            })
        };
        for parts in self.parts().chunks(PARTS) {
            let make = || parts.par_iter().map(|(entry, at)| self.csv_from(*entry, *at)).collect();
            let (next, done): (Vec<Vec<u8>>, _) = rayon::join(make, || put(&made));
            done?;
            made = next;
        }
        put(&made)
    }

    /// For every [`PART`] entries, the first of them and the index in `by_entry` of its first mention.
    fn parts(&self) -> Vec<(usize, usize)> {
        let mut next = 0;
        let first_mention = |entries: &[EntryRow]| {
            let first = next;
            next += entries.iter().map(|entry| entry.rows as usize).sum::<usize>();
            first
        };
        let first_mentions: Vec<usize> = self.entries.chunks(PART).map(first_mention).collect();
        (0..).step_by(PART).zip(first_mentions).collect()
    }

    /// The lines of [`PART`] entries from `entry` on; their mentions begin at `at` in `by_entry`.
    fn csv_from(&self, entry: usize, at: usize) -> Vec<u8> {
        let mut lines = Vec::with_capacity(PART * LINE);
        let mut rest = self.by_entry.get(at..).unwrap_or_default();
        for (entry, row) in self.entries.iter().enumerate().skip(entry).take(PART) {
            let behind = match row.rows {
                1 => ",,,1\n".to_owned(),
                _ => format!(",{},{},{}\n", bits(row.probability), fixed(row.probability, 4), row.groups),
            };
            let (mentions, others) = rest.split_at((row.rows as usize).min(rest.len()));
            rest = others;
            for mention in mentions {
                let (list, record) = self.rows.names_of(*mention as usize);
                lines.extend_from_slice(self.ids.get(entry).as_bytes());
                lines.push(b',');
                push_cell(&mut lines, list);
                lines.push(b',');
                push_cell(&mut lines, record);
                lines.extend_from_slice(behind.as_bytes());
            }
        }
        lines
    }

    /// All mentions, sorted by entry.
    fn in_order_of_entries(&self) -> Vec<u32> {
        let mut next = 0;
        let begins = self.entries.iter().map(|entry| {
            let begin = next;
            next += entry.rows as usize;
            begin
        });
        let mut begins: Vec<usize> = begins.collect();
        let mut sorted = vec![NONE; self.entry_of.len()];
        for (mention, entry) in (0..).zip(&self.entry_of) {
            let Some(begin) = begins.get_mut(*entry as usize) else { continue };
            if let Some(place) = sorted.get_mut(*begin) {
                *place = mention;
            }
            *begin += 1;
        }
        sorted
    }

    /// The text of `run.json`. `members` is the digest of `members.csv`.
    pub(crate) fn run(&self, members: &str) -> Vec<u8> {
        let lists: Vec<serde_json::Value> = self
            .rows
            .lists
            .iter()
            .map(|list| serde_json::json!({ "id": list.id, "rows": list.ids.len(), "sha256": list.digest }))
            .collect();
        let run = serde_json::json!({
            "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
            "kind": "members",
            "title": self.title,
            "lists": lists,
            "settings": self.settings,
            "people": self.people,
            "combinations": self.combinations,
            "pairs": self.found,
            "model": self.found.model,
            "files": [{ "file": "members.csv", "sha256": members }],
        });
        pretty(&run)
    }
}

impl People {
    fn of(grouping: &Grouping, rows: usize, missed: f64) -> Self {
        let (mean, variance) = grouping.people;
        let joined: usize = grouping.groups.iter().map(|(members, _)| members.len() - 1).sum();
        let wide = NINE_OF_TEN * variance.sqrt();
        People {
            entries: rows - joined,
            mean,
            low: (mean - wide - missed).floor().max(0.0) as usize,
            high: (mean + wide).ceil() as usize,
        }
    }
}

impl<'a> IntoIterator for &'a Members {
    type Item = MembersRow<'a>;
    type IntoIter = Box<dyn Iterator<Item = MembersRow<'a>> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl std::fmt::Display for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let People { entries, low, high, .. } = self.people;
        writeln!(f, "{}", self.title)?;
        writeln!(
            f,
            "{} rows in {} lists: {entries} entries, {low} to {high} people (90 %)",
            self.rows(),
            self.rows.lists.len()
        )?;
        let found = &self.found;
        write!(
            f,
            "about {:.0} candidate pairs are one person; about {:.0} more such pairs share no blocking key and \
             were not compared",
            found.of_one_person, found.missed
        )
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// The log2 odds of a probability, in bits, as text with two decimals.
fn bits(probability: f64) -> String {
    let probability = probability.min(1.0 - 1e-12);
    fixed((probability / (1.0 - probability)).log2(), 2)
}
