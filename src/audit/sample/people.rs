//! The invented people: names, fathers, dates, towns.
//!
//! Input: the stock of names and [`PeopleSettings`]. Output: one [`InventedPerson`] at a time, as a stranger, a relative or a
//! namesake of another person.

use super::rng::{Rng, Weighted};
use super::row::Stock;
use super::settings::PeopleSettings;
use super::spelling::Speller;
use super::stems::{ReadySurname, Stem, Stems};
use super::tail::SurnameTail;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A part of a name in Kazakh spelling and in the Russian spelling of the person's papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NamePart {
    /// The Kazakh spelling; for names that are not Kazakh, the Russian one.
    pub(crate) kk: String,
    /// The Russian spelling.
    pub(crate) ru: String,
    /// The number of letters before the joint of a two-part name, in the Kazakh form; 0 for a simple name.
    pub(crate) joint: usize,
}

/// The ending of a surname that is made from a stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// -ов, -ова.
    Ov,
    /// -ев, -ева.
    Ev,
    /// -ин, -ина.
    In,
    /// -ұлы, -қызы.
    Uly,
    /// No ending.
    Bare,
}

/// A surname.
#[derive(Clone, Debug)]
pub(crate) enum Surname {
    /// An ancestor's name with an ending.
    OfStem(NamePart, Suffix),
    /// A surname that is taken whole from a table: Slavic or Korean.
    Ready(ReadySurname),
}

/// The peoples whose names follow different rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peoples {
    /// A surname from an ancestor's name; the patronymic follows from the father's name by rule.
    Kazakh,
    /// Surname and patronymic from tables.
    Slavic,
    /// A Korean surname with Slavic given name and patronymic.
    Korean,
    /// As for Kazakh names, with Uyghur given names in Russian spelling.
    Uyghur,
}

/// What a person was. Police and soldiers count as officers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonRole {
    /// Not an officer.
    Civilian,
    /// A member of the police.
    Police,
    /// A soldier.
    Soldier,
}

impl PersonRole {
    /// Whether the person was a member of the police or a soldier.
    pub(crate) fn is_officer(self) -> bool {
        self != PersonRole::Civilian
    }
}

/// One invented person, without errors; lists write about this person.
///
/// An invented example: a Kazakh man with the given name Асан, whose father is Серік, with a surname of a stem and the
/// ending -ов, who died on 5 January 2022 in a town of the stock.
#[derive(Clone, Debug)]
pub(crate) struct InventedPerson {
    /// Decides which rules the name follows.
    pub(crate) people: Peoples,
    /// Whether the person is a woman; decides endings.
    pub(crate) woman: bool,
    /// The given name.
    pub(crate) given: NamePart,
    /// The given name of the father.
    pub(crate) father: NamePart,
    /// The complete patronymic of a Slavic name; empty if it is made from the father's name by rule.
    pub(crate) patronymic: String,
    /// Whether the papers have -ович and not -ұлы.
    pub(crate) ovich: bool,
    /// The surname.
    pub(crate) surname: Surname,
    /// The date of birth.
    pub(crate) birth: Date,
    /// The date of death, in January 2022.
    pub(crate) death: Date,
    /// The position of the town of death among the towns of the stock.
    pub(crate) town: usize,
    /// What the person was.
    pub(crate) role: PersonRole,
}

/// Makes one person at a time from its random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Maker<'a> {
    /// The names and towns to draw from.
    stems: &'a Stems,
    /// The spelling tables.
    speller: &'a Speller,
    /// The shares of women, relatives and namesakes.
    settings: &'a PeopleSettings,
    /// The random numbers; whoever needs a reproducible person sets them first.
    pub(crate) rng: Rng,
}

impl<'a> Maker<'a> {
    /// A maker with its own random numbers.
    pub(crate) fn new(stock: &'a Stock, settings: &'a PeopleSettings, rng: Rng) -> Self {
        Maker { stems: &stock.stems, speller: &stock.speller, settings, rng }
    }

    /// A person who is related to nobody.
    pub(crate) fn stranger(&mut self, role: PersonRole) -> InventedPerson {
        let people = self.people();
        let woman = self.rng.chance(self.settings.women);
        let (father, patronymic) = self.father(people, woman);
        let death = self.death();
        InventedPerson {
            people,
            woman,
            given: self.given(people, woman),
            father,
            patronymic,
            // -ович is the older habit and still more common in papers (assumed).
            ovich: self.rng.chance(0.75),
            surname: self.surname(people),
            birth: self.birth(death, role),
            death,
            town: self.stems.towns.draw_at(&mut self.rng),
            role,
        }
    }

    /// Draws a people, roughly in the shares of the 2021 census without the smaller peoples. Without a long tail,
    /// Koreans are more than in the census. With a long tail they are as few as there, because half of all Koreans have
    /// one of three surnames, which would otherwise be the most common of all.
    fn people(&mut self) -> Peoples {
        match (self.stems.tail.is_some(), self.rng.below(100)) {
            (true, 0..80) => Peoples::Kazakh,
            (true, 80..96) => Peoples::Slavic,
            (true, 96) => Peoples::Korean,
            (false, 0..78) => Peoples::Kazakh,
            (false, 78..92) => Peoples::Slavic,
            (false, 92..95) => Peoples::Korean,
            _ => Peoples::Uyghur,
        }
    }

    /// A stem with a Russian spelling for the papers.
    fn part(&mut self, stem: &Stem) -> NamePart {
        NamePart { kk: stem.kk.clone(), ru: self.speller.in_papers(stem, &mut self.rng), joint: stem.joint }
    }

    /// A given name.
    fn given(&mut self, people: Peoples, woman: bool) -> NamePart {
        let stems = self.stems;
        let ready = match (people, woman) {
            (Peoples::Kazakh, true) => return self.drawn(&stems.kazakh_female, 0.0),
            // Common names take most bearers, a long tail the rest.
            (Peoples::Kazakh, false) => return self.drawn(&stems.kazakh_male, 0.25),
            (Peoples::Uyghur, true) => stems.uyghur_female.draw(&mut self.rng).cloned(),
            (Peoples::Uyghur, false) => stems.uyghur_male.draw(&mut self.rng).cloned(),
            (_, true) => stems.slavic_female.draw(&mut self.rng).cloned(),
            (_, false) => {
                let name = stems.slavic_male.draw(&mut self.rng);
                name.map(|name| name.name.clone())
            }
        };
        same_in_both(ready.unwrap_or_default())
    }

    /// A name from a table or, with probability `rare`, a rare two-part name.
    fn drawn(&mut self, table: &Weighted<Stem>, rare: f64) -> NamePart {
        // With a long tail, the tables themselves contain rare names.
        if self.stems.tail.is_none() && self.rng.chance(rare) {
            let stem = self.stems.compound(&mut self.rng);
            return self.part(&stem);
        }
        let stem = table.draw(&mut self.rng).cloned().unwrap_or_default();
        self.part(&stem)
    }

    /// The father's name, and the patronymic if it does not follow from the name by rule.
    fn father(&mut self, people: Peoples, woman: bool) -> (NamePart, String) {
        if matches!(people, Peoples::Kazakh | Peoples::Uyghur) {
            return (self.given(people, false), String::new());
        }
        let name = self.stems.slavic_male.draw(&mut self.rng);
        let name = name.cloned().unwrap_or_default();
        let patronymic = if woman { name.daughter } else { name.son };
        (same_in_both(name.name), patronymic)
    }

    /// A surname, according to the people.
    fn surname(&mut self, people: Peoples) -> Surname {
        let stems = self.stems;
        let ready = match (people, &stems.tail) {
            (Peoples::Kazakh | Peoples::Uyghur, _) => return self.ancestor(people),
            (Peoples::Slavic, Some(tail)) => return Surname::Ready(tail.slavic(&mut self.rng)),
            (Peoples::Slavic, None) => stems.slavic_surnames.draw(&mut self.rng),
            (Peoples::Korean, _) => stems.korean_surnames.draw(&mut self.rng),
        };
        Surname::Ready(ready.cloned().unwrap_or_default())
    }

    /// A surname made from an ancestor's name. The 26 most common Kazakh surnames take 4 % of the bearers (Ministry of
    /// Justice, 2014); common given names and rare compounds share the rest.
    fn ancestor(&mut self, people: Peoples) -> Surname {
        let part = match &self.stems.tail {
            Some(tail) => self.ancestor_of_tail(tail, people),
            None => self.ancestor_of_tables(people),
        };
        let suffix = match self.rng.below(100) {
            0..80 => self.russianised(&part.kk),
            80..95 => Suffix::Bare,
            _ => Suffix::Uly,
        };
        Surname::OfStem(part, suffix)
    }

    /// An ancestor's name from the tables only.
    fn ancestor_of_tables(&mut self, people: Peoples) -> NamePart {
        let stems = self.stems;
        match (people, self.rng.below(100)) {
            (Peoples::Uyghur, _) => self.given(people, false),
            (_, 0..5) => self.drawn(&stems.kazakh_surnames, 0.0),
            (_, 5..25) => self.drawn(&stems.kazakh_male, 0.0),
            _ => self.drawn(&stems.kazakh_male, 1.0),
        }
    }

    /// An ancestor's name from the long tail.
    fn ancestor_of_tail(&mut self, tail: &SurnameTail, people: Peoples) -> NamePart {
        if people == Peoples::Uyghur {
            return same_in_both(tail.uyghur(&mut self.rng).kk);
        }
        let stem = tail.kazakh(&mut self.rng);
        self.part(&stem)
    }

    /// The Russian ending by the last letter of the stem, in the shares of 6,456 surnames listed in
    /// `namsor/kazakh-names` (MIT): -ов after most consonants, -ев or -ин after vowels.
    fn russianised(&mut self, stem: &str) -> Suffix {
        let percent = self.rng.below(100);
        match stem.chars().last().unwrap_or_default() {
            'й' => Suffix::Ev,
            'а' | 'ә' | 'я' if percent < 63 => Suffix::Ev,
            'ы' | 'и' | 'і' | 'е' if percent < 55 => Suffix::Ev,
            'а' | 'ә' | 'я' | 'ы' | 'и' | 'і' | 'е' => Suffix::In,
            'ш' | 'ч' | 'ж' if percent < 67 => Suffix::Ev,
            _ => Suffix::Ov,
        }
    }

    /// A day of death: mostly the days of the shooting, 5 to 8 January, sometimes later, from wounds. Radio Azattyq's
    /// list covers both. The share of each day is assumed.
    fn death(&mut self) -> Date {
        let day = match self.rng.below(100) {
            0..4 => 4,
            4..50 => 5,
            50..78 => 6,
            78..87 => 7,
            87..92 => 8,
            92..97 => self.rng.between(9, 12),
            _ => self.rng.between(13, 31),
        };
        date(2022, 1, i8::try_from(day).unwrap_or(5))
    }

    /// A date of birth: mostly men between 18 and 47, few children and old people (assumed); officers 20 to 52.
    fn birth(&mut self, death: Date, role: PersonRole) -> Date {
        let rng = &mut self.rng;
        let age = match (role.is_officer(), rng.below(100)) {
            (true, _) => rng.between(20, 52),
            (_, 0..3) => rng.between(4, 17),
            (_, 3..48) => rng.between(18, 31),
            (_, 48..86) => rng.between(32, 47),
            _ => rng.between(48, 75),
        };
        earlier(death, age, rng.between(0, 364))
    }

    /// A sibling or a child of `of` who died in the same town, with probability 0.7 on the same day. A child has
    /// probability one half if the ages allow it; a woman gets no child, because the patronymic would be unknown.
    pub(crate) fn relative(&mut self, of: &InventedPerson, role: PersonRole) -> InventedPerson {
        let mut person = self.stranger(role);
        person.people = of.people;
        person.given = self.given(of.people, person.woman);
        person.surname = of.surname.clone();
        person.town = of.town;
        person.ovich = of.ovich;
        if self.rng.chance(0.7) {
            person.death = of.death;
        }
        let gap = self.rng.between(20, 32);
        let years = i32::from(person.death.year()) - i32::from(of.birth.year());
        let youngest = if role.is_officer() { 20 } else { 5 };
        if years >= gap + youngest && !of.woman && self.rng.chance(0.5) {
            self.make_child(&mut person, of, years - gap);
        } else {
            self.make_sibling(&mut person, of, years);
        }
        person
    }

    /// Makes a person the child of another one, with this age in years.
    fn make_child(&mut self, child: &mut InventedPerson, of: &InventedPerson, age: i32) {
        child.father = of.given.clone();
        let male = self.stems.slavic_male.items();
        let name = male.iter().find(|name| name.name == of.given.ru);
        child.patronymic = match (of.people, name) {
            (Peoples::Slavic | Peoples::Korean, Some(name)) if child.woman => name.daughter.clone(),
            (Peoples::Slavic | Peoples::Korean, Some(name)) => name.son.clone(),
            _ => String::new(),
        };
        child.birth = earlier(child.death, age, self.rng.between(0, 364));
        // By Kazakh custom a son may have his grandfather's name as a bare surname.
        if of.people == Peoples::Kazakh && self.rng.chance(0.25) {
            child.surname = Surname::OfStem(of.father.clone(), Suffix::Bare);
        }
    }

    /// Makes a person a brother or sister of another one: same father, same sex, an age within nine years.
    fn make_sibling(&mut self, sibling: &mut InventedPerson, of: &InventedPerson, age: i32) {
        sibling.father = of.father.clone();
        sibling.woman = of.woman;
        sibling.given = self.given(of.people, of.woman);
        sibling.patronymic = of.patronymic.clone();
        let age = (age + self.rng.between(-9, 9)).clamp(4, 78);
        let age = if sibling.role.is_officer() { age.clamp(20, 52) } else { age };
        sibling.birth = earlier(sibling.death, age, self.rng.between(0, 364));
    }

    /// The person with the surname and given name of another one, and a father of their own.
    pub(crate) fn namesake(&mut self, person: &InventedPerson, of: &InventedPerson) -> InventedPerson {
        let mut namesake = of.clone();
        (namesake.birth, namesake.death) = (person.birth, person.death);
        (namesake.town, namesake.role) = (person.town, person.role);
        self.with_other_father(namesake)
    }

    /// The person with the same name and dates, and a newly drawn father.
    pub(crate) fn with_other_father(&mut self, mut person: InventedPerson) -> InventedPerson {
        (person.father, person.patronymic) = self.father(person.people, person.woman);
        person
    }
}

/// A name with the same spelling in Kazakh and Russian.
fn same_in_both(name: String) -> NamePart {
    NamePart { kk: name.clone(), ru: name, joint: 0 }
}

/// The day that is `years` years and `days` days before `day`.
fn earlier(day: Date, years: i32, days: i32) -> Date {
    let span = years.years().days(days);
    day.checked_sub(span).unwrap_or(day)
}
