//! `report.html`: one file with style, program and data, made from a [`View`].
//!
//! Takes a view, which has passed the policy already; gives the text of the page. The page is not drawn
//! here: its program draws it in the language that the reader selects. The data of people is divided
//! into chunks that are parsed only when a reader opens one of them; an index finds them. The page
//! loads nothing from a network.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::base::lang;
use crate::base::lang::Lang;
use crate::register::FieldState;
use crate::report::view::{Person, View};

/// Number of people in one chunk of data, which is parsed at once.
const CHUNK: usize = 50;

/// The page with placeholders in braces: `{lang}`, `{title}`, `{noscript}`, `{style}`, `{data}`,
/// `{script}`.
const TEMPLATE: &str = include_str!("template.html");
/// The styles, in order: those of all pages, then those of the report.
const STYLE: [&str; 2] = [include_str!("base.css"), include_str!("report.css")];
/// The parts of the page's program, in the order in which they build on each other.
const SCRIPT: [&str; 9] = [
    include_str!("base.js"),
    include_str!("fold.js"),
    include_str!("data.js"),
    include_str!("numbers.js"),
    include_str!("overlap.js"),
    include_str!("plots.js"),
    include_str!("person.js"),
    include_str!("people.js"),
    include_str!("main.js"),
];
/// The texts of the page in three languages: key, language, text.
const WORDS: &str = include_str!("words.tsv");

impl View {
    /// The view as one HTML file that needs nothing else. It contains all three languages and opens in
    /// `lang`. Without JavaScript the page shows one sentence with the interval of the number of
    /// people.
    pub fn page(&self, lang: Lang) -> String {
        let words = lang::words(&[WORDS]);
        let word = |key: &str| words.get(key).and_then(|all| all.get(&lang)).copied().unwrap_or_default();
        let numbers = &self.numbers.identified;
        let noscript = word(&format!("noscript.{}", self.profile)).replace("{low}", &numbers.low.to_string());
        let noscript = noscript.replace("{high}", &numbers.high.to_string());
        let filled = [
            ("{lang}", lang.as_str().to_owned()),
            ("{title}", escaped(&self.title)),
            ("{noscript}", escaped(&noscript)),
            ("{style}", STYLE.join("\n")),
            ("{data}", self.data(&words)),
            ("{script}", SCRIPT.join("\n")),
        ];
        fill(TEMPLATE, &filled)
    }

    /// The data elements of the page, as JSON:
    ///
    /// - `words`: the texts in three languages;
    /// - `letters`: the table with which the page folds a search;
    /// - `head`: the view without people, and the size of a chunk;
    /// - `index`: a short row for each person;
    /// - `people-0`, `people-1`, …: the chunks of people.
    fn data(&self, words: &BTreeMap<&'static str, BTreeMap<Lang, &'static str>>) -> String {
        let mut head = serde_json::to_value(self.without_people()).unwrap_or_default();
        if let Some(head) = head.as_object_mut() {
            head.remove("people");
            head.insert("chunk".to_owned(), CHUNK.into());
        }
        let mut all = element("words", words);
        all.push_str(&element("letters", &self.letters));
        all.push_str(&element("head", &head));
        all.push_str(&element("index", &self.index()));
        for (at, chunk) in self.people.chunks(CHUNK).enumerate() {
            all.push_str(&element(&format!("people-{at}"), &chunk));
        }
        all
    }

    /// A short row for each person, in the order of the view: what the list of people shows and what a
    /// search looks at.
    fn index(&self) -> Vec<Value> {
        let lists: BTreeMap<&str, usize> =
            self.lists.iter().enumerate().map(|(at, list)| (list.id.as_str(), at)).collect();
        self.people.iter().map(|person| row(person, &lists)).collect()
    }
}

/// Id, name, lists by position, place, fields in conflict, search keys, number of independent groups,
/// grade, 1 if another entry could be the same person with a probability of 0.05 or more (else 0),
/// birth, death, sex. `data.js` reads these by position.
fn row(person: &Person, lists: &BTreeMap<&str, usize>) -> Value {
    let of: Vec<usize> = person.lists.iter().filter_map(|id| lists.get(id.as_str()).copied()).collect();
    let conflicts = person.fields.iter().filter(|field| field.state == FieldState::Conflict);
    let conflicts: Vec<&str> = conflicts.map(|field| field.field.as_str()).collect();
    let value = |field: &str| {
        let field = person.fields.iter().find(|one| one.field == field);
        field.and_then(|field| field.shown.as_deref())
    };
    json!([
        person.id,
        person.name,
        of,
        person.place,
        conflicts,
        person.keys.join(" "),
        person.independent,
        person.grade,
        u8::from(person.doubts.iter().any(|doubt| doubt.probability >= 0.05)),
        value("birth"),
        value("death"),
        value("sex"),
    ])
}

/// A script element with data as JSON, which cannot end the element.
fn element(id: &str, data: &impl Serialize) -> String {
    format!("<script type=\"application/json\" id=\"{id}\">{}</script>\n", lang::json(data))
}

/// A template with its placeholders filled in one pass. Texts that were filled in are not searched
/// again, so a title with `{data}` in it stays a title.
fn fill(template: &str, filled: &[(&str, String)]) -> String {
    let mut out =
        String::with_capacity(template.len() + filled.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = template;
    while let Some((at, (name, text))) =
        filled.iter().filter_map(|one| Some((rest.find(one.0)?, one))).min_by_key(|(at, _)| *at)
    {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(text);
        rest = rest.get(at + name.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A text escaped for HTML, in elements and in attributes with double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled = [("{a}", "{b}".to_owned()), ("{b}", "x".to_owned())];
        assert_eq!(fill("<{a}|{b}>", &filled), "<{b}|x>");
    }

    #[test]
    fn every_word_has_every_language() {
        for (key, texts) in lang::words(&[WORDS]) {
            assert_eq!(texts.len(), Lang::ALL.len(), "{key}");
            assert!(texts.values().all(|text| !text.trim().is_empty()), "{key}");
        }
    }
}
