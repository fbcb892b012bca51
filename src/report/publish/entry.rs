//! An entry as it may be published, and the table of all published entries.
//!
//! Takes a [`Disclosure`] and an [`Entry`]; gives a [`PublicEntry`], which contains published values
//! only, and the bytes of the public `register.csv`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::decimals::fixed;
use crate::base::table::Table;
use crate::register::outcome::Outcome;
use crate::register::{Claim, Entry, FieldState, FieldView, Member};
use crate::report::disclosure::Disclosure;
use crate::report::disclosure::small::ShownCombination;
use crate::source::Field;
use crate::source::policy::canonical;

/// A field of which at least a part is shown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PublicField {
    /// `name`, `sex`, `birth`, `death`, `place`, or the label of a further column.
    field: String,
    /// The shown value. Several values are separated by ` | `.
    value: String,
    /// How the lists agree, computed from published values.
    state: FieldState,
    /// Whether the shown value has less detail than the lists.
    reduced: bool,
    /// Ids of the lists that state this value or a compatible one.
    says: Vec<String>,
    /// Ids of the lists that disagree with it.
    contradicts: Vec<String>,
    /// Ids of the entry's lists that state nothing.
    silent: Vec<String>,
}

/// What a record states in a field, as far as it may be shown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PublicClaim {
    /// Id of the list.
    list: String,
    /// Published name of the record: its id or a new number.
    record: String,
    /// The field, the label, or for other columns the header.
    field: String,
    /// The shown value.
    value: String,
}

/// A record of the entry.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PublicRecord {
    /// Id of the list.
    list: String,
    /// Published name of the record: its id or a new number.
    record: String,
}

/// An entry as it may be published. The names of the fields are the keys in `register.json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PublicEntry {
    /// Published id of the entry.
    id: String,
    /// Grade of the entry: that of the ruling, if there is one.
    grade: &'static str,
    /// Grade that the program computed.
    grade_computed: &'static str,
    /// `reviewer` or `program`. The name of the reviewer is not published.
    graded_by: &'static str,
    /// Whether the entry counts among the dead.
    counted: bool,
    /// Number of people whom the entry describes: 1, or the size of a group record.
    people: u64,
    /// Whether the person may have been under 18; `None` if nothing of the entry is published.
    may_be_minor: Option<bool>,
    /// Number of independent groups of lists that name the person.
    independent_groups: usize,
    /// Probability that the entry has exactly the records of one person, with two decimals.
    probability: String,
    /// Ids of the lists on which the person appears.
    lists: Vec<String>,
    /// The records, by list and published number.
    records: Vec<PublicRecord>,
    /// The shown fields, without the status: a label is published only as the claim of its list.
    fields: Vec<PublicField>,
    /// The shown ages; several are separated by ` | `.
    age: Option<String>,
    /// The shown claims, by record. The id is not among them.
    claims: Vec<PublicClaim>,
}

impl PublicEntry {
    /// The published part of an entry.
    pub(super) fn of(disclosure: &Disclosure<'_>, entry: &Entry) -> Self {
        let grading = entry.grading();
        let mut members: Vec<&Member> = entry.members().iter().collect();
        members.sort_by_key(|member| (&member.source, disclosure.row(member)));
        let fields = entry.fields().iter().filter(|field| field.field != "status");
        let claims = |member: &&Member| claims(disclosure, entry, member);
        PublicEntry {
            id: disclosure.entry_id(entry),
            grade: grading.grade.as_str(),
            grade_computed: grading.computed.as_str(),
            graded_by: if grading.ruled.is_some() { "reviewer" } else { "program" },
            counted: grading.grade.counts(),
            people: grading.people(),
            may_be_minor: (!disclosure.is_kept_back(entry)).then(|| disclosure.is_minor(entry)),
            independent_groups: entry.independent_groups(),
            probability: fixed(entry.probability(), 2),
            lists: entry.sources().into_iter().map(str::to_owned).collect(),
            records: members.iter().map(|member| record(disclosure, member)).collect(),
            fields: fields.filter_map(|field| public_field(disclosure, entry, field)).collect(),
            age: disclosure.ages(entry),
            claims: members.iter().flat_map(claims).collect(),
        }
    }

    /// Sort key: entries with a name first, by name, then by id.
    pub(super) fn rank(&self) -> (bool, &str, &str) {
        let name = self.value("name");
        (name.is_empty(), name, &self.id)
    }

    /// Whether a name is shown.
    pub(super) fn has_name(&self) -> bool {
        !self.value("name").is_empty()
    }

    /// The published place, date of death, date of birth and sex. If no birth is published, the ages
    /// take its place.
    pub(super) fn combination(&self) -> ShownCombination {
        let age = self.age.as_deref().unwrap_or_default();
        let [place, death, birth, sex] = ["place", "death", "birth", "sex"].map(|field| self.value(field));
        [place, death, if birth.is_empty() { age } else { birth }, sex].map(str::to_owned)
    }

    /// The shown value of a field; empty if it is not shown.
    fn value(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|one| one.field == field);
        found.map_or("", |one| &one.value)
    }

    /// The state of a field; empty if it is not shown.
    fn state(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|one| one.field == field);
        found.map_or("", |one| one.state.as_str())
    }

    /// The label that each list gives the person, as `list: label`, each once. They are never merged
    /// into one label.
    fn statuses(&self) -> String {
        let claims = self.claims.iter().filter(|claim| claim.field == "status");
        let all: BTreeSet<String> = claims.map(|claim| format!("{}: {}", claim.list, claim.value)).collect();
        all.into_iter().collect::<Vec<_>>().join(" | ")
    }

    /// The published names of the records of one list, separated by ` | `.
    fn records_of(&self, list: &str) -> String {
        let mine = self.records.iter().filter(|record| record.list == list);
        mine.map(|record| record.record.as_str()).collect::<Vec<_>>().join(" | ")
    }
}

/// The published name of a record with its list.
fn record(disclosure: &Disclosure<'_>, member: &Member) -> PublicRecord {
    PublicRecord { list: member.source.clone(), record: disclosure.record(member) }
}

/// A field as published; `None` if nothing of it is shown.
fn public_field(disclosure: &Disclosure<'_>, entry: &Entry, view: &FieldView) -> Option<PublicField> {
    let value = disclosure.field(entry, view)?;
    let view = disclosure.view(entry, view).into_owned();
    Some(PublicField {
        field: view.field,
        reduced: view.shown.as_deref() != Some(value.as_str()),
        value,
        state: view.state,
        says: view.says,
        contradicts: view.contradicts,
        silent: view.silent,
    })
}

/// The shown claims of one record.
fn claims(disclosure: &Disclosure<'_>, entry: &Entry, member: &Member) -> Vec<PublicClaim> {
    let of_member = |claim: &&Claim| claim.source == member.source && claim.record == member.record;
    let public = |claim: &Claim| {
        // `record` already names the record.
        if claim.field == Some(Field::Id) {
            return None;
        }
        let field = claim.field.map(Field::as_str).or(claim.label.as_deref()).unwrap_or(&claim.column);
        Some(PublicClaim {
            list: member.source.clone(),
            record: disclosure.record(member),
            field: field.to_owned(),
            value: disclosure.claim(entry, claim)?,
        })
    };
    entry.claims().iter().filter(of_member).filter_map(public).collect()
}

/// The columns for fields: the five fields that every register has, then the further fields that any
/// entry shows, by name.
fn columns(entries: &[PublicEntry]) -> Vec<String> {
    let mut columns: Vec<String> = ["name", "sex", "birth", "death", "place"].map(str::to_owned).to_vec();
    let shown = entries.iter().flat_map(|entry| &entry.fields).map(|field| &field.field);
    let further: BTreeSet<&String> = shown.filter(|field| canonical(field).is_none()).collect();
    columns.extend(further.into_iter().cloned());
    columns
}

/// The public `register.csv`: one row for each entry, in the given order.
pub(super) fn table(outcome: &Outcome, entries: &[PublicEntry]) -> Vec<u8> {
    let (columns, lists) = (columns(entries), outcome.register().lists());
    let mut header: Vec<String> =
        ["entry_id", "grade", "grade_computed", "graded_by", "counted", "people"].map(str::to_owned).to_vec();
    header.extend(columns.iter().flat_map(|column| [column.clone(), format!("{column}_state")]));
    header.extend(["age", "status_by_list", "reduced", "may_be_minor"].map(str::to_owned));
    header.extend(["independent_groups", "probability", "lists"].map(str::to_owned));
    header.extend(lists.iter().map(|list| format!("records_{}", list.id)));
    let mut table = Table::new(header);
    let ids: Vec<&str> = lists.iter().map(|list| list.id.as_str()).collect();
    entries.iter().for_each(|entry| table.row(row(entry, &columns, &ids)));
    table.bytes()
}

/// The cells of one entry. `columns` are the fields and `lists` the ids of all lists, in the order of
/// the header.
fn row(entry: &PublicEntry, columns: &[String], lists: &[&str]) -> Vec<String> {
    let yes = |yes| if yes { "yes" } else { "no" }.to_owned();
    let mut row = vec![entry.id.clone()];
    row.extend([entry.grade, entry.grade_computed, entry.graded_by].map(str::to_owned));
    row.extend([yes(entry.counted), entry.people.to_string()]);
    for column in columns {
        row.extend([entry.value(column).to_owned(), entry.state(column).to_owned()]);
    }
    let reduced = entry.fields.iter().filter(|field| field.reduced);
    let reduced: Vec<&str> = reduced.map(|field| field.field.as_str()).collect();
    row.extend([entry.age.clone().unwrap_or_default(), entry.statuses()]);
    row.extend([reduced.join(" | "), entry.may_be_minor.map(yes).unwrap_or_default()]);
    row.extend([entry.independent_groups.to_string(), entry.probability.clone()]);
    row.push(entry.lists.join(" | "));
    row.extend(lists.iter().map(|list| entry.records_of(list)));
    row
}
