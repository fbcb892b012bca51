//! `method.md`: the method in words, with what a reader must know to judge the register.
//!
//! It follows the five points that the standards of casualty recording ask a recorder to publish: kinds
//! of sources, how they were collected, how they are evaluated, how they corroborate each other, and
//! how quality is controlled. Takes a [`Publication`]; gives Markdown. No withheld value and no name of
//! a reviewer is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Publication;
use crate::base::finding::Code;
use crate::language::lexicon::Lexicon;
use crate::register::grade::Grade;
use crate::register::ledger::Ruling;
use crate::register::outcome::Outcome;
use crate::register::summary::Summary;
use crate::register::totals::TotalCounts;
use crate::report::disclosure::coarse::without_user;
use crate::report::publish::json::has_own_tables;
use crate::source::Source;
use crate::source::policy::Handling;

/// The limits that every publication states, as a Markdown list.
const LIMITS: &str = "\
- The register has only people whom these lists name. It does not count or estimate people who appear on no list.
- A model and reviewers decide which records are one person. The interval covers the uncertainty of the model about
  these lists. It does not cover errors of the lists, or a wrong model.
- Lists corroborate each other only as far as they are independent. Which lists copied from others is known only as far
  as the project declares it.
- A label that a list gives a person (a protester, an attacker, an officer) is the claim of that list and never becomes
  a statement of the register.
- Whether a person was under 18 is known only if a list states an age, a birth date or a label that shows it.
- A name is the text in the name column of a list. Other words in that column are recognised by numbers and small
  letters; words that look like a name are published as part of it.
- Coarser values do not hide the dead from people who knew them: a name, a day and a town identify a person.
";

/// The whole statement, in English: numbers, sources, reading of the lists, joining, grades, review,
/// what is published of each field, limits. Each part has a heading.
pub(super) fn statement(publication: &Publication<'_>) -> String {
    let outcome = publication.outcome;
    let title = outcome.register().title();
    let parts = [
        format!(
            "# How this register was made{}\n",
            if title.is_empty() { String::new() } else { format!(": {}", plain(title)) }
        ),
        format!("## Numbers\n\n{}", numbers(outcome)),
        format!("## Sources and their scope\n\n{}", sources(outcome)),
        format!("## How the lists are read\n\n{}", reading(outcome)),
        format!("## Which records are one person\n\n{}", identity(outcome)),
        format!("## Corroboration and grades\n\n{}", grades(outcome)),
        format!("## Review and quality\n\n{}", quality(publication)),
        format!("## What is published of each field\n\n{}", published(publication)),
        format!("## Known limits\n\n{LIMITS}"),
    ];
    parts.join("\n")
}

/// The three numbers, each with its meaning:
///
/// - people documented by name, with the interval and the range from all open pairs joined to none
///   joined;
/// - people documented, including those without a name and those in group records;
/// - people killed, which are not estimated.
///
/// If there are any, the entries that are disputed in part and the entries that are not counted follow.
/// `publish` prints this text as well.
pub(super) fn numbers(outcome: &Outcome) -> String {
    let Summary { people, estimate, grades, .. } = outcome.summary();
    let mut text = String::new();
    let level = crate::linkage::cluster::Estimate::LEVEL * 100.0;
    let (low, high) = (estimate.low, estimate.high);
    let between = if low == high { low.to_string() } else { format!("{low} to {high}") };
    let range = grades.range;
    let _ = writeln!(
        text,
        "- People documented by name: {between}, with a probability of at least {level:.0} %. The register has \
         {people} entries with a name: {} if every open pair is one person, {} if none is.",
        range.all_merged, range.none_merged
    );
    let _ = writeln!(
        text,
        "- People documented, including those without a name: {} ({} by name, {} without a name, {} in {} \
         group records).",
        grades.documented(),
        grades.named,
        grades.unnamed,
        grades.in_groups,
        grades.groups
    );
    let _ = writeln!(text, "- People killed: not estimated. The lists alone cannot support an estimate.");
    let unruled =
        outcome.register().entries().iter().filter(|entry| !entry.grading().unruled.is_empty()).count();
    if unruled > 0 {
        let _ = writeln!(
            text,
            "- Entries counted but disputed, because a reviewer found some of their rows alive or out of scope \
             and did not rule on the others: {unruled}."
        );
    }
    if grades.not_counted > 0 {
        let _ = writeln!(
            text,
            "- Entries not counted, because a reviewer found them rejected, alive, out of scope or withdrawn: \
             {}.",
            grades.not_counted
        );
    }
    text
}

/// How many entries are published like those of minors, and of how many of them it cannot be told. One Markdown list
/// item.
pub(super) fn minors(publication: &Publication<'_>) -> String {
    let (minors, unsettled) = (publication.minors(), publication.unsettled_ages());
    let shown = match publication.policy().minors() {
        Handling::Public => "shown as everyone",
        Handling::Coarsened => "shown by initials",
        Handling::Withheld => "not named",
    };
    format!(
        "- May have been under 18, and {shown}: {minors} entries. Of {unsettled} of them it cannot be told: an age or a birth is \
         stated that cannot be read or believed, and nothing else shows an adult or a child. `reconcile check` names the \
         cells; correct the cell in the list, or add a list that states the age or the birth.\n"
    )
}

/// How many entries can be identified by what is published beside the name, and what `smallest_cell`
/// does about it. One Markdown list item.
pub(super) fn small_counts(publication: &Publication<'_>) -> String {
    let (alone, entries) = (publication.alone(), publication.entries.len());
    let goal = match publication.policy().smallest_cell() {
        Some(smallest) => format!(
            "If fewer than {smallest} entries share place, dates and sex, less is published: of the place the \
             region, the country or nothing; of the dates the month, the year or nothing; and finally not the \
             sex."
        ),
        None => "`smallest_cell` under [profile.public] publishes less about them.".to_owned(),
    };
    format!(
        "- Entries with a unique combination of published place, date of death, date of birth or age, and sex: \
         {alone} of {entries}. {goal}\n"
    )
}

/// The period and a paragraph for each list: date and address of publication, scope, rows, declared
/// rows, quotes, independent group, repeats, fields, and number of unused columns. A missing value is
/// `not stated`. File names are not published.
fn sources(outcome: &Outcome) -> String {
    let mut text = String::new();
    if let Some((from, to)) = outcome.reconciled.period {
        let _ = writeln!(text, "The project covers deaths from {from} to {to}.\n");
    }
    for (source, list) in outcome.sources().iter().zip(outcome.register().lists()) {
        let spec = source.spec();
        let _ = writeln!(text, "**{}** (`{}`)\n", plain(source.title()), plain(source.id()));
        let mut item = |what: &str, said: Option<String>| {
            let _ = writeln!(text, "- {what}: {}", said.map_or("not stated".to_owned(), |said| plain(&said)));
        };
        item("published", spec.published().map(str::to_owned));
        item("address", spec.url().map(without_user));
        item("covers", spec.scope().map(str::to_owned).or(Some("everyone".to_owned())));
        item("rows", Some(list.rows.to_string()));
        item("rows declared by its publisher", list.declared_count.map(|count| count.to_string()));
        item("takes rows from", Some(or_none(&list.quotes)));
        item("independent group", Some(list.independent_group.clone()));
        item("repeats of a person", Some(list.duplicates.clone()));
        item("fields", Some(says(source)));
        item("further columns, read but not used", Some(unused(source).to_string()));
        text.push('\n');
    }
    text
}

/// The ids, or the words for none.
fn or_none(all: &[String]) -> String {
    if all.is_empty() { "none declared".to_owned() } else { all.join(", ") }
}

/// The fields that a list has a column for, separated by commas.
fn says(source: &Source) -> String {
    let fields = source.mapping().fields().map(|(field, _)| field.as_str());
    fields.collect::<Vec<_>>().join(", ")
}

/// Number of columns of a list that are mapped to no field and no label.
fn unused(source: &Source) -> usize {
    let used = source.mapping().fields().count() + source.mapping().extras().len();
    source.header().len().saturating_sub(used)
}

/// How cells are read, with the version of the program and the digest of the bundled tables. Own tables
/// of the project are mentioned without a digest, because words from withheld cells could be guessed
/// from it.
fn reading(outcome: &Outcome) -> String {
    format!(
        "The program keeps every cell as printed. The values that it compares are derived from the cells with \
         tables of letters, names, months, places and labels. Program: {} {}. SHA-256 of the language tables \
         that come with the program: `{}`; {}.\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
        Lexicon::bundled().digest(),
        if has_own_tables(outcome) { "the project adds its own tables" } else { "no other tables are used" }
    )
}

/// How records are joined: where the weights come from, how many pairs were compared, the probability
/// above which records are joined, and the costs.
fn identity(outcome: &Outcome) -> String {
    let (settings, candidates) = (outcome.settings(), outcome.candidates());
    let learned = match outcome.fit() {
        Some(fit) => {
            format!("fitted to {:.0} pairs of these lists, starting from a documented prior", fit.pairs)
        }
        None => "not fitted to these lists".to_owned(),
    };
    format!(
        "Rows are compared in pairs, field by field; the weight of each agreement is {learned}. Of {} possible \
         pairs, {} were compared. Partitions of all rows into people are sampled with these weights. Two rows \
         are joined above a probability of {:.3}, because joining two people costs {} times as much as \
         counting one person twice. A pair goes to a reviewer if its expected error costs more than {}.\n",
        candidates.possible,
        candidates.compared,
        settings.needed(),
        settings.cost_of_wrong_join,
        settings.cost_of_review
    )
}

/// The table of grades with the number of entries of each, and how many entries are named by how many
/// independent groups.
fn grades(outcome: &Outcome) -> String {
    let summary = outcome.summary();
    let mut text = String::from(
        "Lists that quote each other, or come from one publisher, form one group and count once. A grade is \
         computed by the rules below. A reviewer can change it with a reason; the register keeps both \
         grades.\n\n| grade | entries | counted | meaning |\n|---|---:|---|---|\n",
    );
    for grade in Grade::ALL {
        let entries = summary.grades.by_grade.get(&grade).copied().unwrap_or(0);
        let counted = if grade.counts() { "yes" } else { "no" };
        let _ = writeln!(text, "| {} | {entries} | {counted} | {} |", grade.as_str(), grade.about());
    }
    let groups = summary.independent.iter().rev();
    let groups = groups.map(|(groups, entries)| format!("{entries} by {groups}"));
    let groups: Vec<String> = groups.collect();
    let _ = writeln!(
        text,
        "\nEntries by the number of independent groups of lists that name them: {}.",
        groups.join(", ")
    );
    text
}

/// Open questions, decisions on record, published totals and findings by code. Texts of findings are
/// not published, because they quote cells. Findings about totals are left out if what the lists
/// document of a total is.
fn quality(publication: &Publication<'_>) -> String {
    let (outcome, disclosure) = (publication.outcome, &publication.disclosure);
    let mut summary = outcome.summary();
    if disclosure.are_figures_hidden(outcome) {
        summary.findings.retain(|code, _| Code::from_name(code).is_none_or(|code| !code.is_of_totals()));
    }
    let mut text = format!("Questions waiting for a reviewer: {}.", summary.to_review);
    text.push_str(&rulings(outcome));
    if summary.totals.is_some() {
        let totals = TotalCounts::of(&disclosure.figures(outcome));
        let _ = write!(text, " Published totals, {}.", plain(&totals.to_string()));
    }
    if summary.findings.is_empty() {
        text.push_str(" No findings.\n");
        return text;
    }
    text.push_str("\n\nFindings in the data:\n\n");
    for (code, count) in &summary.findings {
        let about = Code::from_name(code).map_or("", Code::about);
        let _ = writeln!(text, "- {count} × `{code}`: {about}");
    }
    text
}

/// How many decisions reviewers made, by ruling, and how many reviewers there are. No names.
fn rulings(outcome: &Outcome) -> String {
    let mut counts: BTreeMap<Ruling, usize> = BTreeMap::new();
    let mut reviewers: BTreeSet<&str> = BTreeSet::new();
    for decision in outcome.decisions().iter().map(|one| &one.decision) {
        *counts.entry(decision.ruling()).or_insert(0) += 1;
        reviewers.insert(decision.by());
    }
    if counts.is_empty() {
        return " No decisions of reviewers are recorded.".to_owned();
    }
    let counts: Vec<String> =
        counts.iter().map(|(ruling, count)| format!("{count} {}", ruling.as_str())).collect();
    format!(" Decisions of reviewers: {}; number of reviewers: {}.", counts.join(", "), reviewers.len())
}

/// What is published of each field, of minors and of entries that do not count, and how many names are
/// not shown.
fn published(publication: &Publication<'_>) -> String {
    let policy = publication.policy();
    let mut text = String::from("| field | published |\n|---|---|\n");
    for (key, handling) in policy.shown_rules() {
        let _ = writeln!(text, "| {} | {} |", plain(key), handled(key, handling));
    }
    let _ = writeln!(text, "| every other column | withheld |");
    let minors = match policy.minors() {
        Handling::Public => "shown like everyone else",
        Handling::Coarsened => "shown by initials; their links and plain text are not published",
        Handling::Withheld => "not named; their links and plain text are not published",
    };
    let _ = writeln!(
        text,
        "\nPeople who may have been under 18 at death, by a published age or date, or by a label if neither is \
         published: {} entries, {minors}. For {} of them the lists cannot settle it, because they state an age or a \
         birth that cannot be read or believed. An age is not published together with a birth date unless birth and \
         death are both shown in full. The names and reasons of reviewers are not published.",
        publication.minors(),
        publication.unsettled_ages()
    );
    let _ = writeln!(
        text,
        "\nNo name and no value is published of entries that are not counted (rejected, found alive, out of \
         scope, withdrawn). Of other entries, nothing is published that a rejected or withdrawn row states.\n\n\
         Entries whose name is not shown, because the entry is not counted, the cell contains more than a name, \
         or names are withheld: {}.",
        publication.names_not_shown()
    );
    let _ = write!(text, "\n{}", small_counts(publication));
    text
}

/// What a handling shows of a field, in words.
fn handled(key: &str, handling: Handling) -> &'static str {
    match (handling, key) {
        (Handling::Public, "note" | "url" | "id") => "as printed on the list",
        (Handling::Public, _) => "as the program read it",
        (Handling::Withheld, _) => "withheld",
        (Handling::Coarsened, "birth") => "the year",
        (Handling::Coarsened, "death") => "the month",
        (Handling::Coarsened, "age") => "the decade of life",
        (Handling::Coarsened, "name") => "initials",
        (Handling::Coarsened, "place") => "the settlement, with district and region",
        (Handling::Coarsened, "status") => "the group of each list's label, not its words",
        (Handling::Coarsened, "url") => "the website",
        (Handling::Coarsened, "id") => {
            "serial numbers if the order of the list reveals nothing withheld, otherwise a new number"
        }
        (Handling::Coarsened, _) => "with less detail",
    }
}

/// Text of a project file for Markdown: on one line, and with every sign of mark-up escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in crate::base::terminal::inert(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::policy::Policy;

    #[test]
    fn every_field_is_spoken_of() {
        for (key, handling) in Policy::public().rules() {
            assert_ne!(handled(key, handling), "with less detail", "{key}");
        }
        assert_eq!(plain("a|b\n<i>"), "a\\|b\\\\n\\<i\\>");
    }
}
