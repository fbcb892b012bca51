//! Numbers with so many decimals.

/// A number with so many decimals; minus nothing is nothing.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    quick(number, decimals).unwrap_or_else(|| exact(number, decimals))
}

fn exact(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|digit| matches!(digit, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// The same by whole numbers, where the last digit is beyond doubt: a table has millions of them.
fn quick(number: f64, decimals: usize) -> Option<String> {
    let unit = [1_u64, 10, 100, 1_000, 10_000].get(decimals).copied().filter(|unit| *unit > 1)?;
    let scaled = number.abs() * unit as f64;
    // Of a half the digits behind it decide, and of a large number hardly any are known.
    let is_sure = scaled < LARGEST && (scaled.fract() - 0.5).abs() > DOUBTFUL;
    let whole = is_sure.then(|| scaled.round() as u64)?;
    let sign = if number < 0.0 && whole > 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:0decimals$}", whole / unit, whole % unit))
}

/// The product of a larger number is not known to as much as the next constant.
const LARGEST: f64 = 1e9;
/// So near a half it is not clear which digit is the last.
const DOUBTFUL: f64 = 1e-3;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_and_what_is_nothing_are_told_exactly() {
        for number in [0.5, 0.05, 0.125, -0.125, 2.5, -0.0, 0.0, -0.004, 1e12, f64::NAN, f64::INFINITY] {
            for decimals in 0..6 {
                assert_eq!(fixed(number, decimals), exact(number, decimals), "{number} {decimals}");
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_have_the_digits_that_the_standard_library_gives_them(
            number in prop_oneof![-1.0_f64..1.0, -1e6_f64..1e6, any::<f64>()],
            decimals in 0..6_usize,
        ) {
            prop_assert_eq!(fixed(number, decimals), exact(number, decimals));
        }
    }
}
