//! The given names of the tables, found again in whatever spelling.

use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::folded::{Folded, Sound};
use super::letters::Letters;
use crate::language::lexicon::Lexicon;
use crate::language::lexicon::TableRow;
use crate::language::sex::Sex;

/// A given name is known when it is spelled as the tables have it but for one alternation of up to
/// this price, in hundredths of a slip, and has at least so many letters.
const ALTERNATION: u16 = 30;
const LEAST_LETTERS: usize = 5;

/// What a given name may end with before a Russian patronymic ending takes its place.
const CUT_OFF: [&str; 5] = ["", "й", "ей", "ий", "а"];

/// The given names that a word may be, by their place in the tables, and the sex that they show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) ids: Option<Arc<[u16]>>,
    pub(super) sex: Option<Sex>,
    /// Its bearers often have a second given name.
    pub(super) is_one_of_two: bool,
}

/// All given names by their folded forms.
#[derive(Clone, Debug)]
pub(super) struct GivenNames {
    by_form: FxHashMap<Folded, Known>,
    by_skeleton: Skeletons,
    cut_off: [Folded; 5],
    /// What short and pet forms may stand for.
    short: FxHashMap<Folded, Arc<[u16]>>,
}

impl GivenNames {
    /// Reads and folds the tables `given`.
    pub(super) fn new(lexicon: &Lexicon, letters: &Letters) -> Self {
        let by_form = by_form(lexicon, letters);
        let by_skeleton = Skeletons::new(&by_form, letters);
        let short = short_forms(lexicon, letters, &by_form);
        GivenNames { by_form, by_skeleton, cut_off: CUT_OFF.map(|last| letters.fold(last)), short }
    }

    /// The given names that are spelled so, up to one documented alternation.
    pub(super) fn find(&self, word: &[Sound], letters: &Letters) -> Option<&Known> {
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

    /// The given names that a father's name of this stem may be of: the stem itself, which is `whole`
    /// where no ending was taken off, or with the letters that Russian endings take the place of
    /// (Николай, Николаевич; Никита, Никитич).
    pub(super) fn fathers(
        &self,
        stem: &[Sound],
        whole: Option<&Known>,
        letters: &Letters,
    ) -> Option<Arc<[u16]>> {
        if let Some(known) = whole {
            return known.ids.clone();
        }
        self.cut_off(stem).or_else(|| self.find(stem, letters).and_then(|known| known.ids.clone()))
    }

    /// The given names that are spelled as the stem is, but for the letters that endings take the
    /// place of.
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

    /// The given names that a short form may stand for.
    pub(super) fn short_for(&self, word: &[Sound]) -> Option<&Arc<[u16]>> {
        self.short.get(word)
    }

    /// The given names that are spelled exactly so.
    pub(super) fn exactly(&self, word: &[Sound]) -> Option<Arc<[u16]>> {
        self.by_form.get(word)?.ids.clone()
    }
}

fn short_forms(
    lexicon: &Lexicon,
    letters: &Letters,
    by_form: &FxHashMap<Folded, Known>,
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

/// Both lists in one, sorted.
pub(super) fn union(a: &[u16], b: &[u16]) -> Arc<[u16]> {
    let mut ids = [a, b].concat();
    ids.sort_unstable();
    ids.dedup();
    ids.into()
}

fn by_form(lexicon: &Lexicon, letters: &Letters) -> FxHashMap<Folded, Known> {
    let also = |row: &TableRow<'_>| row.get("also").bytes().filter(|byte| *byte == b'|').count() + 2;
    let room = lexicon.rows("given").map(|row| also(&row)).sum();
    let mut all: FxHashMap<Folded, Known> = FxHashMap::with_capacity_and_hasher(room, FxBuildHasher);
    for (at, row) in lexicon.rows("given").enumerate() {
        let id = u16::try_from(at).unwrap_or(u16::MAX);
        let sex = Sex::of_letter(row.get("sex"));
        let also = row.get("also").split('|').filter(|form| !form.is_empty());
        for form in std::iter::once(row.get("form")).chain(also) {
            let known = all.entry(letters.fold(form)).or_insert(Known { sex, ..Known::default() });
            known.add(id, sex);
            known.is_one_of_two |= row.get("second") == "yes";
        }
    }
    add_latin_j(lexicon, letters, &mut all);
    all
}

impl Known {
    /// Adds a given name; names of two sexes show none.
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

/// The Latin j is read as й (Tatjana); a Kazakh name written with it (Nurjan) folds into what the
/// name with я would be. Such spellings are known too where no name is spelled so itself.
fn add_latin_j(lexicon: &Lexicon, letters: &Letters, all: &mut FxHashMap<Folded, Known>) {
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
        added
            .into_iter()
            .map(|(form, (ids, sex))| (form, Known { ids: Some(ids.into()), sex, is_one_of_two: false })),
    );
}

/// Folded forms by their consonants: the last one of each, and with every form the place of the one before it
/// that has the same.
#[derive(Clone, Debug)]
struct Skeletons {
    last: FxHashMap<Folded, usize>,
    forms: Vec<(Folded, Option<usize>)>,
}

impl Skeletons {
    fn new(by_form: &FxHashMap<Folded, Known>, letters: &Letters) -> Self {
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

    /// The forms that have these consonants, in no order.
    fn of<'a>(&'a self, skeleton: &[Sound]) -> impl Iterator<Item = &'a Folded> + use<'a> {
        let first = self.last.get(skeleton).and_then(|at| self.forms.get(*at));
        let chain = std::iter::successors(first, |(_, before)| self.forms.get((*before)?));
        chain.map(|(form, _)| form)
    }
}
