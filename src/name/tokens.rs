//! The text of a name cell, cut into parts: notes, ranks and quotes taken off, initials apart,
//! markers of patronymics joined to the name they follow. No part has a role yet.

use super::letters::{Sound, script_of};
use super::tables::{NameTables, Stemmed, title_key};
use super::{Role, Title};
use crate::sex::Sex;
use crate::text::{Script, clean};

/// More parts than this are not read as one name.
const MAX_PARTS: usize = 12;
/// Titles of up to so many words are looked for.
const MAX_TITLE_WORDS: usize = 4;

/// A half of a double name has at least so many letters.
const LEAST_PIECE: usize = 3;

/// One part of a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) sounds: Vec<Sound>,
    /// The words that a hyphen or a slash joins; empty for one word.
    pub(super) pieces: Vec<Vec<Sound>>,
    pub(super) is_initial: bool,
    /// A marker such as ұлы followed, so that this is a father's name.
    pub(super) marked: Option<Option<Sex>>,
    /// The part stood in capitals while others did not.
    pub(super) capitals: bool,
    /// What the form alone tells, looked up once.
    pub(super) shape: Shape,
}

/// What the form of a part tells about its role.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// The given names of the tables that it may be, and their sex.
    pub(super) given: Option<(Vec<u16>, Option<Sex>)>,
    /// It ends like a surname.
    pub(super) surname: Option<Stemmed>,
    /// It ends like a patronymic.
    pub(super) patronymic: Option<Stemmed>,
}

impl Shape {
    pub(super) fn of(sounds: &[Sound], tables: &NameTables) -> Self {
        Shape {
            given: tables.given(sounds).cloned(),
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
}

impl Tokens {
    pub(super) fn append(&mut self, mut other: Tokens) {
        self.parts.append(&mut other.parts);
        self.titles.append(&mut other.titles);
        self.notes.append(&mut other.notes);
        self.repaired |= other.repaired;
        self.lost_letters |= other.lost_letters;
        self.script = self.script.or(other.script);
    }
}

/// Cuts a cell into parts; `None` when no name is in it.
pub(super) fn read(cell: &str, tables: &NameTables) -> Option<Tokens> {
    let mut tokens = Tokens::default();
    let text = clean(cell);
    if tables.is_unnamed(&title_key(&text)) {
        return None;
    }
    let text = take_brackets(&text, &mut tokens.notes);
    let text = take_trailing_notes(&text, &mut tokens.notes);
    let text = take_birth_surname(&text, tables, &mut tokens.notes);
    let text: String = text.chars().filter(|letter| !is_quote(*letter)).collect();
    tokens.script = Script::of_word(&text);
    tokens.script?;
    if tables.is_unnamed(&title_key(&text)) {
        return None;
    }
    let words = take_titles(&text, tables, &mut tokens.titles);
    for word in &words {
        add_word(word, tables, &mut tokens);
    }
    join_first_elements(&mut tokens, tables);
    for part in &mut tokens.parts {
        part.sounds = tables.without_prefix(&part.sounds).to_vec();
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

/// Takes out what stands in brackets.
fn take_brackets(text: &str, notes: &mut Vec<String>) -> String {
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
    outside
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
fn take_trailing_notes(text: &str, notes: &mut Vec<String>) -> String {
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '№' | '#' | '+');
    let start =
        text.trim_start_matches(|letter: char| is_number(letter) || matches!(letter, '.' | ' ' | ')'));
    if start.len() < text.len() {
        push_note(&mut text[..text.len() - start.len()].to_owned(), notes);
    }
    let Some(at) = start.find(is_number) else {
        return start.to_owned();
    };
    push_note(&mut start[at..].to_owned(), notes);
    start[..at].trim_end_matches([',', ' ', ';']).to_owned()
}

/// Takes off what a marker of the surname at birth begins: `Иванова, урожденная Петрова`. There has to
/// be a name on both sides of it.
fn take_birth_surname(text: &str, tables: &NameTables, notes: &mut Vec<String>) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_marker = |at: &usize| tables.is_birth_surname(&words[*at..]);
    let Some(at) = (1..words.len()).find(is_marker) else {
        return text.to_owned();
    };
    push_note(&mut words[at..].join(" "), notes);
    words[..at].join(" ").trim_end_matches([',', '-', ' ']).to_owned()
}

/// Takes titles off both ends; gives the words that are left, a comma still at its word.
fn take_titles(text: &str, tables: &NameTables, titles: &mut Vec<Title>) -> Vec<String> {
    let text = join_alternatives(text).replace(',', ", ");
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    while let Some(count) = title_at(&words, tables, true) {
        titles.extend(found_title(words.drain(..count).collect(), tables));
    }
    while let Some(count) = title_at(&words, tables, false) {
        let at = words.len() - count;
        titles.extend(found_title(words.drain(at..).collect(), tables));
    }
    words
}

/// `Шевцов/ Шавцов` is one surname in two spellings, as `Шевцов/Шавцов` is; with blanks on both sides the
/// slash may stand between whole names.
fn join_alternatives(text: &str) -> String {
    let text = text.replace(" / ", " \u{0} ").replace("/ ", "/").replace(" /", "/");
    text.replace('\u{0}', "/")
}

/// How many words at the start or the end make a title; never all words.
fn title_at(words: &[String], tables: &NameTables, at_start: bool) -> Option<usize> {
    let most = MAX_TITLE_WORDS.min(words.len().saturating_sub(1));
    (1..=most).rev().find(|count| {
        let span = if at_start { &words[..*count] } else { &words[words.len() - count..] };
        tables.title(&title_key(&span.join(" ").replace(',', " "))).is_some()
    })
}

fn found_title(words: Vec<String>, tables: &NameTables) -> Option<Title> {
    let text = words.join(" ");
    let known = tables.title(&title_key(&text.replace(',', " ")))?;
    Some(Title { text: text.trim_end_matches(',').to_owned(), ..known.clone() })
}

/// Adds the parts of one word between blanks: `С.К.` is two initials, `Болат-ұлы` a marked name.
fn add_word(word: &str, tables: &NameTables, tokens: &mut Tokens) {
    let has_comma = word.ends_with(',');
    let word = word.trim_matches(|letter: char| matches!(letter, ',' | ';' | ':' | '-' | '/' | '\''));
    if let Some(sex) = tables.marker(&word.to_lowercase())
        && let Some(last) = tokens.parts.last_mut().filter(|last| !last.is_initial)
    {
        last.marked = Some(sex);
        last.text = format!("{} {word}", last.text);
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
    let letters =
        piece.chars().filter(|letter| letter.is_alphabetic() || *letter == '?' || *letter == '\u{fffd}');
    let letters: String = letters.collect();
    if letters.is_empty() || !letters.chars().any(char::is_alphabetic) {
        return;
    }
    tokens.lost_letters |= letters.contains(['?', '\u{fffd}']);
    let (base_text, marked) = split_marker(piece, tables);
    let base: String = base_text.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let sounds = tables.letters().fold(&base);
    let count = letters.chars().count();
    let is_initial = marked.is_none() && (count == 1 || (full_stop && count <= 3));
    tokens.parts.push(Part {
        text: title_case(piece),
        sounds,
        pieces: pieces(base_text, tables),
        is_initial,
        marked,
        capitals: count >= 3 && letters.chars().all(char::is_uppercase),
        shape: Shape::default(),
    });
}

/// The words of `Иванова-Петрова` or `Иванова/Петрова`; empty for one word.
fn pieces(word: &str, tables: &NameTables) -> Vec<Vec<Sound>> {
    if !word.contains(['-', '/']) {
        return Vec::new();
    }
    let words = word.split(['-', '/']).filter(|word| word.chars().count() >= LEAST_PIECE);
    words.map(|word| tables.letters().fold(word)).filter(|word| !word.is_empty()).collect()
}

/// `Болат-ұлы` is the name Болат and a marker.
fn split_marker<'a>(piece: &'a str, tables: &NameTables) -> (&'a str, Option<Option<Sex>>) {
    match piece.rsplit_once('-') {
        Some((base, last)) if !base.is_empty() => match tables.marker(&last.to_lowercase()) {
            Some(sex) => (base, Some(sex)),
            None => (piece, None),
        },
        _ => (piece, None),
    }
}

/// عبد and the like make one name with the word that follows.
fn join_first_elements(tokens: &mut Tokens, tables: &NameTables) {
    if tokens.script != Some(Script::Arabic) {
        return;
    }
    let parts = std::mem::take(&mut tokens.parts);
    for part in parts {
        match tokens.parts.last_mut().filter(|last| tables.joins_next(&last.sounds)) {
            Some(first) => {
                first.text = format!("{} {}", first.text, part.text);
                first.sounds.extend(part.sounds);
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
fn title_case(word: &str) -> String {
    if word.chars().any(char::is_lowercase) || word.chars().count() < 3 {
        return word.to_owned();
    }
    let mut at_start = true;
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        if at_start {
            out.push(letter);
        } else {
            out.extend(letter.to_lowercase());
        }
        at_start = !letter.is_alphabetic();
    }
    out
}

/// The script whose orders a name follows.
pub(super) fn script_name(tokens: &Tokens) -> &'static str {
    let text: String = tokens.parts.iter().map(|part| part.text.as_str()).collect();
    tokens.script.unwrap_or_else(|| script_of(&text)).as_str()
}
