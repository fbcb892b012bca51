//! Repairs text that was decoded wrongly before it came into a list.
//!
//! Programs confuse encodings: UTF-8 with Windows-1251 or 1252, the Kazakh code pages KZ-1048 and PT154 with
//! Windows-1251, Windows-1251 with 1252. No letter is lost, so the error can be undone, but only if the repair is
//! certain: `Ќ`, `Є` and `Ў` are also letters of Macedonian, Ukrainian and Belarusian names. So a list is judged as a
//! whole, and doubtful text is unchanged. Entities of web pages (`&quot;`) are always certain.
//!
//! In: the cells of a list. Out: for each cell the repaired text with the steps, or nothing.
//!
//! - `utf8`: UTF-8 read as one byte per character.
//! - `western`: Windows-1251 read as Windows-1252.
//! - `kazakh`, `spelling`: a Kazakh page read as Windows-1251.
//! - `ligatures`: Arabic letters that a reader of PDF files exchanged.
//! - `entities`: character references and tags of HTML.
//! - `page`: the code pages.

mod entities;
mod kazakh;
mod ligatures;
mod page;
mod spelling;
mod utf8;
mod western;

pub(crate) use page::CodePage;

use crate::language::lexicon::Lexicon;
use kazakh::{Kazakh, PageVerdict};
use ligatures::Ligatures;

/// Most repairs of one cell, one after another. Text is hardly ever misread more often.
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
    /// The pages and spellings to recognise Kazakh with.
    kazakh: Kazakh,
    /// The names to recognise exchanged Arabic letters with.
    ligatures: Ligatures,
}

/// What is certain about the cells of one list. [`Misreadings::of_list`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct MisreadList<'a> {
    /// The pages and spellings of the tables.
    kazakh: &'a Kazakh,
    /// The page that the list or its certain words were misread from.
    verdict: PageVerdict,
    /// The names to recognise exchanged Arabic letters with; `None` if the list shows no such error.
    ligatures: Option<&'a Ligatures>,
}

/// A repaired cell: the text that was meant, and how it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The repaired text.
    text: String,
    /// The repairs, in the order in which they were made; at least one.
    steps: Vec<RepairStep>,
}

/// One repair: what had happened to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RepairStep {
    /// It was written in the encoding with this name and decoded as this page.
    ReadAs(&'static str, CodePage),
    /// It had character references of HTML.
    Entities,
    /// It had tags of HTML.
    Tags,
    /// It was a day number counted from 1904. The reader of mentions adds this step.
    Days1904,
    /// A blank was lost or added inside a name. The reader of mentions adds this step.
    Blanks,
    /// The letters of an Arabic ligature were exchanged.
    Ligatures,
}

impl Misreadings {
    /// Reads the tables of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Self {
        Misreadings { kazakh: Kazakh::new(lexicon), ligatures: Ligatures::new(lexicon) }
    }

    /// Judges a list by its cells; their order does not matter. Time is proportional to their total length, plus one
    /// judgement per different suspect word.
    ///
    /// The cells should be those of one list, because a list usually comes from one file with one history. Cells of
    /// another list would dilute the evidence.
    pub fn of_list<'c>(&self, cells: impl IntoIterator<Item = &'c str>) -> MisreadList<'_> {
        let cells: Vec<(&str, Option<Repaired>)> =
            cells.into_iter().filter(|cell| !is_plain(cell)).map(|cell| (cell, whole_pages(cell))).collect();
        let texts = cells.iter().map(|(cell, undone)| undone.as_ref().map_or(*cell, |undone| undone.text()));
        let has_exchanged =
            cells.iter().filter_map(|(_, undone)| undone.as_ref()).any(Repaired::is_exchanged);
        MisreadList {
            kazakh: &self.kazakh,
            verdict: self.kazakh.judge(texts),
            ligatures: has_exchanged.then_some(&self.ligatures),
        }
    }

    /// The page of a text that was decoded as Windows-1251. It is Windows-1251 itself unless the words are evidence for
    /// a Kazakh page.
    pub(crate) fn page_of(&self, text: &str) -> CodePage {
        self.kazakh.judge(text.lines()).list.unwrap_or(CodePage::Windows1251)
    }
}

impl MisreadList<'_> {
    /// The repaired cell. `None` if the cell is correct or the repair is not certain. A repaired text needs no further
    /// repair.
    pub fn repair(&self, cell: &str) -> Option<Repaired> {
        if is_plain(cell) {
            return None;
        }
        let undone = self.without_exchanged_names(cell, whole_pages(cell));
        let text = undone.as_ref().map_or(cell, |undone| undone.text());
        match self.kazakh.undo(text, self.verdict) {
            Some((text, page)) => {
                let mut steps = undone.map(|undone| undone.steps).unwrap_or_default();
                steps.push(RepairStep::ReadAs(page.name(), CodePage::Windows1251));
                Some(Repaired { text, steps })
            }
            None => undone,
        }
    }

    /// The cell, repaired or not, with exchanged Arabic letters of given names in order.
    fn without_exchanged_names(&self, cell: &str, before: Option<Repaired>) -> Option<Repaired> {
        let text = before.as_ref().map_or(cell, |before| before.text());
        let Some(meant) = self.ligatures.and_then(|ligatures| ligatures.undo_names(text)) else {
            return before;
        };
        let mut steps = before.map(|before| before.steps).unwrap_or_default();
        if !steps.contains(&RepairStep::Ligatures) {
            steps.push(RepairStep::Ligatures);
        }
        Some(Repaired { text: meant, steps })
    }
}

impl Repaired {
    /// The day for a day number that was counted from 1904.
    pub(crate) fn day_from_1904(day: String) -> Self {
        Repaired { text: day, steps: vec![RepairStep::Days1904] }
    }

    /// The cell `before`, repaired or not, with the blanks of `text`.
    pub(crate) fn with_blanks(before: Option<Repaired>, text: String) -> Self {
        let mut steps = before.map(|before| before.steps).unwrap_or_default();
        steps.push(RepairStep::Blanks);
        Repaired { text, steps }
    }

    /// Whether letters of an Arabic ligature were exchanged.
    fn is_exchanged(&self) -> bool {
        self.steps.contains(&RepairStep::Ligatures)
    }

    /// Whether the only change is that a day number became a day.
    pub(crate) fn is_day(&self) -> bool {
        self.steps == [RepairStep::Days1904]
    }

    /// The text that was meant.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The repairs in words, the last misreading first: `KZ-1048 read as windows-1251`.
    pub fn how(&self) -> String {
        let step = |step: &RepairStep| match step {
            RepairStep::ReadAs(meant, read) => format!("{meant} read as {}", read.name()),
            RepairStep::Entities => "text with HTML entities".to_owned(),
            RepairStep::Tags => "text with HTML tags".to_owned(),
            RepairStep::Days1904 => "the number of a day, counted from 1904".to_owned(),
            RepairStep::Blanks => "a name with a lost or added space".to_owned(),
            RepairStep::Ligatures => "text with exchanged letters of an Arabic ligature".to_owned(),
        };
        self.steps.iter().map(step).collect::<Vec<_>>().join(", after ")
    }
}

/// Whether a cell needs no repair: ASCII without `&` and `<`.
fn is_plain(cell: &str) -> bool {
    cell.is_ascii() && !cell.contains(['&', '<'])
}

/// The text of a cell or header with its HTML references replaced and its tags removed.
pub(crate) fn without_entities(text: &str) -> std::borrow::Cow<'_, str> {
    let meant = entities::undo(text).map_or(std::borrow::Cow::Borrowed(text), Into::into);
    entities::without_tags(&meant).map_or(meant, Into::into)
}

/// Undoes the misreadings that one cell shows without the rest of the list, one after another, up to [`MOST_STEPS`].
///
/// The order of the attempts is: references, tags, UTF-8 read as Windows-1251, UTF-8 read as Windows-1252, Arabic
/// ligatures, Windows-1251 read as Windows-1252.
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

/// The text after one repair; `None` if none is certain.
fn one_page(text: &str) -> Option<(String, RepairStep)> {
    if let Some(meant) = entities::undo(text) {
        return Some((meant, RepairStep::Entities));
    }
    if let Some(meant) = entities::without_tags(text) {
        return Some((meant, RepairStep::Tags));
    }
    if text.is_ascii() {
        return None;
    }
    for page in [CodePage::Windows1251, CodePage::Windows1252] {
        if let Some(meant) = utf8::undo(text, page) {
            return Some((meant, RepairStep::ReadAs("UTF-8", page)));
        }
    }
    if let Some(meant) = ligatures::undo(text) {
        return Some((meant, RepairStep::Ligatures));
    }
    let meant = western::undo(text)?;
    Some((meant, RepairStep::ReadAs(CodePage::Windows1251.name(), CodePage::Windows1252)))
}
