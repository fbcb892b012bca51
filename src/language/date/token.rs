//! Tokens: the numbers, words and marks of a folded cell.
//!
//! In: a folded cell and a [`Dictionary`]. Out: at most 64 tokens with their meanings. The readers of dates and of ages
//! both use this module, each with meanings of its own (`T`).
//!
//! Example: `5-го янв. 2022` has the tokens 5 (one digit), `-`, the ending `го`, the word `янв` with the meaning of a
//! month, `.`, and 2022 (four digits).

use super::words::Dictionary;

/// One number, word or mark of a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a, T> {
    /// What the token is.
    pub(crate) kind: TokenKind<'a, T>,
    /// Whether white space precedes it.
    pub(crate) spaced: bool,
}

/// What a token is. `T` is the meaning of a word in the dictionary.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TokenKind<'a, T> {
    /// A number and how many digits it is written with: `05` is 5 with two digits. Numbers that are too large are
    /// `u32::MAX`.
    Number(u32, usize),
    /// A run of letters and its meaning, if a table has it. A phrase of several words is one token with the text of its
    /// first word.
    Word(&'a str, Option<T>),
    /// A run of letters after a number that is an ending of numbers, with its meaning if it is also a word: `5-го`,
    /// `5-і`.
    Ending(Option<T>),
    /// Any other visible character.
    Mark(char),
}

/// Most tokens of a cell that is read. A longer cell is prose, not a date or an age.
const MOST_TOKENS: usize = 64;

/// The tokens of a folded cell, in order. `None` if there are more than [`MOST_TOKENS`].
///
/// Time is proportional to the length of the cell, with one look-up per word.
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

/// Replaces the words of each known phrase by one token. Longer phrases take precedence.
fn join_phrases<T: Copy>(tokens: &mut Vec<Token<'_, T>>, words: &Dictionary<T>) {
    let mut at = 0;
    while at < tokens.len() {
        let phrase = tokens.get(at..).and_then(|rest| words.phrase(rest));
        if let (Some((meaning, length)), Some(token)) = (phrase, tokens.get_mut(at)) {
            if let TokenKind::Word(_, known) = &mut token.kind {
                *known = Some(meaning);
            }
            tokens.drain(at + 1..at + length);
        }
        at += 1;
    }
}

/// Marks words that are endings of the number before them, with or without a hyphen.
fn mark_endings<T: Copy>(tokens: &mut [Token<'_, T>], words: &Dictionary<T>) {
    for at in 1..tokens.len() {
        let [before @ .., token] = tokens.get_mut(..=at).unwrap_or_default() else { continue };
        let TokenKind::Word(text, meaning) = token.kind else { continue };
        let is_number = |back: usize| {
            let token = before.len().checked_sub(back).and_then(|at| before.get(at));
            token.is_some_and(|token| matches!(token.kind, TokenKind::Number(..)))
        };
        let dash = before
            .last()
            .is_some_and(|dash| matches!(dash.kind, TokenKind::Mark('-' | '\'')) && !dash.spaced);
        if !token.spaced && (is_number(1) || dash && is_number(2)) && words.is_ending(text) {
            token.kind = TokenKind::Ending(meaning);
        }
    }
}

/// The length of the first token of a text, in bytes; `first` is its first character.
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

/// The kind of a token with this text; `first` is its first character.
fn kind<'a, T: Copy>(text: &'a str, first: char, words: &Dictionary<T>) -> TokenKind<'a, T> {
    if first.is_ascii_digit() {
        TokenKind::Number(text.parse().unwrap_or(u32::MAX), text.len())
    } else if first.is_alphabetic() {
        TokenKind::Word(text, words.word(text))
    } else {
        TokenKind::Mark(first)
    }
}

/// The tokens of a cell with look-ahead. Any position may be asked for; outside the cell the answer is `None` or
/// `false`.
///
/// It is `Copy`: a slice and nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'t, 'a, T>(pub(crate) &'t [Token<'a, T>]);

impl<'a, T: Copy + PartialEq> Tokens<'_, 'a, T> {
    /// The kind of the token at a position.
    pub(crate) fn kind(&self, at: usize) -> Option<TokenKind<'a, T>> {
        self.0.get(at).map(|token| token.kind)
    }

    /// The character at a position, if the token there is a mark.
    pub(crate) fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at) {
            Some(TokenKind::Mark(mark)) => Some(mark),
            _ => None,
        }
    }

    /// The value and the number of digits at a position, if the token there is a number.
    pub(crate) fn number(&self, at: usize) -> Option<(u32, usize)> {
        match self.kind(at) {
            Some(TokenKind::Number(value, digits)) => Some((value, digits)),
            _ => None,
        }
    }

    /// The meaning of the word or ending at a position.
    pub(crate) fn meaning(&self, at: usize) -> Option<T> {
        match self.kind(at) {
            Some(TokenKind::Word(_, meaning) | TokenKind::Ending(meaning)) => meaning,
            _ => None,
        }
    }

    /// Whether no white space precedes the token at a position.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| !token.spaced)
    }

    /// The value of spelled tens and the unit after them, and how many tokens they take: `двадцать пятого`, `он
    /// бесінші`, `twenty-fifth`. `value` is the value of the word at `at`; `number` gives the value of a meaning that
    /// is a number.
    pub(crate) fn spelled(&self, at: usize, value: u8, number: impl Fn(T) -> Option<u8>) -> (u8, usize) {
        let dash = usize::from(self.mark(at + 1) == Some('-') && self.glued(at + 1));
        let is_ten = value >= 10 && value.is_multiple_of(10);
        match self.meaning(at + 1 + dash).and_then(number) {
            Some(unit @ 1..=9) if is_ten => (value.saturating_add(unit), 2 + dash),
            _ => (value, 1),
        }
    }

    /// The number of tokens of an ending at a position after a number: `5-го`, `5-інде`, `5th`. 0 if there is none.
    pub(crate) fn ending(&self, at: usize) -> usize {
        let dashed = self.is_hyphen(at);
        let word = at + usize::from(dashed);
        if matches!(self.kind(word), Some(TokenKind::Ending(_))) { word + 1 - at } else { 0 }
    }

    /// Whether a hyphen or apostrophe directly follows the token before it: `5-го`, `80's`.
    pub(crate) fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.mark(at), Some('-' | '\'')) && self.glued(at)
    }

    /// Whether a number directly precedes or follows the token, without a space.
    pub(crate) fn touches_number(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.number(at)).is_some() && self.glued(at);
        before || (self.number(at + 1).is_some() && self.glued(at + 1))
    }
}
