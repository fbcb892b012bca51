//! Published intervals. The paper draws other random numbers, so the ends agree within the error of 1,000 replicates.
#![allow(clippy::panic)]

use super::*;

fn korea() -> Vec<f64> {
    vec![0.0, 5.0, 5.0, 54.0, 41.0, 6.0, 0.0, 12.0]
}

/// Silverman, Chan and Vincent (2024), table 3: with all six models 95 % from 128 to 349, with the best alone 131 to
/// 248.
#[test]
fn korea_with_and_without_the_choice() {
    let counts = korea();
    let all = LogLinear::all(3, 2);
    let best_alone: Vec<LogLinear> = all.iter().filter(|model| model.name() == "[12,23]").cloned().collect();
    let estimate = best(&counts, &all).unwrap_or_default();
    assert!((estimate - 157.1667).abs() < 1e-4, "{estimate}");
    for (models, low, high) in [(&all, 128.0, 349.0), (&best_alone, 131.0, 248.0)] {
        let found = interval(std::slice::from_ref(&counts), models, estimate, 0.95)
            .unwrap_or_else(|| panic!("no interval"));
        assert!((found.low / low - 1.0).abs() < 0.04, "{found:?}, published {low}");
        assert!((found.high / high - 1.0).abs() < 0.08, "{found:?}, published {high}");
    }
}
