//! Invented lists with known truth, for trying the program, for tests and for benches.
//!
//! Input: [`WorldSettings`], usually from a [`Scenario`]. Output: a [`World`], or a [`LargeWorld`] that is written row
//! by row.
//!
//! A world has invented people who died in January 2022, any number of lists (three in the scenarios), and the truth:
//! which record is about which person. Each list names some of the people in its own letters, formats and errors. Use
//! it to see what the program does before you have lists, or to measure it on names like yours.
//!
//! **Nobody in a world exists.** Names are drawn from tables of name stems (`src/audit/sample/data`). A combination may
//! by chance be the name of a living person, as with any common name.
//!
//! A world is not a measurement of real lists. [`NameRates`] and [`ValueRates`] state for each rate whether it comes
//! from a public source or from experience. Each list draws its people independently; real lists that interview the
//! same families do not.
//!
//! The same settings give the same bytes on every platform: own random numbers (xoshiro256** seeded by SplitMix64),
//! integer weights, no clock.

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
pub use settings::{Column, Content, Language, ListScript, ListSettings, PeopleSettings, WorldSettings};
pub use world::{SampleList, TruthRow, World};

/// The world of the files in `data-samples/january-2022`: three invented lists with 19, 188 and 221 rows. Each has the
/// columns and headers that such a list has in its own language.
///
/// ```
/// let world = casualty_register::audit::sample::january_2022_bundle();
/// let sizes: Vec<usize> = world.lists.iter().map(|list| list.rows.len()).collect();
/// assert_eq!(sizes, [19, 188, 221]);
/// ```
pub fn january_2022_bundle() -> World {
    World::generate(&scenario::january_2022_bundle())
}
