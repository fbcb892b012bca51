//! Two births, told apart by no more of them than it takes.

use crate::language::date::{DateRelation, Day, relation_of_days};
use crate::source::mention::Mention;

/// What a mention says of a birth.
#[derive(Clone, Debug)]
pub(super) struct Born {
    when: When,
    /// The age at death, in months, least and most.
    age: Option<(u16, u16)>,
    /// Whether the mention says when the person died, so that the age gives the birth.
    is_dated: bool,
}

/// When a mention was born.
#[derive(Clone, Debug)]
enum When {
    On(Dated),
    Within(Vec<(Dated, Dated)>),
    /// The births that an age allows: the age at death, or on some day of the period.
    OfAge([(Dated, Dated); 1]),
    /// An age, without a date of death and without a period.
    Unknown,
}

/// A day and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    day: Day,
    number: i32,
}

/// Ages up to five years apart are near: guessed ages, and ages at another event.
const NEAR_AGE: i32 = 5 * 366;
/// In years. Nobody guesses an age so far off; fathers and sons are further apart.
pub(crate) const HALF_A_GENERATION: u16 = 15;
const FAR_AGE: i32 = HALF_A_GENERATION as i32 * 366;

impl Born {
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

    /// The level of two births. `None` if one mention has only an age without a date, and the other has no age.
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

    /// The level of two ages at death. One person dies once, so two ages can be compared without a date of death.
    fn level_of_ages(&self, other: &Born) -> Option<usize> {
        let ((a_min, a_max), (b_min, b_max)) = (self.age?, other.age?);
        let months = b_min.saturating_sub(a_max).max(a_min.saturating_sub(b_max));
        Some(ages(i32::from(months.div_ceil(12)) * 366))
    }

    /// How many days lie between the two at least.
    fn gap(&self, other: &Born) -> i32 {
        let gaps = self.spans().flat_map(|a| other.spans().map(move |b| gap(a, b)));
        gaps.min().unwrap_or(0)
    }

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

fn gap(a: (Dated, Dated), b: (Dated, Dated)) -> i32 {
    (b.0.number - a.1.number).max(a.0.number - b.1.number).max(0)
}

fn days(a: Dated, b: Dated) -> usize {
    let is_same_month = (a.day.year(), a.day.month()) == (b.day.year(), b.day.month());
    match relation_of_days(a.day, b.day, a.number.abs_diff(b.number)) {
        DateRelation::SameDay => 0,
        DateRelation::Swapped | DateRelation::OneComponent => 1,
        // A slip in the day alone, or neighbouring days.
        DateRelation::OffByDays(days) if days == 1 || is_same_month => 1,
        _ => match a.day.year().abs_diff(b.day.year()) {
            0 => 2,
            1 => 3,
            _ => 4,
        },
    }
}

/// `gap` is how many days lie between the spans of possible birth days.
fn ages(gap: i32) -> usize {
    match gap {
        0 => 9,
        gap if gap <= 366 => 10,
        gap if gap <= NEAR_AGE => 11,
        gap if gap <= FAR_AGE => 12,
        _ => 13,
    }
}
