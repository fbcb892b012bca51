//! The truth: which record is about which person.
//!
//! Input: a CSV file with the columns `source`, `id` and `person`. Output: a [`Truth`], which scores are computed
//! against.
//!
//! The truth may cover only a part of the records. Records that it does not know are left out of every score, so a
//! sample that somebody has checked by hand is enough, if whole people were checked.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::groups::pairs;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::nearest::nearest;
use crate::source::mention::RecordKey;

/// The columns of a truth file, in any order; other columns are ignored.
const COLUMNS: [&str; 3] = ["source", "id", "person"];

/// The person of each record, as stated by somebody who knows.
///
/// A person is any text; only equality matters. A record is about exactly one person. A record of a group of people
/// gets a person of its own.
///
/// ```
/// use casualty_register::audit::Truth;
///
/// let truth = Truth::parse("source,id,person\nngo,7,anna\npress,12,anna\n", "truth.csv")?;
/// assert_eq!(truth.person("ngo", "7"), Some("anna"));
/// assert_eq!((truth.len(), truth.persons().len()), (2, 1));
///
/// let twice = Truth::parse("source,id,person\nngo,7,anna\nngo,7,berta\n", "truth.csv");
/// assert!(twice.unwrap_err().to_string().starts_with("truth.csv, row 3: the record ngo:7 occurs twice"));
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// The person of each record; records with equal text are about one person.
    people: BTreeMap<RecordKey, Arc<str>>,
}

/// If a record appears more than once, the last person counts.
impl FromIterator<(RecordKey, String)> for Truth {
    /// Collects records with their people.
    fn from_iter<I: IntoIterator<Item = (RecordKey, String)>>(rows: I) -> Self {
        Truth { people: rows.into_iter().map(|(key, person)| (key, person.into())).collect() }
    }
}

impl Truth {
    /// Reads a truth file: CSV in UTF-8 with the columns `source`, `id` and `person`. `person` may be any text; records
    /// with the same text are about one person.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`Truth::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|error| Error::io(path, "read", error))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| fault(path, None, "the file is not UTF-8; save it as CSV in UTF-8".to_owned()))?;
        Truth::read(&text, path)
    }

    /// Reads the text of a truth file. Messages call it `name`.
    ///
    /// # Errors
    ///
    /// If a column is missing; at the first row with an empty cell in one of the columns; at the first row that repeats
    /// a record.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        Truth::read(text, Path::new(name))
    }

    /// Reads a text; commas, semicolons and tabs are accepted as separators.
    fn read(text: &str, path: &Path) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(text))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| fault(path, Some(1), error.to_string()))?.clone();
        let columns = columns(&header).map_err(|problem| fault(path, Some(1), problem))?;
        let mut truth = Truth::default();
        for row in reader.records() {
            let row = row.map_err(|error| fault(path, None, error.to_string()))?;
            truth.add(&row, columns).map_err(|problem| fault(path, row_number(&row, text), problem))?;
        }
        Ok(truth)
    }

    /// Adds a row; `columns` has the positions of [`COLUMNS`]. The error says what is wrong.
    fn add(&mut self, row: &csv::StringRecord, columns: [usize; 3]) -> Result<(), String> {
        let [source, id, person] = columns.map(|column| row.get(column).unwrap_or_default());
        let cells = [source, id, person];
        if let Some((name, _)) = COLUMNS.iter().zip(cells).find(|(_, cell)| cell.is_empty()) {
            return Err(format!("`{name}` is empty; each row needs a source, an id and a person"));
        }
        match self.people.entry(RecordKey { source: source.into(), record: id.into() }) {
            Entry::Occupied(known) => Err(format!(
                "the record {} occurs twice; a record is about one person, so remove one of the \
                             rows",
                known.key()
            )),
            Entry::Vacant(free) => {
                free.insert(person.into());
                Ok(())
            }
        }
    }

    /// The person of a record; `None` if the truth does not have the record.
    pub fn person(&self, source: &str, record: &str) -> Option<&str> {
        self.person_of(&RecordKey { source: source.into(), record: record.into() })
    }

    /// The person of a record; `None` if the truth does not have the record.
    pub(super) fn person_of(&self, key: &RecordKey) -> Option<&str> {
        self.people.get(key).map(|person| &**person)
    }

    /// The records, sorted.
    pub fn records(&self) -> impl Iterator<Item = &RecordKey> {
        self.people.keys()
    }

    /// Each person with their records; both are sorted.
    pub fn persons(&self) -> BTreeMap<&str, Vec<&RecordKey>> {
        let mut persons: BTreeMap<&str, Vec<&RecordKey>> = BTreeMap::new();
        for (key, person) in &self.people {
            persons.entry(person).or_default().push(key);
        }
        persons
    }

    /// All pairs of records of one person, the smaller record first.
    pub(super) fn pairs(&self) -> impl Iterator<Item = [RecordKey; 2]> {
        let persons = self.persons().into_values();
        persons.flat_map(|records| {
            let pairs: Vec<_> = pairs(records.into_iter()).map(|pair| pair.map(RecordKey::clone)).collect();
            pairs
        })
    }

    /// The number of people on each combination of lists. Only records for which `counts` is true count; people without
    /// such a record are left out.
    pub(super) fn overlaps(&self, counts: impl Fn(&RecordKey) -> bool) -> BTreeMap<BTreeSet<&str>, usize> {
        let mut cells = BTreeMap::new();
        for records in self.persons().into_values() {
            let lists: BTreeSet<&str> =
                records.into_iter().filter(|key| counts(key)).map(|key| &*key.source).collect();
            if !lists.is_empty() {
                *cells.entry(lists).or_insert(0) += 1;
            }
        }
        cells
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

/// The error about a row of the truth file.
fn fault(path: &Path, row: Option<u64>, problem: String) -> Error {
    ErrorKind::Table { path: path.to_owned(), row, problem }.into()
}

/// The separator of the header: comma, else semicolon, else tab. Spreadsheets save CSV with semicolons where the comma
/// is the decimal separator.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiters = [b',', b';', b'\t'];
    delimiters.into_iter().find(|byte| header.contains(char::from(*byte))).unwrap_or(b',')
}

/// The positions of [`COLUMNS`] in the header. The error names the missing column.
fn columns(header: &csv::StringRecord) -> Result<[usize; 3], String> {
    let mut found = [0; 3];
    for (slot, name) in found.iter_mut().zip(COLUMNS) {
        *slot = header.iter().position(|cell| cell == name).ok_or_else(|| missing(name, header))?;
    }
    Ok(found)
}

/// The message about a missing column, with the nearest header.
fn missing(name: &str, header: &csv::StringRecord) -> String {
    let there: Vec<String> = header.iter().map(|cell| format!("`{cell}`")).collect();
    let hint = nearest(name, header).map(|near| format!("; nearest: `{near}`")).unwrap_or_default();
    format!("there is no column `{name}`; the header has: {}{hint}", there.join(", "))
}

/// The row as a spreadsheet counts it. The CSV reader skips blank lines without counting them, so they are counted
/// here.
fn row_number(row: &csv::StringRecord, text: &str) -> Option<u64> {
    let position = row.position()?;
    let rest = text.get(usize::try_from(position.byte()).ok()?..)?;
    let before = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    Some(position.line() + before.filter(|byte| *byte == b'\n').count() as u64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem(text: &str) -> String {
        Truth::parse(text, "t.csv").unwrap_err().to_string()
    }

    #[test]
    fn columns_may_stand_in_any_order_and_beside_others() {
        let text = "\u{feff}person;note;source;id\r\n\r\nanna;x;ngo; 7 \r\n";
        assert_eq!(Truth::parse(text, "t.csv").unwrap().person("ngo", "7"), Some("anna"));
    }

    #[test]
    fn faults_name_file_and_row() {
        let cases = [
            ("", "t.csv, row 1: there is no column `source`; the header has: "),
            ("source,ids,person\n", "t.csv, row 1: there is no column `id`; the header has: `source`, `ids`"),
            ("source,id,person\na,1,x\n\n\na,1,x\n", "t.csv, row 5: the record a:1 occurs twice"),
            ("source,id,person\r\na,1,x\r\n\r\na,2,\r\n", "t.csv, row 4: `person` is empty"),
            ("source,id,person\na\n", "t.csv, row 2: `id` is empty"),
        ];
        for (text, message) in cases {
            assert!(problem(text).starts_with(message), "{text:?}: {}", problem(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-c,;\"\r\n ]{0,40}") {
            let _ = Truth::parse(&format!("source,id,person\n{text}"), "t.csv");
            let _ = Truth::parse(&text, "t.csv");
        }
    }
}
