//! The words that stand around the name of a place.

use std::collections::{BTreeMap, BTreeSet};

use super::PlaceKind;
use super::fold::fold;
use crate::base::lookup::plain;
use crate::language::lexicon::Lexicon;

/// What kind of place a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    City,
    Village,
    Settlement,
    District,
    Region,
    Country,
}

/// Where a word stands, seen from the name that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
    Both,
}

/// What a word in a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Says what kind of place the name is.
    Kind(Hint, Side),
    /// Says that the name is that of a street, square or quarter.
    Street(Side),
    /// Says nothing: a preposition.
    Small,
    /// May belong to a name.
    Name,
    /// A house number.
    Number,
}

/// The tables of kind `place-words`.
#[derive(Debug)]
pub(super) struct PlaceWords {
    roles: BTreeMap<String, Role>,
    unknown: BTreeSet<String>,
    /// Folded case endings and what stands for them in the dictionary form, longest first.
    endings: Vec<(String, String)>,
}

impl PlaceWords {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let mut words = PlaceWords { roles: BTreeMap::new(), unknown: BTreeSet::new(), endings: Vec::new() };
        for row in lexicon.rows("place-words") {
            words.add(row.get("form"), row.get("role"), row.get("means"), row.get("side"));
        }
        words.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        words
    }

    fn add(&mut self, form: &str, role: &str, means: &str, side: &str) {
        let role = match role {
            "kind" => hint(means).map(|hint| Role::Kind(hint, self::side(side))),
            "street" => Some(Role::Street(self::side(side))),
            "small" => Some(Role::Small),
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
            // The first table wins, so a later language cannot change what a word means.
            self.roles.entry(plain(form)).or_insert(role);
        }
    }

    /// What a word is for.
    pub(super) fn role(&self, word: &str) -> Role {
        if let Some(role) = self.roles.get(&plain(word)) {
            return *role;
        }
        if word.starts_with(|letter: char| letter.is_numeric()) {
            return Role::Number;
        }
        Role::Name
    }

    /// Whether a whole cell says that the place is not known.
    pub(super) fn is_unknown(&self, cell: &str) -> bool {
        self.unknown.contains(plain(cell).trim_end_matches('.'))
    }

    /// The dictionary forms that a folded name may be a case of, longest ending first.
    pub(super) fn dictionary_forms<'a>(&'a self, key: &'a str) -> impl Iterator<Item = String> + 'a {
        self.endings.iter().filter_map(move |(ending, instead)| {
            let stem = key.strip_suffix(ending.as_str())?;
            // A stem of two letters would fit half the gazetteer.
            (stem.len() >= 3).then(|| format!("{stem}{instead}"))
        })
    }
}

impl Hint {
    /// Whether a place of this kind can be meant.
    pub(super) fn allows(self, kind: PlaceKind) -> bool {
        match self {
            Hint::City | Hint::Village | Hint::Settlement => kind.is_settlement(),
            Hint::District => kind == PlaceKind::District,
            Hint::Region => kind == PlaceKind::Region,
            Hint::Country => kind == PlaceKind::Country,
        }
    }

    /// Whether a place of this kind is meant rather than another one that is allowed.
    pub(super) fn prefers(self, kind: PlaceKind) -> bool {
        match self {
            Hint::City => matches!(kind, PlaceKind::City | PlaceKind::Town),
            Hint::Village => kind == PlaceKind::Village,
            _ => true,
        }
    }
}

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

fn side(text: &str) -> Side {
    match text {
        "before" => Side::Before,
        "after" => Side::After,
        _ => Side::Both,
    }
}

impl Side {
    /// Whether the word belongs to the name that follows it.
    pub(super) fn is_before(self) -> bool {
        self != Side::After
    }

    /// Whether the word belongs to the name in front of it.
    pub(super) fn is_after(self) -> bool {
        self != Side::Before
    }
}
