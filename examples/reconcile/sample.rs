//! `reconcile sample`.

use std::fs;

use casualty_register::audit::sample::{LargeWorld, World};
use casualty_register::disk;

use crate::args::Sample;
use crate::{Ending, Failure, progress, terminal};

/// Number of people up to which the tables have enough rare names: about one surname in three occurs
/// once.
const TABLES_SUFFICE: usize = 20_000;

pub(crate) fn sample(args: &Sample) -> Result<Ending, Failure> {
    let mut settings = args.scenario.settings(args.seed);
    if let Some(persons) = args.persons {
        settings = settings.with_persons(usize::try_from(persons)?);
    }
    let mut files: Vec<&str> = settings.lists.iter().map(|list| list.file.as_str()).collect();
    files.extend(["reconcile.toml", "truth.csv"]);
    refuse_foreign(args, &files)?;
    if args.long_tail.unwrap_or(settings.persons > TABLES_SUFFICE) {
        progress::shown(|watch| LargeWorld::new(&settings).write_dir_watched(&args.folder, watch))?;
    } else {
        progress::unbroken(|| World::generate(&settings).write_dir(&args.folder))?;
    }
    let shown = args.folder.display();
    terminal::print(&format!("Nobody in these lists exists.\nWritten to {shown}: {}", files.join(", ")))?;
    Ok(Ending::Well)
}

/// Refuses a folder with other files: the files of a sample replace files of the same name.
fn refuse_foreign(args: &Sample, files: &[&str]) -> Result<(), Failure> {
    let shown = args.folder.display();
    if !args.folder.exists() {
        return Ok(());
    }
    files.iter().try_for_each(|file| disk::clear(args.folder.join(file)))?;
    let entries = fs::read_dir(&args.folder).map_err(|error| format!("{shown}: read failed: {error}"))?;
    for entry in entries {
        let name = entry?.file_name();
        if !files.iter().any(|file| name == *file) {
            let name = name.display();
            return Err(
                format!("{shown} contains {name}, which is not part of a sample; name a new folder").into()
            );
        }
    }
    Ok(())
}
