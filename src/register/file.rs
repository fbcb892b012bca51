//! The register as `register.json`: written by serde, and read back with every invariant checked.
//!
//! The keys of each object in the file are sorted, so equal registers give equal bytes. Reading a file back and
//! writing it again gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize, Serializer};

use super::claim::{Claim, FieldView};
use super::entry::{Entry, ListInfo, MERGED, Member, Register};
use super::grade::Grading;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::json::pretty;

/// Format version of `register.json`. It changes when existing readers would fail.
const FORMAT: u32 = 1;
/// The name of the file, in errors about bytes in memory.
const FILE: &str = "register.json";

/// The whole of `register.json` as it is written.
#[derive(Serialize)]
struct WrittenFile<'a> {
    format: u32,
    register: &'a Register,
}

/// The whole of `register.json` as it is read.
#[derive(Deserialize)]
struct Document {
    format: u32,
    register: Register,
}

/// Serializes one part with sorted keys. Only this part is held as a JSON value, not the whole register.
struct SortedKeys<'a, T>(&'a T);

impl<T: Serialize> Serialize for SortedKeys<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_value(self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl Serialize for Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// The fields in the order of their names, as everywhere in the file.
        #[derive(Serialize)]
        struct SortedRegister<'a> {
            entries: Vec<SortedKeys<'a, Entry>>,
            lists: Vec<SortedKeys<'a, ListInfo>>,
            title: &'a str,
        }
        let entries = self.entries.iter().map(SortedKeys).collect();
        let lists = self.lists.iter().map(SortedKeys).collect();
        SortedRegister { entries, lists, title: &self.title }.serialize(serializer)
    }
}

impl Register {
    /// The register as `register.json`: indented JSON with sorted keys.
    pub fn to_json(&self) -> Vec<u8> {
        pretty(&WrittenFile { format: FORMAT, register: self })
    }

    /// Reads a register that [`Register::to_json`] wrote.
    ///
    /// ```
    /// use casualty_register::Reconciler;
    /// use casualty_register::register::Register;
    /// use casualty_register::source::{Field, Source, SourceSpec};
    ///
    /// let spec = SourceSpec::new("ngo", "rows").with_column(Field::Name, "name");
    /// let source = Source::from_rows(spec, ["name"], [["Тестов Асан"], ["Үлгі Дана"]])?;
    /// let outcome = Reconciler::new("Test", vec![source]).run()?;
    /// let json = outcome.register().to_json();
    /// let register = Register::from_json(&json)?;
    /// assert_eq!(&register, outcome.register());
    /// assert_eq!(register.to_json(), json);
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the bytes are no register of this format, or one that no run could have written: a record in two entries, a
    /// claim of no member, two entries of one id, a list without all its records.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        parsed(json).map_err(|problem| wrong(Path::new(FILE), problem))
    }

    /// Reads the `register.json` of a run.
    ///
    /// # Errors
    ///
    /// As [`Register::from_json`], or if the file cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, "read", error))?;
        parsed(&bytes).map_err(|problem| wrong(path, problem))
    }
}

/// Parses and checks a file. The error says what is wrong and what to do.
fn parsed(json: &[u8]) -> Result<Register, String> {
    let advice = "give the register.json of a run of this version";
    let document: Document = serde_json::from_slice(json).map_err(|error| format!("{error}; {advice}"))?;
    match document.format {
        FORMAT => Ok(document.register),
        other => Err(format!("its format is {other} and this version reads {FORMAT}; {advice}")),
    }
}

/// An error about a file.
fn wrong(path: &Path, problem: String) -> Error {
    ErrorKind::Table { path: path.to_owned(), row: None, problem }.into()
}

/// An entry as a file states it: it may be impossible.
#[derive(Deserialize)]
pub(super) struct ReadEntry {
    id: String,
    probability: f64,
    independent_groups: usize,
    grading: Grading,
    fields: Vec<FieldView>,
    members: Vec<Member>,
    claims: Vec<Claim>,
}

impl TryFrom<ReadEntry> for Entry {
    type Error = String;

    fn try_from(read: ReadEntry) -> Result<Self, String> {
        let ReadEntry { id, probability, independent_groups, grading, fields, members, claims } = read;
        let grading = Grading { independent_groups, ..grading };
        let entry = Entry { id, probability, independent_groups, grading, fields, members, claims };
        match entry.fault() {
            Some(fault) => Err(format!("the entry `{}` {fault}", entry.id)),
            None => Ok(entry),
        }
    }
}

impl Entry {
    /// What makes the entry impossible; `None` if a run could have written it.
    fn fault(&self) -> Option<String> {
        let key = |member: &Member| (member.source.clone(), member.record.clone());
        let members: BTreeSet<(String, String)> = self.members.iter().map(key).collect();
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        let of_members = self.members.iter().filter_map(|member| member.probability);
        let merged = self.fields.iter().map(|field| field.field.as_str()).take(MERGED.len());
        let names: BTreeSet<&str> = self.fields.iter().map(|field| field.field.as_str()).collect();
        let is_of_member = |claim: &&Claim| !members.contains(&(claim.source.clone(), claim.record.clone()));
        if self.members.is_empty() {
            Some("has no member".to_owned())
        } else if !self.members.is_sorted_by_key(key) || members.len() < self.members.len() {
            Some("has members that are not sorted by list and record, each once".to_owned())
        } else if !std::iter::once(self.probability).chain(of_members).all(is_share) {
            Some("has a probability that is not between 0 and 1".to_owned())
        } else if !merged.eq(MERGED) || names.len() < self.fields.len() {
            Some(format!("has not the fields {} first, and each once", MERGED.join(", ")))
        } else {
            let claim = self.claims.iter().find(is_of_member)?;
            Some(format!("has a claim of {}:{}, which is no member", claim.source, claim.record))
        }
    }
}

/// A register as a file states it: it may be impossible.
#[derive(Deserialize)]
pub(super) struct ReadRegister {
    title: String,
    lists: Vec<ListInfo>,
    entries: Vec<Entry>,
}

impl TryFrom<ReadRegister> for Register {
    type Error = String;

    fn try_from(ReadRegister { title, lists, entries }: ReadRegister) -> Result<Self, String> {
        let register = Register { title, lists, entries };
        register.fault().map_or(Ok(register), Err)
    }
}

impl Register {
    /// What makes the register impossible; `None` if a run could have written it. The faults of single entries are
    /// found when these are read.
    fn fault(&self) -> Option<String> {
        if !self.lists.is_sorted_by(|one, next| one.id < next.id) {
            return Some("its lists are not sorted by id, each once".to_owned());
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = self.entries.iter().find(|entry| !ids.insert(entry.id.as_str())) {
            return Some(format!("two entries have the id `{}`", twice.id));
        }
        self.fault_of_records()
    }

    /// A list that is missing or that has not exactly the records that it states, or a record or a row that is in the
    /// register twice.
    fn fault_of_records(&self) -> Option<String> {
        let ids = self.lists.iter().map(|list| (list.id.as_str(), (BTreeSet::new(), BTreeSet::new())));
        let mut found: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<u64>)> = ids.collect();
        for member in self.entries.iter().flat_map(|entry| &entry.members) {
            let Some((records, rows)) = found.get_mut(member.source.as_str()) else {
                return Some(format!("the list of {} is missing", member.key()));
            };
            if !records.insert(&member.record) || !rows.insert(member.row) {
                return Some(format!("{} or its row is there twice", member.key()));
            }
        }
        let count = |list: &ListInfo| found.get(list.id.as_str()).map_or(0, |(records, _)| records.len());
        let list = self.lists.iter().find(|list| count(list) != list.rows)?;
        Some(format!("the list `{}` states {} records and has {}", list.id, list.rows, count(list)))
    }
}
