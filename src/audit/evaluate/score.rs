//! The measures of a grouping: counted ones, and B³.

use serde::Serialize;

/// How much of what is true was found, and how much of what was found is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// What there is to find, T.
    pub truth: usize,
    /// What was found, F.
    pub found: usize,
    /// What was found and is true, C.
    pub correct: usize,
    /// C / F. 1 when nothing was found: nothing is wrong then.
    pub precision: f64,
    /// C / T. 1 when there is nothing to find.
    pub recall: f64,
    /// 2 C / (F + T), the harmonic mean of precision and recall. 1 when both are 0.
    pub f1: f64,
}

impl Score {
    /// The score of C correct ones among F found and T true ones.
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

    /// What was found and is not true, F − C.
    pub fn wrong(self) -> usize {
        self.found.saturating_sub(self.correct)
    }

    /// What is true and was not found, T − C.
    pub fn missed(self) -> usize {
        self.truth.saturating_sub(self.correct)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// B³ (Bagga and Baldwin, *Algorithms for Scoring Coreference Chains*, 1998): what a reader meets who
/// picks a record and looks at the rest of its entry. Each record counts one, so an entry of many
/// records weighs by its records, where in pairs it weighs by their square.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BCubed {
    /// Of a record's entry, the share that is about the record's person; the mean over the records
    /// judged. 1 when there are none.
    pub precision: f64,
    /// Of the records of a record's person, the share that stands in its entry; the mean over the
    /// records of the truth, a lost one having 0. 1 when there are none.
    pub recall: f64,
    /// The harmonic mean of both, 0 when both are.
    pub f1: f64,
}

impl BCubed {
    pub(super) fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        BCubed { precision, recall, f1 }
    }
}

/// The pairs of records of two lists, or within one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListScore {
    /// The ids of the lists, sorted; the same one twice for pairs within it.
    pub lists: [String; 2],
    /// Pairs of a record of the one and a record of the other.
    pub pairs: Score,
}
