//! A cache of comparison levels: pairs of common values occur again and again.

/// Slots of the cache for each role and field; a power of two.
const REMEMBERED: usize = 1 << 14;

/// The cache of one thread.
#[derive(Debug)]
pub(super) struct Memory {
    /// For each role and field, its slots. A slot has a pair of values and, in the lowest eight bits, their level.
    known: Vec<Vec<u64>>,
    places: usize,
}

/// Values from this number on are not cached: two of them and a level have to fit 64 bits.
const MOST_VALUES: u32 = 1 << 28;
/// An empty slot. Pairs of one value are not cached, so no pair is 0.
const NO_PAIR: u64 = 0;

impl Default for Memory {
    fn default() -> Self {
        Memory { known: Vec::new(), places: REMEMBERED }
    }
}

impl Memory {
    /// A cache for a few pairs.
    pub(super) fn small() -> Self {
        Memory { known: Vec::new(), places: 64 }
    }

    /// The level of two values of a role or field (`table`), from the cache or from `find`. A new pair replaces the
    /// one in its slot.
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
