//! What the page knows: the questions, the rows that they are about, and the decisions so far.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::item::{Item, Items};
use crate::base::digest;
use crate::register::ledger::{Ledger, Ruling};
use crate::register::outcome::Outcome;
use crate::source::{Field, Source};

/// Everything in the page that is not the same for every run.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    /// What decisions that no ledger has yet are kept under: the same as long as the title and the lists are,
    /// whatever else of the project and in the lists changes.
    project: String,
    title: &'a str,
    lists: Vec<List<'a>>,
    /// The rows that questions or their other candidates show, by position.
    rows: BTreeMap<usize, Row<'a>>,
    items: Vec<Item>,
    /// The lines of all ledgers.
    ledger: Vec<String>,
    /// The files that they stand in.
    ledgers: Vec<&'a str>,
}

#[derive(Serialize)]
struct List<'a> {
    title: &'a str,
    file: &'a str,
    columns: Vec<Column<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    header: &'a str,
    /// What the project file says it means, or the label under which it is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

#[derive(Serialize)]
struct Row<'a> {
    list: usize,
    /// `source:id`.
    key: String,
    /// As a spreadsheet counts it.
    row: u64,
    name: &'a str,
    cells: &'a [String],
}

pub(super) fn of<'a>(outcome: &'a Outcome, ledger: &Ledger) -> Data<'a> {
    let items = Items::new(outcome);
    let mut asked: Vec<Item> = outcome.questions().iter().map(|one| items.asked(one)).collect();
    let in_queue: BTreeSet<[usize; 2]> = asked.iter().map(Item::pair).collect();
    let decided: BTreeSet<[usize; 2]> = decided(outcome, ledger).difference(&in_queue).copied().collect();
    asked.extend(decided.into_iter().map(|pair| items.decided(pair)));
    let shown: BTreeSet<usize> = asked.iter().flat_map(Item::rows).collect();
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

/// The pairs that decisions about two records name, so that a person can look at them again.
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

fn project(outcome: &Outcome) -> String {
    let title = outcome.register().title().to_owned();
    let lists = outcome.sources().iter().map(|source| source.id().to_owned());
    digest::of_parts(&std::iter::once(title).chain(lists).collect::<Vec<_>>())
}

fn list(source: &Source) -> List<'_> {
    let fields: BTreeMap<usize, &str> =
        source.mapping().fields().map(|(field, column)| (column, Field::as_str(field))).collect();
    let labels: BTreeMap<usize, &str> =
        source.mapping().extras().iter().map(|(label, column)| (*column, label.as_str())).collect();
    let columns = source
        .header()
        .iter()
        .enumerate()
        .map(|(at, header)| Column { header, field: fields.get(&at).or_else(|| labels.get(&at)).copied() });
    List { title: source.title(), file: source.file(), columns: columns.collect() }
}

fn row(outcome: &Outcome, at: usize) -> Option<Row<'_>> {
    let mention = outcome.mentions().get(at)?;
    let list = usize::from(mention.source_index());
    let record = outcome.sources().get(list)?.records().get(mention.record_index())?;
    let name = mention.name().map_or("", |name| name.raw());
    Some(Row { list, key: mention.key().to_string(), row: record.row(), name, cells: record.cells() })
}
