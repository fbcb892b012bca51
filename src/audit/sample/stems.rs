//! The stock of name stems, places and phrases from which the lists are invented.

use super::rng::{Rng, Weighted};
use super::tail::Tail;
use crate::language::lexicon::{Table, TableRow};

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

/// A name as a stem: how it is spelled in Kazakh, and which Russian spellings are usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stem {
    /// The Kazakh spelling; of a name that is not Kazakh, the Russian one.
    pub(crate) kk: String,
    /// Usual Russian spellings, the likeliest first; empty: by rule.
    pub(crate) ru: Vec<String>,
    /// Where a two-part name joins, in letters; 0 for a simple name.
    pub(crate) joint: usize,
}

/// A Slavic given name of a man with the patronymics made from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SlavicName {
    pub(crate) name: String,
    pub(crate) son: String,
    pub(crate) daughter: String,
}

/// A surname with the form for a woman and Latin forms of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadySurname {
    pub(crate) man: String,
    pub(crate) woman: String,
    pub(crate) latin: Vec<String>,
}

/// A town with its forms by language, in the order Kazakh, Russian, English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Town {
    pub(crate) forms: [Vec<String>; 3],
    pub(crate) regions: [String; 3],
}

/// All stems and towns.
#[derive(Debug, Default)]
pub(crate) struct Stems {
    pub(crate) kazakh_male: Weighted<Stem>,
    pub(crate) kazakh_female: Weighted<Stem>,
    pub(crate) kazakh_surnames: Weighted<Stem>,
    pub(crate) heads: Weighted<String>,
    pub(crate) tails: Weighted<String>,
    pub(crate) slavic_male: Weighted<SlavicName>,
    pub(crate) slavic_female: Weighted<String>,
    pub(crate) slavic_surnames: Weighted<ReadySurname>,
    pub(crate) korean_surnames: Weighted<ReadySurname>,
    pub(crate) uyghur_male: Weighted<String>,
    pub(crate) uyghur_female: Weighted<String>,
    pub(crate) towns: Weighted<Town>,
    /// Surnames without end; none: the tables only.
    pub(crate) tail: Option<Tail>,
}

impl Stems {
    /// The stock that ships with the crate.
    pub(crate) fn bundled() -> Self {
        Stems {
            kazakh_male: Weighted::by_rank(read(KAZAKH_MALE, stem), 6),
            kazakh_female: Weighted::by_rank(read(KAZAKH_FEMALE, stem), 6),
            kazakh_surnames: Weighted::new(read(KAZAKH_SURNAMES, |row| (stem(row), bearers(row)))),
            // Nearly flat: a long tail of rare stems, as surnames have.
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

    /// A rare two-part name: a head and a tail, with the sounds at the seam adapted.
    pub(crate) fn compound(&self, rng: &mut Rng) -> Stem {
        let head = self.heads.draw(rng).cloned().unwrap_or_default();
        let tail = self.tails.draw(rng).cloned().unwrap_or_default();
        let joint = head.chars().count();
        Stem { kk: format!("{head}{}", after(&head, &tail)), ru: Vec::new(), joint }
    }
}

/// Kazakh assimilation at the seam: ғ after a voiceless consonant is қ (Ақ + ғали = Аққали).
pub(crate) fn after(head: &str, tail: &str) -> String {
    let voiceless = head.ends_with(['қ', 'к', 'с', 'т', 'п', 'ш']);
    match tail.strip_prefix('ғ') {
        Some(rest) if voiceless => format!("қ{rest}"),
        _ => tail.to_owned(),
    }
}

/// The rows of a bundled table. A test reads every table, so none is malformed in a release.
pub(crate) fn read<T>(text: &str, make: impl Fn(TableRow<'_>) -> T) -> Vec<T> {
    let table = Table::parse("sample", text);
    table.map_or_else(|_| Vec::new(), |table| table.rows().map(make).collect())
}

/// The alternatives of a cell, separated by bars.
fn alternatives(cell: &str) -> Vec<String> {
    let parts = cell.split('|').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn stem(row: TableRow<'_>) -> Stem {
    Stem { kk: row.get("kk").to_owned(), ru: alternatives(row.get("ru")), joint: 0 }
}

fn first(row: TableRow<'_>) -> String {
    let kk = row.get("kk");
    if kk.is_empty() { row.get("ru") } else { kk }.to_owned()
}

fn bearers(row: TableRow<'_>) -> usize {
    row.get("bearers").parse().unwrap_or(0)
}

fn slavic(row: TableRow<'_>) -> SlavicName {
    SlavicName {
        name: row.get("ru").to_owned(),
        son: row.get("son").to_owned(),
        daughter: row.get("daughter").to_owned(),
    }
}

fn ready(row: TableRow<'_>) -> (ReadySurname, usize) {
    let man = row.get("ru").to_owned();
    let woman = match row.get("ru_female") {
        "" => man.clone(),
        woman => woman.to_owned(),
    };
    let latin = alternatives(row.get("latin"));
    (ReadySurname { man, woman, latin }, bearers(row))
}

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
    fn the_seam_of_a_compound_is_assimilated() {
        assert_eq!(after("Ақ", "ғали"), "қали");
        assert_eq!(after("Нұр", "ғали"), "ғали");
    }
}
