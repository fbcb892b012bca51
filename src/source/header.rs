//! Finds the header: the first row that has all mapped columns. Titles may be above it, and it may have two rows.
//!
//! In: the rows, the merged cells and the spec. Out: the header with the names of its columns, and the mapping.

use crate::source::grid::Merged;
use crate::source::mapping::plain;
use crate::source::record::has_text;
use crate::source::{Mapping, SourceSpec};

/// Number of rows with text among which the header is searched. A header further down must be given as `header_row`.
pub(super) const LOOKED_AT: usize = 100;

/// The header of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Index of the row from 0. For a header of two rows, the lower one.
    pub(super) index: usize,
    /// The names of the columns.
    pub(super) cells: Vec<String>,
    /// Whether the row above is part of the header.
    pub(super) two_rows: bool,
}

/// Finds the header. A header of one row is preferred to one of two rows.
///
/// Rows are tried from the top. Titles do not have the mapped columns, so they are skipped. `rows` has all rows of the
/// file, `merged` the merged cells of a workbook.
///
/// # Errors
///
/// If no row has all mapped columns: the faults of the row that has the most of them.
pub(super) fn find(
    rows: &[Vec<String>],
    merged: &[Merged],
    spec: &SourceSpec,
) -> Result<(Header, Mapping), Vec<String>> {
    let candidates = candidates(rows, spec)?;
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    for two_rows in [false, true] {
        for index in &candidates {
            let Some(header) = header(rows, merged, *index, two_rows) else { continue };
            match Mapping::resolve(spec, &header.cells) {
                Ok(mapping) => return Ok((header, mapping)),
                Err(faults) if best.as_ref().is_none_or(|(least, ..)| faults.len() < *least) => {
                    best = Some((faults.len(), *index, faults));
                }
                Err(_) => {}
            }
        }
    }
    let (_, index, mut faults) = best.unwrap_or_default();
    if candidates.first() != Some(&index) {
        faults.push(format!(
            "row {} was read as the header, because it has most of the columns; if another row is the header, \
             give `header_row`",
            index + 1
        ));
    }
    Err(faults)
}

/// Indices of the rows that may be the header: the row that the spec names, or the first rows with text.
///
/// Without `header_row` in the spec, at most [`LOOKED_AT`] rows are candidates.
///
/// # Errors
///
/// If the file has no text, or the named row has none.
fn candidates(rows: &[Vec<String>], spec: &SourceSpec) -> Result<Vec<usize>, Vec<String>> {
    let filled = |index: &usize| rows.get(*index).is_some_and(|cells| has_text(cells));
    let Some(row) = spec.header_row() else {
        let first: Vec<usize> = (0..rows.len()).filter(filled).take(LOOKED_AT).collect();
        return if first.is_empty() { Err(vec![NO_HEADER.to_owned()]) } else { Ok(first) };
    };
    let index = usize::try_from(row).unwrap_or(usize::MAX).saturating_sub(1);
    if filled(&index) {
        return Ok(vec![index]);
    }
    Err(vec![format!("`header_row` is {row}, but there is no row {row} with text; name another row")])
}

/// The header that a row forms, alone or with the row above it. `None` if there is no row above with text.
///
/// With `two_rows`, the names of both rows are combined.
pub(super) fn header(
    rows: &[Vec<String>],
    merged: &[Merged],
    index: usize,
    two_rows: bool,
) -> Option<Header> {
    let row = rows.get(index)?;
    let lower = unmerged(rows, merged, index);
    if !two_rows {
        // A row without merged cells is kept verbatim.
        let cells = if lower == *row { lower } else { numbered(lower) };
        return Some(Header { index, cells, two_rows });
    }
    let above = index.checked_sub(1)?;
    let upper = unmerged(rows, merged, above);
    let cells = has_text(&upper).then(|| numbered(joined(&upper, &lower)))?;
    Some(Header { index, cells, two_rows })
}

/// A row in which the text of merged cells is repeated in every column and row that they cover.
///
/// In the file, only the first cell of a merged area has text.
fn unmerged(rows: &[Vec<String>], merged: &[Merged], index: usize) -> Vec<String> {
    let mut cells = rows.get(index).cloned().unwrap_or_default();
    for area in merged.iter().filter(|area| (area.rows.0..=area.rows.1).contains(&index)) {
        let origin = rows.get(area.rows.0).and_then(|row| row.get(area.columns.0));
        let Some(text) = origin.filter(|text| !text.trim().is_empty()) else { continue };
        let width = area.columns.1.saturating_add(1).saturating_sub(area.columns.0);
        for cell in cells.iter_mut().skip(area.columns.0).take(width) {
            cell.clone_from(text);
        }
    }
    cells
}

/// Combines two rows of names: `Дата` above `рождения` and `смерти`. An empty cell above a name continues the name to
/// its left.
///
/// If both rows have the same text in a column, it is used once.
fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut group = "";
    let width = upper.len().max(lower.len());
    let names = (0..width).map(|at| {
        let above = upper.get(at).map_or("", |cell| cell.trim());
        let below = lower.get(at).map_or("", |cell| cell.trim());
        if !above.is_empty() || below.is_empty() {
            group = above;
        }
        match (group, below) {
            (group, "") => group.to_owned(),
            ("", below) => below.to_owned(),
            (group, below) if plain(group) == plain(below) => below.to_owned(),
            (group, below) => format!("{group} {below}"),
        }
    });
    names.collect()
}

/// Distinguishes equal names that unmerging has produced: `Дата`, `Дата (2)`.
///
/// Names are compared as a reader sees them. Empty names are not numbered.
fn numbered(cells: Vec<String>) -> Vec<String> {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let one = |cell: String| {
        let count = seen.entry(plain(&cell)).or_default();
        *count += 1;
        if *count > 1 && !cell.trim().is_empty() { format!("{cell} ({count})") } else { cell }
    };
    cells.into_iter().map(one).collect()
}

/// The message for a file without any text.
const NO_HEADER: &str =
    "the file is empty; it needs a header row that names the columns, and one row for each person";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::Field;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    fn found(text: &str, merged: &[Merged], names: &[(Field, &str)]) -> Result<Header, Vec<String>> {
        let spec = names
            .iter()
            .fold(SourceSpec::new("a", "a.csv"), |spec, (field, name)| spec.with_column(*field, *name));
        find(&rows(text), merged, &spec).map(|(header, _)| header)
    }

    #[test]
    fn titles_stand_above_a_header() {
        let text = "Список погибших\n\n1,2\n№,ФИО\n1,Асан";
        let header = found(text, &[], &[(Field::Name, "ФИО")]).unwrap();
        assert_eq!((header.index, header.two_rows), (3, false));
    }

    #[test]
    fn a_header_of_two_rows_is_joined() {
        let text = "№,ФИО,Дата,,Место\n,,рождения,смерти,\n1,Асан,1990,2022,Тараз";
        let names = [(Field::Name, "ФИО"), (Field::BirthDate, "Дата рождения"), (Field::Place, "Место")];
        let header = found(text, &[], &names).unwrap();
        assert_eq!((header.index, header.two_rows), (1, true));
        assert_eq!(header.cells, ["№", "ФИО", "Дата рождения", "Дата смерти", "Место"]);
    }

    #[test]
    fn a_merged_header_belongs_to_all_its_columns() {
        let merged = [Merged { rows: (0, 0), columns: (1, 2) }];
        let names = [(Field::Name, "ФИО"), (Field::DeathDate, "Дата (2)")];
        let header = found("ФИО,Дата,\nАсан,1990,2022", &merged, &names).unwrap();
        assert_eq!(header.cells, ["ФИО", "Дата", "Дата (2)"]);
    }

    #[test]
    fn an_error_speaks_of_the_row_that_fits_best() {
        let names = [(Field::Name, "ФИО"), (Field::Age, "Возраст")];
        let faults = found("Список\n№,ФИО,Лет\n1,Асан,3", &[], &names).unwrap_err();
        assert_eq!(faults.len(), 2);
        assert!(faults[1].starts_with("row 2 was read as the header"), "{faults:?}");
    }
}
