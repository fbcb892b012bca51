//! A folded word, stored in place without allocation.
//!
//! In: neutral letters from [`Letters`](super::Letters). Out: a value that is copied, compared and hashed
//! like a slice. Names are read and compared by the million, and hardly any part has more than a dozen
//! letters.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A neutral letter: an index into the alphabet of [`Letters`](super::Letters), below 128. 0 means no letter,
/// 1 a lost letter. The other indices depend on the tables.
pub type Sound = u8;

/// Capacity of a folded word, in neutral letters. Longer words keep their first letters only; no name part is
/// longer.
pub(super) const MAX_LEN: usize = 47;

/// A word in neutral letters, at most 47 of them: `kairat` for Қайрат, Kayrat and Qairat.
///
/// It compares, sorts and hashes as the slice of its letters, and borrows as one, so a map by `Folded` can be
/// searched with a slice. A word beyond the capacity keeps its first letters; two words that differ only
/// after these are equal.
#[derive(Clone, Copy)]
pub struct Folded {
    /// Number of letters in use.
    len: u8,
    /// The letters; those from `len` on are not used.
    sounds: [Sound; MAX_LEN],
}

impl Folded {
    /// A word without letters.
    pub const EMPTY: Folded = Folded { len: 0, sounds: [0; MAX_LEN] };

    /// Adds a letter, unless the word is full. Doubled letters stay.
    pub(super) fn push(&mut self, sound: Sound) {
        if let Some(place) = self.sounds.get_mut(usize::from(self.len)) {
            *place = sound;
            self.len += 1;
        }
    }

    /// Adds a letter, unless the word ends with the same letter or is full: doubled letters count as one.
    pub(super) fn push_single(&mut self, sound: Sound) {
        if self.last() != Some(&sound) {
            self.push(sound);
        }
    }
}

impl Deref for Folded {
    /// A folded word is used as the slice of its letters.
    type Target = [Sound];

    /// The letters in use.
    fn deref(&self) -> &[Sound] {
        self.sounds.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl FromIterator<Sound> for Folded {
    /// The letters in order; those beyond the capacity are dropped.
    fn from_iter<I: IntoIterator<Item = Sound>>(sounds: I) -> Self {
        let mut word = Folded::EMPTY;
        sounds.into_iter().for_each(|sound| word.push(sound));
        word
    }
}

impl From<&[Sound]> for Folded {
    /// The letters of the slice; those beyond the capacity are dropped.
    fn from(sounds: &[Sound]) -> Self {
        sounds.iter().copied().collect()
    }
}

impl Borrow<[Sound]> for Folded {
    /// Equality and hash are those of the slice, as maps require.
    fn borrow(&self) -> &[Sound] {
        self
    }
}

impl PartialEq for Folded {
    fn eq(&self, other: &Self) -> bool {
        self.deref() == other.deref()
    }
}

impl Eq for Folded {}

impl PartialOrd for Folded {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Folded {
    /// The order of the slices: by letters, and a word before its extensions.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.deref().cmp(other)
    }
}

impl Hash for Folded {
    /// Hashes only the letters in use, as a slice does.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.deref().hash(state);
    }
}

impl std::fmt::Debug for Folded {
    /// The indices of the letters; [`Letters::show`](super::Letters::show) has them as text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.deref().fmt(f)
    }
}
