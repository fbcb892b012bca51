//! The review queue: what a person should look at, first what an answer would change most.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Serialize;

use crate::base::settings::Band;
use crate::language::date::Day;
use crate::linkage::block::Pair;
use crate::linkage::compare::HALF_A_GENERATION;
use crate::linkage::model::Link;
use crate::register::grade;
use crate::register::outcome::Outcome;
use crate::register::summary::Summary;

/// Why something should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReviewKind {
    /// A ruling takes one of the rows out of the count, and did not see the other.
    PartlyRuled,
    /// One of the rows fits several people.
    Ambiguous,
    /// Two rows were kept apart that could be one person.
    PossibleLink,
    /// Two rows were joined that could be two people.
    DoubtfulLink,
}

impl ReviewKind {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            ReviewKind::PartlyRuled => "partly-ruled",
            ReviewKind::Ambiguous => "ambiguous",
            ReviewKind::PossibleLink => "possible-link",
            ReviewKind::DoubtfulLink => "doubtful-link",
        }
    }
}

/// One question for a person: are these two rows one person? Rows that surely belong together are
/// asked about once, by the pair that is most likely.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewItem {
    /// Why it is asked.
    pub kind: ReviewKind,
    /// The positions of the two mentions.
    pub pair: (usize, usize),
    /// The probability that they are one person.
    pub probability: f64,
    /// What the answer saves, to be expected: the cost of the error that it may prevent, summed over
    /// all pairs of rows that it decides. The unit is the cost of one pair wrongly kept apart.
    pub value: f64,
    /// How many pairs of rows it decides.
    pub decides: usize,
}

/// The questions. First those about entries that a ruling names in part, then the most valuable; of equally valuable ones in the order of records.
pub fn review_queue(outcome: &Outcome) -> Vec<ReviewItem> {
    outcome.questions().to_vec()
}

/// What is asked of people and the run in numbers, worked out when they are first needed: they rest on what stays
/// as it is once an outcome is there.
#[derive(Debug, Default)]
pub(crate) struct Review {
    blocks: OnceLock<Blocks>,
    /// The questions, and how many less valuable ones there would be beyond the most that are asked.
    queue: OnceLock<(Vec<ReviewItem>, usize)>,
    pub(super) summary: OnceLock<Summary>,
}

impl Outcome {
    /// The questions, as [`review_queue`] gives them.
    pub(crate) fn questions(&self) -> &[ReviewItem] {
        &self.review.queue.get_or_init(|| queue(self)).0
    }

    /// How many questions are not asked because there are more than anyone can answer.
    pub(crate) fn questions_left_out(&self) -> usize {
        self.review.queue.get_or_init(|| queue(self)).1
    }

    pub(crate) fn blocks(&self) -> &Blocks {
        self.review.blocks.get_or_init(|| Blocks::new(self))
    }

    /// For each mention the first one of those that surely belong together with it.
    pub(crate) fn sure_parts(&self) -> &[usize] {
        &self.blocks().of
    }
}

/// Most questions that are asked: so many, and one for each row. A thousand rows of one name would give half a
/// million.
const MOST_QUESTIONS: usize = 5_000;

fn queue(outcome: &Outcome) -> (Vec<ReviewItem>, usize) {
    let blocks = outcome.blocks();
    let mut questions: BTreeMap<(usize, usize), Vec<(Pair, f64)>> = BTreeMap::new();
    for (pair, probability) in outcome.posterior().pairs() {
        let (a, b) = (blocks.of[pair.a()], blocks.of[pair.b()]);
        if a != b {
            questions.entry((a.min(b), a.max(b))).or_default().push((pair, probability));
        }
    }
    let settings = outcome.settings();
    let cluster = outcome.clustering().cluster_of(outcome.mentions().len());
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
    let most = MOST_QUESTIONS + outcome.mentions().len();
    let left_out = items.len().saturating_sub(most);
    items.truncate(most);
    (with_unruled(outcome, items), left_out)
}

/// The questions with those about entries of which a ruling saw only some rows before all others.
fn with_unruled(outcome: &Outcome, items: Vec<ReviewItem>) -> Vec<ReviewItem> {
    let highest = items.first().map_or(1.0, |item| item.value.max(1.0));
    let question = |seen: usize, row: usize| {
        let pair = Pair::new(seen, row);
        let probability = outcome.posterior().probability(pair);
        let kind = ReviewKind::PartlyRuled;
        ReviewItem { kind, pair: (pair.a(), pair.b()), probability, value: highest, decides: 1 }
    };
    let unruled = grade::unruled(outcome).into_iter();
    let first = unruled.flat_map(|one| one.rows.into_iter().map(move |row| (one.seen, row)));
    let first: Vec<ReviewItem> = first.map(|(seen, row)| question(seen, row)).collect();
    let asked: BTreeSet<(usize, usize)> = first.iter().map(|item| item.pair).collect();
    first.into_iter().chain(items.into_iter().filter(|item| !asked.contains(&item.pair))).collect()
}

/// The rows that surely belong together: parts of an entry that pairs in the band of links connect.
#[derive(Debug)]
pub(crate) struct Blocks {
    /// For each mention the first one of its block.
    pub(crate) of: Vec<usize>,
    /// Joined pairs that a reviewer is asked about because the two records disagree.
    resting: BTreeSet<Pair>,
}

impl Blocks {
    fn new(outcome: &Outcome) -> Self {
        let n = outcome.mentions().len();
        let mut of: Vec<usize> = (0..n).collect();
        let cluster = outcome.clustering().cluster_of(n);
        let is_inside = |pair: Pair| cluster[pair.a()] == cluster[pair.b()];
        let resting = resting(outcome, &cluster);
        let mut members: Vec<Vec<usize>> = (0..n).map(|one| vec![one]).collect();
        let rests = |a: &[usize], b: &[usize]| {
            !resting.is_empty() && a.iter().any(|a| b.iter().any(|b| resting.contains(&Pair::new(*a, *b))))
        };
        for (pair, probability) in outcome.posterior().pairs() {
            if !is_inside(pair) || outcome.settings().band(probability) != Band::Link {
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
        // The first of a block stands before all others of it, so that one step leads there.
        for at in 0..n {
            of[at] = of[of[at]];
        }
        Blocks { of, resting }
    }

    /// The mentions of each block, in order, by the first one.
    fn members(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (one, block) in self.of.iter().enumerate() {
            members.entry(*block).or_default().push(one);
        }
        members
    }
}

/// Joined pairs that a reviewer is asked about because the two records disagree, and no third record of the entry
/// explains it.
fn resting(outcome: &Outcome, cluster: &[usize]) -> BTreeSet<Pair> {
    let needed = outcome.settings().needed();
    let link = |a: usize, b: usize| outcome.engine.link(Pair::new(a, b));
    let is_excused = |one: &Link| {
        let [a, b] = one.pair.members();
        let members = outcome.clustering().clusters.get(cluster[a]).map(|one| one.members.as_slice());
        let others = members.unwrap_or_default().iter().filter(|third| **third != a && **third != b);
        others.into_iter().any(|third| match (link(a, *third), link(b, *third)) {
            (Some(to_a), Some(to_b)) => one.is_excused_by(*third, [&to_a, &to_b], needed),
            _ => false,
        })
    };
    let joined = outcome.links().iter().filter(|link| cluster[link.pair.a()] == cluster[link.pair.b()]);
    let is_settled = |link: &Link| {
        let [a, b] = link.pair.members();
        let members = outcome.clustering().clusters.get(cluster[a]).map(|one| one.members.as_slice());
        let others = members.unwrap_or_default().iter().filter(|third| **third != a && **third != b);
        others.into_iter().any(|third| birthday(outcome, *third).is_some())
    };
    let is_open = |link: &&Link| {
        let is_far = are_half_a_generation_apart(outcome, link.pair);
        (link.is_asked_about(needed) && !is_excused(link)) || (is_far && !is_settled(link))
    };
    joined.filter(is_open).map(|link| link.pair).collect()
}

/// Whether two dates of birth lie half a generation apart. 1984 and 1948 may be one birth and a slip, or father and son.
fn are_half_a_generation_apart(outcome: &Outcome, pair: Pair) -> bool {
    let [a, b] = pair.members().map(|one| birthday(outcome, one));
    a.zip(b).is_some_and(|(a, b)| a.year().abs_diff(b.year()) >= HALF_A_GENERATION)
}

fn birthday(outcome: &Outcome, mention: usize) -> Option<Day> {
    outcome.mentions().get(mention)?.birth()?.day()
}

/// The first one of a block so far.
fn first(of: &[usize], mut at: usize) -> usize {
    while of[at] != at {
        at = of[at];
    }
    at
}

/// Whom a row may belong to besides the rows that surely are its person's.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The position of the mention in doubt.
    pub mention: usize,
    /// Rows that surely are one person, by position, in order; empty for nobody else.
    pub fits: Vec<usize>,
    /// The probability that the mention belongs to them.
    pub probability: f64,
    /// Whether the register has it so.
    pub chosen: bool,
}

/// For every row whose place is in doubt, all places that it may have, the likeliest first; of rows
/// that surely belong together the first stands for all.
pub fn candidates(outcome: &Outcome) -> Vec<Candidate> {
    let blocks = outcome.blocks();
    let doubtful: BTreeSet<usize> = outcome
        .questions()
        .iter()
        .filter(|item| item.kind != ReviewKind::PartlyRuled)
        .flat_map(|item| [blocks.of[item.pair.0], blocks.of[item.pair.1]])
        .collect();
    let cluster = outcome.clustering().cluster_of(outcome.mentions().len());
    let members = blocks.members();
    let places = |mention| places(outcome, (blocks, &members), &cluster, mention);
    doubtful.into_iter().flat_map(places).collect()
}

fn places(
    outcome: &Outcome,
    (blocks, members): (&Blocks, &BTreeMap<usize, Vec<usize>>),
    cluster: &[usize],
    mention: usize,
) -> Vec<Candidate> {
    let company = outcome.posterior().company(mention);
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
        .filter(|(_, share)| *share > outcome.settings().keep_probability)
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
