//! Writes the description of a list that was inspected: a section `[[source]]` with comments.
//!
//! In: an [`Inspection`]. Out: TOML in which every guess has a comment that gives its reason and what to change if
//! it is wrong. Only what differs from the defaults is written. No comment quotes a cell, because the file is shared
//! more widely than the lists.

use std::collections::BTreeMap;

use super::columns::{ColumnView, SAMPLE};
use super::{Inspection, SheetView};
use crate::base::error::{ErrorKind, Result};
use crate::base::terminal::{inert, is_unsafe};
use crate::language::date::DayOrder;
use crate::source::aside::{Reason, SetAside};
use crate::source::draft;
use crate::source::{Field, SourceSpec};

/// Most row numbers of one kind that a comment lists.
const MOST_ROWS: usize = 8;
/// Comments of one block start in the same column, at most this one.
const COMMENT_COLUMN: usize = 44;

impl Inspection {
    /// The text of a project file with this list alone, ready to run. `file` is the path of the list, relative to the
    /// folder of the project file.
    ///
    /// The id is made from the file name, and so is the title. Period, day order and name order are written only if the
    /// list shows them.
    ///
    /// # Errors
    ///
    /// If no column was recognised as a name.
    pub fn project_file(&self, file: &str) -> Result<String> {
        let id = self.id();
        let section = self.section(&id, file)?;
        Ok(format!("{}\n{}\n{section}", draft::text::HEAD, draft::text::about(&id, self.period)))
    }

    /// An id from the file name without its extension; characters that an id cannot have become `-`.
    ///
    /// `Список 2022.csv` becomes `Список-2022`; a name without letters and digits becomes `list`.
    pub(crate) fn id(&self) -> String {
        let stem = std::path::Path::new(&self.file).file_stem().unwrap_or_default().to_string_lossy();
        let plain = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
        let id: String = stem.chars().map(plain).collect();
        let id = id.trim_matches('-');
        if id.is_empty() { "list".to_owned() } else { id.to_owned() }
    }

    /// The section `[[source]]` of this list, with its id and its file.
    ///
    /// # Errors
    ///
    /// If the columns do not make a list, usually because none was recognised as a name.
    pub(crate) fn section(&self, id: &str, file: &str) -> Result<String> {
        let spec = self.spec(id, file);
        if !spec.faults().is_empty() {
            let problem = self.unusable(&spec);
            return Err(ErrorKind::Table { path: self.file.clone().into(), row: None, problem }.into());
        }
        let parts = [self.about_list(&spec), columns(&spec, &self.columns), self.left_out()];
        Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
    }

    /// Why the list cannot be described, and what to do.
    fn unusable(&self, spec: &SourceSpec) -> String {
        if spec.column(Field::Name).or(spec.column(Field::Surname)).is_some() {
            return spec.faults().join("; ");
        }
        let headers =
            self.columns.iter().map(|column| column.header.trim()).filter(|header| !header.is_empty());
        let headers: Vec<String> = headers.map(|header| format!("`{}`", inert(header))).collect();
        format!(
            "no column is mapped to a name: row {} was taken as the header, and none of its columns is known to hold \
             names ({}); write `name` above the column of names, or describe the list in a `[[source]]` by hand",
            self.header_row,
            if headers.is_empty() { "it is empty".to_owned() } else { headers.join(", ") }
        )
    }

    /// The keys of the list itself.
    fn about_list(&self, spec: &SourceSpec) -> String {
        let mut block = Block::default();
        block.line("[[source]]", "");
        block.line(
            &format!("id = {}", quoted(spec.id())),
            "short name of the list; keep it once there are decisions or published ids",
        );
        block.line(&format!("file = {}", quoted(spec.file())), &self.about_file());
        if let Some(aside) = self.about_rows_aside() {
            block.remark(&aside);
        }
        if let Some(sheet) = spec.sheet() {
            block.line(&format!("sheet = {}", quoted(sheet)), "the visible sheet with the most rows");
        }
        let others: Vec<String> = self.other_sheets().map(about_sheet).collect();
        if !others.is_empty() {
            block.remark(&format!(
                "Other sheets are not read: {}. For such a list, copy this section and change `id` and `sheet`.",
                others.join(", ")
            ));
        }
        if let Some(row) = spec.header_row() {
            block.line(&format!("header_row = {row}"), "the row with the names of the columns");
        }
        self.add_orders(spec, &mut block);
        block.remark("`duplicates = \"never\"` if nobody is on this list twice, \"common\" if many are. Without it: \"rare\".");
        block.text()
    }

    /// The order of dates and of names, if the list shows them.
    fn add_orders(&self, spec: &SourceSpec, block: &mut Block) {
        match spec.day_order() {
            Some(order) => {
                let shown = match order {
                    DayOrder::MonthFirst => "03/04 is 4 March; other dates of the list show it",
                    _ => "03/04 is 3 April; other dates of the list show it",
                };
                block.line(&format!("day_order = {}", quoted(order.as_str())), shown);
            }
            None if self.unclear_dates > 0 => block.remark(&format!(
                "{} can be read in two ways, as 03/04, and no other date of the list shows which is the day. If you \
                 know it, write `day_order = \"day-first\"` (3 April) or \"month-first\" (4 March).",
                counted(self.unclear_dates, "date", "dates")
            )),
            None => {}
        }
        if let Some(order) = spec.name_order() {
            block.line(
                &format!("name_order = {}", quoted(order)),
                "nearly all names that show their order show this one",
            );
        }
    }

    /// Rows of people, and the format of the file.
    fn about_file(&self) -> String {
        let rows = counted(self.rows, "row of people", "rows of people");
        match self.delimiter {
            Some(delimiter) => {
                format!("{rows}; {}, separated by {}", self.encoding, delimiter_name(delimiter))
            }
            None => format!("{rows}; {}", self.encoding),
        }
    }

    /// Which rows are not people, by reason; `None` if all are.
    fn about_rows_aside(&self) -> Option<String> {
        let kinds = [
            (Reason::AboveHeader, "above the header"),
            (Reason::ColumnNumbers, "numbers of the columns"),
            (Reason::RepeatedHeader, "the header again"),
            (Reason::Totals, "a sum"),
            (Reason::Note, "a note"),
        ];
        let of = |reason: Reason| self.set_aside.iter().filter(move |row| row.reason() == reason);
        let told: Vec<String> = kinds
            .into_iter()
            .filter(|(reason, _)| of(*reason).next().is_some())
            .map(|(reason, about)| format!("{} ({about})", numbers(of(reason).map(SetAside::row).collect())))
            .collect();
        let is_one = self.set_aside.len() == 1;
        let (rows, are) =
            if is_one { ("Row", "is no person and is") } else { ("Rows", "are no people and are") };
        (!told.is_empty()).then(|| format!("{rows} that {are} not counted: {}.", told.join(", ")))
    }

    /// Sheets with rows that are not read.
    pub(super) fn other_sheets(&self) -> impl Iterator<Item = &SheetView> {
        self.sheets.iter().filter(|sheet| sheet.rows > 0 && self.sheet.as_deref() != Some(&sheet.name))
    }

    /// The columns without a field, with the reason, as comments; empty if there are none.
    fn left_out(&self) -> String {
        let mut block = Block::default();
        for column in &self.columns {
            if let Some(why) = &column.left_out {
                let cells = counted(column.filled, "cell", "cells");
                block.remark(&format!("  {} ({cells}): {}", quoted(&column.header), inert(why)));
            }
        }
        if block.0.is_empty() {
            return String::new();
        }
        let mut whole = Block::default();
        whole.remark(
            "Columns that are not used. To use one, write it above as `field = \"header\"`; or under [source.extra] as \
             `label = \"header\"`, to compare it as plain text.",
        );
        whole.0.append(&mut block.0);
        whole.text()
    }
}

/// `"2021" (34 rows, hidden)`.
fn about_sheet(sheet: &SheetView) -> String {
    let hidden = if sheet.is_visible { "" } else { ", hidden" };
    format!("{} ({} rows{hidden})", quoted(&sheet.name), sheet.rows)
}

/// The section `[source.columns]`; fields in the order of [`Field::ALL`]. A field with several columns, such as other
/// names, gets a list of headers.
fn columns(spec: &SourceSpec, views: &[ColumnView]) -> String {
    let mut headers: BTreeMap<Field, Vec<&str>> = BTreeMap::new();
    for (field, header) in spec.columns() {
        headers.entry(field).or_default().push(header);
    }
    let mut block = Block::default();
    block.line("[source.columns]", "");
    for (field, headers) in headers {
        let view = views.iter().find(|view| view.field == Some(field));
        let about = view.map(about_column).unwrap_or_default();
        let quoted: Vec<String> = headers.into_iter().map(quoted).collect();
        match quoted.as_slice() {
            [one] => block.line(&format!("{field} = {one}"), &about),
            several => block.line(&format!("{field} = [{}]", several.join(", ")), &about),
        }
    }
    if spec.column(Field::Id).is_none() {
        block.remark(
            "No column has ids. Each row is named by its cells, so that it gets another name if somebody edits it. If a \
             column has numbers that stay, write `id = \"header\"`.",
        );
    }
    block.text()
}

/// The reason for the guess of a field.
fn about_column(view: &ColumnView) -> String {
    let by = if view.by_header { "by its header" } else { "guessed from its cells" };
    let cannot = match view.field {
        Some(Field::Name) => "have no name that can be read",
        _ => "cannot be read as this",
    };
    match view.unread() {
        0 if view.filled == 0 => format!("{by}; it is empty"),
        0 => by.to_owned(),
        unread if view.filled > SAMPLE => {
            format!("{by}; {unread} of the first {SAMPLE} cells {cannot}")
        }
        unread => format!("{by}; {unread} of {} cells {cannot}", view.filled),
    }
}

/// `1 row`, `2 rows`.
pub(super) fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// `1, 2, 5 and 12 more`.
fn numbers(rows: Vec<u64>) -> String {
    let shown: Vec<String> = rows.iter().take(MOST_ROWS).map(u64::to_string).collect();
    match rows.len().saturating_sub(MOST_ROWS) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The delimiter in words.
fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b',' => "commas".to_owned(),
        b';' => "semicolons".to_owned(),
        b'\t' => "tabs".to_owned(),
        b'|' => "vertical bars".to_owned(),
        other => format!("`{}`", char::from(other).escape_default()),
    }
}

/// A text as a TOML string on one line. Control characters, and characters that hide or turn text, are written as
/// numbers.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() || is_unsafe(letter) => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// Lines of TOML with comments behind them, and remarks on lines of their own.
#[derive(Default)]
pub(crate) struct Block(Vec<(String, String)>);

impl Block {
    /// A line, with a comment behind it unless that is empty.
    pub(crate) fn line(&mut self, code: &str, comment: &str) {
        self.0.push((code.to_owned(), comment.to_owned()));
    }

    /// A comment on lines of its own, broken between words.
    pub(crate) fn remark(&mut self, comment: &str) {
        const WIDTH: usize = 116;
        let indent: String = comment.chars().take_while(|letter| *letter == ' ').collect();
        let mut line = String::new();
        for word in comment.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.0.push((format!("# {indent}{line}"), String::new()));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.0.push((format!("# {indent}{line}"), String::new()));
    }

    /// The lines; the comments behind them start in the same column.
    pub(crate) fn text(&self) -> String {
        let width = |code: &str| code.chars().count();
        let commented = self.0.iter().filter(|(_, comment)| !comment.is_empty());
        let widths = commented.map(|(code, _)| width(code)).filter(|width| *width <= COMMENT_COLUMN);
        let column = widths.max().unwrap_or(0);
        let mut text = String::new();
        for (code, comment) in &self.0 {
            text.push_str(code);
            if !comment.is_empty() {
                let gap = column.saturating_sub(width(code)) + 1;
                text.push_str(&format!("{:gap$}# {comment}", ""));
            }
            text.push('\n');
        }
        text
    }
}
