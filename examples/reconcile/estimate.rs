//! `reconcile estimate`.

use casualty_register::register::{Estimation, Histories};
use casualty_register::source::Assumption;

use crate::args::{Estimate, Format};
use crate::{Ending, Failure, reconcile, terminal};

pub(crate) fn estimate(args: &Estimate) -> Result<Ending, Failure> {
    let estimation = match args.lists.project.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")) {
        true => Estimation::of_counts(&Histories::open(&args.lists.project)?, args.assumption),
        false => of_project(args)?,
    };
    match args.format {
        Format::Json => terminal::print_json(&String::from_utf8(estimation.to_json())?)?,
        Format::Text => terminal::print(&estimation.to_string())?,
    }
    Ok(Ending::Well)
}

/// The estimate of a project. The assumption is that of the project file, not of the command line, so that it is part of
/// the record.
fn of_project(args: &Estimate) -> Result<Estimation, Failure> {
    if args.assumption.is_some() {
        return Err("write the assumption into the project file, under [estimate]; --assumption is for a table of counts".into());
    }
    Ok(reconcile(&args.lists)?.estimation()?)
}

/// Reads an assumption from the command line.
pub(crate) fn assumption(word: &str) -> Result<Assumption, String> {
    Assumption::ALL.into_iter().find(|assumption| assumption.as_str() == word).ok_or_else(|| {
        let words: Vec<&str> = Assumption::ALL.iter().map(|assumption| assumption.as_str()).collect();
        format!("choose among {}", words.join(", "))
    })
}
