//! Rooms import as `ARCHITECTURE.md` states: only from themselves and from the rooms above them in its
//! table.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files in `src` that are not rooms.
const NO_ROOMS: [&str; 2] = ["guide", "lib"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rooms in the order of the table: the first imports from no other.
fn rooms() -> Vec<String> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = text.split_once("## Rooms").unwrap().1;
    let lines =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
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

/// The first name in each part between the commas of `{…}`, without the opening brace.
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

/// The names after `crate::` in the code of a file, without comments and unit tests.
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

/// The rooms of the names that `lib.rs` re-exports at the top.
fn at_the_top() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let uses = text.lines().filter_map(|line| line.strip_prefix("pub use "));
    let of = |line: &str| {
        let (module, items) = line.trim_end_matches(';').rsplit_once("::").unwrap();
        let room = word(module);
        let items = items.trim_matches(['{', '}']).split(',').map(|item| item.trim().to_owned());
        items.map(|item| (item, room.clone())).collect::<Vec<_>>()
    };
    uses.flat_map(of).collect()
}

#[test]
fn the_rooms_are_those_of_the_plan() {
    let entries = fs::read_dir(root().join("src")).unwrap();
    let name = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let there: BTreeSet<String> = entries.map(|entry| name(entry.unwrap().path())).collect();
    let planned = rooms().into_iter().chain(NO_ROOMS.map(str::to_owned)).collect();
    assert_eq!(there, planned);
}

#[test]
fn rooms_import_as_the_plan_says() {
    let (source, rooms, tops) = (root().join("src"), rooms(), at_the_top());
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let mut all = Vec::new();
    files(&source, &mut all);
    let mut wrong = Vec::new();
    for file in all {
        let inside = file.strip_prefix(&source).unwrap();
        let is_test = ["tests.rs", "fixture.rs"].iter().any(|name| inside.ends_with(name));
        let room = inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if is_test || NO_ROOMS.contains(&&*room) {
            continue;
        }
        for name in imported(&fs::read_to_string(&file).unwrap()) {
            let other = tops.get(&name).unwrap_or(&name);
            let at = place(other).unwrap_or_else(|| panic!("{}: what is `{name}`?", inside.display()));
            if at > place(&room).unwrap() {
                wrong.push(format!("{} imports {other}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these imports point to a later room: {wrong:#?}");
}
