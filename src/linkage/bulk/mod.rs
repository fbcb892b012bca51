//! The same pipeline for millions of records, in memory that grows in proportion to their number.
//!
//! In: a project with long lists. Out: for each record the entry that it belongs to ([`Members`]).
//!
//! A run of lists of a few thousand records compares all pairs, samples partitions and shows every claim. Here the
//! records are columns of numbers. Each distinct name part, date and place is read once. Candidate pairs come from
//! blocking, m is fitted to a sample, and each connected component is resolved by itself. Levels, m and u, the
//! overlap table and the cost of a wrong join are those of any run. [`Members`] says what is missing.

mod blocks;
mod buckets;
mod candidates;
mod compare;
mod components;
mod counts;
mod features;
mod fields;
mod forms;
mod found;
mod groups;
mod learn;
mod members;
mod memory;
mod names;
mod near;
mod repeats;
mod rows;
mod sets;
mod short;
mod table;
mod text;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub(crate) use members::MEMBERS;
pub use members::{Members, MembersRow, People};
pub(crate) use short::pairs as candidate_pairs;

use crate::base::error::{ErrorKind, Result};
use crate::base::progress::Progress;
use crate::base::settings::Settings;
use crate::language::lexicon::Lexicon;
use crate::linkage::compare::{Comparer, Comparison, ExtraText, bundled};
use crate::linkage::model::{Model, probability};
use crate::source::Field;
use crate::source::mention::Readers;
use crate::source::project::Project;
use candidates::CandidateParts;
use features::{Feature, Features, Known};
use fields::Fields;
use found::Found;
use groups::{Grouping, Scored};
use learn::{Lists, PairBasis, Sample, learn};
use names::{Names, Reading};
use near::Near;
use rows::{ListRows, Rows};
use table::Table;

/// The lists of a project after reading, with the candidate pairs.
struct Prepared {
    readers: Readers,
    rows: Rows,
    /// For each mention, the index of its list.
    list_of: Vec<u16>,
    names: Names,
    fields: Fields,
    /// For each role, which values are similar.
    near: [Near; 4],
    /// For each role, then value: the number of lists that have the value.
    lists_with: [Vec<f32>; 4],
    /// The mentions in the order in which they are processed. A *place* is an index into it.
    order: Vec<u32>,
    /// What pairs are compared by, place by place.
    table: Table,
    /// The candidate pairs.
    candidates: CandidateParts,
}

impl Prepared {
    fn new(project: &Project, watch: &Progress) -> Result<Self> {
        let mut lexicon = Lexicon::bundled();
        for folder in project.lexicon() {
            lexicon.add_folder(&folder)?;
        }
        let readers = Readers::new(&lexicon, project.period(), project.day_order());
        let rows = read(project, &readers, watch)?;
        let places =
            [Field::Place, Field::Region, Field::Country].into_iter().filter_map(|field| rows.column(field));
        let texts = places.flat_map(|column| column.texts.iter().map(|text| &**text));
        let readers = readers.with_place_texts(texts, &lexicon, project.countries());
        watch.begin("reading names", None);
        let letters = readers.names().tables().letters();
        let names = Names::read(&rows, readers.names());
        watch.begin("reading dates and places", None);
        let fields = Fields::read(&rows, &names, &readers, comparisons(&readers, &rows.labels));
        watch.check()?;
        watch.begin("finding similar names", None);
        let list_of = rows.list_of();
        let counted = compare::count_bearers(&names, &list_of);
        let bound = sets::bound(rows.len());
        let near = near::of_roles(&names.values, &counted, sets::depth(bound), letters);
        let order = features::order(rows.len(), &names, &near);
        let rows = rows.without_cells();
        watch.check()?;
        watch.begin("finding pairs to compare", None);
        let table = Table::new(&order, &names, &fields, &list_of);
        let known = Known::new(&names, &near, letters);
        let readings = |place: usize, out: &mut Vec<Reading>| out.extend(table.row(place).readings());
        let values = |place: usize, out: &mut Vec<Feature>| {
            let row = table.row(place);
            fields.add_features(|at| row.field(at), out);
        };
        let features = Features::new(rows.len(), &known, readings, values);
        let candidates = blocks::find(&features, bound, watch)?;
        let lists_with = counted.map(|(_, lists)| lists);
        Ok(Prepared { rows, list_of, names, fields, near, lists_with, order, table, candidates, readers })
    }
}

/// Assigns the records of a project to entries, and nothing else.
///
/// # Errors
///
/// If a list or a language table cannot be read, a setting makes no sense, or the run was asked to stop.
pub(crate) fn members(project: &Project, model: &Model, fit: bool, watch: &Progress) -> Result<Members> {
    let settings = *project.settings();
    refuse(&settings)?;
    let Prepared { readers, rows, list_of, names, fields, near, lists_with, order, table, mut candidates } =
        Prepared::new(project, watch)?;
    let lists = Lists::of(&rows);
    let letters = readers.names().tables().letters();
    let known = Comparer::new(&[], comparisons(&readers, &rows.labels), letters);
    let model = model.made_for(&known)?;
    let marks = names.marks(&order);
    let comparer =
        compare::Comparer::new(table, names, fields, (near, lists_with), &list_of, letters.clone())
            .with_marks(marks);
    watch.check()?;
    watch.begin("fitting the model", None);
    let basis = PairBasis { candidates: &candidates, comparer: &comparer, fields: &known, lists: &lists };
    let (sample, hopeless) = Sample::of(&basis, &model);
    candidates.take_out(&hopeless);
    let basis = PairBasis { candidates: &candidates, comparer: &comparer, fields: &known, lists: &lists };
    let learned = learn(&basis, sample, fit && settings.fit);
    let scored = groups::score(&basis, &learned, &settings, watch)?;
    let grouping: Grouping = groups::group(&basis, &learned, &scored, &settings, watch)?;
    let list = |place: u32| comparer.list_of(place as usize);
    let share =
        |one: &Scored| probability(f64::from(one.evidence) + learned.odds.of(list(one.a), list(one.b)));
    let found = Found::of(&candidates, &scored, &learned, share);
    // Free the candidates while the output is built.
    let last = || Members::new(project, rows, &order, grouping, found);
    let (members, ()) = rayon::join(last, || drop((candidates, comparer, scored)));
    Ok(members)
}

/// Blocking recall: how many pairs of records of one person become candidate pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CandidateReach {
    /// Pairs of records of one person.
    pub all: u64,
    /// How many of these pairs are candidate pairs.
    pub compared: u64,
    /// All candidate pairs.
    pub candidates: u64,
}

/// Measures the blocking recall against known truth, for the candidate pairs that
/// [`Reconciler::members`](crate::run::reconciler::Reconciler::members) compares. `person_of` gives the person of a
/// record by list and record id, or `None` if that is unknown.
///
/// # Errors
///
/// As [`Reconciler::members`](crate::run::reconciler::Reconciler::members).
pub fn reach(
    project: &Project,
    person_of: impl Fn(&str, &str) -> Option<u64>,
    watch: &Progress,
) -> Result<CandidateReach> {
    let prepared = Prepared::new(project, watch)?;
    let person = |mention: &u32| {
        let key = prepared.rows.key(*mention as usize);
        person_of(&key.source, &key.record)
    };
    let persons: Vec<Option<u64>> = prepared.order.iter().map(person).collect();
    let mut rows_of: BTreeMap<u64, u64> = BTreeMap::new();
    persons.iter().flatten().for_each(|person| *rows_of.entry(*person).or_insert(0) += 1);
    let all = rows_of.values().map(|rows| rows * (rows - 1) / 2).sum();
    let mut reach = CandidateReach { all, compared: 0, candidates: 0 };
    for (a, b, _) in prepared.candidates.parts().iter().flat_map(candidates::Part::iter) {
        let of = |place: usize| persons.get(place).copied().flatten();
        reach.candidates += 1;
        reach.compared += u64::from(of(a).is_some() && of(a) == of(b));
    }
    Ok(reach)
}

/// Refuses settings that make no sense.
fn refuse(settings: &Settings) -> Result<()> {
    let wrong = |name, problem: String| Err(ErrorKind::Setting { name, problem }.into());
    if let Some((name, problem)) = settings.faults().first() {
        return wrong(name, format!("it {problem}"));
    }
    Ok(())
}

/// The bundled comparisons, then one for each further column.
fn comparisons(readers: &Readers, labels: &[String]) -> Vec<Box<dyn Comparison>> {
    let mut all = bundled(readers.places().clone());
    all.extend(labels.iter().map(|label| Box::new(ExtraText::new(label.as_str())) as Box<dyn Comparison>));
    all
}

/// Reads the lists in parallel. All faults of all lists are reported together.
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
