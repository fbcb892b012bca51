//! `reconcile run`.

use std::path::Path;

use casualty_register::bulk::Members;
use casualty_register::project::Project;
use casualty_register::register::IdBook;
use casualty_register::report::Output;
use casualty_register::{Model, Reconciler};

use crate::args::{Chosen, Run};
use crate::{Ending, Failure, progress, project_of, reconcile, terminal};

pub(crate) fn run(args: &Run) -> Result<Ending, Failure> {
    let outputs = outputs(&args.write);
    if outputs == [Output::Members, Output::Run] {
        let project = project_of(&args.lists)?;
        if project.is_long()? {
            return members(&project, args);
        }
    }
    let outcome = reconcile(&args.lists)?.with_lang(args.lang);
    let (written, summary) = rayon::join(|| outcome.write(&args.out, &outputs), || outcome.summary());
    written?;
    // A look at an older edition is no new state of the lists.
    let is_newest = args.lists.edition.is_empty();
    if let (Some(ids), true) = (outcome.ids(), outcome.are_ids_new() && is_newest) {
        save_ids(&args.lists.project, ids)?;
    }
    let files: Vec<&str> = outputs.iter().map(|output| output.file_name()).collect();
    terminal::print(&format!("{summary}\n\nWritten to {}: {}", args.out.display(), files.join(", ")))?;
    // The program ends here; to free every cell of the lists one by one would only take time.
    std::mem::forget(outcome);
    Ok(Ending::Well)
}

/// Who is who and nothing else, for lists that are too long to compare all pairs of.
fn members(project: &Project, args: &Run) -> Result<Ending, Failure> {
    let model = args.lists.model.as_ref().map(Model::open).transpose()?;
    let members = progress::shown(|watch| -> Result<Members, Failure> {
        Ok(Reconciler::members(project, model.as_ref(), watch)?)
    })?;
    members.write(&args.out)?;
    terminal::print(&format!("{members}\n\nWritten to {}: members.csv, run.json", args.out.display()))?;
    // As above: it ends here.
    std::mem::forget(members);
    Ok(Ending::Well)
}

/// Saves the ids for the next run, where the project says.
fn save_ids(project: &Path, ids: &IdBook) -> Result<(), Failure> {
    if let Some(path) = Project::open(project)?.ids() {
        ids.write(&path)?;
        terminal::print(&format!("{}: the ids of the entries have changed and were saved", path.display()))?;
    }
    Ok(())
}

/// The chosen files and the record of the run, each once, in the order in which they are written.
fn outputs(chosen: &[Chosen]) -> Vec<Output> {
    let is_chosen = |output: Output| {
        chosen.iter().any(|one| match one {
            Chosen::All => true,
            Chosen::One(one) => *one == output,
        })
    };
    Output::ALL.into_iter().filter(|output| *output == Output::Run || is_chosen(*output)).collect()
}
