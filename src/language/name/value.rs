//! The value of a name part in a role: the data by which two names are compared.
//!
//! A value has the folded letters, the length of the stem without the ending of the role, and everything that
//! the tables know of the word. It is built once per reading, so that a comparison only looks at numbers.
//!
//! In a reading of `Ахметова Сауле Болатқызы` the surname has the text `Ахметова`, the whole word `axmetova`,
//! a stem of five letters and the class of -ов. The given name has the indices of Сауле in the tables and the
//! sex of a woman. The patronymic has the indices of Болат.

use std::sync::Arc;

use super::folded::{Folded, Sound};
use super::origins::Tail;
use crate::language::sex::Sex;

/// A name part in a role, ready to compare. The default is an empty value about which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameValue {
    /// The text for display: as printed, or in title case if it was in capitals.
    pub(super) text: Arc<str>,
    /// The folded letters, with the ending.
    pub(super) whole: Folded,
    /// How many letters of `whole` remain without the ending that the role allows: 5 of the 8 letters of
    /// `axmetova`.
    pub(super) stem: usize,
    /// The class of that ending; 0 for none. Endings of one class replace each other at no price.
    pub(super) ending: u8,
    /// Only the first letter of the name is known.
    pub(super) is_initial: bool,
    /// Indices of the given names of the tables that this word spells; `None` for none. For a surname: the
    /// given names that it may be made of, and the surname of the tables (indices from `FIRST_SURNAME` on).
    pub(super) known: Option<Arc<[u16]>>,
    /// Indices of the given names of which the word may be a short or pet form; `None` for none.
    pub(super) short_for: Option<Arc<[u16]>>,
    /// The element at the end of a compound given name, such as `бек`.
    pub(super) tail: Tail,
    /// The halves of a double name; `None` for a single name.
    pub(super) halves: Option<Arc<[Half]>>,
    /// Further spellings in which the word is compared; `None` for none.
    pub(super) written: Option<Arc<Written>>,
    /// The sex that the form or the tables show; `None` if unknown.
    pub(super) sex: Option<Sex>,
    /// Bearers of the name per billion people, from the tables; 0 if unknown.
    pub(super) per_billion: u32,
    /// `per_billion` is the figure for any surname that the tables do not list.
    pub(super) is_unlisted: bool,
}

/// Further spellings of one word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The word folded letter by letter; `None` if no group of letters makes one sound. In `Crofts` the group
    /// `ts` does.
    pub(super) spelled: Option<Folded>,
    /// The word in other letters: without accents, transcribed, transliterated.
    pub(super) others: Vec<NameValue>,
    /// `others` is a general transliteration, because no table knows the script.
    pub(super) is_transliterated: bool,
    /// The letters of `spelled` and of all `others`, in this order. Caches of comparisons need them in their
    /// keys.
    pub(super) forms: Vec<Folded>,
}

/// One half of a double name, such as `Иванова` in `Иванова-Петрова`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Half {
    /// The folded letters without the surname ending.
    pub(crate) stem: Folded,
    /// The class of that ending; 0 for none.
    pub(crate) ending: u8,
}

/// The fields that decide a comparison: two values with equal fields compare alike, however they were
/// printed. A cache of comparisons uses this as its key. Order: letters, stem length, initial, known names,
/// halves, further spellings.
pub(crate) type Compared<'a> =
    (&'a Folded, usize, bool, Option<&'a [u16]>, Option<&'a [Half]>, Option<&'a [Folded]>);

impl Default for NameValue {
    /// An empty word about which nothing is known. Builders of values set the fields that they know.
    fn default() -> Self {
        NameValue {
            text: "".into(),
            whole: Folded::EMPTY,
            stem: 0,
            ending: 0,
            is_initial: false,
            known: None,
            short_for: None,
            tail: Tail::default(),
            halves: None,
            written: None,
            sex: None,
            per_billion: 0,
            is_unlisted: false,
        }
    }
}

impl NameValue {
    /// The fields that decide a comparison; see [`Compared`].
    pub(crate) fn compared(&self) -> Compared<'_> {
        (&self.whole, self.stem, self.is_initial, self.known.as_deref(), self.halves.as_deref(), self.forms())
    }

    /// The part as printed, in title case if it was in capitals: `Ахметов` for `АХМЕТОВ`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same text, shared with the value.
    pub(crate) fn shared_text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// The folded letters that are compared: without the ending that the role allows.
    pub fn stem(&self) -> &[Sound] {
        self.whole.get(..self.stem).unwrap_or_default()
    }

    /// The folded letters, with the ending.
    pub fn whole(&self) -> &[Sound] {
        &self.whole
    }

    /// The class of the ending that was removed; 0 for none. The lowest bit is set for endings that make a
    /// surname or a patronymic of a forefather's name.
    pub fn ending(&self) -> u8 {
        self.ending
    }

    /// Whether only the first letter is known, as in `С.`.
    pub fn is_initial(&self) -> bool {
        self.is_initial
    }

    /// Indices of the given names of the tables that this word spells. For a surname: the given names that it
    /// may be made of, and the surname of the tables. Empty for a word in no table.
    pub fn known(&self) -> &[u16] {
        self.known.as_deref().unwrap_or_default()
    }

    /// The element at the end of a compound given name; the default for none.
    pub(crate) fn tail(&self) -> Tail {
        self.tail
    }

    /// The halves of a double name; empty for a single name.
    pub(crate) fn halves(&self) -> &[Half] {
        self.halves.as_deref().unwrap_or_default()
    }

    /// The word folded letter by letter, if a group of its letters makes one sound; otherwise
    /// [`whole`](Self::whole).
    pub(crate) fn spelled(&self) -> &[Sound] {
        self.written.as_ref().and_then(|written| written.spelled.as_deref()).unwrap_or(&self.whole)
    }

    /// Whether a group of letters makes one sound, as `sh` does.
    pub(crate) fn has_groups(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.spelled.is_some())
    }

    /// The same word in other letters: without accents, transcribed, transliterated. Empty for none.
    pub(crate) fn others(&self) -> &[NameValue] {
        self.written.as_ref().map_or(&[], |written| &written.others)
    }

    /// Whether [`others`](Self::others) is a general transliteration. Agreement through it alone is at most
    /// `near`.
    pub(crate) fn is_transliterated(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.is_transliterated)
    }

    /// The letters of all further spellings; `None` without any. They separate two values that fold to the
    /// same letters but are spelled differently.
    pub(crate) fn forms(&self) -> Option<&[Folded]> {
        self.written.as_ref().map(|written| &*written.forms)
    }

    /// Indices of the given names of which the word may be a short or pet form; empty for none.
    pub fn short_for(&self) -> &[u16] {
        self.short_for.as_deref().unwrap_or_default()
    }

    /// The share of people who bear the name, 0 to 1, from the tables `frequencies`; `None` if no table lists
    /// the name.
    pub fn published_share(&self) -> Option<f64> {
        self.share_in_lists().filter(|_| !self.is_unlisted)
    }

    /// The same; for a surname that is not listed, the share that the tables state for any such surname.
    /// `None` if the tables say nothing.
    pub(crate) fn share_in_lists(&self) -> Option<f64> {
        (self.per_billion > 0).then(|| f64::from(self.per_billion) / 1e9)
    }
}
