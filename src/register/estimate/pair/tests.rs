//! Published estimates from pairs of lists.
#![allow(clippy::panic)]

use super::*;

/// Bruno and others (1994), diabetes in Casale Monferrato; the figures are those that the R package CARE1 prints.
#[test]
fn diabetes() {
    let counts = [10, 182, 8, 74, 7, 20, 14, 709, 12, 650, 46, 104, 18, 157, 58];
    let mut table = vec![0; 16];
    for (at, count) in (1_usize..).zip(counts) {
        table[at.reverse_bits() >> (usize::BITS - 4)] = count;
    }
    let names = ["L1", "L2", "L3", "L4"].map(str::to_owned).to_vec();
    let table = Histories::new(names, table).unwrap_or_else(|error| panic!("{error}"));
    let published = [
        [2351.0, 58.0, 2250.0, 2478.0],
        [2185.0, 22.0, 2146.0, 2233.0],
        [2261.0, 88.0, 2117.0, 2468.0],
        [2057.0, 77.0, 1922.0, 2224.0],
        [803.0, 47.0, 725.0, 913.0],
        [1555.0, 67.0, 1445.0, 1712.0],
    ];
    for (found, expected) in pairs(&table, 0.95).iter().zip(published) {
        let shown = [found.total.estimate, found.standard_error, found.total.low, found.total.high];
        assert_eq!(shown.map(f64::round), expected, "{:?}", found.lists);
        assert_eq!(found.is_below_observed, expected[0] < 2069.0);
    }
}
