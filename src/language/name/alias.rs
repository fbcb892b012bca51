//! Second names of one person in one cell: `Juan Pérez alias El Zurdo`, `Иванов Иван (он же Петров)`.

use super::{Reading, Role};
use crate::language::lexicon::Lexicon;

/// Readings of one further name that are kept.
const MOST_READINGS: usize = 3;
/// Further names of one person that are read.
const MOST_NAMES: usize = 6;
/// How often another list has a person under a further name, beside the first name. By judgement: a list that
/// states a further name does so because others use it.
const SHARE: f64 = 0.5;
/// The place of a further name among the parts: bits that the first name hardly reaches.
const ITS_PARTS: u32 = 8;

/// Words that say that a further name follows (tables `alias-words`).
#[derive(Clone, Debug)]
pub(super) struct AliasWords {
    /// Lower-case letters, and whether the next word may be joined to them. The longest first.
    words: Vec<(Vec<char>, bool)>,
}

impl AliasWords {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let rows = lexicon.rows("alias-words");
        let mut words: Vec<(Vec<char>, bool)> =
            rows.map(|row| (lower(row.get("form")), row.get("joined") == "yes")).collect();
        words.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len()));
        AliasWords { words }
    }

    /// The first words of all forms.
    pub(super) fn firsts(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(|(letters, _)| letters.iter().collect())
    }

    /// The first name of a cell and the further ones; `None` where there is none, or no name before it.
    pub(super) fn split(&self, cell: &str) -> Option<(String, Vec<String>)> {
        let letters: Vec<char> = cell.chars().collect();
        let small: Vec<char> = letters.iter().map(|letter| lower_of(*letter)).collect();
        let (from, to) = self.find(&small, 0)?;
        let text =
            |from: usize, to: usize| -> String { letters.get(from..to).unwrap_or_default().iter().collect() };
        let is_edge =
            |letter: char| letter.is_whitespace() || matches!(letter, '(' | '[' | ',' | ';' | '-' | '/');
        let name = text(0, from).trim_end_matches(is_edge).trim().to_owned();
        if !name.chars().any(char::is_alphabetic) {
            return None;
        }
        let in_brackets =
            letters.get(..from)?.iter().rev().find(|letter| matches!(**letter, '(' | ')')) == Some(&'(');
        let close =
            if in_brackets { letters.iter().skip(to).position(|letter| *letter == ')') } else { None };
        let end = close.map_or(letters.len(), |at| to + at);
        let mut aliases = Vec::new();
        let mut start = to;
        while let Some((from, to)) = self.find(small.get(..end)?, start) {
            aliases.push(text(start, from));
            start = to;
        }
        aliases.push(text(start, end));
        let split = aliases.iter().flat_map(|alias| alias.split([',', ';', '/'])).map(trimmed);
        let aliases: Vec<String> =
            split.filter(|alias| alias.chars().any(char::is_alphabetic)).take(MOST_NAMES).collect();
        let behind = text((end + 1).min(letters.len()), letters.len());
        let name = if behind.trim().is_empty() { name } else { format!("{name} {}", behind.trim()) };
        (!aliases.is_empty()).then_some((name, aliases))
    }

    /// Where the first such word from a place on begins and ends.
    fn find(&self, text: &[char], start: usize) -> Option<(usize, usize)> {
        let is_letter = |at: usize| text.get(at).is_some_and(|letter| letter.is_alphanumeric());
        (start..text.len()).filter(|at| *at == 0 || !is_letter(at - 1)).find_map(|at| {
            let rest = text.get(at..)?;
            let fits = |(word, joined): &&(Vec<char>, bool)| {
                rest.starts_with(word) && (*joined || !is_letter(at + word.len()))
            };
            self.words.iter().find(fits).map(|(word, _)| (at, at + word.len()))
        })
    }
}

fn trimmed(alias: &str) -> String {
    let is_mark = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '"' | '\'' | '«' | '»' | '“' | '”' | '„' | '(' | ')' | ':' | '.' | '-')
    };
    alias.trim_matches(is_mark).to_owned()
}

fn lower(text: &str) -> Vec<char> {
    text.chars().map(lower_of).collect()
}

/// One letter in lower case, so that letters keep their places.
fn lower_of(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Adds the readings of a further name. One word is read beside the other parts of the first name as well.
pub(super) fn with_name(readings: Vec<Reading>, further: &[Reading]) -> Vec<Reading> {
    let best = readings.first().map_or(1.0, |reading| reading.share);
    let mut added: Vec<Reading> = Vec::new();
    for other in further.iter().take(MOST_READINGS) {
        let mut own = other.clone();
        own.parts = own.parts.map(moved);
        own.share *= SHARE * best;
        let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| own.parts(*role) != 0).collect();
        if let ([role], Some(first)) = (roles.as_slice(), readings.first())
            && own.parts(*role).count_ones() == 1
        {
            added.push(in_place_of(*role, first, &own));
        }
        added.push(own);
    }
    let mut all: Vec<Reading> = readings.into_iter().chain(added).collect();
    let total: f64 = all.iter().map(|reading| reading.share).sum();
    all.iter_mut().for_each(|reading| reading.share /= total);
    all
}

/// The first name with one word of a further name in its role.
fn in_place_of(role: Role, first: &Reading, own: &Reading) -> Reading {
    let mut reading = first.clone();
    reading.values[role as usize] = own.values[role as usize].clone();
    reading.parts[role as usize] = own.parts[role as usize];
    reading.share = own.share;
    reading
}

fn moved(parts: u16) -> u16 {
    match parts {
        0 => 0,
        parts => parts.checked_shl(ITS_PARTS).filter(|parts| *parts != 0).unwrap_or(1 << 15),
    }
}
