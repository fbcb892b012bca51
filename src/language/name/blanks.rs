//! Blanks that a list lost or added inside names.
//!
//! In: the cells with whole names of all lists. Out: the cells whose words another cell divides differently, with
//! the words divided alike. Text that was copied out of a PDF file has such errors. With invented names:
//!
//! | one cell | another cell | both are read as |
//! |---|---|---|
//! | `يامنكفاح محمد الزين` | `يامن كفاح محمد الزين` | the second |
//! | `فري ح محمد الزين` | `فريح محمد الزين` | the second |
//! | `Bekov Nursultan` | `Bekov Nur Sultan` | the first |
//!
//! A cell is changed only if another cell has the same other words: all words of the shorter name, or at least
//! [`SHARED`] words. Two words become one if one of them is a single letter, if neither or only one of them is a
//! word of another name, or if the tables know the whole as a name. Otherwise one word becomes two.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Folded;
use super::tables::NameTables;

/// Fewest letters of a word that may be two. Judgement: two pieces of two letters are hardly ever two names.
const LEAST_WHOLE: usize = 4;
/// Number of other words that two cells must share if one of them has further words.
const SHARED: usize = 2;
/// Most cells with the word in one piece, and with it in two, that are compared with each other.
const MOST_OF_A_WORD: usize = 100;

/// The cells that other cells correct: the printed text, and the text with its words divided as they do.
///
/// The result does not depend on the order of the cells. Time is proportional to the number of words, except for
/// words that many cells divide differently, where at most 100 cells of each kind are compared.
pub(super) fn corrected<'a>(
    cells: impl Iterator<Item = &'a str>,
    tables: &NameTables,
) -> BTreeMap<&'a str, String> {
    let texts: BTreeSet<&str> = cells.collect();
    let names: Vec<CellWords<'_>> = texts.into_iter().map(|text| CellWords::of(text, tables)).collect();
    let wholes: FxHashSet<Folded> = names.iter().flat_map(|name| name.wholes()).collect();
    let divided = divided(&names, &wholes, tables);
    if divided.is_empty() {
        return BTreeMap::new();
    }
    let in_one = in_one(&names, &divided);
    let counts = counts(&names);
    let mut changes: BTreeMap<usize, Vec<BlankChange>> = BTreeMap::new();
    for (whole, in_two) in &divided {
        let Some(in_one) = in_one.get(whole) else { continue };
        let word = DividedWord { whole, in_one, in_two };
        for (name, change) in word.changes(&names, &counts, tables) {
            changes.entry(name).or_default().push(change);
        }
    }
    changes.into_iter().map(|(at, changes)| (names[at].text, names[at].with(&changes))).collect()
}

/// A change of one cell.
#[derive(Clone, Debug)]
enum BlankChange {
    /// The words at this index and the next become one.
    Join(usize),
    /// The word at this index becomes these two.
    Divide(usize, [String; 2]),
}

/// The words of a cell.
struct CellWords<'a> {
    /// The printed text.
    text: &'a str,
    /// The printed words, each with its neutral letters. `None` for a word with anything but letters, which is never
    /// changed: an initial with its full stop, a number, a bracket.
    all: Vec<(&'a str, Option<Folded>)>,
}

impl<'a> CellWords<'a> {
    /// The words between blanks.
    fn of(text: &'a str, tables: &NameTables) -> Self {
        let word = |word: &'a str| {
            let is_word = word.chars().all(char::is_alphabetic);
            (word, is_word.then(|| tables.letters().fold(word)).filter(|folded| !folded.is_empty()))
        };
        CellWords { text, all: text.split_whitespace().map(word).collect() }
    }

    /// The words that are long enough to be two.
    fn wholes(&self) -> impl Iterator<Item = Folded> + '_ {
        let long = self.all.iter().filter(|(word, _)| word.chars().nth(LEAST_WHOLE - 1).is_some());
        long.filter_map(|(_, folded)| *folded)
    }

    /// The words beside `count` words from `at` on.
    fn others(&self, at: usize, count: usize) -> Vec<Folded> {
        let others = self.all.iter().enumerate().filter(|(one, _)| *one < at || *one >= at + count);
        others.filter_map(|(_, (_, folded))| *folded).collect()
    }

    /// The text with changes. Of two changes of one word, the first counts.
    fn with(&self, changes: &[BlankChange]) -> String {
        let mut words: Vec<String> = Vec::with_capacity(self.all.len() + 1);
        let mut at = 0;
        while let Some((word, _)) = self.all.get(at) {
            let change = changes.iter().find(
                |change| matches!(change, BlankChange::Join(one) | BlankChange::Divide(one, _) if *one == at),
            );
            match (change, self.all.get(at + 1)) {
                (Some(BlankChange::Join(_)), Some((next, _))) => {
                    words.push(joined(word, next));
                    at += 1;
                }
                (Some(BlankChange::Divide(_, pieces)), _) => words.extend(pieces.iter().cloned()),
                _ => words.push((*word).to_owned()),
            }
            at += 1;
        }
        words.join(" ")
    }
}

/// Two words as one. A capital inside would show that it is two names.
fn joined(word: &str, next: &str) -> String {
    let is_capitals = next.chars().nth(1).is_some() && !next.chars().any(char::is_lowercase);
    let next = if is_capitals { next.to_owned() } else { next.to_lowercase() };
    format!("{word}{next}")
}

/// The words of two neighbours that another cell writes as one: for each whole the cells and the index of the first
/// neighbour, in the order of the cells.
fn divided(
    names: &[CellWords<'_>],
    wholes: &FxHashSet<Folded>,
    tables: &NameTables,
) -> BTreeMap<Folded, Vec<(usize, usize)>> {
    let mut divided: BTreeMap<Folded, Vec<(usize, usize)>> = BTreeMap::new();
    for (name, words) in names.iter().enumerate() {
        for (at, two) in words.all.windows(2).enumerate() {
            let [(first, Some(_)), (second, Some(_))] = two else { continue };
            let whole = tables.letters().fold(&format!("{first}{second}"));
            // The tables join an article, or عبد, with the next word, and `ұлы` with the word before, wherever it is.
            let is_joined = tables.begins_names(first) || tables.marker(second).is_some();
            if wholes.contains(&whole) && !is_joined {
                divided.entry(whole).or_default().push((name, at));
            }
        }
    }
    divided
}

/// The cells that have such a whole as one word, with the index of the word.
fn in_one(
    names: &[CellWords<'_>],
    divided: &BTreeMap<Folded, Vec<(usize, usize)>>,
) -> FxHashMap<Folded, Vec<(usize, usize)>> {
    let mut in_one: FxHashMap<Folded, Vec<(usize, usize)>> = FxHashMap::default();
    for (name, words) in names.iter().enumerate() {
        for (at, (_, folded)) in words.all.iter().enumerate() {
            if let Some(whole) = folded.filter(|folded| divided.contains_key(folded)) {
                in_one.entry(whole).or_default().push((name, at));
            }
        }
    }
    in_one
}

/// How many cells have each word.
fn counts(names: &[CellWords<'_>]) -> FxHashMap<Folded, usize> {
    let mut counts = FxHashMap::default();
    for word in names.iter().flat_map(|words| words.all.iter().filter_map(|(_, folded)| *folded)) {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

/// A word that some cells write as one and others as two.
struct DividedWord<'a> {
    /// Its letters.
    whole: &'a Folded,
    /// The cells that write it as one, with the index of the word.
    in_one: &'a [(usize, usize)],
    /// The cells that write it as two, with the index of the first.
    in_two: &'a [(usize, usize)],
}

impl DividedWord<'_> {
    /// The changes that make all cells that have the same other words divide this word alike.
    fn changes(
        &self,
        names: &[CellWords<'_>],
        counts: &FxHashMap<Folded, usize>,
        tables: &NameTables,
    ) -> BTreeMap<usize, BlankChange> {
        let mut changes = BTreeMap::new();
        for (two, at_two) in self.in_two.iter().take(MOST_OF_A_WORD) {
            let others = names[*two].others(*at_two, 2);
            let join = self.is_one(&names[*two], *at_two, counts, tables);
            for (one, at_one) in self.in_one.iter().take(MOST_OF_A_WORD) {
                if one == two || !are_alike(&others, &names[*one].others(*at_one, 1)) {
                    continue;
                }
                if join {
                    changes.insert(*two, BlankChange::Join(*at_two));
                } else if let Some(pieces) = pieces(names[*one].all[*at_one].0, &names[*two], *at_two, tables)
                {
                    changes.insert(*one, BlankChange::Divide(*at_one, pieces));
                }
            }
        }
        changes
    }

    /// Whether the two words at `at` are one name rather than two.
    fn is_one(
        &self,
        name: &CellWords<'_>,
        at: usize,
        counts: &FxHashMap<Folded, usize>,
        tables: &NameTables,
    ) -> bool {
        let stand_alone = name.all.iter().skip(at).take(2).all(|(word, folded)| {
            let elsewhere = folded.and_then(|folded| counts.get(&folded)).copied().unwrap_or_default();
            word.chars().nth(1).is_some() && elsewhere > self.in_two.len()
        });
        !stand_alone || tables.given(self.whole).is_some() || tables.is_listed_surname(self.whole)
    }
}

/// Whether two names have the same other words: all words of the shorter one, or [`SHARED`] of them.
fn are_alike(one: &[Folded], other: &[Folded]) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = shorter.iter().filter(|word| longer.contains(word)).count();
    shared > 0 && (shared == shorter.len() || shared >= SHARED)
}

/// The two pieces of `whole`, divided as the words at `at` of another name are; `None` if no division has their
/// letters.
fn pieces(whole: &str, name: &CellWords<'_>, at: usize, tables: &NameTables) -> Option<[String; 2]> {
    let [first, second] = [at, at + 1].map(|at| name.all.get(at).and_then(|(_, folded)| *folded));
    let (first, second) = (first?, second?);
    let fold = |piece: &str| tables.letters().fold(piece);
    let mut cuts = whole.char_indices().skip(1).filter_map(|(cut, _)| whole.split_at_checked(cut));
    let (a, b) = cuts.find(|(a, b)| fold(a) == first && fold(b) == second)?;
    let is_small = b.chars().all(|letter| !letter.is_uppercase());
    let capital = |piece: &str| {
        piece.chars().take(1).flat_map(char::to_uppercase).chain(piece.chars().skip(1)).collect()
    };
    Some([a.to_owned(), if is_small { capital(b) } else { b.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    fn corrected_of(cells: &[&str]) -> Vec<String> {
        let tables = NameTables::new(&Lexicon::bundled());
        let found = corrected(cells.iter().copied(), &tables);
        cells.iter().map(|cell| found.get(cell).cloned().unwrap_or_else(|| (*cell).to_owned())).collect()
    }

    #[test]
    fn words_are_divided_as_in_another_cell_with_the_same_other_words() {
        let brothers = ["سامي كفاح محمد الزين", "يامن محمد الزين"];
        for (cells, first) in [
            // A blank was lost between two names.
            (vec!["يامنكفاح محمد الزين", "يامن كفاح محمد الزين"], "يامن كفاح محمد الزين"),
            // A blank was added before the last letter.
            (vec!["فري ح محمد الزين", "فريح محمد الزين"], "فريح محمد الزين"),
            // A name that the tables know stays one.
            (vec!["Bekov Nur Sultan", "Bekov Nursultan", "Omarov Nur", "Omarov Sultan"], "Bekov Nursultan"),
            // Nobody with the same surname: the two are different people.
            (vec!["Alikhan Bekov", "Ali Khan", "Khan Omar", "Ali Omar"], "Alikhan Bekov"),
            // An initial is not the end of a word.
            (vec!["Bekov Mari A.", "Bekov Maria"], "Bekov Mari A."),
            // Another cell shares one word of three.
            (vec!["يامنكفاح محمد الزين", "يامن كفاح محمد علي"], "يامنكفاح محمد الزين"),
        ] {
            let all: Vec<&str> = cells.iter().chain(&brothers).copied().collect();
            assert_eq!(corrected_of(&all)[0], first, "{cells:?}");
            let turned: Vec<&str> = all.iter().rev().copied().collect();
            assert_eq!(corrected_of(&turned).last().map(String::as_str), Some(first), "{cells:?}, turned");
        }
    }
}
