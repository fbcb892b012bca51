//! Functions of numbers that the standard library lacks.
//!
//! The symmetric systems here have at most 31 unknowns, one for each combination of five lists.

/// Natural log of the gamma function, for a positive number.
pub(super) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Probability that a standard normal variable is at most `z`.
pub(super) fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The number that a standard normal variable is below with probability `p`. Infinite for 0 and 1.
pub(super) fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    // Bisection: `normal` rises strictly, and 60 halvings of 80 leave less than 1e-16.
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if normal(middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// log of the sum of the exponentials of `logs`; minus infinity for none.
pub(super) fn ln_sum_exp(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + logs.map(|one| (one - most).exp()).sum::<f64>().ln()
}

/// The lower triangle of the Cholesky factor of a symmetric matrix, in rows. `None` if the matrix is not positive
/// definite to working precision.
#[derive(Clone, Debug)]
pub(super) struct Cholesky(Vec<Vec<f64>>);

impl Cholesky {
    /// Factors a symmetric matrix, of which the lower triangle is read.
    pub(super) fn new(matrix: &[Vec<f64>]) -> Option<Self> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
        for (i, of) in matrix.iter().enumerate() {
            let mut row: Vec<f64> = Vec::with_capacity(i + 1);
            for (j, value) in of.iter().enumerate().take(i + 1) {
                let known: &[f64] = rows.get(j).map_or(&row, Vec::as_slice);
                let dot: f64 = row.iter().zip(known).take(j).map(|(a, b)| a * b).sum();
                let rest = value - dot;
                if i == j {
                    if rest <= value.abs() * 1e-13 || !rest.is_finite() {
                        return None;
                    }
                    row.push(rest.sqrt());
                } else {
                    row.push(rest / known.get(j)?);
                }
            }
            rows.push(row);
        }
        Some(Cholesky(rows))
    }

    /// The solution of the system with this right side.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for (i, row) in self.0.iter().enumerate() {
            let known: f64 = row.iter().zip(&x).take(i).map(|(a, b)| a * b).sum();
            x[i] = (x[i] - known) / row[i];
        }
        for i in (0..x.len()).rev() {
            let known: f64 = (i + 1..x.len()).map(|j| self.0[j][i] * x[j]).sum();
            x[i] = (x[i] - known) / self.0[i][i];
        }
        x
    }
}

/// Sums over all supersets: afterwards the number at a combination is the sum over the combinations that contain it.
pub(super) fn sum_over_supersets(numbers: &mut [f64]) {
    for list in 0..numbers.len().trailing_zeros() {
        for at in 0..numbers.len() {
            if at & (1 << list) == 0 {
                numbers[at] += numbers[at | (1 << list)];
            }
        }
    }
}

/// Sums over all subsets: afterwards the number at a combination is the sum over the combinations that it contains.
pub(super) fn sum_over_subsets(numbers: &mut [f64]) {
    for list in 0..numbers.len().trailing_zeros() {
        for at in 0..numbers.len() {
            if at & (1 << list) != 0 {
                numbers[at] += numbers[at ^ (1 << list)];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_of_the_normal_distribution_are_those_of_the_tables() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_963_984_540_054), (0.05, -1.644_853_626_951_472_7)] {
            assert!((normal_quantile(p) - z).abs() < 1e-12, "{p}");
            assert!((normal(z) - p).abs() < 1e-14, "{p}");
        }
    }

    #[test]
    fn a_system_is_solved() {
        let matrix = vec![vec![4.0, 2.0, 0.6], vec![2.0, 2.0, 0.5], vec![0.6, 0.5, 1.0]];
        let x = [1.0, -2.0, 3.0];
        let right: Vec<f64> = matrix.iter().map(|row| row.iter().zip(&x).map(|(a, b)| a * b).sum()).collect();
        let solved = Cholesky::new(&matrix).map(|factor| factor.solve(&right)).unwrap_or_default();
        assert!(solved.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-12), "{solved:?}");
        assert!(Cholesky::new(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_none());
    }
}
