//! One figure compared with the lists.
//!
//! Input: a figure and the people that the lists document. Output: [`Examined`], with a [`Verdict`] and its reason in
//! words.
//!
//! Let the lists document `low` to `high` people in the scope, and let no list state the scope of `silent` further
//! people.
//!
//! - Above `high + silent`: register below; the missing people are on no list.
//! - Above `high`: open; some of the silent people would have to be in the scope.
//! - Below `low`: register above, unless the issuer said that the number may be greater.
//! - Otherwise: within.

use serde::{Deserialize, Serialize};

use super::feasible::ListSize;
use super::figure::{Figure, FigureStanding, Kind};
use super::scope::{Basis, Documented, Scopes};
use crate::base::words::words;
use crate::language::date::Day;

/// How the lists compare with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// The lists document fewer people than the figure, even with all people of whom no list states the scope.
    RegisterBelow,
    /// The figure lies within the range that the lists document.
    Within,
    /// The lists document more people than the figure.
    RegisterAbove,
    /// The figure is true only if people of whom no list states the scope belong to it.
    Open,
    /// The figure cannot be compared with the lists.
    NotComparable,
}

words! {
    Verdict, "verdict";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `register-below`.
    as_str
    RegisterBelow = "register-below",
    Within = "within",
    RegisterAbove = "register-above",
    Open = "open",
    NotComparable = "not-comparable",
}

/// A figure compared with the lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Examined {
    /// The figure.
    pub figure: Figure,
    /// Whether the figure still stands, was replaced or was withdrawn.
    pub standing: FigureStanding,
    /// The people that the lists document in its scope; `None` if the figure cannot be compared.
    pub documented: Option<Documented>,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict in words, or why there is none.
    pub reason: String,
    /// Why the figure cannot be the true number of people in its scope; `None` unless one list alone shows that.
    pub impossible: Option<String>,
}

impl Examined {
    /// Whether the lists document fewer people in the scope than the smallest number that may be published. False if
    /// there is no such limit.
    pub(crate) fn is_small(&self, smallest: Option<u64>) -> bool {
        let low = self.documented.and_then(|documented| u64::try_from(documented.low).ok());
        smallest.zip(low).is_some_and(|(smallest, low)| low < smallest)
    }

    /// A copy without everything that the lists document in the scope, for a publication that must not show small
    /// numbers. `reason` replaces the verdict.
    pub(crate) fn without_lists(&self, reason: &str) -> Self {
        let (verdict, reason) = (Verdict::NotComparable, reason.to_owned());
        Examined { documented: None, verdict, reason, impossible: None, ..self.clone() }
    }
}

/// Compares a figure with the lists. `sizes` has the published lists and the lists of the project.
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
    /// Withdraws conclusions that later deaths would undo. The figure was stated before the period of the deaths ended
    /// on `end`, so it does not exclude people who died later. A verdict that the lists document fewer people still
    /// holds.
    fn not_yet(&mut self, end: Day) {
        self.impossible = None;
        if self.verdict == Verdict::RegisterAbove {
            self.verdict = Verdict::NotComparable;
            self.reason =
                format!("{}, or people died later: the period of the deaths ends on {end}", self.reason);
        }
    }
}

/// The number of the figure and the people that the lists document in its scope.
///
/// # Errors
///
/// The reason, if the figure cannot be compared with the lists.
fn comparable(figure: &Figure, scopes: &Scopes<'_>) -> Result<(u64, Documented), String> {
    let number = figure.number.ok_or("its number cannot be read")?;
    match figure.kind {
        None => return Err("its kind cannot be read".to_owned()),
        Some(Kind::ListSize) => return Err(of_list(figure, number, scopes)),
        Some(Kind::Subtotal | Kind::Total) => (),
    }
    let documented = scopes.documented(&scopes.scope(figure)?);
    if figure.kind == Some(Kind::Subtotal) && documented.basis == Basis::People {
        return Err(format!("it counts a part of all people by its own definition: {}", figure.definition));
    }
    if let Some(rival) = scopes.rival(figure) {
        return Err(format!(
            "the issuer also counts `{rival}`, so only the issuer knows whom it counts as `{}`",
            figure.status
        ));
    }
    Ok((number, documented))
}

/// Why the size of a list is not compared with people: it is compared with the records of the list instead.
fn of_list(figure: &Figure, number: u64, scopes: &Scopes<'_>) -> String {
    let source = scopes.run.reconciled.sources.iter().find(|source| source.id() == figure.list);
    match source.map(|source| source.row_count() as u64) {
        None => "it is the size of a list that is not in this project".to_owned(),
        Some(rows) if rows == number => {
            format!("it is the size of the list `{}`, which has the same number of rows here", figure.list)
        }
        Some(rows) => format!("it is the size of the list `{}`, which has {rows} rows here", figure.list),
    }
}

/// The verdict about a number, with its reason. `at_least` means that the issuer said that the number may be greater;
/// such a number is never too small.
fn verdict(number: u64, at_least: bool, documented: &Documented) -> (Verdict, String) {
    let [low, high, silent] = [documented.low, documented.high, documented.silent].map(|count| count as u64);
    let who = match documented.basis {
        Basis::People => "people",
        Basis::Entries => "entries",
    };
    let many = if low == high { format!("{low} {who}") } else { format!("{low} to {high} {who}") };
    let unsaid = if silent == 0 {
        String::new()
    } else {
        format!("; for {silent} more the lists do not say whether they belong")
    };
    let all = format!("the lists document {many}{unsaid}");
    if number > high + silent {
        return (Verdict::RegisterBelow, format!("{all}; {} or more are on no list", number - high - silent));
    }
    if number > high {
        return (Verdict::Open, format!("{all}; {} of these would have to belong", number - high));
    }
    if number < low && !at_least {
        return (Verdict::RegisterAbove, format!("{all}; the figure is at least {} too low", low - number));
    }
    (Verdict::Within, all)
}

/// Why a list alone excludes the figure; `None` if none does. A figure that may be greater (`at_least`) excludes
/// nothing.
fn impossible(number: u64, figure: &Figure, documented: &Documented, sizes: &[ListSize]) -> Option<String> {
    if figure.at_least {
        return None;
    }
    if documented.basis == Basis::Entries {
        let most = documented.one_list as u64;
        return (most > number).then(|| format!("one list alone has {most} entries in this scope"));
    }
    let largest = sizes.iter().max_by_key(|size| size.low)?;
    (largest.low > number)
        .then(|| format!("{} alone has {} people, all assumed to be in its scope", largest.name, largest.low))
}
