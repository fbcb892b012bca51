//! The one place that values pass on their way into a view: what a policy withholds ends here.

use std::collections::{BTreeMap, BTreeSet};

use crate::outcome::Outcome;
use crate::policy::{Handling, Policy};
use crate::register;
use crate::source::Field;

/// The fields of every register.
const FIELDS: [&str; 9] = ["name", "sex", "birth", "death", "place", "status", "note", "url", "id"];

/// What a policy lets through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    policy: &'a Policy,
}

impl<'a> Shown<'a> {
    pub(super) fn new(policy: &'a Policy) -> Self {
        Shown { policy }
    }

    /// Whether anything of a field is shown.
    pub(super) fn any(&self, field: &str) -> bool {
        self.policy.handling(field) != Handling::Withheld
    }

    /// Whether a field is shown as the lists have it.
    pub(super) fn whole(&self, field: &str) -> bool {
        self.policy.handling(field) == Handling::Public
    }

    /// A value as it was understood; several are apart by ` | `.
    pub(super) fn value(&self, field: &str, value: &str) -> Option<String> {
        match self.policy.handling(field) {
            Handling::Public => Some(value.to_owned()),
            Handling::Coarsened => {
                let parts: Option<BTreeSet<String>> =
                    value.split(" | ").map(|one| coarse(field, one)).collect();
                Some(parts?.into_iter().collect::<Vec<_>>().join(" | "))
            }
            Handling::Withheld => None,
        }
    }

    /// The text of a cell, which is shown whole or not at all.
    pub(super) fn raw(&self, field: &str, raw: &str) -> Option<String> {
        self.whole(field).then(|| raw.to_owned())
    }

    /// What is kept of a table by field.
    pub(super) fn only_shown<T>(&self, mut by_field: BTreeMap<String, T>) -> BTreeMap<String, T> {
        by_field.retain(|field, _| self.any(field));
        by_field
    }

    /// The fields and columns of the lists that are coarsened, and those that are withheld.
    pub(super) fn fields_of(&self, outcome: &Outcome) -> (Vec<String>, Vec<String>) {
        let claims = outcome.register().entries().iter().flat_map(|entry| entry.claims());
        let mut fields: BTreeSet<&str> = claims.map(field_of).collect();
        fields.extend(FIELDS);
        let handled = |as_such: Handling| {
            let these = fields.iter().filter(|field| self.policy.handling(field) == as_such);
            these.map(|field| (*field).to_owned()).collect()
        };
        (handled(Handling::Coarsened), handled(Handling::Withheld))
    }
}

/// The name by which a policy knows the column of a claim.
pub(super) fn field_of(claim: &register::Claim) -> &str {
    match (claim.field, &claim.label) {
        (Some(field), _) => match field {
            Field::Name | Field::Surname | Field::GivenName | Field::Patronymic => "name",
            Field::BirthDate | Field::Age => "birth",
            Field::DeathDate => "death",
            other => other.as_str(),
        },
        (None, Some(label)) => label,
        (None, None) => &claim.column,
    }
}

/// A value with less detail: the year of a date, the settlement of a place. What has no coarser form is
/// left out.
fn coarse(field: &str, value: &str) -> Option<String> {
    match field {
        "birth" | "death" => {
            let year: String = value.chars().take(4).collect();
            (year.len() == 4 && year.chars().all(|digit| digit.is_ascii_digit())).then_some(year)
        }
        "place" => value.split(',').next().map(|first| first.trim().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_detail() {
        for (field, value, shown) in [
            ("birth", "1992-03-04", Some("1992")),
            ("birth", "1992/1993", Some("1992")),
            ("birth", "29", None),
            ("place", "Talgar, Talgar district, Almaty region", Some("Talgar")),
            ("note", "told by a neighbour", None),
        ] {
            assert_eq!(coarse(field, value).as_deref(), shown, "{field} {value}");
        }
    }
}
