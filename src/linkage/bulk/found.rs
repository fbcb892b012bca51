//! Counts of the candidate pairs, and an estimate of the pairs that blocking missed.

use rayon::prelude::*;
use serde::Serialize;

use super::candidates::CandidateParts;
use super::groups::Scored;
use super::learn::Learned;
use crate::linkage::model::{Fit, Model};

/// Pairs that a thread sums in one task. The parts are always the same, so the sums are too.
const PART: usize = 1 << 14;

/// How many pairs were found, and how many are likely to be missing.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    /// Pairs that share a block; a pair counts once for each block that it shares.
    pub(super) in_blocks: u64,
    /// Pairs of blocks that were too large and could not be refined further.
    pub(super) left_out: u64,
    /// Pairs that may be one person after comparison.
    pub(super) kept: usize,
    /// Expected number of pairs of one person among the kept pairs.
    pub(super) of_one_person: f64,
    /// Estimated number of pairs of one person that share no block, from the pairs that share one block and two: a
    /// lower estimate.
    pub(super) missed: f64,
    /// The same if some pairs are much harder to find than others; never below `missed`.
    pub(super) missed_if_uneven: f64,
    #[serde(skip)]
    pub(super) model: Model,
    pub(super) fit: Option<Fit>,
}

impl Found {
    /// Counts the pairs. `share` is the probability that a pair is one person.
    pub(crate) fn of(
        candidates: &CandidateParts,
        scored: &[Scored],
        learned: &Learned,
        share: impl Fn(&Scored) -> f64 + Sync,
    ) -> Self {
        // Expected pairs of one person that share one block, two blocks, and all.
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
        // The number of unseen pairs from those seen once and twice (Chao, Scandinavian Journal of Statistics 11,
        // 1984). Blocks are not independent of each other, so the true number is rather higher.
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
