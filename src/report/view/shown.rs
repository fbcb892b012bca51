//! The only way by which values get into a view. What a policy withholds ends here.
//!
//! Wraps a [`Disclosure`] with the questions that a view asks of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::language::date::Day;
use crate::register;
use crate::register::outcome::Outcome;
use crate::register::totals::Examined;
use crate::register::{Entry, FieldView, Member};
use crate::report::disclosure::Disclosure;
use crate::source::Field;
use crate::source::mention::Mention;
use crate::source::policy::{Handling, Policy};

/// What a policy shows of a run.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    /// The policy, applied to the run.
    disclosure: Disclosure<'a>,
    /// The members of all entries, by list id and record id.
    records: BTreeMap<(&'a str, &'a str), &'a Member>,
}

impl<'a> Shown<'a> {
    /// Applies a policy to a run.
    pub(super) fn new(outcome: &'a Outcome, policy: &Policy) -> Self {
        let members = outcome.register().entries().iter().flat_map(Entry::members);
        let key = |member: &'a Member| (member.source.as_str(), member.record.as_str());
        Shown {
            disclosure: Disclosure::new(outcome, policy),
            records: members.map(|member| (key(member), member)).collect(),
        }
    }

    /// Whether this is a working copy, for people who may see the lists.
    pub(super) fn is_working(&self) -> bool {
        self.disclosure.policy().is_working()
    }

    /// Whether any part of a field is shown.
    pub(super) fn any(&self, field: &str) -> bool {
        self.disclosure.policy().handling(field) != Handling::Withheld
    }

    /// Whether the weight of a comparison may be shown: every field that it compares is shown whole. Births are compared
    /// with ages.
    pub(super) fn is_weight_shown(&self, comparison: &str) -> bool {
        let is_of_birth = comparison == "birth";
        self.is_working()
            || (self.whole(comparison) && (!is_of_birth || (self.whole("age") && self.whole("death"))))
    }

    /// Whether a field is public. Its full values are then shown.
    pub(super) fn whole(&self, field: &str) -> bool {
        self.disclosure.policy().handling(field) == Handling::Public
    }

    /// The shown part of a field of an entry; `None` if nothing is shown.
    pub(super) fn field(&self, entry: &Entry, view: &FieldView) -> Option<String> {
        self.disclosure.field(entry, view)
    }

    /// A field of an entry, computed from published values only.
    pub(super) fn view<'e>(&self, entry: &Entry, view: &'e FieldView) -> Cow<'e, FieldView> {
        self.disclosure.view(entry, view)
    }

    /// Whether the dates and ages of a record count: always in a working copy, otherwise unless a
    /// reviewer rejected the record.
    pub(super) fn counts(&self, mention: &Mention) -> bool {
        self.is_working() || !self.disclosure.is_rejected(mention)
    }

    /// Whether nothing that the lists state about the person is shown.
    pub(super) fn is_kept_back(&self, entry: &Entry) -> bool {
        self.disclosure.is_kept_back(entry)
    }

    /// The shown part of a claim: the value as understood and, in a working copy, the text of the cell
    /// if it differs.
    pub(super) fn claim(&self, entry: &Entry, claim: &register::Claim) -> Option<(String, Option<String>)> {
        let shown = self.disclosure.claim(entry, claim)?;
        match self.is_working() {
            true => Some((claim.value.clone(), Some(shown).filter(|raw| *raw != claim.value))),
            false => Some((shown, None)),
        }
    }

    /// The id of an entry in this view.
    pub(super) fn id(&self, entry: &Entry) -> String {
        if self.is_working() { entry.id().to_owned() } else { self.disclosure.entry_id(entry) }
    }

    /// The name of a record in this view: its id or, in a publication, perhaps a new number.
    pub(super) fn record(&self, member: &Member) -> String {
        if self.is_working() { member.record.clone() } else { self.disclosure.record(member) }
    }

    /// The new number of a record; in a working copy its row number.
    pub(super) fn row(&self, member: &Member) -> u64 {
        self.disclosure.row(member)
    }

    /// A probability with four decimals; with two in a publication.
    pub(super) fn rounded(&self, number: f64) -> f64 {
        let scale = if self.is_working() { 1e4 } else { 1e2 };
        (number * scale).round() / scale
    }

    /// The possible days of birth, from first to last, as far as they are published; `None` if none is
    /// stated or births are withheld.
    pub(super) fn birth(&self, mention: &Mention) -> Option<(Day, Day)> {
        self.disclosure.birth(mention).filter(|_| self.any("birth"))
    }

    /// The possible days of death, from first to last, as far as they are published; `None` if none is
    /// stated or deaths are withheld.
    pub(super) fn death(&self, entry: &Entry, mention: &Mention) -> Option<(Day, Day)> {
        self.disclosure.death(entry, mention).filter(|_| self.any("death"))
    }

    /// A record as `list:record`, with the name that the record has in this view.
    pub(super) fn key(&self, source: &str, record: &str) -> String {
        let member = self.records.get(&(source, record));
        format!("{source}:{}", member.map(|member| self.record(member)).unwrap_or_default())
    }

    /// Whether the full name of an entry is shown. Only then may a search find it.
    pub(super) fn is_name_whole(&self, entry: &Entry) -> bool {
        let view = entry.field(Field::Name);
        view.is_some_and(|view| self.field(entry, view) == self.view(entry, view).shown)
    }

    /// Whether the view shows how the records of an entry agree, and which other entries could be the
    /// same person. For minors, for entries that do not count and for coarsened entries only a working
    /// copy shows it: the frequency of a given name reveals something about it, and the other entry may
    /// have the full name.
    pub(super) fn are_reasons_shown(&self, entry: &Entry) -> bool {
        let is_kept_back = self.disclosure.is_minor(entry) || self.disclosure.is_kept_back(entry);
        self.is_working() || !(is_kept_back || self.is_coarsened(entry))
    }

    /// Whether less of an entry is shown than the handling of its fields allows, because few entries
    /// share its values.
    pub(super) fn is_coarsened(&self, entry: &Entry) -> bool {
        self.disclosure.is_coarsened(entry)
    }

    /// The published totals, with what the lists document as far as that is shown.
    pub(super) fn figures(&self, outcome: &Outcome) -> Vec<Examined> {
        self.disclosure.figures(outcome)
    }

    /// Whether what the lists document is left out for at least one published total.
    pub(super) fn are_figures_hidden(&self, outcome: &Outcome) -> bool {
        self.disclosure.are_figures_hidden(outcome)
    }

    /// Whether charts may show counts of few people: not with `smallest_cell` in a publication.
    pub(super) fn are_small_counts_shown(&self) -> bool {
        self.is_working() || self.disclosure.policy().smallest_cell().is_none()
    }

    /// Whether a stated age would reveal more of the birth date than is shown.
    pub(super) fn is_birthday_given(&self, entry: &Entry) -> bool {
        !self.is_working() && self.disclosure.gives_birthday(entry)
    }

    /// Whether two entries, taken for one person, would reveal a birthday: one shows the year of birth
    /// and the other the age.
    pub(super) fn is_birthday_given_by(&self, entry: &Entry, other: &Entry) -> bool {
        let gives = |one, other| self.is_birthday_given(one) && self.disclosure.ages(other).is_some();
        gives(entry, other) || gives(other, entry)
    }

    /// Whether an age computed from dates may be shown: the ages of the entry are shown as well.
    pub(super) fn is_age_shown(&self, entry: &Entry) -> bool {
        self.is_working() || self.disclosure.ages(entry).is_some()
    }

    /// The rows of a table by field whose field is shown.
    pub(super) fn only_shown<T>(&self, mut by_field: BTreeMap<String, T>) -> BTreeMap<String, T> {
        by_field.retain(|field, _| self.is_working() || self.any(field));
        by_field
    }

    /// The fields that are coarsened, and the fields that are withheld. Of columns that are mapped to
    /// no field not even the headers are listed.
    pub(super) fn fields(&self) -> (Vec<String>, Vec<String>) {
        if self.is_working() {
            return (Vec::new(), Vec::new());
        }
        let policy = self.disclosure.policy();
        let handled = |as_such: Handling| {
            let these: BTreeSet<&str> =
                Policy::fields().filter(|field| policy.handling(field) == as_such).collect();
            these.into_iter().map(str::to_owned).collect()
        };
        (handled(Handling::Coarsened), handled(Handling::Withheld))
    }
}

/// The field that the project file maps a claim's column to, or the label of the column; `None` if
/// there is neither.
pub(super) fn field_of(claim: &register::Claim) -> Option<String> {
    claim.field.map(Field::as_str).map(str::to_owned).or_else(|| claim.label.clone())
}
