//! Scores two mentions without a project.
//!
//! In: a [`Model`], and two mentions read with the tables of the scorer. Out: a [`PairScore`] with the comparison
//! vector, the weight of each field in bits, and a probability for a stated prior.
//!
//! Comparisons, levels, m and the constraints are those of a run. A run also counts on its lists how many other people
//! agree as well; here u is that of the model, with the published frequency of a name if a table has it.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::error::{ErrorKind, Result};
use crate::language::date::{Day, DayOrder};
use crate::language::lexicon::Lexicon;
use crate::linkage::block::Pair;
use crate::linkage::compare::constraint::{never_one_person, only_a_reviewer};
use crate::linkage::compare::{Comparer, Comparison, Level, Levels, Profile, bundled};
use crate::linkage::model::{Coverage, Link, Model, Scorer, for_reviewer};
use crate::source::Duplicates;
use crate::source::mention::{Mention, Readers};

/// Length of the two lists from which a pair is drawn, unless the caller states one, in records. It is of the order of
/// the lists of one event.
const LIST_LENGTH: usize = 1_000;

/// Least and greatest prior probability, so that evidence can always change it.
const BOUNDS: (f64, f64) = (1e-9, 1.0 - 1e-9);

/// Scores pairs of mentions without lists. Build it once and use it for many pairs; it can be shared among threads.
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::linkage::{Model, PairScorer};
/// use casualty_register::source::Field;
///
/// let scorer = PairScorer::new(&Lexicon::bundled(), &Model::prior())?.with_prior(0.01);
/// let read = |name, born| scorer.readers().mention([(Field::Name, name), (Field::BirthDate, born)]);
/// let one = read("Тестов Асан Серикович", "12.05.1984")?;
/// let other = read("Asan Testov", "1984-05-12")?;
///
/// let score = scorer.score(&one, &other);
/// let birth = score.link.contributions.iter().find(|one| &*one.field == "birth").expect("both have a birth");
/// assert_eq!(birth.level, "same-day");
/// assert!(birth.weight > 5.0, "in bits: {score}");
/// assert!(score.probability() > 0.9, "{score}");
///
/// let stranger = read("Үлгі Дана", "1990")?;
/// assert!(scorer.score(&one, &stranger).probability() < 0.001);
/// # Ok::<(), casualty_register::Error>(())
/// ```
///
/// Rows that a program has in memory, with columns of its own:
///
/// ```
/// use casualty_register::language::lexicon::Lexicon;
/// use casualty_register::linkage::{ExtraText, Model, PairScorer};
/// use casualty_register::source::{Field, Source, SourceSpec, read_all};
///
/// let own = vec![Box::new(ExtraText::new("school")) as _];
/// let scorer = PairScorer::with_comparisons(&Lexicon::bundled(), &Model::prior(), own)?;
/// let spec = SourceSpec::new("db", "our table").with_column(Field::Name, "name").with_extra("school", "school");
/// let rows = [["Тестов Асан", "No. 12"], ["Тестов А.", "no. 12"]];
/// let source = Source::from_rows(spec, ["name", "school"], rows)?;
/// let (mentions, _) = read_all(&[source], scorer.readers());
/// let score = scorer.score(&mentions[0], &mentions[1]);
/// assert!(score.link.contributions.iter().any(|one| &*one.field == "school" && one.weight > 0.0), "{score}");
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Debug)]
pub struct PairScorer {
    /// Reads mentions, and holds the tables with which they are compared.
    readers: Readers,
    /// The comparisons of the fields other than the name.
    comparisons: Vec<Arc<dyn Comparison>>,
    /// m and u for the comparisons.
    model: Model,
    /// Weighs comparison vectors with the model.
    scorer: Scorer,
    /// log2 of the prior odds, in bits.
    prior: f64,
}

/// The score of a pair.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PairScore {
    /// The comparison vector: the level of each part of the name and of each field.
    pub profile: Profile,
    /// The weights in bits, by field, and the prior. Its pair has the indices 0 and 1.
    pub link: Link,
    /// Why the two are never one person, whatever agrees: for example, one record is about a relative of the person
    /// whom both name. `None` if they can be one person.
    pub never: Option<String>,
}

impl PairScore {
    /// The probability that the two are one person, from 0 to 1, with the prior of the scorer. 0 if they are
    /// [never](PairScore::never) one person.
    pub fn probability(&self) -> f64 {
        if self.never.is_some() { 0.0 } else { self.link.probability() }
    }
}

impl fmt::Display for PairScore {
    /// `surname same +7.4; birth same-day +12.1; prior -10.0; probability 0.9987`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.link.contributions {
            let level = if one.level.is_empty() { String::new() } else { format!(" {}", one.level) };
            write!(f, "{}{level} {:+.1}; ", one.field, one.weight)?;
        }
        write!(f, "prior {:+.1}; probability {:.4}", self.link.prior, self.probability())?;
        self.never.iter().try_for_each(|why| write!(f, " ({why})"))
    }
}

impl PairScorer {
    /// A scorer with the bundled comparisons.
    ///
    /// # Errors
    ///
    /// If the model was fitted with other comparisons.
    pub fn new(lexicon: &Lexicon, model: &Model) -> Result<Self> {
        PairScorer::with_comparisons(lexicon, model, Vec::new())
    }

    /// A scorer that also compares further fields. `own` has their comparisons.
    ///
    /// # Errors
    ///
    /// As [`PairScorer::new`], or if a comparison has no levels, more than 64, or one for which the model has no m and
    /// u ([`Model::with_level`]).
    pub fn with_comparisons(lexicon: &Lexicon, model: &Model, own: Vec<Box<dyn Comparison>>) -> Result<Self> {
        if let Some(problem) = own.iter().find_map(|one| model.fault_of(one.as_ref())) {
            return Err(ErrorKind::Setting { name: "comparison", problem }.into());
        }
        let readers = Readers::new(lexicon, None, DayOrder::default());
        let all = bundled(readers.places().clone()).into_iter().chain(own);
        let comparisons: Vec<Arc<dyn Comparison>> = all.map(Arc::from).collect();
        let comparer = comparer(&[], &comparisons, &readers);
        let model = model.made_for(&comparer)?;
        let scorer = Scorer::new(&model, &comparer, LIST_LENGTH as f64);
        Ok(PairScorer { readers, comparisons, scorer, prior: 0.0, model }.with_list_length(LIST_LENGTH))
    }

    /// Sets the period of the events and the order of day and month of the mentions that
    /// [`PairScorer::readers`] reads.
    #[must_use]
    pub fn reading(self, period: Option<(Day, Day)>, order: DayOrder) -> Self {
        PairScorer { readers: self.readers.with(period, order), ..self }
    }

    /// Sets the length of the two lists from which a pair is drawn, in records. The default is 1,000. It gives how many
    /// pairs of two people are relatives or namesakes, and the prior: the overlap of two lists that the model expects.
    #[must_use]
    pub fn with_list_length(self, records: usize) -> Self {
        let comparer = comparer(&[], &self.comparisons, &self.readers);
        let lists = (vec![records.max(1); 2], vec![Duplicates::default(); 2]);
        let prior = Coverage::prior(self.model.links(), lists.0, lists.1).odds(0, 1).unwrap_or(0.0);
        PairScorer { scorer: Scorer::new(&self.model, &comparer, records as f64), prior, ..self }
    }

    /// Sets the probability that a pair is one person before its values are compared, from 0 to 1. The default follows
    /// from [`PairScorer::with_list_length`]. A prior below 10⁻⁹ or above 1 − 10⁻⁹ is taken as that bound, so that
    /// evidence can change it.
    #[must_use]
    pub fn with_prior(self, probability: f64) -> Self {
        let probability = if probability.is_nan() { 0.5 } else { probability.clamp(BOUNDS.0, BOUNDS.1) };
        PairScorer { prior: (probability / (1.0 - probability)).log2(), ..self }
    }

    /// The readers for the mentions to score. Mentions of readers with other tables must not be scored.
    pub fn readers(&self) -> &Readers {
        &self.readers
    }

    /// Scores two mentions. A field that one of them lacks adds 0 bits.
    pub fn score(&self, a: &Mention, b: &Mention) -> PairScore {
        let mentions = [a.clone(), b.clone()];
        let mut comparer = comparer(&mentions, &self.comparisons, &self.readers);
        // The two mentions say nothing about how many other people agree.
        comparer.count(&mentions, &[0.0; 2]);
        let pair = Pair::new(0, 1);
        let profile = comparer.profile(pair, &mentions);
        let mut link = self.scorer.link(pair, &profile, self.prior);
        link.contributions.extend(only_a_reviewer(a, b).map(|doubt| for_reviewer(doubt.as_str())));
        let never = never_one_person(a, b).map(|never| never.to_string());
        PairScore { profile, link, never }
    }

    /// Scores many pairs in parallel. The results are in the order of the pairs.
    pub fn score_all(&self, pairs: &[(&Mention, &Mention)]) -> Vec<PairScore> {
        pairs.par_iter().map(|(a, b)| self.score(a, b)).collect()
    }
}

/// Prepares mentions for comparing.
fn comparer(mentions: &[Mention], comparisons: &[Arc<dyn Comparison>], readers: &Readers) -> Comparer {
    let shared = |one: &Arc<dyn Comparison>| Box::new(SharedComparison(one.clone())) as Box<dyn Comparison>;
    Comparer::new(mentions, comparisons.iter().map(shared).collect(), readers.names().tables().letters())
}

/// A comparison that several comparers use.
#[derive(Debug)]
struct SharedComparison(Arc<dyn Comparison>);

impl Comparison for SharedComparison {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn levels(&self) -> &[Level] {
        self.0.levels()
    }

    fn value(&self, mention: &Mention) -> Option<String> {
        self.0.value(mention)
    }

    fn level(&self, a: &Mention, b: &Mention) -> Option<usize> {
        self.0.level(a, b)
    }

    fn among(&self, mentions: &[&Mention]) -> Option<Levels> {
        self.0.among(mentions)
    }

    fn column(&self) -> Option<&str> {
        self.0.column()
    }

    fn singles_out(&self) -> bool {
        self.0.singles_out()
    }
}
