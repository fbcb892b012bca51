//! The same measures for kinds of pairs: where a register is good, and where it is not.
//!
//! A pair belongs to a stratum by what its two rows *are*, whether or not it is true or was found. So
//! precision in a stratum is: of the pairs of the stratum that stand in one entry, the share that is
//! about one person; recall: of those that are about one person, the share that stands in one entry. A
//! pair belongs to every stratum that it fits: to just one by the letters of the names, to none, one
//! or several by what a row lacks.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::calibration::CalibrationError;
use super::score::Score;
use crate::base::text::Script;
use crate::language::name::{PersonName, Role};
use crate::source::mention::{Mention, RecordKey};

/// What most letters of a name are, as it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PairLetters {
    /// Cyrillic, one of them at least a letter that Kazakh has and Russian has not.
    Kazakh,
    /// Cyrillic, all of them letters that Russian has too.
    Cyrillic,
    /// Latin.
    Latin,
    /// Arabic.
    Arabic,
    /// Of another script.
    Other,
    /// The row has no name.
    NoName,
}

impl PairLetters {
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

/// What a row does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Lack {
    /// Any patronymic, in the reading of the name that is believed most.
    Patronymic,
    /// More of the given name than an initial, in that reading.
    GivenName,
    /// Birth date or year, but there is an age.
    BirthDate,
    /// Birth date and age.
    BirthDateAndAge,
    /// Any date of death.
    DeathDate,
    /// A place, be it known or not.
    Place,
    /// The sex; the name does not show it either.
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

/// A kind of pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stratum {
    /// The letters of the two names; the first is not after the second in the order of [`PairLetters`].
    Letters(PairLetters, PairLetters),
    /// One of the rows, or both, lacks this.
    Lacks(Lack),
    /// Neither row lacks anything.
    Complete,
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stratum::Letters(a, b) => f.pad(&format!("{} + {}", a.as_str(), b.as_str())),
            Stratum::Lacks(what) => f.pad(what.as_str()),
            Stratum::Complete => f.pad("nothing"),
        }
    }
}

/// The pairs of a stratum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StratumScore {
    /// Which pairs.
    pub stratum: Stratum,
    /// Of them those that are true, those that were found and those that are both.
    pub pairs: Score,
    /// How far their stated probabilities are from the truth, when some are known.
    pub calibration: Option<CalibrationError>,
}

/// What of a row decides on its strata.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Traits {
    letters: PairLetters,
    lacks: Vec<Lack>,
}

impl Traits {
    fn of(row: &Mention) -> Self {
        let lacks = Lack::ALL.into_iter().filter(|lack| lack.is_of(row));
        Traits { letters: PairLetters::of(row.name()), lacks: lacks.collect() }
    }
}

/// The strata of any pair of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Strata(BTreeMap<RecordKey, Traits>);

impl Strata {
    pub(super) fn new(rows: &[Mention]) -> Self {
        Strata(rows.iter().map(|row| (row.key().clone(), Traits::of(row))).collect())
    }

    /// The strata of a pair, sorted; none where a row is not known.
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
