//! The measures of pairs by stratum: for which kinds of pairs a register is accurate.
//!
//! A pair belongs to a stratum because of what its two records *are*, whether or not it is true or was found. So
//! precision in a stratum is the share of its pairs in one entry that are one person. Recall is the share of its pairs
//! of one person that are in one entry. A pair belongs to every stratum that fits: to exactly one by the letters of the
//! names, and to one or several by the values that a record lacks, or to [`Stratum::Complete`] if neither record lacks
//! any.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::calibration::CalibrationError;
use super::score::Score;
use crate::base::text::Script;
use crate::language::name::{PersonName, Role};
use crate::source::mention::{Mention, RecordKey};

/// The script of most letters of a name as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PairLetters {
    /// Cyrillic, with at least one letter that Kazakh has and Russian has not.
    Kazakh,
    /// Cyrillic, with only letters that Russian has too.
    Cyrillic,
    /// Latin.
    Latin,
    /// Arabic.
    Arabic,
    /// Another script.
    Other,
    /// The record has no name.
    NoName,
}

impl PairLetters {
    /// The letters of a name.
    fn of(name: Option<&PersonName>) -> Self {
        let Some(name) = name else { return PairLetters::NoName };
        match Script::of_word(name.raw()) {
            Some(Script::Cyrillic) if name.raw().chars().any(is_kazakh) => PairLetters::Kazakh,
            Some(Script::Cyrillic) => PairLetters::Cyrillic,
            Some(Script::Latin) => PairLetters::Latin,
            Some(Script::Arabic) => PairLetters::Arabic,
            _ => PairLetters::Other,
        }
    }

    /// The word in reports.
    fn as_str(self) -> &'static str {
        match self {
            PairLetters::Kazakh => "Kazakh",
            PairLetters::Cyrillic => "Cyrillic",
            PairLetters::Latin => "Latin",
            PairLetters::Arabic => "Arabic",
            PairLetters::Other => "other",
            PairLetters::NoName => "no name",
        }
    }
}

/// Whether Kazakh Cyrillic has this letter and Russian has not.
fn is_kazakh(letter: char) -> bool {
    matches!(
        letter,
        'ә' | 'ғ'
            | 'қ'
            | 'ң'
            | 'ө'
            | 'ұ'
            | 'ү'
            | 'һ'
            | 'і'
            | 'Ә'
            | 'Ғ'
            | 'Қ'
            | 'Ң'
            | 'Ө'
            | 'Ұ'
            | 'Ү'
            | 'Һ'
            | 'І'
    )
}

/// A value that a record does not state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Lack {
    /// The patronymic, in the most probable reading of the name.
    Patronymic,
    /// A full given name in that reading: there is none, or only an initial.
    GivenName,
    /// The date or year of birth; the record states an age.
    BirthDate,
    /// The date of birth and the age.
    BirthDateAndAge,
    /// The date of death.
    DeathDate,
    /// The place, whether the tables know it or not.
    Place,
    /// The sex; the name does not imply it either.
    Sex,
}

impl Lack {
    /// All, in the order of reports.
    pub const ALL: [Lack; 7] = [
        Lack::Patronymic,
        Lack::GivenName,
        Lack::BirthDate,
        Lack::BirthDateAndAge,
        Lack::DeathDate,
        Lack::Place,
        Lack::Sex,
    ];

    /// Whether a record lacks this value.
    fn is_of(self, row: &Mention) -> bool {
        let part = |role| row.name()?.readings().first()?.value(role);
        match self {
            Lack::Patronymic => part(Role::Patronymic).is_none(),
            Lack::GivenName => part(Role::Given).is_none_or(|part| part.is_initial()),
            Lack::BirthDate => row.birth().is_none() && row.age().is_some(),
            Lack::BirthDateAndAge => row.birth().is_none() && row.age().is_none(),
            Lack::DeathDate => row.death().is_none(),
            Lack::Place => row.place_key().is_none(),
            Lack::Sex => row.sex().or(row.implied_sex()).is_none(),
        }
    }

    /// The words in reports.
    fn as_str(self) -> &'static str {
        match self {
            Lack::Patronymic => "patronymic",
            Lack::GivenName => "full given name",
            Lack::BirthDate => "birth date, has age",
            Lack::BirthDateAndAge => "birth date and age",
            Lack::DeathDate => "death date",
            Lack::Place => "place",
            Lack::Sex => "sex",
        }
    }
}

/// A kind of pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stratum {
    /// The letters of the two names, in the order of [`PairLetters`].
    Letters(PairLetters, PairLetters),
    /// At least one of the records lacks this value.
    Lacks(Lack),
    /// Neither record lacks any of the values.
    Complete,
}

impl fmt::Display for Stratum {
    /// The stratum in a few words, padded to the width of the column.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stratum::Letters(a, b) => f.pad(&format!("{} + {}", a.as_str(), b.as_str())),
            Stratum::Lacks(what) => f.pad(what.as_str()),
            Stratum::Complete => f.pad("nothing"),
        }
    }
}

/// The measures of the pairs of a stratum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StratumScore {
    /// The stratum.
    pub stratum: Stratum,
    /// The score of its pairs.
    pub pairs: Score,
    /// The calibration error of its stated probabilities; `None` if none were stated.
    pub calibration: Option<CalibrationError>,
}

/// What decides the strata of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Traits {
    /// The letters of the name.
    letters: PairLetters,
    /// The values that the record lacks, in the order of [`Lack::ALL`].
    lacks: Vec<Lack>,
}

impl Traits {
    /// The traits of a record.
    fn of(row: &Mention) -> Self {
        let lacks = Lack::ALL.into_iter().filter(|lack| lack.is_of(row));
        Traits { letters: PairLetters::of(row.name()), lacks: lacks.collect() }
    }
}

/// The traits of each record, from which the strata of any pair follow.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Strata(BTreeMap<RecordKey, Traits>);

impl Strata {
    /// The traits of some mentions.
    pub(super) fn new(rows: &[Mention]) -> Self {
        Strata(rows.iter().map(|row| (row.key().clone(), Traits::of(row))).collect())
    }

    /// The strata of a pair, sorted; empty if one of the records has no mention.
    pub(super) fn of(&self, a: &RecordKey, b: &RecordKey) -> Vec<Stratum> {
        let (Some(a), Some(b)) = (self.0.get(a), self.0.get(b)) else { return Vec::new() };
        let mut strata = vec![Stratum::Letters(a.letters.min(b.letters), a.letters.max(b.letters))];
        let lacking = Lack::ALL.into_iter().filter(|lack| a.lacks.contains(lack) || b.lacks.contains(lack));
        strata.extend(lacking.map(Stratum::Lacks));
        if strata.len() == 1 {
            strata.push(Stratum::Complete);
        }
        strata
    }
}
