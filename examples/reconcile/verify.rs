//! `reconcile verify`.

use casualty_register::audit;

use crate::args::{Format, Verify};
use crate::{Ending, Failure, terminal};

pub(crate) fn verify(args: &Verify) -> Result<Ending, Failure> {
    let mut how = audit::Verify::default();
    (how.project, how.model) = (args.project.clone(), args.model.clone());
    let found = audit::verify(&args.folder, &how)?;
    match args.format {
        Format::Json => terminal::print_json(&serde_json::to_string_pretty(&found)?)?,
        Format::Text => terminal::print(&found.to_string())?,
    }
    Ok(if found.is_verified() { Ending::Well } else { Ending::FoundErrors })
}
