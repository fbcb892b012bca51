//! JUnit XML as the test panels of CI servers read it: well-formed, with elements that they know, and
//! with counts that match the elements.

use std::collections::BTreeMap;

use super::{PROJECT, nasty};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with its attributes, its text and its children.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Self {
        let name = start.name().as_ref().to_owned();
        let attribute = |one: quick_xml::events::attributes::Attribute<'_>| {
            (one.key.as_ref().to_owned(), quick_xml::escape::unescape(&one.value).unwrap().into_owned())
        };
        // A repeated attribute is an error of the reader.
        let attributes = start.attributes().map(|one| attribute(one.unwrap())).collect();
        Element { name, attributes, ..Element::default() }
    }

    fn count(&self, attribute: &str) -> usize {
        self.attributes[attribute].parse().unwrap()
    }

    fn with(&self, child: &str) -> usize {
        self.children.iter().filter(|test| test.children.iter().any(|one| one.name == child)).count()
    }
}

/// The root of a document. End tags without a start tag, and anything else that is not well-formed,
/// fail.
fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Decl(declaration) => {
                assert_eq!(&*declaration.version().unwrap(), "1.0");
                assert_eq!(&*declaration.encoding().unwrap().unwrap(), "UTF-8");
            }
            Event::Start(start) => open.push(Element::new(&start)),
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text += &text,
            Event::GeneralRef(name) => {
                let known = ["amp", "lt", "gt", "quot", "apos"].iter().any(|one| name.as_ref() == *one);
                assert!(known || name.is_char_ref(), "{name:?}");
            }
            other => panic!("{other:?} is not expected"),
        }
    }
    let [root] = <[Element; 1]>::try_from(open.pop().unwrap().children).unwrap();
    assert!(open.is_empty());
    root
}

/// The characters that a document may contain (*Extensible Markup Language 1.0*, production 2).
fn is_character_of_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// For each element, the attributes that it must have and the children that it may have.
const ELEMENTS: [(&str, &[&str], &[&str]); 6] = [
    ("testsuites", &["name", "tests", "failures"], &["testsuite"]),
    ("testsuite", &["name", "tests", "failures", "errors", "skipped"], &["testcase"]),
    ("testcase", &["name", "classname"], &["failure", "skipped", "system-out"]),
    ("failure", &["message", "type"], &[]),
    ("skipped", &["message"], &[]),
    ("system-out", &[], &[]),
];

fn holds(element: &Element) {
    let (_, attributes, children) = ELEMENTS.iter().find(|known| known.0 == element.name).unwrap();
    let found: Vec<&str> = element.attributes.keys().map(String::as_str).collect();
    let mut expected = attributes.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{}", element.name);
    for child in &element.children {
        assert!(children.contains(&child.name.as_str()), "{} in {}", child.name, element.name);
        holds(child);
    }
}

fn reports() -> [String; 2] {
    let switched = nasty();
    switched.write("data/p.toml", &format!("{PROJECT}\n[check]\nduplicate-id = \"off\"\n"));
    [nasty(), switched].map(|one| one.printed(&["--format", "junit"], 1))
}

#[test]
fn documents_are_well_formed_and_of_known_elements() {
    for report in reports() {
        assert!(report.chars().all(is_character_of_xml));
        let root = parse(&report);
        assert_eq!(root.name, "testsuites");
        holds(&root);
    }
}

#[test]
fn counts_are_those_of_the_elements() {
    for report in reports() {
        let root = parse(&report);
        let sum = |attribute| root.children.iter().map(|suite| suite.count(attribute)).sum::<usize>();
        assert_eq!((root.count("tests"), root.count("failures")), (sum("tests"), sum("failures")));
        assert!(root.count("failures") > 0);
        for suite in &root.children {
            assert_eq!(suite.count("tests"), suite.children.len());
            assert_eq!(suite.count("failures"), suite.with("failure"));
            assert_eq!(suite.count("skipped"), suite.with("skipped"));
            assert_eq!(suite.count("errors"), 0);
            for test in &suite.children {
                assert_eq!(test.attributes["classname"], suite.attributes["name"]);
                assert!(test.children.len() <= 1);
            }
        }
    }
}

/// A cell that closes a tag stays text.
#[test]
fn cells_are_no_markup() {
    let root = parse(&reports()[0]);
    let tests = root.children.iter().flat_map(|suite| &suite.children);
    let texts: Vec<&str> = tests.flat_map(|test| &test.children).map(|one| one.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("::error file=x::100%")), "{texts:?}");
}
