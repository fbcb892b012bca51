//! `reconcile start`: from lists to a project file and a register.

use casualty_register::source::{Draft, DraftedList};
use casualty_register::{Outcome, Severity};

use crate::args::{Chosen, Lists, Run, Start};
use crate::{Ending, Failure, progress, run, terminal};

/// Most doubts about one list that are printed; all of them are in the project file.
const MOST_DOUBTS: usize = 4;

pub(crate) fn start(args: &Start) -> Result<Ending, Failure> {
    refuse_projects(args)?;
    let draft = Draft::of_lists(&args.files, args.project.as_deref())?;
    terminal::print(&drafted(&draft))?;
    progress::unbroken(|| draft.write())?;
    let args = Run {
        lists: Lists { project: draft.path().to_owned(), model: None, edition: Vec::new() },
        out: args.out.clone(),
        write: vec![Chosen::All],
        lang: args.lang,
        more: Vec::new(),
    };
    let outcome = run::written(&args).map_err(|failure| match crate::is_stop(failure.as_ref()) {
        true => failure,
        false => {
            let shown = draft.path().display();
            format!("{failure}\nThe project file is written. To run it again: reconcile run {shown}").into()
        }
    })?;
    terminal::print(&next_steps(&draft, &outcome))?;
    // The program ends here. Freeing every cell one by one would only take time.
    std::mem::forget(outcome);
    Ok(Ending::Well)
}

/// Refuses a project file among the lists.
fn refuse_projects(args: &Start) -> Result<(), Failure> {
    let is_project = |file: &&std::path::PathBuf| file.extension().is_some_and(|ending| ending == "toml");
    match args.files.iter().find(is_project) {
        None => Ok(()),
        Some(project) => {
            let project = project.display();
            Err(format!("{project} is a project file, not a list; write `--project {project}` before it")
                .into())
        }
    }
}

/// What the project file has: the lists, their rows and fields.
fn drafted(draft: &Draft) -> String {
    let path = draft.path().display();
    let lists = draft.lists();
    let rows: usize = lists.iter().map(|list| list.inspection.rows).sum();
    let mut lines = vec![match (draft.is_new(), lists.len()) {
        (true, 1) => format!("{path} is new: 1 list, {rows} rows"),
        (true, count) => format!("{path} is new: {count} lists, {rows} rows"),
        (false, 0) => format!("{path} has these lists already and stays as it is"),
        (false, 1) => format!("{path} gets 1 list more, {rows} rows"),
        (false, count) => format!("{path} gets {count} lists more, {rows} rows"),
    }];
    lines.extend(lists.iter().map(about));
    lines.extend(draft.known().iter().map(|file| format!("  already there: {}", file.display())));
    lines.join("\n") + "\n"
}

fn about(list: &DraftedList) -> String {
    let fields: Vec<&str> = list
        .inspection
        .columns
        .iter()
        .filter_map(|column| column.field)
        .map(|field| field.as_str())
        .collect();
    format!("  {:>6} rows  {}: {}", list.inspection.rows, terminal::cell(&list.file), fields.join(", "))
}

/// What to check after the report, in the order in which it matters.
fn next_steps(draft: &Draft, outcome: &Outcome) -> String {
    let path = draft.path().display();
    let mut lines = Vec::new();
    let doubts: Vec<String> = draft.lists().iter().flat_map(doubts).collect();
    if doubts.is_empty() {
        lines.push(format!("Check the guesses in {path}: a comment says what each rests on."));
    } else {
        lines.push(format!("Check the guesses in {path}. What may be wrong:"));
        lines.extend(doubts);
    }
    let findings = outcome.findings();
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if errors + warnings > 0 {
        let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
        lines.push(format!("Findings: {errors}, {warnings}. Print them: reconcile check {path}"));
    }
    lines.join("\n")
}

/// `1 error`, `2 errors`.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The doubts about a list, as lines.
fn doubts(list: &DraftedList) -> Vec<String> {
    let mut all = list.inspection.doubts();
    let more = all.len().saturating_sub(MOST_DOUBTS);
    all.truncate(MOST_DOUBTS);
    if more > 0 {
        all.push(format!("{more} more, in the comments of the project file"));
    }
    all.iter().map(|doubt| format!("  {}: {}", terminal::cell(&list.file), terminal::cell(doubt))).collect()
}
