//! `datapackage.json`: the CSV files of a folder as a Data Package with Table Schemas (Frictionless Data, version 1).
//!
//! Takes the files that are written beside it; gives bytes. It knows a file only by its header and its digest, so it
//! says nothing of a file that is not written, and of a list only what the caller passes.

use serde_json::{Map, Value, json};

use super::people::ON;
use crate::base::json::pretty;

/// The type of the cells of a column. Every cell may also be empty, except those of flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// An ISO day, such as `2022-01-05`.
    Date,
    /// 0 or 1.
    Flag,
    /// A whole number.
    Count,
    /// A number with decimals.
    Number,
}

/// A CSV file that is written beside the description.
#[derive(Clone, Debug)]
pub(crate) struct PackagedFile {
    /// The name of the file, such as `claims.csv`.
    pub(crate) file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub(crate) sha256: String,
    /// Names of its columns.
    pub(crate) header: Vec<String>,
}

impl PackagedFile {
    /// Describes a file; `None` if it is no CSV file.
    pub(crate) fn of(file: &str, bytes: &[u8], sha256: &str) -> Option<Self> {
        let header = file.ends_with(".csv").then(|| csv::Reader::from_reader(bytes).headers().cloned())?;
        let header = header.ok()?.iter().map(str::to_owned).collect();
        Some(PackagedFile { file: file.to_owned(), sha256: sha256.to_owned(), header })
    }

    /// The name of the resource: the file name without its ending.
    fn name(&self) -> &str {
        self.file.strip_suffix(".csv").unwrap_or(&self.file)
    }
}

/// A list that the tables were made from.
#[derive(Clone, Debug)]
pub(crate) struct PackagedSource {
    /// The title for readers.
    pub(crate) title: String,
    /// The address, or the name of the file; `None` if neither may be shown.
    pub(crate) path: Option<String>,
    /// SHA-256 of the list's file; `None` in a publication, because values could be guessed until it fits.
    pub(crate) sha256: Option<String>,
}

/// `datapackage.json`. Files without a key or a column that another file needs have no foreign key to it.
pub(crate) fn package(title: &str, sources: &[PackagedSource], files: &[PackagedFile]) -> Vec<u8> {
    let source = |source: &PackagedSource| {
        let mut all = Map::from_iter([("title".to_owned(), json!(source.title))]);
        all.extend(source.path.as_ref().map(|path| ("path".to_owned(), json!(path))));
        all.extend(
            source.sha256.as_ref().map(|digest| ("hash".to_owned(), json!(format!("sha256:{digest}")))),
        );
        Value::Object(all)
    };
    let resources: Vec<Value> = files.iter().map(|file| resource(file, files)).collect();
    let mut all = json!({
        "profile": "data-package",
        "name": "casualty-register",
        "resources": resources,
    });
    if !title.is_empty() {
        all["title"] = json!(title);
    }
    if !sources.is_empty() {
        all["sources"] = sources.iter().map(source).collect();
    }
    pretty(&all)
}

/// One file with its schema.
fn resource(file: &PackagedFile, files: &[PackagedFile]) -> Value {
    let fields: Vec<Value> = file.header.iter().map(|column| field(file, column)).collect();
    let mut schema = json!({ "fields": fields });
    if let Some(key) = primary_key(file.name()).filter(|key| has(file, key)) {
        schema["primaryKey"] = json!(key);
    }
    let keys = foreign_keys(file, files);
    if !keys.is_empty() {
        schema["foreignKeys"] = Value::Array(keys);
    }
    let text = match file.name() {
        "statements" => "Cells have the exact text.",
        "people" => {
            "In a run, cells have the exact text; in a publication, an apostrophe stands before text that a spreadsheet could \
             take for a formula."
        }
        _ => "An apostrophe stands before text that a spreadsheet could take for a formula.",
    };
    json!({
        "profile": "tabular-data-resource",
        "name": file.name(),
        "path": file.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": format!("sha256:{}", file.sha256),
        "description": text,
        "schema": schema,
    })
}

/// Whether a file has all these columns.
fn has(file: &PackagedFile, columns: &[&str]) -> bool {
    has_columns(&file.header, columns)
}

/// Whether a header has all these columns.
fn has_columns(header: &[String], columns: &[&str]) -> bool {
    columns.iter().all(|column| header.iter().any(|one| one == column))
}

/// A column with its type.
fn field(file: &PackagedFile, column: &str) -> Value {
    match kind(file.name(), &file.header, column) {
        Kind::Text => json!({ "name": column, "type": "string" }),
        Kind::Date => json!({ "name": column, "type": "date" }),
        Kind::Flag => {
            json!({ "name": column, "type": "integer", "constraints": { "required": true, "minimum": 0, "maximum": 1 } })
        }
        Kind::Count => json!({ "name": column, "type": "integer" }),
        Kind::Number => json!({ "name": column, "type": "number" }),
    }
}

/// The type of a column. Columns with values of a list are text.
pub(crate) fn kind(file: &str, header: &[String], column: &str) -> Kind {
    // A publication names the lists of an entry; a run counts them.
    let is_counted = || has_columns(header, &["rows"]);
    match (file, column) {
        ("people", "birth_date" | "death_date") => Kind::Date,
        ("people", "counted" | "in_overlap") => Kind::Flag,
        ("people", column) if column.starts_with(ON) => Kind::Flag,
        ("people" | "register", "people") => Kind::Count,
        ("register", "lists") if is_counted() => Kind::Count,
        ("register", "rows" | "independent_groups") | ("members", "independent_groups") => Kind::Count,
        ("members", "support_bits") | ("register", "weakest_probability") => Kind::Number,
        ("claims" | "findings", "row") | ("findings", "line") => Kind::Count,
        ("links", "probability_alone" | "weight" | "prior") => Kind::Number,
        ("links", column) if column.starts_with("w_") => Kind::Number,
        ("review", "rank" | "decides") => Kind::Count,
        ("review", "value") | ("overlap", "mean") => Kind::Number,
        ("overlap", "entries" | "low" | "high") | ("draws", _) => Kind::Count,
        (
            "people" | "register" | "members" | "links" | "review" | "candidates" | "overlap",
            "probability",
        ) => Kind::Number,
        _ => Kind::Text,
    }
}

/// The columns that identify a row of a file.
fn primary_key(file: &str) -> Option<&'static [&'static str]> {
    Some(match file {
        "people" | "redirects" => &["id"],
        "register" => &["entry_id"],
        "members" => &["source_id", "record_id"],
        "overlap" => &["lists"],
        "draws" => &["draw"],
        _ => return None,
    })
}

/// The columns of a file that name a row of a further file, if that is written.
fn foreign_keys(file: &PackagedFile, files: &[PackagedFile]) -> Vec<Value> {
    let entry: &[&[&str]] = match file.name() {
        "members" | "claims" => &[&["entry_id"]],
        "statements" => &[&["canonical_id"]],
        _ => &[],
    };
    let record: &[&[&str]] = match file.name() {
        "claims" | "candidates" => &[&["source_id", "record_id"]],
        "links" | "review" => &[&["source_a", "record_a"], &["source_b", "record_b"]],
        _ => &[],
    };
    let to = |names: &[&str]| {
        let found = names.iter().find_map(|name| files.iter().find(|file| file.name() == *name))?;
        Some((found.name().to_owned(), primary_key(found.name())?))
    };
    let key = |columns: &[&str], (resource, fields): (String, &[&str])| {
        has(file, columns)
            .then(|| json!({ "fields": columns, "reference": { "resource": resource, "fields": fields } }))
    };
    let entries = entry.iter().filter_map(|columns| key(columns, to(&["register", "people"])?));
    let records = record.iter().filter_map(|columns| key(columns, to(&["members"])?));
    entries.chain(records).collect()
}
