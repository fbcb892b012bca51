//! Rooms import as `ARCHITECTURE.md` states: only from themselves and from the rooms above them in its
//! table. Inside a room, files of different folders do not import each other in a circle.
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

/// Rooms in which files of different folders may import each other in a circle.
const WITH_CIRCLES: [&str; 1] = ["linkage"];

/// A path in the code, such as `crate::source::Field`, by its parts.
type Parts = Vec<String>;

/// One file as the search for circles sees it.
struct Module {
    /// The file inside `src`.
    file: String,
    /// Its path from `crate`.
    path: Parts,
    /// The paths that it uses, without its re-exports.
    uses: Vec<Parts>,
    /// Its re-exports: the name, and the path of the item.
    exports: BTreeMap<String, Parts>,
}

/// The paths of a use tree: `a::{b, c::d}` has `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<Parts> {
    let split = |text: &str| -> Parts {
        text.split("::").map(|part| word(part.trim())).filter(|part| !part.is_empty()).collect()
    };
    let Some((head, body)) = tree.split_once('{') else { return vec![split(tree)] };
    let body = body.trim_end().strip_suffix('}').unwrap_or(body);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for sign in body.chars() {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        match sign {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(sign),
        }
    }
    let inner = parts.iter().filter(|part| !part.trim().is_empty()).flat_map(|part| paths(part.trim()));
    inner.map(|path| [split(head), path].concat()).collect()
}

impl Module {
    fn new(file: String, text: &str) -> Self {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let mut lines = code.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        let mut path: Parts = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        path.pop_if(|last| last == "mod");
        let mut module = Module { file, path, uses: Vec::new(), exports: BTreeMap::new() };
        while let Some(line) = lines.next() {
            let Some((before, tree)) = line.split_once("use ").filter(|(before, _)| is_visibility(before))
            else {
                module.uses.extend(paths_in(line));
                continue;
            };
            let mut tree = tree.to_owned();
            while !tree.ends_with(';') {
                tree += lines.next().expect("the end of the import");
            }
            for path in paths(tree.trim_end_matches(';')) {
                match path.last().cloned().filter(|_| !before.is_empty()) {
                    Some(name) => drop(module.exports.insert(name, path)),
                    None => module.uses.push(path),
                }
            }
        }
        module
    }
}

/// Whether a text is what can stand before `use`.
fn is_visibility(text: &str) -> bool {
    matches!(text.trim_end(), "" | "pub" | "pub(crate)" | "pub(super)")
}

/// The paths from `crate` or `super` in a line of code.
fn paths_in(line: &str) -> Vec<Parts> {
    let begins = ["crate::", "super::"].into_iter().flat_map(|root| line.match_indices(root));
    let inside = |sign: &char| sign.is_alphanumeric() || "_:".contains(*sign);
    let texts = begins.map(|(at, _)| line[at..].chars().take_while(inside).collect::<String>());
    texts.flat_map(|text| paths(text.trim_end_matches(':'))).collect()
}

/// All files of `src`, and the index of each by its path from `crate`.
struct Modules {
    all: Vec<Module>,
    by_path: BTreeMap<Parts, usize>,
}

impl Modules {
    fn read() -> Self {
        let source = root().join("src");
        let mut found = Vec::new();
        files(&source, &mut found);
        found.sort();
        let name = |path: &Path| path.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/");
        let all = found.iter().map(|path| Module::new(name(path), &fs::read_to_string(path).unwrap()));
        let all: Vec<Module> = all.collect();
        let by_path = all.iter().enumerate().map(|(at, one)| (one.path.clone(), at)).collect();
        Modules { all, by_path }
    }

    /// The file in which an item is that a file names by a path; `None` for an item of another crate. Re-exports are
    /// followed.
    fn file_of(&self, from: usize, path: &[String], depth: usize) -> Option<usize> {
        let (mut base, mut rest) = (self.all[from].path.clone(), path);
        match path.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &path[1..]),
            "super" | "self" => {
                while let Some(first) = rest.first().filter(|one| *one == "super" || *one == "self") {
                    if first == "super" {
                        base.pop();
                    }
                    rest = &rest[1..];
                }
            }
            _ if !self.by_path.contains_key(&[&base[..], &path[..1]].concat()) => return None,
            _ => (),
        }
        let whole = [base, rest.to_vec()].concat();
        let (length, at) = (1..=whole.len())
            .rev()
            .find_map(|length| Some((length, *self.by_path.get(&whole[..length])?)))?;
        let export = whole.get(length).and_then(|name| self.all[at].exports.get(name)).filter(|_| depth < 6);
        Some(export.and_then(|path| self.file_of(at, path, depth + 1)).unwrap_or(at))
    }

    /// For each file the other files of its room that it uses.
    fn graph(&self) -> Vec<BTreeSet<usize>> {
        let of = |(at, one): (usize, &Module)| {
            let used = one.uses.iter().filter_map(|path| self.file_of(at, path, 0));
            used.filter(|other| *other != at && self.all[*other].path[0] == one.path[0]).collect()
        };
        self.all.iter().enumerate().map(of).collect()
    }

    /// Whether two files are in one folder. `x.rs` beside a folder `x` is in both: in its own folder and in `x`.
    fn are_in_one_folder(&self, one: usize, other: usize) -> bool {
        let folders = |at: usize| {
            let file = &self.all[at];
            let above = file.path.len() - usize::from(!file.file.ends_with("mod.rs"));
            [&file.path[..above], &file.path[..]]
        };
        folders(one).iter().any(|folder| folders(other).contains(folder))
    }
}

/// The files that a file reaches along the graph.
fn reached(graph: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        open.extend(graph[at].iter().filter(|next| found.insert(**next)));
    }
    found
}

#[test]
fn files_of_different_folders_are_in_no_circle() {
    let modules = Modules::read();
    let graph = modules.graph();
    assert!(graph.iter().map(BTreeSet::len).sum::<usize>() > 500, "the imports were found");
    let reached: Vec<BTreeSet<usize>> = (0..graph.len()).map(|at| reached(&graph, at)).collect();
    let mut circles: BTreeSet<(String, String)> = BTreeSet::new();
    for (at, others) in reached.iter().enumerate() {
        let is_test =
            modules.all[at].file.ends_with("tests.rs") || modules.all[at].file.ends_with("fixture.rs");
        if is_test || WITH_CIRCLES.contains(&&*modules.all[at].path[0]) {
            continue;
        }
        for other in others.iter().filter(|other| reached[**other].contains(&at)) {
            if !modules.are_in_one_folder(at, *other) {
                circles.insert((modules.all[at].file.clone(), modules.all[*other].file.clone()));
            }
        }
    }
    assert!(circles.is_empty(), "these files of different folders reach each other: {circles:#?}");
}
