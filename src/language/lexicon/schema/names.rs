//! The kinds of tables with which names are read and compared.
//!
//! The texts `about` and the texts of the columns are printed in the guide and in errors. All of these tables are read
//! by `name`, except where stated.

use super::ColumnNeed::{Filled, Optional, There};
use super::{BOTH, FIRST, LAST, Schema, Values, column};

/// The values of a column that answers yes or no.
const NO_OR_YES: Values = Values::OneOf(&["yes", "no"]);
/// The values of a column with the sex of a name or an ending.
const MAN_OR_WOMAN: Values = Values::OneOf(&["m", "f"]);

/// Recognises names in Arabic script and in another script.
/// Example: the row `أحمد` with the spellings `ahmad|ahmed|ахмад|ахмед`.
pub(super) const TRANSCRIPTIONS: Schema = Schema {
    kind: "transcriptions",
    about: "Given names in Arabic script with their spellings in other scripts, one name per row. If one of \
            two words is in Arabic letters and the other is not, spellings from one row are one name, and \
            spellings from two rows are two names; words in the same script are not looked up here.",
    again: BOTH,
    key: &["form"],
    shown: "محمد",
    columns: &[
        column("form", Filled, Values::Letters, "the name in Arabic letters"),
        column("spellings", Filled, Values::List, "spellings in other scripts, in lower case"),
    ],
};

/// Recognises surnames and patronymics, and gives their stems.
/// Example: the row `ов`, `surname`, with a stem of at least 3 letters, makes Ахмет the stem of Ахметов.
pub(super) const ENDINGS: Schema = Schema {
    kind: "endings",
    about: "Endings of surnames and patronymics. A word with such an ending is more likely to have that role, \
            and is compared by the part before the ending. The longest ending that fits is used. Endings are \
            compared as neutral letters, so `ов` also matches `ov` and `ow`.",
    again: FIRST,
    key: &["form", "role"],
    shown: "ев",
    columns: &[
        column("form", Filled, Values::Letters, "the ending as written"),
        column(
            "role",
            Filled,
            Values::OneOf(&["surname", "patronymic"]),
            "the part of a name that has this ending",
        ),
        column(
            "class",
            Filled,
            Values::Text,
            "the class of endings that can replace each other at no cost; `uly` is the class of the markers",
        ),
        column("sex", There, MAN_OR_WOMAN, "the sex that the ending shows; empty if none"),
        column("stem", Filled, Values::Whole(1, 20), "the least number of neutral letters before it"),
        column(
            "of_father",
            Optional,
            NO_OR_YES,
            "whether it makes a surname from the given name of a \
                                                  forefather",
        ),
        column(
            "example",
            Optional,
            Values::Text,
            "the word without and with the ending, such as \
                                                   `Ахмет/Ахметов`",
        ),
    ],
};

/// Recognises a patronymic in two words.
/// Example: the row `ұлы`, `m` makes `Болат ұлы` the patronymic of a man.
pub(super) const MARKERS: Schema = Schema {
    kind: "markers",
    about: "Words that make the name before them a father's name, written apart or with a hyphen: \
            `Болат ұлы`, `Болат-ұлы`.",
    again: LAST,
    key: &["form"],
    shown: "ұлы",
    columns: &[
        column("form", Filled, Values::Text, "the word in lower case"),
        column("sex", There, MAN_OR_WOMAN, "the sex that it shows; empty if none"),
        column("example", Optional, Values::Text, "a father's name with the word, such as `Болат ұлы`"),
    ],
};

/// Removes articles and other prefixes before a comparison.
/// Example: the row `ال`, 3 makes الحسن and حسن the same.
pub(super) const PREFIXES: Schema = Schema {
    kind: "prefixes",
    about: "Prefixes that can be written before a name part or left out without changing the name. They are \
            removed in any script whose letters fold to them.",
    again: BOTH,
    key: &["form"],
    shown: "ال",
    columns: &[
        column("form", Filled, Values::Letters, "the prefix as written"),
        column("stem", Filled, Values::Whole(1, 20), "the least number of neutral letters after it"),
        column("example", Optional, Values::Text, "a name with and without it, such as `الحسن/حسن`"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "abjad"]),
            "`abjad`: removed only in a comparison with a word in Arabic letters",
        ),
    ],
};

/// Ranks the readings of a name with several parts.
/// Example: the row `arab`, `G`, 0.7 states that a single word in Arabic script is a given name in 70 % of cells.
pub(super) const ORDERS: Schema = Schema {
    kind: "orders",
    about: "The orders of name parts, used until a list has shown its own order. Shares are compared only \
            between patterns with the same number of parts.",
    again: "both count, so that the pattern's shares are added",
    key: &["script", "pattern"],
    shown: "any",
    columns: &[
        column(
            "script",
            Filled,
            Values::OneOf(&["any", "latn", "cyrl", "arab", "other"]),
            "the script of the name; rows for `any` are used only if the script has no rows",
        ),
        column(
            "pattern",
            Filled,
            Values::Order,
            "the roles in their order: S surname, G given name, P patronymic, A forefather's name; the same \
             letter twice is one name written as two words",
        ),
        column("share", Filled, Values::Number(0.0, 1.0), "the share of names in this order"),
    ],
};

/// Separates given names, and shows the sex that goes with each. `source` reads it to recognise columns of names.
/// Example: a row with the form `Асан`, the sex `m` and no further spelling.
pub(super) const GIVEN: Schema = Schema {
    kind: "given",
    about: "Given names, one name per row. Spellings in one row are one name, whatever their edit cost; names \
            from two rows are two names (of relatives) if their edit cost is above 0.25. A word from this \
            table is more likely a given name than a surname.",
    again: "both count: a spelling in two rows is a form of both names, and shows no sex if the names have \
            different sexes",
    key: &["form"],
    shown: "абдулла",
    columns: &[
        column("form", Filled, Values::Text, "the name as the language of the table writes it"),
        column("sex", Filled, Values::OneOf(&["m", "f", "mf"]), "who bears it: men, women, both"),
        column(
            "also",
            Optional,
            Values::List,
            "other spellings that the folding of letters does not produce",
        ),
        column(
            "second",
            Optional,
            Values::OneOf(&["yes"]),
            "whether its bearers often have a second given name (`Ana Belén`), so that a word next to it is \
             not a father's name",
        ),
    ],
};

/// Separates surnames that the letters alone would join.
/// Example: the row `לוי` with the spellings `levi|levy|леви`.
pub(super) const SURNAMES: Schema = Schema {
    kind: "surnames",
    about: "Surnames with spellings that the letters do not explain (Пак, Park), and pairs of similar but \
            different surnames (Ахметов, Ахмедов). One row is one surname; two rows are two surnames.",
    again: BOTH,
    key: &["form"],
    shown: "пак",
    columns: &[
        column("form", Filled, Values::Text, "the surname, in lower case"),
        column("also", There, Values::List, "other spellings of it"),
    ],
};

/// Separates given names with a common beginning.
/// Example: the row `бек` with the spelling `пек`.
pub(super) const NAME_TAILS: Schema = Schema {
    kind: "name-tails",
    about: "Last elements of compound given names: Нұрбек, Нұржан and Нұрхан are three names, however similar \
            they look. Two rows are two elements.",
    again: BOTH,
    key: &["form"],
    shown: "бек",
    columns: &[
        column("form", Filled, Values::Text, "the element, in lower case"),
        column("also", There, Values::List, "other spellings of it"),
    ],
};

/// Finds a second surname: `урожд. Иванова`.
/// Example: the row `geborene`, after which the surname at birth follows.
pub(super) const BIRTH_SURNAME: Schema = Schema {
    kind: "birth-surname",
    about: "Words that introduce the surname at birth. The surname after them is compared as a second surname, \
            and the better fit counts.",
    again: BOTH,
    key: &["form"],
    shown: "née",
    columns: &[column("form", Filled, Values::Text, "the word or words, in lower case")],
};

/// Recognises short forms of given names.
/// Example: a row with the short form `Саша` and the full form `Александр`.
pub(super) const SHORT_FORMS: Schema = Schema {
    kind: "short-forms",
    about: "Short, pet and respectful forms of given names, one row for each name that the form can be short \
            for. `Саша` and `Александр` are compared as a short form and its name (level `short-form`), not as \
            two names.",
    again: BOTH,
    key: &["short", "full"],
    shown: "азеке",
    columns: &[
        column("short", Filled, Values::Text, "the short form"),
        column("full", Filled, Values::Text, "a name that it is short for: a `form` of a `given` table"),
    ],
};

/// Gives the u-probability of agreement on a name.
/// Example: the row `омаров`, `surname`, 2,629 per million people.
pub(super) const FREQUENCIES: Schema = Schema {
    kind: "frequencies",
    about: "How common names are; agreement on a common name is weaker evidence. If two names are compared \
            alone (`reconcile names`), only the figure counts; in a run it is combined with the counts of the \
            lists, and counts most if the lists are short. A row is for the stem: `ахметов` also covers \
            Ахметова and Akhmetov. A father's name is as common as the given name. A name without a row is as \
            common as the prior of the model says, except surnames of a run, which the row `*` covers.",
    again: "the figures are added; of two rows for `*`, the last row read counts",
    key: &["form", "role"],
    shown: "ахметов",
    columns: &[
        column(
            "form",
            Filled,
            Values::Text,
            "the name; `*` is every surname of four or more neutral letters that no table has",
        ),
        column("role", Filled, Values::OneOf(&["surname", "given-name"]), "the part of a name"),
        column(
            "per_million",
            Filled,
            Values::Number(0.0, 1_000_000.0),
            "how many of a million people of both sexes have it; male and female forms of a surname together",
        ),
        column("source", Filled, Values::Text, "the count that it comes from, or `judgement`"),
    ],
};

/// Removes titles from names.
/// Example: the row `الشهيد` (the martyr) with the class `posthumous`.
pub(super) const TITLES: Schema = Schema {
    kind: "titles",
    about: "Ranks, honorifics and other words, up to four words long, that are written before or after a name \
            and are not part of it. They are removed from the name and kept separately.",
    again: FIRST,
    key: &["form"],
    shown: "подполковник",
    columns: &[
        column("form", Filled, Values::Text, "the words in lower case, without full stops at the end"),
        column(
            "class",
            Filled,
            Values::OneOf(&["rank", "police-rank", "honorific", "posthumous", "note"]),
            "the kind of words",
        ),
        column(
            "implies",
            Optional,
            Values::OneOf(&["security", "civilian"]),
            "the status that they imply if the list states none; empty if none",
        ),
        column(
            "where",
            Optional,
            Values::OneOf(&["start"]),
            "`start`: only before a name; after a name the word is a part of it (`Imran Sheikh`)",
        ),
    ],
};

/// Finds the relatives in names such as `жена Тестова Асана`.
/// Example: a row with the kind `spouse/wife`, the sex `f` of the relative and the sex `m` of the person who is named.
pub(super) const RELATIONS: Schema = Schema {
    kind: "relations",
    about: "Words that make a row a relative of the person whom it names: `wife of X`, `сын X`, `X (brother)`. \
            Such a row is never joined with that person, or with another relative of that person.",
    again: BOTH,
    key: &["form", "where"],
    shown: "wife of",
    columns: &[
        column("form", Filled, Values::Text, "the words, in lower case"),
        column(
            "kind",
            Filled,
            Values::Text,
            "the relation, from general to specific, separated by `/`: `spouse/wife`; `child` and `child/son` \
             can be one person, `child/son` and `child/daughter` cannot",
        ),
        column("sex", There, MAN_OR_WOMAN, "the sex of the relative; empty for either"),
        column(
            "of_sex",
            There,
            MAN_OR_WOMAN,
            "the sex of the named person, if the relation shows it; empty for either",
        ),
        column(
            "where",
            Filled,
            Values::OneOf(&["start", "before", "after", "brackets", "any", "with"]),
            "the position of the words: `start` at the start of a cell, before two or more words; `before` \
             before the name of the other person (the text before the words is the name of the row); `after` \
             after that name; `brackets` after it in brackets or after a comma; `any` before or after; `with` \
             after a word such as `with`",
        ),
        column(
            "of",
            Filled,
            NO_OR_YES,
            "whether the words alone, before the name, show that the name is another person's; otherwise the \
             case or the sex of the name must show it",
        ),
        column(
            "number",
            Filled,
            Values::OneOf(&["one", "many"]),
            "whether the words mean one person or several",
        ),
    ],
};

/// Finds marks such as `Jr.`.
/// Example: the row `кіші` with the mark `junior`.
pub(super) const GENERATIONS: Schema = Schema {
    kind: "generations",
    about: "Marks that distinguish people with the same name in one family. They are not part of the name and \
            are compared as a separate field; rows with different marks are never one person.",
    again: BOTH,
    key: &["form"],
    shown: "jr",
    columns: &[
        column("form", Filled, Values::Text, "the words, in lower case"),
        column(
            "mark",
            Filled,
            Values::OneOf(&["senior", "junior", "second", "third", "fourth", "fifth"]),
            "the generation; `junior` and `second` can be the same person",
        ),
        column(
            "where",
            Filled,
            Values::OneOf(&["any", "after", "after-small", "after-two", "brackets"]),
            "the position of the mark: `any`: before or after the name; `after`: after it; `after-small`: \
             after two words of it, or in small letters after one word (`Ст.` may be an initial); `after-two`: \
             after two words of it (`II` after one word may be two initials); `brackets`: in brackets (the row \
             may then also be a relative)",
        ),
    ],
};

/// Recognises the name of the person in `сын Болата`.
/// Example: the row `'s` with an empty replacement.
pub(super) const GENITIVES: Schema = Schema {
    kind: "genitives",
    about: "Endings of names in the genitive before or after a word of relation: `сын Болата`. A word is read \
            as a genitive if its dictionary form is a given name or a father's name and the word itself is \
            not; endings of three or more letters do not need this check.",
    again: BOTH,
    key: &["form", "instead"],
    shown: "ича",
    columns: &[
        column("form", Filled, Values::Text, "the ending, in lower case"),
        column("instead", There, Values::Text, "the ending of the dictionary form; empty if none"),
    ],
};

/// Finds cells about groups of people.
/// Example: a row with the sense `person` for the word "man".
pub(super) const PEOPLE_WORDS: Schema = Schema {
    kind: "people-words",
    about: "Words for people whom a cell does not name, and words that join several people in one cell: `3 \
            children`, `X and his wife`. A cell with only such words, numbers and words of `unknown-words` has \
            no name.",
    again: BOTH,
    key: &["form", "sense"],
    shown: "child",
    columns: &[
        column("form", Filled, Values::Text, "the word or words, in lower case"),
        column(
            "sense",
            Filled,
            Values::OneOf(&[
                "person",
                "people",
                "unit",
                "and",
                "and-in-name",
                "with",
                "whose",
                "companion",
                "companions",
                "number",
                "years",
            ]),
            "`person`, `people`: one or several people without a name; `unit`: follows a number of people \
             (`чел`); `and`: joins two people; `and-in-name`: joins two people or two parts of a name; `with`: \
             with; `whose`: his, her; `companion`, `companions`: one word for people besides the named person; \
             `number`: a number; `years`: a unit of age",
        ),
        column(
            "count",
            There,
            Values::Whole(1, 9999),
            "the number that the word means; empty for other words",
        ),
    ],
};

/// Read by `unknown` for all columns.
/// Example: the row `unknown`, `unknown`, which counts anywhere in a cell.
pub(super) const UNKNOWN_WORDS: Schema = Schema {
    kind: "unknown-words",
    about: "Words that state that a value is unknown, for every field: names, dates, ages, sexes, places, \
            statuses and further columns. A cell with only such words has no value.",
    again: BOTH,
    key: &["form"],
    shown: "unknown",
    columns: &[
        column("form", Filled, Values::Text, "the word or words, in lower case"),
        column(
            "sense",
            Filled,
            Values::OneOf(&["unknown", "about", "cell", "export", "place"]),
            "`unknown`: states it anywhere in a cell; `about`: says what is unknown, or who does not tell it \
             (name, identity, by police); `cell`: states it as the whole cell; `export`: the same, unless it \
             is written with one capital letter like a name; `place`: the same, in a column of places",
        ),
    ],
};

/// Finds people without a name.
/// Example: the row `unknown man`, `m`.
pub(super) const UNNAMED: Schema = Schema {
    kind: "unnamed",
    about: "Forms that lists write instead of a name if the person is not named. The whole cell must be such a \
            form; the row is then a person without a name and is never joined by name.",
    again: BOTH,
    key: &["form"],
    shown: "белгісіз ер адам",
    columns: &[
        column("form", Filled, Values::Text, "the whole cell in lower case, without full stops"),
        column("sex", There, MAN_OR_WOMAN, "the sex that the words show; not used by the program yet"),
    ],
};

/// Finds second names of one person.
/// Example: a row for `alias`.
pub(super) const ALIAS_WORDS: Schema = Schema {
    kind: "alias-words",
    about: "Words that introduce a further name of the same person: `Juan Pérez alias El Zurdo`. Each name is \
            compared, and the best fit counts.",
    again: BOTH,
    key: &["form"],
    shown: "alias",
    columns: &[
        column("form", Filled, Values::Text, "the word or words, in lower case"),
        column("joined", There, Values::OneOf(&["yes"]), "whether the name may follow without a space"),
    ],
};

/// Distinguishes short names from initials.
/// Example: the row `ай`, which is a name and not two initials.
pub(super) const SHORT_NAMES: Schema = Schema {
    kind: "short-names",
    about: "Names of two letters. Two capitals without full stops next to a name are initials (`Иванов ПС`) \
            unless they are in this table or among the given names, surnames and short forms.",
    again: BOTH,
    key: &["form"],
    shown: "li",
    columns: &[column("form", Filled, Values::Text, "the name in lower case")],
};

/// Joins the words of one name part: `Абд аль-Рахман`.
/// Example: the row `van`, `small`, which joins `van der Velden` to one surname.
pub(super) const COMPOUNDS: Schema = Schema {
    kind: "compounds",
    about: "First words of Arabic names that are written separately or joined (`عبد الله` and `عبدالله` are \
            one word), and particles of surnames (`van der Velden`). Used for names in Arabic and Latin script.",
    again: BOTH,
    key: &["first"],
    shown: "عبد",
    columns: &[
        column("first", Filled, Values::Letters, "the first word"),
        column(
            "joins",
            Filled,
            Values::OneOf(&["yes", "small", "no"]),
            "whether it is joined with the next word; `small`: only if it is printed in small letters; `no`: \
             it begins names that are written as one word with an inner capital (`MacDonald`)",
        ),
    ],
};
