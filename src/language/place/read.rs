//! Reading a cell of a place column.
//!
//! A cell is cut at commas and brackets into segments, a segment into words. Words that say what
//! kind of place a name is ("город", "облысы") pick among the places of that name; names next to
//! a word for a street are no places. Of several places that remain, the one that lies in the
//! others is meant.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::atlas::{Hit, PlaceId};
use super::fold::fold;
use super::letters::LetterCounts;
use super::words::{Hint, Role};
use super::{Gazetteer, Place, PlaceCell, PlaceDay, PlaceKind, Reading, UnknownPlace};
use crate::base::lookup::is_mark;

/// The longest name has so many words.
const LONGEST_NAME: usize = 4;

/// A longer cell is a text, not a place; only so many words are looked at.
const MOST_WORDS: usize = 60;

struct Word<'a> {
    text: &'a str,
    /// Where the word starts in its segment.
    start: usize,
    role: Role,
    claim: Claim,
}

/// Whether a word for a street claims a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    Free,
    /// Near such a word; may still be a city, as in `ул. Абая Алматы`.
    Near,
    Street,
}

/// A name in a segment that the gazetteer knows.
struct Found {
    first: usize,
    /// The word after the name.
    end: usize,
    hits: Vec<Hit>,
    how: How,
    hint: Option<Hint>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Exact,
    /// Without a case ending.
    Declined,
    /// By its consonants.
    Loose,
}

struct Segment<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    /// The places that each name of the segment may mean.
    places: Vec<Vec<PlaceId>>,
    /// Whether a word belongs to a place or says what kind it is.
    used: Vec<bool>,
}

impl Gazetteer {
    /// Reads a cell; `on` is the day whose borders count, if there is one.
    ///
    /// Any text can be read; what is no place of the gazetteer becomes [`PlaceCell::Unknown`].
    /// A name that both a city and a region have means the city, unless a word for a region
    /// stands by; case endings are tried only for names that are not found as they stand.
    pub fn read(&self, text: &str, on: Option<PlaceDay>) -> PlaceCell {
        let text: String = text.nfkc().collect();
        let text = text.trim();
        if text.is_empty() {
            return PlaceCell::Empty;
        }
        if self.unknown.is_stated_place(text) || self.words.is_unknown(text) {
            return PlaceCell::StatedUnknown;
        }
        let segments: Vec<Segment<'_>> = cut(text).map(|text| self.segment(text)).collect();
        let period = on.map(|day| self.atlas.period(day));
        let candidates = self.choose(&segments, period);
        if candidates.is_empty() {
            return PlaceCell::Unknown(unknown(text, &segments));
        }
        let is_area = candidates.iter().all(|place| !self.atlas.kind(*place).is_settlement());
        PlaceCell::Known(Place(Arc::new(Reading {
            atlas: Arc::clone(&self.atlas),
            candidates,
            period,
            detail: detail(&segments),
            inside: inside(&segments).filter(|_| is_area),
            whole: unknown(text, &segments).key,
            is_partly_read: segments.iter().any(|segment| !segment.has_street() && segment.rest().is_some()),
        })))
    }

    /// The keys of all names that a text may contain.
    pub(super) fn names_in(&self, text: &str) -> Vec<String> {
        let text: String = text.nfkc().collect();
        let mut found = Vec::new();
        for segment in cut(&text) {
            let words = self.words_of(segment);
            for first in 0..words.len() {
                let is_name = |word: &&Word<'_>| word.role == Role::Name;
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
            // `IN` by itself is a code of a state, and no word beside a name.
            let role = if is_code(text.trim(), piece) { Role::Name } else { self.words.role(piece) };
            let claim = Claim::Free;
            words.push(Word { text: piece, start, role, claim });
        }
        words
    }

    fn find(&self, words: &[Word<'_>]) -> Vec<Found> {
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

    /// The longest name that starts at a word, as it stands rather than declined.
    fn find_at(&self, words: &[Word<'_>], first: usize) -> Option<Found> {
        let claim = words.get(first)?.claim;
        let is_name = |word: &&Word<'_>| word.role == Role::Name && word.claim == claim;
        let longest = words.iter().skip(first).take(LONGEST_NAME).take_while(is_name).count();
        if claim == Claim::Street || longest == 0 {
            return None;
        }
        let keys: Vec<String> = (1..=longest).rev().map(|len| key(words, first, first + len)).collect();
        [How::Exact, How::Declined, How::Loose].into_iter().find_map(|how| {
            let ends = (1..=longest).rev().map(|len| first + len);
            ends.zip(&keys).find_map(|(end, key)| {
                let hits = self.look_up(key, how);
                (!hits.is_empty()).then_some(Found { first, end, hits, how, hint: None })
            })
        })
    }

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

    /// The places that a name means, given the words around it. None when it only looks like one.
    fn meant(&self, name: &Found, words: &[Word<'_>], strays: bool) -> Vec<PlaceId> {
        let mut hits = match name.hint {
            Some(hint) => self.hinted(&name.hits, hint),
            None => self.bare(&name.hits),
        };
        let near = words.get(name.first).is_some_and(|word| word.claim == Claim::Near);
        let after_small = name.first.checked_sub(1).and_then(|before| words.get(before));
        let after_small = after_small.is_some_and(|word| word.role == Role::Small);
        if near || (strays && name.hint.is_none() && !after_small) {
            // Among other words only a city or a region is certain enough.
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

    /// The places of a kind that a word beside the name says.
    fn hinted(&self, hits: &[Hit], hint: Hint) -> Vec<Hit> {
        let kind = |hit: &&Hit| self.atlas.kind(hit.place);
        let allowed: Vec<Hit> = hits.iter().filter(|hit| hint.allows(kind(hit))).copied().collect();
        if allowed.iter().any(|hit| hint.prefers(kind(&hit))) {
            return allowed.into_iter().filter(|hit| hint.prefers(kind(&hit))).collect();
        }
        allowed
    }

    /// The places of a name on its own: a city hides all others of the name, a town hides
    /// districts and regions; but a former name hides no current one.
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

    /// Of the places of all names, those that lie in most of the others.
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

    /// Sorted with the closest kind first; of several names, only the closest kind.
    fn closest(&self, mut places: Vec<PlaceId>, only: bool) -> Vec<PlaceId> {
        let closeness = |place: &PlaceId| self.atlas.kind(*place).closeness();
        places.sort_unstable_by_key(|place| (std::cmp::Reverse(closeness(place)), *place));
        places.dedup();
        let best = places.first().map(closeness);
        places.retain(|place| !only || Some(closeness(place)) == best);
        places
    }

    fn lies_in(&self, inner: PlaceId, outer: PlaceId, period: Option<usize>) -> bool {
        match period {
            Some(period) => self.atlas.contains(outer, inner, period),
            None => (0..self.atlas.periods()).any(|period| self.atlas.contains(outer, inner, period)),
        }
    }
}

/// Whether a name of two letters is no code by itself, such as `GA`: other words have as many letters.
fn is_short(name: &Found, words: &[Word<'_>]) -> bool {
    let Some(word) = words.get(name.first).filter(|_| name.end == name.first + 1) else { return false };
    let is_code = words.len() == 1 && is_code(word.text, word.text);
    word.text.chars().count() <= 2 && !is_code && !word.text.chars().all(is_syllable)
}

/// Whether a sign is a syllable or a word, as in 北京 and 서울: two of them are a whole name.
fn is_syllable(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a word is two Latin capitals and all of its segment.
fn is_code(segment: &str, word: &str) -> bool {
    segment == word && word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The parts of a cell between commas, brackets, slashes and free-standing dashes.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '(', ')', '[', ']', '/', '|', '\n', '«', '»', '"'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(['–', '—']))
        .map(str::trim)
        .filter(|part| !is_mark(part))
}

fn key(words: &[Word<'_>], first: usize, end: usize) -> String {
    let mut text = String::new();
    words.iter().take(end).skip(first).for_each(|word| text.push_str(word.text));
    fold(&text)
}

/// Gives the names beside a word for a street to the street.
fn claim_streets(words: &mut [Word<'_>]) {
    for at in 0..words.len() {
        let Some(Role::Street(side)) = words.get(at).map(|word| word.role) else {
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

/// Claims names up to the next word that says a kind; the nearest one is the street's for sure.
fn claim<'w, 'a: 'w>(words: impl Iterator<Item = &'w mut Word<'a>>) {
    let mut claim = Claim::Street;
    for word in words {
        match word.role {
            Role::Kind(..) | Role::Street(_) => return,
            Role::Name if word.claim == Claim::Free => {
                word.claim = claim;
                claim = Claim::Near;
            }
            _ => {}
        }
    }
}

/// The kind that a word behind the name says, or else one in front; each word speaks once.
fn take_hint(words: &[Word<'_>], name: &Found, used: &mut [bool]) -> Option<Hint> {
    let after = Some(name.end);
    let before = (0..name.first).rev().find(|at| words.get(*at).is_some_and(|word| word.role != Role::Small));
    for (at, is_after) in [(after, true), (before, false)] {
        let Some((at, word)) = at.and_then(|at| Some((at, words.get(at)?))) else {
            continue;
        };
        let Some(taken) = used.get_mut(at) else {
            continue;
        };
        if let Role::Kind(hint, side) = word.role {
            let fits = if is_after { side.is_after() } else { side.is_before() };
            if fits && !*taken {
                *taken = true;
                return Some(hint);
            }
        }
    }
    None
}

/// Whether a segment has free names beside those found.
fn strays(words: &[Word<'_>], found: &[Found]) -> bool {
    let in_name = |at: usize| found.iter().any(|name| (name.first..name.end).contains(&at));
    let free = |word: &Word<'_>| word.role == Role::Name && word.claim == Claim::Free;
    words.iter().enumerate().any(|(at, word)| free(word) && !in_name(at))
}

impl Segment<'_> {
    fn has_street(&self) -> bool {
        self.words.iter().any(|word| matches!(word.role, Role::Street(_)))
    }

    fn unused(&self) -> impl Iterator<Item = &Word<'_>> {
        let words = self.words.iter().zip(&self.used);
        words.filter(|(_, used)| !**used).map(|(word, _)| word)
    }

    /// The text from the first to the last word that belongs to no place.
    fn rest(&self) -> Option<&str> {
        let spoken = |word: &&Word<'_>| matches!(word.role, Role::Name | Role::Number | Role::Street(_));
        self.unused().find(spoken)?;
        if self.places.is_empty() {
            return Some(self.text);
        }
        let first = self.unused().find(|word| word.role != Role::Small)?;
        let last = self.unused().last()?;
        self.text.get(first.start..last.start + last.text.len())
    }

    fn name_key(&self) -> String {
        let names = self.unused().filter(|word| matches!(word.role, Role::Name | Role::Number));
        fold(&names.map(|word| word.text).collect::<String>())
    }
}

fn detail(segments: &[Segment<'_>]) -> Option<String> {
    let rests: Vec<&str> = segments.iter().filter_map(Segment::rest).collect();
    (!rests.is_empty()).then(|| rests.join(", "))
}

/// The key of what may be a settlement beside the places that were found.
fn inside(segments: &[Segment<'_>]) -> Option<String> {
    let segments = segments.iter().filter(|segment| !segment.has_street());
    let key: String = segments.map(Segment::name_key).collect();
    (!key.is_empty()).then_some(key)
}

fn unknown(text: &str, segments: &[Segment<'_>]) -> UnknownPlace {
    // A street says less than the village that stands beside it, so the village is the key.
    let village = inside(segments);
    let street = village.is_none() && segments.iter().any(Segment::has_street);
    let names = || segments.iter().map(Segment::name_key).collect::<String>();
    let key = village.unwrap_or_else(names);
    let key = if key.is_empty() { fold(text) } else { key };
    UnknownPlace { letters: LetterCounts::of(&key), key: key.into(), street }
}
