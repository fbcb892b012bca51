//! Statuses: how a list labels a person, such as officer, civilian, child or attacker.
//!
//! A status is a claim of the list that prints it, never a fact. Two lists may give different statuses to one person.
//! The groups serve only to detect such differences.
//!
//! In: the text of a cell and the tables `statuses`. Out: a [`StatusCell`] with the text and its groups. Two statuses
//! are compared with [`status_relation`].
//!
//! A form of several words (`сотрудник полиции`) counts only if its words follow each other. A word of denial before or
//! after a form (`не полицейский`, `killed by police`) cancels it, so that the victim of an officer is not taken for
//! one.
//!
//! Examples: `сотрудник полиции` has the group `security`; `бейбіт тұрғын` has `civilian`; `тестовый текст` has only
//! `other`.
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
// Both statuses can be claims about one person.
//! // What one list calls an attacker, another may call a civilian.
//! assert_eq!(status_relation(&attacker, &civilian), StatusRelation::Compatible);
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::lookup::plain;
use crate::base::words::words;
use crate::language::lexicon::Lexicon;
use crate::language::unknown::Unknown;

/// Longest ending that a word may add to a stem of the tables (`полицейск*`), in letters.
const LONGEST_ENDING: usize = 5;

/// Longest form that denies the next word, in words: `killed by` has two.
const LONGEST_DENIAL: usize = 3;

/// The group that a status belongs to. A status may be in several groups: an arrested child is in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusGroup {
    /// A member of the police, the army or another armed body of the state.
    /// For example `сотрудник полиции` or `солдат`.
    Security,
    /// A civilian: a protester, a bystander, a resident.
    /// For example `бейбіт тұрғын`.
    Civilian,
    /// A child.
    /// [`status_relation`] treats a child like a civilian.
    Child,
    /// A person who was held, or who died in custody.
    /// It is compatible with every other group.
    Custody,
    /// A person whom the list calls an attacker, a terrorist or a suspect. This is a claim of the list about the
    /// person, so it disagrees with no other group.
    Accused,
    /// Any other status; two of them agree only if their texts are equal.
    Other,
}

words! {
    StatusGroup, "status";
    /// Every value, in the order of the variants.
    ALL
    /// The text form in tables and output files, in lower case.
    as_str
    Security = "security",
    Civilian = "civilian",
    Child = "child",
    Custody = "custody",
    Accused = "accused",
    Other = "other",
}

/// The status that a list gives to a person: the folded text of its cell and its groups. The default has no groups and
/// no text; readers never return it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// At least one group if a reader made the status; `Other` only alone.
    groups: BTreeSet<StatusGroup>,
    /// The cell, folded: lower case, single spaces.
    text: Arc<str>,
}

impl Status {
    /// The groups, in the order of [`StatusGroup`]. [`StatusGroup::Other`] appears only alone: no form of the tables
    /// appears in the text, or every form that does is denied.
    pub fn groups(&self) -> impl Iterator<Item = StatusGroup> + '_ {
        self.groups.iter().copied()
    }

    /// Whether the status belongs to a group.
    pub fn has(&self, group: StatusGroup) -> bool {
        self.groups.contains(&group)
    }

    /// The text of the cell, in lower case with single spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether only the text of the status can be compared.
    fn is_other(&self) -> bool {
        self.has(StatusGroup::Other)
    }
}

/// What a cell of a status column states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusCell {
    /// The cell is empty.
    Empty,
    /// The list states that the status is unknown.
    StatedUnknown,
    /// A status; any other text is one, because a list may print any label.
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

/// How two statuses relate, the worst agreement first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusRelation {
    /// They disagree: one is a member of an armed body of the state, the other a civilian or a child, and they share no
    /// group.
    Different,
    /// They differ, but both can be claims about one person: `задержанный` and `гражданский`.
    Compatible,
    /// They have the same groups; if no table knows either, the same text.
    Same,
}

/// How two statuses relate; symmetric.
///
/// Two texts without a known form agree only if they are equal. Everything else is compatible, because most labels can
/// be true of one person together.
pub fn status_relation(a: &Status, b: &Status) -> StatusRelation {
    if a.groups == b.groups && (!a.is_other() || a.text == b.text) {
        StatusRelation::Same
    } else if is_against(a, b) || is_against(b, a) {
        StatusRelation::Different
    } else {
        StatusRelation::Compatible
    }
}

/// Whether the first is a member of an armed body and the second a civilian or a child, without a common group.
fn is_against(officer: &Status, other: &Status) -> bool {
    let is_civil = other.has(StatusGroup::Civilian) || other.has(StatusGroup::Child);
    let both = officer.groups.intersection(&other.groups).next().is_some();
    officer.has(StatusGroup::Security) && is_civil && !both
}

/// The meaning of a form of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StatusMeaning {
    /// Puts the status into this group.
    Group(StatusGroup),
    /// Denies the form that follows it: `не`, `killed by`. What is denied adds no group.
    NotBefore,
    /// Denies the form before it: `емес`.
    NotAfter,
}

/// A word of a form: a whole word, or a stem that any ending of up to [`LONGEST_ENDING`] letters may follow.
#[derive(Clone, Debug)]
struct Pattern {
    /// The word or stem, folded.
    stem: String,
    /// Whether the table writes the word with a final `*`. An ending may then follow.
    open: bool,
}

/// A row of the tables `statuses`: one or more words in a row, and what they mean.
#[derive(Clone, Debug)]
struct StatusForm {
    /// At least one; they must follow each other in the text.
    words: Vec<Pattern>,
    /// What the words together mean.
    meaning: StatusMeaning,
}

/// Reads cells of a status column with the tables of kind `statuses`. Make one reader and use it for every cell.
#[derive(Clone, Debug)]
pub struct StatusReader {
    /// The forms by the first letter of their first word, so that a word is compared with few of them.
    forms: BTreeMap<char, Vec<StatusForm>>,
    /// Forms that state an unknown status. They count only if they are the whole cell.
    unknown: Vec<StatusForm>,
    /// The words for an unknown value that all columns share.
    shared: Unknown,
}

impl StatusReader {
    /// A reader with the forms of a lexicon. A group that this version does not know is read as [`StatusGroup::Other`].
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut reader =
            StatusReader { forms: BTreeMap::new(), unknown: Vec::new(), shared: Unknown::new(lexicon) };
        for row in lexicon.rows("statuses") {
            reader.add(row.get("form"), row.get("group"));
        }
        reader
    }

    /// Adds a row of the tables; a form without letters is skipped.
    fn add(&mut self, form: &str, group: &str) {
        let form = StatusForm::new(form, meaning(group));
        let Some(first) = form.words.first().and_then(|word| word.stem.chars().next()) else {
            return;
        };
        if group == "unknown" {
            self.unknown.push(form);
        } else {
            self.forms.entry(first).or_default().push(form);
        }
    }

    /// Reads one cell. It never fails: a text without a known form has the group [`StatusGroup::Other`]. The caller
    /// keeps the text of the list.
    pub fn read(&self, text: &str) -> StatusCell {
        let text = plain(text);
        if text.is_empty() {
            return StatusCell::Empty;
        }
        let words = words(&text);
        let is_whole = |form: &StatusForm| form.words.len() == words.len() && form.fits(&words);
        if self.shared.is_stated(&text) || self.unknown.iter().any(is_whole) {
            return StatusCell::StatedUnknown;
        }
        let mut groups = self.groups(&words);
        if groups.is_empty() {
            groups.insert(StatusGroup::Other);
        }
        StatusCell::Status(Status { groups, text: text.into() })
    }

    /// Whether a form of the tables appears anywhere in a cell, denied or not. `source::mention` reports the other
    /// statuses, because a table may lack them.
    pub(crate) fn knows(&self, text: &str) -> bool {
        let text = plain(text);
        let words = words(&text);
        (0..words.len()).any(|at| self.forms_at(&words, at).next().is_some())
    }

    /// The groups of all forms in the text that no word denies, without [`StatusGroup::Other`]; may be empty.
    fn groups(&self, words: &[&str]) -> BTreeSet<StatusGroup> {
        let mut groups = BTreeSet::new();
        for at in 0..words.len() {
            for form in self.forms_at(words, at) {
                if let StatusMeaning::Group(group) = form.meaning
                    && group != StatusGroup::Other
                    && !self.is_denied(words, at, at + form.words.len())
                {
                    groups.insert(group);
                }
            }
        }
        groups
    }

    /// The forms whose words begin at position `at` of the words.
    fn forms_at<'a>(&'a self, words: &'a [&str], at: usize) -> impl Iterator<Item = &'a StatusForm> {
        let rest = words.get(at..).unwrap_or_default();
        let first = rest.first().and_then(|word| word.chars().next());
        let forms = first.and_then(|first| self.forms.get(&first));
        forms.into_iter().flatten().filter(move |form| form.fits(rest))
    }

    /// Whether a denial ends right before the words `first..end` or begins right after them: `не полицейский`,
    /// `полицейский емес`. A denial reaches one form, not the rest of the cell.
    fn is_denied(&self, words: &[&str], first: usize, end: usize) -> bool {
        let says = |at: usize, meaning| self.forms_at(words, at).any(|form| form.meaning == meaning);
        let ends_before = |at: usize| {
            let mut forms = self.forms_at(words, at);
            forms.any(|form| form.meaning == StatusMeaning::NotBefore && at + form.words.len() == first)
        };
        (0..first).rev().take(LONGEST_DENIAL).any(ends_before) || says(end, StatusMeaning::NotAfter)
    }
}

impl StatusForm {
    fn new(text: &str, meaning: StatusMeaning) -> Self {
        let text = plain(text);
        let words = words(&text).into_iter().map(Pattern::new).collect();
        StatusForm { words, meaning }
    }

    /// Whether the words begin with the words of this form.
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

    /// Whether a word is this word, or this stem with a short ending.
    fn fits(&self, word: &str) -> bool {
        let ending = word.strip_prefix(self.stem.as_str());
        let longest = if self.open { LONGEST_ENDING } else { 0 };
        ending.is_some_and(|ending| ending.chars().count() <= longest)
    }
}

/// The meaning of the `group` column of a row.
fn meaning(group: &str) -> StatusMeaning {
    StatusMeaning::Group(match group {
        "security" => StatusGroup::Security,
        "civilian" => StatusGroup::Civilian,
        "child" => StatusGroup::Child,
        "custody" => StatusGroup::Custody,
        "accused" => StatusGroup::Accused,
        "not-before" => return StatusMeaning::NotBefore,
        "not-after" => return StatusMeaning::NotAfter,
        _ => StatusGroup::Other,
    })
}

/// The words of a text. A word consists of letters, digits, inner hyphens, and the `*` of a form.
fn words(text: &str) -> Vec<&str> {
    let cut = |letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '*';
    let words = text.split(cut).map(|word| word.trim_matches('-'));
    words.filter(|word| !word.is_empty()).collect()
}
