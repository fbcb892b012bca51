//! The comparisons other than the name: birth, death, place, sex, status, generation, identity number and further
//! columns.
//!
//! In: mentions. Out: a [`Comparison`] for each field, with its levels. The m and u of each level are in
//! `src/linkage/model/prior.toml`.

use std::sync::Arc;

use super::born::Born;
use super::{Comparison, Level, Levels, Standing};
use crate::base::text::MOST_COMPARED;
use crate::language::date::{Day, PartialDate};
use crate::language::identity::IdentityLikeness;
use crate::language::place::{Gazetteer, PlaceCell, PlaceRelation};
use crate::language::status::{StatusRelation, status_relation};
use crate::source::mention::Mention;

/// The comparisons that every run makes, in their order: birth, death, place, sex, status, generation, identity.
/// `places` is the gazetteer with which the places were read; it also compares them.
pub fn bundled(places: Arc<Gazetteer>) -> Vec<Box<dyn Comparison>> {
    vec![
        Box::new(Birth),
        Box::new(Death),
        Box::new(InPlace(places)),
        Box::new(OfSex),
        Box::new(InStatus),
        Box::new(OfGeneration),
        Box::new(OfIdentity),
    ]
}

/// Makes an entry of the tables of levels below.
const fn level(name: &'static str, class: u8, standing: Standing, agrees: bool) -> Level {
    Level { name, class, standing, agrees }
}

use Standing::{Compatible, Conflict, Same};

/// Birth dates, years of birth and ages at death.
#[derive(Debug)]
struct Birth;

/// Levels of births, in the order of the indices that `Born::level` returns. Class 0 compares two exact days. In
/// class 1, at least one birth is known only to the year or month. In class 2, at least one is known only by an age.
///
/// - `same-day`: the same day.
/// - `slip`: one slip explains the difference: day and month exchanged, one component wrong, neighbouring days. It is
///   a conflict and still evidence for one person.
/// - `same-year`, `near-year`, `other-day`: two days in the same year, in neighbouring years, further apart.
/// - `year`: the possible days overlap: 1984 and 12.05.1984.
/// - `within-a-year`, `other-year`, `far-year`: the possible days are at most 366 days apart, at most half a
///   generation, more.
/// - `age`: an age fits the birth date or the other age.
/// - `age-off-by-one`, `near-age`, `other-age`, `far-age`: at most one year, five years, half a generation apart,
///   more.
const BIRTH: [Level; 14] = [
    level("same-day", 0, Same, true),
    level("slip", 0, Conflict, true),
    level("same-year", 0, Conflict, true),
    level("near-year", 0, Conflict, false),
    level("other-day", 0, Conflict, false),
    level("year", 1, Compatible, true),
    level("within-a-year", 1, Conflict, false),
    level("other-year", 1, Conflict, false),
    level("far-year", 1, Conflict, false),
    level("age", 2, Compatible, true),
    level("age-off-by-one", 2, Compatible, false),
    level("near-age", 2, Conflict, false),
    level("other-age", 2, Conflict, false),
    level("far-age", 2, Conflict, false),
];

impl Comparison for Birth {
    /// Few people share a day of birth.
    fn singles_out(&self) -> bool {
        true
    }

    fn name(&self) -> &str {
        "birth"
    }

    fn levels(&self) -> &[Level] {
        &BIRTH
    }

    /// The birth date in EDTF, such as `1984-05-12`. Without one, `age` with the first and last possible day of birth
    /// or, if no day of birth follows, with the age.
    fn value(&self, mention: &Mention) -> Option<String> {
        match mention.birth() {
            Some(birth) => Some(birth.edtf()),
            None => match mention.birth_by_age() {
                Some((from, to)) => Some(format!("age {from}/{to}")),
                None => mention.age().map(|age| format!("age {age}")),
            },
        }
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Born::of(a)?.level(&Born::of(b)?)
    }

    /// A day is compared with another in a few operations, so a cache of levels would not save time.
    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let births: Vec<Option<Born>> = mentions.iter().map(|mention| Born::of(mention)).collect();
        let level = move |a: usize, b: usize| births.get(a)?.as_ref()?.level(births.get(b)?.as_ref()?);
        Some(Levels::new(level).quick())
    }
}

/// Dates of death.
#[derive(Debug)]
struct Death;

/// Levels of dates of death. Class 0 compares two exact days. In class 1, at least one date is coarser than a day.
///
/// - `same-day`, `next-day`: the same day, neighbouring days.
/// - `within-week`: at most [`WEEK`] days apart.
/// - `other-day`: less than [`YEAR`] days apart.
/// - `year-slip`: the same day and month in two successive years.
/// - `years-apart`: at least [`YEAR`] days apart.
/// - `overlapping`: the possible days overlap: January 2022 and 05.01.2022.
/// - `within-days`: the possible days are at most [`WEEK`] days apart.
/// - `apart`: further apart than that.
const DEATH: [Level; 9] = [
    level("same-day", 0, Same, true),
    level("next-day", 0, Conflict, false),
    level("within-week", 0, Conflict, false),
    level("other-day", 0, Conflict, false),
    level("year-slip", 0, Conflict, false),
    level("years-apart", 0, Conflict, false),
    level("overlapping", 1, Compatible, true),
    level("within-days", 1, Conflict, false),
    level("apart", 1, Conflict, false),
];

/// Longest gap of `within-week`, in days: injury, death, finding and burial lie up to about a week apart.
const WEEK: u32 = 7;

/// The level of two exact days of death that are `gap` days apart, as an index into [`DEATH`]. In January people
/// often write the old year. So the same day and month of two successive years is a level of its own.
fn days_of_death(a: Day, b: Day, gap: u32) -> usize {
    let is_one_day = (a.month(), a.day()) == (b.month(), b.day());
    match gap {
        0 => 0,
        1 => 1,
        gap if gap <= WEEK => 2,
        _ if is_one_day && a.year().abs_diff(b.year()) == 1 => 4,
        gap if gap < YEAR => 3,
        _ => 5,
    }
}

/// Gap from which two days of death are `years-apart`, in days.
const YEAR: u32 = 365;

impl Comparison for Death {
    fn name(&self) -> &str {
        "death"
    }

    fn levels(&self) -> &[Level] {
        &DEATH
    }

    /// The date of death in EDTF, such as `2022-01-06`.
    fn value(&self, mention: &Mention) -> Option<String> {
        mention.death().map(PartialDate::edtf)
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let (a, b) = (a.death()?, b.death()?);
        Some(match (a.day(), b.day(), a.gap_days(b)) {
            (Some(a), Some(b), gap) => days_of_death(a, b, gap),
            (.., 0) => 6,
            (.., gap) if gap <= WEEK => 7,
            _ => 8,
        })
    }
}

/// Places, related by the gazetteer.
#[derive(Debug)]
struct InPlace(Arc<Gazetteer>);

/// Levels of places, all in one class.
///
/// - `same`: the same place of the gazetteer, or the same text.
/// - `within`: one place contains the other, such as a city and its region.
/// - `similar`: at least one place is not in the gazetteer, and the texts are similar.
/// - `same-head`: two places of one name, such as Almaty city and Almaty region.
/// - `same-region`: two places in one district or region.
/// - `apart`: two places in different regions.
/// - `other-text`: two different texts of which the gazetteer lacks at least one. One place may lie in the other, so
///   this is no conflict.
const PLACE: [Level; 7] = [
    level("same", 0, Same, true),
    level("within", 0, Compatible, true),
    level("similar", 0, Compatible, true),
    level("same-head", 0, Conflict, false),
    level("same-region", 0, Conflict, false),
    level("apart", 0, Conflict, false),
    level("other-text", 0, Compatible, false),
];

impl Comparison for InPlace {
    fn name(&self) -> &str {
        "place"
    }

    fn levels(&self) -> &[Level] {
        &PLACE
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.place_key()
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        place_level(&self.0, a.place(), b.place())
    }

    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let gazetteer = self.0.clone();
        let places: Vec<PlaceCell> = mentions.iter().map(|mention| mention.place().clone()).collect();
        Some(Levels::new(move |a, b| place_level(&gazetteer, places.get(a)?, places.get(b)?)))
    }
}

/// The level of two places, as an index into [`PLACE`]. `None` if a cell is empty or nothing can be said of the two.
fn place_level(gazetteer: &Gazetteer, a: &PlaceCell, b: &PlaceCell) -> Option<usize> {
    Some(match gazetteer.relation(a, b)? {
        PlaceRelation::Same | PlaceRelation::SameText => 0,
        PlaceRelation::Within => 1,
        PlaceRelation::SimilarText => 2,
        PlaceRelation::SameHeadName => 3,
        PlaceRelation::SameDistrict | PlaceRelation::SameRegion => 4,
        PlaceRelation::OtherText => 6,
        _ => 5,
    })
}

/// Sex, as a column states it or as the name implies it.
#[derive(Debug)]
struct OfSex;

/// Levels of sex.
const SEX: [Level; 2] = [level("same", 0, Same, true), level("different", 0, Conflict, false)];

impl Comparison for OfSex {
    fn name(&self) -> &str {
        "sex"
    }

    fn levels(&self) -> &[Level] {
        &SEX
    }

    /// The stated sex. Without one, the sex that the name implies, marked as implied.
    fn value(&self, mention: &Mention) -> Option<String> {
        let stated = mention.sex().map(|sex| sex.as_str().to_owned());
        stated.or_else(|| mention.implied_sex().map(|sex| format!("implied {}", sex.as_str())))
    }

    /// `None` unless both state the sex, or one states it and the other name implies a different one.
    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let of = |mention: &Mention| mention.sex().or(mention.implied_sex());
        let differ = of(a)? != of(b)?;
        // The names are already compared. So two implied sexes are not counted again, nor is a stated sex that
        // the other name implies too.
        let stated = [a, b].iter().filter(|mention| mention.sex().is_some()).count();
        (stated == 2 || (differ && stated == 1)).then_some(usize::from(differ))
    }
}

/// Status at death, such as civilian or soldier, by the groups of the status table.
#[derive(Debug)]
struct InStatus;

/// Levels of status.
///
/// - `same`: the same groups of the status table, or the same text.
/// - `compatible`: one person can have both.
/// - `different`: a member of an armed body of the state and a civilian or a child.
const STATUS: [Level; 3] = [
    level("same", 0, Same, true),
    level("compatible", 0, Compatible, false),
    level("different", 0, Conflict, false),
];

impl Comparison for InStatus {
    fn name(&self) -> &str {
        "status"
    }

    fn levels(&self) -> &[Level] {
        &STATUS
    }

    /// The stated status or, without one, the status that a rank next to the name implies.
    fn value(&self, mention: &Mention) -> Option<String> {
        mention.status().or(mention.implied_status()).map(|status| format!("{status:?}"))
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let of = |mention: &'_ Mention| mention.status().or(mention.implied_status()).cloned();
        Some(match status_relation(&of(a)?, &of(b)?) {
            StatusRelation::Same => 0,
            StatusRelation::Different => 2,
            _ => 1,
        })
    }
}

/// Generation marks next to the name: Sr, Jr, III.
#[derive(Debug)]
struct OfGeneration;

/// Levels of generation. Junior and second are the same.
const GENERATION: [Level; 2] = [level("same", 0, Same, true), level("different", 0, Conflict, false)];

impl Comparison for OfGeneration {
    fn name(&self) -> &str {
        "generation"
    }

    fn levels(&self) -> &[Level] {
        &GENERATION
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.generation().map(|mark| mark.as_str().to_owned())
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Some(usize::from(!a.generation()?.agrees(b.generation()?)))
    }
}

/// The number of an identity document.
#[derive(Debug)]
struct OfIdentity;

/// Levels of identity numbers.
///
/// - `same`: the same number.
/// - `slip`: one digit is replaced or left out, or two neighbours are exchanged. It is a conflict and still evidence
///   for one person.
/// - `different`: another number.
const IDENTITY: [Level; 3] =
    [level("same", 0, Same, true), level("slip", 0, Conflict, true), level("different", 0, Conflict, false)];

impl Comparison for OfIdentity {
    /// An identity number belongs to one person.
    fn singles_out(&self) -> bool {
        true
    }

    fn name(&self) -> &str {
        "identity"
    }

    fn levels(&self) -> &[Level] {
        &IDENTITY
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.identity().map(|identity| identity.as_str().to_owned())
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Some(match a.identity()?.likeness(b.identity()?) {
            IdentityLikeness::Same => 0,
            IdentityLikeness::Slip => 1,
            IdentityLikeness::Different => 2,
        })
    }
}

/// A further column of the lists, such as a school or an address, compared as text.
#[derive(Debug)]
pub struct ExtraText {
    /// The label of the column under `[source.extra]`; also the name of the field.
    label: String,
}

/// Levels of text.
///
/// - `same`: equal texts.
/// - `similar`: the same digits and a similarity of at least [`SIMILAR_TEXT`]; for long texts, a share of equal words
///   of at least [`SIMILAR_WORDS`].
/// - `different`: any other texts.
const TEXT: [Level; 3] = [
    level("same", 0, Same, true),
    level("similar", 0, Compatible, true),
    level("different", 0, Conflict, false),
];

/// Smallest Jaro-Winkler similarity of two similar texts, 0 to 1: about one slip in six letters.
const SIMILAR_TEXT: f64 = 0.9;

/// The digits of a text, in order. Similar texts must have the same digits: another digit means another unit, school,
/// telephone or document, however few differ.
fn digits(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| letter.is_numeric())
}

impl ExtraText {
    /// Compares the column that the project file gives this label under `[source.extra]`.
    pub fn new(label: impl Into<String>) -> Self {
        ExtraText { label: label.into() }
    }
}

impl Comparison for ExtraText {
    /// True for a column such as an address. A column in which most records have the same text is excluded when the
    /// values are counted.
    fn singles_out(&self) -> bool {
        true
    }

    fn name(&self) -> &str {
        &self.label
    }

    fn levels(&self) -> &[Level] {
        &TEXT
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        mention.extra(&self.label).map(str::to_owned)
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let (a, b) = (a.extra(&self.label)?, b.extra(&self.label)?);
        Some(match a == b {
            true => 0,
            false if ComparedText::new(a).is_similar(&ComparedText::new(b)) => 1,
            false => 2,
        })
    }

    /// Prepares lengths, letter counts and words once for each text.
    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let texts: Vec<Option<ComparedText>> =
            mentions.iter().map(|mention| mention.extra(&self.label).map(ComparedText::new)).collect();
        Some(Levels::new(move |a, b| {
            let (a, b) = (texts.get(a)?.as_ref()?, texts.get(b)?.as_ref()?);
            Some(match a.text == b.text {
                true => 0,
                false if a.is_similar(b) => 1,
                false => 2,
            })
        }))
    }
}

/// Longest text that is compared letter by letter, in characters: the time grows with the square of the length. A
/// longer text is compared by its words.
const MOST_LETTERS: usize = 128;
/// Longest piece of a word, in characters. A longer word is cut into pieces, because some scripts have no spaces.
const WORD: usize = 8;
/// Smallest share of equal words of two similar long texts, 0 to 1: one word in ten may be miswritten.
const SIMILAR_WORDS: f64 = 0.9;
/// Number of classes of letters whose counts give a fast upper bound on the similarity.
const CLASSES: usize = 32;

/// A text of a further column, prepared for comparing.
struct ComparedText {
    /// The whole text.
    text: Box<str>,
    /// Length in characters.
    letters: usize,
    /// For a short text, the number of letters of each class (code point modulo [`CLASSES`]). Zeros for a long one.
    classes: [u8; CLASSES],
    /// For a long text, the hashes of its words, sorted and distinct. Empty for a short one.
    words: Box<[u64]>,
}

impl ComparedText {
    /// Counts the letters of a short text, or hashes the words of a long one.
    fn new(text: &str) -> Self {
        let letters = text.chars().count();
        let mut classes = [0_u8; CLASSES];
        let mut words = Vec::new();
        if letters <= MOST_LETTERS {
            text.chars().for_each(|one| classes[one as usize % CLASSES] += 1);
        } else {
            words = words_of(text);
        }
        ComparedText { text: text.into(), letters, classes, words: words.into() }
    }

    /// Whether two texts are similar: by letters if both are short, otherwise by words.
    fn is_similar(&self, other: &ComparedText) -> bool {
        if self.letters > MOST_LETTERS || other.letters > MOST_LETTERS {
            return self.is_similar_by_words(other);
        }
        let (a, b) = (&*self.text, &*other.text);
        self.most_similar(other) >= SIMILAR_TEXT
            && digits(a).eq(digits(b))
            && strsim::jaro_winkler(a, b).max(strsim::jaro_winkler(b, a)) >= SIMILAR_TEXT
    }

    /// Upper bound of the Jaro-Winkler similarity, without comparing letters in order. No more letters of a class can
    /// match than both texts have.
    fn most_similar(&self, other: &ComparedText) -> f64 {
        let both = self.classes.iter().zip(&other.classes).map(|(a, b)| f64::from(*a.min(b))).sum::<f64>();
        let part = |letters: usize| both / letters.max(1) as f64;
        let jaro = (part(self.letters) + part(other.letters) + 1.0) / 3.0;
        let start = self.text.chars().zip(other.text.chars()).take(4).take_while(|(a, b)| a == b).count();
        // The 1e-6 covers rounding: the bound is never below the similarity.
        jaro + 0.1 * start as f64 * (1.0 - jaro) + 1e-6
    }

    /// Whether the share of common words, relative to the text with more distinct words, is at least
    /// [`SIMILAR_WORDS`].
    fn is_similar_by_words(&self, other: &ComparedText) -> bool {
        let of = |text: &ComparedText| {
            if text.words.is_empty() { words_of(&text.text) } else { text.words.to_vec() }
        };
        let (short, long) = (of(self), of(other));
        let (mut a, mut b) = (short.iter().peekable(), long.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            let order = one.cmp(two);
            shared += usize::from(order.is_eq());
            a.next_if(|_| order.is_le());
            b.next_if(|_| order.is_ge());
        }
        shared as f64 >= SIMILAR_WORDS * short.len().max(long.len()) as f64
    }
}

/// The hashes of the words of a text, sorted and distinct. Only the first [`MOST_COMPARED`] characters count.
fn words_of(text: &str) -> Vec<u64> {
    let end = text.char_indices().nth(MOST_COMPARED).map_or(text.len(), |(end, _)| end);
    let beginning = text.get(..end).unwrap_or(text);
    let words = beginning.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut numbers = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        numbers.extend(letters.chunks(WORD).map(number_of));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A hash of some letters (FNV-1a), equal on every machine.
fn number_of(letters: &[char]) -> u64 {
    letters.iter().fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
        (hash ^ u64::from(u32::from(*letter))).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(a: &str, b: &str) -> bool {
        digits(a).eq(digits(b)) && strsim::jaro_winkler(a, b).max(strsim::jaro_winkler(b, a)) >= SIMILAR_TEXT
    }

    #[test]
    fn short_texts_are_similar_by_the_letters_alone() {
        let texts = [
            "",
            "a",
            "ab",
            "Abai 17",
            "Abai 71",
            "Abay 17",
            "12 Abai street",
            "street Abai 12",
            "улица Абая, 17",
        ];
        for a in texts {
            // `is_similar` is called only for texts that differ.
            for b in texts.into_iter().filter(|b| *b != a) {
                assert_eq!(ComparedText::new(a).is_similar(&ComparedText::new(b)), metric(a, b), "{a} / {b}");
            }
        }
    }

    #[test]
    fn long_texts_are_similar_by_their_words() {
        let long = |from: usize| (from..from + 40).map(|at| format!("word{at} ")).collect::<String>();
        let is_similar = |a: &str, b: &str| ComparedText::new(a).is_similar(&ComparedText::new(b));
        assert!(is_similar(&long(0), &long(2)));
        assert!(!is_similar(&long(0), &long(20)));
        assert!(!is_similar(&long(0), "word1"));
        assert!(!is_similar("word1", &long(0)));
        // A script without spaces.
        let without_spaces = |letters: usize| ('一'..='龥').take(letters).collect::<String>();
        assert!(is_similar(&without_spaces(600), &without_spaces(601)));
    }
}
