//! How a list prints everything except the name: dates, ages, places, statuses.
//!
//! Input: an [`InventedPerson`], a language and [`ValueRates`]. Output: the text of a cell; empty if the list does not state it.
//!
//! Each cell is drawn on its own. So the age of a row may contradict its date of birth, as on real lists, where the two
//! come from different sources.

use super::people::{InventedPerson, PersonRole};
use super::phrases::FormPhrases;
use super::rates::ValueRates;
use super::rng::Rng;
use super::settings::Language;
use super::stems::{Stems, Town};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Writes the cells of one list that are not names.
#[derive(Debug)]
pub(crate) struct ValueWriter<'a> {
    /// The towns.
    pub(crate) stems: &'a Stems,
    /// The forms of dates, ages, statuses and ranks.
    pub(crate) phrases: &'a FormPhrases,
    /// How often the list departs from the true value.
    pub(crate) rates: &'a ValueRates,
}

impl ValueWriter<'_> {
    /// The date or year of birth, sometimes wrong by a year or with day and month swapped.
    pub(crate) fn birth(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        if rng.chance(self.rates.birth_missing) {
            return String::new();
        }
        let mut birth = person.birth;
        if rng.chance(self.rates.birth_off) {
            let years = if rng.chance(0.5) { 1 } else { -1 };
            birth = birth.checked_add(years.years()).unwrap_or(birth);
        }
        if rng.chance(self.rates.birth_year_only) {
            return self.phrases.date("birth-year", language, birth, rng);
        }
        if rng.chance(self.rates.birth_swapped) {
            birth = Date::new(birth.year(), birth.day(), birth.month()).unwrap_or(birth);
        }
        self.phrases.date("birth-day", language, birth, rng)
    }

    /// The age at death, sometimes computed from the years alone or rounded to a multiple of five.
    pub(crate) fn age(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        if rng.chance(self.rates.age_missing) {
            return String::new();
        }
        let mut age = age_at(person.birth, person.death);
        if rng.chance(self.rates.age_by_year) {
            age = i32::from(person.death.year()) - i32::from(person.birth.year());
        }
        if rng.chance(self.rates.age_heaped) {
            age = (age + 2) / 5 * 5;
        }
        self.phrases.age(language, age, rng)
    }

    /// The date of death, or only the month, or two days; sometimes a wrong day.
    pub(crate) fn death(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        if rng.chance(self.rates.death_missing) {
            return String::new();
        }
        if rng.chance(self.rates.death_coarse) {
            return self.phrases.date("death-month", language, person.death, rng);
        }
        let mut day = person.death;
        if rng.chance(self.rates.death_off) {
            day = stated_late(day, rng);
        }
        if day.day() < 31 && rng.chance(self.rates.death_range) {
            if rng.chance(0.5) && day.day() > 1 {
                day = day.checked_sub(1.day()).unwrap_or(day);
            }
            return self.phrases.date("death-range", language, day, rng);
        }
        self.phrases.date("death-day", language, day, rng)
    }

    /// The place of death.
    pub(crate) fn place(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        if rng.chance(self.rates.place_missing) {
            return String::new();
        }
        let Some(town) = self.stems.towns.items().get(person.town) else {
            return String::new();
        };
        // Lists copy places from anywhere, so up to one in five is in another language (assumed).
        let language = match rng.below(10) {
            0 => Language::Kazakh,
            1 => Language::Russian,
            _ => language,
        };
        self.place_form(town, language, rng)
    }

    /// A form of a town in a language, with the region, or only the region.
    fn place_form(&self, town: &Town, language: Language, rng: &mut Rng) -> String {
        let forms = &town.forms[language.position()];
        let region = &town.regions[language.position()];
        let form = match forms.first() {
            Some(usual) if rng.chance(0.5) => usual,
            Some(usual) => rng.pick(forms).unwrap_or(usual),
            None => return String::new(),
        };
        if !region.is_empty() && rng.chance(self.rates.place_region_only) {
            return region.clone();
        }
        if !region.is_empty() && rng.chance(self.rates.place_with_region) {
            return format!("{region}, {form}");
        }
        form.clone()
    }

    /// The status label of the person.
    pub(crate) fn status(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        if rng.chance(self.rates.status_missing) {
            return String::new();
        }
        let kind = match person.role {
            PersonRole::Civilian => "civilian",
            PersonRole::Police => "police",
            PersonRole::Soldier => "soldier",
        };
        self.phrases.draw(kind, language, rng).to_owned()
    }

    /// The rank of an officer; empty for civilians.
    pub(crate) fn rank(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        match person.role {
            PersonRole::Civilian => String::new(),
            PersonRole::Police => self.phrases.draw("rank-police", language, rng).to_owned(),
            PersonRole::Soldier => self.phrases.draw("rank-soldier", language, rng).to_owned(),
        }
    }

    /// The service of an officer; empty for civilians.
    pub(crate) fn department(&self, person: &InventedPerson, language: Language, rng: &mut Rng) -> String {
        match person.role {
            PersonRole::Civilian => String::new(),
            PersonRole::Police => self.phrases.draw("department-police", language, rng).to_owned(),
            PersonRole::Soldier => self.phrases.draw("department-soldier", language, rng).to_owned(),
        }
    }
}

/// A day wrong by one, or the day when the body was found, two to six days later. The result is between 2 and 31
/// January.
fn stated_late(day: Date, rng: &mut Rng) -> Date {
    let later = match rng.below(3) {
        0 => -1,
        1 => 1,
        _ => rng.between(2, 6),
    };
    let number = i32::from(day.day()) + later;
    date(2022, 1, i8::try_from(number.clamp(2, 31)).unwrap_or(5))
}

/// The age at death in full years.
fn age_at(birth: Date, death: Date) -> i32 {
    let years = i32::from(death.year()) - i32::from(birth.year());
    let before = (death.month(), death.day()) < (birth.month(), birth.day());
    years - i32::from(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_full_years() {
        assert_eq!(age_at(date(1990, 1, 5), date(2022, 1, 5)), 32);
        assert_eq!(age_at(date(1990, 1, 6), date(2022, 1, 5)), 31);
    }
}
