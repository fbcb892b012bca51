//! The text of a project file, to a [`Project`] or to all of its faults.

use toml::Table;

use super::section::Section;
use super::{Day, DayOrder, Project};
use crate::base::settings::Settings;
use crate::language::date::Calendar;
use crate::source::{Duplicates, Edition, Field, Limits, SourceSpec};

/// A method of [`SourceSpec`] that sets a text.
type Setter = fn(SourceSpec, String) -> SourceSpec;

/// The fields of a place that has several columns.
const PLACES: [Field; 3] = [Field::Place, Field::Region, Field::Country];

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
const DAY_ORDERS: &[DayOrder] = &[DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::Unknown];
const DUPLICATES: &[Duplicates] = &[Duplicates::Never, Duplicates::Rare, Duplicates::Common];

/// Fills a project from the text of its file and notes every fault of the text.
pub(super) fn parse(text: &str, project: &mut Project, faults: &mut Vec<String>) {
    let table = match text.trim_start_matches('\u{feff}').parse::<Table>() {
        Ok(table) => table,
        Err(error) => return faults.push(format!("not TOML: {}", error.to_string().trim_end())),
    };
    let mut top = Section::new("the file", table, faults);
    let (about, settings, limits) = (top.table("project"), top.table("settings"), top.table("limits"));
    let (check, profile) = (top.table("check"), top.table("profile"));
    let sources = top.tables("source");
    top.finish(&["project", "settings", "limits", "check", "profile", "source"]);
    parse_project(about, project, faults);
    project.settings = parse_settings(settings, faults);
    project.limits = parse_limits(limits, faults);
    project.check = super::check::parse(check, faults);
    for (place, table) in (1..).zip(sources) {
        project.sources.push(parse_source(place, table, faults));
    }
    project.profile = super::profile::parse(profile, &project.sources, faults);
}

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

/// The countries that places are looked for in first.
fn countries(section: &mut Section<'_>) -> Vec<String> {
    let countries = section.texts("countries");
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(wrong) = countries.iter().find(|code| !is_code(code)) {
        section.fault(format!("`countries` has {wrong:?}; write codes of ISO 3166, as [\"KZ\", \"RU\"]"));
    }
    countries
}

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

fn period(section: &mut Section<'_>) -> Option<(Day, Day)> {
    let (from, to) = (section.text("from"), section.text("to"));
    if from.is_some() != to.is_some() {
        section.fault("`from` and `to` belong together; give both or neither");
    }
    let from = from.and_then(|text| day(section, "from", &text));
    let to = to.and_then(|text| day(section, "to", &text));
    let (from, to) = (from?, to?);
    if from > to {
        section.fault(format!("`from` ({from}) is after `to` ({to}); exchange them"));
        return None;
    }
    Some((from, to))
}

fn day(section: &mut Section<'_>, key: &str, text: &str) -> Option<Day> {
    let day = text.parse().ok();
    if day.is_none() {
        section.fault(format!("`{key}` is {text:?}; write a day that exists as YYYY-MM-DD"));
    }
    day
}

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
                .fault("`file` and `edition` are both there; give `file` in each `[[source.edition]]` only");
        }
        spec = spec.with_edition(parse_edition(&mut section, place, table));
    }
    if let Some(text) = section.text("delimiter") {
        match delimiter(&text) {
            Some(byte) => spec = spec.with_delimiter(byte),
            None => section.fault(format!("`delimiter` is {text:?}; it has to be one character, as `;`")),
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

fn parse_edition(section: &mut Section<'_>, place: usize, table: Table) -> Edition {
    let mut section = section.inner(&format!("edition number {place}"), table);
    let (published, file) = (section.text("published"), section.text("file"));
    section.finish(&["published", "file"]);
    Edition::new(published.unwrap_or_default(), file.unwrap_or_default())
}

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
    if let Some(calendar) = section.choice("calendar", Calendar::ALL, Calendar::as_str) {
        spec = spec.with_calendar(calendar);
    }
    match section.choice("duplicates", DUPLICATES, Duplicates::as_str) {
        Some(duplicates) => spec.with_duplicates(duplicates),
        None => spec,
    }
}

fn with_columns(mut spec: SourceSpec, section: &mut Section<'_>, table: Table) -> SourceSpec {
    let mut columns = section.inner("columns", table);
    // A place may have several columns: `place = ["City", "State", "Country"]`.
    let several = columns.several(Field::Place.as_str()).unwrap_or_default();
    if several.len() > PLACES.len() {
        columns.fault("`place` can have three columns: the place, its region and its country");
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

fn with_extra(mut spec: SourceSpec, section: &mut Section<'_>, table: Table) -> SourceSpec {
    for (label, header) in section.inner("extra", table).rest() {
        spec = spec.with_extra(label, header);
    }
    spec
}

fn delimiter(text: &str) -> Option<u8> {
    match text {
        "tab" => Some(b'\t'),
        _ => <[u8; 1]>::try_from(text.as_bytes()).ok().map(|[byte]| byte),
    }
}
