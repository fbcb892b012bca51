//! Records to mentions, with a finding for each cell that cannot be read or that contradicts another.

mod checks;
mod dated;

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
        let places = || (Arc::new(Gazetteer::new(lexicon)), Misreadings::new(lexicon));
        let times = || (DateReader::new(lexicon), AgeReader::new(lexicon));
        let words = || (StatusReader::new(lexicon), SexReader::new(lexicon), Unknown::new(lexicon));
        let others = || rayon::join(places, || rayon::join(times, words));
        let (names, ((places, misreadings), ((dates, ages), (statuses, sexes, unknown)))) =
            rayon::join(|| NameReader::new(lexicon), others);
        Readers { misreadings, names, dates, ages, places, statuses, sexes, unknown, period, day_order }
    }

    /// The readers for lists that speak of another period, or write dates in another order.
    pub(crate) fn with(self, period: Option<(Day, Day)>, day_order: DayOrder) -> Self {
        Readers { period, day_order, ..self }
    }

    /// The readers with the places of the world that the lists may name.
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

    /// The same for texts of places.
    pub(crate) fn with_place_texts<'t>(
        self,
        texts: impl IntoIterator<Item = &'t str>,
        lexicon: &Lexicon,
        countries: &[String],
    ) -> Self {
        let places = Gazetteer::clone(&self.places).for_texts(lexicon, texts, countries);
        Readers { places: Arc::new(places), ..self }
    }

    /// What finds cells that were misread before they came into a list.
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

    /// A place, its region and its country as one text. What a list says not to know is left out beside others.
    pub(crate) fn place_text(&self, cells: [&str; 3]) -> String {
        let filled = cells.map(str::trim).into_iter().filter(|cell| !cell.is_empty());
        let filled: Vec<&str> = filled.collect();
        let [_, _, ..] = filled.as_slice() else { return filled.concat() };
        let known: Vec<&str> =
            filled.iter().copied().filter(|cell| !self.unknown.is_stated_place(cell)).collect();
        if known.is_empty() { filled.concat() } else { known.join(", ") }
    }

    /// What the codes of a column of sexes mean.
    pub(crate) fn sex_codes<'t>(&self, header: &str, texts: impl IntoIterator<Item = &'t str>) -> SexCodes {
        self.sexes.codes(header, texts)
    }

    fn sex_codes_of(&self, source: &Source, cells: &Cells<'_>) -> SexCodes {
        let Some(column) = source.mapping().column(Field::Sex) else { return SexCodes::default() };
        let header = source.header().get(column).map_or("", String::as_str);
        self.sex_codes(header, source.records().iter().map(|record| cells.get(record, Field::Sex)))
    }

    pub(super) fn context(&self, purpose: Purpose, habit: DateHabit) -> DateContext {
        DateContext { period: self.period, order: habit.order, purpose, calendar: habit.calendar }
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
        sources.par_iter().map(|source| Cells::new(source, &readers.misreadings, readers.period)).collect();
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

/// So many rows are worth a thread of their own, at least.
const ROWS_AT_ONCE: usize = 32;

/// Without a period, the two years that ages refer to, from rows that give birth date and age both:
/// the median of birth year and age, and the year after it. `None` when no row gives both.
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

#[derive(Clone)]
struct SourceReader<'a> {
    source: &'a Source,
    cells: &'a Cells<'a>,
    at: usize,
    id: Arc<str>,
    readers: &'a Readers,
    /// The first and last day that an age without a date of death may refer to.
    reference: Option<(Day, Day)>,
    dates: DateHabit,
    sexes: SexCodes,
    findings: Vec<Finding>,
    /// Texts that no table has.
    unlisted: Unlisted,
}

/// The fields that say where a person died, from the nearest to the widest.
const PLACES: [Field; 3] = [Field::Place, Field::Region, Field::Country];

impl<'a> SourceReader<'a> {
    /// The mentions of the list; `go_on` is asked before each.
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

    fn birth_by_age(&self, age: Option<&Age>, death: Option<&PartialDate>) -> Option<(Day, Day)> {
        let period = self.reference.map(|(from, to)| PartialDate::between(from, to));
        Some(age?.birth_span(death.or(period.as_ref())?))
    }

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

    /// The place, region and country of a row as one text, where they have columns of their own.
    fn place_text(&self, record: &Record) -> String {
        self.readers.place_text(PLACES.map(|field| self.cell(record, field)))
    }

    fn sex(&mut self, record: &Record) -> Option<crate::language::sex::Sex> {
        let text = self.cell(record, Field::Sex);
        let cell = self.readers.sexes.read_in(text, self.sexes);
        if cell == SexCell::Unreadable {
            let message = format!("`{text}` is not read as a sex; write male, female or unknown");
            self.find(Code::UnreadableSex, record, Field::Sex, message);
        }
        cell.sex()
    }

    fn stated_status(&mut self, record: &Record) -> Option<Status> {
        let text = self.cell(record, Field::Status);
        let status = self.readers.statuses.read(text).status().cloned()?;
        if status.has(StatusGroup::Other) && !self.readers.statuses.knows(text) {
            let (text, at) = (text.to_owned(), self.location(record, Field::Status));
            self.unlisted.add(Code::UnknownStatus, &text, at);
        }
        Some(status)
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

    fn extra(&mut self, record: &Record) -> Vec<(String, String)> {
        let texts = self.extra_texts(record);
        for (label, text) in &texts {
            let mut columns = self.source.mapping().extras().iter();
            let column = columns.find(|(known, _)| known == label).map(|(_, column)| *column);
            self.check_length(record, column, text, MOST_COMPARED);
        }
        texts
    }

    fn extra_texts(&self, record: &Record) -> Vec<(String, String)> {
        let columns = self.source.mapping().extras().iter();
        let cells = columns.map(|(label, column)| {
            (label.clone(), text::clean(self.cells.at(record, *column)).to_lowercase())
        });
        cells.filter(|(_, text)| !text.is_empty() && !self.readers.unknown.is_stated(text)).collect()
    }

    fn identity(&self, record: &Record) -> Option<Identity> {
        let text = self.cell(record, Field::Identity);
        if self.readers.unknown.is_stated(&text::clean(text).to_lowercase()) {
            return None;
        }
        Identity::read(text)
    }

    /// The columns that the list prints names in.
    fn name_fields(&self) -> impl Iterator<Item = Field> + '_ {
        let all = std::iter::once(Field::Name).chain(Field::NAME_PARTS);
        all.filter(|field| self.source.mapping().column(*field).is_some())
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
        let at = self.location_at(record, column);
        self.findings.push(Finding::new(code, vec![at], message));
    }

    fn location(&self, record: &Record, field: Field) -> Location {
        self.location_at(record, self.source.mapping().column(field))
    }

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
