//! The estimate as text: refusals or the number first, then tables, and a figure of all models with their intervals.

use std::fmt;

use super::estimation::{Estimation, ModelEstimate};
use super::interval::EstimateInterval;
use super::pool::LinkageShare;
use crate::source::Assumption;

/// Width of the figure, in signs.
const WIDTH: usize = 44;
/// Rows of the figure at most. Models without an estimate have none.
const MOST_BARS: usize = 24;

/// A whole number with commas, such as `10,357`; `1e9` or more in powers of ten.
fn whole(number: f64) -> String {
    if !number.is_finite() {
        return "no limit".to_owned();
    }
    if number >= 1e9 {
        return format!("{number:.1e}");
    }
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = {
        let first = digits.len() % 3;
        let (head, tail) = digits.split_at(first);
        let rest = (0..tail.len() / 3).filter_map(|at| tail.get(3 * at..3 * at + 3));
        std::iter::once(head).filter(|head| !head.is_empty()).chain(rest).collect()
    };
    groups.join(",")
}

/// `7,000 to 18,000`.
fn between(interval: EstimateInterval) -> String {
    format!("{} to {}", whole(interval.low), whole(interval.high))
}

/// `12 % of the variance is due to linkage`.
fn share(linkage: Option<LinkageShare>) -> String {
    linkage.map_or_else(String::new, |linkage| format!("{:.0} %", linkage.share * 100.0))
}

impl fmt::Display for Estimation {
    /// Prints the number or why there is none, the table of counts, the models, the averages, the sensitivity, and the
    /// figure, in this order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display_answer(f)?;
        self.display_input(f)?;
        if !self.models().is_empty() {
            self.display_models(f)?;
        }
        self.display_averages(f)?;
        self.display_pairs(f)?;
        self.display_sensitivity(f)?;
        self.display_figure(f)?;
        write!(f, "\nIntervals have a probability of {:.0} %.", Estimation::CONFIDENCE * 100.0)?;
        if self.partitions() > 1 {
            write!(
                f,
                " They are averaged over {} sampled partitions.\nThat average is exact only if the prior over partitions \
                 does not use the overlap of the lists; the prior of this program\nlearns the overlap, so the share of \
                 linkage may be too low.",
                self.partitions()
            )?;
        }
        Ok(())
    }
}

impl Estimation {
    /// The number to quote, or why there is none.
    fn display_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(headline) = self.headline() {
            writeln!(f, "People killed, estimated ({}): {}", self.scope(), between(headline.total))?;
            writeln!(
                f,
                "  most likely about {}, of whom {} are on no list",
                whole(headline.total.estimate),
                whole(headline.unseen.estimate)
            )?;
            writeln!(f, "  if this holds: {}", headline.assumption.about())?;
            writeln!(
                f,
                "  too low if some people are less likely than others to be on every list; the counts cannot show it"
            )?;
            if headline.linkage.is_some() {
                writeln!(f, "  share of the variance that is due to linkage: {}", share(headline.linkage))?;
            }
            return Ok(());
        }
        writeln!(f, "People killed, estimated ({}): no number is given", self.scope())?;
        for refusal in self.refusals() {
            writeln!(f, "  {}: {}", refusal.code.as_str(), refusal.sentence)?;
        }
        Ok(())
    }

    /// The groups of lists, their table, and what is left out.
    fn display_input(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nIndependent groups of lists")?;
        for (number, group) in (1..).zip(self.groups()) {
            let people = self.histories().map_or_else(String::new, |table| {
                format!("{:>9} people", whole(table.on_all(1 << (number - 1)) as f64))
            });
            let scope =
                group.scope.as_ref().map(|scope| format!(" (covers only `{scope}`)")).unwrap_or_default();
            writeln!(f, "  {number}  {people}  {}{scope}", group.lists.join(" + "))?;
        }
        let out = self.left_out();
        let parts = [
            (out.unnamed, "without a name"),
            (out.groups, "records of groups"),
            (out.not_counted, "not counted by a reviewer"),
            (out.outside, "outside the scope"),
            (out.unknown, "of whom no record says whether they are in the scope"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        if !parts.is_empty() {
            writeln!(f, "  Left out: {}.", parts.join(", "))?;
        }
        let Some(table) = self.histories() else { return Ok(()) };
        writeln!(f, "\nPeople by the groups they appear on: {} in all", whole(self.observed() as f64))?;
        let lists = table.lists().len();
        for history in 1..1_usize << lists {
            let people = table.count(history);
            if people > 0 || lists <= 4 {
                let on =
                    (0..lists).filter(|list| history & (1 << list) != 0).map(|list| (list + 1).to_string());
                writeln!(f, "  {:>9}  {}", whole(people as f64), on.collect::<Vec<_>>().join(" + "))?;
            }
        }
        Ok(())
    }

    /// The log-linear models.
    fn display_models(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fitted() > self.models().len() {
            true => writeln!(
                f,
                "\nLog-linear models: the best {} of {} by BIC",
                self.models().len(),
                self.fitted()
            )?,
            false => writeln!(f, "\nLog-linear models: all {}", self.fitted())?,
        }
        writeln!(
            f,
            "  {:<24} {:>12} {:>12}  {:<24} {:>8} {:>8} {:>8}",
            "model", "on no list", "people", "interval", "AIC", "BIC", "linkage"
        )?;
        for model in self.models() {
            writeln!(f, "  {:<24} {}", model.name, model.cells())?;
        }
        Ok(())
    }

    /// The best model with its bootstrap interval and the average over graphs.
    fn display_averages(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = |assumption| {
            if self.assumption() == Some(assumption) { "  (the assumption of the project)" } else { "" }
        };
        if let Some(best) = self.best() {
            writeln!(
                f,
                "\nBest log-linear model, with a bootstrap that repeats the choice{}",
                mark(Assumption::LogLinear)
            )?;
            writeln!(f, "  {}, {}", whole(best.estimate), between(best))?;
        }
        if let Some(average) = self.average() {
            writeln!(f, "\nAverage over decomposable graphs{}", mark(Assumption::ConditionalIndependence))?;
            let linkage = match average.linkage {
                Some(_) => format!(", {} of the variance due to linkage", share(average.linkage)),
                None => String::new(),
            };
            writeln!(f, "  {}, {}{linkage}", whole(average.total.estimate), between(average.total))?;
            let graphs = average.graphs.iter().filter(|graph| graph.1 >= 0.01);
            let graphs: Vec<String> = graphs.map(|(name, p)| format!("{name} ({p:.2})")).collect();
            writeln!(f, "  dependent pairs, with the probability: {}", graphs.join("; "))?;
        }
        Ok(())
    }

    /// Chapman's estimates.
    fn display_pairs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pairs().is_empty() {
            return Ok(());
        }
        writeln!(f, "\nPairs of groups as if they were independent (Chapman), for illustration only")?;
        for (pair, overlap) in self.pairs().iter().zip(self.overlaps()) {
            let (a, b) = (pair.lists.0 + 1, pair.lists.1 + 1);
            let both = match (overlap.low, overlap.high) {
                (low, high) if low == high => format!("{} shared", overlap.people),
                (low, high) => format!("{} shared ({low} to {high})", overlap.people),
            };
            let below = if pair.is_below_observed {
                "; fewer than are known, so the two depend on each other"
            } else {
                ""
            };
            writeln!(
                f,
                "  {a} and {b}: {both}, {}, {}{below}",
                whole(pair.total.estimate),
                between(pair.total)
            )?;
        }
        Ok(())
    }

    /// The grid of xi.
    fn display_sensitivity(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sensitivity().is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "\nIf all groups together interact by a factor for people on no list{}",
            if self.assumption() == Some(Assumption::NoHighestInteraction) {
                "  (the project assumes 1)"
            } else {
                ""
            }
        )?;
        for one in self.sensitivity() {
            writeln!(f, "  {:>5.2}  {:>12}  {}", one.xi, whole(one.total.estimate), between(one.total))?;
        }
        Ok(())
    }

    /// One line for each estimate: a dot with the interval, on a logarithmic scale.
    fn display_figure(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bars = self.bars();
        let ends = bars.iter().flat_map(|(_, interval)| [interval.low, interval.high]);
        let ends: Vec<f64> = ends.filter(|end| end.is_finite() && *end >= 1.0).collect();
        let least = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ends.iter().copied().fold(0.0, f64::max);
        if bars.is_empty() || least >= most {
            return Ok(());
        }
        let place = |number: f64| {
            let share = (number.clamp(least, most).ln() - least.ln()) / (most.ln() - least.ln());
            (share * (WIDTH - 1) as f64).round() as usize
        };
        writeln!(
            f,
            "\nAll estimates of the number of people, {} to {}, logarithmic",
            whole(least),
            whole(most)
        )?;
        for (name, interval) in bars.iter().take(MOST_BARS) {
            let (low, dot, high) = (place(interval.low), place(interval.estimate), place(interval.high));
            let sign = |at: usize| match at {
                at if at == dot => 'o',
                at if at == low || at == high => '|',
                at if low < at && at < high => '-',
                _ => ' ',
            };
            let bar: String = (0..WIDTH).map(sign).collect();
            writeln!(f, "  {name:<24} {}", bar.trim_end())?;
        }
        Ok(())
    }

    /// Every estimate with an interval.
    fn bars(&self) -> Vec<(String, EstimateInterval)> {
        let models = self.models().iter().filter_map(|model| Some((model.name.clone(), model.total?)));
        let rest = [
            self.best().map(|best| ("best, bootstrap".to_owned(), best)),
            self.average().map(|average| ("average over graphs".to_owned(), average.total)),
        ];
        models.chain(rest.into_iter().flatten()).collect()
    }
}

impl ModelEstimate {
    /// The cells of a model after its name; without an estimate, the reason.
    fn cells(&self) -> String {
        let (Some(unseen), Some(total)) = (self.unseen, self.total) else {
            return match (self.exists, self.identified) {
                (false, _) => {
                    "no estimate: it does not exist (a combination of groups has nobody)".to_owned()
                }
                _ => "no estimate: the data cannot tell its terms apart".to_owned(),
            };
        };
        let fixed = |number: Option<f64>| number.map(|number| format!("{number:.1}")).unwrap_or_default();
        format!(
            "{:>12} {:>12}  {:<24} {:>8} {:>8} {:>8}",
            whole(unseen),
            whole(total.estimate),
            between(total),
            fixed(self.aic),
            fixed(self.bic),
            share(self.linkage)
        )
        .trim_end()
        .to_owned()
    }
}
