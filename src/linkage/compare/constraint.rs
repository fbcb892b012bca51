//! Constraints on pairs: what two records state that forbids a join, whatever else agrees.
//!
//! In: two mentions, or their [`Marks`]. Out: [`Never`] if the two are never one person, [`JoinDoubt`] if only a reviewer
//! may join them. Most records have a plain name and are under no constraint ([`Marks::is_plain`]).

use std::fmt;

use crate::language::name::{Generation, PersonName, Relation, Role};
use crate::source::mention::Mention;

/// Why two records are never one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Never {
    /// One record has no readable name: `Неизвестный мужчина`.
    NoName,
    /// One record covers several people: a name followed by `и его сын`.
    Group,
    /// One record is a relative of the person whom both name: `жена Тестова Асана` and `Тестов Асан`.
    Relative,
    /// Both records are relatives of the person whose name they print, and not the same relative: son and wife.
    OtherRelation,
    /// The records state two different generations: Sr and Jr.
    OtherGeneration,
}

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Never::NoName => "one of the rows has no readable name",
            Never::Group => "one of the rows describes several people",
            Never::Relative => "one of the rows is a relative of the person whom both name",
            Never::OtherRelation => "the rows are two different relatives of the person whom both name",
            Never::OtherGeneration => "the rows are two generations of one name, such as senior and junior",
        })
    }
}

/// Why only a reviewer may join two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum JoinDoubt {
    /// A word of relation follows the name of one record. The record may be about the relative or about the person
    /// named.
    MayBeRelative,
    /// Neither record gives a given name, and at least one states that a part of the name is unknown.
    SurnameOnly,
}

impl JoinDoubt {
    /// The name in the table of contributions.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            JoinDoubt::MayBeRelative => "may-be-relative",
            JoinDoubt::SurnameOnly => "surname-only",
        }
    }
}

impl fmt::Display for JoinDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JoinDoubt::MayBeRelative => "one of the rows may be a relative of the person whom both name",
            JoinDoubt::SurnameOnly => "the rows share a surname and neither gives a given name",
        })
    }
}

/// What a record states that can keep it apart from others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Marks {
    /// Whether a name could be read.
    has_name: bool,
    /// Whether the best reading has a given name or a patronymic.
    has_given: bool,
    /// Whether the cell states that a part of the name is unknown.
    is_part_unknown: bool,
    /// Whether the record covers several people.
    is_group: bool,
    /// The relation to the person named, such as son; `None` if the record is about that person.
    relation: Option<Relation>,
    /// The mark of the generation, such as Jr; `None` if there is none.
    generation: Option<Generation>,
}

impl Marks {
    /// The marks of a record. `is_group` says whether another cell states that the record covers several people; the
    /// name can state it too.
    pub(crate) fn of(name: Option<&PersonName>, is_group: bool) -> Self {
        let best = name.and_then(|name| name.readings().first());
        let gives = |role: &Role| best.is_some_and(|best| best.value(*role).is_some());
        Marks {
            has_name: name.is_some(),
            has_given: [Role::Given, Role::Patronymic].iter().any(gives),
            is_part_unknown: name.is_some_and(PersonName::is_part_unknown),
            is_group: is_group || name.is_some_and(|name| name.group().is_some()),
            relation: name.and_then(PersonName::relation).cloned(),
            generation: name.and_then(PersonName::generation),
        }
    }

    /// The marks of a record with a whole name and nothing else.
    pub(crate) fn plain() -> Self {
        Marks { has_name: true, has_given: true, ..Marks::default() }
    }

    /// Whether the record is under no constraint with any other such record. Most records are plain and are not
    /// examined further.
    pub(crate) fn is_plain(&self) -> bool {
        self.has_name
            && !self.is_part_unknown
            && !self.is_group
            && self.relation.is_none()
            && self.generation.is_none()
    }

    /// Why two records are never one person; `None` if they can be. Symmetric.
    pub(crate) fn never(&self, other: &Self) -> Option<Never> {
        if self.is_group || other.is_group {
            return Some(Never::Group);
        }
        if !self.has_name || !other.has_name {
            return Some(Never::NoName);
        }
        match (&self.relation, &other.relation) {
            (Some(one), Some(other)) if !one.agrees(other) => return Some(Never::OtherRelation),
            (Some(one), None) | (None, Some(one)) if one.is_certain() => return Some(Never::Relative),
            _ => {}
        }
        match (self.generation, other.generation) {
            (Some(one), Some(other)) if !one.agrees(other) => Some(Never::OtherGeneration),
            _ => None,
        }
    }

    /// Why only a reviewer may join two records; `None` if the program may. Symmetric.
    pub(crate) fn doubt(&self, other: &Self) -> Option<JoinDoubt> {
        if self.relation.is_some() != other.relation.is_some() {
            return Some(JoinDoubt::MayBeRelative);
        }
        let is_thin = (self.is_part_unknown || other.is_part_unknown) && !self.has_given && !other.has_given;
        is_thin.then_some(JoinDoubt::SurnameOnly)
    }
}

/// The marks of a mention.
pub(crate) fn marks(mention: &Mention) -> Marks {
    Marks::of(mention.name(), mention.group().is_some())
}

/// Why two mentions are never one person; `None` if they can be.
pub(crate) fn never_one_person(a: &Mention, b: &Mention) -> Option<Never> {
    marks(a).never(&marks(b))
}

/// Why only a reviewer may join two mentions; `None` if the program may. Two records with a surname only may be
/// joined without a reviewer if both state the same day of birth.
pub(crate) fn only_a_reviewer(a: &Mention, b: &Mention) -> Option<JoinDoubt> {
    let born = |one: &Mention| one.birth().and_then(|birth| birth.day());
    let are_born_on_one_day = born(a).is_some() && born(a) == born(b);
    marks(a).doubt(&marks(b)).filter(|doubt| *doubt != JoinDoubt::SurnameOnly || !are_born_on_one_day)
}
