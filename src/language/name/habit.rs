//! In which order a list prints names: found from all lists of a run together.
//!
//! Each list has a share for each order of its names of so many parts. The shares and the places of words are
//! found in turns (EM): a row is dealt out among the orders by their shares, by the forms of its parts and by
//! the roles that its words have in all other rows, then shares and roles are counted anew. A place whose
//! words are those of the given-name column of another list is the given name's; a place that names share
//! with no other place is the surname's.

mod families;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::NameOrder;
use super::tables::{NameTables, Order};
use super::tokens::{Tokens, script_name};
use super::{Folded, Role, readings};
use families::Families;
use words::{Counts, NO_WORD, WordRoles, Words};

/// Rows that the shares to expect count as, against those of the list.
const PRIOR_ROWS: f64 = 4.0;
/// Rounds in which a list finds its orders beside the lists before it.
const ROUNDS_ALONE: usize = 5;
/// Rounds in which all lists correct each other.
const ROUNDS_TOGETHER: usize = 6;
/// One row in so many was printed otherwise than its list prints names, whatever the list shows.
const TURNED_ROWS: f64 = 0.01;
/// What a list can make of an order without a surname or without a given name, as a multiple of the share of
/// the tables: names lack one in some rows, never as the order of a list.
const MOST_OF_INCOMPLETE: f64 = 0.2;
/// How likely two words that are names by themselves are one name of a father.
const TWO_NAMES_AS_ONE: f64 = 0.02;
/// The same of a child's, in a list whose families show the place of the given name.
const TWO_NAMES_AS_ONE_GIVEN: f64 = 0.1;
/// An order that the project file rules out is so much rarer than one that it does not.
const AGAINST_STATED: f64 = 0.002;
/// Bounds of the share of rows with the surname first.
const HABIT_BOUNDS: (f64, f64) = (0.02, 0.98);
/// The share of patronymics without an ending, before a list is seen.
const BARE_PATRONYMICS: f64 = 0.25;
/// Bounds of that share.
const BARE_BOUNDS: (f64, f64) = (0.02, 0.98);
/// Where nothing tells the ends of a name apart, the given name is taken to come first, by this share.
const GIVEN_FIRST: f64 = 0.7;
/// What the forms of one row say of the order, at most, as a factor.
const MOST_OF_A_ROW: f64 = 8.0;
/// What all rows have to say, as a factor, before an order counts as found.
const FOUND: f64 = 100.0;
/// Of a list whose order is found, rows follow it on average with this probability at least.
const CLEAR: f64 = 0.9;
/// The order of fewer rows is not worth a finding.
const LEAST_ROWS: usize = 20;
/// A list is read like others when this share of its words is theirs as well.
const SHARED_WORDS: f64 = 0.05;

/// How likely a word is in each role and whether it is a name by itself; `None` for a word of one row.
type KnownWord = Option<([f64; 4], bool)>;

/// Which orders a list prints names in.
#[derive(Clone, Debug, Default)]
pub struct OrderHabit {
    /// The orders by script and number of parts, with the share that the list shows.
    orders: BTreeMap<(&'static str, usize), Arc<[Order]>>,
    /// The share of patronymics without an ending, by script.
    bare: BTreeMap<&'static str, f64>,
    words: Arc<WordRoles>,
    stated: Option<NameOrder>,
    summary: Summary,
}

/// What a list shows of its order.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Summary {
    surname_first: f64,
    rows: usize,
    is_clear: bool,
    /// Whether families show the place of the given name.
    has_families: bool,
}

impl Default for Summary {
    fn default() -> Self {
        Summary { surname_first: 0.5, rows: 0, is_clear: false, has_families: false }
    }
}

impl OrderHabit {
    /// The share of names that begin with the surname, 0 to 1.
    pub fn surname_first(&self) -> f64 {
        self.summary.surname_first
    }

    /// Whether the list shows its order, or the project file states it. A list of few rows may do neither.
    pub fn is_clear(&self) -> bool {
        self.summary.is_clear || self.stated.is_some()
    }

    /// Whether the list has enough names in one cell and does not show in which order they are.
    pub fn is_unclear(&self) -> bool {
        self.summary.rows >= LEAST_ROWS && !self.is_clear()
    }

    /// Whether the orders were found from a list.
    pub(super) fn is_learned(&self) -> bool {
        !self.orders.is_empty()
    }

    /// The share of patronymics without an ending, if it was found.
    pub(super) fn bare_patronymics(&self, script: &str) -> Option<f64> {
        self.is_learned().then(|| self.bare.get(script).copied().unwrap_or(BARE_PATRONYMICS))
    }

    /// The orders of names of so many parts, with their shares.
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

    /// How well the words of a name fit their roles, as far as other rows have these words.
    pub(super) fn words_in(&self, words: &[KnownWord], roles: &[Role]) -> f64 {
        let in_roles = words.iter().zip(roles).filter_map(|(word, role)| Some((*word)?.0[*role as usize]));
        let are_known =
            |two: &[KnownWord]| two.iter().all(|word| word.is_some_and(|(_, by_itself)| by_itself));
        let pairs = words.windows(2).zip(roles.windows(2));
        let torn = pairs.filter(|(words, roles)| roles[0] == roles[1] && are_known(words));
        in_roles.product::<f64>() * torn.map(|(_, roles)| self.two_names_as_one(roles[0])).product::<f64>()
    }

    /// Two words that are names by themselves in other rows are hardly one name that was torn apart.
    fn two_names_as_one(&self, role: Role) -> f64 {
        match role {
            Role::Surname => 1.0,
            Role::Given if !self.summary.has_families => 1.0,
            Role::Given => TWO_NAMES_AS_ONE_GIVEN,
            _ => TWO_NAMES_AS_ONE,
        }
    }

    /// The probability of each word of a name in each role; `None` for words that no other row has.
    pub(super) fn words_of(&self, tokens: &Tokens) -> Vec<KnownWord> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let word = |part| self.words.of(&word_of(part)?);
        tokens.parts.iter().map(word).collect()
    }
}

/// What a part is known by in other rows: initials and marked patronymics are not.
pub(super) fn word_of(part: &super::tokens::Part) -> Option<Folded> {
    (!part.is_initial && part.marked.is_none() && !part.sounds.is_empty()).then_some(part.sounds)
}

/// The orders of the tables, and the share of each before a list is seen.
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

/// Names of one list to find its order from.
#[derive(Debug, Default)]
pub(super) struct ListNames<'a> {
    /// What the project file states.
    pub(super) stated: Option<&'a NameOrder>,
    /// Names of one cell.
    pub(super) whole: Vec<&'a Tokens>,
    /// Words whose column tells their role.
    pub(super) told: Vec<(Folded, Role)>,
}

/// The orders of each list.
pub(super) fn learn(lists: &[ListNames<'_>], tables: &NameTables) -> Vec<OrderHabit> {
    if lists.iter().all(|list| list.whole.is_empty()) {
        return lists.iter().map(|_| OrderHabit::default()).collect();
    }
    let mut words = Words::default();
    let mut told = Counts::default();
    for (word, role) in lists.iter().flat_map(|list| &list.told) {
        let word = words.number(word);
        told.add(word, *role, 1.0);
        if *role == Role::Given {
            told.add_own(word, 1.0);
        }
    }
    let mut all: Vec<List> = lists.iter().map(|list| List::new(list, &mut words, tables)).collect();
    let anchored = begin(&mut all, &told);
    for _ in 0..ROUNDS_TOGETHER {
        let before = counted(&all, &told);
        let roles = WordRoles::new(&before, true);
        all.iter_mut().for_each(|list| list.deal_out(&roles));
    }
    let roles = Arc::new(WordRoles::new(&counted(&all, &told), true).by_word(&words));
    let habit =
        |((list, names), anchored): ((List, &ListNames<'_>), bool)| list.habit(names, &roles, anchored);
    all.into_iter().zip(lists).zip(anchored).map(habit).collect()
}

fn counted(lists: &[List], told: &Counts) -> Counts {
    let mut counts = told.clone();
    lists.iter().for_each(|list| counts.add_all(&list.counts));
    counts
}

/// The lists find their orders one by one, the clearest first, so that lists that show nothing themselves
/// follow the others. Gives whether each list is told apart by its forms or by words of lists that are.
fn begin(lists: &mut [List], told: &Counts) -> Vec<bool> {
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

/// What is found out about one list.
#[derive(Debug)]
struct List {
    groups: Vec<Group>,
    counts: Counts,
    /// What names in each script have in common.
    habits: BTreeMap<&'static str, Habit>,
    /// log2 of how much likelier the forms of the parts make one end of names for the surname.
    clarity: f64,
    is_stated: bool,
}

/// What the names of a list have in common, however many parts they have.
#[derive(Debug)]
struct Habit {
    /// The share of names with the surname first.
    surname_first: f64,
    /// The share of patronymics without an ending.
    bare_patronymics: f64,
    /// The rows of each style, of names of more than two parts.
    styles: BTreeMap<String, f64>,
}

impl Default for Habit {
    fn default() -> Self {
        Habit { surname_first: 0.5, bare_patronymics: BARE_PATRONYMICS, styles: BTreeMap::new() }
    }
}

impl Habit {
    /// What the rows of some names show; the shares of the groups are numbers of rows.
    fn of(groups: &[&mut Group], dealt: &Dealt) -> Self {
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

    /// How much likelier the list makes an order than the tables, whose share for the style is `usual`.
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

/// An order without regard to how many words a part has: `GPAS` and `GGPS` are given name, father, surname.
fn style(order: &Order) -> String {
    let letters = order.pattern.chars().map(|letter| if letter == 'A' { 'P' } else { letter });
    let mut letters: Vec<char> = letters.collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// What the rows of a list come to when each is dealt out among its orders.
#[derive(Debug, Default)]
struct Dealt {
    counts: Counts,
    /// Patronymics with an ending, and without one.
    marked: f64,
    bare: f64,
}

/// The share of some rows among these and others, with the share before any is seen.
fn share(some: f64, others: f64, expected: f64, (least, most): (f64, f64)) -> f64 {
    ((some + PRIOR_ROWS * expected) / (some + others + PRIOR_ROWS)).clamp(least, most)
}

/// How many patronymics of a name have an ending, and how many have none.
fn patronymics(tokens: &Tokens, roles: &[Role]) -> (u8, u8) {
    let parts = tokens.parts.iter().zip(roles).filter(|(_, role)| **role == Role::Patronymic);
    let (marked, bare): (Vec<bool>, Vec<bool>) =
        parts.filter_map(|(part, _)| readings::is_patronymic(part)).partition(|has_ending| *has_ending);
    (marked.len() as u8, bare.len() as u8)
}

/// The names of a list in one script and of so many parts.
#[derive(Debug)]
struct Group {
    script: &'static str,
    parts: usize,
    orders: Vec<Order>,
    /// How much likelier each order makes what is alike within families.
    families: Vec<f64>,
    is_told_by_families: bool,
    /// The share of each order in the list.
    shares: Vec<f64>,
    /// The numbers of the words, name by name.
    words: Vec<u32>,
    /// How well the forms of each name fit each order, name by name; patronymics may lack an ending.
    fits: Vec<f64>,
    /// The patronymics with and without an ending of each name in each order.
    patronymics: Vec<(u8, u8)>,
}

impl List {
    fn new(names: &ListNames<'_>, words: &mut Words, tables: &NameTables) -> Self {
        let mut by_kind: BTreeMap<(&'static str, usize), Vec<&Tokens>> = BTreeMap::new();
        for tokens in names.whole.iter().filter(|tokens| tokens.parts.len() > 1) {
            by_kind.entry((script_name(tokens), tokens.parts.len())).or_default().push(tokens);
        }
        let groups = by_kind.into_iter().filter_map(|((script, parts), names_of_kind)| {
            let orders = expected(script, parts, names.stated, tables);
            (!orders.is_empty()).then(|| Group::new(script, parts, orders, &names_of_kind, words, tables))
        });
        let groups: Vec<Group> = groups.collect();
        let clarity = groups.iter().map(Group::surname_first_by_form).sum::<f64>().abs();
        let is_stated = names.stated.is_some();
        let habits = groups.iter().map(|group| (group.script, Habit::default())).collect();
        List { groups, counts: Counts::default(), habits, clarity, is_stated }
    }

    /// Whether the list shows by itself which end of a name is the surname.
    fn is_anchored(&self) -> bool {
        let told = |group: &Group| group.is_told_by_families;
        self.is_stated || self.clarity >= FOUND.log2() || self.groups.iter().any(told)
    }

    fn share_of_words_in(&self, counts: &Counts) -> f64 {
        let words = || self.groups.iter().flat_map(|group| &group.words).filter(|word| **word != NO_WORD);
        let known = words().filter(|word| counts.has(**word)).count();
        known as f64 / words().count().max(1) as f64
    }

    /// Gives a list that shows nothing and shares no words with another one an order to begin with:
    /// then its rows can agree on one.
    fn tilt(&mut self, has_others: bool) {
        if !has_others && !self.is_anchored() {
            self.habits.values_mut().for_each(|habit| habit.surname_first = 1.0 - GIVEN_FIRST);
        }
        for group in &mut self.groups {
            group.shares = group.expected(&self.habits[group.script]);
        }
    }

    /// Deals the rows out among the orders, and counts orders and words anew.
    fn deal_out(&mut self, roles: &WordRoles) {
        self.counts = Counts::default();
        for (script, habit) in &mut self.habits {
            let mut dealt = Dealt::default();
            let mut groups: Vec<&mut Group> =
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

    fn surname_first(&self) -> f64 {
        let of = |group: &Group| group.len() as f64 * self.habits[group.script].surname_first;
        let rows: usize = self.groups.iter().map(Group::len).sum();
        if rows == 0 { 0.5 } else { self.groups.iter().map(of).sum::<f64>() / rows as f64 }
    }

    fn habit(self, names: &ListNames<'_>, roles: &Arc<WordRoles>, anchored: bool) -> OrderHabit {
        let rows: usize = self.groups.iter().map(Group::len).sum();
        let certainty = |group: &Group| group.certainty(roles, &self.habits[group.script]);
        let clear: f64 = self.groups.iter().map(certainty).sum();
        let is_clear = anchored && rows > 0 && clear >= CLEAR * rows as f64;
        let has_families = self.groups.iter().any(|group| group.is_told_by_families);
        let summary = Summary { surname_first: self.surname_first(), rows, is_clear, has_families };
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

impl Group {
    fn new(
        script: &'static str,
        parts: usize,
        orders: Vec<Order>,
        names: &[&Tokens],
        words: &mut Words,
        tables: &NameTables,
    ) -> Self {
        let mut group = Group {
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

    fn len(&self) -> usize {
        self.words.len() / self.parts.max(1)
    }

    /// log2 of how much likelier the forms of all names make it that the surname comes first.
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

    /// The share of each order before a row is seen, in a list of this habit.
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

    /// Turns the numbers of rows of each order into shares.
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

    fn surnames_first(&self, by_order: &[f64]) -> f64 {
        let orders = self.orders.iter().zip(by_order);
        orders.filter(|(order, _)| begins_with_surname(order)).map(|(_, rows)| rows).sum()
    }

    /// The rows that each order has, and what each role has.
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

    /// The rows, each counted by the belief in which end its surname is at.
    fn certainty(&self, roles: &WordRoles, habit: &Habit) -> f64 {
        let mut sum = 0.0;
        self.each_row(roles, habit.bare_patronymics, |_, _, beliefs| {
            let first = self.surnames_first(beliefs);
            sum += first.max(1.0 - first);
        });
        sum
    }

    /// Hands out the words of each row, its patronymics by order and the belief in each order.
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

    /// The orders with the shares that the list shows; no order becomes impossible.
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

fn is_complete(order: &Order) -> bool {
    order.roles.contains(&Role::Surname) && order.roles.contains(&Role::Given)
}

fn begins_with_surname(order: &Order) -> bool {
    order.roles.first() == Some(&Role::Surname)
}
