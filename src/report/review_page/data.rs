//! The data of the review page: the questions, the rows they are about, and the decisions so far.
//!
//! Takes an [`Outcome`] and a [`Ledger`]; gives [`Data`], which the page reads as JSON. It has whole
//! cells, so the page is for people who may see the lists.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::item::{Items, PairItem};
use crate::base::digest;
use crate::register::ledger::{Ledger, Ruling};
use crate::register::outcome::Outcome;
use crate::source::{Field, Source};

/// Everything on the page that differs between runs.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    /// The key under which the browser stores decisions that are in no ledger yet: a digest of the
    /// title and the list ids. It stays the same if anything else in the project or the lists changes.
    project: String,
    /// Title of the project.
    title: &'a str,
    /// The lists, in the order of the project.
    lists: Vec<PageList<'a>>,
    /// The rows that questions or their other candidates show, by position of the mention.
    rows: BTreeMap<usize, PageRow<'a>>,
    /// The questions in the order of the queue, then pairs that only a decision names.
    items: Vec<PairItem>,
    /// The decisions of all ledgers, each as a line of JSON.
    ledger: Vec<String>,
    /// The names of the ledger files, sorted.
    ledgers: Vec<&'a str>,
}

/// A list and its columns.
#[derive(Serialize)]
struct PageList<'a> {
    /// Title of the list.
    title: &'a str,
    /// The file, as the project file names it.
    file: &'a str,
    /// The columns, in the order of the cells.
    columns: Vec<PageColumn<'a>>,
}

/// A column of a list.
#[derive(Serialize)]
struct PageColumn<'a> {
    /// The header as printed.
    header: &'a str,
    /// The field that the project file maps it to, or the label under which it is compared; `None` for
    /// other columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

/// A row of a list, as printed.
#[derive(Serialize)]
struct PageRow<'a> {
    /// Position of the list in `lists`.
    list: usize,
    /// `list:record`.
    key: String,
    /// Row number in a spreadsheet: the header is row 1.
    row: u64,
    /// The cell of the name; empty if the record has none.
    name: &'a str,
    /// All cells, verbatim.
    cells: &'a [String],
}

/// The data of a run. `ledger` has the decisions that the run was given.
pub(super) fn of<'a>(outcome: &'a Outcome, ledger: &Ledger) -> Data<'a> {
    let items = Items::new(outcome);
    let mut asked: Vec<PairItem> = outcome.review_queue().iter().map(|one| items.asked(one)).collect();
    let in_queue: BTreeSet<[usize; 2]> = asked.iter().map(PairItem::pair).collect();
    let decided: BTreeSet<[usize; 2]> = decided(outcome, ledger).difference(&in_queue).copied().collect();
    asked.extend(decided.into_iter().map(|pair| items.decided(pair)));
    let shown: BTreeSet<usize> = asked.iter().flat_map(PairItem::rows).collect();
    Data {
        project: project(outcome),
        title: outcome.register().title(),
        lists: outcome.sources().iter().map(list).collect(),
        rows: shown.into_iter().filter_map(|at| Some((at, row(outcome, at)?))).collect(),
        items: asked,
        ledger: ledger.decisions().map(|decision| decision.to_line()).collect(),
        ledgers: outcome
            .decisions()
            .iter()
            .map(|one| one.file.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
    }
}

/// The pairs that decisions about exactly two records name, so that a reviewer can look at them again.
/// Positions of mentions, the smaller first.
fn decided(outcome: &Outcome, ledger: &Ledger) -> BTreeSet<[usize; 2]> {
    let of_pairs = ledger.decisions().filter(|decision| {
        matches!(decision.ruling(), Ruling::Same | Ruling::Different | Ruling::Unsure)
            && decision.records().len() == 2
    });
    let positions = of_pairs.filter_map(|decision| match decision.records() {
        [a, b] => Some([outcome.find(a).ok()?, outcome.find(b).ok()?]),
        _ => None,
    });
    positions.map(|[a, b]| [a.min(b), a.max(b)]).filter(|[a, b]| a != b).collect()
}

/// The digest that identifies the project, see `Data::project`.
fn project(outcome: &Outcome) -> String {
    let title = outcome.register().title().to_owned();
    let lists = outcome.sources().iter().map(|source| source.id().to_owned());
    digest::of_parts(&std::iter::once(title).chain(lists).collect::<Vec<_>>())
}

/// A list with the meaning of its columns.
fn list(source: &Source) -> PageList<'_> {
    let fields: BTreeMap<usize, &str> =
        source.mapping().fields().map(|(field, column)| (column, Field::as_str(field))).collect();
    let labels: BTreeMap<usize, &str> =
        source.mapping().extras().iter().map(|(label, column)| (*column, label.as_str())).collect();
    let columns = source.header().iter().enumerate().map(|(at, header)| PageColumn {
        header,
        field: fields.get(&at).or_else(|| labels.get(&at)).copied(),
    });
    PageList { title: source.title(), file: source.file(), columns: columns.collect() }
}

/// The row of the mention at a position; `None` if there is no such mention.
fn row(outcome: &Outcome, at: usize) -> Option<PageRow<'_>> {
    let mention = outcome.mentions().get(at)?;
    let list = usize::from(mention.source_index());
    let record = outcome.sources().get(list)?.records().get(mention.record_index())?;
    let name = mention.name().map_or("", |name| name.raw());
    Some(PageRow { list, key: mention.key().to_string(), row: record.row(), name, cells: record.cells() })
}
