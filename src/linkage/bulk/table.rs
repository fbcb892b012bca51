//! What each mention is compared by, stored together so that a comparison touches few cache lines.

use rayon::prelude::*;

use super::fields::Fields;
use super::names::{NOBODY, Names, Reading};
use super::rows::NONE;

/// What one mention is compared by: its list, its readings and the values of its fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    words: &'a [u32],
    further: &'a [u32],
}

/// Mentions whose rows are stored together.
const CHUNK: usize = 16_384;

/// Words before the fields: the list, the index of the further readings, and the values and parts of the first
/// reading.
const HEAD: usize = 8;
/// Words of a cache line; a row takes whole lines.
const LINE: usize = 16;
/// Words of a further reading: the values, the parts, the cost.
const WORDS: usize = 7;
/// Bit in the word of the list: all further readings are unlikely.
const UNLIKELY: u32 = 1 << 16;
/// First bit of the number of further readings in the same word.
const COUNT: u32 = 17;

/// Cost above which a reading is unlikely, in bits.
pub(crate) const UNLIKELY_BITS: f32 = 5.0;

impl<'a> Row<'a> {
    fn word(self, at: usize) -> u32 {
        self.words.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn list(self) -> u16 {
        self.word(0) as u16
    }

    pub(crate) fn field(self, at: usize) -> u32 {
        self.words.get(HEAD + at).copied().unwrap_or(NONE)
    }

    /// The first reading, which costs 0 bits; `None` without a name.
    pub(crate) fn first(self) -> Option<Reading> {
        let reading = self.words.get(2..HEAD)?;
        Some(Reading {
            values: std::array::from_fn(|role| reading[role]),
            parts: parts(reading[4], reading[5]),
            bits: 0.0,
        })
        .filter(|reading| reading.parts != [0; 4])
    }

    /// The value of the first reading in a role.
    pub(crate) fn value(self, role: usize) -> u32 {
        self.words.get(2 + role).copied().unwrap_or(NOBODY)
    }

    /// Whether all readings but the first are unlikely.
    pub(crate) fn has_one_likely_reading(self) -> bool {
        self.word(0) & UNLIKELY != 0
    }

    pub(crate) fn readings(self) -> impl Iterator<Item = Reading> + 'a {
        let begin = self.word(1) as usize;
        let end = begin + (self.word(0) >> COUNT) as usize * WORDS;
        let further = self.further.get(begin..end).unwrap_or_default();
        self.first().into_iter().chain(further.chunks_exact(WORDS).map(|words| Reading {
            values: [words[0], words[1], words[2], words[3]],
            parts: parts(words[4], words[5]),
            bits: f32::from_bits(words[6]),
        }))
    }
}

fn parts(low: u32, high: u32) -> [u16; 4] {
    [low as u16, (low >> 16) as u16, high as u16, (high >> 16) as u16]
}

fn words_of(parts: [u16; 4]) -> [u32; 2] {
    let parts = parts.map(u32::from);
    [parts[0] | parts[1] << 16, parts[2] | parts[3] << 16]
}

/// The rows of all mentions.
#[derive(Debug, Default)]
pub(crate) struct Table {
    width: usize,
    /// The rows of [`CHUNK`] mentions each.
    parts: Vec<TablePart>,
}

#[derive(Debug, Default)]
struct TablePart {
    words: Vec<u32>,
    /// The further readings.
    further: Vec<u32>,
}

impl Table {
    pub(crate) fn new(order: &[u32], names: &Names, fields: &Fields, list_of: &[u16]) -> Self {
        let width = (HEAD + fields.all.len()).next_multiple_of(LINE);
        let of_chunk = |chunk: &[u32]| {
            let (mut words, mut further) = (vec![NONE; width * chunk.len()], Vec::new());
            for (row, mention) in words.chunks_exact_mut(width).zip(chunk) {
                let mention = *mention as usize;
                let readings = names.of(mention);
                let (first, others) = match readings.split_first() {
                    Some((first, others)) => (*first, others),
                    None => (Reading { values: [NOBODY; 4], parts: [0; 4], bits: 0.0 }, readings),
                };
                let are_unlikely = others.iter().all(|reading| reading.bits > UNLIKELY_BITS);
                let list = u32::from(list_of.get(mention).copied().unwrap_or_default());
                let count = u32::try_from(others.len()).unwrap_or_default();
                row[0] = list | if are_unlikely { UNLIKELY } else { 0 } | count << COUNT;
                row[1] = u32::try_from(further.len()).unwrap_or(u32::MAX);
                row[2..6].copy_from_slice(&first.values);
                row[6..HEAD].copy_from_slice(&words_of(first.parts));
                for reading in others {
                    further.extend(reading.values);
                    further.extend(words_of(reading.parts));
                    further.push(reading.bits.to_bits());
                }
            }
            // Column by column, so that loads from memory overlap.
            for (at, values) in (HEAD..).zip(&fields.all).filter(|(_, values)| !values.of.is_empty()) {
                for (row, mention) in words.chunks_exact_mut(width).zip(chunk) {
                    row[at] = values.of.get(*mention as usize).copied().unwrap_or(NONE);
                }
            }
            TablePart { words, further }
        };
        Table { width, parts: order.par_chunks(CHUNK).map(of_chunk).collect() }
    }

    pub(crate) fn row(&self, mention: usize) -> Row<'_> {
        let Some(part) = self.parts.get(mention / CHUNK) else { return Row { words: &[], further: &[] } };
        let begin = mention % CHUNK * self.width;
        let words = part.words.get(begin..begin + self.width).unwrap_or_default();
        Row { words, further: &part.further }
    }
}
