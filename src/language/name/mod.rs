//! Personal names: splits the text of a cell into parts with roles.
//!
//! The order of the parts is never assumed. It is estimated for each list from all lists ([`OrderHabit`]), or stated
//! ([`NameOrder`]). A [`PersonName`] has every plausible [`Reading`] (which part is the surname, which the given name, …) with its
//! share. Comparing uses the pair of readings that fits best; less likely readings cost bits.
//!
//! ```
//! use casualty_register::language::lexicon::Lexicon;
//! use casualty_register::language::name::{NameReader, Role};
//!
//! let reader = NameReader::new(&Lexicon::bundled());
//! let name = reader.read("подполковник АХМЕТОВ Серік Болатұлы").expect("a name");
//! let best = &name.readings()[0];
//! assert_eq!(best.value(Role::Surname).map(|part| part.text()), Some("Ахметов"));
//! assert_eq!(best.value(Role::Patronymic).map(|part| part.text()), Some("Болатұлы"));
//! ```

mod abjad;
mod accents;
mod alias;
mod birth;
mod endings;
mod folded;
mod frequency;
mod generation;
mod given;
mod habit;
mod letters;
mod marks;
mod mixed;
mod order;
mod origins;
pub(crate) mod phrases;
mod price;
mod reach;
mod readings;
mod relation;
mod rules;
mod said;
mod stand_ins;
mod sure;
mod tables;
mod together;
mod tokens;
mod value;

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub use folded::{Folded, Sound};
pub use generation::Generation;
pub use habit::OrderHabit;
pub use letters::Letters;
pub use order::NameOrder;
pub(crate) use origins::FIRST_SURNAME;
pub(crate) use reach::Reach;
pub use relation::{Group, Relation};
pub(crate) use rules::FoldRule;
pub(crate) use sure::{has_known_parts, is_own_name, is_surely_name, is_untold, unknown_parts};
pub use tables::NameTables;
pub(crate) use together::may_be_initials;
pub(crate) use value::Half;
pub use value::NameValue;

use crate::base::text::clean;
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// The sex that a name shows counts when readings of this share show it.
const CERTAIN_SHARE: f64 = 0.9;

/// Names of a list that its order is found from, at most.
const SAMPLE: usize = 20_000;
/// Rows of a list with columns that words are learned from, at most.
const SAMPLE_OF_COLUMNS: usize = 5_000;

/// So many names are worth a thread of their own, at least.
const NAMES_AT_ONCE: usize = 32;

/// What a part of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// The family name, or the father's or grandfather's name used as one.
    Surname,
    /// The person's own name.
    Given,
    /// The father's name, with or without an ending.
    Patronymic,
    /// A further forefather's name, as the grandfather's in Arabic names.
    Ancestor,
}

impl Role {
    /// All roles, in the order in which they are compared and shown.
    pub const ALL: [Role; 4] = [Role::Surname, Role::Given, Role::Patronymic, Role::Ancestor];

    /// The name of the role in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Surname => "surname",
            Role::Given => "given-name",
            Role::Patronymic => "patronymic",
            Role::Ancestor => "ancestor",
        }
    }
}

/// One way to read a name: a value for each role that it fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    values: [Option<Arc<NameValue>>; 4],
    /// For each role, the parts that have it, a bit each.
    parts: [u16; 4],
    share: f64,
    pattern: Arc<str>,
}

impl Reading {
    /// The part in a role.
    pub fn value(&self, role: Role) -> Option<&NameValue> {
        self.values[role as usize].as_deref()
    }

    pub(crate) fn shared_value(&self, role: Role) -> Option<Arc<NameValue>> {
        self.values[role as usize].clone()
    }

    /// The parts of the name that have a role, a bit each from the first part on.
    pub fn parts(&self, role: Role) -> u16 {
        self.parts[role as usize]
    }

    /// How much of the belief this reading has, 0 to 1; the readings of a name sum to 1.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// The order of the parts, a letter each: S surname, G given name, P patronymic, A ancestor.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }
}

/// A rank, honorific or other word that stood with the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The word or words, as printed.
    pub text: String,
    /// The class that the table gives it, as `rank`.
    pub class: String,
    /// The status that it implies, as `security`; empty for none.
    pub implies: String,
}

/// A personal name as one list prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonName {
    raw: String,
    readings: Vec<Reading>,
    titles: Vec<Title>,
    notes: Vec<String>,
    repaired: bool,
    lost_letters: bool,
    beside: Beside,
    is_known_otherwise: bool,
}

/// What stood beside a name and sets people apart.
#[derive(Clone, Debug, Default, PartialEq)]
struct Beside {
    relation: Option<Relation>,
    /// The generation mark, and as printed.
    generation: Option<(Generation, Arc<str>)>,
    group: Option<Group>,
    has_birth_surname: bool,
    is_part_unknown: bool,
}

impl PersonName {
    /// The text of the cell, or of the cells joined by blanks.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The name as it is printed, where it was repaired before it was read.
    pub(crate) fn printed_as(self, raw: String) -> Self {
        PersonName { raw, repaired: true, ..self }
    }

    /// The plausible readings, the most believed first; never empty.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Ranks and honorifics that were taken off.
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// What stood in brackets or after the name: years, ages, remarks.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether letters of a wrong alphabet or code page were replaced to compare the name.
    pub fn is_repaired(&self) -> bool {
        self.repaired
    }

    /// Whether letters of the name are lost.
    pub fn has_lost_letters(&self) -> bool {
        self.lost_letters
    }

    /// The sex that the patronymic or else the given name shows in nearly all readings.
    ///
    /// The name of a relative shows nothing of the row: where the row states a relation, the relation
    /// shows the sex.
    pub fn sex(&self) -> Option<Sex> {
        if self.beside.group.is_some() {
            return None;
        }
        if let Some(relation) = &self.beside.relation {
            return relation.sex();
        }
        let share = |role: Role, sex: Sex| -> f64 {
            let shown = |reading: &&Reading| reading.value(role).and_then(|part| part.sex) == Some(sex);
            self.readings.iter().filter(shown).map(Reading::share).sum()
        };
        let of = |role| [Sex::Female, Sex::Male].into_iter().find(|sex| share(role, *sex) >= CERTAIN_SHARE);
        of(Role::Patronymic).or_else(|| of(Role::Given))
    }

    /// What the row is to the person whose name it prints, as in `wife of X`.
    pub fn relation(&self) -> Option<&Relation> {
        self.beside.relation.as_ref()
    }

    /// The mark that tells people of one name in one family apart, as `Jr`.
    pub fn generation(&self) -> Option<Generation> {
        self.beside.generation.as_ref().map(|(mark, _)| *mark)
    }

    /// Whether the cell stands for several people, as `X and his wife`.
    pub fn group(&self) -> Option<Group> {
        self.beside.group
    }

    /// Whether the cell says that a part of the name is not known.
    pub fn is_part_unknown(&self) -> bool {
        self.beside.is_part_unknown
    }

    /// The name in one order, surname first, from the most believed reading. A name that is another
    /// person's, or stands for several people, is shown as the list prints it.
    pub fn display(&self) -> String {
        if self.beside.relation.is_some() || self.beside.group.is_some() {
            return clean(&self.raw);
        }
        let Some(best) = self.readings.first() else {
            return self.raw.clone();
        };
        let order = [Role::Surname, Role::Given, Role::Patronymic, Role::Ancestor];
        let parts: Vec<&str> = order.iter().filter_map(|role| Some(best.value(*role)?.text())).collect();
        match &self.beside.generation {
            Some((_, printed)) => format!("{} ({printed})", parts.join(" ")),
            None => parts.join(" "),
        }
    }

    /// Whether nothing stood beside the name that sets people apart or is a second surname.
    pub(crate) fn is_bare(&self) -> bool {
        self.beside == Beside::default() && !self.is_known_otherwise
    }
}

/// Name cells by column, for lists that print the parts apart.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameCells<'a> {
    /// The cell of the surname.
    pub surname: &'a str,
    /// The cell of a second surname.
    pub second_surname: &'a str,
    /// The cell of the given name.
    pub given: &'a str,
    /// The cell of a middle name: a second given name.
    pub middle: &'a str,
    /// The cell of the patronymic.
    pub patronymic: &'a str,
    /// The cell of a mark such as `Jr`.
    pub suffix: &'a str,
}

impl<'a> NameCells<'a> {
    fn by_role(self) -> [(&'a str, Role); 5] {
        [
            (self.surname, Role::Surname),
            (self.second_surname, Role::Surname),
            (self.given, Role::Given),
            (self.middle, Role::Given),
            (self.patronymic, Role::Patronymic),
        ]
    }
}

/// The name cells of one list, and the order of names that the project file states for it.
#[derive(Clone, Debug)]
pub(crate) struct NameList<'a> {
    pub(crate) stated: Option<NameOrder>,
    pub(crate) cells: ListCells<'a>,
    /// For each row what its columns of further names print; empty for a list without such columns.
    pub(crate) others: Vec<Vec<&'a str>>,
}

/// Names in one cell, or in columns of their own.
#[derive(Clone, Debug)]
pub(crate) enum ListCells<'a> {
    Whole(Vec<&'a str>),
    Columns(Vec<NameCells<'a>>),
}

/// A name cell cut into parts that have no roles yet.
#[derive(Clone, Debug)]
struct CutName {
    raw: String,
    tokens: tokens::Tokens,
    /// Further names of the person in the cell.
    aliases: Vec<tokens::Tokens>,
}

/// Reads names with the tables of a [`Lexicon`].
#[derive(Clone, Debug)]
pub struct NameReader {
    tables: NameTables,
}

impl NameReader {
    /// Builds the reader's tables.
    pub fn new(lexicon: &Lexicon) -> Self {
        NameReader { tables: NameTables::new(lexicon) }
    }

    /// The tables: letters, endings, titles, given names.
    pub fn tables(&self) -> &NameTables {
        &self.tables
    }

    /// Reads a name cell, with no knowledge of the list's order; `None` when there is no name in it.
    pub fn read(&self, cell: &str) -> Option<PersonName> {
        self.read_in_order(cell, &OrderHabit::default())
    }

    /// Reads a name cell of a list whose habit of order is known.
    pub fn read_in_order(&self, cell: &str, habit: &OrderHabit) -> Option<PersonName> {
        Some(self.interpret(self.cut(cell)?, habit))
    }

    /// Reads the name cells of one list: together they show in which order the list prints names.
    pub fn read_list<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Vec<Option<PersonName>> {
        let list = NameList { stated: None, cells: ListCells::Whole(cells.collect()), others: Vec::new() };
        self.read_lists(&[list]).into_iter().flat_map(|(names, _)| names).collect()
    }

    /// Reads the name cells of all lists of a run, and finds in which order each list prints names.
    pub(crate) fn read_lists(&self, lists: &[NameList<'_>]) -> Vec<(Vec<Option<PersonName>>, OrderHabit)> {
        let cut: Vec<Vec<Option<CutName>>> = lists.iter().map(|list| self.cut_all(list)).collect();
        let samples = lists.iter().zip(&cut).map(|(list, cut)| {
            let step = cut.len().div_ceil(SAMPLE).max(1);
            let whole = cut.iter().step_by(step).flatten().map(|name| &name.tokens).collect();
            habit::ListNames { stated: list.stated.as_ref(), whole, told: self.told(list) }
        });
        let samples: Vec<habit::ListNames<'_>> = samples.collect();
        let habits = habit::learn(&samples, &self.tables);
        let read = |((list, cut), habit): ((&NameList<'_>, Vec<Option<CutName>>), OrderHabit)| {
            let names: Vec<Option<PersonName>> = match &list.cells {
                ListCells::Whole(_) => {
                    let all = cut.into_par_iter().with_min_len(NAMES_AT_ONCE);
                    all.map(|name| Some(self.interpret(name?, &habit))).collect()
                }
                ListCells::Columns(cells) => {
                    let all = cells.par_iter().with_min_len(NAMES_AT_ONCE);
                    all.map(|cells| self.read_cells(*cells)).collect()
                }
            };
            if list.others.is_empty() {
                return (names, habit);
            }
            let all = names.into_par_iter().zip(&list.others).with_min_len(NAMES_AT_ONCE);
            (all.map(|(name, others)| self.with_others(name, others, &habit)).collect(), habit)
        };
        lists.iter().zip(cut).zip(habits).map(read).collect()
    }

    /// In which order each list prints names, from samples of them.
    pub(crate) fn orders_of(&self, lists: &[NameList<'_>]) -> Vec<OrderHabit> {
        let cut: Vec<Vec<Option<CutName>>> = lists.iter().map(|list| self.cut_all(list)).collect();
        let samples = lists.iter().zip(&cut).map(|(list, cut)| {
            let whole = cut.iter().flatten().map(|name| &name.tokens).collect();
            habit::ListNames { stated: list.stated.as_ref(), whole, told: self.told(list) }
        });
        habit::learn(&samples.collect::<Vec<_>>(), &self.tables)
    }

    fn cut_all(&self, list: &NameList<'_>) -> Vec<Option<CutName>> {
        let ListCells::Whole(cells) = &list.cells else { return Vec::new() };
        cells.par_iter().with_min_len(NAMES_AT_ONCE).map(|cell| self.cut(cell)).collect()
    }

    /// Words of a list whose column tells their role.
    fn told(&self, list: &NameList<'_>) -> Vec<(Folded, Role)> {
        let ListCells::Columns(rows) = &list.cells else { return Vec::new() };
        let step = rows.len().div_ceil(SAMPLE_OF_COLUMNS).max(1);
        let sample: Vec<NameCells<'_>> = rows.iter().step_by(step).copied().collect();
        let sample = sample.into_par_iter().with_min_len(NAMES_AT_ONCE);
        sample.flat_map_iter(|cells| self.words_of(cells)).collect()
    }

    fn words_of(&self, cells: NameCells<'_>) -> Vec<(Folded, Role)> {
        let words = cells.by_role().into_iter().flat_map(|(cell, role)| {
            let parts = tokens::read(cell, &self.tables).map(|tokens| tokens.parts).unwrap_or_default();
            parts.into_iter().filter_map(move |part| Some((habit::word_of(&part)?, role)))
        });
        words.collect()
    }

    fn cut(&self, cell: &str) -> Option<CutName> {
        let (first, aliases) = match self.tables.aliases(cell) {
            Some((first, aliases)) => (Cow::Owned(first), aliases),
            None => (Cow::Borrowed(cell), Vec::new()),
        };
        // `Unknown, alias Abu Omar` has one name.
        let names = std::iter::once(first.as_ref()).chain(aliases.iter().map(String::as_str));
        let mut read = names.filter_map(|name| tokens::read(name, &self.tables));
        Some(CutName { raw: cell.to_owned(), tokens: read.next()?, aliases: read.collect() })
    }

    /// The name of a cell or row with what further cells print of it: an alias, the name in another script.
    fn with_others(
        &self,
        name: Option<PersonName>,
        others: &[&str],
        habit: &OrderHabit,
    ) -> Option<PersonName> {
        let names = others.iter().flat_map(|cell| cell.split([';', '|']));
        let mut further = names.filter_map(|name| self.read_in_order(name, habit));
        let mut name = name.or_else(|| further.next())?;
        for other in further {
            name.readings = alias::with_name(name.readings, &other.readings);
            name.is_known_otherwise = true;
        }
        Some(name)
    }

    fn interpret(&self, name: CutName, habit: &OrderHabit) -> PersonName {
        let mut tokens = name.tokens;
        let readings = match tokens.take_father() {
            Some(roles) => readings::fixed(&tokens.parts, &roles, &self.tables),
            None => readings::of(&tokens, habit, &self.tables),
        };
        let mut found = self.assemble(&name.raw, tokens, readings);
        for alias in name.aliases {
            let other = readings::of(&alias, habit, &self.tables);
            found.readings = alias::with_name(found.readings, &other);
            found.is_known_otherwise = true;
        }
        found
    }

    /// How many people a cell without a name stands for, where it is several: `3 children`.
    pub(crate) fn nameless_group(&self, cell: &str) -> Option<Group> {
        said::nameless_group(&clean(cell), &self.tables)
    }

    /// Reads a name whose parts stand in columns of their own. That the given name and the surname
    /// stand in each other's column stays possible.
    pub fn read_cells(&self, cells: NameCells<'_>) -> Option<PersonName> {
        let columns = cells.by_role();
        let together = columns.map(|(cell, _)| cell).join(" ");
        let together = together.as_str();
        if tokens::names_nobody(together, &self.tables) {
            return None;
        }
        let mut all = tokens::Tokens::default();
        let mut roles = Vec::new();
        // What language one cell is in says it of all.
        let written_by = columns.iter().find_map(|(cell, _)| tokens::written_by(cell, &self.tables));
        for (cell, role) in columns {
            let is_no_part = role != Role::Surname && said::is_no_part(&clean(cell), &self.tables);
            let read =
                if is_no_part { None } else { tokens::read_part(cell, written_by, together, &self.tables) };
            let is_unknown = read.is_none() && !cell.trim().is_empty();
            all.said.is_part_unknown |= is_unknown;
            let Some(tokens) = read else { continue };
            roles.extend(std::iter::repeat_n(role, tokens.parts.len()));
            all.append(tokens);
        }
        if all.parts.is_empty() {
            return None;
        }
        all.said.append(said::mark_alone(cells.suffix, &self.tables));
        let raw: Vec<&str> =
            columns.iter().map(|(cell, _)| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let readings = readings::from_columns(&all, &roles, &self.tables);
        Some(self.assemble(&raw.join(" "), all, readings))
    }

    fn assemble(&self, raw: &str, tokens: tokens::Tokens, readings: Vec<Reading>) -> PersonName {
        let said = tokens.said;
        PersonName {
            raw: raw.to_owned(),
            readings: birth::with_surname(readings, &tokens.birth, &self.tables),
            beside: Beside {
                relation: said.relation,
                generation: said.generation,
                group: said.group,
                has_birth_surname: !tokens.birth.is_empty(),
                is_part_unknown: said.is_part_unknown,
            },
            titles: tokens.titles,
            notes: tokens.notes,
            repaired: tokens.repaired,
            lost_letters: tokens.lost_letters,
            is_known_otherwise: false,
        }
    }
}
