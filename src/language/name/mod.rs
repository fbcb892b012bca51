//! Personal names: splits the text of a name cell into parts and gives each part a role.
//!
//! In: name cells of lists, the tables of a [`Lexicon`], and the order of names that a project file states.
//! Out: one [`PersonName`] for each cell that has a name, and one [`OrderHabit`] for each list. This module
//! compares no records.
//!
//! The order of the parts is never assumed. It is estimated for each list from all lists ([`OrderHabit`]), or
//! stated ([`NameOrder`]). A [`PersonName`] has every plausible [`Reading`] (which part is the surname, which
//! the given name, …) with its share. A comparison uses the pair of readings that fits best; less likely
//! readings cost bits.
//!
//! A cell passes through these files, in this order:
//!
//! | step | file |
//! |---|---|
//! | blanks that were lost or added inside names are corrected from other cells | `blanks.rs` |
//! | further names of the person are separated | `alias.rs` |
//! | statements about other people, generation marks and unknown parts are removed | `said.rs` |
//! | digits and signs in place of letters are replaced | `stand_ins.rs` |
//! | marks that are notes are removed | `marks.rs` |
//! | initials and names that are written together are separated | `together.rs` |
//! | the rest is split into parts; each part is rewritten in one alphabet | `tokens.rs`, `mixed.rs` |
//! | each part is folded into neutral letters | `letters.rs` |
//! | the form of each part is looked up | `endings.rs`, `given.rs`, `origins.rs` |
//! | the order of the list is estimated | `habit.rs` |
//! | the parts get their roles | `readings.rs` |
//! | the surname at birth and further names become readings | `birth.rs`, `alias.rs` |
//!
//! Two values of a role are compared elsewhere, by the prices of `price.rs` and `abjad.rs`. The guide page
//! `names` describes the rules, with examples that a test checks.
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
mod blanks;
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
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub use folded::{Folded, Sound};
pub use generation::Generation;
pub use habit::OrderHabit;
pub use letters::Letters;
pub use order::NameOrder;
pub(crate) use origins::FIRST_SURNAME;
pub(crate) use reach::LetterReach;
pub use relation::{Group, Relation};
pub(crate) use rules::FoldRule;
pub(crate) use sure::{has_known_parts, is_own_name, is_surely_name, is_untold, unknown_parts};
pub use tables::NameTables;
pub(crate) use together::may_be_initials;
pub(crate) use value::Half;
pub use value::NameValue;

use crate::base::text::clean;
use crate::base::words::words;
use crate::language::lexicon::Lexicon;
use crate::language::sex::Sex;

/// Least total share, 0 to 1, of the readings that must show a sex before the name shows it.
const CERTAIN_SHARE: f64 = 0.9;

/// Most names of a list that its order is estimated from. A longer list is sampled at even steps.
const SAMPLE: usize = 20_000;
/// Most records of a list with one column per name part from which the roles of words are learned. A longer
/// list is sampled at even steps.
const SAMPLE_OF_COLUMNS: usize = 5_000;

/// Fewest names in one parallel task.
const NAMES_AT_ONCE: usize = 32;

/// The role of a name part.
///
/// A role may have several parts: in `Нур Султан Ахметов` two words may be one given name. The discriminant
/// is the index into arrays that have one element per role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// The family name, or the father's or grandfather's name used as one: `Ахметов`, `Момышұлы`.
    Surname,
    /// The person's own name, or several of them: `Серік`, `Juan José`.
    Given,
    /// The father's name, with or without an ending: `Болатұлы`, `Болатович`, `Болат`.
    Patronymic,
    /// The name of an earlier forefather, such as the grandfather in Arabic names.
    Ancestor,
}

words! {
    Role, "role";
    /// All roles, in the order in which they are compared and shown.
    ALL
    /// The name of the role in files and tables, such as `given-name`.
    as_str
    Surname = "surname",
    Given = "given-name",
    Patronymic = "patronymic",
    Ancestor = "ancestor",
}

/// One way to read a name: which parts have which role.
///
/// Every part has exactly one role. A role without a part has no value. The readings of `Серік Болат` are
/// `SG` (surname Серік) and `GS` (given name Серік), each with a share. A reading that stands for a further
/// name of the person (an alias, the surname at birth) has parts numbered above those of the name in the
/// cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The value of each role, indexed by `Role as usize`; `None` for a role without a part.
    values: [Option<Arc<NameValue>>; 4],
    /// For each role, the parts that have it: bit 0 is the first part of the name.
    parts: [u16; 4],
    /// Probability of this reading, 0 to 1.
    share: f64,
    /// One letter per part; see [`pattern`](Self::pattern).
    pattern: Arc<str>,
}

impl Reading {
    /// The value of a role; `None` if no part has the role.
    pub fn value(&self, role: Role) -> Option<&NameValue> {
        self.values[role as usize].as_deref()
    }

    /// The value of a role without copying it: readings of one name share most values.
    pub(crate) fn shared_value(&self, role: Role) -> Option<Arc<NameValue>> {
        self.values[role as usize].clone()
    }

    /// The parts of the name that have a role, as a bit mask: bit 0 is the first part. 0 if no part has it.
    ///
    /// In `Ахметов Серік Болатұлы`, read as `SGP`, the surname has the mask 1, the given name 2 and the
    /// patronymic 4. The surname at birth has bit 15. Parts of a further name start at bit 8.
    pub fn parts(&self, role: Role) -> u16 {
        self.parts[role as usize]
    }

    /// The probability of this reading, 0 to 1. The shares of all readings of a name sum to 1.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// The order of the parts, one letter for each: S surname, G given name, P patronymic, A ancestor. `SGP`
    /// is surname, given name, patronymic.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }
}

/// A rank or honorific that was removed from one end of a name, such as `подполковник`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Title {
    /// The word or words, as printed.
    pub text: String,
    /// The class that the table `titles` gives it, such as `rank`.
    pub class: String,
    /// The status that the title implies, such as `security`; empty for none.
    pub implies: String,
}

/// A personal name as one list prints it, with all plausible readings.
///
/// Two names are compared by their readings. What was removed from the cell before the name was split
/// (titles, remarks, words of relation) is kept here, because some of it separates people: `Jr`, `wife of`.
/// Nothing is lost: [`raw`](Self::raw) has the printed text.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonName {
    /// The text of the cell, or of the cells joined by blanks.
    raw: String,
    /// Most likely first; never empty.
    readings: Vec<Reading>,
    /// In the order in which they were removed.
    titles: Vec<Title>,
    /// Text from brackets, numbers and other text that is not part of the name.
    notes: Vec<String>,
    /// Whether letters were replaced before the name was compared.
    repaired: bool,
    /// Whether a letter was lost in a conversion, as in `?айрат`.
    lost_letters: bool,
    /// Facts from the cell that separate people.
    beside: Beside,
    /// Whether the readings include a further name of the person, such as an alias.
    is_known_otherwise: bool,
}

/// Facts that a name cell states beside the name and that separate people.
#[derive(Clone, Debug, Default, PartialEq)]
struct Beside {
    /// The person is a relative of the person named, as in `wife of X`.
    relation: Option<Relation>,
    /// The generation mark, and its text as printed: `Jr.`.
    generation: Option<(Generation, Arc<str>)>,
    /// The cell describes several people, as in `X + 2 children`.
    group: Option<Group>,
    /// The cell has a surname at birth; the readings contain it.
    has_birth_surname: bool,
    /// The cell states that a part of the name is unknown, as in `Ахметов НЕИЗВ`.
    is_part_unknown: bool,
}

impl PersonName {
    /// The text of the cell, or of the cells joined by blanks, unchanged.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The same name with `raw` as its printed text. For a cell that was repaired (a wrong code page) before
    /// it was read.
    pub(crate) fn printed_as(self, raw: String) -> Self {
        PersonName { raw, repaired: true, ..self }
    }

    /// The plausible readings, most likely first. Never empty; at most six before further names are added.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Ranks and honorifics that were removed from the ends of the name, first those before it; empty for
    /// none.
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// Text that was removed from the cell because it is not part of the name: brackets, years, ages,
    /// remarks.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether letters were replaced to compare the name: letters of a wrong alphabet or code page, or digits
    /// and signs in place of letters. [`raw`](Self::raw) still has the printed text.
    pub fn is_repaired(&self) -> bool {
        self.repaired
    }

    /// Whether the name has a mark such as `?` where a conversion lost a letter.
    pub fn has_lost_letters(&self) -> bool {
        self.lost_letters
    }

    /// The sex that the patronymic shows, or else the given name. `None` unless readings with at least 0.9 of
    /// the share agree on it, and for a cell that describes several people.
    ///
    /// If the record states a relation (`wife of X`), the relation shows the sex: the name is another
    /// person's.
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

    /// The relation of this person to the person whose name the cell prints, as in `wife of X`; `None` if the
    /// cell states none.
    pub fn relation(&self) -> Option<&Relation> {
        self.beside.relation.as_ref()
    }

    /// The mark that separates two people of one name in one family, such as `Jr`; `None` without a mark.
    pub fn generation(&self) -> Option<Generation> {
        self.beside.generation.as_ref().map(|(mark, _)| *mark)
    }

    /// Whether the cell describes several people, as in `X and his wife`; `None` for one person.
    pub fn group(&self) -> Option<Group> {
        self.beside.group
    }

    /// Whether the cell states that a part of the name is unknown, as in `Ахметов НЕИЗВ`.
    pub fn is_part_unknown(&self) -> bool {
        self.beside.is_part_unknown
    }

    /// The name in one order, surname first, from the most likely reading: `Ахметов Серік Болатұлы`. A
    /// generation mark follows in brackets. A name that is another person's, or that stands for several
    /// people, is shown as the list prints it.
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

    /// Whether the cell has only the name of one person: no relation, generation mark, group, unknown part,
    /// surname at birth or further name.
    pub(crate) fn is_bare(&self) -> bool {
        self.beside == Beside::default() && !self.is_known_otherwise
    }
}

/// The name cells of one record, for lists that have one column per name part. A missing cell is an empty
/// text.
///
/// Any cell of a name part may hold several words, a title or a remark: it is read like a whole name.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameCells<'a> {
    /// The surname.
    pub surname: &'a str,
    /// The second surname, as in Spanish names.
    pub second_surname: &'a str,
    /// The given name.
    pub given: &'a str,
    /// The middle name. It is read as a second given name.
    pub middle: &'a str,
    /// The patronymic or the father's name.
    pub patronymic: &'a str,
    /// A generation mark such as `Jr`. Other suffixes are ignored.
    pub suffix: &'a str,
}

impl<'a> NameCells<'a> {
    /// The cells with their roles, in the order in which the parts are numbered. The suffix is not a name
    /// part.
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
    /// The order in the project file; `None` if the order has to be estimated.
    pub(crate) stated: Option<NameOrder>,
    /// The cells of the names, one element per record.
    pub(crate) cells: ListCells<'a>,
    /// For each record, the cells of its columns of further names (aliases, other scripts). Empty if the list
    /// has no such columns.
    pub(crate) others: Vec<Vec<&'a str>>,
}

/// The names of a list, in list order: in one column, or in one column per name part.
#[derive(Clone, Debug)]
pub(crate) enum ListCells<'a> {
    /// One cell with the whole name for each record.
    Whole(Vec<&'a str>),
    /// One cell per name part for each record. Their order needs no estimate.
    Columns(Vec<NameCells<'a>>),
}

/// A name cell that is split into parts; the parts have no roles yet.
#[derive(Clone, Debug)]
struct CutName {
    /// The text of the cell, unchanged.
    raw: String,
    /// The parts of the first name in the cell.
    tokens: tokens::NameTokens,
    /// The parts of further names of the same person in the cell, as in `Иванов Иван (он же Петров)`.
    aliases: Vec<tokens::NameTokens>,
}

/// Reads names with the tables of a [`Lexicon`].
///
/// Building a reader folds all tables of names. Build one for a run and share it between threads. A reader
/// keeps no state between names: what a list shows is in its [`OrderHabit`].
#[derive(Clone, Debug)]
pub struct NameReader {
    /// The folded tables.
    tables: NameTables,
}

impl NameReader {
    /// Builds the reader's tables.
    pub fn new(lexicon: &Lexicon) -> Self {
        NameReader { tables: NameTables::new(lexicon) }
    }

    /// The folded tables: letters, endings, titles, given names.
    pub fn tables(&self) -> &NameTables {
        &self.tables
    }

    /// Reads one name cell without knowledge of the list's order. `None` if the cell has no name, as in
    /// `неизвестный`. A name in a list is read better with [`read_list`](Self::read_list), because the list
    /// shows its order.
    pub fn read(&self, cell: &str) -> Option<PersonName> {
        self.read_in_order(cell, &OrderHabit::default())
    }

    /// Reads one name cell of a list whose order of names has been estimated. `None` if the cell has no name.
    pub fn read_in_order(&self, cell: &str, habit: &OrderHabit) -> Option<PersonName> {
        Some(self.interpret(self.cut(cell)?, habit))
    }

    /// Reads the name cells of one list, and estimates the order of its names from all of them.
    ///
    /// Returns one element per cell, in the same order; `None` for a cell without a name. In a list of
    /// `Ахметов Серік`, `Оспанов Марат` and more names of this kind, `Серік Болат` is read with the surname
    /// first.
    pub fn read_list<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Vec<Option<PersonName>> {
        let list = NameList { stated: None, cells: ListCells::Whole(cells.collect()), others: Vec::new() };
        self.read_lists(&[list]).into_iter().flat_map(|(names, _)| names).collect()
    }

    /// Reads the name cells of all lists of a run, and estimates the order of names in each list.
    ///
    /// First all cells are split into parts. Then the order habits of all lists are estimated together,
    /// because lists share words and so show each other's order; at most 20,000 names of a list are used.
    /// Then the parts get their roles, and further names of the record are added. Cells are handled in
    /// parallel; the result does not depend on the number of threads.
    ///
    /// Returns, in the order of `lists`, one element per record (`None` without a name) and the order habit
    /// of the list.
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

    /// The order habit of each list, from all names in `lists`. The caller passes a sample if the lists are
    /// long.
    pub(crate) fn orders_of(&self, lists: &[NameList<'_>]) -> Vec<OrderHabit> {
        let cut: Vec<Vec<Option<CutName>>> = lists.iter().map(|list| self.cut_all(list)).collect();
        let samples = lists.iter().zip(&cut).map(|(list, cut)| {
            let whole = cut.iter().flatten().map(|name| &name.tokens).collect();
            habit::ListNames { stated: list.stated.as_ref(), whole, told: self.told(list) }
        });
        habit::learn(&samples.collect::<Vec<_>>(), &self.tables)
    }

    /// The cells of whole names that other cells correct, because a blank was lost or added in one of them: the
    /// printed text, and the text with its words divided as in the other cell.
    ///
    /// `cells` are those of all lists. The result does not depend on their order.
    pub(crate) fn with_blanks_corrected<'a>(
        &self,
        cells: impl Iterator<Item = &'a str>,
    ) -> BTreeMap<&'a str, String> {
        blanks::corrected(cells, &self.tables)
    }

    /// Splits all cells of a list with whole names; empty for a list with one column per name part.
    fn cut_all(&self, list: &NameList<'_>) -> Vec<Option<CutName>> {
        let ListCells::Whole(cells) = &list.cells else { return Vec::new() };
        cells.par_iter().with_min_len(NAMES_AT_ONCE).map(|cell| self.cut(cell)).collect()
    }

    /// The words of a list with one column per name part, each with the role of its column. Empty for other
    /// lists. At most 5,000 records are used.
    fn told(&self, list: &NameList<'_>) -> Vec<(Folded, Role)> {
        let ListCells::Columns(rows) = &list.cells else { return Vec::new() };
        let step = rows.len().div_ceil(SAMPLE_OF_COLUMNS).max(1);
        let sample: Vec<NameCells<'_>> = rows.iter().step_by(step).copied().collect();
        let sample = sample.into_par_iter().with_min_len(NAMES_AT_ONCE);
        sample.flat_map_iter(|cells| self.words_of(cells)).collect()
    }

    /// The folded words of one record's cells, with the role of each cell. Initials and marked patronymics
    /// are left out.
    fn words_of(&self, cells: NameCells<'_>) -> Vec<(Folded, Role)> {
        let words = cells.by_role().into_iter().flat_map(|(cell, role)| {
            let parts = tokens::read(cell, &self.tables).map(|tokens| tokens.parts).unwrap_or_default();
            parts.into_iter().filter_map(move |part| Some((habit::word_of(&part)?, role)))
        });
        words.collect()
    }

    /// Splits a cell into the parts of its first name and the parts of further names of the person; `None`
    /// without a name.
    fn cut(&self, cell: &str) -> Option<CutName> {
        let (first, aliases) = match self.tables.aliases(cell) {
            Some((first, aliases)) => (Cow::Owned(first), aliases),
            None => (Cow::Borrowed(cell), Vec::new()),
        };
        // `Unknown, alias Abu Omar` has one name: the alias.
        let names = std::iter::once(first.as_ref()).chain(aliases.iter().map(String::as_str));
        let mut read = names.filter_map(|name| tokens::read(name, &self.tables));
        Some(CutName { raw: cell.to_owned(), tokens: read.next()?, aliases: read.collect() })
    }

    /// Adds the names in a record's further cells: an alias, or the name in another script. A cell may have
    /// several, separated by `;` or `|`. If the name cell has no name, the first further name replaces it.
    /// Further names follow the order of the list.
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

    /// Gives the parts of a name their roles, and adds the readings of further names in the cell.
    ///
    /// `Omar s/o Nabil Qasim` states the roles itself, so the order of the list is not used.
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

    /// The group of people that a cell without a name describes, as in `3 children`; `None` for one person.
    pub(crate) fn nameless_group(&self, cell: &str) -> Option<Group> {
        said::nameless_group(&clean(cell), &self.tables)
    }

    /// Reads a name that has one cell per part; `None` if no cell has a name part.
    ///
    /// The roles are those of the columns. A second reading, with a share of 0.02, exchanges given name and
    /// surname: now and then they are in each other's column.
    ///
    /// A cell that has text but no name, such as `неизвестно`, makes the name incomplete
    /// ([`is_part_unknown`](PersonName::is_part_unknown)). If all cells together name nobody (`unknown` and
    /// `male`), there is no name.
    pub fn read_cells(&self, cells: NameCells<'_>) -> Option<PersonName> {
        let columns = cells.by_role();
        let together = columns.map(|(cell, _)| cell).join(" ");
        let together = together.as_str();
        if tokens::names_nobody(together, &self.tables) {
            return None;
        }
        let mut all = tokens::NameTokens::default();
        let mut roles = Vec::new();
        // A telltale letter in one cell shows the language of all cells of the record.
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

    /// Builds the name from its parts and readings, and adds the readings with the surname at birth. `raw` is
    /// the printed text.
    fn assemble(&self, raw: &str, tokens: tokens::NameTokens, readings: Vec<Reading>) -> PersonName {
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
