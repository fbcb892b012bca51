//! Further names of one person in one cell: `Juan Pérez alias El Zurdo`, `Иванов Иван (он же Петров)`.
//!
//! In: the text of a cell, and words that announce a further name (tables `alias-words`). Out: the first name
//! and the further names as texts, and readings that combine them.

use super::{Reading, Role};
use crate::language::lexicon::Lexicon;

/// Most readings of one further name that are kept.
const MOST_READINGS: usize = 3;
/// Most further names of one person that are read.
const MOST_NAMES: usize = 6;
/// Weight of a further name relative to the first name. Judgement: a list states a further name because
/// others use it, so another list may well have the person under it.
const SHARE: f64 = 0.5;
/// Shift of the part bits of a further name, so that they seldom meet those of the first name. Comparisons of
/// names are cached by these bits.
const ITS_PARTS: u32 = 8;

/// Words that announce a further name (tables `alias-words`).
#[derive(Clone, Debug)]
pub(super) struct AliasWords {
    /// The lower-case letters of each form, and whether the next word may follow without a blank, as in
    /// Arabic. The longest first.
    words: Vec<(Vec<char>, bool)>,
}

impl AliasWords {
    /// Reads the tables.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let rows = lexicon.rows("alias-words");
        let mut words: Vec<(Vec<char>, bool)> =
            rows.map(|row| (lower(row.get("form")), row.get("joined") == "yes")).collect();
        words.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len()));
        AliasWords { words }
    }

    /// All forms, in lower case.
    pub(super) fn firsts(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(|(letters, _)| letters.iter().collect())
    }

    /// The first name of a cell and up to six further names; `None` if there is no further name, or no name
    /// before it.
    ///
    /// Commas, semicolons and slashes separate further names. If they are in a bracket, they end with it, and
    /// the text after the bracket belongs to the first name: `Иванов (он же Петров) Иван` has the first name
    /// `Иванов Иван`.
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

    /// The range of the first such word from `start` on, as indices of letters.
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

/// A further name without quotation marks, brackets and other marks at its ends.
fn trimmed(alias: &str) -> String {
    let is_mark = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '"' | '\'' | '«' | '»' | '“' | '”' | '„' | '(' | ')' | ':' | '.' | '-')
    };
    alias.trim_matches(is_mark).to_owned()
}

/// The small letters of a text, one for each letter.
fn lower(text: &str) -> Vec<char> {
    text.chars().map(lower_of).collect()
}

/// One letter in lower case; always one letter, so that indices stay valid.
fn lower_of(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Adds the readings of a further name; at most three of them.
///
/// If it is one word, it also replaces the part with its role in the first name: `Иванов Иван (он же Петров)`
/// may be Петров Иван. Each added reading has half the weight of the best reading, times its own share. The
/// shares sum to 1 again.
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

/// The first name, with one word of a further name in its role. `own` is the reading of the further name; its
/// share is used.
fn in_place_of(role: Role, first: &Reading, own: &Reading) -> Reading {
    let mut reading = first.clone();
    reading.values[role as usize] = own.values[role as usize].clone();
    reading.parts[role as usize] = own.parts[role as usize];
    reading.share = own.share;
    reading
}

/// The part bits of a further name, shifted. Bits that would be lost become bit 15.
fn moved(parts: u16) -> u16 {
    match parts {
        0 => 0,
        parts => parts.checked_shl(ITS_PARTS).filter(|parts| *parts != 0).unwrap_or(1 << 15),
    }
}
