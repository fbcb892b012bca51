//! A folded word, kept in place: names are read and compared by the million, and hardly any part of
//! one has more than a dozen letters.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A neutral letter: an index into the alphabet of [`Letters`](super::Letters).
pub type Sound = u8;

/// Longer words are known by their first letters only: no name part is longer.
pub(super) const MAX_LEN: usize = 47;

/// A word in neutral letters.
#[derive(Clone, Copy)]
pub struct Folded {
    len: u8,
    sounds: [Sound; MAX_LEN],
}

impl Folded {
    /// A word without letters.
    pub const EMPTY: Folded = Folded { len: 0, sounds: [0; MAX_LEN] };

    /// Adds a letter unless the word is full.
    pub(super) fn push(&mut self, sound: Sound) {
        if let Some(place) = self.sounds.get_mut(usize::from(self.len)) {
            *place = sound;
            self.len += 1;
        }
    }

    /// Adds a letter unless the word ends with it or is full.
    pub(super) fn push_single(&mut self, sound: Sound) {
        if self.last() != Some(&sound) {
            self.push(sound);
        }
    }
}

impl Deref for Folded {
    type Target = [Sound];

    fn deref(&self) -> &[Sound] {
        self.sounds.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl FromIterator<Sound> for Folded {
    fn from_iter<I: IntoIterator<Item = Sound>>(sounds: I) -> Self {
        let mut word = Folded::EMPTY;
        sounds.into_iter().for_each(|sound| word.push(sound));
        word
    }
}

impl From<&[Sound]> for Folded {
    fn from(sounds: &[Sound]) -> Self {
        sounds.iter().copied().collect()
    }
}

impl Borrow<[Sound]> for Folded {
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
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.deref().cmp(other)
    }
}

impl Hash for Folded {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.deref().hash(state);
    }
}

impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.deref().fmt(f)
    }
}
