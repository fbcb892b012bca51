//! Laws that hold for a report of any findings.

use casualty_register::report::{Baseline, CheckFormat, CheckReport};
use casualty_register::{CheckRules, Code, Finding, Location, Severity, report};
use proptest::prelude::*;
use proptest::sample::select;
use quick_xml::events::Event;
use serde_json::Value;

const ALL: [CheckFormat; 5] =
    [CheckFormat::Text, CheckFormat::Json, CheckFormat::Sarif, CheckFormat::Junit, CheckFormat::Github];

/// Text with characters that have a meaning for a terminal, a command, XML, JSON or a baseline.
fn text() -> impl Strategy<Value = String> {
    let nasty = "[a:%,<>&'\"|\\\\\t\n\r\u{0}\u{1b}\u{85}\u{202e}\u{2028}\u{feff}\u{fffe}\u{ffff}\\] -]{0,9}";
    prop_oneof![nasty, any::<String>(), Just("::error::x".to_owned()), Just("]]>".to_owned())]
}

fn location() -> impl Strategy<Value = Location> {
    let row = prop::option::of(1..9_u64);
    let maybe = || prop::option::of(text());
    (text(), text(), row.clone(), row, maybe(), maybe()).prop_map(
        |(source, file, row, line, column, record)| Location { source, file, row, line, column, record },
    )
}

fn finding() -> impl Strategy<Value = Finding> {
    (select(Code::ALL), prop::collection::vec(location(), 0..3), text())
        .prop_map(|(code, at, message)| Finding::new(code, at, message))
}

fn rules() -> impl Strategy<Value = CheckRules> {
    let level = select(&[None, Some(Severity::Note), Some(Severity::Error)][..]);
    prop::collection::vec((select(Code::ALL), level), 0..9).prop_map(|changes| {
        changes.into_iter().fold(CheckRules::default(), |rules, (code, level)| match level {
            Some(severity) => rules.with_severity(code, severity),
            None => rules.without(code),
        })
    })
}

fn report() -> impl Strategy<Value = (Vec<Finding>, CheckReport)> {
    (prop::collection::vec(finding(), 0..6), rules(), text()).prop_map(|(findings, rules, project)| {
        let report = CheckReport::new(&findings, &rules).with_title(project.clone()).with_project(project);
        (findings, report)
    })
}

/// The names of all elements, with every attribute and text unescaped.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return names,
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(tag.name().as_ref().to_owned());
                for attribute in tag.attributes() {
                    assert!(!attribute.unwrap().value.contains('<'));
                }
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn no_form_has_an_active_character((_, report) in report()) {
        for format in ALL {
            let said = report.render(format);
            prop_assert!(said.chars().all(|letter| letter == '\n' || !report::is_unsafe(letter)), "{:?}", said);
        }
    }

    #[test]
    fn every_finding_is_shown_accepted_or_counted((findings, report) in report()) {
        let off: u64 = report.switched_off().values().sum();
        prop_assert_eq!(report.findings().len() + usize::try_from(off).unwrap(), findings.len());
        let json: Value = serde_json::from_str(&report.render(CheckFormat::Json)).unwrap();
        prop_assert_eq!(json["findings"].as_array().unwrap().len(), report.findings().len());
        prop_assert_eq!(&json["failed"], report.is_failed());
    }

    #[test]
    fn sarif_has_only_codes_of_its_rules((_, report) in report()) {
        let sarif: Value = serde_json::from_str(&report.render(CheckFormat::Sarif)).unwrap();
        let run = &sarif["runs"][0];
        let results = run["results"].as_array().unwrap();
        prop_assert_eq!(results.len(), report.findings().len());
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            prop_assert_eq!(&run["tool"]["driver"]["rules"][index]["id"], &result["ruleId"]);
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()));
        }
        let prints: std::collections::BTreeSet<String> =
            results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
        prop_assert_eq!(prints.len(), results.len());
    }

    #[test]
    fn junit_is_xml_with_a_failure_where_the_check_fails((_, report) in report()) {
        let names = elements(&report.render(CheckFormat::Junit));
        prop_assert_eq!(names.iter().any(|name| name == "failure"), report.is_failed());
    }

    #[test]
    fn github_has_a_command_for_each_finding_and_no_other((_, report) in report()) {
        let said = report.render(CheckFormat::Github);
        let commands = said.lines().filter(|line| line.trim_start().starts_with("::"));
        let commands: Vec<&str> = commands.collect();
        prop_assert_eq!(commands.len(), report.findings().len());
        for command in commands {
            let (head, _) = command[2..].split_once("::").unwrap();
            let (_, title) = head.rsplit_once("title=").unwrap();
            prop_assert!(Code::from_name(title).is_some(), "{}", command);
        }
    }

    #[test]
    fn a_baseline_accepts_what_it_was_made_of((_, report) in report()) {
        let baseline = report.to_baseline();
        let read = Baseline::parse("x", &baseline.to_text()).unwrap();
        prop_assert_eq!(&read, &baseline);
        let count = report.findings().len();
        let after = report.with_baseline(&read);
        prop_assert_eq!((after.findings().len(), after.accepted(), after.gone()), (0, count, 0));
        prop_assert_eq!(after.to_baseline(), baseline);
    }

    #[test]
    fn any_text_is_a_baseline_or_refused(text in text(), lines in prop::collection::vec(text(), 0..5)) {
        let _ = Baseline::parse("x", &text);
        let _ = Baseline::parse("x", &format!("# casualty-register baseline 1\n{}", lines.join("\n")));
    }
}
