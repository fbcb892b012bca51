//! The given names of the tables, found in any spelling.
//!
//! In: the tables `given` and `short-forms`, and folded words. Out: the given names that a word may be, as
//! indices in table order. Two spellings in one table row have one index.
//!
//! Letters alone cannot tell a spelling from another name: Мұхаммед and Магомед differ much and are one name,
//! Нұрлан and Нұржан differ little and are two. Two known words without a common index are two names.

use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::{Lexicon, TableRow};
use crate::language::sex::Sex;

/// Highest price, in hundredths of a slip, between a word and a spelling of the tables for the word to be a
/// known name: one documented alternation.
const ALTERNATION: u16 = 30;
/// Fewest neutral letters of a word that may differ from the tables. In a shorter word one letter makes
/// another name.
const LEAST_LETTERS: usize = 5;

/// Letters at the end of a given name that a Russian patronymic ending replaces: Николай, Николаевич.
const CUT_OFF: [&str; 5] = ["", "й", "ей", "ий", "а"];

/// What the tables know of a word as a given name. Several names may fold to the same letters, so it may have
/// several indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KnownGiven {
    /// Indices of the given names that it spells, ascending; `None` for none.
    pub(super) ids: Option<Arc<[u16]>>,
    /// The sex of its bearers; `None` if the names have two sexes or the tables state none.
    pub(super) sex: Option<Sex>,
    /// Its bearers often have a second given name, as people called Juan or José do. The tables state it in
    /// the column `second`.
    pub(super) is_one_of_two: bool,
}

/// All given names, by their folded forms.
#[derive(Clone, Debug)]
pub(super) struct GivenNames {
    /// What is known of each spelling.
    by_form: FxHashMap<Folded, KnownGiven>,
    /// All spellings by their consonants, for words that differ in a vowel.
    by_skeleton: Skeletons,
    /// The folded letters of [`CUT_OFF`].
    cut_off: [Folded; 5],
    /// For each short or pet form, the indices of the names that it may mean.
    short: FxHashMap<Folded, Arc<[u16]>>,
}

impl GivenNames {
    /// Reads and folds the tables `given` and `short-forms`.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters) -> Self {
        let by_form = by_form(lexicon, letters);
        let by_skeleton = Skeletons::new(&by_form, letters);
        let short = short_forms(lexicon, letters, &by_form);
        GivenNames { by_form, by_skeleton, cut_off: CUT_OFF.map(|last| letters.fold(last)), short }
    }

    /// The given names that a word spells, exactly or within one documented alternation; `None` for none.
    ///
    /// An inexact spelling must have the same consonants, at least five letters, and a price of at most 30.
    /// Of several the cheapest counts. Only spellings with the same consonants are priced, so a look-up is
    /// fast although the tables are long.
    pub(super) fn find(&self, word: &[Sound], letters: &Letters) -> Option<&KnownGiven> {
        self.by_form.get(word).or_else(|| {
            if word.len() < LEAST_LETTERS {
                return None;
            }
            let alike = self.by_skeleton.of(&letters.skeleton(word));
            let priced = alike.map(|form| (letters.price(form, word, ALTERNATION), form));
            let (price, form) = priced.min()?;
            self.by_form.get(form).filter(|_| price <= ALTERNATION)
        })
    }

    /// Indices of the given names from which a father's name with this stem may come; `None` for none.
    ///
    /// If `whole` is set, no ending was removed, and it decides. Otherwise the stem is looked up alone and
    /// with the letters that Russian endings replace: Николай for Николаевич, Никита for Никитич. Only then
    /// are inexact spellings tried.
    pub(super) fn fathers(
        &self,
        stem: &[Sound],
        whole: Option<&KnownGiven>,
        letters: &Letters,
    ) -> Option<Arc<[u16]>> {
        if let Some(known) = whole {
            return known.ids.clone();
        }
        self.cut_off(stem).or_else(|| self.find(stem, letters).and_then(|known| known.ids.clone()))
    }

    /// Indices of the given names that are spelled exactly like the stem, alone or with the letters that
    /// endings replace, such as й or а. All that fit are returned; `None` for none.
    pub(super) fn cut_off(&self, stem: &[Sound]) -> Option<Arc<[u16]>> {
        let full = |last: &Folded| {
            let mut sounds = Folded::EMPTY;
            stem.iter().chain(last.iter()).for_each(|sound| sounds.push_single(*sound));
            self.by_form.get(&sounds)?.ids.as_ref()
        };
        let mut found = self.cut_off.iter().filter_map(full);
        let first = found.next()?;
        Some(found.fold(first.clone(), |all, ids| union(&all, ids)))
    }

    /// Indices of the given names of which a word may be a short form; `None` for none.
    pub(super) fn short_for(&self, word: &[Sound]) -> Option<&Arc<[u16]>> {
        self.short.get(word)
    }

    /// Indices of the given names that are spelled exactly like this; `None` for none.
    pub(super) fn exactly(&self, word: &[Sound]) -> Option<Arc<[u16]>> {
        self.by_form.get(word)?.ids.clone()
    }
}

/// Reads the tables `short-forms`, with the columns `short` and `full`. Rows whose full name is in no table
/// are skipped.
fn short_forms(
    lexicon: &Lexicon,
    letters: &Letters,
    by_form: &FxHashMap<Folded, KnownGiven>,
) -> FxHashMap<Folded, Arc<[u16]>> {
    let mut all: FxHashMap<Folded, Arc<[u16]>> = FxHashMap::default();
    for row in lexicon.rows("short-forms") {
        let full = by_form.get(&letters.fold(row.get("full")));
        let Some(ids) = full.and_then(|known| known.ids.as_ref()) else { continue };
        let known = all.entry(letters.fold(row.get("short"))).or_insert_with(|| ids.clone());
        *known = union(known, ids);
    }
    all
}

/// Both lists as one, ascending and without repeats.
pub(super) fn union(a: &[u16], b: &[u16]) -> Arc<[u16]> {
    let mut ids = [a, b].concat();
    ids.sort_unstable();
    ids.dedup();
    ids.into()
}

/// Reads the tables `given`. The index of a name is the number of its table row, from 0. All spellings of a
/// row (`form`, and those in `also`) have its index, and its sex.
fn by_form(lexicon: &Lexicon, letters: &Letters) -> FxHashMap<Folded, KnownGiven> {
    let also = |row: &TableRow<'_>| row.get("also").bytes().filter(|byte| *byte == b'|').count() + 2;
    let room = lexicon.rows("given").map(|row| also(&row)).sum();
    let mut all: FxHashMap<Folded, KnownGiven> = FxHashMap::with_capacity_and_hasher(room, FxBuildHasher);
    for (at, row) in lexicon.rows("given").enumerate() {
        let id = u16::try_from(at).unwrap_or(u16::MAX);
        let sex = Sex::of_letter(row.get("sex"));
        let also = row.get("also").split('|').filter(|form| !form.is_empty());
        for form in std::iter::once(row.get("form")).chain(also) {
            let known = all.entry(letters.fold(form)).or_insert(KnownGiven { sex, ..KnownGiven::default() });
            known.add(id, sex);
            known.is_one_of_two |= row.get("second") == "yes";
        }
    }
    add_latin_j(lexicon, letters, &mut all);
    all
}

impl KnownGiven {
    /// Adds a given name that the word spells. Names of both sexes show no sex.
    fn add(&mut self, id: u16, sex: Option<Sex>) {
        let ids = self.ids.as_deref().unwrap_or_default();
        if ids.last() != Some(&id) {
            self.ids = Some(ids.iter().copied().chain([id]).collect());
        }
        if self.sex != sex {
            self.sex = None;
        }
    }
}

/// Adds spellings of Kazakh names with the Latin letter j, such as Nurjan.
///
/// Folding reads j as й (Tatjana), so Nurjan folds like a name with я. A spelling is added only if no other
/// name has it.
fn add_latin_j(lexicon: &Lexicon, letters: &Letters, all: &mut FxHashMap<Folded, KnownGiven>) {
    let mut added: FxHashMap<Folded, (Vec<u16>, Option<Sex>)> = FxHashMap::default();
    for row in lexicon.rows("given").filter(|row| row.get("form").contains("жа")) {
        let known = all.get(&letters.fold(row.get("form")));
        let spelled = letters.fold(&row.get("form").replace("жа", "я"));
        if let Some(known) = known.filter(|_| !all.contains_key(&spelled)) {
            let ids = known.ids.as_deref().unwrap_or_default();
            added.entry(spelled).or_insert_with(|| (Vec::new(), known.sex)).0.extend(ids);
        }
    }
    #[allow(clippy::iter_over_hash_type)] // one map to another
    all.extend(
        added.into_iter().map(|(form, (ids, sex))| {
            (form, KnownGiven { ids: Some(ids.into()), sex, is_one_of_two: false })
        }),
    );
}

/// Folded forms by their consonants. They are linked lists in one vector, because that needs fewer
/// allocations than a vector for each skeleton.
#[derive(Clone, Debug)]
struct Skeletons {
    /// For each skeleton, the index of its last form.
    last: FxHashMap<Folded, usize>,
    /// Each form, with the index of the previous form that has the same skeleton.
    forms: Vec<(Folded, Option<usize>)>,
}

impl Skeletons {
    /// Builds the lists from all spellings.
    fn new(by_form: &FxHashMap<Folded, KnownGiven>, letters: &Letters) -> Self {
        let mut all = Skeletons {
            last: FxHashMap::with_capacity_and_hasher(by_form.len(), FxBuildHasher),
            forms: Vec::with_capacity(by_form.len()),
        };
        #[allow(clippy::iter_over_hash_type)] // of a chain the best is taken, in whatever order it stands
        for form in by_form.keys() {
            let before = all.last.insert(letters.skeleton(form), all.forms.len());
            all.forms.push((*form, before));
        }
        all
    }

    /// The forms with these consonants, in no particular order.
    fn of<'a>(&'a self, skeleton: &[Sound]) -> impl Iterator<Item = &'a Folded> + use<'a> {
        let first = self.last.get(skeleton).and_then(|at| self.forms.get(*at));
        let chain = std::iter::successors(first, |(_, before)| self.forms.get((*before)?));
        chain.map(|(form, _)| form)
    }
}
