//! Words of relation beside a name: whose relative the person of the record is.
//!
//! In: the items of a cell. Out: the items of the name, and the [`Relation`], if the person is or may be a
//! relative of the person named. With invented names:
//!
//! | cell | name | relation |
//! |---|---|---|
//! | `Wife of Omar Qasim` | Omar Qasim | wife, certain |
//! | `Omar Qasim (wife)` | Omar Qasim | wife, certain: the sexes differ |
//! | `Сапаров Ермек (брат)` | Сапаров Ермек | brother, uncertain |
//! | `Жена Петрова Александра` | Петрова Александра | wife, uncertain |
//! | `жена Ахметова Айгуль` | Ахметова Айгуль | none: the name is the wife's own |
//! | `Nabil Qasim's daughter` | Nabil Qasim | daughter, certain |
//! | `Omar s/o Nabil Qasim` | Omar | none; the father is kept |
//!
//! The case of the name and its sex decide between `жена X` (X's wife) and a wife called X. A record with a
//! certain relation is never joined with a record that is X. With an uncertain one only a reviewer may join
//! them.

use super::tables::{PeopleWord, RelationPlace, RelationWord};
use super::{Cell, SaidItem, items};
use crate::language::name::Role;
use crate::language::name::relation::{Group, Relation};
use crate::language::sex::Sex;

/// Fewest letters of a case ending that shows its case without a known name. A shorter ending may belong to
/// the name, so the form without it must be a known given name or a patronymic.
const CLEAR_ENDING: usize = 3;
/// Fewest letters that must remain before a case ending; a shorter rest would be no name.
const LEAST_STEM: usize = 3;

impl Cell<'_> {
    /// Removes words of relation: before the name, inside the cell, or after the name. The first that is
    /// found counts, and a relation in a bracket was found before.
    pub(super) fn take_relation(&mut self) {
        if self.said.relation.is_none() && !self.relation_before() && !self.relation_inside() {
            self.relation_after();
        }
    }

    /// The word of relation at an item for which `is_there` is true: how many items, and the table row.
    fn relation_at(
        &self,
        at: usize,
        is_there: impl Fn(&RelationWord) -> bool,
    ) -> Option<(usize, RelationWord)> {
        let keys = self.keys(at);
        let (count, word) = self.tables.said().relations.at(keys, |word| is_there(word))?;
        Some((count, word.clone()))
    }

    /// A word before the name: `Wife of X`, `Сын Жумадилова Болата`. Returns whether there was one.
    ///
    /// The name is another person's if the word alone shows it (`wife of`), if the name is in the genitive,
    /// or if its sex is not that of the relative. If only the sex of the relative fits, the name is the
    /// person's own.
    fn relation_before(&mut self) -> bool {
        let (at, number) = self.after_preface();
        let is_there = |word: &RelationWord| {
            matches!(word.place, RelationPlace::Start | RelationPlace::Before | RelationPlace::Any)
        };
        let Some((count, word)) = self.relation_at(at, is_there) else { return false };
        let named = self.words_before(self.items.len()) - self.words_before(at + count);
        if named < word.least_words {
            return false;
        }
        let is_genitive = !word.is_of && self.is_genitive(at + count);
        let is_own = !word.is_of && !is_genitive && word.sex.is_some() && self.sex(at + count) == word.sex;
        // `Жена Петрова Александра`: a wife called Alexandra, or Alexander's wife.
        let is_either =
            is_own && (at + count..self.items.len()).any(|at| self.dictionary_form(at, true).is_some());
        let text = self.taken(0..at + count);
        if is_own && !is_either {
            // The case and the sex show that the name is the person's own.
            return true;
        }
        if is_genitive || word.is_of {
            self.in_dictionary_form();
        }
        self.relate(&word, text, !is_either, number);
        true
    }

    /// A word between two names: in `Omar s/o Nabil Qasim` the name before it is the person's own. Returns
    /// whether there was one.
    ///
    /// Everything from the word on becomes a note, and no relation is recorded: the record has a name of its
    /// own. The father's name is kept for a child whose own name is one word. A marker of a patronymic
    /// (`Болат ұлы Ермек`) is no such word.
    fn relation_inside(&mut self) -> bool {
        let is_there = |word: &RelationWord| matches!(word.place, RelationPlace::Before | RelationPlace::Any);
        let last = self.items.len();
        for at in 1..last {
            let is_word = |at: usize| self.items.get(at).is_some_and(|item| !item.is_bracket);
            let Some((count, word)) = self.relation_at(at, is_there).filter(|_| is_word(at)) else {
                continue;
            };
            let (own, named) =
                (self.words_before(at), self.words_before(last) - self.words_before(at + count));
            if own == 0 || named == 0 || self.is_marker(at) {
                continue;
            }
            if word.kind.starts_with("child") && own == 1 {
                let father = self.items.get(at + count..).unwrap_or_default();
                let words = father.iter().filter(|item| item.is_word()).map(|item| item.text.as_str());
                self.said.father = Some(words.collect::<Vec<_>>().join(" "));
            }
            self.take_out(at..last);
            return true;
        }
        false
    }

    /// A word after the name: `X, wife`, `Ермектің әйелі`. The word must end the cell, apart from brackets. A
    /// word such as `ұлы` is a marker of a patronymic there, unless the word before it is in the genitive.
    fn relation_after(&mut self) {
        let last = self.items.iter().take_while(|item| !item.is_bracket).count();
        for at in 1..last {
            let after_comma = self.items.get(at - 1).is_some_and(|item| item.comma);
            let owner = self.owner_before(at);
            let is_there = |word: &RelationWord| match word.place {
                RelationPlace::After | RelationPlace::Any => true,
                RelationPlace::Brackets => after_comma || owner.is_some(),
                _ => false,
            };
            let Some((count, word)) = self.relation_at(at, is_there) else { continue };
            if at + count != last || self.words_before(at) == 0 {
                continue;
            }
            let is_genitive = owner.is_some() || self.genitive(at - 1).is_some();
            if self.is_marker(at) && !is_genitive {
                continue;
            }
            let sex = self.sex(0);
            let text = self.taken(owner.map_or(at, |owner| owner + 1)..last);
            if is_genitive {
                self.in_dictionary_form();
            }
            self.relate_after(&word, text, sex, is_genitive);
            return;
        }
    }

    /// The item with a possessive before a word of relation: `Paul's mother`, `Paul's 3-year-old son`.
    /// Numbers, measures of age and words for a person may be between them. `None` without one.
    fn owner_before(&self, at: usize) -> Option<usize> {
        let people = &self.tables.said().people;
        let describes = |at: usize| {
            let is_person = |word: &PeopleWord| matches!(word, PeopleWord::Person | PeopleWord::Years);
            self.items.get(at).is_some_and(|item| item.text.chars().any(char::is_numeric))
                || people.at(self.keys(at), is_person).is_some()
        };
        let owner = (0..at).rev().find(|at| !describes(*at))?;
        let is_possessive = self.items.get(owner)?.text.contains(['\'', '’']);
        (is_possessive && self.genitive(owner).is_some()).then_some(owner)
    }

    /// A word of relation in a bracket after the name: `X (wife)`, `X (his wife, 34 years)`. Returns whether
    /// the bracket is such a word.
    ///
    /// `text` is the text of the bracket at item `at`, `words` its items. A bracket with other words is a
    /// remark and stays.
    pub(super) fn relation_in_brackets(&mut self, at: usize, text: &str, words: &[SaidItem]) -> bool {
        let people = &self.tables.said().people;
        let from = people.at(words, |word| *word == PeopleWord::Whose).map_or(0, |(count, _)| count);
        let rest = words.get(from..).unwrap_or_default();
        let is_there =
            |word: &RelationWord| !matches!(word.place, RelationPlace::Start | RelationPlace::With);
        let Some((count, word)) = self.tables.said().relations.at(rest, is_there) else { return false };
        let has_more =
            items(text).iter().skip(from + count).any(|item| item.is_word() && !self.is_measure(&item.key));
        if has_more || word.place == RelationPlace::Before || self.words_before(at) == 0 {
            return false;
        }
        let word = word.clone();
        let sex = self.sex(0);
        self.relate_after(&word, text.to_owned(), sex, false);
        true
    }

    /// Whether a word is a measure of age.
    fn is_measure(&self, key: &str) -> bool {
        self.tables.said().people.at(&[key], |word| *word == PeopleWord::Years).is_some()
    }

    /// Decides about a word of relation after the name.
    ///
    /// The person is certainly the relative if sex or case shows that the name is another person's: `Сапаров
    /// Ермек (жена)`. If nothing shows it, as in `Сапаров Ермек (брат)`, the relation is uncertain. If the
    /// sex shows that the name is the person's own, no relation is recorded. `sex` is the sex that the name
    /// shows.
    fn relate_after(&mut self, word: &RelationWord, text: String, sex: Option<Sex>, is_genitive: bool) {
        let differs = |one: Option<Sex>| one.is_some() && sex.is_some() && one != sex;
        // Nobody is the wife of a woman, so the name is the person's own.
        if !is_genitive && differs(word.of_sex) && !differs(word.sex) {
            return;
        }
        let is_certain = is_genitive || word.are_many || differs(word.sex);
        self.relate(word, text, is_certain, None);
    }

    /// Records the relation. A word for several relatives also makes a group; `number` is a number before it.
    fn relate(&mut self, word: &RelationWord, text: String, is_certain: bool, number: Option<u32>) {
        if word.are_many {
            self.said.group = self.said.group.or(Some(Group { count: number.filter(|number| *number > 1) }));
        }
        let path = word.kind.clone();
        self.said.relation = Some(Relation { path, text: text.into(), sex: word.sex, is_certain });
    }

    /// Removes items and returns their text.
    fn taken(&mut self, range: std::ops::Range<usize>) -> String {
        self.take_out(range);
        self.said.notes.last().cloned().unwrap_or_default()
    }

    /// The first item after titles, numbers and words such as `the unidentified` at the start of the cell,
    /// and the last number among them.
    pub(super) fn after_preface(&self) -> (usize, Option<u32>) {
        let (mut at, mut number) = (0, None);
        let is_relation = |at: usize| {
            self.relation_at(at, |word| {
                matches!(word.place, RelationPlace::Start | RelationPlace::Before | RelationPlace::Any)
            })
            .is_some()
        };
        while at < self.items.len() && !is_relation(at) {
            if let Some((count, found)) = self.number_at(at) {
                number = Some(found);
                at += count;
                continue;
            }
            let keys = self.keys(at);
            let said = self.tables.said();
            let found = said.unknown_at(keys).or_else(|| said.about_at(keys)).or_else(|| self.title_at(at));
            match found {
                Some(count) => at += count,
                None => break,
            }
        }
        (at, number)
    }

    /// Whether an item is a marker of a patronymic.
    fn is_marker(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| self.tables.marker(&item.text).is_some())
    }

    /// The sex that the name from an item on shows: by its patronymic, or else its given name, or else the
    /// ending of its surname. `None` if nothing shows it.
    pub(super) fn sex(&self, from: usize) -> Option<Sex> {
        let words = self.items.iter().skip(from).filter(|item| item.is_word());
        let sounds: Vec<_> = words.map(|item| self.sounds(&item.text)).collect();
        let of_ending = |role: Role| sounds.iter().find_map(|word| self.tables.stem(word, role)?.sex);
        let given = || {
            let known = sounds.iter().filter_map(|word| self.tables.given(word));
            known.map(|known| known.sex).next().flatten()
        };
        of_ending(Role::Patronymic).or_else(given).or_else(|| of_ending(Role::Surname))
    }

    /// Whether a word from an item on is in the genitive.
    fn is_genitive(&self, from: usize) -> bool {
        (from..self.items.len()).any(|at| self.genitive(at).is_some())
    }

    /// The dictionary form of a word whose form alone shows the genitive; `None` otherwise.
    fn genitive(&self, at: usize) -> Option<String> {
        self.dictionary_form(at, false)
    }

    /// The dictionary form of a word in the genitive (`Болата` becomes `Болат`); `None` if it is not in the
    /// genitive.
    ///
    /// A woman's name may be the genitive of a man's: `Александра`. It counts as a genitive only with
    /// `may_be_name`, which is set if the rest of the cell is in the genitive, or to find out whether both
    /// readings are possible. A known given name of a man is never a genitive.
    fn dictionary_form(&self, at: usize, may_be_name: bool) -> Option<String> {
        let item = self.items.get(at).filter(|item| item.is_word())?;
        let word = item.text.trim_end_matches([',', ';']);
        let sounds = self.sounds(word);
        let known = self.tables.given(&sounds);
        if known.is_some_and(|known| !may_be_name || known.sex == Some(Sex::Male)) {
            return None;
        }
        let lower = word.to_lowercase();
        self.tables.said().genitives.iter().find_map(|(ending, instead)| {
            let stem = lower.strip_suffix(ending.as_str())?.chars().count();
            if stem < LEAST_STEM {
                return None;
            }
            let form: String = word.chars().take(stem).chain(instead.chars()).collect();
            let is_clear = ending.chars().count() >= CLEAR_ENDING || ending.starts_with('\'');
            let is_found = match known {
                Some(_) => self.is_mans_name(&form),
                None => is_clear || self.is_given_or_patronymic(&form),
            };
            is_found.then_some(form)
        })
    }

    /// Whether a word is a given name of men in the tables.
    fn is_mans_name(&self, word: &str) -> bool {
        self.tables.given(&self.sounds(word)).is_some_and(|known| known.sex == Some(Sex::Male))
    }

    /// Whether a word is a given name of the tables or has a patronymic ending.
    fn is_given_or_patronymic(&self, word: &str) -> bool {
        let sounds = self.sounds(word);
        self.tables.given(&sounds).is_some() || self.tables.stem(&sounds, Role::Patronymic).is_some()
    }

    /// Replaces the words in the genitive by their dictionary forms.
    fn in_dictionary_form(&mut self) {
        for at in 0..self.items.len() {
            if let Some(form) = self.dictionary_form(at, true)
                && let Some(item) = self.items.get_mut(at)
            {
                item.key = super::key(&form);
                item.text = if item.comma { form + "," } else { form };
            }
        }
    }
}
