//! Reads a cell of a place column.
//!
//! In: the text of a cell and a day. Out: a [`PlaceCell`]. The steps:
//!
//! - The cell is cut at commas, brackets and dashes into segments, and each segment into words.
//! - Words for a kind of place ("город", "облысы") choose among the places with that name.
//! - Names beside a word for a street are no places.
//! - Among the places that remain, the one that lies within most of the others is taken.
//!
//! Examples with the bundled tables:
//!
//! - `г. Алматы`: the city, because `г.` announces one.
//! - `Алматы облысы`: the region, because `облысы` follows the name.
//! - `Алматинская область, Талгар`: the town, which lies in the region.
//! - `Алматы, ул. Тестовая 5`: the city, with the street as its detail.
//! - `с. Тестовое`: an unknown place.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::atlas::{Hit, PlaceId};
use super::fold::fold;
use super::letters::LetterCounts;
use super::words::{Hint, WordRole};
use super::{Gazetteer, Place, PlaceCell, PlaceContent, PlaceDay, PlaceKind, UnknownPlace};
use crate::base::lookup::is_mark;

/// Longest name of a place, in words.
const LONGEST_NAME: usize = 4;

/// Most segments of a cell that are read. No address has as many parts, and the time grows with the square of the
/// number of places in them.
const MOST_SEGMENTS: usize = 64;
/// Most words of a segment that are read. A longer one is prose, not a place.
const MOST_WORDS: usize = 60;

/// A word of a segment.
struct Word<'a> {
    /// The text without punctuation around it.
    text: &'a str,
    /// The position of the word in its segment, in bytes.
    start: usize,
    /// The role from the tables.
    role: WordRole,
    /// Whether a street claims it.
    claim: StreetClaim,
}

/// Whether a name belongs to a word for a street.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StreetClaim {
    /// No street claims the name.
    Free,
    /// Near a word for a street, but possibly a city: `Алматы` in `ул. Абая Алматы`.
    /// Such a name is accepted only if it is a city.
    Near,
    /// The name of the street.
    Street,
}

/// A name in a segment that the gazetteer knows.
struct FoundName {
    /// The index of its first word.
    first: usize,
    /// The index of the word after the name.
    end: usize,
    /// The places with this name, at least one.
    hits: Vec<Hit>,
    /// How the name was found.
    how: How,
    /// The kind that a word beside it announces.
    hint: Option<Hint>,
}

/// How a name was found in the gazetteer, the most certain first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// As it is written.
    Exact,
    /// Without its case ending.
    Declined,
    /// Without weak vowels, by the skeleton of its key.
    Loose,
}

/// A part of a cell between separators.
///
/// For example, `г. Алматы, ул. Тестовая 5` has two segments. The first has the name of a place, the second only a
/// street.
struct Segment<'a> {
    /// The text of the segment, trimmed.
    text: &'a str,
    /// At most [`MOST_WORDS`].
    words: Vec<Word<'a>>,
    /// For each name of the segment, the places that it may mean; each at least one.
    places: Vec<Vec<PlaceId>>,
    /// For each word, whether it belongs to a place or states its kind.
    used: Vec<bool>,
}

impl Gazetteer {
    /// Reads a cell. `on` is the day whose borders count; without it every period is possible.
    ///
    /// Any text can be read: a text without a place of the gazetteer becomes [`PlaceCell::Unknown`]. A name that a city
    /// and a region share means the city, unless a word for a region is beside it. Case endings are removed only from
    /// names that are not found as they are written.
    pub fn read(&self, text: &str, on: Option<PlaceDay>) -> PlaceCell {
        let text: String = text.nfkc().collect();
        let text = text.trim();
        if text.is_empty() {
            return PlaceCell::Empty;
        }
        if self.unknown.is_stated_place(text) || self.words.is_unknown(text) {
            return PlaceCell::StatedUnknown;
        }
        let segments: Vec<Segment<'_>> =
            cut(text).take(MOST_SEGMENTS).map(|text| self.segment(text)).collect();
        let is_cut = cut(text).nth(MOST_SEGMENTS).is_some();
        let period = on.map(|day| self.atlas.period(day));
        let candidates = self.choose(&segments, period);
        if candidates.is_empty() {
            return PlaceCell::Unknown(unknown(text, &segments));
        }
        let is_area = candidates.iter().all(|place| !self.atlas.kind(*place).is_settlement());
        PlaceCell::Known(Place(Arc::new(PlaceContent {
            atlas: Arc::clone(&self.atlas),
            candidates,
            period,
            detail: detail(&segments),
            inside: inside(&segments).filter(|_| is_area),
            whole: unknown(text, &segments).key,
            is_partly_read: is_cut
                || segments.iter().any(|segment| !segment.has_street() && segment.rest().is_some()),
        })))
    }

    /// The keys of all names that a text may contain, declined or not. With them the places of the world are chosen.
    pub(super) fn names_in(&self, text: &str) -> Vec<String> {
        let text: String = text.nfkc().collect();
        let mut found = Vec::new();
        for segment in cut(&text) {
            let words = self.words_of(segment);
            for first in 0..words.len() {
                let is_name = |word: &&Word<'_>| word.role == WordRole::Name;
                let longest = words.iter().skip(first).take(LONGEST_NAME).take_while(is_name).count();
                let keys = (1..=longest).map(|length| key(&words, first, first + length));
                found.extend(keys.flat_map(|key| {
                    let declined: Vec<String> = self.words.dictionary_forms(&key).collect();
                    declined.into_iter().chain([key])
                }));
            }
        }
        found
    }

    /// Finds the places of one segment.
    fn segment<'a>(&self, text: &'a str) -> Segment<'a> {
        let mut words = self.words_of(text);
        claim_streets(&mut words);
        let mut used = vec![false; words.len()];
        let mut found = self.find(&words);
        for name in &mut found {
            name.hint = take_hint(&words, name, &mut used);
        }
        let strays = strays(&words, &found);
        let mut places = Vec::new();
        for name in found {
            let meant = self.meant(&name, &words, strays);
            if !meant.is_empty() {
                used.iter_mut().take(name.end).skip(name.first).for_each(|used| *used = true);
                places.push(meant);
            }
        }
        Segment { text, words, places, used }
    }

    /// The words of a segment with their roles.
    fn words_of<'a>(&self, text: &'a str) -> Vec<Word<'a>> {
        let cut = |letter: char| letter.is_whitespace() || ".:!?".contains(letter);
        let pieces = text.split(cut).map(|piece| piece.trim_matches(|c: char| !c.is_alphanumeric()));
        let pieces = pieces.filter(|piece| !piece.is_empty()).take(MOST_WORDS);
        let mut from = 0;
        let mut words = Vec::new();
        for piece in pieces {
            let gap = text.get(from..).and_then(|rest| rest.find(piece));
            let start = from + gap.unwrap_or_default();
            from = start + piece.len();
            // `IN` as a whole segment is the code of a state and no preposition.
            let role = if is_code(text.trim(), piece) { WordRole::Name } else { self.words.role(piece) };
            let claim = StreetClaim::Free;
            words.push(Word { text: piece, start, role, claim });
        }
        words
    }

    /// The names of a segment from left to right, without overlap.
    fn find(&self, words: &[Word<'_>]) -> Vec<FoundName> {
        let mut found = Vec::new();
        let mut first = 0;
        while first < words.len() {
            match self.find_at(words, first) {
                Some(name) => {
                    first = name.end;
                    found.push(name);
                }
                None => first += 1,
            }
        }
        found
    }

    /// The longest name that starts at a word. A name as it is written is preferred to a longer declined one.
    ///
    /// Three ways are tried in this order: the exact key, the key without a case ending, the key without weak vowels. A
    /// longer name is preferred within each way.
    fn find_at(&self, words: &[Word<'_>], first: usize) -> Option<FoundName> {
        let claim = words.get(first)?.claim;
        let is_name = |word: &&Word<'_>| word.role == WordRole::Name && word.claim == claim;
        let longest = words.iter().skip(first).take(LONGEST_NAME).take_while(is_name).count();
        if claim == StreetClaim::Street || longest == 0 {
            return None;
        }
        let keys: Vec<String> = (1..=longest).rev().map(|len| key(words, first, first + len)).collect();
        [How::Exact, How::Declined, How::Loose].into_iter().find_map(|how| {
            let ends = (1..=longest).rev().map(|len| first + len);
            // A word that adds no sound, as `ээээ` after `Таразе`, is no part of a name.
            let adds = |at: usize| keys.get(at) != keys.get(at + 1);
            let candidates = ends.zip(&keys).enumerate().filter(|(at, _)| adds(*at));
            candidates.map(|(_, candidate)| candidate).find_map(|(end, key)| {
                let hits = self.look_up(key, how);
                (!hits.is_empty()).then_some(FoundName { first, end, hits, how, hint: None })
            })
        })
    }

    /// The places for a key, found in one way.
    fn look_up(&self, key: &str, how: How) -> Vec<Hit> {
        match how {
            How::Exact => self.atlas.named(key).to_vec(),
            How::Declined => {
                let forms = self.words.dictionary_forms(key);
                let mut hits = forms.map(|form| self.atlas.named(&form).to_vec());
                hits.find(|hits| !hits.is_empty()).unwrap_or_default()
            }
            How::Loose => self.atlas.with_skeleton(key).to_vec(),
        }
    }

    /// The places that a name means, given the words around it. Empty if it only looks like the name of a place.
    /// `strays` states that the segment has other names that the gazetteer does not know.
    ///
    /// A name near a word for a street, or among words that the gazetteer does not know, is accepted only if it is
    /// exact and a city (or a region, if no street is near). Otherwise a surname or the name of a hospital would be
    /// read as a village.
    fn meant(&self, name: &FoundName, words: &[Word<'_>], strays: bool) -> Vec<PlaceId> {
        let mut hits = match name.hint {
            Some(hint) => self.hinted(&name.hits, hint),
            None => self.bare(&name.hits),
        };
        let near = words.get(name.first).is_some_and(|word| word.claim == StreetClaim::Near);
        let after_small = name.first.checked_sub(1).and_then(|before| words.get(before));
        let after_small = after_small.is_some_and(|word| word.role == WordRole::Small);
        if near || (strays && name.hint.is_none() && !after_small) {
            // Among unknown words, only a city or a region is certain enough.
            let sure = |kind| kind == PlaceKind::City || (kind == PlaceKind::Region && !near);
            hits.retain(|hit| {
                name.how == How::Exact && sure(self.atlas.kind(hit.place)) && !self.atlas.is_far(hit.place)
            });
        }
        if is_short(name, words) {
            hits.retain(|hit| !self.atlas.entry(hit.place).is_some_and(|entry| entry.of_world));
        }
        let mut places: Vec<PlaceId> = hits.iter().map(|hit| hit.place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The places of the kind that a word beside the name announces.
    fn hinted(&self, hits: &[Hit], hint: Hint) -> Vec<Hit> {
        let kind = |hit: &&Hit| self.atlas.kind(hit.place);
        let allowed: Vec<Hit> = hits.iter().filter(|hit| hint.allows(kind(hit))).copied().collect();
        if allowed.iter().any(|hit| hint.prefers(kind(&hit))) {
            return allowed.into_iter().filter(|hit| hint.prefers(kind(&hit))).collect();
        }
        allowed
    }

    /// The places of a name without a word for its kind. A city hides all others with the name, and a town hides
    /// districts and regions. A former name hides no current one.
    fn bare(&self, hits: &[Hit]) -> Vec<Hit> {
        let kind = |hit: &Hit| self.atlas.kind(hit.place);
        let hides = |one: &Hit, other: &Hit| {
            self.atlas.tier(one.place) <= self.atlas.tier(other.place)
                && match kind(one) {
                    PlaceKind::City => kind(other) != PlaceKind::City,
                    PlaceKind::Town => !kind(other).is_settlement(),
                    _ => false,
                }
        };
        let is_hidden =
            |other: &Hit| hits.iter().any(|one| hides(one, other) && (other.former || !one.former));
        hits.iter().filter(|hit| !is_hidden(hit)).copied().collect()
    }

    /// The places of all segments that lie in most of the others, in the preferred tier, the most precise kind first.
    ///
    /// For each place the number of other names is counted that mean the place itself or an area around it. In `Талгар,
    /// Алматинская область` the town lies in the region, and so is chosen. Time is proportional to the square of the
    /// number of places found.
    fn choose(&self, segments: &[Segment<'_>], period: Option<usize>) -> Vec<PlaceId> {
        let names: Vec<&Vec<PlaceId>> = segments.iter().flat_map(|segment| &segment.places).collect();
        let score = |index: usize, place: PlaceId| {
            let others = names.iter().enumerate().filter(|(other, _)| *other != index);
            let lies_in = |outer: &PlaceId| *outer == place || self.lies_in(place, *outer, period);
            others.filter(|(_, other)| other.iter().any(lies_in)).count()
        };
        let mut ranked = Vec::new();
        for (index, places) in names.iter().enumerate() {
            ranked.extend(places.iter().map(|place| (score(index, *place), index, *place)));
        }
        let best = ranked.iter().map(|(score, ..)| *score).max();
        ranked.retain(|(score, ..)| Some(*score) == best);
        let first = ranked.iter().map(|(.., place)| self.atlas.tier(*place)).min();
        ranked.retain(|(.., place)| Some(self.atlas.tier(*place)) == first);
        let several = ranked.iter().any(|(_, index, _)| Some(index) != ranked.first().map(|r| &r.1));
        self.closest(ranked.into_iter().map(|(.., place)| place).collect(), several)
    }

    /// The places with the most precise kind first. If `only`, they come from several names, and only the most precise
    /// kind is kept.
    fn closest(&self, mut places: Vec<PlaceId>, only: bool) -> Vec<PlaceId> {
        let closeness = |place: &PlaceId| self.atlas.kind(*place).closeness();
        places.sort_unstable_by_key(|place| (std::cmp::Reverse(closeness(place)), *place));
        places.dedup();
        let best = places.first().map(closeness);
        places.retain(|place| !only || Some(closeness(place)) == best);
        places
    }

    /// Whether a place lies in another in a period; without a period, in any.
    fn lies_in(&self, inner: PlaceId, outer: PlaceId, period: Option<usize>) -> bool {
        match period {
            Some(period) => self.atlas.contains(outer, inner, period),
            None => (0..self.atlas.periods()).any(|period| self.atlas.contains(outer, inner, period)),
        }
    }
}

/// Whether a name has one or two letters and is no code by itself (`GA`). Many other words are as short.
fn is_short(name: &FoundName, words: &[Word<'_>]) -> bool {
    let Some(word) = words.get(name.first).filter(|_| name.end == name.first + 1) else { return false };
    let is_code = words.len() == 1 && is_code(word.text, word.text);
    word.text.chars().count() <= 2 && !is_code && !word.text.chars().all(is_syllable)
}

/// Whether a character is a syllable or a word, as in 北京 and 서울. Two of them are a whole name.
fn is_syllable(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a word is two Latin capitals and its whole segment.
fn is_code(segment: &str, word: &str) -> bool {
    segment == word && word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The parts of a cell between commas, brackets, slashes, quotation marks and dashes with spaces around them.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '(', ')', '[', ']', '/', '|', '\n', '«', '»', '"'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(['–', '—']))
        .map(str::trim)
        .filter(|part| !is_mark(part))
}

/// The key of the words from `first` up to `end`, written together.
fn key(words: &[Word<'_>], first: usize, end: usize) -> String {
    let mut text = String::new();
    words.iter().take(end).skip(first).for_each(|word| text.push_str(word.text));
    fold(&text)
}

/// Marks the names beside each word for a street.
fn claim_streets(words: &mut [Word<'_>]) {
    for at in 0..words.len() {
        let Some(WordRole::Street(side)) = words.get(at).map(|word| word.role) else {
            continue;
        };
        let (before, after) = words.split_at_mut(at);
        if side.is_before() {
            claim(after.iter_mut().skip(1));
        }
        if side.is_after() {
            claim(before.iter_mut().rev());
        }
    }
}

/// Marks names up to the next word for a kind or a street. The nearest one is the name of the street; others may be a
/// city.
fn claim<'w, 'a: 'w>(words: impl Iterator<Item = &'w mut Word<'a>>) {
    let mut claim = StreetClaim::Street;
    for word in words {
        match word.role {
            WordRole::Kind(..) | WordRole::Street(_) => return,
            WordRole::Name if word.claim == StreetClaim::Free => {
                word.claim = claim;
                claim = StreetClaim::Near;
            }
            _ => {}
        }
    }
}

/// The kind that a word after the name announces, or else a word before it. Each word counts for one name.
fn take_hint(words: &[Word<'_>], name: &FoundName, used: &mut [bool]) -> Option<Hint> {
    let after = Some(name.end);
    let before =
        (0..name.first).rev().find(|at| words.get(*at).is_some_and(|word| word.role != WordRole::Small));
    for (at, is_after) in [(after, true), (before, false)] {
        let Some((at, word)) = at.and_then(|at| Some((at, words.get(at)?))) else {
            continue;
        };
        let Some(taken) = used.get_mut(at) else {
            continue;
        };
        if let WordRole::Kind(hint, side) = word.role {
            let fits = if is_after { side.is_after() } else { side.is_before() };
            if fits && !*taken {
                *taken = true;
                return Some(hint);
            }
        }
    }
    None
}

/// Whether a segment has names that no street claims and the gazetteer does not know.
fn strays(words: &[Word<'_>], found: &[FoundName]) -> bool {
    let in_name = |at: usize| found.iter().any(|name| (name.first..name.end).contains(&at));
    let free = |word: &Word<'_>| word.role == WordRole::Name && word.claim == StreetClaim::Free;
    words.iter().enumerate().any(|(at, word)| free(word) && !in_name(at))
}

impl Segment<'_> {
    /// Whether the segment has a word for a street.
    fn has_street(&self) -> bool {
        self.words.iter().any(|word| matches!(word.role, WordRole::Street(_)))
    }

    /// The words that belong to no place and state no kind.
    fn unused(&self) -> impl Iterator<Item = &Word<'_>> {
        let words = self.words.iter().zip(&self.used);
        words.filter(|(_, used)| !**used).map(|(word, _)| word)
    }

    /// The text from the first to the last word that belongs to no place; `None` if there is none.
    fn rest(&self) -> Option<&str> {
        let spoken =
            |word: &&Word<'_>| matches!(word.role, WordRole::Name | WordRole::Number | WordRole::Street(_));
        self.unused().find(spoken)?;
        if self.places.is_empty() {
            return Some(self.text);
        }
        let first = self.unused().find(|word| word.role != WordRole::Small)?;
        let last = self.unused().last()?;
        self.text.get(first.start..last.start + last.text.len())
    }

    /// The key of the names and numbers that belong to no place.
    fn name_key(&self) -> String {
        let names = self.unused().filter(|word| matches!(word.role, WordRole::Name | WordRole::Number));
        fold(&names.map(|word| word.text).collect::<String>())
    }
}

/// What the cell states besides its places.
fn detail(segments: &[Segment<'_>]) -> Option<String> {
    let rests: Vec<&str> = segments.iter().filter_map(Segment::rest).collect();
    (!rests.is_empty()).then(|| rests.join(", "))
}

/// The key of a possible settlement besides the places that were found; `None` if there is no such text outside
/// streets.
fn inside(segments: &[Segment<'_>]) -> Option<String> {
    let segments = segments.iter().filter(|segment| !segment.has_street());
    let key: String = segments.map(Segment::name_key).collect();
    (!key.is_empty()).then_some(key)
}

/// The cell as an unknown place.
///
/// The key is the village outside of streets, or else all names of the cell, or else the whole text.
fn unknown(text: &str, segments: &[Segment<'_>]) -> UnknownPlace {
    // A street is less informative than the village beside it, so the village is the key.
    let village = inside(segments);
    let street = village.is_none() && segments.iter().any(Segment::has_street);
    let names = || segments.iter().map(Segment::name_key).collect::<String>();
    let key = village.unwrap_or_else(names);
    let key = if key.is_empty() { fold(text) } else { key };
    UnknownPlace { letters: LetterCounts::of(&key), key: key.into(), street }
}
