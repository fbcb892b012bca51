//! A person of the register as a view shows them.
//!
//! Takes an entry and the policy; gives a [`Person`] with fields, rows and claims. Values
//! that the policy withholds are not in it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::joins::{Doubt, Join};
use super::shown::{Shown, field_of};
use crate::register;
use crate::register::grade::is_named_person;
use crate::register::{Entry, FieldState, FieldView, Member};
use crate::source::Field;

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// The id of the entry.
    pub id: String,
    /// The shown name; empty if no list gives one or the policy withholds it.
    pub name: String,
    /// How well the lists and reviewers establish the entry, such as `corroborated`: see
    /// [`Grade`](crate::register::grade::Grade).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Whether any list gives a name.
    pub named: bool,
    /// Whether the entry is one person with a name who counts among the dead.
    #[serde(skip)]
    pub(crate) is_named_person: bool,
    /// Ids of the lists on which the person appears, sorted.
    pub lists: Vec<String>,
    /// Number of independent groups among these lists.
    pub independent: usize,
    /// Probability from 0 to 1 that the entry has exactly the records of one person.
    pub probability: f64,
    /// The settlement, or else the region, of the shown place, in English. `None` if lists disagree or
    /// the gazetteer does not know the place.
    pub place: Option<String>,
    /// Lowest and highest age at death, in completed years; `None` if unknown or not shown.
    pub age: Option<[u16; 2]>,
    /// The age for the table of ages, which may count an age that is not shown for the person.
    #[serde(skip)]
    pub(crate) age_counted: Option<[u16; 2]>,
    /// The fields on which a list or the name gives a value that is shown.
    pub fields: Vec<FieldShown>,
    /// The records of the entry.
    pub rows: Vec<RowShown>,
    /// Why the records were joined: for each record but the first, the strongest comparison with a
    /// record joined before it. Empty if the policy hides the reasons.
    pub joins: Vec<Join>,
    /// Other entries that could be the same person, the most likely first.
    pub doubts: Vec<Doubt>,
    /// The words of the name in neutral letters, for a search.
    #[serde(skip)]
    pub(crate) keys: Vec<String>,
}

/// One field of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldShown {
    /// `name`, `sex`, `birth`, `death`, `place`, `status`, or the label of a further column.
    pub field: String,
    /// How the lists agree on the field.
    pub state: FieldState,
    /// The shown value. Several values are separated by ` | `. Dates are in EDTF, places and sexes in
    /// English.
    pub shown: Option<String>,
    /// The rule that chose the value.
    pub rule: Cow<'static, str>,
    /// Ids of the lists that state this value or a compatible one.
    pub says: Vec<String>,
    /// Ids of the lists that disagree with it.
    pub contradicts: Vec<String>,
    /// Ids of the entry's lists that state nothing.
    pub silent: Vec<String>,
}

/// One record of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RowShown {
    /// Id of the list.
    pub list: String,
    /// The id of the record in the list; in a publication its published name, such as `record 12`.
    pub record: String,
    /// The row number in a spreadsheet (the header is row 1); in a publication the new number of the
    /// record.
    pub row: u64,
    /// Probability from 0 to 1 that the record and another record of the entry are one person, averaged
    /// over the others. `None` for an entry of one record.
    pub probability: Option<f64>,
    /// The shown claims of the record.
    pub claims: Vec<ClaimShown>,
}

/// The claim of one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClaimShown {
    /// The header of the column; in a publication the meaning of the column, if the project file gives one.
    pub column: String,
    /// The meaning of the column: a field such as `birth_date`, or the label of a further column.
    /// `None` for a column that the project file does not map.
    pub field: Option<String>,
    /// The value as understood, or the text of the cell if it was not understood.
    pub value: String,
    /// The text of the cell, if it differs from the value and the policy shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Person {
    /// What an entry shows by itself. Place, age, joins, doubts and search keys need the rest of the
    /// run and are set later.
    pub(super) fn new(entry: &Entry, shown: &Shown<'_>) -> Self {
        let name = entry.field(Field::Name).and_then(|view| shown.field(entry, view));
        let mut members: Vec<&Member> = entry.members().iter().collect();
        if !shown.is_working() {
            // The order of ids may reveal birth dates.
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
    /// A field of an entry; `None` if no list gives a value or nothing of it is shown. A publication
    /// has no field `status`, because a status is a claim of its list; only claims have it.
    fn new(entry: &Entry, view: &FieldView, shown: &Shown<'_>) -> Option<Self> {
        let is_published = shown.is_working() || view.field != "status";
        let value = shown.field(entry, view).filter(|_| is_published);
        let view = shown.view(entry, view);
        (view.state != FieldState::Silent && value.is_some()).then(|| FieldShown {
            field: view.field.clone(),
            state: view.state,
            shown: value,
            rule: view.rule.clone(),
            says: view.says.clone(),
            contradicts: view.contradicts.clone(),
            silent: view.silent.clone(),
        })
    }
}

impl RowShown {
    /// A record of an entry with its shown claims.
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
    /// A claim; `None` if it is not shown.
    fn new(entry: &Entry, claim: &register::Claim, shown: &Shown<'_>) -> Option<Self> {
        let (value, raw) = shown.claim(entry, claim)?;
        let field = field_of(claim);
        // A header is the text of a list, which may name anybody; the field says what the column means.
        let column = field.clone().filter(|_| !shown.is_working()).unwrap_or_else(|| claim.column.clone());
        Some(ClaimShown { column, field, value, raw })
    }
}
