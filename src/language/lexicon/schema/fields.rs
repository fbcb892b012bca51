//! The kinds of tables with which dates, ages, places, statuses and sexes are read.
//!
//! The texts `about` and the texts of the columns are printed in the guide and in errors.

use super::ColumnNeed::{Filled, Optional, There};
use super::{BOTH, LAST, Schema, Values, column};

/// The explanation of the column `match`, which several kinds have.
const MATCH: &str = "how it is looked up: the whole word, or the start of a word with any ending";
/// The values of `match`: a whole word, or a stem.
const WHOLE_OR_STEM: Values = Values::OneOf(&["exact", "open"]);
/// The text forms of all calendars; an empty cell means Gregorian.
const CALENDARS: &[&str] = &["", "gregorian", "solar-hijri", "hijri", "buddhist", "ethiopian", "hebrew"];

/// Read by `date`.
/// Example: the row `қаңтар`, 1, `open` is January with any ending. Twelve months, or 13 in the Ethiopian and Hebrew
/// calendars.
pub(super) const MONTHS: Schema = Schema {
    kind: "months",
    about: "Names and abbreviations of months. They are looked up without accents and with Kazakh letters as \
            Russian ones. If `match` is `open`, endings need no rows of their own; if it is `exact`, a name \
            can have several words: `ربيع الأول`.",
    again: LAST,
    key: &["form", "match"],
    shown: "қаңтар",
    columns: &[
        column("form", Filled, Values::Text, "the word or its start"),
        column(
            "value",
            Filled,
            Values::By {
                column: "calendar",
                cases: &[(&["hebrew", "ethiopian"], Values::Whole(1, 13))],
                otherwise: &Values::Whole(1, 12),
            },
            "the number of the month; in the Jewish calendar counted from Nisan",
        ),
        column("match", Filled, WHOLE_OR_STEM, MATCH),
        column("calendar", Optional, Values::OneOf(CALENDARS), "the calendar; empty: the Gregorian one"),
        column(
            "day",
            Optional,
            Values::OneOf(&["", "after"]),
            "`after`: the language also writes the day after the month, so two digits there are not a year",
        ),
    ],
};

/// Read by `date` and `age`.
/// Example: the row `first`, 1, `exact`.
pub(super) const NUMERALS: Schema = Schema {
    kind: "numerals",
    about: "Numbers in words, for days and ages. A ten and the unit after it are added: `он бесінші`, \
            `двадцать пятого`.",
    again: LAST,
    key: &["form", "match"],
    shown: "бірінші",
    columns: &[
        column("form", Filled, Values::Text, "the word or its start"),
        column("value", Filled, Values::Whole(0, 99), "the number"),
        column("match", Filled, WHOLE_OR_STEM, MATCH),
    ],
};

/// Read by `date` and `age`.
/// Example: the row `го`, which makes `5-го` the number 5.
pub(super) const NUMBER_ENDINGS: Schema = Schema {
    kind: "number-endings",
    about: "Endings of numbers in digits, in dates and ages: `5-го`, `5-інде`, `5th`. Other letters directly \
            after a number make the cell unreadable.",
    again: BOTH,
    key: &["form"],
    shown: "інде",
    columns: &[column("form", Filled, Values::Text, "the ending, without the hyphen")],
};

/// Read by `date` and `age`.
/// Example: the row `l`, 1, which makes `l2.05.1984` the day 12.
pub(super) const DIGIT_LETTERS: Schema = Schema {
    kind: "digit-letters",
    about: "Letters that are used for similar digits in scanned and typed lists: `l2.05.1984`. In a day, a \
            month or an age that also has a digit, they are read as digits and reported.",
    again: LAST,
    key: &["letter"],
    shown: "l",
    columns: &[
        column("letter", Filled, Values::Letter, "the letter"),
        column("digit", Filled, Values::Whole(0, 9), "the digit that it stands for"),
    ],
};

/// Read by `date`; `age` reads the rows with the sense `unknown`.
/// Example: a row with the sense `weekday` and the value 1 is a Monday.
pub(super) const DATE_WORDS: Schema = Schema {
    kind: "date-words",
    about: "Other words in dates. `year`: the number next to it is a year; `years`: the same if the number has \
            four digits, because two digits are years of life; `birth`: a year of birth; `era`: the calendar; \
            `decade`: the year before it is a decade; `filler`: says nothing about the day; `night`: a night; \
            `onto`: the day next to it is the morning after; `from`, `until`: open ends, reversed by `not`; \
            `early`, `mid`, `late`: thirds of a month, year or decade; `half`, `third`: numbered by the number \
            before; `hour`: the number next to it is a time of day; `unknown`: the list states that the date \
            is unknown.",
    again: LAST,
    key: &["form", "match"],
    shown: "дүйсенбі",
    columns: &[
        column("form", Filled, Values::Text, "the word, its start, or the whole cell"),
        column(
            "sense",
            Filled,
            Values::OneOf(&[
                "weekday",
                "year",
                "years",
                "birth",
                "era",
                "decade",
                "filler",
                "night",
                "onto",
                "from",
                "until",
                "not",
                "or",
                "and",
                "between",
                "approximate",
                "uncertain",
                "early",
                "mid",
                "late",
                "half",
                "third",
                "hour",
                "unknown",
            ]),
            "what it means",
        ),
        column(
            "value",
            Optional,
            Values::By {
                column: "sense",
                cases: &[(&["weekday"], Values::Whole(1, 7)), (&["era"], Values::OneOf(CALENDARS))],
                otherwise: &Values::Empty,
            },
            "the weekday, with Monday as 1; the calendar of an era",
        ),
        column(
            "match",
            Filled,
            Values::OneOf(&["exact", "open", "cell"]),
            "as in `months`; or the whole cell",
        ),
    ],
};

/// Read by `age`.
/// Example: a row with the sense `year` is the unit of the number before it.
pub(super) const AGE_WORDS: Schema = Schema {
    kind: "age-words",
    about: "Words in ages. `year`, `month`, `week`, `day`, `hour`: units of the number next to it; `running`: the \
            current year of life, so the age is one less; `age`: the number is an age, even in a column of \
            births; `over`, `under`: open ranges, reversed by `not`; `past`: a decade of life; `through`: a \
            range to the next number; `months`: the word alone is an age; `filler`: says nothing.",
    again: LAST,
    key: &["form", "match"],
    shown: "нәресте",
    columns: &[
        column("form", Filled, Values::Text, "the word or its start"),
        column(
            "sense",
            Filled,
            Values::OneOf(&[
                "year",
                "month",
                "week",
                "day",
                "hour",
                "age",
                "running",
                "over",
                "under",
                "not",
                "past",
                "through",
                "or",
                "filler",
                "approximate",
                "uncertain",
                "months",
            ]),
            "what it means",
        ),
        column(
            "value",
            Optional,
            Values::By {
                column: "sense",
                cases: &[(&["months"], Values::Months)],
                otherwise: &Values::Empty,
            },
            "the age in completed months, or the first and the last of a range",
        ),
        column("match", Filled, WHOLE_OR_STEM, MATCH),
    ],
};

/// The text forms of all kinds of places.
const KINDS_OF_PLACE: Values = Values::OneOf(&["country", "region", "district", "city", "town", "village"]);

/// Read by `place`.
/// Example: the row `kz`, `country`, no parent, `KZ`, with the names `Kazakhstan|Қазақстан|Казахстан`.
pub(super) const PLACES: Schema = Schema {
    kind: "places",
    about: "A gazetteer. Spellings that differ only in alphabet, hyphens, case or common transliterations need \
            no entry of their own. A second row for the same place gives it another parent from a given day.",
    again: "your spellings are added; if two parents are valid on a day, yours counts",
    key: &["id", "from", "to"],
    shown: "almaty",
    columns: &[
        column("id", Filled, Values::Text, "a short name without spaces, unique among all places"),
        column("kind", Filled, KINDS_OF_PLACE, "the kind of place"),
        column("parent", Optional, Values::Text, "the id of the place that it lies in"),
        column("code", Optional, Values::Text, "the ISO 3166 code"),
        column("from", Optional, Values::Day, "the first day on which it was in the parent; empty: always"),
        column(
            "to",
            Optional,
            Values::Day,
            "the first day on which it was no longer in the parent; empty: it \
                                             still is",
        ),
        column("names", There, Values::List, "spellings in use; the first is shown"),
        column("former", Optional, Values::List, "older names"),
        column("geonames", Optional, Values::Whole(1, u32::MAX), "the number in GeoNames"),
    ],
};

/// Read by `place`.
/// Example: a row with the role `kind`, the meaning `city` and the side `before` is a word such as `г.`.
pub(super) const PLACE_WORDS: Schema = Schema {
    kind: "place-words",
    about: "Words around the name of a place. `kind`: the name is a place of the kind in `means`; `street`: \
            the name is a street or quarter; `small`: says nothing; `unknown`: the list states that the place \
            is unknown; `ending`: a case ending, which `means` replaces in the dictionary form.",
    again: "the first row read counts; endings are added",
    key: &["form", "role", "means"],
    shown: "қаласы",
    columns: &[
        column("form", Filled, Values::Text, "the word or ending"),
        column(
            "role",
            Filled,
            Values::OneOf(&["kind", "street", "small", "unknown", "ending"]),
            "what it is for",
        ),
        column(
            "means",
            Optional,
            Values::By {
                column: "role",
                cases: &[
                    (
                        &["kind"],
                        Values::OneOf(&["country", "region", "district", "city", "settlement", "village"]),
                    ),
                    (&["ending"], Values::Text),
                ],
                otherwise: &Values::Empty,
            },
            "the kind of place, or what an ending is replaced by",
        ),
        column(
            "side",
            Optional,
            Values::By {
                column: "role",
                cases: &[(&["kind", "street"], Values::OneOf(&["before", "after", "both"]))],
                otherwise: &Values::Empty,
            },
            "the position of the word relative to the name",
        ),
    ],
};

/// Read by `status`.
/// Example: a row with the group `security` for a police officer.
pub(super) const STATUSES: Schema = Schema {
    kind: "statuses",
    about: "Forms of a status. A word that ends in `*` matches any ending of up to five letters; the words of \
            a form must be next to each other. A group is a claim of the list, not a finding of the program.",
    again: BOTH,
    key: &["form", "group"],
    shown: "полицей*",
    columns: &[
        column("form", Filled, Values::Text, "the words; each may end in `*`"),
        column(
            "group",
            Filled,
            Values::OneOf(&[
                "security",
                "civilian",
                "child",
                "custody",
                "accused",
                "other",
                "unknown",
                "not-before",
                "not-after",
            ]),
            "the group; `unknown`: the list states that the status is unknown; `not-before`, `not-after`: the \
             next or the previous word is ignored",
        ),
    ],
};

/// Read by `sex`.
/// Example: the row `ер`, `male`.
pub(super) const SEXES: Schema = Schema {
    kind: "sexes",
    about: "Forms of the cells in a column for the sex.",
    again: "both count: if a form has two meanings, the other codes of the column decide, and otherwise the \
            first row read",
    key: &["form"],
    shown: "ер",
    columns: &[
        column("form", Filled, Values::Text, "the whole cell"),
        column("sex", Filled, Values::OneOf(&["female", "male", "unknown"]), "the sex that it states"),
    ],
};
