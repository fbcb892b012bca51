//! How a list prints a name: which letters, which parts, in which order, with which errors.
//!
//! Input: an [`InventedPerson`], a script and [`NameRates`]. Output: the text of a name cell.
//!
//! A name is built in this order, so that errors pile up as in real lists:
//!
//! 1. Each part gets a Cyrillic spelling: the one in the papers, or one by ear.
//! 2. A Latin script transliterates the parts.
//! 3. Each part may get a typing slip.
//! 4. The parts are arranged, or reduced to initials, and a rank may come first.
//! 5. The whole cell may lose Kazakh letters, or get a look-alike letter, a remark or a stray space.

use super::noise;
use super::people::{InventedPerson, NamePart, Peoples, Suffix, Surname};
use super::rates::NameRates;
use super::rng::Rng;
use super::settings::ListScript;
use super::spelling::{Speller, capitalised, fold};

/// The parts of a name as one row of a list spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Spelled {
    /// The surname.
    surname: String,
    /// The given name.
    given: String,
    /// The patronymic; empty if the row has none.
    patronymic: String,
}

/// Writes the name cells of one list.
#[derive(Debug)]
pub(crate) struct NameWriter<'a> {
    /// The spelling tables.
    pub(crate) speller: &'a Speller,
    /// How often the list departs from the true name.
    pub(crate) rates: &'a NameRates,
}

impl NameWriter<'_> {
    /// The whole name of a person in a script, with slips and noise. A `rank` that is not empty comes before it.
    pub(crate) fn cell(
        &self,
        person: &InventedPerson,
        script: ListScript,
        rank: &str,
        rng: &mut Rng,
    ) -> String {
        let mut name = self.spelled(person, script, rng);
        for part in [&mut name.surname, &mut name.given, &mut name.patronymic] {
            *part = noise::slips(part, self.rates.slip, rng);
        }
        let cell = if rng.chance(self.rates.initials) {
            self.with_initials(&name, rng)
        } else {
            self.arranged(name, rng)
        };
        let cell = if rank.is_empty() { cell } else { format!("{rank} {cell}") };
        self.disturbed(cell, rng)
    }

    /// The parts of the name in the script: first in Cyrillic, then in Latin letters if the script is Latin. All parts
    /// are spelled by ear, or none.
    fn spelled(&self, person: &InventedPerson, script: ListScript, rng: &mut Rng) -> Spelled {
        let ear = rng.chance(self.rates.by_ear);
        let mut spelled = Spelled {
            surname: self.surname(person, script, ear, rng),
            given: self.part(&person.given, person.people, script, ear, rng),
            patronymic: String::new(),
        };
        if !rng.chance(self.rates.patronymic_missing) {
            spelled.patronymic = self.patronymic(person, script, ear, rng);
        }
        for part in [&mut spelled.given, &mut spelled.surname, &mut spelled.patronymic] {
            *part = self.speller.latin(part, script, rng);
        }
        if let Surname::Ready(ready) = &person.surname
            && is_latin(script)
            && let Some(latin) = rng.pick(&ready.latin)
        {
            spelled.surname.clone_from(latin);
        }
        spelled
    }

    /// A part in Cyrillic letters: in Kazakh, in Russian as in the papers, or in Russian by ear (`ear`). Latin letters
    /// are made from this later.
    fn part(&self, part: &NamePart, people: Peoples, script: ListScript, ear: bool, rng: &mut Rng) -> String {
        let mut text = match people {
            Peoples::Kazakh if is_from_kazakh(script) => part.kk.clone(),
            Peoples::Kazakh if ear => self.speller.by_ear(&part.kk, rng),
            Peoples::Uyghur if ear && !is_from_kazakh(script) => uyghur_by_ear(&part.ru, rng),
            _ => slavic_by_ear(&part.ru, rng),
        };
        if part.joint > 0 && joint_is_kept(part, &text) && rng.chance(self.rates.split_compound) {
            text = noise::split_compound(&text, part.joint, rng);
        }
        text
    }

    /// The surname in Cyrillic letters, sometimes with another ending of the same stem.
    fn surname(&self, person: &InventedPerson, script: ListScript, ear: bool, rng: &mut Rng) -> String {
        match &person.surname {
            Surname::Ready(ready) => {
                let form = if person.woman { &ready.woman } else { &ready.man };
                slavic_by_ear(form, rng)
            }
            Surname::OfStem(stem, suffix) => {
                let mut suffix = *suffix;
                if rng.chance(self.rates.other_suffix) {
                    suffix = other_suffix(suffix);
                }
                let base = self.part(stem, person.people, script, ear, rng);
                with_suffix(&base, suffix, person.woman, is_from_kazakh(script))
            }
        }
    }

    /// The patronymic in Cyrillic letters: -ович or -ұлы, one word or two, or the bare name of the father.
    fn patronymic(&self, person: &InventedPerson, script: ListScript, ear: bool, rng: &mut Rng) -> String {
        if !person.patronymic.is_empty() {
            return slavic_by_ear(&person.patronymic, rng);
        }
        let base = self.part(&person.father, person.people, script, ear, rng);
        if rng.chance(self.rates.bare_father) {
            return base;
        }
        // A list in Kazakh writes -ұлы for most people whose papers say -ович.
        let kazakh = is_from_kazakh(script) && person.people == Peoples::Kazakh;
        let ovich = person.ovich && !(kazakh && rng.chance(0.6));
        if ovich != rng.chance(self.rates.other_patronymic) {
            return russian_patronymic(&base, person.woman);
        }
        let ending = own_ending(person.woman, is_from_kazakh(script));
        match rng.chance(self.rates.uly_apart) {
            true => format!("{base} {ending}"),
            false if rng.chance(self.rates.uly_hyphen) => format!("{base}-{ending}"),
            false => format!("{base}{ending}"),
        }
    }

    /// Surname and initials, such as `Тестов А. Б.`.
    fn with_initials(&self, name: &Spelled, rng: &mut Rng) -> String {
        let mut initials = initial(&name.given);
        if !name.patronymic.is_empty() && !rng.chance(self.rates.one_initial) {
            let gap = if rng.chance(0.6) { " " } else { "" };
            initials = format!("{initials}{gap}{}", initial(&name.patronymic));
        }
        if rng.chance(self.rates.initials_first) {
            return format!("{initials} {}", name.surname);
        }
        format!("{} {initials}", name.surname)
    }

    /// The parts in the order of the list, with or without a comma. The surname may be in capitals.
    fn arranged(&self, mut name: Spelled, rng: &mut Rng) -> String {
        if rng.chance(self.rates.capitals) {
            name.surname = name.surname.to_uppercase();
        }
        let Spelled { surname, given, patronymic } = name;
        let words = if rng.chance(self.rates.given_first) {
            // With the given name first, the patronymic always comes before the surname.
            [given, patronymic, surname]
        } else if rng.chance(self.rates.comma) {
            [format!("{surname},"), given, patronymic]
        } else {
            [surname, given, patronymic]
        };
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    /// The cell with the errors of machines and hands: lost letters, look-alikes, remarks, stray spaces.
    fn disturbed(&self, mut cell: String, rng: &mut Rng) -> String {
        if rng.chance(self.rates.lost_letters) {
            cell = noise::lose_kazakh_letters(&cell);
        }
        if rng.chance(self.rates.look_alike) {
            cell = noise::look_alike(&cell, rng);
        }
        if rng.chance(self.rates.remark) {
            cell = noise::remark(&cell, rng);
        }
        if rng.chance(self.rates.stray_space) {
            cell = noise::stray_space(&cell, rng);
        }
        cell
    }
}

/// Whether a script has Latin letters.
fn is_latin(script: ListScript) -> bool {
    !matches!(script, ListScript::Kazakh | ListScript::Russian)
}

/// Whether the letters come from the Kazakh spelling and not from the Russian one.
fn is_from_kazakh(script: ListScript) -> bool {
    matches!(script, ListScript::Kazakh | ListScript::BgnKazakh | ListScript::Kazakh2021)
}

/// Whether the two halves of a spelling meet at the same letter as in the Kazakh form. Dropped letters move the joint.
fn joint_is_kept(part: &NamePart, text: &str) -> bool {
    let tail = |text: &str| text.chars().nth(part.joint).map(fold);
    text.chars().count() == part.kk.chars().count() && tail(text) == tail(&part.kk)
}

/// Prints ё as е in 6 of 10 cases (general knowledge: more often than not).
fn slavic_by_ear(ru: &str, rng: &mut Rng) -> String {
    if rng.chance(0.6) {
        return ru.replace('ё', "е");
    }
    ru.to_owned()
}

/// Varies an Uyghur name: х, һ and г, -жан and -джан, double letters (general knowledge).
fn uyghur_by_ear(ru: &str, rng: &mut Rng) -> String {
    match rng.below(6) {
        0 => ru.replace("жан", "джан"),
        1 => ru.replace("ахм", "агм"),
        2 => ru.replace("мм", "м"),
        3 => ru.replace("ль", "л"),
        _ => ru.to_owned(),
    }
}

/// The ending that another list may have for the same family.
fn other_suffix(suffix: Suffix) -> Suffix {
    match suffix {
        Suffix::Ov | Suffix::Ev | Suffix::In => Suffix::Bare,
        Suffix::Bare => Suffix::Uly,
        Suffix::Uly => Suffix::Bare,
    }
}

/// A surname made from an ancestor's name. `kazakh` means Kazakh spelling, which has -ұлы for -улы.
fn with_suffix(stem: &str, suffix: Suffix, woman: bool, kazakh: bool) -> String {
    let a = if woman { "а" } else { "" };
    match suffix {
        Suffix::Bare => stem.to_owned(),
        Suffix::Uly => format!("{stem}{}", own_ending(woman, kazakh)),
        Suffix::Ov => format!("{}ов{a}", stem.trim_end_matches('ь')),
        Suffix::Ev => format!("{}ев{a}", before_ev(stem)),
        Suffix::In => {
            let vowels = ['а', 'ә', 'я', 'ы', 'и', 'і', 'е'];
            format!("{}ин{a}", stem.strip_suffix(vowels).unwrap_or(stem))
        }
    }
}

/// -ұлы or -қызы. The name of the father before it stays whole.
fn own_ending(woman: bool, kazakh: bool) -> &'static str {
    match (woman, kazakh) {
        (false, true) => "ұлы",
        (false, false) => "улы",
        (true, true) => "қызы",
        (true, false) => "кызы",
    }
}

/// The Russian patronymic of a father's name: -евич after soft letters, -ович otherwise (`Нурлан`, `Нурланович`).
fn russian_patronymic(father: &str, woman: bool) -> String {
    let soft = ['й', 'ь', 'а', 'ә', 'я', 'ы', 'и', 'і', 'е', 'у', 'ш', 'ж', 'ч'];
    let (base, vowel) =
        if father.ends_with(soft) { (before_ev(father), 'е') } else { (father.to_owned(), 'о') };
    let ending = if woman { "вна" } else { "вич" };
    format!("{base}{vowel}{ending}")
}

/// The stem before -ев: й and ь are dropped (Абай, Абаев), Kazakh і becomes и (Амангелді, Амангелдиев).
fn before_ev(stem: &str) -> String {
    if let Some(base) = stem.strip_suffix(['й', 'ь']) {
        return base.to_owned();
    }
    match stem.strip_suffix('і') {
        Some(base) => format!("{base}и"),
        None => stem.to_owned(),
    }
}

/// The initial of a word with its full stop. Latin digraphs keep both letters: Zh., Sh., Ye.
fn initial(word: &str) -> String {
    const DIGRAPHS: [&str; 9] = ["Zh", "Sh", "Ch", "Kh", "Gh", "Ts", "Ye", "Yu", "Ya"];
    let letter = match DIGRAPHS.iter().find(|digraph| word.starts_with(**digraph)) {
        Some(digraph) => (*digraph).to_owned(),
        None => word.chars().take(1).collect(),
    };
    format!("{}.", capitalised(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_follow_the_last_letter_of_the_stem() {
        let surname = |stem, suffix| with_suffix(stem, suffix, false, true);
        assert_eq!(surname("Нұрлан", Suffix::Ov), "Нұрланов");
        assert_eq!(surname("Абай", Suffix::Ev), "Абаев");
        assert_eq!(surname("Абдолла", Suffix::In), "Абдоллин");
        assert_eq!(surname("Амангелді", Suffix::Ev), "Амангелдиев");
        assert_eq!(with_suffix("Адиль", Suffix::Ov, true, false), "Адилова");
        assert_eq!(with_suffix("Серік", Suffix::Uly, true, true), "Серікқызы");
    }

    #[test]
    fn patronymics_follow_the_last_letter_of_the_name() {
        assert_eq!(russian_patronymic("Нурлан", false), "Нурланович");
        assert_eq!(russian_patronymic("Абай", true), "Абаевна");
        assert_eq!(russian_patronymic("Муса", false), "Мусаевич");
    }

    #[test]
    fn initials_keep_latin_digraphs() {
        assert_eq!(initial("Zhandos"), "Zh.");
        assert_eq!(initial("Өмірбек"), "Ө.");
    }
}
