//! The section `[profile.public]` of a project file: what of each field is published.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::section::Section;
use crate::base::nearest::nearest;
use crate::source::policy;
use crate::source::policy::{Handling, Policy};
use crate::source::{Source, SourceSpec};

/// Reads the sections of profiles and notes every fault.
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
        Some(_) => section.fault("`smallest_cell` has to be 2 or more; leave it out to coarsen nothing"),
        None => {}
    }
    for (key, word) in section.rest() {
        let field = policy::canonical(&key);
        if let Some(fault) = fault(&key, &word, &mapped) {
            section.fault(fault);
        } else if field.is_some_and(|field| !said.insert(field)) {
            section.fault(format!(
                "`{key}` means `{}`, which is there too; keep one",
                field.unwrap_or_default()
            ));
        } else if let Some(handling) = handling(&word) {
            policy = policy.with(&key, handling);
        }
    }
    policy
}

fn handling(word: &str) -> Option<Handling> {
    Handling::ALL.into_iter().find(|handling| handling.as_str() == word)
}

fn fault(key: &str, word: &str, mapped: &BTreeMap<&str, String>) -> Option<String> {
    if let (None, Some(meant)) = (policy::canonical(key), mapped.get(key)) {
        return Some(format!("`{key}` is the header of a column that is mapped; say `{meant}` instead"));
    }
    match handling(word) {
        None => Some(format!("`{key}` is {word:?}; it can be \"public\", \"coarsened\", \"withheld\"")),
        Some(Handling::Coarsened) if !policy::has_coarser_form(key) => {
            Some(format!("`{key}` has no form with less detail; it can be \"public\" or \"withheld\""))
        }
        Some(_) => None,
    }
}

/// The headers that are mapped, each with the word that a profile has for it.
fn mapped(sources: &[SourceSpec]) -> BTreeMap<&str, String> {
    let mut all = BTreeMap::new();
    for spec in sources {
        all.extend(spec.columns().map(|(field, header)| (header, policy::of_field(field).to_owned())));
        let labels = spec.extra().filter(|(label, header)| label != header);
        all.extend(labels.map(|(label, header)| (header, label.to_owned())));
    }
    all
}

/// Keys of a policy that are no field, no label and the header of no list.
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
        format!("[profile.public]: `{key}` is no field, no label under `extra` and no list's header; {hint}")
    };
    policy.columns().filter(|key| !known.contains(key)).map(fault).collect()
}
