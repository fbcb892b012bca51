//! What the project file states about an estimate of the people on no list: the section `[estimate]`.
//!
//! An estimate needs an assumption that no list can show. So the project states it, and which people are estimated.

use serde::Serialize;

use crate::base::words::words;
use crate::language::date::Day;

/// An assumption about people on no list, which the lists cannot test. It decides which method gives the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Assumption {
    /// Some lists are independent of each other given the others. The estimate averages over all decomposable graphs.
    ConditionalIndependence,
    /// One hierarchical log-linear model, chosen by BIC, describes people on a list and on none.
    LogLinear,
    /// All lists together have no interaction; all smaller interactions may exist.
    NoHighestInteraction,
}

words! {
    Assumption, "assumption";
    /// Every assumption.
    ALL
    /// The word in a project file, such as `conditional-independence`.
    as_str
    ConditionalIndependence = "conditional-independence",
    LogLinear = "log-linear",
    NoHighestInteraction = "no-highest-interaction",
}

impl Assumption {
    /// The assumption in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            Assumption::ConditionalIndependence => {
                "Some lists are independent of each other given the others, for people on a list and on none alike."
            }
            Assumption::LogLinear => {
                "The log-linear model that fits people on the lists best also holds for people on no list."
            }
            Assumption::NoHighestInteraction => {
                "The lists all together have no interaction; any smaller set of lists may depend on each other."
            }
        }
    }
}

/// What to estimate and under which assumption. Without an assumption, models are shown but no number is given.
///
/// ```
/// use casualty_register::source::{Assumption, EstimateSpec};
///
/// let spec = EstimateSpec::default().with_assumption(Assumption::LogLinear).with_place("Almaty");
/// assert_eq!(spec.assumption(), Some(Assumption::LogLinear));
/// assert_eq!(spec.status(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EstimateSpec {
    /// See [`EstimateSpec::assumption`].
    assumption: Option<Assumption>,
    /// See [`EstimateSpec::place`].
    place: Option<String>,
    /// See [`EstimateSpec::period`].
    period: Option<(Day, Day)>,
    /// See [`EstimateSpec::status`].
    status: Option<String>,
}

impl EstimateSpec {
    /// States the assumption.
    #[must_use]
    pub fn with_assumption(mut self, assumption: Assumption) -> Self {
        self.assumption = Some(assumption);
        self
    }

    /// Only people who died in this place.
    #[must_use]
    pub fn with_place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Only people who died in this period, by its first and its last day, in either order.
    #[must_use]
    pub fn with_period(mut self, one: Day, other: Day) -> Self {
        self.period = Some((one.min(other), one.max(other)));
        self
    }

    /// Only people of this status, such as `civilian`.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// The assumption about people on no list; `None` if the project states none.
    pub fn assumption(&self) -> Option<Assumption> {
        self.assumption
    }

    /// The place of death that the estimate is about; `None` for everywhere.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// The first and the last day of the deaths that the estimate is about; `None` for any day.
    pub fn period(&self) -> Option<(Day, Day)> {
        self.period
    }

    /// The status of the people that the estimate is about; `None` for everybody.
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// Whether the estimate is about everybody.
    pub fn is_everyone(&self) -> bool {
        self.place.is_none() && self.period.is_none() && self.status.is_none()
    }
}
