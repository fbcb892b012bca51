//! A person of the register as a view shows them.

use serde::Serialize;

use super::joins::{Doubt, Join};
use super::shown::{Shown, field_of};
use crate::register;
use crate::register::grade::is_named_person;
use crate::register::{Entry, FieldState, FieldView, Member};

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// The id of the entry.
    pub id: String,
    /// The name that is shown; empty when no list gives one, or the policy withholds it.
    pub name: String,
    /// How well the lists and the reviewers establish the entry, as `corroborated`: see [`Grade`](crate::register::grade::Grade).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Whether any list gives a name.
    pub named: bool,
    /// Whether the entry is one person with a name, who counts among the dead.
    #[serde(skip)]
    pub(crate) is_named_person: bool,
    /// The ids of the lists that have the person, sorted.
    pub lists: Vec<String>,
    /// How many independent groups of lists that is.
    pub independent: usize,
    /// The probability that the entry has exactly the rows of one person.
    pub probability: f64,
    /// The settlement, or else the region, of the value shown for the place, in English; `None` where lists
    /// contradict each other or the place is not in the gazetteer.
    pub place: Option<String>,
    /// The least and the greatest age at death, in years.
    pub age: Option<[u16; 2]>,
    /// The same for the table of ages, which may have it where the person may not.
    #[serde(skip)]
    pub(crate) age_counted: Option<[u16; 2]>,
    /// The fields on which a list or the name says anything.
    pub fields: Vec<FieldShown>,
    /// The rows of the lists.
    pub rows: Vec<RowShown>,
    /// Why the rows stand together: for each row but the first, the comparison that joins it best.
    pub joins: Vec<Join>,
    /// Entries that could be the same person.
    pub doubts: Vec<Doubt>,
    /// The words of the name in neutral letters, for a search.
    #[serde(skip)]
    pub(crate) keys: Vec<String>,
}

/// One field of a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldShown {
    /// `name`, `sex`, `birth`, `death`, `place`, `status`, or the label of a further column.
    pub field: String,
    /// How the lists stand to each other.
    pub state: FieldState,
    /// The value that is shown; several are apart by ` | `. Dates are in EDTF, places and sexes in English.
    pub shown: Option<String>,
    /// The rule that chose it.
    pub rule: &'static str,
    /// Lists that say it, or something compatible with it.
    pub says: Vec<String>,
    /// Lists that contradict it.
    pub contradicts: Vec<String>,
    /// Lists of the entry that say nothing.
    pub silent: Vec<String>,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RowShown {
    /// The id of the list.
    pub list: String,
    /// The id of the record in the list.
    pub record: String,
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// The probability that it is the person of another row of the entry, on average over these; `None` for
    /// an entry of one row.
    pub probability: Option<f64>,
    /// What the cells with text say.
    pub claims: Vec<ClaimShown>,
}

/// What one cell says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ClaimShown {
    /// The header of the column.
    pub column: String,
    /// What the column means: a field as `birth_date`, or the label of a further column; `None` for a column
    /// that the project file does not map.
    pub field: Option<String>,
    /// The value as it was understood; the text of the cell where nothing was.
    pub value: String,
    /// The text of the cell, where it differs from the value and the policy shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Person {
    /// What an entry says by itself; what needs the rest of the outcome is added by others.
    pub(super) fn new(entry: &Entry, shown: &Shown<'_>) -> Self {
        let name = entry.field("name").and_then(|view| shown.field(entry, view));
        let mut members: Vec<&Member> = entry.members().iter().collect();
        if !shown.is_working() {
            // The order of ids may follow from birth dates.
            members.sort_by_key(|member| (&member.source, shown.row(member)));
        }
        Person {
            id: shown.id(entry),
            name: name.unwrap_or_default(),
            grade: Some(entry.grading().grade.as_str().to_owned()),
            named: !entry.name().is_empty(),
            is_named_person: is_named_person(entry),
            lists: entry.sources().into_iter().map(str::to_owned).collect(),
            independent: entry.independent_groups(),
            probability: shown.rounded(entry.probability()),
            place: None,
            age: None,
            age_counted: None,
            fields: entry.fields().iter().filter_map(|view| FieldShown::new(entry, view, shown)).collect(),
            rows: members.into_iter().map(|member| RowShown::new(member, entry, shown)).collect(),
            joins: Vec::new(),
            doubts: Vec::new(),
            keys: Vec::new(),
        }
    }
}

impl FieldShown {
    /// `None` where nothing is said, or nothing of it is shown. A status is each list's own: in what is published
    /// only claims have it.
    fn new(entry: &Entry, view: &FieldView, shown: &Shown<'_>) -> Option<Self> {
        let is_published = shown.is_working() || view.field != "status";
        let value = shown.field(entry, view).filter(|_| is_published);
        let view = shown.view(entry, view);
        (view.state != FieldState::Silent && value.is_some()).then(|| FieldShown {
            field: view.field.clone(),
            state: view.state,
            shown: value,
            rule: view.rule,
            says: view.says.clone(),
            contradicts: view.contradicts.clone(),
            silent: view.silent.clone(),
        })
    }
}

impl RowShown {
    fn new(member: &Member, entry: &Entry, shown: &Shown<'_>) -> Self {
        let mine = |claim: &&register::Claim| claim.source == member.source && claim.record == member.record;
        RowShown {
            list: member.source.clone(),
            record: shown.record(member),
            row: shown.row(member),
            probability: member.probability.map(|one| shown.rounded(one)),
            claims: entry
                .claims()
                .iter()
                .filter(mine)
                .filter_map(|claim| ClaimShown::new(entry, claim, shown))
                .collect(),
        }
    }
}

impl ClaimShown {
    fn new(entry: &Entry, claim: &register::Claim, shown: &Shown<'_>) -> Option<Self> {
        let (value, raw) = shown.claim(entry, claim)?;
        Some(ClaimShown { column: claim.column.clone(), field: field_of(claim), value, raw })
    }
}
