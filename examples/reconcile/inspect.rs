//! `reconcile inspect`.

use std::fs;
use std::path::Path;

use casualty_register::disk;
use casualty_register::language::date::DayOrder;
use casualty_register::source::{ColumnView, Inspection, inspect as look};

use crate::args::Inspect;
use crate::{Ending, Failure, progress, terminal};

pub(crate) fn inspect(args: &Inspect) -> Result<Ending, Failure> {
    let found = look(&args.file)?;
    terminal::print(&text(&found))?;
    if let Some(project) = &args.write {
        write(&found, &args.file, project)?;
        let shown = project.display();
        terminal::print(&format!("\nWritten to {shown}; try it: reconcile check {shown}"))?;
    }
    Ok(Ending::Well)
}

/// Writes a first project file, unless the file exists.
fn write(found: &Inspection, list: &Path, project: &Path) -> Result<(), Failure> {
    let text = found.project_file(&seen_from(project, list)?)?;
    let shown = project.display();
    if fs::symlink_metadata(project).is_ok() {
        return Err(format!("{shown} is there already and was not touched; name a new file").into());
    }
    progress::unbroken(|| disk::create(project, text.as_bytes()))
}

/// The path of the list relative to the folder of the project file. The list must be in that folder or
/// below it.
fn seen_from(project: &Path, list: &Path) -> Result<String, Failure> {
    let folder = project.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = |path: &Path| {
        fs::canonicalize(path).map_err(|error| format!("{}: read failed: {error}", path.display()))
    };
    let (folder_there, list_there) = (there(folder)?, there(list)?);
    let inside = list_there.strip_prefix(&folder_there).map_err(|_| {
        format!(
            "{} does not lie in {}; write the project file beside the list",
            list.display(),
            folder.display()
        )
    })?;
    let parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Ok(parts.join("/"))
}

fn text(found: &Inspection) -> String {
    let mut lines = vec![terminal::cell(&found.file), format!("  encoding    {}", found.encoding)];
    if let Some(delimiter) = found.delimiter {
        lines.push(format!("  delimiter   {}", char::from(delimiter).escape_default()));
    }
    for sheet in &found.sheets {
        let hidden = if sheet.is_visible { "" } else { ", hidden" };
        let taken = if found.sheet.as_ref() == Some(&sheet.name) { "  <- looked at" } else { "" };
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
        lines.push(format!("  no person   row {}: {}", row.row(), terminal::cell(&row.text())));
    }
    lines.push(String::new());
    for (number, view) in (1..).zip(&found.columns) {
        lines.extend(column(number, view));
    }
    if !found.findings.is_empty() {
        lines.extend([String::new(), "What a run would say of the file:".to_owned()]);
    }
    for finding in &found.findings {
        let at = finding.at.first().and_then(|at| at.row).map_or(String::new(), |row| format!(" row {row}"));
        lines.push(format!("  {}{at}: {}", finding.code, terminal::cell(&finding.message)));
    }
    lines.join("\n")
}

fn column(number: usize, view: &ColumnView) -> Vec<String> {
    let guess = match view.field {
        Some(field) => {
            let by = if view.by_header { "by its header" } else { "by its cells" };
            format!("{field} ({by}; {:.0} % of {} cells read as such)", view.share * 100.0, view.filled)
        }
        None => match &view.left_out {
            Some(why) => format!("left out ({} cells): {why}", view.filled),
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
