//! The value of a name part in a role: what two names are compared by.

use std::sync::Arc;

use super::folded::{Folded, Sound};
use super::origins::Tail;
use crate::language::sex::Sex;

/// A name part in a role, ready to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameValue {
    pub(super) text: Arc<str>,
    /// The folded letters with the ending.
    pub(super) whole: Folded,
    /// How many of them are left without the ending that the role allows for.
    pub(super) stem: usize,
    /// The class of that ending, 0 for none: endings of one class replace each other freely.
    pub(super) ending: u8,
    pub(super) is_initial: bool,
    /// The given names of the tables that are spelled so, by index; none when none is. For a surname
    /// the given names that it may be made of, and the surname of the tables.
    pub(super) known: Option<Arc<[u16]>>,
    /// The given names of the tables that a short or pet form may stand for.
    pub(super) short_for: Option<Arc<[u16]>>,
    /// The element that a compound given name ends with.
    pub(super) tail: Tail,
    /// The halves of a double name.
    pub(super) halves: Option<Arc<[Half]>>,
    /// Further spellings that the word is compared in.
    pub(super) written: Option<Arc<Written>>,
    pub(super) sex: Option<Sex>,
    /// How many in a billion bear the name, by the tables; 0 when they do not say.
    pub(super) per_billion: u32,
    /// Whether that is what the tables say of any name that they do not list.
    pub(super) is_unlisted: bool,
}

/// Further spellings of one word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Letter by letter, where a group of letters makes one sound.
    pub(super) spelled: Option<Folded>,
    pub(super) others: Vec<NameValue>,
    pub(super) is_transliterated: bool,
    /// All of these in neutral letters.
    pub(super) forms: Vec<Folded>,
}

/// One half of a double name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Half {
    /// The folded letters without the ending.
    pub(crate) stem: Folded,
    /// The class of the ending, 0 for none.
    pub(crate) ending: u8,
}

/// What makes two values one for comparing: everything but how they were printed.
pub(crate) type Compared<'a> =
    (&'a Folded, usize, bool, Option<&'a [u16]>, Option<&'a [Half]>, Option<&'a [Folded]>);

impl Default for NameValue {
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
    pub(crate) fn compared(&self) -> Compared<'_> {
        (&self.whole, self.stem, self.is_initial, self.known.as_deref(), self.halves.as_deref(), self.forms())
    }

    /// The part as it was printed, title-cased when it stood in capitals.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded letters that are compared: without the ending that the role allows for.
    pub fn stem(&self) -> &[Sound] {
        self.whole.get(..self.stem).unwrap_or_default()
    }

    /// The folded letters with the ending.
    pub fn whole(&self) -> &[Sound] {
        &self.whole
    }

    /// The class of the ending that was taken off; 0 for none. The lowest bit is set for endings that
    /// make a surname of a forefather's name.
    pub fn ending(&self) -> u8 {
        self.ending
    }

    /// Whether only the first letter is known.
    pub fn is_initial(&self) -> bool {
        self.is_initial
    }

    /// The given names of the tables that are spelled so, by index; those that a surname may be made
    /// of.
    pub fn known(&self) -> &[u16] {
        self.known.as_deref().unwrap_or_default()
    }

    /// The element that a compound given name ends with.
    pub(crate) fn tail(&self) -> Tail {
        self.tail
    }

    /// The halves of a double name; none of a single one.
    pub(crate) fn halves(&self) -> &[Half] {
        self.halves.as_deref().unwrap_or_default()
    }

    /// The letters as written, where a group of them makes one sound; else those of [`whole`](Self::whole).
    pub(crate) fn spelled(&self) -> &[Sound] {
        self.written.as_ref().and_then(|written| written.spelled.as_deref()).unwrap_or(&self.whole)
    }

    /// Whether a group of letters makes one sound.
    pub(crate) fn has_groups(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.spelled.is_some())
    }

    /// The same word in other letters: without accents, transcribed, transliterated.
    pub(crate) fn others(&self) -> &[NameValue] {
        self.written.as_ref().map_or(&[], |written| &written.others)
    }

    /// Whether those are a transliteration by no table of the language.
    pub(crate) fn is_transliterated(&self) -> bool {
        self.written.as_ref().is_some_and(|written| written.is_transliterated)
    }

    /// Tells apart two values that fold to the same letters and are spelled differently.
    pub(crate) fn forms(&self) -> Option<&[Folded]> {
        self.written.as_ref().map(|written| &*written.forms)
    }

    /// The given names of the tables that the name may be a short or pet form of, by index.
    pub fn short_for(&self) -> &[u16] {
        self.short_for.as_deref().unwrap_or_default()
    }

    /// The share of people that bear the name, 0 to 1, by the tables `frequencies`; `None` when no
    /// table lists it.
    pub fn published_share(&self) -> Option<f64> {
        self.share_in_lists().filter(|_| !self.is_unlisted)
    }

    /// The same, or for a name that is not listed what the tables expect of such a name.
    pub(crate) fn share_in_lists(&self) -> Option<f64> {
        (self.per_billion > 0).then(|| f64::from(self.per_billion) / 1e9)
    }
}
