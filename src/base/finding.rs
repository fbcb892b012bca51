//! Findings: what is odd, missing or contradictory in the data, each with a stable code and a location.
//!
//! In: a code, locations and a message. Out: a [`Finding`]. A finding never stops a run. Every stage may add findings;
//! [`check`](crate::register::check) adds the findings that need the whole register.
//!
//! The table of codes below holds the text form, the severity and the advice of every code, so a new code is one line.

use serde::{Deserialize, Deserializer, Serialize};

use crate::base::terminal::inert;
use crate::base::words::{from_words, words};

/// How much a finding matters, from the least to the most serious. A project can change it for each code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Severity {
    /// For information; nothing has to be done.
    Note,
    /// Somebody should look at it.
    Warning,
    /// The data are damaged, contradict one another, or contradict what the project declares.
    Error,
}

words! {
    Severity, "severity";
    /// Every severity, the most serious first.
    ALL
    /// The word in files and on the command line: `error`, `warning` or `note`.
    as_str
    Error = "error",
    Warning = "warning",
    Note = "note",
}

/// Builds [`Code`] from lines of `Variant = "text-form", Severity, "advice";`. The advice is also the variant's
/// documentation.
macro_rules! codes {
    ($($variant:ident = $text:literal, $severity:ident, $about:literal;)*) => {
        /// What a finding is about. The text form never changes once it has been released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $about] $variant,)* }

        impl Code {
            /// Every code, in the order of the stages that report it.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The text form in files and in the project file, in kebab case: `unreadable-date`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// Whether the finding compares published totals with what the lists document.
            pub(crate) fn is_of_totals(self) -> bool {
                matches!(self, Code::TotalBelowRegister | Code::TotalImpossible)
            }

            /// The code with this text form; `None` if there is none.
            pub fn from_name(text: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// The default severity. A project can change it under `[check]`.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// When the code is reported and what to do, in one or two sentences of English.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about,)* }
            }
        }
    };
}

codes! {
    // reading files (`source`)
    EncodingFallback = "encoding-fallback", Warning, "The list is not UTF-8 or UTF-16 and was read in the encoding that fits its words best: Windows-1251, KZ-1048, PT154, KOI8-R or IBM866 (CP866). Check a few names, or give the list's `encoding` in the project file.";
    UndecodableBytes = "undecodable-bytes", Error, "Some bytes are not valid in the list's encoding and were replaced by U+FFFD. Save the list again as UTF-8.";
    RaggedRow = "ragged-row", Warning, "The row has more or fewer cells than the header; every cell is kept, but some may be in the wrong column. Put quotes around cells that contain the delimiter.";
    DuplicateHeader = "duplicate-header", Warning, "Several columns have the same header, and the mapping uses the first. Give each column its own name.";
    EmptyRow = "empty-row", Note, "The row has no text in any cell. Remove it or fill it in.";
    DuplicateId = "duplicate-id", Error, "Several rows of one list have the same id. Give each row its own id.";
    MissingId = "missing-id", Warning, "The row has no id, so one was made from its cells; it changes when a cell changes. Give the row an id.";
    RepeatedRow = "repeated-row", Warning, "The list has the same row more than once, identical in every cell. Keep one of them.";
    DeclaredCount = "declared-count", Error, "The list does not have the number of rows that `declared_count` in the project file states. Correct the list or the number.";
    EmptyList = "empty-list", Error, "The list has a header but no rows. Restore the rows, or remove the list from the project.";
    OpenQuote = "open-quote", Error, "A quotation mark is opened and never closed, so all rows below it are in one cell. Close it, or double it if it belongs to the text.";
    MergeConflict = "merge-conflict", Error, "The list contains conflict markers of a version control system, so it holds two versions of some rows. Keep the right version and remove the markers.";
    LookalikeIds = "lookalike-ids", Warning, "Ids of one list look the same but differ in an alphabet, in capital letters or in invisible characters. Change them so that a reader can tell them apart.";
    HiddenSheet = "hidden-sheet", Warning, "A sheet of the workbook is hidden and was not read. If it is the list, name it under `sheet` in the project file.";
    ByteOrderMark = "byte-order-mark", Note, "The file has byte order marks after its start, usually because files were concatenated; they were removed. Check that no header or row is repeated there.";
    HiddenCells = "hidden-cells", Warning, "Rows or columns of the sheet are hidden; they were read like all others. Unhide them and check whether they belong to the list.";
    FormulaWithoutValue = "formula-without-value", Warning, "The cell has a formula but no stored value, so it was read as empty. Open the list in a spreadsheet program, which calculates the value, and save it again.";
    CellError = "cell-error", Warning, "The cell shows a spreadsheet error such as #N/A, or `####` because its column was too narrow; it is kept as text. Correct the formula or widen the column, and save the list again.";
    MergedCells = "merged-cells", Warning, "Cells below the header are merged, and the value was read for the first of them only. Split the cells if the value belongs to all of them.";
    RowsAboveHeader = "rows-above-header", Note, "Rows above the header, or rows that number the columns or repeat the header, were set aside. They are not counted as people.";
    TotalsRow = "totals-row", Note, "The row is a total of the list. It was set aside and is not counted as a person.";
    TotalsRowDiffers = "totals-row-differs", Error, "The total that the row states is not the number of rows above it. Correct the list or the total.";
    TotalsWord = "totals-word", Warning, "The row has a word for a total where a name or an id is expected, but also cells that only people have, so it was kept as a person. Remove the row if it is a total.";
    NoteRow = "note-row", Note, "The row below the table is a note or a source. It was set aside and is not counted as a person.";
    BidiControl = "bidi-control", Warning, "The cell contains invisible characters that change the direction of writing, so it may look like another text; they are kept, and shown as numbers. Remove them from the list unless they belong there.";
    // reading cells (`source::mention`)
    NoName = "no-name", Warning, "The row has no readable name, so it is counted as one person and joined to no other row. Give the name if it is known.";
    SeveralPeople = "several-people", Warning, "The row describes several people; it is counted as a group of the size that it states and joined to no other row. Write one row for each person.";
    NameOrderUnclear = "name-order-unclear", Warning, "The list does not show whether the surname comes first, so a surname may be read as a given name. Set `name_order` in the project file to `given-first` or `surname-first`.";
    NameRepaired = "name-repaired", Note, "The name had letters of another alphabet, signs in place of \
                                           letters, a lost or added space, or a wrong encoding; the repaired \
                                           name is compared and the printed one is kept. Check that the repair \
                                           is right.";
    NameLostLetters = "name-lost-letters", Warning, "Letters of the name are lost (`?` or a replacement character) and are compared as unknown letters. Restore them from the source of the list.";
    TextRepaired = "text-repaired", Note, "The text was read in a wrong encoding or contains HTML; the repaired text is used and the printed one is kept. Check that the repair is right.";
    UnreadableDate = "unreadable-date", Warning, "The cell cannot be read as a date. Write it as YYYY-MM-DD, YYYY-MM or YYYY.";
    DatePartlyRead = "date-partly-read", Warning, "Part of the cell cannot be read, the day does not exist, or \
                                                   day and month are not in the order that the list uses; the \
                                                   date is used as uncertain. Write it as YYYY-MM-DD, YYYY-MM \
                                                   or YYYY.";
    AmbiguousDate = "ambiguous-date", Note, "The cell can be more than one date, for example because day and month can be exchanged; all these dates are kept. Write it as YYYY-MM-DD, or give the list's `day_order` in the project file.";
    LettersForDigits = "letters-for-digits", Warning, "The date or age contains letters that look like digits and was read with the digits. Correct the cell.";
    OtherCalendar = "other-calendar", Warning, "The year is before 1800 or after 2100 and no calendar is stated, so the date was not read. Correct the year, or give the list's `calendar` in the project file.";
    ConvertedDate = "converted-date", Note, "The date is in another calendar and was converted. A day of the Hijri calendar may be one day off, because its months begin when the moon is seen.";
    AgeInBirth = "age-in-birth", Warning, "The cell is in a column of births but is an age, and was read as an age. Move it to a column of ages.";
    ImplausibleBirth = "implausible-birth", Warning, "The birth is after the period, or more than 120 years before the death, so it is not compared. Correct the birth.";
    UnreadableAge = "unreadable-age", Warning, "The cell cannot be read as an age. Write the age in years, such as 34.";
    AgePartlyRead = "age-partly-read", Warning, "Part of the cell cannot be read as an age; the rest is used as an uncertain age. Write the age in years, such as 34.";
    DeathBeforeBirth = "death-before-birth", Error, "The date of death is before the date of birth, so the birth is not compared. Correct one of the dates.";
    UnreadableSex = "unreadable-sex", Warning, "The cell cannot be read as a sex. Write male, female or unknown.";
    DefaultBirth = "default-birth", Warning, "The birth is a date that programs fill in when none is known (1 January 1900, 30 December 1899), or one that too many rows share; it was read as unknown. Empty the cell, or write the right date.";
    YearAsDay = "year-as-day", Note, "Many births on the list are on 1 January, so they were read as years. Write them as years.";
    AgeBirthMismatch = "age-birth-mismatch", Warning, "The age does not agree with the dates of birth and death. Correct the one that is wrong.";
    OutsidePeriod = "outside-period", Warning, "The date of death is outside the period that the project declares. Correct the date, or the period in the project file.";
    WeekdayMismatch = "weekday-mismatch", Warning, "The weekday in the cell is not the weekday of its date. Correct the weekday or the date.";
    UnknownPlace = "unknown-place", Note, "The place is not in the gazetteer, so it is compared as text (each text is reported once for each list). Correct it, or add it to a table `places`.";
    PlacePartlyRead = "place-partly-read", Note, "Part of the cell is neither a place in the gazetteer nor a street; the known place is compared and the rest is kept as a detail (each text is reported once for each list). Correct it, or add the rest to a table `places`.";
    LongText = "long-text", Note, "The cell is so long that only its beginning is compared: 128 letters of a place outside the gazetteer, 4,000 letters of a further column; cells that are equal throughout still count as equal. Shorten the cell, or map another column.";
    UnknownStatus = "unknown-status", Warning, "The status is in no table, so it is compared as text, and the program does not know whether it means a civilian or a member of an armed body (each text is reported once for each list). Correct it, or add it to a table `statuses`.";
    UnlinkableRecord = "unlinkable-record", Warning, "The row has only part of a name and no birth, age, death or place, so it is hardly ever joined. Add a birth date, an age, or a date or place of death.";
    SerialDate = "serial-date", Note, "The cell is a number by which spreadsheets count days. It was read as that day, and the printed number is kept.";
    // decisions and ids (`register::ledger`, `register::ids`)
    StaleDecision = "stale-decision", Warning, "A row has changed since a reviewer decided on it; the decision still holds. Look at the rows again, then write its line in the ledger anew or remove it.";
    DecisionWithoutRecord = "decision-without-record", Warning, "A decision in the ledger names a record that is no longer on any list. Name the record that replaced it, or remove the line.";
    PartlyRuled = "partly-ruled", Warning, "A ruling takes some rows of an entry out of the count and does not name the others, so the entry is counted and disputed. Name all its rows in the ruling, or decide that they are different people.";
    FutureDecision = "future-decision", Warning, "A decision is dated in the future, so it overrides newer \
                                                  decisions on the same entry until that date. Correct the \
                                                  date in the ledger.";
    EditedRepeat = "edited-repeat", Warning, "A published id refers to a row whose own id is also used by other rows, and that row was edited or removed. Give each row its own id, and write the one that is meant into the file of ids.";
    UnnamedLedger = "unnamed-ledger", Warning, "A ledger with decisions of reviewers is beside the project file, but the project does not name it, so its decisions are not used. Add it to `decisions` in the project file, or move it away.";
    IdsOutOfDate = "ids-out-of-date", Warning, "The file of ids does not match these lists and decisions. Run `reconcile run` and commit the file, so that published ids stay the same.";
    // the register and published totals (`register`)
    ConflictBirth = "conflict-birth", Warning, "The lists disagree on the birth date or age of one person. Look up which is right.";
    ConflictDeath = "conflict-death", Warning, "The lists disagree on the date of death of one person. Look up which is right.";
    ConflictPlace = "conflict-place", Warning, "The lists disagree on the place of death of one person. Look up which is right.";
    ConflictSex = "conflict-sex", Warning, "The lists disagree on the sex of one person. Look up which is right.";
    ConflictName = "conflict-name", Warning, "The lists give one person names that differ in more than spelling. Check whether the rows are one person.";
    ConflictStatus = "conflict-status", Note, "The lists give one person different statuses. Each status stays the claim of its list; nothing has to be done.";
    ConflictOther = "conflict-other", Note, "The lists disagree on a further column that the project compares. Look up which is right.";
    RepeatInList = "repeat-in-list", Warning, "One person seems to appear more than once on one list. Check that the rows are not two people.";
    RepeatInUniqueList = "repeat-in-unique-list", Error, "Two rows of a list that declares `duplicates = \"never\"` look like one person; they are kept apart. Remove one, or declare `duplicates = \"rare\"`.";
    FitHeldBack = "fit-held-back", Warning, "The fit counts many more pairs of one person than the documented prior, as happens with lists of families; if it counted far too many, the prior got more weight. Look at the review queue, or set `fit = false`.";
    FitChangesRegister = "fit-changes-register", Warning, "The registers of the fitted model and of the documented prior differ in more than a tenth of the entries; the message says which register was kept. Look at the review queue, or compare with `fit = false`.";
    ManyRepeats = "many-repeats", Warning, "A list that declares `duplicates = \"rare\"` seems to repeat more than a tenth of its records. Check the joins, or declare `duplicates = \"common\"`.";
    IntervalMissesRegister = "interval-misses-register", Warning, "The number of entries is outside the interval of the number of people, because doubtful records are kept apart until a reviewer decides. Answer the review queue.";
    AmbiguousRecord = "ambiguous-record", Warning, "The row is probably the same person as another row, but \
                                                    too uncertainly to join them, so it is kept apart. See \
                                                    candidates.csv and decide.";
    BoundedResolution = "bounded-resolution", Warning, "So many rows are alike that only the strongest pairs were compared, or only some groupings were tried; rows of one person may be kept apart. Add a column that tells these rows apart, or remove repeated rows.";
    UnreadableTotal = "unreadable-total", Error, "A cell in the table of published totals or of reasons cannot be read. The message says what it must contain.";
    ListSizeDiffers = "list-size-differs", Warning, "The published size of a list is not its number of rows here. Check the list and the figure.";
    TotalBelowRegister = "total-below-register", Note, "A published figure is smaller than the number of people whom the lists document in its scope.";
    TotalImpossible = "total-impossible", Note, "One list alone names more people than a published figure allows.";
    CategoriesOverlap = "categories-overlap", Note, "The categories of one statement add up to more than its total, so some overlap or a figure is wrong.";
    SubtotalAboveTotal = "subtotal-above-total", Note, "A published part is larger than its whole.";
    TotalFell = "total-fell", Note, "A published figure is smaller than an earlier one of the same scope.";
    BorderChanged = "border-changed", Note, "The borders of a place changed between two figures, or between a figure and the deaths, so they are not compared.";
}

from_words!(Code, "finding", Code::ALL.iter().copied());

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Code::from_name(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("there is no finding `{text}`")))
    }
}

/// A place in an input file: a file, a row, or a cell.
///
/// Displayed as `ngo.csv, row 7 (line 9), column Аты-жөні`. The line is shown only if it differs from the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The id of the list in the project file.
    pub source: String,
    /// The file, written as in the project file.
    pub file: String,
    /// The row number as a spreadsheet shows it: the header is row 1. `None` for the whole file.
    pub row: Option<u64>,
    /// The number of the line on which the row begins, from 1. It is larger than the row number if a cell above has
    /// several lines. `None` for the whole file, and for formats without lines, such as workbooks.
    pub line: Option<u64>,
    /// The header of the column. `None` for the whole row.
    pub column: Option<String>,
    /// The id of the record. `None` if the record has none yet, or if the place is not a record.
    pub record: Option<String>,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(line) = self.line.filter(|line| self.row != Some(*line)) {
            write!(f, " (line {line})")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

/// Something about the data that its reader should know. Sorted by code, then severity, location and message.
///
/// Example: code `unreadable-date`, one location, and the message that `31.02.2022` is not a date, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of the finding.
    pub code: Code,
    /// How serious it is. In the findings of a run this is the default of the code, with few exceptions; a check report
    /// replaces it with the severity that the project sets under `[check]`.
    pub severity: Severity,
    /// The locations: one, or one for each record concerned. May be empty if the finding is about the run as a whole.
    pub at: Vec<Location>,
    /// One or two sentences that name the values concerned and what to do.
    pub message: String,
}

impl Finding {
    /// A finding with the default severity of its code. Invisible and control characters in the message are replaced by
    /// their numbers, see [`inert`].
    pub fn new(code: Code, at: Vec<Location>, message: impl Into<String>) -> Self {
        let message = inert(&message.into()).into_owned();
        Finding { code, severity: code.severity(), at, message }
    }
}
