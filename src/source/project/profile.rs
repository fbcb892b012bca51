//! Reads the section `[profile.public]` of a project file: how much of each field is published.
//!
//! In: the section as a TOML table, and the lists of the project. Out: a [`Policy`], and every fault with what to do.
//! Keys are fields, `minors`, `smallest_cell`, labels of further columns, and headers of unmapped columns.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::section::Section;
use crate::base::nearest::nearest;
use crate::source::policy::{Handling, Policy};
use crate::source::{Source, SourceSpec, policy};

/// Reads the section. Every fault is added to `faults`.
///
/// Two keys that mean the same field, such as `surname` and `name`, are a fault, because one of them would be ignored.
pub(super) fn parse(table: Table, sources: &[SourceSpec], faults: &mut Vec<String>) -> Policy {
    let mut profiles = Section::new("[profile]", table, faults);
    let public = profiles.table("public");
    profiles.finish(&["public"]);
    let mut section = Section::new("[profile.public]", public, faults);
    let mapped = mapped(sources);
    let mut policy = Policy::public();
    let mut said = BTreeSet::new();
    match section.count(Policy::SMALLEST_CELL) {
        Some(smallest) if smallest >= 2 => policy = policy.with_smallest_cell(smallest),
        Some(_) => section.fault("`smallest_cell` must be 2 or more; leave it out to make nothing coarser"),
        None => {}
    }
    for (key, word) in section.rest() {
        let field = policy::canonical(&key);
        if let Some(fault) = fault(&key, &word, &mapped) {
            section.fault(fault);
        } else if field.is_some_and(|field| !said.insert(field)) {
            section.fault(format!(
                "`{key}` and `{}` are the same key; keep one of them",
                field.unwrap_or_default()
            ));
        } else if let Some(handling) = handling(&word) {
            policy = policy.with(&key, handling);
        }
    }
    policy
}

/// The handling that a word names.
fn handling(word: &str) -> Option<Handling> {
    Handling::ALL.into_iter().find(|handling| handling.as_str() == word)
}

/// What is wrong with a key and its word; `None` if both are valid.
///
/// A key that is the header of a mapped column is a fault: the field has its own key, and the header would have no
/// effect. `mapped` comes from the function of that name.
fn fault(key: &str, word: &str, mapped: &BTreeMap<&str, String>) -> Option<String> {
    if let (None, Some(meant)) = (policy::canonical(key), mapped.get(key)) {
        return Some(format!("`{key}` is the header of a mapped column; write `{meant}` instead"));
    }
    match handling(word) {
        None => Some(format!("`{key}` is {word:?}; write \"public\", \"coarsened\" or \"withheld\"")),
        Some(Handling::Coarsened) if !policy::has_coarser_form(key) => {
            Some(format!("`{key}` has no form with less detail; write \"public\" or \"withheld\""))
        }
        Some(_) => None,
    }
}

/// The mapped headers, each with the key that a profile uses for it.
///
/// Labels that equal their header are left out, because the same key then works for both.
fn mapped(sources: &[SourceSpec]) -> BTreeMap<&str, String> {
    let mut all = BTreeMap::new();
    for spec in sources {
        all.extend(spec.columns().map(|(field, header)| (header, policy::of_field(field).to_owned())));
        let labels = spec.extra().filter(|(label, header)| label != header);
        all.extend(labels.map(|(label, header)| (header, label.to_owned())));
    }
    all
}

/// Faults of keys that are no field, no label and no header of any list.
///
/// Called after the lists are read, because only then their headers are known. A misspelt key would otherwise silently
/// leave a column withheld or, worse, public.
pub(super) fn unknown_columns(policy: &Policy, sources: &[Source]) -> Vec<String> {
    let mut known: BTreeSet<&str> = policy::keys().collect();
    for source in sources {
        known.extend(source.header().iter().map(String::as_str));
        known.extend(source.spec().extra().map(|(label, _)| label));
    }
    let fault = |key: &str| {
        let hint = match nearest(key, known.iter().copied()) {
            Some(near) => format!("nearest: `{near}`"),
            None => format!("the fields are: `{}`", policy::keys().collect::<Vec<_>>().join("`, `")),
        };
        format!(
            "[profile.public]: `{key}` is not a field, a label under `extra` or a header of a list; {hint}"
        )
    };
    policy.columns().filter(|key| !known.contains(key)).map(fault).collect()
}
