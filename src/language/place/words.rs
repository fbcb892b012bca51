//! The words around the name of a place.
//!
//! In: the tables `place-words`. Out: the role of each word of a cell, and the dictionary forms of declined names.

use std::collections::{BTreeMap, BTreeSet};

use super::PlaceKind;
use super::fold::fold;
use crate::base::lookup::plain;
use crate::language::lexicon::Lexicon;

/// The kind of place that a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// A city or town: `город`.
    City,
    /// A village: `село`.
    Village,
    /// Any settlement: `населённый пункт`.
    Settlement,
    /// A district: `район`.
    District,
    /// A region: `область`.
    Region,
    /// A country: `республика`.
    Country,
}

/// On which side of its name a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Before the name: `г. Алматы`.
    Before,
    /// After the name: `Алматы облысы`.
    After,
    /// On either side.
    Both,
}

/// The role of a word in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordRole {
    /// States the kind of place that the name beside it has.
    Kind(Hint, Side),
    /// States that the name beside it belongs to a street, square or quarter.
    Street(Side),
    /// Has no meaning of its own: a preposition.
    Small,
    /// May be part of a name. Every word that no table has is one.
    Name,
    /// Begins with a digit: a house number.
    Number,
}

/// The tables of kind `place-words`, ready for look-up.
#[derive(Debug)]
pub(super) struct PlaceWords {
    /// The role of each word, by its folded form.
    roles: BTreeMap<String, WordRole>,
    /// Whole cells that state an unknown place, folded.
    unknown: BTreeSet<String>,
    /// Folded case endings and what replaces them in the dictionary form, the longest ending first.
    endings: Vec<(String, String)>,
}

impl PlaceWords {
    /// Reads the tables of a lexicon.
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let mut words = PlaceWords { roles: BTreeMap::new(), unknown: BTreeSet::new(), endings: Vec::new() };
        for row in lexicon.rows("place-words") {
            words.add(row.get("form"), row.get("role"), row.get("means"), row.get("side"));
        }
        words.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        words
    }

    /// Adds a row; a row with an unknown role or kind is skipped.
    fn add(&mut self, form: &str, role: &str, means: &str, side: &str) {
        let role = match role {
            "kind" => hint(means).map(|hint| WordRole::Kind(hint, self::side(side))),
            "street" => Some(WordRole::Street(self::side(side))),
            "small" => Some(WordRole::Small),
            "ending" => {
                self.endings.push((fold(form), fold(means)));
                None
            }
            "unknown" => {
                self.unknown.insert(plain(form));
                None
            }
            _ => None,
        };
        if let Some(role) = role {
            // The first table counts, so that a later language cannot change the role of a word.
            self.roles.entry(plain(form)).or_insert(role);
        }
    }

    /// The role of a word. Case does not matter.
    pub(super) fn role(&self, word: &str) -> WordRole {
        if let Some(role) = self.roles.get(&plain(word)) {
            return *role;
        }
        if word.starts_with(|letter: char| letter.is_numeric()) {
            return WordRole::Number;
        }
        WordRole::Name
    }

    /// Whether a whole cell states that the place is unknown.
    pub(super) fn is_unknown(&self, cell: &str) -> bool {
        self.unknown.contains(plain(cell).trim_end_matches('.'))
    }

    /// The dictionary forms of a folded name that may be declined, by the longest ending first: for `в Алматах` also
    /// `Алматы`.
    ///
    /// The gazetteer decides which form is a place. A form that is no word is harmless, because it is looked up and not
    /// found.
    pub(super) fn dictionary_forms<'a>(&'a self, key: &'a str) -> impl Iterator<Item = String> + 'a {
        self.endings.iter().filter_map(move |(ending, instead)| {
            let stem = key.strip_suffix(ending.as_str())?;
            // With a stem of two letters, half of the gazetteer would match.
            (stem.len() >= 3).then(|| format!("{stem}{instead}"))
        })
    }
}

impl Hint {
    /// Whether the word can belong to a place of this kind.
    pub(super) fn allows(self, kind: PlaceKind) -> bool {
        match self {
            Hint::City | Hint::Village | Hint::Settlement => kind.is_settlement(),
            Hint::District => kind == PlaceKind::District,
            Hint::Region => kind == PlaceKind::Region,
            Hint::Country => kind == PlaceKind::Country,
        }
    }

    /// Whether a place of this kind is preferred to another one that is allowed: after `город` a city to a village.
    pub(super) fn prefers(self, kind: PlaceKind) -> bool {
        match self {
            Hint::City => matches!(kind, PlaceKind::City | PlaceKind::Town),
            Hint::Village => kind == PlaceKind::Village,
            _ => true,
        }
    }
}

/// The kind that a row of the tables announces.
fn hint(means: &str) -> Option<Hint> {
    Some(match means {
        "city" => Hint::City,
        "village" => Hint::Village,
        "settlement" => Hint::Settlement,
        "district" => Hint::District,
        "region" => Hint::Region,
        "country" => Hint::Country,
        _ => return None,
    })
}

/// The side of a row of the tables; both if the cell is empty.
fn side(text: &str) -> Side {
    match text {
        "before" => Side::Before,
        "after" => Side::After,
        _ => Side::Both,
    }
}

impl Side {
    /// Whether the word may be before its name.
    pub(super) fn is_before(self) -> bool {
        self != Side::After
    }

    /// Whether the word may be after its name.
    pub(super) fn is_after(self) -> bool {
        self != Side::Before
    }
}
