//! The level of two births.
//!
//! In: the birth date, the age and the date of death of two mentions. Out: an index into the levels of the field
//! `birth` in `fields.rs`. A birth is prepared once for each mention ([`Born`]), because the field is compared for
//! almost every pair.

use crate::language::date::{DateRelation, Day, relation_of_days};
use crate::source::mention::Mention;

/// What a mention states about the birth.
#[derive(Clone, Debug)]
pub(super) struct Born {
    /// The possible days of birth.
    when: When,
    /// The least and the most age at death, in months. `None` if no age is stated.
    age: Option<(u16, u16)>,
    /// Whether the mention states when the person died. Only then does the age give a date of birth.
    is_dated: bool,
}

/// The possible days of birth of a mention.
#[derive(Clone, Debug)]
enum When {
    /// An exact day.
    On(Dated),
    /// A year, a month or several of them, as spans of days. Each span has its first and last day.
    Within(Vec<(Dated, Dated)>),
    /// The births that an age allows, if the person died on the stated date or, without one, on some day of the
    /// period of the project.
    OfAge([(Dated, Dated); 1]),
    /// An age without a date of death and without a period: no date of birth follows.
    Unknown,
}

/// A day with its number, so that gaps are a subtraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    /// The day.
    day: Day,
    /// Days since `Day::MIN`.
    number: i32,
}

/// Longest gap of `near-age`, in days: five years. Ages are guessed, and some are ages at another event.
const NEAR_AGE: i32 = 5 * 366;
/// Half a generation, in years. Nobody misjudges an age by so much; father and son are further apart.
pub(crate) const HALF_A_GENERATION: u16 = 15;
/// [`HALF_A_GENERATION`] in days: the longest gap of `other-age` and `other-year`.
const FAR_AGE: i32 = HALF_A_GENERATION as i32 * 366;

impl Born {
    /// What a mention states about the birth; `None` if it has neither a birth date nor an age.
    pub(super) fn of(mention: &Mention) -> Option<Self> {
        let dated = |span: &(Day, Day)| (Dated::new(span.0), Dated::new(span.1));
        let age = mention.age().map(|age| (age.min_months(), age.max_months()));
        let when = match (mention.birth(), mention.birth_by_age()) {
            (Some(birth), _) => match birth.day() {
                Some(day) => When::On(Dated::new(day)),
                None => When::Within(birth.spans().iter().map(dated).collect()),
            },
            (None, Some((from, to))) => When::OfAge([dated(&(from.min(to), from.max(to)))]),
            (None, None) => age.map(|_| When::Unknown)?,
        };
        Some(Born { when, age, is_dated: mention.death().is_some() })
    }

    /// The level of two births, as an index into the levels of the field. `None` if one mention has an age from which
    /// no date follows and the other has no age.
    ///
    /// An age is compared with a birth date by the gap between the possible days. Two ages are compared as they
    /// stand, unless both mentions have a date of death.
    pub(super) fn level(&self, other: &Born) -> Option<usize> {
        match (&self.when, &other.when) {
            (When::On(a), When::On(b)) => Some(days(*a, *b)),
            (When::Unknown, _) | (_, When::Unknown) => self.level_of_ages(other),
            (When::OfAge(_), When::OfAge(_)) if !(self.is_dated && other.is_dated) => {
                self.level_of_ages(other)
            }
            (When::OfAge(_), _) | (_, When::OfAge(_)) => Some(ages(self.gap(other))),
            _ => Some(match self.gap(other) {
                0 => 5,
                gap if gap <= 366 => 6,
                gap if gap <= FAR_AGE => 7,
                _ => 8,
            }),
        }
    }

    /// The level of two ages at death, by the years between them. One person dies once, so two ages can be compared
    /// without a date of death. `None` if a mention has no age.
    fn level_of_ages(&self, other: &Born) -> Option<usize> {
        let ((a_min, a_max), (b_min, b_max)) = (self.age?, other.age?);
        let months = b_min.saturating_sub(a_max).max(a_min.saturating_sub(b_max));
        Some(ages(i32::from(months.div_ceil(12)) * 366))
    }

    /// Smallest number of days between possible births of the two; 0 if they overlap.
    fn gap(&self, other: &Born) -> i32 {
        let gaps = self.spans().flat_map(|a| other.spans().map(move |b| gap(a, b)));
        gaps.min().unwrap_or(0)
    }

    /// The possible days of birth, as spans.
    fn spans(&self) -> impl Iterator<Item = (Dated, Dated)> + '_ {
        let (day, spans) = match &self.when {
            When::On(day) => (Some((*day, *day)), &[][..]),
            When::Within(spans) => (None, spans.as_slice()),
            When::OfAge(span) => (None, span.as_slice()),
            When::Unknown => (None, &[][..]),
        };
        day.into_iter().chain(spans.iter().copied())
    }
}

impl Dated {
    fn new(day: Day) -> Self {
        Dated { day, number: day.days_since(Day::MIN) }
    }
}

/// Days between two spans; 0 if they overlap.
fn gap(a: (Dated, Dated), b: (Dated, Dated)) -> i32 {
    (b.0.number - a.1.number).max(a.0.number - b.1.number).max(0)
}

/// The level of two exact days of birth. A day that one slip explains has day and month exchanged, one component
/// wrong, or lies in the same month or next to the other.
fn days(a: Dated, b: Dated) -> usize {
    let is_same_month = (a.day.year(), a.day.month()) == (b.day.year(), b.day.month());
    match relation_of_days(a.day, b.day, a.number.abs_diff(b.number)) {
        DateRelation::SameDay => 0,
        DateRelation::Swapped | DateRelation::OneComponent => 1,
        // Only the day of the month differs, or the days are neighbours.
        DateRelation::OffByDays(days) if days == 1 || is_same_month => 1,
        _ => match a.day.year().abs_diff(b.day.year()) {
            0 => 2,
            1 => 3,
            _ => 4,
        },
    }
}

/// The level of births when an age is used instead of a birth date. `gap` is the number of days between the possible
/// births.
fn ages(gap: i32) -> usize {
    match gap {
        0 => 9,
        gap if gap <= 366 => 10,
        gap if gap <= NEAR_AGE => 11,
        gap if gap <= FAR_AGE => 12,
        _ => 13,
    }
}
