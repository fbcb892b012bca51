//! The linkage loop of a run: candidate pairs, match weights, fit, clusters.
//!
//! In: the lists, the model, the mentions, the user's comparisons and the decisions of reviewers. Out: links, the
//! decided partition and the sampled partitions. [`Engine`] also answers questions about single pairs, for
//! explanations and findings.
//!
//! The loop is [`Engine::resolve`]. It makes a first result with the documented prior. Then it fits m and the shares
//! of relatives and namesakes, counts people instead of records for u, and clusters again, [`RECOUNTS`] times. Last,
//! it widens the sample by the uncertainty of the model and by what a reviewer may change.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::base::digest;
use crate::base::error::Result;
use crate::base::progress::Progress;
use crate::base::settings::Settings;
use crate::language::name::Letters;
use crate::linkage::binding::{Binding, Bound};
use crate::linkage::block;
use crate::linkage::block::{Candidates, Pair, candidates};
use crate::linkage::cluster::{
    ClusterSettings, Clustering, OpenPair, Posterior, Problem, Room, Scores, Support, cluster_watched,
};
use crate::linkage::compare::constraint::{JoinDoubt, Never, marks, never_one_person, only_a_reviewer};
use crate::linkage::compare::{Comparer, Comparison, ExtraText, Profile, bundled};
use crate::linkage::interest::{Interest, WeighedPairs};
use crate::linkage::model::{
    At, Counted, Coverage, Fit, Fitted, Link, Model, Observations, Pairs, Scorer, Spread, for_reviewer,
};
use crate::source::mention::{Mention, Readers};
use crate::source::{Duplicates, Source};

/// How often m and u are estimated again after the first result. More rounds change almost nothing.
const RECOUNTS: usize = 2;

/// Sampled partitions of the final result. The standard error of a probability of one half is then 0.016.
const DRAWS: usize = 1000;
/// Sampled partitions of each result before the final one.
const TRIAL_DRAWS: usize = 60;
/// Distance below the weight of a kept link, in bits. Pairs within it, and pairs of possible relatives, are weighed
/// again whenever m and u change. All other pairs are weighed only once.
const MARGIN: f64 = 10.0;

/// Largest cost of comparing all pairs, in pairs of name readings. Above it, blocking keys select the candidates
/// although the project allows all pairs. This happens in lists with few different names, where more pairs agree in a
/// name.
const MOST_READINGS: usize = 150_000_000;
/// Pairs of name readings that each pair of the project's `exhaustive_pairs` allows, if that is more than
/// [`MOST_READINGS`].
const READINGS_OF_A_PAIR: usize = 5;
/// Most pairs that are weighed in every round: a constant, and a number for each mention. Above the sum, each mention
/// keeps its strongest pairs, as many as the second number.
const MOST_OF_INTEREST: (usize, usize) = (400_000, 64);
/// Most pairs too unlikely for a link that a fit counts. They only show how often people are relatives or namesakes, and a share of
/// one in ten is known to 2 % from 32,000 pairs. Of more, every second, third or further one counts, weighted for the others.
const MOST_UNLIKELY: usize = 32_000;
/// Largest number of records with one name in a block of long lists. Records of a more frequent name are marked as
/// not fully compared.
const MOST_OF_A_NAME: usize = 200;

/// Smallest probability of a link that connects two mentions for the sampling. A project that keeps less likely pairs
/// gets them as links, but they do not enlarge the components.
const LEAST_TO_CLUSTER: f64 = 0.01;

/// A pair with a probability below this, or above 1 minus this, counts as certain. Only the other pairs vary with the
/// model.
const SUREST: f64 = 1e-3;

/// How much the register of the fitted model differs from the register of the documented prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FitChange {
    /// Number of entries of the fitted register.
    pub(crate) entries: usize,
    /// Number of entries of the fitted register that the register of the prior does not have, with exactly the same
    /// records.
    pub(crate) changed: usize,
    /// Number of joined pairs in the register of the prior whose records disagree.
    pub(crate) by_prior: usize,
    /// Number of joined pairs in the fitted register whose records disagree.
    pub(crate) fitted: usize,
    /// Number of joined pairs in the fitted register.
    pub(crate) joined: usize,
}

/// Share of the entries of the fitted register. A fit that changes more of them is reported (`fit-changes-register`).
const MUCH_CHANGE: f64 = 0.1;

impl FitChange {
    /// Whether the two registers differ in so many entries that the run reports it.
    pub(crate) fn is_large(&self) -> bool {
        self.changed as f64 > MUCH_CHANGE * self.entries as f64
    }

    /// Whether the register of the prior is used. All three must hold: the fit changes many entries; more of its
    /// joined pairs disagree than with the prior; and most of its joined pairs disagree. In lists with many errors
    /// that a fit improves (Febrl 3, with name, birth and place), a quarter of the joined pairs disagree.
    pub(crate) fn keeps_prior(&self) -> bool {
        self.is_large() && self.fitted > self.by_prior && 2 * self.fitted > self.joined
    }
}

/// The mentions, comparer and scorer of a run. It scores any pair, whether it is a link or not.
#[derive(Debug)]
pub(crate) struct Engine {
    /// All mentions of the run. Pairs, clusters and samples use the index in this vector.
    pub(crate) mentions: Vec<Mention>,
    /// The values of the mentions prepared for comparison, and the counts of records that share a value (for u).
    comparer: Comparer,
    /// Weighs a comparison vector with `model`.
    scorer: Scorer,
    /// The model before any record is seen: the bundled one, or the one of `--model`.
    prior: Model,
    /// The model that the links are weighed with: first `prior`, later the fitted one.
    pub(crate) model: Model,
    /// Figures about the last fit; `None` if the run did not fit.
    pub(crate) fit: Option<Fit>,
    /// How well the fit knows m and the share of relatives: the sample sizes behind them.
    spread: Spread,
    /// How the fitted register differs from that of the prior; `None` if the run did not fit or was stopped.
    pub(crate) change: Option<FitChange>,
    /// How much the lists overlap in pairs; gives the prior odds of a pair.
    coverage: Coverage,
    /// For each mention the index of its list.
    list_of: Vec<u16>,
    /// For each list how often it may repeat a person.
    promises: Vec<Duplicates>,
    /// The decisions of reviewers.
    binding: Binding,
    /// For each mention whether nothing in it can bring a constraint. A pair of two such mentions is neither excluded
    /// nor left to a reviewer, so both checks are skipped.
    plain: Vec<bool>,
    /// Seed of the sampling, from the ids of the records or from a salt.
    seed: u64,
    /// Reports progress and is asked whether to stop.
    watch: Progress,
    /// For each list the number of its mentions.
    rows_of: Vec<usize>,
    /// Mean length of the lists, in records.
    mean_length: f64,
}

impl Engine {
    /// Prepares the mentions of a run. Fields are compared in this order: the bundled comparisons, one comparison for
    /// each further column of the project file (by label), the user's own comparisons (`own`). `sources` are the
    /// lists; `binding` has the decisions of reviewers.
    ///
    /// # Errors
    ///
    /// If the model was fitted with other comparisons.
    pub(crate) fn new(
        sources: &[Source],
        model: &Model,
        mentions: Vec<Mention>,
        readers: &Readers,
        own: Vec<Box<dyn Comparison>>,
        binding: Binding,
    ) -> Result<Self> {
        let mut comparisons = bundled(readers.places().clone());
        let labels = sources.iter().flat_map(|source| source.mapping().extras()).map(|(label, _)| label);
        let compared: BTreeSet<&str> = own.iter().filter_map(|one| one.column()).collect();
        let labels: BTreeSet<&String> = labels.filter(|label| !compared.contains(label.as_str())).collect();
        for label in labels {
            comparisons.push(Box::new(ExtraText::new(label)));
        }
        comparisons.extend(own);
        let comparer = Comparer::new(&mentions, comparisons, readers.names().tables().letters());
        let lengths: Vec<usize> = sources.iter().map(Source::row_count).collect();
        let mean = lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64;
        let model = model.made_for(&comparer)?;
        let mut rows_of = vec![0; sources.len()];
        for mention in &mentions {
            if let Some(rows) = rows_of.get_mut(usize::from(mention.source_index())) {
                *rows += 1;
            }
        }
        Ok(Engine {
            scorer: Scorer::new(&model, &comparer, mean),
            comparer,
            list_of: mentions.iter().map(Mention::source_index).collect(),
            promises: sources.iter().map(Source::duplicates).collect(),
            binding,
            plain: mentions.iter().map(|mention| marks(mention).is_plain()).collect(),
            seed: digest::seed(
                mentions.iter().map(|mention| (&*mention.key().source, &*mention.key().record)),
            ),
            mentions,
            coverage: Coverage::prior(
                model.links(),
                lengths,
                sources.iter().map(Source::duplicates).collect(),
            ),
            watch: Progress::new(),
            rows_of,
            prior: model.clone(),
            model,
            fit: None,
            spread: Spread::default(),
            change: None,
            mean_length: mean,
        })
    }

    /// The engine with a seed made from a salt instead of the ids of the records. Unchanged without a salt.
    pub(crate) fn seeded(self, salt: Option<&str>) -> Self {
        Engine { seed: salt.map_or(self.seed, digest::seed_of_salt), ..self }
    }

    /// The engine that reports its progress to `watch`.
    pub(crate) fn watched(self, watch: &Progress) -> Self {
        Engine { watch: watch.clone(), ..self }
    }

    /// The names of the fields other than the name of the person, in the order of comparison.
    pub(crate) fn field_names(&self) -> Vec<String> {
        self.comparer.comparisons().map(|comparison| comparison.name().to_owned()).collect()
    }

    /// log2 of the prior odds of a pair. `None` if a reviewer separated the two, if the records themselves exclude
    /// one person, or if both are from a list without repeats; the last two do not apply if a reviewer joined them.
    fn prior(&self, pair: Pair) -> Option<f64> {
        match self.binding.of(pair) {
            Bound::Different => None,
            Bound::Same => Some(self.odds(pair).unwrap_or_else(|| self.odds_of_rare_repeats(pair))),
            Bound::Free if self.never(pair).is_some() => None,
            Bound::Free => self.odds(pair),
        }
    }

    /// Why the two records can never be one person, whatever was decided; `None` if they can. An example is a person
    /// and the person's relative.
    pub(crate) fn never(&self, pair: Pair) -> Option<Never> {
        let (a, b) = self.not_plain(pair)?;
        never_one_person(a, b)
    }

    /// Why only a reviewer may join the pair; `None` if no such reason applies.
    pub(crate) fn doubt(&self, pair: Pair) -> Option<JoinDoubt> {
        let (a, b) = self.not_plain(pair)?;
        only_a_reviewer(a, b)
    }

    /// The mentions of a pair; `None` if both are plain, so that no constraint can apply.
    fn not_plain(&self, pair: Pair) -> Option<(&Mention, &Mention)> {
        let is_plain = |at: usize| self.plain.get(at).copied().unwrap_or(true);
        if is_plain(pair.a()) && is_plain(pair.b()) {
            return None;
        }
        Some((self.mentions.get(pair.a())?, self.mentions.get(pair.b())?))
    }

    /// Weighs a pair. The link has an extra line if only a reviewer may join it. `prior` is log2 of the prior odds.
    fn scored(&self, pair: Pair, profile: &Profile, prior: f64) -> Link {
        let mut link = self.scorer.link(pair, profile, prior);
        link.contributions.extend(self.doubt(pair).map(|doubt| for_reviewer(doubt.as_str())));
        link
    }

    /// log2 of the prior odds of a pair by its two lists; `None` for two records of a list without repeats.
    fn odds(&self, pair: Pair) -> Option<f64> {
        let source = |at: usize| self.list_of[at];
        self.coverage.odds(source(pair.a()), source(pair.b()))
    }

    /// log2 of the prior odds of two records of one list, as if the list had `duplicates = "rare"`. Used if a
    /// reviewer joined two records of a list without repeats.
    fn odds_of_rare_repeats(&self, pair: Pair) -> f64 {
        let list = usize::from(self.mentions[pair.a()].source_index());
        let rows = self.rows_of.get(list).copied().unwrap_or(0);
        (2.0 * self.model.links().repeats_rare / rows.max(2) as f64).log2()
    }

    /// The letter tables that names are folded with.
    pub(crate) fn letters(&self) -> &Letters {
        self.comparer.letters()
    }

    /// What the decisions of reviewers say about a pair.
    pub(crate) fn bound(&self, pair: Pair) -> Bound {
        self.binding.of(pair)
    }

    /// Whether the pair can be one person at all; see `prior`.
    pub(crate) fn is_allowed(&self, pair: Pair) -> bool {
        self.prior(pair).is_some()
    }

    /// Whether the pair agrees in something that identifies a person: a part of the name, or a value such as the day
    /// of birth. Other pairs are not compared further.
    pub(crate) fn is_worth_a_look(&self, pair: Pair) -> bool {
        self.comparer.is_worth_a_look(pair)
    }

    /// Scores one pair with all its fields; `None` if the two can never be one person.
    pub(crate) fn link(&self, pair: Pair) -> Option<Link> {
        let prior = self.prior(pair)?;
        Some(self.scored(pair, &self.comparer.profile(pair, &self.mentions), prior))
    }

    /// Scores one pair with all its fields, whatever reviewers decided. A list without repeats is treated as one with
    /// rare repeats. So an explanation can show the weight of any pair.
    pub(crate) fn link_ignoring_promises(&self, pair: Pair) -> Link {
        let prior = self.odds(pair).unwrap_or_else(|| self.odds_of_rare_repeats(pair));
        self.scored(pair, &self.comparer.profile(pair, &self.mentions), prior)
    }

    /// The candidate pairs: every pair that can be one person if there are at most `limit` pairs, otherwise the pairs
    /// that share a blocking key. Of all pairs, only those that agree in something are kept, unless the index for
    /// this check takes too much memory. Blocking keys are also used if the kept pairs cost more than
    /// [`MOST_READINGS`].
    pub(crate) fn candidates(&self, limit: u64) -> Candidates {
        let rows = self.mentions.len();
        if (rows as u64) * (rows as u64).saturating_sub(1) / 2 <= limit {
            let Some(looks) = self.comparer.looks() else {
                return candidates(&self.mentions, limit, self.comparer.letters(), |pair| {
                    self.is_allowed(pair)
                });
            };
            let pairs = usize::try_from(limit).unwrap_or(usize::MAX);
            let most = pairs.saturating_mul(READINGS_OF_A_PAIR).max(MOST_READINGS);
            let all = block::all_worth_a_look(
                rows,
                most,
                |pair| self.is_allowed(pair),
                |mention, out| looks.of(mention, out),
                |pair| self.comparer.readings(pair),
            );
            if let Some(all) = all {
                return all;
            }
        }
        // Too many pairs to compare all of them.
        candidates(&self.mentions, 0, self.comparer.letters(), |pair| self.is_allowed(pair))
    }

    /// Scores the candidates and clusters the mentions; the loop of the run. Returns the links (sorted by pair), the
    /// decided partition and the sample. The steps:
    ///
    /// - Select the pairs that are weighed in every round ([`Engine::of_interest`]).
    /// - Make a first result with the prior ([`TRIAL_DRAWS`] draws).
    /// - Fit the model, if the project allows it, count people instead of records for u, and make the result again;
    ///   the last of [`RECOUNTS`] times with [`DRAWS`] draws.
    /// - If the fitted register must be rejected ([`FitChange::keeps_prior`]), make the result again with the prior.
    /// - Add the pairs that only other records join, let the draws vary with the model, and widen the intervals by
    ///   what reviewers may change.
    ///
    /// u counts people because records that repeat a person make that person's values look frequent. `progress` gets
    /// a sentence at the start of each round. If the run is stopped, the result is incomplete.
    pub(crate) fn resolve(
        &mut self,
        candidates: &Candidates,
        settings: &Settings,
        progress: &mut dyn FnMut(&str),
    ) -> (Vec<Link>, Clustering, Posterior) {
        let (pairs, mut bounded) = self.of_interest(&candidates.pairs, settings.keep_probability);
        if !candidates.exhaustive {
            bounded.extend(self.rows_of_common_names());
        }
        let all = if candidates.exhaustive { candidates.compared } else { candidates.possible } as f64;
        let (links, clustering, posterior) = self.resolve_once(&pairs, settings, TRIAL_DRAWS, None);
        let by_prior = clustering.clone();
        let first = (links, clustering, posterior);
        let mut found = self.resolve_again(first, &pairs, all, settings, settings.fit, progress);
        if settings.fit && !self.watch.is_stopped() {
            let change = self.change(&by_prior, &found.1);
            self.change = Some(change);
            if change.keeps_prior() {
                self.take(self.prior.clone());
                found = self.resolve_again(found, &pairs, all, settings, false, progress);
            }
        }
        let (mut links, clustering, posterior) = found;
        self.add_joined(&mut links, &posterior, settings.keep_probability);
        let mut posterior = self.spread(&links, &clustering, posterior);
        let mut apart = self.kept_apart(&links, &clustering, &posterior, settings.needed());
        apart.extend(self.may_be_parted(&links, &clustering, &posterior, settings));
        posterior.keep_apart(apart.into_iter(), self.mentions.len());
        posterior.bound(bounded);
        (links, clustering, posterior)
    }

    /// The mentions of names that more than [`MOST_OF_A_NAME`] mentions have. Blocking did not compare most of their
    /// pairs.
    fn rows_of_common_names(&self) -> BTreeSet<usize> {
        let mut rows_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, mention) in self.mentions.iter().enumerate() {
            if let Some(name) = mention.name() {
                rows_of.entry(name.display()).or_default().push(at);
            }
        }
        rows_of.into_values().filter(|rows| rows.len() > MOST_OF_A_NAME).flatten().collect()
    }

    /// Fits the model (if `fit`), counts people instead of records by the result `first`, and resolves again,
    /// [`RECOUNTS`] times. `pairs` are the pairs to weigh; `all` is the number of all pairs, for the shares of
    /// relatives and namesakes.
    fn resolve_again(
        &mut self,
        first: (Vec<Link>, Clustering, Posterior),
        pairs: &Interest,
        all: f64,
        settings: &Settings,
        fit: bool,
        progress: &mut dyn FnMut(&str),
    ) -> (Vec<Link>, Clustering, Posterior) {
        let (mut links, mut clustering, mut posterior) = first;
        for round in 1..=RECOUNTS {
            if self.watch.is_stopped() {
                break;
            }
            progress("refining the weights and the clusters");
            if fit {
                self.fit(&links, &posterior, pairs, all);
            }
            self.comparer.count(&self.mentions, &weights(&self.mentions, &clustering));
            let draws = if round == RECOUNTS { DRAWS } else { TRIAL_DRAWS };
            let room = Room::new(&self.problem(&|_| None), &clustering);
            (links, clustering, posterior) = self.resolve_once(pairs, settings, draws, Some(&room));
        }
        (links, clustering, posterior)
    }

    /// Compares the register of the prior with the fitted one. Both are weighed with the current model.
    fn change(&self, by_prior: &Clustering, fitted: &Clustering) -> FitChange {
        let entries: BTreeSet<&[usize]> =
            by_prior.clusters.iter().map(|cluster| cluster.members.as_slice()).collect();
        let is_other = |members: &[usize]| !entries.contains(members);
        let changed = fitted.clusters.iter().filter(|cluster| is_other(&cluster.members)).count();
        let contradicting = |clustering: &Clustering| -> usize {
            let joined = clustering.clusters.iter().filter(|cluster| cluster.members.len() > 1);
            joined.map(|cluster| self.contradicting_pairs(&cluster.members)).sum()
        };
        FitChange {
            entries: fitted.clusters.len(),
            changed,
            by_prior: contradicting(by_prior),
            fitted: contradicting(fitted),
            joined: fitted.clusters.iter().map(|one| one.members.len() * (one.members.len() - 1) / 2).sum(),
        }
    }

    /// Number of pairs among `members` whose records disagree.
    fn contradicting_pairs(&self, members: &[usize]) -> usize {
        let pairs = members
            .iter()
            .enumerate()
            .flat_map(|(at, a)| members[at + 1..].iter().map(move |b| Pair::new(*a, *b)));
        let contradicts =
            |pair: &Pair| self.link(*pair).is_some_and(|link| link.contradictions().next().is_some());
        pairs.filter(contradicts).count()
    }

    /// Lets the draws vary with the model, as far as the fit leaves it uncertain. Unchanged if the run did not fit or
    /// was stopped.
    fn spread(&self, links: &[Link], clustering: &Clustering, posterior: Posterior) -> Posterior {
        if self.fit.is_none() || self.watch.is_stopped() {
            return posterior;
        }
        let of = clustering.cluster_of(self.mentions.len());
        let open = links.iter().filter_map(|link| {
            let probability = posterior.probability(link.pair);
            let is_doubtful = probability > SUREST && probability < 1.0 - SUREST;
            is_doubtful.then(|| self.open_pair(link.pair, probability, clustering, &of))
        });
        let open: Vec<OpenPair> = open.collect();
        posterior.spread(&self.spread, open, self.seed)
    }

    /// Pairs of entries that a constraint keeps apart until a reviewer decides. For each: the lists of the two
    /// entries, and the largest probability of a pair between them. `needed` is the probability above which records
    /// are joined. Only pairs that are links count. The draws may join such a pair, because constraints apply to the
    /// decision and not to the sampling.
    fn kept_apart(
        &self,
        links: &[Link],
        clustering: &Clustering,
        posterior: &Posterior,
        needed: f64,
    ) -> Vec<(Vec<u16>, Vec<u16>, f64)> {
        let of = clustering.cluster_of(self.mentions.len());
        let mut likeliest: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for link in links.iter().filter(|link| link.needs_a_reviewer(needed)) {
            let (a, b) = (of[link.pair.a()], of[link.pair.b()]);
            if a != b {
                let most = likeliest.entry((a.min(b), a.max(b))).or_insert(0.0);
                *most = most.max(posterior.probability(link.pair));
            }
        }
        let lists = |cluster: usize| -> Vec<u16> {
            let members = clustering.clusters.get(cluster).map(|one| one.members.as_slice());
            members.unwrap_or_default().iter().map(|at| self.list_of[*at]).collect()
        };
        likeliest.into_iter().map(|((a, b), probability)| (lists(a), lists(b), probability)).collect()
    }

    /// Joined records that a reviewer is asked about and that relatives or namesakes explain as well. For each such
    /// entry: the list of the record in doubt, the lists of its other records, and the probability of the least
    /// likely pair. Only that pair counts.
    fn may_be_parted(
        &self,
        links: &[Link],
        clustering: &Clustering,
        posterior: &Posterior,
        settings: &Settings,
    ) -> Vec<(Vec<u16>, Vec<u16>, f64)> {
        let of = clustering.cluster_of(self.mentions.len());
        let mut least: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for link in links.iter().filter(|link| of[link.pair.a()] == of[link.pair.b()]) {
            let probability = posterior.probability(link.pair);
            if settings.risk(probability, true) > settings.cost_of_review && link.is_explained() {
                let found = least.entry(of[link.pair.a()]).or_insert((probability, link.pair.b()));
                if probability < found.0 {
                    *found = (probability, link.pair.b());
                }
            }
        }
        let part = |(cluster, (probability, record)): (usize, (f64, usize))| {
            let members = clustering.clusters.get(cluster).map(|one| one.members.as_slice());
            let others = members.unwrap_or_default().iter().filter(|at| **at != record);
            (vec![self.list_of[record]], others.map(|at| self.list_of[*at]).collect(), probability)
        };
        least.into_iter().map(part).collect()
    }

    /// A pair in doubt, as the variation of the model needs it: its probability, its levels, how likely the two are
    /// relatives, and the lists of the two entries. `of` is the cluster of each mention.
    fn open_pair(&self, pair: Pair, probability: f64, clustering: &Clustering, of: &[usize]) -> OpenPair {
        let profile = self.comparer.profile(pair, &self.mentions);
        let look = self.scorer.look(&profile);
        let lists = |one: usize, other: usize| -> Vec<u16> {
            let cluster = clustering.clusters.get(of[one]).map(|cluster| cluster.members.as_slice());
            // If both are in one entry, the other records of the entry count with the smaller index.
            let is_joined = of[one] == of[other];
            let members = cluster.unwrap_or_default().iter().copied();
            let members = members.filter(|at| *at != other && (!is_joined || one < other || *at == one));
            members.map(|at| self.list_of[at]).collect()
        };
        OpenPair {
            probability,
            levels: self.scorer.levels(&profile, look.reading).map(|(at, _)| at).collect(),
            related: look.kinds.related / look.kinds.two_people(),
            lists: (lists(pair.a(), pair.b()), lists(pair.b(), pair.a())),
        }
    }

    /// Adds pairs that are unlikely on their own, but that the sample joins because of other records. `keep` is the
    /// smallest probability of a kept pair. The links stay sorted by pair.
    fn add_joined(&self, links: &mut Vec<Link>, posterior: &Posterior, keep: f64) {
        let known: BTreeSet<Pair> = links.iter().map(|link| link.pair).collect();
        let likely = posterior.pairs().filter(|(pair, share)| *share >= keep && !known.contains(pair));
        links.extend(likely.filter_map(|(pair, _)| self.link(pair)));
        links.sort_by_key(|link| link.pair);
    }

    /// Fits m and the shares of relatives and namesakes to a result, and uses the fitted model from now on.
    fn fit(&mut self, links: &[Link], posterior: &Posterior, pairs: &Interest, all: f64) {
        let seen = self.observed(links, posterior, pairs);
        let among = Pairs { all, records: self.mentions.len() as f64, list_length: self.mean_length };
        let Fitted { model, fit, spread } = self.prior.fitted(&self.model, &self.comparer, &seen, among);
        self.fit = Some(fit);
        self.spread = spread;
        self.take(model);
    }

    /// Uses a model from now on.
    fn take(&mut self, model: Model) {
        self.scorer = Scorer::new(&model, &self.comparer, self.mean_length);
        self.model = model;
    }

    /// The pairs in the form that the fit needs. The probability of a link is its share of the sampled partitions; if
    /// its records disagree, it is at most what the two alone support. The probability of any other pair is what the
    /// two alone support. Only links count for m.
    fn observed(&self, links: &[Link], posterior: &Posterior, pairs: &Interest) -> Observations {
        let link_of = |pair: Pair| links.binary_search_by_key(&pair, |link| link.pair).ok();
        let (chosen, each) = thinned(&pairs.pairs, links.len(), |pair| link_of(pair).is_some());
        let look = |(observations, levels, u): &mut (Observations, Vec<At>, Vec<f32>),
                    pair,
                    profile: &Profile,
                    prior: f64| {
            let look = self.scorer.look(profile);
            let link = link_of(pair).and_then(|at| links.get(at));
            let alone = (look.evidence + prior).exp2();
            let odds = link.map_or(alone, |link| {
                let share = posterior.probability(pair);
                let sampled = share / (1.0 - share);
                if link.contradictions().next().is_some() { sampled.min(alone) } else { sampled }
            });
            let is_link = link.is_some();
            levels.clear();
            u.clear();
            for (at, one) in self.scorer.levels(profile, look.reading) {
                levels.push(at);
                u.push(one);
            }
            let times = if is_link { 1.0 } else { each };
            observations.add(levels, u, look.kinds, Counted { odds, times, teaches: is_link });
        };
        let parts = self.in_chunks(chosen.len(), |at| pairs.at(chosen[at] as usize), look);
        let mut all = Observations::default();
        parts.into_iter().for_each(|(part, ..)| all.append(part));
        all
    }

    /// One pass: weighs the pairs, learns the overlap of the lists, and clusters. `draws` is the number of sampled
    /// partitions; support is computed only for the final number. `room` is the previous result; `None` in the first
    /// pass.
    fn resolve_once(
        &mut self,
        pairs: &Interest,
        settings: &Settings,
        draws: usize,
        room: Option<&Room>,
    ) -> (Vec<Link>, Clustering, Posterior) {
        let how = ClusterSettings {
            floor: log_odds(settings.keep_probability.max(LEAST_TO_CLUSTER)),
            cost_of_wrong_join: settings.cost_of_wrong_join,
            draws,
        };
        let (mut links, near) = self.links(pairs, settings.keep_probability, room, how.floor);
        self.learn_coverage(&mut links, settings.keep_probability);
        let support = if draws == DRAWS { Support::Told } else { Support::LeftOut };
        let left_over = room.map(|room| self.left_over(&near, room)).unwrap_or_default();
        let scores = |pair| self.link(pair);
        let near: Vec<&Link> = links.iter().chain(&left_over).collect();
        let (clustering, posterior) =
            cluster_watched(&self.problem(&scores), &near, &how, support, &self.watch);
        (links, clustering, posterior)
    }

    /// The input of the clustering, with `link` as the scoring function.
    fn problem<'a>(&'a self, link: &'a Scores<'a>) -> Problem<'a> {
        Problem {
            list_of: &self.list_of,
            promises: &self.promises,
            prior: self.model.links(),
            link,
            units: self.binding.units(),
            seed: self.seed,
        }
    }

    /// Pairs that the previous result gives better prior odds than their lists do, because few other records are left
    /// for them. The links have these odds. `near` are the pairs that are links with the odds of the previous result.
    fn left_over(&self, near: &[Pair], room: &Room) -> Vec<Link> {
        let is_better = |pair: &Pair| room.odds(*pair).is_some_and(|odds| Some(odds) > self.prior(*pair));
        let pairs: Vec<Pair> = near.iter().copied().filter(is_better).collect();
        self.looked_at(&pairs, |pair, profile, _| Some(self.scored(pair, profile, room.odds(pair)?)))
    }

    /// Learns from the links how much the lists overlap, sets the prior odds of the links accordingly, and drops the
    /// links that fall below the probability `keep`. The odds start at the overlap of the prior.
    fn learn_coverage(&mut self, links: &mut Vec<Link>, keep: f64) {
        let mentions = &self.mentions;
        self.coverage = self.coverage.clone().learned(links, |at| mentions[at].source_index());
        for link in links.iter_mut() {
            link.prior = self.prior(link.pair).unwrap_or(link.prior);
        }
        links.retain(|link| link.weight() >= log_odds(keep));
    }

    /// Selects the pairs that are weighed in every round, in order: candidates that a better model could make links,
    /// and those that may be relatives. All others are weighed only once. If there are too many, each mention keeps
    /// its strongest pairs; the mentions that lose pairs are returned too.
    fn of_interest(&self, candidates: &[Pair], keep: f64) -> (Interest, BTreeSet<usize>) {
        let least = log_odds(keep) - MARGIN;
        let is_worth_a_look = |pair: &Pair| self.comparer.is_worth_a_look(*pair);
        let candidates: Vec<Pair> = candidates.par_iter().copied().filter(is_worth_a_look).collect();
        let look = |found: &mut WeighedPairs, pair, profile: &Profile, prior: f64| {
            let look = self.scorer.look(profile);
            let weight = look.evidence + prior;
            if weight >= least || look.may_be_related() {
                found.push(pair, weight as f32, profile);
            }
        };
        let found = WeighedPairs::joined(self.in_chunks(candidates.len(), |at| (candidates[at], &[]), look));
        let rows = self.mentions.len();
        if found.pairs.len() <= MOST_OF_INTEREST.0 + MOST_OF_INTEREST.1 * rows {
            return (found.all(), BTreeSet::new());
        }
        let (strongest, cut) = block::strongest(&found.pairs, rows, MOST_OF_INTEREST.1);
        (found.only(strongest), cut)
    }

    /// The links: all pairs with a probability of at least `keep`, in order. Also the pairs whose weight is at least
    /// `floor` bits with the prior odds of the previous result, `room`.
    fn links(&self, pairs: &Interest, keep: f64, room: Option<&Room>, floor: f64) -> (Vec<Link>, Vec<Pair>) {
        let least = log_odds(keep);
        let weigh = |(links, near): &mut (Vec<Link>, Vec<Pair>), pair, profile: &Profile, prior: f64| {
            let evidence = self.scorer.evidence(profile);
            if evidence + prior >= least {
                links.push(self.scored(pair, profile, prior));
            }
            if room.and_then(|room| room.odds(pair)).is_some_and(|odds| evidence + odds >= floor) {
                near.push(pair);
            }
        };
        let found = self.in_chunks(pairs.pairs.len(), |at| pairs.at(at), weigh);
        let (links, near): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        (links.into_iter().flatten().collect(), near.into_iter().flatten().collect())
    }

    /// Compares the pairs that agree in something and collects what `make` returns for them, in order. `make` gets
    /// the pair, its comparison vector and log2 of its prior odds.
    fn looked_at<T: Send>(
        &self,
        pairs: &[Pair],
        make: impl Fn(Pair, &Profile, f64) -> Option<T> + Sync,
    ) -> Vec<T> {
        let look =
            |made: &mut Vec<T>, pair, profile: &Profile, prior| made.extend(make(pair, profile, prior));
        let made = self.in_chunks(pairs.len(), |at| (pairs[at], &[]), look);
        made.into_iter().flatten().collect()
    }

    /// Compares `count` pairs in parallel, in chunks of [`PAIRS_AT_ONCE`]. `pair_at` gives each pair by position, with
    /// its levels if they are known. `look` adds the pair to the value of its chunk. Returns the values of the chunks, in
    /// order, so that the result does not depend on the number of threads. If the run is stopped, the remaining values
    /// are empty.
    fn in_chunks<'a, T: Default + Send>(
        &self,
        count: usize,
        pair_at: impl Fn(usize) -> (Pair, &'a [u8]) + Sync,
        look: impl Fn(&mut T, Pair, &Profile, f64) + Sync,
    ) -> Vec<T> {
        let stage = self.watch.count_anew(count as u64);
        let chunk = |at: usize| {
            let mut profile = Profile::default();
            let mut made = T::default();
            if self.watch.is_stopped() {
                return made;
            }
            let positions = at * PAIRS_AT_ONCE..count.min((at + 1) * PAIRS_AT_ONCE);
            stage.add(positions.len() as u64);
            for (pair, levels) in positions.map(&pair_at) {
                let Some(prior) = self.prior(pair) else { continue };
                self.comparer.profile_with(pair, levels, &self.mentions, &mut profile);
                look(&mut made, pair, &profile, prior);
            }
            made
        };
        (0..count.div_ceil(PAIRS_AT_ONCE)).into_par_iter().map(chunk).collect()
    }
}

/// Pairs that a thread compares before it asks whether to stop.
const PAIRS_AT_ONCE: usize = 4096;

/// The positions of all pairs that are links and of some of the others, evenly chosen, with the number of pairs that each of
/// those represents.
fn thinned(pairs: &[Pair], links: usize, is_link: impl Fn(Pair) -> bool) -> (Vec<u32>, f64) {
    let step = pairs.len().saturating_sub(links).div_ceil(MOST_UNLIKELY).max(1);
    let chosen =
        (0_u32..).zip(pairs).filter(|(at, pair)| (*at as usize).is_multiple_of(step) || is_link(**pair));
    (chosen.map(|(at, _)| at).collect(), step as f64)
}

/// Weight of each mention when values are counted for u: 1 divided by the number of records of its list in its
/// cluster. So a person counts once for each list. A person with three records on one list gives each of them a
/// weight of one third.
fn weights(mentions: &[Mention], clustering: &Clustering) -> Vec<f32> {
    let mut weights = vec![1.0; mentions.len()];
    for cluster in &clustering.clusters {
        for member in &cluster.members {
            let source = mentions[*member].source_index();
            let rows =
                cluster.members.iter().filter(|other| mentions[**other].source_index() == source).count();
            weights[*member] = 1.0 / rows as f32;
        }
    }
    weights
}

/// log2 of the odds of a probability.
fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(count: usize) -> Vec<Pair> {
        (0..count).map(|at| Pair::new(at, count)).collect()
    }

    #[test]
    fn few_pairs_all_count() {
        let all = pairs(MOST_UNLIKELY + 10);
        let (chosen, each) = thinned(&all, 10, |pair| pair.a() < 10);
        assert_eq!((chosen.len(), each), (all.len(), 1.0));
    }

    #[test]
    fn of_many_unlikely_pairs_some_stand_for_all_and_every_link_counts() {
        let (links, unlikely) = (1000, 5 * MOST_UNLIKELY);
        let all = pairs(links + unlikely);
        let is_link = |pair: Pair| pair.a() >= unlikely;
        let (chosen, each) = thinned(&all, links, is_link);
        let (of_links, others): (Vec<u32>, Vec<u32>) =
            chosen.iter().partition(|at| is_link(all[**at as usize]));
        assert_eq!(of_links.len(), links);
        let others = others.len();
        assert!(others <= MOST_UNLIKELY && others as f64 * each == unlikely as f64, "{others} {each}");
        assert!(chosen.is_sorted());
    }
}
