//! Turns records into mentions, with a finding for each cell that cannot be read or that contradicts another one.
//!
//! In: all lists of a run, sorted by id, and the readers. Out: all mentions, sorted by list and record id, and all
//! findings, sorted. Lists are read in parallel, and so are the records of each list; the result does not depend on the
//! number of threads.
//!
//! The order of work: cells are repaired, the habits of each list are estimated (dates, sexes, order of names), then
//! each record is read, and last the births of each list are settled.

mod checks;
mod dated;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use self::dated::habit_of;
use super::cells::Cells;
use super::unlisted::Unlisted;
use super::{Mention, RecordKey};
use crate::base::finding::{Code, Finding, Location};
use crate::base::progress::Progress;
use crate::base::text;
use crate::base::text::MOST_COMPARED;
use crate::language::age::{Age, AgeCell, AgeReader};
use crate::language::date::{DateContext, DateHabit, DateReader, Day, DayOrder, PartialDate, Purpose};
use crate::language::identity::Identity;
use crate::language::lexicon::Lexicon;
use crate::language::misread::Misreadings;
use crate::language::name::{
    Group, ListCells, NameCells, NameList, NameOrder, NameReader, OrderHabit, PersonName,
};
use crate::language::place;
use crate::language::place::{Gazetteer, PlaceCell};
use crate::language::sex::{SexCell, SexCodes, SexReader};
use crate::language::status::{Status, StatusGroup, StatusReader};
use crate::language::unknown::Unknown;
use crate::source::{Field, Record, Source};

/// The readers of all kinds of cells, built once from a [`Lexicon`] and shared by all lists.
///
/// They hold no state of a list, so one set serves all lists and threads.
#[derive(Clone, Debug)]
pub struct Readers {
    /// Finds and repairs misread text.
    pub(super) misreadings: Misreadings,
    /// Reads names.
    pub(super) names: NameReader,
    /// Reads dates.
    pub(super) dates: DateReader,
    /// Reads ages.
    pub(super) ages: AgeReader,
    /// Reads places.
    pub(super) places: Arc<Gazetteer>,
    /// Reads statuses.
    pub(super) statuses: StatusReader,
    /// Reads sexes.
    pub(super) sexes: SexReader,
    /// Recognises words for unknown values.
    pub(crate) unknown: Unknown,
    /// First and last day of the events.
    pub(crate) period: Option<(Day, Day)>,
    /// Order of day and month, unless a list has its own.
    pub(super) day_order: DayOrder,
}

impl Readers {
    /// Builds the readers. `period` is the first and the last day of the events; it supplies years that cells leave out
    /// and helps to distinguish day from month.
    pub fn new(lexicon: &Lexicon, period: Option<(Day, Day)>, day_order: DayOrder) -> Self {
        let places = || (Arc::new(Gazetteer::new(lexicon)), Misreadings::new(lexicon));
        let times = || (DateReader::new(lexicon), AgeReader::new(lexicon));
        let words = || (StatusReader::new(lexicon), SexReader::new(lexicon), Unknown::new(lexicon));
        let others = || rayon::join(places, || rayon::join(times, words));
        let (names, ((places, misreadings), ((dates, ages), (statuses, sexes, unknown)))) =
            rayon::join(|| NameReader::new(lexicon), others);
        Readers { misreadings, names, dates, ages, places, statuses, sexes, unknown, period, day_order }
    }

    /// The same readers with another period and another order of day and month.
    pub(crate) fn with(self, period: Option<(Day, Day)>, day_order: DayOrder) -> Self {
        Readers { period, day_order, ..self }
    }

    /// The same readers with the places of the world that the lists may name. `countries` are preferred.
    ///
    /// Only places that occur in the lists are added, which keeps the gazetteer small.
    pub(crate) fn with_places_of(self, sources: &[Source], lexicon: &Lexicon, countries: &[String]) -> Self {
        let cell =
            |source: &Source, record: &Record, field| record.get(source.mapping(), field).map(str::to_owned);
        let texts = sources.iter().flat_map(|source| {
            let records = source.records().iter();
            records.flat_map(move |record| {
                PLACES.into_iter().filter_map(move |field| cell(source, record, field))
            })
        });
        let texts: std::collections::BTreeSet<String> = texts.collect();
        self.with_place_texts(texts.iter().map(String::as_str), lexicon, countries)
    }

    /// Like [`Readers::with_places_of`], for texts of places.
    pub(crate) fn with_place_texts<'t>(
        self,
        texts: impl IntoIterator<Item = &'t str>,
        lexicon: &Lexicon,
        countries: &[String],
    ) -> Self {
        let places = Gazetteer::clone(&self.places).for_texts(lexicon, texts, countries);
        Readers { places: Arc::new(places), ..self }
    }

    /// The detector of text that was misread before it came into a list.
    pub(crate) fn misreadings(&self) -> &Misreadings {
        &self.misreadings
    }

    /// The reader of names.
    pub fn names(&self) -> &NameReader {
        &self.names
    }

    /// The reader of ages.
    pub(crate) fn ages(&self) -> &AgeReader {
        &self.ages
    }

    /// The gazetteer.
    pub fn places(&self) -> &Arc<Gazetteer> {
        &self.places
    }

    /// The reader of statuses.
    pub fn statuses(&self) -> &StatusReader {
        &self.statuses
    }

    /// A place, its region and its country as one text. Parts that the list states as unknown are left out if another
    /// part is known.
    pub(crate) fn place_text(&self, cells: [&str; 3]) -> String {
        let filled = cells.map(str::trim).into_iter().filter(|cell| !cell.is_empty());
        let filled: Vec<&str> = filled.collect();
        let [_, _, ..] = filled.as_slice() else { return filled.concat() };
        let known: Vec<&str> =
            filled.iter().copied().filter(|cell| !self.unknown.is_stated_place(cell)).collect();
        if known.is_empty() { filled.concat() } else { known.join(", ") }
    }

    /// The meaning of the codes (such as 1 and 2) in a column of sexes.
    pub(crate) fn sex_codes<'t>(&self, header: &str, texts: impl IntoIterator<Item = &'t str>) -> SexCodes {
        self.sexes.codes(header, texts)
    }

    /// The meaning of the codes in the column of sexes of a list.
    fn sex_codes_of(&self, source: &Source, cells: &Cells<'_>) -> SexCodes {
        let Some(column) = source.mapping().column(Field::Sex) else { return SexCodes::default() };
        let header = source.header().get(column).map_or("", String::as_str);
        self.sex_codes(header, source.records().iter().map(|record| cells.get(record, Field::Sex)))
    }

    /// The context for reading dates of a list.
    pub(super) fn context(&self, purpose: Purpose, habit: DateHabit) -> DateContext {
        DateContext { period: self.period, order: habit.order, purpose, calendar: habit.calendar }
    }
}

/// Reads all records of all lists. The lists must be sorted by id. The mentions are sorted by list and record id,
/// whatever the order of rows.
///
/// One mention for each record, also for records without a name and for groups.
pub fn read_all(sources: &[Source], readers: &Readers) -> (Vec<Mention>, Vec<Finding>) {
    read_all_watched(sources, readers, &Progress::new())
}

/// Like [`read_all`], and counts the records. After a request to stop, the remaining records are not read.
///
/// `watch` counts records of all lists together. The caller checks afterwards whether the run was stopped, because the
/// mentions are then incomplete.
pub(crate) fn read_all_watched(
    sources: &[Source],
    readers: &Readers,
    watch: &Progress,
) -> (Vec<Mention>, Vec<Finding>) {
    let rows: usize = sources.iter().map(|source| source.records().len()).sum();
    let rows = watch.count_anew(rows as u64);
    let (mut mentions, mut findings) = (Vec::new(), Vec::new());
    let mut cells: Vec<Cells<'_>> =
        sources.par_iter().map(|source| Cells::new(source, &readers.misreadings, readers.period)).collect();
    correct_blanks(&mut cells, readers);
    let habits: Vec<DateHabit> =
        sources.par_iter().zip(&cells).map(|(source, cells)| habit_of(source, cells, readers)).collect();
    let reference = readers.period.or_else(|| years_of_death(sources, &cells, &habits, readers));
    let go_on = || {
        rows.add(1);
        !watch.is_stopped()
    };
    let names = names_of(sources, &cells, readers);
    let lists = sources.par_iter().zip(&cells).zip(&habits).zip(names).enumerate();
    let lists = lists.map(|(at, (((source, cells), dates), (names, order)))| {
        let (id, dates) = (source.id().into(), *dates);
        let sexes = readers.sex_codes_of(source, cells);
        let (findings, unlisted) = (Vec::new(), Unlisted::default());
        let mut one =
            SourceReader { source, cells, at, id, readers, reference, dates, sexes, findings, unlisted };
        one.check_order(&order);
        let mut read = one.read(names, &go_on);
        read.sort_by(|a, b| a.key.cmp(&b.key));
        one.settle_births(&mut read);
        (read, one.findings)
    });
    let lists: Vec<(Vec<Mention>, Vec<Finding>)> = lists.collect();
    for (read, found) in lists {
        mentions.extend(read);
        findings.extend(found);
    }
    findings.sort();
    (mentions, findings)
}

/// Corrects whole names in which a blank was lost or added, where a name of any list shows it.
fn correct_blanks(cells: &mut [Cells<'_>], readers: &Readers) {
    let corrected = readers.names.with_blanks_corrected(cells.iter().flat_map(Cells::whole_names));
    let corrected = corrected.into_iter().map(|(text, to)| (text.to_owned(), to)).collect::<BTreeMap<_, _>>();
    if !corrected.is_empty() {
        cells.iter_mut().for_each(|list| list.correct_blanks(&corrected));
    }
}

/// Fewest records for which a thread of its own is worthwhile.
const ROWS_AT_ONCE: usize = 32;

/// The two years to which ages refer, if no period is known: the median of birth year plus age over all records that
/// have both, and the year after it. `None` if no record has both.
///
/// The median is robust against a few wrong ages. Two years are used because the birthday may be before or after the
/// death.
fn years_of_death(
    sources: &[Source],
    cells: &[Cells<'_>],
    habits: &[DateHabit],
    readers: &Readers,
) -> Option<(Day, Day)> {
    let mut years: Vec<i16> = Vec::new();
    for ((source, cells), habit) in sources.iter().zip(cells).zip(habits) {
        let context = readers.context(Purpose::Birth, *habit);
        for record in source.records() {
            let birth = readers.dates.read(&cells.date(record, Purpose::Birth), &context);
            let age = readers.ages.read(cells.get(record, Field::Age));
            let (Some(birth), AgeCell::Age(age)) = (birth.date(), age) else { continue };
            years.extend(i16::try_from(age.min_years()).ok().map(|age| birth.earliest().year() + age));
        }
    }
    years.sort_unstable();
    let year = *years.get(years.len() / 2)?;
    Some((Day::new(year, 1, 1)?, Day::new(year + 1, 12, 31)?))
}

/// The names of all lists, and the order in which each list prints the parts. The lists are read together, because one
/// list can show the order of another.
///
/// For each list: one name for each record, in the order of the records, `None` where there is none, and the estimated
/// order.
fn names_of(
    sources: &[Source],
    cells: &[Cells<'_>],
    readers: &Readers,
) -> Vec<(Vec<Option<PersonName>>, OrderHabit)> {
    let lists = sources.iter().zip(cells).map(|(source, cells)| name_list(source, cells));
    readers.names.read_lists(&lists.collect::<Vec<_>>())
}

/// The name cells of a list, in the form that the reader of names takes.
///
/// Either whole names or columns of parts, depending on the mapping; further names come from all `other_name` columns.
fn name_list<'a>(source: &'a Source, cells: &'a Cells<'_>) -> NameList<'a> {
    let cell = |record: &'a Record, field| cells.get(record, field);
    let records = source.records().iter();
    let name_cells = if source.mapping().column(Field::Name).is_some() {
        ListCells::Whole(records.map(|record| cell(record, Field::Name)).collect())
    } else {
        let of_record = |record| NameCells {
            surname: cell(record, Field::Surname),
            given: cell(record, Field::GivenName),
            patronymic: cell(record, Field::Patronymic),
            second_surname: cell(record, Field::SecondSurname),
            middle: cell(record, Field::MiddleName),
            suffix: cell(record, Field::Suffix),
        };
        ListCells::Columns(records.map(of_record).collect())
    };
    let stated = source.spec().name_order().and_then(|order| NameOrder::parse(order).ok());
    let columns: Vec<usize> =
        source.mapping().fields().filter(|(field, _)| *field == Field::OtherName).map(|(_, at)| at).collect();
    let others = |record: &'a Record| -> Vec<&'a str> {
        columns
            .iter()
            .map(|column| cells.at(record, *column))
            .filter(|cell| !cell.trim().is_empty())
            .collect()
    };
    let others = match columns.is_empty() {
        true => Vec::new(),
        false => source.records().iter().map(others).collect(),
    };
    NameList { stated, cells: name_cells, others }
}

/// Reads one list: turns its records into mentions and collects findings.
///
/// It is cloned for each thread; the findings of the clones are merged in the order of the records.
#[derive(Clone)]
struct SourceReader<'a> {
    /// The list.
    source: &'a Source,
    /// Its cells after repair.
    cells: &'a Cells<'a>,
    /// Index of the list in the run.
    at: usize,
    /// Id of the list.
    id: Arc<str>,
    /// The readers of the run.
    readers: &'a Readers,
    /// First and last day to which an age without a date of death may refer.
    reference: Option<(Day, Day)>,
    /// How the list writes dates.
    dates: DateHabit,
    /// The meaning of codes in its column of sexes.
    sexes: SexCodes,
    /// Findings so far.
    findings: Vec<Finding>,
    /// Places and statuses that are in no table.
    unlisted: Unlisted,
}

/// The fields of the place of death, from the smallest to the largest.
const PLACES: [Field; 3] = [Field::Place, Field::Region, Field::Country];

impl<'a> SourceReader<'a> {
    /// The mentions of the list, read in parallel. `go_on` is called before each record.
    fn read(&mut self, names: Vec<Option<PersonName>>, go_on: &(dyn Fn() -> bool + Sync)) -> Vec<Mention> {
        let records = self.source.records().par_iter().zip(names).enumerate();
        let part = || (self.clone(), Vec::new());
        let parts = records.with_min_len(ROWS_AT_ONCE).fold(part, |mut part, (at, (record, name))| {
            if go_on() {
                let name = name.map(|name| part.0.as_printed(record, name));
                part.1.push(part.0.mention(at, record, name));
            }
            part
        });
        let parts: Vec<(Self, Vec<Mention>)> = parts.collect();
        let (readers, mentions): (Vec<Self>, Vec<Vec<Mention>>) = parts.into_iter().unzip();
        for reader in readers {
            self.findings.extend(reader.findings);
            self.unlisted.merge(reader.unlisted);
        }
        self.findings.extend(std::mem::take(&mut self.unlisted).findings());
        mentions.into_iter().flatten().collect()
    }

    /// The name with the printed text of its cells, even if it was read from repaired text.
    ///
    /// Pages and explanations quote what the list prints; only comparisons use the repaired text.
    fn as_printed(&self, record: &Record, name: PersonName) -> PersonName {
        if !self.is_name_misread(record) {
            return name;
        }
        let cells = self.name_fields().filter_map(|field| record.get(self.source.mapping(), field));
        let cells: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
        name.printed_as(cells.join(" "))
    }

    /// Whether a name cell of the record was repaired.
    fn is_name_misread(&self, record: &Record) -> bool {
        self.name_fields().any(|field| self.cells.repair_of(record, field).is_some())
    }

    /// The cell of a field, after repair.
    fn cell<'r>(&self, record: &'r Record, field: Field) -> &'r str
    where
        'a: 'r,
    {
        self.cells.get(record, field)
    }

    /// Reads one record. `at` is its index in the list, `name` its name as read with the whole list.
    ///
    /// The death is read before the birth, because it decides whether a birth is plausible and whether a number is an
    /// age.
    fn mention(&mut self, at: usize, record: &Record, name: Option<PersonName>) -> Mention {
        self.check_misread(record);
        let group = self.group(record, name.as_ref());
        self.check_name(record, name.as_ref());
        self.check_group(record, group);
        let death = self.death(record);
        let (birth, age_by_birth) = self.birth(record, death.as_ref());
        let birth = birth.filter(|birth| self.is_plausible(record, birth, death.as_ref()));
        let age = self.age(record).or(age_by_birth);
        let sex = self.sex(record);
        let status = self.stated_status(record);
        let mention = Mention {
            key: RecordKey { source: self.id.clone(), record: record.id().as_str().into() },
            source: u16::try_from(self.at).unwrap_or(u16::MAX),
            record: at,
            implied_sex: name.as_ref().and_then(PersonName::sex).filter(|_| sex.is_none()),
            sex,
            birth_by_age: self.birth_by_age(age.as_ref(), death.as_ref()),
            place: self.place(record, death.as_ref()),
            implied_status: self.implied_status(name.as_ref()).filter(|_| status.is_none()),
            status,
            extra: self.extra(record),
            identity: self.identity(record),
            group,
            name,
            birth,
            age,
            death,
        };
        self.check_dates(record, &mention);
        self.check_linkable(record, &mention);
        mention
    }

    /// The first and the last day of birth that an age allows.
    ///
    /// Uses the date of death, or the period of the run if the death is unknown. `None` without an age, or without
    /// either.
    fn birth_by_age(&self, age: Option<&Age>, death: Option<&PartialDate>) -> Option<(Day, Day)> {
        let period = self.reference.map(|(from, to)| PartialDate::between(from, to));
        Some(age?.birth_span(death.or(period.as_ref())?))
    }

    /// Reads the place of death, with the borders that were valid on the day of death.
    ///
    /// Borders change, so the gazetteer needs a day; without a date of death it is the first day of the period. Unknown
    /// and partly read places are collected and reported once for each text.
    fn place(&mut self, record: &Record, death: Option<&PartialDate>) -> PlaceCell {
        let text = self.place_text(record);
        let on = death.map(PartialDate::earliest).or(self.readers.period.map(|(from, _)| from));
        let cell = self
            .readers
            .places
            .read(&text, on.map(|day| (day.year(), day.month().cast_signed(), day.day().cast_signed())));
        let code = match &cell {
            PlaceCell::Unknown(_) => Some(Code::UnknownPlace),
            PlaceCell::Known(place) if place.is_partly_read() => Some(Code::PlacePartlyRead),
            _ => None,
        };
        if let Some(code) = code {
            let field = PLACES.into_iter().find(|field| !self.cell(record, *field).trim().is_empty());
            let field = field.unwrap_or(Field::Place);
            self.unlisted.add(code, &text, self.location(record, field));
            let column = self.source.mapping().column(field);
            self.check_length(record, column, &text, place::MOST_LETTERS);
        }
        cell
    }

    /// The place, the region and the country of a record as one text.
    fn place_text(&self, record: &Record) -> String {
        self.readers.place_text(PLACES.map(|field| self.cell(record, field)))
    }

    /// Reads the sex.
    ///
    /// Words are read by the tables, codes by their meaning in this column. An unreadable cell is a finding.
    fn sex(&mut self, record: &Record) -> Option<crate::language::sex::Sex> {
        let text = self.cell(record, Field::Sex);
        let cell = self.readers.sexes.read_in(text, self.sexes);
        if cell == SexCell::Unreadable {
            let message = format!("`{text}` cannot be read as a sex; write male, female or unknown");
            self.find(Code::UnreadableSex, record, Field::Sex, message);
        }
        cell.sex()
    }

    /// Reads the status that the list states.
    ///
    /// A label in no table is kept as text, compared as text, and reported once.
    fn stated_status(&mut self, record: &Record) -> Option<Status> {
        let text = self.cell(record, Field::Status);
        let status = self.readers.statuses.read(text).status().cloned()?;
        if status.has(StatusGroup::Other) && !self.readers.statuses.knows(text) {
            let (text, at) = (text.to_owned(), self.location(record, Field::Status));
            self.unlisted.add(Code::UnknownStatus, &text, at);
        }
        Some(status)
    }

    /// The status that a rank beside the name implies, if the table of titles gives one.
    ///
    /// Example: `подполковник` beside a name implies an armed body.
    fn implied_status(&self, name: Option<&PersonName>) -> Option<Status> {
        // In `sister of Colonel X` the rank belongs to X, not to the person of the record.
        let name = name.filter(|name| name.relation().is_none() && name.group().is_none());
        let implied =
            name?.titles().iter().map(|title| title.implies.as_str()).find(|text| !text.is_empty())?;
        self.readers.statuses.read(implied).status().cloned()
    }

    /// The group, if the record describes several people.
    ///
    /// A cell without a name can state a group too: `3 детей`.
    fn group(&self, record: &Record, name: Option<&PersonName>) -> Option<Group> {
        match name {
            Some(name) => name.group(),
            None => {
                let cells: Vec<&str> = self.name_fields().map(|field| self.cell(record, field)).collect();
                self.readers.names.nameless_group(&cells.join(" "))
            }
        }
    }

    /// The texts of the further columns, with a finding for each that is too long.
    ///
    /// Only the first 4,000 characters are compared; longer texts are reported.
    fn extra(&mut self, record: &Record) -> Vec<(String, String)> {
        let texts = self.extra_texts(record);
        for (label, text) in &texts {
            let mut columns = self.source.mapping().extras().iter();
            let column = columns.find(|(known, _)| known == label).map(|(_, column)| *column);
            self.check_length(record, column, text, MOST_COMPARED);
        }
        texts
    }

    /// The texts of the further columns: label and text, without empty cells and words for unknown values.
    fn extra_texts(&self, record: &Record) -> Vec<(String, String)> {
        let columns = self.source.mapping().extras().iter();
        let cells = columns.map(|(label, column)| {
            (label.clone(), text::clean(self.cells.at(record, *column)).to_lowercase())
        });
        cells.filter(|(_, text)| !text.is_empty() && !self.readers.unknown.is_stated(text)).collect()
    }

    /// Reads the number of an identity document.
    ///
    /// `None` for words that mean unknown and for text that is no document number.
    fn identity(&self, record: &Record) -> Option<Identity> {
        let text = self.cell(record, Field::Identity);
        if self.readers.unknown.is_stated(&text::clean(text).to_lowercase()) {
            return None;
        }
        Identity::read(text)
    }

    /// The mapped fields that contain names.
    fn name_fields(&self) -> impl Iterator<Item = Field> + '_ {
        let all = std::iter::once(Field::Name).chain(Field::NAME_PARTS);
        all.filter(|field| self.source.mapping().column(*field).is_some())
    }

    /// The first name field of a record whose cell alone shows the problem; otherwise the first name field.
    ///
    /// A repaired name in three columns is thus reported at the column where the wrong letters are.
    fn name_field(&self, record: &Record, is_wrong: impl Fn(&PersonName) -> bool) -> Field {
        let read = |field: &Field| self.readers.names.read(self.cell(record, *field));
        let found = self.name_fields().find(|field| read(field).is_some_and(|name| is_wrong(&name)));
        found.or_else(|| self.name_fields().next()).unwrap_or(Field::Name)
    }

    /// Adds a finding at the cell of a field.
    fn find(&mut self, code: Code, record: &Record, field: Field, message: String) {
        self.find_at(code, record, self.source.mapping().column(field), message);
    }

    /// Adds a finding at a cell by its column index.
    fn find_at(&mut self, code: Code, record: &Record, column: Option<usize>, message: String) {
        let at = self.location_at(record, column);
        self.findings.push(Finding::new(code, vec![at], message));
    }

    /// The location of a field's cell.
    fn location(&self, record: &Record, field: Field) -> Location {
        self.location_at(record, self.source.mapping().column(field))
    }

    /// The location of a cell by its column index; of the whole row if there is none.
    ///
    /// The header cell is given verbatim, as the reader of the finding sees it.
    fn location_at(&self, record: &Record, column: Option<usize>) -> Location {
        Location {
            source: self.source.id().to_owned(),
            file: self.source.file().to_owned(),
            row: Some(record.row()),
            line: self.source.line_of(record.row()),
            column: column.and_then(|column| self.source.header().get(column).cloned()),
            record: Some(record.id().as_str().to_owned()),
        }
    }
}
