//! Very long lists.
pub(crate) mod blocks;
pub(crate) mod compare;
pub(crate) mod features;
pub(crate) mod fields;
pub(crate) mod names;
pub(crate) mod near;
pub(crate) mod rows;
pub(crate) mod text;
pub(crate) mod screen;
