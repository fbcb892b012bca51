//! The text of a name cell, cut into parts: notes, ranks and quotes taken off, initials apart,
//! markers of patronymics joined to the name they follow. No part has a role yet.

use std::borrow::Cow;
use std::sync::Arc;

use super::endings::Stemmed;
use super::folded::{Folded, Sound};
use super::given::Known;
use super::letters::script_of;
use super::marks::{is_lost_mark, take_marks};
use super::said;
use super::said::Said;
use super::tables::{NameTables, title_key};
use super::{Role, Title, together};
use crate::base::text::{Script, clean};
use crate::language::sex::Sex;

/// More parts than this are not read as one name.
const MAX_PARTS: usize = 12;
/// Titles of up to so many words are looked for.
const MAX_TITLE_WORDS: usize = 4;

/// A half of a double name has at least so many letters.
const LEAST_PIECE: usize = 3;

/// One part of a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) text: Arc<str>,
    pub(super) sounds: Folded,
    /// The words that a hyphen or a slash joins; empty for one word.
    pub(super) pieces: Vec<Folded>,
    /// Whether a capital begins each of these words, as it begins names.
    pub(super) are_names: bool,
    /// The word letter by letter, where a group of letters makes one sound.
    pub(super) spelled: Option<Folded>,
    /// The word in other letters.
    pub(super) others: Vec<Folded>,
    /// Whether those are a transliteration by no table of the language.
    pub(super) is_transliterated: bool,
    pub(super) is_initial: bool,
    /// A marker such as ұлы followed, so that this is a father's name.
    pub(super) marked: Option<Option<Sex>>,
    /// The part stood in capitals while others did not.
    pub(super) capitals: bool,
    /// What the form alone tells, looked up once.
    pub(super) shape: Shape,
}

impl Part {
    /// Puts the letters of the next part to these: both are one word.
    fn append_letters(&mut self, next: &Part) {
        let both = |one: &Folded, other: &Folded| one.iter().chain(other.iter()).copied().collect();
        let count = self.others.len().max(next.others.len());
        let others = (0..count).map(|at| both(self.other(at), next.other(at)));
        self.others = others.collect();
        let has_groups = self.spelled.is_some() || next.spelled.is_some();
        self.spelled = has_groups.then(|| both(self.spelled(), next.spelled()));
        self.sounds = both(&self.sounds, &next.sounds);
        self.is_transliterated |= next.is_transliterated;
    }

    /// The word in other letters; in its own where there are none.
    pub(super) fn other(&self, at: usize) -> &Folded {
        self.others.get(at).or_else(|| self.others.last()).unwrap_or(&self.sounds)
    }

    /// The word letter by letter.
    pub(super) fn spelled(&self) -> &Folded {
        self.spelled.as_ref().unwrap_or(&self.sounds)
    }

    fn take_prefix(&mut self, tables: &NameTables) {
        self.sounds = tables.without_prefix(self.sounds);
        self.spelled = self.spelled.map(|spelled| tables.without_prefix(spelled));
        self.others.iter_mut().for_each(|other| *other = tables.without_prefix(*other));
    }
}

/// What the form of a part tells about its role.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// The given names of the tables that it may be, and their sex.
    pub(super) given: Option<Known>,
    /// The given names that it may be short for.
    pub(super) short_for: Option<Arc<[u16]>>,
    /// It is a surname of the tables as it stands.
    pub(super) listed: bool,
    /// It ends like a surname.
    pub(super) surname: Option<Stemmed>,
    /// It ends like a patronymic.
    pub(super) patronymic: Option<Stemmed>,
}

impl Shape {
    pub(super) fn of(sounds: &[Sound], tables: &NameTables) -> Self {
        Shape {
            given: tables.given(sounds).cloned(),
            short_for: tables.short_for(sounds).cloned(),
            listed: tables.is_listed_surname(sounds),
            surname: tables.stem(sounds, Role::Surname),
            patronymic: tables.stem(sounds, Role::Patronymic),
        }
    }
}

/// The parts of a cell and what stood beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tokens {
    pub(super) parts: Vec<Part>,
    pub(super) titles: Vec<Title>,
    pub(super) notes: Vec<String>,
    pub(super) repaired: bool,
    pub(super) lost_letters: bool,
    /// "Surname, Given": the number of parts before the comma.
    pub(super) comma_after: Option<usize>,
    pub(super) script: Option<Script>,
    /// The language that writes another's script so, by its place in the tables.
    pub(super) written_by: Option<usize>,
    /// What stood beside the name.
    pub(super) said: Said,
    /// The surname at birth.
    pub(super) birth: Vec<Part>,
    /// The father's name, where the row is his child.
    pub(super) father: Vec<Part>,
}

impl Tokens {
    /// The roles of a name that states the father's, which is put to it: the father's given name, his
    /// forefathers, his surname. `None` where it states none, or the own name has several parts.
    pub(super) fn take_father(&mut self) -> Option<Vec<Role>> {
        if self.parts.len() != 1 || self.father.is_empty() {
            return None;
        }
        let fathers = self.father.len();
        self.parts.append(&mut self.father);
        let role = |at: usize| match at {
            0 => Role::Patronymic,
            last if last + 1 == fathers => Role::Surname,
            _ => Role::Ancestor,
        };
        Some(std::iter::once(Role::Given).chain((0..fathers).map(role)).collect())
    }

    pub(super) fn append(&mut self, mut other: Tokens) {
        self.parts.append(&mut other.parts);
        self.titles.append(&mut other.titles);
        self.notes.append(&mut other.notes);
        self.repaired |= other.repaired;
        self.lost_letters |= other.lost_letters;
        self.script = self.script.or(other.script);
        self.written_by = self.written_by.or(other.written_by);
        self.said.append(other.said);
        self.birth.append(&mut other.birth);
    }
}

/// The language that a cell in another's script is written in, by its place in the tables.
pub(super) fn written_by(cell: &str, tables: &NameTables) -> Option<usize> {
    let may_be = cell.chars().any(|letter| Script::of(letter) == Some(Script::Arabic));
    if may_be { tables.letters().written_by(&clean(cell)) } else { None }
}

/// Cuts a cell into parts; `None` when no name is in it.
pub(super) fn read(cell: &str, tables: &NameTables) -> Option<Tokens> {
    read_as(cell, written_by(cell, tables), tables)
}

/// Whether a text is made of words that name nobody.
pub(super) fn names_nobody(text: &str, tables: &NameTables) -> bool {
    let text = clean(text);
    tables.is_unnamed(&text) || said::names_nobody(&text, tables)
}

/// Cuts a cell of a row into parts whose language is known.
fn read_as(cell: &str, written_by: Option<usize>, tables: &NameTables) -> Option<Tokens> {
    if names_nobody(cell, tables) { None } else { read_part(cell, written_by, "", tables) }
}

/// Cuts the cell of one name part into parts whose language is known; `row` is the name in all cells. `child` names
/// nobody; in a column of surnames it is one.
pub(super) fn read_part(
    cell: &str,
    written_by: Option<usize>,
    row: &str,
    tables: &NameTables,
) -> Option<Tokens> {
    let mut tokens = Tokens { written_by, ..Tokens::default() };
    let text = clean(cell);
    if tables.is_unnamed(&text) || said::is_unknown(&text, tables) {
        return None;
    }
    let length = text.len();
    let (text, said) = said::take(&text, tables);
    if tables.may_say_more(&text) && said != Said::default() && names_nobody(&text, tables) {
        return None;
    }
    tokens.notes.extend(said.notes.iter().cloned());
    tokens.said = said;
    let text = take_brackets(&text, &mut tokens.notes);
    let settled = tables.without_stand_ins(&text);
    tokens.repaired |= settled.is_some();
    let text = take_trailing_notes(settled.as_deref().unwrap_or(&text), &mut tokens.notes);
    let text = take_marks(text, &mut tokens.notes);
    let text = take_quoted(text, &mut tokens.notes);
    let text = without_quotes(&text);
    let text = join_alternatives(&text);
    tokens.script = Script::of_word(&text);
    tokens.script?;
    if text.len() != length && tables.is_unnamed(&text) {
        return None;
    }
    let mut words = words(&text);
    take_birth_surname(&mut words, tables, &mut tokens);
    take_titles(&mut words, tables, &mut tokens.titles);
    for word in together::apart(words, row, tables) {
        add_word(&word, tables, &mut tokens);
    }
    tokens.birth = parts_beside(tokens.said.birth_surname.as_deref(), tables, written_by);
    tokens.father = parts_beside(tokens.said.father.as_deref(), tables, written_by);
    join_first_elements(&mut tokens, tables);
    for part in &mut tokens.parts {
        part.take_prefix(tables);
        if !part.is_initial {
            part.shape = Shape::of(&part.sounds, tables);
        }
    }
    mark_capitals(&mut tokens.parts);
    (!tokens.parts.is_empty() && tokens.parts.len() <= MAX_PARTS).then_some(tokens)
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '«' | '»' | '“' | '”' | '„' | '‟')
}

fn without_quotes(text: &str) -> Cow<'_, str> {
    if text.contains(is_quote) { text.replace(is_quote, "").into() } else { text.into() }
}

/// Takes out a second name in quotes of several words, as `"Abu Ali"` or `'La Negra'`. Two words have to be left.
fn take_quoted<'a>(text: Cow<'a, str>, notes: &mut Vec<String>) -> Cow<'a, str> {
    let pieces: Vec<&str> = text.split(is_quote).collect();
    let in_single = || {
        let (before, rest) = text.split_once(" '")?;
        let (quoted, after) = rest.rsplit_once('\'')?;
        (after.is_empty() || after.starts_with(' ')).then_some([before, quoted, after])
    };
    let found = <[&str; 3]>::try_from(pieces).ok().or_else(in_single);
    let Some([before, quoted, after]) = found else { return text };
    let outside = format!("{} {}", before.trim(), after.trim());
    if quoted.split_whitespace().count() < 2 || outside.split_whitespace().count() < 2 {
        return text;
    }
    notes.push(quoted.trim().to_owned());
    outside.trim().to_owned().into()
}

/// Takes out what stands in brackets; brackets around the whole cell are taken off.
fn take_brackets<'a>(text: &'a str, notes: &mut Vec<String>) -> Cow<'a, str> {
    let is_bracket = |letter: char| matches!(letter, '(' | '[' | '{' | ')' | ']' | '}');
    let inside = text.trim().trim_matches(is_bracket);
    if text.trim().starts_with(['(', '[', '{'])
        && !inside.contains(is_bracket)
        && text.trim().ends_with(is_bracket)
    {
        return inside.into();
    }
    if !text.contains(['(', '[', '{']) {
        return text.into();
    }
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => {
                depth -= 1;
                push_note(&mut inside, notes);
                outside.push(' ');
            }
            letter if depth > 0 => inside.push(letter),
            letter => outside.push(letter),
        }
    }
    push_note(&mut inside, notes);
    outside.into()
}

fn push_note(note: &mut String, notes: &mut Vec<String>) {
    let text = note.trim();
    if !text.is_empty() {
        notes.push(text.to_owned());
    }
    note.clear();
}

/// Takes off everything from the first number on: years, ages, footnotes. A number before the
/// name (a running number) is taken off alone.
fn take_trailing_notes<'a>(text: &'a str, notes: &mut Vec<String>) -> &'a str {
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '№' | '#' | '+');
    let start =
        text.trim_start_matches(|letter: char| is_number(letter) || matches!(letter, '.' | ' ' | ')'));
    if start.len() < text.len() {
        push_note(&mut text[..text.len() - start.len()].to_owned(), notes);
    }
    let Some(at) = start.find(is_number) else {
        return start;
    };
    push_note(&mut start[at..].to_owned(), notes);
    start[..at].trim_end_matches([',', ' ', ';'])
}

/// The words of a text, a comma still at its word.
fn words(text: &str) -> Vec<&str> {
    let words = text.split_inclusive(|letter: char| letter == ',' || letter.is_whitespace());
    words.map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// `Шевцов/ Шавцов` is one surname in two spellings, as `Шевцов/Шавцов` is; with blanks on both sides the
/// slash may stand between whole names.
fn join_alternatives(text: &str) -> Cow<'_, str> {
    if !text.contains("/ ") && !text.contains(" /") {
        return text.into();
    }
    let parts: Vec<String> =
        text.split(" / ").map(|part| part.replace("/ ", "/").replace(" /", "/")).collect();
    parts.join(" / ").into()
}

/// Takes off what a marker of the surname at birth begins: `Иванова, урожденная Петрова`. There has to
/// be a name on both sides of it. After a surname alone, the given names follow: `Иванова, урожденная
/// Петрова Анна`.
fn take_birth_surname(words: &mut Vec<&str>, tables: &NameTables, tokens: &mut Tokens) {
    let is_marker = |at: &usize| tables.is_birth_surname(&words[*at..], MAX_TITLE_WORDS);
    let Some(at) = (1..words.len()).find(is_marker) else { return };
    let keys: Vec<String> = words[at..].iter().map(|word| title_key(word)).collect();
    let from = at + tables.birth_marker(&keys).unwrap_or(1);
    let rest = words.split_off(at);
    push_note(&mut rest.join(" "), &mut tokens.notes);
    let named = rest.get(from - at..).unwrap_or_default();
    let is_one = at == 1 && named.len() > 1;
    let surname = if is_one { named.get(..1) } else { Some(named) }.unwrap_or_default().join(" ");
    if is_one {
        words.extend(named.get(1..).unwrap_or_default());
    }
    if tokens.said.birth_surname.is_none() && !surname.is_empty() {
        tokens.said.birth_surname = Some(surname);
    }
}

/// The parts of a name that stood beside the name of the row.
fn parts_beside(text: Option<&str>, tables: &NameTables, written_by: Option<usize>) -> Vec<Part> {
    let Some(text) = text else { return Vec::new() };
    let mut tokens = Tokens { written_by, script: Script::of_word(text), ..Tokens::default() };
    for word in words(text) {
        add_word(word, tables, &mut tokens);
    }
    join_first_elements(&mut tokens, tables);
    for part in &mut tokens.parts {
        part.take_prefix(tables);
        part.shape = Shape::of(&part.sounds, tables);
    }
    tokens.parts.truncate(MAX_PARTS);
    tokens.parts
}

/// Takes titles off both ends.
fn take_titles(words: &mut Vec<&str>, tables: &NameTables, titles: &mut Vec<Title>) {
    while let Some(count) = title_at(words, tables, true) {
        titles.extend(found_title(words.drain(..count).collect(), tables));
    }
    while let Some(count) = title_at(words, tables, false) {
        let at = words.len() - count;
        titles.extend(found_title(words.drain(at..).collect(), tables));
    }
}

/// How many words at the start or the end make a title; never all words.
fn title_at(words: &[&str], tables: &NameTables, at_start: bool) -> Option<usize> {
    let outermost = if at_start { words.first() } else { words.last() };
    if !tables.may_be_title(&in_one_script(outermost?, tables), at_start) {
        return None;
    }
    let most = MAX_TITLE_WORDS.min(words.len().saturating_sub(1));
    (1..=most).rev().find(|count| {
        let span = if at_start { &words[..*count] } else { &words[words.len() - count..] };
        tables.is_title(&title_key(&spelled(span, tables)), at_start)
    })
}

/// A word with letters of one script, as it was meant.
fn in_one_script<'a>(word: &'a str, tables: &NameTables) -> Cow<'a, str> {
    tables.one_script(word).map_or(Cow::Borrowed(word), Cow::Owned)
}

fn spelled(words: &[&str], tables: &NameTables) -> String {
    let words: Vec<Cow<'_, str>> = words.iter().map(|word| in_one_script(word, tables)).collect();
    words.join(" ")
}

fn found_title(words: Vec<&str>, tables: &NameTables) -> Option<Title> {
    let text = words.join(" ");
    let known = tables.title(&title_key(&spelled(&words, tables)))?;
    Some(Title { text: text.trim_end_matches(',').to_owned(), ..known.clone() })
}

/// Adds the parts of one word between blanks: `С.К.` is two initials, `Болат-ұлы` a marked name.
fn add_word(word: &str, tables: &NameTables, tokens: &mut Tokens) {
    let has_comma = word.ends_with(',');
    let word = word.trim_matches(|letter: char| matches!(letter, ',' | ';' | ':' | '-' | '/' | '\''));
    if let Some(last) = tokens.parts.last_mut().filter(|last| !last.is_initial)
        && let Some(sex) = tables.marker(word)
    {
        last.marked = Some(sex);
        last.text = format!("{} {word}", last.text).into();
        return;
    }
    let mut rest = word;
    while let Some(at) = rest.find('.') {
        let (piece, after) = (&rest[..at], &rest[at + 1..]);
        add_piece(piece, true, tables, tokens);
        rest = after;
    }
    add_piece(rest, false, tables, tokens);
    if has_comma && tokens.comma_after.is_none() {
        tokens.comma_after = Some(tokens.parts.len());
    }
}

fn add_piece(piece: &str, full_stop: bool, tables: &NameTables, tokens: &mut Tokens) {
    let fixed = tables.one_script(piece);
    tokens.repaired |= fixed.is_some();
    let piece = fixed.as_deref().unwrap_or(piece);
    let is_letter = |letter: char| Script::of(letter).is_some();
    let letters = || piece.chars().filter(|letter| is_letter(*letter) || is_lost_mark(*letter));
    if !letters().any(is_letter) {
        return;
    }
    tokens.lost_letters |= piece.contains(is_lost_mark);
    let (base, marked) = split_marker(piece, tables);
    let count = letters().count();
    let sounds = tables.letters().fold_part(base, tokens.written_by);
    let (others, is_transliterated) = tables.in_other_letters(base, &sounds);
    tokens.parts.push(Part {
        text: title_case(piece),
        sounds,
        pieces: pieces(base, tables, tokens.written_by),
        are_names: base.split(['-', '/']).all(|word| word.starts_with(char::is_uppercase)),
        spelled: tables.letters().spelled(base, &sounds),
        others,
        is_transliterated,
        is_initial: marked.is_none() && (count == 1 || (full_stop && count <= 3)),
        marked,
        capitals: count >= 3 && letters().all(|letter| letter.is_uppercase() || is_lost_mark(letter)),
        shape: Shape::default(),
    });
}

/// The words of `Иванова-Петрова` or `Иванова/Петрова`; empty for one word.
fn pieces(word: &str, tables: &NameTables, written_by: Option<usize>) -> Vec<Folded> {
    if !word.contains(['-', '/']) {
        return Vec::new();
    }
    let words = word.split(['-', '/']).filter(|word| word.chars().count() >= LEAST_PIECE);
    words.map(|word| tables.letters().fold_part(word, written_by)).filter(|word| !word.is_empty()).collect()
}

/// `Болат-ұлы` is the name Болат and a marker.
fn split_marker<'a>(piece: &'a str, tables: &NameTables) -> (&'a str, Option<Option<Sex>>) {
    match piece.rsplit_once('-') {
        Some((base, last)) if !base.is_empty() => match tables.marker(last) {
            Some(sex) => (base, Some(sex)),
            None => (piece, None),
        },
        _ => (piece, None),
    }
}

/// عبد and the like make one name with the word that follows, in Arabic and in Latin letters.
fn join_first_elements(tokens: &mut Tokens, tables: &NameTables) {
    let is_first = |part: &Part| !part.is_initial && tables.joins_next(&part.sounds, &part.text);
    let may_be = matches!(tokens.script, Some(Script::Arabic | Script::Latin));
    if !may_be || !tokens.parts.iter().any(is_first) {
        return;
    }
    let parts = std::mem::take(&mut tokens.parts);
    for part in parts {
        match tokens.parts.last_mut().filter(|last| is_first(last)) {
            Some(first) => {
                first.text = format!("{} {}", first.text, part.text).into();
                first.append_letters(&part);
            }
            None => tokens.parts.push(part),
        }
    }
}

/// Capitals say something only when they set one part off from the others.
fn mark_capitals(parts: &mut [Part]) {
    if parts.iter().filter(|part| !part.is_initial).all(|part| part.capitals) {
        for part in parts {
            part.capitals = false;
        }
    }
}

/// `АХМЕТОВ` as `Ахметов`, each part of a compound; words with small letters stay as they are.
fn title_case(word: &str) -> Arc<str> {
    if word.chars().any(char::is_lowercase) || word.chars().count() < 3 {
        return word.into();
    }
    let mut at_start = true;
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        if at_start {
            out.push(letter);
        } else {
            out.extend(letter.to_lowercase());
        }
        at_start = !letter.is_alphabetic() && !is_lost_mark(letter);
    }
    out.into()
}

/// The script whose orders a name follows.
pub(super) fn script_name(tokens: &Tokens) -> &'static str {
    let of_parts = || {
        let text: String = tokens.parts.iter().map(|part| &*part.text).collect();
        script_of(&text)
    };
    let script = tokens.script.unwrap_or_else(of_parts);
    // A language that writes another's script has orders of its own.
    if tokens.written_by.is_some() { Script::Other.as_str() } else { script.as_str() }
}
