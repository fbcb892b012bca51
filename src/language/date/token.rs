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
    /// A run of letters and what the tables say of it; of several words that mean one thing, the first.
    Word(&'a str, Option<T>),
    /// A run of letters after a number that is its ending and may be a word by itself: `5-го`, `5-і`.
    Ending(Option<T>),
    /// Any other character.
    Mark(char),
}

/// Most tokens of a cell that is read; a longer cell is prose, not a date or an age.
const MOST_TOKENS: usize = 64;

/// The tokens of a folded cell; none when it is too long to be a date or an age.
pub(crate) fn tokens<'a, T: Copy>(folded: &'a str, words: &Dictionary<T>) -> Option<Vec<Token<'a, T>>> {
    let mut tokens = Vec::with_capacity(16);
    let mut rest = folded;
    loop {
        let trimmed = rest.trim_start();
        let spaced = trimmed.len() < rest.len();
        let Some(first) = trimmed.chars().next() else {
            join_phrases(&mut tokens, words);
            mark_endings(&mut tokens, words);
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

/// Makes one token of several words that mean one thing.
fn join_phrases<T: Copy>(tokens: &mut Vec<Token<'_, T>>, words: &Dictionary<T>) {
    let mut at = 0;
    while at < tokens.len() {
        let phrase = tokens.get(at..).and_then(|rest| words.phrase(rest));
        if let (Some((meaning, length)), Some(token)) = (phrase, tokens.get_mut(at)) {
            if let Kind::Word(_, known) = &mut token.kind {
                *known = Some(meaning);
            }
            tokens.drain(at + 1..at + length);
        }
        at += 1;
    }
}

/// Marks the endings of numbers.
fn mark_endings<T: Copy>(tokens: &mut [Token<'_, T>], words: &Dictionary<T>) {
    for at in 1..tokens.len() {
        let [before @ .., token] = tokens.get_mut(..=at).unwrap_or_default() else { continue };
        let Kind::Word(text, meaning) = token.kind else { continue };
        let is_number = |back: usize| {
            let token = before.len().checked_sub(back).and_then(|at| before.get(at));
            token.is_some_and(|token| matches!(token.kind, Kind::Number(..)))
        };
        let dash =
            before.last().is_some_and(|dash| matches!(dash.kind, Kind::Mark('-' | '\'')) && !dash.spaced);
        if !token.spaced && (is_number(1) || dash && is_number(2)) && words.is_ending(text) {
            token.kind = Kind::Ending(meaning);
        }
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
            Some(Kind::Word(_, meaning) | Kind::Ending(meaning)) => meaning,
            _ => None,
        }
    }

    /// Whether a token follows the one before it without a space.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| !token.spaced)
    }

    /// A spelled ten and the unit after it together, and how many tokens they take:
    /// `двадцать пятого`, `он бесінші`, `twenty-fifth`.
    pub(crate) fn spelled(&self, at: usize, value: u8, number: impl Fn(T) -> Option<u8>) -> (u8, usize) {
        let dash = usize::from(self.mark(at + 1) == Some('-') && self.glued(at + 1));
        let is_ten = value >= 10 && value.is_multiple_of(10);
        match self.meaning(at + 1 + dash).and_then(number) {
            Some(unit @ 1..=9) if is_ten => (value.saturating_add(unit), 2 + dash),
            _ => (value, 1),
        }
    }

    /// How many tokens of an ending stand at a place after a number: `5-го`, `5-інде`, `5th`.
    pub(crate) fn ending(&self, at: usize) -> usize {
        let dashed = self.is_hyphen(at);
        let word = at + usize::from(dashed);
        if matches!(self.kind(word), Some(Kind::Ending(_))) { word + 1 - at } else { 0 }
    }

    /// Whether a hyphen or apostrophe stands right after the token before: `5-го`, `80's`.
    pub(crate) fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.mark(at), Some('-' | '\'')) && self.glued(at)
    }

    /// Whether a number stands right before a token, or right after it.
    pub(crate) fn touches_number(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.number(at)).is_some() && self.glued(at);
        before || (self.number(at + 1).is_some() && self.glued(at + 1))
    }
}
