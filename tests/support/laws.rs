//! Laws that hold for every parser and any bytes. The fuzz targets (`tests/fuzz`) and the tests of
//! parsers (`tests/suite/source/parsers.rs`) check the same laws.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::OnceLock;

use casualty_register::Reconciler;
use casualty_register::audit::Truth;
use casualty_register::language::Misreadings;
use casualty_register::language::date::{DateContext, DayOrder};
use casualty_register::language::lexicon::Lexicon;
use casualty_register::linkage::{Model, NameComparer};
use casualty_register::register::IdBook;
use casualty_register::register::ledger::Ledger;
use casualty_register::register::totals::{Reasons, Totals};
use casualty_register::report::Baseline;
use casualty_register::source::{
    Field, Project, Readers, Record, Source, SourceSpec, inspect_bytes, read_all,
};

/// A law; it panics if it does not hold.
type Law = fn(&[u8]);

/// Every parser by its name, which is also the name of its fuzz target and of its folder of seeds.
pub(crate) const ALL: &[(&str, Law)] = &[
    ("baseline", baseline),
    ("cells", cells),
    ("ids", ids),
    ("inspect", inspect),
    ("ledger", ledger),
    ("lexicon", lexicon),
    ("list", list),
    ("model", model),
    ("name", name),
    ("project", project),
    ("reasons", reasons),
    ("run", run),
    ("totals", totals),
    ("truth", truth),
    ("workbook", workbook),
];

fn bundled() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::bundled)
}

fn readers() -> &'static Readers {
    static READERS: OnceLock<Readers> = OnceLock::new();
    READERS.get_or_init(|| {
        let period = ("2022-01-02".parse().unwrap(), "2022-01-31".parse().unwrap());
        Readers::new(bundled(), Some(period), DayOrder::DayFirst)
    })
}

/// Dates, ages, places, statuses, sexes and misread text: any text is accepted, and the same text is
/// read the same way twice.
pub(crate) fn cells(bytes: &[u8]) {
    use casualty_register::language::AgeReader;
    use casualty_register::language::SexReader;
    use casualty_register::language::StatusReader;
    use casualty_register::language::date::DateReader;
    static OTHERS: OnceLock<(DateReader, AgeReader, StatusReader, SexReader, Misreadings)> = OnceLock::new();
    let text = String::from_utf8_lossy(bytes);
    let (dates, ages, statuses, sexes, misreadings) = OTHERS.get_or_init(|| {
        let all = bundled();
        let readers = (DateReader::new(all), AgeReader::new(all), StatusReader::new(all));
        (readers.0, readers.1, readers.2, SexReader::new(all), Misreadings::new(all))
    });
    for context in [DateContext::death(None), DateContext::birth(None)] {
        assert_eq!(dates.read(&text, &context), dates.read(&text, &context));
    }
    assert_eq!(ages.read(&text), ages.read(&text));
    assert_eq!(statuses.read(&text), statuses.read(&text));
    assert_eq!(sexes.read(&text), sexes.read(&text));
    let places = readers().places();
    assert_eq!(places.read(&text, None), places.read(&text, None));
    if let Some(repaired) = misreadings.of_list([&*text]).repair(&text) {
        assert_ne!(repaired.text(), text, "what is repaired has changed");
    }
}

/// A name keeps the printed text; the shares of its readings sum to at most one; compared with itself
/// it has a finite score.
pub(crate) fn name(bytes: &[u8]) {
    static COMPARER: OnceLock<NameComparer> = OnceLock::new();
    let text = String::from_utf8_lossy(bytes);
    let comparer = COMPARER.get_or_init(|| NameComparer::new(bundled()));
    let Some(name) = comparer.reader().read(&text) else { return };
    assert_eq!(name.raw(), text);
    let shares: f64 = name.readings().iter().map(casualty_register::language::name::Reading::share).sum();
    assert!(!name.readings().is_empty() && shares <= 1.0 + 1e-6, "{shares}");
    let same = comparer.compare(&name, &name);
    assert!((0.0..=1.0).contains(&same.probability) && same.score.is_finite());
}

/// A list is refused, or every row of it is a record, an empty row or in a finding; ids are distinct.
pub(crate) fn list(bytes: &[u8]) {
    for header in ["", "id,name\n"] {
        let spec = SourceSpec::new("a", "a.csv").with_column(Field::Name, "name");
        let bytes = [header.as_bytes(), bytes].concat();
        let Ok(source) = Source::from_bytes(spec, "a.csv", &bytes) else { continue };
        let ids: BTreeSet<&str> = source.records().iter().map(|record| record.id().as_str()).collect();
        assert_eq!(ids.len(), source.records().len(), "ids are told apart");
        let rows: BTreeSet<u64> = source.records().iter().map(|record| record.row()).collect();
        assert_eq!(rows.len(), source.records().len(), "rows are told apart");
        let sources = [source];
        let (mentions, _) = read_all(&sources, readers());
        assert_eq!(mentions.len(), rows_with_text(&sources[0]), "no row is lost");
    }
}

fn rows_with_text(source: &Source) -> usize {
    let has_text = |row: &&Record| row.cells().iter().any(|cell| !cell.trim().is_empty());
    source.records().iter().filter(has_text).count()
}

/// Two lists made of any bytes are merged without loss, or refused.
pub(crate) fn run(bytes: &[u8]) {
    let cut = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (a, b) = bytes.split_at(cut);
    if bytes.len() > 2000 {
        return;
    }
    let source = |id: &str, text: &[u8]| {
        let file = format!("{id}.csv");
        let spec = SourceSpec::new(id, file.as_str()).with_column(Field::Name, "name");
        let spec = spec.with_column(Field::DeathDate, "died").with_column(Field::Place, "place");
        let text = [b"name,died,place\n", text].concat();
        Source::from_bytes(spec, &file, &text).ok()
    };
    let sources: Vec<Source> = [source("a", a), source("b", b)].into_iter().flatten().collect();
    let rows: usize = sources.iter().map(rows_with_text).sum();
    let Ok(outcome) = Reconciler::new("any bytes", sources.clone()).run() else { return };
    let members: usize = outcome.register().entries().iter().map(|entry| entry.members().len()).sum();
    assert_eq!(members, rows, "every row stands in one entry");
    for source in &sources {
        let rebuilt = outcome.register().rebuild(source.id()).unwrap();
        let cells: Vec<&[String]> = source.records().iter().map(|record| record.cells()).collect();
        assert!(cells.iter().all(|row| rebuilt.iter().any(|other| other == row)), "cell for cell");
    }
}

/// A project file is read, or every fault of it is reported.
pub(crate) fn project(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Project::parse("p.toml", &text) {
        Ok(project) => assert!(project.sources().iter().all(|source| source.faults().is_empty())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A model that is accepted gives only finite numbers and is written as it was read.
pub(crate) fn model(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(model) = Model::from_json(&text) else { return };
    let chances = model.fields().values().flat_map(|field| field.levels.values());
    assert!(chances.into_iter().all(|chance| chance.m.is_finite() && chance.u.is_finite()));
    assert_eq!(Model::from_json(&model.to_json()).unwrap().to_json(), model.to_json());
}

/// A language table is refused, or fits every reader.
pub(crate) fn lexicon(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (kind, table) = text.split_once('\n').unwrap_or(("months", &text));
    let mut lexicon = Lexicon::bundled();
    if lexicon.add(&format!("xx/{kind}"), table).is_ok() {
        let readers = Readers::new(&lexicon, None, DayOrder::DayFirst);
        let _ = readers.names().read("Тестов Асан Серікұлы");
    }
}

/// A table of truth is refused, or each of its records has one person.
pub(crate) fn truth(bytes: &[u8]) {
    let Ok(truth) = Truth::parse(&String::from_utf8_lossy(bytes), "truth.csv") else { return };
    let of_persons: usize = truth.persons().values().map(Vec::len).sum();
    assert_eq!(of_persons, truth.records().count());
}

/// A baseline is refused, or is the same after writing and reading.
pub(crate) fn baseline(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(baseline) = Baseline::parse("baseline.txt", &text) else { return };
    let written = baseline.to_text();
    let again = Baseline::parse("baseline.txt", &written).unwrap();
    assert_eq!((again.to_text(), again.len()), (written, baseline.len()));
}

/// Two lists of three people, with which figures are compared.
fn three_people() -> Reconciler {
    let source = |id: &str, text: &str| {
        let spec = SourceSpec::new(id, id).with_column(Field::Name, "name").with_column(Field::Id, "id");
        let spec = spec.with_column(Field::Place, "place").with_column(Field::Status, "status");
        Source::from_bytes(spec, id, text.as_bytes()).unwrap()
    };
    let a = "id,name,place,status\n1,Тестов Асан,Алматы,police\n2,Пробин Даулет,Тараз,\n";
    let b = "id,name,place,status\n1,Асан Тестов,Алматы,\n2,Образцова Айгүл,,protester\n";
    Reconciler::new("any figures", vec![source("a", a), source("b", b)]).with_lexicon(bundled().clone())
}

/// A ledger is refused, or is the same after writing and reading; a run obeys it or reports why not.
pub(crate) fn ledger(bytes: &[u8]) {
    let Ok(ledger) = Ledger::parse("decisions.jsonl", &String::from_utf8_lossy(bytes)) else { return };
    let again = Ledger::parse("decisions.jsonl", &ledger.to_text()).unwrap();
    assert!(again.decisions().eq(ledger.decisions()));
    match three_people().with_ledger(ledger).run() {
        Ok(outcome) => assert_eq!(outcome.register().rebuild("b").map(|rows| rows.len()), Some(3)),
        Err(error) => assert!(error.to_string().contains("remove one of these lines"), "{error}"),
    }
}

/// A file of ids is refused, or is the same after writing and reading; a run with it gives each entry
/// its own id.
pub(crate) fn ids(bytes: &[u8]) {
    let Ok(book) = IdBook::parse("ids.jsonl", &String::from_utf8_lossy(bytes)) else { return };
    assert_eq!(IdBook::parse("ids.jsonl", &book.to_text()).unwrap(), book);
    let entries = [vec!["a:1", "b:1"], vec!["a:2"], vec!["b:2"]];
    let next = book.assigned(&entries);
    let ids: BTreeSet<&str> = entries.iter().filter_map(|entry| next.id_of(entry[0])).collect();
    assert_eq!(ids.len(), entries.len());
    assert_eq!(next.assigned(&entries), next);
}

/// A table of figures is refused, or each row of it is a figure or a finding; each figure has one
/// verdict.
pub(crate) fn totals(bytes: &[u8]) {
    let Ok(totals) = Totals::from_bytes("totals.csv", bytes) else { return };
    let rows: BTreeSet<u64> = totals.figures().iter().map(|figure| figure.row).collect();
    assert_eq!(rows.len(), totals.figures().len(), "rows are told apart");
    let outcome = three_people().with_totals(totals.clone()).run().unwrap();
    assert_eq!(outcome.totals().unwrap().figures.len(), totals.figures().len());
}

/// A table of reasons is refused, or is read the same way twice.
pub(crate) fn reasons(bytes: &[u8]) {
    let Ok(reasons) = Reasons::from_bytes("reasons.csv", bytes) else { return };
    let again = Reasons::from_bytes("reasons.csv", bytes).unwrap();
    assert_eq!((reasons.rows().len(), reasons.findings()), (again.rows().len(), again.findings()));
}

/// A file without a description is refused, or described so that a run reads as many rows as were seen.
pub(crate) fn inspect(bytes: &[u8]) {
    let Ok(found) = inspect_bytes("list.csv", bytes) else { return };
    let spec = found.spec("list", "list.csv");
    if let Ok(source) = Source::from_bytes(spec, "list.csv", bytes) {
        assert_eq!(source.row_count(), found.rows);
    }
}

/// A workbook whose sheet is any bytes, and any bytes that begin like a workbook: read or refused,
/// nothing else.
pub(crate) fn workbook(bytes: &[u8]) {
    for file in ["a.xlsx", "a.ods"] {
        let _ = records_of_sheet(file, bytes);
        let _ = inspect_bytes(file, &book(file, bytes));
    }
    for (file, magic) in
        [("a.xlsx", &b"PK\x03\x04"[..]), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("a.xls", b"")]
    {
        let _ = Source::from_bytes(named(file), file, &[magic, bytes].concat());
    }
}

/// The number of records in a workbook whose sheet is these bytes.
pub(crate) fn records_of_sheet(file: &str, bytes: &[u8]) -> usize {
    let Ok(source) = Source::from_bytes(named(file), file, &book(file, bytes)) else { return 0 };
    assert!(source.records().iter().all(|record| record.row() > 1), "the header is no record");
    source.records().len()
}

fn named(file: &str) -> SourceSpec {
    SourceSpec::new("a", file).with_column(Field::Name, "name")
}

fn book(file: &str, bytes: &[u8]) -> Vec<u8> {
    match file {
        "a.ods" => zipped(ODS, "content.xml", bytes),
        _ => zipped(XLSX, "xl/worksheets/sheet1.xml", bytes),
    }
}

/// The parts of an xlsx file around its sheet.
const XLSX: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// The parts of an ods file besides its content.
const ODS: &[(&str, &str)] = &[
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    (
        "META-INF/manifest.xml",
        r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#,
    ),
];

fn zipped(parts: &[(&str, &str)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = parts.iter().map(|(name, text)| (*name, text.as_bytes())).chain([(name, bytes)]);
    for (name, bytes) in parts {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
