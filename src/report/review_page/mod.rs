//! `review.html`: the review queue as a page that works without a network and saves a ledger.
//!
//! Takes an [`Outcome`]; gives the bytes of the page, and the same questions as text for a terminal
//! ([`Questions`]). The page sends nothing and decides nothing by itself.

mod data;
mod item;
mod question;

pub use question::Questions;

use crate::base::lang;
use crate::base::lang::Lang;
use crate::register::ledger::Ledger;
use crate::register::outcome::Outcome;

/// The start of the page, with its content security policy and the placeholder `{lang}`.
const HEAD: &str = include_str!("head.html");
/// The elements of the page, without data.
const BODY: &str = include_str!("body.html");
/// The texts of the review in three languages: key, language, text.
const WORDS: &str = include_str!("words.tsv");
/// The styles: those of all pages, then those of the review page.
const STYLES: [&str; 2] = [include_str!("../page/base.css"), include_str!("review.css")];
/// The parts of the page's program, in the order in which they build on each other.
const SCRIPTS: [&str; 9] = [
    include_str!("text.js"),
    include_str!("ledger.js"),
    include_str!("session.js"),
    include_str!("store.js"),
    include_str!("queue.js"),
    include_str!("rows.js"),
    include_str!("item.js"),
    include_str!("files.js"),
    include_str!("main.js"),
];

/// The page with the decisions that the run was given. It contains all languages and opens in `lang`.
pub(super) fn render(outcome: &Outcome, lang: Lang) -> Vec<u8> {
    let mut page = HEAD.replace("{lang}", lang.as_str());
    page.push_str("<style>\n");
    STYLES.iter().for_each(|style| page.push_str(style));
    page.push_str("</style>\n</head>\n");
    page.push_str(BODY);
    embed(&mut page, "words", &lang::json(&lang::words(&[WORDS])));
    embed(&mut page, "data", &lang::json(&data::of(outcome, &replayed(outcome))));
    page.push_str("<script>\n(() => {\n\"use strict\";\n");
    SCRIPTS.iter().for_each(|script| page.push_str(script));
    page.push_str("})();\n</script>\n</body>\n</html>\n");
    page.into_bytes()
}

/// Appends a script element with data as JSON.
fn embed(page: &mut String, id: &str, json: &str) {
    page.push_str(&format!("<script type=\"application/json\" id=\"{id}\">{json}</script>\n"));
}

/// The decisions that the run was given, in their order, as one ledger.
fn replayed(outcome: &Outcome) -> Ledger {
    Ledger::new("decisions.jsonl", outcome.decisions().iter().map(|one| one.decision.clone()))
}

#[cfg(test)]
mod tests;
