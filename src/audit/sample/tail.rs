//! The long tail of names: an unlimited supply of surnames, and more given names and villages.
//!
//! How often names occur (judgement, except where a source is given):
//!
//! - **Surnames** follow Zipf's law with Mandelbrot's flattened head and exponent 3/2. The number of names that one in
//!   `n` people bears then grows with n^(2/3). The flattening is set so that the most common name has the share that
//!   the Ministry of Justice counted in 2014 (Ахметов 0.43 %, Иванов 0.23 % of all).
//! - **Given names** fall off with exponent 2, from a stock of some thousands: a few hundred are common, and the most
//!   common takes about 3 % of all.
//! - **Villages** take 39 % of the places, the rural share of the census of 2021. There are some 6,300 (its number of
//!   rural settlements) of about the same size.
//!
//! The common names are those of the other tables. Further names are composed as such names are: from two halves of a
//! Kazakh name, or from a Slavic stem and an ending. When these are used up, names are composed from syllables.

use super::rng::{Rng, Weighted};
use super::settings::ListScript;
use super::spelling::{Speller, capitalised, fold};
use super::stems::{ReadySurname, SlavicName, Stem, Stems, Town, after, read};

/// The table of parts of names: kind and text.
const LONG_TAIL: &str = include_str!("data/long-tail.tsv");

/// The seed of everything that is the same in all worlds: the order of composed names, and the syllables.
const FIXED: u64 = 0x7461_696C;

/// Flattening of the head for Kazakh surnames: the most common surname has a share of about 1 / (2 × this number).
const FLAT_KAZAKH: f64 = 75.0;
/// Flattening of the head for Slavic surnames.
const FLAT_SLAVIC: f64 = 30.0;
/// Flattening of the head for Uyghur surnames.
const FLAT_UYGHUR: f64 = 30.0;

/// Number of two-part names that are also given names.
const COMPOUNDS_GIVEN: usize = 2500;
/// Number of villages: the rural settlements of the census of 2021.
const VILLAGES: usize = 6300;
/// Share of deaths in a village, in percent: the rural share of the census of 2021.
const RURAL: usize = 39;

/// Surnames in order of rank. Beyond the last, names are composed from syllables without end.
#[derive(Debug, Default)]
pub(crate) struct SurnameTail {
    /// Stems of Kazakh surnames.
    kazakh: Vec<Stem>,
    /// Stems of Uyghur surnames, in Russian spelling.
    uyghur: Vec<Stem>,
    /// Slavic surnames.
    slavic: Vec<ReadySurname>,
    /// Endings of Slavic surnames, for a man and for a woman.
    slavic_endings: Vec<(String, String)>,
}

impl SurnameTail {
    /// The stem of a Kazakh surname.
    pub(crate) fn kazakh(&self, rng: &mut Rng) -> Stem {
        let rank = rank(FLAT_KAZAKH, rng);
        ranked(&self.kazakh, rank)
            .unwrap_or_else(|beyond| Stem { kk: kazakh_syllables(beyond), ..Stem::default() })
    }

    /// The stem of an Uyghur surname, in Russian spelling.
    pub(crate) fn uyghur(&self, rng: &mut Rng) -> Stem {
        let rank = rank(FLAT_UYGHUR, rng);
        ranked(&self.uyghur, rank).unwrap_or_else(|beyond| {
            let kk: String = kazakh_syllables(beyond).to_lowercase().chars().map(fold).collect();
            Stem { kk: capitalised(&kk), ..Stem::default() }
        })
    }

    /// A Slavic surname.
    pub(crate) fn slavic(&self, rng: &mut Rng) -> ReadySurname {
        let rank = rank(FLAT_SLAVIC, rng);
        ranked(&self.slavic, rank).unwrap_or_else(|beyond| {
            let mut fixed = Rng::new(FIXED, beyond);
            let stem = slavic_syllables(&mut fixed);
            let ending = fixed.pick(&self.slavic_endings);
            ending.map(|ending| with_ending(&stem, ending)).unwrap_or_default()
        })
    }
}

/// A rank, from 0 without end, of a distribution in which the share of the ranks from r on is (flat / (r +
/// flat))^(1/2). Only divisions and products are used, so it is the same on every platform.
fn rank(flat: f64, rng: &mut Rng) -> u64 {
    let share = ((rng.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    // A cast of a value that is too large gives the largest number.
    (flat * (1.0 / (share * share) - 1.0)) as u64
}

/// The item of a rank, or, as the error, how far the rank lies beyond the last item.
fn ranked<T: Clone>(items: &[T], rank: u64) -> Result<T, u64> {
    let item = usize::try_from(rank).ok().and_then(|rank| items.get(rank));
    item.cloned().ok_or(rank.saturating_sub(items.len() as u64))
}

/// Items in order of rank with weights proportional to 1 / (rank + `flat`)², rank from 1.
fn by_square<T>(items: impl IntoIterator<Item = T>, flat: usize) -> Weighted<T> {
    let pairs = items.into_iter().enumerate();
    Weighted::new(pairs.map(|(at, item)| (item, 1_000_000_000 / ((at + 1 + flat) * (at + 1 + flat)))))
}

/// The rows of the table: kind and text.
struct Stuff(Vec<(String, String)>);

impl Stuff {
    /// The table that ships with the crate.
    fn bundled() -> Self {
        Stuff(read(LONG_TAIL, |row| (row.get("kind").to_owned(), row.get("text").to_owned())))
    }

    /// The texts of a kind, in the order of the table.
    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> + Clone {
        self.0.iter().filter(move |(of, _)| of == kind).map(|(_, text)| text.as_str())
    }

    /// The forms of each text of a kind, separated by bars in the table.
    fn forms(&self, kind: &str) -> Vec<Vec<String>> {
        self.of(kind).map(|text| text.split('|').map(str::to_owned).collect()).collect()
    }
}

/// The stock of [`Stems::bundled`], extended by the long tail: rarer given names, surnames without end, and villages.
pub(crate) fn long_tailed(speller: &Speller) -> Stems {
    let (mut stems, stuff) = (Stems::bundled(), Stuff::bundled());
    let compounds = compounds(&stems, &stuff);
    stems.tail = Some(tail(&stems, &stuff, &compounds));
    let common = compounds.iter().take(COMPOUNDS_GIVEN).cloned();
    stems.kazakh_male = by_square(stems.kazakh_male.items().iter().cloned().chain(common), 20);
    stems.kazakh_female = by_square(women(&stems, &stuff), 15);
    stems.slavic_male = by_square(slavic_men(&stems, &stuff), 10);
    let women = stems.slavic_female.items().iter().cloned();
    stems.slavic_female = by_square(women.chain(stuff.of("slavic-female").map(str::to_owned)), 10);
    let uyghur = uyghur(&stems, &stuff).into_iter().map(|stem| stem.kk);
    stems.uyghur_male = by_square(uyghur, 12);
    stems.towns = with_villages(&stems, &stuff, speller);
    stems
}

/// Each pair of a head and a tail once, in a fixed random order.
fn joined<'a>(
    heads: impl Iterator<Item = &'a str>,
    tails: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(&'a str, &'a str)> {
    let mut pairs: Vec<_> = heads.flat_map(|head| tails.clone().map(move |tail| (head, tail))).collect();
    Rng::new(FIXED, u64::MAX).shuffle(&mut pairs);
    pairs
}

/// All two-part Kazakh names.
fn compounds(stems: &Stems, stuff: &Stuff) -> Vec<Stem> {
    let heads = stems.heads.items().iter().map(String::as_str).chain(stuff.of("kazakh-head"));
    let tails = stems.tails.items().iter().map(String::as_str).chain(stuff.of("kazakh-tail"));
    joined(heads, tails).into_iter().map(|(head, tail)| compound(head, tail)).collect()
}

/// A two-part Kazakh name, with the joint adapted.
fn compound(head: &str, tail: &str) -> Stem {
    Stem { kk: format!("{head}{}", after(head, tail)), ru: Vec::new(), joint: head.chars().count() }
}

/// Kazakh given names of women: the table, then two-part names.
fn women(stems: &Stems, stuff: &Stuff) -> Vec<Stem> {
    let heads = stems.heads.items().iter().map(String::as_str).chain(stuff.of("kazakh-head"));
    let names =
        joined(heads, stuff.of("kazakh-female-tail")).into_iter().map(|(head, tail)| compound(head, tail));
    stems.kazakh_female.items().iter().cloned().chain(names.take(COMPOUNDS_GIVEN / 2)).collect()
}

/// Slavic given names of men: the table, then rarer names.
fn slavic_men(stems: &Stems, stuff: &Stuff) -> Vec<SlavicName> {
    let rare = stuff.forms("slavic-male").into_iter().filter_map(|forms| {
        let [name, son, daughter] = <[String; 3]>::try_from(forms).ok()?;
        Some(SlavicName { name, son, daughter })
    });
    stems.slavic_male.items().iter().cloned().chain(rare).collect()
}

/// Uyghur names in Russian spelling: the names of the table, then each of them with a second half.
fn uyghur(stems: &Stems, stuff: &Stuff) -> Vec<Stem> {
    let simple = stems.uyghur_male.items().iter().map(String::as_str);
    let heads = simple.clone().filter(|name| !name.ends_with("жан") && !name.ends_with("ахун"));
    let grown =
        joined(heads, stuff.of("uyghur-tail")).into_iter().map(|(head, tail)| format!("{head}{tail}"));
    simple.map(str::to_owned).chain(grown).map(|kk| Stem { kk, ..Stem::default() }).collect()
}

/// The surnames in order of rank: common ones, then composed ones.
fn tail(stems: &Stems, stuff: &Stuff, compounds: &[Stem]) -> SurnameTail {
    let endings = stuff.forms("slavic-ending").into_iter();
    let endings = endings.filter_map(|forms| <[String; 2]>::try_from(forms).ok());
    let endings: Vec<(String, String)> = endings.map(|[man, woman]| (man, woman)).collect();
    let common = stems.kazakh_surnames.items().iter().chain(stems.kazakh_male.items());
    let men = endings.iter().map(|(man, _)| man.as_str());
    let made = joined(stuff.of("slavic-stem"), men).into_iter().filter_map(|(stem, man)| {
        let ending = endings.iter().find(|ending| ending.0 == man)?;
        Some(with_ending(stem, ending))
    });
    SurnameTail {
        kazakh: common.chain(compounds).cloned().collect(),
        uyghur: uyghur(stems, stuff),
        slavic: stems.slavic_surnames.items().iter().cloned().chain(made).collect(),
        slavic_endings: endings,
    }
}

/// A Slavic surname made from a stem and the endings for a man and a woman.
fn with_ending(stem: &str, (man, woman): &(String, String)) -> ReadySurname {
    ReadySurname { man: format!("{stem}{man}"), woman: format!("{stem}{woman}"), latin: Vec::new() }
}

/// The composed stem with number `beyond`. Its vowels are all back or all front vowels (vowel harmony). The same number
/// always gives the same stem.
fn kazakh_syllables(beyond: u64) -> String {
    let rng = &mut Rng::new(FIXED, beyond);
    let is_back = rng.chance(0.6);
    let letters = |back: &'static str, front: &'static str| if is_back { back } else { front };
    let mut name = String::with_capacity(24);
    push_one(&mut name, letters("бджқмнстш", "бджкмнстш"), rng);
    push_one(&mut name, letters("аоұы", "әеөүі"), rng);
    push_one(&mut name, letters("лрнймсзптңш", "лрнймсзптңш"), rng);
    push_one(&mut name, letters("бджқлмнст", "бджклмнст"), rng);
    push_one(&mut name, letters("аы", "еі"), rng);
    push_one(&mut name, letters("лрнйсқшмт", "лрнйскшмт"), rng);
    if rng.chance(0.5) {
        push_word(
            &mut name,
            &["бай", "бек", "хан", "тай", "жан", "мырза", "қожа", "ке", "ғұл", "берген"],
            rng,
        );
    }
    capitalised(&name)
}

/// A Slavic stem composed from syllables.
fn slavic_syllables(rng: &mut Rng) -> String {
    let mut name = String::with_capacity(24);
    let starts = [
        "б", "в", "г", "д", "з", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ш", "бр", "гр", "кр",
        "ст",
    ];
    push_word(&mut name, &starts, rng);
    push_one(&mut name, "аеиоуюя", rng);
    if rng.chance(0.7) {
        push_one(&mut name, "бвгджзклмнпрстхчш", rng);
        push_one(&mut name, "аеиоу", rng);
    }
    push_word(
        &mut name,
        &["б", "в", "г", "д", "з", "к", "л", "м", "н", "п", "р", "с", "т", "рд", "лк", "нд", "рт", "рг"],
        rng,
    );
    capitalised(&name)
}

/// Adds one of some letters.
fn push_one(name: &mut String, letters: &str, rng: &mut Rng) {
    name.extend(letters.chars().nth(rng.below(letters.chars().count())));
}

/// Adds one of some words.
fn push_word(name: &mut String, words: &[&str], rng: &mut Rng) {
    name.push_str(rng.pick(words).copied().unwrap_or_default());
}

/// The towns in their own proportions, and villages with [`RURAL`] percent of the total weight.
fn with_villages(stems: &Stems, stuff: &Stuff, speller: &Speller) -> Weighted<Town> {
    let towns = stems.towns.pairs();
    let of_towns: usize = towns.clone().map(|(_, weight)| weight).sum();
    let regions: Vec<[String; 3]> = regions(stems);
    let names = joined(stuff.of("village-head"), stuff.of("village-tail"));
    let places = names.iter().cycle().take(VILLAGES).enumerate();
    let villages: Vec<(Town, usize)> = places
        .map(|(at, (head, tail))| {
            let turn = at / names.len().max(1) + at;
            let region = regions.get(turn % regions.len().max(1)).cloned().unwrap_or_default();
            (village(&after(head, tail), head, region, speller), 100_000 / (at + 1500))
        })
        .collect();
    let of_villages: usize = villages.iter().map(|(_, weight)| weight).sum();
    let urban = of_villages * (100 - RURAL) / RURAL;
    let towns = towns.map(|(town, weight)| (town.clone(), weight * urban / of_towns.max(1)));
    Weighted::new(towns.chain(villages))
}

/// Each region of the towns once, in all languages.
fn regions(stems: &Stems) -> Vec<[String; 3]> {
    let mut regions: Vec<[String; 3]> = stems.towns.items().iter().map(|town| town.regions.clone()).collect();
    regions.retain(|region| region.iter().all(|form| !form.is_empty()));
    regions.sort();
    regions.dedup();
    regions
}

/// A village with its forms, such as `ауылы` and `село`. `tail` is its second half, adapted to `head`.
fn village(tail: &str, head: &str, regions: [String; 3], speller: &Speller) -> Town {
    let kk = format!("{head}{tail}");
    let ru: String = capitalised(&kk.to_lowercase().chars().map(fold).collect::<String>());
    let en = speller.latin(&ru, ListScript::Icao, &mut Rng::new(FIXED, 0));
    let forms = [
        vec![format!("{kk} ауылы"), kk.clone(), format!("{kk} а.")],
        vec![format!("село {ru}"), format!("с. {ru}"), ru.clone(), format!("с.{ru}")],
        vec![format!("{en} village"), en],
    ];
    Town { forms, regions }
}
