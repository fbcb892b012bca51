//! The tables of a run as CSV: members, register, claims, links, review, candidates, overlap, draws,
//! findings.
//!
//! Takes an [`Outcome`]; gives bytes. Cells pass through [`Table`], which guards them against
//! spreadsheet formulas. Several values in one cell are separated by ` | `.

use std::borrow::Cow;
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

/// A weight in bits with two decimals.
fn bits(bits: f64) -> String {
    fixed(bits, 2)
}

/// A probability with four decimals.
fn share(probability: f64) -> String {
    fixed(probability, 4)
}

/// `members.csv`: one row for each record, by entry.
///
/// - `support_bits`: log2 of the odds that the record belongs to the rest of its entry, in bits.
/// - `probability`: that the record and another record of the entry are one person, averaged over the
///   others.
/// - `independent_groups`: of the entry; lists that quote each other count once.
///
/// The first two are empty for an entry of one record.
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

/// `register.csv`: one row for each entry.
pub(super) fn register(outcome: &Outcome) -> Vec<u8> {
    let (header, rows) = register_rows(outcome);
    let mut table = Table::new(header);
    rows.for_each(|row| table.row(row));
    table.bytes()
}

/// Header and rows of the register, with the exact text of each cell. The CSV guards the cells
/// afterwards; the workbook needs no guard.
///
/// - `entry_id`, number of `lists`, `independent_groups`, number of `rows`;
/// - value and state of each field, and `age` after `birth`;
/// - `conflicts`: the fields on which lists disagree;
/// - `probability` that the entry has exactly the records of one person, and the record with the lowest
///   probability of belonging to it;
/// - `records_LIST`: the record ids of each list;
/// - the five cells of [`grade_cells`].
///
/// Without entries the columns of fields are absent.
pub(super) fn register_rows(outcome: &Outcome) -> (Vec<String>, impl Iterator<Item = Vec<String>>) {
    let lists: Vec<&str> = outcome.sources().iter().map(|source| source.id()).collect();
    // All entries have the same fields in the same order, so the first entry gives the header.
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

/// The cells of one entry, in the order of the header of [`register_rows`]. `lists` are the ids of all
/// lists.
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

/// The five cells of the grade: grade, computed grade, who graded (`program` or the reviewer), the
/// reason, and for a group record the number of people (`unknown` if nobody states it).
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

/// The reason for a computed grade: the fields on which lists disagree, and the records that no ruling
/// names.
fn why(grading: &Grading) -> String {
    let unruled = grading.unruled.iter().map(|row| format!("no ruling on {row}"));
    grading.contested.iter().cloned().chain(unruled).collect::<Vec<_>>().join(" | ")
}

/// The ages that the lists state, each once, in text order.
fn ages(entry: &Entry) -> String {
    let claims = entry.claims().iter().filter(|claim| claim.field == Some(crate::source::Field::Age));
    let ages: std::collections::BTreeSet<&str> = claims.map(|claim| claim.value.as_str()).collect();
    ages.into_iter().collect::<Vec<_>>().join(" | ")
}

/// `claims.csv`: one row for each filled cell, by entry.
///
/// - `field`: the field, or the label of a further column; empty for a column that is mapped to
///   neither.
/// - `value`: the value as understood. `raw`: the text as printed.
/// - `file`, `row`, `column`: where the cell is; the header is row 1, and `column` is the header text.
pub(super) fn claims(outcome: &Outcome) -> Vec<u8> {
    let mut table = Table::new(CLAIMS);
    claim_rows(outcome).for_each(|row| table.row(row));
    table.bytes()
}

/// The header of `claims.csv`.
pub(super) const CLAIMS: [&str; 9] =
    ["entry_id", "field", "value", "raw", "source_id", "record_id", "file", "row", "column"];

/// The rows of the claims, with the exact text of each cell.
pub(super) fn claim_rows(outcome: &Outcome) -> impl Iterator<Item = [Cow<'_, str>; 9]> {
    let files: BTreeMap<&str, &str> =
        outcome.sources().iter().map(|source| (source.id(), source.file())).collect();
    let entries = outcome.register().entries().iter();
    let claims = entries.flat_map(|entry| entry.claims().iter().map(move |claim| (entry, claim)));
    claims.map(move |(entry, claim)| {
        let label = claim.label.as_deref().unwrap_or_default();
        [
            entry.id().into(),
            claim.field.map_or(label, |field| field.as_str()).into(),
            claim.value.as_str().into(),
            claim.raw.as_str().into(),
            claim.source.as_str().into(),
            claim.record.as_str().into(),
            files.get(claim.source.as_str()).copied().unwrap_or_default().into(),
            claim.row.to_string().into(),
            claim.column.as_str().into(),
        ]
    })
}

/// The columns for the parts of a link's weight, in this order:
///
/// - the name parts: surname, given name, patronymic, ancestor;
/// - the other compared fields;
/// - `order`: the cost of an unusual order of name parts;
/// - `relatives`, `namesakes`, `garbled`: adjustments for what else explains the agreement.
fn weight_columns(outcome: &Outcome) -> Vec<String> {
    let mut columns: Vec<String> = Role::ALL.iter().map(|role| role.as_str().to_owned()).collect();
    columns.extend(outcome.reconciled.engine.field_names());
    columns.extend(["order", "relatives", "namesakes", "garbled"].map(str::to_owned));
    columns
}

/// `links.csv`: one row for each link that is kept.
///
/// - `decision`: `linked` if both records are in one entry, otherwise `apart`.
/// - `band`: `link`, `review` or `apart`, from the probability and the costs.
/// - `probability` considers all records; `probability_alone` only the two. Both have six decimals.
/// - `weight`, `prior`: in bits.
/// - `w_` and `level_`: for each of [`weight_columns`] the weight in bits and the comparison level.
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

/// The cells of one link. `linked` is true if the register has both records in one entry. Cells of
/// fields that the pair does not compare are empty.
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

/// `review.csv`: one row for each question to a reviewer, in the order of the queue.
///
/// - `rank`: from 1.
/// - `kind`: the reason for the question, such as `ambiguous`.
/// - `value`: the expected cost that an answer saves; one person counted twice costs 1.
/// - `decides`: the number of pairs of records that one answer decides.
/// - `for`, `against`: see [`arguments`].
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
    for (rank, item) in outcome.review_queue().iter().enumerate() {
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

/// `candidates.csv`: for each doubtful record the entries that it may belong to.
///
/// - `chosen`: `yes` for the entry that has the record in the register.
/// - `candidate_entry`: the id of the entry, or `nobody else` if the record belongs to none of the
///   others.
/// - `candidate_records`: the records of that entry that surely belong together, as `list:record`.
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
    // The entry of a cluster has the same index as the cluster.
    let cluster_of = outcome.clustering().cluster_of(outcome.mentions().len());
    for place in outcome.review_candidates() {
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

/// `overlap.csv`: the number of people on each combination of lists. The first row, `all`, is the
/// total.
///
/// - `entries`: entries of the register on exactly these lists.
/// - `mean`: over the draws, two decimals.
/// - `low`, `high`: ends of the interval, in people. `probability` is that of the interval, 0.9.
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

/// `draws.csv`: one row for each draw, numbered from 1, with the number of people on each combination
/// of lists.
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

/// The evidence for and against one person, as two texts such as `surname same +9.1; birth same +4.2`,
/// the strongest first. Fields below half a bit are left out. Both texts are empty if the pair has no
/// link.
fn arguments(outcome: &Outcome, pair: (usize, usize)) -> (String, String) {
    let Some(link) = outcome.reconciled.engine.link(crate::linkage::block::Pair::new(pair.0, pair.1)) else {
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

/// `findings.csv`: one row for each place of a finding. A finding without a place has one row with
/// empty location cells.
///
/// - `row`: in a spreadsheet, where the header is row 1.
/// - `line`: of the file; empty for workbooks. It differs from `row` after a cell of several lines.
/// - `message`: what is wrong and what to do.
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
