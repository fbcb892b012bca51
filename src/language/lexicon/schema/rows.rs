//! The kinds of tables that recognise rows and columns by their words. `source` reads both.

use super::ColumnNeed::Filled;
use super::{BOTH, LAST, Schema, Values, column};

/// Recognises columns by their headers.
/// Example: the row `аты-жөні`, `name`. The guesses only fill the draft of a project file, which the user can change.
pub(super) const HEADER_WORDS: Schema = Schema {
    kind: "header-words",
    about: "Words in the headers of columns. Only `inspect` uses them, to guess fields. They are looked up \
            without accents and with Kazakh letters as Russian ones, as the whole header (`DateOfDeath` and \
            `date_of_death` are three words) or as words inside it; of several matches the longest counts.",
    again: LAST,
    key: &["form"],
    shown: "аты-жөні",
    columns: &[
        column("form", Filled, Values::Text, "the header or words of it"),
        column(
            "field",
            Filled,
            Values::OneOf(&[
                "id",
                "name",
                "surname",
                "second_surname",
                "given_name",
                "middle_name",
                "patronymic",
                "suffix",
                "other_name",
                "identity",
                "sex",
                "birth_date",
                "birth_year",
                "birth_month",
                "birth_day",
                "age",
                "death_date",
                "death_year",
                "death_month",
                "death_day",
                "place",
                "region",
                "country",
                "status",
                "note",
                "url",
                "none",
            ]),
            "the field of a project file; `none`: there is no field for it, such as a place of birth",
        ),
    ],
};

/// Recognises rows that do not describe a person: totals and notes.
/// Example: the row `барлығы`, `total`. Without it, the last line of a list could count as a person.
pub(super) const ROW_WORDS: Schema = Schema {
    kind: "row-words",
    about: "Words of rows that are not people. `total`: the row is a total of the list, if its cell is only \
            the word or the word and a number; `unit`: may follow that number; `note`: begins a note or a \
            source in the rows below the table.",
    again: BOTH,
    key: &["form"],
    shown: "барлығы",
    columns: &[
        column("form", Filled, Values::Text, "the word or words"),
        column("sense", Filled, Values::OneOf(&["total", "unit", "note"]), "the meaning of the word"),
    ],
};
