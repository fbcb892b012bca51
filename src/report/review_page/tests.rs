//! Tests of the page's texts and program, without a browser.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use super::*;
use crate::base::lang;
use crate::language::date::DayOrder;
use crate::language::lexicon::Lexicon;
use crate::linkage::compare::{bundled, name_levels};
use crate::source::Field;
use crate::source::mention::Readers;

/// The names of the placeholders in braces.
fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_word_is_said_in_every_language() {
    for (key, texts) in lang::words(&[WORDS]) {
        assert_eq!(texts.keys().copied().collect::<Vec<_>>(), Lang::ALL, "{key}");
        assert!(texts.values().all(|text| !text.trim().is_empty()), "{key}");
        let english = gaps(texts[&Lang::En]);
        assert!(texts.values().all(|text| gaps(text) == english), "{key}: {texts:?}");
    }
}

#[test]
fn every_word_that_the_page_asks_for_is_there() {
    let words = lang::words(&[WORDS]);
    let program = SCRIPTS.concat();
    let quoted = |before: &'static str| {
        let rest = program.split(before).skip(1);
        rest.filter_map(|rest| rest.split_once('"')).map(|(key, _)| key.to_owned()).collect::<Vec<_>>()
    };
    let mut keys: Vec<String> = quoted("word(\"").into_iter().chain(quoted("notice(\"")).collect();
    keys.extend(BODY.split("data-word=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    keys.extend(["save-blind", "saved", "saved-all", "saved-blind", "contradicts"].map(str::to_owned));
    keys.extend(Field::ALL.iter().map(|field| format!("field-{field}")));
    keys.extend(name_levels().iter().map(|level| format!("level-{}", level.name)));
    let places = Readers::new(&Lexicon::bundled(), None, DayOrder::default()).places().clone();
    for comparison in bundled(places) {
        keys.push(format!("field-{}", comparison.name()));
        keys.extend(comparison.levels().iter().map(|level| format!("level-{}", level.name)));
    }
    let missing: Vec<&String> = keys.iter().filter(|key| !words.contains_key(key.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
    assert!(keys.len() > 100, "{}", keys.len());
}

#[test]
fn text_of_lists_never_becomes_markup_and_nothing_is_sent() {
    let program = SCRIPTS.concat() + BODY + HEAD;
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttp",
        "WebSocket",
        "sendBeacon",
        " onclick=",
        " onload=",
        "http:",
        "https:",
        "import(",
    ] {
        assert!(!program.contains(word), "{word}");
    }
    assert!(HEAD.contains("default-src 'none'"));
}
