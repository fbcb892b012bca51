//! A report as JUnit XML: a suite for each list and a test for each code, so that a test is the same one in
//! every run and passes when nothing is found. Its test fails where a finding fails the check. Other findings
//! are the test's `system-out`: every reader of the form shows that beside the test, few show properties. A
//! code that is switched off is skipped.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::place::sentence;
use super::text::several;
use super::{CheckReport, Code};
use crate::base::finding::Finding;
use crate::base::terminal;

/// The suite of findings about no list.
const NO_LIST: &str = "project";

/// The findings of each code.
type Tests<'a> = BTreeMap<Code, Vec<&'a Finding>>;
type Xml = Writer<Vec<u8>>;

pub(super) fn render(report: &CheckReport) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = document(&mut xml, report);
    String::from_utf8(xml.into_inner()).unwrap_or_default() + "\n"
}

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

/// A finding about several lists stands with the first of them.
fn suites(report: &CheckReport) -> BTreeMap<&str, Tests<'_>> {
    let mut suites: BTreeMap<&str, Tests<'_>> =
        report.lists.iter().map(|list| (list.as_str(), Tests::new())).collect();
    for finding in report.findings() {
        let list = finding.at.first().map_or(NO_LIST, |at| at.source.as_str());
        suites.entry(list).or_default().entry(finding.code).or_default().push(finding);
    }
    suites
}

/// How many tests fail.
fn failing(report: &CheckReport, tests: &Tests<'_>) -> usize {
    tests.values().filter(|found| found.iter().any(|finding| report.fails(finding))).count()
}

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

fn skipped(xml: &mut Xml, report: &CheckReport, code: Code) -> io::Result<()> {
    let count = report.switched_off().get(&code).copied().unwrap_or(0);
    let message = format!("switched off in the project file; {} in all lists", several(count, "finding"));
    xml.create_element("skipped").with_attribute(("message", message.as_str())).write_empty()?;
    Ok(())
}

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
