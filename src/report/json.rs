//! `run.json`.
//!
//! Takes an [`Outcome`]; gives bytes. The keys of every object are sorted, so equal input gives equal
//! bytes.

use crate::base::json::pretty;
use serde_json::json;

use crate::base::digest;
use crate::language::lexicon::Lexicon;
use crate::register::outcome::Outcome;
use crate::source::provenance::FileDigest;

/// Format version of `run.json`. It changes when existing readers would fail.
const FORMAT: u32 = 1;

/// `run.json`: what the run was made from and with. It suffices to repeat the run and to show that
/// nothing changed.
///
/// - `inputs`: each list with its file, SHA-256, encoding, delimiter or sheet, and number of rows.
/// - `project`, `tables`: names and digests of the project file and of the tables that it names.
/// - `settings`: the costs and thresholds of the run.
/// - `fit`: number of pairs (rounded), rounds, and whether it converged; null if the model was not
///   fitted.
/// - `given_model_sha256`: digest of the model that was given with `--model`; null without one.
/// - `model_sha256`: digest of `model.json`, given or fitted.
/// - `pairs`: how many pairs are possible, and how many were compared.
/// - `outputs`: digests of the other files in the folder.
/// - `bounded_rows`: number of records in components that were too large to be sampled in full.
/// - `questions_left_out`: number of questions above the bound of the review queue.
///
/// The last two appear only if they are not 0.
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
            // A workbook has a sheet instead of a delimiter.
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
        "period": outcome.reconciled.period.map(|(from, to)| [from.to_string(), to.to_string()]),
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
    // A run that met no bound does not mention it.
    let (rows, questions) = (outcome.posterior().bounded().count(), outcome.review.left_out());
    if rows > 0 {
        run["bounded_rows"] = rows.into();
    }
    if questions > 0 {
        run["questions_left_out"] = questions.into();
    }
    pretty(&run)
}
