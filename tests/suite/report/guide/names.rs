//! The tables of results: how the names on a page are read and compared.

use std::fs;

use casualty_register::language::name::{NameCells, NameReader, PersonName, Reading, Role};
use casualty_register::linkage::NameComparer;

use super::{Guide, page, plain, root, table};

/// A word, and the neutral letters as which it is compared.
pub(crate) fn folded(guide: &Guide, rows: &[Vec<String>]) -> Vec<String> {
    let letters = guide.comparer.reader().tables().letters();
    let shown = rows.iter().map(|row| {
        let folded = row[0].split(", ").map(|word| letters.show(&letters.fold(word)));
        let mut folded: Vec<String> = folded.collect();
        folded.dedup();
        [row[0].clone(), folded.join(", ")]
    });
    table(["written", "compared as"], shown)
}

/// Two words, their neutral letters and the cost of the difference.
pub(crate) fn prices(guide: &Guide, rows: &[Vec<String>]) -> Vec<String> {
    let letters = guide.comparer.reader().tables().letters();
    let shown = rows.iter().map(|row| {
        let [one, other] = [&row[0], &row[1]].map(|word| letters.fold(word));
        let price = f64::from(letters.price(&one, &other, u16::MAX)) / 100.0;
        let (one, other) = (letters.show(&one), letters.show(&other));
        [row[0].clone(), row[1].clone(), format!("{one} / {other}"), format!("{price:.2}"), row[4].clone()]
    });
    table(["one", "other", "compared as", "price", "why"], shown)
}

fn role_of(name: &str) -> Role {
    Role::ALL.into_iter().find(|role| role.as_str() == name).unwrap_or_else(|| panic!("no role {name:?}"))
}

/// A name with the part in its column, and the same other parts in theirs, so that no other order of
/// the columns fits better.
fn in_column(reader: &NameReader, text: &str, role: Role) -> PersonName {
    let mut cells =
        NameCells { surname: "Омаров", given: "Асқар", patronymic: "", ..NameCells::default() };
    match role {
        Role::Surname => cells.surname = text,
        Role::Given => cells.given = text,
        _ => cells.patronymic = text,
    }
    reader.read_cells(cells).expect("a name")
}

/// Two name parts in a role, and their comparison level.
pub(crate) fn levels(guide: &Guide, rows: &[Vec<String>]) -> Vec<String> {
    let shown = rows.iter().map(|row| {
        let role = role_of(&row[0]);
        let read = |text: &String| in_column(guide.comparer.reader(), text, role);
        let (one, other) = (read(&row[1]), read(&row[2]));
        let found = guide.comparer.compare(&one, &other);
        let part = found.alignment.iter().find(|part| part.role == role).expect("a part in the role");
        [row[0].clone(), row[1].clone(), row[2].clone(), format!("`{}`", part.level), row[4].clone()]
    });
    table(["role", "one", "other", "level", "why"], shown)
}

/// A name cell and its most likely readings.
pub(crate) fn readings(guide: &Guide, rows: &[Vec<String>]) -> Vec<String> {
    let shown = rows.iter().map(|row| {
        let name = guide.comparer.reader().read(plain(&row[0])).expect("a name");
        let likely = name.readings().iter().filter(|reading| reading.share() >= 0.05);
        let readings: Vec<String> = likely.map(reading_in_words).collect();
        let beside: Vec<&str> = name.titles().iter().map(|title| title.text.as_str()).collect();
        let notes = name.notes().iter().map(String::as_str);
        let beside = beside.into_iter().chain(notes).collect::<Vec<_>>().join("; ");
        [row[0].clone(), readings.join("<br>"), beside]
    });
    table(["cell", "readings", "kept beside"], shown)
}

fn reading_in_words(reading: &Reading) -> String {
    let part = |role: &Role| Some(format!("{} {}", role.as_str(), reading.value(*role)?.text()));
    let parts: Vec<String> = Role::ALL.iter().filter_map(part).collect();
    format!("{:.2} {}: {}", reading.share(), reading.pattern(), parts.join(", "))
}

/// Two names as `reconcile names` compares them.
pub(crate) fn pairs(comparer: &NameComparer, rows: &[Vec<String>]) -> Vec<String> {
    let shown = rows.iter().map(|row| {
        let [one, other] = [&row[0], &row[1]].map(|cell| comparer.reader().read(plain(cell)));
        let found = match (&one, &other) {
            (Some(one), Some(other)) => comparer.compare(one, other),
            _ => Default::default(),
        };
        // Minus zero is zero.
        let score = format!("{:+.1}", (found.score * 10.0).round() / 10.0 + 0.0);
        let probability = format!("{:.3}", found.probability);
        [row[0].clone(), row[1].clone(), score, probability, found.to_string()]
    });
    table(["name_a", "name_b", "score", "probability", "alignment"], shown)
}

/// m, u and the bits of each level in each role.
pub(crate) fn prior() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/linkage/model/prior.toml")).expect("the prior");
    let prior: toml::Table = text.parse().expect("TOML");
    let number = |field: &str, level: &str, of: &str| {
        prior["fields"][field]["levels"][level][of].as_float().expect("a number")
    };
    let shown = casualty_register::linkage::name_levels().iter().map(|level| {
        let of = |field: &str| {
            let (m, u) = (number(field, level.name, "m"), number(field, level.name, "u"));
            if m == 0.0 { String::new() } else { format!("{m} / {u} = {:+.1}", (m / u).log2()) }
        };
        [format!("`{}`", level.name), of("surname"), of("given-name"), of("patronymic")]
    });
    table(["level", "surname", "given name", "patronymic"], shown)
}

/// The numbers of the prior for links, by name; every number must be on the page.
pub(crate) fn links(rows: &[Vec<String>]) -> Vec<String> {
    let text = fs::read_to_string(root().join("src/linkage/model/prior.toml")).expect("the prior");
    let prior: toml::Table = text.parse().expect("TOML");
    let links = prior["links"].as_table().expect("a table");
    let named: Vec<&str> = rows.iter().map(|row| plain(&row[0])).collect();
    let missing: Vec<&String> = links.keys().filter(|key| !named.contains(&key.as_str())).collect();
    assert!(missing.is_empty(), "the guide does not say what these are: {missing:?}");
    let shown = rows.iter().map(|row| [row[0].clone(), links[plain(&row[0])].to_string(), row[2].clone()]);
    table(["number", "value", "what it is, and where it comes from"], shown)
}

/// The constants of the program by name, with their values.
pub(crate) fn constants(rows: &[Vec<String>]) -> Vec<String> {
    let sources = sources();
    let shown = rows.iter().map(|row| [row[0].clone(), constant(plain(&row[0]), &sources), row[2].clone()]);
    table(["constant", "value", "what it is, and where it comes from"], shown)
}

fn constant(name: &str, sources: &str) -> String {
    let values: Vec<&str> = sources.lines().filter_map(|line| value(line, name)).collect();
    assert_eq!(values.len(), 1, "the guide names a constant `{name}`; in the sources: {values:?}");
    values[0].to_owned()
}

fn sources() -> String {
    let mut sources = String::new();
    collect(&root().join("src"), &mut sources);
    sources
}

/// Costs that are quoted in sentences of the pages, with `{}` in their place.
const IN_WORDS: [(&str, &str); 11] = [
    ("SPELLING_UP_TO", "| `spelling` | up to {}:"),
    ("NEAR_UP_TO", "| `near` | up to {}:"),
    ("NEAR_UP_TO_SHORT", "up to three neutral letters only up to {} |"),
    ("SIMILAR_UP_TO", "| `similar` | up to {}, and"),
    ("SIMILAR_PER_LETTER", "and no more than {} a letter |"),
    ("NEAR_UP_TO", "two names of the table, up to {} apart"),
    ("ALTERNATION", "when it is one alternation of up to {} from"),
    ("VOWEL_FOR_VOWEL", "a vowel for a vowel costs {},"),
    ("VOWEL_ADDED", "a vowel added {},"),
    ("SLIP", "**{} is an ordinary slip of a consonant.**"),
    ("VOWEL_FOR_CONSONANT", "a vowel for a consonant {}."),
];

#[test]
fn prices_in_words_are_those_of_the_program() {
    let text = ["names.md", "tables.md"].map(|name| fs::read_to_string(page(name)).expect("a page"));
    let text = text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let sources = sources();
    for (name, words) in IN_WORDS {
        let hundredths: f64 = constant(name, &sources).parse().expect("a number");
        let said = words.replace("{}", &format!("{:.2}", hundredths / 100.0));
        assert!(text.contains(&said), "the guide does not say {said:?}, as {name} is {hundredths}");
    }
}

fn collect(folder: &std::path::Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

/// The number in `const NAME: type = number;`.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("const {name}: "))?;
    rest.split_once(" = ")?.1.strip_suffix(';').filter(|value| value.parse::<f64>().is_ok())
}
