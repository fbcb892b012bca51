//! The fields: what a column of a list can mean.

use serde::{Deserialize, Serialize};

use crate::base::words::from_words;
use crate::language::date::Purpose;

/// Builds [`Field`] from lines of `Variant = "key", "about";`. The text is also the variant's documentation.
macro_rules! fields {
    ($($variant:ident = $key:literal, $about:literal;)*) => {
        /// The meaning of a column. The text form is the key under `[source.columns]` in a project file.
        ///
        /// ```
        /// use casualty_register::source::Field;
        ///
        /// assert_eq!(Field::BirthDate.as_str(), "birth_date");
        /// assert_eq!("given_name".parse::<Field>()?, Field::GivenName);
        /// assert!("birthday".parse::<Field>().is_err());
        /// # Ok::<(), casualty_register::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Field { $(#[doc = $about] $variant,)* }

        impl Field {
            /// Every field, in the order in which a person reads a record.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The key of the field in a project file.
            pub fn as_str(self) -> &'static str {
                match self { $(Field::$variant => $key,)* }
            }
        }
    };
}

fields! {
    Id = "id", "The id that the list gives the row.";
    Name = "name", "The whole name in one cell, in any order of its parts.";
    Surname = "surname", "The surname alone.";
    SecondSurname = "second_surname", "A second surname alone, such as the mother's in Spanish names.";
    GivenName = "given_name", "The given name or names alone.";
    MiddleName = "middle_name", "A middle name alone: a second given name.";
    Patronymic = "patronymic", "The patronymic or the father's name alone.";
    Suffix = "suffix", "A mark after the name alone, such as `Jr`.";
    OtherName = "other_name", "A further name of the same person: an alias, or the name in another script. A list may have several such columns.";
    Identity = "identity", "The number of an identity document of the person.";
    Sex = "sex", "The sex.";
    BirthDate = "birth_date", "The date or the year of birth.";
    BirthYear = "birth_year", "The year of birth, if day, month and year have columns of their own.";
    BirthMonth = "birth_month", "The month of birth, if day, month and year have columns of their own.";
    BirthDay = "birth_day", "The day of birth, if day, month and year have columns of their own.";
    Age = "age", "The age at death.";
    DeathDate = "death_date", "The date of death.";
    DeathYear = "death_year", "The year of death, if day, month and year have columns of their own.";
    DeathMonth = "death_month", "The month of death, if day, month and year have columns of their own.";
    DeathDay = "death_day", "The day of death, if day, month and year have columns of their own.";
    Place = "place", "The place of death, as the list writes it.";
    Region = "region", "The region, state or province of the place, if it has a column of its own.";
    Country = "country", "The country of the place, if it has a column of its own.";
    Status = "status", "What the list says the person was: protester, officer, bystander, …";
    Note = "note", "Free text.";
    Url = "url", "Where the row was published.";
}

impl Field {
    /// The parts of a name that can have columns of their own.
    pub(crate) const NAME_PARTS: [Field; 6] = [
        Field::Surname,
        Field::SecondSurname,
        Field::GivenName,
        Field::MiddleName,
        Field::Patronymic,
        Field::Suffix,
    ];

    /// The columns of a date of birth or death: the whole date, its year, its month, its day.
    ///
    /// The whole date comes first, so it is the field that messages name.
    pub(crate) fn of_date(purpose: Purpose) -> [Field; 4] {
        match purpose {
            Purpose::Birth => [Field::BirthDate, Field::BirthYear, Field::BirthMonth, Field::BirthDay],
            Purpose::Death => [Field::DeathDate, Field::DeathYear, Field::DeathMonth, Field::DeathDay],
        }
    }
}

from_words!(Field, "field", Field::ALL.iter().copied());
