//! `reconcile publish`. Anyone may read its output, so none of its errors contains a value of a list.

use casualty_register::report::{Publication, told};
use casualty_register::{Error, ErrorKind, Reconciler};

use crate::args::Publish;
use crate::{Ending, Failure, beside, progress, project_of, run_of, terminal};

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
    let open = publication.open_questions();
    if open.all() > 0 && !args.with_open_questions {
        let project = args.lists.project.display();
        terminal::complain(&format!(
            "{open}. Nothing was published. Answer them with `reconcile review {project} --by NAME` and run \
             `reconcile run {project}`; or publish as it is with --with-open-questions"
        ));
        return Ok(Ending::FoundErrors);
    }
    let out = args.out.clone().unwrap_or_else(|| beside(&args.lists.project, "published"));
    progress::shown(|watch| publication.write_watched(&out, watch))?;
    let files: Vec<&str> = publication.files().into_iter().map(|(name, _)| name).collect();
    let summary = publication.summary();
    terminal::print(&format!("{summary}\nPublished in {}: {}", out.display(), files.join(", ")))?;
    let table = out.join("register.csv");
    terminal::print(&format!(
        "A name identifies a person: read the names in {} before you share it.",
        table.display()
    ))?;
    Ok(Ending::Well)
}
