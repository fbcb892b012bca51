//! How two places relate.
//!
//! In: two cells that the gazetteer has read. Out: a [`PlaceRelation`], from which the comparison makes a level.

use super::atlas::PlaceId;
use super::letters::LetterCounts;
use super::{Gazetteer, Place, PlaceCell, PlaceKind, UnknownPlace};

/// Least similarity of two texts for [`PlaceRelation::SimilarText`]: one slip in five letters. The similarity is 1 less
/// the Damerau-Levenshtein distance divided by the length of the longer text. Both folded texts need at least four
/// letters.
pub const SIMILAR_TEXT: f64 = 0.8;

/// How two places relate, from the least to the most favourable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlaceRelation {
    /// Different places in different regions.
    /// Талгар and Актобе.
    Apart,
    /// At least one is not in the gazetteer, and the texts differ. Whether one lies in the other is unknown.
    OtherText,
    /// Different places of one name that are easily confused: Almaty city and Almaty region.
    SameHeadName,
    /// Different places in one region.
    /// Талгар and Есик, towns of two districts.
    SameRegion,
    /// Different places in one district, or settlements at most 15 km apart.
    SameDistrict,
    /// At least one is not in the gazetteer, and the texts are similar.
    SimilarText,
    /// One contains the other: a city and its own region.
    /// The list with the wider place may simply be less precise, so this is agreement of a weak kind.
    Within,
    /// Neither is in the gazetteer, and the folded texts are equal.
    /// Two lists that name a village that no table has.
    SameText,
    /// The same place.
    /// Also if the cells spell it differently or in different scripts.
    Same,
}

impl Gazetteer {
    /// How two places relate; symmetric.
    ///
    /// `None` if nothing can be said: a cell is empty or states an unknown place, or one text is not in the gazetteer
    /// and may lie in the area that the other cell names.
    ///
    /// If a cell has several candidates, the most favourable pair counts. If the cells were read for days between which
    /// a border changed, the more favourable day counts. If both were read without a day, the most favourable period
    /// counts.
    pub fn relation(&self, a: &PlaceCell, b: &PlaceCell) -> Option<PlaceRelation> {
        match (a, b) {
            (PlaceCell::Known(a), PlaceCell::Known(b)) => Some(self.of_known(a, b)),
            (PlaceCell::Unknown(a), PlaceCell::Unknown(b)) => of_texts(a, b),
            (PlaceCell::Known(known), PlaceCell::Unknown(text))
            | (PlaceCell::Unknown(text), PlaceCell::Known(known)) => self.of_mixed(known, text),
            _ => None,
        }
    }

    /// The most favourable relation over all candidates and periods.
    /// Time is proportional to the product of the candidates, times the periods if no day was given.
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

    /// The periods in which two places are compared, with one entry in the usual case.
    fn periods(&self, a: &Place, b: &Place) -> impl Iterator<Item = usize> {
        let (a, b) = (a.0.period, b.0.period);
        let any = a.is_none() && b.is_none();
        let all = if any { 0..self.atlas.periods() } else { 0..0 };
        // Nearly always both cells were read for one period.
        let second = if a == b { None } else { b };
        all.chain(a).chain(second)
    }

    /// How one candidate of each cell relates to the other in a period. A cell may also name an unknown village in its
    /// candidate.
    ///
    /// If a cell names an area and an unknown village in it, the village is what is compared: two villages of one
    /// region are not the same place.
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

    /// How two cells that name the same area relate, if each may name an unknown village in it.
    fn of_insides(&self, area: PlaceId, inside: (Option<&str>, Option<&str>)) -> PlaceRelation {
        match inside {
            (Some(a), Some(b)) if a == b => PlaceRelation::Same,
            (Some(a), Some(b)) if are_similar(a, b) => PlaceRelation::SimilarText,
            (Some(_), Some(_)) => self.beside_in(area),
            (None, None) => PlaceRelation::Same,
            _ => PlaceRelation::Within,
        }
    }

    /// How an area relates to a place in it. The area contains the place, unless the cell of the area names an unknown
    /// village.
    fn of_outer(&self, area: PlaceId, inside: Option<&str>) -> PlaceRelation {
        match inside {
            None => PlaceRelation::Within,
            Some(_) => self.beside_in(area),
        }
    }

    /// The relation of two different places of one area.
    fn beside_in(&self, area: PlaceId) -> PlaceRelation {
        match self.atlas.kind(area) {
            PlaceKind::District => PlaceRelation::SameDistrict,
            PlaceKind::Region => PlaceRelation::SameRegion,
            _ => PlaceRelation::Apart,
        }
    }

    /// Whether two settlements are so near that one may be a part of the other, or one name may mean both.
    fn are_near(&self, one: PlaceId, other: PlaceId) -> bool {
        let at = |place| self.atlas.entry(place).filter(|entry| entry.kind.is_settlement())?.at;
        at(one).zip(at(other)).is_some_and(|(a, b)| kilometres(a, b) <= NEAR)
    }

    /// How two different places relate of which neither contains the other.
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

    /// How a place of the gazetteer and a text relate; `None` if the text may be a village or street in the place.
    ///
    /// If the texts are similar, the cell of the known place may only be spelled better. If they are not, and the text
    /// can be no part of the place, the two differ.
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

/// How two texts outside the gazetteer relate.
fn of_texts(a: &UnknownPlace, b: &UnknownPlace) -> Option<PlaceRelation> {
    if a.key() == b.key() {
        Some(PlaceRelation::SameText)
    } else if are_alike(a.key(), b.key())
        && a.letters.may_be_similar(&b.letters)
        && distance_says_so(a.key(), b.key())
    {
        Some(PlaceRelation::SimilarText)
    } else if a.is_street() != b.is_street() {
        // The street may lie in the village that the other cell names.
        None
    } else {
        Some(PlaceRelation::OtherText)
    }
}

/// Largest distance of settlements that count as one district, between their centres, in kilometres.
/// Suburbs are often given as the city. Coordinates are only known for places of the world.
const NEAR: f64 = 15.0;

/// The distance of two points in degrees of latitude and longitude, in kilometres. It is the chord on a sphere with a
/// radius of 6,371 km, which is exact enough for neighbours.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let point = |(latitude, longitude): (f64, f64)| {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    };
    let squares = point(a).into_iter().zip(point(b)).map(|(a, b)| (a - b).powi(2));
    6371.0 * squares.sum::<f64>().sqrt()
}

/// Whether two folded texts are similar, by three tests from the cheapest to the exact one.
fn are_similar(a: &str, b: &str) -> bool {
    are_alike(a, b) && (LetterCounts::of(a).may_be_similar(&LetterCounts::of(b))) && distance_says_so(a, b)
}

/// Whether the lengths of two texts, in bytes, allow similarity: at least four, and at most a factor of two apart.
fn are_alike(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    short >= 4 && short * 2 >= long
}

/// Longest part of a text that is compared letter by letter, in letters. The time grows with the square of the length.
/// Of longer texts only the beginnings are compared.
pub(crate) const MOST_LETTERS: usize = 128;

/// Whether the similarity of the beginnings reaches [`SIMILAR_TEXT`].
fn distance_says_so(a: &str, b: &str) -> bool {
    strsim::normalized_damerau_levenshtein(beginning(a), beginning(b)) >= SIMILAR_TEXT
}

/// The first [`MOST_LETTERS`] letters of a text.
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
