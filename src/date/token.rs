//! Tokens: numbers, words and marks of a folded cell.

use super::words::Dictionary;

/// One number, word or mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a, T> {
    pub(crate) kind: Kind<'a, T>,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
}

/// What a token is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'a, T> {
    /// A number and how many digits it is written with.
    Number(u32, usize),
    /// A run of letters and what the tables say of it.
    Word(&'a str, Option<T>),
    /// Any other character.
    Mark(char),
}

/// Most tokens of a cell that is read; a longer cell is prose, not a date or an age.
const MOST_TOKENS: usize = 64;

/// The tokens of a folded cell; none when it is too long to be a date or an age.
pub(crate) fn tokens<'a, T: Copy>(
    folded: &'a str,
    words: &Dictionary<T>,
) -> Option<Vec<Token<'a, T>>> {
    let mut tokens = Vec::with_capacity(16);
    let mut rest = folded;
    loop {
        let trimmed = rest.trim_start();
        let spaced = trimmed.len() < rest.len();
        let Some(first) = trimmed.chars().next() else {
            return Some(tokens);
        };
        if tokens.len() == MOST_TOKENS {
            return None;
        }
        let (text, after) = trimmed.split_at(length(trimmed, first));
        let kind = kind(text, first, words);
        tokens.push(Token { kind, spaced });
        rest = after;
    }
}

/// How many bytes the first token of a text takes.
fn length(text: &str, first: char) -> usize {
    let run = |belongs: fn(char) -> bool| text.find(|c| !belongs(c)).unwrap_or(text.len());
    if first.is_ascii_digit() {
        run(|c| c.is_ascii_digit())
    } else if first.is_alphabetic() {
        run(char::is_alphabetic)
    } else {
        first.len_utf8()
    }
}

fn kind<'a, T: Copy>(text: &'a str, first: char, words: &Dictionary<T>) -> Kind<'a, T> {
    if first.is_ascii_digit() {
        Kind::Number(text.parse().unwrap_or(u32::MAX), text.len())
    } else if first.is_alphabetic() {
        Kind::Word(text, words.word(text))
    } else {
        Kind::Mark(first)
    }
}

/// Tokens with look-ahead that ends quietly at both ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'t, 'a, T>(pub(crate) &'t [Token<'a, T>]);

impl<'a, T: Copy + PartialEq> Tokens<'_, 'a, T> {
    pub(crate) fn kind(&self, at: usize) -> Option<Kind<'a, T>> {
        self.0.get(at).map(|token| token.kind)
    }

    pub(crate) fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at) {
            Some(Kind::Mark(mark)) => Some(mark),
            _ => None,
        }
    }

    pub(crate) fn number(&self, at: usize) -> Option<(u32, usize)> {
        match self.kind(at) {
            Some(Kind::Number(value, digits)) => Some((value, digits)),
            _ => None,
        }
    }

    pub(crate) fn meaning(&self, at: usize) -> Option<T> {
        match self.kind(at) {
            Some(Kind::Word(_, meaning)) => meaning,
            _ => None,
        }
    }

    /// Whether a token follows the one before it without a space.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| !token.spaced)
    }

    /// A spelled ten and the unit after it together, and how many tokens they take:
    /// `двадцать пятого`, `он бесінші`, `twenty-fifth`.
    pub(crate) fn spelled(
        &self,
        at: usize,
        value: u8,
        number: impl Fn(T) -> Option<u8>,
    ) -> (u8, usize) {
        let dash = usize::from(self.mark(at + 1) == Some('-') && self.glued(at + 1));
        let is_ten = value >= 10 && value.is_multiple_of(10);
        match self.meaning(at + 1 + dash).and_then(number) {
            Some(unit @ 1..=9) if is_ten => (value.saturating_add(unit), 2 + dash),
            _ => (value, 1),
        }
    }

    /// How many tokens of an ending stand at a place after a number: `5-го`, `5-інде`, `5th`.
    /// Words of a meaning that `keeps` are no ending (`5-қаңтар`, `2022г`).
    pub(crate) fn ending(&self, at: usize, keeps: impl Fn(T, bool) -> bool) -> usize {
        let dashed = self.mark(at) == Some('-') && self.glued(at);
        let word = at + usize::from(dashed);
        match self.kind(word) {
            Some(Kind::Word(text, meaning)) if self.glued(word) && short(text) => {
                let kept = meaning.is_some_and(|meaning| keeps(meaning, dashed));
                if kept { 0 } else { word + 1 - at }
            }
            _ => 0,
        }
    }
}

fn short(text: &str) -> bool {
    text.chars().count() <= 6
}
