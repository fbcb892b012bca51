//! Compares two editions of one list.
//!
//! Input: two projects and the id of a list. Output: a [`Diff`] of its records. Both editions are linked as if they
//! were two lists; records are aligned by their ids if these are stable, and otherwise by linkage.
//!
//! Ids are not trusted blindly, because publishers renumber lists: an id that names another person in the new edition
//! would show a respelled name where one record was withdrawn and another one added.

use std::collections::{BTreeMap, BTreeSet};

use super::align::components;
use super::snapshot::{ComparedPerson, ShownValue};
use super::{Change, ChangeKind, Diff, Subject, of_pair};
use crate::base::error::{ErrorKind, Result};
use crate::base::text::clean;
use crate::language::lexicon::Lexicon;
use crate::register::outcome::Outcome;
use crate::register::review::ReviewKind;
use crate::run::reconciler::Reconciler;
use crate::source::project::Project;
use crate::source::{Field, Source, SourceSpec};

/// Smallest share, in percent, of common ids whose records are about one person in both editions. Below it, ids are
/// not used, because the publisher may have numbered the records anew.
const STABLE_IN_100: usize = 90;

/// What changed in a list between two projects. For two editions that one project names, pass the project twice, each
/// with [`Project::with_edition`].
///
/// Both editions go through the linkage engine as two lists. Records are aligned by their ids if the list has a column
/// of ids in both editions and nine in ten of the common ids have the same name, or are one person according to the
/// engine. Otherwise records that are equal in all cells but the id are aligned first, and then the records that the
/// engine joins. Records are [`ChangeKind::Ambiguous`] if the engine joins several of them, or would ask a reviewer.
///
/// # Errors
///
/// If a project does not have the list, or if the list cannot be read.
pub fn editions(old: &Project, new: &Project, list: &str) -> Result<Diff> {
    let outcome = run(old, new, list)?;
    let sides = Sides::of(&outcome, list);
    let (by_id, of_ids) = sides.by_id();
    let mut diff = Diff::default();
    if sides.is_stable(&by_id, of_ids) {
        diff.notes.push(format!("{list}: rows are aligned by their ids"));
        sides.compare(by_id, &BTreeSet::new(), &mut diff);
    } else {
        diff.notes.push(format!("{list}: ids are not stable, so rows are aligned by their content"));
        let (sure, doubtful) = sides.by_content(&outcome);
        sides.compare(sure, &doubtful, &mut diff);
    }
    Ok(diff.sorted())
}

/// What changed in the lists that two projects have in common. Lists of only one project are mentioned in the notes.
///
/// # Errors
///
/// As [`editions`].
pub fn projects(old: &Project, new: &Project) -> Result<Diff> {
    let ids = |project: &Project| -> BTreeSet<String> {
        project.sources().iter().map(|spec| spec.id().to_owned()).collect()
    };
    let (olds, news) = (ids(old), ids(new));
    let mut all = Diff::default();
    for list in olds.intersection(&news) {
        let diff = editions(old, new, list)?;
        all.notes.extend(diff.notes);
        all.changes.extend(diff.changes);
        all.same += diff.same;
    }
    all.notes
        .extend(olds.difference(&news).map(|list| format!("{list}: this list is only in the old project")));
    all.notes
        .extend(news.difference(&olds).map(|list| format!("{list}: this list is only in the new project")));
    Ok(all.sorted())
}

/// Links the two editions as lists with the ids `old` and `new`, with the settings of the new project.
fn run(old: &Project, new: &Project, list: &str) -> Result<Outcome> {
    let mut lexicon = Lexicon::bundled();
    for folder in new.lexicon() {
        lexicon.add_folder(&folder)?;
    }
    let sources = vec![read(old, list, "old")?, read(new, list, "new")?];
    let mut reconciler = Reconciler::new("", sources)
        .with_lexicon(lexicon)
        .with_settings(*new.settings())
        .with_day_order(new.day_order())
        .with_countries(new.countries());
    if let Some((from, to)) = new.period() {
        reconciler = reconciler.with_period(from, to);
    }
    reconciler.run()
}

/// Reads one edition of the list and gives it the id `side`.
///
/// # Errors
///
/// If the project does not have the list, or if the list cannot be read.
fn read(project: &Project, list: &str, side: &str) -> Result<Source> {
    let spec = project.sources().iter().find(|spec| spec.id() == list).ok_or_else(|| {
        let ids: Vec<&str> = project.sources().iter().map(SourceSpec::id).collect();
        let problem =
            format!("{} has no list `{list}`; its lists are: {}", project.path().display(), ids.join(", "));
        ErrorKind::Setting { name: "list", problem }
    })?;
    Source::open(spec.clone().renamed(side), project.folder())
}

/// Pairs of positions: an old record and a new one.
type PositionPairs = BTreeSet<(usize, usize)>;

/// The records of both editions, each side sorted by record id.
struct Sides {
    /// The records of the old edition.
    old: Vec<EditionRow>,
    /// The records of the new edition.
    new: Vec<EditionRow>,
}

/// One record of an edition.
struct EditionRow {
    /// The record as a diff compares it.
    person: ComparedPerson,
    /// The id of the record.
    id: String,
    /// The position of the entry that the engine put the record into.
    entry: usize,
    /// Whether the list has a column of ids; otherwise the id is made from the row.
    has_id: bool,
    /// The cells without the id, for comparing whole records.
    cells: Vec<String>,
}

impl Sides {
    /// The records of both editions of a run.
    fn of(outcome: &Outcome, list: &str) -> Self {
        let (mut old, mut new) = (rows(outcome, "old", list), rows(outcome, "new", list));
        old.sort_by(|a, b| a.id.cmp(&b.id));
        new.sort_by(|a, b| a.id.cmp(&b.id));
        Sides { old, new }
    }

    /// Pairs of records with the same id, and whether both editions have a column of ids.
    fn by_id(&self) -> (PositionPairs, bool) {
        let new: BTreeMap<&str, usize> =
            self.new.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
        let old = self.old.iter().enumerate();
        let pairs = old.filter_map(|(at, row)| Some((at, *new.get(row.id.as_str())?))).collect();
        (pairs, self.old.iter().chain(&self.new).all(|row| row.has_id))
    }

    /// Whether ids can be trusted: both editions have them, and at least [`STABLE_IN_100`] percent of the common ids
    /// are about one person.
    fn is_stable(&self, by_id: &PositionPairs, of_ids: bool) -> bool {
        let name = |row: &EditionRow| clean(&row.person.name).to_lowercase();
        let is_one = |(old, new): &&(usize, usize)| match (self.old.get(*old), self.new.get(*new)) {
            (Some(old), Some(new)) => old.entry == new.entry || name(old) == name(new),
            _ => false,
        };
        let same = by_id.iter().filter(is_one).count();
        of_ids && same > 0 && same * 100 >= by_id.len() * STABLE_IN_100
    }

    /// Pairs that are certain, and pairs that a reviewer would be asked about. Pairs of a record that is already
    /// aligned with an identical one are left out.
    fn by_content(&self, outcome: &Outcome) -> (PositionPairs, PositionPairs) {
        let mut sure = self.identical();
        let taken_old: BTreeSet<usize> = sure.iter().map(|(old, _)| *old).collect();
        let taken_new: BTreeSet<usize> = sure.iter().map(|(_, new)| *new).collect();
        let is_free = |(old, new): &(usize, usize)| !taken_old.contains(old) && !taken_new.contains(new);
        for (old, row) in self.old.iter().enumerate() {
            let same = self.new.iter().enumerate().filter(|(_, other)| other.entry == row.entry);
            sure.extend(same.map(|(new, _)| (old, new)).filter(is_free));
        }
        let asked = outcome.review_queue().iter().filter(|item| item.kind != ReviewKind::DoubtfulLink);
        let doubtful = asked.filter_map(|item| self.position(outcome, item.pair)).filter(is_free).collect();
        (sure, doubtful)
    }

    /// Pairs of records that are equal in all cells but the id. Only records that are unique on each side are paired.
    fn identical(&self) -> PositionPairs {
        let mut by_cells: BTreeMap<&[String], (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, row) in self.old.iter().enumerate() {
            by_cells.entry(&row.cells).or_default().0.push(at);
        }
        for (at, row) in self.new.iter().enumerate() {
            by_cells.entry(&row.cells).or_default().1.push(at);
        }
        let one_each = by_cells.values().filter_map(|sides| match (sides.0.as_slice(), sides.1.as_slice()) {
            ([old], [new]) => Some((*old, *new)),
            _ => None,
        });
        one_each.collect()
    }

    /// The positions of two mentions as an old and a new record; `None` if both are on the same side.
    fn position(&self, outcome: &Outcome, pair: (usize, usize)) -> Option<(usize, usize)> {
        let (a, b) = (outcome.mentions().get(pair.0)?.key(), outcome.mentions().get(pair.1)?.key());
        let (old, new) = if &*a.source == "old" { (a, b) } else { (b, a) };
        let at = |rows: &[EditionRow], id: &str| rows.iter().position(|row| row.id == id);
        let differ = &*old.source == "old" && &*new.source == "new";
        differ.then(|| Some((at(&self.old, &old.record)?, at(&self.new, &new.record)?)))?
    }

    /// Adds the changes of all components to the diff. A component with one record on each side is compared field by
    /// field, unless the pair is doubtful.
    fn compare(&self, sure: PositionPairs, doubtful: &PositionPairs, diff: &mut Diff) {
        let edges = sure.into_iter().chain(doubtful.iter().copied());
        for component in components(self.old.len(), self.new.len(), edges) {
            let old: Vec<&ComparedPerson> = people(&self.old, &component.old);
            let new: Vec<&ComparedPerson> = people(&self.new, &component.new);
            let is_doubtful = doubtful.iter().any(|(one, _)| component.old.contains(one));
            let kind = match (old.as_slice(), new.as_slice()) {
                ([old], [new]) if !is_doubtful => {
                    of_pair(old, new, diff);
                    continue;
                }
                (_, []) => ChangeKind::Withdrawn,
                ([], _) => ChangeKind::Added,
                _ => ChangeKind::Ambiguous,
            };
            let subjects = |all: Vec<&ComparedPerson>| -> Vec<Subject> {
                all.into_iter().map(ComparedPerson::subject).collect()
            };
            let (old, new) = (subjects(old), subjects(new));
            diff.changes.push(Change { kind, old, new, field: None, from: None, to: None });
        }
    }
}

/// The people at some positions.
fn people<'a>(rows: &'a [EditionRow], at: &[usize]) -> Vec<&'a ComparedPerson> {
    at.iter().filter_map(|at| rows.get(*at)).map(|row| &row.person).collect()
}

/// The records of one side that have text, in the order of entries.
fn rows(outcome: &Outcome, side: &str, list: &str) -> Vec<EditionRow> {
    let id_column = outcome
        .sources()
        .iter()
        .find(|source| source.id() == side)
        .and_then(|source| source.mapping().column(Field::Id));
    let mut rows = Vec::new();
    for (at, entry) in outcome.register().entries().iter().enumerate() {
        for member in entry.members().iter().filter(|member| member.source == side) {
            let mine = entry.claims().iter().filter(|one| one.source == side && one.record == member.record);
            let fields: BTreeMap<String, ShownValue> =
                mine.filter(|one| one.field != Some(Field::Id)).map(field).collect();
            let cells = member.cells.iter().enumerate();
            let others = cells.filter(|(column, _)| Some(*column) != id_column).map(|(_, cell)| cell.clone());
            rows.push(EditionRow {
                id: member.record.clone(),
                entry: at,
                has_id: id_column.is_some(),
                cells: others.collect(),
                person: ComparedPerson {
                    key: format!("{list}:{}", member.record),
                    name: name_of(&fields),
                    fields,
                    records: BTreeSet::new(),
                },
            });
        }
    }
    rows.retain(|row| !row.person.fields.is_empty());
    rows
}

/// The field of a claim and its value. The name of the field is the one of the project file, else the label of the
/// column, else its header.
fn field(claim: &crate::register::Claim) -> (String, ShownValue) {
    let name = claim.field.map(|field| field.as_str().to_owned());
    let name = name.or_else(|| claim.label.clone()).unwrap_or_else(|| claim.column.clone());
    (name, ShownValue { value: claim.value.clone(), raw: claim.raw.clone() })
}

/// The name as printed. If it is split over several columns, the parts are joined by spaces, surname first.
fn name_of(fields: &BTreeMap<String, ShownValue>) -> String {
    let parts = ["name", "surname", "second_surname", "given_name", "middle_name", "patronymic", "suffix"];
    let parts = parts.iter().filter_map(|part| Some(fields.get(*part)?.raw.trim()));
    parts.collect::<Vec<_>>().join(" ")
}
