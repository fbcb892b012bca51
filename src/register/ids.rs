//! Ids that can be cited: what an entry was called before, it is called again.
//!
//! An id is anchored to a record: it names *the person whom this record names*. While the record is in its
//! list, the id leads to the entry that holds it, as the id of that entry or as a redirect to it, whatever
//! else is joined to it or taken away. Which of several ids an entry bears is remembered, in a file beside
//! the lists, so that a list that grows, a better model or another entry changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::digest;
use crate::base::disk::Replacement;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::{Code, Finding};
use crate::register::ledger::listed;
use crate::source::{Named, Source, named};

/// The first line of every file of ids; the number changes when an older program could not read it.
const FIRST_LINE: &str = "# casualty-register ids 1";
/// What stands before the salt.
const SALT: &str = "# salt ";

/// An id that an entry bears or once bore.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownId {
    /// The id.
    pub id: String,
    /// The run that first gave it, counted from 1: of two ids of one person the older one stays.
    pub since: u64,
    /// The record that it is anchored to, as `source:id`.
    pub anchor: String,
    /// The records of the entry that bears it, sorted; empty when none does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The id of the entry that holds the person now, when another id is its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    /// The id of the entry that the records stood in before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<String>,
}

/// The ids that entries have had, one a line, sorted by id.
///
/// ```
/// use casualty_register::register::IdBook;
///
/// let first = IdBook::default().assigned(&[vec!["a:1", "b:2"], vec!["b:3"]]);
/// // A list has grown by a row that sorts before the others, and two entries have become one.
/// let second = first.assigned(&[vec!["a:0", "a:1", "b:2", "b:3"]]);
/// assert_eq!(second.id_of("a:0"), first.id_of("a:1"));
/// let redirect = first.id_of("b:3").unwrap();
/// assert_eq!(second.leads_to(redirect), first.id_of("a:1"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct IdBook {
    salt: String,
    known: BTreeMap<String, KnownId>,
    /// The file that it was read from.
    path: PathBuf,
    /// The line of each id in the file.
    lines: BTreeMap<String, u64>,
    /// The digest of the text that it was read from.
    digest: String,
}

/// Equal when the ids and the salt are equal.
impl PartialEq for IdBook {
    fn eq(&self, other: &Self) -> bool {
        (&self.salt, &self.known) == (&other.salt, &other.known)
    }
}

impl Eq for IdBook {}

impl IdBook {
    /// Reads a file of ids; one that is not there yet has no ids.
    ///
    /// # Errors
    ///
    /// When the file is empty or cannot be read, or as [`IdBook::parse`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        match std::fs::read(path) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => {
                let problem =
                    "the file is empty; take it from an earlier version, or delete it if no id was published";
                Err(ErrorKind::Ids { path: path.into(), line: 1, problem: problem.to_owned() }.into())
            }
            Ok(bytes) => IdBook::parse(path, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => IdBook::parse(path, ""),
            Err(error) => Err(Error::io(path, "read", error)),
        }
    }

    /// Reads ids from a text; `path` is what messages call it. An empty text has no ids.
    ///
    /// # Errors
    ///
    /// When the text does not begin as such a file does, has no salt or two, or a line of it is no id, or an id
    /// appears twice ([`ErrorKind::Ids`], with the line).
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self> {
        let wrong = |line: u64, problem: String| ErrorKind::Ids { path: path.as_ref().into(), line, problem };
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let digest = digest::of_bytes(text.as_bytes());
        let mut book = IdBook { path: path.as_ref().into(), digest, ..IdBook::default() };
        match lines.next() {
            None => return Ok(book),
            Some((_, first)) if first.trim_end() == FIRST_LINE => {}
            Some(_) => return Err(wrong(1, format!("its first line has to be `{FIRST_LINE}`")).into()),
        }
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            if let Some(salt) = line.strip_prefix(SALT).map(str::trim) {
                let problem = match (book.salt.is_empty(), is_salt(salt)) {
                    (false, _) => {
                        "there are two lines with a salt; keep the one of the earliest version of the file"
                    }
                    (true, false) => {
                        "the salt has to be 64 digits and letters a to f; take it from an earlier version \
                                      of the file"
                    }
                    (true, true) => {
                        salt.clone_into(&mut book.salt);
                        continue;
                    }
                };
                return Err(wrong(number, problem.to_owned()).into());
            }
            if line.starts_with('#') {
                continue;
            }
            let known: KnownId = serde_json::from_str(line).map_err(|error| {
                wrong(
                    number,
                    format!("this is no id ({error}); take the line from an earlier version of the file"),
                )
            })?;
            book.lines.insert(known.id.clone(), number);
            if let Some(other) = book.known.insert(known.id.clone(), known) {
                let problem =
                    format!("the id {} stands there twice; keep the line with the lower `since`", other.id);
                return Err(wrong(number, problem).into());
            }
        }
        if book.salt.is_empty() {
            let problem = format!(
                "the line `{SALT}…` is missing; take it from an earlier version of the file, since ids that are made \
                 without it could be traced to their records"
            );
            return Err(wrong(1, problem).into());
        }
        Ok(book)
    }

    /// The text of the file; empty for a book without a salt and without ids.
    pub fn to_text(&self) -> String {
        if self.is_new() {
            return String::new();
        }
        let lines = self.known.values().map(|known| serde_json::to_string(known).unwrap_or_default() + "\n");
        let salt = if self.salt.is_empty() { String::new() } else { format!("{SALT}{}\n", self.salt) };
        format!("{FIRST_LINE}\n{salt}{}", lines.collect::<String>())
    }

    /// Writes the file as a whole, or leaves the old one.
    ///
    /// # Errors
    ///
    /// As [`IdBook::prepare`].
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        self.prepare(path)?.put()
    }

    /// The file with these ids, on the disk beside the one that it is to replace.
    ///
    /// # Errors
    ///
    /// When the book has no salt, when it was read from this file and another run has changed it since
    /// ([`ErrorKind::Ids`]), when a link has its name, or when the disk refuses.
    pub fn prepare(&self, path: impl AsRef<Path>) -> Result<Replacement> {
        let path = path.as_ref();
        if !self.is_salted() {
            let problem =
                "they have no salt, so they could be traced to their records; begin with `IdBook::salted`";
            return Err(ErrorKind::Setting { name: "ids", problem: problem.to_owned() }.into());
        }
        let (text, mut new) = (self.to_text(), Replacement::of(path)?);
        let there = IdBook::open(path)?;
        if path == self.path && ![&self.digest, &digest::of_bytes(text.as_bytes())].contains(&&there.digest) {
            let problem = "another run has changed the file since this one read it; run again".to_owned();
            return Err(ErrorKind::Ids { path: path.to_owned(), line: 1, problem }.into());
        }
        new.fill(text.as_bytes())?;
        Ok(new)
    }

    /// The book with a salt from the system's source of random numbers, unless it has one or has given ids without.
    /// It is the only place where chance enters: the same lists, settings and ids give the same bytes. Ids that are
    /// made with a salt reveal nothing of their records to those who do not have the book.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub fn salted(self) -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let problem = format!("the system gives no random numbers for a salt ({error}); run again");
            ErrorKind::Setting { name: "ids", problem }
        })?;
        Ok(self.with_salt_of(&bytes))
    }

    /// The same with a salt that follows from a text. Whoever knows the text can trace ids to records: it is for tests
    /// and for invented lists.
    #[must_use]
    pub fn with_salt(self, text: &str) -> Self {
        self.with_salt_of(text.as_bytes())
    }

    fn with_salt_of(mut self, bytes: &[u8]) -> Self {
        if self.salt.is_empty() && self.known.is_empty() {
            self.salt = digest::of_bytes(bytes);
        }
        self
    }

    /// The salt; `None` when ids are made without one.
    pub(crate) fn salt(&self) -> Option<&str> {
        Some(self.salt.as_str()).filter(|salt| !salt.is_empty())
    }

    /// Whether there is no id and no salt yet, as in a file that is not there.
    pub(crate) fn is_new(&self) -> bool {
        self == &IdBook::default()
    }

    /// The book with the names that its records have now, where an id of a list was given to several rows or
    /// to one row again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ids`] when an id names a record whose id several rows of its list have now.
    pub(crate) fn renamed(mut self, sources: &[Source]) -> Result<Self> {
        for known in self.known.values_mut() {
            for record in known.members.iter_mut().chain([&mut known.anchor]) {
                match named(sources, record) {
                    Some((source, Named::One(id))) => *record = format!("{source}:{id}"),
                    Some((source, Named::Several(rows))) => {
                        let problem = format!(
                            "the published id {} names {record}, an id that {} rows have now; give each row its own \
                             id in the list, or write the row that is meant here: {}",
                            known.id,
                            rows.len(),
                            listed(source, rows)
                        );
                        let line = self.lines.get(&known.id).copied().unwrap_or_default();
                        return Err(ErrorKind::Ids { path: self.path, line, problem }.into());
                    }
                    _ => {}
                }
            }
            known.members.sort();
        }
        Ok(self)
    }

    /// Findings about ids that name a row among several of one id of its list, where that row was edited.
    pub(crate) fn findings(&self, sources: &[Source]) -> Vec<Finding> {
        let of = |known: &KnownId| {
            let (source, Named::Edited(rows)) = named(sources, &known.anchor)? else { return None };
            let message = format!(
                "the published id {} names {}, and that row was edited or removed; the rows of its id are {}: give \
                 each row its own id in the list, and write the one that is meant into the file of ids",
                known.id,
                known.anchor,
                listed(source, &rows)
            );
            let at = rows.iter().filter_map(|id| sources.iter().find(|one| one.id() == source)?.place_of(id));
            Some(Finding::new(Code::EditedRepeat, at.collect(), message))
        };
        self.known.values().filter_map(of).collect()
    }

    /// Whether ids are made with a salt, so that they may be published.
    pub fn is_salted(&self) -> bool {
        !self.salt.is_empty()
    }

    /// Every id, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &KnownId> {
        self.known.values()
    }

    /// The id of the entry that holds a record.
    pub fn id_of(&self, record: &str) -> Option<&str> {
        let holds = |known: &&KnownId| known.members.binary_search_by(|one| one.as_str().cmp(record)).is_ok();
        self.known.values().find(holds).map(|known| known.id.as_str())
    }

    /// The id of the entry that an id leads to: itself, or where its person is now. `None` when none of its
    /// records is in a list any more, or when it never was an id.
    pub fn leads_to(&self, id: &str) -> Option<&str> {
        let mut known = self.known.get(id)?;
        // A redirect leads to an id that entries bear; the bound only guards a file that was edited.
        for _ in 0..self.known.len() {
            match &known.merged_into {
                Some(next) => known = self.known.get(next)?,
                None => break,
            }
        }
        (!known.members.is_empty()).then_some(known.id.as_str())
    }

    /// The book after a run with these entries, each the sorted names of its records. Entries that were
    /// there keep their ids; of several ids of one entry the oldest stays and the others lead to it. The same
    /// entries again change nothing.
    #[must_use]
    pub fn assigned<S: AsRef<str>>(&self, entries: &[Vec<S>]) -> IdBook {
        let mut assigning = Assigning::new(self, entries);
        let heads: Vec<Option<String>> = (0..entries.len()).map(|at| assigning.oldest(at)).collect();
        let since = self.known.values().map(|known| known.since).max().unwrap_or(0).saturating_add(1);
        for (at, (entry, head)) in entries.iter().zip(heads).enumerate() {
            assigning.name(at, entry, head, since);
        }
        IdBook { known: assigning.next, ..self.clone() }
    }
}

fn is_salt(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// One run's assignment of ids.
struct Assigning<'a> {
    book: &'a IdBook,
    /// The ids whose person each entry holds.
    claimants: Vec<BTreeSet<String>>,
    /// For each record the id of the entry that it stood in.
    was_in: BTreeMap<&'a str, &'a str>,
    next: BTreeMap<String, KnownId>,
}

impl<'a> Assigning<'a> {
    fn new<S: AsRef<str>>(book: &'a IdBook, entries: &[Vec<S>]) -> Self {
        let entry_of: BTreeMap<&str, usize> = entries
            .iter()
            .enumerate()
            .flat_map(|(at, entry)| entry.iter().map(move |record| (record.as_ref(), at)))
            .collect();
        let members = |known: &'a KnownId| known.members.iter().map(|one| (one.as_str(), known.id.as_str()));
        let mut this = Assigning {
            book,
            claimants: vec![BTreeSet::new(); entries.len()],
            was_in: book.known.values().flat_map(members).collect(),
            next: BTreeMap::new(),
        };
        for known in book.known.values() {
            let place = place(known, &entry_of);
            if let Some((entry, _)) = &place
                && let Some(claimants) = this.claimants.get_mut(*entry)
            {
                claimants.insert(known.id.clone());
            }
            let anchor = place.map_or_else(|| known.anchor.clone(), |(_, anchor)| anchor);
            this.next.insert(known.id.clone(), KnownId { anchor, members: Vec::new(), ..known.clone() });
        }
        this
    }

    /// Of the ids that an entry can bear: one that is borne before a redirect, then the oldest, then that of
    /// the first record.
    fn oldest(&self, entry: usize) -> Option<String> {
        let known = self.claimants.get(entry)?.iter().filter_map(|id| self.book.known.get(id));
        let oldest = known.min_by_key(|known| (known.members.is_empty(), known.since, &known.anchor));
        oldest.map(|known| known.id.clone())
    }

    fn name<S: AsRef<str>>(&mut self, at: usize, entry: &[S], head: Option<String>, since: u64) {
        let members: Vec<String> = entry.iter().map(|record| record.as_ref().to_owned()).collect();
        let is_new = head.is_none();
        let id = head.unwrap_or_else(|| self.new_id(&members));
        for other in self.claimants.get(at).cloned().unwrap_or_default() {
            if let Some(known) = self.next.get_mut(&other).filter(|known| known.id != id) {
                known.merged_into = Some(id.clone());
            }
        }
        let before = members.iter().find_map(|record| self.was_in.get(record.as_str()).copied());
        let split_from = before.filter(|before| is_new && *before != id).map(str::to_owned);
        let anchor = members.first().cloned().unwrap_or_default();
        let fresh =
            KnownId { id: id.clone(), since, anchor, members: Vec::new(), merged_into: None, split_from };
        let known = self.next.entry(id).or_insert(fresh);
        known.members = members;
        known.merged_into = None;
    }

    /// An id for an entry that none is known of: that of its first record, or, if that has gone elsewhere,
    /// that of another one, or one that is numbered.
    fn new_id(&self, members: &[String]) -> String {
        let of = |record: &String| {
            let (source, record) = record.split_once(':').unwrap_or((record, ""));
            digest::entry_id(&self.book.salt, source, record)
        };
        let free = members.iter().map(of).find(|id| !self.next.contains_key(id));
        let numbered = || {
            let first = members.first().map(of).unwrap_or_default();
            (2_u64..).map(|number| format!("{first}-{number}")).find(|id| !self.next.contains_key(id))
        };
        free.or_else(numbered).unwrap_or_default()
    }
}

/// The entry that holds the person of an id, and the record that the id is anchored to there: its own while
/// that is in a list, then the first of those that stood with it, in the entry that holds most of them.
fn place(known: &KnownId, entry_of: &BTreeMap<&str, usize>) -> Option<(usize, String)> {
    if let Some(entry) = entry_of.get(known.anchor.as_str()) {
        return Some((*entry, known.anchor.clone()));
    }
    let mut found: BTreeMap<usize, Vec<&String>> = BTreeMap::new();
    for member in &known.members {
        if let Some(entry) = entry_of.get(member.as_str()) {
            found.entry(*entry).or_default().push(member);
        }
    }
    let most = found.into_iter().max_by(|(_, a), (_, b)| a.len().cmp(&b.len()).then_with(|| b.cmp(a)))?;
    Some((most.0, (*most.1.first()?).clone()))
}

#[cfg(test)]
mod tests;
