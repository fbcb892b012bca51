//! Names of places in the languages of the pages: English, Kazakh and Russian.

use super::PlaceKind;
use super::atlas::PlaceEntry;
use crate::base::lang::Lang;
use crate::base::text::Script;

impl PlaceEntry {
    /// The name with the word for its kind: `Алматы облысы`. The tables have the English name first, then the Kazakh
    /// and the Russian name if they differ. A missing name is that of the language before it. Places of the world have
    /// only one name.
    pub(super) fn name_in(&self, lang: Lang) -> String {
        if self.of_world {
            return self.name.clone();
        }
        let cyrillic = |at: usize| {
            let name = self.spellings.get(at).map(String::as_str)?;
            (Script::of_word(name) == Some(Script::Cyrillic)).then_some(name)
        };
        let kazakh = cyrillic(1).unwrap_or(&self.name);
        match lang {
            Lang::En => english(self.kind, &self.name),
            Lang::Kk => kazakh_of(self.kind, kazakh),
            Lang::Ru => russian(self.kind, cyrillic(2).unwrap_or(kazakh)),
        }
    }
}

/// `Almaty region`.
fn english(kind: PlaceKind, name: &str) -> String {
    match kind {
        PlaceKind::Region => format!("{name} region"),
        PlaceKind::District => format!("{name} district"),
        _ => name.to_owned(),
    }
}

/// `Алматы облысы`.
fn kazakh_of(kind: PlaceKind, name: &str) -> String {
    match kind {
        PlaceKind::Region => format!("{name} облысы"),
        PlaceKind::District => format!("{name} ауданы"),
        _ => name.to_owned(),
    }
}

/// An adjective precedes its noun and another name follows it: Алматинская область, but область Абай.
fn russian(kind: PlaceKind, name: &str) -> String {
    let noun = match kind {
        PlaceKind::Region => "область",
        PlaceKind::District => "район",
        _ => return name.to_owned(),
    };
    let is_adjective = ["ая", "ий", "ый", "ой"].iter().any(|ending| name.ends_with(ending));
    if is_adjective { format!("{name} {noun}") } else { format!("{noun} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::place::Gazetteer;

    #[test]
    fn places_have_names_in_three_languages() {
        let places = Gazetteer::new(&crate::language::lexicon::Lexicon::bundled());
        for (text, english, russian, kazakh) in [
            ("Алматы", "Almaty", "Алматы", "Алматы"),
            ("Кызылорда", "Kyzylorda", "Кызылорда", "Қызылорда"),
            ("Astana", "Astana", "Астана", "Астана"),
            ("Алматинская область", "Almaty region", "Алматинская область", "Алматы облысы"),
        ] {
            let cell = places.read(text, None);
            let name = |lang| {
                cell.place().and_then(|place| place.path_in(lang).into_iter().next()).unwrap_or_default()
            };
            assert_eq!(
                [name(Lang::En), name(Lang::Ru), name(Lang::Kk)],
                [english, russian, kazakh],
                "{text}"
            );
        }
    }
}
