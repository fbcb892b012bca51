//! Agreement of reviewers who decided the same pairs.
//!
//! Input: ledgers. Output: a [`ReviewerAgreement`] for each two reviewers with a common pair: the table of their
//! rulings, the observed agreement, the agreement by chance, and Cohen's kappa.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::{Decision, Ledger, Ruling};
use crate::base::terminal::inert;

/// The rulings that are compared, in the order of the rows and columns of the table.
const RULINGS: [Ruling; 3] = [Ruling::Same, Ruling::Different, Ruling::Unsure];

/// The numbers of two records, the smaller first. Records are numbered from 0 in the order of their names.
type PairOfRecords = [u32; 2];

/// For each pair the ruling of one reviewer, as its position in [`RULINGS`], and whether the reviewer decided blind.
type Answers = BTreeMap<PairOfRecords, (usize, bool)>;

/// Agreement of two reviewers on the pairs that both decided.
///
/// A decision about more than two records counts for each of their pairs. If a reviewer decided a pair more than once,
/// the latest decision counts. Agreement is weak evidence unless each decided without knowing the other's answer:
/// [`ReviewerAgreement::both_blind`] counts the pairs that both ledger lines mark as decided blind.
///
/// ```
/// use casualty_register::register::ledger::{ReviewerAgreement, Ledger};
///
/// let text = r#"# casualty-register ledger 1
/// {"ruling":"same","records":["a:1","b:1"],"by":"Aigerim","when":"2026-11-22"}
/// {"ruling":"different","records":["a:2","b:2"],"by":"Aigerim","when":"2026-11-22"}
/// {"ruling":"same","records":["a:1","b:1"],"by":"Pavel","when":"2026-11-23"}
/// {"ruling":"unsure","records":["a:2","b:2"],"by":"Pavel","when":"2026-11-23"}
/// "#;
/// let ledger = Ledger::parse("decisions.jsonl", text)?;
/// let found = ReviewerAgreement::of(&[&ledger]);
/// assert_eq!(found[0].reviewers(), ["Aigerim", "Pavel"]);
/// assert_eq!(found[0].observed(), Some(0.5));
/// assert_eq!(found[0].disagreements().len(), 1);
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewerAgreement {
    /// The names, sorted.
    reviewers: [String; 2],
    /// Pairs that both decided.
    pairs: u64,
    /// Pairs that both decided blind.
    both_blind: u64,
    /// Numbers of pairs. Rows: the ruling of the first reviewer; columns: the ruling of the second; both in the order
    /// of [`RULINGS`].
    table: [[u64; 3]; 3],
    /// See [`ReviewerAgreement::observed`].
    observed: Option<f64>,
    /// See [`ReviewerAgreement::expected`].
    expected: Option<f64>,
    /// Cohen's kappa; `None` if it is undefined.
    kappa: Option<f64>,
    /// The reason if kappa is undefined; `None` if it is defined.
    kappa_undefined: Option<NoKappa>,
    /// The pairs with different rulings, sorted by records.
    disagreements: Vec<Disagreement>,
}

/// A pair to which two reviewers gave different rulings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// The records, as `source:id`, sorted.
    pub records: [String; 2],
    /// The ruling of each reviewer, in the order of [`ReviewerAgreement::reviewers`].
    pub rulings: [Ruling; 2],
}

/// Why kappa is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoKappa {
    /// No pair was decided by both reviewers.
    NoPairs,
    /// Both gave every pair one and the same ruling, so that chance alone makes them agree (division by zero).
    OneRuling,
}

impl ReviewerAgreement {
    /// The agreement of each two reviewers of the ledgers who decided a common pair, sorted by their names. Empty if
    /// there is only one reviewer. The decisions of a reviewer may be in several ledgers.
    pub fn of(ledgers: &[&Ledger]) -> Vec<ReviewerAgreement> {
        let names = names(ledgers);
        let answers = answers(ledgers, &names);
        let mut found = Vec::new();
        for (at, (one, of_one)) in answers.iter().enumerate() {
            for (other, of_other) in answers.iter().skip(at + 1) {
                let agreement = ReviewerAgreement::between([*one, *other], of_one, of_other, &names);
                found.extend((agreement.pairs > 0).then_some(agreement));
            }
        }
        found
    }

    /// The agreement of two reviewers, given their answers. `names` has the record of each number.
    fn between(reviewers: [&str; 2], one: &Answers, other: &Answers, names: &[&str]) -> Self {
        let name = |at: u32| names.get(at as usize).copied().unwrap_or_default().to_owned();
        let (mut table, mut both_blind, mut disagreements) = ([[0; 3]; 3], 0, Vec::new());
        for (records, (a, blind)) in one {
            let Some((b, other_blind)) = other.get(records) else { continue };
            table[*a][*b] += 1;
            both_blind += u64::from(*blind && *other_blind);
            if a != b {
                let rulings = [RULINGS[*a], RULINGS[*b]];
                disagreements.push(Disagreement { records: records.map(name), rulings });
            }
        }
        let kappa = kappa(&table);
        ReviewerAgreement {
            reviewers: reviewers.map(str::to_owned),
            pairs: table.iter().flatten().sum(),
            both_blind,
            table,
            observed: share(diagonal(&table), table.iter().flatten().sum()),
            expected: expected(&table),
            kappa: kappa.ok(),
            kappa_undefined: kappa.err(),
            disagreements,
        }
    }

    /// The names of the reviewers, sorted.
    pub fn reviewers(&self) -> [&str; 2] {
        let [one, other] = &self.reviewers;
        [one, other]
    }

    /// The number of pairs that both decided.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The number of these pairs that both decided blind.
    pub fn both_blind(&self) -> u64 {
        self.both_blind
    }

    /// The number of pairs for each combination of rulings. Rows: the first reviewer; columns: the second; the order of
    /// both is same, different, unsure.
    pub fn table(&self) -> [[u64; 3]; 3] {
        self.table
    }

    /// The share of pairs, 0 to 1, with the same ruling by both; `None` without pairs.
    pub fn observed(&self) -> Option<f64> {
        self.observed
    }

    /// The share of pairs, 0 to 1, with the same ruling by chance, if each reviewer gave each ruling as often as now
    /// but at random; `None` without pairs.
    pub fn expected(&self) -> Option<f64> {
        self.expected
    }

    /// Cohen's kappa over same, different and unsure: 1 for full agreement, 0 for as much as by chance,
    /// below 0 for less (J. Cohen, Educational and Psychological Measurement 20, 1960, 37–46).
    ///
    /// # Errors
    ///
    /// The reason why kappa is undefined.
    pub fn kappa(&self) -> Result<f64, NoKappa> {
        self.kappa.ok_or(self.kappa_undefined.unwrap_or(NoKappa::NoPairs))
    }

    /// The pairs with different rulings, sorted by records.
    pub fn disagreements(&self) -> &[Disagreement] {
        &self.disagreements
    }
}

/// The names of all records of the ledgers, sorted, each once.
fn names<'a>(ledgers: &[&'a Ledger]) -> Vec<&'a str> {
    let records = ledgers.iter().flat_map(|ledger| ledger.decisions()).flat_map(Decision::records);
    records.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The answers of each reviewer, by name. Of several decisions about a pair the latest counts.
fn answers<'a>(ledgers: &[&'a Ledger], names: &[&str]) -> BTreeMap<&'a str, Answers> {
    let mut decisions: Vec<&Decision> = ledgers.iter().flat_map(|ledger| ledger.decisions()).collect();
    // Lines may be in any order, so the time decides which is the latest.
    decisions.sort_by(|a, b| (a.when(), a).cmp(&(b.when(), b)));
    let mut answers: BTreeMap<&str, Answers> = BTreeMap::new();
    for decision in decisions {
        let Some(ruling) = RULINGS.iter().position(|ruling| *ruling == decision.ruling()) else { continue };
        let of_reviewer = answers.entry(decision.by().trim()).or_default();
        for pair in pairs(decision.records(), names) {
            of_reviewer.insert(pair, (ruling, decision.is_blind()));
        }
    }
    answers
}

/// All pairs of the records of a decision, as numbers; quadratic in the number of records.
fn pairs(records: &[String], names: &[&str]) -> Vec<PairOfRecords> {
    let number = |record: &String| names.binary_search(&record.as_str()).ok();
    let numbers = records.iter().filter_map(number).filter_map(|at| u32::try_from(at).ok());
    let sorted: Vec<u32> = numbers.collect::<BTreeSet<_>>().into_iter().collect();
    let rest = |at: usize| sorted.iter().skip(at + 1);
    let of_one = |(at, one): (usize, &u32)| rest(at).map(|other| [*one, *other]).collect::<Vec<_>>();
    sorted.iter().enumerate().flat_map(of_one).collect()
}

/// The number of pairs with the same ruling by both.
fn diagonal(table: &[[u64; 3]; 3]) -> u64 {
    (0..3).map(|at| table[at][at]).sum()
}

/// For each ruling the product of how often each reviewer gave it, summed over the rulings.
fn by_chance(table: &[[u64; 3]; 3]) -> u64 {
    let row = |at: usize| table[at].iter().sum::<u64>();
    let column = |at: usize| table.iter().map(|row| row[at]).sum::<u64>();
    (0..3).map(|at| row(at) * column(at)).sum()
}

/// `part / whole`; `None` if `whole` is 0.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The expected share of agreement by chance; `None` without pairs.
fn expected(table: &[[u64; 3]; 3]) -> Option<f64> {
    let pairs: u64 = table.iter().flatten().sum();
    share(by_chance(table), pairs * pairs)
}

/// (observed − expected) / (1 − expected), computed from whole numbers so that the two undefined cases are exact.
fn kappa(table: &[[u64; 3]; 3]) -> Result<f64, NoKappa> {
    let pairs: u64 = table.iter().flatten().sum();
    let (agreed, chance, all) = (diagonal(table) * pairs, by_chance(table), pairs * pairs);
    match (pairs, all - chance) {
        (0, _) => Err(NoKappa::NoPairs),
        (_, 0) => Err(NoKappa::OneRuling),
        (_, beyond_chance) => Ok((agreed as f64 - chance as f64) / beyond_chance as f64),
    }
}

impl fmt::Display for NoKappa {
    /// Prints the reason as it appears in place of kappa.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoKappa::NoPairs => "not defined: both reviewers decided no pair in common",
            NoKappa::OneRuling => "not defined: both reviewers gave every pair the same ruling",
        })
    }
}

impl fmt::Display for ReviewerAgreement {
    /// Prints the agreement, the table of rulings, and one line for each pair with different rulings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = self.reviewers().map(inert);
        writeln!(f, "{one} and {other}")?;
        writeln!(f, "  pairs decided by both  {}, {} of them blind by both", self.pairs, self.both_blind)?;
        if let (Some(observed), Some(expected)) = (self.observed, self.expected) {
            writeln!(
                f,
                "  agreement              {:.1} %; by chance {:.1} %",
                observed * 1e2,
                expected * 1e2
            )?;
        }
        match self.kappa() {
            Ok(kappa) => writeln!(f, "  kappa                  {kappa:.3}")?,
            Err(reason) => writeln!(f, "  kappa                  {reason}")?,
        }
        let [same, different, unsure] = RULINGS.map(Ruling::as_str);
        write!(f, "\n  {:<11} {same:>9} {different:>9} {unsure:>9}   rows: {one}, columns: {other}", "")?;
        for (ruling, [same, different, unsure]) in RULINGS.iter().zip(self.table) {
            write!(f, "\n  {:<11} {same:>9} {different:>9} {unsure:>9}", ruling.as_str())?;
        }
        for Disagreement { records: [a, b], rulings: [x, y] } in &self.disagreements {
            let (a, b) = (inert(a), inert(b));
            write!(f, "\n  {a}  {b}: {} by {one}, {} by {other}", x.as_str(), y.as_str())?;
        }
        Ok(())
    }
}
