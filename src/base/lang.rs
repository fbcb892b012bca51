//! The languages of pages and reports, their tables of words, and data inside a page.
//!
//! A page is one file. It contains its style, program and data, and requests nothing from a server.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::error::{Error, ErrorKind};

/// A language of pages and reports.
///
/// Texts are kept in tables of words, one column for each language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
    /// Kazakh, in Cyrillic letters.
    Kk,
}

impl Lang {
    /// Every language, in the order of the columns of the word tables.
    pub const ALL: [Lang; 3] = [Lang::En, Lang::Ru, Lang::Kk];

    /// The code of the language: `en`, `ru`, `kk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ru => "ru",
            Lang::Kk => "kk",
        }
    }
}

impl FromStr for Lang {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Lang::ALL.into_iter().find(|lang| lang.as_str() == text).ok_or_else(|| {
            let problem = format!("the language `{text}` is unknown; write en, ru or kk");
            ErrorKind::Setting { name: "lang", problem }.into()
        })
    }
}

/// The words of a page: `key → language → text`. Each line of a table has the key and then one text for each language,
/// in the order of [`Lang::ALL`], separated by tabs. Empty lines and lines that begin with `#` are skipped.
///
/// A missing text has no entry for that language.
pub(crate) fn words(tables: &[&'static str]) -> BTreeMap<&'static str, BTreeMap<Lang, &'static str>> {
    let lines = tables.iter().flat_map(|table| table.lines());
    let lines = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let entry = |line: &'static str| {
        let mut cells = line.split('\t');
        let key = cells.next().unwrap_or_default();
        (key, Lang::ALL.into_iter().zip(cells).collect())
    };
    lines.map(entry).collect()
}

/// Data as JSON for a `<script type="application/json">` element. `<` is escaped, so no text in the data can end the
/// element.
pub(crate) fn json<T: Serialize>(data: &T) -> String {
    let json = serde_json::to_string(data).unwrap_or_default();
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        assert_eq!(json(&"</script><!--"), r#""\u003c/script>\u003c!--""#);
    }

    #[test]
    fn words_have_every_language() {
        let words = words(&["# page\nsearch\tSearch\tПоиск\tІздеу\n"]);
        assert_eq!(words["search"].values().copied().collect::<Vec<_>>(), ["Search", "Поиск", "Іздеу"]);
    }
}
