//! `reconcile inspect`.

use std::fs;
use std::path::Path;

use casualty_register::CheckRules;
use casualty_register::language::date::DayOrder;
use casualty_register::report::{CheckFormat, CheckReport};
use casualty_register::source::{ColumnView, Draft, Inspection, inspect as look};

use crate::args::Inspect;
use crate::{Ending, Failure, progress, terminal};

pub(crate) fn inspect(args: &Inspect) -> Result<Ending, Failure> {
    let found = look(&args.file)?;
    terminal::print(&text(&found))?;
    if let Some(project) = &args.write {
        write(&args.file, project)?;
        let shown = project.display();
        terminal::print(&format!("\nWritten to {shown}; try it: reconcile check {shown}"))?;
    }
    Ok(Ending::Well)
}

/// Writes a project file for the list, unless the file exists.
fn write(list: &Path, project: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(project).is_ok() {
        let (project, list) = (project.display(), list.display());
        return Err(format!(
            "{project} is there already and was not touched; name a new file, or add the list to it with: reconcile \
             start --project {project} {list}"
        )
        .into());
    }
    let draft = Draft::of_lists(&[list], Some(project))?;
    progress::unbroken(|| draft.write())
}

fn text(found: &Inspection) -> String {
    let mut lines = vec![terminal::cell(&found.file), format!("  encoding    {}", found.encoding)];
    if let Some(delimiter) = found.delimiter {
        lines.push(format!("  delimiter   {}", char::from(delimiter).escape_default()));
    }
    for sheet in &found.sheets {
        let hidden = if sheet.is_visible { "" } else { ", hidden" };
        let taken = if found.sheet.as_ref() == Some(&sheet.name) { "  <- inspected" } else { "" };
        lines.push(format!(
            "  sheet       {} ({} rows{hidden}){taken}",
            terminal::cell(&sheet.name),
            sheet.rows
        ));
    }
    lines.push(format!("  header row  {}", found.header_row));
    lines.push(format!("  people      {} rows", found.rows));
    if let Some((from, to)) = found.period {
        lines.push(format!("  deaths      {from} to {to}"));
    }
    if found.day_order != DayOrder::Unknown {
        lines.push(format!("  day order   {}", found.day_order.as_str()));
    }
    if let Some(order) = found.name_order {
        lines.push(format!("  name order  {order}"));
    }
    for row in &found.set_aside {
        lines.push(format!("  no person   row {}: {}", row.row(), terminal::cell(&short(&row.text()))));
    }
    lines.push(String::new());
    for (number, view) in (1..).zip(&found.columns) {
        lines.extend(column(number, view));
    }
    if !found.findings.is_empty() {
        lines.extend([String::new(), "Findings about the file:".to_owned()]);
        let report = CheckReport::new(&found.findings, &CheckRules::default()).render(CheckFormat::Text);
        lines.extend(report.lines().map(|line| format!("  {line}")));
    }
    lines.join("\n")
}

fn column(number: usize, view: &ColumnView) -> Vec<String> {
    let guess = match view.field {
        Some(field) => {
            let by = if view.by_header { "by its header" } else { "by its cells" };
            format!("{field} ({by}; {:.0} % of {} cells can be read)", view.share * 100.0, view.filled)
        }
        None => match &view.left_out {
            Some(why) => format!("not used ({} cells): {why}", view.filled),
            None => format!("? ({} cells)", view.filled),
        },
    };
    let mut lines = vec![format!("{number:>3}  {}  =  {guess}", terminal::cell(&view.header))];
    let examples: Vec<String> = view.examples.iter().map(|cell| terminal::cell(&short(cell))).collect();
    if !examples.is_empty() {
        lines.push(format!("       {}", examples.join("  |  ")));
    }
    lines.extend(view.oddities.iter().map(|oddity| format!("       ! {}", terminal::cell(oddity))));
    lines
}

/// The first 60 characters of a long cell.
fn short(cell: &str) -> String {
    const MOST: usize = 60;
    if cell.chars().count() <= MOST {
        cell.to_owned()
    } else {
        cell.chars().take(MOST).chain(['…']).collect()
    }
}
