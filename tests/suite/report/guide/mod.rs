//! The guide states what the program does: every table in its pages with a result, a letter, a cost or
//! a column is computed here and compared.
//!
//! `UPDATE_GUIDE=1 cargo test --test suite guide` writes these tables again; read the difference before
//! you commit it. A page marks them with `<!-- table: NAME … -->` and `<!-- end -->`.

mod findings;
mod formats;
mod joins;
mod letters;
mod names;

use std::fs;
use std::path::{Path, PathBuf};

use casualty_register::language::lexicon::Lexicon;
use casualty_register::linkage::NameComparer;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the tables of a page are computed with.
struct Guide {
    lexicon: Lexicon,
    comparer: NameComparer,
    /// The folder of tables that the page teaches to write, read after the bundled ones.
    tutorial: Option<NameComparer>,
}

impl Guide {
    fn new(page: &str) -> Self {
        let lexicon = Lexicon::bundled();
        let comparer = NameComparer::new(&lexicon);
        let tutorial = formats::tutorial(page).map(|lexicon| NameComparer::new(&lexicon));
        Guide { lexicon, comparer, tutorial }
    }

    /// The table with a name, from the rows on the page.
    fn table(&self, name: &str, argument: &str, rows: &[Vec<String>]) -> Vec<String> {
        match name {
            "folded" => names::folded(self, rows),
            "prices" => names::prices(self, rows),
            "levels" => names::levels(self, rows),
            "readings" => names::readings(self, rows),
            "pairs" => names::pairs(&self.comparer, rows),
            "pairs-with-tutorial" => names::pairs(self.tutorial.as_ref().expect("files in the page"), rows),
            "prior" => names::prior(),
            "links" => names::links(rows),
            "constants" => names::constants(rows),
            "letters" => letters::letters(self),
            "arabic-letters" => letters::arabic_letters(self),
            "script-letters" => letters::script_letters(self, argument),
            "alternations" => letters::alternations(self, argument),
            "endings" => letters::endings(self, argument),
            "markers" => letters::markers(self),
            "orders" => letters::orders(self, argument),
            "codes" => findings::codes(),
            "joins" => joins::joins(rows),
            "kinds" => formats::kinds(self),
            "kind" => formats::kind(self, argument),
            other => panic!("there is no table {other:?}"),
        }
    }

    /// The page with its tables computed again.
    fn page(&self, text: &str) -> String {
        let mut out: Vec<String> = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            out.push(line.to_owned());
            let Some(mark) = marked(line, "table: ") else { continue };
            let old: Vec<&str> = lines.by_ref().take_while(|line| *line != END).collect();
            let (name, argument) = mark.split_once(' ').unwrap_or((mark, ""));
            let rows: Vec<Vec<String>> = old.iter().skip(3).filter_map(|line| cells(line)).collect();
            out.push(String::new());
            out.extend(self.table(name, argument, &rows));
            out.extend([String::new(), END.to_owned()]);
        }
        out.join("\n") + "\n"
    }
}

const END: &str = "<!-- end -->";

/// The text after a key in a comment on the page.
fn marked<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.strip_prefix(key)
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<String>> {
    let row = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(row.replace("\\|", "\u{0}").split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect())
}

/// A table with a header; a bar inside a cell is escaped.
fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<String> {
    let row = |cells: [String; N]| format!("| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let head = [row(header.map(str::to_owned)), format!("|{}", "---|".repeat(N))];
    head.into_iter().chain(rows.into_iter().map(row)).collect()
}

/// The text in a cell, without the marks that show it as code.
fn plain(cell: &str) -> &str {
    cell.trim_matches('`')
}

fn page(name: &str) -> PathBuf {
    root().join("src/guide").join(name)
}

fn holds(name: &str) {
    let text = fs::read_to_string(page(name)).expect("a page");
    let anew = Guide::new(&text).page(&text);
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(page(name), anew).expect("a page to write");
        return;
    }
    let changed = text.lines().zip(anew.lines()).find(|(was, is)| was != is);
    assert!(
        text == anew,
        "{name} does not say what the program does; if that is meant, set UPDATE_GUIDE=1 to write its \
         tables anew and look at the difference. The first line to change: {changed:?}"
    );
}

#[test]
fn the_page_of_names_holds() {
    holds("names.md");
}

#[test]
fn the_page_of_the_method_holds() {
    holds("method.md");
}

#[test]
fn the_page_of_findings_holds() {
    holds("findings.md");
}

#[test]
fn the_page_of_tables_holds() {
    holds("tables.md");
}
