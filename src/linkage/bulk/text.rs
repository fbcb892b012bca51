//! Many short texts in one piece of memory.

/// Texts by number, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// No texts yet, with the capacity for those of another.
    pub(crate) fn with_capacity(other: &Texts) -> Self {
        Texts { text: String::with_capacity(other.text.len()), ends: Vec::with_capacity(other.ends.len()) }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Adds all texts of another.
    pub(crate) fn append(&mut self, other: &Texts) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A text by its number; empty if there is none.
    pub(crate) fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// The first eight bytes as a big-endian number. Where these numbers differ, they sort as the texts do.
    pub(crate) fn head(&self, at: usize) -> u64 {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(self.get(at).bytes()).for_each(|(place, byte)| *place = byte);
        u64::from_be_bytes(bytes)
    }
}
