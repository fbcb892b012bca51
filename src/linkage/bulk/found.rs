//! How pairs were found.

use rayon::prelude::*;
use serde::Serialize;

use super::candidates::Candidates;
use super::groups::Scored;
use super::learn::Learned;
use crate::linkage::model::{Fit, Model};

/// So many pairs are summed at a time.
const PART: usize = 1 << 14;

/// How pairs were found, and what is likely to be missing.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    /// Pairs that share a block, each as often as it does.
    pub(super) in_blocks: u64,
    /// Pairs in blocks that could not be refined further.
    pub(super) left_out: u64,
    /// Pairs that were kept.
    pub(super) kept: usize,
    /// The expected number of pairs of one person among them.
    pub(super) of_one_person: f64,
    /// How many such pairs are likely to share no block at all, by those that share one and two: at least so many,
    pub(super) missed: f64,
    /// and as many where some pairs are much harder to find than others.
    pub(super) missed_if_uneven: f64,
    #[serde(skip)]
    pub(super) model: Model,
    pub(super) fit: Option<Fit>,
}

impl Found {
    /// `share` is the probability that a pair is of one person.
    pub(crate) fn of(
        candidates: &Candidates,
        scored: &[Scored],
        learned: &Learned,
        share: impl Fn(&Scored) -> f64 + Sync,
    ) -> Self {
        // The pairs that share one block, those that share two, and all; sums of parts, always the same parts.
        let sums = |part: &[Scored]| {
            let mut sums = [0.0; 3];
            for one in part {
                let share = share(one);
                sums[0] += if one.blocks == 1 { share } else { 0.0 };
                sums[1] += if one.blocks == 2 { share } else { 0.0 };
                sums[2] += share;
            }
            sums
        };
        let sums: Vec<[f64; 3]> = scored.par_chunks(PART).map(sums).collect();
        let [once, twice, all] = [0, 1, 2].map(|at| sums.iter().map(|sums| sums[at]).sum::<f64>());
        // As many kinds are unseen as those that were seen once and twice let expect (Chao, Scandinavian
        // Journal of Statistics 11, 1984); blocks are not independent of each other, so rather more.
        let missed = if twice > 0.0 { once * once / (2.0 * twice) } else { 0.0 };
        Found {
            in_blocks: candidates.in_blocks,
            left_out: candidates.left_out,
            kept: scored.len(),
            of_one_person: all,
            missed,
            // The jackknife of the second order, for chances that differ (Burnham and Overton, Ecology 60, 1979).
            missed_if_uneven: (2.0 * once - twice).max(missed),
            model: learned.model.clone(),
            fit: learned.fit,
        }
    }
}
