//! `reconcile publish`. Anyone may read its output, so none of its errors contains a value of a list.

use casualty_register::report::{Publication, told};
use casualty_register::{Error, ErrorKind, Reconciler};

use crate::args::Publish;
use crate::{Ending, Failure, progress, project_of, run_of, terminal};

pub(crate) fn publish(args: &Publish) -> Result<Ending, Failure> {
    written(args).map_err(|failure| match failure.downcast::<Error>() {
        Ok(error) if matches!(error.kind(), ErrorKind::Stopped) => error.into(),
        Ok(error) => told(&error).into(),
        Err(other) => other,
    })
}

fn written(args: &Publish) -> Result<Ending, Failure> {
    let project = project_of(&args.lists)?;
    let outcome = run_of(Reconciler::of_project(&project)?, &args.lists)?;
    let publication = Publication::new(&outcome, project.profile())?;
    progress::shown(|watch| publication.write_watched(&args.out, watch))?;
    let files: Vec<&str> = publication.files().into_iter().map(|(name, _)| name).collect();
    let summary = publication.summary();
    terminal::print(&format!("{summary}\nPublished in {}: {}", args.out.display(), files.join(", ")))?;
    Ok(Ending::Well)
}
