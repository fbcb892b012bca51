//! What a cell means: names, dates, ages, places, sexes, statuses, identity numbers, misread text.
//!
//! In: the text of one cell, the tables of [`lexicon`], and what is known about the list (the period, the order of day
//! and month, the calendar). Out: a typed value, which may be ambiguous. An ambiguous cell keeps every reading; no
//! reader guesses.
//!
//! This room knows no lists and compares no records. It compares single values of one kind (two dates, two places),
//! because the rules for that belong to the kind. Every word that a reader recognises is in a table of [`lexicon`], so
//! a user can add words without a change of the code.
//!
//! - `name`: names, their parts and spellings.
//! - `date`: dates of death and of birth, in six calendars.
//! - `age`: ages, in years and months.
//! - `place`: places and their levels, with a gazetteer.
//! - `sex`, `status`, `identity`: the sex, the list's label for a person, the number of a document.
//! - `unknown`: cells that state that a value is unknown.
//! - `misread`: text that was decoded with the wrong encoding.

pub(crate) mod age;
pub mod date;
pub(crate) mod day;
pub(crate) mod identity;
pub mod lexicon;
pub(crate) mod misread;
pub mod name;
mod phrases;
pub(crate) mod place;
pub(crate) mod sex;
pub(crate) mod status;
pub(crate) mod unknown;

pub use age::{Age, AgeCell, AgeFit, AgeReader};
pub use identity::{Identity, IdentityLikeness};
pub use misread::{MisreadList, Misreadings, Repaired};
pub use place::{
    Gazetteer, Place, PlaceCell, PlaceDay, PlaceKind, PlaceRelation, SIMILAR_TEXT, UnknownPlace,
};
pub use sex::{Sex, SexCell, SexReader};
pub use status::{Status, StatusCell, StatusGroup, StatusReader, StatusRelation, status_relation};

// Re-exported because the readers of this room return or need them.
pub use crate::base::text::{Script, clean};
