//! Statuses: how a list labels a person, such as officer, civilian, child or attacker.
//!
//! A status is a claim of the list that prints it. Two lists may give different statuses for one person. The groups only serve to
//! detect such differences.
//!
//! ```
//! use casualty_register::language::lexicon::Lexicon;
//! use casualty_register::language::{StatusGroup, StatusReader, StatusRelation, status_relation};
//!
//! let reader = StatusReader::new(&Lexicon::bundled());
//! let officer = reader.read("сотрудник полиции").status().cloned().unwrap_or_default();
//! let civilian = reader.read("бейбіт тұрғын").status().cloned().unwrap_or_default();
//! let attacker = reader.read("нападавший").status().cloned().unwrap_or_default();
//!
//! assert!(officer.has(StatusGroup::Security));
//! assert_eq!(status_relation(&officer, &civilian), StatusRelation::Different);
//! // What one list calls an attacker, another may call a civilian.
//! assert_eq!(status_relation(&attacker, &civilian), StatusRelation::Compatible);
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::lookup::plain;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

/// A stem in the tables stands for a word with so many letters more.
const LONGEST_ENDING: usize = 5;

/// The most words of a form that takes the next word out of the reading.
const LONGEST_DENIAL: usize = 3;

/// What a status is about. A person may be in several groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusGroup {
    /// A member of the police, the army or another armed body of the state.
    Security,
    /// A civilian: a protester, a bystander, a resident.
    Civilian,
    /// A child.
    Child,
    /// Someone who was held, or died in custody.
    Custody,
    /// Someone whom the list calls an attacker, a terrorist, a suspect. This is a claim of the
    /// list about the person and contradicts no other group.
    Accused,
    /// Anything else; only its text is compared.
    Other,
}

impl StatusGroup {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusGroup::Security => "security",
            StatusGroup::Civilian => "civilian",
            StatusGroup::Child => "child",
            StatusGroup::Custody => "custody",
            StatusGroup::Accused => "accused",
            StatusGroup::Other => "other",
        }
    }
}

/// What a list says of a person's status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    groups: BTreeSet<StatusGroup>,
    text: Arc<str>,
}

impl Status {
    /// The groups, in the order of [`StatusGroup`]; [`StatusGroup::Other`] alone when no form of
    /// the tables stands in the text.
    pub fn groups(&self) -> impl Iterator<Item = StatusGroup> + '_ {
        self.groups.iter().copied()
    }

    /// Whether the status is in a group.
    pub fn has(&self, group: StatusGroup) -> bool {
        self.groups.contains(&group)
    }

    /// The text of the cell in lower case with single spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn is_other(&self) -> bool {
        self.has(StatusGroup::Other)
    }
}

/// What a cell of a status column says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusCell {
    /// Nothing.
    Empty,
    /// The list says that the status is not known.
    StatedUnknown,
    /// A status.
    Status(Status),
}

impl StatusCell {
    /// The status, if the cell states one.
    pub fn status(&self) -> Option<&Status> {
        match self {
            StatusCell::Status(status) => Some(status),
            _ => None,
        }
    }
}

/// How two statuses relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusRelation {
    /// One of an armed body of the state against a civilian or a child.
    Different,
    /// Not the same, but both may be said of one person.
    Compatible,
    /// The same groups, or the same text.
    Same,
}

/// How two statuses relate. Symmetric.
pub fn status_relation(a: &Status, b: &Status) -> StatusRelation {
    if a.groups == b.groups && (!a.is_other() || a.text == b.text) {
        StatusRelation::Same
    } else if is_against(a, b) || is_against(b, a) {
        StatusRelation::Different
    } else {
        StatusRelation::Compatible
    }
}

fn is_against(officer: &Status, other: &Status) -> bool {
    let is_civil = other.has(StatusGroup::Civilian) || other.has(StatusGroup::Child);
    let both = officer.groups.intersection(&other.groups).next().is_some();
    officer.has(StatusGroup::Security) && is_civil && !both
}

/// What a form of the tables stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Group(StatusGroup),
    /// Takes the next word out of the reading: `не`, `killed by`.
    NotBefore,
    /// Takes the word before it out of the reading: `емес`.
    NotAfter,
}

/// A word of a form: whole, or a stem with any short ending.
#[derive(Clone, Debug)]
struct Pattern {
    stem: String,
    open: bool,
}

#[derive(Clone, Debug)]
struct Form {
    words: Vec<Pattern>,
    meaning: Meaning,
}

/// Reads cells of a status column by the tables of kind `statuses`.
#[derive(Clone, Debug)]
pub struct StatusReader {
    /// By the first letter of the first word.
    forms: BTreeMap<char, Vec<Form>>,
    unknown: Vec<Form>,
    shared: Unknown,
}

impl StatusReader {
    /// A reader with the forms of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut reader =
            StatusReader { forms: BTreeMap::new(), unknown: Vec::new(), shared: Unknown::new(lexicon) };
        for row in lexicon.rows("statuses") {
            reader.add(row.get("form"), row.get("group"));
        }
        reader
    }

    fn add(&mut self, form: &str, group: &str) {
        let form = Form::new(form, meaning(group));
        let Some(first) = form.words.first().and_then(|word| word.stem.chars().next()) else {
            return;
        };
        if group == "unknown" {
            self.unknown.push(form);
        } else {
            self.forms.entry(first).or_default().push(form);
        }
    }

    /// Reads a cell. Any text can be read; the raw text stays with the list.
    pub fn read(&self, text: &str) -> StatusCell {
        let text = plain(text);
        if text.is_empty() {
            return StatusCell::Empty;
        }
        let words = words(&text);
        let is_whole = |form: &Form| form.words.len() == words.len() && form.fits(&words);
        if self.shared.is_stated(&text) || self.unknown.iter().any(is_whole) {
            return StatusCell::StatedUnknown;
        }
        let mut groups = self.groups(&words);
        if groups.is_empty() {
            groups.insert(StatusGroup::Other);
        }
        StatusCell::Status(Status { groups, text: text.into() })
    }

    /// Whether a cell contains a form of the tables.
    pub(crate) fn knows(&self, text: &str) -> bool {
        let text = plain(text);
        let words = words(&text);
        (0..words.len()).any(|at| self.forms_at(&words, at).next().is_some())
    }

    fn groups(&self, words: &[&str]) -> BTreeSet<StatusGroup> {
        let mut groups = BTreeSet::new();
        for at in 0..words.len() {
            for form in self.forms_at(words, at) {
                if let Meaning::Group(group) = form.meaning
                    && group != StatusGroup::Other
                    && !self.is_denied(words, at, at + form.words.len())
                {
                    groups.insert(group);
                }
            }
        }
        groups
    }

    fn forms_at<'a>(&'a self, words: &'a [&str], at: usize) -> impl Iterator<Item = &'a Form> {
        let rest = words.get(at..).unwrap_or_default();
        let first = rest.first().and_then(|word| word.chars().next());
        let forms = first.and_then(|first| self.forms.get(&first));
        forms.into_iter().flatten().filter(move |form| form.fits(rest))
    }

    fn is_denied(&self, words: &[&str], first: usize, end: usize) -> bool {
        let says = |at: usize, meaning| self.forms_at(words, at).any(|form| form.meaning == meaning);
        let ends_before = |at: usize| {
            let mut forms = self.forms_at(words, at);
            forms.any(|form| form.meaning == Meaning::NotBefore && at + form.words.len() == first)
        };
        (0..first).rev().take(LONGEST_DENIAL).any(ends_before) || says(end, Meaning::NotAfter)
    }
}

impl Form {
    fn new(text: &str, meaning: Meaning) -> Self {
        let text = plain(text);
        let words = words(&text).into_iter().map(Pattern::new).collect();
        Form { words, meaning }
    }

    fn fits(&self, words: &[&str]) -> bool {
        let pairs = self.words.iter().zip(words);
        self.words.len() <= words.len() && pairs.into_iter().all(|(form, word)| form.fits(word))
    }
}

impl Pattern {
    fn new(text: &str) -> Self {
        let stem = text.strip_suffix('*');
        Pattern { stem: stem.unwrap_or(text).to_owned(), open: stem.is_some() }
    }

    fn fits(&self, word: &str) -> bool {
        let ending = word.strip_prefix(self.stem.as_str());
        let longest = if self.open { LONGEST_ENDING } else { 0 };
        ending.is_some_and(|ending| ending.chars().count() <= longest)
    }
}

fn meaning(group: &str) -> Meaning {
    Meaning::Group(match group {
        "security" => StatusGroup::Security,
        "civilian" => StatusGroup::Civilian,
        "child" => StatusGroup::Child,
        "custody" => StatusGroup::Custody,
        "accused" => StatusGroup::Accused,
        "not-before" => return Meaning::NotBefore,
        "not-after" => return Meaning::NotAfter,
        _ => StatusGroup::Other,
    })
}

/// Words of letters and digits; a hyphen inside a word belongs to it, and so does the `*` of a form.
fn words(text: &str) -> Vec<&str> {
    let cut = |letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '*';
    let words = text.split(cut).map(|word| word.trim_matches('-'));
    words.filter(|word| !word.is_empty()).collect()
}
