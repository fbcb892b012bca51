//! What a cell means: names, dates, ages, places, sexes, statuses, identity numbers, misread text.
//!
//! In: one text, the tables of [`lexicon`], what a list is known to do. Out: a typed value, which may be ambiguous. It knows no
//! lists and compares no records.

pub(crate) mod age;
pub mod date;
pub(crate) mod identity;
pub mod lexicon;
pub(crate) mod misread;
pub mod name;
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

pub use crate::base::text::{Script, clean};
