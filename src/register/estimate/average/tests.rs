//! Published averages.

use super::*;

/// The table of Madigan and York's example of three lists, in the order 000, 001, 010, …
const SPINA_BIFIDA: [f64; 8] = [0.0, 60.0, 49.0, 4.0, 247.0, 112.0, 142.0, 12.0];

/// The estimate under relative squared error, with the probabilities of the points: mean of 1/N over mean of 1/N².
fn bayes(points: &[(f64, f64)], observed: f64) -> f64 {
    let mean = |power: i32| points.iter().map(|(n, p)| p / (n + observed).powi(power)).sum::<f64>();
    mean(1) / mean(2)
}

fn mode(points: &[(f64, f64)], observed: f64) -> f64 {
    points.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0.0, |(n, _)| n + observed)
}

/// Madigan and York (1997), as the tests of the R package dga have it: the best graph has the probability 0.37, the
/// estimate 731 and the mode 729; the average has the estimate 731 and the mode 728.
#[test]
fn madigan_and_york() {
    let average = Average::with_prior(3, 1.0, Prior::Gamma(13.14, 55.17));
    let grid: Vec<(f64, f64)> = (1..=300).map(|n| (f64::from(n), 1.0)).collect();
    let posterior = average.on(&SPINA_BIFIDA, &grid);
    let best = posterior.graphs.iter().copied().fold(0.0, f64::max);
    assert_eq!((best * 100.0).round(), 37.0);
    assert_eq!(bayes(&posterior.points, 626.0).round(), 731.0);
    assert_eq!(mode(&posterior.points, 626.0), 728.0);
    let at = posterior.graphs.iter().position(|p| *p == best).unwrap_or_default();
    let alone = Average { graphs: vec![average.graphs[at].clone()], ..average };
    let alone = alone.on(&SPINA_BIFIDA, &grid);
    assert_eq!(bayes(&alone.points, 626.0).round(), 731.0);
    assert_eq!(mode(&alone.points, 626.0), 729.0);
}

#[test]
fn the_grid_does_not_change_the_posterior() {
    let counts: Vec<f64> = SPINA_BIFIDA.iter().map(|count| count * 20.0).collect();
    let average = Average::new(3);
    let exact: Vec<(f64, f64)> = (0..=9000).map(|n| (f64::from(n), 1.0)).collect();
    let (exact, quick) =
        (average.on(&counts, &exact).moments(), average.posterior(&counts).map(|one| one.moments()));
    let (mean, variance) = quick.unwrap_or_default();
    assert!(
        (mean / exact.0 - 1.0).abs() < 1e-3 && (variance / exact.1 - 1.0).abs() < 1e-2,
        "{exact:?} {quick:?}"
    );
}
