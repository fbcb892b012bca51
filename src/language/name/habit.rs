//! Estimates in which order each list prints names, from all lists of a run together.
//!
//! In: the split names of each list, words whose column shows their role, and orders stated in the project
//! file. Out: one [`OrderHabit`] per list.
//!
//! Each list has a share for each order, by script and number of parts. The shares of the orders and the
//! roles of the words are estimated in turns (expectation-maximisation):
//!
//! - Each record is distributed over the orders. The weight of an order is its share in the list, times the fit
//!   of the forms of the parts, times the list's share of patronymics without an ending for each such patronymic,
//!   times the probability of each word in its role in all other records.
//! - The shares of the orders, the share of patronymics without an ending and the roles of the words are counted
//!   again from these weights, each smoothed with an expected value.
//!
//! So a position whose words are in the given-name column of another list becomes the position of the given
//! name, and a position that shares its words with no other position becomes that of the surname. Families
//! add evidence before the first round (see `families`).
//!
//! A list whose records fit both directions equally well stays unclear. Then a finding asks for a stated
//! order.

mod families;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::NameOrder;
use super::tables::{NameTables, Order};
use super::tokens::{NameTokens, script_name};
use super::{Folded, Role, readings};
use families::Families;
use words::{NO_WORD, NumberedWords, RoleCounts, WordRoles};

/// Weight of the expected shares, in records, against the records of the list. Four records of a list move
/// its shares half of the way from the expected ones.
const PRIOR_ROWS: f64 = 4.0;
/// Rounds in which one list estimates its orders, beside the counts of the lists before it.
const ROUNDS_ALONE: usize = 5;
/// Rounds in which all lists correct each other. The number is fixed; convergence is not tested.
const ROUNDS_TOGETHER: usize = 6;
/// Share of records, 0 to 1, that are assumed to differ from the order of their list, whatever the list
/// shows.
const TURNED_ROWS: f64 = 0.01;
/// Largest share of an order without a surname or without a given name, as a multiple of its share in the
/// tables. Some records lack one of them, but no list omits it throughout.
const MOST_OF_INCOMPLETE: f64 = 0.2;
/// Factor for reading two words as one father's name, if both words are names by themselves in other records.
const TWO_NAMES_AS_ONE: f64 = 0.02;
/// The same for the given name, in a list whose families show the position of the given name.
const TWO_NAMES_AS_ONE_GIVEN: f64 = 0.1;
/// Factor on the share of an order that the stated order rules out. It is not 0, because single records may
/// differ.
const AGAINST_STATED: f64 = 0.002;
/// Lower and upper bound of the share of records with the surname first.
const HABIT_BOUNDS: (f64, f64) = (0.02, 0.98);
/// Expected share of patronymics without an ending, 0 to 1, before a list is seen.
const BARE_PATRONYMICS: f64 = 0.25;
/// Lower and upper bound of that share.
const BARE_BOUNDS: (f64, f64) = (0.02, 0.98);
/// Initial share of records with the given name first, if nothing separates the two ends of a name.
const GIVEN_FIRST: f64 = 0.7;
/// Largest factor by which the forms of one record may favour one end for the surname: 8, or 3 bits. A single
/// odd record then cannot decide for a list.
const MOST_OF_A_ROW: f64 = 8.0;
/// Factor by which the forms of all records together must favour one end before the order counts as found.
const FOUND: f64 = 100.0;
/// Least mean probability, over the records of a list, of the likelier end for the surname. Below it the
/// order is not clear.
const CLEAR: f64 = 0.9;
/// Fewest records of a list for the finding `name-order-unclear`.
const LEAST_ROWS: usize = 20;
/// Least share of a list's words that other lists must have before the list follows their order.
const SHARED_WORDS: f64 = 0.05;

/// The probability of a word in each role, indexed by `Role as usize`, and whether it is a name by itself.
/// `None` for a word that only one record has.
type KnownWord = Option<([f64; 4], bool)>;

/// The orders in which a list prints names, estimated from the lists of a run.
///
/// A habit has the share of each order, the share of patronymics without an ending, and the roles that words
/// have in all lists. All three change the readings of a name. The default knows nothing of the list: the
/// shares of the tables apply.
#[derive(Clone, Debug, Default)]
pub struct OrderHabit {
    /// The orders by script and number of parts, with their shares in the list. Empty before an estimate.
    orders: BTreeMap<(&'static str, usize), Arc<[Order]>>,
    /// The share of patronymics without an ending, by script.
    bare: BTreeMap<&'static str, f64>,
    /// The roles of words in all lists of the run; all habits of a run share them.
    words: Arc<WordRoles>,
    /// The order in the project file, if it states one.
    stated: Option<NameOrder>,
    /// What the list as a whole shows.
    summary: OrderSummary,
}

/// What a list shows of its order, over all scripts and lengths.
#[derive(Clone, Copy, Debug, PartialEq)]
struct OrderSummary {
    /// Share of names that begin with the surname, 0 to 1; 0.5 if unknown.
    surname_first: f64,
    /// Names of more than one part from which the order was estimated.
    rows: usize,
    /// Whether the list shows its order.
    is_clear: bool,
    /// Whether families show the position of the given name.
    has_families: bool,
}

impl Default for OrderSummary {
    /// No records, so the surname is as likely first as last.
    fn default() -> Self {
        OrderSummary { surname_first: 0.5, rows: 0, is_clear: false, has_families: false }
    }
}

impl OrderHabit {
    /// Share of the list's names that begin with the surname, 0 to 1; 0.5 if the list shows nothing.
    pub fn surname_first(&self) -> f64 {
        self.summary.surname_first
    }

    /// Whether the list shows its order, or the project file states it.
    ///
    /// A list shows it if its forms or families, or words that it shares with such a list, single out one
    /// end, and if its records follow it with a mean probability of at least 0.9. A short list may show
    /// nothing.
    pub fn is_clear(&self) -> bool {
        self.summary.is_clear || self.stated.is_some()
    }

    /// Whether the list has at least 20 names of several parts in one cell and does not show their order.
    /// Then the finding `name-order-unclear` is reported.
    pub fn is_unclear(&self) -> bool {
        self.summary.rows >= LEAST_ROWS && !self.is_clear()
    }

    /// Whether the orders were estimated from a list.
    pub(super) fn is_learned(&self) -> bool {
        !self.orders.is_empty()
    }

    /// The list's share of patronymics without an ending, 0 to 1; `None` if no order was estimated.
    pub(super) fn bare_patronymics(&self, script: &str) -> Option<f64> {
        self.is_learned().then(|| self.bare.get(script).copied().unwrap_or(BARE_PATRONYMICS))
    }

    /// The orders of names of `parts` parts, with their shares: those estimated from the list, else those of
    /// the tables, weighted by the stated order. Empty if the tables have none for this length.
    pub(super) fn orders<'a>(
        &'a self,
        script: &'static str,
        parts: usize,
        tables: &'a NameTables,
    ) -> Cow<'a, [Order]> {
        match (self.orders.get(&(script, parts)), &self.stated) {
            (Some(known), _) => Cow::Borrowed(known),
            (None, None) => Cow::Borrowed(tables.orders(script, parts)),
            (None, stated) => Cow::Owned(expected(script, parts, stated.as_ref(), tables)),
        }
    }

    /// How well the words of a name fit their roles, as a factor: the product of the probability of each word
    /// in its role. Words that no other record has are neutral. `words` and `roles` have one element per
    /// part.
    ///
    /// Two neighbouring words with one role count as one torn name. If both are names by themselves in other
    /// records, a further factor makes that unlikely.
    pub(super) fn words_in(&self, words: &[KnownWord], roles: &[Role]) -> f64 {
        let in_roles = words.iter().zip(roles).filter_map(|(word, role)| Some((*word)?.0[*role as usize]));
        let are_known =
            |two: &[KnownWord]| two.iter().all(|word| word.is_some_and(|(_, by_itself)| by_itself));
        let pairs = words.windows(2).zip(roles.windows(2));
        let torn = pairs.filter(|(words, roles)| roles[0] == roles[1] && are_known(words));
        in_roles.product::<f64>() * torn.map(|(_, roles)| self.two_names_as_one(roles[0])).product::<f64>()
    }

    /// The factor for reading two words as one name, if both are names by themselves in other records. 1 for
    /// surnames, and for given names in a list without families.
    fn two_names_as_one(&self, role: Role) -> f64 {
        match role {
            Role::Surname => 1.0,
            Role::Given if !self.summary.has_families => 1.0,
            Role::Given => TWO_NAMES_AS_ONE_GIVEN,
            _ => TWO_NAMES_AS_ONE,
        }
    }

    /// The probabilities of each word of a name, one element per part; empty if no words were learned.
    pub(super) fn words_of(&self, tokens: &NameTokens) -> Vec<KnownWord> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let word = |part| self.words.of(&word_of(part)?);
        tokens.parts.iter().map(word).collect()
    }
}

/// The letters by which a part is recognised in other records; `None` for initials and marked patronymics.
pub(super) fn word_of(part: &super::tokens::TokenPart) -> Option<Folded> {
    (!part.is_initial && part.marked.is_none() && !part.sounds.is_empty()).then_some(part.sounds)
}

/// The orders of the tables with their expected shares, before a list is seen. If an order is stated, orders
/// that it rules out get a small share. If no order of the tables fits the stated one, an order that does is
/// added.
fn expected(script: &str, parts: usize, stated: Option<&NameOrder>, tables: &NameTables) -> Vec<Order> {
    let mut orders = tables.orders(script, parts).to_vec();
    let Some(stated) = stated.filter(|_| parts > 1) else { return orders };
    if !orders.iter().any(|order| stated.fits(&order.pattern)) {
        let roles = stated.roles(parts);
        let pattern: String = roles.iter().copied().map(readings::letter_of).collect();
        orders.push(Order { pattern: pattern.into(), roles, share: 1.0 });
    }
    let total: f64 = orders.iter().filter(|order| stated.fits(&order.pattern)).map(|order| order.share).sum();
    for order in &mut orders {
        let factor =
            if stated.fits(&order.pattern) { 1.0 / total.max(f64::MIN_POSITIVE) } else { AGAINST_STATED };
        order.share *= factor;
    }
    orders
}

/// The names of one list, as evidence of its order.
#[derive(Debug, Default)]
pub(super) struct ListNames<'a> {
    /// The order in the project file; `None` if it states none.
    pub(super) stated: Option<&'a NameOrder>,
    /// The split names of a list with one name column.
    pub(super) whole: Vec<&'a NameTokens>,
    /// Words of a list with one column per name part, with the role of the column.
    pub(super) told: Vec<(Folded, Role)>,
}

/// Estimates the order habit of each list; one element per list, in the same order. If no list has whole
/// names, all habits are the default.
///
/// Words are counted first from columns, where their roles are known. Then each list estimates its orders
/// beside the lists before it, the clearest first. Then all lists correct each other. The result does not
/// depend on threads. Takes time proportional to the number of names, orders per name and rounds.
///
/// An invented example: list A has the records `Тестов Асан` and `Примеров Болат`, and its surname endings
/// show the order SG. List B has `Асан Жылқыбай` and `Болат Жұлдыз`, which show nothing alone. But Асан and
/// Болат are given names in A, so B is read as GS, although its surnames have no ending.
pub(super) fn learn(lists: &[ListNames<'_>], tables: &NameTables) -> Vec<OrderHabit> {
    if lists.iter().all(|list| list.whole.is_empty()) {
        return lists.iter().map(|_| OrderHabit::default()).collect();
    }
    let mut words = NumberedWords::default();
    let mut told = RoleCounts::default();
    for (word, role) in lists.iter().flat_map(|list| &list.told) {
        let word = words.number(word);
        told.add(word, *role, 1.0);
        if *role == Role::Given {
            told.add_own(word, 1.0);
        }
    }
    let mut all: Vec<ListEstimate> =
        lists.iter().map(|list| ListEstimate::new(list, &mut words, tables)).collect();
    let anchored = begin(&mut all, &told);
    for _ in 0..ROUNDS_TOGETHER {
        let before = counted(&all, &told);
        let roles = WordRoles::new(&before, true);
        all.iter_mut().for_each(|list| list.deal_out(&roles));
    }
    let roles = Arc::new(WordRoles::new(&counted(&all, &told), true).by_word(&words));
    let habit = |((list, names), anchored): ((ListEstimate, &ListNames<'_>), bool)| {
        list.habit(names, &roles, anchored)
    };
    all.into_iter().zip(lists).zip(anchored).map(habit).collect()
}

/// The counts of words by role over all lists, and from columns.
fn counted(lists: &[ListEstimate], told: &RoleCounts) -> RoleCounts {
    let mut counts = told.clone();
    lists.iter().for_each(|list| counts.add_all(&list.counts));
    counts
}

/// Lists estimate their orders one by one, the clearest first. So a list that shows nothing itself follows
/// the others.
///
/// Returns, in the order of `lists`, whether the list itself, or words that it shares with such a list, show
/// its order. A list shares words if at least a twentieth of its words is known.
fn begin(lists: &mut [ListEstimate], told: &RoleCounts) -> Vec<bool> {
    let mut anchored = vec![false; lists.len()];
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by(|a, b| lists[*b].clarity.total_cmp(&lists[*a].clarity).then(a.cmp(b)));
    let (mut before, mut anchors) = (told.clone(), told.clone());
    for at in order {
        let list = &mut lists[at];
        let shares_words = list.share_of_words_in(&anchors) >= SHARED_WORDS;
        anchored[at] = list.is_anchored() || shares_words;
        list.tilt(shares_words || list.share_of_words_in(&before) >= SHARED_WORDS);
        for _ in 0..ROUNDS_ALONE {
            let mut counts = before.clone();
            counts.add_all(&list.counts);
            list.deal_out(&WordRoles::new(&counts, false));
        }
        before.add_all(&list.counts);
        if anchored[at] {
            anchors.add_all(&list.counts);
        }
    }
    anchored
}

/// The state of the estimate for one list: the names in groups, the habit of each script, and the counts that
/// other lists use.
#[derive(Debug)]
struct ListEstimate {
    /// Names by script and number of parts.
    groups: Vec<NameGroup>,
    /// The roles of words in the last distribution of the records.
    counts: RoleCounts,
    /// What the names of each script have in common.
    habits: BTreeMap<&'static str, Habit>,
    /// How strongly the forms of the parts favour one end of names for the surname, in bits; at least 0. The
    /// evidence of all records is added.
    clarity: f64,
    /// Whether the project file states the order.
    is_stated: bool,
}

/// What the names of a list in one script have in common, whatever their number of parts. So names of four
/// parts show the order of names of three.
#[derive(Debug)]
struct Habit {
    /// Share of names with the surname first, 0 to 1.
    surname_first: f64,
    /// Share of patronymics without an ending, 0 to 1.
    bare_patronymics: f64,
    /// Records of each style, for names of more than two parts; see [`style`].
    styles: BTreeMap<String, f64>,
}

impl Default for Habit {
    /// Nothing is known: both ends are equally likely, and a quarter of the patronymics has no ending.
    fn default() -> Self {
        Habit { surname_first: 0.5, bare_patronymics: BARE_PATRONYMICS, styles: BTreeMap::new() }
    }
}

impl Habit {
    /// The habit that the distributed records show. The `shares` of the groups must be numbers of records
    /// here.
    fn of(groups: &[&mut NameGroup], dealt: &Dealt) -> Self {
        let bare_patronymics = share(dealt.bare, dealt.marked, BARE_PATRONYMICS, BARE_BOUNDS);
        let mut habit = Habit { bare_patronymics, ..Habit::default() };
        let (mut first, mut rows) = (0.0, 0.0);
        for group in groups {
            first += group.surnames_first(&group.shares);
            rows += group.shares.iter().sum::<f64>();
            if group.parts > 2 {
                for (order, rows) in group.orders.iter().zip(&group.shares) {
                    *habit.styles.entry(style(order)).or_default() += rows;
                }
            }
        }
        habit.surname_first = share(first, rows - first, 0.5, HABIT_BOUNDS);
        habit
    }

    /// How much likelier the list makes an order than the tables do. `usual` is the share of the order's
    /// style in the tables, 0 to 1.
    ///
    /// Names of two parts follow the share with the surname first; longer names follow the styles of all
    /// longer names. If a list prints given name, father, grandfather, family in four words, it prints given
    /// name, father, family in three.
    fn factor(&self, order: &Order, usual: f64) -> f64 {
        let end = if begins_with_surname(order) { self.surname_first } else { 1.0 - self.surname_first };
        let rows: f64 = self.styles.values().sum();
        if order.roles.len() < 3 || rows == 0.0 {
            return 2.0 * end;
        }
        let of_style = self.styles.get(&style(order)).copied().unwrap_or_default();
        (of_style + PRIOR_ROWS * usual) / (rows + PRIOR_ROWS) / usual.max(f64::MIN_POSITIVE)
    }
}

/// An order without regard to how many words a part has, and with forefathers as fathers: `GPAS` and `GGPS`
/// both become `GPS`.
fn style(order: &Order) -> String {
    let letters = order.pattern.chars().map(|letter| if letter == 'A' { 'P' } else { letter });
    let mut letters: Vec<char> = letters.collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// Sums over the records of a list, each distributed over its orders.
#[derive(Debug, Default)]
struct Dealt {
    /// The roles of words.
    counts: RoleCounts,
    /// Patronymics with an ending.
    marked: f64,
    /// Patronymics without an ending.
    bare: f64,
}

/// The share of `some` in `some` and `others`, smoothed with the `expected` share in the weight of
/// [`PRIOR_ROWS`] records and kept within the bounds: (some + 4 · expected) / (some + others + 4).
fn share(some: f64, others: f64, expected: f64, (least, most): (f64, f64)) -> f64 {
    ((some + PRIOR_ROWS * expected) / (some + others + PRIOR_ROWS)).clamp(least, most)
}

/// The number of patronymics of a name with an ending, and the number without one, in one order.
fn patronymics(tokens: &NameTokens, roles: &[Role]) -> (u8, u8) {
    let parts = tokens.parts.iter().zip(roles).filter(|(_, role)| **role == Role::Patronymic);
    let (marked, bare): (Vec<bool>, Vec<bool>) =
        parts.filter_map(|(part, _)| readings::is_patronymic(part)).partition(|has_ending| *has_ending);
    (marked.len() as u8, bare.len() as u8)
}

/// The names of a list in one script with one number of parts.
///
/// `words` has `parts` elements per name. `fits` and `patronymics` have one element per order for each name.
#[derive(Debug)]
struct NameGroup {
    /// The script, as [`script_name`] returns it.
    script: &'static str,
    /// Number of parts of each name; at least 2.
    parts: usize,
    /// The possible orders, with the shares that are expected before the list is seen.
    orders: Vec<Order>,
    /// For each order, how likely it makes the differences within families, relative to the best order; 0 to
    /// 1.
    families: Vec<f64>,
    /// Whether there are enough families to show the position of the given name.
    is_told_by_families: bool,
    /// The share of each order in the list; numbers of records while records are distributed.
    shares: Vec<f64>,
    /// The numbers of the words, name by name; `NO_WORD` for parts that other records cannot show.
    words: Vec<u32>,
    /// How well the forms of each name fit each order, name by name. Patronymics without an ending cost
    /// nothing here: their share is applied in each round.
    fits: Vec<f64>,
    /// The patronymics with and without an ending of each name in each order.
    patronymics: Vec<(u8, u8)>,
}

impl ListEstimate {
    /// Groups the names of a list by script and number of parts. Names of one part show no order and are left
    /// out.
    fn new(names: &ListNames<'_>, words: &mut NumberedWords, tables: &NameTables) -> Self {
        let mut by_kind: BTreeMap<(&'static str, usize), Vec<&NameTokens>> = BTreeMap::new();
        for tokens in names.whole.iter().filter(|tokens| tokens.parts.len() > 1) {
            by_kind.entry((script_name(tokens), tokens.parts.len())).or_default().push(tokens);
        }
        let groups = by_kind.into_iter().filter_map(|((script, parts), names_of_kind)| {
            let orders = expected(script, parts, names.stated, tables);
            (!orders.is_empty()).then(|| NameGroup::new(script, parts, orders, &names_of_kind, words, tables))
        });
        let groups: Vec<NameGroup> = groups.collect();
        let clarity = groups.iter().map(NameGroup::surname_first_by_form).sum::<f64>().abs();
        let is_stated = names.stated.is_some();
        let habits = groups.iter().map(|group| (group.script, Habit::default())).collect();
        ListEstimate { groups, counts: RoleCounts::default(), habits, clarity, is_stated }
    }

    /// Whether the list itself shows which end of a name is the surname: it is stated, or forms or families
    /// show it.
    fn is_anchored(&self) -> bool {
        let told = |group: &NameGroup| group.is_told_by_families;
        self.is_stated || self.clarity >= FOUND.log2() || self.groups.iter().any(told)
    }

    /// The share of the list's words, 0 to 1, that the counts contain.
    fn share_of_words_in(&self, counts: &RoleCounts) -> f64 {
        let words = || self.groups.iter().flat_map(|group| &group.words).filter(|word| **word != NO_WORD);
        let known = words().filter(|word| counts.has(**word)).count();
        known as f64 / words().count().max(1) as f64
    }

    /// Sets the initial shares. A list that shows nothing and shares no words with another list starts with
    /// the given name first in 0.7 of its names. Otherwise its records could not converge on one order.
    fn tilt(&mut self, has_others: bool) {
        if !has_others && !self.is_anchored() {
            self.habits.values_mut().for_each(|habit| habit.surname_first = 1.0 - GIVEN_FIRST);
        }
        for group in &mut self.groups {
            group.shares = group.expected(&self.habits[group.script]);
        }
    }

    /// Distributes the records over the orders, and counts orders and words again. One round of the estimate.
    ///
    /// The names of one script are handled together, because they share a habit.
    fn deal_out(&mut self, roles: &WordRoles) {
        self.counts = RoleCounts::default();
        for (script, habit) in &mut self.habits {
            let mut dealt = Dealt::default();
            let mut groups: Vec<&mut NameGroup> =
                self.groups.iter_mut().filter(|group| group.script == *script).collect();
            for group in &mut groups {
                group.shares = group.deal_out(roles, habit, &mut dealt);
            }
            *habit = Habit::of(&groups, &dealt);
            for group in groups {
                group.count_orders(habit);
            }
            self.counts.add_all(&dealt.counts);
        }
    }

    /// The share of the list's names with the surname first, over all scripts; 0.5 for no names.
    fn surname_first(&self) -> f64 {
        let of = |group: &NameGroup| group.len() as f64 * self.habits[group.script].surname_first;
        let rows: usize = self.groups.iter().map(NameGroup::len).sum();
        if rows == 0 { 0.5 } else { self.groups.iter().map(of).sum::<f64>() / rows as f64 }
    }

    /// The result for the list. `anchored` states whether the list or others show its order; only then can it
    /// be clear.
    fn habit(self, names: &ListNames<'_>, roles: &Arc<WordRoles>, anchored: bool) -> OrderHabit {
        let rows: usize = self.groups.iter().map(NameGroup::len).sum();
        let certainty = |group: &NameGroup| group.certainty(roles, &self.habits[group.script]);
        let clear: f64 = self.groups.iter().map(certainty).sum();
        let is_clear = anchored && rows > 0 && clear >= CLEAR * rows as f64;
        let has_families = self.groups.iter().any(|group| group.is_told_by_families);
        let summary = OrderSummary { surname_first: self.surname_first(), rows, is_clear, has_families };
        let bare = self.habits.iter().map(|(script, habit)| (*script, habit.bare_patronymics)).collect();
        let orders = self.groups.into_iter().map(|group| ((group.script, group.parts), group.learned()));
        OrderHabit {
            orders: orders.collect(),
            bare,
            words: roles.clone(),
            stated: names.stated.cloned(),
            summary,
        }
    }
}

impl NameGroup {
    /// Prepares the names of one group: numbers their words, and computes how well each order fits.
    fn new(
        script: &'static str,
        parts: usize,
        orders: Vec<Order>,
        names: &[&NameTokens],
        words: &mut NumberedWords,
        tables: &NameTables,
    ) -> Self {
        let mut group = NameGroup {
            script,
            parts,
            families: vec![1.0; orders.len()],
            is_told_by_families: false,
            shares: Vec::new(),
            words: Vec::with_capacity(names.len() * parts),
            fits: Vec::with_capacity(names.len() * orders.len()),
            patronymics: Vec::with_capacity(names.len() * orders.len()),
            orders,
        };
        for tokens in names {
            let number = |part| word_of(part).map_or(NO_WORD, |word| words.number(&word));
            group.words.extend(tokens.parts.iter().map(number));
            for order in &group.orders {
                group.fits.push(readings::fit_of_order(tokens, &order.roles, Some(1.0), tables));
                group.patronymics.push(patronymics(tokens, &order.roles));
            }
        }
        let families = Families::new(parts, &group.words, words);
        group.families = families.fits(&group.orders);
        group.is_told_by_families = families.are_telling();
        group
    }

    /// Number of names.
    fn len(&self) -> usize {
        self.words.len() / self.parts.max(1)
    }

    /// How strongly the forms of all names favour the surname in first place, in bits; negative if they
    /// favour the last place. Each name adds at most 3 bits.
    fn surname_first_by_form(&self) -> f64 {
        let of_row = |fits: &[f64]| {
            let best = |is_first: bool| {
                let of_end =
                    self.orders.iter().zip(fits).filter(|(order, _)| begins_with_surname(order) == is_first);
                of_end.map(|(order, fit)| order.share * fit).fold(f64::MIN_POSITIVE, f64::max)
            };
            (best(true) / best(false)).clamp(1.0 / MOST_OF_A_ROW, MOST_OF_A_ROW).log2()
        };
        self.fits.chunks(self.orders.len()).map(of_row).sum()
    }

    /// The expected share of each order before a record is seen, in a list with this habit. Sums to 1.
    fn expected(&self, habit: &Habit) -> Vec<f64> {
        let total: f64 = self.orders.iter().map(|order| order.share).sum();
        let usual = |of: &Order| {
            let alike = self.orders.iter().filter(|order| style(order) == style(of));
            alike.map(|order| order.share).sum::<f64>() / total.max(f64::MIN_POSITIVE)
        };
        let share =
            |(order, families): (&Order, &f64)| order.share * families * habit.factor(order, usual(order));
        let shares: Vec<f64> = self.orders.iter().zip(&self.families).map(share).collect();
        let total: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / total.max(f64::MIN_POSITIVE)).collect()
    }

    /// Turns the number of records of each order into shares, smoothed with the expected shares in the weight
    /// of [`PRIOR_ROWS`] records. An order without a surname or without a given name gets at most 0.2 times
    /// its share in the tables.
    fn count_orders(&mut self, habit: &Habit) {
        let expected = self.expected(habit);
        let rows: f64 = self.shares.iter().sum();
        let usual: f64 = self.orders.iter().map(|order| order.share).sum();
        for ((share, expected), order) in self.shares.iter_mut().zip(expected).zip(&self.orders) {
            *share = (*share + PRIOR_ROWS * expected) / (rows + PRIOR_ROWS);
            if !is_complete(order) {
                *share = share.min(MOST_OF_INCOMPLETE * order.share / usual.max(f64::MIN_POSITIVE));
            }
        }
    }

    /// Sum of `by_order` over the orders that begin with the surname.
    fn surnames_first(&self, by_order: &[f64]) -> f64 {
        let orders = self.orders.iter().zip(by_order);
        orders.filter(|(order, _)| begins_with_surname(order)).map(|(_, rows)| rows).sum()
    }

    /// The number of records of each order. Adds the roles of words and the kinds of patronymics to `dealt`.
    fn deal_out(&self, roles: &WordRoles, habit: &Habit, dealt: &mut Dealt) -> Vec<f64> {
        let mut by_order = vec![0.0; self.orders.len()];
        self.each_row(roles, habit.bare_patronymics, |words, patronymics, beliefs| {
            for (at, (order, belief)) in self.orders.iter().zip(beliefs).enumerate() {
                by_order[at] += belief;
                dealt.marked += belief * f64::from(patronymics[at].0);
                dealt.bare += belief * f64::from(patronymics[at].1);
                for (word, role) in words.iter().zip(&order.roles) {
                    dealt.counts.add(*word, *role, *belief);
                }
                if let Some(own) = order.roles.iter().position(|role| *role == Role::Given) {
                    dealt.counts.add_own(words[own], *belief);
                }
            }
        });
        by_order
    }

    /// Sum over the records of the probability of the likelier end for the surname; at most the number of
    /// records.
    fn certainty(&self, roles: &WordRoles, habit: &Habit) -> f64 {
        let mut sum = 0.0;
        self.each_row(roles, habit.bare_patronymics, |_, _, beliefs| {
            let first = self.surnames_first(beliefs);
            sum += first.max(1.0 - first);
        });
        sum
    }

    /// Calls `take` for each name with its words, its patronymics in each order, and the probability of each
    /// order, which sum to 1.
    ///
    /// This is the expectation step. `bare` is the list's share of patronymics without an ending: an order
    /// pays it once for each such patronymic. Names that fit no order are skipped.
    fn each_row(&self, roles: &WordRoles, bare: f64, mut take: impl FnMut(&[u32], &[(u8, u8)], &[f64])) {
        let size = self.orders.len();
        let mut beliefs = vec![0.0; size];
        let forms = self.fits.chunks(size).zip(self.patronymics.chunks(size));
        for (words, (fits, patronymics)) in self.words.chunks(self.parts).zip(forms) {
            for (at, belief) in beliefs.iter_mut().enumerate() {
                let in_roles = words.iter().zip(&self.orders[at].roles);
                let of_words: f64 =
                    in_roles.filter_map(|(word, role)| roles.by_number(*word, *role)).product();
                let of_bare = bare.powi(i32::from(patronymics[at].1));
                *belief = self.shares[at] * fits[at] * of_bare * of_words;
            }
            let total: f64 = beliefs.iter().sum();
            if total > 0.0 {
                beliefs.iter_mut().for_each(|belief| *belief /= total);
                take(words, patronymics, &beliefs);
            }
        }
    }

    /// The orders with the shares in the list. Each order has 0.99 of its estimated share and 0.01 of its
    /// share in the tables, so none becomes impossible.
    fn learned(self) -> Arc<[Order]> {
        let total: f64 = self.orders.iter().map(|order| order.share).sum();
        let orders = self.orders.into_iter().zip(self.shares);
        let learned = orders.map(|(order, share)| {
            let turned = TURNED_ROWS * order.share / total.max(f64::MIN_POSITIVE);
            Order { share: (1.0 - TURNED_ROWS) * share + turned, ..order }
        });
        learned.collect()
    }
}

/// Whether an order has a surname and a given name. Incomplete orders apply to single records, not to a
/// list.
fn is_complete(order: &Order) -> bool {
    order.roles.contains(&Role::Surname) && order.roles.contains(&Role::Given)
}

/// Whether the first part is the surname.
fn begins_with_surname(order: &Order) -> bool {
    order.roles.first() == Some(&Role::Surname)
}
