//! `statements.csv`: claims as statements of FollowTheMoney, as its Python package `followthemoney` reads them.
//!
//! Takes a [`Disclosure`]; gives bytes. A record is an entity of the schema `Person`. Its `canonical_id` is the id of
//! the entry, so tools that merge by `canonical_id` rebuild the register.
//!
//! The ontology has no property for the place of death, the age and the status; these claims are left out. So are
//! dates that are no day, month or year, and sexes other than `male` and `female`.

use std::collections::{BTreeMap, BTreeSet};

use super::exact;
use super::people::typed;
use crate::register::outcome::Outcome;
use crate::register::{Claim, Entry, Member};
use crate::report::disclosure::Disclosure;
use crate::source::Field;

/// The columns, in the order in which the package writes them.
const COLUMNS: [&str; 14] = [
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
];

/// `statements.csv`: one row for each value of each property of each record.
///
/// - `entity_id`: list and record, see [`entity_id`]. `dataset`: the id of the list.
/// - `value`: as understood. `original_value`: the cell, if it differs; empty in a publication.
/// - `lang`: of the list, three letters, for names and notes.
/// - `id` is empty: the package computes it. The clock is not used, so `first_seen` and `last_seen` are empty.
/// - A row with the property `id` says that the record exists, even if nothing else of it is stated or shown.
pub(crate) fn statements(outcome: &Outcome, disclosure: &Disclosure<'_>) -> Vec<u8> {
    let sources = outcome.sources().iter();
    let langs: BTreeMap<&str, &str> =
        sources.filter_map(|source| Some((source.id(), three_letters(source.spec().language()?)?))).collect();
    let mut rows = BTreeSet::new();
    for entry in outcome.register().entries() {
        for member in entry.members() {
            rows.extend(of_record(disclosure, entry, member, &langs));
        }
    }
    exact(&COLUMNS.map(str::to_owned), rows)
}

/// The statements of one record.
fn of_record(
    disclosure: &Disclosure<'_>,
    entry: &Entry,
    member: &Member,
    langs: &BTreeMap<&str, &str>,
) -> Vec<Vec<String>> {
    let (canonical, entity) =
        (disclosure.entry_id(entry), entity_id(&member.source, &disclosure.record(member)));
    let row = |prop: &str, kind: &str, value: &str, original: &str| {
        let is_text = matches!(kind, "name" | "text");
        let lang = langs.get(member.source.as_str()).filter(|_| is_text).copied().unwrap_or_default();
        let original = if original == value { "" } else { original };
        let cells = [
            &canonical,
            &entity,
            prop,
            kind,
            "Person",
            value,
            &member.source,
            "",
            lang,
            original,
            "f",
            "",
            "",
            "",
        ];
        cells.map(str::to_owned).to_vec()
    };
    let is_mine = |claim: &&Claim| claim.source == member.source && claim.record == member.record;
    let mut rows = vec![row("id", "id", &entity, "")];
    for claim in entry.claims().iter().filter(is_mine) {
        let Some((prop, kind)) = claim.field.and_then(property) else { continue };
        let Some((value, original)) = shown(disclosure, entry, claim) else { continue };
        if let Some(value) = fitting(prop, &value) {
            rows.push(row(prop, kind, value, &original));
        }
    }
    rows
}

/// The value and the original value of a claim, as far as they are shown.
fn shown(disclosure: &Disclosure<'_>, entry: &Entry, claim: &Claim) -> Option<(String, String)> {
    if disclosure.policy().is_working() {
        return Some((claim.value.clone(), claim.raw.clone()));
    }
    Some((disclosure.claim(entry, claim)?, String::new()))
}

/// The property of a field, with its type; `None` if the ontology has no place for it.
fn property(field: Field) -> Option<(&'static str, &'static str)> {
    Some(match field {
        Field::Name => ("name", "name"),
        Field::Surname | Field::SecondSurname => ("lastName", "name"),
        Field::GivenName => ("firstName", "name"),
        Field::MiddleName => ("middleName", "name"),
        Field::Patronymic => ("fatherName", "name"),
        Field::Suffix => ("nameSuffix", "string"),
        Field::OtherName => ("alias", "name"),
        Field::Identity => ("idNumber", "identifier"),
        Field::Sex => ("gender", "gender"),
        Field::BirthDate => ("birthDate", "date"),
        Field::DeathDate => ("deathDate", "date"),
        Field::Note => ("notes", "text"),
        Field::Url => ("sourceUrl", "url"),
        _ => return None,
    })
}

/// The value in the form of its property; `None` if it has none.
fn fitting<'v>(prop: &str, value: &'v str) -> Option<&'v str> {
    let value = value.trim();
    match prop {
        "gender" => matches!(value, "male" | "female").then_some(value),
        "birthDate" | "deathDate" => {
            let plain = value.trim_end_matches(['~', '?', '%']);
            (!typed(plain).1.is_empty()).then_some(plain)
        }
        "sourceUrl" => (value.starts_with("https://") || value.starts_with("http://")).then_some(value),
        _ => (!value.is_empty()).then_some(value),
    }
}

/// The id of a record as an entity: `a-12` for record 12 of list `a`. Of the record's id, every character other than
/// ASCII letters and digits is written as `.HEX.`, so two records never share an id: the last hyphen ends the list.
///
/// `a`, `record 7` is `a-record.20.7`.
fn entity_id(list: &str, record: &str) -> String {
    let mut id = format!("{list}-");
    for letter in record.chars() {
        match letter.is_ascii_alphanumeric() {
            true => id.push(letter),
            false => id.push_str(&format!(".{:x}.", u32::from(letter))),
        }
    }
    id
}

/// The language code of three letters (ISO 639-3) for one of two letters, or a code of three letters itself.
fn three_letters(code: &str) -> Option<&str> {
    const CODES: [(&str, &str); 12] = [
        ("ar", "ara"),
        ("en", "eng"),
        ("es", "spa"),
        ("fa", "fas"),
        ("fr", "fra"),
        ("he", "heb"),
        ("ka", "kat"),
        ("kk", "kaz"),
        ("ru", "rus"),
        ("tr", "tur"),
        ("uk", "ukr"),
        ("uz", "uzb"),
    ];
    let known = CODES.iter().find(|(two, _)| *two == code).map(|(_, three)| *three);
    known.or_else(|| (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_records_never_share_an_id() {
        let records =
            [("a", "1"), ("a", "b-1"), ("a-b", "1"), ("a", "record 7"), ("a", "record.20.7"), ("a", "№ 5")];
        let ids: BTreeSet<String> = records.iter().map(|(list, record)| entity_id(list, record)).collect();
        assert_eq!(ids.len(), records.len());
        assert_eq!(entity_id("a", "record 7"), "a-record.20.7");
    }
}
