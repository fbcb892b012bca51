//! By which sets of features rows are brought together, and how many rows may share one.

use super::features::Kind;
use super::forms::Depth;

/// Rows that share so many features and are too many for a block are not compared by it.
pub(super) const MOST: u32 = 4;
/// How many kinds of features there are.
pub(super) const KINDS: u32 = 11;

/// The kinds that a set has, a bit each.
pub(super) type Kinds = u32;

/// A bound of so many rows or more is that of short lists, where rows are brought together by less.
const GENEROUS: usize = 16;

/// How far names that are alike are looked for with such a bound.
pub(crate) fn depth(bound: usize) -> Depth {
    if bound < GENEROUS { Depth::Shallow } else { Depth::Deep }
}

/// What rows are brought together by first: single features, and two of which one is telling. Where the bound is
/// generous, what says little by itself brings rows together too, and one name with a year of birth: of millions
/// of rows such pairs are hardly ever one person.
pub(super) fn first_sets(bound: usize) -> Vec<Kinds> {
    let bit = |kind: Kind| 1 << kind as u32;
    let telling = [Kind::Surname, Kind::Given, Kind::Patronymic, Kind::BirthDay, Kind::Text];
    let is_generous = bound >= GENEROUS;
    let others = [Kind::Ancestor, Kind::Place, Kind::DeathDay, Kind::BirthYear];
    let single = |kind: &Kind| is_generous || TELLING_ALONE.contains(kind);
    let mut sets: Vec<Kinds> = telling.iter().chain(&others).copied().filter(single).map(bit).collect();
    for (at, one) in telling.iter().enumerate() {
        sets.extend(telling[at + 1..].iter().chain(&others).map(|other| bit(*one) | bit(*other)));
    }
    sets.retain(|set| *set != bit(Kind::BirthDay) | bit(Kind::BirthYear));
    sets.retain(|set| is_generous || set.count_ones() == 1 || set & bit(Kind::BirthYear) == 0);
    sets.extend(INITIALS.iter().map(|(set, _)| *set));
    // Sets with one first kind are collected together.
    sets.sort_by_key(|set| (set.count_ones() > 1, set.trailing_zeros()));
    sets
}

/// A name part written out beside the first letter of the other: only for rows that have no more of that, which
/// meet every row that has the letter.
pub(super) const INITIALS: [(Kinds, Kind); 2] = [
    (1 << Kind::Surname as u32 | 1 << Kind::GivenInitial as u32, Kind::Given),
    (1 << Kind::Given as u32 | 1 << Kind::SurnameInitial as u32, Kind::Surname),
];

/// Kinds of which one feature is enough for a whole block.
const TELLING_ALONE: [Kind; 3] = [Kind::Surname, Kind::BirthDay, Kind::Text];

/// How many rows a block of a set may have beside the bound: rows with one surname and one given name are worth
/// comparing in larger blocks than rows with one given name and one place.
pub(super) fn most(set: Kinds, bound: usize) -> usize {
    let names = (set & 0b1111).count_ones();
    let sure = (set >> Kind::BirthDay as u32 & 0b11).count_ones();
    let has_place = set >> Kind::Place as u32 & 1 == 1;
    let is_telling = TELLING_ALONE.iter().any(|kind| set >> *kind as u32 & 1 == 1);
    match (names, sure) {
        // Nothing else than the initial tells whom such a row may be.
        _ if INITIALS.iter().any(|(one, _)| *one == set) && bound >= GENEROUS => bound * 10,
        _ if INITIALS.iter().any(|(one, _)| *one == set) => bound * 3,
        _ if set.count_ones() == 1 && !is_telling => bound / 4,
        (2.., 1..) => bound * 4,
        (2.., 0) => bound * 3,
        (1, 1..) if bound >= GENEROUS => bound * 4,
        (1, 1..) => bound * 2,
        // A place says little of many rows, and much beside a day or two things more.
        (1, 0) if has_place && set.count_ones() > 2 => bound * 2,
        (0, 1..) if has_place => bound * 2,
        _ => bound,
    }
}

/// The kinds that a set can be refined by: those behind its own; the first letter of a name that it has says
/// nothing more.
pub(super) fn finer_kinds(set: Kinds) -> impl Iterator<Item = u32> {
    let has = |kind: Kind| set >> kind as u32 & 1 == 1;
    let is_idle = [
        (Kind::GivenInitial, Kind::Given),
        (Kind::SurnameInitial, Kind::Surname),
        (Kind::BirthYear, Kind::BirthDay),
    ];
    let idle: Kinds = is_idle.iter().filter(|(_, of)| has(*of)).map(|(one, _)| 1 << *one as u32).sum();
    ((u32::BITS - set.leading_zeros())..KINDS).filter(move |kind| idle >> kind & 1 == 0)
}

/// How many rows a block may have so that the pairs stay in proportion to the rows.
pub(crate) fn bound(mentions: usize) -> usize {
    let rows = mentions.max(1);
    let bound = PAIRS / rows;
    (bound * LONG / rows.max(LONG)).clamp(FEWEST, MOST_ROWS)
}

/// So many rows times the bound are compared in a few seconds.
const PAIRS: usize = 8_000_000;
/// From so many rows on the pairs would be too many even so: the bound falls with the square.
const LONG: usize = 375_000;
/// No block of few features has more rows. Twice or seven times as many found hardly a pair more: what two rows
/// of one person share, few share beside them.
const MOST_ROWS: usize = 50;
/// Blocks of so many rows are worth comparing in lists of any length.
const FEWEST: usize = 3;
