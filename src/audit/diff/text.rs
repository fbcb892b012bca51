//! The text of a [`Diff`]: the notes, the changes by kind, and the number of unchanged entries or records. Control
//! characters of cells are made harmless for a terminal.

use std::fmt;

use super::{Change, ChangeKind, Diff, Subject};
use crate::base::terminal::inert;

/// The kinds of changes in the order of the text, with their titles.
const TITLES: [(ChangeKind, &str); 11] = [
    (ChangeKind::Added, "Added"),
    (ChangeKind::Withdrawn, "Withdrawn"),
    (ChangeKind::Merged, "Merged: several entries became one"),
    (ChangeKind::Split, "Split: one entry became several"),
    (ChangeKind::Regrouped, "Regrouped: records moved between several entries"),
    (ChangeKind::Ambiguous, "Ambiguous: not certain which rows correspond"),
    (ChangeKind::Respelled, "Respelled"),
    (ChangeKind::Redated, "Re-dated"),
    (ChangeKind::Moved, "Moved to another place"),
    (ChangeKind::Other, "Other fields changed"),
    (ChangeKind::Reworded, "Reworded: another text with the same meaning"),
];

impl fmt::Display for Diff {
    /// Prints the notes, the changes by kind with their numbers, and the number of entries or records without a change.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "({})", inert(note))?;
        }
        for (kind, title) in TITLES {
            let count = self.of_kind(kind).count();
            if count > 0 {
                writeln!(f, "\n{title}: {count}")?;
            }
            self.of_kind(kind).try_for_each(|change| writeln!(f, "  {change}"))?;
        }
        write!(f, "\n{} unchanged", self.same)
    }
}

impl fmt::Display for Change {
    /// Prints one change on one line: who is concerned, and the text before and after if a field changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(field) = &self.field else {
            return match self.kind {
                ChangeKind::Added | ChangeKind::Withdrawn => {
                    write!(f, "{}", together(self.old.iter().chain(&self.new)))
                }
                _ => write!(f, "{}  ->  {}", together(&self.old), together(&self.new)),
            };
        };
        let text = |text: &Option<String>| match text {
            Some(text) => format!("`{}`", inert(text.trim())),
            None => "nothing".to_owned(),
        };
        write!(f, "{}: {} {} -> {}", together(&self.new), inert(field), text(&self.from), text(&self.to))
    }
}

/// Key and name of each subject, separated by commas.
fn together<'a>(subjects: impl IntoIterator<Item = &'a Subject>) -> String {
    let one = |subject: &Subject| format!("{} {}", inert(&subject.key), inert(subject.name.trim()));
    subjects.into_iter().map(one).collect::<Vec<_>>().join(", ")
}
