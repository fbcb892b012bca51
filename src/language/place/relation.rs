//! How two places relate.

use super::atlas::PlaceId;
use super::letters::LetterCounts;
use super::{Gazetteer, Place, PlaceCell, PlaceKind, UnknownPlace};

/// From this likeness on (1 less the edit distance, with swaps of neighbours, over the longer
/// length), two folded texts of at least four letters are [`PlaceRelation::SimilarText`]: one
/// slip in five letters.
pub const SIMILAR_TEXT: f64 = 0.8;

/// How two places relate, from the least favourable to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlaceRelation {
    /// Different, in different regions.
    Apart,
    /// At least one is not in the gazetteer, and the texts differ: nobody knows whether one lies in the other.
    OtherText,
    /// Different places of one name, easily confused: Almaty city and Almaty region.
    SameHeadName,
    /// Different, in one region.
    SameRegion,
    /// Different, in one district.
    SameDistrict,
    /// At least one is not in the gazetteer, and the texts are alike.
    SimilarText,
    /// One contains the other: a city and its own region.
    Within,
    /// Not in the gazetteer, and the folded texts are equal.
    SameText,
    /// The same place.
    Same,
}

impl Gazetteer {
    /// How two places relate. Symmetric.
    ///
    /// None when nothing can be said: a cell is empty or says that the place is not known, or one
    /// text is not in the gazetteer and may lie in the area that the other names.
    ///
    /// Where a cell has several candidates, the most favourable pair counts. So does, where the
    /// cells were read for days between which a border changed, the more favourable of the two
    /// days, and, where no day was given, the most favourable day.
    pub fn relation(&self, a: &PlaceCell, b: &PlaceCell) -> Option<PlaceRelation> {
        match (a, b) {
            (PlaceCell::Known(a), PlaceCell::Known(b)) => Some(self.of_known(a, b)),
            (PlaceCell::Unknown(a), PlaceCell::Unknown(b)) => of_texts(a, b),
            (PlaceCell::Known(known), PlaceCell::Unknown(text))
            | (PlaceCell::Unknown(text), PlaceCell::Known(known)) => self.of_mixed(known, text),
            _ => None,
        }
    }

    fn of_known(&self, a: &Place, b: &Place) -> PlaceRelation {
        let mut best = PlaceRelation::Apart;
        for one in &a.0.candidates {
            for other in &b.0.candidates {
                for period in self.periods(a, b) {
                    best = best.max(self.of_pair((a, *one), (b, *other), period));
                }
            }
        }
        best
    }

    /// The periods in which two places are compared.
    fn periods(&self, a: &Place, b: &Place) -> impl Iterator<Item = usize> {
        let (a, b) = (a.0.period, b.0.period);
        let any = a.is_none() && b.is_none();
        let all = if any { 0..self.atlas.periods() } else { 0..0 };
        // Nearly always both cells were read for one period.
        let second = if a == b { None } else { b };
        all.chain(a).chain(second)
    }

    fn of_pair(
        &self,
        (a, one): (&Place, PlaceId),
        (b, other): (&Place, PlaceId),
        period: usize,
    ) -> PlaceRelation {
        let inside = (a.0.inside.as_deref(), b.0.inside.as_deref());
        if one == other {
            return self.of_insides(one, inside);
        }
        if self.atlas.contains(one, other, period) {
            return self.of_outer(one, inside.0);
        }
        if self.atlas.contains(other, one, period) {
            return self.of_outer(other, inside.1);
        }
        self.of_neighbours(one, other, period)
    }

    /// Two cells that name one area may each name an unknown village in it.
    fn of_insides(&self, area: PlaceId, inside: (Option<&str>, Option<&str>)) -> PlaceRelation {
        match inside {
            (Some(a), Some(b)) if a == b => PlaceRelation::Same,
            (Some(a), Some(b)) if are_similar(a, b) => PlaceRelation::SimilarText,
            (Some(_), Some(_)) => self.beside_in(area),
            (None, None) => PlaceRelation::Same,
            _ => PlaceRelation::Within,
        }
    }

    /// An area contains the other place, unless its cell names an unknown village in the area.
    fn of_outer(&self, area: PlaceId, inside: Option<&str>) -> PlaceRelation {
        match inside {
            None => PlaceRelation::Within,
            Some(_) => self.beside_in(area),
        }
    }

    fn beside_in(&self, area: PlaceId) -> PlaceRelation {
        match self.atlas.kind(area) {
            PlaceKind::District => PlaceRelation::SameDistrict,
            PlaceKind::Region => PlaceRelation::SameRegion,
            _ => PlaceRelation::Apart,
        }
    }

    /// Whether two settlements lie so near that one may be a part of the other, or its name stand for both.
    fn are_near(&self, one: PlaceId, other: PlaceId) -> bool {
        let at = |place| self.atlas.entry(place).filter(|entry| entry.kind.is_settlement())?.at;
        at(one).zip(at(other)).is_some_and(|(a, b)| kilometres(a, b) <= NEAR)
    }

    fn of_neighbours(&self, one: PlaceId, other: PlaceId, period: usize) -> PlaceRelation {
        let same = |a: Option<PlaceId>, b: Option<PlaceId>| a.is_some() && a == b;
        let atlas = &self.atlas;
        if same(atlas.district(one, period), atlas.district(other, period)) || self.are_near(one, other) {
            PlaceRelation::SameDistrict
        } else if same(atlas.region(one, period), atlas.region(other, period)) {
            PlaceRelation::SameRegion
        } else if atlas.are_namesakes(one, other) {
            PlaceRelation::SameHeadName
        } else {
            PlaceRelation::Apart
        }
    }

    fn of_mixed(&self, known: &Place, text: &UnknownPlace) -> Option<PlaceRelation> {
        let candidates = known.0.candidates.iter();
        let keys = candidates.filter_map(|place| self.atlas.entry(*place)).flat_map(|entry| &entry.keys);
        let mut keys = keys.map(String::as_str).chain(known.0.inside.as_deref()).chain([&*known.0.whole]);
        if keys.any(|key| key == text.key() || are_similar(key, text.key())) {
            return Some(PlaceRelation::SimilarText);
        }
        // An unknown village may lie in a known region, and an unknown street in a known city.
        let may_contain = text.is_street() || !known.kind().is_settlement();
        (!may_contain).then_some(PlaceRelation::OtherText)
    }
}

fn of_texts(a: &UnknownPlace, b: &UnknownPlace) -> Option<PlaceRelation> {
    if a.key() == b.key() {
        Some(PlaceRelation::SameText)
    } else if are_alike(a.key(), b.key())
        && a.letters.may_be_similar(&b.letters)
        && distance_says_so(a.key(), b.key())
    {
        Some(PlaceRelation::SimilarText)
    } else if a.is_street() != b.is_street() {
        // A street may lie in the village that the other cell names.
        None
    } else {
        Some(PlaceRelation::OtherText)
    }
}

/// Settlements of one agglomeration, in kilometres between their centres.
const NEAR: f64 = 15.0;

/// The distance of two places on a globe of 6,371 km radius, as the chord between them: exact enough for neighbours.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let point = |(latitude, longitude): (f64, f64)| {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    };
    let squares = point(a).into_iter().zip(point(b)).map(|(a, b)| (a - b).powi(2));
    6371.0 * squares.sum::<f64>().sqrt()
}

fn are_similar(a: &str, b: &str) -> bool {
    are_alike(a, b) && (LetterCounts::of(a).may_be_similar(&LetterCounts::of(b))) && distance_says_so(a, b)
}

/// Whether the lengths of two texts let them be similar: the distance is at least the difference.
fn are_alike(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    short >= 4 && short * 2 >= long
}

/// Letters of a place outside the gazetteer that are compared one by one: the time grows with the square of them. Of
/// longer texts the beginnings are compared.
pub(crate) const MOST_LETTERS: usize = 128;

fn distance_says_so(a: &str, b: &str) -> bool {
    strsim::normalized_damerau_levenshtein(beginning(a), beginning(b)) >= SIMILAR_TEXT
}

fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    const JANUARY: Option<super::super::PlaceDay> = Some((2022, 1, 6));
    const LATER: Option<super::super::PlaceDay> = Some((2023, 1, 5));

    fn relate(a: &str, b: &str, on: Option<super::super::PlaceDay>) -> Option<PlaceRelation> {
        let gazetteer = Gazetteer::new(&Lexicon::bundled());
        gazetteer.relation(&gazetteer.read(a, on), &gazetteer.read(b, on))
    }

    #[test]
    fn a_region_of_june_2022_moves_its_towns() {
        let (town, old, new) = ("Талдыкорган", "Алматинская область", "область Жетісу");
        assert_eq!(relate(town, old, JANUARY), Some(PlaceRelation::Within));
        assert_eq!(relate(town, new, JANUARY), Some(PlaceRelation::Within));
        assert_eq!(relate(town, old, LATER), Some(PlaceRelation::Apart));
        assert_eq!(relate(town, old, None), Some(PlaceRelation::Within));
        assert_eq!(relate(town, "Талгар", LATER), Some(PlaceRelation::Apart));
    }

    #[test]
    fn unknown_villages_of_one_region_are_not_the_same() {
        let (a, b) = ("Алматинская область, с. Берёзовое", "Алматинская область, с. Кленовое");
        assert_eq!(relate(a, b, JANUARY), Some(PlaceRelation::SameRegion));
        assert_eq!(relate(a, "Алматинская область", JANUARY), Some(PlaceRelation::Within));
        assert_eq!(relate(a, a, JANUARY), Some(PlaceRelation::Same));
        assert_eq!(relate(a, "Талгар", JANUARY), Some(PlaceRelation::SameRegion));
    }
}
