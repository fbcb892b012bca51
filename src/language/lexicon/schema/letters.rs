//! The kinds of tables about letters: how they are compared, which look alike, and which languages have them.
//!
//! The texts `about` and the texts of the columns are printed in the guide and in errors.

use super::ColumnNeed::{Filled, Optional, There};
use super::{BOTH, FIRST, Schema, Values, column};

/// The values of `where` in rows of `alternations` that add a letter.
const ADDED: [&str; 7] = ["any", "start", "end", "after-n", "abjad", "abjad-vowel", "abjad-end"];

/// Read by `name::letters`. It makes names in all scripts comparable.
/// Example: the row `ә`, `a`, `any` makes Жәнібек and Жанибек the same.
pub(super) const LETTERS: Schema = Schema {
    kind: "letters",
    about: "The neutral letter as which a written letter, or a group of letters, is compared. Names that \
            differ only in letters with the same neutral letter are the `same`. The longest group that fits is \
            used; of equally long groups, a row for one position in the word comes before a row for any \
            position. A letter without a row is not compared.",
    again: "the first row read counts, unless yours is for a longer group or for one position in the word",
    key: &["from", "where"],
    shown: "ң",
    columns: &[
        column("from", Filled, Values::Letters, "the letter or letters as written"),
        column("to", There, Values::Neutrals, "the neutral letters; empty for a letter that is not compared"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "start", "end", "vowel"]),
            "the position in the word: anywhere, at the start, at the end, after a vowel; empty is `any`",
        ),
        column(
            "example",
            Optional,
            Values::Text,
            "one name with the letter and in another spelling, such as `Қаңтар/Кантар`",
        ),
        column("source", Optional, Values::Text, "the spelling system, the language, or `general`"),
    ],
};

/// Read by `name::letters`, for languages that share a script with another language.
/// Example: the row `ا`, `a`, `any` reads the first vowel of a Kazakh name in Arabic letters, which an Arabic name does
/// not write.
pub(super) const SCRIPT_LETTERS: Schema = Schema {
    kind: "script-letters",
    about: "The letters of a language that uses the script of another language: Kazakh in Arabic letters \
            (töte), which writes its vowels. A cell with a `telling` letter is folded by these rows, and by \
            `letters` if they have no row; a cell without a telling letter is read as the usual language of \
            the script.",
    again: "the first row read counts, unless yours is for a longer group or for one position in the word; \
            each language has its own rules",
    key: &["from", "where"],
    shown: "ۇ",
    columns: &[
        column("from", Filled, Values::Letters, "the letter or letters as written"),
        column("to", There, Values::Neutrals, "the neutral letters; empty for a letter that is not compared"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "start", "vowel", "front"]),
            "the position in the word: anywhere, at the start, after a vowel, or in a word with a `front` \
             letter; empty is `any`",
        ),
        column(
            "telling",
            Optional,
            Values::OneOf(&["any", "inside", "start"]),
            "whether only this language has the letter: anywhere, before another letter, or as the first \
             letter of a word",
        ),
        column(
            "front",
            Optional,
            Values::OneOf(&["yes"]),
            "whether only words with front vowels have the letter",
        ),
        column(
            "example",
            Optional,
            Values::Text,
            "one name with the letter and in another spelling, such as `نۇرلان/Нұрлан`",
        ),
        column("source", Optional, Values::Text, "the spelling system, the language, or `general`"),
    ],
};

/// Read by `name::accents`.
/// Example: the row `đ`, `d`, `dj` makes Đurić agree with Duric and with Djuric.
pub(super) const ACCENTS: Schema = Schema {
    kind: "accents",
    about: "What accented and special Latin letters become on lists that use only English letters. A word is \
            compared with its own letters and in each of these forms, and the best result counts; an agreement \
            through such a form is another spelling. A letter without a row loses its accent.",
    again: BOTH,
    key: &["from"],
    shown: "ø",
    columns: &[
        column("from", Filled, Values::Letters, "the letter in lower case"),
        column("to", Filled, Values::Letters, "its most common replacement"),
        column("also", There, Values::List, "its other replacements"),
        column(
            "example",
            Optional,
            Values::Text,
            "a name with the letter and without it, such as `Sørensen/Sorensen`",
        ),
    ],
};

/// Read by `name::letters`. The costs of the edit distance between names.
/// Example: the row `k`, `x`, 0.25, `any` makes Бақыт and Бахыт close.
pub(super) const ALTERNATIONS: Schema = Schema {
    kind: "alternations",
    about: "The edit cost of reading one neutral letter for another, or of adding one. A cost of 1 is an \
            ordinary error in a consonant. Without a row, a vowel for a vowel costs 0.65, a vowel added 0.75, \
            a consonant 1.00, a vowel for a consonant 1.20.",
    again: "yours replaces the cost, in both directions; an added letter (`-` with `any`) does not cost more \
            at the start or the end of a word; `initial` rows are added",
    key: &["a", "b", "where"],
    shown: "k",
    columns: &[
        column(
            "a",
            Filled,
            Values::NeutralOrNothing,
            "a neutral letter, or `-` when `b` is added or left out",
        ),
        column(
            "b",
            Filled,
            Values::Neutral,
            "the other neutral letter; the order of `a` and `b` does not matter",
        ),
        column("cost", Filled, Values::Number(0.01, 2.5), "the cost; not used in `initial` rows"),
        column(
            "where",
            Filled,
            Values::By {
                column: "a",
                cases: &[(&["-"], Values::OneOf(&ADDED))],
                otherwise: &Values::OneOf(&["any", "initial"]),
            },
            "where the cost applies: anywhere; to a letter added at the start, at the end or after n; with \
             `abjad`, to a letter that only one word has if one of the two is in Arabic letters (anywhere, \
             after a vowel, at the end); `initial`: the two letters may be initials of one name",
        ),
        column("source", Optional, Values::Text, "the count or publication, or `general`"),
        column("example", Optional, Values::Text, "one name in two spellings, such as `Бақыт/Бахыт`"),
    ],
};

/// Read by `name::mixed`.
/// Example: the row `a`, `а` lets Aхметов with a Latin `A` be read as Cyrillic.
pub(super) const LOOKALIKES: Schema = Schema {
    kind: "lookalikes",
    about: "Letters that look alike in Latin and Cyrillic. A word that mixes both is read in the script of \
            most of its letters, and the name is reported as repaired.",
    again: FIRST,
    key: &["latin", "cyrillic"],
    shown: "a",
    columns: &[
        column("latin", Filled, Values::Text, "the Latin letter; a capital if only the capitals look alike"),
        column("cyrillic", Filled, Values::Letter, "the Cyrillic letter"),
        column(
            "example",
            Optional,
            Values::Text,
            "a word with the Latin letter and without it, such as `Aхметов/Ахметов`",
        ),
    ],
};

/// Read by `name::stand_ins`.
/// Example: the row `0`, `о`, `start` lets 0марова be read as Омарова.
pub(super) const STAND_INS: Schema = Schema {
    kind: "stand-ins",
    about: "Digits and signs that replace a similar letter. The name is reported as repaired.",
    again: FIRST,
    key: &["printed", "letter"],
    shown: "0",
    columns: &[
        column("printed", Filled, Values::Text, "the printed sign, in lower case"),
        column(
            "letter",
            Filled,
            Values::Letter,
            "the letter that is meant; the letters next to it have the \
                                                  same script",
        ),
        column(
            "where",
            Filled,
            Values::OneOf(&["inside", "start", "beside", "before-small"]),
            "the position: letters on both sides; also the start of a cell whose other words begin with \
             capitals; a letter on either side; before a small letter",
        ),
    ],
};

/// Read by `misread`.
/// Example: the row `kk` with the 42 letters of Kazakh.
pub(super) const ALPHABETS: Schema = Schema {
    kind: "alphabets",
    about: "The Cyrillic letters of Kazakh, and of languages with a letter that a Kazakh letter becomes if a \
            Kazakh code page is read as Windows-1251. A word was misread if only Kazakh explains it after its \
            letters are restored.",
    again: BOTH,
    key: &["language"],
    shown: "kk",
    columns: &[
        column("language", Filled, Values::Text, "the language"),
        column("letters", Filled, Values::Letters, "its letters"),
    ],
};

/// Read by `misread`, together with `alphabets`.
/// Example: the row `kk`, `ө`, `^C`, … states that Kazakh writes `ө` only at the start of a word or after a consonant.
pub(super) const LETTER_PLACES: Schema = Schema {
    kind: "letter-places",
    about: "The positions that a letter can have in a word, to distinguish a misread word from a word of \
            another language. Two rows for one letter are two possible positions; a letter without a row can \
            be anywhere.",
    again: BOTH,
    key: &["language", "letter", "before", "after"],
    shown: "kk",
    columns: &[
        column("language", Filled, Values::Text, "a language of the tables `alphabets`"),
        column("letter", Filled, Values::Letter, "the letter"),
        column(
            "before",
            Filled,
            Values::Text,
            "what can be before it: letters, V for a vowel, C for a consonant, ^ for the start of the word, * \
             for anything",
        ),
        column(
            "after",
            Filled,
            Values::Text,
            "what can be after it, in the same way; $ is the end of the word",
        ),
    ],
};
