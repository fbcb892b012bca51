//! `people.csv`: one row for each entry, for R, Python and spreadsheets.
//!
//! Takes a [`Disclosure`]; gives a [`PeopleTable`], which is also a sheet of `register.xlsx`.

use std::collections::BTreeSet;

use super::exact;
use crate::base::decimals::fixed;
use crate::base::guard::guarded;
use crate::language::date::Day;
use crate::register::Entry;
use crate::register::grade::is_named_person;
use crate::register::outcome::Outcome;
use crate::report::disclosure::Disclosure;

/// The table of people, with the exact text of each cell.
#[derive(Clone, Debug)]
pub(crate) struct PeopleTable {
    /// Names of the columns, each once.
    pub(crate) header: Vec<String>,
    /// One row for each entry, by id.
    pub(crate) rows: Vec<Vec<String>>,
}

/// The columns of every table, before the columns of lists and of further fields.
const COLUMNS: [&str; 16] = [
    "id",
    "name",
    "sex",
    "birth",
    "birth_date",
    "birth_precision",
    "age",
    "death",
    "death_date",
    "death_precision",
    "place",
    "probability",
    "grade",
    "people",
    "counted",
    "in_overlap",
];
/// The fields that have a column of their own.
const OWN: [&str; 5] = ["name", "sex", "birth", "death", "place"];
/// What the name of a list's column begins with.
pub(super) const ON: &str = "on_";
/// What the name of a further field's column begins with.
const FIELD: &str = "field_";

impl PeopleTable {
    /// The table of all entries, as far as `disclosure` shows them.
    ///
    /// - `id`: of the entry. `name`, `sex`, `birth`, `age`, `death`, `place`: the shown values; several are separated
    ///   by ` | `.
    /// - `birth_date`, `death_date`: the first day of the shown day, month or year; `birth_precision` and
    ///   `death_precision` say which: `day`, `month`, `year`. Both are empty for anything else, such as a choice.
    /// - `probability` that the entry has exactly the records of one person; four decimals, in a publication two.
    /// - `people`: 1, or the stated size of a group record.
    /// - `counted`: whether the entry counts among the dead. `in_overlap`: whether `overlap.csv` counts it.
    /// - `field_…`: further fields, in a run also `field_status`. `on_…`: 1 if the person is on the list.
    pub(crate) fn new(outcome: &Outcome, disclosure: &Disclosure<'_>) -> Self {
        let entries = outcome.register().entries();
        let further = further(entries, disclosure);
        let lists: Vec<&str> = outcome.register().lists().iter().map(|list| list.id.as_str()).collect();
        let mut header: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
        header.extend(lists.iter().map(|list| format!("{ON}{list}")));
        header.extend(further.iter().map(|field| format!("{FIELD}{field}")));
        let mut rows: Vec<Vec<String>> =
            entries.iter().map(|entry| row(entry, disclosure, &lists, &further)).collect();
        rows.sort();
        PeopleTable { header, rows }
    }

    /// The table as CSV with the exact text.
    pub(crate) fn to_csv(&self) -> Vec<u8> {
        exact(&self.header, self.rows.iter().cloned())
    }

    /// The table as CSV with guarded cells, for publication: readers open it in spreadsheet programs.
    pub(crate) fn to_guarded_csv(&self) -> Vec<u8> {
        let guarded =
            |row: &Vec<String>| row.iter().map(|cell| guarded(cell).into_owned()).collect::<Vec<_>>();
        exact(&guarded(&self.header), self.rows.iter().map(guarded))
    }
}

/// The fields without a column of their own of which anything is shown: the status and those of further columns. A
/// publication shows the status only as the claim of a list.
fn further(entries: &[Entry], disclosure: &Disclosure<'_>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for entry in entries {
        let fields = entry
            .fields()
            .iter()
            .filter(|view| !OWN.contains(&view.field.as_str()) && !all.contains(&view.field));
        let fields = fields.filter(|view| disclosure.policy().is_working() || view.field != "status");
        let shown: Vec<String> = fields
            .filter(|view| disclosure.policy().is_working() || disclosure.field(entry, view).is_some())
            .map(|view| view.field.clone())
            .collect();
        all.extend(shown);
    }
    all.into_iter().collect()
}

/// The cells of one entry, in the order of the header.
fn row(entry: &Entry, disclosure: &Disclosure<'_>, lists: &[&str], further: &[String]) -> Vec<String> {
    let value =
        |field: &str| entry.view(field).and_then(|view| disclosure.field(entry, view)).unwrap_or_default();
    let flag = |is: bool| u8::from(is).to_string();
    let (birth, death) = (value("birth"), value("death"));
    let [(birth_date, birth_precision), (death_date, death_precision)] =
        [&birth, &death].map(|text| typed(text));
    let decimals = if disclosure.policy().is_working() { 4 } else { 2 };
    let grading = entry.grading();
    let mut row = vec![disclosure.entry_id(entry), value("name"), value("sex")];
    row.extend([birth, birth_date, birth_precision.to_owned(), disclosure.ages(entry).unwrap_or_default()]);
    row.extend([death, death_date, death_precision.to_owned(), value("place")]);
    row.extend([fixed(entry.probability(), decimals), grading.grade.as_str().to_owned()]);
    row.extend([grading.people().to_string(), flag(grading.grade.counts()), flag(is_named_person(entry))]);
    let sources = entry.sources();
    row.extend(lists.iter().map(|list| flag(sources.contains(list))));
    row.extend(further.iter().map(|field| value(field)));
    row
}

/// The first day and the precision of a date as the register shows it: `2022-01` is `2022-01-01` and `month`. Both
/// are empty for any other text.
///
/// A mark of doubt (`~`, `?`, `%`) is no part of the typed date; the shown value has it.
pub(super) fn typed(text: &str) -> (String, &'static str) {
    let plain = text.trim_end_matches(['~', '?', '%']);
    let parts: Vec<&str> = plain.split('-').collect();
    let is_so =
        |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let (full, precision) = match parts[..] {
        [year] if is_so(year, 4) => (format!("{year}-01-01"), "year"),
        [year, month] if is_so(year, 4) && is_so(month, 2) => (format!("{year}-{month}-01"), "month"),
        [year, month, day] if is_so(year, 4) && is_so(month, 2) && is_so(day, 2) => (plain.to_owned(), "day"),
        _ => return Default::default(),
    };
    match full.parse::<Day>() {
        Ok(_) => (full, precision),
        Err(_) => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_guarded_table_changes_a_formula() {
        let row = ["=1+1", "-3.2", "Асан"].map(str::to_owned).to_vec();
        let table = PeopleTable { header: ["a", "b", "c"].map(str::to_owned).to_vec(), rows: vec![row] };
        assert_eq!(String::from_utf8_lossy(&table.to_csv()), "a,b,c\n=1+1,-3.2,Асан\n");
        assert_eq!(String::from_utf8_lossy(&table.to_guarded_csv()), "a,b,c\n'=1+1,-3.2,Асан\n");
    }

    #[test]
    fn a_shown_date_has_a_day_and_a_precision() {
        let cases = [
            ("2022-01-05", "2022-01-05", "day"),
            ("2022-01", "2022-01-01", "month"),
            ("1990", "1990-01-01", "year"),
            ("1990~", "1990-01-01", "year"),
            ("2022-02-30", "", ""),
            ("2022-13", "", ""),
            ("1990/1991", "", ""),
            ("2022-01-05 | 2022-01-06", "", ""),
            ("", "", ""),
        ];
        for (text, day, precision) in cases {
            assert_eq!(typed(text), (day.to_owned(), precision), "{text}");
        }
    }
}
