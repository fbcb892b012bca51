//! The one place that values pass on their way into a view: what a policy withholds ends here.

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

/// What a policy lets through of a run.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    disclosure: Disclosure<'a>,
    records: BTreeMap<(&'a str, &'a str), &'a Member>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(outcome: &'a Outcome, policy: &Policy) -> Self {
        let members = outcome.register().entries().iter().flat_map(Entry::members);
        let key = |member: &'a Member| (member.source.as_str(), member.record.as_str());
        Shown {
            disclosure: Disclosure::new(outcome, policy),
            records: members.map(|member| (key(member), member)).collect(),
        }
    }

    /// Whether this is the copy of those who may see the lists.
    pub(super) fn is_working(&self) -> bool {
        self.disclosure.policy().is_working()
    }

    /// Whether anything of a field is shown.
    pub(super) fn any(&self, field: &str) -> bool {
        self.disclosure.policy().handling(field) != Handling::Withheld
    }

    /// Whether a field is shown as the lists have it.
    pub(super) fn whole(&self, field: &str) -> bool {
        self.disclosure.policy().handling(field) == Handling::Public
    }

    /// As much of a field of an entry as is shown.
    pub(super) fn field(&self, entry: &Entry, view: &FieldView) -> Option<String> {
        self.disclosure.field(entry, view)
    }

    /// A field as it follows from what is shown.
    pub(super) fn view<'e>(&self, entry: &Entry, view: &'e FieldView) -> Cow<'e, FieldView> {
        self.disclosure.view(entry, view)
    }

    /// Whether what a row says of dates and ages counts.
    pub(super) fn counts(&self, mention: &Mention) -> bool {
        self.is_working() || !self.disclosure.is_rejected(mention)
    }

    /// Whether nothing that lists say of the person is shown.
    pub(super) fn is_kept_back(&self, entry: &Entry) -> bool {
        self.disclosure.is_kept_back(entry)
    }

    /// As much of a claim as is shown: the value as it was understood and, in a working copy, the text of the
    /// cell where it is another one.
    pub(super) fn claim(&self, entry: &Entry, claim: &register::Claim) -> Option<(String, Option<String>)> {
        let shown = self.disclosure.claim(entry, claim)?;
        match self.is_working() {
            true => Some((claim.value.clone(), Some(shown).filter(|raw| *raw != claim.value))),
            false => Some((shown, None)),
        }
    }

    /// The id of an entry.
    pub(super) fn id(&self, entry: &Entry) -> String {
        if self.is_working() { entry.id().to_owned() } else { self.disclosure.entry_id(entry) }
    }

    /// How a record is called.
    pub(super) fn record(&self, member: &Member) -> String {
        if self.is_working() { member.record.clone() } else { self.disclosure.record(member) }
    }

    /// The row of a record, or its new number where the rows of its list have new ones.
    pub(super) fn row(&self, member: &Member) -> u64 {
        self.disclosure.row(member)
    }

    /// A probability with four decimals; with two in what is published.
    pub(super) fn rounded(&self, number: f64) -> f64 {
        let scale = if self.is_working() { 1e4 } else { 1e2 };
        (number * scale).round() / scale
    }

    /// The days on which a person may have been born, as far as they are published; `None` where nothing is.
    pub(super) fn birth(&self, mention: &Mention) -> Option<(Day, Day)> {
        self.disclosure.birth(mention).filter(|_| self.any("birth"))
    }

    /// The same of the death.
    pub(super) fn death(&self, entry: &Entry, mention: &Mention) -> Option<(Day, Day)> {
        self.disclosure.death(entry, mention).filter(|_| self.any("death"))
    }

    /// A record as `list:record`, as far as its id is shown.
    pub(super) fn key(&self, source: &str, record: &str) -> String {
        let member = self.records.get(&(source, record));
        format!("{source}:{}", member.map(|member| self.record(member)).unwrap_or_default())
    }

    /// Whether the name of an entry is shown as the lists have it, so that a search may find it.
    pub(super) fn is_name_whole(&self, entry: &Entry) -> bool {
        let view = entry.field("name");
        view.is_some_and(|view| self.field(entry, view) == view.shown)
    }

    /// Whether it is shown how the rows of an entry agree, and which other entries could be the same person: of
    /// minors, and of entries that do not count, only in a working copy. How rare a given name is tells something
    /// of it, and the other entry may have it in full.
    pub(super) fn are_reasons_shown(&self, entry: &Entry) -> bool {
        let is_kept_back = self.disclosure.is_minor(entry) || self.disclosure.is_kept_back(entry);
        self.is_working() || !(is_kept_back || self.is_coarsened(entry))
    }

    /// Whether less of an entry is shown than the handling of its fields lets through, because few others share it.
    pub(super) fn is_coarsened(&self, entry: &Entry) -> bool {
        self.disclosure.is_coarsened(entry)
    }

    /// Published totals, as far as it is shown what the lists document of them.
    pub(super) fn figures(&self, outcome: &Outcome) -> Vec<Examined> {
        self.disclosure.figures(outcome)
    }

    /// Whether of some published totals it is not shown.
    pub(super) fn are_figures_hidden(&self, outcome: &Outcome) -> bool {
        self.disclosure.are_figures_hidden(outcome)
    }

    /// Whether charts may count few people.
    pub(super) fn are_small_counts_shown(&self) -> bool {
        self.is_working() || self.disclosure.policy().smallest_cell().is_none()
    }

    /// Whether a stated age would reveal more of the birth date than is shown.
    pub(super) fn is_birthday_given(&self, entry: &Entry) -> bool {
        !self.is_working() && self.disclosure.gives_birthday(entry)
    }

    /// Whether two entries, taken for one person, give a birthday: one has the birth year and the other the age.
    pub(super) fn is_birthday_given_by(&self, entry: &Entry, other: &Entry) -> bool {
        let gives = |one, other| self.is_birthday_given(one) && self.disclosure.ages(other).is_some();
        gives(entry, other) || gives(other, entry)
    }

    /// Whether an age that follows from a birth date may be shown.
    pub(super) fn is_age_shown(&self, entry: &Entry) -> bool {
        self.is_working() || self.disclosure.ages(entry).is_some()
    }

    /// What is kept of a table by field.
    pub(super) fn only_shown<T>(&self, mut by_field: BTreeMap<String, T>) -> BTreeMap<String, T> {
        by_field.retain(|field, _| self.is_working() || self.any(field));
        by_field
    }

    /// The fields that are coarsened, and those that are withheld; of columns that are mapped to no field not even
    /// the headers are told.
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

/// The name of the field of a claim that the project file maps to one.
pub(super) fn field_of(claim: &register::Claim) -> Option<String> {
    claim.field.map(Field::as_str).map(str::to_owned).or_else(|| claim.label.clone())
}
