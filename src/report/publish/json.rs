//! The public register and the record of the publication as JSON.

use serde_json::{Value, json};

use super::Publication;
use crate::base::json::pretty;
use crate::language::lexicon::Lexicon;
use crate::register::outcome::Outcome;
use crate::source::provenance::FileDigest;

/// The version of the form of these files.
const FORMAT: u32 = 1;

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

fn lists(publication: &Publication<'_>) -> Vec<Value> {
    let lists = publication.outcome.register().lists().iter();
    let described = lists.zip(publication.outcome.sources()).map(|(list, source)| {
        json!({
            "id": list.id,
            "title": list.title,
            "url": source.spec().url(),
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

fn numbers(publication: &Publication<'_>) -> Value {
    let summary = publication.outcome.summary();
    let people = summary.estimate;
    // With more decimals the mean would reveal withheld values that only change probabilities.
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

pub(super) fn publish(publication: &Publication<'_>, outputs: &[FileDigest]) -> Vec<u8> {
    let outcome = publication.outcome;
    pretty(&json!({
        "format": FORMAT,
        "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "title": outcome.register().title(),
        "profile": publication.policy(),
        "settings": outcome.settings(),
        "period": outcome.period.map(|(from, to)| [from.to_string(), to.to_string()]),
        // No digest of a model or of the project's own tables: a model is fitted to withheld cells, tables may have words of them,
        // and with a digest they could be tried out.
        "bundled_tables_sha256": Lexicon::bundled().digest(),
        "has_own_tables": has_own_tables(outcome),
        "has_given_model": outcome.origin.model.is_some(),
        "numbers": numbers(publication),
        "outputs": outputs,
    }))
}
