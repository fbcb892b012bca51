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
    about: "Names and abbreviations of months. Looked up without accents and with Kazakh letters as Russian \
            ones; endings need no rows of their own where `match` is `open`. Several words are one name where \
            `match` is `exact`: `ربيع الأول`.",
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
            "the month; of the Jewish calendar counted from Nisan",
        ),
        column("match", Filled, WHOLE_OR_STEM, MATCH),
        column("calendar", Optional, Values::OneOf(CALENDARS), "the calendar; empty: the Gregorian one"),
        column(
            "day",
            Optional,
            Values::OneOf(&["", "after"]),
            "`after`: the language writes the day after the month too, so that two digits there are no year",
        ),
    ],
};

/// Read by `date` and `age`.
/// Example: the row `first`, 1, `exact`.
pub(super) const NUMERALS: Schema = Schema {
    kind: "numerals",
    about: "Numbers in words, for days and ages. A ten and a unit beside it are added: `он бесінші`, \
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
    about: "Endings that numbers in digits take, in dates and ages: `5-го`, `5-інде`, `5th`. Other letters right \
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
    about: "Letters that look like digits and stand for them in scanned and typed lists: `l2.05.1984`. They are \
            read in a day, a month or an age that has a digit too, with a finding.",
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
    about: "Other words of dates. `year`: the number beside it is a year; `years`: the same of four digits, as two \
            count years of life; `birth`: it is a year of birth; `era`: the calendar; `decade`: the year before \
            it is one; `filler`: says nothing of the day; `night`, `onto`: a night, and that the day beside it is the \
            morning after; `from`, `until`: open ends, turned round by `not`; `early`, `mid`, `late`: thirds \
            of a month or year; `half`, `third`: counted by the number before; `hour`: the number beside it \
            is a time of day; `unknown`: the list says that it does not know.",
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
            "the weekday, Monday is 1; the calendar of an era",
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
    about: "Words of ages. `year`, `month`, `week`, `day`, `hour`: units of the number beside it; `running`: the year \
            of life that has begun, so one less; `age`: says that the number is an age, also in a column of births; \
            `over`, `under`: open ranges, turned round by `not`; `past`: a decade of life; \
            `through`: to the next number; `months`: the word is an age by itself; `filler`: says nothing.",
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
    about: "A gazetteer. Spellings that differ only by alphabet, hyphen, case or the usual transliterations \
            need no entry of their own. A second row of the same place gives it another parent from a day on.",
    again: "your spellings are added; of the parents that hold on a day yours counts",
    key: &["id", "from", "to"],
    shown: "almaty",
    columns: &[
        column("id", Filled, Values::Text, "a short name without blanks, used nowhere else"),
        column("kind", Filled, KINDS_OF_PLACE, "what kind of place it is"),
        column("parent", Optional, Values::Text, "the id of the place that it lies in"),
        column("code", Optional, Values::Text, "the ISO 3166 code"),
        column("from", Optional, Values::Day, "the first day on which it lay in the parent; empty: always"),
        column("to", Optional, Values::Day, "the first day on which it no longer did; empty: still does"),
        column("names", There, Values::List, "spellings in use; the first is shown"),
        column("former", Optional, Values::List, "older names"),
        column("geonames", Optional, Values::Whole(1, u32::MAX), "the number in GeoNames"),
    ],
};

/// Read by `place`.
/// Example: a row with the role `kind`, the meaning `city` and the side `before` is a word such as `г.`.
pub(super) const PLACE_WORDS: Schema = Schema {
    kind: "place-words",
    about: "Words around the name of a place. `kind`: announces a place of the kind in `means`; `street`: the \
            name is that of a street or quarter; `small`: says nothing; `unknown`: the list does not know the \
            place; `ending`: a case ending, and `means` stands in its place in the dictionary form.",
    again: "the row that is read first counts; endings are added",
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
            "where the word stands, seen from the name",
        ),
    ],
};

/// Read by `status`.
/// Example: a row with the group `security` for a police officer.
pub(super) const STATUSES: Schema = Schema {
    kind: "statuses",
    about: "Forms of a status. Words that end in `*` stand for any ending of up to five letters; a form of \
            several words must stand together. A group is a claim of the list, not a finding.",
    again: BOTH,
    key: &["form", "group"],
    shown: "полицей*",
    columns: &[
        column("form", Filled, Values::Text, "the words, each perhaps with `*`"),
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
            "the group; `unknown`: the list says that it does not know; `not-before`, `not-after`: takes the \
             next or the last word out of the reading",
        ),
    ],
};

/// Read by `sex`.
/// Example: the row `ер`, `male`.
pub(super) const SEXES: Schema = Schema {
    kind: "sexes",
    about: "Forms of an explicit column for the sex.",
    again: "a form with two different meanings is not read at all",
    key: &["form"],
    shown: "ер",
    columns: &[
        column("form", Filled, Values::Text, "the whole cell"),
        column("sex", Filled, Values::OneOf(&["female", "male", "unknown"]), "what it says"),
    ],
};
