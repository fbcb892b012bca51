//! The measures of a grouping: precision, recall and F1 of counts, and B³.
//!
//! Precision is the share of what was found that is true; recall is the share of what is true that was found. A
//! register that joins too much has low precision, one that joins too little has low recall. F1 is one number for both.

use serde::Serialize;

/// Precision and recall of what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// T: the number of true items.
    pub truth: usize,
    /// F: the number of items found.
    pub found: usize,
    /// C: the number of items found that are true.
    pub correct: usize,
    /// C / F. 1 if nothing was found, since nothing is wrong then.
    pub precision: f64,
    /// C / T. 1 if there is nothing to find.
    pub recall: f64,
    /// 2 C / (F + T), the harmonic mean of precision and recall. 1 if T and F are both 0.
    pub f1: f64,
}

impl Score {
    /// The score of T true items, F found items and C correct items.
    ///
    /// ```
    /// use casualty_register::audit::Score;
    ///
    /// let score = Score::new(10, 8, 6);
    /// assert_eq!((score.precision, score.recall), (0.75, 0.6));
    /// assert_eq!((score.wrong(), score.missed()), (2, 4));
    /// ```
    pub fn new(truth: usize, found: usize, correct: usize) -> Self {
        Score {
            truth,
            found,
            correct,
            precision: share(correct, found),
            recall: share(correct, truth),
            f1: share(2 * correct, found + truth),
        }
    }

    /// The number of items found that are not true, F − C.
    pub fn wrong(self) -> usize {
        self.found.saturating_sub(self.correct)
    }

    /// The number of true items that were not found, T − C.
    pub fn missed(self) -> usize {
        self.truth.saturating_sub(self.correct)
    }
}

/// `part / whole`; 1 if `whole` is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// B³ (Bagga and Baldwin, *Algorithms for Scoring Coreference Chains*, 1998): the view of a reader who picks a record
/// and looks at the rest of its entry. Each record counts once, so an entry counts by the number of its records; among
/// pairs it counts by the square.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BCubed {
    /// The share of a record's entry that is about the record's person: the mean over the judged records. 1 if there
    /// are none.
    pub precision: f64,
    /// The share of the records of a record's person that are in its entry: the mean over the records of the truth,
    /// with 0 for a lost record. 1 if there are none.
    pub recall: f64,
    /// The harmonic mean of precision and recall; 0 if both are 0.
    pub f1: f64,
}

impl BCubed {
    /// Adds the harmonic mean.
    pub(super) fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        BCubed { precision, recall, f1 }
    }
}

/// The score of pairs between two lists, or within one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ListScore {
    /// The ids of the lists, sorted; twice the same id for pairs within a list.
    pub lists: [String; 2],
    /// The score of the pairs with one record on each list.
    pub pairs: Score,
}
