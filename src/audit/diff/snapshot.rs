//! The part of a register that a diff compares.
//!
//! Input: a register, or the `register.json` of a run. Output: a [`Snapshot`] with the shown values and the records of
//! each entry. Other fields of the file are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::Subject;
use crate::base::error::{Error, ErrorKind, Result};
use crate::register::Register;
use crate::report::Output;

/// The entries of a register with their shown values and their records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The entries, in the order of the register.
    pub(super) people: Vec<ComparedPerson>,
}

/// An entry of a register, or a record of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ComparedPerson {
    /// The id of the entry, or `list:id` of the record.
    pub(super) key: String,
    /// The name; empty if there is none.
    pub(super) name: String,
    /// `list:id` of each record of the entry; empty for a record of a list.
    pub(super) records: BTreeSet<String>,
    /// The values by name of the field. An entry also has the field `records`, so that a changed membership is a
    /// change.
    pub(super) fields: BTreeMap<String, ShownValue>,
}

/// A value as it was read and as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShownValue {
    /// The value as it was read; two equal values with different texts are only reworded.
    pub(super) value: String,
    /// The text that is shown.
    pub(super) raw: String,
}

/// The part of `register.json` that is read.
#[derive(Deserialize)]
struct SavedFile {
    /// The register.
    register: Saved,
}

/// The register in that file.
#[derive(Deserialize)]
struct Saved {
    /// Its entries, in order.
    entries: Vec<SavedEntry>,
}

/// One entry in that file.
#[derive(Deserialize)]
struct SavedEntry {
    /// The id of the entry.
    id: String,
    /// The fields with their shown values.
    fields: Vec<SavedField>,
    /// The records of the entry.
    members: Vec<SavedMember>,
}

/// One field of an entry; `shown` is missing if no value is shown.
#[derive(Deserialize)]
struct SavedField {
    /// The name of the field.
    field: String,
    /// The shown value; `None` if there is none.
    shown: Option<String>,
}

/// One member of an entry.
#[derive(Deserialize)]
struct SavedMember {
    /// The id of the list.
    source: String,
    /// The id of the record in its list.
    record: String,
}

impl Snapshot {
    /// A snapshot of a register in memory.
    pub fn of(register: &Register) -> Self {
        let fields = |entry: &crate::register::Entry| {
            let of = entry.fields().iter();
            of.map(|view| SavedField { field: view.field.clone(), shown: view.shown.clone() }).collect()
        };
        let members = |entry: &crate::register::Entry| {
            let of = entry.members().iter();
            of.map(|one| SavedMember { source: one.source.clone(), record: one.record.clone() }).collect()
        };
        let entry = |entry: &crate::register::Entry| {
            person(SavedEntry { id: entry.id().to_owned(), fields: fields(entry), members: members(entry) })
        };
        Snapshot { people: register.entries().iter().map(entry).collect() }
    }

    /// Reads the `register.json` of an output folder, or the file itself.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not a `register.json`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = if path.is_dir() { path.join(Output::RegisterJson.file_name()) } else { path.to_owned() };
        let bytes = std::fs::read(&file).map_err(|error| Error::io(&file, "read", error))?;
        let read: SavedFile = serde_json::from_slice(&bytes).map_err(|error| ErrorKind::Table {
            path: file,
            row: None,
            problem: format!(
                "the file is not a register.json of a run ({error}); name an output folder or its \
                              register.json"
            ),
        })?;
        Ok(Snapshot { people: read.register.entries.into_iter().map(person).collect() })
    }
}

impl ComparedPerson {
    /// The id and the name, as a change names them.
    pub(super) fn subject(&self) -> Subject {
        Subject { key: self.key.clone(), name: self.name.clone() }
    }
}

/// An entry as it is compared. Value and text are both the shown text, since the file has no other.
fn person(entry: SavedEntry) -> ComparedPerson {
    let records: BTreeSet<String> =
        entry.members.iter().map(|member| format!("{}:{}", member.source, member.record)).collect();
    let shown = entry.fields.into_iter().filter_map(|field| Some((field.field, field.shown?)));
    let mut fields: BTreeMap<String, ShownValue> =
        shown.map(|(field, shown)| (field, ShownValue { value: shown.clone(), raw: shown })).collect();
    let all = records.iter().cloned().collect::<Vec<_>>().join(" | ");
    fields.insert("records".to_owned(), ShownValue { value: all.clone(), raw: all });
    let name = fields.get("name").map(|name| name.raw.clone()).unwrap_or_default();
    ComparedPerson { key: entry.id, name, records, fields }
}
