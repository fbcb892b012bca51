//! `people.parquet` and `claims.parquet`: tables with typed columns. Only with the feature `parquet`.
//!
//! Takes the columns and cells of a CSV table; gives the bytes of an uncompressed file with one row group, the same
//! for equal input. An empty cell is null.

use std::io;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::package::Kind;
use crate::base::error::{Error, Result};
use crate::language::date::Day;

/// A table as Parquet. `kinds` are the types of the columns, in the order of `header`.
///
/// An I/O error that names `file` if it cannot be built.
pub(crate) fn table(file: &str, header: &[String], kinds: &[Kind], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    written(header, kinds, rows).map_err(|error| Error::io(file.as_ref(), "write", io::Error::other(error)))
}

/// Builds the file in memory.
fn written(
    header: &[String],
    kinds: &[Kind],
    rows: &[Vec<String>],
) -> std::result::Result<Vec<u8>, ParquetError> {
    let columns: std::result::Result<Vec<_>, _> = header
        .iter()
        .zip(kinds)
        .map(|(name, kind)| {
            let (physical, logical) = types(*kind);
            let column = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
            column.with_logical_type(logical).build().map(Arc::new)
        })
        .collect();
    let schema = Type::group_type_builder("table").with_fields(columns?).build()?;
    let properties = WriterProperties::builder().set_created_by(env!("CARGO_PKG_NAME").to_owned()).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (at, kind) in kinds.iter().enumerate() {
        let Some(mut column) = group.next_column()? else { break };
        let cells = rows.iter().map(|row| row.get(at).map_or("", String::as_str));
        match kind {
            Kind::Text => {
                put::<ByteArrayType>(&mut column, cells, |cell| {
                    Some(ByteArray::from(cell.as_bytes().to_vec()))
                })?;
            }
            Kind::Date => put::<Int32Type>(&mut column, cells, days)?,
            Kind::Flag => put::<Int32Type>(&mut column, cells, |cell| cell.parse().ok())?,
            Kind::Count => put::<Int64Type>(&mut column, cells, |cell| cell.parse().ok())?,
            Kind::Number => put::<DoubleType>(&mut column, cells, |cell| cell.parse().ok())?,
        }
        column.close()?;
    }
    group.close()?;
    writer.into_inner()
}

/// How cells of a type are stored, and how readers see them.
fn types(kind: Kind) -> (Physical, Option<LogicalType>) {
    match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::INT32, None),
        Kind::Count => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
    }
}

/// Days since 1970-01-01 of an ISO day.
fn days(cell: &str) -> Option<i32> {
    Some(cell.parse::<Day>().ok()?.days_since(Day::new(1970, 1, 1)?))
}

/// Writes the cells of one column. Cells without text are null.
fn put<'c, T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c str>,
    value: impl Fn(&str) -> Option<T::T>,
) -> std::result::Result<(), ParquetError> {
    let values: Vec<Option<T::T>> =
        cells.map(|cell| if cell.is_empty() { None } else { value(cell) }).collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::SerializedFileReader;

    #[test]
    fn cells_come_back_with_their_types() {
        let header = ["id", "day", "on_a", "people", "probability"].map(str::to_owned);
        let kinds = [Kind::Text, Kind::Date, Kind::Flag, Kind::Count, Kind::Number];
        let rows = [["=P-1", "1970-01-02", "1", "3", "0.5"], ["", "", "0", "", ""]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let bytes = table("t.parquet", &header, &kinds, &rows).expect("a table");
        assert_eq!(bytes, table("t.parquet", &header, &kinds, &rows).expect("a table"), "equal bytes");
        let path = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(path.path(), bytes).expect("written");
        let reader = SerializedFileReader::new(path.reopen().expect("a file")).expect("a reader");
        let read: Vec<String> = reader.into_iter().map(|row| row.expect("a row").to_string()).collect();
        let expected = [
            "{id: \"=P-1\", day: 1970-01-02, on_a: 1, people: 3, probability: 0.5}",
            "{id: null, day: null, on_a: 0, people: null, probability: null}",
        ];
        assert_eq!(read.len(), expected.len());
        for (read, expected) in read.iter().zip(expected) {
            // Another release of the reader may show a day with its time zone.
            assert_eq!(read.replace(" +00:00", ""), expected);
        }
    }
}
