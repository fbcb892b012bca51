//! A check report as JUnit XML: one suite for each list and one test for each code.
//!
//! So a test has the same name in every run, and passes if nothing is found. A test fails if one of its
//! findings fails the check. Other findings are in the test's `system-out`, because every reader of the
//! format shows that beside the test and few show properties. The test of a code that is switched off
//! is skipped.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::place::sentence;
use super::text::several;
use super::{CheckReport, Code};
use crate::base::finding::Finding;
use crate::base::terminal;

/// Name of the suite for findings that belong to no list.
const NO_LIST: &str = "project";

/// The findings of one list, by code.
type Tests<'a> = BTreeMap<Code, Vec<&'a Finding>>;
/// Writes XML into memory.
type Xml = Writer<Vec<u8>>;

/// The report as an XML document with a line feed at the end.
pub(super) fn render(report: &CheckReport) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory cannot fail.
    let _ = document(&mut xml, report);
    String::from_utf8(xml.into_inner()).unwrap_or_default() + "\n"
}

/// The root element: one `testsuites` with the title and the sums over all suites.
fn document(xml: &mut Xml, report: &CheckReport) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = suites(report);
    let failures = suites.values().map(|tests| failing(report, tests)).sum::<usize>().to_string();
    let tests = (suites.len() * Code::ALL.len()).to_string();
    let title = if report.title.is_empty() {
        env!("CARGO_PKG_NAME").to_owned()
    } else {
        terminal::inert(&report.title).into_owned()
    };
    let root = xml.create_element("testsuites").with_attributes([
        ("name", title.as_str()),
        ("tests", &tests),
        ("failures", &failures),
    ]);
    root.write_inner_content(|xml| {
        suites.iter().try_for_each(|(list, tests)| suite(xml, report, list, tests))
    })?;
    Ok(())
}

/// The findings by list and code. Every list of the run has a suite, even without findings, so that
/// each test exists in every run. A finding about several lists is in the suite of the first.
fn suites(report: &CheckReport) -> BTreeMap<&str, Tests<'_>> {
    let mut suites: BTreeMap<&str, Tests<'_>> =
        report.lists.iter().map(|list| (list.as_str(), Tests::new())).collect();
    for finding in report.findings() {
        let list = finding.at.first().map_or(NO_LIST, |at| at.source.as_str());
        suites.entry(list).or_default().entry(finding.code).or_default().push(finding);
    }
    suites
}

/// How many tests of a suite fail.
fn failing(report: &CheckReport, tests: &Tests<'_>) -> usize {
    tests.values().filter(|found| found.iter().any(|finding| report.fails(finding))).count()
}

/// One `testsuite`: a test for every code, in the order of [`Code::ALL`].
fn suite(xml: &mut Xml, report: &CheckReport, list: &str, tests: &Tests<'_>) -> io::Result<()> {
    let name = terminal::inert(list).into_owned();
    let skipped = Code::ALL.iter().filter(|code| report.rules.severity(**code).is_none()).count();
    let counts = [Code::ALL.len(), failing(report, tests), skipped].map(|count| count.to_string());
    let [all, failures, skipped] = counts.each_ref().map(String::as_str);
    let element = xml.create_element("testsuite").with_attributes([
        ("name", name.as_str()),
        ("tests", all),
        ("failures", failures),
        ("errors", "0"),
        ("skipped", skipped),
    ]);
    let test = |xml: &mut Xml, code: &Code| {
        let found = tests.get(code).map(Vec::as_slice).unwrap_or_default();
        test(xml, report, &name, *code, found)
    };
    element.write_inner_content(|xml| Code::ALL.iter().try_for_each(|code| test(xml, code)))?;
    Ok(())
}

/// One `testcase`. `found` has the findings of this list and code; it may be empty.
fn test(xml: &mut Xml, report: &CheckReport, list: &str, code: Code, found: &[&Finding]) -> io::Result<()> {
    let element =
        xml.create_element("testcase").with_attributes([("classname", list), ("name", code.as_str())]);
    if report.rules.severity(code).is_none() {
        element.write_inner_content(|xml| skipped(xml, report, code))?;
    } else if found.is_empty() {
        element.write_empty()?;
    } else {
        element.write_inner_content(|xml| findings(xml, report, code, found))?;
    }
    Ok(())
}

/// The `skipped` element of a code that is switched off. Its count covers all lists, because suppressed
/// findings are not counted by list.
fn skipped(xml: &mut Xml, report: &CheckReport, code: Code) -> io::Result<()> {
    let count = report.switched_off().get(&code).copied().unwrap_or(0);
    let message = format!("switched off in the project file; {} in all lists", several(count, "finding"));
    xml.create_element("skipped").with_attribute(("message", message.as_str())).write_empty()?;
    Ok(())
}

/// The findings of a test, one on each line: in `failure` if one of them fails the check, otherwise in
/// `system-out`.
fn findings(xml: &mut Xml, report: &CheckReport, code: Code, found: &[&Finding]) -> io::Result<()> {
    let lines: Vec<String> = found.iter().map(|finding| sentence(finding)).collect();
    let lines = lines.join("\n");
    let text = BytesText::new(&lines);
    if !found.iter().any(|finding| report.fails(finding)) {
        xml.create_element("system-out").write_text_content(text)?;
        return Ok(());
    }
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let message = format!("{}: {}", several(count, "finding"), code.about());
    let kind = report.rules.severity(code).unwrap_or(code.severity()).as_str();
    let failure =
        xml.create_element("failure").with_attributes([("message", message.as_str()), ("type", kind)]);
    failure.write_text_content(text)?;
    Ok(())
}
