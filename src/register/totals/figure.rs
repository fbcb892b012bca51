//! One published figure.

use serde::Serialize;

use crate::language::date::Day;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Everyone in its scope.
    Total,
    /// A part of a total.
    Subtotal,
    /// How many names a list had.
    ListSize,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Total, Kind::Subtotal, Kind::ListSize];

    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Total => "total",
            Kind::Subtotal => "subtotal",
            Kind::ListSize => "list-size",
        }
    }
}

/// Whether an issuer still stands by a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FigureStanding {
    /// As far as the table knows.
    Stands,
    /// A later figure of the same scope replaced it.
    Superseded,
    /// The issuer withdrew it.
    Retracted,
}

impl FigureStanding {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            FigureStanding::Stands => "stands",
            FigureStanding::Superseded => "superseded",
            FigureStanding::Retracted => "retracted",
        }
    }
}

/// That a figure is a part of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PartOf {
    /// The `id` of the whole.
    pub whole: String,
    /// The breakdown that the part belongs to: parts of one breakdown are stated side by side, so that
    /// they can be added. `None`: the part cuts across the others and is never added.
    pub breakdown: Option<String>,
}

/// One row of a table of published totals. Cells that cannot be read are `None` here, and a finding of
/// the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// The name by which other rows call it; may be empty.
    pub id: String,
    /// The date as printed.
    pub date: String,
    /// The first and the last day that the date may be.
    pub stated: Option<(Day, Day)>,
    /// The number of people.
    pub number: Option<u64>,
    /// Whether the issuer said that it may be more.
    pub at_least: bool,
    /// The place it speaks of, as printed.
    pub place: String,
    /// `all`, or the group it speaks of in the issuer's words.
    pub status: String,
    /// What is counted, and remarks.
    pub definition: String,
    /// Who stated it.
    pub issuer: String,
    /// What it counts.
    pub kind: Option<Kind>,
    /// The date of the figure that replaced it; empty when none is known.
    pub superseded_by: String,
    /// Whether the issuer withdrew it.
    pub retracted: bool,
    /// What it is a part of.
    pub part_of: Vec<PartOf>,
    /// The id of the list of this project whose size it is; may be empty.
    pub list: String,
    /// Where it can be read.
    pub url: String,
}

impl Figure {
    /// Whether it stands, was replaced or was withdrawn.
    pub fn standing(&self) -> FigureStanding {
        match (self.retracted, self.superseded_by.is_empty()) {
            (true, _) => FigureStanding::Retracted,
            (false, false) => FigureStanding::Superseded,
            (false, true) => FigureStanding::Stands,
        }
    }

    /// Whether it speaks of everyone in its place.
    pub fn is_of_all(&self) -> bool {
        self.status.eq_ignore_ascii_case("all")
    }

    /// The number as text: `at least 241`; `?` when it cannot be read.
    pub fn shown(&self) -> String {
        let number = self.number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        if self.at_least { format!("at least {number}") } else { number }
    }

    /// Number and scope, as `53 Almaty, undetermined`.
    pub fn label(&self) -> String {
        format!("{} {}", self.shown(), self.scope())
    }

    /// Place and status, on one line.
    pub fn scope(&self) -> String {
        let scope = format!("{}, {}", self.place, self.status);
        scope.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn has_breakdown(&self, whole: &str, breakdown: &str) -> bool {
        let is = |part: &PartOf| part.whole == whole && part.breakdown.as_deref() == Some(breakdown);
        !whole.is_empty() && self.part_of.iter().any(is)
    }
}
