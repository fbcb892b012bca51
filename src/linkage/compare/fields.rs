//! The comparisons beside the name: birth, death, place, sex, status, generation and further text.

use std::sync::Arc;

use super::born::Born;
use super::{Comparison, Level, Levels, Standing};
use crate::base::text::MOST_COMPARED;
use crate::language::date::{Day, PartialDate};
use crate::language::identity::IdentityLikeness;
use crate::language::place::{Gazetteer, PlaceCell, PlaceRelation};
use crate::language::status::{StatusRelation, status_relation};
use crate::source::mention::Mention;

/// The comparisons that every run makes, in their order. Places are related by the gazetteer that
/// read them.
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

/// Shorthand for the tables of levels below.
const fn level(name: &'static str, class: u8, standing: Standing, agrees: bool) -> Level {
    Level { name, class, standing, agrees }
}

use Standing::{Compatible, Conflict, Same};

/// Birth dates, years and ages. Class 0: two exact days; 1: a year on a side; 2: an age on a side.
#[derive(Debug)]
struct Birth;

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
    fn singles_out(&self) -> bool {
        true
    }

    fn name(&self) -> &str {
        "birth"
    }

    fn levels(&self) -> &[Level] {
        &BIRTH
    }

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

    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let births: Vec<Option<Born>> = mentions.iter().map(|mention| Born::of(mention)).collect();
        let level = move |a: usize, b: usize| births.get(a)?.as_ref()?.level(births.get(b)?.as_ref()?);
        Some(Levels::new(level).quick())
    }
}

/// Dates of death. Class 0: two exact days; 1: a coarser date on a side.
#[derive(Debug)]
struct Death;

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

/// Injury, death, finding and burial lie up to about so many days apart.
const WEEK: u32 = 7;

/// Two days in the order of the levels of [`DEATH`]. The year of January is often the old one, so that one day and month of two
/// years in a row is a level of its own.
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

/// In days.
const YEAR: u32 = 365;

impl Comparison for Death {
    fn name(&self) -> &str {
        "death"
    }

    fn levels(&self) -> &[Level] {
        &DEATH
    }

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

/// Places, through the gazetteer.
#[derive(Debug)]
struct InPlace(Arc<Gazetteer>);

/// Texts that differ contradict nothing where at least one place is not in the gazetteer.
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

/// Sex, as a column states it or as the name shows it.
#[derive(Debug)]
struct OfSex;

const SEX: [Level; 2] = [level("same", 0, Same, true), level("different", 0, Conflict, false)];

impl Comparison for OfSex {
    fn name(&self) -> &str {
        "sex"
    }

    fn levels(&self) -> &[Level] {
        &SEX
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        let stated = mention.sex().map(|sex| sex.as_str().to_owned());
        stated.or_else(|| mention.implied_sex().map(|sex| format!("implied {}", sex.as_str())))
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        let of = |mention: &Mention| mention.sex().or(mention.implied_sex());
        let differ = of(a)? != of(b)?;
        // What both names show is the names' evidence, and does not count a second time; nor do a stated
        // sex and a name that shows the same.
        let stated = [a, b].iter().filter(|mention| mention.sex().is_some()).count();
        (stated == 2 || (differ && stated == 1)).then_some(usize::from(differ))
    }
}

/// Status, by the groups of the status table.
#[derive(Debug)]
struct InStatus;

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

/// Generation marks beside the name: Sr, Jr, III.
#[derive(Debug)]
struct OfGeneration;

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

/// The number of the person's papers.
#[derive(Debug)]
struct OfIdentity;

const IDENTITY: [Level; 3] =
    [level("same", 0, Same, true), level("slip", 0, Conflict, true), level("different", 0, Conflict, false)];

impl Comparison for OfIdentity {
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

/// A further column, compared as text.
#[derive(Debug)]
pub struct ExtraText {
    label: String,
}

const TEXT: [Level; 3] = [
    level("same", 0, Same, true),
    level("similar", 0, Compatible, true),
    level("different", 0, Conflict, false),
];

/// From this similarity on (Jaro-Winkler, 0 to 1) two texts are similar: about one slip in six
/// letters.
const SIMILAR_TEXT: f64 = 0.9;

/// The digits of a text. Another unit, school, telephone or identity number is another one, however few digits differ.
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
            false if Text::new(a).is_similar(&Text::new(b)) => 1,
            false => 2,
        })
    }

    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let texts: Vec<Option<Text>> =
            mentions.iter().map(|mention| mention.extra(&self.label).map(Text::new)).collect();
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

/// Texts of more letters are compared by their words: letter by letter takes time with the square of the length.
const MOST_LETTERS: usize = 128;
/// A word is counted up to so many letters, and what is left of it as a further word: some scripts have no spaces.
const WORD: usize = 8;
/// Of the words of two long texts so large a share is the same if they are similar: one in ten is miswritten.
const SIMILAR_WORDS: f64 = 0.9;
/// Classes of letters that are counted for a quick look.
const CLASSES: usize = 32;

/// A text of a further column, prepared for comparing.
struct Text {
    text: Box<str>,
    letters: usize,
    /// How many letters of each class a short text has.
    classes: [u8; CLASSES],
    /// The words of a long text by number, sorted, each once.
    words: Box<[u64]>,
}

impl Text {
    fn new(text: &str) -> Self {
        let letters = text.chars().count();
        let mut classes = [0_u8; CLASSES];
        let mut words = Vec::new();
        if letters <= MOST_LETTERS {
            text.chars().for_each(|one| classes[one as usize % CLASSES] += 1);
        } else {
            words = words_of(text);
        }
        Text { text: text.into(), letters, classes, words: words.into() }
    }

    fn is_similar(&self, other: &Text) -> bool {
        if self.letters > MOST_LETTERS || other.letters > MOST_LETTERS {
            return self.is_similar_by_words(other);
        }
        let (a, b) = (&*self.text, &*other.text);
        self.most_similar(other) >= SIMILAR_TEXT
            && digits(a).eq(digits(b))
            && strsim::jaro_winkler(a, b).max(strsim::jaro_winkler(b, a)) >= SIMILAR_TEXT
    }

    /// An upper bound of the similarity: no more letters can match than both texts have.
    fn most_similar(&self, other: &Text) -> f64 {
        let both = self.classes.iter().zip(&other.classes).map(|(a, b)| f64::from(*a.min(b))).sum::<f64>();
        let part = |letters: usize| both / letters.max(1) as f64;
        let jaro = (part(self.letters) + part(other.letters) + 1.0) / 3.0;
        let start = self.text.chars().zip(other.text.chars()).take(4).take_while(|(a, b)| a == b).count();
        // A little more, so that rounding never counts.
        jaro + 0.1 * start as f64 * (1.0 - jaro) + 1e-6
    }

    fn is_similar_by_words(&self, other: &Text) -> bool {
        let of = |text: &Text| if text.words.is_empty() { words_of(&text.text) } else { text.words.to_vec() };
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

/// The words of a text by number, sorted, each once.
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

/// A number for some letters, the same on every machine (FNV-1a).
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
            // Equal texts are never asked about.
            for b in texts.into_iter().filter(|b| *b != a) {
                assert_eq!(Text::new(a).is_similar(&Text::new(b)), metric(a, b), "{a} / {b}");
            }
        }
    }

    #[test]
    fn long_texts_are_similar_by_their_words() {
        let long = |from: usize| (from..from + 40).map(|at| format!("word{at} ")).collect::<String>();
        let is_similar = |a: &str, b: &str| Text::new(a).is_similar(&Text::new(b));
        assert!(is_similar(&long(0), &long(2)));
        assert!(!is_similar(&long(0), &long(20)));
        assert!(!is_similar(&long(0), "word1"));
        assert!(!is_similar("word1", &long(0)));
        // A script without spaces.
        let without_spaces = |letters: usize| ('一'..='龥').take(letters).collect::<String>();
        assert!(is_similar(&without_spaces(600), &without_spaces(601)));
    }
}
