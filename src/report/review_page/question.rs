//! The questions of a review as text for a terminal.
//!
//! Takes review items of a run; gives the text of each question in a language, with or without the
//! evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::WORDS;
use super::item::{FieldEvidence, Items, PairItem};
use crate::base::lang;
use crate::base::lang::Lang;
use crate::base::terminal::inert;
use crate::register::outcome::Outcome;
use crate::register::review::ReviewItem;

/// The smallest absolute weight of each strength of evidence, in bits, the strongest first: 10 bits are
/// odds of 1,024 to 1, half a bit 1.4 to 1. The word completes the key of a text.
const STRENGTHS: [(f64, &str); 4] = [(10.0, "very-strong"), (5.0, "strong"), (2.0, "clear"), (0.5, "slight")];

/// The questions of a review queue as text for a terminal, in one language.
///
/// ```
/// use casualty_register::Reconciler;
/// use casualty_register::Lang;
/// use casualty_register::report::Questions;
///
/// let outcome = Reconciler::open("data-samples/january-2022/reconcile.toml")?.run()?;
/// let questions = Questions::new(&outcome, Lang::En);
/// if let Some(first) = outcome.review_queue().first() {
///     assert!(questions.text(first, false).contains("Before the comparison"));
///     assert!(!questions.text(first, true).contains("Before the comparison"));
/// }
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Debug)]
pub struct Questions<'a> {
    /// The run.
    outcome: &'a Outcome,
    /// What all questions share.
    items: Items<'a>,
    /// The texts by key and language.
    words: BTreeMap<&'static str, BTreeMap<Lang, &'static str>>,
    /// The language of the questions.
    lang: Lang,
}

/// A cell with its header.
struct HeadedCell<'a> {
    /// The header as printed; may be empty.
    header: &'a str,
    /// The field or label of the column; `None` if it is mapped to neither.
    field: Option<String>,
    /// The text of the cell, verbatim.
    text: &'a str,
}

impl<'a> Questions<'a> {
    /// Prepares the questions of a run in a language.
    pub fn new(outcome: &'a Outcome, lang: Lang) -> Self {
        Questions { outcome, items: Items::new(outcome), words: lang::words(&[WORDS]), lang }
    }

    /// A text of the review in the language of the questions; the key itself if there is no such text.
    pub fn word<'b>(&self, key: &'b str) -> &'b str {
        self.known(key).unwrap_or(key)
    }

    /// The text of a question: both rows as printed and, unless the reviewer is blind, the evidence.
    /// Control characters of the lists are shown as their numbers.
    ///
    /// A blind reviewer sees the rows only, so that the program's result does not influence the answer.
    pub fn text(&self, question: &ReviewItem, blind: bool) -> String {
        let item = self.items.asked(question);
        let mut text = String::new();
        for (number, at) in (1..).zip(item.rows) {
            let _ = writeln!(text, "{number}  {}", self.place(at));
        }
        text.push('\n');
        self.rows(&mut text, &item);
        if !blind {
            self.evidence(&mut text, &item);
        }
        text
    }

    /// The text for a key; `None` if there is none.
    fn known(&self, key: &str) -> Option<&'static str> {
        self.words.get(key)?.get(&self.lang).copied()
    }

    /// The text for a key with its placeholders filled: `{name}` becomes the value of that name.
    fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
        values.iter().fold(self.word(key).to_owned(), fill)
    }

    /// Where a row is: key, title of the list, file and row number.
    fn place(&self, at: usize) -> String {
        let mention = &self.outcome.mentions()[at];
        let source = &self.outcome.sources()[usize::from(mention.source_index())];
        let row = source.records()[mention.record_index()].row().to_string();
        let place = self.filled("place", &[("file", source.file()), ("row", &row)]);
        inert(&format!("{}  {}, {place}", mention.key(), source.title())).into_owned()
    }

    /// Writes the cells of both rows. Columns with the same meaning are printed together.
    fn rows(&self, text: &mut String, item: &PairItem) {
        let [left, mut right] = item.rows.map(|at| self.cells(at));
        let width =
            left.iter().chain(&right).map(|cell| inert(cell.header).chars().count()).max().unwrap_or(0);
        let line = |text: &mut String, number: u8, cell: &HeadedCell<'_>| {
            let _ = writeln!(text, "  {number}  {:<width$}  {}", inert(cell.header), inert(cell.text));
        };
        for cell in left {
            let _ = writeln!(text, "{}", self.field(&cell));
            line(text, 1, &cell);
            if let Some(at) = right.iter().position(|other| other.is_as(&cell)) {
                line(text, 2, &right.remove(at));
            }
        }
        for cell in right {
            let _ = writeln!(text, "{}", self.field(&cell));
            line(text, 2, &cell);
        }
    }

    /// The cells of a row that contain text, in the order of the columns.
    fn cells(&self, at: usize) -> Vec<HeadedCell<'a>> {
        let mention = &self.outcome.mentions()[at];
        let source = &self.outcome.sources()[usize::from(mention.source_index())];
        let mapping = source.mapping();
        let field = |column: usize| {
            let field = mapping.fields().find(|(_, at)| *at == column).map(|(field, _)| field.to_string());
            field.or_else(|| mapping.extras().iter().find(|(_, at)| *at == column).map(|one| one.0.clone()))
        };
        let cells = source.records()[mention.record_index()].cells().iter().enumerate();
        let filled = cells.filter(|(_, text)| !text.trim().is_empty());
        let header = |column: usize| source.header().get(column).map_or("", String::as_str);
        filled.map(|(at, text)| HeadedCell { header: header(at), field: field(at), text }).collect()
    }

    /// The name of a cell's column: the field in the language of the questions, else the label or the
    /// header.
    fn field(&self, cell: &HeadedCell<'_>) -> String {
        let Some(field) = &cell.field else { return inert(cell.header).into_owned() };
        self.known(&format!("field-{field}")).map_or_else(|| inert(field).into_owned(), str::to_owned)
    }

    /// Writes the evidence: a line for each field, the prior, the sum, and what became of the pair.
    fn evidence(&self, text: &mut String, item: &PairItem) {
        let _ = writeln!(text, "\n{}", self.word("evidence"));
        for one in &item.fields {
            let name = self.known(&format!("field-{}", one.field));
            let name = name.map_or_else(|| inert(&one.field).into_owned(), str::to_owned);
            self.evidence_line(text, &name, &self.level(one), one.weight);
        }
        self.evidence_line(text, self.word("prior"), self.word("about-prior"), item.prior);
        let alone = self.filled("alone", &[("probability", &self.probability(item.alone))]);
        self.evidence_line(text, self.word("sum"), &alone, item.weight);
        let choice = format!("verdict-{}", item.verdict);
        let verdict = self.filled(&choice, &[("probability", &self.probability(item.probability))]);
        let _ = writeln!(text, "{verdict}");
    }

    /// Writes one line of evidence: weight in bits, name, what the rows show, and the strength in
    /// words.
    fn evidence_line(&self, text: &mut String, name: &str, shows: &str, weight: f64) {
        // A weight that rounds to zero has no sign.
        let weight = if weight.abs() < 0.05 { 0.0 } else { weight };
        let says = self.strength(weight);
        let _ = writeln!(text, "  {weight:>+6.1}  {name}: {shows} ({says})");
    }

    /// The strength of a weight in words, such as strong evidence for one person.
    fn strength(&self, weight: f64) -> &str {
        let side = if weight > 0.0 { "for" } else { "against" };
        let found = STRENGTHS.iter().find(|(least, _)| weight.abs() >= *least);
        let key = found.map(|(_, strength)| format!("strength-{strength}-{side}"));
        key.and_then(|key| self.known(&key)).unwrap_or(self.word("strength-none"))
    }

    /// What the rows show in a field. A text for this field and level comes before the text for the
    /// level alone.
    fn level(&self, one: &FieldEvidence) -> String {
        let about = || self.known(&format!("about-{}", one.field)).unwrap_or_default();
        if one.level.is_empty() {
            return about().to_owned();
        }
        let own = self.known(&format!("level-{}-{}", one.field, one.level));
        own.or_else(|| self.known(&format!("level-{}", one.level))).unwrap_or(one.level).to_owned()
    }

    /// A probability with three decimals. It is never stated as 0 or 1, because a share of draws cannot
    /// prove either.
    fn probability(&self, probability: f64) -> String {
        match probability {
            sure if sure >= 0.9995 => self.filled("more-than", &[("number", "0.999")]),
            unlikely if unlikely < 0.0005 => self.filled("less-than", &[("number", "0.001")]),
            other => format!("{other:.3}"),
        }
    }
}

impl HeadedCell<'_> {
    /// Whether both columns have the same meaning: the same field, or if neither has one, the same
    /// header.
    fn is_as(&self, other: &HeadedCell<'_>) -> bool {
        match (&self.field, &other.field) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.header == other.header,
            _ => false,
        }
    }
}
