//! The review queue: what a person should look at, the most useful first.

use serde::Serialize;

use crate::cluster::Clustering;
use crate::model::Link;
use crate::outcome::Outcome;

/// Why something should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ReviewKind {
    /// The row fits several people about equally well.
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
            ReviewKind::Ambiguous => "ambiguous",
            ReviewKind::PossibleLink => "possible-link",
            ReviewKind::DoubtfulLink => "doubtful-link",
        }
    }
}

/// One question for a person: are these two rows one person?
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewItem {
    /// Why it is asked.
    pub kind: ReviewKind,
    /// The positions of the two mentions.
    pub pair: (usize, usize),
    /// The probability that they are one person, looked at alone.
    pub probability: f64,
    /// How much an answer is worth: the uncertainty in bits (0 to 1) times how many rows the answer
    /// would move.
    pub value: f64,
}

/// The questions, the most valuable first; of equally valuable ones in the order of records.
pub fn review_queue(outcome: &Outcome) -> Vec<ReviewItem> {
    let clustering = outcome.clustering();
    let of = clustering.cluster_of(outcome.mentions().len());
    let band = outcome.settings().review_probability;
    let in_band = |link: &&Link| link.probability() >= band && (1.0 - link.probability()) >= band;
    let mut items: Vec<ReviewItem> = Vec::new();
    for link in outcome.links() {
        let (a, b) = (link.pair.a(), link.pair.b());
        let linked = of[a] == of[b];
        let ambiguous = is_ambiguous(clustering, a, b);
        let answered = !linked && link.probability() >= 0.5 && settled(clustering, &of, a, b);
        if (in_band(&link) && !answered) || ambiguous {
            items.push(item(link, linked, ambiguous, rows_moved(clustering, &of, a, b)));
        }
    }
    items.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.pair.cmp(&b.pair)));
    items
}

fn item(link: &Link, linked: bool, ambiguous: bool, rows: usize) -> ReviewItem {
    let probability = link.probability();
    let kind = match (ambiguous, linked) {
        (true, _) => ReviewKind::Ambiguous,
        (false, true) => ReviewKind::DoubtfulLink,
        (false, false) => ReviewKind::PossibleLink,
    };
    let doubt = if ambiguous { 1.0 } else { entropy(probability) };
    ReviewItem { kind, pair: (link.pair.a(), link.pair.b()), probability, value: doubt * rows as f64 }
}

/// Whether both rows already have a well supported place elsewhere, so that the pair alone says
/// little: the best partner of each was found.
fn settled(clustering: &Clustering, of: &[usize], a: usize, b: usize) -> bool {
    let well = |at: usize| clustering.clusters[of[at]].weakest().is_some_and(|weakest| weakest > 4.0);
    well(a) && well(b)
}

fn is_ambiguous(clustering: &Clustering, a: usize, b: usize) -> bool {
    clustering
        .ambiguous
        .iter()
        .any(|one| (one.mention == a && one.fits.contains(&b)) || (one.mention == b && one.fits.contains(&a)))
}

fn rows_moved(clustering: &Clustering, of: &[usize], a: usize, b: usize) -> usize {
    let size = |at: usize| clustering.clusters[of[at]].members.len();
    size(a).min(size(b))
}

/// The uncertainty of a yes-or-no question, in bits.
fn entropy(probability: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    part(probability) + part(1.0 - probability)
}
