//! A check: which findings count, and the report in the formats for people, programs and CI jobs.
//!
//! Takes the findings of a run, the project's [`CheckRules`] and a [`Baseline`]; gives a
//! [`CheckReport`]. Every format states how many findings are switched off or accepted, so nothing is
//! dropped silently.
//!
//! A finding passes three filters in this order:
//!
//! 1. The rules give its code a severity, or switch it off.
//! 2. The baseline accepts it, as often as it is listed there.
//! 3. If it still counts, it fails the check if its severity is at least `fail_on`.

mod baseline;
mod fingerprint;
mod github;
mod json;
mod junit;
mod place;
mod sarif;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

pub use baseline::Baseline;

use crate::base::finding::{Code, Finding, Location, Severity};
use crate::base::rules::CheckRules;
use crate::language::date::Day;
use crate::register::ledger::{Replayed, location};
use crate::register::outcome::Outcome;
use crate::source::Source;
use fingerprint::Fingerprint;
use place::FilePlaces;

/// Message of the finding that the saved ids do not match this run.
const IDS_OUT_OF_DATE: &str = "the file of ids does not match these lists and decisions; run `reconcile run` \
                               and commit the file";

/// The finding for a decision that is dated in the future. Its places are the records of the decision.
fn future_finding(outcome: &Outcome, one: &Replayed) -> Finding {
    let message = format!(
        "decision {} ({}, line {}) is dated {}, which is in the future; correct the date",
        one.id,
        one.file,
        one.line,
        one.decision.when()
    );
    let at = one.mentions.iter().filter_map(|row| location(*row, outcome.sources(), outcome.mentions()));
    Finding::new(Code::FutureDecision, at.collect(), message)
}

/// The finding for a ledger beside the project file that the project does not name.
fn unnamed_finding(file: &str) -> Finding {
    let message = format!(
        "{file} has decisions of reviewers, and the project file does not name it, so that they are not used; add it to \
         `decisions` under [project], or move it away"
    );
    Finding::new(
        Code::UnnamedLedger,
        vec![Location { file: file.to_owned(), ..Location::default() }],
        message,
    )
}

/// A format of a check report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckFormat {
    /// For people: one line for each finding. More than three findings of one code in one column of a file
    /// are one line with their number.
    Text,
    /// For people: one line for each finding, always.
    Lines,
    /// Everything, for programs. The format of this program.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// JUnit XML, for the test panel of a CI server: one suite for each list, one test for each code.
    Junit,
    /// Workflow commands of GitHub Actions, which shows the findings beside the lines of a pull
    /// request.
    Github,
}

/// The result of a check: which findings count, which are accepted, and whether the check fails.
///
/// ```
/// use casualty_register::report::{CheckFormat, CheckReport};
/// use casualty_register::{CheckRules, Code, Finding, Location};
///
/// let at = Location { file: "a.csv".to_owned(), row: Some(7), line: Some(7), ..Location::default() };
/// let finding = Finding::new(Code::DuplicateId, vec![at], "2 rows have the id `7`; give each its own");
/// let report = CheckReport::new(&[finding], &CheckRules::default()).with_project("data/reconcile.toml");
///
/// assert!(report.is_failed());
/// assert_eq!(
///     report.render(CheckFormat::Github).lines().next(),
///     Some("::error file=data/a.csv,line=7,title=duplicate-id::a.csv, row 7: 2 rows have the id `7`; give each its own"),
/// );
/// ```
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// Title of the project; empty if the report is not of a run.
    title: String,
    /// Ids of all lists of the run, including lists without findings; empty if the report is not of a
    /// run.
    lists: Vec<String>,
    /// Location of the project file, for paths in the report.
    places: FilePlaces,
    /// Severity of each code, and the severity that fails the check.
    rules: CheckRules,
    /// The findings that count, the most severe first, then in the order of the run.
    findings: Vec<Finding>,
    /// Number of findings of each code that the rules switch off.
    switched_off: BTreeMap<Code, u64>,
    /// The findings that the baseline accepts.
    accepted: Vec<Finding>,
    /// How many findings the baseline accepts that did not occur.
    gone: u64,
    /// Whether a baseline was applied. Only then does the text mention it.
    has_baseline: bool,
}

impl CheckReport {
    /// The report of a run. It does not depend on the current date.
    pub fn of_outcome(outcome: &Outcome, rules: &CheckRules) -> Self {
        CheckReport::of_findings(outcome, rules, Vec::new())
    }

    /// The report of a run on the day `today`: it also finds decisions that are dated after that day.
    ///
    /// Only the check depends on the day. The files of a run do not, so that the same lists give the
    /// same bytes tomorrow.
    pub fn of_outcome_on(outcome: &Outcome, rules: &CheckRules, today: Day) -> Self {
        let from_tomorrow = today.plus_days(1).to_string();
        let future = outcome.decisions().iter().filter(|one| one.decision.when() >= from_tomorrow.as_str());
        CheckReport::of_findings(outcome, rules, future.map(|one| future_finding(outcome, one)).collect())
    }

    /// The report of the run's findings and of `more`, sorted together.
    fn of_findings(outcome: &Outcome, rules: &CheckRules, more: Vec<Finding>) -> Self {
        let mut findings = outcome.findings().to_vec();
        findings.extend(more);
        findings.sort();
        findings.extend(outcome.unnamed_ledgers().iter().map(|file| unnamed_finding(file)));
        findings.sort();
        if outcome.are_ids_new() {
            // This finding is not part of the run: the run that saves the ids would then differ from
            // the next one.
            findings.push(Finding::new(Code::IdsOutOfDate, Vec::new(), IDS_OUT_OF_DATE));
            findings.sort();
        }
        let mut report = CheckReport::new(&findings, rules);
        report.title = outcome.register().title().to_owned();
        report.lists = outcome.sources().iter().map(|source: &Source| source.id().to_owned()).collect();
        report
    }

    /// The report of some findings, which are in the order of a run. `rules` replaces their severities.
    pub fn new(findings: &[Finding], rules: &CheckRules) -> Self {
        let mut report = CheckReport {
            title: String::new(),
            lists: Vec::new(),
            places: FilePlaces::default(),
            rules: rules.clone(),
            findings: Vec::new(),
            switched_off: BTreeMap::new(),
            accepted: Vec::new(),
            gone: 0,
            has_baseline: false,
        };
        for finding in findings {
            match rules.severity(finding.code) {
                Some(severity) => report.findings.push(Finding { severity, ..finding.clone() }),
                None => *report.switched_off.entry(finding.code).or_default() += 1,
            }
        }
        report.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        report
    }

    /// Sets the title, which the JSON and JUnit formats contain. The report of a run has the title of
    /// its project.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the path of the project file as the reader of the report sees it: for a CI job, from the
    /// root of the repository. SARIF, JSON and the GitHub format give paths relative to there.
    #[must_use]
    pub fn with_project(mut self, path: impl AsRef<Path>) -> Self {
        self.places = FilePlaces::of_project(path.as_ref());
        self
    }

    /// Removes the findings that a baseline accepts, each at most as often as it is accepted there.
    #[must_use]
    pub fn with_baseline(mut self, baseline: &Baseline) -> Self {
        let mut left = baseline.clone();
        let taken = |finding: &Finding| left.take(&Fingerprint::of(finding));
        let (accepted, findings) = std::mem::take(&mut self.findings).into_iter().partition(taken);
        self.findings = findings;
        self.accepted.extend::<Vec<Finding>>(accepted);
        // Findings that are switched off were not looked for, so they are not gone.
        self.gone = left.count(|code| self.rules.severity(code).is_some());
        self.has_baseline = true;
        self
    }

    /// A baseline that accepts all findings of this report, including those that the applied baseline
    /// accepted.
    pub fn to_baseline(&self) -> Baseline {
        Baseline::of(self.findings.iter().chain(&self.accepted))
    }

    /// The findings that count, the most severe first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of a severity count.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many findings of each code the rules switch off.
    pub fn switched_off(&self) -> &BTreeMap<Code, u64> {
        &self.switched_off
    }

    /// How many findings the baseline accepted.
    pub fn accepted(&self) -> usize {
        self.accepted.len()
    }

    /// How many findings the baseline accepts that did not occur in this run. Codes that are switched
    /// off are not counted.
    pub fn gone(&self) -> u64 {
        self.gone
    }

    /// Whether a finding that counts is at least as severe as the rules require for a failure.
    pub fn is_failed(&self) -> bool {
        self.findings.iter().any(|finding| self.fails(finding))
    }

    /// Whether one finding fails the check.
    fn fails(&self, finding: &Finding) -> bool {
        finding.severity >= self.rules.fail_on()
    }

    /// The report in a format, with a line feed at the end. The same findings give the same bytes. The
    /// line feed is the only control character in it.
    pub fn render(&self, format: CheckFormat) -> String {
        match format {
            CheckFormat::Text => text::render(self),
            CheckFormat::Lines => text::lines(self),
            CheckFormat::Json => json::render(self),
            CheckFormat::Sarif => sarif::render(self),
            CheckFormat::Junit => junit::render(self),
            CheckFormat::Github => github::render(self),
        }
    }
}
