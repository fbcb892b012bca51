//! Whether a log-linear model has an estimate at all.
//!
//! - Existence: a zero count may send an estimate to infinity. The (extended) maximum likelihood estimate exists if and
//!   only if the sufficient statistics lie in the relative interior of the marginal cone (Fienberg and Rinaldo,
//!   *Maximum likelihood estimation in log-linear models*, Annals of Statistics 40, 2012). This is a linear programme:
//!   find positive numbers with the same sufficient statistics as the counts. It depends only on which counts are zero.
//! - Identifiability: the design matrix has full rank in the cells that are left (Chan, Silverman and Vincent,
//!   *Multiple Systems Estimation for Sparse Capture Data*, JASA 116, 2021).

/// Numbers below this count as zero in the linear programme. Its entries are whole numbers below 32.
const ZERO: f64 = 1e-9;

/// Whether the columns of the design are linearly independent: `terms` against `cells`. A cell has a term if it
/// contains all lists of the term.
pub(super) fn is_identified(terms: &[usize], cells: &[usize]) -> bool {
    rank(terms, cells) == terms.len()
}

/// The rank of the design, by elimination modulo a prime near 2^31. The entries are 0 and 1; a rank that is smaller
/// modulo this prime would need a determinant that is a multiple of it, and with at most 31 columns Hadamard's bound
/// is below 2^55, so this is checked with a second prime.
fn rank(terms: &[usize], cells: &[usize]) -> usize {
    rank_modulo(terms, cells, 2_147_483_647).max(rank_modulo(terms, cells, 2_147_483_629))
}

/// The rank of the design modulo a prime.
fn rank_modulo(terms: &[usize], cells: &[usize], prime: u64) -> usize {
    let row = |cell: &usize| terms.iter().map(|term| u64::from(cell & term == *term)).collect();
    let mut rows: Vec<Vec<u64>> = cells.iter().map(row).collect();
    let mut rank = 0;
    for column in 0..terms.len() {
        let Some(pivot) = (rank..rows.len()).find(|at| rows[*at][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let (done, rest) = rows.split_at_mut(rank + 1);
        let Some(first) = done.last() else { continue };
        let inverse = power(first[column], prime - 2, prime);
        for row in rest.iter_mut().filter(|row| row[column] != 0) {
            let factor = row[column] * inverse % prime;
            for (value, other) in row.iter_mut().zip(first) {
                *value = (*value + prime - factor * other % prime) % prime;
            }
        }
        rank += 1;
    }
    rank
}

/// `base` to the power of `exponent` modulo `prime`.
fn power(mut base: u64, mut exponent: u64, prime: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % prime;
        }
        base = base * base % prime;
        exponent >>= 1;
    }
    result
}

/// Whether positive numbers in `cells` can have the same sums over `terms` as the counts. `is_filled` says which cells
/// have a count above zero.
pub(super) fn exists(terms: &[usize], cells: &[usize], is_filled: &[bool]) -> bool {
    if is_filled.iter().all(|filled| *filled) {
        return true;
    }
    // Variables: each cell's number less s, then s. Every number is at least s; the largest s is sought.
    let has = |cell: usize, term: usize| f64::from(u8::from(cell & term == term));
    let row = |term: &usize| {
        let mut row: Vec<f64> = cells.iter().map(|cell| has(*cell, *term)).collect();
        row.push(row.iter().sum());
        let filled = cells.iter().zip(is_filled).filter(|(_, filled)| **filled);
        (row, filled.map(|(cell, _)| has(*cell, *term)).sum::<f64>())
    };
    let (rows, right): (Vec<Vec<f64>>, Vec<f64>) = terms.iter().map(row).unzip();
    Simplex::new(rows, right).is_some_and(|mut simplex| simplex.can_be_positive(cells.len()))
}

/// A linear programme in equality form with non-negative variables, solved by the simplex method with Bland's rule,
/// which never cycles.
struct Simplex {
    /// The tableau. Each row: the variables, then the right side.
    rows: Vec<Vec<f64>>,
    /// The basic variable of each row.
    basis: Vec<usize>,
    /// Number of variables.
    variables: usize,
}

impl Simplex {
    /// A feasible basis; `None` if there is none.
    fn new(rows: Vec<Vec<f64>>, right: Vec<f64>) -> Option<Self> {
        let (height, variables) = (rows.len(), rows.first()?.len());
        let tableau = rows.into_iter().zip(right).enumerate().map(|(at, (mut row, right))| {
            row.extend((0..height).map(|artificial| f64::from(u8::from(artificial == at))));
            row.push(right);
            row
        });
        let basis = (variables..variables + height).collect();
        let mut simplex = Simplex { rows: tableau.collect(), basis, variables: variables + height };
        // Phase 1: the sum of the artificial variables becomes zero.
        let cost: Vec<f64> =
            (0..simplex.variables).map(|at| if at < variables { 0.0 } else { -1.0 }).collect();
        simplex.improve(&cost, |_| false);
        let left = |simplex: &Simplex| -> f64 {
            let artificial = simplex.basis.iter().zip(&simplex.rows).filter(|(at, _)| **at >= variables);
            artificial.filter_map(|(_, row)| row.last()).sum()
        };
        if left(&simplex) > ZERO {
            return None;
        }
        simplex.drop_artificial(variables);
        Some(simplex)
    }

    /// Removes the artificial variables: each that is still basic, at zero, leaves the basis or its row is redundant.
    fn drop_artificial(&mut self, variables: usize) {
        for at in 0..self.rows.len() {
            if self.basis[at] >= variables
                && let Some(enters) = (0..variables).find(|column| self.rows[at][*column].abs() > ZERO)
            {
                self.pivot(at, enters);
            }
        }
        let mut is_kept = self.basis.iter().map(|basic| *basic < variables).collect::<Vec<_>>().into_iter();
        self.rows.retain(|_| is_kept.next().unwrap_or(false));
        self.basis.retain(|basic| *basic < variables);
        for row in &mut self.rows {
            row.drain(variables..row.len() - 1);
        }
        self.variables = variables;
    }

    /// Whether a variable can be above zero.
    fn can_be_positive(&mut self, variable: usize) -> bool {
        let cost: Vec<f64> = (0..self.variables).map(|at| f64::from(u8::from(at == variable))).collect();
        let is_positive = |simplex: &Simplex| simplex.value(variable) > ZERO;
        self.improve(&cost, is_positive);
        is_positive(self)
    }

    /// The value of a variable in the current solution.
    fn value(&self, variable: usize) -> f64 {
        let row = self.basis.iter().position(|basic| *basic == variable);
        row.and_then(|row| self.rows[row].last()).copied().unwrap_or(0.0)
    }

    /// Pivots until no step raises the objective, or until `is_enough`.
    fn improve(&mut self, cost: &[f64], is_enough: impl Fn(&Simplex) -> bool) {
        while !is_enough(self) {
            let reduced = |column: usize| -> f64 {
                let basic = self.basis.iter().zip(&self.rows);
                cost[column] - basic.map(|(basic, row)| cost[*basic] * row[column]).sum::<f64>()
            };
            let Some(enters) = (0..self.variables).find(|column| reduced(*column) > ZERO) else { return };
            let ratio = |at: usize| self.rows[at][self.variables] / self.rows[at][enters];
            let leaving = (0..self.rows.len()).filter(|at| self.rows[*at][enters] > ZERO).min_by(|a, b| {
                ratio(*a).total_cmp(&ratio(*b)).then_with(|| self.basis[*a].cmp(&self.basis[*b]))
            });
            let Some(leaves) = leaving else { return };
            self.pivot(leaves, enters);
        }
    }

    /// Exchanges the basic variable of a row for another one.
    fn pivot(&mut self, leaves: usize, enters: usize) {
        let scale = self.rows[leaves][enters];
        self.rows[leaves].iter_mut().for_each(|value| *value /= scale);
        let pivot = self.rows[leaves].clone();
        for (at, row) in self.rows.iter_mut().enumerate() {
            let factor = row[enters];
            if at == leaves || factor == 0.0 {
                continue;
            }
            for (value, other) in row.iter_mut().zip(&pivot) {
                *value -= factor * other;
                // Whole numbers of this size leave rounding errors far below `ZERO`.
                if value.abs() < 1e-12 {
                    *value = 0.0;
                }
            }
        }
        self.basis[leaves] = enters;
    }
}
