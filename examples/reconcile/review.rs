//! `reconcile review`: asks the questions of a run in the terminal, one after another.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _};
use std::path::PathBuf;

use casualty_register::Outcome;
use casualty_register::register::ledger::{Decision, LedgerChange, LedgerFile, Ruling};
use casualty_register::register::{ReviewItem, ReviewKind};
use casualty_register::report::{Questions, inert};

use crate::args::Review;
use crate::{Ending, Failure, ledger_of, now, progress, reconcile, terminal};

/// A line that the reviewer typed.
enum Answer {
    Ruling(Ruling),
    Undo,
    Quit,
    Unknown,
}

struct Session<'a> {
    args: &'a Review,
    /// The ledger.
    path: PathBuf,
    outcome: &'a Outcome,
    questions: Questions<'a>,
    queue: Vec<ReviewItem>,
    file: LedgerFile,
    /// For each decision of this session, the position of its question in the queue and the change to
    /// the ledger.
    made: Vec<(usize, LedgerChange)>,
}

pub(crate) fn review(args: &Review) -> Result<Ending, Failure> {
    let path = ledger_of(&args.lists, args.ledger.as_ref())?;
    let file = LedgerFile::open(&path)?;
    let outcome = reconcile(&args.lists)?;
    let questions = Questions::new(&outcome, args.lang);
    let queue = open_questions(&outcome, args, &file);
    let mut session = Session { args, path, outcome: &outcome, questions, queue, file, made: Vec::new() };
    session.run()?;
    Ok(Ending::Well)
}

/// The questions that the reviewer may still answer. Pairs whose rows have changed since the decision
/// come first, pairs that nobody could decide come last.
fn open_questions(outcome: &Outcome, args: &Review, file: &LedgerFile) -> Vec<ReviewItem> {
    let known = Known::new(outcome, args, file);
    let mut queue = outcome.review_queue().to_vec();
    if args.blind {
        queue = mixed(outcome, queue, &known);
    }
    let decided = of_rulings(&known.seen, &[Ruling::Same, Ruling::Different]);
    let unsure = of_rulings(&known.seen, &[Ruling::Unsure]);
    queue.retain(|item| !decided.contains(&records(outcome, item)));
    queue.sort_by_key(|item| unsure.contains(&records(outcome, item)));
    changed(outcome, &known).into_iter().chain(queue).collect()
}

/// The decisions about two records in the ledger and in the run.
struct Known<'a> {
    /// Decisions that the reviewer may see.
    seen: Vec<&'a Decision>,
    /// Decisions of other reviewers, if this reviewer is blind.
    hidden: Vec<&'a Decision>,
    keys: BTreeMap<String, usize>,
}

impl<'a> Known<'a> {
    fn new(outcome: &'a Outcome, args: &Review, file: &'a LedgerFile) -> Self {
        let of_run = outcome.decisions().iter().map(|one| &one.decision);
        let all = file.ledger().decisions().chain(of_run).filter(|one| is_about_pair(one));
        let (seen, hidden) = all.partition(|one| !args.blind || one.by().trim() == args.by.trim());
        let keys = (0..).zip(outcome.mentions()).map(|(at, one)| (one.key().to_string(), at)).collect();
        Known { seen, hidden, keys }
    }

    /// A question about two records; `None` if a list no longer has one of them.
    fn question(&self, records: &[String]) -> Option<ReviewItem> {
        let [a, b] = records else { return None };
        let pair = (*self.keys.get(a)?, *self.keys.get(b)?);
        let kind = ReviewKind::DoubtfulLink;
        Some(ReviewItem::new(kind, pair))
    }
}

fn is_about_pair(decision: &Decision) -> bool {
    let asks = matches!(decision.ruling(), Ruling::Same | Ruling::Different | Ruling::Unsure);
    asks && decision.records().len() == 2
}

fn of_rulings(decisions: &[&Decision], rulings: &[Ruling]) -> BTreeSet<Vec<String>> {
    let wanted = decisions.iter().filter(|one| rulings.contains(&one.ruling()));
    wanted.map(|one| one.records().to_vec()).collect()
}

/// The pairs with a visible decision whose rows have changed since, and that nobody has reviewed again.
fn changed(outcome: &Outcome, known: &Known<'_>) -> Vec<ReviewItem> {
    let mut stale: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut fresh = stale.clone();
    for one in known.seen.iter().filter(|one| one.ruling() != Ruling::Unsure && !one.evidence().is_empty()) {
        let keys: Vec<&str> = one.records().iter().map(String::as_str).collect();
        let is_fresh = outcome.evidence_of(&keys).is_ok_and(|now| now == one.evidence());
        if is_fresh { &mut fresh } else { &mut stale }.insert(one.records().to_vec());
    }
    stale.difference(&fresh).filter_map(|records| known.question(records)).collect()
}

/// The queue plus the pairs that others decided, which have left it: a blind reviewer is asked about
/// them as well. A digest of the rows gives their positions, so that a position does not reveal a
/// decision.
fn mixed(outcome: &Outcome, queue: Vec<ReviewItem>, known: &Known<'_>) -> Vec<ReviewItem> {
    let asked: BTreeSet<Vec<String>> = queue.iter().map(|item| records(outcome, item)).collect();
    let of_others: BTreeSet<Vec<String>> = known.hidden.iter().map(|one| one.records().to_vec()).collect();
    let places = queue.len() as u64 + 1;
    let place = |records: &[String]| {
        let keys: Vec<&str> = records.iter().map(String::as_str).collect();
        let digest = outcome.evidence_of(&keys).unwrap_or_default();
        u64::from_str_radix(&digest, 16).unwrap_or_default() % places
    };
    let added = of_others.difference(&asked).filter_map(|one| Some((place(one), known.question(one)?)));
    let mut all: Vec<(u64, ReviewItem)> = (0..).zip(queue).chain(added).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, item)| item).collect()
}

/// The two record keys of a question, sorted as in a decision.
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

    /// Prints the question at a position; false after the last one.
    fn ask(&self, at: usize) -> Result<bool, Failure> {
        let Some(item) = self.queue.get(at) else { return Ok(false) };
        let place = format!("[{}/{}] {}", at + 1, self.queue.len(), self.questions.word("question"));
        let text = self.questions.text(item, self.args.blind);
        terminal::print(&format!("\n{place}\n{text}\n{}", self.questions.word("keys")))?;
        Ok(true)
    }

    /// Writes a decision to the ledger. Returns the position of the next question.
    fn decide(&mut self, at: usize, ruling: Ruling) -> Result<usize, Failure> {
        let Some(item) = self.queue.get(at) else { return Ok(at) };
        let records = records(self.outcome, item);
        let keys: Vec<&str> = records.iter().map(String::as_str).collect();
        let evidence = self.outcome.evidence_of(&keys)?;
        let mut decision = Decision::new(ruling, records, &self.args.by, now()?).with_evidence(evidence);
        if self.args.blind {
            decision = decision.made_blind();
        }
        let change = progress::unbroken(|| self.file.append(&decision))?;
        self.made.push((at, change));
        self.warn_of_contradiction(&decision)?;
        Ok(at + 1)
    }

    /// Prints the lines of the ledger that contradict the decision: a run stops while both are in it. A
    /// blind reviewer is not told.
    fn warn_of_contradiction(&self, decision: &Decision) -> Result<(), Failure> {
        let is_contrary = |other: &Decision| {
            let rulings = [decision.ruling(), other.ruling()];
            other.records() == decision.records()
                && rulings.contains(&Ruling::Same)
                && rulings.contains(&Ruling::Different)
        };
        let lines = self.file.ledger().lines().filter(|(_, other)| !self.args.blind && is_contrary(other));
        for (line, other) in lines {
            let text = self.questions.word("contradicts").replace("{line}", &line.to_string());
            terminal::print(&text.replace("{by}", &inert(other.by())))?;
        }
        Ok(())
    }

    /// Takes back the last decision of this session. Returns the position of its question.
    fn undo(&mut self, at: usize) -> Result<usize, Failure> {
        let Some((place, change)) = self.made.pop() else {
            terminal::print(self.questions.word("nothing-to-undo"))?;
            return Ok(at);
        };
        progress::unbroken(|| self.file.take_back(change))?;
        Ok(place)
    }

    fn end(&self) -> Result<(), Failure> {
        let file = self.path.display().to_string();
        let written = self.questions.word("written");
        let count = self.made.len().to_string();
        terminal::print(&written.replace("{count}", &count).replace("{file}", &file))?;
        if self.made.is_empty() || self.args.blind {
            return Ok(());
        }
        let command = format!("reconcile run {}", self.args.lists.project.display());
        Ok(terminal::print(&self.questions.word("next-run").replace("{command}", &command))?)
    }
}
