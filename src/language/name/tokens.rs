//! Splits the text of a name cell into parts.
//!
//! In: the text of a cell. Out: the parts in printed order, and everything that was removed beside them:
//! notes, ranks, quotes, words of relation. No part has a role yet. With invented names:
//!
//! | cell | parts | beside |
//! |---|---|---|
//! | `№ 14 Ким Виктор, 29 лет` | Ким, Виктор | notes `№ 14` and `29 лет` |
//! | `подполковник АХМЕТОВ Серік` | Ахметов (in capitals), Серік | title `подполковник` |
//! | `Ахметов С.К.` | Ахметов, С, К | |
//! | `Ахметов, Серік Болат ұлы` | Ахметов, Серік, Болат ұлы (marked) | comma after part 1 |
//! | `Ахметов Серик (1985 г.р.)` | Ахметов, Серик | note `1985 г.р.` |
//!
//! Removals run from the outside in: statements about other people, brackets, stand-in signs, numbers, marks,
//! quotes, the surname at birth, titles. Only then is the rest split into words, initials and markers.

use std::borrow::Cow;
use std::sync::Arc;

use super::endings::Stemmed;
use super::folded::{Folded, Sound};
use super::given::KnownGiven;
use super::letters::script_of;
use super::marks::{is_lost_mark, take_marks};
use super::said::Said;
use super::tables::{NameTables, title_key};
use super::{Role, Title, said, together};
use crate::base::text::{Script, clean};
use crate::language::sex::Sex;

/// Most parts of one name. A cell with more parts is not read as a name. Masks of parts have 16 bits, so a
/// name always fits.
const MAX_PARTS: usize = 12;
/// Longest title, and longest marker of a surname at birth, in words.
const MAX_TITLE_WORDS: usize = 4;

/// Fewest letters in a half of a double name.
const LEAST_PIECE: usize = 3;

/// One part of a name: a word, an initial, or several words that make one name (`Болат ұлы`, `Abd
/// al-Rahman`).
///
/// A part has its letters in up to three spellings: as it sounds (`sounds`), letter by letter (`spelled`),
/// and in other letters (`others`). Names are compared in each of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TokenPart {
    /// The text for display, in title case if the word was in capitals.
    pub(super) text: Arc<str>,
    /// The folded letters, without a separate marker and without an article.
    pub(super) sounds: Folded,
    /// The folded words that a hyphen or a slash joins: two for `Иванова-Петрова`. Empty for one word.
    pub(super) pieces: Vec<Folded>,
    /// Whether each of these words begins with a capital, as names do. `Nur-sultan` is one name, `Juan-José`
    /// may be two.
    pub(super) are_names: bool,
    /// The word folded letter by letter; `None` if no group of letters makes one sound.
    pub(super) spelled: Option<Folded>,
    /// The word in other letters: without accents, transcribed, transliterated. Empty for none.
    pub(super) others: Vec<Folded>,
    /// Whether `others` is a general transliteration, because no table knows the script.
    pub(super) is_transliterated: bool,
    /// A single letter, or up to three letters before a full stop: `С`, `Дж.`. Only its first sound is
    /// compared.
    pub(super) is_initial: bool,
    /// The marker of a patronymic (`ұлы`) followed, so this is a father's name. The inner value is the sex of
    /// the child that the marker shows. `None` without a marker.
    pub(super) marked: Option<Option<Sex>>,
    /// The part is in capitals and another part is not: `АХМЕТОВ Серік`. That marks the surname.
    pub(super) capitals: bool,
    /// What the form alone shows, looked up once. Empty for initials.
    pub(super) shape: Shape,
}

impl TokenPart {
    /// Appends the letters of the next part, in all spellings: both parts are one word.
    fn append_letters(&mut self, next: &TokenPart) {
        let both = |one: &Folded, other: &Folded| one.iter().chain(other.iter()).copied().collect();
        let count = self.others.len().max(next.others.len());
        let others = (0..count).map(|at| both(self.other(at), next.other(at)));
        self.others = others.collect();
        let has_groups = self.spelled.is_some() || next.spelled.is_some();
        self.spelled = has_groups.then(|| both(self.spelled(), next.spelled()));
        self.sounds = both(&self.sounds, &next.sounds);
        self.is_transliterated |= next.is_transliterated;
    }

    /// The word in its further spelling `at`. If there are fewer spellings, the last one; if there are none,
    /// its own letters.
    pub(super) fn other(&self, at: usize) -> &Folded {
        self.others.get(at).or_else(|| self.others.last()).unwrap_or(&self.sounds)
    }

    /// The word folded letter by letter; its folded letters if that makes no difference.
    pub(super) fn spelled(&self) -> &Folded {
        self.spelled.as_ref().unwrap_or(&self.sounds)
    }

    /// Removes an article or other optional prefix, in all spellings.
    fn take_prefix(&mut self, tables: &NameTables) {
        self.sounds = tables.without_prefix(self.sounds);
        self.spelled = self.spelled.map(|spelled| tables.without_prefix(spelled));
        self.others.iter_mut().for_each(|other| *other = tables.without_prefix(*other));
    }
}

/// What the form of a part shows about its role. The fields are independent of each other: Серік is a given
/// name and a surname, and Болатұлы ends like a patronymic and may be a surname. The default, for initials,
/// shows nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// The given names of the tables that the part spells; `None` for none.
    pub(super) given: Option<KnownGiven>,
    /// Indices of the given names of which it may be a short form; `None` for none.
    pub(super) short_for: Option<Arc<[u16]>>,
    /// The whole word is a surname of the tables: `Шмидт`.
    pub(super) listed: bool,
    /// The part without its surname ending; `None` without such an ending.
    pub(super) surname: Option<Stemmed>,
    /// The part without its patronymic ending; `None` without such an ending.
    pub(super) patronymic: Option<Stemmed>,
}

impl Shape {
    /// Looks up the form of a folded word.
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

/// The parts of a name cell, and what was removed from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NameTokens {
    /// In printed order; at most 12.
    pub(super) parts: Vec<TokenPart>,
    /// Ranks and honorifics from both ends.
    pub(super) titles: Vec<Title>,
    /// Text that is not part of the name, as printed.
    pub(super) notes: Vec<String>,
    /// Whether letters of a wrong alphabet, digits or signs were replaced.
    pub(super) repaired: bool,
    /// Whether a part has the mark of a lost letter.
    pub(super) lost_letters: bool,
    /// In a cell such as "Surname, Given": the number of parts before the first comma. `None` without a
    /// comma. The parts before the comma are probably the surname.
    pub(super) comma_after: Option<usize>,
    /// The script of the text; `None` if several cells were joined and none has a letter.
    pub(super) script: Option<Script>,
    /// Index of the language that uses the script of another one, such as Kazakh in Arabic letters; `None` if
    /// no letter shows it.
    pub(super) written_by: Option<usize>,
    /// What the cell states beside the name.
    pub(super) said: Said,
    /// The parts of the surname at birth; empty for none.
    pub(super) birth: Vec<TokenPart>,
    /// The parts of the father's name, if the cell states whose child the person is; empty otherwise.
    pub(super) father: Vec<TokenPart>,
}

impl NameTokens {
    /// Moves the parts of the father's name behind the own name, and returns the roles of all parts: given
    /// name, father's given name, his forefathers, his surname.
    ///
    /// `Omar s/o Nabil Qasim` becomes given name Omar, patronymic Nabil, surname Qasim. `None` if the cell
    /// states no father, or if the own name has several parts: then its own parts may include them.
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

    /// Appends the parts of the next cell of a record, and what was removed from it. The first statement of
    /// each kind counts.
    pub(super) fn append(&mut self, mut other: NameTokens) {
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

/// Index of the language that a cell in the script of another language is written in; `None` if no letter
/// shows it. Only Arabic letters are examined.
pub(super) fn written_by(cell: &str, tables: &NameTables) -> Option<usize> {
    let may_be = cell.chars().any(|letter| Script::of(letter) == Some(Script::Arabic));
    if may_be { tables.letters().written_by(&clean(cell)) } else { None }
}

/// Splits a cell into parts; `None` if it has no name.
pub(super) fn read(cell: &str, tables: &NameTables) -> Option<NameTokens> {
    read_as(cell, written_by(cell, tables), tables)
}

/// Whether a text consists of words that name nobody: `неизвестный`, `3 неизвестных мужчин`, `Полицейский`.
pub(super) fn names_nobody(text: &str, tables: &NameTables) -> bool {
    let text = clean(text);
    tables.is_unnamed(&text) || said::names_nobody(&text, tables)
}

/// Splits the name cell of a record into parts, in a known language.
fn read_as(cell: &str, written_by: Option<usize>, tables: &NameTables) -> Option<NameTokens> {
    if names_nobody(cell, tables) { None } else { read_part(cell, written_by, "", tables) }
}

/// Splits the cell of one name part into parts, in a known language; `None` if it has no name, or more than
/// 12 parts.
///
/// `row` is the text of all name cells of the record, which may show that two letters are initials. Words
/// that name nobody in a whole name may be a name here: `child` in a column of surnames is a surname.
///
/// The parts do not have a role yet, but their forms are looked up here once ([`Shape`]), because every
/// reading uses them.
pub(super) fn read_part(
    cell: &str,
    written_by: Option<usize>,
    row: &str,
    tables: &NameTables,
) -> Option<NameTokens> {
    let mut tokens = NameTokens { written_by, ..NameTokens::default() };
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

/// Whether a character is a quotation mark. A straight or curved apostrophe is not.
fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '«' | '»' | '“' | '”' | '„' | '‟')
}

/// The text without quotation marks.
fn without_quotes(text: &str) -> Cow<'_, str> {
    if text.contains(is_quote) { text.replace(is_quote, "").into() } else { text.into() }
}

/// Removes a second name in quotes, such as `"Abu Ali"` or `'La Negra'`, and adds it to the notes.
///
/// It must have at least two words, and at least two words must remain. A single word in quotes may be part
/// of the name, so it stays and loses only its quotes.
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

/// Removes text in brackets and adds it to the notes, one note per outer bracket. Brackets around the whole
/// cell are removed alone. A bracket that is not closed ends with the text.
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

/// Adds a text to the notes unless it is blank, and empties it.
fn push_note(note: &mut String, notes: &mut Vec<String>) {
    let text = note.trim();
    if !text.is_empty() {
        notes.push(text.to_owned());
    }
    note.clear();
}

/// Removes everything from the first number on: years, ages, footnotes. A number before the name (a running
/// number, `№ 14`) is removed alone. Both are added to the notes. `#`, `№` and `+` count as numbers.
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

/// The words of a text. A comma stays with its word.
fn words(text: &str) -> Vec<&str> {
    let words = text.split_inclusive(|letter: char| letter == ',' || letter.is_whitespace());
    words.map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// Removes blanks on one side of a slash: `Шевцов/ Шавцов` is one surname in two spellings, like
/// `Шевцов/Шавцов`. A slash with blanks on both sides stays: it may separate whole names.
fn join_alternatives(text: &str) -> Cow<'_, str> {
    if !text.contains("/ ") && !text.contains(" /") {
        return text.into();
    }
    let parts: Vec<String> =
        text.split(" / ").map(|part| part.replace("/ ", "/").replace(" /", "/")).collect();
    parts.join(" / ").into()
}

/// Removes the surname at birth after its marker: `Смирнова Анна, урожденная Иванова`. There must be a name
/// on both sides of the marker.
///
/// After a surname alone the given names follow the surname at birth, so only one word is removed: `Смирнова
/// урожд. Иванова Анна` becomes `Смирнова Анна`. A surname that a bracket stated before takes precedence.
fn take_birth_surname(words: &mut Vec<&str>, tables: &NameTables, tokens: &mut NameTokens) {
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

/// The parts of a name that the cell states beside the person's own name; at most 12, empty for no text.
fn parts_beside(text: Option<&str>, tables: &NameTables, written_by: Option<usize>) -> Vec<TokenPart> {
    let Some(text) = text else { return Vec::new() };
    let mut tokens = NameTokens { written_by, script: Script::of_word(text), ..NameTokens::default() };
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

/// Removes titles from both ends, as often as there is one. Titles inside a name stay.
fn take_titles(words: &mut Vec<&str>, tables: &NameTables, titles: &mut Vec<Title>) {
    while let Some(count) = title_at(words, tables, true) {
        titles.extend(found_title(words.drain(..count).collect(), tables));
    }
    while let Some(count) = title_at(words, tables, false) {
        let at = words.len() - count;
        titles.extend(found_title(words.drain(at..).collect(), tables));
    }
}

/// How many words at the start or the end make the longest title; `None` without one. Never all words: one
/// must remain as the name. The tables mark titles that are looked for only at the start.
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

/// A word in one script: letters that look like those of its script are replaced.
fn in_one_script<'a>(word: &'a str, tables: &NameTables) -> Cow<'a, str> {
    tables.one_script(word).map_or(Cow::Borrowed(word), Cow::Owned)
}

/// Words in one script each, with a blank between two words.
fn spelled(words: &[&str], tables: &NameTables) -> String {
    let words: Vec<Cow<'_, str>> = words.iter().map(|word| in_one_script(word, tables)).collect();
    words.join(" ")
}

/// The title that the words make, with its printed text and the class from the tables.
fn found_title(words: Vec<&str>, tables: &NameTables) -> Option<Title> {
    let text = words.join(" ");
    let known = tables.title(&title_key(&spelled(&words, tables)))?;
    Some(Title { text: text.trim_end_matches(',').to_owned(), ..known.clone() })
}

/// Adds the parts of one word between blanks: `С.К.` is two initials, `Болат-ұлы` a name with a marker.
///
/// A separate marker (`ұлы`) is joined to the part before it, which becomes a father's name. After an
/// initial, or as the first word, it is an ordinary part. The first comma of the cell is recorded.
fn add_word(word: &str, tables: &NameTables, tokens: &mut NameTokens) {
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

/// Adds one part. `full_stop` states whether a full stop follows: then up to three letters are an initial.
///
/// A piece without a letter is skipped; a piece of lost letters only (`???`) is, too. A marker after a hyphen
/// is separated, so it does not change the letters that are compared, but it stays in the text.
fn add_piece(piece: &str, full_stop: bool, tables: &NameTables, tokens: &mut NameTokens) {
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
    tokens.parts.push(TokenPart {
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

/// The folded words of `Иванова-Петрова` or `Иванова/Петрова`; empty for one word. Words of fewer than three
/// letters are left out.
fn pieces(word: &str, tables: &NameTables, written_by: Option<usize>) -> Vec<Folded> {
    if !word.contains(['-', '/']) {
        return Vec::new();
    }
    let words = word.split(['-', '/']).filter(|word| word.chars().count() >= LEAST_PIECE);
    words.map(|word| tables.letters().fold_part(word, written_by)).filter(|word| !word.is_empty()).collect()
}

/// Splits `Болат-ұлы` into the name Болат and the sex that the marker shows. A piece without a marker is
/// unchanged, and has `None`.
fn split_marker<'a>(piece: &'a str, tables: &NameTables) -> (&'a str, Option<Option<Sex>>) {
    match piece.rsplit_once('-') {
        Some((base, last)) if !base.is_empty() => match tables.marker(last) {
            Some(sex) => (base, Some(sex)),
            None => (piece, None),
        },
        _ => (piece, None),
    }
}

/// Joins عبد and similar first elements with the next part into one name, in Arabic and in Latin letters:
/// `Abd al-Rahman` is one given name. The tables `compounds` have such elements in these two scripts only.
fn join_first_elements(tokens: &mut NameTokens, tables: &NameTables) {
    let is_first = |part: &TokenPart| !part.is_initial && tables.joins_next(&part.sounds, &part.text);
    let may_be = matches!(tokens.script, Some(Script::Arabic | Script::Latin));
    if !may_be || !tokens.parts.iter().any(is_first) {
        return;
    }
    let parts = std::mem::take(&mut tokens.parts);
    // In `أبو عبد الله` the second word joins the third too.
    let mut chains = false;
    for part in parts {
        let chains_next = !part.is_initial && tables.joins_any_next(&part.sounds, &part.text);
        match tokens.parts.last_mut().filter(|last| chains || is_first(last)) {
            Some(first) => {
                first.text = format!("{} {}", first.text, part.text).into();
                first.append_letters(&part);
            }
            None => tokens.parts.push(part),
        }
        chains = chains_next;
    }
}

/// Clears `capitals` if all parts are in capitals: capitals show the surname only if they single out one
/// part. Initials are always capitals and do not count.
fn mark_capitals(parts: &mut [TokenPart]) {
    if parts.iter().filter(|part| !part.is_initial).all(|part| part.capitals) {
        for part in parts {
            part.capitals = false;
        }
    }
}

/// `АХМЕТОВ` as `Ахметов`, with a capital in each part of a compound (`НУР-СҰЛТАН` as `Нур-Сұлтан`). Words
/// with small letters, and words of up to two letters, are unchanged.
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

/// The script by which the orders of a name are looked up.
pub(super) fn script_name(tokens: &NameTokens) -> &'static str {
    let of_parts = || {
        let text: String = tokens.parts.iter().map(|part| &*part.text).collect();
        script_of(&text)
    };
    let script = tokens.script.unwrap_or_else(of_parts);
    // A language that uses the script of another one has its own orders.
    if tokens.written_by.is_some() { Script::Other.as_str() } else { script.as_str() }
}
