//! The arguments of the command line. The doc comments are the texts of `--help`.

use std::path::PathBuf;
use std::str::FromStr;

use casualty_register::Lang;
use casualty_register::audit::sample::Scenario;
use casualty_register::register::ledger::Ruling;
use casualty_register::report::{CheckFormat, Output};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Matches victim names and dates across casualty lists and merges them into one register.
#[derive(Debug, Parser)]
#[command(name = "reconcile", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Shows no progress. Without a terminal on the error output none is shown anyway.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes a project file for one or more lists, or adds lists to it, and runs it.
    Start(Start),
    /// Merges the lists of a project and writes the register.
    Run(Run),
    /// Writes the part of the register that may be published, and the method statement.
    Publish(Publish),
    /// Prints what is odd, missing or contradictory; ends with status 1 if there is an error.
    Check(Check),
    /// Prints the codes of findings: how severe each is, what it means and what to do.
    Codes,
    /// Proves that a register folder follows from its inputs: runs again and compares every byte; ends
    /// with status 1 if anything differs.
    Verify(Verify),
    /// Prints what changed between two registers, two project files or two editions of a list.
    Diff(Diff),
    /// Prints why two rows were joined or kept apart.
    Explain(Explain),
    /// Asks in the terminal whether doubtful records are one person, and writes each answer to a
    /// ledger.
    Review(Review),
    /// Writes one decision to a ledger.
    Decide(Decide),
    /// Prints how far reviewers agree on the pairs that they both decided.
    Agreement(AgreementArgs),
    /// Prints how accurate the register is, if the truth is known.
    Evaluate(Evaluate),
    /// Prints published totals with what the lists document, checks their arithmetic and shows which
    /// are possible.
    Totals(Totals),
    /// Writes invented lists with their project file and the known truth.
    Sample(Sample),
    /// Compares pairs of names by themselves and writes the rows with their scores.
    Names(Names),
    /// Prints what a list looks like and what its columns may be; writes a first project file.
    Inspect(Inspect),
}

#[derive(Args, Debug)]
pub(crate) struct Start {
    /// The lists: CSV or other delimited text, xlsx, xls or ods.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The project file to write, or the one that gets the lists. Without it: `reconcile.toml` beside the lists.
    #[arg(long, value_name = "FILE")]
    pub(crate) project: Option<PathBuf>,
    /// The folder for the register. Without it: `register` beside the project file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The language that pages open in: en, ru or kk; readers can change it on the page.
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub(crate) lang: Lang,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// A list: CSV or other delimited text, xlsx, xls or ods.
    pub(crate) file: PathBuf,
    /// The project file to write; it must not exist yet.
    #[arg(long, value_name = "PROJECT.toml")]
    pub(crate) write: Option<PathBuf>,
}

/// The arguments of all commands that run a project.
#[derive(Args, Debug)]
pub(crate) struct Lists {
    /// The project file: which lists there are and what their columns mean.
    pub(crate) project: PathBuf,
    /// The model.json of an earlier run, used unchanged instead of fitting a model to these lists.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The edition of a list to use instead of the newest; may be given several times.
    #[arg(long, value_name = "LIST=DATE")]
    pub(crate) edition: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The folder to write; a folder that an earlier run wrote is replaced. Without it: `register` beside
    /// the project file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The files to write, separated by commas: all, members, register, claims, links, review,
    /// review-page, candidates, overlap, draws, totals, absences, decisions, redirects, findings,
    /// register-json, report, report-json, model; and register-xlsx, a workbook that `all` does not
    /// include. `run.json` is always written.
    #[arg(long, value_name = "FILES", value_delimiter = ',', default_value = "all")]
    pub(crate) write: Vec<Chosen>,
    /// The language that pages open in: en, ru or kk; readers can change it on the page.
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub(crate) lang: Lang,
    /// Further files, which are refused with a hint.
    #[arg(hide = true)]
    pub(crate) more: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The folder to write; a folder that an earlier publication wrote is replaced.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// A file of accepted findings; only others count.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Accepts all findings of this run from now on: writes them to a file. Without --baseline they
    /// also count as accepted in this run.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// A value of `--format` of `check`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One line for each finding, for people.
    Text,
    /// Everything, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// JUnit XML, for the test panel of a CI server.
    Junit,
    /// Workflow commands of GitHub Actions, which shows findings beside the lines of a pull request.
    Github,
}

impl From<ReportFormat> for CheckFormat {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Text => CheckFormat::Text,
            ReportFormat::Json => CheckFormat::Json,
            ReportFormat::Sarif => CheckFormat::Sarif,
            ReportFormat::Junit => CheckFormat::Junit,
            ReportFormat::Github => CheckFormat::Github,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The folder that a run wrote.
    #[arg(value_name = "OUT")]
    pub(crate) folder: PathBuf,
    /// The project file, if it is neither in a folder above OUT nor in the current folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) project: Option<PathBuf>,
    /// The model.json that the run was given, if OUT does not contain it.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// Two register folders, two project files, or a project file and two editions of a list: ID@DATE.
    #[arg(value_name = "OLD_OR_NEW", num_args = 2..=4, required = true)]
    pub(crate) sides: Vec<String>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// A record: the id of its list, a colon, its own id.
    #[arg(value_name = "LIST:ID")]
    pub(crate) a: String,
    /// Another record.
    #[arg(value_name = "LIST:ID")]
    pub(crate) b: String,
}

#[derive(Args, Debug)]
pub(crate) struct Review {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The ledger to write answers to; it need not exist yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// The name of the reviewer.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Shows neither the program's result nor other reviewers' decisions.
    #[arg(long)]
    pub(crate) blind: bool,
    /// The language of the questions: en, ru, kk.
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub(crate) lang: Lang,
}

#[derive(Args, Debug)]
pub(crate) struct Decide {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// same, different, unsure, group, confirmed, disputed, pending, rejected, found-alive, out-of-scope or
    /// withdrawn.
    #[arg(value_name = "RULING", value_parser = ruling)]
    pub(crate) ruling: Ruling,
    /// The records: for each the id of its list, a colon, its own id.
    #[arg(value_name = "LIST:ID", required = true)]
    pub(crate) records: Vec<String>,
    /// The ledger to write the decision to; it need not exist yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// The name of the reviewer.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// The reason.
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// The day of the decision, such as 2026-11-22, if it is not today.
    #[arg(long, value_name = "DATE")]
    pub(crate) when: Option<String>,
    /// How many people the records of a group stand for.
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u64>,
}

#[derive(Args, Debug)]
pub(crate) struct AgreementArgs {
    /// The ledgers; the decisions of one reviewer may be in several of them.
    #[arg(value_name = "LEDGER", required = true)]
    pub(crate) ledgers: Vec<PathBuf>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The known truth: CSV with the columns source, id, person.
    #[arg(long, value_name = "CSV")]
    pub(crate) truth: PathBuf,
    /// Also prints each pair that was wrongly joined or kept apart; JSON always contains them.
    #[arg(long)]
    pub(crate) errors: bool,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// A value of `--format`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Tables for people.
    Text,
    /// Everything, for programs.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Totals {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// CSV with the columns name_a, name_b and optionally label: 1 for one person, 0 for two. Further
    /// columns are kept.
    pub(crate) pairs: PathBuf,
    /// A folder with further language tables, like `lexicon` in a project file; may be given several
    /// times.
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Sample {
    /// The folder to write; it may contain an earlier sample of the same scenario and nothing else.
    pub(crate) folder: PathBuf,
    /// The number of people; by default that of the scenario.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub(crate) persons: Option<u64>,
    /// Draws names and villages with a long tail of rare ones, as in life, instead of names from
    /// tables; by default true for more than 20000 people. The same seed gives other people with this
    /// option than without it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) long_tail: Option<bool>,
    /// The seed; the same seed gives the same lists.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// january-2022, initials, three-scripts, hard or general.
    #[arg(long, value_name = "NAME", value_parser = scenario, default_value = "general")]
    pub(crate) scenario: Scenario,
}

/// A value of `--write`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chosen {
    All,
    One(Output),
}

impl FromStr for Chosen {
    type Err = casualty_register::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" { Ok(Chosen::All) } else { text.parse().map(Chosen::One) }
    }
}

fn ruling(word: &str) -> Result<Ruling, String> {
    Ruling::ALL.into_iter().find(|ruling| ruling.as_str() == word).ok_or_else(|| {
        let words: Vec<&str> = Ruling::ALL.iter().map(|ruling| ruling.as_str()).collect();
        format!("choose among {}", words.join(", "))
    })
}

fn scenario(name: &str) -> Result<Scenario, String> {
    Scenario::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Scenario::ALL.iter().map(|scenario| scenario.name()).collect();
        format!("choose among {}", names.join(", "))
    })
}
