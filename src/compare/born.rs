//! Two births, told apart by no more of them than it takes.

use crate::date::{DateRelation, Day, relation_of_days};
use crate::mention::Mention;

/// When a mention was born.
#[derive(Clone, Debug)]
pub(super) enum Born {
    On(Dated),
    Within(Vec<(Dated, Dated)>),
    /// An age, and when it was had.
    OfAge([(Dated, Dated); 1]),
}

/// A day and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    day: Day,
    number: i32,
}

/// Ages up to five years apart are near: guessed ages, and ages at another event.
const NEAR_AGE: i32 = 5 * 366;
/// Half a generation: nobody guesses so far off.
const FAR_AGE: i32 = 15 * 366;

impl Born {
    pub(super) fn of(mention: &Mention) -> Option<Self> {
        let dated = |span: &(Day, Day)| (Dated::new(span.0), Dated::new(span.1));
        match mention.birth() {
            Some(birth) => Some(match birth.day() {
                Some(day) => Born::On(Dated::new(day)),
                None => Born::Within(birth.spans().iter().map(dated).collect()),
            }),
            None => {
                mention.birth_by_age().map(|(from, to)| Born::OfAge([dated(&(from.min(to), from.max(to)))]))
            }
        }
    }

    /// The level of two births.
    pub(super) fn level(&self, other: &Born) -> usize {
        match (self, other) {
            (Born::On(a), Born::On(b)) => days(*a, *b),
            (Born::OfAge(_), _) | (_, Born::OfAge(_)) => ages(self.gap(other)),
            _ => match self.gap(other) {
                0 => 5,
                gap if gap <= 366 => 6,
                gap if gap <= FAR_AGE => 7,
                _ => 8,
            },
        }
    }

    /// How many days lie between the two at least.
    fn gap(&self, other: &Born) -> i32 {
        let gaps = self.spans().flat_map(|a| other.spans().map(move |b| gap(a, b)));
        gaps.min().unwrap_or(0)
    }

    fn spans(&self) -> impl Iterator<Item = (Dated, Dated)> + '_ {
        let (day, spans) = match self {
            Born::On(day) => (Some((*day, *day)), &[][..]),
            Born::Within(spans) => (None, spans.as_slice()),
            Born::OfAge(span) => (None, span.as_slice()),
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
