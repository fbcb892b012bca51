//! Hashes that two similar names share.
//!
//! In: a name part. Out: its forms as 64-bit hashes; two similar names have at least one in common. A form is the
//! word, the word with one letter left out, its consonants, or a known name.

use crate::language::name::{Letters, NameValue, Sound};

/// Length from which a stem has forms with a letter left out, in folded letters. Shorter stems would all be similar.
const SHORTEST: usize = 4;

/// How far similar names are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Names that are one slip or a few vowels apart, each with the most common of them only. Fast enough for
    /// millions of records.
    Shallow,
    /// Also slips in endings and two confused consonants, with any other name.
    Deep,
}

/// Adds forms that an Arabic word and its transcription share.
pub(super) fn add_bridges(value: &NameValue, letters: &Letters, found: &mut Vec<u64>) {
    let halves = value.halves().iter().map(|half| &*half.stem);
    for word in [value.stem(), value.whole()].into_iter().chain(halves) {
        found.extend(letters.bridges(word).map(|bridge| hash(Kind::Bridge, bridge.iter())));
        let names = letters.transcribed(word).iter();
        found.extend(names.map(|name| hash(Kind::Transcribed, &name.to_le_bytes())));
    }
}

/// Adds the forms of a value, sorted and distinct. Two similar values of one script share at least one.
pub(super) fn add(value: &NameValue, depth: Depth, letters: &Letters, found: &mut Vec<u64>) {
    add_one(value, depth, letters, found);
    value.others().iter().for_each(|other| add_one(other, depth, letters, found));
    if value.has_groups() {
        found.push(hash(Kind::Letters, value.spelled().iter()));
        add_shorter(Kind::Letters, value.spelled(), found);
    }
    found.sort_unstable();
    found.dedup();
}

/// Adds the forms of a value in one spelling.
fn add_one(value: &NameValue, depth: Depth, letters: &Letters, found: &mut Vec<u64>) {
    let (stem, whole) = (value.stem(), value.whole());
    found.push(hash(Kind::Letters, stem));
    if stem.len() >= SHORTEST {
        add_shorter(Kind::Letters, stem, found);
        found.push(hash(Kind::Skeleton, letters.skeleton(stem).iter()));
    }
    if whole.len() != stem.len() {
        found.push(hash(Kind::Letters, whole));
    }
    if depth == Depth::Deep {
        add_deep(value, letters, found);
    }
    let names = value.known().iter().chain(value.short_for());
    found.extend(names.map(|id| hash(Kind::Name, &id.to_le_bytes())));
    found.extend(value.halves().iter().map(|half| hash(Kind::Letters, half.stem.iter())));
}

/// Adds the whole word with each letter left out, because a slip in the ending hides the ending. Also adds the
/// consonants, with those that spelling confuses made equal: all of them, and with each left out.
fn add_deep(value: &NameValue, letters: &Letters, found: &mut Vec<u64>) {
    let (stem, whole) = (value.stem(), value.whole());
    if whole.len() != stem.len() {
        add_shorter(Kind::Letters, whole, found);
    }
    if stem.len() >= SHORTEST {
        let skeleton = letters.coarse_skeleton(stem);
        found.push(hash(Kind::CoarseSkeleton, skeleton.iter()));
        if skeleton.len() >= SHORTEST {
            add_shorter(Kind::CoarseSkeleton, &skeleton, found);
        }
    }
}

/// A word with each of its letters left out in turn.
fn add_shorter(kind: Kind, word: &[Sound], found: &mut Vec<u64>) {
    let without = |at: usize| word[..at].iter().chain(&word[at + 1..]);
    found.extend((0..word.len()).map(|at| hash(kind, without(at))));
}

/// The kind of a form. Forms of two kinds are never equal.
#[derive(Clone, Copy)]
enum Kind {
    Letters,
    Skeleton,
    Name,
    CoarseSkeleton,
    Bridge,
    Transcribed,
}

/// The hash of a form; equal on every machine.
fn hash<'a>(kind: Kind, bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let start = 0x9e37_79b9_7f4a_7c15_u64 ^ kind as u64;
    let hash = bytes.into_iter().fold(start, |hash, byte| {
        let hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        hash ^ (hash >> 29)
    });
    hash.wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;
    use crate::language::name::{NameReader, NameTables, Role};

    /// The value that a text has as a surname.
    fn surname(text: &str, reader: &NameReader) -> NameValue {
        let cells = crate::language::name::NameCells { surname: text, ..Default::default() };
        let name = reader.read_cells(cells).expect("it is a name");
        name.readings().iter().find_map(|reading| reading.value(Role::Surname)).expect("a surname").clone()
    }

    #[test]
    fn an_arabic_name_and_its_transcription_share_a_bridge() {
        let lexicon = Lexicon::bundled();
        let (reader, tables) = (NameReader::new(&lexicon), NameTables::new(&lexicon));
        let bridges = |text: &str| {
            let mut found = Vec::new();
            add_bridges(&surname(text, &reader), tables.letters(), &mut found);
            found
        };
        for (a, b, expected) in [
            ("محمد", "Mohammed", true),
            ("خليل", "Khalil", true),
            ("عبدالرحمن", "Abdulrahman", true),
            ("القدسي", "Alqudsi", true),
            ("البستاني", "Bustani", true),
            ("شاهين", "Shaheen", true),
            ("نصر", "Nasr", true),
            ("درويش", "Darwish", true),
            ("خليل", "Barakat", false),
        ] {
            let others = bridges(b);
            let meet = bridges(a).iter().any(|form| others.contains(form));
            assert_eq!(meet, expected, "{a} {b}");
        }
    }

    #[test]
    fn two_spellings_of_a_name_share_a_form() {
        let lexicon = Lexicon::bundled();
        let (reader, tables) = (NameReader::new(&lexicon), NameTables::new(&lexicon));
        let forms = |text: &str, depth| {
            let mut found = Vec::new();
            add(&surname(text, &reader), depth, tables.letters(), &mut found);
            found
        };
        let meet = |a: &str, b: &str, depth| {
            let others = forms(b, depth);
            forms(a, depth).iter().any(|form| others.contains(form))
        };
        for (a, b, shallow, deep) in [
            ("Касымов", "Касимов", true, true),
            ("Оспанов", "Осанов", true, true),
            // A slip in the ending; two confused consonants; a lost letter; a vowel and a slip.
            ("Нурсултанов", "Нурсултанво", false, true),
            ("Казышынов", "Хазычинов", false, true),
            ("Қ?ндарбе?ов", "Кандарбеков", false, true),
            ("Жангбыркарин", "Жанбиркарин", false, true),
            ("Петров", "Кузнецов", false, false),
        ] {
            assert_eq!(meet(a, b, Depth::Shallow), shallow, "{a} {b}, shallow");
            assert_eq!(meet(a, b, Depth::Deep), deep, "{a} {b}, deep");
        }
    }
}
