//! The text of a project file, to a [`Project`] or to all of its faults.

use toml::Table;

use super::section::Section;
use super::{Day, DayOrder, Project};
use crate::Settings;
use crate::source::{Duplicates, Field, SourceSpec};

/// A method of [`SourceSpec`] that sets a text.
type Setter = fn(SourceSpec, String) -> SourceSpec;

const PROJECT_KEYS: &[&str] = &["title", "from", "to", "day_order", "lexicon", "totals", "reasons"];
const SOURCE_KEYS: &[&str] = &[
    "id",
    "title",
    "file",
    "declared_count",
    "duplicates",
    "encoding",
    "delimiter",
    "language",
    "published",
    "url",
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
    let (about, settings) = (top.table("project"), top.table("settings"));
    let sources = top.tables("source");
    top.finish(&["project", "settings", "source"]);
    parse_project(about, project, faults);
    project.settings = parse_settings(settings, faults);
    for (place, table) in (1..).zip(sources) {
        project.sources.push(parse_source(place, table, faults));
    }
}

fn parse_project(table: Table, project: &mut Project, faults: &mut Vec<String>) {
    let mut section = Section::new("[project]", table, faults);
    project.title = section.text("title").unwrap_or_default();
    project.day_order = section.choice("day_order", DAY_ORDERS, DayOrder::as_str).unwrap_or_default();
    project.lexicon = section.texts("lexicon");
    project.totals = section.text("totals");
    project.reasons = section.text("reasons");
    project.period = period(&mut section);
    section.finish(PROJECT_KEYS);
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
    let mut spec = about_source(&mut section, SourceSpec::new(id, file));
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

fn about_source(section: &mut Section<'_>, mut spec: SourceSpec) -> SourceSpec {
    let settings: [(&str, Setter); 6] = [
        ("title", SourceSpec::with_title),
        ("encoding", SourceSpec::with_encoding),
        ("language", SourceSpec::with_language),
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
    match section.choice("duplicates", DUPLICATES, Duplicates::as_str) {
        Some(duplicates) => spec.with_duplicates(duplicates),
        None => spec,
    }
}

fn with_columns(mut spec: SourceSpec, section: &mut Section<'_>, table: Table) -> SourceSpec {
    let mut columns = section.inner("columns", table);
    for field in Field::ALL {
        if let Some(header) = columns.text(field.as_str()) {
            spec = spec.with_column(*field, header);
        }
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
