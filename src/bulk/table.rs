//! What is compared of each mention, in one piece of memory: what belongs together lies together.

use rayon::prelude::*;

use super::fields::Fields;
use super::names::{Names, Reading};
use super::rows::NONE;

/// What is compared of a mention: its list, the values of the fields, its readings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    words: &'a [u32],
    fields: usize,
}

/// So many mentions are worked on at a time.
const CHUNK: usize = 16_384;

/// A reading takes so many words: the values, the parts, the price.
const WORDS: usize = 7;

impl<'a> Row<'a> {
    pub(crate) fn list(self) -> u32 {
        self.words.first().copied().unwrap_or_default()
    }

    pub(crate) fn field(self, at: usize) -> u32 {
        self.words.get(1 + at).copied().unwrap_or(NONE)
    }

    pub(crate) fn readings(self) -> impl Iterator<Item = Reading> + 'a {
        let words = self.words.get(1 + self.fields..).unwrap_or_default();
        words.chunks_exact(WORDS).map(|words| Reading {
            values: [words[0], words[1], words[2], words[3]],
            parts: [words[4] as u16, (words[4] >> 16) as u16, words[5] as u16, (words[5] >> 16) as u16],
            bits: f32::from_bits(words[6]),
        })
    }
}

/// The rows of all mentions.
#[derive(Debug, Default)]
pub(crate) struct Table {
    words: Vec<u32>,
    begins: Vec<u32>,
    fields: usize,
}

impl Table {
    pub(crate) fn new(order: &[u32], names: &Names, fields: &Fields, list_of: &[u16]) -> Self {
        let of_chunk = |chunk: &[u32]| {
            let (mut words, mut ends) = (Vec::with_capacity(20 * chunk.len()), Vec::new());
            for mention in chunk.iter().map(|mention| *mention as usize) {
                words.push(u32::from(list_of.get(mention).copied().unwrap_or_default()));
                words.extend(fields.all.iter().map(|values| values.of.get(mention).copied().unwrap_or(NONE)));
                for reading in names.of(mention) {
                    words.extend(reading.values);
                    let parts = reading.parts.map(u32::from);
                    words.extend([
                        parts[0] | parts[1] << 16,
                        parts[2] | parts[3] << 16,
                        reading.bits.to_bits(),
                    ]);
                }
                ends.push(words.len());
            }
            (words, ends)
        };
        let parts: Vec<(Vec<u32>, Vec<usize>)> = order.par_chunks(CHUNK).map(of_chunk).collect();
        let mut table = Table { words: Vec::new(), begins: vec![0], fields: fields.all.len() };
        for (words, ends) in parts {
            let before = table.words.len();
            table.words.extend(words);
            table.begins.extend(ends.iter().map(|end| u32::try_from(before + end).unwrap_or(u32::MAX)));
        }
        table
    }

    pub(crate) fn row(&self, mention: usize) -> Row<'_> {
        let at = |at: usize| self.begins.get(at).map_or(0, |begin| *begin as usize);
        Row { words: self.words.get(at(mention)..at(mention + 1)).unwrap_or_default(), fields: self.fields }
    }
}
