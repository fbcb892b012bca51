//! Phrases by kind and language: how a list writes a date, an age, a status, a rank.

use super::rng::{Rng, Weighted};
use super::settings::Language;
use super::stems::read;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

const FORMS: &str = include_str!("data/forms.tsv");

/// The phrases of the table `forms`.
#[derive(Debug)]
pub(crate) struct Phrases {
    by_kind: BTreeMap<(String, String), Weighted<String>>,
}

impl Phrases {
    /// The table that ships with the crate.
    pub(crate) fn bundled() -> Self {
        let mut lists: BTreeMap<_, Vec<(String, usize)>> = BTreeMap::new();
        let rows = read(FORMS, |row| {
            let key = (row.get("kind").to_owned(), row.get("language").to_owned());
            let weight = row.get("weight").parse().unwrap_or(0);
            (key, (row.get("text").to_owned(), weight))
        });
        for (key, phrase) in rows {
            lists.entry(key).or_default().push(phrase);
        }
        let weighted = lists.into_iter();
        Phrases {
            by_kind: weighted
                .map(|(key, list)| (key, Weighted::new(list)))
                .collect(),
        }
    }

    /// One phrase of a kind; empty when the language has none.
    pub(crate) fn draw(&self, kind: &str, language: Language, rng: &mut Rng) -> String {
        let key = (kind.to_owned(), language.code().to_owned());
        let phrases = self.by_kind.get(&key);
        phrases
            .and_then(|phrases| phrases.draw(rng))
            .cloned()
            .unwrap_or_default()
    }

    /// A date in one of the forms of a kind.
    pub(crate) fn date(&self, kind: &str, language: Language, day: Date, rng: &mut Rng) -> String {
        let mut text = self.draw(kind, language, rng);
        let next = day.checked_add(1.day()).unwrap_or(day);
        let (year, month) = (day.year(), day.month());
        let values = [
            ("{y}", year.to_string()),
            ("{yy}", format!("{:02}", year.rem_euclid(100))),
            ("{m}", month.to_string()),
            ("{mm}", format!("{month:02}")),
            ("{d}", day.day().to_string()),
            ("{dd}", format!("{:02}", day.day())),
            ("{e}", next.day().to_string()),
        ];
        for (mark, value) in values {
            if text.contains(mark) {
                text = text.replace(mark, &value);
            }
        }
        text
    }

    /// An age in words or figures.
    pub(crate) fn age(&self, language: Language, age: i32, rng: &mut Rng) -> String {
        let form = self.draw("age", language, rng);
        form.replace("{age}", &age.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_has_phrases_in_every_language_that_needs_them() {
        let phrases = Phrases::bundled();
        let kinds = [
            "death-day",
            "death-range",
            "death-month",
            "birth-day",
            "birth-year",
            "age",
            "civilian",
            "police",
            "soldier",
            "rank-police",
            "rank-soldier",
            "source-note",
        ];
        for kind in kinds {
            for language in [Language::Kazakh, Language::Russian, Language::English] {
                let drawn = phrases.draw(kind, language, &mut Rng::new(1, 0));
                assert!(!drawn.is_empty(), "{kind} {language:?}");
            }
        }
    }

    #[test]
    fn no_mark_is_left_in_a_date() {
        let phrases = Phrases::bundled();
        let mut rng = Rng::new(1, 0);
        let kinds = [
            "death-day",
            "death-range",
            "death-month",
            "birth-day",
            "birth-year",
        ];
        for kind in kinds {
            for language in [Language::Kazakh, Language::Russian, Language::English] {
                for _ in 0..40 {
                    let text = phrases.date(kind, language, date(2022, 1, 5), &mut rng);
                    assert!(!text.contains(['{', '}']), "{text}");
                }
            }
        }
    }
}
