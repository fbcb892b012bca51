//! Who is who, and what is known of how sure that is.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::blocks::Candidates;
use super::groups::{Grouping, Scored};
use super::learn::Learned;
use super::rows::Rows;
use crate::digest;
use crate::model::{Fit, Model};
use crate::project::Project;
use crate::report::{MEMBERS, Output, Table, fixed, pretty, replace_folder};
use crate::source::Independence;
use crate::{Result, Settings};

/// Nine of ten normally distributed numbers lie within so many standard deviations.
const NINE_OF_TEN: f64 = 1.645;

/// So many rows are written at a time.
const PART: usize = 1 << 16;

/// Who is who among the rows of very long lists: for each row the entry that it belongs to.
///
/// It has neither the values of an entry nor its claims nor links; the rows stay in the lists, and the ids
/// lead there. Rows that are sums or notes are not set aside, and findings are not collected: take the lists
/// by themselves for that. Decisions of people are refused rather than left out.
#[derive(Debug)]
pub struct Members {
    title: String,
    rows: Rows,
    /// For each mention its entry.
    entry_of: Vec<u32>,
    entries: Vec<EntryRow>,
    people: People,
    combinations: Vec<Combination>,
    found: Found,
    settings: Settings,
    independence: Independence,
    inputs: Vec<PathBuf>,
}

#[derive(Clone, Debug)]
struct EntryRow {
    id: String,
    probability: f64,
    groups: usize,
    rows: usize,
}

/// One row and the entry that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member<'a> {
    /// The id of the entry, as in the register of a run.
    pub entry: &'a str,
    /// The id of the list.
    pub source: &'a str,
    /// The id of the record.
    pub record: &'a str,
    /// The probability that exactly the rows of the entry are one person, 0 to 1, given the pairs that were
    /// compared. For an entry of one row it is 1 and says nothing: another row may have come near.
    pub probability: f64,
}

/// How many people the lists name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct People {
    /// The number of entries.
    pub entries: usize,
    /// The expected number of people.
    pub mean: f64,
    /// With the largest number, what holds the number of people with a probability of 0.9, given the model. It is
    /// lower by the pairs that are likely to be of one person and were not compared ([`Members::missed`]): each
    /// would make one person of two.
    pub low: usize,
    /// The largest number.
    pub high: usize,
}

#[derive(Clone, Debug, Serialize)]
struct Combination {
    lists: Vec<String>,
    entries: u32,
}

/// How pairs were found, and what is likely to be missing.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    /// Pairs that share a block, each as often as it does.
    in_blocks: u64,
    /// Pairs in blocks that could not be refined further.
    left_out: u64,
    /// Pairs that were kept.
    kept: usize,
    /// The expected number of pairs of one person among them.
    of_one_person: f64,
    /// How many such pairs are likely to share no block at all, by those that share one and two.
    missed: f64,
    #[serde(skip)]
    model: Model,
    fit: Option<Fit>,
}

impl Found {
    /// `share` is the probability that a pair is of one person.
    pub(crate) fn of(
        candidates: &Candidates,
        scored: &[Scored],
        learned: &Learned,
        share: impl Fn(&Scored) -> f64,
    ) -> Self {
        let sharing =
            |blocks: u8| -> f64 { scored.iter().filter(|one| one.blocks == blocks).map(&share).sum() };
        let (once, twice) = (sharing(1), sharing(2));
        Found {
            in_blocks: candidates.places() as u64,
            left_out: candidates.left_out,
            kept: scored.len(),
            of_one_person: scored.iter().map(&share).sum(),
            // As many kinds are unseen as those that were seen once and twice let expect (Chao, Scandinavian
            // Journal of Statistics 11, 1984); blocks are not independent of each other, so rather more.
            missed: if twice > 0.0 { once * once / (2.0 * twice) } else { 0.0 },
            model: learned.model.clone(),
            fit: learned.fit,
        }
    }
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
            entry_of: vec![u32::MAX; rows.len()],
            entries: Vec::new(),
            people: People::of(&grouping, rows.len(), found.missed),
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
        let mention = |place: &u32| order.get(*place as usize).copied().unwrap_or(u32::MAX);
        let mut groups: Vec<(Vec<u32>, f64)> = grouping
            .groups
            .par_iter()
            .map(|group| {
                let mut members: Vec<u32> = group.members.iter().map(mention).collect();
                members.sort_unstable();
                (members, group.probability)
            })
            .collect();
        groups.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut group_of = vec![u32::MAX; self.rows.len()];
        for ((members, _), at) in groups.iter().zip(0..) {
            for member in members {
                if let Some(place) = group_of.get_mut(*member as usize) {
                    *place = at;
                }
            }
        }
        let mut firsts: Vec<(u32, u32)> = Vec::new();
        for (mention, group) in (0_u32..).zip(&group_of) {
            let is_first =
                groups.get(*group as usize).is_none_or(|(members, _)| members.first() == Some(&mention));
            if is_first {
                firsts.push((mention, *group));
            }
        }
        self.entries = firsts
            .par_iter()
            .map(|(first, group)| {
                let alone = ([*first].to_vec(), 1.0);
                let (members, probability) = groups.get(*group as usize).unwrap_or(&alone);
                let lists = members.iter().filter_map(|one| self.rows.list(*one as usize));
                EntryRow {
                    id: digest::entry_id("", &self.rows.key(*first as usize)),
                    probability: *probability,
                    groups: self.independence.count(lists.map(|list| list.id.as_str())),
                    rows: members.len(),
                }
            })
            .collect();
        for ((first, group), entry) in firsts.iter().zip(0_u32..) {
            let alone = [*first];
            let members = groups.get(*group as usize).map_or(&alone[..], |(members, _)| members);
            for member in members {
                if let Some(place) = self.entry_of.get_mut(*member as usize) {
                    *place = entry;
                }
            }
        }
    }

    fn combinations(&self, grouping: &Grouping) -> Vec<Combination> {
        let id = |list: &u16| self.rows.lists.get(usize::from(*list)).map(|list| list.id.clone());
        let combination = |(lists, entries): &(Vec<u16>, u32)| Combination {
            lists: lists.iter().filter_map(id).collect(),
            entries: *entries,
        };
        grouping.combinations.iter().map(combination).collect()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many people the lists name.
    pub fn people(&self) -> People {
        self.people
    }

    /// How many pairs of one person are likely to have shared no block, and were not compared: at least so many,
    /// by how many share one block and two.
    pub fn missed(&self) -> f64 {
        self.found.missed
    }

    /// The model that the pairs were weighed with.
    pub fn model(&self) -> &Model {
        &self.found.model
    }

    /// Every row, by list and record id.
    pub fn iter(&self) -> impl Iterator<Item = Member<'_>> {
        let rows = self.rows.lists.iter().flat_map(|list| (0..list.ids.len()).map(move |at| (list, at)));
        rows.filter_map(|(list, at)| {
            let entry = self.entries.get(*self.entry_of.get(list.first + at)? as usize)?;
            Some(Member {
                entry: &entry.id,
                source: &list.id,
                record: list.ids.get(at),
                probability: entry.probability,
            })
        })
    }

    /// Writes `members.csv` and `run.json` into a folder, as a run does.
    ///
    /// # Errors
    ///
    /// When the folder holds anything that no run wrote, or an input of this run, or is the one that the
    /// process stands in; or when the disk refuses.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<()> {
        let members = self.csv();
        let digest = digest::of_bytes(&members);
        let run = self.run(&digest);
        let known: Vec<&str> = Output::ALL.iter().map(|output| output.file_name()).collect();
        replace_folder(folder.as_ref(), &self.inputs, &known, [("members.csv", members), ("run.json", run)])
    }

    /// The rows and their entries as a table with the columns of `members.csv`.
    fn csv(&self) -> Vec<u8> {
        let entries = self.entries.par_iter().map(|entry| match entry.rows {
            1 => [String::new(), String::new(), "1".to_owned()],
            _ => [bits(entry.probability), format!("{:.4}", entry.probability), entry.groups.to_string()],
        });
        let texts: Vec<[String; 3]> = entries.collect();
        let mut rows: Vec<(u32, u32)> = self.entry_of.iter().copied().zip(0..).collect();
        rows.par_sort_unstable();
        let part = |rows: &[(u32, u32)]| {
            let mut table = Table::without_header();
            for (entry, mention) in rows {
                let (entry, mention) = (*entry as usize, *mention as usize);
                let (Some(row), Some(texts), Some(list)) =
                    (self.entries.get(entry), texts.get(entry), self.rows.list(mention))
                else {
                    continue;
                };
                let [bits, probability, groups] = texts;
                table.row([
                    row.id.as_str(),
                    &list.id,
                    list.ids.get(mention - list.first),
                    bits,
                    probability,
                    groups,
                ]);
            }
            table.bytes()
        };
        let parts: Vec<Vec<u8>> = rows.par_chunks(PART).map(part).collect();
        let mut bytes = Table::new(MEMBERS).bytes();
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    }

    fn run(&self, members: &str) -> Vec<u8> {
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
        let joined: usize = grouping.groups.iter().map(|group| group.members.len() - 1).sum();
        let wide = NINE_OF_TEN * variance.sqrt();
        People {
            entries: rows - joined,
            mean,
            low: (mean - wide - missed).floor().max(0.0) as usize,
            high: (mean + wide).ceil() as usize,
        }
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
            "{:.0} pairs of rows are likely one person; about {:.0} more share nothing that candidates are found by",
            found.of_one_person, found.missed
        )
    }
}

fn bits(probability: f64) -> String {
    let probability = probability.min(1.0 - 1e-12);
    fixed((probability / (1.0 - probability)).log2(), 2)
}
