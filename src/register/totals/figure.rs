//! One published figure: one row of a table of totals.

use serde::{Deserialize, Serialize};

use crate::base::words::words;
use crate::language::date::Day;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Everybody in its scope.
    Total,
    /// A part of a total.
    Subtotal,
    /// The number of names on a list.
    ListSize,
}

words! {
    Kind, "kind";
    /// All kinds.
    ALL
    /// The word in the table, such as `list-size`.
    as_str
    Total = "total",
    Subtotal = "subtotal",
    ListSize = "list-size",
}

/// Whether the issuer still stands by a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FigureStanding {
    /// Nothing in the table says otherwise.
    Stands,
    /// A later figure of the same scope replaced it.
    Superseded,
    /// The issuer withdrew it.
    Retracted,
}

words! {
    FigureStanding, "standing";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `superseded`.
    as_str
    Stands = "stands",
    Superseded = "superseded",
    Retracted = "retracted",
}

/// One membership of a figure in a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct PartOf {
    /// The `id` of the whole.
    pub whole: String,
    /// The breakdown that the part belongs to. The parts of one breakdown do not overlap, as stated, so they are added.
    /// `None` if the part cuts across other parts; it is then never added.
    pub breakdown: Option<String>,
}

/// One row of a table of published totals. A cell that cannot be read is `None` here and a finding of the table.
///
/// A figure is a claim of its issuer, not a fact. The texts are kept as printed; places and statuses are read only when
/// the figure is compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figure {
    /// The row as a spreadsheet counts it. The first row of the file is row 1, usually the header.
    pub row: u64,
    /// The id by which other rows refer to this one, such as `march`; may be empty.
    pub id: String,
    /// The date as printed.
    pub date: String,
    /// The first and the last day of the date; both are equal for an exact day.
    pub stated: Option<(Day, Day)>,
    /// The number of people.
    pub number: Option<u64>,
    /// Whether the issuer said that the number may be greater.
    pub at_least: bool,
    /// The place that the figure is about, as printed.
    pub place: String,
    /// `all`, or the group that the figure is about, in the issuer's words.
    pub status: String,
    /// What is counted, and remarks; may be empty.
    pub definition: String,
    /// Who stated the figure; may be empty.
    pub issuer: String,
    /// What the figure counts.
    pub kind: Option<Kind>,
    /// The date of the figure that replaced this one; empty if none is known.
    pub superseded_by: String,
    /// Whether the issuer withdrew the figure.
    pub retracted: bool,
    /// The wholes that the figure is a part of; may be empty.
    pub part_of: Vec<PartOf>,
    /// The id of the list of this project whose size this is; may be empty.
    pub list: String,
    /// Where the figure was published; may be empty.
    pub url: String,
}

impl Figure {
    /// Whether the figure still stands, was replaced or was withdrawn. A withdrawn figure counts as withdrawn even if
    /// it was also replaced.
    pub fn standing(&self) -> FigureStanding {
        match (self.retracted, self.superseded_by.is_empty()) {
            (true, _) => FigureStanding::Retracted,
            (false, false) => FigureStanding::Superseded,
            (false, true) => FigureStanding::Stands,
        }
    }

    /// Whether the figure is about everybody in its place.
    pub fn is_of_all(&self) -> bool {
        self.status.eq_ignore_ascii_case("all")
    }

    /// The number as text, such as `at least 241`; `?` if it cannot be read.
    pub fn shown(&self) -> String {
        let number = self.number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        if self.at_least { format!("at least {number}") } else { number }
    }

    /// Number and scope, such as `53 Almaty, undetermined`.
    pub fn label(&self) -> String {
        format!("{} {}", self.shown(), self.scope())
    }

    /// Place and status on one line, such as `Almaty, undetermined`.
    pub fn scope(&self) -> String {
        let scope = format!("{}, {}", self.place, self.status);
        scope.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether the figure is a part of `whole` in a breakdown.
    pub(super) fn has_breakdown(&self, whole: &str, breakdown: &str) -> bool {
        let is = |part: &PartOf| part.whole == whole && part.breakdown.as_deref() == Some(breakdown);
        !whole.is_empty() && self.part_of.iter().any(is)
    }
}
