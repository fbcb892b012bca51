//! Findings about the result as a whole: where it contradicts what the lists promise, or itself.

use super::{Checked, Location};
use crate::base::finding::{Code, Finding};
use crate::linkage::cluster::Posterior;
use crate::linkage::engine::Change;
use crate::linkage::model::Fit;
use crate::source::Duplicates;

/// A list that repeats people rarely repeats fewer of its records than this share: five times the documented prior.
const MANY_REPEATS: f64 = 0.1;
/// Fewer repeats than this say nothing of a list.
const LEAST_REPEATS: usize = 5;
/// A fit that expects this many times as many pairs of one person as the prior m is reported even where it was not held back.
const GROWTH: f64 = 1.25;
const LEAST_GROWTH: f64 = 3.0;

/// Checks a result against what it rests on.
pub(crate) fn linkage(
    checked: &Checked<'_>,
    posterior: &Posterior,
    fit: Option<Fit>,
    change: Option<Change>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = fit.and_then(held_back).into_iter().collect();
    findings.extend(change.filter(Change::is_large).map(|change| changed(&change)));
    findings.extend(many_repeats(checked));
    findings.extend(interval(checked, posterior));
    findings
}

fn of_run(code: Code, message: String) -> Finding {
    Finding::new(code, Vec::new(), message)
}

fn held_back(fit: Fit) -> Option<Finding> {
    let grew = fit.pairs > GROWTH * fit.pairs_by_prior + LEAST_GROWTH;
    let message = format!(
        "the fit expects {:.0} pairs of one person, the documented prior {:.0}; the prior was given {} times its weight",
        fit.pairs,
        fit.pairs_by_prior,
        3_u64.pow(u32::try_from(fit.held_back).unwrap_or(0).min(9))
    );
    (fit.held_back > 0 || grew).then(|| of_run(Code::FitHeldBack, message))
}

fn changed(change: &Change) -> Finding {
    let kept = if change.keeps_prior() { "documented prior" } else { "fitted model" };
    let message = format!(
        "{} of {} entries differ; {} of {} joined pairs contradict each other with the fitted model, {} with the documented \
         prior; the register of the {kept} was kept",
        change.changed, change.entries, change.fitted, change.joined, change.by_prior
    );
    of_run(Code::FitChangesRegister, message)
}

fn many_repeats<'a>(checked: &'a Checked<'_>) -> impl Iterator<Item = Finding> + 'a {
    let rare =
        checked.sources.iter().enumerate().filter(|(_, source)| source.duplicates() == Duplicates::Rare);
    rare.filter_map(|(at, source)| {
        let of_list = |one: &&usize| usize::from(checked.mentions[**one].source_index()) == at;
        let repeats = |members: &Vec<usize>| members.iter().filter(of_list).count().saturating_sub(1);
        let repeats: usize = checked.clustering.clusters.iter().map(|cluster| repeats(&cluster.members)).sum();
        let records = source.row_count();
        let is_many = repeats >= LEAST_REPEATS && repeats as f64 > MANY_REPEATS * records as f64;
        let at = Location { source: source.id().to_owned(), file: source.file().to_owned(), ..Location::default() };
        let message = format!(
            "{repeats} of {records} records seem to repeat another one of the list, which is said to have few repeats; \
             check the joins, or declare duplicates = \"common\""
        );
        is_many.then(|| Finding::new(Code::ManyRepeats, vec![at], message))
    })
}

fn interval(checked: &Checked<'_>, posterior: &Posterior) -> Option<Finding> {
    let entries = checked.clustering.clusters.len();
    let people = posterior.people();
    let message = format!(
        "the register has {entries} entries and the interval is {} to {}; records in doubt are entries of their own until a \
         reviewer decides",
        people.low, people.high
    );
    let is_outside = posterior.draws() > 0 && !(people.low..=people.high).contains(&entries);
    is_outside.then(|| of_run(Code::IntervalMissesRegister, message))
}
