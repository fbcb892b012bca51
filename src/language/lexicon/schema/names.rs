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
    about: "Given names of Arabic script in the spellings of other scripts, a row a name. Two names of two rows \
            are two people's, and two of one row one person's, when one is in Arabic letters and the other is \
            not; words of one script are not looked up here.",
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
    about: "What surnames and patronymics end in. A word with such an ending is likelier of that role, and \
            is compared by what stands before the ending. The longest ending that fits is taken. Endings are \
            compared as neutral letters, so `ов` also serves `ov` and `ow`.",
    again: FIRST,
    key: &["form", "role"],
    shown: "ев",
    columns: &[
        column("form", Filled, Values::Letters, "the ending as written"),
        column("role", Filled, Values::OneOf(&["surname", "patronymic"]), "the part of a name that ends so"),
        column(
            "class",
            Filled,
            Values::Text,
            "a name for endings that replace each other without a price; `uly` is the class of the markers",
        ),
        column("sex", There, MAN_OR_WOMAN, "the sex that the ending shows; empty for none"),
        column("stem", Filled, Values::Whole(1, 20), "how many neutral letters must be left before it"),
        column("of_father", Optional, NO_OR_YES, "whether it makes a surname of a forefather's given name"),
        column("example", Optional, Values::Text, "what is left and the whole, as `Ахмет/Ахметов`"),
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
        column("sex", There, MAN_OR_WOMAN, "the sex that it shows; empty for none"),
        column("example", Optional, Values::Text, "a father's name with the word, as `Болат ұлы`"),
    ],
};

/// Removes articles and other prefixes before a comparison.
/// Example: the row `ال`, 3 makes الحسن and حسن the same.
pub(super) const PREFIXES: Schema = Schema {
    kind: "prefixes",
    about: "What may stand before a name part, or be left out, without changing it. It is taken off in any \
            script whose letters fold to it.",
    again: BOTH,
    key: &["form"],
    shown: "ال",
    columns: &[
        column("form", Filled, Values::Letters, "the prefix as written"),
        column("stem", Filled, Values::Whole(1, 20), "how many neutral letters must be left after it"),
        column("example", Optional, Values::Text, "a name with and without it, as `الحسن/حسن`"),
        column(
            "where",
            Optional,
            Values::OneOf(&["any", "abjad"]),
            "`abjad`: taken off only beside a word in Arabic letters",
        ),
    ],
};

/// Ranks the readings of a name with several parts.
/// Example: the row `arab`, `G`, 0.7 states that a single word in Arabic script is a given name in 70 % of cells.
pub(super) const ORDERS: Schema = Schema {
    kind: "orders",
    about: "In which orders name parts stand, before a list has shown its own habit. Only shares of patterns \
            with the same number of parts are weighed against each other.",
    again: "both count, so that the pattern's shares are added",
    key: &["script", "pattern"],
    shown: "any",
    columns: &[
        column(
            "script",
            Filled,
            Values::OneOf(&["any", "latn", "cyrl", "arab", "other"]),
            "the script of the name; rows for it are used alone, those for `any` when there are none",
        ),
        column(
            "pattern",
            Filled,
            Values::Order,
            "the roles in their order: S surname, G given name, P patronymic, A forefather; the same letter \
             twice is one name written apart",
        ),
        column("share", Filled, Values::Number(0.0, 1.0), "how common the order is"),
    ],
};

/// Separates given names, and shows the sex that goes with each. `source` reads it to recognise columns of names.
/// Example: a row with the form `Асан`, the sex `m` and no further spelling.
pub(super) const GIVEN: Schema = Schema {
    kind: "given",
    about: "Given names; a row is one name. Two spellings in one row are one name, whatever they cost; two \
            names of two rows are two people's (relatives), if they are further apart than 0.25. A bare \
            word that is here is likelier a given name than a surname.",
    again: "both count: a spelling in two rows is a form of both names, and shows no sex if they differ in it",
    key: &["form"],
    shown: "абдулла",
    columns: &[
        column("form", Filled, Values::Text, "the name as the table's language writes it"),
        column("sex", Filled, Values::OneOf(&["m", "f", "mf"]), "who bears it: men, women, both"),
        column(
            "also",
            Optional,
            Values::List,
            "other spellings that the folding of letters does not give by itself",
        ),
        column(
            "second",
            Optional,
            Values::OneOf(&["yes"]),
            "whether its bearers often have a second given name (`Ana Belén`), so that a word beside it is no father's name",
        ),
    ],
};

/// Separates surnames that the letters alone would join.
/// Example: the row `לוי` with the spellings `levi|levy|леви`.
pub(super) const SURNAMES: Schema = Schema {
    kind: "surnames",
    about: "Surnames that are written in ways the letters do not explain (Пак, Park), and surnames that look \
            alike and are two (Ахметов, Ахмедов). One row is one surname; two rows are two.",
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
    about: "Elements that compound given names end with: Нұрбек, Нұржан and Нұрхан are three names, however \
            alike they look. Two rows are two elements.",
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
    about: "Words that say that the surname at birth follows. What follows is compared as a second surname, and \
            the one that fits better counts.",
    again: BOTH,
    key: &["form"],
    shown: "née",
    columns: &[column("form", Filled, Values::Text, "the word or words, in lower case")],
};

/// Recognises short forms of given names.
/// Example: a row with the short form `Саша` and the full form `Александр`.
pub(super) const SHORT_FORMS: Schema = Schema {
    kind: "short-forms",
    about: "Short, pet and respectful forms of given names, a row for each name that the form may stand for. \
            No stage reads them yet: `Саша` and `Александр` are two names to the program. They are kept as \
            checked data for the stage that will.",
    again: BOTH,
    key: &["short", "full"],
    shown: "азеке",
    columns: &[
        column("short", Filled, Values::Text, "the short form"),
        column("full", Filled, Values::Text, "a name that it stands for: a `form` of a `given` table"),
    ],
};

/// Gives the u-probability of agreement on a name.
/// Example: the row `омаров`, `surname`, 2,629 per million people.
pub(super) const FREQUENCIES: Schema = Schema {
    kind: "frequencies",
    about: "How common names are; agreement on a common name says less. When two names are compared by \
            themselves (`reconcile names`) the figure decides; in a run it is mixed with the counts of the \
            lists, and decides in short ones. A row speaks for the stem: `ахметов` also for Ахметова and \
            Akhmetov. A father's name is as common as the given name. A name that is not here is as common \
            as the model's prior says, but for the surnames of a run that `*` stands for.",
    again: "the figures are added; of two rows for `*` the one that is read last counts",
    key: &["form", "role"],
    shown: "ахметов",
    columns: &[
        column(
            "form",
            Filled,
            Values::Text,
            "the name; `*` stands for every surname of four neutral letters or more that no table has",
        ),
        column("role", Filled, Values::OneOf(&["surname", "given-name"]), "the part of a name"),
        column(
            "per_million",
            Filled,
            Values::Number(0.0, 1_000_000.0),
            "how many of a million people of both sexes bear it, men's and women's forms of a surname together",
        ),
        column("source", Filled, Values::Text, "the count, or `judgement`"),
    ],
};

/// Removes titles from names.
/// Example: the row `الشهيد` (the martyr) with the class `posthumous`.
pub(super) const TITLES: Schema = Schema {
    kind: "titles",
    about: "Ranks, honorifics and other words that stand before or after a name and are no part of it. They \
            are taken off, up to four words long, and kept beside the name.",
    again: FIRST,
    key: &["form"],
    shown: "подполковник",
    columns: &[
        column("form", Filled, Values::Text, "the words in lower case, without full stops at the end"),
        column(
            "class",
            Filled,
            Values::OneOf(&["rank", "police-rank", "honorific", "posthumous", "note"]),
            "what the words are",
        ),
        column(
            "implies",
            Optional,
            Values::OneOf(&["security", "civilian"]),
            "the status that they imply where the list states none; empty for none",
        ),
        column(
            "where",
            Optional,
            Values::OneOf(&["start"]),
            "`start`: only before a name; after it the word is a part of it (`Imran Sheikh`)",
        ),
    ],
};

/// Finds the relatives in names such as `жена Тестова Асана`.
/// Example: a row with the kind `spouse/wife`, the sex `f` of the relative and the sex `m` of the person who is named.
pub(super) const RELATIONS: Schema = Schema {
    kind: "relations",
    about: "Words that make a row the relative of the person whose name it prints: `wife of X`, `сын X`, `X (brother)`. \
            Such a row is never joined with that person, nor with another relative of the person.",
    again: BOTH,
    key: &["form", "where"],
    shown: "wife of",
    columns: &[
        column("form", Filled, Values::Text, "the words, in lower case"),
        column(
            "kind",
            Filled,
            Values::Text,
            "the relation, from the general to the particular, apart by `/`: `spouse/wife`; `child` and `child/son` \
             can be one person, `child/son` and `child/daughter` cannot",
        ),
        column("sex", There, MAN_OR_WOMAN, "the sex of the relative; empty for either"),
        column(
            "of_sex",
            There,
            MAN_OR_WOMAN,
            "the sex of the named person, where the relation has one; empty for either",
        ),
        column(
            "where",
            Filled,
            Values::OneOf(&["start", "before", "after", "brackets", "any", "with"]),
            "where the words stand: `start` at the start of a cell, before two words or more; `before` before the name of the other person (what \
             stands before the words is the name of the row); `after` after it; `brackets` after it in brackets or \
             after a comma; `any` before or after; `with` after a word such as `with`",
        ),
        column(
            "of",
            Filled,
            NO_OR_YES,
            "whether words before the name alone show that the name is another person's; otherwise the case or \
             the sex of the name has to",
        ),
        column("number", Filled, Values::OneOf(&["one", "many"]), "whether one person is meant or several"),
    ],
};

/// Finds marks such as `Jr.`.
/// Example: the row `кіші` with the mark `junior`.
pub(super) const GENERATIONS: Schema = Schema {
    kind: "generations",
    about: "Marks that tell people of one name in one family apart. They are no part of the name, and are compared \
            as a field of their own; two rows with different marks are never one person.",
    again: BOTH,
    key: &["form"],
    shown: "jr",
    columns: &[
        column("form", Filled, Values::Text, "the words, in lower case"),
        column(
            "mark",
            Filled,
            Values::OneOf(&["senior", "junior", "second", "third", "fourth", "fifth"]),
            "the generation; `junior` and `second` may be one person's",
        ),
        column(
            "where",
            Filled,
            Values::OneOf(&["any", "after", "after-small", "after-two", "brackets"]),
            "where the mark stands: `any`, beside the name; `after` it; `after-small`, after two words of it, or in small letters after one (`Ст.` may \
             be an initial); `after-two` words of it (`II` after one may be two initials); `brackets` (the row may then be a relative as well)",
        ),
    ],
};

/// Recognises the name of the person in `сын Болата`.
/// Example: the row `'s` with an empty replacement.
pub(super) const GENITIVES: Schema = Schema {
    kind: "genitives",
    about: "Endings of names in the genitive after or before a word of relation: `сын Болата`. A word counts as one \
            in the genitive when the dictionary form is a given or a father's name and the word itself is none; \
            endings of three letters and more need no such name.",
    again: BOTH,
    key: &["form", "instead"],
    shown: "ича",
    columns: &[
        column("form", Filled, Values::Text, "the ending, in lower case"),
        column("instead", There, Values::Text, "the ending of the dictionary form; empty for none"),
    ],
};

/// Finds cells about groups of people.
/// Example: a row with the sense `person` for the word "man".
pub(super) const PEOPLE_WORDS: Schema = Schema {
    kind: "people-words",
    about: "Words for people whom a cell does not name, and words that join several people in one cell: `3 children`, \
            `X and his wife`. A cell of nothing but such words, numbers and the words of `unknown-words` has no name.",
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
            "`person` and `people`: one or several whom it does not name; `unit`: what stands after a number of \
             people (`чел`); `and`: joins two people; `and-in-name`: joins two people or two parts of a name; `with`; \
             `whose`: his, her; `companion`, `companions`: somebody beside the named person, in one word; `number`; \
             `years`: a measure of age",
        ),
        column("count", There, Values::Whole(1, 9999), "the number that a word means; empty for other words"),
    ],
};

/// Read by `unknown` for all columns.
/// Example: the row `unknown`, `unknown`, which counts anywhere in a cell.
pub(super) const UNKNOWN_WORDS: Schema = Schema {
    kind: "unknown-words",
    about: "Words that say that a value is not known. They serve every field: names, dates, ages, sexes, places, \
            statuses and further columns. A cell of nothing but such words has no value.",
    again: BOTH,
    key: &["form"],
    shown: "unknown",
    columns: &[
        column("form", Filled, Values::Text, "the word or words, in lower case"),
        column(
            "sense",
            Filled,
            Values::OneOf(&["unknown", "about", "cell", "export", "place"]),
            "`unknown`: says so wherever it stands; `about`: says of what, or who does not tell it (name, identity, by \
             police); `cell`: says so when it is the whole cell; `export`: the same, unless it is written with one capital, as a name is; `place`: the same in a column of places",
        ),
    ],
};

/// Finds people without a name.
/// Example: the row `unknown man`, `m`.
pub(super) const UNNAMED: Schema = Schema {
    kind: "unnamed",
    about: "What lists write in the place of a name when the person is not named. The whole cell must be such \
            a form; the row is then a person without a name, never joined by name.",
    again: BOTH,
    key: &["form"],
    shown: "белгісіз ер адам",
    columns: &[
        column("form", Filled, Values::Text, "the whole cell in lower case, without full stops"),
        column("sex", There, MAN_OR_WOMAN, "the sex that the words tell, for people: no stage reads it yet"),
    ],
};

/// Finds second names of one person.
/// Example: a row for `alias`.
pub(super) const ALIAS_WORDS: Schema = Schema {
    kind: "alias-words",
    about: "Words in a cell that say that a further name of the same person follows: `Juan Pérez alias El Zurdo`. \
            Each of the names is compared, and the one that fits best counts.",
    again: BOTH,
    key: &["form"],
    shown: "alias",
    columns: &[
        column("form", Filled, Values::Text, "the word or words, in lower case"),
        column("joined", There, Values::OneOf(&["yes"]), "whether the name may follow without a blank"),
    ],
};

/// Distinguishes short names from initials.
/// Example: the row `ай`, which is a name and not two initials.
pub(super) const SHORT_NAMES: Schema = Schema {
    kind: "short-names",
    about: "Names of two letters. Two capitals that stand beside a name without full stops are initials (`Иванов ПС`) \
            unless they are here or among the given names, surnames and short forms.",
    again: BOTH,
    key: &["form"],
    shown: "li",
    columns: &[column("form", Filled, Values::Text, "the name in lower case")],
};

/// Joins the words of one name part: `Абд аль-Рахман`.
/// Example: the row `van`, `small`, which joins `van der Velden` to one surname.
pub(super) const COMPOUNDS: Schema = Schema {
    kind: "compounds",
    about: "First words of Arabic names that are written apart or joined (`عبد الله` and `عبدالله` are one \
            word), and particles of surnames (`van der Velden`). Used in names of Arabic and Latin script.",
    again: BOTH,
    key: &["first"],
    shown: "عبد",
    columns: &[
        column("first", Filled, Values::Letters, "the first word"),
        column(
            "joins",
            Filled,
            Values::OneOf(&["yes", "small", "no"]),
            "whether it is joined with the word that follows; `small`: where it is printed in small letters; `no`: \
             it begins names that are written as one word with a capital inside (`MacDonald`)",
        ),
    ],
};
