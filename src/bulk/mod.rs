//! The same line for very long lists: who is who among millions of rows, in memory in proportion to the rows.
//!
//! A run of lists of a few thousand rows compares all pairs, samples partitions and shows every claim. Here the
//! rows are columns of numbers, each distinct name part, date and place is read once, candidates are found by
//! what few rows share, m is learned from a sample, and each component is worked out by itself. Levels, m and
//! u, the census and the cost of a wrong join are those of any run; what is given up is said in [`Members`].

mod blocks;
mod compare;
mod features;
mod fields;
mod groups;
mod learn;
mod members;
mod names;
mod near;
mod rows;
mod screen;
mod text;

use rayon::prelude::*;

pub use members::{Member, Members, People};

use crate::compare::{Comparer, Comparison, ExtraText, bundled};
use crate::error::ErrorKind;
use crate::mention::Readers;
use crate::model::{Model, probability};
use crate::name::Role;
use crate::progress::Progress;
use crate::project::Project;
use crate::{Lexicon, Result, Settings};
use blocks::Candidates;
use features::Features;
use fields::Fields;
use groups::{Grouping, Scored};
use learn::{Basis, Lists, learn};
use members::Found;
use names::Names;
use near::Near;
use rows::{ListRows, Rows};
use screen::Screen;

/// Finds who is who in the lists of a project, and nothing else.
///
/// # Errors
///
/// When a list or a language table cannot be read, a setting makes no sense, the project has decisions of
/// people, which are not applied here, or the run was asked to stop.
pub(crate) fn members(project: &Project, model: &Model, fit: bool, watch: &Progress) -> Result<Members> {
    let settings = *project.settings();
    refuse(project, &settings)?;
    let mut lexicon = Lexicon::bundled();
    for folder in project.lexicon() {
        lexicon.add_folder(&folder)?;
    }
    let readers = Readers::new(&lexicon, project.period(), project.day_order());
    let rows = read(project, &readers, watch)?;
    let lists = Lists {
        lengths: rows.lists.iter().map(|list| list.ids.len()).collect(),
        promises: rows.lists.iter().map(|list| list.duplicates).collect(),
    };
    watch.begin("reading names, dates and places", None);
    let letters = readers.names().tables().letters();
    let names = Names::read(&rows, readers.names());
    let labels = rows.labels.clone();
    let comparisons = || comparisons(&readers, &labels);
    let fields = Fields::read(&rows, &names, &readers, comparisons());
    watch.check()?;
    watch.begin("finding names that are alike", None);
    let list_of = rows.list_of();
    let counted = Role::ALL.map(|role| compare::count_bearers(&names, &list_of, role));
    let near: [Near; 4] = Role::ALL.map(|role| {
        let (bearers, _) = &counted[role as usize];
        Near::new(&names.values[role as usize], bearers, role, letters)
    });
    let order = features::order(rows.len(), &names, &near, &fields);
    let rows = rows.without_cells();
    watch.check()?;
    watch.begin("finding pairs to compare", None);
    let features = Features::new(&order, &names, &near, &fields, letters);
    let candidates = Candidates::new(&features, blocks::bound(rows.len()), watch)?;
    drop(features);
    let fields_only = Comparer::new(&[], comparisons(), letters);
    let model = model.made_for(&fields_only)?;
    let least = lists.least_evidence(&model, settings.keep_probability);
    let screen = Screen::new(&order, &names, &near, &fields, least);
    let mut with_lists = near.into_iter().zip(counted.map(|(_, lists)| lists));
    let near = Role::ALL.map(|_| with_lists.next().unwrap_or_default());
    let comparer = compare::Comparer::new(&order, names, fields, near, &list_of, letters.clone());
    watch.check()?;
    watch.begin("learning how lists differ", None);
    let basis = Basis {
        candidates: &candidates,
        screen: &screen,
        comparer: &comparer,
        fields: &fields_only,
        lists: &lists,
    };
    let learned = learn(&basis, &model, fit && settings.fit);
    let scored = groups::score(&basis, &learned, settings.keep_probability, watch)?;
    let grouping: Grouping = groups::group(&basis, &learned, &scored, &settings, watch)?;
    let list = |place: u32| comparer.list_of(place as usize);
    let share =
        |one: &Scored| probability(f64::from(one.evidence) + learned.odds.of(list(one.a), list(one.b)));
    let found = Found::of(&candidates, &scored, &learned, share);
    Ok(Members::new(project, rows, &order, grouping, found))
}

fn refuse(project: &Project, settings: &Settings) -> Result<()> {
    let wrong = |name, problem: String| Err(ErrorKind::Setting { name, problem }.into());
    if let Some((name, problem)) = settings.faults().first() {
        return wrong(name, format!("it {problem}"));
    }
    if !project.decisions().is_empty() {
        let problem = "decisions of people are not applied to lists of this length; leave `decisions` out, or take \
                       shorter lists";
        return wrong("decisions", problem.to_owned());
    }
    Ok(())
}

fn comparisons(readers: &Readers, labels: &[String]) -> Vec<Box<dyn Comparison>> {
    let mut all = bundled(readers.places().clone());
    all.extend(labels.iter().map(|label| Box::new(ExtraText::new(label.as_str())) as Box<dyn Comparison>));
    all
}

/// Reads the lists, several at a time.
fn read(project: &Project, readers: &Readers, watch: &Progress) -> Result<Rows> {
    let stage = watch.begin("reading lists", Some(project.sources().len() as u64));
    let mut specs: Vec<_> = project.sources().iter().collect();
    specs.sort_by(|a, b| a.id().cmp(b.id()));
    let mut labels: Vec<String> =
        specs.iter().flat_map(|spec| spec.extra().map(|(label, _)| label.to_owned())).collect();
    labels.sort_unstable();
    labels.dedup();
    let read: Vec<Result<ListRows, Vec<String>>> = specs
        .par_iter()
        .map(|spec| {
            let bytes = project.bytes_of(spec)?;
            let list = ListRows::read(spec, &bytes, project.limits(), &labels, readers.misreadings());
            stage.add(1);
            list.map_err(|faults| {
                faults.into_iter().map(|fault| format!("{}: {fault}", spec.file())).collect()
            })
        })
        .collect();
    let (mut lists, mut faults) = (Vec::new(), Vec::new());
    for list in read {
        match list {
            Ok(list) => lists.push(list),
            Err(found) => faults.extend(found),
        }
    }
    watch.check()?;
    match faults.is_empty() {
        true => Ok(Rows::of(lists, labels)),
        false => Err(ErrorKind::Project { path: project.path().to_owned(), faults }.into()),
    }
}
