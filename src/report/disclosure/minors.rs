//! Who may have been under 18, judged by what is published.
//!
//! Takes the entries of a run and the policy of a [`Disclosure`]; gives for each entry whether its person is treated as
//! a minor. An age that cannot be told counts as that of a minor, so that no child is named by a slip of the pen.

use std::collections::{BTreeMap, BTreeSet};

use super::{Disclosure, births};
use crate::base::finding::{Code, Location};
use crate::language::date::Day;
use crate::language::name::{PersonName, unknown_parts};
use crate::language::status::StatusGroup;
use crate::register::Entry;
use crate::register::outcome::Outcome;
use crate::source::Field;
use crate::source::mention::Mention;
use crate::source::policy::{Handling, of_field};

/// Age of majority, in completed years. Younger people are minors.
const OF_AGE: u16 = 18;
/// Age, in completed years, from which a stated age is not believed without another one. Fewer than 1 of 50,000 people
/// reach it, and a slip in the century (`1910` for `2010`) or a lost comma (`110` for `11,0`) gives such an age to a
/// child.
const HARDLY_REACHED: u16 = 105;
/// Widest date of death, in days, that bounds the deaths of others. `after 2005` says nothing of them.
const WIDEST: i32 = 366;

/// What the published values reveal about an age under 18.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Youth {
    /// The person may have been under 18 by what the lists state.
    Allowed,
    /// An age or a birth is stated that cannot be read or believed, and nothing else tells an adult from a child. The
    /// person is treated as a minor until a reviewer settles it.
    Unsettled,
    /// The published dates or ages exclude it.
    Excluded,
    /// No published value says anything about it.
    Unknown,
}

impl Youth {
    /// Whether the person is treated as a minor.
    fn is_young(self) -> bool {
        matches!(self, Youth::Allowed | Youth::Unsettled)
    }
}

/// The entries of minors.
#[derive(Clone, Debug, Default)]
pub(super) struct Minors<'a> {
    /// Ids of entries of people who may have been under 18.
    pub(super) all: BTreeSet<&'a str>,
    /// Ids of those whose age cannot be told.
    pub(super) unsettled: BTreeSet<&'a str>,
}

impl<'a> Disclosure<'a> {
    /// The minors among the entries of a run.
    pub(super) fn found_minors(&self, outcome: &'a Outcome) -> Minors<'a> {
        let entries = outcome.register().entries();
        let end = outcome.reconciled.period.map(|(first, _)| first).or_else(|| self.earliest(outcome));
        let says: Vec<Youth> = entries.iter().map(|entry| self.youth(entry, end)).collect();
        let may_be = with_doubtful(outcome, &says).into_iter();
        let mut minors = Minors::default();
        for ((entry, says), is_minor) in entries.iter().zip(&says).zip(may_be) {
            if is_minor && !self.is_kept_back(entry) {
                minors.all.insert(entry.id());
                if *says == Youth::Unsettled {
                    minors.unsettled.insert(entry.id());
                }
            }
        }
        minors
    }

    /// The published age of a record, in completed years from lowest to highest. If ages are not
    /// public, the decade counts, so that a child is not named.
    fn age_at(&self, mention: &Mention) -> Option<(u16, u16)> {
        let age = mention.age()?;
        let stated = (age.min_years(), age.max_years());
        match self.policy().handling("age") {
            _ if self.policy().is_working() => Some(stated),
            Handling::Public => Some(stated),
            _ => Some((stated.0 / 10 * 10, (stated.1 / 10 * 10).saturating_add(9))),
        }
    }

    /// The first day of the published death; a vaguer date of another list does not count. The day is
    /// moved into the period, unless the whole published death lies before it. `None` if no date of
    /// death is shown.
    fn died(&self, entry: &Entry) -> Option<Day> {
        let view = entry.field(Field::DeathDate).map(|view| self.view(entry, view))?;
        let shown = view.shown.as_deref()?;
        let is_shown = |mention: &&Mention| {
            let text = mention.death().map(ToString::to_string);
            text.is_some_and(|text| shown.split(" | ").any(|one| one == text))
        };
        let rows = self.of(entry).filter(|mention| !self.is_rejected(mention)).filter(is_shown);
        let (from, to) = rows.filter_map(|mention| self.death(entry, mention)).min()?;
        let Some((first, last)) = self.period else { return Some(from) };
        // A year mistyped into the future must not make a child an adult.
        Some(if first <= to { from.max(first).min(last) } else { from })
    }

    /// The earliest date of death on the lists, as far as dates are published; the latest birth if no list states a
    /// death. It replaces a missing period for people without a date of death: whoever was a child on that day may have
    /// died as one.
    fn earliest(&self, outcome: &'a Outcome) -> Option<Day> {
        let deaths = outcome.mentions().iter().filter_map(Mention::death);
        let deaths = deaths.filter(|death| death.latest().days_since(death.earliest()) < WIDEST);
        let first =
            deaths.map(|death| self.as_published("death", 2, (death.earliest(), death.latest()), 0).0).min();
        let births = outcome.mentions().iter().filter_map(|mention| self.birth(mention));
        first.or_else(|| births.map(|(from, _)| from).max())
    }

    /// Whether a birth or an age is stated that could not be read. It may be that of a child.
    fn is_birth_unread(&self, entry: &Entry) -> bool {
        let keys = entry.members().iter().map(|one| (one.source.as_str(), one.record.as_str()));
        keys.into_iter().any(|key| self.unread.contains(&key) && !self.rejected.contains(&key))
    }

    /// Whether the cell of the name shows, beside the name or among its words, that the person was a
    /// child: `(8 лет)`, `2010 г.р.`, `младенец`. `end` is used as the day of death if none is
    /// published.
    fn is_child_by_name(&self, entry: &Entry, end: Option<Day>) -> bool {
        let day = self.died(entry).or(end);
        let is_child = |text: &str| {
            let is_label = |text| {
                let cell = self.readers.statuses().read(text);
                cell.status().is_some_and(|status| status.has(StatusGroup::Child))
            };
            let is_young =
                |text| self.readers.ages().read(text).age().is_some_and(|age| age.min_years() < OF_AGE);
            is_label(text) || is_young(text) || day.is_some_and(|day| has_year_of_child(text, day))
        };
        let names = self.of(entry).filter(|mention| !self.is_rejected(mention)).filter_map(Mention::name);
        names.into_iter().any(|name| {
            let notes = name.notes().iter().map(String::as_str);
            notes.chain(unknown_parts(name)).any(is_child) || is_child(&words_beside(name))
        })
    }

    /// Whether the published values allow an age under 18. `end` is used if no date of death is
    /// published.
    ///
    /// - From each shown birth span follows a range of ages on the day of death; each published age is
    ///   a range too. Ages that are not believed do not count, see [`is_believed`].
    /// - If all ranges overlap, their intersection counts; otherwise the youngest range decides.
    /// - Without any range, a label such as `child` decides, then the cell of the name, then whether a birth or an age
    ///   is stated that could not be read or is not believed.
    fn youth(&self, entry: &Entry, end: Option<Day>) -> Youth {
        if self.is_kept_back(entry) {
            return Youth::Unknown;
        }
        let mut spans: Vec<(u16, u16)> = Vec::new();
        if let Some(day) = self.died(entry).or(end).filter(|_| self.is_birth_stated(entry)) {
            let births = births::spans(&self.births(entry)).into_iter();
            spans.extend(births.map(|(from, to)| (completed(to, day), completed(from, day))));
        }
        let mut is_partly_read = false;
        if !self.gives_birthday(entry) {
            for mention in self.published(entry, "birth") {
                let Some(span) = self.age_at(mention) else { continue };
                match mention.age().is_some_and(|age| age.is_partly_read()) && span.0 >= OF_AGE {
                    true => is_partly_read = true,
                    false => spans.push(span),
                }
            }
        }
        let stated = spans.len();
        spans.retain(is_believed);
        let all = spans.iter().copied().reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)));
        let youngest = match all {
            // If all ages and dates can be true together, their intersection counts.
            Some((low, high)) if low <= high => Some(low),
            _ => spans.iter().map(|(low, _)| *low).min(),
        };
        let is_unread = || is_partly_read || spans.len() < stated || self.is_birth_unread(entry);
        let is_labelled =
            |mention: &Mention| mention.status().is_some_and(|status| status.has(StatusGroup::Child));
        match youngest {
            Some(years) if years < OF_AGE => Youth::Allowed,
            Some(_) if self.is_birth_contradicted(entry) => Youth::Unsettled,
            Some(_) => Youth::Excluded,
            None if self.published(entry, "status").any(is_labelled) => Youth::Allowed,
            None if self.is_child_by_name(entry, end) => Youth::Allowed,
            None if is_unread() => Youth::Unsettled,
            None => Youth::Unknown,
        }
    }

    /// Whether every record that states the shown birth also states an age under 18, and no record an age of 18 or
    /// more. Then a list contradicts itself, so that it cannot be told which of its two cells is right.
    ///
    /// A list cannot take away the name of an adult with this: another list that states the birth without such an age
    /// decides.
    fn is_birth_contradicted(&self, entry: &Entry) -> bool {
        let is_child = |mention: &Mention| mention.age().map(|age| age.min_years() < OF_AGE);
        let born: Vec<Option<bool>> =
            self.published(entry, "birth").filter(|one| one.birth().is_some()).map(is_child).collect();
        let rows = self.of(entry).filter(|mention| !self.is_rejected(mention));
        let is_adult = rows.map(is_child).any(|one| one == Some(false));
        !is_adult && !born.is_empty() && born.iter().all(|one| *one == Some(true))
    }
}

/// Whether a range of ages is believed by itself: its lowest age is one that people reach.
fn is_believed(span: &(u16, u16)) -> bool {
    span.0 < HARDLY_REACHED
}

/// The words in the cell of a name that the shown name does not contain, joined by blanks.
fn words_beside(name: &PersonName) -> String {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let shown = words(&name.display());
    let beside: Vec<String> = words(name.raw()).into_iter().filter(|word| !shown.contains(word)).collect();
    beside.join(" ")
}

/// Whether a text contains a year from 1 to 18 years before `day`, such as the birth year of a child.
/// The year of `day` itself does not count, because it may be that of the death.
fn has_year_of_child(text: &str, day: Day) -> bool {
    let numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter(|number| number.len() == 4);
    let mut years = numbers.filter_map(|number| number.parse::<i64>().ok());
    let day = i64::from(day.year());
    years.any(|year| year < day && year >= day - i64::from(OF_AGE))
}

/// Completed years on `day` of a person born on `born`; 0 before the birth.
fn completed(born: Day, day: Day) -> u16 {
    u16::try_from(day.months_since(born) / 12).unwrap_or(0)
}

/// The records with a birth or an age that could not be read or cannot be true, according to the
/// findings of the run.
pub(super) fn unread(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let is_of_birth = |at: &&Location| {
        let source = outcome.sources().iter().find(|source| source.id() == at.source);
        let fields = source.into_iter().flat_map(|source| {
            source.mapping().fields().map(|(field, column)| (field, source.header().get(column)))
        });
        let mut columns = fields.filter(|(field, _)| matches!(of_field(*field), "birth" | "age"));
        columns.any(|(_, header)| header == at.column.as_ref())
    };
    let findings = outcome.findings().iter();
    let places = findings.flat_map(|finding| {
        let is_meant = move |at: &&Location| match finding.code {
            Code::UnreadableDate | Code::OtherCalendar => is_of_birth(at),
            Code::UnreadableAge | Code::ImplausibleBirth | Code::DeathBeforeBirth => true,
            _ => false,
        };
        finding.at.iter().filter(is_meant)
    });
    places.filter_map(|at| Some((at.source.as_str(), at.record.as_deref()?))).collect()
}

/// For each entry, by position, whether it is treated as that of a minor. `says` has the result of each
/// entry by itself.
///
/// An entry that could be the same person as a minor counts too, if the probability is at least
/// `cost_of_review`, unless its own dates or ages exclude it.
fn with_doubtful(outcome: &Outcome, says: &[Youth]) -> Vec<bool> {
    let entries = outcome.register().entries();
    let rows = entries.iter().enumerate();
    let entry_of: BTreeMap<(&str, &str), usize> = rows
        .flat_map(|(at, entry)| entry.members().iter().map(move |one| (one, at)))
        .map(|(member, at)| ((member.source.as_str(), member.record.as_str()), at))
        .collect();
    let of = |mention: usize| {
        let key = outcome.mentions().get(mention)?.key();
        entry_of.get(&(&*key.source, &*key.record)).copied()
    };
    let is_young = |at: usize| says.get(at).is_some_and(|one| one.is_young());
    let is_excluded = |at: usize| says.get(at).is_some_and(|one| *one == Youth::Excluded);
    let mut all: Vec<bool> = says.iter().map(|one| one.is_young()).collect();
    let least = outcome.settings().cost_of_review;
    for (pair, _) in outcome.posterior().pairs().filter(|(_, probability)| *probability >= least) {
        let (Some(a), Some(b)) = (of(pair.a()), of(pair.b())) else { continue };
        for (young, other) in [(a, b), (b, a)] {
            if let Some(place) = all.get_mut(other) {
                *place |= is_young(young) && !is_excluded(other);
            }
        }
    }
    all
}
