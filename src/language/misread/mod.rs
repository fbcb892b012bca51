//! Repairs text that was decoded wrongly before it came into a list.
//!
//! Programs confuse encodings: UTF-8 with Windows-1251 or 1252, the Kazakh code pages KZ-1048 and PT154 with Windows-1251,
//! Windows-1251 with 1252. This loses no letter, so it can be undone, but only if the repair is certain: `Ќ`, `Є` and `Ў` are also
//! letters of Macedonian, Ukrainian and Belarusian names. So a list is judged as a whole, and doubtful text stays as printed.
//! Entities of web pages (`&quot;`) are always certain.

mod entities;
mod kazakh;
mod page;
mod spelling;
mod utf8;
mod western;

pub(crate) use page::CodePage;

use crate::language::lexicon::Lexicon;
use kazakh::{Kazakh, Verdict};

/// Text is hardly ever misread more often than this.
const MOST_STEPS: usize = 6;

/// Finds misread text, with the tables `alphabets` and `letter-places` of a [`Lexicon`].
///
/// ```
/// use casualty_register::language::Misreadings;
/// use casualty_register::language::lexicon::Lexicon;
///
/// let misreadings = Misreadings::new(&Lexicon::bundled());
/// let list = misreadings.of_list(["ЌАЙРАТ", "Нўрлан", "Иванов", "ТљР°Р№СЂР°С‚"]);
///
/// let repaired = list.repair("Нўрлан").expect("a misread cell");
/// assert_eq!(repaired.text(), "Нұрлан");
/// assert_eq!(repaired.how(), "KZ-1048 read as windows-1251");
/// assert_eq!(list.repair("ТљР°Р№СЂР°С‚").map(|cell| cell.how()).as_deref(), Some("UTF-8 read as windows-1251"));
/// assert_eq!(list.repair("Иванов"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Misreadings {
    kazakh: Kazakh,
}

/// What is sure for the cells of one list.
#[derive(Clone, Copy, Debug)]
pub struct MisreadList<'a> {
    kazakh: &'a Kazakh,
    verdict: Verdict,
}

/// A cell as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    text: String,
    steps: Vec<Step>,
}

/// What was done to a text before it came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It was in one encoding and read as a page.
    ReadAs(&'static str, CodePage),
    /// It was written for a web page.
    Entities,
    /// It has tags of a web page.
    Tags,
    /// It is a number of days from 1904.
    Days1904,
}

impl Misreadings {
    /// Builds what is needed from the tables.
    pub fn new(lexicon: &Lexicon) -> Self {
        Misreadings { kazakh: Kazakh::new(lexicon) }
    }

    /// Judges a list by its cells; their order does not matter.
    pub fn of_list<'c>(&self, cells: impl IntoIterator<Item = &'c str>) -> MisreadList<'_> {
        let cells: Vec<(&str, Option<Repaired>)> =
            cells.into_iter().filter(|cell| !is_plain(cell)).map(|cell| (cell, whole_pages(cell))).collect();
        let texts = cells.iter().map(|(cell, undone)| undone.as_ref().map_or(*cell, |undone| undone.text()));
        MisreadList { kazakh: &self.kazakh, verdict: self.kazakh.judge(texts) }
    }

    /// The page that a text which was read as Windows-1251 is in.
    pub(crate) fn page_of(&self, text: &str) -> CodePage {
        self.kazakh.judge(text.lines()).list.unwrap_or(CodePage::Windows1251)
    }
}

impl MisreadList<'_> {
    /// The cell as it was meant; `None` when it was read rightly, or it is not sure what it was.
    /// Repairing what is repaired gives `None`.
    pub fn repair(&self, cell: &str) -> Option<Repaired> {
        if is_plain(cell) {
            return None;
        }
        let undone = whole_pages(cell);
        let text = undone.as_ref().map_or(cell, |undone| undone.text());
        match self.kazakh.undo(text, self.verdict) {
            Some((text, page)) => {
                let mut steps = undone.map(|undone| undone.steps).unwrap_or_default();
                steps.push(Step::ReadAs(page.name(), CodePage::Windows1251));
                Some(Repaired { text, steps })
            }
            None => undone,
        }
    }
}

impl Repaired {
    /// A number of days that was counted from 1904, as the day that it means.
    pub(crate) fn day_from_1904(day: String) -> Self {
        Repaired { text: day, steps: vec![Step::Days1904] }
    }

    /// Whether it was a number of days.
    pub(crate) fn is_day(&self) -> bool {
        self.steps == [Step::Days1904]
    }

    /// The text as it was meant.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was read as what, as `KZ-1048 read as windows-1251`; the last misreading first.
    pub fn how(&self) -> String {
        let step = |step: &Step| match step {
            Step::ReadAs(meant, read) => format!("{meant} read as {}", read.name()),
            Step::Entities => "text with HTML entities".to_owned(),
            Step::Tags => "text with HTML tags".to_owned(),
            Step::Days1904 => "the number of a day, counted from 1904,".to_owned(),
        };
        self.steps.iter().map(step).collect::<Vec<_>>().join(", of ")
    }
}

/// Whether nothing can be wrong with a cell.
fn is_plain(cell: &str) -> bool {
    cell.is_ascii() && !cell.contains(['&', '<'])
}

/// The text of a cell or header with the characters that its HTML entities mean, and without tags.
pub(crate) fn without_entities(text: &str) -> std::borrow::Cow<'_, str> {
    let meant = entities::undo(text).map_or(std::borrow::Cow::Borrowed(text), Into::into);
    entities::without_tags(&meant).map_or(meant, Into::into)
}

/// Undoes what shows in a cell by itself, until nothing does.
fn whole_pages(cell: &str) -> Option<Repaired> {
    let mut done: Option<Repaired> = None;
    for _ in 0..MOST_STEPS {
        let text = done.as_ref().map_or(cell, Repaired::text);
        let Some((text, step)) = one_page(text) else { break };
        let mut steps = done.map(|done| done.steps).unwrap_or_default();
        steps.push(step);
        done = Some(Repaired { text, steps });
    }
    done
}

fn one_page(text: &str) -> Option<(String, Step)> {
    if let Some(meant) = entities::undo(text) {
        return Some((meant, Step::Entities));
    }
    if let Some(meant) = entities::without_tags(text) {
        return Some((meant, Step::Tags));
    }
    if text.is_ascii() {
        return None;
    }
    for page in [CodePage::Windows1251, CodePage::Windows1252] {
        if let Some(meant) = utf8::undo(text, page) {
            return Some((meant, Step::ReadAs("UTF-8", page)));
        }
    }
    let meant = western::undo(text)?;
    Some((meant, Step::ReadAs(CodePage::Windows1251.name(), CodePage::Windows1252)))
}
