//! How common the values of the fields other than the name are.

use rayon::prelude::*;

use super::fields::Values;
use super::rows::NONE;

/// Pairs of records from which the chance agreement of a field is estimated.
const CHANCE_PAIRS: usize = 200_000;

/// How common the values of one field are.
#[derive(Debug, Default)]
pub(super) struct FieldCounts {
    /// For each value, how many people have it beyond one on each list, and its level with itself.
    pub(super) of: Vec<(f32, u8)>,
    /// For each level, the share of pairs of two records that reach it, among those of its class.
    pub(super) chance: Vec<f32>,
    /// Number of records that have a value.
    pub(super) all: f32,
}

impl FieldCounts {
    pub(super) fn new(values: &Values, list_of: &[u16]) -> Self {
        let n = values.count;
        let (mut count, mut lists) = (vec![0.0_f32; n], vec![0_u64; n]);
        for (value, list) in values.of.iter().zip(list_of) {
            if let (Some(count), Some(lists)) =
                (count.get_mut(*value as usize), lists.get_mut(*value as usize))
            {
                *count += 1.0;
                *lists |= 1 << (list % 64);
            }
        }
        let of = |value: u32| {
            let (count, lists) = (count[value as usize], lists[value as usize]);
            (count - lists.count_ones() as f32, values.level(value, value))
        };
        FieldCounts {
            of: (0..u32::try_from(n).unwrap_or(u32::MAX)).into_par_iter().map(of).collect(),
            // Summed in double precision: single precision cannot add 1 to more than 16 million.
            all: count.iter().copied().map(f64::from).sum::<f64>() as f32,
            chance: chance(values),
        }
    }
}

/// For each level, how often two records reach it by chance, among the pairs that reach a level of its class. The
/// pairs are chosen by a fixed rule.
fn chance(values: &Values) -> Vec<f32> {
    let rows: Vec<u32> = values.of.iter().copied().filter(|value| *value != NONE).collect();
    let levels = values.comparison.levels();
    if rows.len() < 2 {
        return vec![0.0; levels.len()];
    }
    // Two multiplicative sequences spread the pairs evenly, without random numbers.
    let pair = |at: usize| {
        let first = at.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as usize) % rows.len();
        let second =
            at.wrapping_mul(0xc2b2_ae3d_27d4_eb4f_u64 as usize).wrapping_add(rows.len() / 2) % rows.len();
        (rows.get(first).copied().unwrap_or(NONE), rows.get(second).copied().unwrap_or(NONE))
    };
    let counts = (1..=CHANCE_PAIRS)
        .into_par_iter()
        .fold(
            || vec![0_u32; levels.len()],
            |mut counts, at| {
                let (a, b) = pair(at);
                if let Some(count) = counts.get_mut(usize::from(values.level(a, b))) {
                    *count += 1;
                }
                counts
            },
        )
        .reduce(|| vec![0_u32; levels.len()], |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect());
    let total = |class: u8| -> u32 {
        levels.iter().zip(&counts).filter(|(level, _)| level.class == class).map(|(_, count)| *count).sum()
    };
    levels
        .iter()
        .zip(&counts)
        .map(|(level, count)| *count as f32 / total(level.class).max(1) as f32)
        .collect()
}
