//! `reconcile review`: the questions of a run in the terminal, one after another.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _};

use casualty_register::Outcome;
use casualty_register::ledger::{Decision, DecisionState, Ruling, evidence_of};
use casualty_register::report::{Questions, ReviewItem, ReviewKind, review_queue};

use crate::args::Review;
use crate::ledger_file::{LedgerFile, now};
use crate::{Ending, Failure, reconcile, terminal};

/// What a reviewer typed.
enum Answer {
    Ruling(Ruling),
    Undo,
    Quit,
    Unknown,
}

struct Session<'a> {
    args: &'a Review,
    outcome: &'a Outcome,
    questions: Questions<'a>,
    queue: Vec<ReviewItem>,
    file: LedgerFile,
    /// For each decision of this session the place of its question and the ledger before it.
    made: Vec<(usize, String)>,
}

pub(crate) fn review(args: &Review) -> Result<Ending, Failure> {
    let file = LedgerFile::open(&args.ledger)?;
    let outcome = reconcile(&args.lists)?;
    let questions = Questions::new(&outcome, args.lang);
    let queue = open_questions(&outcome, args, &file);
    let mut session = Session { args, outcome: &outcome, questions, queue, file, made: Vec::new() };
    session.run()?;
    Ok(Ending::Well)
}

/// The questions that the reviewer may still answer: first those whose rows have changed since they were
/// decided, last those that nobody could answer.
fn open_questions(outcome: &Outcome, args: &Review, file: &LedgerFile) -> Vec<ReviewItem> {
    let counts = |decision: &&Decision| !args.blind || decision.by().trim() == args.by.trim();
    let of_ruling = |is_wanted: fn(Ruling) -> bool| -> BTreeSet<Vec<String>> {
        let decisions = file.ledger().decisions().filter(counts);
        decisions.filter(|one| is_wanted(one.ruling())).map(|one| one.records().to_vec()).collect()
    };
    let decided = of_ruling(|ruling| matches!(ruling, Ruling::Same | Ruling::Different));
    let unsure = of_ruling(|ruling| ruling == Ruling::Unsure);
    let mut queue = review_queue(outcome);
    queue.retain(|item| !decided.contains(&records(outcome, item)));
    queue.sort_by_key(|item| unsure.contains(&records(outcome, item)));
    changed(outcome).into_iter().chain(queue).collect()
}

/// The pairs that were decided and whose rows have changed since.
fn changed(outcome: &Outcome) -> Vec<ReviewItem> {
    let stale = outcome.decisions().iter().filter(|one| {
        one.state == DecisionState::Stale && matches!(one.decision.ruling(), Ruling::Same | Ruling::Different)
    });
    stale.filter_map(|one| question(outcome, one.decision.records())).collect()
}

/// A question about two records; none where there are more.
fn question(outcome: &Outcome, records: &[String]) -> Option<ReviewItem> {
    let [a, b] = records else { return None };
    let place = |key: &String| outcome.mentions().iter().position(|one| one.key().to_string() == *key);
    let kind = ReviewKind::DoubtfulLink;
    Some(ReviewItem { kind, pair: (place(a)?, place(b)?), probability: 0.0, value: 0.0, decides: 1 })
}

/// The records of a question, as a decision names them.
fn records(outcome: &Outcome, item: &ReviewItem) -> Vec<String> {
    let mentions = outcome.mentions();
    let mut records: Vec<String> =
        [item.pair.0, item.pair.1].map(|at| mentions[at].key().to_string()).to_vec();
    records.sort();
    records
}

fn answer(line: &str) -> Answer {
    match line.trim() {
        "s" | "S" => Answer::Ruling(Ruling::Same),
        "d" | "D" => Answer::Ruling(Ruling::Different),
        "u" | "U" => Answer::Ruling(Ruling::Unsure),
        "z" | "Z" => Answer::Undo,
        "q" | "Q" => Answer::Quit,
        _ => Answer::Unknown,
    }
}

impl Session<'_> {
    fn run(&mut self) -> Result<(), Failure> {
        let mut at = 0;
        let mut lines = io::stdin().lock().lines();
        while self.ask(at)? {
            let Some(line) = lines.next().transpose()? else { break };
            at = match answer(&line) {
                Answer::Ruling(ruling) => self.decide(at, ruling)?,
                Answer::Undo => self.undo(at)?,
                Answer::Quit => break,
                Answer::Unknown => {
                    terminal::print(self.questions.word("key-unknown"))?;
                    at
                }
            };
        }
        self.end()
    }

    /// Shows a question; false where there is none.
    fn ask(&self, at: usize) -> Result<bool, Failure> {
        let Some(item) = self.queue.get(at) else { return Ok(false) };
        let place = format!("[{}/{}] {}", at + 1, self.queue.len(), self.questions.word("question"));
        let text = self.questions.text(item, self.args.blind);
        terminal::print(&format!("\n{place}\n{text}\n{}", self.questions.word("keys")))?;
        Ok(true)
    }

    /// Writes a decision; gives the place of the next question.
    fn decide(&mut self, at: usize, ruling: Ruling) -> Result<usize, Failure> {
        let Some(item) = self.queue.get(at) else { return Ok(at) };
        let records = records(self.outcome, item);
        let keys: Vec<&str> = records.iter().map(String::as_str).collect();
        let evidence = evidence_of(self.outcome, &keys)?;
        let mut decision = Decision::new(ruling, records, &self.args.by, now()?).with_evidence(evidence);
        if self.args.blind {
            decision = decision.made_blind();
        }
        let before = self.file.text().to_owned();
        self.file.append(&decision)?;
        self.made.push((at, before));
        Ok(at + 1)
    }

    /// Takes the last decision of this session back; gives the place of its question.
    fn undo(&mut self, at: usize) -> Result<usize, Failure> {
        let Some((place, before)) = self.made.pop() else {
            terminal::print(self.questions.word("nothing-to-undo"))?;
            return Ok(at);
        };
        self.file.restore(before)?;
        Ok(place)
    }

    fn end(&self) -> Result<(), Failure> {
        let file = self.args.ledger.display().to_string();
        let written = self.questions.word("written");
        let count = self.made.len().to_string();
        Ok(terminal::print(&written.replace("{count}", &count).replace("{file}", &file))?)
    }
}
