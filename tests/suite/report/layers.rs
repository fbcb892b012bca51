//! Modules import as `ARCHITECTURE.md` says: from their own layer and from those above it, but for the imports that its
//! table of circles lists. An import that is gone leaves that table as well.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module and one that it imports.
type Import = (String, String);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The cells of the table under a heading, row by row.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let section = text.split_once(heading).unwrap().1;
    let lines =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    lines.skip(2).map(cells).collect()
}

fn names(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The layer of each module, and the imports that point to a later layer.
fn plan() -> (BTreeMap<String, usize>, BTreeSet<Import>) {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let layers = table(&text, "## Layers");
    let of =
        |(layer, row): (usize, &Vec<String>)| names(&row[1]).map(|name| (name, layer)).collect::<Vec<_>>();
    let layers = layers.iter().enumerate().flat_map(of).collect();
    let circles = table(&text, "## Circles that still exist");
    let import = |row: &Vec<String>| (names(&row[0]).next().unwrap(), names(&row[1]).next().unwrap());
    (layers, circles.iter().map(import).collect())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => (),
        }
    }
}

/// What comes first in each part between commas of `{…}`, the opening brace left out.
fn firsts(group: &str) -> Vec<String> {
    let (mut depth, mut found, mut part) = (1, Vec::new(), String::new());
    for sign in group.chars() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => (),
        }
        if depth == 0 || (depth == 1 && sign == ',') {
            found.push(std::mem::take(&mut part));
        } else {
            part.push(sign);
        }
        if depth == 0 {
            break;
        }
    }
    found.iter().map(|part| word(part.trim())).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()
}

/// The names behind `crate::` in the code of a file; comments and unit tests are left out.
fn imported(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let of = |rest: &str| match rest.strip_prefix('{') {
        Some(group) => firsts(group),
        None => vec![word(rest)],
    };
    code.split("crate::").skip(1).flat_map(of).collect()
}

/// Where the names are defined that `lib.rs` shows at the top.
fn at_the_top() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let uses = text.lines().filter_map(|line| line.strip_prefix("pub use "));
    let of = |line: &str| {
        let (module, items) = line.trim_end_matches(';').split_once("::").unwrap();
        let items = items.trim_matches(['{', '}']).split(',').map(|item| item.trim().to_owned());
        items.map(|item| (item, module.to_owned())).collect::<Vec<_>>()
    };
    uses.flat_map(of).collect()
}

/// The imports between modules that stand in different layers, the later one imported.
fn imports_of_later_layers(layers: &BTreeMap<String, usize>) -> BTreeSet<Import> {
    let (source, tops) = (root().join("src"), at_the_top());
    let mut all = Vec::new();
    files(&source, &mut all);
    let mut found = BTreeSet::new();
    for file in all {
        let inside = file.strip_prefix(&source).unwrap();
        let is_test = ["tests.rs", "fixture.rs"].iter().any(|name| inside.ends_with(name));
        let module = inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if is_test || ["lib", "guide"].contains(&&*module) {
            continue;
        }
        let layer =
            *layers.get(&module).unwrap_or_else(|| panic!("ARCHITECTURE.md has no layer of `{module}`"));
        for name in imported(&fs::read_to_string(&file).unwrap()) {
            let name = tops.get(&name).unwrap_or(&name);
            let other =
                *layers.get(name).unwrap_or_else(|| panic!("{}: what is `{name}`?", inside.display()));
            if other > layer {
                found.insert((module.clone(), name.clone()));
            }
        }
    }
    found
}

#[test]
fn modules_import_as_the_plan_says() {
    let (layers, circles) = plan();
    let found = imports_of_later_layers(&layers);
    let new: Vec<&Import> = found.difference(&circles).collect();
    assert!(new.is_empty(), "these imports point to a later layer: {new:?}");
    let gone: Vec<&Import> = circles.difference(&found).collect();
    assert!(gone.is_empty(), "take these out of the table in ARCHITECTURE.md, they are gone: {gone:?}");
}
