//! Stages 7 and 8: turns clusters into a [`Register`] of [`Entry`]s in which each value keeps its source, and checks
//! it.
//!
//! Input: mentions, clusters, sampled partitions, decisions of reviewers, ids of earlier runs, and published totals.
//! Output: the register with claims, grades and ids, the review queue, findings about the whole, and the outcome of the
//! run. Nothing here scores a pair by a rule of its own or changes a list.
//!
//! Merging never discards a claim. An entry keeps every claim of every member verbatim. The value that it shows is
//! chosen from the claims, and the rule of the choice is stated. Each list can be rebuilt from the register, cell for
//! cell.

pub(crate) mod check;
mod claim;
mod estimate;
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
pub use estimate::{
    Estimation, GraphAverage, Headline, Histories, Interval, LeftOut, LinkageShare, ListGroup, ModelEstimate,
    Overlap, PairEstimate, Refusal, RefusalCode, Sensitivity,
};
pub use grade::{Grade, GradeCounts, GradedBy, Grading, Range};
pub use ids::{IdBook, KnownId};
pub use merge::merge;
pub(crate) use merge::{ALL_AGREE, ALL_SHOWN, INFERRED, MOST_LISTS, MOST_PRECISE, ONE_ROW};
pub use review::{Candidate, ReviewItem, ReviewKind, candidates, review_queue};
pub use summary::{ListOverlap, Summary};

use crate::source::{BlankRows, SetAside};

/// An entry of the register: the records that the program or a reviewer takes for one person.
///
/// An entry shows one value per field and keeps every claim behind it. Its probability says how certain the membership
/// is; its grade says how well the lists establish the death. The two are independent: an entry of one record is
/// certain as a set of records and still single-source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// See [`Entry::id`].
    id: String,
    /// See [`Entry::probability`].
    probability: f64,
    /// See [`Entry::independent_groups`].
    independent_groups: usize,
    /// See [`Entry::grading`].
    grading: Grading,
    /// The standard fields in a fixed order, then further columns by label.
    fields: Vec<FieldView>,
    /// Sorted by list and record id; never empty.
    members: Vec<Member>,
    /// Sorted by member and column.
    claims: Vec<Claim>,
}

/// A record of a list that belongs to an entry. It keeps all cells verbatim, so that nothing of a list is lost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The id of the list.
    pub source: String,
    /// The id of the record in its list.
    pub record: String,
    /// The row as a spreadsheet counts it. The first row of the file is row 1, usually the header.
    pub row: u64,
    /// log2 of the odds that the record belongs to the other members rather than to nobody, in bits; `None` for an
    /// entry of one record.
    pub support: Option<f64>,
    /// The mean probability, over the other members, that the record and the other one are one person; `None` for an
    /// entry of one record.
    pub probability: Option<f64>,
    /// The cells, verbatim, in the order of the columns.
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
    /// The title for readers.
    pub title: String,
    /// The file, as the project file names it.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// The encoding in which the file was read.
    pub encoding: String,
    /// The number of records.
    pub rows: usize,
    /// The number of records that the publisher or the project file declares; `None` if none is declared.
    pub declared_count: Option<u64>,
    /// Ids of the lists that this list takes records from.
    pub quotes: Vec<String>,
    /// The id that names the independent group: the first list, in the order of ids, of those that do not corroborate
    /// each other. The id of the list itself if it is independent of all others.
    pub independent_group: String,
    /// How often one person may appear twice on the list: `never`, `rare` or `common`.
    pub duplicates: String,
    /// The headers of the columns.
    pub header: Vec<String>,
    /// The row of the header: 1, unless rows come before it.
    pub header_row: u64,
    /// Runs of rows without text: the first row, the last row and the cells of each run.
    pub blank_rows: Vec<BlankRows>,
    /// Rows that are no record of a person, such as titles, sums and notes, with their row numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
}

/// The merged register.
///
/// Every record of every list is in exactly one entry, including records without a readable name. So the lists can be
/// rebuilt from it ([`Register::rebuild`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Register {
    /// The title of the project.
    title: String,
    /// Sorted by id.
    lists: Vec<ListInfo>,
    /// In the order of the clusters, which is the order of their first members.
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

    /// The records of each entry, as `source:id`, sorted; the entries in their order.
    pub(crate) fn records(&self) -> Vec<Vec<String>> {
        let of = |entry: &Entry| {
            let mut records: Vec<String> = entry.members.iter().map(Member::key).collect();
            records.sort();
            records
        };
        self.entries.iter().map(of).collect()
    }

    /// Replaces the preliminary ids of the entries by those of the book. An entry whose first member the book does not
    /// know keeps its id.
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

    /// The entry with an id; `None` if there is none. Reads the entries in order.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The entry that holds a record; `None` if there is none. Reads the entries in order.
    pub fn entry_of(&self, source: &str, record: &str) -> Option<&Entry> {
        let holds = |member: &Member| member.source == source && member.record == record;
        self.entries.iter().find(|entry| entry.members.iter().any(holds))
    }

    /// Sets the gradings of the entries; `gradings` is in the order of the entries.
    pub(crate) fn grade(&mut self, gradings: Vec<Grading>) {
        for (entry, grading) in self.entries.iter_mut().zip(gradings) {
            entry.independent_groups = grading.independent_groups;
            entry.grading = grading;
        }
    }

    /// A list as it was read: the header and every row, in the order of the list, cell for cell. `None` if there is no
    /// such list.
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
    /// The id.
    ///
    /// If the project keeps its ids ([`IdBook`]), the id stays the same whatever changes in the lists or the model.
    /// Otherwise it is a digest of the first member, in the order of list and record ids. It then stays the same when
    /// rows or lists are reordered.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The records of the entry, sorted by list and record id; never empty.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Every claim of every member, sorted by member and column.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The fields, each with its shown value. Fields that no record states are included.
    pub fn fields(&self) -> &[FieldView] {
        &self.fields
    }

    /// One field: `name`, `birth`, `death`, `place`, `sex`, `status`, or the label of a further column.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|field| field.field == name)
    }

    /// The shown name, such as `Тестов Асан`; empty if no record states a name.
    pub fn name(&self) -> &str {
        self.field("name").and_then(|field| field.shown.as_deref()).unwrap_or_default()
    }

    /// The ids of the lists on which the person appears, sorted, each once.
    pub fn sources(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.members.iter().map(|member| member.source.as_str()).collect();
        all.dedup();
        all
    }

    /// The number of independent groups of lists that name the person, see
    /// [`Independence`](crate::source::Independence). Lists that do not corroborate each other count once. Records that
    /// reviewers found withdrawn or rejected do not count.
    pub fn independent_groups(&self) -> usize {
        self.independent_groups
    }

    /// How well the entry is established, and whether a reviewer decided so.
    pub fn grading(&self) -> &Grading {
        &self.grading
    }

    /// The probability that the entry holds exactly the records of one person, none too many and none too few.
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// The member that least surely belongs to the others: the lowest probability, then the lowest support. `None` for
    /// an entry of one record.
    pub fn weakest(&self) -> Option<&Member> {
        let rank = |member: &Member| (member.probability.unwrap_or(1.0), member.support.unwrap_or(0.0));
        let joined = self.members.iter().filter(|member| member.support.is_some());
        joined.min_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }
}
