//! The head of a project file that was written from inspected lists: its first comment and the section `[project]`.

use crate::language::date::Day;
use crate::source::inspect::{Block, quoted};

/// The comment at the top of the file.
pub(crate) const HEAD: &str = "\
# `reconcile start` wrote this file from the lists below. Each value is a guess until you have read it: its comment says
# what it rests on. Correct what is wrong, save the file, and run it again with `reconcile run`.
# `reconcile start FILE` adds a list. It keeps your changes and your comments.
# The guide page \"The project file and your lists\" explains every key.
";

/// The ledger that a new project names.
pub(super) const LEDGER: &str = "decisions.jsonl";
/// The file of ids that a new project names.
pub(super) const IDS: &str = "ids.jsonl";

/// The section `[project]` without other files.
pub(crate) fn about(title: &str, period: Option<(Day, Day)>) -> String {
    let mut block = Block::default();
    block.line("[project]", "");
    block.line(&format!("title = {}", quoted(title)), "shown at the top of every page: write your own");
    block.line("", "");
    match period {
        Some((from, to)) => {
            block.remark(
                "The period of the lists: guessed from the first and the last date of death on them. It supplies the \
                 year of dates without one. A death outside the period is reported.",
            );
            block.line(&format!("from = {}", quoted(&from.to_string())), "");
            block.line(&format!("to = {}", quoted(&to.to_string())), "");
        }
        None => {
            block.remark(
                "The period of the lists is not known: no date of death could be read. If you know it, write its first \
                 and its last day. It supplies the year of dates without one. A death outside the period is reported.",
            );
            block.remark("from = \"2022-01-02\"");
            block.remark("to = \"2022-01-31\"");
        }
    }
    block.text()
}

/// The keys of the ledger and of the file of ids.
pub(super) fn files() -> String {
    let mut block = Block::default();
    block.remark(
        "The decisions of reviewers, and the ids of the people. The program writes both files. Keep them with this file: \
         without them decisions are lost and ids that were published change.",
    );
    block.line(&format!("decisions = [{}]", quoted(LEDGER)), "");
    block.line(&format!("ids = {}", quoted(IDS)), "");
    block.text()
}
