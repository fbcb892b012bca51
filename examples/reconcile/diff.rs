//! `reconcile diff`.

use std::path::Path;

use casualty_register::audit;
use casualty_register::audit::Snapshot;
use casualty_register::source::Project;

use crate::args::{Diff, Format};
use crate::{Ending, Failure, terminal};

const WHAT_CAN_BE: &str = "name two register folders, two project files, or PROJECT.toml ID@DATE ID@DATE";

pub(crate) fn diff(args: &Diff) -> Result<Ending, Failure> {
    let sides: Vec<&str> = args.sides.iter().map(String::as_str).collect();
    let found = match sides.as_slice() {
        [old, new] if is_project(old) && is_project(new) => {
            audit::projects(&Project::open(old)?, &Project::open(new)?)?
        }
        [old, new] if !is_project(old) && !is_project(new) => {
            audit::registers(&Snapshot::open(old)?, &Snapshot::open(new)?)
        }
        [old, new] => return Err(format!("`{old}` and `{new}` cannot be compared; {WHAT_CAN_BE}").into()),
        [project, old, new] => of_editions(project, old, project, new)?,
        [old_project, old, new_project, new] => of_editions(old_project, old, new_project, new)?,
        _ => return Err(WHAT_CAN_BE.into()),
    };
    match args.format {
        Format::Json => terminal::print_json(&serde_json::to_string_pretty(&found)?)?,
        Format::Text => terminal::print(&found.to_string())?,
    }
    Ok(Ending::Well)
}

fn is_project(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "toml")
}

fn of_editions(old_in: &str, old: &str, new_in: &str, new: &str) -> Result<audit::Diff, Failure> {
    let ((list, old), (other, new)) = (edition(old)?, edition(new)?);
    if list != other {
        return Err(format!("`{list}` and `{other}` are two lists; name two editions of one").into());
    }
    let project = |path: &str, date| Project::open(path).and_then(|project| project.with_edition(list, date));
    Ok(audit::editions(&project(old_in, old)?, &project(new_in, new)?, list)?)
}

fn edition(text: &str) -> Result<(&str, &str), Failure> {
    let hint = || format!("`{text}` is not an edition; write ID@DATE, such as a@2022-06-01");
    Ok(text.rsplit_once('@').ok_or_else(hint)?)
}
