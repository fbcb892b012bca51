//! What of a register is compared with another one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::Subject;
use crate::base::error::{Error, ErrorKind, Result};
use crate::register::Register;
use crate::report::Output;

/// A register as it is compared: its people with their values and records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) people: Vec<Person>,
}

/// A person of a register, or a row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) name: String,
    /// `list:id` of each record.
    pub(super) records: BTreeSet<String>,
    pub(super) fields: BTreeMap<String, Value>,
}

/// A value as it was understood and as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) value: String,
    pub(super) raw: String,
}

#[derive(Deserialize)]
struct File {
    register: Saved,
}

#[derive(Deserialize)]
struct Saved {
    entries: Vec<SavedEntry>,
}

#[derive(Deserialize)]
struct SavedEntry {
    id: String,
    fields: Vec<SavedField>,
    members: Vec<SavedMember>,
}

#[derive(Deserialize)]
struct SavedField {
    field: String,
    shown: Option<String>,
}

#[derive(Deserialize)]
struct SavedMember {
    source: String,
    record: String,
}

impl Snapshot {
    /// A register of this process.
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

    /// Reads the `register.json` of a register folder, or such a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is no `register.json`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = if path.is_dir() { path.join(Output::RegisterJson.file_name()) } else { path.to_owned() };
        let bytes = std::fs::read(&file).map_err(|error| Error::io(&file, "read", error))?;
        let read: File = serde_json::from_slice(&bytes).map_err(|error| ErrorKind::Table {
            path: file,
            row: None,
            problem: format!("it is no register.json of a run: {error}"),
        })?;
        Ok(Snapshot { people: read.register.entries.into_iter().map(person).collect() })
    }
}

impl Person {
    pub(super) fn subject(&self) -> Subject {
        Subject { key: self.key.clone(), name: self.name.clone() }
    }
}

fn person(entry: SavedEntry) -> Person {
    let records: BTreeSet<String> =
        entry.members.iter().map(|member| format!("{}:{}", member.source, member.record)).collect();
    let shown = entry.fields.into_iter().filter_map(|field| Some((field.field, field.shown?)));
    let mut fields: BTreeMap<String, Value> =
        shown.map(|(field, shown)| (field, Value { value: shown.clone(), raw: shown })).collect();
    let all = records.iter().cloned().collect::<Vec<_>>().join(" | ");
    fields.insert("records".to_owned(), Value { value: all.clone(), raw: all });
    let name = fields.get("name").map(|name| name.raw.clone()).unwrap_or_default();
    Person { key: entry.id, name, records, fields }
}
