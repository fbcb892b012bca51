//! The words of an examination, as an analyst would paste them into a report.

use std::fmt;

use super::arithmetic::{Sum, SumState};
use super::examine::{Examination, TotalCounts};
use super::feasible::{Feasibility, FeasibleRow, Held, Need};
use super::figure::{Figure, FigureStanding};
use super::series::{ContradictionKind, FigureContradiction};
use super::verdict::Examined;

impl fmt::Display for Examination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Published figures and what the lists document ({})", self.file)?;
        let width = self.figures.iter().map(|one| one.figure.scope().chars().count()).max().unwrap_or(0);
        for one in &self.figures {
            writeln!(f, "  {}", line(one, width))?;
        }
        if !self.sums.is_empty() {
            writeln!(f, "\nParts added up (our arithmetic, not a published one)")?;
        }
        self.sums.iter().try_for_each(|sum| write!(f, "{sum}"))?;
        if !self.contradictions.is_empty() {
            writeln!(f, "\nFigures that do not go together")?;
        }
        self.contradictions.iter().try_for_each(|one| writeln!(f, "  {one}"))?;
        section(f, "Lists whose sizes were published", &self.published_lists)?;
        section(f, "Lists of this project, with the people found in both", &self.lists)
    }
}

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

/// A cell may hold line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Sum {
    /// `86 + 53 = 139, 1 more than 138 Almaty, all (2022-03-14)`
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

    fn explanation(&self, figures: &[Figure]) -> String {
        let named: Vec<String> =
            figures.iter().map(|one| format!("{} ({})", one.label(), one_line(&one.date))).collect();
        let hosts: Vec<String> = self.hosts.iter().map(Figure::label).collect();
        let inside = match hosts.is_empty() {
            true => String::new(),
            false => format!(", if counted inside {} as well", hosts.join(" or ")),
        };
        format!("possibly {}: {} exactly{inside}", named.join(" + "), self.difference)
    }
}

impl fmt::Display for Sum {
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |figure: &Figure| format!("{} ({})", figure.label(), one_line(&figure.date));
        let (first, second) = (told(&self.first), told(&self.second));
        let words = |figure: &Figure| one_line(&figure.definition);
        match self.kind {
            ContradictionKind::Fell => {
                let (was, is) = (words(&self.first), words(&self.second));
                write!(f, "{second} is less than {first} before [{was} -> {is}]")
            }
            ContradictionKind::FellBelowPart => {
                write!(f, "{second} is everyone, and less than {first}, a part of them, before")
            }
            ContradictionKind::AboveWhole => write!(f, "{second} is a part of {first}, and larger"),
            ContradictionKind::BorderChanged => {
                write!(f, "{first} and {second} are not comparable: the borders changed in between")
            }
        }
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, table: &Feasibility) -> fmt::Result {
    if table.rows.is_empty() || table.pairs.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nHow many people two lists must share, at least, if a total is true")?;
    writeln!(f, "{title}; all their people are taken to be in the total")?;
    write!(f, "{table}")
}

impl fmt::Display for Feasibility {
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
    fn cells(&self, row: &FeasibleRow) -> Vec<String> {
        row.needs.iter().map(|need| cell(*need)).collect()
    }
}

fn cell(need: Need) -> String {
    match need {
        Need { overlap: None, .. } => "impossible".to_owned(),
        Need { overlap: Some(overlap), unexplained: 0 } => overlap.to_string(),
        Need { overlap: Some(overlap), unexplained } => format!("{overlap} ({unexplained} unexplained)"),
    }
}

fn title(pair: &Held) -> String {
    let both = format!("{}&{}", letter(pair.lists.0), letter(pair.lists.1));
    match pair.found {
        Some(found) if found.low == found.high => format!("{both} (found {})", found.low),
        Some(found) => format!("{both} (found {} to {})", found.low, found.high),
        None => both,
    }
}

/// `A` to `Z`, then numbers.
fn letter(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), |letter| letter.to_string())
}

impl fmt::Display for TotalCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} figures: the lists document fewer people than {}, as many as {} and more than {}; {} are open \
             and {} cannot be compared",
            self.figures,
            self.register_below,
            self.within,
            self.register_above,
            self.open,
            self.not_comparable
        )
    }
}
