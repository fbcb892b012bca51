//! Name stems and places for invented lists.
//!
//! Input: the tables in `src/audit/sample/data`. Output: [`Stems`], from which names and towns are drawn by weight.

use super::rng::{Rng, Weighted};
use super::tail::SurnameTail;
use crate::language::lexicon::{Table, TableRow};

// One constant for the text of each table, and a list of all tables for the tests.
macro_rules! data {
    ($($name:ident = $file:literal;)*) => {
        $(const $name: &str = include_str!(concat!("data/", $file, ".tsv"));)*

        /// Every table of this module, as `(name, text)`.
        #[cfg(test)]
        const TABLES: &[(&str, &str)] = &[$(($file, $name),)*];
    };
}

data! {
    KAZAKH_MALE = "kazakh-male";
    KAZAKH_FEMALE = "kazakh-female";
    KAZAKH_HEADS = "kazakh-heads";
    KAZAKH_TAILS = "kazakh-tails";
    KAZAKH_SURNAMES = "kazakh-surnames";
    SLAVIC_MALE = "slavic-male";
    SLAVIC_FEMALE = "slavic-female";
    SLAVIC_SURNAMES = "slavic-surnames";
    KOREAN_SURNAMES = "korean-surnames";
    UYGHUR_MALE = "uyghur-male";
    UYGHUR_FEMALE = "uyghur-female";
    PLACES = "places";
}

/// A name as a stem: its Kazakh spelling and its usual Russian spellings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stem {
    /// The Kazakh spelling; for a name that is not Kazakh, the Russian one.
    pub(crate) kk: String,
    /// Usual Russian spellings, the most common first; if empty, the rules give the spelling.
    pub(crate) ru: Vec<String>,
    /// The number of letters before the joint of a two-part name; 0 for a simple name.
    pub(crate) joint: usize,
}

/// A Slavic given name of a man with the patronymics made from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SlavicName {
    /// The given name.
    pub(crate) name: String,
    /// The patronymic of a son.
    pub(crate) son: String,
    /// The patronymic of a daughter.
    pub(crate) daughter: String,
}

/// A surname that is used as the table writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadySurname {
    /// The form for a man.
    pub(crate) man: String,
    /// The form for a woman; the same if the surname does not change.
    pub(crate) woman: String,
    /// Usual Latin forms; if empty, they follow from the rules.
    pub(crate) latin: Vec<String>,
}

/// A town or village with its forms by language, in the order Kazakh, Russian, English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Town {
    /// The forms of its name, the most common first.
    pub(crate) forms: [Vec<String>; 3],
    /// The name of its region; empty for a city that is a region itself.
    pub(crate) regions: [String; 3],
}

/// All names and towns with their weights.
#[derive(Debug, Default)]
pub(crate) struct Stems {
    /// Kazakh given names of men.
    pub(crate) kazakh_male: Weighted<Stem>,
    /// Kazakh given names of women.
    pub(crate) kazakh_female: Weighted<Stem>,
    /// Stems of Kazakh surnames, by number of bearers.
    pub(crate) kazakh_surnames: Weighted<Stem>,
    /// First halves of Kazakh two-part names.
    pub(crate) heads: Weighted<String>,
    /// Second halves of Kazakh two-part names.
    pub(crate) tails: Weighted<String>,
    /// Slavic given names of men.
    pub(crate) slavic_male: Weighted<SlavicName>,
    /// Slavic given names of women.
    pub(crate) slavic_female: Weighted<String>,
    /// Slavic surnames, by number of bearers.
    pub(crate) slavic_surnames: Weighted<ReadySurname>,
    /// Korean surnames, by number of bearers.
    pub(crate) korean_surnames: Weighted<ReadySurname>,
    /// Uyghur given names of men, in Russian spelling.
    pub(crate) uyghur_male: Weighted<String>,
    /// Uyghur given names of women, in Russian spelling.
    pub(crate) uyghur_female: Weighted<String>,
    /// Places of death, weighted by deaths.
    pub(crate) towns: Weighted<Town>,
    /// Generates surnames beyond the tables; `None` limits surnames to the tables.
    pub(crate) tail: Option<SurnameTail>,
}

impl Stems {
    /// The stock that ships with the crate, without the long tail.
    pub(crate) fn bundled() -> Self {
        Stems {
            kazakh_male: Weighted::by_rank(read(KAZAKH_MALE, stem), 6),
            kazakh_female: Weighted::by_rank(read(KAZAKH_FEMALE, stem), 6),
            kazakh_surnames: Weighted::new(read(KAZAKH_SURNAMES, |row| (stem(row), bearers(row)))),
            // Nearly equal weights, because most first halves are rare.
            heads: Weighted::by_rank(read(KAZAKH_HEADS, first), 60),
            tails: Weighted::by_rank(read(KAZAKH_TAILS, first), 12),
            slavic_male: Weighted::by_rank(read(SLAVIC_MALE, slavic), 3),
            slavic_female: Weighted::by_rank(read(SLAVIC_FEMALE, first), 3),
            slavic_surnames: Weighted::new(read(SLAVIC_SURNAMES, ready)),
            korean_surnames: Weighted::new(read(KOREAN_SURNAMES, ready)),
            uyghur_male: Weighted::by_rank(read(UYGHUR_MALE, first), 10),
            uyghur_female: Weighted::by_rank(read(UYGHUR_FEMALE, first), 5),
            towns: Weighted::new(read(PLACES, town)),
            tail: None,
        }
    }

    /// A rare two-part name: a first and a second half, with the consonant at the joint assimilated.
    pub(crate) fn compound(&self, rng: &mut Rng) -> Stem {
        let head = self.heads.draw(rng).cloned().unwrap_or_default();
        let tail = self.tails.draw(rng).cloned().unwrap_or_default();
        let joint = head.chars().count();
        Stem { kk: format!("{head}{}", after(&head, &tail)), ru: Vec::new(), joint }
    }
}

/// The second half of a name as it is spelled after the first. Kazakh assimilation at the joint: ғ after a voiceless
/// consonant becomes қ (Ақ + ғали = Аққали).
pub(crate) fn after(head: &str, tail: &str) -> String {
    let voiceless = head.ends_with(['қ', 'к', 'с', 'т', 'п', 'ш']);
    match tail.strip_prefix('ғ') {
        Some(rest) if voiceless => format!("қ{rest}"),
        _ => tail.to_owned(),
    }
}

/// The rows of a bundled table. Tests read the tables of this module, so none of them is malformed in a release; a
/// malformed table would give no rows.
pub(crate) fn read<T>(text: &str, make: impl Fn(TableRow<'_>) -> T) -> Vec<T> {
    let table = Table::parse("sample", text);
    table.map_or_else(|_| Vec::new(), |table| table.rows().map(make).collect())
}

/// The alternatives of a cell, separated by bars.
fn alternatives(cell: &str) -> Vec<String> {
    let parts = cell.split('|').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A stem from the columns `kk` and `ru`.
fn stem(row: TableRow<'_>) -> Stem {
    Stem { kk: row.get("kk").to_owned(), ru: alternatives(row.get("ru")), joint: 0 }
}

/// The Kazakh form of a row or, if it has none, the Russian one.
fn first(row: TableRow<'_>) -> String {
    let kk = row.get("kk");
    if kk.is_empty() { row.get("ru") } else { kk }.to_owned()
}

/// The number of bearers of a surname.
fn bearers(row: TableRow<'_>) -> usize {
    row.get("bearers").parse().unwrap_or(0)
}

/// A Slavic given name with its patronymics.
fn slavic(row: TableRow<'_>) -> SlavicName {
    SlavicName {
        name: row.get("ru").to_owned(),
        son: row.get("son").to_owned(),
        daughter: row.get("daughter").to_owned(),
    }
}

/// A surname with its weight. If the table has no form for a woman, both sexes have the same form.
fn ready(row: TableRow<'_>) -> (ReadySurname, usize) {
    let man = row.get("ru").to_owned();
    let woman = match row.get("ru_female") {
        "" => man.clone(),
        woman => woman.to_owned(),
    };
    let latin = alternatives(row.get("latin"));
    (ReadySurname { man, woman, latin }, bearers(row))
}

/// A town, weighted by the column `deaths`.
fn town(row: TableRow<'_>) -> (Town, usize) {
    let weight = row.get("deaths").parse().unwrap_or(0);
    let town = Town {
        forms: ["kk", "ru", "en"].map(|language| alternatives(row.get(language))),
        regions: ["region-kk", "region-ru", "region-en"].map(|column| row.get(column).to_owned()),
    };
    (town, weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_table_is_well_formed_and_has_no_row_twice() {
        for (name, text) in TABLES {
            let table = Table::parse(name, text).expect(name);
            let keys: Vec<&str> = table
                .rows()
                .map(|row| row.get(if name.starts_with("kazakh") { "kk" } else { "ru" }))
                .collect();
            assert!(keys.len() > 5, "{name}");
            let distinct: BTreeSet<&&str> = keys.iter().collect();
            assert_eq!(distinct.len(), keys.len(), "{name}");
            assert!(keys.iter().all(|key| !key.is_empty()), "{name}");
        }
    }

    #[test]
    fn every_weight_is_a_positive_number() {
        let weights = |text, column: &str| read(text, |row| row.get(column).parse::<usize>());
        for text in [KAZAKH_SURNAMES, SLAVIC_SURNAMES, KOREAN_SURNAMES] {
            let all = weights(text, "bearers");
            assert!(all.iter().all(|weight| matches!(weight, Ok(1..))));
        }
        let deaths = weights(PLACES, "deaths");
        assert!(deaths.iter().all(|weight| matches!(weight, Ok(1..))));
    }

    #[test]
    fn the_joint_of_a_compound_is_assimilated() {
        assert_eq!(after("Ақ", "ғали"), "қали");
        assert_eq!(after("Нұр", "ғали"), "ғали");
    }
}
