//! The text of an examination, in a form that can be pasted into a report.
//!
//! Input: an [`Examination`]. Output: its `Display`: figures with verdicts, sums, contradictions, and the two tables of
//! required overlaps. Line breaks and runs of spaces in cells become one space.

use std::fmt;

use super::arithmetic::{Sum, SumState};
use super::examine::{Examination, TotalCounts};
use super::feasible::{Feasibility, FeasibleRow, Held, Need};
use super::figure::{Figure, FigureStanding};
use super::series::{ContradictionKind, FigureContradiction};
use super::verdict::Examined;

impl fmt::Display for Examination {
    /// Prints the figures with their verdicts, then the sums, the contradictions, and the required overlaps of
    /// published lists and of the lists of the project. Sections without content are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Published figures compared with the lists ({})", self.file)?;
        let width = self.figures.iter().map(|one| one.figure.scope().chars().count()).max().unwrap_or(0);
        for one in &self.figures {
            writeln!(f, "  {}", line(one, width))?;
        }
        if !self.sums.is_empty() {
            writeln!(f, "\nSums of parts (computed here, not published)")?;
        }
        self.sums.iter().try_for_each(|sum| write!(f, "{sum}"))?;
        if !self.contradictions.is_empty() {
            writeln!(f, "\nFigures that contradict each other")?;
        }
        self.contradictions.iter().try_for_each(|one| writeln!(f, "  {one}"))?;
        section(f, "Lists whose sizes were published", &self.published_lists)?;
        section(f, "Lists of this project, with the number of people found on both", &self.lists)
    }
}

/// One line for a figure: date, number, scope (padded to `width` characters), standing and verdict.
fn line(one: &Examined, width: usize) -> String {
    let standing = match one.standing {
        FigureStanding::Stands => "",
        other => other.as_str(),
    };
    let figure = &one.figure;
    let impossible = one.impossible.as_ref().map(|why| format!("; impossible: {why}")).unwrap_or_default();
    format!(
        "{:<10} {:>12}  {:<width$}  {standing:<10}  {}: {}{impossible}",
        one_line(&figure.date),
        figure.shown(),
        figure.scope(),
        one.verdict.as_str(),
        one_line(&one.reason),
    )
}

/// The text of a cell on one line; a cell may contain line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Sum {
    /// The sum as an equation, such as `86 + 53 = 139, 1 more than 138 Almaty, all (2022-03-14)`.
    pub fn equation(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(Figure::shown).collect();
        let relation = match self.state {
            SumState::Exact => "exactly".to_owned(),
            SumState::Over => format!("{} more than", self.difference),
            SumState::Short => format!("{} less than", self.difference),
        };
        let (whole, date) = (self.whole.label(), one_line(&self.whole.date));
        format!("{} = {}, {relation} {whole} ({date})", parts.join(" + "), self.sum)
    }

    /// One set of figures that makes up the difference, and the parts that may contain the same people.
    fn explanation(&self, figures: &[Figure]) -> String {
        let named: Vec<String> =
            figures.iter().map(|one| format!("{} ({})", one.label(), one_line(&one.date))).collect();
        let hosts: Vec<String> = self.hosts.iter().map(Figure::label).collect();
        let inside = match hosts.is_empty() {
            true => String::new(),
            false => format!(", if also counted inside {}", hosts.join(" or ")),
        };
        format!("may be explained by {} (exactly {}){inside}", named.join(" + "), self.difference)
    }
}

impl fmt::Display for Sum {
    /// Prints the equation of the sum, and one line for each set of figures that explains the difference.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match self.whole.standing() {
            FigureStanding::Stands => String::new(),
            other => format!(" [{}]", other.as_str()),
        };
        writeln!(f, "  by {}: {}{standing}", one_line(&self.breakdown), self.equation())?;
        self.explanations.iter().try_for_each(|one| writeln!(f, "      {}", self.explanation(one)))
    }
}

impl fmt::Display for FigureContradiction {
    /// Prints the contradiction as one sentence, with the definitions of both figures if a figure fell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |figure: &Figure| format!("{} ({})", figure.label(), one_line(&figure.date));
        let (first, second) = (told(&self.first), told(&self.second));
        let words = |figure: &Figure| one_line(&figure.definition);
        match self.kind {
            ContradictionKind::Fell => {
                let (was, is) = (words(&self.first), words(&self.second));
                write!(f, "{second} is lower than the earlier {first} [{was} -> {is}]")
            }
            ContradictionKind::FellBelowPart => {
                write!(
                    f,
                    "{second} counts everyone but is lower than the earlier {first}, which counts a part"
                )
            }
            ContradictionKind::AboveWhole => write!(f, "{second} is a part of {first} but larger"),
            ContradictionKind::BorderChanged => {
                write!(f, "{first} and {second} cannot be compared: the borders changed in between")
            }
        }
    }
}

/// A table of required overlaps with its title; nothing if there are no totals or fewer than two lists.
fn section(f: &mut fmt::Formatter<'_>, title: &str, table: &Feasibility) -> fmt::Result {
    if table.rows.is_empty() || table.pairs.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nHow many people two lists must share at least if a total is true")?;
    writeln!(f, "{title}; all people on them are assumed to be within the total")?;
    write!(f, "{table}")
}

impl fmt::Display for Feasibility {
    /// Prints the lists with their letters, then a table with one row per total and one column per pair of lists.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, list) in self.lists.iter().enumerate() {
            let people = if list.low == list.high {
                list.low.to_string()
            } else {
                format!("{} to {}", list.low, list.high)
            };
            writeln!(f, "  {}  {}: {people} people", letter(at), one_line(&list.name))?;
        }
        let titles: Vec<String> = self.pairs.iter().map(title).collect();
        let cells: Vec<Vec<String>> = self.rows.iter().map(|row| self.cells(row)).collect();
        let width = |at: usize| {
            let column = cells.iter().filter_map(|row| row.get(at)).map(String::len);
            column.chain(titles.get(at).map(String::len)).max().unwrap_or(0)
        };
        let put = |row: &[String]| -> String {
            row.iter().enumerate().map(|(at, cell)| format!("  {cell:>width$}", width = width(at))).collect()
        };
        writeln!(f, "  {:>12}{}", "total", put(&titles))?;
        for (row, cells) in self.rows.iter().zip(&cells) {
            let total = if row.at_least { format!("at least {}", row.total) } else { row.total.to_string() };
            let remark = if row.superseded { "  superseded" } else { "" };
            writeln!(f, "  {total:>12}{}{remark}", put(cells))?;
        }
        Ok(())
    }
}

impl Feasibility {
    /// The cells of a row, one for each pair of lists.
    fn cells(&self, row: &FeasibleRow) -> Vec<String> {
        row.needs.iter().map(|need| cell(*need)).collect()
    }
}

/// One required overlap: `impossible`, the number of people, or the number with the unexplained people.
fn cell(need: Need) -> String {
    match need {
        Need { overlap: None, .. } => "impossible".to_owned(),
        Need { overlap: Some(overlap), unexplained: 0 } => overlap.to_string(),
        Need { overlap: Some(overlap), unexplained } => format!("{overlap} ({unexplained} unexplained)"),
    }
}

/// The title of a column: the letters of the two lists and the overlap found, such as `A&B (found 12)`.
fn title(pair: &Held) -> String {
    let both = format!("{}&{}", letter(pair.lists.0), letter(pair.lists.1));
    match pair.found {
        Some(found) if found.low == found.high => format!("{both} (found {})", found.low),
        Some(found) => format!("{both} (found {} to {})", found.low, found.high),
        None => both,
    }
}

/// The short name of a list: `A` to `Z`, then numbers from 27.
fn letter(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), |letter| letter.to_string())
}

impl fmt::Display for TotalCounts {
    /// Prints one sentence with the number of figures for each verdict.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} figures: for {} of them the lists document fewer people, for {} as many and for {} more; {} \
             are open and {} cannot be compared",
            self.figures,
            self.register_below,
            self.within,
            self.register_above,
            self.open,
            self.not_comparable
        )
    }
}
