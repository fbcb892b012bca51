//! Writes a first project file for a list that was inspected.
//!
//! In: an [`Inspection`]. Out: the text of `reconcile.toml`, which a user reads and corrects. Only what differs from
//! the defaults is written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Inspection;
use crate::base::error::{ErrorKind, Result};
use crate::language::date::{Day, DayOrder};
use crate::source::{Field, SourceSpec};

/// A project file. The order of the fields is the order in the file.
#[derive(Serialize)]
struct File<'a> {
    project: About<'a>,
    source: [SourceSection<'a>; 1],
}

/// The section `[project]`.
#[derive(Serialize)]
struct About<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// The section `[[source]]`; the fields have the names of its keys.
#[derive(Serialize)]
struct SourceSection<'a> {
    id: &'a str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header_row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day_order: Option<DayOrder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_order: Option<&'a str>,
    columns: BTreeMap<Field, Headers<'a>>,
}

/// One or several headers of a field.
#[derive(Serialize)]
#[serde(untagged)]
enum Headers<'a> {
    One(&'a str),
    Several(Vec<&'a str>),
}

/// The comment at the top of the project file.
const HEAD: &str = "\
# Written after a first look at the list: check that each column is mapped to the right field.
# `from` and `to` are the first and the last day of the period of the deaths.
";
/// A further comment, if the period is not known.
const NO_PERIOD: &str = "\
# Add both under [project] (from = \"2022-01-02\"): the dates of death on this list do not show them.
";

impl Inspection {
    /// The text of a project file with this list alone, ready to run. `file` is the path of the list, relative to the
    /// folder of the project file.
    ///
    /// The id is made from the file name, and so is the title. Period, day order and name order are written only if the
    /// list shows them.
    ///
    /// # Errors
    ///
    /// If no column was recognised as a name.
    pub fn project_file(&self, file: &str) -> Result<String> {
        let id = id(&self.file);
        let spec = self.spec(&id, file);
        let faults = spec.faults();
        let text = if faults.is_empty() { written(&spec, self.period) } else { Err(faults.join("; ")) };
        text.map_err(|problem| ErrorKind::Table { path: self.file.clone().into(), row: None, problem }.into())
    }
}

/// The text of a project file for a list; the error is that of the TOML writer.
///
/// A field with several columns, such as other names, gets a list of headers.
fn written(spec: &SourceSpec, period: Option<(Day, Day)>) -> Result<String, String> {
    let mut columns: BTreeMap<Field, Headers<'_>> = BTreeMap::new();
    for (field, header) in spec.columns() {
        match columns.get_mut(&field) {
            None => {
                columns.insert(field, Headers::One(header));
            }
            Some(Headers::Several(all)) => all.push(header),
            Some(one) => {
                if let Headers::One(first) = *one {
                    *one = Headers::Several(vec![first, header]);
                }
            }
        }
    }
    let list = SourceSection {
        id: spec.id(),
        file: spec.file(),
        sheet: spec.sheet(),
        header_row: spec.header_row(),
        day_order: spec.day_order(),
        name_order: spec.name_order(),
        columns,
    };
    let (from, to) = period.map(|(from, to)| (from.to_string(), to.to_string())).unzip();
    let head = if from.is_some() { HEAD.to_owned() } else { format!("{HEAD}{NO_PERIOD}") };
    let file = File { project: About { title: spec.id(), from, to }, source: [list] };
    let text = toml::to_string(&file).map_err(|error| error.to_string())?;
    Ok(format!("{head}\n{text}"))
}

/// An id from the file name without its extension; characters that an id cannot have become `-`.
///
/// `Список 2022.csv` becomes `Список-2022`; a name without letters and digits becomes `list`.
fn id(file: &str) -> String {
    let stem = std::path::Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    let id: String = stem.chars().map(plain).collect();
    let id = id.trim_matches('-');
    if id.is_empty() { "list".to_owned() } else { id.to_owned() }
}
