//! The outputs as CSV.

use std::collections::BTreeMap;

use crate::base::decimals::fixed;
use crate::base::finding::Finding;
use crate::base::table::Table;
use crate::language::name::Role;
use crate::linkage::bulk::MEMBERS;
use crate::linkage::cluster::Estimate;
use crate::linkage::model::Link;
use crate::register::grade::Grading;
use crate::register::outcome::Outcome;
use crate::register::{Entry, FieldState};

/// Bits as they stand in files, and the probability that they mean.
fn bits(bits: f64) -> String {
    fixed(bits, 2)
}

/// A probability.
fn share(probability: f64) -> String {
    fixed(probability, 4)
}

pub(super) fn members(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new(MEMBERS);
    for entry in outcome.register().entries() {
        for member in entry.members() {
            table.row([
                entry.id(),
                &member.source,
                &member.record,
                &member.support.map(bits).unwrap_or_default(),
                &member.probability.map(share).unwrap_or_default(),
                &entry.independent_groups().to_string(),
            ]);
        }
    }
    table.bytes()
}

pub(super) fn register(outcome: &Outcome) -> Vec<u8> {
    let (header, rows) = register_rows(outcome);
    let mut table = Table::new(header);
    rows.for_each(|row| table.row(row));
    table.bytes()
}

/// The header of the register and its rows, not guarded yet.
pub(super) fn register_rows(outcome: &Outcome) -> (Vec<String>, impl Iterator<Item = Vec<String>>) {
    let lists: Vec<&str> = outcome.sources().iter().map(|source| source.id()).collect();
    // Every entry has the same fields, in one order.
    let entries = outcome.register().entries();
    let fields = entries.first().map(Entry::fields).unwrap_or_default();
    let mut header: Vec<String> =
        ["entry_id", "lists", "independent_groups", "rows"].map(str::to_owned).to_vec();
    for view in fields {
        header.extend([view.field.clone(), format!("{}_state", view.field)]);
        if view.field == "birth" {
            header.push("age".to_owned());
        }
    }
    header.extend(["conflicts", "probability", "weakest_probability", "weakest_record"].map(str::to_owned));
    header.extend(lists.iter().map(|list| format!("records_{list}")));
    header.extend(["grade", "grade_computed", "graded_by", "grade_reason", "group_count"].map(str::to_owned));
    (header, entries.iter().map(move |entry| register_row(entry, &lists)))
}

fn register_row(entry: &Entry, lists: &[&str]) -> Vec<String> {
    let sources = entry.sources();
    let counts = [sources.len(), entry.independent_groups(), entry.members().len()];
    let mut row = vec![entry.id().to_owned()];
    row.extend(counts.map(|count| count.to_string()));
    for view in entry.fields() {
        row.push(view.shown.clone().unwrap_or_default());
        row.push(view.state.as_str().to_owned());
        if view.field == "birth" {
            row.push(ages(entry));
        }
    }
    let conflicts = entry.fields().iter().filter(|field| field.state == FieldState::Conflict);
    row.push(conflicts.map(|field| field.field.as_str()).collect::<Vec<_>>().join(" | "));
    row.push(share(entry.probability()));
    row.push(entry.weakest().and_then(|member| member.probability).map(share).unwrap_or_default());
    row.push(
        entry.weakest().map(|member| format!("{}:{}", member.source, member.record)).unwrap_or_default(),
    );
    for list in lists {
        let records = entry.members().iter().filter(|member| member.source == **list);
        row.push(records.map(|member| member.record.as_str()).collect::<Vec<_>>().join(" | "));
    }
    row.extend(grade_cells(entry));
    row
}

fn grade_cells(entry: &Entry) -> [String; 5] {
    let grading = entry.grading();
    let ruled = grading.ruled.as_ref();
    let group = grading.is_group.then(|| grading.group_count.map_or("unknown".to_owned(), |n| n.to_string()));
    [
        grading.grade.as_str().to_owned(),
        grading.computed.as_str().to_owned(),
        ruled.map_or("program", |ruled| &ruled.by).to_owned(),
        ruled.map_or_else(|| why(grading), |ruled| ruled.why.clone()),
        group.unwrap_or_default(),
    ]
}

/// The fields that lists dispute, and the rows that a ruling did not see.
fn why(grading: &Grading) -> String {
    let unruled = grading.unruled.iter().map(|row| format!("no ruling names {row}"));
    grading.contested.iter().cloned().chain(unruled).collect::<Vec<_>>().join(" | ")
}

/// The ages that lists state, each once.
fn ages(entry: &Entry) -> String {
    let claims = entry.claims().iter().filter(|claim| claim.field == Some(crate::source::Field::Age));
    let ages: std::collections::BTreeSet<&str> = claims.map(|claim| claim.value.as_str()).collect();
    ages.into_iter().collect::<Vec<_>>().join(" | ")
}

pub(super) fn claims(outcome: &Outcome) -> Vec<u8> {
    let mut table =
        Table::new(["entry_id", "field", "value", "raw", "source_id", "record_id", "file", "row", "column"]);
    let files: BTreeMap<&str, &str> =
        outcome.sources().iter().map(|source| (source.id(), source.file())).collect();
    for entry in outcome.register().entries() {
        for claim in entry.claims() {
            table.row([
                entry.id(),
                claim.field.map_or(claim.label.as_deref().unwrap_or_default(), |field| field.as_str()),
                &claim.value,
                &claim.raw,
                &claim.source,
                &claim.record,
                files.get(claim.source.as_str()).copied().unwrap_or_default(),
                &claim.row.to_string(),
                &claim.column,
            ]);
        }
    }
    table.bytes()
}

/// The lines of a link's weight: name parts, fields, the price of the order, relatives.
fn weight_columns(outcome: &Outcome) -> Vec<String> {
    let mut columns: Vec<String> = Role::ALL.iter().map(|role| role.as_str().to_owned()).collect();
    columns.extend(outcome.engine.field_names());
    columns.extend(["order", "relatives", "namesakes", "garbled"].map(str::to_owned));
    columns
}

pub(super) fn links(outcome: &Outcome) -> Vec<u8> {
    let columns = weight_columns(outcome);
    let mut header: Vec<String> = [
        "source_a",
        "record_a",
        "source_b",
        "record_b",
        "decision",
        "band",
        "probability",
        "probability_alone",
        "weight",
        "prior",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(columns.iter().map(|column| format!("w_{column}")));
    header.extend(columns.iter().map(|column| format!("level_{column}")));
    let mut table = Table::new(header);
    let of = outcome.clustering().cluster_of(outcome.mentions().len());
    for link in outcome.links() {
        let linked = of[link.pair.a()] == of[link.pair.b()];
        table.row(link_row(outcome, link, linked, &columns));
    }
    table.bytes()
}

fn link_row(outcome: &Outcome, link: &Link, linked: bool, columns: &[String]) -> Vec<String> {
    let (a, b) = (outcome.mentions()[link.pair.a()].key(), outcome.mentions()[link.pair.b()].key());
    let probability = outcome.posterior().probability(link.pair);
    let mut row = vec![
        a.source.to_string(),
        a.record.to_string(),
        b.source.to_string(),
        b.record.to_string(),
        if linked { "linked" } else { "apart" }.to_owned(),
        outcome.settings().band_of(probability, linked).as_str().to_owned(),
        fixed(probability, 6),
        fixed(link.probability(), 6),
        bits(link.weight()),
        bits(link.prior),
    ];
    let of = |column: &String| link.contributions.iter().find(|one| *one.field == **column);
    row.extend(columns.iter().map(|column| of(column).map(|one| bits(one.weight)).unwrap_or_default()));
    row.extend(columns.iter().map(|column| of(column).map(|one| one.level.to_owned()).unwrap_or_default()));
    row
}

pub(super) fn review(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new([
        "rank",
        "kind",
        "value",
        "decides",
        "probability",
        "source_a",
        "record_a",
        "name_a",
        "source_b",
        "record_b",
        "name_b",
        "for",
        "against",
    ]);
    for (rank, item) in outcome.questions().iter().enumerate() {
        let (a, b) = (&outcome.mentions()[item.pair.0], &outcome.mentions()[item.pair.1]);
        let name = |mention: &crate::source::mention::Mention| {
            mention.name().map_or_else(String::new, |name| name.raw().trim().to_owned())
        };
        let (pro, contra) = arguments(outcome, item.pair);
        table.row([
            (rank + 1).to_string(),
            item.kind.as_str().to_owned(),
            fixed(item.value, 3),
            item.decides.to_string(),
            fixed(item.probability, 4),
            a.key().source.to_string(),
            a.key().record.to_string(),
            name(a),
            b.key().source.to_string(),
            b.key().record.to_string(),
            name(b),
            pro,
            contra,
        ]);
    }
    table.bytes()
}

pub(super) fn candidates(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new([
        "source_id",
        "record_id",
        "name",
        "probability",
        "chosen",
        "candidate_entry",
        "candidate_name",
        "candidate_records",
    ]);
    // The entries stand in the order of the clusters.
    let cluster_of = outcome.clustering().cluster_of(outcome.mentions().len());
    for place in crate::register::review::candidates(outcome) {
        let mention = &outcome.mentions()[place.mention];
        let keys: Vec<String> =
            place.fits.iter().map(|at| outcome.mentions()[*at].key().to_string()).collect();
        let entry = place.fits.first().and_then(|at| outcome.register().entries().get(cluster_of[*at]));
        table.row([
            mention.key().source.to_string(),
            mention.key().record.to_string(),
            mention.name().map_or_else(String::new, |name| name.raw().trim().to_owned()),
            share(place.probability),
            if place.chosen { "yes" } else { "no" }.to_owned(),
            entry.map_or_else(|| "nobody else".to_owned(), |entry| entry.id().to_owned()),
            entry.map_or_else(String::new, |entry| entry.name().to_owned()),
            keys.join(" | "),
        ]);
    }
    table.bytes()
}

pub(super) fn overlap(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new(["lists", "entries", "mean", "low", "high", "probability"]);
    let summary = outcome.summary();
    let all = [("all".to_owned(), summary.people, summary.estimate)];
    let cells = summary.overlaps.iter().map(|one| (one.lists.join(" + "), one.people, one.estimate));
    for (lists, entries, estimate) in all.into_iter().chain(cells) {
        table.row([
            lists,
            entries.to_string(),
            fixed(estimate.mean, 2),
            estimate.low.to_string(),
            estimate.high.to_string(),
            Estimate::LEVEL.to_string(),
        ]);
    }
    table.bytes()
}

pub(super) fn draws(outcome: &Outcome) -> Vec<u8> {
    let combinations = outcome.posterior().combinations();
    let id = |at: &u16| outcome.sources().get(usize::from(*at)).map_or("", |source| source.id());
    let titles = combinations.iter().map(|lists| lists.iter().map(id).collect::<Vec<_>>().join(" + "));
    let mut table = Table::new(std::iter::once("draw".to_owned()).chain(titles));
    let columns: Vec<Vec<u32>> =
        combinations.iter().map(|lists| outcome.posterior().draws_in(lists)).collect();
    for draw in 0..outcome.posterior().draws() {
        let counts = columns.iter().map(|column| column.get(draw).copied().unwrap_or(0).to_string());
        table.row(std::iter::once((draw + 1).to_string()).chain(counts));
    }
    table.bytes()
}

/// What speaks for and against one person, the strongest first.
fn arguments(outcome: &Outcome, pair: (usize, usize)) -> (String, String) {
    let Some(link) = outcome.engine.link(crate::linkage::block::Pair::new(pair.0, pair.1)) else {
        return Default::default();
    };
    let mut lines = link.contributions;
    lines.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.field.cmp(&b.field)));
    let text = |positive: bool| {
        let mine = lines.iter().filter(|one| one.weight.abs() >= 0.5 && (one.weight > 0.0) == positive);
        let words =
            mine.map(|one| format!("{} {} {:+.1}", one.field, one.level, one.weight).replace("  ", " "));
        words.collect::<Vec<_>>().join("; ")
    };
    (text(true), text(false))
}

pub(super) fn findings(findings: &[Finding]) -> Vec<u8> {
    let mut table = Table::new([
        "severity",
        "code",
        "source_id",
        "file",
        "row",
        "line",
        "column",
        "record_id",
        "message",
    ]);
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    for finding in findings {
        let none = [crate::base::finding::Location::default()];
        let at = if finding.at.is_empty() { &none[..] } else { &finding.at };
        for location in at {
            table.row([
                finding.severity.as_str(),
                finding.code.as_str(),
                &location.source,
                &location.file,
                &number(location.row),
                &number(location.line),
                location.column.as_deref().unwrap_or_default(),
                location.record.as_deref().unwrap_or_default(),
                &finding.message,
            ]);
        }
    }
    table.bytes()
}
