//! One figure against the lists.

use serde::Serialize;

use super::feasible::ListSize;
use super::figure::{Figure, FigureStanding, Kind};
use super::scope::{Basis, Documented, Scopes};
use crate::language::date::Day;

/// How the register lies to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// The lists document fewer people than the figure.
    RegisterBelow,
    /// The figure is as likely as any in what the lists document.
    Within,
    /// The lists document more people than the figure.
    RegisterAbove,
    /// The lists leave open of too many people whether they are in the scope.
    Open,
    /// The figure and the lists cannot be held against each other.
    NotComparable,
}

impl Verdict {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::RegisterBelow => "register-below",
            Verdict::Within => "within",
            Verdict::RegisterAbove => "register-above",
            Verdict::Open => "open",
            Verdict::NotComparable => "not-comparable",
        }
    }
}

/// A figure and what the lists say to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Examined {
    /// The figure.
    pub figure: Figure,
    /// Whether it stands, was replaced or was withdrawn.
    pub standing: FigureStanding,
    /// What the lists document in its scope, where that can be told.
    pub documented: Option<Documented>,
    /// How the register lies to it.
    pub verdict: Verdict,
    /// The verdict in words, or why there is none.
    pub reason: String,
    /// Why it cannot be the true number of people of its scope, if one list alone shows that.
    pub impossible: Option<String>,
}

impl Examined {
    /// Whether the lists document fewer people in the scope than are published together.
    pub(crate) fn is_small(&self, smallest: Option<u64>) -> bool {
        let low = self.documented.and_then(|documented| u64::try_from(documented.low).ok());
        smallest.zip(low).is_some_and(|(smallest, low)| low < smallest)
    }

    /// The figure without what the lists document in its scope, with the reason.
    pub(crate) fn without_lists(&self, reason: &str) -> Self {
        let (verdict, reason) = (Verdict::NotComparable, reason.to_owned());
        Examined { documented: None, verdict, reason, impossible: None, ..self.clone() }
    }
}

pub(super) fn examine(figure: &Figure, scopes: &Scopes<'_>, sizes: &[ListSize]) -> Examined {
    let mut found = Examined {
        figure: figure.clone(),
        standing: figure.standing(),
        documented: None,
        verdict: Verdict::NotComparable,
        reason: String::new(),
        impossible: None,
    };
    match comparable(figure, scopes) {
        Err(reason) => found.reason = reason,
        Ok((number, documented)) => {
            (found.verdict, found.reason) = verdict(number, figure.at_least, &documented);
            found.impossible = impossible(number, figure, &documented, sizes);
            found.documented = Some(documented);
            if let Some(end) = scopes.ends_after(figure) {
                found.not_yet(end);
            }
        }
    }
    found
}

impl Examined {
    /// A figure that was stated while people still died excludes nobody who died later. That it has more
    /// people than the lists holds all the same.
    fn not_yet(&mut self, end: Day) {
        self.impossible = None;
        if self.verdict == Verdict::RegisterAbove {
            self.verdict = Verdict::NotComparable;
            self.reason = format!("{}, or died later: the period of the deaths ends on {end}", self.reason);
        }
    }
}

fn comparable(figure: &Figure, scopes: &Scopes<'_>) -> Result<(u64, Documented), String> {
    let number = figure.number.ok_or("its number cannot be read")?;
    match figure.kind {
        None => return Err("its kind cannot be read".to_owned()),
        Some(Kind::ListSize) => return Err(of_list(figure, number, scopes)),
        Some(Kind::Subtotal | Kind::Total) => (),
    }
    let documented = scopes.documented(&scopes.scope(figure)?);
    if figure.kind == Some(Kind::Subtotal) && documented.basis == Basis::People {
        return Err(format!("a part of all by a definition of its own: {}", figure.definition));
    }
    if let Some(rival) = scopes.rival(figure) {
        return Err(format!(
            "the issuer counts others under `{rival}`, so whom it calls `{}` is its own matter",
            figure.status
        ));
    }
    Ok((number, documented))
}

/// The size of a list is no number of people: it is held against the rows of the list.
fn of_list(figure: &Figure, number: u64, scopes: &Scopes<'_>) -> String {
    let source = scopes.outcome.sources().iter().find(|source| source.id() == figure.list);
    match source.map(|source| source.row_count() as u64) {
        None => "the size of a list whose names are not here".to_owned(),
        Some(rows) if rows == number => {
            format!("the size of the list `{}`, which has as many rows here", figure.list)
        }
        Some(rows) => format!("the size of the list `{}`, which has {rows} rows here", figure.list),
    }
}

fn verdict(number: u64, at_least: bool, documented: &Documented) -> (Verdict, String) {
    let [low, high, silent] = [documented.low, documented.high, documented.silent].map(|count| count as u64);
    let who = match documented.basis {
        Basis::People => "people",
        Basis::Entries => "entries",
    };
    let many = if low == high { format!("{low} {who}") } else { format!("{low} to {high} {who}") };
    let unsaid = if silent == 0 { String::new() } else { format!("; of {silent} more no list says") };
    let all = format!("the lists document {many}{unsaid}");
    if number > high + silent {
        return (
            Verdict::RegisterBelow,
            format!("{all}; {} or more stand in no list", number - high - silent),
        );
    }
    if number > high {
        return (Verdict::Open, format!("{all}; {} of these would have to be", number - high));
    }
    if number < low && !at_least {
        return (Verdict::RegisterAbove, format!("{all}; {} or more have to be explained", low - number));
    }
    (Verdict::Within, all)
}

/// A list that has more people than the figure. A figure that may be larger excludes nothing.
fn impossible(number: u64, figure: &Figure, documented: &Documented, sizes: &[ListSize]) -> Option<String> {
    if figure.at_least {
        return None;
    }
    if documented.basis == Basis::Entries {
        let most = documented.one_list as u64;
        return (most > number).then(|| format!("one list alone puts {most} entries into this scope"));
    }
    let largest = sizes.iter().max_by_key(|size| size.low)?;
    (largest.low > number).then(|| {
        format!("{} alone has {} people, all of them taken to be in its scope", largest.name, largest.low)
    })
}
