//! What two rows themselves say against their being one person, whatever else agrees.

use std::fmt;

use crate::mention::Mention;
use crate::name::{Generation, Role};

/// Why two rows are never one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Never {
    /// One row has no name.
    NoName,
    /// One row stands for several people.
    Group,
    /// One row is a relative of the person whose name both print.
    Relative,
    /// Both rows are relatives of the person whose name they print, and not the same one.
    OtherRelation,
    /// The rows state two different generations.
    OtherGeneration,
}

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Never::NoName => "one of the rows has no name that can be read",
            Never::Group => "one of the rows stands for several people",
            Never::Relative => "one of the rows is a relative of the person whose name both print",
            Never::OtherRelation => {
                "the rows are two different relatives of the person whose name they print"
            }
            Never::OtherGeneration => "the rows state two generations of one name, as senior and junior",
        })
    }
}

/// Why only a reviewer may join two rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Doubt {
    /// A word of relation stands after the name of one row: the row may be the relative or the person.
    MayBeRelative,
    /// Neither row gives a given name, and one says that it is not known.
    SurnameOnly,
}

impl Doubt {
    /// The name in the table of contributions.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Doubt::MayBeRelative => "may-be-relative",
            Doubt::SurnameOnly => "surname-only",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Doubt::MayBeRelative => "one of the rows may be a relative of the person whose name both print",
            Doubt::SurnameOnly => "the rows share a surname and neither gives a given name",
        })
    }
}

/// Whether a row can stand under any constraint: most rows cannot, and are not looked at further.
pub(crate) fn is_plain(mention: &Mention) -> bool {
    let name = mention.name();
    name.is_some_and(|name| !name.is_part_unknown())
        && mention.group().is_none()
        && mention.relation().is_none()
        && mention.generation().is_none()
}

/// Why two rows are never one person; `None` where they can be.
pub(crate) fn never_one_person(a: &Mention, b: &Mention) -> Option<Never> {
    if a.group().is_some() || b.group().is_some() {
        return Some(Never::Group);
    }
    if a.name().is_none() || b.name().is_none() {
        return Some(Never::NoName);
    }
    match (a.relation(), b.relation()) {
        (Some(one), Some(other)) if !one.agrees(other) => return Some(Never::OtherRelation),
        (Some(one), None) | (None, Some(one)) if one.is_certain() => return Some(Never::Relative),
        _ => {}
    }
    let differ = |one: Generation, other: Generation| !one.agrees(other);
    match (a.generation(), b.generation()) {
        (Some(one), Some(other)) if differ(one, other) => Some(Never::OtherGeneration),
        _ => None,
    }
}

/// Why only a reviewer may join two rows; `None` where the program may.
pub(crate) fn only_a_reviewer(a: &Mention, b: &Mention) -> Option<Doubt> {
    if a.relation().is_some() != b.relation().is_some() {
        return Some(Doubt::MayBeRelative);
    }
    let states_unknown = |mention: &Mention| mention.name().is_some_and(|name| name.is_part_unknown());
    let has_given = |mention: &Mention| {
        let best = mention.name().and_then(|name| name.readings().first());
        best.is_some_and(|best| {
            [Role::Given, Role::Patronymic].iter().any(|role| best.value(*role).is_some())
        })
    };
    let is_thin = (states_unknown(a) || states_unknown(b)) && !has_given(a) && !has_given(b);
    is_thin.then_some(Doubt::SurnameOnly)
}
