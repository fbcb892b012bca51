//! Questions that nobody has looked at when a register is published.
//!
//! It turns the review queue and the decisions of a run into counts; names and values stay out of it.

use std::collections::BTreeSet;
use std::fmt;

use crate::register::ReviewKind;
use crate::register::ledger::Ruling;
use crate::register::outcome::Outcome;

/// The questions of a run that no reviewer has looked at, by what they are about.
///
/// A question that a reviewer answered is not in the queue any more. A question that a reviewer looked at and could not
/// answer (`unsure`) is not counted either: waiting longer would not settle it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenQuestions {
    /// Pairs that are joined and may be two people. A wrong join takes a person out of the count.
    pub joined: usize,
    /// Pairs that are apart and may be one person, who then counts twice.
    pub apart: usize,
    /// Entries that a ruling takes out of the count in part.
    pub partly_ruled: usize,
    /// Questions that the queue leaves out because it is too long.
    pub left_out: usize,
}

impl OpenQuestions {
    /// Counts the questions of a run.
    pub(super) fn of(outcome: &Outcome) -> Self {
        let decisions = outcome.decisions().iter().filter(|one| one.decision.ruling() == Ruling::Unsure);
        let seen: BTreeSet<(usize, usize)> = decisions.flat_map(|one| pairs(&one.mentions)).collect();
        let mut open = OpenQuestions { left_out: outcome.review.left_out(), ..OpenQuestions::default() };
        for item in outcome.review.questions().iter().filter(|item| !seen.contains(&item.pair)) {
            *match item.kind {
                ReviewKind::DoubtfulLink => &mut open.joined,
                ReviewKind::PartlyRuled => &mut open.partly_ruled,
                ReviewKind::Ambiguous | ReviewKind::PossibleLink => &mut open.apart,
            } += 1;
        }
        open
    }

    /// All open questions.
    pub fn all(&self) -> usize {
        self.joined + self.apart + self.partly_ruled + self.left_out
    }
}

/// Every pair of these mentions, the smaller position first.
fn pairs(mentions: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    mentions.iter().flat_map(move |a| mentions.iter().filter(move |b| a < *b).map(move |b| (*a, *b)))
}

impl fmt::Display for OpenQuestions {
    /// Such as `4 questions are open: 1 pair is joined and may be two people, 3 pairs are apart and may be one person`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, are) = (self.all(), if self.all() == 1 { "question is" } else { "questions are" });
        write!(f, "{all} {are} open")?;
        let kinds = [
            (
                self.joined,
                "pair is joined and may be two people",
                "pairs are joined and may be two people each",
            ),
            (self.apart, "pair is apart and may be one person", "pairs are apart and may be one person each"),
            (self.partly_ruled, "entry is ruled on in part", "entries are ruled on in part"),
            (self.left_out, "is not in the queue, which is full", "are not in the queue, which is full"),
        ];
        let told = kinds.into_iter().filter(|(count, ..)| *count > 0);
        let told =
            told.map(|(count, one, several)| format!("{count} {}", if count == 1 { one } else { several }));
        let told: Vec<String> = told.collect();
        if told.is_empty() { Ok(()) } else { write!(f, ": {}", told.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_questions_are_told_by_kind() {
        let open = OpenQuestions { joined: 1, apart: 3, ..OpenQuestions::default() };
        let told = "4 questions are open: 1 pair is joined and may be two people, 3 pairs are apart and may be one \
                    person each";
        assert_eq!(open.to_string(), told);
        let open = OpenQuestions { partly_ruled: 1, ..OpenQuestions::default() };
        assert_eq!(open.to_string(), "1 question is open: 1 entry is ruled on in part");
        assert_eq!(pairs(&[3, 1, 2]).collect::<Vec<_>>(), [(1, 3), (1, 2), (2, 3)]);
    }
}
