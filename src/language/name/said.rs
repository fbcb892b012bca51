//! What a name cell states beside the name.
//!
//! In: the text of a name cell. Out: the text of the name alone, and a [`Said`]: whose relative the person
//! is, which of two people of one name, how many people, the surname at birth, and that a part is unknown.
//!
//! These words are removed before the name is split into parts, and kept as notes. With invented names:
//!
//! | cell | name | beside |
//! |---|---|---|
//! | `Wife of Omar Qasim` | Omar Qasim | relation `wife` |
//! | `Omar s/o Nabil Qasim` | Omar | father Nabil Qasim |
//! | `Edmund Frayling Jr.` | Edmund Frayling | generation `junior` |
//! | `Omar Qasim + 2 children` | Omar Qasim | group of 3 |
//! | `Смирнова (урожд. Иванова) Анна` | Смирнова Анна | surname at birth Иванова |
//! | `Ахметов НЕИЗВ` | Ахметов | a part is unknown |
//! | `3 unknown men` | none | group of 3 |
//!
//! The steps run in a fixed order, because each needs the items that the earlier ones leave: words for an
//! unnamed person, other people, brackets, generation marks, relations, unknown parts.

mod relation;
mod several;
mod tables;

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use tables::SaidTables;

use super::folded::Folded;
use super::relation::{Group, Relation};
use super::tables::NameTables;
use super::{Generation, Role};
use crate::base::text::Script;
use crate::language::phrases::{joined, key};
use tables::GenerationPlace;

/// Most words and brackets of a cell that are examined; the rest is dropped. This bounds the time for a cell
/// that is a whole paragraph.
const MOST_WORDS: usize = 60;
/// The Arabic word for `and`. It is written together with the next word, so a number after it is split off:
/// `و3`.
const ARABIC_AND: char = 'و';
/// Longest title, in words.
const TITLE_WORDS: usize = 4;

/// What a cell states beside the name. The default states nothing.
///
/// Relation, generation and group keep records apart in the linkage. The other fields add to the name or
/// explain why it is incomplete.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// The person is a relative of the person named, as in `Wife of X`.
    pub(super) relation: Option<Relation>,
    /// The generation mark, and its text as printed: `Jr.`, `(старший)`.
    pub(super) generation: Option<(Generation, Arc<str>)>,
    /// The cell describes several people, as in `X and his wife`.
    pub(super) group: Option<Group>,
    /// The surname at birth, as printed: `Иванова` in `Смирнова (урожд. Иванова)`. It may have several words.
    pub(super) birth_surname: Option<String>,
    /// The father's name, if the cell has a name of the person before it: `Nabil Qasim` in `Omar s/o Nabil
    /// Qasim`.
    pub(super) father: Option<String>,
    /// The cell states that a part of the name is unknown: `Ахметов НЕИЗВ`, `Baby boy Hamdan`.
    pub(super) is_part_unknown: bool,
    /// The words that were removed, as printed, one element per removal.
    pub(super) notes: Vec<String>,
}

impl Said {
    /// Adds what the next cell of a record states. The first statement of each kind counts.
    pub(super) fn append(&mut self, other: Said) {
        self.relation = self.relation.take().or(other.relation);
        self.generation = self.generation.take().or(other.generation);
        self.group = self.group.or(other.group);
        self.birth_surname = self.birth_surname.take().or(other.birth_surname);
        self.father = self.father.take().or(other.father);
        self.is_part_unknown |= other.is_part_unknown;
        self.notes.extend(other.notes);
    }
}

/// A word of a cell, or the text of one bracket. All look-ups use `key`; `text` is what remains in the name
/// or becomes a note.
#[derive(Clone, Debug)]
struct SaidItem {
    /// The text as printed, with a comma after it, without the brackets around it.
    text: String,
    /// The word as it is looked up; empty for a bracket.
    key: String,
    /// Whether a comma or a semicolon follows.
    comma: bool,
    /// Whether it is the text of a bracket.
    is_bracket: bool,
}

impl SaidItem {
    /// Whether it is a word with a letter, and no bracket. Numbers and marks such as `+` are no words.
    fn is_word(&self) -> bool {
        !self.is_bracket && self.text.chars().any(char::is_alphabetic)
    }
}

impl AsRef<str> for SaidItem {
    /// The word as it is looked up; empty for a bracket.
    fn as_ref(&self) -> &str {
        &self.key
    }
}

/// A cell while it is examined. Each step removes the items that it understands, and records what they state
/// in `said`. Items have indices from 0; every step renumbers the items after those that it removes.
struct Cell<'a> {
    /// The words and brackets that remain, in printed order.
    items: Vec<SaidItem>,
    /// The tables to look them up in.
    tables: &'a NameTables,
    /// What the removed items stated.
    said: Said,
}

/// Whether a cell consists of words that name nobody: "unknown", "a soldier", "three men". Then the record is
/// a person without a name.
///
/// Most cells are ruled out by the first words of the tables, without splitting the cell.
pub(super) fn names_nobody(text: &str, tables: &NameTables) -> bool {
    let cell = || Cell { items: items(text), tables, said: Said::default() };
    tables.may_say_more(text) && (tables.said().unknown.is_stated(text) || cell().names_nobody())
}

/// Whether the cell of a given or father's name consists of words that name nobody: "unknown", "infant",
/// "baby boy". The surname beside it stays a name.
pub(super) fn is_no_part(text: &str, tables: &NameTables) -> bool {
    if !tables.may_say_more(text) {
        return false;
    }
    let cell = Cell { items: items(text), tables, said: Said::default() };
    let said = tables.said();
    let (mut at, mut is_nobody) = (0, false);
    while at < cell.items.len() {
        let keys = cell.keys(at);
        let is_person = |word: &tables::PeopleWord| {
            matches!(word, tables::PeopleWord::Person | tables::PeopleWord::People)
        };
        let person = said.people.at(keys, is_person).map(|(count, _)| count);
        let Some(count) = said.unknown_at(keys).max(person).or_else(|| said.about_at(keys)) else {
            return false;
        };
        is_nobody |= person.is_some() || said.unknown_at(keys).is_some();
        at += count;
    }
    is_nobody
}

/// Whether a cell states that it has no value: `-`, `n/a`, `unknown`. Unlike [`names_nobody`], a word for a
/// person ("soldier") does not count, because it may be a name part.
pub(super) fn is_unknown(text: &str, tables: &NameTables) -> bool {
    tables.may_say_more(text) && tables.said().unknown.is_stated(text)
}

/// Removes everything that is not the name from a cell.
///
/// Returns the rest, and what was removed. A cell that states nothing more is returned unchanged and without
/// a copy. The order of the steps matters: a bracket with a number of people must be read before brackets are
/// examined for other statements.
pub(super) fn take<'a>(text: &'a str, tables: &NameTables) -> (Cow<'a, str>, Said) {
    if let Some(apart) = without_slashes(text, tables) {
        let (left, said) = take(&apart, tables);
        return (left.into_owned().into(), said);
    }
    if !tables.may_say_more(text) {
        return (text.into(), Said::default());
    }
    let mut cell = Cell { items: items(text), tables, said: Said::default() };
    let before = cell.items.len();
    cell.take_person();
    cell.take_group();
    cell.take_brackets();
    cell.take_generation();
    cell.take_relation();
    cell.take_unknown();
    let is_as_it_was = cell.items.len() == before && cell.said == Said::default();
    let left: Cow<'_, str> = if is_as_it_was { text.into() } else { cell.text().into() };
    (left, cell.said)
}

/// What the cell of a suffix states: `Jr`. Other suffixes state nothing about the person.
pub(super) fn mark_alone(text: &str, tables: &NameTables) -> Said {
    let words: Vec<String> = text.split_whitespace().map(key).collect();
    let mark = tables.said().generations.get(&words).first().map(|word| (word.mark, text.trim().into()));
    Said { generation: mark, ..Said::default() }
}

/// The group of people that a cell without a name describes: 3 for `3 children`, unknown for `unidentified
/// bodies`. `None` for one person.
pub(super) fn nameless_group(text: &str, tables: &NameTables) -> Option<Group> {
    if !tables.may_say_more(text) {
        return None;
    }
    let cell = || Cell { items: items(text), tables, said: Said::default() };
    cell().counted().or_else(|| {
        let mut cell = cell();
        cell.take_group();
        cell.said.group
    })
}

impl Cell<'_> {
    /// The remaining items as one text, without a comma at the end. Brackets that remain are written in round
    /// brackets.
    fn text(&self) -> String {
        let mut out = String::new();
        for item in &self.items {
            if !out.is_empty() {
                out.push(' ');
            }
            match item.is_bracket {
                true => out.extend(["(", &item.text, ")"]),
                false => out.push_str(&item.text),
            }
        }
        let end = out.trim_end_matches([',', ';', ' ']).len();
        out.truncate(end);
        out
    }

    /// The items from one on, as words to look up; empty after the last.
    fn keys(&self, from: usize) -> &[SaidItem] {
        self.items.get(from..).unwrap_or_default()
    }

    /// Whether there is no word at an item: the cell ends there, or a bracket follows.
    fn ends(&self, at: usize) -> bool {
        self.items.get(at).is_none_or(|item| item.is_bracket)
    }

    /// How many words of the name precede an item. Brackets, numbers and marks do not count.
    fn words_before(&self, at: usize) -> usize {
        self.items.iter().take(at).filter(|item| item.is_word()).count()
    }

    /// Removes items and keeps their text as a note. Later items move forward by the length of the range.
    fn take_out(&mut self, range: std::ops::Range<usize>) {
        let taken: Vec<SaidItem> = self.items.drain(range.clone()).collect();
        let texts: Vec<&str> = taken.iter().map(|item| item.text.trim_end_matches([',', ';'])).collect();
        let note = texts.join(" ");
        if !note.is_empty() {
            self.said.notes.push(note);
        }
    }

    /// How many words from an item on make the longest title; `None` without one. Titles are removed later;
    /// here they show that a cell has no name (`Soldier`) or that a mark belongs to a rank.
    fn title_at(&self, at: usize) -> Option<usize> {
        let keys = self.keys(at);
        if !self.tables.may_be_title(&keys.first()?.key, true) {
            return None;
        }
        let most = TITLE_WORDS.min(keys.len());
        (1..=most)
            .rev()
            .find(|count| keys.get(..*count).is_some_and(|words| self.tables.title(&joined(words)).is_some()))
    }

    /// Whether the cell consists of words that name nobody: "unknown", "a soldier", "three men". At least one
    /// of them must mean it by itself: a number alone does not.
    fn names_nobody(&self) -> bool {
        let (mut at, mut is_nobody) = (0, false);
        while at < self.items.len() {
            let Some((count, is_said)) = self.nobody_at(at) else { return false };
            is_nobody |= is_said;
            at += count;
        }
        is_nobody
    }

    /// How many items from one on name nobody, and whether these words alone are enough; `None` for a word
    /// that may be a name.
    ///
    /// Words for "unknown", for people, for relatives, and titles of more than three letters are enough
    /// alone. Words such as "name", numbers, marks and brackets with an age count only beside them. The
    /// longest phrase is used.
    fn nobody_at(&self, at: usize) -> Option<(usize, bool)> {
        let item = self.items.get(at)?;
        if item.is_bracket {
            let inside = Cell { items: items(&item.text), tables: self.tables, said: Said::default() };
            let is_age = inside.items.iter().all(|item| !item.is_word());
            return (is_age || inside.names_nobody()).then_some((1, false));
        }
        if item.key.is_empty() || !item.is_word() {
            // A number or a mark means nothing by itself.
            return Some((1, false));
        }
        let keys = self.keys(at);
        let said = self.tables.said();
        let unknown = said.unknown_at(keys).map(|count| (count, true));
        let person = said.people.at(keys, |_| true).map(|(count, word)| {
            (count, matches!(word, tables::PeopleWord::Person | tables::PeopleWord::People))
        });
        let relation = said.relations.at(keys, |_| true).map(|(count, _)| (count, true));
        let about = said.about_at(keys).map(|count| (count, false));
        let title = self.title_at(at).filter(|_| item.key.chars().count() > 3).map(|count| (count, true));
        let all = [unknown, person, relation, about, title];
        all.into_iter().flatten().max_by_key(|(count, is_said)| (*count, *is_said))
    }

    /// Removes words for an unnamed person before a name: `Baby boy Hamdan` is a child of the family Hamdan
    /// whose given name is unknown. If one word remains, a part of the name counts as unknown.
    fn take_person(&mut self) {
        let is_person = |word: &tables::PeopleWord| *word == tables::PeopleWord::Person;
        let found = self.tables.said().people.at(self.keys(0), is_person).map(|(count, _)| count);
        // One word may be a surname: Mann, Junge. Words for the relative of a named person are handled later.
        let Some(count) = found.filter(|count| *count > 1 && !self.ends(*count)) else { return };
        let is_relation = self.tables.said().relations.at(self.keys(0), |_| true).is_some();
        if !is_relation {
            self.said.is_part_unknown |= self.words_before(self.items.len()) == count + 1;
            self.take_out(0..count);
        }
    }

    /// Removes generation marks: `Jr`, `III`, `(старший)`. `Frayling Jr., Edmund` becomes `Frayling, Edmund`,
    /// so that the comma still shows the surname.
    fn take_generation(&mut self) {
        let mut at = 0;
        while at < self.items.len() {
            match self.generation_at(at) {
                Some((count, mark)) => {
                    self.mark(mark, at..at + count);
                    // The comma of the mark returns to the name before it.
                    let comma = self.items.get(at + count - 1).is_some_and(|item| item.comma);
                    self.take_out(at..at + count);
                    if let Some(last) =
                        at.checked_sub(1).and_then(|at| self.items.get_mut(at)).filter(|_| comma)
                        && !last.comma
                    {
                        last.comma = true;
                        last.text.push(',');
                    }
                }
                None => at += 1,
            }
        }
    }

    /// Records a generation mark; the first of several counts.
    fn mark(&mut self, mark: Generation, range: std::ops::Range<usize>) {
        if self.said.generation.is_none() {
            let texts: Vec<&str> = self
                .items
                .get(range)
                .unwrap_or_default()
                .iter()
                .map(|item| item.text.trim_end_matches([',', ';']))
                .collect();
            self.said.generation = Some((mark, texts.join(" ").into()));
        }
    }

    /// The generation mark at an item: how many words, and the mark.
    ///
    /// `None` without a mark, for a rank (`мл. сержант`), if the mark is the whole name, and in a place where
    /// it may be something else: `II` after one word may be two initials.
    fn generation_at(&self, at: usize) -> Option<(usize, Generation)> {
        let item = self.items.get(at).filter(|item| !item.is_bracket)?;
        let keys = self.keys(at);
        let before = self.words_before(at);
        let is_small = item.text.chars().next().is_some_and(char::is_lowercase);
        let fits = |place: GenerationPlace| match place {
            GenerationPlace::Any => true,
            GenerationPlace::After => before > 0,
            GenerationPlace::AfterSmall => before > 1 || (before == 1 && is_small),
            GenerationPlace::AfterTwo => before > 1 && !is_small,
            GenerationPlace::Brackets => false,
        };
        let (count, word) = self.tables.said().generations.at(keys, |word| fits(word.place))?;
        // A mark alone is the name. In `мл. сержант` it is part of a rank.
        let is_title = self.title_at(at).is_some_and(|title| title > count);
        let is_all = self.words_before(self.items.len()) <= count;
        (!is_title && !is_all).then_some((count, word.mark))
    }

    /// Removes words that state that a part is unknown: `Ахметов НЕИЗВ`, `Ахметов Серик, отчество
    /// неизвестно`.
    fn take_unknown(&mut self) {
        let mut at = 0;
        while at < self.items.len() {
            match self.unknown_span(at) {
                Some(count) => {
                    self.said.is_part_unknown = true;
                    self.take_out(at..at + count);
                }
                None => at += 1,
            }
        }
    }

    /// How many words from an item on state that a part is unknown, with the words for that part: `отчество
    /// неизвестно` has two. `None` without any; "name" alone is not enough.
    fn unknown_span(&self, at: usize) -> Option<usize> {
        let said = self.tables.said();
        let (mut count, mut is_unknown) = (0, false);
        loop {
            let here = self.items.get(at + count).is_some_and(|item| !item.is_bracket);
            let keys = self.keys(at + count);
            match (said.unknown_at(keys), said.about_at(keys)) {
                (Some(words), _) if here => {
                    is_unknown = true;
                    count += words;
                }
                (_, Some(words)) if here => count += words,
                _ => return is_unknown.then_some(count),
            }
        }
    }

    /// Removes brackets that state more than a remark: a generation mark, a relation, a surname at birth.
    /// Other brackets stay and become notes later.
    fn take_brackets(&mut self) {
        let mut at = 0;
        while at < self.items.len() {
            let is_said = self.items.get(at).is_some_and(|item| item.is_bracket) && self.take_bracket(at);
            if !is_said {
                at += 1;
            }
        }
    }

    /// Reads one bracket; returns whether it was removed. A word such as `(отец)` is both a generation mark
    /// and a possible relation, and is recorded as both.
    fn take_bracket(&mut self, at: usize) -> bool {
        let Some(item) = self.items.get(at).cloned() else { return false };
        let words = items(&item.text);
        if let [mark, ..] = self.tables.said().generations.get(&words) {
            let (mark, place) = (mark.mark, mark.place);
            self.mark(mark, at..at + 1);
            let is_bare = place != GenerationPlace::Brackets;
            if !is_bare {
                self.relation_in_brackets(at, &item.text, &words);
            }
            self.take_out(at..at + 1);
            return true;
        }
        if self.relation_in_brackets(at, &item.text, &words) || self.birth_in_brackets(at, &item.text, &words)
        {
            self.take_out(at..at + 1);
            return true;
        }
        false
    }

    /// Records the surname at birth in a bracket: `(урожд. Иванова)`, or `Смирнова (Иванова)` if both words
    /// are surnames by form and nothing else. Returns whether there was one. `Смирнова (Анна)` and `Смирнова
    /// (Алматы)` have none.
    fn birth_in_brackets(&mut self, at: usize, text: &str, words: &[SaidItem]) -> bool {
        let keys: Vec<String> = words.iter().map(|item| item.key.clone()).collect();
        if let Some(count) = self.tables.birth_marker(&keys) {
            let rest: Vec<&str> = text.split_whitespace().skip(count).collect();
            let surname = rest.join(" ");
            if !surname.is_empty() {
                self.said.birth_surname = self.said.birth_surname.take().or(Some(surname));
                return true;
            }
        }
        let before = at.checked_sub(1).and_then(|at| self.items.get(at));
        let is_beside = before.is_some_and(|item| item.is_word() && self.is_surname(&item.text));
        let is_one = words.len() == 1 && text.chars().next().is_some_and(char::is_uppercase);
        if !is_one || !is_beside || !self.is_surname(text) {
            return false;
        }
        self.said.birth_surname = self.said.birth_surname.take().or_else(|| Some(text.to_owned()));
        true
    }

    /// Whether a word is a surname by form or in the tables, and neither a given name nor a patronymic. Used
    /// where a wrong surname would be worse than a missing one.
    fn is_surname(&self, word: &str) -> bool {
        let sounds = self.sounds(word);
        let has_form =
            self.tables.stem(&sounds, Role::Surname).is_some() || self.tables.is_listed_surname(&sounds);
        has_form
            && self.tables.given(&sounds).is_none()
            && self.tables.stem(&sounds, Role::Patronymic).is_none()
    }

    /// The folded letters of a word, without marks at its ends.
    fn sounds(&self, word: &str) -> Folded {
        let word = word.trim_matches(|letter: char| Script::of(letter).is_none());
        self.tables.letters().fold_part(word, None)
    }
}

/// The text with a blank for each slash after a word of relation: `ابن/ سامي`, `بنت/سلمى`. `None` if there is no such
/// slash. A form of the tables that has a slash is unchanged: `s/o`.
fn without_slashes(text: &str, tables: &NameTables) -> Option<String> {
    if !text.contains('/') {
        return None;
    }
    let relations = &tables.said().relations;
    let relation = |word: &str| {
        let (before, _) = word.split_once('/')?;
        (relations.has_first(&key(before)) && !relations.has_first(&key(word))).then_some(before.len())
    };
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| match relation(word) {
            Some(at) => format!("{} {}", &word[..at], &word[at + 1..]),
            None => word.to_owned(),
        })
        .collect();
    text.split_whitespace().any(|word| relation(word).is_some()).then(|| words.join(" "))
}

/// Splits a cell into words and brackets; at most 60 items.
///
/// A `+`, and a `&` between blanks, are words of their own. Nested brackets belong to the outer one. A
/// bracket that is not closed ends with the cell.
fn items(text: &str) -> Vec<SaidItem> {
    let mut all = Vec::new();
    let mut depth = 0_usize;
    let mut piece = String::new();
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => {
                if depth == 0 {
                    push_words(&mut piece, &mut all);
                }
                depth += 1;
            }
            ')' | ']' | '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    push_bracket(&mut piece, &mut all);
                }
            }
            '+' if depth == 0 => piece.push_str(" + "),
            letter => piece.push(letter),
        }
    }
    match depth {
        0 => push_words(&mut piece, &mut all),
        _ => push_bracket(&mut piece, &mut all),
    }
    all.truncate(MOST_WORDS);
    all
}

/// Adds the words of a text outside brackets, and empties the text.
fn push_words(piece: &mut String, all: &mut Vec<SaidItem>) {
    let words = piece.split_inclusive(|letter: char| letter == ',' || letter.is_whitespace());
    for word in words.map(str::trim).filter(|word| !word.is_empty()) {
        // The semicolon of `&quot;` belongs to one character.
        let comma = word.ends_with(',') || (word.ends_with(';') && !word.contains('&'));
        // A separate comma belongs to the word before it.
        if word.len() == 1 && comma {
            if let Some(last) = all.last_mut() {
                last.comma = true;
                last.text.push(',');
            }
            continue;
        }
        if let Some(number) = word.strip_prefix(ARABIC_AND).filter(|rest| rest.starts_with(char::is_numeric))
        {
            all.push(SaidItem {
                text: ARABIC_AND.into(),
                key: ARABIC_AND.into(),
                comma: false,
                is_bracket: false,
            });
            all.push(SaidItem { text: number.to_owned(), key: key(number), comma, is_bracket: false });
            continue;
        }
        all.push(SaidItem { text: word.to_owned(), key: key(word), comma, is_bracket: false });
    }
    piece.clear();
}

/// Adds the text of a bracket unless it is blank, and empties the text.
fn push_bracket(piece: &mut String, all: &mut Vec<SaidItem>) {
    let text = piece.trim().to_owned();
    if !text.is_empty() {
        all.push(SaidItem { key: String::new(), text, comma: false, is_bracket: true });
    }
    piece.clear();
}

#[cfg(test)]
mod tests;
