//! Formats numbers with a fixed number of decimals.

/// The number with this many decimals, rounded as the standard library does. A result that rounds to zero has no minus
/// sign.
///
/// `fixed(-0.004, 2)` is `0.00`. Numbers that are not finite are written as `NaN` and `inf`.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    quick(number, decimals).unwrap_or_else(|| exact(number, decimals))
}

/// Formats with the standard library, and removes the minus sign of a zero.
fn exact(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|digit| matches!(digit, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// The same result by integer arithmetic, which is faster: a table has millions of numbers. `None` if rounding could
/// differ from the standard library, and for zero or more than four decimals.
fn quick(number: f64, decimals: usize) -> Option<String> {
    let unit = [1_u64, 10, 100, 1_000, 10_000].get(decimals).copied().filter(|unit| *unit > 1)?;
    let scaled = number.abs() * unit as f64;
    // Near a half, binary digits beyond the product decide the rounding. A large product has lost those digits.
    let is_sure = scaled < LARGEST && (scaled.fract() - 0.5).abs() > DOUBTFUL;
    let whole = is_sure.then(|| scaled.round() as u64)?;
    let sign = if number < 0.0 && whole > 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:0decimals$}", whole / unit, whole % unit))
}

/// Largest scaled number for integer arithmetic. Above it, the product is less exact than [`DOUBTFUL`].
const LARGEST: f64 = 1e9;
/// Distance from a half, in units of the last decimal, within which rounding is left to the standard library.
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
