//! The tables of the name reader, folded once and ready for look-ups.
//!
//! In: a [`Lexicon`]. Out: [`NameTables`], which every step of reading a name uses.
//!
//! Most words of a cell are in no table. So each slow look-up has a fast one before it: a set of hashes
//! without regard to case. A hash that is not in the set rules the word out; a hash that is in it proves
//! nothing, and the slow look-up decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::accents::Accents;
use super::alias::AliasWords;
use super::endings::{Endings, Stemmed};
use super::folded::{Folded, Sound};
use super::frequency::{Frequencies, Frequency};
use super::given::{GivenNames, KnownGiven, union};
use super::letters::Letters;
use super::mixed::Mixed;
use super::origins::{Surnames, Tail, Tails};
use super::said::SaidTables;
use super::stand_ins::StandIns;
use super::{Role, Title};
use crate::base::text::{clean, each_lower};
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// Longest cell, in bytes, that is always examined in full: abbreviations such as `N.N.` hide their words.
const SHORT_CELL: usize = 6;

/// An order of name parts, and its share among names of this length.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// One letter per part, such as `SGP`.
    pub(super) pattern: Arc<str>,
    /// The role of each part.
    pub(super) roles: Vec<Role>,
    /// Share of names in this order, 0 to 1. An expected share of the tables, or the share in a list.
    pub(super) share: f64,
}

/// The tables of names: letters, endings, markers, titles, given names and orders.
///
/// Words are folded when the tables are built, so that a look-up folds only the word of the cell. The tables
/// do not change afterwards, and threads share them.
#[derive(Clone, Debug)]
pub struct NameTables {
    /// The neutral alphabet and its prices.
    letters: Letters,
    /// What letters with accents become without them (tables `accents`).
    accents: Accents,
    /// Words that announce a further name of the person (tables `alias-words`).
    aliases: AliasWords,
    /// Hashes of the first words of these.
    alias_starts: FxHashSet<u64>,
    /// Names of two letters, in lower case: they are no initials (tables `short-names`).
    short_names: BTreeSet<String>,
    /// Words that begin names, in lower case: `mac`, `abdul` (tables `compounds`). A capital after one of
    /// them does not begin a new name (`MacDonald`).
    first_elements: BTreeSet<String>,
    /// Endings of surnames and patronymics (tables `endings`).
    endings: Endings,
    /// Given names and their short forms (tables `given`, `short-forms`).
    given: GivenNames,
    /// Last elements of compound given names (tables `name-tails`).
    tails: Tails,
    /// Known surnames (tables `surnames`).
    surnames: Surnames,
    /// Numbers of bearers of names (tables `frequencies`).
    frequencies: Frequencies,
    /// Markers of patronymics, in lower case, and the sex that each shows (tables `markers`).
    markers: HashMap<String, Option<Sex>>,
    /// Hashes of the markers.
    marker_hashes: FxHashSet<u64>,
    /// Length of the longest marker, in bytes.
    longest_marker: usize,
    /// Letters that look or sound alike in two alphabets (tables `lookalikes`, `letters`).
    mixed: Mixed,
    /// Digits and signs in place of letters (tables `stand-ins`).
    stand_ins: StandIns,
    /// Titles by key (tables `titles`); see [`title_key`].
    titles: HashMap<String, Title>,
    /// Hashes of the first words of titles.
    title_starts: FxHashSet<u64>,
    /// Hashes of the last words of titles.
    title_ends: FxHashSet<u64>,
    /// Keys of titles that are removed only before a name.
    titles_before: BTreeSet<String>,
    /// Keys of texts that mean that there is no name, such as "unknown man" (tables `unnamed`).
    unnamed: BTreeSet<String>,
    /// Hashes of the first words of these.
    unnamed_starts: FxHashSet<u64>,
    /// Keys of markers of the surname at birth, such as `урожденная` (tables `birth-surname`).
    birth_surname: BTreeSet<String>,
    /// Hashes of the first words of these.
    birth_surname_starts: FxHashSet<u64>,
    /// Orders by script and number of parts (tables `orders`). The script `any` is for all scripts without
    /// orders of their own.
    orders: BTreeMap<String, BTreeMap<usize, Vec<Order>>>,
    /// First elements that join the next word, such as عبد (tables `compounds`).
    joining: Vec<Joining>,
    /// Folded articles and other optional prefixes, and the fewest letters that must remain after them
    /// (tables `prefixes`).
    prefixes: Vec<(Folded, usize)>,
    /// Words that state something beside a name (tables `relations`, `generations`, `people-words`,
    /// `unknown-words`).
    said: SaidTables,
    /// Hashes of the first words of these.
    said_starts: FxHashSet<u64>,
}

impl NameTables {
    /// Reads and folds all tables of names. Rows with an invalid number are skipped or get a default.
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

    /// The neutral letters and their prices.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// A word in other letters (without accents, transcribed, transliterated), and whether that is a general
    /// transliteration. `sounds` are the folded letters of the word; spellings that fold to the same letters
    /// are left out.
    pub(super) fn in_other_letters(&self, word: &str, sounds: &Folded) -> (Vec<Folded>, bool) {
        self.accents.others(word, sounds, &self.letters)
    }

    /// The first name of a cell and the further names of the same person in it; `None` if it has no further
    /// names. In `Иванов Иван (он же Петров)` they are `Иванов Иван` and `Петров`.
    pub(super) fn aliases(&self, cell: &str) -> Option<(String, Vec<String>)> {
        let may_be = bare_words(cell).any(|word| self.alias_starts.contains(&hash(word)));
        if may_be { self.aliases.split(&clean(cell)) } else { None }
    }

    /// Whether a word of two letters is a name and not two initials: `Ли`, `Al`.
    pub(super) fn is_short_name(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let folded = self.letters.fold(&lower);
        self.short_names.contains(&lower)
            || self.first_elements.contains(&lower)
            || self.is_listed_surname(&folded)
            || self.given.exactly(&folded).is_some()
            || self.given.short_for(&folded).is_some()
    }

    /// Whether a word has a vowel. Two capitals without a vowel are initials rather than a name.
    pub(super) fn has_vowel(&self, word: &str) -> bool {
        self.letters.skeleton(&self.letters.fold(word)).len() < word.chars().count()
    }

    /// Whether a word is an element that begins names, such as `Mac` or `Abdul`.
    pub(super) fn begins_names(&self, word: &str) -> bool {
        self.first_elements.contains(&word.to_lowercase())
    }

    /// Removes the longest ending of a role; `None` if the word has no such ending. Only surnames and
    /// patronymics have endings; every other role is looked up as a surname.
    pub(super) fn stem(&self, word: &[Sound], role: Role) -> Option<Stemmed> {
        self.endings.strip(word, role, &self.letters)
    }

    /// The class of endings of a separate marker (ұлы, қызы).
    pub(super) fn marker_class(&self) -> u8 {
        self.endings.marker_class()
    }

    /// Whether the ending of a patronymic may also end a surname, as in Момышұлы.
    pub(super) fn is_bare_patronymic(&self, found: Stemmed) -> bool {
        found.class == self.endings.marker_class()
    }

    /// The given names that a word spells, exactly or within one documented alternation (price up to 0.30);
    /// `None` for none.
    pub(super) fn given(&self, word: &[Sound]) -> Option<&KnownGiven> {
        self.given.find(word, &self.letters)
    }

    /// Indices of the given names of which a word may be a short form; `None` for none.
    pub(super) fn short_for(&self, word: &[Sound]) -> Option<&Arc<[u16]>> {
        self.given.short_for(word)
    }

    /// Indices of the given names from which a father's name with this stem may come; `None` for none.
    /// `whole` has the given names that the printed part spells, if it is a given name without an ending.
    pub(super) fn fathers(&self, stem: &[Sound], whole: Option<&KnownGiven>) -> Option<Arc<[u16]>> {
        self.given.fathers(stem, whole, &self.letters)
    }

    /// What the tables know of a surname with this stem: the given names from which it is made, if spelled
    /// exactly, and the surname of which it is a spelling (Park, Пак). `ending` is the class of its ending, 0
    /// for none.
    ///
    /// `None` if the tables know neither. Given names count only for endings that follow a forefather's name:
    /// Шевченко is made of no given name.
    pub(super) fn of_surname(&self, stem: &[Sound], ending: u8) -> Option<Arc<[u16]>> {
        let given = match ending {
            0 => self.given.exactly(stem),
            // The lowest bit marks endings that follow a forefather's name.
            ending if ending & 1 == 1 => self.given.cut_off(stem),
            _ => None,
        };
        match (given, self.surnames.of(stem)) {
            (Some(given), Some(surname)) => Some(union(&given, surname)),
            (given, surname) => given.or_else(|| surname.cloned()),
        }
    }

    /// Whether a whole word is a surname of the tables without an ending (Шмидт, Park).
    pub(super) fn is_listed_surname(&self, word: &[Sound]) -> bool {
        self.surnames.of(word).is_some()
    }

    /// The last element of a compound given name.
    pub(super) fn tail(&self, word: &[Sound]) -> Tail {
        self.tails.of(word)
    }

    /// The number of bearers of a name in a role.
    pub(super) fn frequency(&self, role: Role, stem: &[Sound]) -> Frequency {
        self.frequencies.of(role, stem)
    }

    /// The word without an article or other optional prefix: ال of الحسن. Unchanged if too few letters would
    /// remain.
    pub(super) fn without_prefix(&self, word: Folded) -> Folded {
        let fits =
            |(prefix, stem): &&(Folded, usize)| word.starts_with(prefix) && word.len() >= prefix.len() + stem;
        let found = self.prefixes.iter().find(fits);
        found.map_or(word, |(prefix, _)| Folded::from(word.get(prefix.len()..).unwrap_or_default()))
    }

    /// The sex that a marker of a patronymic shows: ұлы a man, қызы a woman.
    ///
    /// `None` if the word is no marker; the inner `None` if the marker shows no sex. Case does not matter.
    pub(super) fn marker(&self, word: &str) -> Option<Option<Sex>> {
        let may_be = word.len() <= self.longest_marker && self.marker_hashes.contains(&hash(word));
        if may_be { self.markers.get(word.to_lowercase().as_str()).copied() } else { None }
    }

    /// The title with this key; see [`title_key`].
    pub(super) fn title(&self, words: &str) -> Option<&Title> {
        self.titles.get(words)
    }

    /// Whether a key is a title at this end of a name.
    pub(super) fn is_title(&self, words: &str, at_start: bool) -> bool {
        self.titles.contains_key(words) && (at_start || !self.titles_before.contains(words))
    }

    /// Whether a title may begin or end with a word. False is certain, true is not.
    pub(super) fn may_be_title(&self, word: &str, at_start: bool) -> bool {
        let (hash, known) = match at_start {
            true => (first_hash(word), &self.title_starts),
            false => (last_hash(word), &self.title_ends),
        };
        hash.is_some_and(|hash| known.contains(&hash))
    }

    /// Whether the whole text means that there is no name: "unknown man".
    pub(super) fn is_unnamed(&self, text: &str) -> bool {
        let may_be = first_hash(text).is_some_and(|hash| self.unnamed_starts.contains(&hash));
        may_be && self.unnamed.contains(&title_key(text))
    }

    /// Whether the words begin with a marker of the surname at birth and continue after it. `longest` is the
    /// longest marker to look for, in words.
    pub(super) fn is_birth_surname(&self, words: &[&str], longest: usize) -> bool {
        let may_be = words.first().and_then(|word| first_hash(word));
        may_be.is_some_and(|hash| self.birth_surname_starts.contains(&hash))
            && (1..words.len().min(longest + 1)).any(|count| {
                let marker = words.get(..count).unwrap_or_default().join(" ");
                self.birth_surname.contains(&title_key(&marker))
            })
    }

    /// The tables of words that state something beside names.
    pub(super) fn said(&self) -> &SaidTables {
        &self.said
    }

    /// Whether a cell may state more than a name. False is certain, true is not.
    pub(super) fn may_say_more(&self, text: &str) -> bool {
        let is_mark =
            |letter: char| matches!(letter, '(' | '[' | '{' | '+' | '&' | ',' | ';' | '#' | '0'..='9');
        if text.contains(is_mark) || text.len() <= SHORT_CELL {
            return true;
        }
        let begins = |text: &str| words(text).any(|word| self.said_starts.contains(&hash(word)));
        if text.contains('ё') { begins(&text.replace('ё', "е")) } else { begins(text) }
    }

    /// How many words at the start are a marker of the surname at birth; `None` without one, or if nothing
    /// follows it.
    pub(super) fn birth_marker(&self, words: &[String]) -> Option<usize> {
        (1..words.len()).find(|count| {
            words.get(..*count).is_some_and(|words| self.birth_surname.contains(&words.join(" ")))
        })
    }

    /// Whether a word joins the next one to make a single name, as عبد does. The printed word must have as
    /// many letters as the table's: `االء` is a name, although it folds to the letters of the article.
    pub(super) fn joins_next(&self, word: &[Sound], printed: &str) -> bool {
        let is_small = || printed.chars().all(|letter| !letter.is_uppercase());
        self.joining(word, printed).any(|first| !first.if_small || is_small())
    }

    /// The same for words that join the next one however they are printed. Particles of surnames (`van`) do not.
    pub(super) fn joins_any_next(&self, word: &[Sound], printed: &str) -> bool {
        self.joining(word, printed).any(|first| !first.if_small)
    }

    /// The rows of `compounds` for a word.
    fn joining<'a>(&'a self, word: &'a [Sound], printed: &'a str) -> impl Iterator<Item = &'a Joining> {
        let letters = || printed.chars().filter(|letter| letter.is_alphabetic()).count();
        self.joining.iter().filter(move |first| *first.folded == *word && first.letters == letters())
    }

    /// The orders of names with `parts` parts in a script, with their shares; empty if the tables have none.
    /// A script without orders of its own has those of `any`.
    pub(super) fn orders(&self, script: &str, parts: usize) -> &[Order] {
        let of = |script: &str| self.orders.get(script)?.get(&parts);
        of(script).or_else(|| of("any")).map_or(&[], Vec::as_slice)
    }

    /// The text with letters in place of digits and signs that represent them, such as `Ахметов` for
    /// `Ахмет0в`; `None` if there are none.
    pub(super) fn without_stand_ins(&self, text: &str) -> Option<String> {
        self.stand_ins.replace(text)
    }

    /// A word that mixes letters of several alphabets, in one of them: `Ахметов` for one with a Latin A.
    /// `None` for a word in one alphabet.
    pub(super) fn one_script(&self, word: &str) -> Option<String> {
        self.mixed.one_script(word)
    }
}

/// The role that a letter means in the pattern of an order. Every letter except S, G and P means an ancestor.
pub(super) fn role_of(letter: char) -> Role {
    match letter {
        'S' => Role::Surname,
        'G' => Role::Given,
        'P' => Role::Patronymic,
        _ => Role::Ancestor,
    }
}

/// The form in which titles are looked up: lower case, without full stops and commas, one blank between
/// words. `Подп-к.` and `подп-к` have one key.
pub(super) fn title_key(words: &str) -> String {
    let words = words.to_lowercase().replace(['.', ','], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text; blanks, full stops and commas separate them.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| letter.is_whitespace() || matches!(letter, '.' | ','))
        .filter(|word| !word.is_empty())
}

/// The words of a text; everything except letters and digits separates them.
fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The hash of the first word; `None` without a word.
fn first_hash(text: &str) -> Option<u64> {
    words(text).next().map(hash)
}

/// The hash of the last word; `None` without a word.
fn last_hash(text: &str) -> Option<u64> {
    words(text).next_back().map(hash)
}

/// A hash of a word without regard to case. It is only used to rule words out, so collisions do no harm.
fn hash(word: &str) -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    each_lower(word, |letter| hasher.write_u32(u32::from(letter)));
    hasher.finish()
}

/// The markers of patronymics, in lower case, and the sex that each shows.
fn markers(lexicon: &Lexicon) -> HashMap<String, Option<Sex>> {
    let rows = lexicon.rows("markers");
    rows.map(|row| (row.get("form").to_lowercase(), Sex::of_letter(row.get("sex")))).collect()
}

/// The titles by key. The first row with a key counts.
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

/// The orders by script and number of parts. Rows without a valid share are skipped.
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

/// The keys of the forms of one kind of table.
fn forms(lexicon: &Lexicon, kind: &str) -> BTreeSet<String> {
    lexicon.rows(kind).map(|row| title_key(row.get("form"))).collect()
}

/// A word that joins the next one to make a single name.
#[derive(Clone, Debug)]
struct Joining {
    /// Its folded letters.
    folded: Folded,
    /// How many letters it is printed with.
    letters: usize,
    /// It joins only if it is printed in small letters.
    if_small: bool,
}

/// The rows of `compounds` that join the next word.
fn joining(lexicon: &Lexicon, letters: &Letters) -> Vec<Joining> {
    let firsts = lexicon.rows("compounds").filter(|row| row.get("joins") != "no");
    let one = |row: crate::language::lexicon::TableRow<'_>| Joining {
        folded: letters.fold(row.get("first")),
        letters: row.get("first").chars().filter(|letter| letter.is_alphabetic()).count(),
        if_small: row.get("joins") == "small",
    };
    firsts.map(one).collect()
}

/// The optional prefixes of words of one script, with the fewest letters that must remain.
fn prefixes(lexicon: &Lexicon, letters: &Letters) -> Vec<(Folded, usize)> {
    let rows = lexicon.rows("prefixes").filter(|row| row.get("where") != "abjad");
    let row = |row: crate::language::lexicon::TableRow<'_>| {
        (letters.fold(row.get("form")), row.get("stem").parse().unwrap_or(3))
    };
    rows.map(row).filter(|(prefix, _)| !prefix.is_empty()).collect()
}
