//! The pairs that are weighed in every round, with their comparison levels.
//!
//! In: pairs and their comparison vectors. Out: [`Interest`]. The levels of a pair never change, only how many other
//! records agree as well. So levels are computed once, and kept in one byte each.

use crate::linkage::block::Pair;
use crate::linkage::compare::{Profile, add_levels};

/// Most levels that are kept, one byte each: 128 MiB. With more, they are computed again in each round.
const MOST_LEVELS: usize = 1 << 27;

/// Pairs in order, each with its levels.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interest {
    /// The pairs, sorted.
    pub(crate) pairs: Vec<Pair>,
    /// The levels of each pair, one after the other, as [`add_levels`] gives them.
    levels: Vec<u8>,
    /// For each pair the index in `levels` of its first level; one further number for the end. Empty if the levels
    /// are not kept.
    begins: Vec<u32>,
}

/// Pairs with a weight in bits and their levels, as a thread collects them.
#[derive(Clone, Debug, Default)]
pub(crate) struct WeighedPairs {
    /// The pairs with their weights.
    pub(crate) pairs: Vec<(Pair, f32)>,
    /// The levels of the pairs, one after the other.
    levels: Vec<u8>,
    /// The number of levels of each pair.
    lengths: Vec<u32>,
}

impl WeighedPairs {
    /// Adds a pair with its weight and its comparison vector.
    pub(crate) fn push(&mut self, pair: Pair, weight: f32, profile: &Profile) {
        let before = self.levels.len();
        add_levels(profile, &mut self.levels);
        self.pairs.push((pair, weight));
        self.lengths.push(u32::try_from(self.levels.len() - before).unwrap_or(u32::MAX));
    }

    /// Joins the parts of several threads, in order.
    pub(crate) fn joined(parts: Vec<WeighedPairs>) -> Self {
        let mut all = WeighedPairs::default();
        for part in parts {
            all.pairs.extend(part.pairs);
            all.lengths.extend(part.lengths);
            if all.levels.len() <= MOST_LEVELS {
                all.levels.extend(part.levels);
            }
        }
        all
    }

    /// All pairs.
    pub(crate) fn all(self) -> Interest {
        let pairs: Vec<Pair> = self.pairs.iter().map(|(pair, _)| *pair).collect();
        self.only(pairs)
    }

    /// The pairs `kept`, which must be sorted like the pairs here.
    pub(crate) fn only(self, kept: Vec<Pair>) -> Interest {
        if self.levels.len() > MOST_LEVELS {
            return Interest { pairs: kept, ..Interest::default() };
        }
        let mut found = Interest { begins: vec![0], ..Interest::default() };
        let (mut next, mut begin) = (kept.iter().peekable(), 0);
        for ((pair, _), length) in self.pairs.iter().zip(&self.lengths) {
            let end = begin + *length as usize;
            if next.next_if(|one| *one == pair).is_some() {
                found.levels.extend_from_slice(self.levels.get(begin..end).unwrap_or_default());
                // At most `MOST_LEVELS` bytes.
                found.begins.push(u32::try_from(found.levels.len()).unwrap_or(u32::MAX));
            }
            begin = end;
        }
        Interest { pairs: kept, ..found }
    }
}

impl Interest {
    /// The pair at a position and its levels. The levels are empty if they are not kept.
    pub(crate) fn at(&self, position: usize) -> (Pair, &[u8]) {
        let begin = |at: usize| self.begins.get(at).map(|begin| *begin as usize);
        let levels = begin(position).zip(begin(position + 1)).and_then(|(a, b)| self.levels.get(a..b));
        (self.pairs[position], levels.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::date::DayOrder;
    use crate::language::lexicon::Lexicon;
    use crate::linkage::compare::{Agreement, Comparer, bundled};
    use crate::source::mention::{Readers, read_all};
    use crate::source::{Field, Source, SourceSpec};

    /// A comparison vector of fields with these levels.
    fn profile(levels: &[u8]) -> Profile {
        let fields = levels.iter().map(|level| Agreement { level: Some(*level), ..Agreement::MISSING });
        Profile { names: Vec::new(), fields: fields.collect() }
    }

    #[test]
    fn each_pair_keeps_its_own_levels_whatever_is_left_out() {
        let pairs: Vec<Pair> = (1..6).map(|at| Pair::new(0, at)).collect();
        let mut parts = vec![WeighedPairs::default(), WeighedPairs::default()];
        for (at, pair) in pairs.iter().enumerate() {
            let levels: Vec<u8> = (0..at as u8).collect();
            parts[at / 3].push(*pair, 0.0, &profile(&levels));
        }
        for kept in [vec![0, 1, 2, 3, 4], vec![1, 4], vec![3], vec![]] {
            let chosen = kept.iter().map(|at| pairs[*at]).collect();
            let found = WeighedPairs::joined(parts.clone()).only(chosen);
            for (position, at) in kept.into_iter().enumerate() {
                let levels: Vec<u8> = (0..at as u8).collect();
                assert_eq!(found.at(position), (pairs[at], levels.as_slice()));
            }
        }
    }

    #[test]
    fn kept_levels_give_the_comparison_vectors_of_a_new_count() {
        let readers = Readers::new(&Lexicon::bundled(), None, DayOrder::default());
        let rows = [
            ("Тестов Асан Серікұлы", "1990-05-01", "Алматы"),
            ("Asan Testov", "1990", "Almaty"),
            ("Асан Т.", "", ""),
            ("", "1990-05-01", "Тараз"),
            ("Сынақова Дана", "1971", "Шымкент, мкр. Самал"),
            ("Дана Сынакова", "01.05.1971", "Shymkent"),
        ];
        let columns = [(Field::Name, "name"), (Field::BirthDate, "birth"), (Field::Place, "place")];
        let spec = columns
            .into_iter()
            .fold(SourceSpec::new("a", "a.csv"), |spec, (field, header)| spec.with_column(field, header));
        let header = columns.map(|(_, header)| header.to_owned()).to_vec();
        let cells = rows.map(|(name, birth, place)| [name, birth, place].map(str::to_owned).to_vec());
        let source = Source::from_rows(spec, header, cells).expect("the rows are valid");
        let (mentions, _) = read_all(&[source], &readers);
        assert_eq!(mentions.len(), rows.len());
        let letters = readers.names().tables().letters();
        let mut comparer = Comparer::new(&mentions, bundled(readers.places().clone()), letters);
        let mut found = WeighedPairs::default();
        for pair in (0..rows.len()).flat_map(|a| (a + 1..rows.len()).map(move |b| Pair::new(a, b))) {
            found.push(pair, 0.0, &comparer.profile(pair, &mentions));
        }
        let interest = found.all();
        comparer.count(&mentions, &[1.0, 0.5, 0.5, 1.0, 0.25, 1.0]);
        for (pair, levels) in (0..interest.pairs.len()).map(|at| interest.at(at)) {
            let mut profile = Profile::default();
            comparer.profile_with(pair, levels, &mentions, &mut profile);
            assert!(!levels.is_empty());
            assert_eq!(profile, comparer.profile(pair, &mentions), "{pair:?}");
        }
    }
}
