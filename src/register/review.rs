//! The clerical review queue, and the possible places of doubtful records.
//!
//! Input: the reconciled of a run. Output: questions to a reviewer, the most valuable first ([`ReviewItem`]), and for each
//! doubtful record the people that it may be ([`Candidate`]).
//!
//! # Blocks
//!
//! A block is a set of records of one entry that surely belong together: pairs in the band `link` connect them. A
//! question is about two blocks, so that a person with ten certain records leads to one question and not to ten. The
//! question shows the pair of records with the highest probability.
//!
//! # Which questions are asked, and in which order
//!
//! A question is asked if the expected cost of an error without an answer is greater than `cost_of_review` for one of
//! its pairs. It is also asked if two records disagree although they were joined, and no third record explains the
//! difference. The value of a question is the expected cost of the errors that its answer prevents. Questions about
//! entries of which a ruling saw only some records come first, because their number of people is in doubt.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::settings::Band;
use crate::base::words::words;
use crate::language::date::Day;
use crate::linkage::block::Pair;
use crate::linkage::compare::HALF_A_GENERATION;
use crate::linkage::model::Link;
use crate::register::grade::unruled;
use crate::register::reconciled::Reconciled;

/// Why a reviewer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReviewKind {
    /// A ruling takes one of the records out of the count and does not name the other.
    PartlyRuled,
    /// One of the records fits several people.
    Ambiguous,
    /// The two records were kept apart and could be one person.
    PossibleLink,
    /// The two records were joined and could be two people.
    DoubtfulLink,
}

words! {
    ReviewKind, "kind";
    /// Every value, in the order of the variants.
    ALL
    /// The word in files, such as `possible-link`.
    as_str
    PartlyRuled = "partly-ruled",
    Ambiguous = "ambiguous",
    PossibleLink = "possible-link",
    DoubtfulLink = "doubtful-link",
}

/// One question to a reviewer: are these two records one person? For two blocks of records that surely belong
/// together, only the pair with the highest probability is asked.
///
/// The reviewer answers with a line of a [ledger](crate::register::ledger) about the two records. The other records of
/// the two blocks usually follow, because they surely belong to one of the two.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReviewItem {
    /// Why the question is asked.
    pub kind: ReviewKind,
    /// The positions of the two mentions.
    pub pair: (usize, usize),
    /// The probability that the two records are one person.
    pub probability: f64,
    /// The expected cost that the answer saves, summed over all pairs that it decides. The unit is the cost of wrongly
    /// keeping one pair apart.
    pub value: f64,
    /// The number of pairs of records that the answer decides.
    pub decides: usize,
}

impl ReviewItem {
    /// A question about two mentions that was not taken from a run, by their positions. Nothing is known of its
    /// probability and its value, which are 0; the answer decides this pair alone.
    pub fn new(kind: ReviewKind, pair: (usize, usize)) -> Self {
        ReviewItem { kind, pair, probability: 0.0, value: 0.0, decides: 1 }
    }
}

/// The review queue: questions about entries that a ruling names only in part, then all others, the most valuable
/// first. Equally valuable questions are in the order of records.
#[derive(Debug)]
pub(crate) struct Review {
    /// The blocks of records that surely belong together.
    blocks: Blocks,
    /// The questions, in order.
    questions: Vec<ReviewItem>,
    /// See [`Review::left_out`].
    left_out: usize,
}

impl Review {
    /// Computes the blocks and the questions.
    pub(crate) fn new(reconciled: &Reconciled) -> Self {
        let blocks = Blocks::new(reconciled);
        let (questions, left_out) = queue(reconciled, &blocks);
        Review { blocks, questions, left_out }
    }

    /// The questions, in order.
    pub(crate) fn questions(&self) -> &[ReviewItem] {
        &self.questions
    }

    /// The number of questions that were left out because there are more than [`MOST_QUESTIONS`] and one per record.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out
    }

    /// The blocks of records that surely belong together.
    pub(crate) fn blocks(&self) -> &Blocks {
        &self.blocks
    }
}

/// Largest number of questions, in addition to one per record. A thousand records of one name would give half a
/// million.
const MOST_QUESTIONS: usize = 5_000;

/// The questions in their order, and the number of questions left out.
///
/// A question between two blocks is asked if for one of its pairs the expected cost of an error exceeds
/// `cost_of_review`, or if the two records disagree although they are joined.
///
/// The kind is `doubtful-link` if the pair is joined. A pair that is not joined is `ambiguous` if one of its blocks has
/// several questions, and otherwise a `possible-link`. Equally valuable questions are in the order of the mentions.
fn queue(reconciled: &Reconciled, blocks: &Blocks) -> (Vec<ReviewItem>, usize) {
    let mut questions: BTreeMap<(usize, usize), Vec<(Pair, f64)>> = BTreeMap::new();
    for (pair, probability) in reconciled.posterior.pairs() {
        let (a, b) = (blocks.of[pair.a()], blocks.of[pair.b()]);
        if a != b {
            questions.entry((a.min(b), a.max(b))).or_default().push((pair, probability));
        }
    }
    let settings = reconciled.settings;
    let cluster = reconciled.cluster_of();
    let is_doubtful = |(pair, probability): &(Pair, f64)| {
        let joined = cluster[pair.a()] == cluster[pair.b()];
        settings.risk(*probability, joined) > settings.cost_of_review || blocks.resting.contains(pair)
    };
    questions.retain(|_, pairs| pairs.iter().any(is_doubtful));
    let mut asked: BTreeMap<usize, usize> = BTreeMap::new();
    for (a, b) in questions.keys() {
        *asked.entry(*a).or_insert(0) += 1;
        *asked.entry(*b).or_insert(0) += 1;
    }
    let mut items: Vec<ReviewItem> = questions
        .iter()
        .filter_map(|((a, b), pairs)| {
            let best = pairs.iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
            let joined = cluster[best.0.a()] == cluster[best.0.b()];
            let kind = match joined {
                true => ReviewKind::DoubtfulLink,
                false if asked[a] > 1 || asked[b] > 1 => ReviewKind::Ambiguous,
                false => ReviewKind::PossibleLink,
            };
            let value = pairs.iter().map(|(_, one)| settings.risk(*one, joined)).sum();
            let pair = (best.0.a(), best.0.b());
            Some(ReviewItem { kind, pair, probability: best.1, value, decides: pairs.len() })
        })
        .collect();
    items.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.pair.cmp(&b.pair)));
    let most = MOST_QUESTIONS + reconciled.mentions().len();
    let left_out = items.len().saturating_sub(most);
    items.truncate(most);
    (with_unruled(reconciled, items), left_out)
}

/// Puts the questions about entries that a ruling names only in part before all others. Their value is the highest of
/// the others, so that a sort by value keeps them first.
fn with_unruled(reconciled: &Reconciled, items: Vec<ReviewItem>) -> Vec<ReviewItem> {
    let highest = items.first().map_or(1.0, |item| item.value.max(1.0));
    let question = |seen: usize, row: usize| {
        let pair = Pair::new(seen, row);
        let probability = reconciled.posterior.probability(pair);
        let kind = ReviewKind::PartlyRuled;
        ReviewItem { kind, pair: (pair.a(), pair.b()), probability, value: highest, decides: 1 }
    };
    let unruled = unruled(reconciled).into_iter();
    let first = unruled.flat_map(|one| one.rows.into_iter().map(move |row| (one.seen, row)));
    let first: Vec<ReviewItem> = first.map(|(seen, row)| question(seen, row)).collect();
    let asked: BTreeSet<(usize, usize)> = first.iter().map(|item| item.pair).collect();
    first.into_iter().chain(items.into_iter().filter(|item| !asked.contains(&item.pair))).collect()
}

/// Blocks of records that surely belong together: records of one entry that pairs in the band `link` connect.
#[derive(Debug)]
pub(crate) struct Blocks {
    /// For each mention the position of the first mention of its block; its own position if it is the first.
    pub(crate) of: Vec<usize>,
    /// Joined pairs that a reviewer is asked about because the two records disagree. No block contains such a pair.
    resting: BTreeSet<Pair>,
}

impl Blocks {
    /// Joins the mentions of each entry pair by pair (union-find), except for pairs that a reviewer is asked about.
    fn new(reconciled: &Reconciled) -> Self {
        let n = reconciled.mentions().len();
        let mut of: Vec<usize> = (0..n).collect();
        let cluster = reconciled.cluster_of();
        let is_inside = |pair: Pair| cluster[pair.a()] == cluster[pair.b()];
        let resting = resting(reconciled, &cluster);
        let mut members: Vec<Vec<usize>> = (0..n).map(|one| vec![one]).collect();
        let rests = |a: &[usize], b: &[usize]| {
            !resting.is_empty() && a.iter().any(|a| b.iter().any(|b| resting.contains(&Pair::new(*a, *b))))
        };
        for (pair, probability) in reconciled.posterior.pairs() {
            if !is_inside(pair) || reconciled.settings.band(probability) != Band::Link {
                continue;
            }
            let (a, b) = (first(&of, pair.a()), first(&of, pair.b()));
            let (kept, given) = (a.min(b), a.max(b));
            if a != b && !rests(&members[a], &members[b]) {
                of[given] = kept;
                let given = std::mem::take(&mut members[given]);
                members[kept].extend(given);
            }
        }
        // The first mention of a block precedes the others, so one step reaches it.
        for at in 0..n {
            of[at] = of[of[at]];
        }
        Blocks { of, resting }
    }

    /// The mentions of each block, ascending, by the first mention of the block.
    fn members(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (one, block) in self.of.iter().enumerate() {
            members.entry(*block).or_default().push(one);
        }
        members
    }
}

/// Joined pairs that a reviewer is asked about because the two records disagree and no third record of the entry
/// explains the difference.
///
/// There are two kinds. The model asks about disagreements such as two given names (the guide, section 5). In addition,
/// two dates of birth half a generation apart are asked about, unless a third record of the entry states an exact date.
fn resting(reconciled: &Reconciled, cluster: &[usize]) -> BTreeSet<Pair> {
    let needed = reconciled.settings.needed();
    let link = |a: usize, b: usize| reconciled.engine.link(Pair::new(a, b));
    let is_excused = |one: &Link| {
        let [a, b] = one.pair.members();
        let members = reconciled.clustering.clusters.get(cluster[a]).map(|one| one.members.as_slice());
        let others = members.unwrap_or_default().iter().filter(|third| **third != a && **third != b);
        others.into_iter().any(|third| match (link(a, *third), link(b, *third)) {
            (Some(to_a), Some(to_b)) => one.is_excused_by(*third, [&to_a, &to_b], needed),
            _ => false,
        })
    };
    let joined = reconciled.links.iter().filter(|link| cluster[link.pair.a()] == cluster[link.pair.b()]);
    let is_settled = |link: &Link| {
        let [a, b] = link.pair.members();
        let members = reconciled.clustering.clusters.get(cluster[a]).map(|one| one.members.as_slice());
        let others = members.unwrap_or_default().iter().filter(|third| **third != a && **third != b);
        others.into_iter().any(|third| birthday(reconciled, *third).is_some())
    };
    let is_open = |link: &&Link| {
        let is_far = are_half_a_generation_apart(reconciled, link.pair);
        (link.is_asked_about(needed) && !is_excused(link)) || (is_far && !is_settled(link))
    };
    joined.filter(is_open).map(|link| link.pair).collect()
}

/// Whether two dates of birth are half a generation apart. 1984 and 1948 can be a slip of one date, or father and son.
fn are_half_a_generation_apart(reconciled: &Reconciled, pair: Pair) -> bool {
    let [a, b] = pair.members().map(|one| birthday(reconciled, one));
    a.zip(b).is_some_and(|(a, b)| a.year().abs_diff(b.year()) >= HALF_A_GENERATION)
}

/// The date of birth of a mention; `None` if it does not state the exact day.
fn birthday(reconciled: &Reconciled, mention: usize) -> Option<Day> {
    reconciled.mentions().get(mention)?.birth()?.day()
}

/// The first mention of a block during the joins.
fn first(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

/// A person that a doubtful record may belong to.
///
/// An invented example: a record `Тестов А.` may belong to the block of `Тестов Асан` with probability 0.6, to that of
/// `Тестов Аскар` with 0.3, and to nobody else with 0.1. These are three candidates with the same mention.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The position of the doubtful mention.
    pub mention: usize,
    /// The positions of the mentions of one block, ascending, that the record may belong to; empty if it is a person of
    /// its own.
    pub fits: Vec<usize>,
    /// The probability that the mention belongs to this block, from the sampled partitions.
    pub probability: f64,
    /// Whether the register has it so.
    pub chosen: bool,
}

impl Review {
    /// For every doubtful record all people that it may belong to, the most probable first. The first record of a block
    /// represents the whole block. People below the lowest kept probability are left out.
    pub(crate) fn candidates(&self, reconciled: &Reconciled) -> Vec<Candidate> {
        let blocks = &self.blocks;
        let asked = self.questions.iter().filter(|item| item.kind != ReviewKind::PartlyRuled);
        let doubtful: BTreeSet<usize> =
            asked.flat_map(|item| [blocks.of[item.pair.0], blocks.of[item.pair.1]]).collect();
        let (cluster, members) = (reconciled.cluster_of(), blocks.members());
        let places = |mention| places(reconciled, (blocks, &members), &cluster, mention);
        doubtful.into_iter().flat_map(places).collect()
    }
}

/// The candidates of one mention. A draw with several blocks in one person counts for each of them, so the
/// probabilities can add up to more than 1.
fn places(
    reconciled: &Reconciled,
    (blocks, members): (&Blocks, &BTreeMap<usize, Vec<usize>>),
    cluster: &[usize],
    mention: usize,
) -> Vec<Candidate> {
    let company = reconciled.posterior.company(mention);
    let mut places: BTreeMap<usize, f64> = BTreeMap::new();
    let mut with_others = 0.0;
    for (group, share) in &company {
        let others: BTreeSet<usize> =
            group.iter().map(|one| blocks.of[*one]).filter(|block| *block != mention).collect();
        with_others += if others.is_empty() { 0.0 } else { *share };
        others.into_iter().for_each(|block| *places.entry(block).or_insert(0.0) += share);
    }
    let mut found: Vec<Candidate> = places
        .into_iter()
        .filter(|(_, share)| *share > reconciled.settings.keep_probability)
        .map(|(block, probability)| Candidate {
            mention,
            fits: members.get(&block).cloned().unwrap_or_default(),
            probability,
            chosen: cluster[block] == cluster[mention],
        })
        .collect();
    let chosen = !found.iter().any(|one| one.chosen);
    found.push(Candidate { mention, fits: Vec::new(), probability: (1.0 - with_others).max(0.0), chosen });
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.fits.cmp(&b.fits)));
    found
}
