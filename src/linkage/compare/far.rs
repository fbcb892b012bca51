//! A fast test for name parts that are far apart.
//!
//! In: all values of one role. Out: whether two of them are so far apart that no level of similarity applies
//! ([`Far::are`]). Most pairs of values have hardly a letter in common. For these a lower bound of the price is
//! enough, and no price is computed.

use super::level::{NEAR_UP_TO, far_from};
use crate::language::name::{LetterReach, Letters, NameValue, Sound};

/// Lower bounds of prices for all values of a role. The vectors are indexed by the number of the value.
#[derive(Debug, Default)]
pub(crate) struct Far {
    /// Bounds of the stems.
    stems: Vec<LetterReach>,
    /// Bounds of the whole words.
    wholes: Vec<LetterReach>,
    /// Bounds of the halves of double names, in the order of `NameValue::halves`; empty for other names.
    halves: Vec<Vec<LetterReach>>,
    /// Bounds of stem and whole word in each further spelling, in the order of `NameValue::others`; empty for most
    /// names.
    others: Vec<Vec<[LetterReach; 2]>>,
}

impl Far {
    /// Prepares the bounds. The values must come in the order of their numbers.
    pub(crate) fn new<'a>(
        values: impl IntoIterator<Item = &'a NameValue, IntoIter: Clone>,
        letters: &Letters,
    ) -> Self {
        let values = values.into_iter();
        let others = |value: &NameValue| {
            // Most values have no further spelling, and each call to `reaches` prepares all prices.
            if value.others().is_empty() {
                return Vec::new();
            }
            let stems = letters.reaches(value.others().iter().map(NameValue::stem));
            let wholes = letters.reaches(value.others().iter().map(NameValue::whole));
            stems.into_iter().zip(wholes).map(|(stem, whole)| [stem, whole]).collect()
        };
        Far {
            others: values.clone().map(others).collect(),
            stems: letters.reaches(values.clone().map(NameValue::stem)),
            wholes: letters.reaches(values.clone().map(NameValue::whole)),
            halves: values
                .map(|value| match value.halves() {
                    [] => Vec::new(),
                    halves => letters.reaches(halves.iter().map(|half| &*half.stem)),
                })
                .collect(),
        }
    }

    /// Whether two values are further apart than any level of similarity allows. `level_if_far` then gives their
    /// level.
    ///
    /// Each value comes with its number. False if the bounds cannot decide: one word is in Arabic letters and the
    /// other is not, or a number is out of range.
    pub(crate) fn are(&self, a: (u32, &NameValue), b: (u32, &NameValue), letters: &Letters) -> bool {
        let (left, right) = (a.1, b.1);
        if letters.is_between_scripts(left.stem(), right.stem()) {
            return false;
        }
        let stems = (left.stem(), right.stem());
        are_apart(&self.stems, (a.0, b.0), stems)
            && (left.ending() == right.ending()
                || are_apart(&self.wholes, (a.0, b.0), (left.whole(), right.whole())))
            && self.have_no_half(a, b, letters)
            && self.have_no_other(a, b)
    }

    /// Whether the two words are far apart in all combinations of their further spellings.
    fn have_no_other(&self, a: (u32, &NameValue), b: (u32, &NameValue)) -> bool {
        let others = |value: &NameValue| value.others().len();
        // A shortcut: most values have no further spelling, and most pairs come here.
        if others(a.1) + others(b.1) == 0 {
            return true;
        }
        (0..=others(a.1)).all(|at| {
            (0..=others(b.1)).all(|bt| {
                let (Some(left), Some(right)) = (self.other(a, at), self.other(b, bt)) else { return false };
                let is_far = |(one, reach): (&[Sound], &LetterReach),
                              (other, back): (&[Sound], &LetterReach)| {
                    let most = far_from(one, other);
                    reach.least(other) > most || back.least(one) > most
                };
                at + bt == 0 || left.into_iter().zip(right).all(|(one, other)| is_far(one, other))
            })
        })
    }

    /// Stem and whole word of one spelling of a value, each with its bound. `at` 0 is the word itself, 1 its first
    /// further spelling. `None` if the value or the spelling has no bound.
    fn other<'a>(
        &'a self,
        (id, value): (u32, &'a NameValue),
        at: usize,
    ) -> Option<[(&'a [Sound], &'a LetterReach); 2]> {
        let id = id as usize;
        let Some(at) = at.checked_sub(1) else {
            return Some([(value.stem(), self.stems.get(id)?), (value.whole(), self.wholes.get(id)?)]);
        };
        let (other, [stem, whole]) = (value.others().get(at)?, self.others.get(id)?.get(at)?);
        Some([(other.stem(), stem), (other.whole(), whole)])
    }

    /// Whether no half of one name is near the other name or one of its halves. True if neither name is double.
    fn have_no_half(&self, a: (u32, &NameValue), b: (u32, &NameValue), letters: &Letters) -> bool {
        let halves = |value: &NameValue| value.halves().len();
        if halves(a.1) + halves(b.1) == 0 {
            return true;
        }
        (0..halves(a.1).max(1)).all(|at| {
            (0..halves(b.1).max(1)).all(|bt| {
                let (Some(left), Some(right)) = (self.half(a, at), self.half(b, bt)) else { return false };
                let is_far = left.1.least(right.0) > NEAR_UP_TO || right.1.least(left.0) > NEAR_UP_TO;
                is_far && !letters.is_between_scripts(left.0, right.0)
            })
        })
    }

    /// A half of a double name with its bound; the stem of a name that is not double. `None` without a bound.
    fn half<'a>(
        &'a self,
        (id, value): (u32, &'a NameValue),
        at: usize,
    ) -> Option<(&'a [Sound], &'a LetterReach)> {
        match value.halves() {
            [] => Some((value.stem(), self.stems.get(id as usize)?)),
            halves => Some((&halves.get(at)?.stem, self.halves.get(id as usize)?.get(at)?)),
        }
    }
}

/// Whether one of the two bounds shows that the words are further apart than `far_from`. A value without a bound
/// counts as near.
fn are_apart(reaches: &[LetterReach], (a, b): (u32, u32), words: (&[Sound], &[Sound])) -> bool {
    let most = far_from(words.0, words.1);
    let least = |at: u32, word| reaches.get(at as usize).map_or(0, |reach: &LetterReach| reach.least(word));
    least(a, words.1) > most || least(b, words.0) > most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;
    use crate::language::name::{NameReader, NameTables, Role};
    use crate::linkage::compare::level::{level, level_if_far};

    /// Names and their variants in lists, in all scripts.
    const NAMES: &str = "Әлия Aliya Алия Асан Хасан Hasan حسن Нурлан Нұрлан Nurlan Нурл?н Ержан Yerzhan Шынжан \
        Шынбек Касымов Қасымов Касенов Kassymov Петров Петренко Ким Ли Пак Park Жаупов Жақыпов Иванов Иваов Саша \
        Александр Сергеевич Серге Серік Serik Ахметова Ахметов Axmetov Мамин-Сибиряк Сибиряк Мухаммед محمد Ә. А.";

    #[test]
    fn what_is_far_is_what_a_comparison_letter_by_letter_says() {
        let lexicon = Lexicon::bundled();
        let (reader, tables) = (NameReader::new(&lexicon), NameTables::new(&lexicon));
        let letters = tables.letters();
        let words: Vec<&str> = NAMES.split_whitespace().collect();
        let texts = words.iter().flat_map(|a| words.iter().map(move |b| format!("{a} {b}")));
        let names: Vec<_> = texts.filter_map(|text| reader.read(&text)).collect();
        for role in Role::ALL {
            let readings = names.iter().flat_map(|name| name.readings());
            let mut values: Vec<NameValue> = Vec::new();
            for value in readings.filter_map(|reading| reading.value(role)) {
                if !values.iter().any(|one| one.whole() == value.whole() && one.stem() == value.stem()) {
                    values.push(value.clone());
                }
            }
            let far = Far::new(&values, letters);
            let mut told = 0;
            for (at, a) in (0..).zip(&values) {
                for (bt, b) in (0..).zip(&values).filter(|_| far.stems.len() > 1) {
                    if far.are((at, a), (bt, b), letters) {
                        let Some(known) = level_if_far(a, b, role) else { continue };
                        assert_eq!(known, level(a, b, role, letters), "{} {}", a.text(), b.text());
                        told += 1;
                    }
                }
            }
            assert!(role == Role::Ancestor || told * 2 > values.len() * values.len(), "{role:?} {told}");
        }
    }
}
