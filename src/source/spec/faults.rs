//! What makes the description of a list unusable.

use std::collections::BTreeSet;

use super::SourceSpec;
use crate::language::date::Purpose;
use crate::language::name::NameOrder;
use crate::source::{Edition, Field, decode, delimited};

/// Names of comparisons that every run makes, and of lines in what it writes.
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
    /// Everything that makes the description unusable, each with what to do; empty if it can be
    /// used. Whether the columns are there only shows when the list is read.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(id_fault(&self.id));
        if self.file.trim().is_empty() {
            faults.push("`file` is missing; name the list, relative to the project file".into());
        }
        if self.quotes.contains(&self.id) {
            faults.push("`quotes` has the list itself; name the lists that it takes rows from".into());
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
            faults.push("`header_row` is 0; rows are counted from 1".into());
        }
        faults
    }

    fn check_editions(&self, faults: &mut Vec<String>) {
        faults.extend(self.editions.iter().filter_map(Edition::fault));
        let days = self.editions.iter().zip(self.editions.iter().skip(1));
        let twice = days.filter(|(one, next)| one.published() == next.published());
        faults.extend(
            twice.map(|(one, _)| format!("two editions are of {}; give each its day", one.published())),
        );
    }

    fn check_names(&self, faults: &mut Vec<String>) {
        let has = |field: Field| self.columns.contains_key(&field);
        let parts = [Field::Surname, Field::GivenName, Field::Patronymic];
        if !has(Field::Name) && !has(Field::Surname) {
            let hint = "map `name` if one column has the whole name, else `surname`";
            faults.push(format!("no column is mapped to a name; {hint}"));
        }
        if has(Field::Name) {
            for part in parts.into_iter().filter(|part| has(*part)) {
                faults.push(format!(
                    "`name` and `{part}` are both mapped; `name` is the whole name, so map either \
                     it or the parts"
                ));
            }
        }
    }

    fn check_dates(&self, faults: &mut Vec<String>) {
        for purpose in [Purpose::Birth, Purpose::Death] {
            let [whole, parts @ ..] = Field::of_date(purpose);
            let mut mapped = parts.into_iter().filter(|part| self.columns.contains_key(part));
            if let (true, Some(part)) = (self.columns.contains_key(&whole), mapped.next()) {
                faults.push(format!(
                    "`{whole}` and `{part}` are both mapped; `{whole}` is the whole date, so map either it or the parts"
                ));
            }
        }
    }

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
                    "`{label}` under `extra` is the name of a comparison that every run makes; give it \
                     another label"
                ));
            } else if !seen.insert(label) {
                faults.push(format!("the label `{label}` under `extra` is there twice"));
            }
        }
    }
}

/// Ids stand in keys `source:id`, in file names and in tables, so they are kept plain.
fn id_fault(id: &str) -> Option<String> {
    let plain = |c: char| c != ':' && !c.is_whitespace() && !c.is_control();
    if id.is_empty() {
        return Some("`id` is missing; give the list a short name".into());
    }
    (!id.chars().all(plain)).then(|| {
        format!("the id {id:?} has a colon, a space or a control character; use letters, digits, `-` and `_`")
    })
}
