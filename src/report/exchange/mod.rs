//! Tables for other programs: one wide table of people, FollowTheMoney statements, and the description of all
//! tables as a Data Package.
//!
//! Takes an [`Outcome`](crate::register::outcome::Outcome) and a [`Disclosure`](crate::report::Disclosure), which
//! decides what is shown: the same code writes the tables of a run and of a publication. Gives bytes.
//!
//! The cells of these tables hold the exact text, except those of a published `people.csv`. They are not guarded against formulas, because the programs that
//! read them compare texts.

pub(super) mod package;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
pub(super) mod people;
pub(super) mod statements;

/// A CSV table with the exact text of each cell. Errors of the writer are ignored, because writing to memory cannot
/// fail.
fn exact<R: IntoIterator<Item = String>>(header: &[String], rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}
