//! The register and the run record as JSON.

use crate::base::json::pretty;
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::base::digest;
use crate::language::lexicon::Lexicon;
use crate::register::outcome::Outcome;
use crate::register::{Entry, ListInfo};
use crate::source::provenance::FileDigest;

/// The version of the form of `register.json` and `run.json`; it changes when a reader would have to.
const FORMAT: u32 = 1;

/// The file of the register; its keys, as all keys in it, in the order of their names.
#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    register: Book<'a>,
}

#[derive(Serialize)]
struct Book<'a> {
    entries: Vec<Sorted<'a, Entry>>,
    lists: Vec<Sorted<'a, ListInfo>>,
    title: &'a str,
}

/// Writes the keys of a part in the order of their names, without the whole file being held as values.
struct Sorted<'a, T>(&'a T);

impl<T: Serialize> Serialize for Sorted<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_value(self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

pub(super) fn register(outcome: &Outcome) -> Vec<u8> {
    let register = outcome.register();
    let entries = register.entries().iter().map(Sorted).collect();
    let lists = register.lists().iter().map(Sorted).collect();
    pretty(&Document { format: FORMAT, register: Book { entries, lists, title: register.title() } })
}

/// What the run was made from and with: enough to repeat it and to see that nothing changed.
/// `outputs` are the files that stand beside it.
pub(super) fn run(outcome: &Outcome, outputs: &[FileDigest]) -> Vec<u8> {
    let inputs: Vec<_> = outcome
        .sources()
        .iter()
        .map(|source| {
            let mut input = json!({
                "id": source.id(),
                "file": source.file(),
                "sha256": source.digest(),
                "encoding": source.encoding(),
                "delimiter": char::from(source.delimiter()).to_string(),
                "rows": source.row_count(),
            });
            // A workbook has a sheet in the place of a delimiter.
            if let Some(sheet) = source.sheet() {
                input["delimiter"] = serde_json::Value::Null;
                input["sheet"] = sheet.into();
            }
            input
        })
        .collect();
    let fit = outcome
        .fit()
        .map(|fit| json!({ "pairs": fit.pairs.round(), "rounds": fit.rounds, "converged": fit.converged }));
    let mut run = json!({
        "format": FORMAT,
        "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "title": outcome.register().title(),
        "period": outcome.period.map(|(from, to)| [from.to_string(), to.to_string()]),
        "project": outcome.origin.project,
        "inputs": inputs,
        "tables": outcome.origin.tables,
        "bundled_tables_sha256": Lexicon::bundled().digest(),
        "given_model_sha256": outcome.origin.model,
        "settings": outcome.settings(),
        "lang": outcome.lang,
        "language_tables_sha256": outcome.lexicon_digest,
        "model_sha256": digest::of_bytes(outcome.model().to_json().as_bytes()),
        "fit": fit,
        "pairs": outcome.candidates(),
        "summary": outcome.summary(),
        "outputs": outputs,
    });
    // Only where a bound was met: a run that looked at everything says nothing of it.
    let (rows, questions) = (outcome.posterior().bounded().count(), outcome.questions_left_out());
    if rows > 0 {
        run["bounded_rows"] = rows.into();
    }
    if questions > 0 {
        run["questions_left_out"] = questions.into();
    }
    pretty(&run)
}
