//! Findings about the result as a whole.
//!
//! Input: the result, the sampled partitions and how the model was fitted. Output: findings where the result
//! contradicts a declaration of a list, where the fit of m is doubtful, and where the register lies outside its own
//! interval.

use super::{Checked, Location};
use crate::base::finding::{Code, Finding};
use crate::linkage::cluster::Posterior;
use crate::linkage::engine::FitChange;
use crate::linkage::model::Fit;
use crate::source::Duplicates;

/// Highest share of repeats in a list with `duplicates = "rare"` that is not reported: five times the documented prior
/// `repeats_rare`, 0.02.
const MANY_REPEATS: f64 = 0.1;
/// Smallest number of repeats that is reported; fewer may be chance.
const LEAST_REPEATS: usize = 5;
/// A fit is reported if it expects more than this many times as many pairs of one person as the prior m does, and
/// [`LEAST_GROWTH`] pairs more. This holds even if the fit was not held back.
const GROWTH: f64 = 1.25;
/// Smallest reported growth beyond [`GROWTH`], in pairs, so that a run with few pairs is not reported.
const LEAST_GROWTH: f64 = 3.0;

/// Compares a result with the declarations and the model that gave it.
///
/// `fit` is `None` if the model was used unchanged. `change` is `None` if the registers of the fitted and of the
/// documented m were not compared.
pub(crate) fn linkage(
    checked: &Checked<'_>,
    posterior: &Posterior,
    fit: Option<Fit>,
    change: Option<FitChange>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = fit.and_then(held_back).into_iter().collect();
    findings.extend(change.filter(FitChange::is_large).map(|change| changed(&change)));
    findings.extend(many_repeats(checked));
    findings.extend(interval(checked, posterior));
    findings
}

/// A finding about the whole run, without a location.
fn of_run(code: Code, message: String) -> Finding {
    Finding::new(code, Vec::new(), message)
}

/// The finding `fit-held-back`: the prior got more weight, or the fit expects many more pairs than the prior m.
/// The weight in the message is 3 to the power of the number of steps, because each step triples it.
fn held_back(fit: Fit) -> Option<Finding> {
    let grew = fit.pairs > GROWTH * fit.pairs_by_prior + LEAST_GROWTH;
    let weight = match fit.held_back {
        0 => String::new(),
        steps => format!(
            " with {} times the usual weight of the prior",
            3_u64.pow(u32::try_from(steps).unwrap_or(0).min(9))
        ),
    };
    let message = format!(
        "the fit counts {:.0} pairs of one person{weight}, and the documented prior {:.0}; look at the review queue, or set \
         fit = false",
        fit.pairs, fit.pairs_by_prior
    );
    (fit.held_back > 0 || grew).then(|| of_run(Code::FitHeldBack, message))
}

/// The finding `fit-changes-register`: the fitted m leads to a clearly different register than the documented m.
fn changed(change: &FitChange) -> Finding {
    let kept = if change.keeps_prior() { "documented prior" } else { "fitted model" };
    let message = format!(
        "{} of {} entries differ between the fitted model and the documented prior ({} of {} joined pairs \
         disagree on a field with the fitted model, {} with the prior), and the register of the {kept} was \
         kept; look at the review queue, or compare with fit = false",
        change.changed, change.entries, change.fitted, change.joined, change.by_prior
    );
    of_run(Code::FitChangesRegister, message)
}

/// One finding for each list with `duplicates = "rare"` that repeats more of its records than declared. A person who
/// appears k times on a list counts as k − 1 repeats.
fn many_repeats<'a>(checked: &'a Checked<'_>) -> impl Iterator<Item = Finding> + 'a {
    let rare =
        checked.sources.iter().enumerate().filter(|(_, source)| source.duplicates() == Duplicates::Rare);
    rare.filter_map(|(at, source)| {
        let of_list = |one: &&usize| usize::from(checked.mentions[**one].source_index()) == at;
        let repeats = |members: &Vec<usize>| members.iter().filter(of_list).count().saturating_sub(1);
        let repeats: usize =
            checked.clustering.clusters.iter().map(|cluster| repeats(&cluster.members)).sum();
        let records = source.row_count();
        let is_many = repeats >= LEAST_REPEATS && repeats as f64 > MANY_REPEATS * records as f64;
        let at = Location {
            source: source.id().to_owned(),
            file: source.file().to_owned(),
            ..Location::default()
        };
        let message = format!(
            "{repeats} of {records} records seem to repeat another record of the list, which declares \
             duplicates = \"rare\"; check the joins, or declare duplicates = \"common\""
        );
        is_many.then(|| Finding::new(Code::ManyRepeats, vec![at], message))
    })
}

/// A finding if the number of entries lies outside the interval of the number of people. Doubtful records stay
/// entries of their own, so the register can have more entries than the interval has people. `None` without draws.
///
/// The finding is about the run as a whole; which records are in doubt is in the review queue.
fn interval(checked: &Checked<'_>, posterior: &Posterior) -> Option<Finding> {
    let entries = checked.clustering.clusters.len();
    let people = posterior.people();
    let message = format!(
        "the register has {entries} entries, outside the interval of {} to {} people, because doubtful records \
         are kept apart; answer the review queue",
        people.low, people.high
    );
    let is_outside = posterior.draws() > 0 && !(people.low..=people.high).contains(&entries);
    is_outside.then(|| of_run(Code::IntervalMissesRegister, message))
}
