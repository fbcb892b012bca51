//! Cells that describe several people.
//!
//! In: the items of a cell. Out: the items of the first person, and a [`Group`] with the number of people, if
//! it is known. A group is never joined with another record. With invented names:
//!
//! | cell | first person | people |
//! |---|---|---|
//! | `Omar Qasim and his wife` | Omar Qasim | 2 |
//! | `Omar Qasim, wife, 2 children` | Omar Qasim | 4 |
//! | `Omar Qasim and others` | Omar Qasim | unknown |
//! | `Сапаров Ермек, Сапарова Анна` | Сапаров Ермек | 2 |
//! | `семья Сапарова Ермека (4 чел.)` | Сапарова Ермек | 4 |
//! | `Two sons of Omar Qasim` | Omar Qasim | 2 |
//! | `3 children` | none | 3 |
//!
//! One person must not become a group: `Хосе Ортега и Гассет` and `Lopez Garcia, Juan Carlos` are one person
//! each. So a joining word or a comma separates two people only if both sides look like whole names.

use super::tables::{PeopleWord, RelationPlace, RelationWord};
use super::{Cell, SaidItem, items};
use std::sync::Arc;

use crate::base::text::Script;
use crate::language::name::relation::Group;

/// Largest number that counts people in one cell. A larger number is not read as people.
const MOST_PEOPLE: u32 = 9999;
/// Most letters of an initial before its full stop: `А.`, `Дж.`.
const INITIAL_LETTERS: usize = 2;

/// Number of items and of the people in them; the inner `None` means an unknown number ("his
/// children").
type ItemCount = (usize, Option<u32>);

impl Cell<'_> {
    /// Removes the people beside the first one, and counts all of them.
    ///
    /// The count starts at 1 for the person named. It becomes unknown as soon as one of the others has no
    /// number. A number for the whole cell, such as `(4 чел.)`, takes precedence over the count. In `Child of
    /// X and Y` the people belong to the named person and make no group.
    pub(super) fn take_group(&mut self) {
        let (mut cut, mut count, mut total) = (None, Some(1_u32), None);
        let relative = self.relative();
        let mut are_several = false;
        let mut at = 1;
        while at < self.items.len() {
            if let Some(people) = self.whole_number(at) {
                total = Some(people);
                self.take_out(at..at + 1);
                continue;
            }
            match self.beside(at) {
                Some((items, people)) => {
                    cut.get_or_insert(at);
                    if relative.as_ref().is_some_and(|kind| self.are_of_the_named(kind, at, items)) {
                        at += items;
                        continue;
                    }
                    are_several = true;
                    count = count.zip(people).map(|(count, people)| count.saturating_add(people));
                    at += items;
                }
                None => at += 1,
            }
        }
        if let Some(at) = cut {
            // `X, wife, 2 children`: the word of relation before the others is one of the people.
            let from = self.relation_that_ends(at).unwrap_or(at);
            count = count.map(|count| count.saturating_add(u32::from(from < at)));
            self.take_out(from..self.items.len());
        }
        if are_several || total.is_some() {
            self.said.group = Some(Group { count: total.or(count) });
        }
    }

    /// The kind of the one relative with which the cell begins, such as `child/son` in `Son of X`; `None` for
    /// several relatives, and for a cell that begins with a name.
    fn relative(&self) -> Option<Arc<str>> {
        let (at, _) = self.after_preface();
        let is_one = |word: &RelationWord| {
            matches!(word.place, RelationPlace::Start | RelationPlace::Before | RelationPlace::Any)
                && !word.are_many
        };
        let (count, word) = self.tables.said().relations.at(self.keys(at), is_one)?;
        // `Wife and daughter of X` begins with a relative who is not named.
        let is_named = self.items.get(at + count).is_some_and(SaidItem::is_word) && !self.joins(at + count);
        is_named.then(|| word.kind.clone())
    }

    /// Whether a word that joins people is at an item: "and", "with".
    fn joins(&self, at: usize) -> bool {
        let is_it =
            |word: &PeopleWord| matches!(word, PeopleWord::And | PeopleWord::AndInName | PeopleWord::With);
        self.tables.said().people.at(self.keys(at), is_it).is_some()
    }

    /// Whether the people at an item belong to the person named, not to the record.
    ///
    /// `relative` is the kind of relative with which the cell begins. In `Child of X and Y`, Y is the other
    /// parent, and in `Son of X and his wife` the wife is X's. But in `Wife of X and her children` the
    /// children died with the wife. `items` is the number of items of these people.
    fn are_of_the_named(&self, relative: &str, at: usize, items: usize) -> bool {
        let relations = &self.tables.said().relations;
        let is_parent =
            |word: &RelationWord| word.kind.starts_with("spouse") || word.kind.starts_with("parent");
        let mut words = at..at + items;
        let relation = words.clone().find_map(|at| relations.at(self.keys(at), |_| true));
        let is_people = |word: &PeopleWord| matches!(word, PeopleWord::Person | PeopleWord::People);
        match relation {
            Some((_, word)) => relative.starts_with("child") && is_parent(word),
            None => {
                let said = |at: usize| self.tables.said().people.at(self.keys(at), is_people).is_some();
                !words.any(|at| said(at) || self.number_at(at).is_some())
            }
        }
    }

    /// The start of a word of relation between a comma and an item; `None` without one. In `X, wife, 2
    /// children` the number begins at the item, and `wife` is one more person.
    fn relation_that_ends(&self, at: usize) -> Option<usize> {
        let from = self.items.iter().take(at.checked_sub(1)?).rposition(|item| item.comma)? + 1;
        let relations = &self.tables.said().relations;
        let (count, _) = relations.at(self.keys(from), |word| word.place != RelationPlace::Start)?;
        (from + count == at).then_some(from)
    }

    /// The number of people of the whole cell in a bracket, such as `(4 чел.)`; at least 2.
    ///
    /// `None` without one. A number needs a word for people beside it: `(34)` is an age.
    fn whole_number(&self, at: usize) -> Option<u32> {
        let item = self.items.get(at).filter(|item| item.is_bracket)?;
        let inside = self.inside(item);
        let family = inside.relation_of_many(0);
        let from = family.unwrap_or_default();
        let (count, number) = inside.number_at(from)?;
        let keys = inside.keys(from + count);
        let is_unit = inside.tables.said().people.at(keys, |word| *word == PeopleWord::Unit).is_some();
        let is_said = is_unit || (inside.ends(from + count) && family.is_some());
        (is_said && number > 1).then_some(number)
    }

    /// The text of a bracket as a cell of its own.
    fn inside(&self, item: &SaidItem) -> Cell<'_> {
        Cell { items: items(&item.text), tables: self.tables, said: super::Said::default() }
    }

    /// How many items a word for several relatives has, such as `family of`; `None` without one.
    fn relation_of_many(&self, at: usize) -> Option<usize> {
        let keys = self.keys(at);
        self.tables.said().relations.at(keys, |word| word.are_many).map(|(count, _)| count)
    }

    /// The people beside the first one who begin at an item; `None` without any, and for the first word of
    /// the cell. In this order: a bracket, a word for a companion, people after a joining word, people after
    /// a comma.
    fn beside(&self, at: usize) -> Option<ItemCount> {
        let item = self.items.get(at)?;
        if self.words_before(at) == 0 {
            return None;
        }
        if item.is_bracket {
            return self.inside(item).all_joined().map(|people| (1, people));
        }
        self.companion(at).or_else(|| self.joined(at, false)).or_else(|| self.after_comma(at))
    }

    /// All people in a bracket such as `(with his wife and 2 children)`.
    ///
    /// The outer `None` means that the bracket has none, the inner one that their number is unknown.
    fn all_joined(&self) -> Option<Option<u32>> {
        let (mut at, mut all) = (0, None);
        while at < self.items.len() {
            let Some((count, people)) = self.joined(at, true) else { break };
            let before: Option<Option<u32>> = all;
            all = Some(before.unwrap_or(Some(0)).zip(people).map(|(one, other)| one.saturating_add(other)));
            at += count;
        }
        all
    }

    /// A word that means somebody beside the named person: `әйелімен` ("with his wife"), `وزوجته` ("and his
    /// wife").
    fn companion(&self, at: usize) -> Option<ItemCount> {
        let keys = self.keys(at);
        let is_it = |word: &PeopleWord| matches!(word, PeopleWord::Companion | PeopleWord::Companions);
        let (count, word) = self.tables.said().people.at(keys, is_it)?;
        let is_written_so = self.is_small(at);
        is_written_so.then_some((count, (*word == PeopleWord::Companion).then_some(1)))
    }

    /// People after a word that joins them: `and his wife`, `+ 2`, `с женой`, `and Omar Saleh`.
    ///
    /// A joining word between names must be in small letters, except in a bracket. A word such as `y` or `и`
    /// also joins the parts of one surname, so after it a person with a name needs a given name of the
    /// tables.
    fn joined(&self, at: usize, in_brackets: bool) -> Option<ItemCount> {
        let keys = self.keys(at);
        let is_it =
            |word: &PeopleWord| matches!(word, PeopleWord::And | PeopleWord::AndInName | PeopleWord::With);
        let (count, word) = self.tables.said().people.at(keys, is_it)?;
        if !(in_brackets || self.is_small(at)) {
            return None;
        }
        let next = at + count;
        let unnamed = self.unnamed(next).map(|(items, people, _)| (count + items, people));
        unnamed.or_else(|| {
            let named = self.named(next);
            let has_given = self.words(next, named).any(|item| self.is_given(&item.text));
            let are_two = match word {
                PeopleWord::And => named > 0,
                PeopleWord::AndInName => {
                    (has_given && (named > 1 || self.words_before(at) > 1)) || self.is_whole(next, named)
                }
                _ => false,
            };
            are_two.then_some((count + named, Some(1)))
        })
    }

    /// People without names: an optional "his", an optional number, words for "unknown", then a relation or a
    /// word for people; or a number alone.
    ///
    /// Returns the number of items, the number of people (`None` if unknown), and whether a "his" or a number
    /// makes it certain that these are other people.
    fn unnamed(&self, at: usize) -> Option<(usize, Option<u32>, bool)> {
        let said = self.tables.said();
        let whose =
            said.people.at(self.keys(at), |word| *word == PeopleWord::Whose).map_or(0, |(count, _)| count);
        let mut next = at + whose;
        let number = self.number_at(next);
        next += number.map_or(0, |(count, _)| count);
        let about = self.skip_about(next);
        let keys = self.keys(about);
        let is_there = |word: &RelationWord| word.place != RelationPlace::Start;
        let relation = said.relations.at(keys, is_there).map(|(count, word)| (count, word.are_many));
        let is_person =
            |word: &PeopleWord| matches!(word, PeopleWord::Person | PeopleWord::People | PeopleWord::Unit);
        let people =
            said.people.at(keys, is_person).map(|(count, word)| (count, *word != PeopleWord::Person));
        let stated = number.map(|(_, number)| number);
        let is_exact = whose > 0 || number.is_some();
        match relation.or(people) {
            Some((count, are_many)) => {
                let people = stated.or(if are_many { None } else { Some(1) });
                Some((about + count - at, people, is_exact))
            }
            // `+ 2` and nothing else.
            None if number.is_some() && self.ends(about) => Some((next - at, stated, is_exact)),
            None => None,
        }
    }

    /// A second person after a comma or a semicolon: `X, Y` if both are whole names, `X; Y` if both have at
    /// least two words, or `X, his wife`.
    ///
    /// A comma often separates the surname from the given name of one person (`Ахметов, Серик Болатович`), so
    /// one side that is no whole name is not enough.
    fn after_comma(&self, at: usize) -> Option<ItemCount> {
        let before = self.items.get(at - 1).filter(|item| item.comma)?;
        let said = self.tables.said();
        if let Some((count, people, true)) = self.unnamed(at) {
            return Some((count, people));
        }
        if said.relations.at(self.keys(at), |_| true).is_some() {
            return None;
        }
        let start = self.items.iter().take(at - 1).rposition(|item| item.comma).map_or(0, |comma| comma + 1);
        let named = self.named(at);
        let are_whole = self.is_whole(start, at - start) && self.is_whole(at, named);
        let are_apart = before.text.ends_with(';') && at - start > 1 && named > 1;
        (are_whole || are_apart).then_some((named, Some(1)))
    }

    /// How many words from an item on make one name: up to a comma, a bracket, or a word that joins people.
    fn named(&self, at: usize) -> usize {
        let mut count = 0;
        while let Some(item) = self.items.get(at + count).filter(|item| item.is_word()) {
            let keys = self.keys(at + count);
            let is_joint = self.tables.said().people.at(keys, |word| {
                matches!(
                    word,
                    PeopleWord::And
                        | PeopleWord::AndInName
                        | PeopleWord::With
                        | PeopleWord::Companion
                        | PeopleWord::Companions
                )
            });
            if is_joint.is_some() && self.is_small(at + count) {
                break;
            }
            count += 1;
            if item.comma {
                break;
            }
        }
        count
    }

    /// The words among `count` items from `at` on.
    fn words(&self, at: usize, count: usize) -> impl Iterator<Item = &SaidItem> {
        self.items.iter().skip(at).take(count).filter(|item| item.is_word())
    }

    /// Whether words are a whole name: a given name of the tables with another word, or a surname with an
    /// initial. `at` is the first item, `count` the number of items.
    fn is_whole(&self, at: usize, count: usize) -> bool {
        let given = self.words(at, count).filter(|item| self.is_given(&item.text)).count();
        let initials = self.words(at, count).filter(|item| is_initial(item)).count();
        // An initial may also be a given name of the tables.
        let others = self.words(at, count).count().saturating_sub(given + initials);
        let has_surname = || self.words(at, count).any(|item| self.is_surname(&item.text));
        (given > 0 && others > 0) || (initials > 0 && has_surname())
    }

    /// Whether a word is a given name of the tables.
    fn is_given(&self, word: &str) -> bool {
        self.tables.given(&self.sounds(word)).is_some()
    }

    /// Whether a word is written like a word between names: in small letters, in a script without case, or in
    /// a cell that is all in capitals (`САПАРОВ ЕРМЕК И ЕГО СЫН`).
    fn is_small(&self, at: usize) -> bool {
        let has_small = |item: &SaidItem| item.text.chars().any(char::is_lowercase);
        let is_capital = |letter: char| letter.is_uppercase();
        let starts_small = self.items.get(at).is_some_and(|item| !item.text.starts_with(is_capital));
        starts_small || (self.words_before(at) > 1 && !self.items.iter().any(has_small))
    }

    /// The first item after words that state that somebody is unknown.
    fn skip_about(&self, mut at: usize) -> usize {
        let said = self.tables.said();
        while let Some(count) = said.unknown_at(self.keys(at)).or_else(|| said.about_at(self.keys(at))) {
            at += count;
        }
        at
    }

    /// A number in digits or words, up to 9999: how many items, and the number. `None` without one. `~3`
    /// counts as 3.
    pub(super) fn number_at(&self, at: usize) -> Option<Number> {
        let item = self.items.get(at).filter(|item| !item.is_bracket)?;
        let digits = item.key.trim_start_matches('~');
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits.parse().ok().filter(|number| *number <= MOST_PEOPLE).map(|number| (1, number));
        }
        let keys = self.keys(at);
        let found = self.tables.said().people.at(keys, |word| matches!(word, PeopleWord::Number(_)));
        match found {
            Some((count, PeopleWord::Number(number))) => Some((count, *number)),
            _ => None,
        }
    }

    /// The group in a cell without a name: a number above 1 before words for people, or words for several
    /// people with an unknown number. `None` for one person.
    ///
    /// A number before a measure of age does not count: `unidentified man, 35 years old` is one person.
    pub(super) fn counted(&self) -> Option<Group> {
        let mut number = None;
        for at in 0..self.items.len() {
            if let Some((count, found)) = self.number_at(at) {
                let is_age =
                    self.tables.said().people.at(self.keys(at + count), |word| *word == PeopleWord::Years);
                number = if is_age.is_some() { number } else { Some(found) };
            }
            let keys = self.keys(at);
            let said = self.tables.said();
            let people = said.people.at(keys, |word| matches!(word, PeopleWord::Person | PeopleWord::People));
            let many = said.relations.at(keys, |word| word.are_many);
            match (people, many, number) {
                // A number before the words counts the people.
                (Some(_), _, Some(number)) | (_, Some(_), Some(number)) if number > 1 => {
                    return Some(Group { count: Some(number) });
                }
                (Some((_, PeopleWord::People)), ..) | (None, Some(_), _) => {
                    return Some(Group { count: None });
                }
                (Some(_), ..) => return None,
                _ => {}
            }
        }
        None
    }
}

/// How many items a number has, and the number.
type Number = (usize, u32);

/// Whether an item is an initial: up to two letters and a full stop.
fn is_initial(item: &SaidItem) -> bool {
    let letters = item.text.chars().filter(|letter| Script::of(*letter).is_some()).count();
    letters <= INITIAL_LETTERS && item.text.contains('.')
}
