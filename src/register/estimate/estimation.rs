//! The estimate: models, their averages, and whether a number may be given.
//!
//! In: the tables of a run ([`Tables`]) or one table of counts, and the assumption. Out: an [`Estimation`].

use rayon::prelude::*;
use serde::Serialize;

use super::average::Average;
use super::bootstrap;
use super::checks;
use super::fit::{LogLinearFit, NoFit, fit};
use super::graphs;
use super::histories::Histories;
use super::interval::EstimateInterval;
use super::model::LogLinear;
use super::pair::{PairEstimate, pairs};
use super::pool::{EstimatePool, LinkageShare, Unseen};
use super::refusal::{Refusal, RefusalCode};
use super::sensitivity::{self, Sensitivity};
use super::tables::{LeftOut, ListGroup, Tables, scope_text};
use crate::base::error::Result;
use crate::register::outcome::Outcome;
use crate::source::Assumption;

/// Log-linear models that are shown for four and five groups, those with the best BIC.
const SHOWN: usize = 20;
/// Models that a replicate of the bootstrap may choose, for four and five groups. Silverman, Chan and Vincent (2024)
/// found the best model of a replicate among the first 20 of four lists nearly always, and among the first 50 of five
/// in nine of ten.
const CHOSEN_FROM: usize = 50;
/// Graphs that are shown, those with the highest probability.
const GRAPHS_SHOWN: usize = 8;
/// Largest number of different tables that are averaged with five groups; the tables are spread evenly.
const MOST_TABLES: usize = 60;

/// Estimates of the number of people on no list, and of all people.
///
/// Made by [`Outcome::estimation`] from a run, with linkage averaged, or by [`Estimation::of_counts`] from a table of
/// counts. The text form is what the program prints.
///
/// Everything is shown, also what is not believed. A number to quote is given only by [`Estimation::headline`], if
/// nothing speaks against it ([`Estimation::refusals`]).
///
/// ```
/// use casualty_register::register::{Estimation, Histories, RefusalCode};
///
/// let table = "a,b,c,count\n1,0,0,5\n0,1,0,5\n0,0,1,41\n1,1,0,54\n1,0,1,6\n1,1,1,12\n";
/// let estimation = Estimation::of_counts(&Histories::from_bytes("korea.csv", table.as_bytes())?, None);
/// assert_eq!(estimation.models().len(), 8);
/// assert!(estimation.headline().is_none());
/// assert!(estimation.refusals().iter().any(|refusal| refusal.code == RefusalCode::NoAssumption));
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimation {
    /// See [`Estimation::groups`].
    groups: Vec<ListGroup>,
    /// Whom the estimate is about.
    scope: String,
    /// See [`Estimation::assumption`].
    assumption: Option<Assumption>,
    /// People on any list, in the register or the table.
    observed: u64,
    /// See [`Estimation::left_out`].
    left_out: LeftOut,
    /// Number of partitions that are averaged; 1 for a table of counts.
    partitions: usize,
    /// The table of the register, or the table of counts. `None` with fewer than two groups or more than ten.
    histories: Option<Histories>,
    /// See [`Estimation::overlaps`].
    overlaps: Vec<GroupOverlap>,
    /// See [`Estimation::pairs`].
    pairs: Vec<PairEstimate>,
    /// See [`Estimation::models`].
    models: Vec<ModelEstimate>,
    /// Number of log-linear models that were fitted.
    fitted: usize,
    /// See [`Estimation::best`].
    best: Option<EstimateInterval>,
    /// See [`Estimation::average`].
    average: Option<GraphAverage>,
    /// See [`Estimation::sensitivity`].
    sensitivity: Vec<Sensitivity>,
    /// See [`Estimation::refusals`].
    refusals: Vec<Refusal>,
    /// See [`Estimation::headline`].
    headline: Option<Headline>,
}

/// The number of people that two groups of lists share.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupOverlap {
    /// The two groups, by position.
    pub groups: (usize, usize),
    /// People on both, in the register or the table.
    pub people: u64,
    /// The lower end of the interval of the partitions, with a probability of 0.95.
    pub low: u64,
    /// The upper end.
    pub high: u64,
}

/// One log-linear model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ModelEstimate {
    /// The name: the largest sets of lists that may depend on each other, with lists numbered from 1, such as
    /// `[12,3]`.
    pub name: String,
    /// What the model assumes, in one sentence.
    pub assumption: String,
    /// The number of people on no list; `None` if any partition has no estimate.
    pub unseen: Option<f64>,
    /// The number of all people with the interval of the model, pooled over the partitions. It takes the model as
    /// given, so it is too short if the model was chosen by the data.
    pub total: Option<EstimateInterval>,
    /// Akaike's criterion, for the register or the table.
    pub aic: Option<f64>,
    /// Schwarz's criterion with the number of people observed as the size of the sample.
    pub bic: Option<f64>,
    /// Whether the (extended) maximum likelihood estimate exists in every partition.
    pub exists: bool,
    /// Whether the terms of the model can be told apart in every partition.
    pub identified: bool,
    /// Terms that are at minus infinity, because nobody is on all of their lists.
    pub at_infinity: usize,
    /// How much of the variance is due to linkage, on the scale of the log of the number on no list; `None` for a table
    /// of counts.
    pub linkage: Option<LinkageShare>,
}

/// The average over decomposable graphs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GraphAverage {
    /// The number of all people: median and interval of the posterior.
    pub total: EstimateInterval,
    /// How much of the variance is due to linkage; `None` for a table of counts.
    pub linkage: Option<LinkageShare>,
    /// The most probable graphs: the pairs of lists with an edge, and the probability.
    pub graphs: Vec<(String, f64)>,
    /// Whether the data bound the number.
    pub is_bounded: bool,
}

/// The number to quote, under a stated assumption.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Headline {
    /// The assumption under which it is given.
    pub assumption: Assumption,
    /// The number of all people, with its interval.
    pub total: EstimateInterval,
    /// The number of people on no list, with its interval.
    pub unseen: EstimateInterval,
    /// How much of the variance is due to linkage; `None` for a table of counts.
    pub linkage: Option<LinkageShare>,
}

impl Outcome {
    /// Estimates how many people are on no list, averaged over the sampled partitions. Uses the scope and the
    /// assumption of the project file. Nothing else of the outcome depends on it.
    ///
    /// The average over partitions is exact only under the conditions of Sadinle (2018): the prior over partitions may
    /// not use the overlap of the lists. The prior of this program does, so partitions have already learned some of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setting`](crate::ErrorKind::Setting) if the place or the status of the scope cannot be read.
    pub fn estimation(&self) -> Result<Estimation> {
        let tables = Tables::of(self)?;
        let spec = self.estimate_spec();
        let mut refusals = checks::structural_zeros(self, &tables.groups);
        refusals.extend(checks::number_of_groups(tables.groups.len()));
        let mut estimation = match &tables.register {
            None => Estimation::without_table(spec.assumption()),
            Some(register) => {
                Builder::new(register, &tables.draws, spec.assumption(), Estimation::CONFIDENCE).build()
            }
        };
        refusals.append(&mut estimation.refusals);
        let mut estimation = Estimation {
            groups: tables.groups,
            scope: scope_text(spec),
            left_out: tables.left_out,
            refusals,
            ..estimation
        };
        estimation.settle();
        Ok(estimation)
    }
}

impl Estimation {
    /// Probability of the intervals.
    pub const CONFIDENCE: f64 = 0.95;

    /// Estimates from a table of counts, whose links are taken as certain.
    pub fn of_counts(table: &Histories, assumption: Option<Assumption>) -> Self {
        Estimation::at_level(table, assumption, Estimation::CONFIDENCE)
    }

    /// As [`Estimation::of_counts`], with another probability of the intervals, between 0 and 1.
    pub fn at_level(table: &Histories, assumption: Option<Assumption>, level: f64) -> Self {
        Estimation::of_draws(table, &[(table.clone(), 1.0)], assumption, level)
    }

    /// Estimates from the tables of several partitions, each with its weight. `reference` is the table for what cannot
    /// be averaged.
    pub fn of_draws(
        reference: &Histories,
        draws: &[(Histories, f64)],
        assumption: Option<Assumption>,
        level: f64,
    ) -> Self {
        let mut estimation = Builder::new(reference, draws, assumption, level).build();
        let groups = checks::number_of_groups(reference.lists().len());
        estimation.refusals = groups.into_iter().chain(estimation.refusals).collect();
        estimation.settle();
        estimation
    }

    /// What there is without a table: nothing.
    fn without_table(assumption: Option<Assumption>) -> Self {
        Estimation {
            groups: Vec::new(),
            scope: "everybody".to_owned(),
            assumption,
            observed: 0,
            left_out: LeftOut::default(),
            partitions: 0,
            histories: None,
            overlaps: Vec::new(),
            pairs: Vec::new(),
            models: Vec::new(),
            fitted: 0,
            best: None,
            average: None,
            sensitivity: Vec::new(),
            refusals: Vec::new(),
            headline: None,
        }
    }

    /// Sorts the refusals and withdraws the number if there is any.
    fn settle(&mut self) {
        if self.assumption.is_none() {
            let sentence = "The project file states no identifying assumption, so models are shown and no number is \
                            given; state one under `assumption` in `[estimate]`.";
            self.refusals.push(RefusalCode::NoAssumption.with(sentence.to_owned()));
        }
        self.refusals.sort_by_key(|refusal| refusal.code);
        if !self.refusals.is_empty() {
            self.headline = None;
        }
    }

    /// The independent groups of lists; group 1 of a model is the first.
    pub fn groups(&self) -> &[ListGroup] {
        &self.groups
    }

    /// Whom the estimate is about: `everybody`, or the place, the status and the period.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The assumption that the project states about people on no list.
    pub fn assumption(&self) -> Option<Assumption> {
        self.assumption
    }

    /// The number of people on any list, in the register or the table.
    pub fn observed(&self) -> u64 {
        self.observed
    }

    /// The number of partitions that are averaged; 1 for a table of counts.
    pub fn partitions(&self) -> usize {
        self.partitions
    }

    /// The table of the register, or the table of counts. `None` with fewer than two groups or more than ten.
    pub fn histories(&self) -> Option<&Histories> {
        self.histories.as_ref()
    }

    /// Entries that are left out.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// How many people each pair of groups shares.
    pub fn overlaps(&self) -> &[GroupOverlap] {
        &self.overlaps
    }

    /// Chapman's estimate for each pair of groups, as if it were independent. For illustration only.
    pub fn pairs(&self) -> &[PairEstimate] {
        &self.pairs
    }

    /// Log-linear models: with three groups all eight, otherwise those with the best BIC.
    pub fn models(&self) -> &[ModelEstimate] {
        &self.models
    }

    /// The number of log-linear models that were fitted.
    pub fn fitted(&self) -> usize {
        self.fitted
    }

    /// The number of people under the log-linear model with the best BIC, with a bootstrap interval that repeats the
    /// choice of the model and the draw of the partition.
    pub fn best(&self) -> Option<EstimateInterval> {
        self.best
    }

    /// The average over decomposable graphs; `None` with fewer than three groups or more than five.
    pub fn average(&self) -> Option<&GraphAverage> {
        self.average.as_ref()
    }

    /// How the number changes with the interaction of all groups together. Empty if a combination has nobody.
    pub fn sensitivity(&self) -> &[Sensitivity] {
        &self.sensitivity
    }

    /// Why no number is given, each with a code. Empty if [`Estimation::headline`] gives one.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// The number to quote. `None` if anything speaks against it.
    pub fn headline(&self) -> Option<&Headline> {
        self.headline.as_ref()
    }
}

/// Computes the parts of an estimate.
struct Builder<'a> {
    /// The table for what cannot be averaged.
    reference: &'a Histories,
    /// The different tables of the partitions with their weights.
    draws: Vec<(Histories, f64)>,
    assumption: Option<Assumption>,
    level: f64,
}

impl<'a> Builder<'a> {
    fn new(
        reference: &'a Histories,
        draws: &[(Histories, f64)],
        assumption: Option<Assumption>,
        level: f64,
    ) -> Self {
        let draws = if draws.is_empty() { vec![(reference.clone(), 1.0)] } else { draws.to_vec() };
        Builder { reference, draws, assumption, level }
    }

    fn build(&self) -> Estimation {
        let lists = self.reference.lists().len();
        let groups = self.reference.lists().iter();
        let groups =
            groups.map(|name| ListGroup { name: name.clone(), lists: vec![name.clone()], scope: None });
        let mut estimation = Estimation {
            groups: groups.collect(),
            observed: self.reference.observed(),
            partitions: self.draws.iter().map(|(_, weight)| *weight).sum::<f64>() as usize,
            histories: Some(self.reference.clone()),
            overlaps: self.overlaps(),
            pairs: pairs(self.reference, self.level),
            sensitivity: sensitivity::grid(&self.draws, self.level),
            ..Estimation::without_table(self.assumption)
        };
        if (3..=graphs::MOST).contains(&lists) {
            let ranked = self.ranked();
            estimation.fitted = ranked.len();
            estimation.models = self.models(&ranked);
            estimation.best = self.best(&ranked);
            estimation.average = self.average();
        }
        estimation.refusals = checks::of_estimation(&estimation);
        estimation.headline = self.headline(&mut estimation);
        estimation
    }

    /// The overlap of each pair of groups, with the interval of the partitions.
    fn overlaps(&self) -> Vec<GroupOverlap> {
        let draws: Vec<(Vec<u64>, f64)> = self
            .draws
            .iter()
            .map(|(table, weight)| (table.overlaps().map(|(_, both)| both).collect(), *weight))
            .collect();
        let overlap = |(at, (groups, people)): (usize, ((usize, usize), u64))| {
            let mut of: Vec<(u64, f64)> = draws.iter().map(|(pairs, weight)| (pairs[at], *weight)).collect();
            of.sort_by_key(|one| one.0);
            let tail = (1.0 - Estimation::CONFIDENCE) / 2.0;
            GroupOverlap { groups, people, low: quantile(&of, tail), high: quantile(&of, 1.0 - tail) }
        };
        self.reference.overlaps().enumerate().map(overlap).collect()
    }

    /// All models with their fits to the reference, best BIC first, those without an estimate last. With three groups
    /// in the order of the models.
    fn ranked(&self) -> Vec<(LogLinear, Result<LogLinearFit, NoFit>)> {
        let lists = self.reference.lists().len();
        let (counts, observed) = (self.reference.numbers(), self.reference.observed() as f64);
        let fit = |model: LogLinear| (fit(&counts, &model), model);
        let fits: Vec<_> = LogLinear::all(lists, lists).into_par_iter().map(fit).collect();
        let mut ranked: Vec<_> = fits.into_iter().map(|(fit, model)| (model, fit)).collect();
        if lists > 3 {
            let bic = |fit: &Result<LogLinearFit, NoFit>| {
                fit.as_ref().map_or(f64::INFINITY, |fit| fit.bic(observed))
            };
            ranked.sort_by(|a, b| bic(&a.1).total_cmp(&bic(&b.1)));
        }
        ranked
    }

    /// The models that are shown, each pooled over the partitions.
    fn models(&self, ranked: &[(LogLinear, Result<LogLinearFit, NoFit>)]) -> Vec<ModelEstimate> {
        let of = |(model, fit): &(LogLinear, Result<LogLinearFit, NoFit>)| self.model(model, fit);
        ranked.par_iter().take(SHOWN).map(of).collect()
    }

    /// One model. `of_reference` is its fit to the reference.
    fn model(&self, model: &LogLinear, of_reference: &Result<LogLinearFit, NoFit>) -> ModelEstimate {
        let (mut exists, mut identified) =
            of_reference.as_ref().err().map_or((true, true), |no| (no.exists, no.is_identified));
        let mut pool = EstimatePool::default();
        for (table, weight) in &self.draws {
            match fit(&table.numbers(), model) {
                Ok(fit) => {
                    let unseen = sensitivity::log_normal(fit.unseen, fit.variance_of_log);
                    pool.add(*weight, table.observed() as f64, unseen);
                }
                Err(no) => (exists, identified) = (exists && no.exists, identified && no.is_identified),
            }
        }
        let is_there = exists && identified;
        let total = pool.interval(self.level).filter(|_| is_there);
        let fit = of_reference.as_ref().ok();
        ModelEstimate {
            name: model.name(),
            assumption: model.assumption(),
            unseen: total.map(|total| total.estimate - pool.observed()),
            total,
            aic: fit.map(LogLinearFit::aic),
            bic: fit.map(|fit| fit.bic(self.reference.observed() as f64)),
            exists,
            identified,
            at_infinity: fit.map_or(0, |fit| fit.at_infinity),
            linkage: pool.linkage().filter(|_| is_there),
        }
    }

    /// The number of people under the best model, with the interval of the bootstrap. `None` if a partition has no
    /// estimate.
    fn best(&self, ranked: &[(LogLinear, Result<LogLinearFit, NoFit>)]) -> Option<EstimateInterval> {
        let usable = ranked.iter().filter(|(_, fit)| fit.is_ok()).take(CHOSEN_FROM);
        let models: Vec<LogLinear> = usable.map(|(model, _)| model.clone()).collect();
        let tables = self.spread_out(bootstrap::REPLICATES);
        // A partition without an estimate is not averaged away.
        let estimates: Option<Vec<f64>> =
            tables.par_iter().map(|counts| bootstrap::best(counts, &models)).collect();
        let mut estimates = estimates?;
        estimates.sort_by(f64::total_cmp);
        let estimate = *estimates.get(estimates.len() / 2)?;
        bootstrap::interval(&tables, &models, estimate, self.level)
    }

    /// The counts of the partitions, each table as often as its weight, or `most` of them evenly spread.
    fn spread_out(&self, most: usize) -> Vec<Vec<f64>> {
        let all: Vec<&Histories> = self
            .draws
            .iter()
            .flat_map(|(table, weight)| std::iter::repeat_n(table, (*weight as usize).max(1)))
            .collect();
        let taken = all.len().min(most);
        (0..taken).filter_map(|at| all.get(at * all.len() / taken)).map(|table| table.numbers()).collect()
    }

    /// The average over decomposable graphs, pooled over the partitions.
    fn average(&self) -> Option<GraphAverage> {
        let average = Average::new(self.reference.lists().len());
        let tables: Vec<(Vec<f64>, f64)> = match self.reference.lists().len() {
            graphs::MOST if self.draws.len() > MOST_TABLES => {
                self.spread_out(MOST_TABLES).into_iter().map(|counts| (counts, 1.0)).collect()
            }
            _ => self.draws.iter().map(|(table, weight)| (table.numbers(), *weight)).collect(),
        };
        let of = |(counts, weight): &(Vec<f64>, f64)| {
            Some((counts.iter().sum(), *weight, average.posterior(counts)?))
        };
        let posteriors: Option<Vec<(f64, f64, super::average::GraphPosterior)>> =
            tables.par_iter().map(of).collect();
        let posteriors = posteriors?;
        let mut pool = EstimatePool::default();
        let mut graphs: Vec<(String, f64)> = average.names().map(|name| (name, 0.0)).collect();
        let all: f64 = posteriors.iter().map(|one| one.1).sum();
        for (observed, weight, posterior) in &posteriors {
            pool.add(*weight, *observed, Unseen::of_points(&posterior.points));
            graphs.iter_mut().zip(&posterior.graphs).for_each(|(graph, p)| graph.1 += p * weight / all);
        }
        graphs.sort_by(|a, b| b.1.total_cmp(&a.1));
        graphs.truncate(GRAPHS_SHOWN);
        Some(GraphAverage {
            total: pool.interval(self.level)?,
            linkage: pool.linkage(),
            graphs,
            is_bounded: posteriors.iter().all(|(.., posterior)| posterior.is_bounded),
        })
    }

    /// The number under the assumption, with the refusals of its method.
    fn headline(&self, estimation: &mut Estimation) -> Option<Headline> {
        let assumption = self.assumption?;
        let found = match assumption {
            Assumption::ConditionalIndependence => {
                estimation.average.as_ref().map(|average| (average.total, average.linkage))
            }
            Assumption::LogLinear => {
                let best = estimation.models.iter().filter(|model| model.bic.is_some());
                let best = best
                    .min_by(|a, b| a.bic.unwrap_or(f64::INFINITY).total_cmp(&b.bic.unwrap_or(f64::INFINITY)));
                estimation.best.map(|total| (total, best.and_then(|model| model.linkage)))
            }
            Assumption::NoHighestInteraction => self.no_highest_interaction(),
        };
        if found.is_none() {
            estimation.refusals.extend(checks::no_estimate(assumption, estimation));
        }
        let (total, linkage) = found?;
        let unseen = total.less(
            self.draws.iter().map(|(table, weight)| table.observed() as f64 * weight).sum::<f64>()
                / self.draws.iter().map(|(_, weight)| weight).sum::<f64>(),
        );
        Some(Headline { assumption, total, unseen, linkage })
    }

    /// The number without an interaction of all groups. `None` if it does not exist for a partition.
    fn no_highest_interaction(&self) -> Option<(EstimateInterval, Option<LinkageShare>)> {
        let mut pool = EstimatePool::default();
        for (table, weight) in &self.draws {
            pool.add(*weight, table.observed() as f64, sensitivity::unseen(table.counts(), 1.0)?);
        }
        Some((pool.interval(self.level)?, pool.linkage()))
    }
}

/// The quantile of sorted numbers with weights.
fn quantile(sorted: &[(u64, f64)], p: f64) -> u64 {
    let all: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    let found = sorted.iter().find(|(_, weight)| {
        sum += weight;
        sum >= p * all
    });
    found.or(sorted.last()).map_or(0, |(number, _)| *number)
}
