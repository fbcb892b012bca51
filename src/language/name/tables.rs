//! The tables of a name reader, folded once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::accents::Accents;
use super::alias::AliasWords;
use super::endings::{Endings, Stemmed};
use super::folded::{Folded, Sound};
use super::frequency::{Frequencies, Frequency};
use super::given::{GivenNames, Known, union};
use super::letters::Letters;
use super::mixed::Mixed;
use super::origins::{Surnames, Tail, Tails};
use super::said::SaidTables;
use super::stand_ins::StandIns;
use super::{Role, Title};
use crate::base::text::{clean, each_lower};
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// A cell of so few bytes is looked at in full: abbreviations such as `N.N.` hide their words.
const SHORT_CELL: usize = 6;

/// An order of name parts and its share.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// A letter for each part.
    pub(super) pattern: Arc<str>,
    pub(super) roles: Vec<Role>,
    pub(super) share: f64,
}

/// Letters, endings, markers, titles, given names and orders.
#[derive(Clone, Debug)]
pub struct NameTables {
    letters: Letters,
    accents: Accents,
    aliases: AliasWords,
    alias_starts: FxHashSet<u64>,
    /// Names of two letters, in lower case.
    short_names: BTreeSet<String>,
    /// Words that begin names, joined with the next one or not.
    first_elements: BTreeSet<String>,
    endings: Endings,
    given: GivenNames,
    tails: Tails,
    surnames: Surnames,
    frequencies: Frequencies,
    markers: HashMap<String, Option<Sex>>,
    marker_hashes: FxHashSet<u64>,
    /// In bytes.
    longest_marker: usize,
    mixed: Mixed,
    stand_ins: StandIns,
    titles: HashMap<String, Title>,
    /// Hashes of the first and of the last words of titles.
    title_starts: FxHashSet<u64>,
    title_ends: FxHashSet<u64>,
    /// Titles that are taken off before a name only.
    titles_before: BTreeSet<String>,
    unnamed: BTreeSet<String>,
    unnamed_starts: FxHashSet<u64>,
    birth_surname: BTreeSet<String>,
    birth_surname_starts: FxHashSet<u64>,
    /// Orders by script and number of parts.
    orders: BTreeMap<String, BTreeMap<usize, Vec<Order>>>,
    joining: Vec<Joining>,
    prefixes: Vec<(Folded, usize)>,
    said: SaidTables,
    /// Hashes of the first words of what is said beside names.
    said_starts: FxHashSet<u64>,
}

impl NameTables {
    /// Reads and folds the tables.
    pub fn new(lexicon: &Lexicon) -> Self {
        let letters = Letters::new(lexicon);
        let endings = Endings::new(lexicon, &letters);
        let titles = titles(lexicon);
        let unnamed = forms(lexicon, "unnamed");
        let birth_surname = forms(lexicon, "birth-surname");
        let said = SaidTables::new(lexicon);
        let aliases = AliasWords::new(lexicon);
        NameTables {
            said_starts: said.firsts().filter_map(first_hash).collect(),
            said,
            accents: Accents::new(lexicon),
            alias_starts: aliases.firsts().filter_map(|form| bare_words(&form).next().map(hash)).collect(),
            aliases,
            short_names: forms(lexicon, "short-names"),
            first_elements: lexicon.rows("compounds").map(|row| row.get("first").to_lowercase()).collect(),
            given: GivenNames::new(lexicon, &letters),
            tails: Tails::new(lexicon, &letters),
            surnames: Surnames::new(lexicon, &letters, &endings),
            frequencies: Frequencies::new(lexicon, &letters, &endings),
            longest_marker: lexicon.rows("markers").map(|row| row.get("form").len()).max().unwrap_or(0),
            marker_hashes: lexicon.rows("markers").map(|row| hash(row.get("form"))).collect(),
            markers: markers(lexicon),
            mixed: Mixed::new(lexicon),
            stand_ins: StandIns::new(lexicon),
            title_starts: titles.keys().filter_map(|title| first_hash(title)).collect(),
            title_ends: titles.keys().filter_map(|title| last_hash(title)).collect(),
            titles,
            titles_before: lexicon
                .rows("titles")
                .filter(|row| row.get("where") == "start")
                .map(|row| title_key(row.get("form")))
                .collect(),
            unnamed_starts: unnamed.iter().filter_map(|words| first_hash(words)).collect(),
            unnamed,
            birth_surname_starts: birth_surname.iter().filter_map(|words| first_hash(words)).collect(),
            birth_surname,
            orders: orders(lexicon),
            joining: joining(lexicon, &letters),
            prefixes: prefixes(lexicon, &letters),
            endings,
            letters,
        }
    }

    /// The neutral letters and prices.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// A word that folds to `sounds` in other letters, and whether those are a transliteration by no table.
    pub(super) fn in_other_letters(&self, word: &str, sounds: &Folded) -> (Vec<Folded>, bool) {
        self.accents.others(word, sounds, &self.letters)
    }

    /// The first name of a cell and the further names of the same person in it, if there are any.
    pub(super) fn aliases(&self, cell: &str) -> Option<(String, Vec<String>)> {
        let may_be = bare_words(cell).any(|word| self.alias_starts.contains(&hash(word)));
        if may_be { self.aliases.split(&clean(cell)) } else { None }
    }

    /// Whether a word of two letters is a name, so that they are no initials.
    pub(super) fn is_short_name(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let folded = self.letters.fold(&lower);
        self.short_names.contains(&lower)
            || self.first_elements.contains(&lower)
            || self.is_listed_surname(&folded)
            || self.given.exactly(&folded).is_some()
            || self.given.short_for(&folded).is_some()
    }

    pub(super) fn has_vowel(&self, word: &str) -> bool {
        self.letters.skeleton(&self.letters.fold(word)).len() < word.chars().count()
    }

    /// Whether a word is an element that begins names, as `Mac` and `Abdul`.
    pub(super) fn begins_names(&self, word: &str) -> bool {
        self.first_elements.contains(&word.to_lowercase())
    }

    /// Takes off the longest ending of a role, if one is there.
    pub(super) fn stem(&self, word: &[Sound], role: Role) -> Option<Stemmed> {
        self.endings.strip(word, role, &self.letters)
    }

    /// The class of endings that a separate marker (ұлы, қызы) belongs to.
    pub(super) fn marker_class(&self) -> u8 {
        self.endings.marker_class()
    }

    /// Whether a patronymic's ending is one that may end a surname as well (Момышұлы).
    pub(super) fn is_bare_patronymic(&self, found: Stemmed) -> bool {
        found.class == self.endings.marker_class()
    }

    /// The given names that are spelled so, up to one documented alternation.
    pub(super) fn given(&self, word: &[Sound]) -> Option<&Known> {
        self.given.find(word, &self.letters)
    }

    /// The given names that a short form may stand for.
    pub(super) fn short_for(&self, word: &[Sound]) -> Option<&Arc<[u16]>> {
        self.given.short_for(word)
    }

    /// The given names that a father's name of this stem may be of.
    pub(super) fn fathers(&self, stem: &[Sound], whole: Option<&Known>) -> Option<Arc<[u16]>> {
        self.given.fathers(stem, whole, &self.letters)
    }

    /// What a surname of this stem is by the tables: the given names that it is made of, spelled exactly
    /// so, and the surname that it is a spelling of (Park, Пак).
    pub(super) fn of_surname(&self, stem: &[Sound], ending: u8) -> Option<Arc<[u16]>> {
        let given = match ending {
            0 => self.given.exactly(stem),
            // The lowest bit tells the endings that are put to a forefather's name.
            ending if ending & 1 == 1 => self.given.cut_off(stem),
            _ => None,
        };
        match (given, self.surnames.of(stem)) {
            (Some(given), Some(surname)) => Some(union(&given, surname)),
            (given, surname) => given.or_else(|| surname.cloned()),
        }
    }

    /// Whether a word without an ending is a surname of the tables as it stands (Шмидт, Park).
    pub(super) fn is_listed_surname(&self, word: &[Sound]) -> bool {
        self.surnames.of(word).is_some()
    }

    /// The element that a compound given name ends with.
    pub(super) fn tail(&self, word: &[Sound]) -> Tail {
        self.tails.of(word)
    }

    /// How many bear a name part in a role.
    pub(super) fn frequency(&self, role: Role, stem: &[Sound]) -> Frequency {
        self.frequencies.of(role, stem)
    }

    /// The word without an article or other prefix that may be left out.
    pub(super) fn without_prefix(&self, word: Folded) -> Folded {
        let fits =
            |(prefix, stem): &&(Folded, usize)| word.starts_with(prefix) && word.len() >= prefix.len() + stem;
        let found = self.prefixes.iter().find(fits);
        found.map_or(word, |(prefix, _)| Folded::from(word.get(prefix.len()..).unwrap_or_default()))
    }

    pub(super) fn marker(&self, word: &str) -> Option<Option<Sex>> {
        let may_be = word.len() <= self.longest_marker && self.marker_hashes.contains(&hash(word));
        if may_be { self.markers.get(word.to_lowercase().as_str()).copied() } else { None }
    }

    pub(super) fn title(&self, words: &str) -> Option<&Title> {
        self.titles.get(words)
    }

    /// Whether words are a title at this end of a name.
    pub(super) fn is_title(&self, words: &str, at_start: bool) -> bool {
        self.titles.contains_key(words) && (at_start || !self.titles_before.contains(words))
    }

    /// Whether a title may begin with a word, or end with it: false is certain, true is not.
    pub(super) fn may_be_title(&self, word: &str, at_start: bool) -> bool {
        let (hash, known) = match at_start {
            true => (first_hash(word), &self.title_starts),
            false => (last_hash(word), &self.title_ends),
        };
        hash.is_some_and(|hash| known.contains(&hash))
    }

    /// Whether the text says that there is no name.
    pub(super) fn is_unnamed(&self, text: &str) -> bool {
        let may_be = first_hash(text).is_some_and(|hash| self.unnamed_starts.contains(&hash));
        may_be && self.unnamed.contains(&title_key(text))
    }

    /// Whether the words begin with what says that the surname at birth follows, and go on.
    pub(super) fn is_birth_surname(&self, words: &[&str], longest: usize) -> bool {
        let may_be = words.first().and_then(|word| first_hash(word));
        may_be.is_some_and(|hash| self.birth_surname_starts.contains(&hash))
            && (1..words.len().min(longest + 1)).any(|count| {
                let marker = words.get(..count).unwrap_or_default().join(" ");
                self.birth_surname.contains(&title_key(&marker))
            })
    }

    /// The words that stand beside names.
    pub(super) fn said(&self) -> &SaidTables {
        &self.said
    }

    /// Whether a cell may say more than a name; false is certain.
    pub(super) fn may_say_more(&self, text: &str) -> bool {
        let is_mark =
            |letter: char| matches!(letter, '(' | '[' | '{' | '+' | '&' | ',' | ';' | '#' | '0'..='9');
        if text.contains(is_mark) || text.len() <= SHORT_CELL {
            return true;
        }
        let begins = |text: &str| words(text).any(|word| self.said_starts.contains(&hash(word)));
        if text.contains('ё') { begins(&text.replace('ё', "е")) } else { begins(text) }
    }

    /// How many words say that the surname at birth follows.
    pub(super) fn birth_marker(&self, words: &[String]) -> Option<usize> {
        (1..words.len()).find(|count| {
            words.get(..*count).is_some_and(|words| self.birth_surname.contains(&words.join(" ")))
        })
    }

    /// Whether the word joins the next one to make a single name, as عبد does. The printed word must have as many letters
    /// as the table's: `االء` folds to what the article folds to, and is a name.
    pub(super) fn joins_next(&self, word: &[Sound], printed: &str) -> bool {
        let letters = || printed.chars().filter(|letter| letter.is_alphabetic()).count();
        let is_small = || printed.chars().all(|letter| !letter.is_uppercase());
        self.joining.iter().any(|first| {
            *first.folded == *word && first.letters == letters() && (!first.if_small || is_small())
        })
    }

    /// The orders of so many parts in a script; empty when the tables have none.
    pub(super) fn orders(&self, script: &str, parts: usize) -> &[Order] {
        let of = |script: &str| self.orders.get(script)?.get(&parts);
        of(script).or_else(|| of("any")).map_or(&[], Vec::as_slice)
    }

    /// The text with letters for the digits and signs that stand in for them, if any do.
    pub(super) fn without_stand_ins(&self, text: &str) -> Option<String> {
        self.stand_ins.replace(text)
    }

    /// A word that mixes letters of several alphabets, in one of them.
    pub(super) fn one_script(&self, word: &str) -> Option<String> {
        self.mixed.one_script(word)
    }
}

/// The role that a pattern of the tables means by a letter.
pub(super) fn role_of(letter: char) -> Role {
    match letter {
        'S' => Role::Surname,
        'G' => Role::Given,
        'P' => Role::Patronymic,
        _ => Role::Ancestor,
    }
}

/// How a title is looked up: lower case, without full stops and commas.
pub(super) fn title_key(words: &str) -> String {
    let words = words.to_lowercase().replace(['.', ','], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| letter.is_whitespace() || matches!(letter, '.' | ','))
        .filter(|word| !word.is_empty())
}

fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn first_hash(text: &str) -> Option<u64> {
    words(text).next().map(hash)
}

fn last_hash(text: &str) -> Option<u64> {
    words(text).next_back().map(hash)
}

/// A hash of a word that does not depend on case. Only ever used to rule words out.
fn hash(word: &str) -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    each_lower(word, |letter| hasher.write_u32(u32::from(letter)));
    hasher.finish()
}

fn markers(lexicon: &Lexicon) -> HashMap<String, Option<Sex>> {
    let rows = lexicon.rows("markers");
    rows.map(|row| (row.get("form").to_lowercase(), Sex::of_letter(row.get("sex")))).collect()
}

fn titles(lexicon: &Lexicon) -> HashMap<String, Title> {
    let mut all = HashMap::new();
    for row in lexicon.rows("titles") {
        let title = Title {
            text: row.get("form").to_owned(),
            class: row.get("class").to_owned(),
            implies: row.get("implies").to_owned(),
        };
        all.entry(title_key(row.get("form"))).or_insert(title);
    }
    all
}

fn orders(lexicon: &Lexicon) -> BTreeMap<String, BTreeMap<usize, Vec<Order>>> {
    let mut all: BTreeMap<String, BTreeMap<usize, Vec<Order>>> = BTreeMap::new();
    for row in lexicon.rows("orders") {
        let Ok(share) = row.get("share").parse::<f64>() else { continue };
        let roles: Vec<Role> = row.get("pattern").chars().map(role_of).collect();
        let of_script = all.entry(row.get("script").to_owned()).or_default();
        of_script.entry(roles.len()).or_default().push(Order {
            pattern: row.get("pattern").into(),
            roles,
            share,
        });
    }
    all
}

fn forms(lexicon: &Lexicon, kind: &str) -> BTreeSet<String> {
    lexicon.rows(kind).map(|row| title_key(row.get("form"))).collect()
}

/// A word that joins the next one.
#[derive(Clone, Debug)]
struct Joining {
    folded: Folded,
    /// How many letters it is printed with.
    letters: usize,
    /// It joins only where it is printed in small letters.
    if_small: bool,
}

fn joining(lexicon: &Lexicon, letters: &Letters) -> Vec<Joining> {
    let firsts = lexicon.rows("compounds").filter(|row| row.get("joins") != "no");
    let one = |row: crate::language::lexicon::TableRow<'_>| Joining {
        folded: letters.fold(row.get("first")),
        letters: row.get("first").chars().filter(|letter| letter.is_alphabetic()).count(),
        if_small: row.get("joins") == "small",
    };
    firsts.map(one).collect()
}

fn prefixes(lexicon: &Lexicon, letters: &Letters) -> Vec<(Folded, usize)> {
    let rows = lexicon.rows("prefixes").filter(|row| row.get("where") != "abjad");
    let row = |row: crate::language::lexicon::TableRow<'_>| {
        (letters.fold(row.get("form")), row.get("stem").parse().unwrap_or(3))
    };
    rows.map(row).filter(|(prefix, _)| !prefix.is_empty()).collect()
}
