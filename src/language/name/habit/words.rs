//! The roles that words have in all lists.
//!
//! In: how often each word had each role in the last round. Out: the probability of a word in each role, for
//! words that several records have.
//!
//! Own name, father and grandfather share their words: Серік may be each of them. So their counts are mostly
//! pooled. The surname does not share them, so a word that is a surname in other records is probably a
//! surname here.

use rustc_hash::FxHashMap;

use crate::language::name::{Folded, Role, Sound};

/// The number of a part that other records cannot show, such as an initial. It is ignored in all counts.
pub(super) const NO_WORD: u32 = u32::MAX;
/// Pseudo-count of every word in every role.
const UNSEEN: f64 = 0.1;
/// Weight of the counts of one given-name role (own, father's, grandfather's) by itself; the rest of the
/// weight has the counts of all given-name roles together. Without the joint counts, a father's role could
/// take over the surnames of a list.
const OF_ROLE_ALONE: f64 = 0.3;

/// Share of surnames that are given names (of a forefather), if the words of a list do not show it.
const SURNAME_OF_GIVEN: f64 = 0.1;

/// Numbers for words, so that counts are arrays.
#[derive(Debug, Default)]
pub(super) struct NumberedWords {
    /// The number of each word, from 0 in the order of first use.
    numbers: FxHashMap<Folded, u32>,
    /// The first letter of each word, by number.
    first_sounds: Vec<Sound>,
}

impl NumberedWords {
    /// The number of a word; a new word gets the next number.
    pub(super) fn number(&mut self, word: &Folded) -> u32 {
        let next = u32::try_from(self.first_sounds.len()).unwrap_or(NO_WORD);
        *self.numbers.entry(*word).or_insert_with(|| {
            self.first_sounds.push(word.first().copied().unwrap_or_default());
            next
        })
    }

    /// The first letter of a word; 0 for an unknown number.
    pub(super) fn first_sound(&self, word: u32) -> Sound {
        self.first_sounds.get(word as usize).copied().unwrap_or_default()
    }
}

/// Least share of a word's records in which it begins a person's own name, for the word to be a name by
/// itself.
const BY_ITSELF: f64 = 0.05;

/// How often each word has each role, by the number of the word. The counts are sums of probabilities.
#[derive(Clone, Debug, Default)]
pub(super) struct RoleCounts {
    /// Count in each role, indexed by `Role as usize`.
    by_word: Vec<[f64; 4]>,
    /// How often the word is a person's own name or its first word.
    own: Vec<f64>,
}

impl RoleCounts {
    /// Adds to the count of a word in a role. `NO_WORD` is ignored.
    pub(super) fn add(&mut self, word: u32, role: Role, times: f64) {
        if word == NO_WORD {
            return;
        }
        let at = word as usize;
        if self.by_word.len() <= at {
            self.by_word.resize(at + 1, [0.0; 4]);
        }
        self.by_word[at][role as usize] += times;
    }

    /// Adds to the count of a word as a person's own name, or its first word. `NO_WORD` is ignored.
    pub(super) fn add_own(&mut self, word: u32, times: f64) {
        if word != NO_WORD {
            let at = word as usize;
            self.own.resize(self.own.len().max(at + 1), 0.0);
            self.own[at] += times;
        }
    }

    /// Adds all counts of another list.
    pub(super) fn add_all(&mut self, other: &RoleCounts) {
        if self.by_word.len() < other.by_word.len() {
            self.by_word.resize(other.by_word.len(), [0.0; 4]);
        }
        for (sums, more) in self.by_word.iter_mut().zip(&other.by_word) {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.own.resize(self.own.len().max(other.own.len()), 0.0);
        self.own.iter_mut().zip(&other.own).for_each(|(sum, more)| *sum += more);
    }

    /// Whether a word is a name by itself. The second word of a name that was torn apart (`Abd al-Din`) is
    /// not.
    fn is_by_itself(&self, word: usize) -> bool {
        let own = self.own.get(word).copied().unwrap_or_default();
        let seen: f64 = self.by_word.get(word).map_or(0.0, |counts| counts.iter().sum());
        seen > 0.0 && own >= BY_ITSELF * seen
    }

    /// Whether a word has a count in any role.
    pub(super) fn has(&self, word: u32) -> bool {
        self.by_word.get(word as usize).is_some_and(|counts| counts.iter().sum::<f64>() > 0.0)
    }
}

/// The probability of words in each role: how often a record that has a part in this role has this word
/// there.
#[derive(Clone, Debug, Default)]
pub(super) struct WordRoles {
    /// The numbers of words with known roles; empty until [`by_word`](Self::by_word) is called.
    by_word: FxHashMap<Folded, u32>,
    /// The probability in each role, by number; `None` for words that only one record has.
    likely: Vec<Option<[f64; 4]>>,
    /// Whether the word is a name by itself, by number.
    by_itself: Vec<bool>,
}

impl WordRoles {
    /// The probabilities from counts. Words that only one record has get none, because a record is no
    /// evidence about itself.
    ///
    /// `is_begun` separates the given-name roles (own, father's, grandfather's) from each other. In the first
    /// rounds they are one, because nothing separates them yet.
    pub(super) fn new(counts: &RoleCounts, is_begun: bool) -> Self {
        let alone = if is_begun { OF_ROLE_ALONE } else { 0.0 };
        let mut totals = [0.0; 4];
        for counts in &counts.by_word {
            totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        let size = counts.by_word.len() as f64;
        let likely = counts.by_word.iter().map(|counts| likely(counts, &totals, size, alone)).collect();
        let by_itself = (0..counts.by_word.len()).map(|word| counts.is_by_itself(word)).collect();
        WordRoles { by_word: FxHashMap::default(), likely, by_itself }
    }

    /// The same, ready for look-ups by word.
    pub(super) fn by_word(self, words: &NumberedWords) -> Self {
        let is_known = |number: u32| self.likely.get(number as usize).is_some_and(Option::is_some);
        let known = words.numbers.iter().filter(|(_, number)| is_known(**number));
        WordRoles { by_word: known.map(|(word, number)| (*word, *number)).collect(), ..self }
    }

    /// Whether no word can be looked up.
    pub(super) fn is_empty(&self) -> bool {
        self.by_word.is_empty()
    }

    /// The probability of a word in each role, and whether it is a name by itself; `None` for a word of a
    /// single record, or an unknown word. The probabilities are those of the word given the role, so they do
    /// not sum to 1.
    pub(super) fn of(&self, word: &Folded) -> Option<([f64; 4], bool)> {
        let at = *self.by_word.get(word)? as usize;
        Some(((*self.likely.get(at)?)?, *self.by_itself.get(at)?))
    }

    /// The probability of a word in one role, by its number; `None` if only one record has it.
    pub(super) fn by_number(&self, word: u32, role: Role) -> Option<f64> {
        Some((*self.likely.get(word as usize)?)?[role as usize])
    }
}

/// The probability of one word in each role, with one record removed so that a record is no evidence about
/// itself. `None` for a word of one record.
///
/// `counts` has the word's count in each role, `totals` the count of each role over all words. `size` is the
/// number of words, `alone` the weight of a role by itself.
///
/// A count is smoothed with 0.1 for each word. The surname takes a tenth of its probability from the given
/// names, because some surnames are a forefather's name. The other roles mix their own counts, in the weight
/// `alone`, with the counts of all given-name roles.
fn likely(counts: &[f64; 4], totals: &[f64; 4], size: f64, alone: f64) -> Option<[f64; 4]> {
    let seen: f64 = counts.iter().sum();
    let of_others = 1.0 - 1.0 / seen;
    if seen < 1.5 {
        return None;
    }
    let surname = Role::Surname as usize;
    let given = |of: &[f64; 4]| of.iter().sum::<f64>() - of[surname];
    let smoothed = |count: f64, total: f64| (count * of_others + UNSEEN) / (total + UNSEEN * size);
    let of_given = smoothed(given(counts), given(totals));
    Some(Role::ALL.map(|role| {
        let (count, total) = (counts[role as usize], totals[role as usize]);
        match role {
            Role::Surname => (1.0 - SURNAME_OF_GIVEN) * smoothed(count, total) + SURNAME_OF_GIVEN * of_given,
            _ => alone * smoothed(count, total) + (1.0 - alone) * of_given,
        }
    }))
}
