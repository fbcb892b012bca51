//! A run whose entries have their final grades.
//!
//! Published totals, absences and the summary are computed from it.

use crate::base::finding::Finding;
use crate::register::entry::Register;
use crate::register::reconciled::Reconciled;
use crate::register::review::Review;

/// What is known when every entry has its grade.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Graded<'a> {
    /// What linking gave.
    pub(crate) reconciled: &'a Reconciled,
    /// The register with its grades.
    pub(crate) register: &'a Register,
    /// The questions to reviewers.
    pub(crate) review: &'a Review,
    /// The findings so far.
    pub(crate) findings: &'a [Finding],
}
