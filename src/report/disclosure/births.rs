//! The published birth of an entry.
//!
//! It is chosen among published values only, so neither the value nor its state depends on a withheld
//! day or a withheld age. Takes the published births of the records; gives a [`FieldView`].

use std::collections::BTreeSet;

use crate::language::date::Day;
use crate::register::{ALL_AGREE, ALL_SHOWN, FieldState, FieldView, MOST_LISTS, MOST_PRECISE, ONE_ROW};

/// The birth that one record states, or that follows from its age.
#[derive(Clone, Debug)]
pub(super) struct RecordBirth<'a> {
    /// Id of the list.
    pub(super) source: &'a str,
    /// The value as the register writes it, in EDTF, before the policy reduces it: `1990-05-02`.
    pub(super) text: String,
    /// First and last day that the published value allows. If only the year is published, this is the
    /// whole year.
    pub(super) span: (Day, Day),
}

impl RecordBirth<'_> {
    /// Whether no day is in both spans.
    fn contradicts(&self, other: &Self) -> bool {
        self.span.0 > other.span.1 || other.span.0 > self.span.1
    }
}

/// The records whose value is shown: the value that most lists support, and of several such values the
/// narrowest. If lists disagree evenly, all values are shown.
///
/// Compares all pairs of records of one entry.
fn chosen<'b, 'a>(all: &'b [RecordBirth<'a>]) -> Vec<&'b RecordBirth<'a>> {
    let supporters = |one: &RecordBirth<'_>| {
        let lists = all.iter().filter(|other| !one.contradicts(other)).map(|other| other.source);
        lists.collect::<BTreeSet<_>>().len()
    };
    let width = |one: &RecordBirth<'_>| one.span.1.days_since(one.span.0);
    let rank = |one: &&RecordBirth<'_>| (std::cmp::Reverse(supporters(one)), width(one), one.span);
    let Some(best) = all.iter().min_by_key(rank) else { return Vec::new() };
    let is_even = all.iter().any(|one| one.contradicts(best) && supporters(one) == supporters(best));
    all.iter().filter(|one| is_even || one.span == best.span).collect()
}

/// The spans of the shown values, each once.
pub(super) fn spans(all: &[RecordBirth<'_>]) -> BTreeSet<(Day, Day)> {
    chosen(all).into_iter().map(|one| one.span).collect()
}

/// The field `birth` of an entry. `lists` are the ids of all lists of the entry.
///
/// The state compares the published spans: `conflict` if two have no day in common, `compatible` if two
/// differ, `agree` if all are equal. Lists that disagree with the shown value are in `contradicts`.
pub(super) fn view(all: &[RecordBirth<'_>], lists: &[&str]) -> FieldView {
    let shown = chosen(all);
    let pairs = || all.iter().enumerate().flat_map(|(at, a)| all.iter().skip(at + 1).map(move |b| (a, b)));
    let state = match all.len() {
        0 => FieldState::Silent,
        1 => FieldState::Single,
        _ if pairs().any(|(a, b)| a.contradicts(b)) => FieldState::Conflict,
        _ if pairs().any(|(a, b)| a.span != b.span) => FieldState::Compatible,
        _ => FieldState::Agree,
    };
    let are_several = shown.iter().any(|a| shown.iter().any(|b| a.contradicts(b)));
    let rule = match state {
        FieldState::Conflict if are_several => ALL_SHOWN,
        FieldState::Conflict => MOST_LISTS,
        FieldState::Single => ONE_ROW,
        FieldState::Agree => ALL_AGREE,
        FieldState::Compatible => MOST_PRECISE,
        _ => "",
    };
    let is_against = |one: &RecordBirth<'_>| shown.iter().any(|other| one.contradicts(other));
    let sources = |keep: &dyn Fn(&RecordBirth<'_>) -> bool| -> Vec<String> {
        let set: BTreeSet<&str> = all.iter().filter(|one| keep(one)).map(|one| one.source).collect();
        set.into_iter().map(str::to_owned).collect()
    };
    let texts: BTreeSet<&str> = shown.iter().map(|one| one.text.as_str()).collect();
    let silent = lists.iter().filter(|list| !all.iter().any(|one| one.source == **list));
    FieldView {
        field: "birth".to_owned(),
        state,
        shown: (!texts.is_empty()).then(|| texts.into_iter().collect::<Vec<_>>().join(" | ")),
        rule: rule.into(),
        says: sources(&|one| !is_against(one)),
        contradicts: sources(&is_against),
        silent: silent.map(|list| (*list).to_owned()).collect(),
    }
}
