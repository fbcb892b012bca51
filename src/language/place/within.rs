//! Whether a place lies in another, and whether the borders of a place changed between two days.
//!
//! `register::totals` uses it: a total for an area counts only entries that certainly lie in it, within the borders of
//! a day.
//!
//! Example: in January 2022 Taldykorgan lies in Almaty region, and a year later it does not.

use super::atlas::PlaceId;
use super::{Gazetteer, Place, PlaceDay};

impl Gazetteer {
    /// Whether a place lies in another, or is the same, within the borders of a day.
    ///
    /// `None` if this cannot be said: the inner place is the wider one, or a cell may mean several places and the
    /// answer depends on which.
    ///
    /// ```
    /// use casualty_register::language::lexicon::Lexicon;
    /// use casualty_register::language::Gazetteer;
    ///
    /// let gazetteer = Gazetteer::new(&Lexicon::bundled());
    /// let read = |text: &str| gazetteer.read(text, None).place().cloned();
    /// let (town, region) = (read("Талдыкорган"), read("Алматинская область"));
    /// if let (Some(town), Some(region)) = (town, region) {
    ///     assert_eq!(gazetteer.is_within(&town, &region, (2022, 1, 6)), Some(true));
    ///     assert_eq!(gazetteer.is_within(&town, &region, (2023, 1, 5)), Some(false));
    ///     assert_eq!(gazetteer.is_within(&region, &town, (2022, 1, 6)), None);
    /// }
    /// ```
    pub fn is_within(&self, inner: &Place, outer: &Place, on: PlaceDay) -> Option<bool> {
        let period = self.atlas.period(on);
        let pairs =
            inner.0.candidates.iter().flat_map(|one| outer.0.candidates.iter().map(|other| (*one, *other)));
        let mut answers = pairs.map(|(one, other)| self.is_within_one(one, other, period));
        let first = answers.next().flatten()?;
        answers.all(|answer| answer == Some(first)).then_some(first)
    }

    /// The answer for one candidate of each cell.
    fn is_within_one(&self, inner: PlaceId, outer: PlaceId, period: usize) -> Option<bool> {
        if inner == outer || self.atlas.contains(outer, inner, period) {
            return Some(true);
        }
        (!self.atlas.contains(inner, outer, period)).then_some(false)
    }

    /// Whether a place contained the same places on two days. Time is proportional to the number of places, if the days
    /// are in different periods.
    ///
    /// ```
    /// use casualty_register::language::lexicon::Lexicon;
    /// use casualty_register::language::Gazetteer;
    ///
    /// let gazetteer = Gazetteer::new(&Lexicon::bundled());
    /// let same = |text: &str| {
    ///     let place = gazetteer.read(text, None).place().cloned();
    ///     place.is_some_and(|place| gazetteer.has_same_borders(&place, (2022, 1, 6), (2022, 6, 8)))
    /// };
    /// assert!(same("Almaty") && !same("Almaty region"));
    /// ```
    pub fn has_same_borders(&self, place: &Place, a: PlaceDay, b: PlaceDay) -> bool {
        let (a, b) = (self.atlas.period(a), self.atlas.period(b));
        let contains = |outer: PlaceId, inner: PlaceId, period| self.atlas.contains(outer, inner, period);
        let same = |outer: PlaceId| {
            (0..self.atlas.len()).all(|inner| contains(outer, inner, a) == contains(outer, inner, b))
        };
        a == b || place.0.candidates.iter().all(|outer| same(*outer))
    }
}
