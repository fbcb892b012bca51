//! A first project file for a list that was looked at.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Inspection;
use crate::source::{Field, SourceSpec};
use crate::{ErrorKind, Result};

/// A project file, in the order in which a person reads it.
#[derive(Serialize)]
struct File<'a> {
    project: About<'a>,
    source: [List<'a>; 1],
}

#[derive(Serialize)]
struct About<'a> {
    title: &'a str,
}

#[derive(Serialize)]
struct List<'a> {
    id: &'a str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header_row: Option<u64>,
    columns: BTreeMap<Field, &'a str>,
}

const HEAD: &str = "\
# Written by a first look at the list: see that each column is what it says.
# Under [project], `from` and `to` (2022-01-02) give the period that the lists speak of.
";

impl Inspection {
    /// The text of a project file with this list alone, which runs as it is. `file` is the path of the
    /// list seen from the folder of the project file.
    ///
    /// # Errors
    ///
    /// When no column was taken for a name.
    pub fn project_file(&self, file: &str) -> Result<String> {
        let id = id(&self.file);
        let spec = self.spec(&id, file);
        let faults = spec.faults();
        let text = if faults.is_empty() { written(&spec) } else { Err(faults.join("; ")) };
        text.map_err(|problem| ErrorKind::Table { path: self.file.clone().into(), row: None, problem }.into())
    }
}

fn written(spec: &SourceSpec) -> Result<String, String> {
    let list = List {
        id: spec.id(),
        file: spec.file(),
        sheet: spec.sheet(),
        header_row: spec.header_row(),
        columns: spec.columns().collect(),
    };
    let file = File { project: About { title: spec.id() }, source: [list] };
    let text = toml::to_string(&file).map_err(|error| error.to_string())?;
    Ok(format!("{HEAD}\n{text}"))
}

/// The name of the file without its ending, as far as an id may have it.
fn id(file: &str) -> String {
    let stem = std::path::Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    let id: String = stem.chars().map(plain).collect();
    let id = id.trim_matches('-');
    if id.is_empty() { "list".to_owned() } else { id.to_owned() }
}
