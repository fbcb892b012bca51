//! What two rows themselves say against their being one person, whatever else agrees.

use std::fmt;

use crate::language::name::{Generation, PersonName, Relation, Role};
use crate::source::mention::Mention;

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

/// What a row says that sets it apart from others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Marks {
    has_name: bool,
    has_given: bool,
    is_part_unknown: bool,
    is_group: bool,
    relation: Option<Relation>,
    generation: Option<Generation>,
}

impl Marks {
    /// The marks of a row by its name, and whether it stands for several people.
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

    /// The marks of a row with a whole name and nothing beside it.
    pub(crate) fn plain() -> Self {
        Marks { has_name: true, has_given: true, ..Marks::default() }
    }

    /// Whether the row can stand under any constraint: most rows cannot, and are not looked at further.
    pub(crate) fn is_plain(&self) -> bool {
        self.has_name
            && !self.is_part_unknown
            && !self.is_group
            && self.relation.is_none()
            && self.generation.is_none()
    }

    /// Why two rows are never one person; `None` where they can be.
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

    /// Why only a reviewer may join two rows; `None` where the program may.
    pub(crate) fn doubt(&self, other: &Self) -> Option<Doubt> {
        if self.relation.is_some() != other.relation.is_some() {
            return Some(Doubt::MayBeRelative);
        }
        let is_thin = (self.is_part_unknown || other.is_part_unknown) && !self.has_given && !other.has_given;
        is_thin.then_some(Doubt::SurnameOnly)
    }
}

/// The marks of a mention.
pub(crate) fn marks(mention: &Mention) -> Marks {
    Marks::of(mention.name(), mention.group().is_some())
}

/// Why two rows are never one person; `None` where they can be.
pub(crate) fn never_one_person(a: &Mention, b: &Mention) -> Option<Never> {
    marks(a).never(&marks(b))
}

/// Why only a reviewer may join two rows; `None` where the program may.
pub(crate) fn only_a_reviewer(a: &Mention, b: &Mention) -> Option<Doubt> {
    let born = |one: &Mention| one.birth().and_then(|birth| birth.day());
    let are_born_on_one_day = born(a).is_some() && born(a) == born(b);
    marks(a).doubt(&marks(b)).filter(|doubt| *doubt != Doubt::SurnameOnly || !are_born_on_one_day)
}
