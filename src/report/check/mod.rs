//! A check as a report: which findings count, and their form for people, programs and CI jobs.
//!
//! Findings come from a run; the rules of the project and a [`Baseline`] say which of them count. What is
//! switched off or accepted is counted in every form of the report: nothing is dropped silently.

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
use place::Places;

const IDS_OUT_OF_DATE: &str = "the file of ids is not the one that these lists and decisions give; run `reconcile run` and commit the file";

fn future_finding(outcome: &Outcome, one: &Replayed) -> Finding {
    let message = format!(
        "{} line {}, decision {}, is dated {}, which is in the future; correct the date",
        one.file,
        one.line,
        one.id,
        one.decision.when()
    );
    let at = one.mentions.iter().filter_map(|row| location(*row, outcome.sources(), outcome.mentions()));
    Finding::new(Code::FutureDecision, at.collect(), message)
}

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckFormat {
    /// A line for each finding, for people.
    Text,
    /// Everything, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// JUnit XML, for the test panel of a CI server: a suite for each list, a test for each code.
    Junit,
    /// Commands of GitHub Actions, which show findings beside the lines of a pull request.
    Github,
}

/// Findings as a check reports them.
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
    title: String,
    lists: Vec<String>,
    places: Places,
    rules: CheckRules,
    /// The gravest first, then in the order of the run.
    findings: Vec<Finding>,
    switched_off: BTreeMap<Code, u64>,
    accepted: Vec<Finding>,
    gone: u64,
    has_baseline: bool,
}

impl CheckReport {
    /// A report of a run.
    pub fn of_outcome(outcome: &Outcome, rules: &CheckRules) -> Self {
        CheckReport::of_findings(outcome, rules, Vec::new())
    }

    /// A report of a run on a day, which finds decisions that are dated after it. The files of a run do not depend
    /// on the day, so that the same lists give the same bytes tomorrow; only the check does.
    pub fn of_outcome_on(outcome: &Outcome, rules: &CheckRules, today: Day) -> Self {
        let from_tomorrow = today.plus_days(1).to_string();
        let future = outcome.decisions().iter().filter(|one| one.decision.when() >= from_tomorrow.as_str());
        CheckReport::of_findings(outcome, rules, future.map(|one| future_finding(outcome, one)).collect())
    }

    fn of_findings(outcome: &Outcome, rules: &CheckRules, more: Vec<Finding>) -> Self {
        let mut findings = outcome.findings().to_vec();
        findings.extend(more);
        findings.sort();
        if outcome.are_ids_new() {
            // Not among those of the run: the run that saves the ids would differ from the next one.
            findings.push(Finding::new(Code::IdsOutOfDate, Vec::new(), IDS_OUT_OF_DATE));
            findings.sort();
        }
        let mut report = CheckReport::new(&findings, rules);
        report.title = outcome.register().title().to_owned();
        report.lists = outcome.sources().iter().map(|source: &Source| source.id().to_owned()).collect();
        report
    }

    /// A report of findings, in the order of a run. Their severities are those that the rules give.
    pub fn new(findings: &[Finding], rules: &CheckRules) -> Self {
        let mut report = CheckReport {
            title: String::new(),
            lists: Vec::new(),
            places: Places::default(),
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

    /// Gives the report a title, in JSON and JUnit's form; that of an outcome is the title of its project.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Says where the project file is, as the reader of the report sees it: from the root of the repository
    /// for a CI job. Places in SARIF, JSON and GitHub's form are given from there.
    #[must_use]
    pub fn with_project(mut self, path: impl AsRef<Path>) -> Self {
        self.places = Places::of_project(path.as_ref());
        self
    }

    /// Takes out the findings that a baseline accepts, each as often as it is accepted.
    #[must_use]
    pub fn with_baseline(mut self, baseline: &Baseline) -> Self {
        let mut left = baseline.clone();
        let taken = |finding: &Finding| left.take(&Fingerprint::of(finding));
        let (accepted, findings) = std::mem::take(&mut self.findings).into_iter().partition(taken);
        self.findings = findings;
        self.accepted.extend::<Vec<Finding>>(accepted);
        // What is switched off was not looked for.
        self.gone = left.count(|code| self.rules.severity(code).is_some());
        self.has_baseline = true;
        self
    }

    /// What a baseline has to say so that none of these findings counts any more.
    pub fn to_baseline(&self) -> Baseline {
        Baseline::of(self.findings.iter().chain(&self.accepted))
    }

    /// The findings that count, the gravest first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of a severity count.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many findings of each code there are that the rules switch off.
    pub fn switched_off(&self) -> &BTreeMap<Code, u64> {
        &self.switched_off
    }

    /// How many findings the baseline accepts.
    pub fn accepted(&self) -> usize {
        self.accepted.len()
    }

    /// How many findings the baseline accepts that are not there any more.
    pub fn gone(&self) -> u64 {
        self.gone
    }

    /// Whether a finding is as grave as the rules have it for a failure.
    pub fn is_failed(&self) -> bool {
        self.findings.iter().any(|finding| self.fails(finding))
    }

    fn fails(&self, finding: &Finding) -> bool {
        finding.severity >= self.rules.fail_on()
    }

    /// The report in a form, with a line end. The same findings give the same bytes, and no byte of it is a
    /// control character but the line feed.
    pub fn render(&self, format: CheckFormat) -> String {
        match format {
            CheckFormat::Text => text::render(self),
            CheckFormat::Json => json::render(self),
            CheckFormat::Sarif => sarif::render(self),
            CheckFormat::Junit => junit::render(self),
            CheckFormat::Github => github::render(self),
        }
    }
}
