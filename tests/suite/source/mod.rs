mod encodings;
mod inspect;
mod lists;
mod long_tail;
mod parsers;
mod repeated_ids;
mod spreadsheets;
mod workbook_cells;
