//! Which combinations of features are blocking keys, and how large their blocks may be.
//!
//! A *set* is a combination of kinds of features, such as surname and birth year. Records with equal features of
//! these kinds form a block.

use super::features::Kind;
use super::forms::Depth;

/// Most features of a blocking key. A block with this many that is still too large is dropped.
pub(super) const MOST: u32 = 4;
/// Number of kinds of features.
pub(super) const KINDS: u32 = 11;

/// The kinds of a set, one bit each.
pub(super) type Kinds = u32;

/// Bound on the block size, in records, from which lists count as short. Weaker keys then form blocks too.
const GENEROUS: usize = 16;

/// How far similar names are searched for with this bound.
pub(crate) fn depth(bound: usize) -> Depth {
    if bound < GENEROUS { Depth::Shallow } else { Depth::Deep }
}

/// The first blocking keys: single features, and pairs of which at least one feature is rare enough. With a generous
/// bound, weak single features and a name with a year of birth are keys too. Among millions of records such pairs are
/// hardly ever one person.
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
    // Sets with the same first kind are collected in one pass, so they come one after another.
    sets.sort_by_key(|set| (set.count_ones() > 1, set.trailing_zeros()));
    sets
}

/// Keys of a written-out name part and an initial, each with the part that is missing. They are for records that give
/// only an initial of that part. Such a record is compared with every record of the block.
pub(super) const INITIALS: [(Kinds, Kind); 2] = [
    (1 << Kind::Surname as u32 | 1 << Kind::GivenInitial as u32, Kind::Given),
    (1 << Kind::Given as u32 | 1 << Kind::SurnameInitial as u32, Kind::Surname),
];

/// Kinds of which a single feature is a key for a full-size block.
const TELLING_ALONE: [Kind; 3] = [Kind::Surname, Kind::BirthDay, Kind::Text];

/// Largest block of a set, in records. A surname with a given name allows larger blocks than a given name with a
/// place.
pub(super) fn most(set: Kinds, bound: usize) -> usize {
    let names = (set & 0b1111).count_ones();
    let sure = (set >> Kind::BirthDay as u32 & 0b11).count_ones();
    let has_place = set >> Kind::Place as u32 & 1 == 1;
    let is_telling = TELLING_ALONE.iter().any(|kind| set >> *kind as u32 & 1 == 1);
    match (names, sure) {
        // Such a record has no other name part that could find its partner.
        _ if INITIALS.iter().any(|(one, _)| *one == set) && bound >= GENEROUS => bound * 10,
        _ if INITIALS.iter().any(|(one, _)| *one == set) => bound * 3,
        _ if set.count_ones() == 1 && !is_telling => bound / 4,
        (2.., 1..) => bound * 4,
        (2.., 0) => bound * 3,
        (1, 1..) if bound >= GENEROUS => bound * 4,
        (1, 1..) => bound * 2,
        // A place alone is weak evidence; with a day or two further features it is strong.
        (1, 0) if has_place && set.count_ones() > 2 => bound * 2,
        (0, 1..) if has_place => bound * 2,
        _ => bound,
    }
}

/// The kinds by which a set can be refined: those after its last one. An initial adds nothing to the name that it
/// begins, nor a birth year to a birth day.
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

/// Largest block of a few features, in records, so that the number of pairs grows in proportion to the number of
/// records.
pub(crate) fn bound(mentions: usize) -> usize {
    let rows = mentions.max(1);
    let bound = PAIRS / rows;
    (bound * LONG / rows.max(LONG)).clamp(FEWEST, MOST_ROWS)
}

/// Number of records times the bound that is compared in a few seconds.
const PAIRS: usize = 8_000_000;
/// Number of records above which the bound falls with the square, because there would still be too many pairs.
const LONG: usize = 375_000;
/// Upper limit of the bound, in records. Two or seven times as much found hardly any further pair.
const MOST_ROWS: usize = 50;
/// Lower limit of the bound, in records. Such blocks are worth comparing in lists of any length.
const FEWEST: usize = 3;
