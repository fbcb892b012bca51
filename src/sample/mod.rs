//! Invented lists with known truth, for trying the program out, for tests and for benches.
//!
//! A [`World`] is a number of invented people who died in January 2022, three (or any number of)
//! lists that each tell of some of them in their own letters, formats and errors, and the truth:
//! which row is about whom. Reach for it when you want to see what the program does before you
//! have lists of your own, or to measure it on names like yours.
//!
//! **Nobody in a world exists.** Names are drawn from tables of name stems (`src/sample/data`);
//! that a combination is borne by someone alive is as likely as with any common name.
//!
//! What it is not: a measurement of the real lists. Each rate says in [`NameRates`] and
//! [`ValueRates`] whether a public source or only experience stands behind it. Which people a
//! list knows is drawn independently for each list, which real lists that interview the same
//! families are not.
//!
//! The same settings give the same bytes on every platform: own random numbers
//! (xoshiro256** seeded by SplitMix64), integer weights, no clock.

mod crowd;
mod large;
mod names;
mod noise;
mod people;
mod phrases;
mod rates;
mod rng;
mod roll;
mod row;
mod scenario;
mod settings;
mod shuffled;
mod spelling;
mod stems;
mod stream;
mod tail;
mod values;
mod world;
mod write;

pub use large::{LargeWorld, SampleRow};
pub use rates::{NameRates, ValueRates};
pub use scenario::Scenario;
pub use settings::{Column, Content, Language, ListSettings, PeopleSettings, Script, WorldSettings};
pub use world::{SampleList, TruthRow, World};

/// The world whose files stand in `data-samples/january-2022`: three invented lists with 19, 188
/// and 221 rows, each with the columns and headers that such a list has in its own language.
///
/// ```
/// let world = casualty_register::sample::january_2022_bundle();
/// let sizes: Vec<usize> = world.lists.iter().map(|list| list.rows.len()).collect();
/// assert_eq!(sizes, [19, 188, 221]);
/// ```
pub fn january_2022_bundle() -> World {
    World::generate(&scenario::january_2022_bundle())
}
