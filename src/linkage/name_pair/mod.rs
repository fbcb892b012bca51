//! Compares two personal names without lists.
//!
//! In: two names, read with [`NameComparer::reader`]. Out: [`NameMatch`] with a weight in bits, a probability, and the
//! level of each part.
//!
//! Parts, levels, readings, costs, m and u are those of a run. A run also learns from its lists how many other records
//! agree and how much the lists overlap. Here a table of name frequencies and even prior odds replace this. The
//! comparison also assumes a selected pair: somebody compares two people's names only if something in them agrees.
//!
//! ```
//! use casualty_register::language::lexicon::Lexicon;
//! use casualty_register::linkage::NameComparer;
//!
//! let names = NameComparer::new(&Lexicon::bundled());
//! let read = |text: &str| names.reader().read(text).expect("a name");
//! let name = read("Ахметов Серік Болатұлы");
//! let in_latin = read("Serik Akhmetov");
//! let one = names.compare(&name, &in_latin);
//! assert!(one.probability > 0.9, "{one}");
//! let brother = read("Ахметов Марат Болатович");
//! let two = names.compare(&name, &brother);
//! assert!(two.probability < 0.1, "{two}");
//! ```

mod likelihood;

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use crate::language::lexicon::Lexicon;
use crate::language::name::{NameReader, NameValue, PersonName, Reading, Role};
use crate::linkage::compare::{NAME_LEVELS, name_level};
use crate::linkage::model::Model;
use likelihood::{Alignments, Likelihood, ReadingAgreement, WeighedAlignment};

/// Compares pairs of names. Build it once and use it for many pairs; it can be shared among threads.
#[derive(Clone, Debug)]
pub struct NameComparer {
    /// Reads names with the tables that are also used for comparing.
    reader: NameReader,
    /// m and u of the levels, from the model.
    likelihood: Likelihood,
}

/// How well two names agree.
///
/// The bits of the parts do not sum to the score: the score also weighs relatives, namesakes and doubles, and all
/// readings that align the same parts. It does not borrow from the names:
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::linkage::{NameComparer, NameMatch};
///
/// let names = NameComparer::new(&Lexicon::bundled());
/// let compared = |a, b| -> Option<NameMatch> {
///     Some(names.compare(&names.reader().read(a)?, &names.reader().read(b)?))
/// };
/// let one = compared("Тестов Асан", "Asan Testov").expect("two names");
/// let surname = &one.alignment[0];
/// assert_eq!((&*surname.left, &*surname.right), ("Тестов", "Testov"));
/// assert!(one.probability > 0.5, "{one}");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NameMatch {
    /// log2 of the likelihood ratio of one person against two, in bits. Positive values speak for one person.
    pub score: f64,
    /// Probability that the two are one person, with even prior odds.
    pub probability: f64,
    /// The parts that both names have, in the order of [`Role::ALL`], in the two readings that fit best. Empty if the
    /// names share no role.
    pub alignment: Vec<AlignedPart>,
}

impl Default for NameMatch {
    /// No information: 0 bits and a probability of one half.
    fn default() -> Self {
        NameMatch { score: 0.0, probability: 0.5, alignment: Vec::new() }
    }
}

/// Two parts with the same role.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AlignedPart {
    /// The role that both parts have, such as the surname.
    pub role: Role,
    /// The part of the first name, as written.
    pub left: Arc<str>,
    /// The part of the second name, as written.
    pub right: Arc<str>,
    /// The level of agreement: a name from [`name_levels`](crate::linkage::compare::name_levels), such as `same` or
    /// `spelling`.
    pub level: &'static str,
    /// Match weight of the level against two strangers, log2(m/u), in bits.
    pub bits: f64,
}

impl NameComparer {
    /// A comparer with the bundled model.
    pub fn new(lexicon: &Lexicon) -> Self {
        NameComparer::with_model(lexicon, &Model::prior())
    }

    /// A comparer with the m and u of a model, such as a fitted `model.json`.
    pub fn with_model(lexicon: &Lexicon, model: &Model) -> Self {
        NameComparer { reader: NameReader::new(lexicon), likelihood: Likelihood::new(model) }
    }

    /// The reader for the names to compare. Names of a reader with other tables must not be compared.
    pub fn reader(&self) -> &NameReader {
        &self.reader
    }

    /// Compares two names. Exchanging the names only exchanges left and right. A part that one name lacks adds 0
    /// bits.
    ///
    /// All pairs of readings are compared. Those that align the same parts are added up; the best alignment gives the
    /// result.
    pub fn compare(&self, a: &PersonName, b: &PersonName) -> NameMatch {
        let mut levels = KnownLevels { comparer: self, known: [NO_LEVEL; MEMORY], count: 0 };
        let mut alignments = Alignments::default();
        for (at, left) in a.readings().iter().enumerate() {
            for (bt, right) in b.readings().iter().enumerate() {
                let (alignment, roles) = levels.agreement(left, right);
                let belief = belief(a, left) * belief(b, right);
                let agreement = ReadingAgreement { readings: (at, bt), roles, belief };
                alignments.add(alignment, agreement, self.likelihood.of_one_and_two(&agreement));
            }
        }
        let Some(best) = alignments.best() else { return NameMatch::default() };
        NameMatch {
            score: best.ratio().log2(),
            probability: best.probability(),
            alignment: self.aligned(a, b, best),
        }
    }

    /// Compares many pairs in parallel. The results are in the order of the pairs.
    pub fn compare_all(&self, pairs: &[(&PersonName, &PersonName)]) -> Vec<NameMatch> {
        pairs.par_iter().map(|(a, b)| self.compare(a, b)).collect()
    }

    /// The aligned parts of the best agreement. Empty if a reading does not exist.
    fn aligned(&self, a: &PersonName, b: &PersonName, best: &WeighedAlignment) -> Vec<AlignedPart> {
        let agreement = &best.agreement;
        let (at, bt) = agreement.readings;
        let (Some(left), Some(right)) = (a.readings().get(at), b.readings().get(bt)) else {
            return Vec::new();
        };
        let part = |role: &Role| {
            let (level, commonness) = agreement.roles[*role as usize]?;
            Some(AlignedPart {
                role: *role,
                left: left.value(*role)?.shared_text(),
                right: right.value(*role)?.shared_text(),
                level: NAME_LEVELS.get(usize::from(level))?.name,
                bits: self.likelihood.bits(*role, level, commonness),
            })
        };
        Role::ALL.iter().filter_map(part).collect()
    }
}

/// The share of a reading, relative to the most likely reading of the name; from nearly 0 to 1.
fn belief(name: &PersonName, reading: &Reading) -> f64 {
    let best = name.readings().first().map_or(1.0, Reading::share);
    reading.share().max(1e-6) / best
}

/// A role, and the parts that have it in the first and in the second name, a bit each.
type RoleParts = (Role, u16, u16);

/// Most levels of a pair of names that are kept. A pair with more readings computes some levels again.
const MEMORY: usize = 16;
/// Fills unused places.
const NO_LEVEL: (RoleParts, (u8, f64)) = ((Role::Surname, 0, 0), (0, 0.0));

/// The levels of one pair of names. Most readings share them, so they are kept.
struct KnownLevels<'a> {
    /// Gives the tables, and how frequent names are.
    comparer: &'a NameComparer,
    /// Levels found so far, with the frequency factor of u.
    known: [(RoleParts, (u8, f64)); MEMORY],
    /// Number of levels in `known`.
    count: usize,
}

/// For each role, in the order of [`Role::ALL`], the level and the frequency factor of u; `None` if a name lacks the
/// role.
type RoleLevels = [Option<(u8, f64)>; 4];

impl KnownLevels<'_> {
    /// The alignment of two readings (which parts are compared with each other, in any order) and the level of each
    /// role.
    fn agreement(&mut self, a: &Reading, b: &Reading) -> ([u32; 4], RoleLevels) {
        let mut alignment = [0_u32; 4];
        let roles = Role::ALL.map(|role| {
            let (left, right) = (a.value(role)?, b.value(role)?);
            let place = (role, a.parts(role), b.parts(role));
            alignment[role as usize] = u32::from(place.1) << 16 | u32::from(place.2);
            Some(self.level(place, left, right))
        });
        alignment.sort_unstable();
        (alignment, roles)
    }

    /// The level of one role and the frequency factor of u, computed on the first call.
    fn level(&mut self, place: RoleParts, a: &NameValue, b: &NameValue) -> (u8, f64) {
        let known = self.known.get(..self.count).unwrap_or_default();
        if let Some((_, found)) = known.iter().find(|(known, _)| *known == place) {
            return *found;
        }
        let level = name_level(a, b, place.0, self.comparer.reader.tables().letters());
        let found = (level, self.comparer.likelihood.commonness(place.0, a, b));
        if let Some(free) = self.known.get_mut(self.count) {
            *free = (place, found);
            self.count += 1;
        }
        found
    }
}

impl fmt::Display for NameMatch {
    /// `surname Ахметов / Akhmetov spelling +7.4; given-name Серік / Serik same +6.1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alignment.is_empty() {
            return f.write_str("no part in common");
        }
        for (at, part) in self.alignment.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            let (role, left, right) = (part.role.as_str(), &part.left, &part.right);
            write!(f, "{separator}{role} {left} / {right} {} {:+.1}", part.level, part.bits)?;
        }
        Ok(())
    }
}
