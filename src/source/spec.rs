//! The description of a list before it is read: its file, the meaning of its columns, and what is known about it.
//!
//! In: a section `[[source]]` of a project file, or calls from code. Out: a [`SourceSpec`]. It says nothing about the
//! content of the file; whether the columns exist is known only after reading.

mod faults;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::words::words;
use crate::language::date::{Calendar, DayOrder};
use crate::source::{Edition, Field};

pub use faults::RESERVED_LABELS;

/// How often a list repeats a person. It sets the prior probability of repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Duplicates {
    /// Never: two records of the list are always two people. This is a constraint, not a prior.
    Never,
    /// Only by mistake. The prior share of repeats is 0.02.
    #[default]
    Rare,
    /// Regularly, as in a list with a row for each publication. The prior share of repeats is 0.25.
    Common,
}

words! {
    Duplicates, "duplicates";
    /// Every value, in the order of the variants.
    ALL
    /// The text form in a project file.
    as_str
    Never = "never",
    Rare = "rare",
    Common = "common",
}

/// The description of one list, as in a project file: where it is and what its columns mean. Everything that is not
/// given is detected from the file or has a default.
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
    /// Id of the list, unique in the project.
    id: String,
    /// Title on pages.
    title: Option<String>,
    /// Path relative to the project file.
    file: String,
    /// Number of people that the publisher declares.
    declared_count: Option<u64>,
    /// How often the list repeats a person.
    duplicates: Duplicates,
    /// Label of the encoding.
    encoding: Option<String>,
    /// ASCII code of the delimiter.
    delimiter: Option<u8>,
    /// Name of the sheet.
    sheet: Option<String>,
    /// Row of the header, from 1.
    header_row: Option<u64>,
    /// Language code of most cells.
    language: Option<String>,
    /// Order of the parts of a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name_order: Option<String>,
    /// Order of day and month.
    #[serde(skip_serializing_if = "Option::is_none")]
    day_order: Option<DayOrder>,
    /// Calendar of the years.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<Calendar>,
    /// Day of publication, verbatim.
    published: Option<String>,
    /// Where the list was published.
    url: Option<String>,
    /// Ids of lists from which this one copies.
    quotes: BTreeSet<String>,
    /// Origin that it shares with other lists.
    group: Option<String>,
    /// Editions, the oldest first.
    editions: Vec<Edition>,
    /// Status that everyone on the list has.
    scope: Option<String>,
    /// Header of each mapped field.
    columns: BTreeMap<Field, String>,
    /// Headers of further columns of other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<String>,
    /// Further columns: label and header.
    extra: Vec<(String, String)>,
}

impl SourceSpec {
    /// A list with this id in this file, without any columns.
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

    /// The same list with another id.
    pub(crate) fn renamed(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// Sets the title that pages show. The default is the id.
    ///
    /// The key in a project file is `title`.
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Maps a field to the column with this header. A second mapping replaces the first, except that
    /// [`Field::OtherName`] may have several columns.
    ///
    /// The key is the field under `[source.columns]`, the value is the header.
    pub fn with_column(mut self, field: Field, header: impl Into<String>) -> Self {
        match self.columns.contains_key(&field) && field == Field::OtherName {
            true => self.other_names.push(header.into()),
            false => {
                self.columns.insert(field, header.into());
            }
        }
        self
    }

    /// Adds a further column that is compared as plain text, with `label` as the name of the field.
    ///
    /// Equal texts support a match and different texts count against it, as for any other field. The key is the label
    /// under `[source.extra]`.
    pub fn with_extra(mut self, label: impl Into<String>, header: impl Into<String>) -> Self {
        self.extra.push((label.into(), header.into()));
        self
    }

    /// Sets how often the list repeats a person. The default is [`Duplicates::Rare`].
    ///
    /// The key is `duplicates`. `Never` is a constraint: two records of the list are never joined, whatever they agree
    /// on.
    pub fn with_duplicates(mut self, duplicates: Duplicates) -> Self {
        self.duplicates = duplicates;
        self
    }

    /// Sets the number of people that the publisher declares. A run reports a difference.
    ///
    /// The key is `declared_count`. Example: a foundation states 223 names, and its list has 221 rows.
    pub fn with_declared_count(mut self, count: u64) -> Self {
        self.declared_count = Some(count);
        self
    }

    /// Sets the encoding by a label such as `windows-1251`, `kz-1048` or `pt154`. A byte order mark in the file
    /// overrides it. By default the encoding is detected.
    ///
    /// Declare it if the finding `encoding-fallback` is wrong.
    pub fn with_encoding(mut self, label: impl Into<String>) -> Self {
        self.encoding = Some(label.into());
        self
    }

    /// Sets the ASCII character between cells. By default it is detected.
    ///
    /// The key is `delimiter`; in a project file, `tab` means a tab.
    pub fn with_delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Sets the sheet of a workbook. By default it is the only visible sheet with rows.
    ///
    /// The name is found up to white space. A hidden sheet can be named too.
    pub fn with_sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// Sets the row of the header, from 1; for a header of two rows, the lower one. By default it is the first row that
    /// has all mapped columns.
    ///
    /// Needed if titles contain all mapped columns, or if the header is below the first 100 rows with text.
    pub fn with_header_row(mut self, row: u64) -> Self {
        self.header_row = Some(row);
        self
    }

    /// Sets the main language of the list, such as `kk` or `ru`. It is only a hint.
    pub fn with_language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the order in which one cell prints the parts of a name, for example `given-father-family`; see
    /// [`NameOrder`](crate::language::name::NameOrder). By default the order is estimated from the lists.
    ///
    /// Declare it if the finding `name-order-unclear` is reported.
    pub fn with_name_order(mut self, order: impl Into<String>) -> Self {
        self.name_order = Some(order.into());
        self
    }

    /// Sets the order of day and month in numeric dates. By default it is the order of the project, or the one that the
    /// dates of the list show.
    ///
    /// Declare it if the finding `ambiguous-date` is frequent.
    pub fn with_day_order(mut self, order: DayOrder) -> Self {
        self.day_order = Some(order);
        self
    }

    /// Sets the calendar of the years. By default the months, the script and the dates of the list show it.
    ///
    /// Dates are converted to the Gregorian calendar, and `converted-date` reports each conversion.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = Some(calendar);
        self
    }

    /// Sets the day of publication of this edition; kept verbatim.
    ///
    /// Expected is a day as YYYY-MM-DD.
    pub fn with_published(mut self, published: impl Into<String>) -> Self {
        self.published = Some(published.into());
        self
    }

    /// Sets the address at which the list was published.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Declares that this list copies records from another one. Agreement between the two is then no corroboration.
    ///
    /// The id must be that of a list of the project. See [`Independence`](crate::source::Independence).
    pub fn with_quotes(mut self, list: impl Into<String>) -> Self {
        self.quotes.insert(list.into());
        self
    }

    /// Sets the origin of the list, such as `state`. Lists of one origin do not corroborate each other.
    ///
    /// See [`Independence`](crate::source::Independence).
    pub fn with_group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Adds an edition. The newest edition becomes the file and the day of publication of the list.
    ///
    /// Editions are kept sorted by day.
    pub fn with_edition(mut self, edition: Edition) -> Self {
        self.editions.push(edition);
        self.editions.sort();
        match self.editions.last().cloned() {
            Some(newest) => self.at(&newest),
            None => self,
        }
    }

    /// The list in the edition of a day; `None` if there is no such edition.
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

    /// The same list with the file and the day of an edition.
    fn at(mut self, edition: &Edition) -> Self {
        self.file = edition.file().to_owned();
        self.published = Some(edition.published().to_owned());
        self
    }

    /// The ids of the lists from which this one copies, sorted.
    pub fn quotes(&self) -> impl Iterator<Item = &str> {
        self.quotes.iter().map(String::as_str)
    }

    /// The origin of the list; `None` if none was declared.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The editions, the oldest first; empty for a list with a single file.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Sets who the list covers, as a status such as `security`. By default it covers everyone.
    ///
    /// Example: a ministry publishes only its own dead. People of another status are then not missing from the list.
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The id of the list.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title that pages show; the id if no title was set.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    /// The file, relative to the project file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Number of people that the publisher declares.
    pub fn declared_count(&self) -> Option<u64> {
        self.declared_count
    }

    /// How often the list repeats a person.
    pub fn duplicates(&self) -> Duplicates {
        self.duplicates
    }

    /// The label of the encoding; `None` to detect it.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// The ASCII code of the delimiter; `None` to detect it.
    pub fn delimiter(&self) -> Option<u8> {
        self.delimiter
    }

    /// The sheet of the workbook; `None` for the only visible one with rows.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The row of the header, from 1; `None` to search for it.
    pub fn header_row(&self) -> Option<u64> {
        self.header_row
    }

    /// The main language of the list; `None` if not declared.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The order of the parts of a name; `None` to estimate it.
    pub fn name_order(&self) -> Option<&str> {
        self.name_order.as_deref()
    }

    /// The order of day and month in numeric dates; `None` if not declared.
    pub fn day_order(&self) -> Option<DayOrder> {
        self.day_order
    }

    /// The calendar of the years; `None` if not declared.
    pub fn calendar(&self) -> Option<Calendar> {
        self.calendar
    }

    /// The day of publication of this edition, verbatim.
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// The address at which the list was published.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Who the list covers, as a status; `None` for everyone.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The header to which a field is mapped.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.columns.get(&field).map(String::as_str)
    }

    /// Each mapped field and its header, in the order of the fields. Further columns of other names come last.
    pub fn columns(&self) -> impl Iterator<Item = (Field, &str)> {
        let further = self.other_names.iter().map(|header| (Field::OtherName, header.as_str()));
        self.columns.iter().map(|(field, header)| (*field, header.as_str())).chain(further)
    }

    /// Further columns that are compared as plain text: label and header.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extra.iter().map(|(label, header)| (label.as_str(), header.as_str()))
    }
}
