//! The tables of a name reader, folded once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::letters::{Letters, Sound};
use super::{Role, Title};
use crate::Lexicon;
use crate::sex::Sex;

/// A given name is known when it is spelled as the tables have it but for one alternation of up to
/// this price, in hundredths of a slip, and has at least so many letters.
const ALTERNATION: u16 = 30;
const LEAST_LETTERS: usize = 5;

/// A compound name has at least so many letters before the element that it ends with.
const LEAST_HEAD: usize = 2;
/// Given names are numbered below this, surnames from it on.
pub(crate) const FIRST_SURNAME: u16 = 0x8000;

/// What a given name may end with before a Russian patronymic ending takes its place.
const CUT_OFF: [&str; 5] = ["", "й", "ей", "ий", "а"];

/// An ending of a surname or patronymic.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    sounds: Vec<Sound>,
    role: Role,
    class: u8,
    pub(super) sex: Option<Sex>,
    min_stem: usize,
}

/// A word without its ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stemmed {
    pub(super) stem: usize,
    pub(super) class: u8,
    pub(super) sex: Option<Sex>,
}

/// Letters, endings, markers, titles, given names and orders.
#[derive(Clone, Debug)]
pub struct NameTables {
    letters: Letters,
    endings: Vec<Ending>,
    markers: HashMap<String, Option<Sex>>,
    lookalikes: Vec<(char, char)>,
    titles: HashMap<String, Title>,
    given: HashMap<Vec<Sound>, (Vec<u16>, Option<Sex>)>,
    /// [`CUT_OFF`], folded.
    cut_off: Vec<Vec<Sound>>,
    /// The folded given names by their consonants.
    given_by_skeleton: HashMap<Vec<Sound>, Vec<Vec<Sound>>>,
    orders: Vec<(String, String, f64)>,
    unnamed: BTreeSet<String>,
    /// What says that the surname at birth follows, a list of words each.
    birth_surname: Vec<Vec<String>>,
    joining: Vec<Vec<Sound>>,
    /// What compound given names end with, and the name element that it is a spelling of.
    tails: Vec<(Vec<Sound>, u8)>,
    /// Surnames by stem: spellings of one surname have one index; a spelling may be of several.
    surnames: HashMap<Vec<Sound>, Vec<u16>>,
    prefixes: Vec<(Vec<Sound>, usize)>,
    marker_class: u8,
}

impl NameTables {
    /// Reads and folds the tables.
    pub fn new(lexicon: &Lexicon) -> Self {
        let letters = Letters::new(lexicon);
        let (endings, marker_class) = endings(lexicon, &letters);
        let given = given(lexicon, &letters);
        let mut tables = NameTables {
            endings,
            marker_class,
            markers: markers(lexicon),
            lookalikes: lookalikes(lexicon),
            titles: titles(lexicon),
            given_by_skeleton: by_skeleton(&given, &letters),
            given,
            orders: orders(lexicon),
            unnamed: forms(lexicon, "unnamed"),
            birth_surname: birth_surname(lexicon),
            joining: joining(lexicon, &letters),
            tails: tails(lexicon, &letters),
            surnames: HashMap::new(),
            prefixes: prefixes(lexicon, &letters),
            cut_off: CUT_OFF.iter().map(|last| letters.fold(last)).collect(),
            letters,
        };
        tables.surnames = surnames(lexicon, |form| tables.stem_of(form, Role::Surname));
        tables
    }

    /// The neutral letters and prices.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Takes off the longest ending of a role, if one is there. A patronymic's long ending may have
    /// one slip (Бекболатовч), unless the word is a surname as it stands: -ова is no slip of -овна.
    pub(super) fn stem(&self, word: &[Sound], role: Role) -> Option<Stemmed> {
        let exact = |role: Role| {
            let mut of_role = self.endings.iter().filter(move |ending| ending.role == role);
            of_role.find_map(|ending| ending.strip(word))
        };
        let found = exact(role);
        if found.is_some() || role != Role::Patronymic || exact(Role::Surname).is_some() {
            return found;
        }
        let long = self.endings.iter().filter(|ending| ending.role == role && ending.sounds.len() >= 4);
        long.filter_map(|ending| ending.strip_slipped(word, &self.letters)).max_by_key(|found| found.stem)
    }

    /// The folded stem of a word in a role, as [`NameValue::stem`](super::NameValue::stem) has it.
    pub(crate) fn stem_of(&self, word: &str, role: Role) -> Vec<Sound> {
        let mut sounds = self.letters.fold(word);
        let takes_ending = matches!(role, Role::Surname | Role::Patronymic);
        let found = if takes_ending { self.stem(&sounds, role) } else { None };
        sounds.truncate(found.map_or(sounds.len(), |found| found.stem));
        sounds
    }

    /// The class of endings that a separate marker (ұлы, қызы) belongs to.
    pub(super) fn marker_class(&self) -> u8 {
        self.marker_class
    }

    /// Whether a patronymic's ending is one that may end a surname as well (Момышұлы).
    pub(super) fn is_bare_patronymic(&self, found: Stemmed) -> bool {
        found.class == self.marker_class
    }

    /// The word without an article or other prefix that may be left out.
    pub(super) fn without_prefix<'a>(&self, word: &'a [Sound]) -> &'a [Sound] {
        let fits = |(prefix, stem): &&(Vec<Sound>, usize)| {
            word.starts_with(prefix) && word.len() >= prefix.len() + stem
        };
        let found = self.prefixes.iter().find(fits);
        found.map_or(word, |(prefix, _)| &word[prefix.len()..])
    }

    pub(super) fn marker(&self, word: &str) -> Option<Option<Sex>> {
        self.markers.get(word).copied()
    }

    pub(super) fn title(&self, words: &str) -> Option<&Title> {
        self.titles.get(words)
    }

    /// The given names of the tables that are spelled so, up to one documented alternation.
    pub(super) fn given(&self, word: &[Sound]) -> Option<&(Vec<u16>, Option<Sex>)> {
        self.given.get(word).or_else(|| {
            if word.len() < LEAST_LETTERS {
                return None;
            }
            let alike = self.given_by_skeleton.get(&self.letters.skeleton(word))?;
            let priced = alike.iter().map(|form| (self.letters.price(form, word, ALTERNATION), form));
            let (price, form) = priced.min()?;
            self.given.get(form).filter(|_| price <= ALTERNATION)
        })
    }

    /// What a surname of this stem is one of by the tables: the given names that it may be made of,
    /// spelled exactly so, and the surname that it is another spelling of (Park, Пак).
    pub(super) fn of_surname(&self, stem: &[Sound], ending: u8) -> Vec<u16> {
        let of_father = ending == 0 || ending & 1 == 1;
        let mut ids = if of_father { self.named_exactly(stem) } else { Vec::new() };
        ids.extend(self.surnames.get(stem).into_iter().flatten());
        ids
    }

    /// The element that a compound given name ends with, as жан and бек in Нұржан and Нұрбек, and how
    /// many letters it has; 0 for none.
    pub(super) fn tail(&self, word: &[Sound]) -> (u8, u8) {
        let fits =
            |(tail, _): &&(Vec<Sound>, u8)| word.ends_with(tail) && word.len() >= tail.len() + LEAST_HEAD;
        let found = self.tails.iter().find(fits);
        found.map_or((0, 0), |(tail, element)| (*element, u8::try_from(tail.len()).unwrap_or(u8::MAX)))
    }

    /// The given names that a father's name of this stem may be of: the stem itself, or with the
    /// letters that Russian endings take the place of (Николай, Николаевич; Никита, Никитич).
    pub(super) fn fathers(&self, stem: &[Sound], whole: Option<&(Vec<u16>, Option<Sex>)>) -> Vec<u16> {
        if let Some((ids, _)) = whole {
            return ids.clone();
        }
        let mut ids = self.named_exactly(stem);
        if ids.is_empty() {
            ids = self.given(stem).map(|(ids, _)| ids.clone()).unwrap_or_default();
        }
        ids
    }

    /// The given names that are spelled as the stem is, but for the letters that endings take the
    /// place of.
    fn named_exactly(&self, stem: &[Sound]) -> Vec<u16> {
        let mut ids = Vec::new();
        let mut sounds = Vec::with_capacity(stem.len() + 2);
        for last in &self.cut_off {
            sounds.clear();
            sounds.extend_from_slice(stem);
            // A letter that meets its like is written once.
            let last = if last.first() == stem.last() { last.get(1..) } else { Some(last.as_slice()) };
            sounds.extend_from_slice(last.unwrap_or_default());
            ids.extend(self.given.get(&sounds).into_iter().flat_map(|(ids, _)| ids));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    pub(super) fn is_unnamed(&self, words: &str) -> bool {
        self.unnamed.contains(words)
    }

    /// Whether the words begin with what says that the surname at birth follows.
    pub(super) fn is_birth_surname(&self, words: &[&str]) -> bool {
        self.birth_surname.iter().any(|marker| {
            words.len() > marker.len() && marker.iter().zip(words).all(|(known, word)| is_word(word, known))
        })
    }

    /// Whether the word joins the next one to make a single name, as عبد does.
    pub(super) fn joins_next(&self, word: &[Sound]) -> bool {
        self.joining.iter().any(|first| first == word)
    }

    /// The patterns for so many parts in a script, with their shares.
    pub(super) fn orders(&self, script: &str, parts: usize) -> Vec<(&str, f64)> {
        let of = |script: &str| -> Vec<(&str, f64)> {
            let rows = self.orders.iter().filter(|(of, pattern, _)| of == script && pattern.len() == parts);
            rows.map(|(_, pattern, share)| (pattern.as_str(), *share)).collect()
        };
        let own = of(script);
        if own.is_empty() { of("any") } else { own }
    }

    /// A word that mixes Latin and Cyrillic letters, in the script of most of its letters.
    pub(super) fn one_script(&self, word: &str) -> Option<String> {
        use crate::text::Script;
        let has = |script| word.chars().any(|letter| Script::of(letter) == Some(script));
        if !(has(Script::Latin) && has(Script::Cyrillic)) {
            return None;
        }
        let to_cyrillic = Script::of_word(word) == Some(Script::Cyrillic);
        Some(word.chars().map(|letter| self.counterpart(letter, to_cyrillic)).collect())
    }

    fn counterpart(&self, letter: char, to_cyrillic: bool) -> char {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let found = self.lookalikes.iter().find_map(|(latin, cyrillic)| {
            let (from, to) = if to_cyrillic { (latin, cyrillic) } else { (cyrillic, latin) };
            (*from == lower).then_some(*to)
        });
        match found {
            Some(to) if letter.is_uppercase() => to.to_uppercase().next().unwrap_or(to),
            Some(to) => to,
            None => letter,
        }
    }
}

impl Ending {
    fn strip(&self, word: &[Sound]) -> Option<Stemmed> {
        let stem = word.len().checked_sub(self.sounds.len())?;
        (stem >= self.min_stem && word.ends_with(&self.sounds)).then_some(Stemmed {
            stem,
            class: self.class,
            sex: self.sex,
        })
    }

    /// The ending with one letter slipped: left out, exchanged or replaced.
    fn strip_slipped(&self, word: &[Sound], letters: &Letters) -> Option<Stemmed> {
        let lengths = [self.sounds.len(), self.sounds.len() - 1, self.sounds.len() + 1];
        lengths.into_iter().find_map(|length| {
            let stem = word.len().checked_sub(length)?;
            let tail = word.get(stem..)?;
            let same_start = tail.first() == self.sounds.first() && tail.last() == self.sounds.last();
            let near = same_start && letters.price(tail, &self.sounds, 100) <= 100;
            (stem >= self.min_stem.max(3) && near).then_some(Stemmed {
                stem,
                class: self.class,
                sex: self.sex,
            })
        })
    }
}

fn sex_of(cell: &str) -> Option<Sex> {
    match cell {
        "m" => Some(Sex::Male),
        "f" => Some(Sex::Female),
        _ => None,
    }
}

/// The endings, the longest first, and the class that patronymic markers belong to (`uly`).
fn endings(lexicon: &Lexicon, letters: &Letters) -> (Vec<Ending>, u8) {
    let mut classes: BTreeMap<String, u8> = BTreeMap::new();
    let mut all: Vec<Ending> = Vec::new();
    for row in lexicon.rows("endings") {
        // The lowest bit tells the endings that are put to a forefather's name from the others.
        let of_father = u8::from(row.get("of_father") == "yes");
        let next = u8::try_from((classes.len() + 1) * 2).unwrap_or(u8::MAX - 1) + of_father;
        let class = *classes.entry(row.get("class").to_owned()).or_insert(next);
        let role = if row.get("role") == "patronymic" { Role::Patronymic } else { Role::Surname };
        let ending = Ending {
            sounds: letters.fold(row.get("form")),
            role,
            class,
            sex: sex_of(row.get("sex")),
            min_stem: row.get("stem").parse().unwrap_or(3),
        };
        let is_new = |known: &Ending| known.role != role || known.sounds != ending.sounds;
        if !ending.sounds.is_empty() && all.iter().all(is_new) {
            all.push(ending);
        }
    }
    all.sort_by(|a, b| b.sounds.len().cmp(&a.sounds.len()).then_with(|| a.sounds.cmp(&b.sounds)));
    (all, classes.get("uly").copied().unwrap_or(0))
}

fn markers(lexicon: &Lexicon) -> HashMap<String, Option<Sex>> {
    let row = |row: crate::lexicon::Row<'_>| (row.get("form").to_lowercase(), sex_of(row.get("sex")));
    lexicon.rows("markers").map(row).collect()
}

fn lookalikes(lexicon: &Lexicon) -> Vec<(char, char)> {
    let pair = |row: crate::lexicon::Row<'_>| {
        let letter = |column| row.get(column).chars().next();
        Some((letter("latin")?, letter("cyrillic")?))
    };
    lexicon.rows("lookalikes").filter_map(pair).collect()
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

/// How a title is looked up: lower case, without full stops.
pub(super) fn title_key(words: &str) -> String {
    let words = words.to_lowercase().replace('.', " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn given(lexicon: &Lexicon, letters: &Letters) -> HashMap<Vec<Sound>, (Vec<u16>, Option<Sex>)> {
    let mut all: HashMap<Vec<Sound>, (Vec<u16>, Option<Sex>)> = HashMap::new();
    for (at, row) in lexicon.rows("given").enumerate() {
        let id = u16::try_from(at).unwrap_or(u16::MAX);
        let sex = sex_of(row.get("sex"));
        let also = row.get("also").split('|').filter(|form| !form.is_empty());
        for form in std::iter::once(row.get("form")).chain(also) {
            let entry = all.entry(letters.fold(form)).or_insert_with(|| (Vec::new(), sex));
            entry.0.push(id);
            entry.0.dedup();
            if entry.1 != sex {
                entry.1 = None;
            }
        }
    }
    add_latin_j(lexicon, letters, &mut all);
    all
}

/// The Latin j is read as й (Tatjana); a Kazakh name written with it (Nurjan) folds into what the
/// name with я would be. Such spellings are known too where no name is spelled so itself.
fn add_latin_j(lexicon: &Lexicon, letters: &Letters, all: &mut HashMap<Vec<Sound>, (Vec<u16>, Option<Sex>)>) {
    let mut added: BTreeMap<Vec<Sound>, (Vec<u16>, Option<Sex>)> = BTreeMap::new();
    for row in lexicon.rows("given").filter(|row| row.get("form").contains("жа")) {
        let known = all.get(&letters.fold(row.get("form")));
        let spelled = letters.fold(&row.get("form").replace("жа", "я"));
        if let Some((ids, sex)) = known.filter(|_| !all.contains_key(&spelled)) {
            added.entry(spelled).or_insert_with(|| (Vec::new(), *sex)).0.extend(ids);
        }
    }
    all.extend(added);
}

fn by_skeleton<T>(given: &HashMap<Vec<Sound>, T>, letters: &Letters) -> HashMap<Vec<Sound>, Vec<Vec<Sound>>> {
    let mut forms: Vec<&Vec<Sound>> = given.keys().collect();
    forms.sort();
    let mut all: HashMap<Vec<Sound>, Vec<Vec<Sound>>> = HashMap::new();
    for form in forms {
        all.entry(letters.skeleton(form)).or_default().push(form.clone());
    }
    all
}

fn orders(lexicon: &Lexicon) -> Vec<(String, String, f64)> {
    let row = |row: crate::lexicon::Row<'_>| {
        let share = row.get("share").parse::<f64>().ok()?;
        Some((row.get("script").to_owned(), row.get("pattern").to_owned(), share))
    };
    lexicon.rows("orders").filter_map(row).collect()
}

fn forms(lexicon: &Lexicon, kind: &str) -> BTreeSet<String> {
    lexicon.rows(kind).map(|row| title_key(row.get("form"))).collect()
}

fn birth_surname(lexicon: &Lexicon) -> Vec<Vec<String>> {
    let words = |form: &str| form.split_whitespace().map(str::to_owned).collect();
    lexicon.rows("birth-surname").map(|row| words(row.get("form"))).collect()
}

/// Whether a word of a cell is a word of the tables, but for capitals and punctuation.
fn is_word(word: &str, known: &str) -> bool {
    let word = word.trim_matches(|letter: char| matches!(letter, '.' | ',' | ':'));
    word.len() == known.len() && word.chars().flat_map(char::to_lowercase).eq(known.chars())
}

fn joining(lexicon: &Lexicon, letters: &Letters) -> Vec<Vec<Sound>> {
    let firsts = lexicon.rows("compounds").filter(|row| row.get("joins") == "yes");
    firsts.map(|row| letters.fold(row.get("first"))).collect()
}

/// The longest first; `also` are spellings of one element.
fn tails(lexicon: &Lexicon, letters: &Letters) -> Vec<(Vec<Sound>, u8)> {
    let mut all = Vec::new();
    for (element, row) in (1_u8..).zip(lexicon.rows("name-tails")) {
        let also = row.get("also").split('|').filter(|form| !form.is_empty());
        all.extend(std::iter::once(row.get("form")).chain(also).map(|form| (letters.fold(form), element)));
    }
    all.retain(|(tail, _)| !tail.is_empty());
    all.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    all
}

/// Spellings of one surname that the letters do not explain, by stem.
fn surnames(lexicon: &Lexicon, stem_of: impl Fn(&str) -> Vec<Sound>) -> HashMap<Vec<Sound>, Vec<u16>> {
    let mut all: HashMap<Vec<Sound>, Vec<u16>> = HashMap::new();
    for (id, row) in (FIRST_SURNAME..).zip(lexicon.rows("surnames")) {
        let also = row.get("also").split('|').filter(|form| !form.is_empty());
        for form in std::iter::once(row.get("form")).chain(also) {
            all.entry(stem_of(form)).or_default().push(id);
        }
    }
    all.values_mut().for_each(Vec::dedup);
    all
}

fn prefixes(lexicon: &Lexicon, letters: &Letters) -> Vec<(Vec<Sound>, usize)> {
    let row =
        |row: crate::lexicon::Row<'_>| (letters.fold(row.get("form")), row.get("stem").parse().unwrap_or(3));
    lexicon.rows("prefixes").map(row).filter(|(prefix, _)| !prefix.is_empty()).collect()
}
