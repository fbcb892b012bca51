//! What is known about a list before it is read.

mod faults;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::language::date::{Calendar, DayOrder};
use crate::source::{Edition, Field};

pub use faults::RESERVED_LABELS;

/// How often one person stands in a list more than once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// Never: two rows of the list are two people.
    Never,
    /// By oversight.
    #[default]
    Rare,
    /// As a matter of course, as in a list with a row for each publication.
    Common,
}

impl Duplicates {
    /// The text form in a project file.
    pub fn as_str(self) -> &'static str {
        match self {
            Duplicates::Never => "never",
            Duplicates::Rare => "rare",
            Duplicates::Common => "common",
        }
    }
}

/// One list as a project file describes it: where it is and what its columns mean.
///
/// ```
/// use casualty_register::source::{Duplicates, Field, SourceSpec};
///
/// let spec = SourceSpec::new("ngo", "ngo.csv")
///     .with_title("A foundation")
///     .with_duplicates(Duplicates::Never)
///     .with_column(Field::Name, "Full name")
///     .with_extra("detained", "Was detained");
/// assert!(spec.faults().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceSpec {
    id: String,
    title: Option<String>,
    file: String,
    declared_count: Option<u64>,
    duplicates: Duplicates,
    encoding: Option<String>,
    delimiter: Option<u8>,
    sheet: Option<String>,
    header_row: Option<u64>,
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day_order: Option<DayOrder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<Calendar>,
    published: Option<String>,
    url: Option<String>,
    quotes: BTreeSet<String>,
    group: Option<String>,
    editions: Vec<Edition>,
    scope: Option<String>,
    columns: BTreeMap<Field, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<String>,
    extra: Vec<(String, String)>,
}

impl SourceSpec {
    /// A list with an id, in a file; nothing is known of its columns yet.
    pub fn new(id: impl Into<String>, file: impl Into<String>) -> Self {
        SourceSpec {
            id: id.into(),
            title: None,
            file: file.into(),
            declared_count: None,
            duplicates: Duplicates::default(),
            encoding: None,
            delimiter: None,
            sheet: None,
            header_row: None,
            language: None,
            name_order: None,
            day_order: None,
            calendar: None,
            published: None,
            url: None,
            quotes: BTreeSet::new(),
            group: None,
            editions: Vec::new(),
            scope: None,
            columns: BTreeMap::new(),
            other_names: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// The same list under another id.
    pub(crate) fn renamed(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// Sets the title that people read; without one it is the id.
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says which header the column of a field has. A further column of [`Field::OtherName`] is added to those before.
    pub fn with_column(mut self, field: Field, header: impl Into<String>) -> Self {
        match self.columns.contains_key(&field) && field == Field::OtherName {
            true => self.other_names.push(header.into()),
            false => {
                self.columns.insert(field, header.into());
            }
        }
        self
    }

    /// Names a further column, to be compared as plain text under `label`.
    pub fn with_extra(mut self, label: impl Into<String>, header: impl Into<String>) -> Self {
        self.extra.push((label.into(), header.into()));
        self
    }

    /// Says how often one person stands in the list more than once.
    pub fn with_duplicates(mut self, duplicates: Duplicates) -> Self {
        self.duplicates = duplicates;
        self
    }

    /// Says how many people the publisher says the list has.
    pub fn with_declared_count(mut self, count: u64) -> Self {
        self.declared_count = Some(count);
        self
    }

    /// Says how the file is encoded, by a label such as `windows-1251`, `kz-1048` or `pt154`. A byte
    /// order mark in the file is believed before the label.
    pub fn with_encoding(mut self, label: impl Into<String>) -> Self {
        self.encoding = Some(label.into());
        self
    }

    /// Says which ASCII character stands between cells; without it, it is found out.
    pub fn with_delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Says which sheet of a workbook the list is; without it, the only visible one that has rows.
    pub fn with_sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// Says which row is the header, counted from 1; of a header of two rows the lower one. Without it,
    /// it is the first row that has all mapped columns.
    pub fn with_header_row(mut self, row: u64) -> Self {
        self.header_row = Some(row);
        self
    }

    /// Says which language most of the list is in, as `kk`, `ru`: a hint, nothing more.
    pub fn with_language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Says in which order the list prints the parts of a name in one cell, as `given-father-family`; see
    /// [`NameOrder`](crate::language::name::NameOrder). Without it, the order is found from the lists.
    pub fn with_name_order(mut self, order: impl Into<String>) -> Self {
        self.name_order = Some(order.into());
        self
    }

    /// Says in which order the list writes day and month in numbers. Without it, the order of the project holds,
    /// or the one that the dates of the list show.
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = Some(order);
        self
    }

    /// Says which calendar the years of the list are counted in. Without it, the months, the script and the dates
    /// of the list show it.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = Some(calendar);
        self
    }

    /// Says when this edition of the list was published; kept as it is written.
    pub fn with_published(mut self, published: impl Into<String>) -> Self {
        self.published = Some(published.into());
        self
    }

    /// Says where the list was published.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Says that this list takes rows from another one, so that the agreement of both is no corroboration.
    pub fn with_quotes(mut self, list: impl Into<String>) -> Self {
        self.quotes.insert(list.into());
        self
    }

    /// Says whose list it is, as `state`: lists of one origin do not corroborate each other.
    pub fn with_group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Adds an edition; the newest one that was added is the list.
    pub fn with_edition(mut self, edition: Edition) -> Self {
        self.editions.push(edition);
        self.editions.sort();
        match self.editions.last().cloned() {
            Some(newest) => self.at(&newest),
            None => self,
        }
    }

    /// The list in the edition of a day, if there is one.
    ///
    /// ```
    /// use casualty_register::source::{Edition, SourceSpec};
    ///
    /// let list = SourceSpec::new("a", "")
    ///     .with_edition(Edition::new("2022-08-16", "a-2.csv"))
    ///     .with_edition(Edition::new("2022-06-01", "a-1.csv"));
    /// assert_eq!(list.file(), "a-2.csv");
    /// assert_eq!(list.in_edition("2022-06-01").map(|list| list.file().to_owned()), Some("a-1.csv".to_owned()));
    /// assert!(list.in_edition("2022-07-01").is_none());
    /// ```
    pub fn in_edition(&self, published: &str) -> Option<Self> {
        let edition = self.editions.iter().find(|edition| edition.published() == published)?;
        Some(self.clone().at(&edition.clone()))
    }

    fn at(mut self, edition: &Edition) -> Self {
        self.file = edition.file().to_owned();
        self.published = Some(edition.published().to_owned());
        self
    }

    /// The ids of the lists that this one takes rows from, sorted.
    pub fn quotes(&self) -> impl Iterator<Item = &str> {
        self.quotes.iter().map(String::as_str)
    }

    /// Whose list it is, if that was said.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The editions, the oldest first; empty for a list of one file.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Says whom the list means to name, as a status: `security`. Without it, everyone.
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The id of the list.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title that people read; the id if none was given.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    /// The file as the project file names it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// How many people the publisher says the list has.
    pub fn declared_count(&self) -> Option<u64> {
        self.declared_count
    }

    /// How often one person stands in the list more than once.
    pub fn duplicates(&self) -> Duplicates {
        self.duplicates
    }

    /// The label of the encoding, if one was given.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// The delimiter, if one was given.
    pub fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    /// The sheet of the workbook, if one was given.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The row of the header, if it was given.
    pub fn header_row(&self) -> Option<u64> {
        self.header_row
    }

    /// The language that most of the list is in, if one was given.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The order in which the list prints the parts of a name, if it was given.
    pub fn name_order(&self) -> Option<&str> {
        self.name_order.as_deref()
    }

    /// The order in which the list writes day and month in numbers, if it was given.
    pub fn day_order(&self) -> Option<DayOrder> {
        self.day_order
    }

    /// The calendar that the years of the list are counted in, if it was given.
    pub fn calendar(&self) -> Option<Calendar> {
        self.calendar
    }

    /// When this edition was published, as it was written.
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// Where the list was published.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Whom the list means to name, as a status; `None` for everyone.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The header that the column of a field should have.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.columns.get(&field).map(String::as_str)
    }

    /// Each mapped field and its header, in the order of the fields.
    pub fn columns(&self) -> impl Iterator<Item = (Field, &str)> {
        let further = self.other_names.iter().map(|header| (Field::OtherName, header.as_str()));
        self.columns.iter().map(|(field, header)| (*field, header.as_str())).chain(further)
    }

    /// Further columns: label and header.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extra.iter().map(|(label, header)| (label.as_str(), header.as_str()))
    }
}
