//! The text of an evaluation: tables of scores, stages, calibration, hard pairs, intervals and strata.

use std::fmt::{self, Formatter, Result};

use super::{Calibration, CalibrationError, Evaluation, Score, Stratum, StratumScore};

/// The lower edge of the last bin of a reliability table.
const SURE: f64 = 0.99;

/// Smallest number of true or found pairs of a stratum that is printed. Fewer pairs mean nothing; they are in the data.
const LEAST_PAIRS: usize = 5;

impl fmt::Display for Evaluation {
    /// Prints all tables; tables without content are left out.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.scores(f)?;
        self.reaches(f)?;
        if let Some(calibration) = &self.calibration {
            reliability(f, "Pairs by probability", "pairs", calibration)?;
        }
        self.hard_pairs(f)?;
        if let Some(calibration) = &self.entry_calibration {
            reliability(f, "Entries by probability", "entries", calibration)?;
        }
        self.interval_checks(f)?;
        self.stratum_scores(f)
    }
}

impl Evaluation {
    /// The scores of pairs, entries and records.
    fn scores(&self, f: &mut Formatter<'_>) -> Result {
        let mut rows = vec![("pairs of records".to_owned(), self.pairs)];
        rows.extend(self.by_lists.iter().map(|one| match &one.lists {
            [a, b] if a == b => (format!("  within {a}"), one.pairs),
            [a, b] => (format!("  {a} + {b}"), one.pairs),
        }));
        rows.push(("exact entries".to_owned(), self.entries));
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:<width$}     true    found  correct  precision  recall      F1", "")?;
        for (name, Score { truth, found, correct, precision, recall, f1 }) in rows {
            let measures = measures(precision, recall, f1);
            writeln!(f, "{name:<width$} {truth:>8} {found:>8} {correct:>8}  {measures}")?;
        }
        let measures = measures(self.b_cubed.precision, self.b_cubed.recall, self.b_cubed.f1);
        writeln!(f, "{:<width$} {:>26}  {measures}", "B³ of records", "")?;
        let (wrong, missed) = (self.pairs.wrong(), self.pairs.missed());
        writeln!(
            f,
            "\n{wrong} pairs of two people were joined; {missed} pairs of one person were kept apart"
        )?;
        write!(
            f,
            "{} records of the truth were found, {} were not; {} records of the run are not in the truth",
            self.records,
            self.lost.len(),
            self.unknown.len()
        )
    }

    /// The true pairs by stage; stages without pairs are left out.
    fn reaches(&self, f: &mut Formatter<'_>) -> Result {
        let counts = self.reach.iter().filter(|one| one.pairs > 0);
        for (at, one) in counts.enumerate() {
            if at == 0 {
                write!(f, "\n\n{:<26}    pairs   joined   missed", "True pairs by last stage")?;
            }
            let missed = one.pairs.saturating_sub(one.joined);
            write!(f, "\n  {:<24} {:>8} {:>8} {missed:>8}", one.reach, one.pairs, one.joined)?;
        }
        Ok(())
    }

    /// The calibration of each kind of hard pair: over all its pairs, and over those stated with 0.99 or more.
    fn hard_pairs(&self, f: &mut Formatter<'_>) -> Result {
        if self.hard.is_empty() {
            return Ok(());
        }
        write!(f, "\n\n{:<26}    pairs   stated  is true   from 0.99   stated  is true", "Hard pairs")?;
        for one in &self.hard {
            let CalibrationError { cases, stated, share, .. } = one.calibration.all();
            let [stated, share] = [stated, share].map(Option::unwrap_or_default);
            write!(f, "\n  {:<24} {cases:>8} {stated:>8.3} {share:>8.3}", one.hardness)?;
            if let Some(sure) = one.calibration.bins().iter().find(|bin| bin.from >= SURE) {
                write!(f, "    {:>8} {:>8.3} {:>8.3}", sure.cases, sure.stated, sure.share)?;
            }
        }
        Ok(())
    }

    /// The intervals with the true numbers.
    fn interval_checks(&self, f: &mut Formatter<'_>) -> Result {
        if !self.intervals.is_empty() {
            write!(f, "\n\n{:<32} {:>9}{:>9} {:>6} {:>8}", "Intervals", "from", "to", "level", "truth")?;
        }
        for one in &self.intervals {
            let (of, holds) = (one.of.to_string(), if one.holds { "" } else { "  outside" });
            let (low, high, level) = (one.interval.low, one.interval.high, one.interval.level);
            write!(f, "\n  {of:<30} {low:>9.1}{high:>9.1} {level:>6.2} {:>8}{holds}", one.truth)?;
        }
        Ok(())
    }

    /// The scores of strata, by letters and by missing values.
    fn stratum_scores(&self, f: &mut Formatter<'_>) -> Result {
        let is_letters = |one: &&StratumScore| matches!(one.stratum, Stratum::Letters(..));
        let (letters, lacks): (Vec<_>, Vec<_>) = self.strata.iter().partition(is_letters);
        strata(f, "Pairs by script", &letters)?;
        strata(f, "Pairs in which a row lacks", &lacks)
    }
}

/// Precision, recall and F1 in columns.
fn measures(precision: f64, recall: f64, f1: f64) -> String {
    format!("{precision:>9.4}  {recall:>6.4}  {f1:>6.4}")
}

/// One table of strata; nothing if none has [`LEAST_PAIRS`] pairs.
fn strata(f: &mut Formatter<'_>, title: &str, scores: &[&StratumScore]) -> Result {
    let (told, few): (Vec<&StratumScore>, Vec<&StratumScore>) =
        scores.iter().partition(|one| one.pairs.truth.max(one.pairs.found) >= LEAST_PAIRS);
    if told.is_empty() {
        return Ok(());
    }
    write!(f, "\n\n{title:<26}     true    wrong   missed  precision  recall      F1  stated  is true")?;
    for one in told {
        let Score { truth, precision, recall, f1, .. } = one.pairs;
        let (wrong, missed) = (one.pairs.wrong(), one.pairs.missed());
        write!(f, "\n  {:<24} {truth:>8} {wrong:>8} {missed:>8}  ", one.stratum)?;
        f.write_str(&measures(precision, recall, f1))?;
        if let Some(CalibrationError { stated: Some(stated), share: Some(share), .. }) = one.calibration {
            write!(f, "  {stated:>6.3}   {share:>6.3}")?;
        }
    }
    if !few.is_empty() {
        write!(f, "\n  and {} with fewer than {LEAST_PAIRS} pairs each", few.len())?;
    }
    Ok(())
}

/// A reliability table with the calibration errors and the Brier score. `cases` is the word for the cases, such as
/// `pairs`.
fn reliability(f: &mut Formatter<'_>, title: &str, cases: &str, calibration: &Calibration) -> Result {
    write!(f, "\n\n{:<26} {cases:>8}   stated  is true", title)?;
    for bin in calibration.bins() {
        let (from, to) = (format!("{:.2}", bin.from), format!("{:.2}", bin.to));
        let range = format!("{from} to {to}");
        write!(f, "\n  {range:<24} {:>8} {:>8.3} {:>8.3}", bin.cases, bin.stated, bin.share)?;
    }
    let mut errors = vec![("all", calibration.all()), ("doubtful, 0.05 to 0.95", calibration.doubtful())];
    errors.retain(|(_, error)| error.cases > 0);
    for (name, error) in errors {
        let [stated, share, off, chance] =
            [error.stated, error.share, error.error, error.by_chance].map(Option::unwrap_or_default);
        write!(f, "\n  {name:<24} {:>8} {stated:>8.3} {share:>8.3}", error.cases)?;
        write!(f, "   calibration error {off:.4}, by chance about {chance:.4}")?;
    }
    if let Some(brier) = calibration.brier() {
        write!(f, "\n  Brier score {brier:.4}")?;
    }
    match calibration.unstated() {
        0 => Ok(()),
        count => write!(f, "; {count} true {cases} without a stated probability count as 0"),
    }
}
