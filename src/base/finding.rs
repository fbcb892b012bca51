//! Findings: what is odd, missing or contradictory in the data, each with a stable code and a location.
//!
//! In: a code, locations and a message. Out: a [`Finding`]. A finding never stops a run. Every stage may add findings;
//! [`check`](crate::register::check) adds the findings that need the whole register.
//!
//! The table of codes below holds the text form, the severity and the advice of every code, so a new code is one line.

use serde::Serialize;

use crate::base::terminal::inert;

/// How much a finding matters, from the least to the most serious. A project can change it for each code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// For information; nothing has to be done.
    Note,
    /// Somebody should look at it.
    Warning,
    /// The data are damaged, contradict one another, or contradict what the project declares.
    Error,
}

impl Severity {
    /// Every severity, the most serious first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The word in files and on the command line: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
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
    EncodingFallback = "encoding-fallback", Warning, "The list is neither UTF-8 nor UTF-16 and was read as the code page that fits its words best: Windows-1251, KZ-1048, PT154, KOI8-R or CP866 (IBM866); check a few names, or give its `encoding`.";
    UndecodableBytes = "undecodable-bytes", Error, "Some bytes of the list stand for no character and were replaced; save the list again as UTF-8.";
    RaggedRow = "ragged-row", Warning, "The row has more or fewer cells than the header; nothing is lost, but cells may stand under the wrong column: put a cell that has a delimiter in it in quotes.";
    DuplicateHeader = "duplicate-header", Warning, "Two columns have the same header; the mapping uses the first: give each its own name.";
    EmptyRow = "empty-row", Note, "The row has no text in any cell; remove it, or fill it in.";
    DuplicateId = "duplicate-id", Error, "Two rows of one list have the same id; give each row its own.";
    MissingId = "missing-id", Warning, "The row has no id, so one was made from its cells; it changes when a cell changes: give the row an id.";
    RepeatedRow = "repeated-row", Warning, "The same row stands in the list more than once, cell for cell; keep one.";
    DeclaredCount = "declared-count", Error, "The list does not have as many rows as its publisher or the project file declares; correct the list or the number.";
    EmptyList = "empty-list", Error, "The list has a header and no rows; put the rows back, or take the list out of the project.";
    OpenQuote = "open-quote", Error, "A quote is opened and never closed, so that all rows below it stand in one cell; close the quote, or double it if it belongs to the text.";
    MergeConflict = "merge-conflict", Error, "Lines of version control stand in the list, where two versions of it contradict each other; decide which rows hold.";
    LookalikeIds = "lookalike-ids", Warning, "Two ids of one list cannot be told apart by eye: letters of two alphabets, large and small letters, invisible characters; write one of them otherwise.";
    HiddenSheet = "hidden-sheet", Warning, "A sheet of the workbook is hidden and was not read; name it under `sheet` if it is the list.";
    ByteOrderMark = "byte-order-mark", Note, "Byte order marks stand inside the file, as where files were put one behind another; they were taken out: see that no header or row stands there twice.";
    HiddenCells = "hidden-cells", Warning, "Rows of people or columns are hidden in the sheet; they were read as all others: show them and see whether they belong to the list.";
    FormulaWithoutValue = "formula-without-value", Warning, "The cell has a formula and no stored value, as programs write that do not calculate; it was read as empty: open the list in a spreadsheet program and save it again.";
    CellError = "cell-error", Warning, "The cell has no value but an error of a spreadsheet such as #N/A, or `####` where a column was too narrow; it is kept as its text: correct the formula, widen the column and save the list again.";
    MergedCells = "merged-cells", Warning, "Cells of the spreadsheet are merged below the header; the value belongs to the first of them only, so split them.";
    RowsAboveHeader = "rows-above-header", Note, "Rows stand above the header, or number or repeat it; they were set aside and are no people.";
    TotalsRow = "totals-row", Note, "The row sums the list up; it was set aside and is no person.";
    TotalsRowDiffers = "totals-row-differs", Error, "The row that sums the list up states another number than there are rows; correct the list or the total.";
    TotalsWord = "totals-word", Warning, "The row has a word for totals in the place of a name, and cells that only people have; it was kept as a person.";
    NoteRow = "note-row", Note, "The row at the end of the table is a note or a source; it was set aside and is no person.";
    BidiControl = "bidi-control", Warning, "The cell has marks that turn the direction of writing, so that it may look like another text; it is shown with their numbers and kept as it is; remove them from the list unless they belong there.";
    // reading cells (`source::mention`)
    NoName = "no-name", Warning, "The row has no name that can be read; it is linked to no other row and counted apart: give the name if it is known.";
    SeveralPeople = "several-people", Warning, "The row stands for several people; it is counted as a group of as many as it states and joined to no other row: write one row for each person.";
    NameOrderUnclear = "name-order-unclear", Warning, "The list does not show in which order it prints the parts of a name, so that a surname may be read as a given name; give `name_order` in the project file, as `given-first` or `surname-first`.";
    NameRepaired = "name-repaired", Note, "The name had letters of a wrong alphabet, signs in the place of letters or a wrong code page; the repaired form is used to compare, the printed one is kept: see whether the repair is right.";
    NameLostLetters = "name-lost-letters", Warning, "Letters of the name are lost (`?` or a replacement character); they are compared as unknown letters: restore them from where the list comes from.";
    TextRepaired = "text-repaired", Note, "The cell was decoded with a wrong code page before it came into the list; the repaired text is read, the printed one is kept: see whether the repair is right.";
    UnreadableDate = "unreadable-date", Warning, "The cell is not a date that can be read; write it as YYYY-MM-DD, YYYY-MM or YYYY.";
    DatePartlyRead = "date-partly-read", Warning, "Part of the cell cannot be read, or names a day that the calendar does not have; what is left is used as uncertain: write it as YYYY-MM-DD, YYYY-MM or YYYY.";
    AmbiguousDate = "ambiguous-date", Note, "The cell can be one of several dates, as where day and month cannot be told apart; all are kept: write it as YYYY-MM-DD, or give the `day_order` of the list in the project file.";
    LettersForDigits = "letters-for-digits", Warning, "The date or age has letters that look like digits, and was read with these digits; correct the cell.";
    OtherCalendar = "other-calendar", Warning, "The date has a year that is not near our time (before 1800 or after 2100), of a calendar that neither the cell nor the list shows, or by a slip; it is not read: correct the year, or give the `calendar` of the list in the project file.";
    ConvertedDate = "converted-date", Note, "The date is of another calendar and was converted; days of the Hijri calendar may be one day off, as months begin when the moon is seen.";
    AgeInBirth = "age-in-birth", Warning, "The cell is an age in a column of births; it was read as an age: move it to a column of ages.";
    ImplausibleBirth = "implausible-birth", Warning, "The birth lies after the period, or more than 120 years before the death; it is not compared: correct the birth.";
    UnreadableAge = "unreadable-age", Warning, "The cell is not an age that can be read; write it in years, as 34.";
    AgePartlyRead = "age-partly-read", Warning, "Part of the cell cannot be read as an age; what is left is used as uncertain: write it in years, as 34.";
    DeathBeforeBirth = "death-before-birth", Error, "The date of death lies before the date of birth, so that the birth is not compared; correct one of them.";
    UnreadableSex = "unreadable-sex", Warning, "The cell is not a sex that can be read; write male, female or unknown.";
    DefaultBirth = "default-birth", Warning, "The birth is a day that programs write where none is known (1 January 1900, 30 December 1899), or one that too many rows have; it was taken as unknown: empty the cell, or write the birth.";
    YearAsDay = "year-as-day", Note, "Many births of the list are the first of January, so they were taken as years; write them as years.";
    AgeBirthMismatch = "age-birth-mismatch", Warning, "The age does not fit the dates of birth and death; correct the one that is wrong.";
    OutsidePeriod = "outside-period", Warning, "The date of death lies outside the period that the project declares; correct the date, or the period in the project file.";
    WeekdayMismatch = "weekday-mismatch", Warning, "The weekday that the cell names is not that of its date; correct the weekday or the date.";
    UnknownPlace = "unknown-place", Note, "The place is not in the gazetteer; it is compared as text: correct it, or add it to a table `places`. Each text is reported once for each list.";
    PlacePartlyRead = "place-partly-read", Note, "Part of the cell names no place in the gazetteer and no street; the place that was found is compared, and the rest is kept as a detail: correct it, or add it to a table `places`. Each text is reported once for each list.";
    LongText = "long-text", Note, "The cell is so long that it is compared by its beginning: the first 128 letters of a place outside the gazetteer, the first 4,000 of a further column. Cells that are equal count as equal whatever their length. Shorten the cell, or map another column.";
    UnknownStatus = "unknown-status", Warning, "The status is in no table, so the program does not know whether it is a civilian or a member of an armed body; it is compared as text: correct it, or add it to a table `statuses`. Each text is reported once for each list.";
    UnlinkableRecord = "unlinkable-record", Warning, "The row has only part of a name and neither birth, death nor place; it is hardly ever linked: add a birth date, an age, a date or place of death.";
    SerialDate = "serial-date", Note, "The cell is the number that a spreadsheet counts a day by; it is read as that day, the printed number is kept.";
    // decisions and ids (`register::ledger`, `register::ids`)
    StaleDecision = "stale-decision", Warning, "A row has changed since a person decided on it; the decision still holds: look at the rows again, then write its line in the ledger anew or remove it.";
    DecisionWithoutRecord = "decision-without-record", Warning, "A decision of the ledger names a record that no list has any more; name the record that it has become, or remove the line.";
    PartlyRuled = "partly-ruled", Warning, "A ruling takes some rows of an entry out of the count and does not name the others; the entry counts and is disputed: name all rows in the ruling, or decide that they are different people.";
    FutureDecision = "future-decision", Warning, "A decision has a date in the future, so that it outweighs later ones about the same entry; correct the date in the ledger.";
    EditedRepeat = "edited-repeat", Warning, "A published id names a row whose id other rows of the list have too, and that row was edited or removed; give each row its own id, and write the one that is meant into the file of ids.";
    UnnamedLedger = "unnamed-ledger", Warning, "A ledger with decisions of reviewers is beside the project file, and the project does not name it, so that its decisions are not used; add it to `decisions` in the project file, or move it away.";
    IdsOutOfDate = "ids-out-of-date", Warning, "The file of ids is not the one that these lists and decisions give; run `reconcile run` and commit the file, so that ids which were published stay.";
    // the register and published totals (`register`)
    ConflictBirth = "conflict-birth", Warning, "The lists give one person birth dates or ages that contradict each other; look up which is right.";
    ConflictDeath = "conflict-death", Warning, "The lists give one person dates of death that contradict each other; look up which is right.";
    ConflictPlace = "conflict-place", Warning, "The lists give one person places that contradict each other; look up which is right.";
    ConflictSex = "conflict-sex", Warning, "The lists give one person different sexes; look up which is right.";
    ConflictName = "conflict-name", Warning, "The lists give one person names that differ by more than spelling; look whether the rows are one person.";
    ConflictStatus = "conflict-status", Note, "The lists give one person different statuses; each stays the claim of its list, and nothing has to be done.";
    ConflictOther = "conflict-other", Note, "The lists contradict each other in a further column that the project file compares; look up which is right.";
    RepeatInList = "repeat-in-list", Warning, "One person seems to stand in one list more than once; check that the rows are not two people.";
    RepeatInUniqueList = "repeat-in-unique-list", Error, "Two rows of a list that declares `duplicates = \"never\"` look like one person; they are kept apart: remove one, or declare `duplicates = \"rare\"`.";
    FitHeldBack = "fit-held-back", Warning, "The lists seemed to show that one person's records contradict each other far more often than the documented prior expects, as lists of families do; the fit was held back: look at the review queue, or set `fit = false`.";
    FitChangesRegister = "fit-changes-register", Warning, "The fitted model and the documented prior give registers that differ in more than a tenth of the entries; the register with fewer contradicting joins was kept: look at the review queue, or compare with `fit = false`.";
    ManyRepeats = "many-repeats", Warning, "A list that is said to repeat people rarely seems to repeat more than a tenth of its records; check the joins, or declare `duplicates = \"common\"`.";
    IntervalMissesRegister = "interval-misses-register", Warning, "The interval of the number of people does not hold the register's own count, because doubtful records are kept apart until a reviewer decides; answer the review queue.";
    AmbiguousRecord = "ambiguous-record", Warning, "The row most likely is the person of another row, but it is not sure enough of which; it stands apart: see candidates.csv and decide.";
    BoundedResolution = "bounded-resolution", Warning, "So many rows are alike that only the strongest of their pairs were compared, or only some of the ways to group them tried; rows that are one person may stand apart: add a column that tells these rows apart, or remove those that are there twice.";
    UnreadableTotal = "unreadable-total", Error, "A cell of the table of published totals or of the table of reasons cannot be read; the message says what it has to be.";
    ListSizeDiffers = "list-size-differs", Warning, "The published size of a list is not the number of rows that the list has here.";
    TotalBelowRegister = "total-below-register", Note, "A published figure is smaller than what the lists document in its scope.";
    TotalImpossible = "total-impossible", Note, "One list alone has more people than a published figure allows.";
    CategoriesOverlap = "categories-overlap", Note, "Categories of one statement add up to more than their total, so some overlap or a figure is wrong.";
    SubtotalAboveTotal = "subtotal-above-total", Note, "A published part is larger than the whole it is a part of.";
    TotalFell = "total-fell", Note, "A published figure is smaller than an earlier one of the same scope.";
    BorderChanged = "border-changed", Note, "The borders of a place changed between two figures, or between a figure and the deaths; they are not compared.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A place in an input file: a file, a row, or a cell.
///
/// Displayed as `ngo.csv, row 7 (line 9), column Аты-жөні`. The line is shown only if it differs from the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The kind of the finding.
    pub code: Code,
    /// How much it matters in this project.
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
