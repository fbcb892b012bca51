//! Finds the plausible readings of a name: which part is the surname, the given name, the patronymic.
//!
//! In: the parts of a cell and the order habit of its list. Out: readings, most likely first, with shares
//! that sum to 1. The weight of a reading is the product of three factors: the share of its order in the
//! list, how well the form of each part fits its role, and how often other records have the same words in the
//! same roles.
//!
//! | cell | readings |
//! |---|---|
//! | `Ахметов Серік Болатұлы` | 1.00 SGP |
//! | `Серік Болат` | 0.47 SG, 0.47 GS: both words are given names |
//! | `Султан К.` | 0.56 SG, 0.29 GP, 0.14 GS |
//! | `Нур Султан Ахметов` | 0.48 GGS, 0.30 GPS, 0.14 SGP, 0.07 GSS |
//!
//! These shares come from the tables alone, without a list. For `Серік Болат` they are computed like this:
//!
//! | order | share of the order | surname | given name | patronymic | weight |
//! |---|---|---|---|---|---|
//! | SG | 0.48 | 0.12 | 1 | | 0.0576 |
//! | GS | 0.48 | 0.12 | 1 | | 0.0576 |
//! | GG | 0.005 | | 1 · 1 | | 0.005 |
//! | GP | 0.03 | | 1 | 0.08 | 0.0024 |
//! | SS | 0.005 | 0.12 · 0.12 | | | 0.00007, dropped |
//!
//! A name whose order is doubtful keeps several readings; the comparison of two names tries all pairs of
//! them.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use super::endings::Stemmed;
use super::folded::Folded;
use super::origins::Tail;
use super::tables::{NameTables, Order, role_of};
use super::tokens::{NameTokens, Shape, TokenPart, script_name};
use super::value::Written;
use super::{Half, NameValue, OrderHabit, Reading, Role};
use crate::base::text::Script;
use crate::language::sex::Sex;

/// Least weight of a reading relative to the most likely one. Less likely readings are dropped.
const LEAST_SHARE: f64 = 0.02;
/// The same for an order in which two neighbouring words share a role. It is lower because a single name
/// written as two words (`Нур Султан`) fits no usual order. Not used for names in Arabic script: they have
/// many parts anyway, and the extra readings would only cost time.
const LEAST_SHARE_TORN: f64 = 0.005;
/// The same for a reading with the surname at the other end, if the order of the list is known. It is lower
/// because a list now and then prints a record in another order.
const LEAST_SHARE_TURNED: f64 = 0.0005;
/// Fewest parts of a name in which one word may be written as two.
const LEAST_TORN: usize = 3;
/// Largest number of readings that are kept for a name, before further names are added.
const MAX_READINGS: usize = 6;
/// Share of records, 0 to 1, whose surname and given name are in swapped columns.
const SWAPPED_COLUMNS: f64 = 0.02;

/// Factors for how well the form of a part fits a role. Only their ratios matter.
///
/// Their values are judgement. A form with an ending or marker nearly always has the role of that ending or
/// marker. A name without one may have any role, because common given names are common surnames too (Серік,
/// Болат and Марат are among the 33 most common surnames).
mod fit {
    /// The form shows the role: an ending of the role, a given name of the tables, an initial as given name.
    pub(super) const CERTAIN: f64 = 1.0;
    /// An initial as surname: `С. Нурлан`. Surnames are seldom shortened.
    pub(super) const INITIAL_AS_SURNAME: f64 = 0.03;
    /// A father's name with a marker such as `ұлы` as surname: `Момышұлы`.
    pub(super) const ULY_AS_SURNAME: f64 = 0.12;
    /// A patronymic such as `Болатович` as surname.
    pub(super) const VICH_AS_SURNAME: f64 = 0.02;
    /// A part with the form of a patronymic, as given name or ancestor.
    pub(super) const PATRONYMIC_AS_OTHER: f64 = 0.005;
    /// A word with a surname ending, or a surname of the tables, as given name: `Ахметов`.
    pub(super) const SURNAME_AS_GIVEN: f64 = 0.02;
    /// A word with a surname ending, or a surname of the tables, as patronymic or ancestor.
    pub(super) const SURNAME_AS_OTHER: f64 = 0.02;
    /// A given name of the tables as surname: `Серік`.
    pub(super) const KNOWN_GIVEN_AS_SURNAME: f64 = 0.12;
    /// A word without an ending that is in no table, as surname. Such words fit every role a little.
    pub(super) const BARE_AS_SURNAME: f64 = 0.25;
    /// A word without an ending that is in no table, as given name.
    pub(super) const BARE_AS_GIVEN: f64 = 0.35;
    /// A word without an ending as patronymic, if the list's share of such patronymics is unknown.
    pub(super) const BARE_AS_PATRONYMIC: f64 = 0.08;
    /// A word without an ending as ancestor. Forefathers' names usually have no ending.
    pub(super) const BARE_AS_ANCESTOR: f64 = 0.5;
    /// A part in capitals as surname, if other parts have small letters: `АХМЕТОВ Серік`.
    pub(super) const CAPITALS_AS_SURNAME: f64 = 20.0;
    /// An order in which the parts before the comma are not exactly the surname.
    pub(super) const BESIDE_THE_COMMA: f64 = 0.02;
    /// Least fit of a piece of a word that was written as two. The form of a piece shows nothing: `Мамет`
    /// in `Мамет Келдиев` need not look like a surname.
    pub(super) const PIECE: f64 = 0.3;
    /// An order that puts a written word and an initial into one role, as if `Әли С.` were one given name.
    pub(super) const NAME_WITH_INITIAL: f64 = 0.001;
    /// An order that makes one of several initials the surname, as if С. or Б. were the surname in `Ахметов
    /// С. Б.`.
    pub(super) const SURNAME_AMONG_INITIALS: f64 = 0.05;
    /// An order that makes the second of two names that are often given together the father's name, as if
    /// José were the father in `Juan José Vega`.
    pub(super) const SECOND_GIVEN_AS_FATHER: f64 = 0.05;
}

/// The weight of an order (only ratios matter), and the order.
type ScoredOrder<'a> = (f64, Cow<'a, Order>);

/// The plausible readings of a name, most likely first. Never empty for a name with parts.
///
/// If the tables have no order for this number of parts, one fallback order is used. The roles that the
/// same words have in other records of the run count only if the habit was estimated.
pub(super) fn of(tokens: &NameTokens, habit: &OrderHabit, tables: &NameTables) -> Vec<Reading> {
    let script = script_name(tokens);
    let orders = habit.orders(script, tokens.parts.len(), tables);
    let bare = habit.bare_patronymics(script);
    let words = habit.words_of(tokens);
    let scored = orders.iter().map(|order| {
        let fit = fit_of_order(tokens, &order.roles, bare, tables);
        let belief = order.share * fit * habit.words_in(&words, &order.roles);
        (belief, Cow::Borrowed(order))
    });
    let mut scored: Vec<ScoredOrder<'_>> = scored.collect();
    if scored.is_empty() {
        scored.push((1.0, Cow::Owned(order_of(fallback_pattern(tokens.parts.len())))));
    }
    let least_turned = if habit.is_learned() { LEAST_SHARE_TURNED } else { LEAST_SHARE };
    let roles = match habit.is_learned() || tokens.comma_after.is_some() {
        true => KnownRoles::Order,
        false => KnownRoles::ByNobody,
    };
    finish(scored, &tokens.parts, roles, least_turned, tables)
}

/// How the roles of the parts are known.
#[derive(Clone, Copy, Debug)]
enum KnownRoles {
    /// Each part has a column of its own.
    Columns,
    /// A comma separates the surname, or the order of the list has been estimated.
    Order,
    /// Nothing shows the roles beyond the forms of the parts.
    ByNobody,
}

/// Least share of a reading for its order to count as known.
const LIKELY: f64 = 0.5;

impl KnownRoles {
    /// Whether two words in the role of the given name are two given names of one person. In the order
    /// given name, father's name, family name, the second word is the father's name. So the order must be
    /// known, or both words must be names that are often given together.
    fn two_given(self, share: f64, parts: &[TokenPart], mask: u16) -> bool {
        let mut mine = parts.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, part)| part);
        match self {
            KnownRoles::Columns => true,
            KnownRoles::Order if share >= LIKELY => true,
            _ => mine.all(|part| part.shape.given.as_ref().is_some_and(|known| known.is_one_of_two)),
        }
    }
}

/// How well the forms of all parts of a name fit their roles in an order: the product of one factor of
/// [`fit`] per part, and of the factors for a comma and for initials.
///
/// `bare` is the list's share of patronymics without an ending, 0 to 1; `None` if unknown.
pub(super) fn fit_of_order(
    tokens: &NameTokens,
    roles: &[Role],
    bare: Option<f64>,
    tables: &NameTables,
) -> f64 {
    let fits = (0..roles.len()).map(|at| fit_at(&tokens.parts, roles, at, bare, tables));
    fits.product::<f64>() * comma_factor(tokens, roles) * mixed_factor(&tokens.parts, roles)
}

/// The readings of a name with one cell per part. The roles of the columns have a share of 0.98. The same
/// roles with given name and surname exchanged have a share of 0.02. `roles` has one element per part.
pub(super) fn from_columns(tokens: &NameTokens, roles: &[Role], tables: &NameTables) -> Vec<Reading> {
    let exchanged = |role: &Role| match role {
        Role::Surname => Role::Given,
        Role::Given => Role::Surname,
        other => *other,
    };
    let order = |roles: &[Role]| match roles {
        [role] => Cow::Borrowed(order_of_one(*role)),
        _ => Cow::Owned(order_of(roles.iter().copied().map(letter_of).collect())),
    };
    let swapped: Vec<Role> = roles.iter().map(exchanged).collect();
    let scored = vec![(1.0 - SWAPPED_COLUMNS, order(roles)), (SWAPPED_COLUMNS, order(&swapped))];
    finish(scored, &tokens.parts, KnownRoles::Columns, LEAST_SHARE, tables)
}

/// The only reading of parts whose roles the cell states.
pub(super) fn fixed(parts: &[TokenPart], roles: &[Role], tables: &NameTables) -> Vec<Reading> {
    let order = order_of(roles.iter().copied().map(letter_of).collect());
    finish(vec![(1.0, Cow::Owned(order))], parts, KnownRoles::ByNobody, LEAST_SHARE, tables)
}

/// The order of a name of one part. It is built once for each role, because millions of cells have only one
/// part.
fn order_of_one(role: Role) -> &'static Order {
    static ORDERS: LazyLock<[Order; 4]> =
        LazyLock::new(|| Role::ALL.map(|role| order_of(letter_of(role).to_string())));
    &ORDERS[role as usize]
}

/// An order from its letters, with share 1.
fn order_of(pattern: String) -> Order {
    Order { roles: pattern.chars().map(role_of).collect(), pattern: pattern.into(), share: 1.0 }
}

/// Turns weighted orders into readings: sorts them, drops unlikely ones, keeps at most six, and normalises
/// the shares.
///
/// Ties are broken by the roles, so the result does not depend on the order of the input. The limit below
/// which a reading is dropped depends on the order: it is lower for words that were written as two, and for
/// the surname at the other end (`least_turned`).
fn finish(
    mut scored: Vec<ScoredOrder<'_>>,
    parts: &[TokenPart],
    roles: KnownRoles,
    least_turned: f64,
    tables: &NameTables,
) -> Vec<Reading> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.roles.cmp(&b.1.roles)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    let best_end = scored.first().and_then(|(_, order)| order.roles.first().copied());
    let may_be_torn = parts.len() >= LEAST_TORN && !parts.iter().any(|part| is_arabic(&part.text));
    let is_torn = |order: &Order| order.roles.windows(2).any(|two| two[0] == two[1]);
    let is_turned = |order: &Order| {
        let begins = order.roles.first().copied();
        begins != best_end && [begins, best_end].contains(&Some(Role::Surname))
    };
    let least = |order: &Order| match (is_torn(order), is_turned(order)) {
        (true, _) if may_be_torn => LEAST_SHARE_TORN,
        (false, true) => least_turned,
        _ => LEAST_SHARE,
    };
    scored.retain(|(score, order)| *score >= best * least(order));
    scored.truncate(MAX_READINGS);
    let total: f64 = scored.iter().map(|(score, _)| *score).sum();
    let mut values = NameValues { parts, tables, known: Vec::new() };
    let reading = |(score, order): ScoredOrder<'_>| {
        let masks = Role::ALL.map(|role| mask(&order.roles, role));
        let share = if total > 0.0 { score / total } else { 1.0 };
        let two_given = roles.two_given(share, parts, masks[Role::Given as usize]);
        Reading {
            values: Role::ALL.map(|role| values.value(masks[role as usize], role, two_given)),
            parts: masks,
            share,
            pattern: order.pattern.clone(),
        }
    };
    scored.into_iter().map(reading).collect()
}

/// Whether a part begins with an Arabic letter.
fn is_arabic(text: &str) -> bool {
    text.chars().next().and_then(Script::of) == Some(Script::Arabic)
}

/// The parts that have a role: bit 0 is the first part. Parts beyond the 16th are ignored; a name has at most
/// 12.
fn mask(roles: &[Role], role: Role) -> u16 {
    roles
        .iter()
        .enumerate()
        .filter(|(_, of)| **of == role)
        .map(|(at, _)| 1_u16.checked_shl(at as u32).unwrap_or(0))
        .sum()
}

/// The letter of a role in the pattern of an order.
pub(super) fn letter_of(role: Role) -> char {
    match role {
        Role::Surname => 'S',
        Role::Given => 'G',
        Role::Patronymic => 'P',
        Role::Ancestor => 'A',
    }
}

/// The order of names with more parts than the tables have: given name, father, further forefathers, surname.
fn fallback_pattern(parts: usize) -> String {
    match parts {
        0 | 1 => "S".repeat(parts),
        2 => "SG".to_owned(),
        _ => format!("GP{}S", "A".repeat(parts - 3)),
    }
}

/// The factor for a comma in the cell. The surname should be exactly the parts before the comma, as in
/// `Ахметов, Серік`. The factor is 1 if there is no comma, or if the comma comes after the last part.
fn comma_factor(tokens: &NameTokens, roles: &[Role]) -> f64 {
    let Some(count) = tokens.comma_after.filter(|count| *count < roles.len()) else {
        return 1.0;
    };
    let surname_before = roles.iter().enumerate().all(|(at, role)| (at < count) == (*role == Role::Surname));
    if surname_before { 1.0 } else { fit::BESIDE_THE_COMMA }
}

/// The factor for initials; 1 without any.
///
/// A role rarely has both a written word and an initial: in `Әли С.` the initial belongs to another role.
/// If a name has a written word and several initials, the word is more likely the surname than an initial.
fn mixed_factor(parts: &[TokenPart], roles: &[Role]) -> f64 {
    if parts.iter().all(|part| !part.is_initial) {
        return 1.0;
    }
    let of_role = |role: Role, is_initial: bool| {
        parts.iter().zip(roles).any(|(part, of)| *of == role && part.is_initial == is_initial)
    };
    let is_mixed = |role: &Role| of_role(*role, true) && of_role(*role, false);
    // A single initial may be a surname that was shortened to hide it. Among several initials, none is
    // likely to be the surname.
    let initials = parts.iter().filter(|part| part.is_initial).count();
    let is_among = initials > 1 && initials < parts.len() && of_role(Role::Surname, true);
    let factor = if is_among { fit::SURNAME_AMONG_INITIALS } else { 1.0 };
    if Role::ALL.iter().any(is_mixed) { fit::NAME_WITH_INITIAL } else { factor }
}

/// How well one part fits its role in an order. A piece of a word that was written as two has a minimum
/// fit, because a piece can look like anything.
fn fit_at(parts: &[TokenPart], roles: &[Role], at: usize, bare: Option<f64>, tables: &NameTables) -> f64 {
    let (Some(part), Some(role)) = (parts.get(at), roles.get(at).copied()) else { return 1.0 };
    let fit = fit_of(part, role, bare, tables) * second_given_factor(parts, roles, at);
    if is_piece(parts, roles, at) { fit.max(fit::PIECE) } else { fit }
}

/// The factor for a second given name as father's name; 1 in all other cases.
///
/// `José` after `Juan` is rarely the father's name, because the two are often given together. The tables
/// mark such names.
fn second_given_factor(parts: &[TokenPart], roles: &[Role], at: usize) -> f64 {
    let before = at.checked_sub(1);
    let is_after_given = before.and_then(|at| roles.get(at)) == Some(&Role::Given);
    let is_father = matches!(roles.get(at), Some(Role::Patronymic | Role::Ancestor));
    let is_one_of_two = |at: usize| {
        let given = parts.get(at).and_then(|part| part.shape.given.as_ref());
        given.is_some_and(|known| known.is_one_of_two)
    };
    let are_two = is_father && is_after_given && before.is_some_and(is_one_of_two) && is_one_of_two(at);
    if are_two { fit::SECOND_GIVEN_AS_FATHER } else { 1.0 }
}

/// Whether a part may be a piece of one word that was written as two (`Мамет Келдиев`): the next part has the
/// same role, and the ending of that role. Only surnames and patronymics have such endings.
fn is_piece(parts: &[TokenPart], roles: &[Role], at: usize) -> bool {
    let (Some(part), Some(role)) = (parts.get(at), roles.get(at)) else { return false };
    let next = parts.get(at + 1).filter(|_| roles.get(at + 1) == Some(role));
    let is_marked = |next: &TokenPart| match role {
        Role::Surname => next.shape.surname.is_some(),
        Role::Patronymic => next.shape.patronymic.is_some() || next.marked.is_some(),
        _ => false,
    };
    !part.is_initial && next.is_some_and(is_marked)
}

/// How well a part fits a role by its form and its capitals.
fn fit_of(part: &TokenPart, role: Role, bare: Option<f64>, tables: &NameTables) -> f64 {
    let factor = fit_of_form(part, role, bare, tables);
    if part.capitals && role == Role::Surname { factor * fit::CAPITALS_AS_SURNAME } else { factor }
}

/// Whether a part is a given name of the tables, or a short form of one.
fn is_known_given(part: &TokenPart) -> bool {
    part.shape.given.is_some() || part.shape.short_for.is_some()
}

/// Whether a part is a patronymic by its form: it has a marker, or it has a patronymic ending and is not a
/// known given name. `None` for an initial, which shows nothing.
pub(super) fn is_patronymic(part: &TokenPart) -> Option<bool> {
    let has_form = || part.marked.is_some() || (part.shape.patronymic.is_some() && !is_known_given(part));
    (!part.is_initial).then(has_form)
}

/// How well a part fits a role by its form alone, as one of the factors of [`fit`].
///
/// `bare` is the list's share of patronymics without an ending, if it was estimated. It then replaces the
/// general factors for forefathers' names without an ending. If fathers' names on a list never have an
/// ending, a bare word fits the patronymic as well as the given name.
fn fit_of_form(part: &TokenPart, role: Role, bare: Option<f64>, tables: &NameTables) -> f64 {
    let known = is_known_given(part);
    let Some(is_patronymic) = is_patronymic(part) else {
        return if role == Role::Surname { fit::INITIAL_AS_SURNAME } else { fit::CERTAIN };
    };
    if is_patronymic {
        return patronymic_form(part, role, tables);
    }
    let has_ending = part.shape.surname.is_some() || part.shape.listed;
    let as_given = if known { fit::CERTAIN } else { fit::BARE_AS_GIVEN };
    match (role, bare) {
        (Role::Surname, _) if known => fit::KNOWN_GIVEN_AS_SURNAME,
        (Role::Surname, _) if has_ending => fit::CERTAIN,
        (Role::Surname, _) => fit::BARE_AS_SURNAME,
        (Role::Given, _) if has_ending && !known => fit::SURNAME_AS_GIVEN,
        (Role::Given, _) => as_given,
        _ if has_ending && !known => fit::SURNAME_AS_OTHER,
        // A forefather's name without an ending looks like any given name.
        (Role::Patronymic, Some(bare)) => bare * as_given,
        (Role::Ancestor, Some(_)) => as_given,
        (Role::Patronymic, None) => fit::BARE_AS_PATRONYMIC,
        (Role::Ancestor, None) => fit::BARE_AS_ANCESTOR,
    }
}

/// How well a patronymic by form fits a role. Some patronymics are surnames too: those with a marker
/// (`Момышұлы`) more often than those in -ович.
fn patronymic_form(part: &TokenPart, role: Role, tables: &NameTables) -> f64 {
    let stemmed = part.shape.patronymic;
    match role {
        Role::Patronymic => fit::CERTAIN,
        Role::Surname if part.marked.is_some() => fit::ULY_AS_SURNAME,
        Role::Surname if stemmed.is_some_and(|found| tables.is_bare_patronymic(found)) => fit::ULY_AS_SURNAME,
        Role::Surname => fit::VICH_AS_SURNAME,
        Role::Given | Role::Ancestor => fit::PATRONYMIC_AS_OTHER,
    }
}

/// The values of one name. Each is computed once, because the readings of a name share most of them.
/// Computing a value looks up the endings and tables, which is the slow part of a reading.
struct NameValues<'a> {
    /// The parts of the name.
    parts: &'a [TokenPart],
    /// The tables in which the parts are looked up.
    tables: &'a NameTables,
    /// Values that have been computed, by mask, role and whether two words are two given names. The list is
    /// searched from the start, since a name has few values.
    known: Vec<((u16, Role, bool), Arc<NameValue>)>,
}

impl NameValues<'_> {
    /// The value of the parts of a mask in a role; `None` for an empty mask.
    fn value(&mut self, mask: u16, role: Role, two_given: bool) -> Option<Arc<NameValue>> {
        if mask == 0 {
            return None;
        }
        let key = (mask, role, two_given && role == Role::Given);
        if let Some((_, value)) = self.known.iter().find(|(known, _)| *known == key) {
            return Some(value.clone());
        }
        let value = Arc::new(value(self.parts, mask, role, two_given, self.tables)?);
        self.known.push((key, value.clone()));
        Some(value)
    }
}

/// The value that the parts of a mask have in a role. The parts are joined into one word, without the
/// ending that the role allows.
///
/// `mask` has one bit per element of `parts`; `None` if it selects none. `two_given` states whether two
/// words in the role of the given name are two given names. Where fathers' names have no endings, nothing
/// else shows it.
///
/// The value has halves if the parts are a double surname or two given names, so that one half alone can
/// agree.
pub(super) fn value(
    parts: &[TokenPart],
    mask: u16,
    role: Role,
    two_given: bool,
    tables: &NameTables,
) -> Option<NameValue> {
    let all: Vec<&TokenPart> =
        parts.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, part)| part).collect();
    let first = all.first()?;
    let text = if all.len() == 1 { first.text.clone() } else { joined(all.iter().copied()) };
    if all.iter().all(|part| part.is_initial) {
        return Some(initial(first, text));
    }
    // An initial beside a written name belongs to another name: `John F.` is compared by `John`.
    let mine: Vec<&TokenPart> = all.into_iter().filter(|part| !part.is_initial).collect();
    let marked = mine.iter().find_map(|part| part.marked);
    let may_be_double = match role {
        // Two words are a double surname only beside a given name. Without one, one of the two words is the
        // given name.
        Role::Surname => mine.len() == 1 || mine.len() < parts.len(),
        Role::Given => mine.iter().all(|part| part.are_names) && (mine.len() == 1 || two_given),
        Role::Patronymic | Role::Ancestor => false,
    };
    let halves = if may_be_double { halves(&mine, role, tables) } else { None };
    let found = match mine.as_slice() {
        [one] => stemmed(one.sounds, &one.shape, role, marked, tables),
        all => {
            let sounds: Folded = all.iter().flat_map(|part| part.sounds.iter().copied()).collect();
            stemmed(sounds, &Shape::of(&sounds, tables), role, marked, tables)
        }
    };
    let written =
        written(&mine, &text, |sounds| stemmed(sounds, &Shape::of(&sounds, tables), role, marked, tables));
    Some(NameValue { text, halves, written, ..found })
}

/// The value of an initial: its first neutral letter, in all spellings of the part.
fn initial(part: &TokenPart, text: Arc<str>) -> NameValue {
    let value = |sounds: Folded| {
        let whole: Folded = sounds.first().copied().into_iter().collect();
        NameValue { stem: whole.len(), whole, is_initial: true, ..NameValue::default() }
    };
    let written = written(&[part], &text, value);
    NameValue { text, written, ..value(part.sounds) }
}

/// The further spellings of parts that make one name; `None` if there are none. `value` builds the value of
/// one spelling.
fn written(
    parts: &[&TokenPart],
    text: &Arc<str>,
    value: impl Fn(Folded) -> NameValue,
) -> Option<Arc<Written>> {
    let count = parts.iter().map(|part| part.others.len()).max().unwrap_or(0);
    let has_groups = parts.iter().any(|part| part.spelled.is_some());
    if count == 0 && !has_groups {
        return None;
    }
    let spelled: Option<Folded> =
        has_groups.then(|| parts.iter().flat_map(|part| part.spelled().iter().copied()).collect());
    let in_other =
        |at: usize| -> Folded { parts.iter().flat_map(|part| part.other(at).iter().copied()).collect() };
    let others = (0..count).map(|at| NameValue { text: text.clone(), ..value(in_other(at)) });
    let others: Vec<NameValue> = others.collect();
    let forms = spelled.iter().copied().chain(others.iter().map(|other| other.whole)).collect();
    let is_transliterated = parts.iter().any(|part| part.is_transliterated);
    Some(Arc::new(Written { spelled, others, is_transliterated, forms }))
}

/// The halves of a name that is written with a hyphen, with a slash or as two words, each without its
/// surname ending; `None` for one word. A name of three words has three such pieces.
fn halves(parts: &[&TokenPart], role: Role, tables: &NameTables) -> Option<Arc<[Half]>> {
    let pieces = parts.iter().flat_map(|part| match part.pieces.as_slice() {
        [] => std::slice::from_ref(&part.sounds),
        pieces => pieces,
    });
    let ending = |sounds: &Folded| if role == Role::Surname { tables.stem(sounds, role) } else { None };
    let half = |sounds: &Folded| match ending(sounds) {
        Some(found) => Half { stem: sounds.iter().take(found.stem).copied().collect(), ending: found.class },
        None => Half { stem: *sounds, ending: 0 },
    };
    let mut pieces = pieces.peekable();
    let first = pieces.next()?;
    pieces.peek()?;
    Some(std::iter::once(first).chain(pieces).map(half).collect())
}

/// The printed texts, separated by spaces.
fn joined<'a>(parts: impl Iterator<Item = &'a TokenPart>) -> Arc<str> {
    parts.map(|part| &*part.text).collect::<Vec<_>>().join(" ").into()
}

/// The value of a word in a role: without its ending, and with what the tables know about it.
///
/// `marked` is the sex of a separate marker (`ұлы`), which replaces an ending. A given name or an
/// ancestor's name has no ending. A surname may have the ending of a patronymic (`Момышұлы`). The text, the
/// halves and the further spellings are set by the caller.
fn stemmed(
    whole: Folded,
    shape: &Shape,
    role: Role,
    marked: Option<Option<Sex>>,
    tables: &NameTables,
) -> NameValue {
    let found = match (role, marked) {
        (Role::Given | Role::Ancestor, _) => None,
        (_, Some(sex)) => Some(Stemmed { stem: whole.len(), class: tables.marker_class(), sex }),
        (Role::Patronymic, None) => shape.patronymic,
        (Role::Surname, None) => shape.surname.or(shape.patronymic),
    };
    let stem = found.map_or(whole.len(), |found| found.stem);
    let (known, sex) = match role {
        Role::Given => shape.given.clone().map_or((None, None), |known| (known.ids, known.sex)),
        Role::Patronymic => {
            (tables.fathers(&whole[..stem], shape.given.as_ref()), found.and_then(|found| found.sex))
        }
        Role::Surname => (tables.of_surname(&whole[..stem], found.map_or(0, |found| found.class)), None),
        Role::Ancestor => (None, None),
    };
    let frequency = tables.frequency(role, &whole[..stem]);
    NameValue {
        text: "".into(),
        ending: found.map_or(0, |found| found.class),
        is_initial: false,
        known,
        short_for: if role == Role::Given { shape.short_for.clone() } else { None },
        tail: if role == Role::Given { tables.tail(&whole) } else { Tail::default() },
        halves: None,
        written: None,
        sex,
        per_billion: frequency.per_billion,
        is_unlisted: frequency.is_unlisted,
        stem,
        whole,
    }
}
