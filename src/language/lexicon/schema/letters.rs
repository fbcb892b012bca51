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
    about: "Which neutral letter a written letter, or a group of letters, is compared as. A row makes two \
            spellings one: names that differ only in letters with the same neutral letter are the `same`. \
            The longest group that fits is taken; of equally long ones the row for a place in the word \
            before the row for any place. A letter that no row has is left out of the comparison.",
    again: "the row that is read first counts, unless yours is for a longer group or a place in the word",
    key: &["from", "where"],
    shown: "ң",
    columns: &[
        column("from", Filled, Values::Letters, "the letter or letters as written"),
        column("to", There, Values::Neutrals, "the neutral letters; empty for a letter that is not compared"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "start", "end", "vowel"]),
            "where in a word: anywhere, at its start, at its end, after a vowel; empty is `any`",
        ),
        column(
            "example",
            Optional,
            Values::Text,
            "one name with the letter and in another spelling, as `Қаңтар/Кантар`",
        ),
        column("source", Optional, Values::Text, "the spelling system, the language, or `general`"),
    ],
};

/// Read by `name::letters`, for languages that share a script with another language.
/// Example: the row `ا`, `a`, `any` reads the first vowel of a Kazakh name in Arabic letters, which an Arabic name does
/// not write.
pub(super) const SCRIPT_LETTERS: Schema = Schema {
    kind: "script-letters",
    about: "The letters of a language that writes another's script for sounds of its own: Kazakh in Arabic \
            letters (töte), whose vowels are written. A cell with a `telling` letter is folded by these rows, \
            and by `letters` where they have none; a cell without one is read as the script's own language.",
    again: "the row that is read first counts, unless yours is for a longer group or a place in the word; each \
            language has rules of its own",
    key: &["from", "where"],
    shown: "ۇ",
    columns: &[
        column("from", Filled, Values::Letters, "the letter or letters as written"),
        column("to", There, Values::Neutrals, "the neutral letters; empty for a letter that is not compared"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "start", "vowel", "front"]),
            "where in a word: anywhere, at its start, after a vowel, in a word with a letter that is `front`; \
             empty is `any`",
        ),
        column(
            "telling",
            Optional,
            Values::OneOf(&["any", "inside", "start"]),
            "whether only this language has the letter: anywhere, with a letter behind it, as the first of a word",
        ),
        column(
            "front",
            Optional,
            Values::OneOf(&["yes"]),
            "whether only words of front vowels have the letter",
        ),
        column(
            "example",
            Optional,
            Values::Text,
            "one name with the letter and in another spelling, as `نۇرلان/Нұрлан`",
        ),
        column("source", Optional, Values::Text, "the spelling system, the language, or `general`"),
    ],
};

/// Read by `name::accents`.
/// Example: the row `đ`, `d`, `dj` makes Đurić agree with Duric and with Djuric.
pub(super) const ACCENTS: Schema = Schema {
    kind: "accents",
    about: "What accented and special Latin letters become in lists that have only the letters of English. A word is \
            compared with its own letters and in each of these ways, and the best counts; what agrees only so is \
            another spelling. A letter that no row has loses its accent.",
    again: BOTH,
    key: &["from"],
    shown: "ø",
    columns: &[
        column("from", Filled, Values::Letters, "the letter in lower case"),
        column("to", Filled, Values::Letters, "what it becomes most often"),
        column("also", There, Values::List, "what else it becomes"),
        column(
            "example",
            Optional,
            Values::Text,
            "a name with the letter and without it, as `Sørensen/Sorensen`",
        ),
    ],
};

/// Read by `name::letters`. The costs of the edit distance between names.
/// Example: the row `k`, `x`, 0.25, `any` makes Бақыт and Бахыт close.
pub(super) const ALTERNATIONS: Schema = Schema {
    kind: "alternations",
    about: "What it costs to read one neutral letter for another, or to add one. 1 is an ordinary slip of a \
            consonant. Without a row a vowel for a vowel costs 0.65, a vowel added 0.75, a consonant \
            1.00, a vowel for a consonant 1.20.",
    again: "yours replaces the price, for both directions; a letter added (`-` with `any`) does not become \
            dearer at the start and the end of a word; `initial` rows are added",
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
            "the other neutral letter; which of the two is `a` does not matter",
        ),
        column("cost", Filled, Values::Number(0.01, 2.5), "the price; not used in `initial` rows"),
        column(
            "where",
            Filled,
            Values::By {
                column: "a",
                cases: &[(&["-"], Values::OneOf(&ADDED))],
                otherwise: &Values::OneOf(&["any", "initial"]),
            },
            "anywhere; a letter added at the start, at the end or after n; `abjad`, a letter that one word has \
             and the other has not, when one of the two is in Arabic letters: anywhere, after a vowel, at the \
             end; or that the two may be the initials of one name",
        ),
        column("source", Optional, Values::Text, "the count or publication, or `general`"),
        column("example", Optional, Values::Text, "one name in two spellings, as `Бақыт/Бахыт`"),
    ],
};

/// Read by `name::mixed`.
/// Example: the row `a`, `а` lets Aхметов with a Latin `A` be read as Cyrillic.
pub(super) const LOOKALIKES: Schema = Schema {
    kind: "lookalikes",
    about: "Letters that look alike in Latin and Cyrillic. A word that mixes both is read in the script of \
            most of its letters, and the record is marked as repaired.",
    again: FIRST,
    key: &["latin", "cyrillic"],
    shown: "a",
    columns: &[
        column(
            "latin",
            Filled,
            Values::Text,
            "the Latin letter; as a capital where only capitals look alike",
        ),
        column("cyrillic", Filled, Values::Letter, "the Cyrillic letter"),
        column(
            "example",
            Optional,
            Values::Text,
            "a word with a Latin letter in it and without, as `Aхметов/Ахметов`",
        ),
    ],
};

/// Read by `name::stand_ins`.
/// Example: the row `0`, `о`, `start` lets 0марова be read as Омарова.
pub(super) const STAND_INS: Schema = Schema {
    kind: "stand-ins",
    about: "Digits and signs in the place of a letter that they look like. The record is marked as repaired.",
    again: FIRST,
    key: &["printed", "letter"],
    shown: "0",
    columns: &[
        column("printed", Filled, Values::Text, "what is printed, in lower case"),
        column("letter", Filled, Values::Letter, "the letter that is meant; those beside it have its script"),
        column(
            "where",
            Filled,
            Values::OneOf(&["inside", "start", "beside", "before-small"]),
            "letters on both sides; also at the start of a cell whose other words begin with capitals; a letter \
             on either side; before a small letter",
        ),
    ],
};

/// Read by `misread`.
/// Example: the row `kk` with the 42 letters of Kazakh.
pub(super) const ALPHABETS: Schema = Schema {
    kind: "alphabets",
    about: "The Cyrillic letters of languages that write a letter which a Kazakh one turns into when a Kazakh \
            code page is read as Windows-1251, and of Kazakh. A word that only Kazakh explains, once its letters \
            are put back, was misread.",
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
    about: "Where in a word a letter can stand, to tell a misread word from a word of another language. Two rows \
            of one letter are two possibilities; a letter without a row can stand anywhere.",
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
            "what may stand before it: letters, V for a vowel, C for a consonant, ^ for the start of the word, \
             * for anything",
        ),
        column("after", Filled, Values::Text, "what may stand after it, in the same way; $ is the end"),
    ],
};
