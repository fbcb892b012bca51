//! A mention from cells that a program or a test has in memory.

use std::collections::BTreeSet;

use super::{Mention, Readers, read_all};
use crate::base::error::{Error, ErrorKind, Result};
use crate::source::{Field, Source, SourceSpec};

/// The id of the list that the mention is from, and the name of its file in messages.
const LIST: (&str, &str) = ("cells", "cells from code");

impl Readers {
    /// Reads one record from cells in memory, as a run reads a list that has only this record.
    ///
    /// Each field is given once; [`Field::OtherName`] may be repeated. A record needs a [`Field::Name`] or a
    /// [`Field::Surname`]. Read several records, or columns without a field, with
    /// [`Source::from_rows`](crate::source::Source::from_rows) and [`read_all`](crate::source::read_all): the other
    /// records of a list show the order of day and month and of the parts of a name.
    ///
    /// ```
    /// use casualty_register::language::date::DayOrder;
    /// use casualty_register::language::lexicon::Lexicon;
    /// use casualty_register::source::{Field, Readers};
    ///
    /// let readers = Readers::new(&Lexicon::bundled(), None, DayOrder::default());
    /// let cells = [(Field::Name, "Тестова Дана Асановна"), (Field::BirthDate, "12.05.1984")];
    /// let mention = readers.mention(cells)?;
    /// assert_eq!(mention.name().map(|name| name.display()), Some("Тестова Дана Асановна".to_owned()));
    /// assert_eq!(mention.birth().map(|birth| birth.to_string()), Some("1984-05-12".to_owned()));
    /// assert_eq!(mention.implied_sex().map(|sex| sex.as_str()), Some("female"));
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a field is repeated, no cell has a name, a whole value and a part of it are both given, or the cells do not
    /// describe a person, such as `Total`.
    pub fn mention<C: AsRef<str>>(&self, cells: impl IntoIterator<Item = (Field, C)>) -> Result<Mention> {
        let mut spec = SourceSpec::new(LIST.0, LIST.1);
        let (mut header, mut row, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (at, (field, cell)) in cells.into_iter().enumerate() {
            if !seen.insert(field) && field != Field::OtherName {
                return Err(wrong(format!("`{field}` is given twice; give each field once")));
            }
            let column = format!("{field} {at}");
            spec = spec.with_column(field, column.clone());
            header.push(column);
            row.push(cell.as_ref().to_owned());
        }
        let source = Source::from_rows(spec, header, [row])?;
        let (mentions, _) = read_all(&[source], self);
        let none = || wrong("they do not describe a person; give a name and its values".to_owned());
        mentions.into_iter().next().ok_or_else(none)
    }
}

/// An error about the cells.
fn wrong(problem: String) -> Error {
    ErrorKind::Setting { name: "cells", problem }.into()
}
