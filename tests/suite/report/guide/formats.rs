//! The tables about the language tables, and the folder of tables that the page teaches to write.

use std::fs;

use casualty_register::language::lexicon::{Lexicon, Schema, TableRow};
use casualty_register::language::name::Letters;

use super::{Guide, marked, root, table};

/// The bundled tables and the tables in a page, if there are any: each a comment `<!-- file:
/// folder/kind.tsv -->` and a code block.
pub(crate) fn tutorial(page: &str) -> Option<Lexicon> {
    let mut lexicon = None;
    let folder = tempfile::tempdir().expect("a folder");
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(path) = marked(line, "file: ") else { continue };
        let block = lines.by_ref().skip_while(|line| !line.starts_with("```")).skip(1);
        let text: Vec<&str> = block.take_while(|line| !line.starts_with("```")).collect();
        let path = folder.path().join(path);
        let parent = path.parent().expect("a folder").to_owned();
        fs::create_dir_all(&parent).expect("a folder");
        fs::write(path, text.join("\n")).expect("a file");
        lexicon = Some(parent);
    }
    let folder = lexicon?;
    let mut lexicon = Lexicon::bundled();
    lexicon.add_folder(&folder).expect("the tables of the page");
    Some(lexicon)
}

fn folders(guide: &Guide, kind: &str) -> String {
    let tables = guide.lexicon.tables().iter().filter(|table| table.kind() == kind);
    let mut folders: Vec<&str> = tables.map(|table| table.language()).collect();
    folders.sort_unstable();
    folders.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

pub(crate) fn kinds(guide: &Guide) -> Vec<String> {
    let shown = Schema::ALL.iter().map(|schema| {
        let about = schema.about.split_inclusive(['.', ';']).next().unwrap_or_default();
        let about = about.trim_end_matches([';', '.']);
        [format!("[`{0}`](#{0})", schema.kind), about.to_owned(), folders(guide, schema.kind)]
    });
    table(["kind", "what its rows are", "folders"], shown)
}

/// Everything about one kind.
pub(crate) fn kind(guide: &Guide, kind: &str) -> Vec<String> {
    let schema = Schema::of(kind).unwrap_or_else(|| panic!("no kind {kind:?}"));
    let found =
        guide.lexicon.tables().iter().filter(|table| table.kind() == kind).flat_map(|table| table.rows());
    let found = found.into_iter().find(|row| row.get(schema.key[0]) == schema.shown);
    let row = found.unwrap_or_else(|| panic!("{kind} has no row {:?} to show", schema.shown));
    let columns = schema.columns().map(|column| {
        let example = code(row.get(column.name));
        [
            format!("`{}`", column.name),
            column.about.to_owned(),
            column.values.to_string(),
            column.need.to_string(),
            example,
        ]
    });
    let mut lines = vec![schema.about.to_owned(), String::new()];
    lines.extend(table(["column", "meaning", "allowed", "has to be there", "an example row"], columns));
    lines.extend([String::new(), format!("In {}. {}", folders(guide, kind), rules(schema))]);
    lines
}

fn rules(schema: &Schema) -> String {
    let key: Vec<String> = schema.key.iter().map(|column| format!("`{column}`")).collect();
    format!(
        "No two rows of one table have the same {}. When two tables have a row for the same thing: {}.",
        key.join(" and "),
        schema.again
    )
}

fn code(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!("`{cell}`") }
}

/// Each example of letters on the page matches its other spelling.
#[test]
fn the_letters_of_the_tutorial_do_as_they_say() {
    let page = fs::read_to_string(root().join("src/guide/tables.md")).expect("the page");
    let lexicon = tutorial(&page).expect("files in the page");
    let letters = Letters::new(&lexicon);
    for row in lexicon.rows("letters").filter(|row| row.language() == "ka") {
        let (one, other) = row.get("example").split_once('/').expect("a pair");
        assert!(one.contains(row.get("from")), "{one}");
        assert_eq!(letters.show(&letters.fold(one)), letters.show(&letters.fold(other)), "{one}/{other}");
    }
}

/// Every kind and column of the schemas is on the page.
#[test]
fn the_page_has_every_kind() {
    let page = fs::read_to_string(root().join("src/guide/tables.md")).expect("the page");
    for schema in Schema::ALL {
        let mark = format!("<!-- table: kind {} -->", schema.kind);
        assert!(page.contains(&mark), "tables.md says nothing of `{}`: there is no {mark}", schema.kind);
    }
}

/// The rows on a page are valid rows.
#[test]
fn every_kind_has_its_row_to_show() {
    let lexicon = Lexicon::bundled();
    for schema in Schema::ALL {
        let shows = |row: TableRow<'_>| row.get(schema.key[0]) == schema.shown;
        assert!(lexicon.rows(schema.kind).any(shows), "{}: {}", schema.kind, schema.shown);
    }
}
