//! Checks the description of a list, and says what makes it unusable.
//!
//! In: a [`SourceSpec`]. Out: every fault with what to do. These checks need no file, so a project file can be checked
//! before its lists exist.

use std::collections::BTreeSet;

use super::SourceSpec;
use crate::language::date::Purpose;
use crate::language::name::NameOrder;
use crate::source::{Edition, Field, decode, delimited};

/// Labels that further columns cannot have: names of the bundled comparisons, and of lines in the output of a run.
pub const RESERVED_LABELS: [&str; 17] = [
    "surname",
    "given-name",
    "patronymic",
    "ancestor",
    "name",
    "birth",
    "death",
    "place",
    "sex",
    "status",
    "generation",
    "identity",
    "reviewer",
    "order",
    "relatives",
    "namesakes",
    "garbled",
];

impl SourceSpec {
    /// Every fault of the description, each as one sentence with what to do. Empty if it can be used. Whether the
    /// columns exist is checked only when the list is read.
    ///
    /// Checked are the id, the file, `quotes`, the editions, the mapped columns, the labels of further columns, the
    /// encoding, the name order, the delimiter and the row of the header.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(id_fault(&self.id));
        if self.file.trim().is_empty() {
            faults.push("`file` is missing; give the path of the list, relative to the project file".into());
        }
        if self.quotes.contains(&self.id) {
            faults.push("`quotes` names the list itself; name the lists from which it takes rows".into());
        }
        self.check_editions(&mut faults);
        self.check_names(&mut faults);
        self.check_dates(&mut faults);
        self.check_extra(&mut faults);
        if let Some(label) = &self.encoding {
            faults.extend(decode::by_label(label).err());
        }
        faults.extend(self.name_order.as_ref().and_then(|order| NameOrder::parse(order).err()));
        if let Some(delimiter) = self.delimiter {
            faults.extend(delimited::delimiter_fault(delimiter));
        }
        if self.header_row == Some(0) {
            faults.push("`header_row` is 0, but rows are counted from 1; give the number of the row".into());
        }
        faults
    }

    /// Faults of single editions, and two editions of one day.
    ///
    /// The editions are sorted by day, so two of one day are neighbours.
    fn check_editions(&self, faults: &mut Vec<String>) {
        faults.extend(self.editions.iter().filter_map(Edition::fault));
        let days = self.editions.iter().zip(self.editions.iter().skip(1));
        let twice = days.filter(|(one, next)| one.published() == next.published());
        faults.extend(twice.map(|(one, _)| {
            format!("two editions are dated {}; give each edition its own day", one.published())
        }));
    }

    /// No column for a name, or both the whole name and a part of it.
    ///
    /// Either the whole name or the surname must be mapped. The whole name and a part of it exclude each other.
    fn check_names(&self, faults: &mut Vec<String>) {
        let has = |field: Field| self.columns.contains_key(&field);
        let parts = [Field::Surname, Field::GivenName, Field::Patronymic];
        if !has(Field::Name) && !has(Field::Surname) {
            let hint = "map `name` if one column has the whole name, otherwise `surname`";
            faults.push(format!("no column is mapped to the name; {hint}"));
        }
        if has(Field::Name) {
            for part in parts.into_iter().filter(|part| has(*part)) {
                faults.push(format!(
                    "`name` and `{part}` are both mapped; map either the whole name or its parts"
                ));
            }
        }
    }

    /// Both a whole date and a part of it.
    ///
    /// Both the date of birth and the date of death are checked.
    fn check_dates(&self, faults: &mut Vec<String>) {
        for purpose in [Purpose::Birth, Purpose::Death] {
            let [whole, parts @ ..] = Field::of_date(purpose);
            let mut mapped = parts.into_iter().filter(|part| self.columns.contains_key(part));
            if let (true, Some(part)) = (self.columns.contains_key(&whole), mapped.next()) {
                faults.push(format!(
                    "`{whole}` and `{part}` are both mapped; map either the whole date or its parts"
                ));
            }
        }
    }

    /// Empty, reserved and repeated labels.
    ///
    /// A label that equals a field or a bundled comparison would make two comparisons with one name in the model and in
    /// the output.
    fn check_extra(&self, faults: &mut Vec<String>) {
        let mut seen = BTreeSet::new();
        for (label, _) in &self.extra {
            if label.trim().is_empty() {
                faults.push("a label under `extra` is empty; give the column a name".into());
            } else if label.parse::<Field>().is_ok() {
                faults.push(format!(
                    "`{label}` under `extra` is the name of a field; map it under `columns` or \
                     give it another label"
                ));
            } else if RESERVED_LABELS.contains(&label.as_str()) {
                faults.push(format!(
                    "`{label}` under `extra` is the name of a built-in comparison; give it another label"
                ));
            } else if !seen.insert(label) {
                faults.push(format!("the label `{label}` under `extra` occurs twice; remove one"));
            }
        }
    }
}

/// What is wrong with the id of a list. Ids are kept plain because they occur in keys (`source:id`), file names and
/// tables.
fn id_fault(id: &str) -> Option<String> {
    let plain = |c: char| c != ':' && !c.is_whitespace() && !c.is_control();
    if id.is_empty() {
        return Some("`id` is missing; give the list a short id, such as `azattyq`".into());
    }
    (!id.chars().all(plain)).then(|| {
        format!("the id {id:?} has a colon, a space or a control character; use letters, digits, `-` and `_`")
    })
}
