//! The table that an estimate starts from: how many people appear on exactly each combination of lists.
//!
//! In: counts from code, the bytes of a table, or the partitions of a run (`partitions`). Out: [`Histories`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::numbers::sum_over_supersets;
use crate::base::error::{Error, ErrorKind, Result};

/// Largest number of lists in a table. Each combination of lists has a cell, and ten lists have 1,023.
const MOST_LISTS: usize = 10;
/// Largest count of a cell. It exceeds every population, and sums of all cells stay exact in floating point.
const MOST_PEOPLE: u64 = 2_000_000_000;
/// Names of the column with the counts, in lower case. A column with another name is a list.
const COUNT_NAMES: [&str; 5] = ["count", "counts", "people", "n", "freq"];

/// Capture histories: the number of people on exactly each combination of independent lists.
///
/// A combination is a number: bit i is list i, so `0b101` is the first and the third list. People on no list
/// are what an estimate is about; their cell is always 0 here.
///
/// ```
/// use casualty_register::register::Histories;
///
/// let table = "ngo,press,police,count\n1,0,0,41\n0,1,0,5\n0,0,1,5\n1,1,0,6\n0,1,1,54\n1,1,1,12\n";
/// let histories = Histories::from_bytes("lists.csv", table.as_bytes())?;
/// assert_eq!(histories.lists(), ["ngo", "press", "police"]);
/// assert_eq!(histories.observed(), 123);
/// assert_eq!(histories.count(0b110), 54);
/// assert_eq!(histories.on_all(0b110), 66);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Histories {
    /// The names of the lists.
    lists: Vec<String>,
    /// The number of people of each combination, by its number. The first is 0.
    counts: Vec<u64>,
}

impl Histories {
    /// A table from its counts: one for each combination of lists, by its number. The first, people on no list, must
    /// be 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setting`] if there are fewer than two or more than ten lists, if the number of counts is not two to
    /// the power of the number of lists, if the first is not 0, or if a count is above two thousand million.
    pub fn new(lists: Vec<String>, counts: Vec<u64>) -> Result<Self> {
        let wrong = |problem: String| ErrorKind::Setting { name: "counts", problem }.into();
        if !(2..=MOST_LISTS).contains(&lists.len()) {
            return Err(wrong(format!("there are {} lists; give 2 to {MOST_LISTS}", lists.len())));
        }
        if counts.len() != 1 << lists.len() {
            let needed = 1_usize << lists.len();
            return Err(wrong(format!("{} lists need {needed} counts, not {}", lists.len(), counts.len())));
        }
        if counts.first() != Some(&0) {
            return Err(wrong("people on no list cannot be counted; give 0".to_owned()));
        }
        if counts.iter().any(|count| *count > MOST_PEOPLE) {
            return Err(wrong(format!("a count is above {MOST_PEOPLE}")));
        }
        Ok(Histories { lists, counts })
    }

    /// A table without people. `lists` has at least two and at most [`MOST_LISTS`] names, or the result is `None`.
    pub(super) fn empty(lists: Vec<String>) -> Option<Self> {
        let counts = (2..=MOST_LISTS).contains(&lists.len()).then(|| vec![0; 1 << lists.len()])?;
        Some(Histories { lists, counts })
    }

    /// Adds people to a combination. People on no list are ignored.
    pub(super) fn add(&mut self, history: usize, people: u64) {
        if let Some(count) = self.counts.get_mut(history).filter(|_| history != 0) {
            *count += people;
        }
    }

    /// Reads a table from the disk.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, and as [`Histories::from_bytes`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
        Histories::read(path, &bytes)
    }

    /// Reads a table from the bytes of a CSV file in UTF-8. Errors call it `file`.
    ///
    /// The first row has the names of the lists. A column named `count`, `counts`, `people`, `n` or `freq` has the
    /// number of people; without it, each row is one person. The cells of the lists are 0 and 1. Combinations that are
    /// missing have nobody.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Table`] with the row: if a cell is not 0 or 1, if a count is not a whole number, if a combination
    /// has two counts, or if a row with a count is on no list. Also if there are fewer than two or more than ten
    /// lists.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        Histories::read(Path::new(file), bytes)
    }

    fn read(path: &Path, bytes: &[u8]) -> Result<Self> {
        let file = File { path };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|error| file.wrong(Some(1), error.to_string()))?.clone();
        let header: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        let is_count = |name: &&str| COUNT_NAMES.contains(&name.to_lowercase().as_str());
        let of_count = header.iter().position(is_count);
        let lists: Vec<String> =
            header.iter().filter(|name| !is_count(name)).map(|name| (*name).to_owned()).collect();
        let Some(mut this) = Histories::empty(lists) else {
            let problem =
                format!("a table of counts has 2 to {MOST_LISTS} columns of lists and one named `count`");
            return Err(file.wrong(Some(1), problem));
        };
        let mut row_of: BTreeMap<usize, u64> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|error| file.wrong(None, error.to_string()))?;
            let number = row.position().map_or(0, csv::Position::line);
            let (history, people) = file.row(&row, number, of_count)?;
            if history == 0 && people > 0 {
                let problem =
                    "nobody is on any list; leave out people on no list, they are what is estimated";
                return Err(file.wrong(Some(number), problem.to_owned()));
            }
            if let (Some(_), Some(other)) = (of_count, row_of.insert(history, number)) {
                let problem = format!("row {other} has a count of the same lists; add the two");
                return Err(file.wrong(Some(number), problem));
            }
            this.add(history, people);
        }
        Ok(this)
    }

    /// The names of the lists, in the order of the bits.
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// The number of people on exactly this combination; 0 if there is no such combination.
    pub fn count(&self, history: usize) -> u64 {
        self.counts.get(history).copied().unwrap_or(0)
    }

    /// The number of people on at least the lists of this combination.
    pub fn on_all(&self, lists: usize) -> u64 {
        let of = self.counts.iter().enumerate().filter(|(history, _)| history & lists == lists);
        of.map(|(_, count)| count).sum()
    }

    /// The number of people on any list.
    pub fn observed(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The counts by combination, as numbers.
    pub(super) fn numbers(&self) -> Vec<f64> {
        self.counts.iter().map(|count| *count as f64).collect()
    }

    /// The counts by combination.
    pub(super) fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Each pair of lists, by position, with the number of people on both.
    pub(super) fn overlaps(&self) -> impl Iterator<Item = ((usize, usize), u64)> {
        let mut on_all = self.numbers();
        sum_over_supersets(&mut on_all);
        let lists = self.lists.len();
        let pairs = (0..lists).flat_map(move |a| (a + 1..lists).map(move |b| (a, b)));
        pairs.map(move |(a, b)| ((a, b), on_all[1 << a | 1 << b] as u64))
    }
}

/// The file that a table is read from.
struct File<'a> {
    path: &'a Path,
}

impl File<'_> {
    /// An error about a row.
    fn wrong(&self, row: Option<u64>, problem: String) -> Error {
        ErrorKind::Table { path: PathBuf::from(self.path), row, problem }.into()
    }

    /// The combination and the count of a row. `of_count` is the position of the count; without one it is 1.
    fn row(&self, row: &csv::StringRecord, number: u64, of_count: Option<usize>) -> Result<(usize, u64)> {
        let (mut history, mut list, mut people) = (0, 0, 1);
        for (at, cell) in row.iter().enumerate() {
            if of_count == Some(at) {
                let count = cell.parse().ok().filter(|count| *count <= MOST_PEOPLE);
                let problem = || format!("the count is `{cell}`; write a whole number up to {MOST_PEOPLE}");
                people = count.ok_or_else(|| self.wrong(Some(number), problem()))?;
                continue;
            }
            match cell {
                "0" => (),
                "1" => history |= 1 << list,
                other => {
                    let problem =
                        format!("a cell of a list is `{other}`; write 1 for on the list, 0 for not");
                    return Err(self.wrong(Some(number), problem));
                }
            }
            list += 1;
        }
        Ok((history, people))
    }
}
