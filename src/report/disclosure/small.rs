//! Small counts: combinations of place, dates and sex that few published entries share.
//!
//! Takes the published values of all entries and the smallest allowed count; gives how far each entry
//! is coarsened, so that no smaller combination is left.

use std::collections::BTreeMap;

/// The published place, date of death, date of birth and sex of an entry, in this order. An empty text
/// means that nothing is published.
pub(crate) type ShownCombination = [String; 4];

/// How much less of an entry is published than the handling of its fields allows. The default takes
/// nothing away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Detail {
    /// Place. 0: as the field is handled; 1: the region; 2: the country; 3: nothing.
    pub(super) place: usize,
    /// Dates of birth and death. 0: as the field is handled; 1: the month; 2: the year; 3: nothing.
    pub(super) dates: usize,
    /// Whether the sex is withheld.
    pub(super) is_sex_withheld: bool,
}

/// A detail by position, for [`STEPS`].
const fn detail(place: usize, dates: usize, is_sex_withheld: bool) -> Detail {
    Detail { place, dates, is_sex_withheld }
}

/// The steps from full detail to none. Place and dates become coarser in turn; the sex goes last.
const STEPS: [Detail; 8] = [
    detail(0, 0, false),
    detail(1, 0, false),
    detail(1, 1, false),
    detail(2, 1, false),
    detail(2, 2, false),
    detail(3, 2, false),
    detail(3, 3, false),
    detail(3, 3, true),
];

/// How many entries share each combination. A combination of four empty values identifies nobody and is
/// not counted.
pub(crate) fn counts<'c>(
    all: impl Iterator<Item = &'c ShownCombination>,
) -> BTreeMap<&'c ShownCombination, u64> {
    let mut counts = BTreeMap::new();
    for one in all.filter(|one| one.iter().any(|value| !value.is_empty())) {
        *counts.entry(one).or_insert(0) += 1;
    }
    counts
}

/// The detail of each of `entries` entries with which no combination is shared by fewer than `smallest`
/// of them. `combination` gives the published values of the entry at a position with a detail.
///
/// All entries of a combination that is too small go to the next step together, so the other entries
/// lose nothing. After the last step no value is left. At most seven passes over the entries.
///
/// Example: two women died on one day in a town, and one man on that day in a village; `smallest` is 2.
/// The women keep their values. The man's place becomes the region, then his date the month, then his
/// place the country, and so on, until two entries share his values or none is left.
pub(super) fn details(
    entries: usize,
    smallest: u64,
    combination: impl Fn(usize, Detail) -> ShownCombination,
) -> Vec<Detail> {
    let mut details = vec![Detail::default(); entries];
    let mut all: Vec<ShownCombination> = (0..entries).map(|at| combination(at, Detail::default())).collect();
    for step in STEPS.into_iter().skip(1) {
        let counts = counts(all.iter());
        let is_small = |one: &ShownCombination| counts.get(one).is_some_and(|count| *count < smallest);
        let small: Vec<usize> =
            all.iter().enumerate().filter(|(_, one)| is_small(one)).map(|(at, _)| at).collect();
        for at in small {
            if let (Some(detail), Some(one)) = (details.get_mut(at), all.get_mut(at)) {
                *detail = step;
                *one = combination(at, step);
            }
        }
    }
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_combination_is_smaller_than_asked_for() {
        let entries =
            [("Town", "2022-01-05", "f"), ("Town", "2022-01-05", "f"), ("Village", "2022-01-05", "m")];
        let combination = |at: usize, detail: Detail| {
            let (place, day, sex) = entries[at];
            let place = ["", "", "", place][3 - detail.place].to_owned();
            let day = if detail.dates == 0 { day.to_owned() } else { String::new() };
            let sex = if detail.is_sex_withheld { String::new() } else { sex.to_owned() };
            [place, day, String::new(), sex]
        };
        let found = details(entries.len(), 2, combination);
        assert_eq!(found[..2], [Detail::default(); 2]);
        assert_eq!(found[2], detail(3, 3, true));
        assert!(details(entries.len(), 1, combination).iter().all(|one| *one == Detail::default()));
    }
}
