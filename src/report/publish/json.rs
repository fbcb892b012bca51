//! The public `register.json` and `publish.json`.
//!
//! Takes a [`Publication`]; gives bytes with sorted keys.

use serde_json::{Value, json};

use super::Publication;
use crate::base::json::pretty;
use crate::language::lexicon::Lexicon;
use crate::register::outcome::Outcome;
use crate::report::disclosure::coarse::without_user;
use crate::source::provenance::FileDigest;

/// Format version of these files. It changes when existing readers would fail.
const FORMAT: u32 = 1;

/// `register.json`: the published entries with the lists and the numbers.
pub(super) fn register(publication: &Publication<'_>) -> Vec<u8> {
    pretty(&json!({
        "format": FORMAT,
        "profile": publication.policy().profile(),
        "title": publication.outcome.register().title(),
        "lists": lists(publication),
        "numbers": numbers(publication),
        "entries": publication.entries,
    }))
}

/// The description of each list, without the name and the digest of its file: a file name may name a
/// person, and values could be guessed until a digest fits.
fn lists(publication: &Publication<'_>) -> Vec<Value> {
    let lists = publication.outcome.register().lists().iter();
    let described = lists.zip(publication.outcome.sources()).map(|(list, source)| {
        json!({
            "id": list.id,
            "title": list.title,
            "url": source.spec().url().map(without_user),
            "published": source.spec().published(),
            "scope": source.spec().scope(),
            "rows": list.rows,
            "declared_count": list.declared_count,
            "quotes": list.quotes,
            "independent_group": list.independent_group,
        })
    });
    described.collect()
}

/// The published counts.
///
/// - `documented_by_name`: entries with a name, the number of people with mean and interval, and the
///   range from all open pairs joined to none joined.
/// - `documented_with_unnamed_and_groups`: people documented, including records without a name and
///   group records.
/// - `estimate`: always null, because people who appear on no list are not estimated.
/// - `by_grade`: entries of each grade.
/// - `groups`: group records, and the people in them.
/// - `not_counted`: entries that a reviewer took out of the count.
/// - `may_be_minor`: entries of people who may have been under 18.
fn numbers(publication: &Publication<'_>) -> Value {
    let summary = publication.outcome.summary();
    let people = summary.estimate;
    // Two decimals. With more, the mean would reveal withheld values that only change probabilities.
    let people =
        json!({ "mean": (people.mean * 100.0).round() / 100.0, "low": people.low, "high": people.high });
    json!({
        "documented_by_name": { "entries": summary.people, "people": people, "range": summary.grades.range },
        "documented_with_unnamed_and_groups": summary.grades.documented(),
        "estimate": null,
        "by_grade": summary.grades.by_grade,
        "unnamed": summary.grades.unnamed,
        "groups": { "records": summary.grades.groups, "people": summary.grades.in_groups },
        "not_counted": summary.grades.not_counted,
        "may_be_minor": publication.minors(),
    })
}

/// Whether the project adds language tables to the bundled ones.
pub(super) fn has_own_tables(outcome: &Outcome) -> bool {
    outcome.lexicon_digest != Lexicon::bundled().digest()
}

/// `publish.json`: what the publication was made with. `outputs` are the digests of the other files in
/// the folder. Digests of the lists are not among them.
pub(super) fn publish(publication: &Publication<'_>, outputs: &[FileDigest]) -> Vec<u8> {
    let outcome = publication.outcome;
    pretty(&json!({
        "format": FORMAT,
        "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "title": outcome.register().title(),
        "profile": publication.policy(),
        "settings": outcome.settings(),
        "period": outcome.reconciled.period.map(|(from, to)| [from.to_string(), to.to_string()]),
        // There is no digest of a given model or of the project's own tables. A model is fitted to
        // withheld cells and tables may contain words from them, so with a digest somebody could guess
        // the values until it fits.
        "bundled_tables_sha256": Lexicon::bundled().digest(),
        "has_own_tables": has_own_tables(outcome),
        "has_given_model": outcome.origin.model.is_some(),
        "numbers": numbers(publication),
        "outputs": outputs,
    }))
}
