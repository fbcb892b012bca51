//! Changes the period of a project file that is there already, if nobody has edited it.
//!
//! In: the text of the file, the period that its lists show, and the period with the new lists. Out: the text with new
//! values of `from` and `to`; every other byte stays. The values are changed only if they are those that the lists
//! show, because then `start` wrote them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::language::date::Day;
use crate::source::inspect::quoted;

/// The text with the period `new`; `None` if the period was edited, is missing, or does not change.
pub(super) fn widened(text: &str, old: Option<(Day, Day)>, new: (Day, Day)) -> Option<String> {
    let old = old.filter(|old| *old != new)?;
    let table = DeTable::parse(text).ok()?;
    let project = table.get_ref().get("project")?.get_ref().as_table()?;
    let mut changes: Vec<(Range<usize>, Day)> = Vec::new();
    for (key, is, wanted) in [("from", old.0, new.0), ("to", old.1, new.1)] {
        let value = project.get(key)?;
        let is_guessed = day(value) == Some(is);
        is_guessed.then(|| changes.push((value.span(), wanted)))?;
    }
    changes.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_owned();
    for (span, day) in changes {
        text.get(span.clone())?;
        text.replace_range(span, &quoted(&day.to_string()));
    }
    Some(text)
}

/// The day that a value states, with quotes or without.
fn day(value: &Spanned<DeValue<'_>>) -> Option<Day> {
    match value.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(date) => date.to_string().parse().ok(),
        _ => None,
    }
}
