//! Reads the text of a project file into a [`Project`], and collects all of its faults.
//!
//! In: the text of `reconcile.toml`. Out: a filled [`Project`]. Reading never stops at the first fault: each is
//! collected with the section it is in, so that a user can correct all of them at once. Unknown keys are faults, and
//! the message suggests the nearest known key.

use toml::Table;

use super::section::Section;
use super::{Day, DayOrder, Project};
use crate::base::settings::Settings;
use crate::language::date::Calendar;
use crate::source::{Assumption, Duplicates, Edition, EstimateSpec, Field, Limits, SourceSpec};

/// A method of [`SourceSpec`] that sets a text value.
type Setter = fn(SourceSpec, String) -> SourceSpec;

/// The fields of the headers under `place`, in their order.
const PLACES: [Field; 3] = [Field::Place, Field::Region, Field::Country];

/// Keys of the section `[project]`.
const PROJECT_KEYS: &[&str] = &[
    "title",
    "from",
    "to",
    "day_order",
    "countries",
    "lexicon",
    "allow_outside",
    "totals",
    "reasons",
    "decisions",
    "ids",
];
/// Keys of a section `[[source]]`.
const SOURCE_KEYS: &[&str] = &[
    "id",
    "title",
    "file",
    "declared_count",
    "duplicates",
    "encoding",
    "delimiter",
    "sheet",
    "header_row",
    "language",
    "name_order",
    "day_order",
    "calendar",
    "published",
    "url",
    "quotes",
    "group",
    "edition",
    "scope",
    "columns",
    "extra",
];
/// Values of `day_order`.
const DAY_ORDERS: &[DayOrder] = &[DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::Unknown];
/// Values of `duplicates`.
const DUPLICATES: &[Duplicates] = &[Duplicates::Never, Duplicates::Rare, Duplicates::Common];

/// Fills a project from the text of its file. Every fault is added to `faults`.
///
/// If the text is not TOML, that is the only fault. A byte order mark at the start is ignored.
pub(super) fn parse(text: &str, project: &mut Project, faults: &mut Vec<String>) {
    let table = match text.trim_start_matches('\u{feff}').parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            return faults.push(format!("the file is not valid TOML: {}", error.to_string().trim_end()));
        }
    };
    let mut top = Section::new("the file", table, faults);
    let (about, settings, limits) = (top.table("project"), top.table("settings"), top.table("limits"));
    let (check, profile) = (top.table("check"), top.table("profile"));
    let estimate = top.table("estimate");
    let sources = top.tables("source");
    top.finish(&["project", "settings", "limits", "check", "profile", "estimate", "source"]);
    parse_project(about, project, faults);
    project.settings = parse_settings(settings, faults);
    project.limits = parse_limits(limits, faults);
    project.check = super::check::parse(check, faults);
    project.estimate = parse_estimate(estimate, faults);
    for (place, table) in (1..).zip(sources) {
        project.sources.push(parse_source(place, table, faults));
    }
    project.profile = super::profile::parse(profile, &project.sources, faults);
}

/// Reads `[project]`.
///
/// Every key is optional. Paths are kept as written; whether they exist is checked later.
fn parse_project(table: Table, project: &mut Project, faults: &mut Vec<String>) {
    let mut section = Section::new("[project]", table, faults);
    project.title = section.text("title").unwrap_or_default();
    project.day_order = section.choice("day_order", DAY_ORDERS, DayOrder::as_str).unwrap_or_default();
    project.lexicon = section.texts("lexicon");
    project.countries = countries(&mut section);
    project.allow_outside = section.yes("allow_outside").unwrap_or_default();
    project.totals = section.text("totals");
    project.reasons = section.text("reasons");
    project.decisions = section.texts("decisions");
    project.ids = section.text("ids");
    project.period = period(&mut section);
    section.finish(PROJECT_KEYS);
}

/// Reads the preferred countries, as ISO 3166 codes of two capital letters.
fn countries(section: &mut Section<'_>) -> Vec<String> {
    let countries = section.texts("countries");
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(wrong) = countries.iter().find(|code| !is_code(code)) {
        section.fault(format!("`countries` has {wrong:?}; write ISO 3166 codes, such as [\"KZ\", \"RU\"]"));
    }
    countries
}

/// Reads `[settings]`. Keys that are missing keep their default.
///
/// Values outside their range are faults, with the range in the message.
fn parse_settings(table: Table, faults: &mut Vec<String>) -> Settings {
    let mut section = Section::new("[settings]", table, faults);
    let mut settings = Settings::default();
    let numbers: [(&str, &mut f64); 3] = [
        ("cost_of_wrong_join", &mut settings.cost_of_wrong_join),
        ("cost_of_review", &mut settings.cost_of_review),
        ("keep_probability", &mut settings.keep_probability),
    ];
    for (key, place) in numbers {
        *place = section.number(key).unwrap_or(*place);
    }
    settings.exhaustive_pairs = section.count("exhaustive_pairs").unwrap_or(settings.exhaustive_pairs);
    settings.fit = section.yes("fit").unwrap_or(settings.fit);
    for (key, fault) in settings.faults() {
        section.fault(format!("`{key}` {fault}"));
    }
    section.finish(&Settings::KEYS);
    settings
}

/// Reads `[limits]`. Keys that are missing keep their default.
fn parse_limits(table: Table, faults: &mut Vec<String>) -> Limits {
    let mut section = Section::new("[limits]", table, faults);
    let mut limits = Limits::default();
    for key in Limits::KEYS {
        if let (Some(value), Some(place)) = (section.count(key), limits.get_mut(key)) {
            *place = value;
        }
    }
    section.finish(&Limits::KEYS);
    limits
}

/// Reads `[estimate]`. Every key is optional.
fn parse_estimate(table: Table, faults: &mut Vec<String>) -> EstimateSpec {
    let mut section = Section::new("[estimate]", table, faults);
    let mut spec = EstimateSpec::default();
    if let Some(assumption) = section.choice("assumption", &Assumption::ALL, Assumption::as_str) {
        spec = spec.with_assumption(assumption);
    }
    if let Some(place) = section.text("place") {
        spec = spec.with_place(place);
    }
    if let Some(status) = section.text("status") {
        spec = spec.with_status(status);
    }
    if let Some((from, to)) = period(&mut section) {
        spec = spec.with_period(from, to);
    }
    section.finish(&["assumption", "place", "status", "from", "to"]);
    spec
}

/// Reads `from` and `to`. `None` if both are missing or one is invalid.
///
/// One of the two alone is a fault, and so is a first day after the last one.
fn period(section: &mut Section<'_>) -> Option<(Day, Day)> {
    let (from, to) = (section.text("from"), section.text("to"));
    if from.is_some() != to.is_some() {
        section.fault("`from` and `to` belong together; give both or neither");
    }
    let from = from.and_then(|text| day(section, "from", &text));
    let to = to.and_then(|text| day(section, "to", &text));
    let (from, to) = (from?, to?);
    if from > to {
        section.fault(format!("`from` ({from}) is after `to` ({to}); swap them"));
        return None;
    }
    Some((from, to))
}

/// Reads a day; an invalid one is a fault.
///
/// `key` is the name in the message: `from` or `to`.
fn day(section: &mut Section<'_>, key: &str, text: &str) -> Option<Day> {
    let day = text.parse().ok();
    if day.is_none() {
        section.fault(format!("`{key}` is {text:?}; write an existing day as YYYY-MM-DD"));
    }
    day
}

/// Reads one `[[source]]`; `place` is its number from 1, for messages.
///
/// `file` and `edition` exclude each other, because the newest edition supplies the file. The faults of the finished
/// [`SourceSpec`] are added too.
fn parse_source(place: usize, table: Table, faults: &mut Vec<String>) -> SourceSpec {
    let mut section = Section::new(&format!("[[source]] number {place}"), table, faults);
    let id = section.text("id").unwrap_or_default();
    if !id.is_empty() {
        section.rename(format!("[[source]] `{id}`"));
    }
    let file = section.text("file").unwrap_or_default();
    let has_file = !file.is_empty();
    let mut spec = about_source(&mut section, SourceSpec::new(id, file));
    for (place, table) in (1..).zip(section.tables("edition")) {
        if place == 1 && has_file {
            section
                .fault("`file` and `edition` are both given; give `file` only in each `[[source.edition]]`");
        }
        spec = spec.with_edition(parse_edition(&mut section, place, table));
    }
    if let Some(text) = section.text("delimiter") {
        match delimiter(&text) {
            Some(byte) => spec = spec.with_delimiter(byte),
            None => section.fault(format!("`delimiter` is {text:?}; write one character, such as `;`")),
        }
    }
    let (columns, extra) = (section.table("columns"), section.table("extra"));
    spec = with_columns(spec, &mut section, columns);
    spec = with_extra(spec, &mut section, extra);
    for fault in spec.faults() {
        section.fault(fault);
    }
    section.finish(SOURCE_KEYS);
    spec
}

/// Reads one `[[source.edition]]`; `place` is its number from 1, for messages.
fn parse_edition(section: &mut Section<'_>, place: usize, table: Table) -> Edition {
    let mut section = section.inner(&format!("edition number {place}"), table);
    let (published, file) = (section.text("published"), section.text("file"));
    section.finish(&["published", "file"]);
    Edition::new(published.unwrap_or_default(), file.unwrap_or_default())
}

/// Reads the keys of a list that have a single value.
fn about_source(section: &mut Section<'_>, mut spec: SourceSpec) -> SourceSpec {
    for list in section.texts("quotes") {
        spec = spec.with_quotes(list);
    }
    let settings: [(&str, Setter); 9] = [
        ("title", SourceSpec::with_title),
        ("group", SourceSpec::with_group),
        ("encoding", SourceSpec::with_encoding),
        ("sheet", SourceSpec::with_sheet),
        ("language", SourceSpec::with_language),
        ("name_order", SourceSpec::with_name_order),
        ("published", SourceSpec::with_published),
        ("url", SourceSpec::with_url),
        ("scope", SourceSpec::with_scope),
    ];
    for (key, set) in settings {
        if let Some(text) = section.text(key) {
            spec = set(spec, text);
        }
    }
    if let Some(count) = section.count("declared_count") {
        spec = spec.with_declared_count(count);
    }
    if let Some(row) = section.count("header_row") {
        spec = spec.with_header_row(row);
    }
    if let Some(order) = section.choice("day_order", DAY_ORDERS, DayOrder::as_str) {
        spec = spec.with_day_order(order);
    }
    if let Some(calendar) = section.choice("calendar", &Calendar::ALL, Calendar::as_str) {
        spec = spec.with_calendar(calendar);
    }
    match section.choice("duplicates", DUPLICATES, Duplicates::as_str) {
        Some(duplicates) => spec.with_duplicates(duplicates),
        None => spec,
    }
}

/// Reads `[source.columns]`.
///
/// Each field takes one header. `other_name` takes a header or a list of headers; `place` takes up to three: the place,
/// its region and its country.
fn with_columns(mut spec: SourceSpec, section: &mut Section<'_>, table: Table) -> SourceSpec {
    let mut columns = section.inner("columns", table);
    // `place` may list several headers: `place = ["City", "State", "Country"]`.
    let several = columns.several(Field::Place.as_str()).unwrap_or_default();
    if several.len() > PLACES.len() {
        columns
            .fault("`place` has more than three columns; give at most the place, its region and its country");
    }
    for (field, header) in PLACES.into_iter().zip(several) {
        spec = spec.with_column(field, header);
    }
    for field in Field::ALL {
        let headers = match field {
            Field::OtherName if columns.has_list(field.as_str()) => columns.texts(field.as_str()),
            _ => columns.text(field.as_str()).into_iter().collect(),
        };
        spec = headers.into_iter().fold(spec, |spec, header| spec.with_column(*field, header));
    }
    let keys: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    columns.finish(&keys);
    spec
}

/// Reads `[source.extra]`.
///
/// Each key is a label that the user chooses, and its value the header of the column.
fn with_extra(mut spec: SourceSpec, section: &mut Section<'_>, table: Table) -> SourceSpec {
    for (label, header) in section.inner("extra", table).rest() {
        spec = spec.with_extra(label, header);
    }
    spec
}

/// The delimiter that a text names: one ASCII character, or `tab`.
///
/// `None` for several characters or a character outside ASCII.
fn delimiter(text: &str) -> Option<u8> {
    match text {
        "tab" => Some(b'\t'),
        _ => <[u8; 1]>::try_from(text.as_bytes()).ok().map(|[byte]| byte),
    }
}
