//! Parts to readings: which part is the surname, the given name, the patronymic.

use super::letters::Sound;
use super::tables::{NameTables, Stemmed};
use super::tokens::{Part, Shape, Tokens, script_name};
use super::{NameValue, PersonName, Reading, Role};
use crate::sex::Sex;

/// Readings that are less believable than the best one by more than this factor are left out.
const LEAST_SHARE: f64 = 0.02;
/// More readings than this are never kept.
const MAX_READINGS: usize = 6;
/// A list never follows one order so strictly that the other cannot occur.
const HABIT_BOUNDS: (f64, f64) = (0.02, 0.98);
/// Share of rows whose surname and given name stand in each other's column.
const SWAPPED_COLUMNS: f64 = 0.02;

/// How well a part fits a role by its form alone: factors, of which only the ratios matter. Set by
/// judgement: a marked form nearly always has its role; a bare name may be any, since common given
/// names are common surnames too (Серік, Болат and Марат are among the 33 commonest surnames).
mod fit {
    pub(super) const CERTAIN: f64 = 1.0;
    pub(super) const INITIAL_AS_SURNAME: f64 = 0.03;
    pub(super) const ULY_AS_SURNAME: f64 = 0.12;
    pub(super) const VICH_AS_SURNAME: f64 = 0.02;
    pub(super) const PATRONYMIC_AS_OTHER: f64 = 0.005;
    pub(super) const SURNAME_AS_GIVEN: f64 = 0.02;
    pub(super) const SURNAME_AS_OTHER: f64 = 0.02;
    pub(super) const KNOWN_GIVEN_AS_SURNAME: f64 = 0.12;
    pub(super) const BARE_AS_SURNAME: f64 = 0.25;
    pub(super) const BARE_AS_GIVEN: f64 = 0.35;
    pub(super) const BARE_AS_PATRONYMIC: f64 = 0.08;
    pub(super) const BARE_AS_ANCESTOR: f64 = 0.5;
    pub(super) const CAPITALS_AS_SURNAME: f64 = 20.0;
    pub(super) const BESIDE_THE_COMMA: f64 = 0.02;
}

/// Which order a list prints names in, learned from its clear rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderHabit {
    surname_first: f64,
}

impl Default for OrderHabit {
    fn default() -> Self {
        OrderHabit { surname_first: 0.5 }
    }
}

impl OrderHabit {
    /// The habit that the names of one list show: the share of clear rows with the surname first.
    pub fn learn<'a>(names: impl IntoIterator<Item = &'a PersonName>) -> Self {
        let (mut first, mut all) = (1.0, 2.0);
        for name in names {
            let Some(best) = name.readings().first() else { continue };
            if best.pattern.len() < 2 || best.share < 0.9 || !best.pattern.contains('S') {
                continue;
            }
            all += 1.0;
            if best.pattern.starts_with('S') {
                first += 1.0;
            }
        }
        let share: f64 = first / all;
        OrderHabit { surname_first: share.clamp(HABIT_BOUNDS.0, HABIT_BOUNDS.1) }
    }

    /// The share of names that begin with the surname, 0 to 1.
    pub fn surname_first(&self) -> f64 {
        self.surname_first
    }

    fn factor(&self, pattern: &str) -> f64 {
        match (pattern.starts_with('S'), pattern.len()) {
            (_, 0 | 1) => 1.0,
            (true, _) => 2.0 * self.surname_first,
            (false, _) => 2.0 * (1.0 - self.surname_first),
        }
    }
}

/// The plausible readings of a name, the most believed first.
pub(super) fn of(tokens: &Tokens, habit: &OrderHabit, tables: &NameTables) -> Vec<Reading> {
    let patterns = tables.orders(script_name(tokens), tokens.parts.len());
    let fallback = fallback_pattern(tokens.parts.len());
    let patterns = if patterns.is_empty() { vec![(fallback.as_str(), 1.0)] } else { patterns };
    let scored = patterns.into_iter().map(|(pattern, share)| {
        let roles: Vec<Role> = pattern.chars().map(role_of).collect();
        let fits = tokens.parts.iter().zip(&roles).map(|(part, role)| fit_of(part, *role, tables));
        let fits: f64 = fits.product();
        (share * habit.factor(pattern) * fits * comma_factor(tokens, &roles), roles)
    });
    finish(scored.collect(), &tokens.parts, tables)
}

/// The reading of columns, and the one with given name and surname exchanged.
pub(super) fn from_columns(tokens: &Tokens, roles: &[Role], tables: &NameTables) -> Vec<Reading> {
    let swapped: Vec<Role> = roles
        .iter()
        .map(|role| match role {
            Role::Surname => Role::Given,
            Role::Given => Role::Surname,
            other => *other,
        })
        .collect();
    let scored = vec![(1.0 - SWAPPED_COLUMNS, roles.to_vec()), (SWAPPED_COLUMNS, swapped)];
    finish(scored, &tokens.parts, tables)
}

fn finish(mut scored: Vec<(f64, Vec<Role>)>, parts: &[Part], tables: &NameTables) -> Vec<Reading> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score >= best * LEAST_SHARE);
    scored.truncate(MAX_READINGS);
    let total: f64 = scored.iter().map(|(score, _)| *score).sum();
    let reading = |(score, roles): (f64, Vec<Role>)| Reading {
        values: Role::ALL.map(|role| value(parts, &roles, role, tables)),
        parts: Role::ALL.map(|role| mask(&roles, role)),
        share: if total > 0.0 { score / total } else { 1.0 },
        pattern: roles.iter().map(|role| letter_of(*role)).collect(),
    };
    scored.into_iter().map(reading).collect()
}

/// Which parts have a role, a bit each.
fn mask(roles: &[Role], role: Role) -> u16 {
    roles
        .iter()
        .enumerate()
        .filter(|(_, of)| **of == role)
        .map(|(at, _)| 1_u16.checked_shl(at as u32).unwrap_or(0))
        .sum()
}

fn role_of(letter: char) -> Role {
    match letter {
        'S' => Role::Surname,
        'G' => Role::Given,
        'P' => Role::Patronymic,
        _ => Role::Ancestor,
    }
}

fn letter_of(role: Role) -> char {
    match role {
        Role::Surname => 'S',
        Role::Given => 'G',
        Role::Patronymic => 'P',
        Role::Ancestor => 'A',
    }
}

/// Names of more parts than the tables know: given name, forefathers, surname.
fn fallback_pattern(parts: usize) -> String {
    match parts {
        0 | 1 => "S".repeat(parts),
        2 => "SG".to_owned(),
        _ => format!("GP{}S", "A".repeat(parts - 3)),
    }
}

fn comma_factor(tokens: &Tokens, roles: &[Role]) -> f64 {
    let Some(count) = tokens.comma_after.filter(|count| *count < roles.len()) else {
        return 1.0;
    };
    let surname_before = roles.iter().enumerate().all(|(at, role)| (at < count) == (*role == Role::Surname));
    if surname_before { 1.0 } else { fit::BESIDE_THE_COMMA }
}

fn fit_of(part: &Part, role: Role, tables: &NameTables) -> f64 {
    let factor = fit_of_form(part, role, tables);
    if part.capitals && role == Role::Surname { factor * fit::CAPITALS_AS_SURNAME } else { factor }
}

fn fit_of_form(part: &Part, role: Role, tables: &NameTables) -> f64 {
    let known = part.shape.given.is_some();
    let is_patronymic = part.marked.is_some() || part.shape.patronymic.is_some();
    if part.is_initial {
        return if role == Role::Surname { fit::INITIAL_AS_SURNAME } else { fit::CERTAIN };
    }
    if is_patronymic && !known {
        return patronymic_form(part, role, tables);
    }
    let has_ending = part.shape.surname.is_some();
    match role {
        Role::Surname if known => fit::KNOWN_GIVEN_AS_SURNAME,
        Role::Surname if has_ending => fit::CERTAIN,
        Role::Surname => fit::BARE_AS_SURNAME,
        Role::Given if known => fit::CERTAIN,
        Role::Given if has_ending => fit::SURNAME_AS_GIVEN,
        Role::Given => fit::BARE_AS_GIVEN,
        _ if has_ending && !known => fit::SURNAME_AS_OTHER,
        Role::Patronymic => fit::BARE_AS_PATRONYMIC,
        Role::Ancestor => fit::BARE_AS_ANCESTOR,
    }
}

fn patronymic_form(part: &Part, role: Role, tables: &NameTables) -> f64 {
    let stemmed = part.shape.patronymic;
    match role {
        Role::Patronymic => fit::CERTAIN,
        Role::Surname if part.marked.is_some() => fit::ULY_AS_SURNAME,
        Role::Surname if stemmed.is_some_and(|found| tables.is_bare_patronymic(found)) => fit::ULY_AS_SURNAME,
        Role::Surname => fit::VICH_AS_SURNAME,
        Role::Given | Role::Ancestor => fit::PATRONYMIC_AS_OTHER,
    }
}

/// The parts that have one role, joined and stemmed.
fn value(parts: &[Part], roles: &[Role], role: Role, tables: &NameTables) -> Option<NameValue> {
    let mine: Vec<&Part> =
        parts.iter().zip(roles).filter(|(_, of)| **of == role).map(|(part, _)| part).collect();
    let first = mine.first()?;
    let text: Vec<&str> = mine.iter().map(|part| part.text.as_str()).collect();
    let sounds: Vec<Sound> = mine.iter().flat_map(|part| part.sounds.iter().copied()).collect();
    let is_initial = mine.iter().all(|part| part.is_initial);
    let marked = mine.iter().find_map(|part| part.marked);
    let text = text.join(" ");
    if is_initial {
        let stem: Vec<Sound> = first.sounds.first().copied().into_iter().collect();
        return Some(NameValue {
            text,
            whole: stem.clone(),
            stem,
            ending: 0,
            is_initial,
            known: Vec::new(),
            tail: (0, 0),
            halves: Vec::new(),
            sex: None,
        });
    }
    let shape = if mine.len() == 1 { first.shape.clone() } else { Shape::of(&sounds, tables) };
    // Two words are a double surname only beside a given name; alone, one of them is that.
    let may_be_double = role == Role::Surname && (mine.len() == 1 || roles.contains(&Role::Given));
    let halves = if may_be_double { halves(&mine, tables) } else { Vec::new() };
    Some(NameValue { text, halves, ..stemmed(sounds, shape, role, marked, tables) })
}

/// The halves of a surname that is written with a hyphen, a slash or as two words.
fn halves(parts: &[&Part], tables: &NameTables) -> Vec<(Vec<Sound>, u8)> {
    let pieces = parts.iter().flat_map(|part| match part.pieces.as_slice() {
        [] => std::slice::from_ref(&part.sounds),
        pieces => pieces,
    });
    let stem = |sounds: &Vec<Sound>| match tables.stem(sounds, Role::Surname) {
        Some(found) => (sounds.iter().take(found.stem).copied().collect(), found.class),
        None => (sounds.clone(), 0),
    };
    let halves: Vec<(Vec<Sound>, u8)> = pieces.map(stem).collect();
    if halves.len() > 1 { halves } else { Vec::new() }
}

fn stemmed(
    sounds: Vec<Sound>,
    shape: Shape,
    role: Role,
    marked: Option<Option<Sex>>,
    tables: &NameTables,
) -> NameValue {
    let found = match (role, marked) {
        (Role::Given | Role::Ancestor, _) => None,
        (_, Some(sex)) => Some(Stemmed { stem: sounds.len(), class: tables.marker_class(), sex }),
        (Role::Patronymic, None) => shape.patronymic,
        (Role::Surname, None) => shape.surname.or(shape.patronymic),
    };
    let stem = found.map_or(sounds.len(), |found| found.stem);
    let (known, given_sex) = match role {
        Role::Given => shape.given.unwrap_or_default(),
        Role::Patronymic => (tables.fathers(&sounds[..stem], shape.given.as_ref()), None),
        Role::Surname => (tables.of_surname(&sounds[..stem], found.map_or(0, |found| found.class)), None),
        Role::Ancestor => Default::default(),
    };
    NameValue {
        text: String::new(),
        ending: found.map_or(0, |found| found.class),
        tail: if role == Role::Given { tables.tail(&sounds) } else { (0, 0) },
        halves: Vec::new(),
        is_initial: false,
        known,
        sex: match role {
            Role::Patronymic => found.and_then(|found| found.sex),
            Role::Given => given_sex,
            _ => None,
        },
        stem: sounds[..stem].to_vec(),
        whole: sounds,
    }
}
