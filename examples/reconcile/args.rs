//! The arguments of the command line. The doc comments are the texts of `--help`.

use std::path::PathBuf;
use std::str::FromStr;

use casualty_register::Lang;
use casualty_register::audit::sample::Scenario;
use casualty_register::register::ledger::Ruling;
use casualty_register::report::{CheckFormat, Output};
use casualty_register::source::Assumption;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

/// Matches victim names and dates across casualty lists and merges them into one register.
#[derive(Debug, Parser)]
#[command(name = "reconcile", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Shows no progress. Without a terminal none is shown anyway.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands by task, in the order of `--help`.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Start", &["start", "inspect"]),
    ("Run", &["run", "check", "codes"]),
    ("Review", &["review", "decide", "explain", "agreement"]),
    ("Publish", &["publish", "verify", "diff"]),
    ("Study", &["evaluate", "estimate", "totals", "names", "sample"]),
];

impl Arguments {
    /// The arguments of this process. Ends the process if they are wrong, or after `--help`.
    pub(crate) fn read() -> Self {
        let command = Arguments::command();
        let help = help(&command);
        let matches = command.help_template(help).get_matches();
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The template of the help of the program: the commands by task. A command without a task comes last.
fn help(command: &clap::Command) -> String {
    let about = |name: &str| command.get_subcommands().find(|one| one.get_name() == name)?.get_about();
    let line = |name: &str| Some(format!("  {name:<10} {}\n", about(name)?));
    let is_grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let others: Vec<&str> =
        command.get_subcommands().map(clap::Command::get_name).filter(|name| !is_grouped(name)).collect();
    let groups = GROUPS.into_iter().chain([("Other", others.as_slice())]);
    let groups =
        groups.map(|(task, names)| (task, names.iter().filter_map(|name| line(name)).collect::<String>()));
    let groups: Vec<String> = groups
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(task, lines)| format!("{task}:\n{lines}"))
        .collect();
    format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}\nOptions:\n{{options}}\n\n\
         Help on a command: reconcile COMMAND --help\nFrom two lists to a register: reconcile start a.csv b.xlsx\n",
        groups.join("\n")
    )
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a register from lists: writes a project file for them and runs it. Later, adds further lists.
    Start(Start),
    /// Shows the rows and columns of one list, and what each column may mean.
    Inspect(Inspect),
    /// Merges the lists of a project and writes the register.
    Run(Run),
    /// Prints what is wrong, missing or contradictory in the lists. Ends with status 1 if there is an error.
    Check(Check),
    /// Prints every code of a finding: how severe it is, what it means and what to do.
    Codes,
    /// Asks you whether doubtful records are one person, and saves each answer.
    Review(Review),
    /// Saves one decision about records that you name.
    Decide(Decide),
    /// Prints why two records were joined or kept apart.
    Explain(Explain),
    /// Prints how often two reviewers agree.
    Agreement(AgreementArgs),
    /// Writes the part of the register that may be published, and a text about the method. Tables for other
    /// programs are among the files: people.csv, statements.csv and datapackage.json.
    Publish(Publish),
    /// Checks that a register follows from its lists: runs again and compares every byte. Ends with status 1
    /// if anything differs.
    Verify(Verify),
    /// Prints what changed between two registers, two project files or two editions of a list.
    Diff(Diff),
    /// Measures the register against known truth.
    Evaluate(Evaluate),
    /// Compares published totals with the lists and with each other.
    Totals(Totals),
    /// Prints estimates of the people on no list, and whether any may be believed.
    Estimate(Estimate),
    /// Compares two names without anything else, for each row of a table.
    Names(Names),
    /// Writes invented lists, their project file and the truth about them.
    Sample(Sample),
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
    /// The language in which pages open: en, ru or kk. Readers can change it on the page.
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub(crate) lang: Lang,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// A list: CSV or other delimited text, xlsx, xls or ods.
    pub(crate) file: PathBuf,
    /// Also writes a project file for this list. The file must not exist yet.
    #[arg(long, value_name = "PROJECT.toml")]
    pub(crate) write: Option<PathBuf>,
}

/// The arguments of all commands that run a project.
#[derive(Args, Debug)]
pub(crate) struct Lists {
    /// The project file, which names the lists and says what their columns mean.
    #[arg(value_name = "PROJECT.toml")]
    pub(crate) project: PathBuf,
    /// The model.json of an earlier run, which is used unchanged. Without it, a model is fitted to these lists.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// An edition of a list. Without it, the newest is used. The option may be repeated.
    #[arg(long, value_name = "LIST=DATE")]
    pub(crate) edition: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The folder for the register. Without it: `register` beside the project file. A folder that an earlier
    /// run wrote is replaced.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The files to write, separated by commas: all, members, register, claims, links, review,
    /// review-page, candidates, overlap, draws, totals, absences, decisions, redirects, findings,
    /// register-json, report, report-json, model. `all` does not include, for other programs:
    /// register-xlsx (a workbook), people (one row a person), statements (FollowTheMoney), datapackage
    /// (Data Package of the CSV files), people-parquet and claims-parquet (if built with the feature
    /// `parquet`); nor estimate and estimate-json.
    /// `run.json` is always written.
    #[arg(long, value_name = "FILES", value_delimiter = ',', default_value = "all")]
    pub(crate) write: Vec<Chosen>,
    /// The language in which pages open: en, ru or kk. Readers can change it on the page.
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
    /// The folder for the publication. Without it: `published` beside the project file. A folder that an
    /// earlier publication wrote is replaced.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Publishes although questions wait for a reviewer. Without it, `publish` then stops with status 1.
    #[arg(long)]
    pub(crate) with_open_questions: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// A file of accepted findings. Only other findings are reported.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Writes all findings of this run to a file of accepted findings. Without --baseline, this run accepts
    /// them too.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// A value of `--format` of `check`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people. Many findings of one kind in one column share a line.
    Text,
    /// For people: one line for each finding.
    Lines,
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
            ReportFormat::Lines => CheckFormat::Lines,
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
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The project file, if it is neither in a folder above DIR nor in the current folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) project: Option<PathBuf>,
    /// The model.json that the run used, if DIR does not contain it.
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
    /// A record, as the id of its list, a colon and its own id.
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
    /// The ledger for your answers. Without it: the ledger that the project names. It need not exist yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Your name, which is saved with each answer.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Hides the program's result and the decisions of others, for a second independent opinion. It needs a
    /// ledger of your own.
    #[arg(long, requires = "ledger")]
    pub(crate) blind: bool,
    /// The language of the questions: en, ru or kk.
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub(crate) lang: Lang,
}

#[derive(Args, Debug)]
pub(crate) struct Decide {
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// About the pairs of the records: same, different or unsure. About their entry: group, confirmed, disputed,
    /// pending, rejected, found-alive, out-of-scope or withdrawn.
    #[arg(value_name = "RULING", value_parser = ruling)]
    pub(crate) ruling: Ruling,
    /// The records, each as the id of its list, a colon and its own id.
    #[arg(value_name = "LIST:ID", required = true)]
    pub(crate) records: Vec<String>,
    /// The ledger for the decision. Without it: the ledger that the project names. It need not exist yet.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Your name, which is saved with the decision.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// The reason.
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// The day of the decision, such as 2026-11-22. Without it: today.
    #[arg(long, value_name = "DATE")]
    pub(crate) when: Option<String>,
    /// For the ruling `group`: how many people the records are about.
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u64>,
}

#[derive(Args, Debug)]
pub(crate) struct AgreementArgs {
    /// The ledgers. The decisions of one reviewer may be in several of them.
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
    /// Also prints each pair that was wrongly joined or kept apart. JSON always contains them.
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
pub(crate) struct Estimate {
    /// The project file; or a table of counts, CSV with a column of 0 and 1 for each list and `count`.
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// The assumption about people on no list, for a table of counts: conditional-independence,
    /// log-linear or no-highest-interaction. A project states it in its file.
    #[arg(long, value_name = "WORD", value_parser = crate::estimate::assumption)]
    pub(crate) assumption: Option<Assumption>,
    /// The format of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct Names {
    /// CSV with the columns name_a and name_b. A column `label` has 1 for one person and 0 for two. Other
    /// columns are kept.
    pub(crate) pairs: PathBuf,
    /// A folder with further language tables, as `lexicon` in a project file. The option may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Sample {
    /// The folder for the lists. It may contain an earlier sample of the same scenario and nothing else.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The number of people. Without it: that of the scenario.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub(crate) persons: Option<u64>,
    /// Draws names and villages from a long tail of rare ones instead of tables. Without it: true above 20,000
    /// people. The same seed gives other people with it than without it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) long_tail: Option<bool>,
    /// The seed. The same seed gives the same lists.
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
