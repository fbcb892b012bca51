//! The value of each field of one record, as text with its precision.
//!
//! Input: a mention. Output: for each field `None`, or the text and a precision. Greater is more precise; precisions
//! are compared only within a field.
//!
//! Precision decides only between values that equally many lists support. Examples with invented values: `Тестов Асан
//! Серикович` (6) is more precise than `Тестов А.` (2); `1984-05-12` (0 days) more than `1984` (−365); a birth date
//! more than any birth that follows from an age.

use crate::language::date::PartialDate;
use crate::language::name::{NameValue, Role};
use crate::language::place::PlaceCell;
use crate::source::Field;
use crate::source::mention::Mention;

/// The name as it is shown. Precision: two for each part that is written out and not an initial, less one if letters
/// were lost.
pub(super) fn name_value(mention: &Mention) -> Option<(String, i64)> {
    let name = mention.name()?;
    let best = name.readings().first()?;
    let written_out =
        Role::ALL.iter().filter_map(|role| best.value(*role)).filter(|part| !part.is_initial()).count();
    let lost = i64::from(name.has_lost_letters());
    Some((name.display(), i64::try_from(written_out).unwrap_or(0) * 2 - lost))
}

/// The number of parts of a name that are known as such: given names of the tables, and words with the ending of a
/// surname or a patronymic. Initials do not count. A nonsense word has none.
pub(super) fn known_parts(mention: &Mention) -> usize {
    let best = mention.name().and_then(|name| name.readings().first());
    let parts = Role::ALL.iter().filter_map(|role| best?.value(*role));
    let is_known = |part: &&NameValue| !part.is_initial() && (part.ending() != 0 || !part.known().is_empty());
    parts.filter(is_known).count()
}

/// The stated sex. All values are equally precise.
pub(super) fn sex_value(mention: &Mention) -> Option<(String, i64)> {
    mention.sex().map(|sex| (sex.as_str().to_owned(), 0))
}

/// The stated date of birth, or the year or years of birth that follow from the age (`1984/1985`). Precision: minus the
/// length of the range in days. A birth from an age ranks 1,000 lower, so that stated dates come first.
pub(super) fn birth_value(mention: &Mention) -> Option<(String, i64)> {
    if let Some(birth) = mention.birth() {
        return Some((birth.to_string(), -i64::from(birth.latest().days_since(birth.earliest()))));
    }
    let (from, to) = mention.birth_by_age()?;
    let years = if from.year() == to.year() {
        from.year().to_string()
    } else {
        format!("{}/{}", from.year(), to.year())
    };
    Some((years, -i64::from(to.days_since(from)) - 1000))
}

/// The stated date of death. Precision: minus the length of the range in days.
pub(super) fn death_value(mention: &Mention) -> Option<(String, i64)> {
    let death = mention.death()?;
    Some((death.to_string(), -i64::from(death.latest().days_since(death.earliest()))))
}

/// The place with the places that contain it, or the text of the cell if the tables do not know the place. Precision: 0
/// for an unknown place, 1 for a known one, 2 for a settlement.
pub(super) fn place_value(mention: &Mention) -> Option<(String, i64)> {
    match mention.place() {
        PlaceCell::Known(place) => Some((place.path(), 1 + i64::from(place.kind().is_settlement()))),
        PlaceCell::Unknown(text) => Some((text.key().to_owned(), 0)),
        _ => None,
    }
}

/// The groups of status labels, joined by `+`. All values are equally precise.
pub(super) fn status_value(mention: &Mention) -> Option<(String, i64)> {
    let status = mention.status()?;
    let groups: Vec<&str> = status.groups().map(|group| group.as_str()).collect();
    Some((groups.join("+"), 0))
}

/// A date as text. A date that was read only in part is written in EDTF, which marks it as uncertain.
fn date_value(date: &PartialDate) -> String {
    if date.is_partly_read() { date.edtf() } else { date.to_string() }
}

/// The value of a cell as it was read. For a further column, or if nothing was read, the trimmed text of the cell.
pub(super) fn value_of(mention: &Mention, field: Option<Field>, cell: &str) -> String {
    let best = mention.name().and_then(|name| name.readings().first());
    let part = |role| best.and_then(|reading| reading.value(role)).map(|part| part.text().to_owned());
    let understood = match field {
        Some(Field::Name) => mention.name().map(|name| name.display()),
        Some(Field::Surname) => part(Role::Surname),
        Some(Field::GivenName) => part(Role::Given),
        Some(Field::SecondSurname) => part(Role::Surname),
        Some(Field::MiddleName) => part(Role::Given),
        Some(Field::Suffix) => mention.generation().map(|mark| mark.as_str().to_owned()),
        Some(Field::Identity) => mention.identity().map(|identity| identity.as_str().to_owned()),
        Some(Field::Patronymic) => part(Role::Patronymic),
        Some(Field::BirthDate) => mention.birth().map(date_value),
        Some(Field::DeathDate) => mention.death().map(date_value),
        Some(Field::Place) => place_value(mention).map(|(text, _)| text),
        Some(Field::Status) => status_value(mention).map(|(text, _)| text),
        Some(Field::Sex) => sex_value(mention).map(|(text, _)| text),
        Some(Field::Age) => mention.age().map(ToString::to_string),
        _ => None,
    };
    understood.unwrap_or_else(|| cell.trim().to_owned())
}
