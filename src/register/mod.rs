//! Stage 7, merge: turns clusters into a [`Register`] of [`Entry`]s in which each value keeps its source.
//!
//! Merging never discards a claim. An entry keeps every claim of every member as printed. The value that it shows is chosen among the
//! claims, with the rule of the choice. Each list can be rebuilt from the register, cell for cell.

pub(crate) mod check;
mod claim;
pub(crate) mod grade;
mod ids;
pub mod ledger;
mod merge;
pub(crate) mod outcome;
pub(crate) mod review;
pub(crate) mod summary;
pub mod totals;
mod value;

use std::collections::BTreeMap;

use serde::Serialize;

pub use check::{Checked, register};
pub use claim::{Claim, FieldState, FieldView};
pub use grade::{Grade, GradeCounts, GradedBy, Grading, Range};
pub use ids::{IdBook, KnownId};
pub use merge::merge;
pub(crate) use merge::{ALL_AGREE, ALL_SHOWN, INFERRED, MOST_LISTS, MOST_PRECISE, ONE_ROW};
pub use review::{Candidate, ReviewItem, ReviewKind, candidates, review_queue};
pub use summary::{ListOverlap, Summary};

use crate::source::{BlankRows, SetAside};

/// A person of the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    id: String,
    probability: f64,
    independent_groups: usize,
    grading: Grading,
    fields: Vec<FieldView>,
    members: Vec<Member>,
    claims: Vec<Claim>,
}

/// A row of a list that an entry was made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The id of the list.
    pub source: String,
    /// The id of the record in the list.
    pub record: String,
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// log2 of the odds that the row belongs to the other members rather than to nobody, in bits;
    /// `None` for an entry of one row.
    pub support: Option<f64>,
    /// The probability that the row is the person of another member, on average over these; `None`
    /// for an entry of one row.
    pub probability: Option<f64>,
    /// The cells, as the list has them.
    pub cells: Vec<String>,
}

impl Member {
    /// The record as `source:id`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.source, self.record)
    }
}

/// One of the lists that the register was made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListInfo {
    /// The id of the list.
    pub id: String,
    /// The title that people read.
    pub title: String,
    /// The file, as the project file names it.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// The encoding that the file was read in.
    pub encoding: String,
    /// How many rows with text the list has.
    pub rows: usize,
    /// How many its publisher or the project file declares.
    pub declared_count: Option<u64>,
    /// The lists that it takes rows from.
    pub quotes: Vec<String>,
    /// The first list, in the order of ids, of those that do not corroborate each other; the list itself if
    /// it stands alone.
    pub independent_group: String,
    /// May one person stand in it twice: `never`, `rare` or `common`.
    pub duplicates: String,
    /// The headers of the columns.
    pub header: Vec<String>,
    /// The row of the header: 1, unless empty rows stand above it.
    pub header_row: u64,
    /// Rows without any text: the first and last row of each run and their cells.
    pub blank_rows: Vec<BlankRows>,
    /// Rows that are no person, with their numbers: titles, sums, notes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
}

/// The merged register.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Register {
    title: String,
    lists: Vec<ListInfo>,
    entries: Vec<Entry>,
}

impl Register {
    /// The title of the project.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The lists, sorted by id.
    pub fn lists(&self) -> &[ListInfo] {
        &self.lists
    }

    /// The entries, sorted by their first member.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The records of each entry, as `source:id`, sorted.
    pub(crate) fn records(&self) -> Vec<Vec<String>> {
        let of = |entry: &Entry| {
            let mut records: Vec<String> = entry.members.iter().map(Member::key).collect();
            records.sort();
            records
        };
        self.entries.iter().map(of).collect()
    }

    /// Gives the entries the ids that a book has for them.
    pub(crate) fn take_ids(&mut self, book: &IdBook) {
        let heads: BTreeMap<&str, &str> = book
            .ids()
            .flat_map(|known| known.members.iter().map(|record| (record.as_str(), known.id.as_str())))
            .collect();
        for entry in &mut self.entries {
            let first = entry.members.first().map(Member::key);
            if let Some(id) = first.and_then(|key| heads.get(key.as_str()).copied()) {
                id.clone_into(&mut entry.id);
            }
        }
    }

    /// The entry with an id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The entry that holds a record.
    pub fn entry_of(&self, source: &str, record: &str) -> Option<&Entry> {
        let holds = |member: &Member| member.source == source && member.record == record;
        self.entries.iter().find(|entry| entry.members.iter().any(holds))
    }

    /// Sets the gradings of the entries, in their order.
    pub(crate) fn grade(&mut self, gradings: Vec<Grading>) {
        for (entry, grading) in self.entries.iter_mut().zip(gradings) {
            entry.independent_groups = grading.independent_groups;
            entry.grading = grading;
        }
    }

    /// A list as it was read: the header and every row in the list's own order, cell for cell.
    /// `None` when there is no such list.
    pub fn rebuild(&self, source: &str) -> Option<Vec<Vec<String>>> {
        let list = self.lists.iter().find(|list| list.id == source)?;
        let members = self.entries.iter().flat_map(|entry| &entry.members);
        let mine = members
            .filter(|member| member.source == source)
            .map(|member| (member.row, member.cells.as_slice()));
        let mut rows: Vec<(u64, &[String])> = mine.collect();
        let blank =
            list.blank_rows.iter().flat_map(|run| (run.first()..=run.last()).map(|row| (row, run.cells())));
        rows.extend(blank);
        let aside = list.set_aside.iter();
        rows.extend(aside.map(|row| (row.row(), row.cells())));
        rows.push((list.header_row, list.header.as_slice()));
        rows.sort();
        Some(rows.into_iter().map(|(_, cells)| cells.to_vec()).collect())
    }
}

impl Entry {
    /// The id. Where a project keeps its ids ([`IdBook`]) it stays, whatever changes in the lists or the model;
    /// otherwise it follows from the first member in the order of list and record ids, so that it stays
    /// when rows or lists change places.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The rows that the entry was made from, sorted by list and record id.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Everything that the lists say, sorted by member and column.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The fields with the value that is shown for each.
    pub fn fields(&self) -> &[FieldView] {
        &self.fields
    }

    /// One field, as `name`, `birth`, `death`, `place`, `sex` or `status`.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|field| field.field == name)
    }

    /// The name that is shown; empty when no list gives one.
    pub fn name(&self) -> &str {
        self.field("name").and_then(|field| field.shown.as_deref()).unwrap_or_default()
    }

    /// The ids of the lists that name the person, sorted, each once.
    pub fn sources(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.members.iter().map(|member| member.source.as_str()).collect();
        all.dedup();
        all
    }

    /// How many independent groups of lists name the person, see
    /// [`Independence`](crate::source::Independence): what is corroboration counts once, and rows that reviewers
    /// found withdrawn or rejected not at all.
    pub fn independent_groups(&self) -> usize {
        self.independent_groups
    }

    /// How well the entry is established, and who said so.
    pub fn grading(&self) -> &Grading {
        &self.grading
    }

    /// The probability that the entry has exactly the rows of one person, none more and none less.
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// The member that belongs to the others least surely; `None` for an entry of one row.
    pub fn weakest(&self) -> Option<&Member> {
        let rank = |member: &Member| (member.probability.unwrap_or(1.0), member.support.unwrap_or(0.0));
        let joined = self.members.iter().filter(|member| member.support.is_some());
        joined.min_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }
}
