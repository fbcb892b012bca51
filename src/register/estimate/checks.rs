//! What speaks against giving a number.

use super::estimation::{Estimation, ModelEstimate};
use super::graphs;
use super::refusal::{Refusal, RefusalCode};
use super::tables::{ListGroup, status_group};
use crate::register::outcome::Outcome;
use crate::source::Assumption;

/// People that a pair of groups must share at least. With fewer, the bias of the estimates of pairs is large
/// (Robson and Regier 1964; Chapman 1951).
const LEAST_SHARED: u64 = 7;
/// With three groups: difference of AIC within which a model counts as about as good as the best (Burnham and Anderson
/// 2002: models within 4 to 7 have some support).
const AS_GOOD_BY_AIC: f64 = 4.0;
/// With more groups, which have hundreds of models: difference of BIC within which the data hardly favour the best model
/// (Kass and Raftery 1995: a difference up to 2 is not worth more than a bare mention).
const AS_GOOD_BY_BIC: f64 = 2.0;
/// Factor between the smallest and the largest number of people on no list from which models disagree.
const DISAGREE: f64 = 2.0;
/// Factor between the ends of the interval of an overlap from which it is uncertain.
const UNCERTAIN: u64 = 2;

/// Too few or too many groups.
pub(super) fn number_of_groups(groups: usize) -> Option<Refusal> {
    match groups {
        0..3 => Some(RefusalCode::TooFewGroups.with(format!(
            "The lists make {groups} independent {}; an estimate needs three, because fewer cannot show whether they \
             depend on each other.",
            if groups == 1 { "group" } else { "groups" }
        ))),
        3..=graphs::MOST => None,
        _ => Some(RefusalCode::TooManyGroups.with(format!(
            "The lists make {groups} independent groups, and models are compared for at most {}; give lists of one kind \
             a common `group`.",
            graphs::MOST
        ))),
    }
}

/// Groups whose lists cover only some of the people that the estimate is about.
pub(super) fn structural_zeros(outcome: &Outcome, groups: &[ListGroup]) -> Vec<Refusal> {
    let wanted = outcome.estimate_spec().status().and_then(|text| status_group(outcome, text));
    let is_partial = |group: &&ListGroup| {
        let source = |id: &str| outcome.sources().iter().find(|source| source.id() == id);
        let covers = |id: &String| {
            let scope = source(id).and_then(|source| source.spec().scope());
            scope.is_none_or(|scope| wanted.is_some() && status_group(outcome, scope) == wanted)
        };
        !group.lists.iter().any(covers)
    };
    let refusal = |group: &ListGroup| {
        RefusalCode::StructuralZero.with(format!(
            "The list {} covers only `{}`, so others who were killed could never be on it.",
            group.lists.join(" and "),
            group.scope.as_deref().unwrap_or_default()
        ))
    };
    groups.iter().filter(is_partial).map(refusal).collect()
}

/// What the tables and the models show.
pub(super) fn of_estimation(estimation: &Estimation) -> Vec<Refusal> {
    let mut refusals = overlaps(estimation);
    refusals.extend(disagreement(estimation));
    if estimation.assumption() == Some(Assumption::ConditionalIndependence)
        && estimation.average().is_some_and(|average| !average.is_bounded)
    {
        let sentence = "The lists share so few people that the data give no upper limit for the number.";
        refusals.push(RefusalCode::Unbounded.with(sentence.to_owned()));
    }
    refusals
}

/// Pairs of groups that share too few people, and pairs whose number of shared people is uncertain.
fn overlaps(estimation: &Estimation) -> Vec<Refusal> {
    let name = |at: usize| estimation.groups().get(at).map_or("", |group| group.name.as_str());
    let mut refusals = Vec::new();
    for overlap in estimation.overlaps() {
        let (a, b) = (name(overlap.groups.0), name(overlap.groups.1));
        if overlap.people.min(overlap.low) < LEAST_SHARED {
            refusals.push(RefusalCode::SmallOverlap.with(format!(
                "The lists {a} and {b} share {} people; with fewer than {LEAST_SHARED} an estimate has a large error.",
                overlap.people.min(overlap.low)
            )));
        }
        if overlap.high >= UNCERTAIN * overlap.low && overlap.high > overlap.low {
            refusals.push(RefusalCode::UncertainOverlap.with(format!(
                "The lists {a} and {b} share {} to {} people, because links are uncertain; that alone halves or doubles \
                 the estimate.",
                overlap.low, overlap.high
            )));
        }
    }
    refusals
}

/// Models that fit about as well as the best and differ more than twofold: by AIC with three groups, by BIC with more.
fn disagreement(estimation: &Estimation) -> Option<Refusal> {
    let (criterion, as_good): (fn(&ModelEstimate) -> Option<f64>, f64) = match estimation.groups().len() {
        3 => (|model| model.aic, AS_GOOD_BY_AIC),
        _ => (|model| model.bic, AS_GOOD_BY_BIC),
    };
    let fits = || {
        let models = estimation.models().iter();
        models.filter_map(|model| Some((criterion(model)?, model.unseen?, &model.name)))
    };
    let best = fits().map(|fit| fit.0).fold(f64::INFINITY, f64::min);
    let near = || fits().filter(|fit| fit.0 <= best + as_good);
    let least = near().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let most = near().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (most.1 > DISAGREE * least.1).then(|| {
        RefusalCode::ModelsDisagree.with(format!(
            "Models that fit about equally well give {:.0} people on no list ({}) and {:.0} ({}).",
            least.1, least.2, most.1, most.2
        ))
    })
}

/// Why the method of an assumption has no number.
pub(super) fn no_estimate(assumption: Assumption, estimation: &Estimation) -> Vec<Refusal> {
    let sentence = match assumption {
        Assumption::NoHighestInteraction => {
            "A combination of lists has nobody in a partition, so the estimate without an interaction of all lists does \
             not exist."
        }
        _ => "No model has an estimate in every partition.",
    };
    let is_unidentified = estimation.models().iter().all(|model| !model.identified);
    let code = match assumption {
        _ if is_unidentified && !estimation.models().is_empty() => RefusalCode::NotIdentified,
        _ => RefusalCode::NoMle,
    };
    vec![code.with(sentence.to_owned())]
}
