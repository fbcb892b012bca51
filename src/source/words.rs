//! The words that identify rows and columns about the list itself: totals, notes and headers, from the language tables.
//!
//! In: the language tables `row-words` and `header-words`. Out: the meaning of a cell or a header. A project may add
//! tables of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::language::date::fold::fold;
use crate::language::lexicon::Lexicon;
use crate::source::Field;

/// The words of the tables `row-words` and `header-words`, normalised by `tidy`.
///
/// All forms are in the normal form of `tidy`: folded, with single blanks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// Words that begin a total, such as `итого`, the longest first.
    totals: Vec<String>,
    /// Words that may follow a number, such as `человек` or `адам`.
    units: Vec<String>,
    /// Words that begin a note.
    notes: Vec<String>,
    /// The meaning of each header; `None` for a meaning that no field has, such as a place of birth.
    headers: BTreeMap<String, Option<Field>>,
}

/// The words of the bundled tables, built on first use.
pub(crate) static BUNDLED: LazyLock<Words> = LazyLock::new(|| Words::new(&Lexicon::bundled()));

impl Words {
    /// The words of these tables.
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let mut words = Words::default();
        for row in lexicon.rows("row-words") {
            let form = tidy(row.get("form"));
            match row.get("sense") {
                "total" => words.totals.push(form),
                "unit" => words.units.push(form),
                _ => words.notes.push(form),
            }
        }
        words.totals.sort_by_key(|form| std::cmp::Reverse(form.len()));
        for row in lexicon.rows("header-words") {
            let form = tidy(row.get("form"));
            match row.get("field") {
                "none" => words.headers.insert(form, None),
                field => field.parse().ok().and_then(|field| words.headers.insert(form, Some(field))),
            };
        }
        words
    }

    /// Reads a cell that consists of a word for totals and at most a number. `None` if it is no such cell; `Some(None)`
    /// if it has no number.
    ///
    /// `Итого: 12 человек` gives 12, `Всего` gives `Some(None)`, `Итого Асан` gives `None`.
    pub(super) fn total(&self, cell: &str) -> Option<Option<u64>> {
        let cell = tidy(cell);
        let rest = self.totals.iter().find_map(|form| cell.strip_prefix(form.as_str()))?;
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":.=-".contains(c));
        if rest.is_empty() { Some(None) } else { self.folded_number(rest).map(Some) }
    }

    /// The number in a cell that has nothing else, except a unit such as `человек`.
    ///
    /// `12 человек` and `1 200` are numbers, `12а` is not.
    pub(super) fn number(&self, cell: &str) -> Option<u64> {
        self.folded_number(&tidy(cell))
    }

    /// Like [`Words::number`], for text that is already normalised. Digits may be grouped by white space.
    fn folded_number(&self, text: &str) -> Option<u64> {
        let is_of_number = |c: char| c.is_ascii_digit() || c.is_whitespace();
        let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
        let (digits, unit) = text.split_at_checked(end)?;
        let unit = unit.trim_matches(|c: char| c.is_whitespace() || c == '.');
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        (unit.is_empty() || self.units.iter().any(|word| word == unit)).then(|| digits.parse().ok())?
    }

    /// Whether a cell begins with a whole word that begins a note.
    ///
    /// The word must not be part of a longer word.
    pub(super) fn begins_note(&self, cell: &str) -> bool {
        let cell = tidy(cell);
        self.notes
            .iter()
            .filter_map(|form| cell.strip_prefix(form.as_str()))
            .any(|rest| !rest.starts_with(char::is_alphanumeric))
    }

    /// The field that a header names, and whether the whole header names it. Otherwise the longest known form inside
    /// the header decides. `DateOfDeath` and `date_of_death` are split into three words; text in brackets after a
    /// header is ignored.
    ///
    /// The second value is true if the whole header, or the part before a bracket, is a known form. `None` also for
    /// headers whose meaning no field has.
    pub(super) fn header(&self, header: &str) -> Option<(Field, bool)> {
        let (field, is_whole) = self.said(header)?;
        field.map(|field| (field, is_whole))
    }

    /// Whether a header has a known meaning that no field has, such as a place of birth or a date of arrest.
    pub(super) fn names_no_field(&self, header: &str) -> bool {
        matches!(self.said(header), Some((None, _)))
    }

    /// The meaning of a header, and whether it is that of the whole header; `None` if no form is known.
    ///
    /// Forms of up to two letters count only as whole headers, because inside a header they are too ambiguous.
    fn said(&self, header: &str) -> Option<(Option<Field>, bool)> {
        let words = tidy(&apart(header));
        let bare = words.split(['(', '[']).next().unwrap_or_default().trim();
        let wholes = [tidy(header), words.clone(), bare.to_owned()];
        if let Some(field) = wholes.iter().find_map(|whole| self.headers.get(whole)) {
            return Some((*field, true));
        }
        let padded = format!(" {} ", spaced(&words));
        let inside = self
            .headers
            .iter()
            .filter(|(form, _)| form.chars().count() > 2 && padded.contains(&format!(" {} ", spaced(form))));
        inside.max_by_key(|(form, _)| form.len()).map(|(_, field)| (*field, false))
    }
}

/// A header with blanks between the words of `dateOfDeath` and `date_of_death`.
fn apart(header: &str) -> String {
    let mut words = String::with_capacity(header.len() + 8);
    let mut before = ' ';
    for letter in header.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            words.push(' ');
        }
        words.push(if letter == '_' { ' ' } else { letter });
        before = letter;
    }
    words
}

/// Folded text with single blanks.
fn tidy(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// Letters and digits only, with single blanks for everything else.
fn spaced(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let plain: String = plain.collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_whole_cells_or_have_a_number() {
        let cases = [
            ("Итого", Some(None)),
            (" ВСЕГО: ", Some(None)),
            ("Всего: 188", Some(Some(188))),
            ("Барлығы - 227 адам", Some(Some(227))),
            ("Жиыны 1 188", Some(Some(1188))),
            ("Total", Some(None)),
            ("Total 12", Some(Some(12))),
            ("Totalov Asan", None),
            ("Total Asan", None),
            ("Всего Доброго", None),
            ("", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(BUNDLED.total(cell), expected, "{cell}");
        }
    }

    #[test]
    fn headers_are_known_whole_or_by_a_part() {
        let cases = [
            ("ФИО", Some((Field::Name, true))),
            ("Аты-жөні", Some((Field::Name, true))),
            ("Дата смерти (по справке)", Some((Field::DeathDate, true))),
            ("Дата смерти по справке", Some((Field::DeathDate, false))),
            ("№", Some((Field::Id, true))),
            ("DateOfDeath", Some((Field::DeathDate, true))),
            ("date_of_birth", Some((Field::BirthDate, true))),
            ("lastName", Some((Field::Surname, true))),
            ("DOB", Some((Field::BirthDate, true))),
            ("Victim's age", Some((Field::Age, true))),
            ("Date of Incident (month/day/year)", Some((Field::DeathDate, true))),
            ("Fecha de nacimiento", Some((Field::BirthDate, true))),
            ("apellidos", Some((Field::Surname, true))),
            ("Geburtsdatum", Some((Field::BirthDate, true))),
            ("prénom", Some((Field::GivenName, true))),
            ("Soyadı", Some((Field::Surname, true))),
            ("Дата загибелі", Some((Field::DeathDate, true))),
            ("نام خانوادگی", Some((Field::Surname, true))),
            ("שם משפחה", Some((Field::Surname, true))),
            ("colour", None),
            // These headers have a meaning that no field has, so no word inside them counts.
            ("Place of birth", None),
            ("date_of_arrest", None),
            ("Lugar de nacimiento", None),
            ("Fecha de detención", None),
            ("Geburtsort", None),
            ("Место рождения", None),
            ("Місце народження", None),
            ("Дата задержания (по делу)", None),
            ("Nationality", None),
        ];
        for (header, expected) in cases {
            assert_eq!(BUNDLED.header(header), expected, "{header}");
        }
    }
}
