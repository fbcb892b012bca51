//! `reconcile names`.

use std::path::Path;

use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::PersonName;
use casualty_register::linkage::{NameComparer, NameMatch};
use casualty_register::report::guarded;

use crate::args::Names;
use crate::{Ending, Failure, terminal};

/// Positions of the columns that the command reads. All other columns are copied.
struct Columns {
    names: [usize; 2],
    label: Option<usize>,
}

/// A row: its cells and its label.
struct Row {
    cells: csv::StringRecord,
    label: Option<bool>,
}

pub(crate) fn names(args: &Names) -> Result<Ending, Failure> {
    let mut reader = csv::ReaderBuilder::new()
        .from_path(&args.pairs)
        .map_err(|error| format!("{}: read failed: {error}", args.pairs.display()))?;
    let header = reader.headers().map_err(|error| fault(&args.pairs, 1, &error.to_string()))?.clone();
    let header: csv::StringRecord =
        header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    let columns = columns(&args.pairs, &header)?;
    let rows = read_rows(&args.pairs, &mut reader, &columns)?;
    let mut lexicon = Lexicon::bundled();
    for folder in &args.lexicon {
        lexicon.add_folder(folder)?;
    }
    let comparer = NameComparer::new(&lexicon);
    let names = read_names(&rows, &columns, &comparer);
    let matches = compare(&names, &comparer);
    terminal::print_exactly(&written(&header, &rows, &matches)?)?;
    if columns.label.is_some() {
        let judged = rows.iter().zip(&matches).filter_map(|(row, found)| Some((found.score, row.label?)));
        terminal::remark(&Quality::new(judged.collect()).to_string());
    }
    Ok(Ending::Well)
}

fn fault(path: &Path, row: u64, problem: &str) -> String {
    format!("{}, row {row}: {problem}", path.display())
}

fn columns(path: &Path, header: &csv::StringRecord) -> Result<Columns, Failure> {
    let at = |name: &str| header.iter().position(|found| found == name);
    let needed = |name: &str| {
        at(name).ok_or_else(|| {
            let found: Vec<&str> = header.iter().collect();
            fault(path, 1, &format!("there is no column {name}; the columns are {}", found.join(", ")))
        })
    };
    for added in ADDED {
        if at(added).is_some() {
            return Err(fault(path, 1, &format!("the column {added} is there already; rename it")).into());
        }
    }
    Ok(Columns { names: [needed("name_a")?, needed("name_b")?], label: at("label") })
}

fn read_rows(
    path: &Path,
    reader: &mut csv::Reader<std::fs::File>,
    columns: &Columns,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (cells, at) in reader.records().zip(2_u64..) {
        let cells = cells.map_err(|error| fault(path, at, &error.to_string()))?;
        let label = match columns.label.and_then(|label| cells.get(label)).map(str::trim) {
            None | Some("") => None,
            Some("1") => Some(true),
            Some("0") => Some(false),
            Some(other) => {
                let problem = format!("column label: `{other}` is not a label; write 1, 0 or nothing");
                return Err(fault(path, at, &problem).into());
            }
        };
        rows.push(Row { cells, label });
    }
    Ok(rows)
}

fn read_names(rows: &[Row], columns: &Columns, comparer: &NameComparer) -> Vec<[Option<PersonName>; 2]> {
    let read = |row: &Row| {
        columns.names.map(|column| comparer.reader().read(row.cells.get(column).unwrap_or_default()))
    };
    rows.iter().map(read).collect()
}

/// A cell without a name neither agrees nor disagrees with anything.
fn compare(names: &[[Option<PersonName>; 2]], comparer: &NameComparer) -> Vec<NameMatch> {
    let both = |names: &'_ [Option<PersonName>; 2]| names.iter().all(Option::is_some);
    let pairs: Vec<(&PersonName, &PersonName)> =
        names.iter().filter_map(|[a, b]| Some((a.as_ref()?, b.as_ref()?))).collect();
    let mut found = comparer.compare_all(&pairs).into_iter();
    names.iter().map(|names| if both(names) { found.next() } else { None }.unwrap_or_default()).collect()
}

/// The columns that the command adds.
const ADDED: [&str; 3] = ["score", "probability", "alignment"];

/// A cell that no spreadsheet reads as a formula.
fn safe(cell: &str) -> Vec<u8> {
    guarded(cell).into_owned().into_bytes()
}

fn written(header: &csv::StringRecord, rows: &[Row], matches: &[NameMatch]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header.iter().chain(ADDED).map(safe))?;
    for (row, found) in rows.iter().zip(matches) {
        let score = format!("{:.2}", found.score);
        let probability = format!("{:.4}", found.probability);
        let alignment = found.to_string();
        let added = [score.as_str(), probability.as_str(), alignment.as_str()];
        writer.write_record(row.cells.iter().chain(added).map(safe))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// Accuracy of the scores, for pairs with a label.
struct Quality {
    /// Score in bits and label of each pair, the highest score first.
    judged: Vec<(f64, bool)>,
}

/// Correct, found and existing matches at a threshold.
#[derive(Clone, Copy)]
struct Counts {
    right: f64,
    found: f64,
    matches: f64,
}

impl Counts {
    fn precision(self) -> f64 {
        if self.found > 0.0 { self.right / self.found } else { 1.0 }
    }

    fn recall(self) -> f64 {
        if self.matches > 0.0 { self.right / self.matches } else { 1.0 }
    }

    fn f1(self) -> f64 {
        let all = self.found + self.matches;
        if all > 0.0 { 2.0 * self.right / all } else { 1.0 }
    }
}

impl Quality {
    fn new(mut judged: Vec<(f64, bool)>) -> Self {
        judged.sort_by(|a, b| b.0.total_cmp(&a.0));
        Quality { judged }
    }

    fn matches(&self) -> f64 {
        self.judged.iter().filter(|(_, label)| *label).count() as f64
    }

    /// The counts at a score of 0, above which one person is more likely than two.
    fn at_half(&self) -> Counts {
        let found = self.judged.partition_point(|(score, _)| *score > 0.0);
        let right = self.judged[..found].iter().filter(|(_, label)| *label).count();
        Counts { right: right as f64, found: found as f64, matches: self.matches() }
    }

    /// For each distinct score, from the highest, the counts with that score as the threshold.
    fn curve(&self) -> Vec<(f64, Counts)> {
        let mut counts = Counts { right: 0.0, found: 0.0, matches: self.matches() };
        let mut curve: Vec<(f64, Counts)> = Vec::new();
        for (score, label) in &self.judged {
            counts.found += 1.0;
            counts.right += f64::from(u8::from(*label));
            match curve.last_mut() {
                Some(last) if last.0 == *score => last.1 = counts,
                _ => curve.push((*score, counts)),
            }
        }
        curve
    }

    /// Area under the precision-recall curve, as a sum of steps.
    fn average_precision(&self) -> f64 {
        let mut recall = 0.0;
        let step = |(_, counts): &(f64, Counts)| {
            let gained = counts.recall() - recall;
            recall = counts.recall();
            gained * counts.precision()
        };
        self.curve().iter().map(step).sum()
    }
}

impl std::fmt::Display for Quality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at_half = self.at_half();
        let (all, matches) = (self.judged.len(), self.matches());
        writeln!(f, "{all} labelled pairs, {matches} of one person")?;
        let (precision, recall, f1) = (at_half.precision(), at_half.recall(), at_half.f1());
        writeln!(f, "at probability 0.5: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}")?;
        if let Some((score, best)) = self.curve().iter().max_by(|a, b| a.1.f1().total_cmp(&b.1.f1())) {
            writeln!(f, "best F1 {:.4} at score {score:.2} bits", best.f1())?;
        }
        write!(f, "average precision {:.4}", self.average_precision())
    }
}
