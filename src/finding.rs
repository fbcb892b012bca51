//! Findings: what is odd, missing or contradictory in the data, with a stable code and a place.
//!
//! A finding never stops a run. Every stage may add some; [`check`](crate::check) adds those that
//! need the whole register.

use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// A person should look at it.
    Warning,
    /// The dataset does not hold together.
    Error,
}

macro_rules! codes {
    ($($variant:ident = $text:literal, $severity:ident, $about:literal;)*) => {
        /// What a finding is about. The text form never changes once it has been released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $about] $variant,)* }

        impl Code {
            /// Every code, in the order of the pipeline.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable kebab-case text of the code.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// How much such a finding matters.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One sentence: when it is found and what to do.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about,)* }
            }
        }
    };
}

codes! {
    // read
    EncodingFallback = "encoding-fallback", Warning, "The list is neither UTF-8 nor UTF-16 and was read as the code page that fits its words best: Windows-1251, KZ-1048 or PT154; check a few names, or give its `encoding`.";
    UndecodableBytes = "undecodable-bytes", Error, "Some bytes of the list stand for no character and were replaced; save the list again as UTF-8.";
    RaggedRow = "ragged-row", Warning, "The row has more or fewer cells than the header; nothing is lost, but cells may stand under the wrong column.";
    DuplicateHeader = "duplicate-header", Warning, "Two columns have the same header; the mapping uses the first.";
    EmptyRow = "empty-row", Note, "The row has no text in any cell.";
    DuplicateId = "duplicate-id", Error, "Two rows of one list have the same id; give each row its own.";
    MissingId = "missing-id", Warning, "The row has no id, so one was made from its cells; it changes when a cell changes.";
    RepeatedRow = "repeated-row", Warning, "The same row stands in the list more than once, cell for cell.";
    DeclaredCount = "declared-count", Error, "The list does not have as many rows as its publisher or the project file declares.";
    // normalise
    NoName = "no-name", Warning, "The row has no name that can be read; it is linked to no other row and counted apart.";
    NameRepaired = "name-repaired", Note, "The name had letters of a wrong alphabet, signs in the place of letters or a wrong code page; the repaired form is used to compare, the printed one is kept.";
    NameLostLetters = "name-lost-letters", Warning, "Letters of the name are lost (`?` or a replacement character); they are compared as unknown letters.";
    TextRepaired = "text-repaired", Note, "The cell was decoded with a wrong code page before it came into the list; the repaired text is read, the printed one is kept.";
    UnreadableDate = "unreadable-date", Warning, "The cell is not a date that can be read; write it as YYYY-MM-DD, YYYY-MM or YYYY.";
    DatePartlyRead = "date-partly-read", Warning, "Part of the cell cannot be read, or names a day that the calendar does not have; only the month or year is used.";
    AmbiguousDate = "ambiguous-date", Note, "Day and month cannot be told apart; both readings are kept.";
    UnreadableAge = "unreadable-age", Warning, "The cell is not an age that can be read.";
    DeathBeforeBirth = "death-before-birth", Error, "The date of death lies before the date of birth.";
    UnreadableSex = "unreadable-sex", Warning, "The cell is not a sex that can be read.";
    AgeBirthMismatch = "age-birth-mismatch", Warning, "The age does not fit the dates of birth and death.";
    OutsidePeriod = "outside-period", Warning, "The date of death lies outside the period that the project declares.";
    WeekdayMismatch = "weekday-mismatch", Warning, "The weekday that the cell names is not that of its date.";
    UnknownPlace = "unknown-place", Note, "The place is not in the gazetteer; it is compared as text.";
    UnlinkableRecord = "unlinkable-record", Warning, "The row has only part of a name and neither birth, death nor place; it is hardly ever linked.";
    // register
    ConflictBirth = "conflict-birth", Warning, "The lists give one person birth dates or ages that contradict each other.";
    ConflictDeath = "conflict-death", Warning, "The lists give one person dates of death that contradict each other.";
    ConflictPlace = "conflict-place", Warning, "The lists give one person places that contradict each other.";
    ConflictSex = "conflict-sex", Warning, "The lists give one person different sexes.";
    ConflictName = "conflict-name", Warning, "The lists give one person names that differ by more than spelling.";
    ConflictStatus = "conflict-status", Note, "The lists give one person different statuses; each stays the claim of its list.";
    ConflictOther = "conflict-other", Note, "The lists contradict each other in a further column that the project file compares.";
    RepeatInList = "repeat-in-list", Warning, "One person seems to stand in one list more than once.";
    RepeatInUniqueList = "repeat-in-unique-list", Error, "Two rows of a list that declares `duplicates = \"never\"` look like one person; they are kept apart.";
    AmbiguousRecord = "ambiguous-record", Warning, "The row most likely is the person of another row, but it is not sure enough of which; it stands apart.";
    // totals
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

/// Where something stands in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// The list, by its id in the project file.
    pub source: String,
    /// The file as the project file names it.
    pub file: String,
    /// The row as a spreadsheet counts it: the header is row 1. None: the whole file.
    pub row: Option<u64>,
    /// The header of the column. None: the whole row.
    pub column: Option<String>,
    /// The id of the record, once it has one.
    pub record: Option<String>,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

/// Something about the data that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is: one place, or one for each row concerned.
    pub at: Vec<Location>,
    /// One sentence with the values concerned and what to do.
    pub message: String,
}

impl Finding {
    /// A finding with the severity of its code.
    pub fn new(code: Code, at: Vec<Location>, message: impl Into<String>) -> Self {
        Finding { code, severity: code.severity(), at, message: message.into() }
    }
}
