//! The comparisons beside the name: birth, death, place, sex, status, generation and further text.

use std::sync::Arc;

use super::born::Born;
use super::{Comparison, Level, Levels, Standing};
use crate::date::{PartialDate, Precision};
use crate::mention::Mention;
use crate::place::{Gazetteer, PlaceCell, PlaceRelation};
use crate::status::{StatusRelation, status_relation};

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
            None => mention.birth_by_age().map(|(from, to)| format!("age {from}/{to}")),
        }
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        Some(Born::of(a)?.level(&Born::of(b)?))
    }

    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        let births: Vec<Option<Born>> = mentions.iter().map(|mention| Born::of(mention)).collect();
        let level = move |a: usize, b: usize| Some(births.get(a)?.as_ref()?.level(births.get(b)?.as_ref()?));
        Some(Levels::new(level).quick())
    }
}

/// Dates of death. Class 0: two exact days; 1: a coarser date on a side.
#[derive(Debug)]
struct Death;

const DEATH: [Level; 7] = [
    level("same-day", 0, Same, true),
    level("next-day", 0, Conflict, false),
    level("within-week", 0, Conflict, false),
    level("other-day", 0, Conflict, false),
    level("overlapping", 1, Compatible, true),
    level("within-days", 1, Conflict, false),
    level("apart", 1, Conflict, false),
];

/// Injury, death, finding and burial lie up to about so many days apart.
const WEEK: u32 = 7;

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
        let exact = a.precision() == Precision::Day && b.precision() == Precision::Day;
        Some(match (exact, a.gap_days(b)) {
            (true, 0) => 0,
            (true, 1) => 1,
            (true, gap) if gap <= WEEK => 2,
            (true, _) => 3,
            (false, 0) => 4,
            (false, gap) if gap <= WEEK => 5,
            (false, _) => 6,
        })
    }
}

/// Places, through the gazetteer.
#[derive(Debug)]
struct InPlace(Arc<Gazetteer>);

const PLACE: [Level; 6] = [
    level("same", 0, Same, true),
    level("within", 0, Compatible, true),
    level("similar", 0, Compatible, true),
    level("same-head", 0, Conflict, false),
    level("same-region", 0, Conflict, false),
    level("apart", 0, Conflict, false),
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
            false if strsim::jaro_winkler(a, b).max(strsim::jaro_winkler(b, a)) >= SIMILAR_TEXT => 1,
            false => 2,
        })
    }
}
