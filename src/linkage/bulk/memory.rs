//! Levels found before: pairs of common values come again and again.

/// Places of a table of levels that were found before.
const REMEMBERED: usize = 1 << 14;

/// Levels found before, for one thread.
#[derive(Debug)]
pub(super) struct Memory {
    /// For each role and each field pairs of values with their level, a word each.
    known: Vec<Vec<u64>>,
    places: usize,
}

/// Values from this number on do not fit into the word of a pair.
const MOST_VALUES: u32 = 1 << 28;
/// No pair: the two values are one.
const NO_PAIR: u64 = 0;

impl Default for Memory {
    fn default() -> Self {
        Memory { known: Vec::new(), places: REMEMBERED }
    }
}

impl Memory {
    /// A memory for a few pairs.
    pub(super) fn small() -> Self {
        Memory { known: Vec::new(), places: 64 }
    }

    pub(super) fn level(&mut self, table: usize, a: u32, b: u32, find: impl FnOnce() -> u8) -> u8 {
        let (low, high) = (a.min(b), a.max(b));
        if high >= MOST_VALUES || low == high {
            return find();
        }
        if self.known.len() <= table {
            self.known.resize(table + 1, Vec::new());
        }
        let pair = u64::from(high) << 28 | u64::from(low);
        let known = &mut self.known[table];
        if known.is_empty() {
            known.resize(self.places, NO_PAIR);
        }
        let at = (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (known.len() - 1);
        if known[at] >> 8 != pair {
            known[at] = pair << 8 | u64::from(find());
        }
        known[at] as u8
    }
}
