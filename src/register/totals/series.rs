//! Figures compared with earlier figures and with the wholes that they are parts of.
//!
//! Input: the figures of a table. Output: pairs of figures that contradict each other.

use serde::Serialize;

use super::figure::{Figure, Kind};
use super::scope::{Scopes, place_day};
use crate::language::place::Place;

/// How two figures contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ContradictionKind {
    /// The later figure of the same scope is smaller.
    Fell,
    /// The later figure is about everybody in the place and smaller than an earlier figure about a part of them.
    FellBelowPart,
    /// A part is larger than its whole.
    AboveWhole,
    /// The borders of the place changed between the two dates, so the figures cannot be compared.
    BorderChanged,
}

/// Two figures that contradict each other or cannot be compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FigureContradiction {
    /// How they contradict each other.
    pub kind: ContradictionKind,
    /// The earlier figure, or the whole.
    pub first: Figure,
    /// The later figure, or the part.
    pub second: Figure,
}

/// All contradictions, in the order of the later figure. Withdrawn figures, sizes of lists, and figures without a
/// number or a date are left out.
pub(super) fn contradictions(figures: &[Figure], scopes: &Scopes<'_>) -> Vec<FigureContradiction> {
    let mut all: Vec<Placed<'_>> = figures.iter().filter_map(|figure| Placed::new(figure, scopes)).collect();
    all.sort_by_key(|one| (one.figure.stated, one.figure.row));
    let mut found = Vec::new();
    for (at, later) in all.iter().enumerate() {
        let before = all.get(..at).unwrap_or_default();
        found.extend(later.against_earlier(before, scopes));
        found.extend(above_whole(later.figure, figures));
    }
    found
}

/// A figure with its place.
struct Placed<'a> {
    /// The figure; it has a number and a date and was not withdrawn.
    figure: &'a Figure,
    /// The place; `None` if the gazetteer does not have it.
    place: Option<Place>,
}

impl<'a> Placed<'a> {
    /// `None` for a figure that is not compared.
    fn new(figure: &'a Figure, scopes: &Scopes<'_>) -> Option<Self> {
        let counts = matches!(figure.kind, Some(Kind::Total | Kind::Subtotal));
        let is_whole = figure.number.is_some() && figure.stated.is_some() && !figure.retracted;
        (counts && is_whole).then(|| Placed { figure, place: scopes.named_place(figure) })
    }

    /// Whether both figures are about the same place: the same place of the gazetteer, or the same text if it has
    /// neither.
    fn is_at_place_of(&self, other: &Placed<'_>) -> bool {
        match (&self.place, &other.place) {
            (Some(a), Some(b)) => a.id() == b.id(),
            (None, None) => self.figure.place == other.figure.place,
            _ => false,
        }
    }

    /// Compares the figure with the latest earlier figure of the same scope, and with the latest of each part of it.
    /// `before` has the earlier figures by date.
    fn against_earlier(&self, before: &[Placed<'_>], scopes: &Scopes<'_>) -> Vec<FigureContradiction> {
        let earlier = |one: &&Placed<'_>| one.figure.stated < self.figure.stated && one.is_at_place_of(self);
        let mut seen: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for one in before.iter().rev().filter(earlier) {
            let same = one.figure.status == self.figure.status && one.figure.kind == self.figure.kind;
            let part = self.figure.is_of_all() && !one.figure.is_of_all();
            if !(same || part) || seen.contains(&one.figure.status.as_str()) {
                continue;
            }
            seen.push(&one.figure.status);
            found.extend(self.after(one, same, scopes));
        }
        found
    }

    /// The contradiction with an earlier figure. A figure that may be larger (`at_least`) does not contradict. `same`
    /// is true for the same scope, false for a part of it.
    fn after(&self, earlier: &Placed<'_>, same: bool, scopes: &Scopes<'_>) -> Option<FigureContradiction> {
        let kind = if self.has_other_borders(earlier, scopes) {
            ContradictionKind::BorderChanged
        } else if self.figure.number >= earlier.figure.number || self.figure.at_least {
            return None;
        } else if same {
            ContradictionKind::Fell
        } else {
            ContradictionKind::FellBelowPart
        };
        Some(FigureContradiction { kind, first: earlier.figure.clone(), second: self.figure.clone() })
    }

    /// Whether the borders of the place differ between the two dates.
    fn has_other_borders(&self, earlier: &Placed<'_>, scopes: &Scopes<'_>) -> bool {
        let (Some(place), Some((_, a)), Some((_, b))) =
            (&self.place, earlier.figure.stated, self.figure.stated)
        else {
            return false;
        };
        !scopes.readers.places().has_same_borders(place, place_day(a), place_day(b))
    }
}

/// The wholes that are smaller than their part. A whole that may be larger (`at_least`) does not contradict.
fn above_whole(part: &Figure, figures: &[Figure]) -> Vec<FigureContradiction> {
    let is_whole = |whole: &&Figure| {
        !whole.id.is_empty() && part.part_of.iter().any(|of| of.whole == whole.id) && !whole.at_least
    };
    let wholes = figures.iter().filter(is_whole).filter(|whole| whole.number.is_some());
    let above = wholes.filter(|whole| part.number > whole.number);
    let contradiction = |whole: &Figure| FigureContradiction {
        kind: ContradictionKind::AboveWhole,
        first: whole.clone(),
        second: part.clone(),
    };
    above.map(contradiction).collect()
}
