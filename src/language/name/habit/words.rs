//! Which words have which role in all lists.

use rustc_hash::FxHashMap;

use crate::language::name::{Folded, Role, Sound};

/// A part that no other row is asked about.
pub(super) const NO_WORD: u32 = u32::MAX;
/// Every word counts as seen so often in every role.
const UNSEEN: f64 = 0.1;
/// The share of what is known of a given-name role, the own, the father's or the grandfather's, that comes from
/// this role alone; the rest comes from the given names of all roles. Without it, a role of fathers could come
/// to hold the surnames of a list.
const OF_ROLE_ALONE: f64 = 0.3;

/// The share of surnames that are given names (a forefather's), as far as the words of a list do not show it.
const SURNAME_OF_GIVEN: f64 = 0.1;

/// The numbers of words.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: FxHashMap<Folded, u32>,
    first_sounds: Vec<Sound>,
}

impl Words {
    pub(super) fn number(&mut self, word: &Folded) -> u32 {
        let next = u32::try_from(self.first_sounds.len()).unwrap_or(NO_WORD);
        *self.numbers.entry(*word).or_insert_with(|| {
            self.first_sounds.push(word.first().copied().unwrap_or_default());
            next
        })
    }

    /// The letter that a word begins with.
    pub(super) fn first_sound(&self, word: u32) -> Sound {
        self.first_sounds.get(word as usize).copied().unwrap_or_default()
    }
}

/// A word that a share of this size of its rows begins a person's own name with is a name by itself.
const BY_ITSELF: f64 = 0.05;

/// How often each word has each role.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    by_word: Vec<[f64; 4]>,
    /// How often each word is a person's own name or its first word.
    own: Vec<f64>,
}

impl Counts {
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

    /// Counts a word that is a person's own name, or its first word.
    pub(super) fn add_own(&mut self, word: u32, times: f64) {
        if word != NO_WORD {
            let at = word as usize;
            self.own.resize(self.own.len().max(at + 1), 0.0);
            self.own[at] += times;
        }
    }

    pub(super) fn add_all(&mut self, other: &Counts) {
        if self.by_word.len() < other.by_word.len() {
            self.by_word.resize(other.by_word.len(), [0.0; 4]);
        }
        for (sums, more) in self.by_word.iter_mut().zip(&other.by_word) {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.own.resize(self.own.len().max(other.own.len()), 0.0);
        self.own.iter_mut().zip(&other.own).for_each(|(sum, more)| *sum += more);
    }

    /// Whether a word is a name by itself: the second word of a name that was torn apart (`Abd al-Din`) is not.
    fn is_by_itself(&self, word: usize) -> bool {
        let own = self.own.get(word).copied().unwrap_or_default();
        let seen: f64 = self.by_word.get(word).map_or(0.0, |counts| counts.iter().sum());
        seen > 0.0 && own >= BY_ITSELF * seen
    }

    pub(super) fn has(&self, word: u32) -> bool {
        self.by_word.get(word as usize).is_some_and(|counts| counts.iter().sum::<f64>() > 0.0)
    }
}

/// How likely a word is in each role.
#[derive(Clone, Debug, Default)]
pub(super) struct WordRoles {
    by_word: FxHashMap<Folded, u32>,
    likely: Vec<Option<[f64; 4]>>,
    by_itself: Vec<bool>,
}

impl WordRoles {
    /// The probabilities of words that more than one name has; what one row has by itself says nothing of it.
    ///
    /// `is_begun` tells the roles of given names from each other; before that, they are one.
    pub(super) fn new(counts: &Counts, is_begun: bool) -> Self {
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

    /// The same, to be looked up by words.
    pub(super) fn by_word(self, words: &Words) -> Self {
        let is_known = |number: u32| self.likely.get(number as usize).is_some_and(Option::is_some);
        let known = words.numbers.iter().filter(|(_, number)| is_known(**number));
        WordRoles { by_word: known.map(|(word, number)| (*word, *number)).collect(), ..self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_word.is_empty()
    }

    /// The probability of a word in each role, and whether it is a name by itself.
    pub(super) fn of(&self, word: &Folded) -> Option<([f64; 4], bool)> {
        let at = *self.by_word.get(word)? as usize;
        Some(((*self.likely.get(at)?)?, *self.by_itself.get(at)?))
    }

    pub(super) fn by_number(&self, word: u32, role: Role) -> Option<f64> {
        Some((*self.likely.get(word as usize)?)?[role as usize])
    }
}

/// The probability of one word in each role, the row itself left out.
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
