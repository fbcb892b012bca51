//! What a program does not wave through: two records that contradict each other on who they are about.
//!
//! Whoever is left over in two lists looks likelier to be one person than the two records alone say. That is often right, and it
//! is also what two brothers look like, one of whom is in each list. So records that contradict each other are joined only
//! where the two alone are likelier one person than two; otherwise they are kept apart and a reviewer is asked.

use serde::Serialize;

use super::{BIRTH, Contribution, FOR_REVIEWER, Link};
use crate::language::name::Role;
use crate::linkage::compare::name_levels;

/// The probability from which two known given names beside one day of birth are one person: about one in a hundred births is a
/// twin, and families that died together are looked at.
const SURELY_NO_TWINS: f64 = 0.999;
const EVEN: f64 = 0.5;
/// Two records that alone have less than this probability are never joined merely because no other record is left for them. Both
/// such joins in 51 lists with known truth were wrong.
const THIN: f64 = 0.1;
/// The probability from which two ages that differ are taken for one age misreported, without a question.
const SETTLES_AGES: f64 = 0.99;

/// What two records contradict each other on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contradiction {
    /// Their given names are two names that the tables know.
    GivenName,
    /// Their given names are two known names, and no birth or age agrees. Brothers share everything else.
    Siblings,
    /// Their given names are unlike, and one of them is no name that the tables know, or an initial: it may be misread.
    UnlikeGivenName,
    /// Their given names are two known names, and their day of birth is one: twins look like this.
    Twins,
    /// Their surnames have nothing in common.
    Surname,
    /// Their fathers have two names.
    Father,
    /// Their dates of birth are two.
    Birth,
    /// They were born half a generation apart or more, as father and son are.
    Generation,
    /// Their ages or years of birth differ by more than rounding explains.
    Age,
    /// One is a man and one a woman.
    Sex,
    /// Their deaths lie a year apart or more.
    Death,
    /// One of them may be a relative of the person whose name both print.
    Relation,
}

impl Contradiction {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Contradiction::GivenName => "given-name",
            Contradiction::Siblings => "siblings",
            Contradiction::UnlikeGivenName => "unlike-given-name",
            Contradiction::Twins => "twins",
            Contradiction::Surname => "surname",
            Contradiction::Father => "father",
            Contradiction::Birth => "birth",
            Contradiction::Generation => "generation",
            Contradiction::Age => "age",
            Contradiction::Sex => "sex",
            Contradiction::Death => "death",
            Contradiction::Relation => "relation",
        }
    }

    /// What the two have two of, as a sentence goes on after "they have two different".
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Contradiction::GivenName | Contradiction::UnlikeGivenName => "given names",
            Contradiction::Siblings => "given names, and no birth or age that is the same",
            Contradiction::Twins => "given names and one day of birth, as twins have",
            Contradiction::Surname => "surnames",
            Contradiction::Father => "fathers",
            Contradiction::Birth => "births",
            Contradiction::Generation => "ages, half a generation apart",
            Contradiction::Age => "ages",
            Contradiction::Sex => "sexes",
            Contradiction::Death => "years of death",
            Contradiction::Relation => "relations to the person whose name they print",
        }
    }

    /// The probability by themselves from which two records are joined all the same; `needed` is that of two records that
    /// do not contradict each other.
    ///
    /// Two records that contradict each other must be likelier one person than two by themselves. Brothers have two known given
    /// names, and father and son are half a generation apart: such pairs need the probability of any join. A program that is
    /// right about twins 99 times in 100 still erases one. Deaths years apart are never one death.
    fn needed(self, needed: f64) -> f64 {
        match self {
            Contradiction::Twins => needed.max(SURELY_NO_TWINS),
            Contradiction::Death | Contradiction::Relation | Contradiction::Siblings => f64::INFINITY,
            Contradiction::GivenName | Contradiction::Generation => needed,
            Contradiction::UnlikeGivenName
            | Contradiction::Surname
            | Contradiction::Father
            | Contradiction::Birth
            | Contradiction::Age
            | Contradiction::Sex => needed.min(EVEN),
        }
    }

    /// Two records that contradict each other and are joined are a question if they alone have less than this probability.
    /// `needed` is the probability above which records are joined.
    fn asked_below(self, needed: f64) -> f64 {
        match self {
            Contradiction::Father | Contradiction::Sex | Contradiction::Generation => f64::INFINITY,
            Contradiction::Age => SETTLES_AGES,
            _ => needed,
        }
    }

    /// Whether a third record can have weighed it, so that the two may come together for its sake.
    pub(crate) fn is_excusable(self) -> bool {
        !matches!(self, Contradiction::Death | Contradiction::Relation)
    }

    /// What a level of a field contradicts.
    pub(super) fn of(field: &str, level: &str) -> Option<Self> {
        let is_name = |role: Role| field == role.as_str();
        if is_name(Role::Given) {
            let is_two_names = name_levels().iter().any(|one| one.name == level && !one.agrees);
            let what =
                if may_be_misread(level) { Contradiction::UnlikeGivenName } else { Contradiction::GivenName };
            return is_two_names.then_some(what);
        }
        if is_name(Role::Surname) || is_name(Role::Patronymic) {
            let is_surname = is_name(Role::Surname);
            let what = if is_surname { Contradiction::Surname } else { Contradiction::Father };
            return (level == "different").then_some(what);
        }
        match (field, level) {
            (BIRTH, "same-year" | "near-year" | "other-day") => Some(Contradiction::Birth),
            (BIRTH, "other-year" | "near-age" | "other-age") => Some(Contradiction::Age),
            (BIRTH, "far-year" | "far-age") => Some(Contradiction::Generation),
            (FOR_REVIEWER, _) => Some(Contradiction::Relation),
            ("sex", "different") => Some(Contradiction::Sex),
            ("death", "year-slip" | "years-apart") => Some(Contradiction::Death),
            _ => None,
        }
    }
}

/// Whether only a reviewer may join two records that contradict each other on these things and are one person with this
/// probability by themselves.
pub(super) fn is_for_a_reviewer(
    mut contradictions: impl Iterator<Item = Contradiction>,
    probability: f64,
    needed: f64,
) -> bool {
    contradictions.any(|one| probability < one.needed(needed))
}

impl std::fmt::Display for Contradiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether one of two unlike given names is no name that the tables know. Beside one day of birth that is no contradiction.
fn may_be_misread(level: &str) -> bool {
    matches!(level, "different" | "other-initial")
}

/// Whether the levels are those of twins: two known given names, one day of birth, and no other surname.
pub(super) fn are_twins<'a>(level: impl Fn(&str) -> Option<&'a str>) -> bool {
    level(BIRTH) == Some("same-day")
        && matches!(level(Role::Given.as_str()), Some("other-name" | "other-name-near"))
        && level(Role::Surname.as_str()) != Some("different")
}

/// Whether the two may be siblings: they have two known given names, and no birth or age agrees. Siblings share everything else.
pub(super) fn are_siblings<'a>(level: impl Fn(&str) -> Option<&'a str>) -> bool {
    let agrees = ["same-day", "slip", "year", "within-a-year", "age", "age-off-by-one"];
    matches!(level(Role::Given.as_str()), Some("other-name" | "other-name-near"))
        && !level(BIRTH).is_some_and(|birth| agrees.contains(&birth))
}

impl Link {
    /// What the two records contradict each other on, in the order of comparison.
    pub fn contradictions(&self) -> impl Iterator<Item = Contradiction> + '_ {
        self.contradicting().map(|(what, _)| what)
    }

    /// The same with what the field says.
    pub(crate) fn contradicting(&self) -> impl Iterator<Item = (Contradiction, &Contribution)> + '_ {
        let level =
            |field: &str| self.contributions.iter().find(|one| &*one.field == field).map(|one| one.level);
        let are_twins = !self.names_are_confused && are_twins(level);
        let are_siblings = !self.names_are_confused && are_siblings(level);
        let is_one_day = level(BIRTH) == Some("same-day");
        self.contributions.iter().filter_map(move |one| {
            let found = Contradiction::of(&one.field, one.level)?;
            let is_misread = found == Contradiction::UnlikeGivenName && is_one_day;
            let found = match found {
                Contradiction::GivenName if are_twins => Contradiction::Twins,
                Contradiction::GivenName if are_siblings => Contradiction::Siblings,
                found => found,
            };
            (!is_misread).then_some((found, one))
        })
    }

    /// Whether only a reviewer may join the two records. `needed` is the [probability above which records are
    /// joined](crate::base::settings::Settings::needed). The two records alone must have at least this probability of being one person:
    ///
    /// - 0.1 in any case;
    /// - 0.5 if they contradict each other;
    /// - `needed` if they have two known given names, or are half a generation apart;
    /// - 0.999 if they have two known given names and one day of birth, as twins have.
    ///
    /// Only a reviewer joins deaths that are a year apart or more, and two known given names without a birth or age that agrees,
    /// since siblings share everything else. The rules for twins and siblings do not apply if these lists [confuse given
    /// names](Link::names_are_confused).
    pub fn needs_a_reviewer(&self, needed: f64) -> bool {
        let probability = self.probability();
        probability < THIN || is_for_a_reviewer(self.contradictions(), probability, needed)
    }

    /// Whether a reviewer is asked about the two records if they are joined. Two fathers, two sexes and births half a generation
    /// apart are always a question. Two ages are one if the two records alone have less than 0.99. All other contradictions are one
    /// below `needed`. In 51 lists with known truth, 140 pairs below 0.99 were joined although their ages disagree: 0.89 of them
    /// were right, and the program stated 0.98. Of 101 pairs above it, 0.99 were right.
    pub fn is_asked_about(&self, needed: f64) -> bool {
        let probability = self.probability();
        let is_open = |one: Contradiction| probability < one.asked_below(needed);
        !self.needs_a_reviewer(needed) && self.contradictions().any(is_open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::block::Pair;
    use crate::linkage::compare::Standing;

    fn link(levels: &[(&str, &'static str)], weight: f64) -> Link {
        let one = |(field, level): &(&str, &'static str)| Contribution {
            field: (*field).into(),
            level,
            class: 0,
            standing: Some(if *level == "same-day" { Standing::Same } else { Standing::Conflict }),
            weight: 0.0,
            related: 0.0,
            others: 0.0,
            of: 0.0,
            published: None,
        };
        let contributions = levels.iter().map(one).collect();
        Link {
            pair: Pair::new(0, 1),
            evidence: weight,
            prior: 0.0,
            contributions,
            readings: (0, 0),
            names_are_confused: false,
        }
    }

    #[test]
    fn what_contradicts_is_for_a_reviewer_unless_the_two_alone_are_enough() {
        for (levels, weak, strong) in [
            (vec![("given-name", "other-name"), ("birth", "same-day")], true, true),
            (vec![("given-name", "other-name-near"), ("birth", "same-day")], true, true),
            (
                vec![("surname", "different"), ("given-name", "other-name"), ("birth", "same-day")],
                true,
                false,
            ),
            (vec![("given-name", "other-name"), ("birth", "age")], true, false),
            (vec![("given-name", "other-name")], true, true),
            (vec![("given-name", "other-name-near"), ("place", "same")], true, true),
            (vec![("given-name", "other-name-near"), ("birth", "near-age")], true, true),
            (vec![("given-name", "near"), ("birth", "same-day")], false, false),
            (vec![("given-name", "different"), ("birth", "same-day")], false, false),
            (vec![("given-name", "different"), ("birth", "age")], true, false),
            (vec![("given-name", "near")], false, false),
            (vec![("surname", "different")], true, false),
            (vec![("surname", "other-name-near")], false, false),
            (vec![("patronymic", "different")], true, false),
            (vec![("birth", "other-day")], true, false),
            (vec![("birth", "slip")], false, false),
            (vec![("birth", "age-off-by-one")], false, false),
            (vec![("birth", "near-age")], true, false),
            (vec![("sex", "different")], true, false),
            (vec![("death", "other-day")], false, false),
            (vec![("death", "years-apart")], true, true),
            (vec![("death", "year-slip")], true, true),
        ] {
            assert_eq!(link(&levels, -0.1).needs_a_reviewer(0.75), weak, "{levels:?} alone below even odds");
            assert_eq!(link(&levels, 9.0).needs_a_reviewer(0.75), strong, "{levels:?} alone 512 to 1");
        }
    }
}
