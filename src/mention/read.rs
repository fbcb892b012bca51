//! Records to mentions, with a finding for each cell that cannot be read or that contradicts another.

mod checks;

use std::sync::Arc;

use rayon::prelude::*;

use super::advice::{TELL_DAY, WRITE_DATE};
use super::cells::Cells;
use super::{Mention, RecordKey};
use crate::age::{Age, AgeCell, AgeReader};
use crate::date::{DateCell, DateContext, DateReader, Day, DayOrder, PartialDate, Purpose};
use crate::misread::Misreadings;
use crate::name::{Group, ListCells, NameCells, NameList, NameOrder, NameReader, OrderHabit, PersonName};
use crate::place::{Gazetteer, PlaceCell};
use crate::progress::Progress;
use crate::sex::{SexCell, SexReader};
use crate::source::{Field, Record, Source};
use crate::status::{Status, StatusReader};
use crate::unknown::Unknown;
use crate::{Code, Finding, Lexicon, Location, text};

/// The readers of all kinds of cells, built once from a [`Lexicon`].
#[derive(Clone, Debug)]
pub struct Readers {
    pub(super) misreadings: Misreadings,
    pub(super) names: NameReader,
    pub(super) dates: DateReader,
    pub(super) ages: AgeReader,
    pub(super) places: Arc<Gazetteer>,
    pub(super) statuses: StatusReader,
    pub(super) sexes: SexReader,
    pub(crate) unknown: Unknown,
    pub(crate) period: Option<(Day, Day)>,
    pub(super) day_order: DayOrder,
}

impl Readers {
    /// Builds the readers. `period` is the first and last day that the lists speak of; it supplies
    /// years that cells leave out and tells day from month.
    pub fn new(lexicon: &Lexicon, period: Option<(Day, Day)>, day_order: DayOrder) -> Self {
        let others = || {
            let places = || (Arc::new(Gazetteer::new(lexicon)), Misreadings::new(lexicon));
            rayon::join(places, || (DateReader::new(lexicon), AgeReader::new(lexicon)))
        };
        let (names, ((places, misreadings), (dates, ages))) =
            rayon::join(|| NameReader::new(lexicon), others);
        Readers {
            misreadings,
            names,
            dates,
            ages,
            places,
            statuses: StatusReader::new(lexicon),
            sexes: SexReader::new(lexicon),
            unknown: Unknown::new(lexicon),
            period,
            day_order,
        }
    }

    /// The readers for lists that speak of another period, or write dates in another order.
    pub(crate) fn with(self, period: Option<(Day, Day)>, day_order: DayOrder) -> Self {
        Readers { period, day_order, ..self }
    }

    /// What finds cells that were misread before they came into a list.
    pub(crate) fn misreadings(&self) -> &Misreadings {
        &self.misreadings
    }

    /// The reader of names.
    pub fn names(&self) -> &NameReader {
        &self.names
    }

    /// The gazetteer.
    pub fn places(&self) -> &Arc<Gazetteer> {
        &self.places
    }

    /// The reader of statuses.
    pub fn statuses(&self) -> &StatusReader {
        &self.statuses
    }

    pub(super) fn context(&self, purpose: Purpose) -> DateContext {
        DateContext { period: self.period, order: self.day_order, purpose }
    }
}

/// Reads all records of all lists. The mentions are sorted by list and record id, whatever the order
/// of rows; lists must be sorted by id.
pub fn read_all(sources: &[Source], readers: &Readers) -> (Vec<Mention>, Vec<Finding>) {
    read_all_watched(sources, readers, &Progress::new())
}

/// Reads all records and counts them; those that are left when it is asked to stop are not read.
pub(crate) fn read_all_watched(
    sources: &[Source],
    readers: &Readers,
    watch: &Progress,
) -> (Vec<Mention>, Vec<Finding>) {
    let rows: usize = sources.iter().map(|source| source.records().len()).sum();
    let rows = watch.count_anew(rows as u64);
    let (mut mentions, mut findings) = (Vec::new(), Vec::new());
    let cells: Vec<Cells<'_>> =
        sources.par_iter().map(|source| Cells::new(source, &readers.misreadings)).collect();
    let reference = readers.period.or_else(|| years_of_death(sources, &cells, readers));
    let go_on = || {
        rows.add(1);
        !watch.is_stopped()
    };
    let names = names_of(sources, &cells, readers);
    let lists = sources.par_iter().zip(&cells).zip(names).enumerate();
    let lists = lists.map(|(at, ((source, cells), (names, habit)))| {
        let findings = Vec::new();
        let mut one =
            SourceReader { source, cells, at, id: source.id().into(), readers, reference, findings };
        one.check_order(&habit);
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

/// So many rows are worth a thread of their own, at least.
const ROWS_AT_ONCE: usize = 32;

/// Without a period, the two years that ages refer to, from rows that give birth date and age both:
/// the median of birth year and age, and the year after it. `None` when no row gives both.
fn years_of_death(sources: &[Source], cells: &[Cells<'_>], readers: &Readers) -> Option<(Day, Day)> {
    let mut years: Vec<i16> = Vec::new();
    for (source, cells) in sources.iter().zip(cells) {
        for record in source.records() {
            let cell = |field| cells.get(record, field);
            let birth = readers.dates.read(cell(Field::BirthDate), &readers.context(Purpose::Birth));
            let (Some(birth), AgeCell::Age(age)) = (birth.date(), readers.ages.read(cell(Field::Age))) else {
                continue;
            };
            years.extend(i16::try_from(age.min_years()).ok().map(|age| birth.earliest().year() + age));
        }
    }
    years.sort_unstable();
    let year = *years.get(years.len() / 2)?;
    Some((Day::new(year, 1, 1)?, Day::new(year + 1, 12, 31)?))
}

/// The names of all lists and the orders that they are printed in: lists tell each other's orders.
fn names_of(
    sources: &[Source],
    cells: &[Cells<'_>],
    readers: &Readers,
) -> Vec<(Vec<Option<PersonName>>, OrderHabit)> {
    let lists = sources.iter().zip(cells).map(|(source, cells)| name_list(source, cells));
    readers.names.read_lists(&lists.collect::<Vec<_>>())
}

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
        };
        ListCells::Columns(records.map(of_record).collect())
    };
    let stated = source.spec().name_order().and_then(|order| NameOrder::parse(order).ok());
    NameList { stated, cells: name_cells }
}

#[derive(Clone)]
struct SourceReader<'a> {
    source: &'a Source,
    cells: &'a Cells<'a>,
    at: usize,
    id: Arc<str>,
    readers: &'a Readers,
    /// The first and last day that an age without a date of death may refer to.
    reference: Option<(Day, Day)>,
    findings: Vec<Finding>,
}

impl<'a> SourceReader<'a> {
    /// The mentions of the list; `go_on` is asked before each.
    fn read(&mut self, names: Vec<Option<PersonName>>, go_on: &(dyn Fn() -> bool + Sync)) -> Vec<Mention> {
        let records = self.source.records().par_iter().zip(names).enumerate();
        let part = || (self.clone(), Vec::new());
        let parts = records.with_min_len(ROWS_AT_ONCE).fold(part, |mut part, (at, (record, name))| {
            if !record.is_empty() && go_on() {
                let name = name.map(|name| part.0.as_printed(record, name));
                part.1.push(part.0.mention(at, record, name));
            }
            part
        });
        let parts: Vec<(Self, Vec<Mention>)> = parts.collect();
        let (readers, mentions): (Vec<Self>, Vec<Vec<Mention>>) = parts.into_iter().unzip();
        self.findings.extend(readers.into_iter().flat_map(|reader| reader.findings));
        mentions.into_iter().flatten().collect()
    }

    /// A name keeps the text that is printed, whatever it was read from.
    fn as_printed(&self, record: &Record, name: PersonName) -> PersonName {
        if !self.is_name_misread(record) {
            return name;
        }
        let cells = self.name_fields().filter_map(|field| record.get(self.source.mapping(), field));
        let cells: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
        name.printed_as(cells.join(" "))
    }

    fn is_name_misread(&self, record: &Record) -> bool {
        self.name_fields().any(|field| self.cells.repair_of(record, field).is_some())
    }

    /// The cell of a field as it was meant.
    fn cell<'r>(&self, record: &'r Record, field: Field) -> &'r str
    where
        'a: 'r,
    {
        self.cells.get(record, field)
    }

    fn mention(&mut self, at: usize, record: &Record, name: Option<PersonName>) -> Mention {
        self.check_misread(record);
        let group = self.group(record, name.as_ref());
        self.check_name(record, name.as_ref());
        self.check_group(record, group);
        let birth = self.date(record, Field::BirthDate, Purpose::Birth);
        let death = self.date(record, Field::DeathDate, Purpose::Death);
        let age = self.age(record);
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

    fn date(&mut self, record: &Record, field: Field, purpose: Purpose) -> Option<PartialDate> {
        let text = self.cell(record, field);
        match self.readers.dates.read(text, &self.readers.context(purpose)) {
            DateCell::Date(date) => {
                if self.readers.dates.is_serial(text) {
                    let message = format!("`{text}` is the number that a spreadsheet counts {date} by");
                    self.find(Code::SerialDate, record, field, message);
                }
                if date.spans().len() > 1 && !date.is_open_start() && !date.is_open_end() {
                    let message = format!("`{text}` can be {date}; {TELL_DAY}");
                    self.find(Code::AmbiguousDate, record, field, message);
                }
                if date.is_partly_read() {
                    let message = format!("`{text}` is not wholly a date, and read as {date}; {WRITE_DATE}");
                    self.find(Code::DatePartlyRead, record, field, message);
                }
                if date.weekday_mismatch() {
                    let message =
                        format!("`{text}` was another day of the week; correct the weekday or the date");
                    self.find(Code::WeekdayMismatch, record, field, message);
                }
                Some(date)
            }
            DateCell::Unreadable => {
                let message = format!("`{text}` is not read as a date; {WRITE_DATE}");
                self.find(Code::UnreadableDate, record, field, message);
                None
            }
            _ => None,
        }
    }

    fn age(&mut self, record: &Record) -> Option<Age> {
        let text = self.cell(record, Field::Age);
        match self.readers.ages.read(text) {
            AgeCell::Age(age) => Some(age),
            AgeCell::Unreadable => {
                let message = format!("`{text}` is not read as an age; write it in years, as 34");
                self.find(Code::UnreadableAge, record, Field::Age, message);
                None
            }
            _ => None,
        }
    }

    fn birth_by_age(&self, age: Option<&Age>, death: Option<&PartialDate>) -> Option<(Day, Day)> {
        let period = self.reference.map(|(from, to)| PartialDate::between(from, to));
        Some(age?.birth_span(death.or(period.as_ref())?))
    }

    fn place(&mut self, record: &Record, death: Option<&PartialDate>) -> PlaceCell {
        let text = self.cell(record, Field::Place);
        let on = death.map(PartialDate::earliest).or(self.readers.period.map(|(from, _)| from));
        let cell = self
            .readers
            .places
            .read(text, on.map(|day| (day.year(), day.month().cast_signed(), day.day().cast_signed())));
        if matches!(cell, PlaceCell::Unknown(_)) {
            let message =
                format!("`{text}` is not in the gazetteer; correct it, or add it to a table `places`");
            self.find(Code::UnknownPlace, record, Field::Place, message);
        }
        cell
    }

    fn sex(&mut self, record: &Record) -> Option<crate::sex::Sex> {
        let text = self.cell(record, Field::Sex);
        let cell = self.readers.sexes.read(text);
        if cell == SexCell::Unreadable {
            let message = format!("`{text}` is not read as a sex; write male, female or unknown");
            self.find(Code::UnreadableSex, record, Field::Sex, message);
        }
        cell.sex()
    }

    fn stated_status(&self, record: &Record) -> Option<Status> {
        self.readers.statuses.read(self.cell(record, Field::Status)).status().cloned()
    }

    /// The status that a rank beside the name implies.
    fn implied_status(&self, name: Option<&PersonName>) -> Option<Status> {
        // The rank of the named person is not that of a relative.
        let name = name.filter(|name| name.relation().is_none() && name.group().is_none());
        let implied =
            name?.titles().iter().map(|title| title.implies.as_str()).find(|text| !text.is_empty())?;
        self.readers.statuses.read(implied).status().cloned()
    }

    /// The people that the row stands for, where it is several.
    fn group(&self, record: &Record, name: Option<&PersonName>) -> Option<Group> {
        match name {
            Some(name) => name.group(),
            None => {
                let cells: Vec<&str> = self.name_fields().map(|field| self.cell(record, field)).collect();
                self.readers.names.nameless_group(&cells.join(" "))
            }
        }
    }

    fn extra(&self, record: &Record) -> Vec<(String, String)> {
        let columns = self.source.mapping().extras().iter();
        let cells = columns.map(|(label, column)| {
            (label.clone(), text::clean(self.cells.at(record, *column)).to_lowercase())
        });
        cells.filter(|(_, text)| !text.is_empty() && !self.readers.unknown.is_stated(text)).collect()
    }

    /// The columns that the list prints names in.
    fn name_fields(&self) -> impl Iterator<Item = Field> + '_ {
        let all = [Field::Name, Field::Surname, Field::GivenName, Field::Patronymic];
        all.into_iter().filter(|field| self.source.mapping().column(*field).is_some())
    }

    /// The first name column of a row whose cell, read by itself, shows what is wrong.
    fn name_field(&self, record: &Record, is_wrong: impl Fn(&PersonName) -> bool) -> Field {
        let read = |field: &Field| self.readers.names.read(self.cell(record, *field));
        let found = self.name_fields().find(|field| read(field).is_some_and(|name| is_wrong(&name)));
        found.or_else(|| self.name_fields().next()).unwrap_or(Field::Name)
    }

    fn find(&mut self, code: Code, record: &Record, field: Field, message: String) {
        self.find_at(code, record, self.source.mapping().column(field), message);
    }

    fn find_at(&mut self, code: Code, record: &Record, column: Option<usize>, message: String) {
        let at = Location {
            source: self.source.id().to_owned(),
            file: self.source.file().to_owned(),
            row: Some(record.row()),
            line: self.source.line_of(record.row()),
            column: column.and_then(|column| self.source.header().get(column).cloned()),
            record: Some(record.id().as_str().to_owned()),
        };
        self.findings.push(Finding::new(code, vec![at], message));
    }
}
