//! `reconcile run`.

use std::path::{Path, PathBuf};

use casualty_register::disk::Replacement;
use casualty_register::linkage::{Members, Model};
use casualty_register::register::IdBook;
use casualty_register::report::Output;
use casualty_register::source::Project;
use casualty_register::{Outcome, Reconciler};

use crate::args::{Chosen, Run};
use crate::{Ending, Failure, beside, progress, project_of, run_watched, terminal};

/// Most files whose names are printed.
const MOST_NAMES: usize = 3;

pub(crate) fn run(args: &Run) -> Result<Ending, Failure> {
    refuse_lists(args)?;
    if outputs(&args.write) == [Output::Members, Output::Run] {
        let project = project_of(&args.lists)?;
        if project.is_long()? {
            return members(&project, args);
        }
    }
    let outcome = written(args)?;
    // The program ends here. Freeing every cell one by one would only take time.
    std::mem::forget(outcome);
    Ok(Ending::Well)
}

/// Runs all stages, writes the files and the ids, and prints the summary.
pub(crate) fn written(args: &Run) -> Result<Outcome, Failure> {
    let (outputs, out) = (outputs(&args.write), folder(args));
    // A run on an older edition does not change the ids.
    let is_newest = args.lists.edition.is_empty();
    let outcome = progress::shown(|watch| -> Result<_, Failure> {
        watch.begin("reading lists", None);
        let reconciler = Reconciler::of_project(&project_of(&args.lists)?)?;
        let reconciler = if is_newest { reconciler.keeping_ids()? } else { reconciler };
        run_watched(reconciler, &args.lists, watch)
    })?;
    let outcome = outcome.with_lang(args.lang);
    let new_ids = outcome.ids().filter(|_| outcome.are_ids_new() && is_newest);
    let (saved, summary) = progress::shown(|watch| -> Result<_, Failure> {
        let ids = new_ids.map(|ids| prepared(&args.lists.project, ids)).transpose()?.flatten();
        let write = || outcome.write_watched(&out, &outputs, watch);
        let (written, summary) = rayon::join(write, || outcome.summary());
        written?;
        Ok((ids.map(|(path, ids)| ids.put().map(|()| path)).transpose()?, summary))
    })?;
    for ledger in outcome.unnamed_ledgers() {
        let project = args.lists.project.display();
        terminal::print(&format!(
            "{ledger}: the decisions in it are not used; add it to `decisions` in {project}, or move it away\n"
        ))?;
    }
    terminal::print(&format!("{summary}\n\n{}", what_was_written(&out, &outputs)))?;
    if summary.to_review > 0 && outputs.contains(&Output::ReviewPage) {
        terminal::print(&how_to_answer(summary.to_review, &out, &args.lists.project))?;
    }
    if let Some(path) = saved {
        terminal::print(&format!("New ids of people are saved in {}.", path.display()))?;
    }
    Ok(outcome)
}

/// The folder of the register.
pub(crate) fn folder(args: &Run) -> PathBuf {
    args.out.clone().unwrap_or_else(|| beside(&args.lists.project, "register"))
}

/// Refuses lists in the place of a project file.
fn refuse_lists(args: &Run) -> Result<(), Failure> {
    if args.more.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = std::iter::once(&args.lists.project)
        .chain(&args.more)
        .map(|file| file.display().to_string())
        .collect();
    let hint = match args.lists.project.extension().is_some_and(|ending| ending == "toml") {
        true => format!("add lists to it with: reconcile start --project {}", all.join(" ")),
        false => format!("write a project file for these lists with: reconcile start {}", all.join(" ")),
    };
    Err(format!("`run` takes one project file, and {} files were named; {hint}", all.len()).into())
}

/// Where the files are, and which one to open.
fn what_was_written(out: &Path, outputs: &[Output]) -> String {
    let files: Vec<&str> = outputs.iter().map(|output| output.file_name()).collect();
    let shown = out.display();
    match files.len() {
        0..=MOST_NAMES => format!("Written to {shown}: {}", files.join(", ")),
        many if outputs.contains(&Output::ReportPage) => {
            format!(
                "Written to {shown}: {many} files. Read {} first.",
                out.join(Output::ReportPage.file_name()).display()
            )
        }
        many => format!("Written to {shown}: {many} files."),
    }
}

/// Where a reviewer answers the open questions.
fn how_to_answer(questions: usize, out: &Path, project: &Path) -> String {
    let questions = if questions == 1 { "1 question".to_owned() } else { format!("{questions} questions") };
    let (page, project) = (out.join(Output::ReviewPage.file_name()), project.display());
    format!("Answer the {questions} in {}, or with: reconcile review {project} --by NAME", page.display())
}

/// Writes only which record is in which entry, for lists that are too long to compare all pairs.
fn members(project: &Project, args: &Run) -> Result<Ending, Failure> {
    let (model, out) = (args.lists.model.as_ref().map(Model::open).transpose()?, folder(args));
    let members = progress::shown(|watch| -> Result<Members, Failure> {
        Ok(Reconciler::members(project, model.as_ref(), watch)?)
    })?;
    progress::shown(|watch| members.write_watched(&out, watch))?;
    terminal::print(&format!("{members}\n\nWritten to {}: members.csv, run.json", out.display()))?;
    // As above: the program ends here.
    std::mem::forget(members);
    Ok(Ending::Well)
}

/// The new file of ids and its path; `None` if the project keeps no ids. The ids are on the disk before
/// the folder is exchanged, so that a full disk does not leave a new folder with old ids.
fn prepared(project: &Path, ids: &IdBook) -> Result<Option<(PathBuf, Replacement)>, Failure> {
    let Some(path) = Project::open(project)?.ids() else { return Ok(None) };
    let new = ids.prepare(&path)?;
    Ok(Some((path, new)))
}

/// The chosen files and `run.json`, each once, in the order of the output.
fn outputs(chosen: &[Chosen]) -> Vec<Output> {
    let is_named =
        |output: &Output| chosen.iter().any(|one| matches!(one, Chosen::One(one) if one == output));
    let are_all = chosen.iter().any(|one| matches!(one, Chosen::All));
    let usual = Output::ALL.into_iter().filter(|one| are_all || *one == Output::Run || is_named(one));
    usual.chain(Output::ON_REQUEST.iter().copied().filter(is_named)).collect()
}
