//! Phrases by kind and language: how a list writes a date, an age, a status, a rank.
//!
//! Input: the table `data/forms.tsv`. Output: a phrase, drawn by weight. Kinds are words such as `death-day`, `age` or
//! `rank-police`. The table, and not the code, decides which forms a language has.

use super::rng::{Rng, Weighted};
use super::settings::Language;
use super::stems::read;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The table of phrases: kind, language, weight and text.
const FORMS: &str = include_str!("data/forms.tsv");

/// The phrases of the table `forms.tsv`.
#[derive(Debug)]
pub(crate) struct FormPhrases {
    /// For each kind, such as `death-day`, the phrases in the order Kazakh, Russian, English.
    by_kind: BTreeMap<String, [Weighted<String>; 3]>,
}

impl FormPhrases {
    /// The table that ships with the crate.
    pub(crate) fn bundled() -> Self {
        let mut lists: BTreeMap<String, [Vec<(String, usize)>; 3]> = BTreeMap::new();
        let rows = read(FORMS, |row| {
            let weight = row.get("weight").parse().unwrap_or(0);
            let phrase = (row.get("text").to_owned(), weight);
            (row.get("kind").to_owned(), row.get("language").to_owned(), phrase)
        });
        for (kind, language, phrase) in rows {
            let at = Language::ALL.iter().position(|l| l.code() == language);
            let of_kind = lists.entry(kind).or_default();
            if let Some(list) = at.and_then(|at| of_kind.get_mut(at)) {
                list.push(phrase);
            }
        }
        let weighted = lists.into_iter();
        FormPhrases { by_kind: weighted.map(|(kind, lists)| (kind, lists.map(Weighted::new))).collect() }
    }

    /// A phrase of a kind, drawn by weight; empty if the language has none.
    pub(crate) fn draw(&self, kind: &str, language: Language, rng: &mut Rng) -> &str {
        let phrases = self.by_kind.get(kind);
        let phrase = phrases.and_then(|phrases| phrases[language.position()].draw(rng));
        phrase.map_or("", String::as_str)
    }

    /// A date in one of the forms of a kind. Marks in braces, such as `{dd}`, are replaced; see `date_part`.
    pub(crate) fn date(&self, kind: &str, language: Language, day: Date, rng: &mut Rng) -> String {
        let form = self.draw(kind, language, rng);
        let mut text = String::with_capacity(form.len());
        let mut rest = form;
        while let Some((before, (mark, after))) =
            rest.split_once('{').and_then(|(before, marked)| Some((before, marked.split_once('}')?)))
        {
            text.push_str(before);
            text.push_str(&date_part(mark, day));
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// An age at death in words or figures.
    pub(crate) fn age(&self, language: Language, age: i32, rng: &mut Rng) -> String {
        let form = self.draw("age", language, rng);
        form.replace("{age}", &age.to_string())
    }
}

/// The text for a mark in a form of dates: year (`y`, `yy`), month (`m`, `mm`), day (`d`, `dd`), or the day of the
/// month of the next day (`e`, for ranges). Two letters mean two digits; any other mark is empty.
fn date_part(mark: &str, day: Date) -> String {
    match mark {
        "y" => day.year().to_string(),
        "yy" => format!("{:02}", day.year().rem_euclid(100)),
        "m" => day.month().to_string(),
        "mm" => format!("{:02}", day.month()),
        "d" => day.day().to_string(),
        "dd" => format!("{:02}", day.day()),
        "e" => {
            let next = day.checked_add(1.day()).unwrap_or(day);
            next.day().to_string()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_has_phrases_in_every_language_that_needs_them() {
        let phrases = FormPhrases::bundled();
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
        let phrases = FormPhrases::bundled();
        let mut rng = Rng::new(1, 0);
        let kinds = ["death-day", "death-range", "death-month", "birth-day", "birth-year"];
        for kind in kinds {
            for language in [Language::Kazakh, Language::Russian, Language::English] {
                for _ in 0..40 {
                    let text = phrases.date(kind, language, date(2022, 1, 5), &mut rng);
                    assert!(!text.contains(['{', '}']), "{text}");
                    assert!(text.contains(['0', '2', '5']), "{text}");
                }
            }
        }
    }
}
