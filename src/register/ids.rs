//! Ids of entries that can be cited: an entry keeps its id from run to run.
//!
//! Input: the file of ids of earlier runs and the entries of this run. Output: an [`IdBook`] with an id for every entry
//! and redirects from ids that are no longer used.
//!
//! An id is anchored to a record. It names *the person whom this record names*. While the record is on its list, the id
//! leads to the entry that holds the record: it is the id of that entry or redirects to it, whichever other records are
//! joined or separated. The file remembers which of several ids an entry uses. So a longer list, a better model or
//! another entry does not change an id.
//!
//! What happens to an id:
//!
//! - *The entry grows or shrinks*: the id stays with the entry that holds the anchor.
//! - *Two entries become one*: the older id stays, and the other one redirects to it ([`KnownId::merged_into`]).
//! - *One entry becomes two*: the entry with the anchor keeps the id. The other entry gets back an earlier id of its
//!   own, or a new id that states where it comes from ([`KnownId::split_from`]).
//! - *The anchor leaves its list*: the id moves to another record of its entry and is anchored there.
//! - *All records leave their lists*: the id stays in the file and leads nowhere.
//!
//! An id is a digest of a secret salt and a record, such as `P-1A2B-3C4D-5E6F` (60 bits). Without the salt nobody can
//! find out which record an id belongs to by trying all records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::digest;
use crate::base::disk::Replacement;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::finding::{Code, Finding};
use crate::register::ledger::listed;
use crate::source::{Named, Source, named};

/// First line of every file of ids. The number is the version of the format; it changes when older programs cannot read
/// the new format.
const FIRST_LINE: &str = "# casualty-register ids 1";
/// Prefix of the line with the salt, which has 64 hexadecimal digits.
const SALT: &str = "# salt ";

/// An id that an entry uses now or used in an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownId {
    /// The id.
    pub id: String,
    /// The number of the run that first assigned the id, from 1. Of two ids of one person the older one stays.
    pub since: u64,
    /// The record that the id is anchored to, as `source:id`.
    pub anchor: String,
    /// The records of the entry that uses the id, sorted; empty if no entry uses it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The id that the entry uses now, if the person of this id is in an entry with another id; `None` for an id in
    /// use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    /// The id of the entry that held the records before they were separated; `None` if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<String>,
}

/// The ids that entries use or have used, one per line, sorted by id.
///
/// ```
/// use casualty_register::register::IdBook;
///
/// let first = IdBook::default().assigned(&[vec!["a:1", "b:2"], vec!["b:3"]]);
/// // A list has grown by a record that sorts before the others, and two entries have become one.
/// let second = first.assigned(&[vec!["a:0", "a:1", "b:2", "b:3"]]);
/// assert_eq!(second.id_of("a:0"), first.id_of("a:1"));
/// let redirect = first.id_of("b:3").unwrap();
/// assert_eq!(second.leads_to(redirect), first.id_of("a:1"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct IdBook {
    /// 64 hexadecimal digits, or empty. An id is a digest of the salt and a record.
    salt: String,
    /// The ids in use and the former ids, by id.
    known: BTreeMap<String, KnownId>,
    /// The file that the book was read from; empty for a new book.
    path: PathBuf,
    /// For each id its line in the file, from 1.
    lines: BTreeMap<String, u64>,
    /// The digest of the text that the book was read from; it shows whether another run has changed the file.
    digest: String,
}

/// Two books are equal if their ids and salts are equal; the file does not matter.
impl PartialEq for IdBook {
    fn eq(&self, other: &Self) -> bool {
        (&self.salt, &self.known) == (&other.salt, &other.known)
    }
}

impl Eq for IdBook {}

impl IdBook {
    /// Reads a file of ids. A file that does not exist counts as a book without ids.
    ///
    /// # Errors
    ///
    /// If the file is empty or cannot be read, and as [`IdBook::parse`]. An empty file is an error because it is more
    /// likely damaged than new.
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

    /// Reads ids from a text. Messages refer to the text as `path`. An empty text has no ids. Invalid UTF-8 was
    /// replaced by the caller; a byte order mark is skipped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ids`], with the line: if the first line is another one, if the salt is missing, invalid or given
    /// twice, if a line is not an id, or if an id appears twice.
    pub fn parse(path: impl AsRef<Path>, text: &str) -> Result<Self> {
        let wrong = |line: u64, problem: String| ErrorKind::Ids { path: path.as_ref().into(), line, problem };
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let digest = digest::of_bytes(text.as_bytes());
        let mut book = IdBook { path: path.as_ref().into(), digest, ..IdBook::default() };
        match lines.next() {
            None => return Ok(book),
            Some((_, first)) if first.trim_end() == FIRST_LINE => {}
            Some(_) => return Err(wrong(1, format!("the first line must be `{FIRST_LINE}`")).into()),
        }
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            if let Some(salt) = line.strip_prefix(SALT).map(str::trim) {
                let problem = match (book.salt.is_empty(), is_salt(salt)) {
                    (false, _) => {
                        "there are two lines with a salt; keep the one that the earliest version of the file \
                         has"
                    }
                    (true, false) => {
                        "the salt must be 64 characters, each a digit or a letter a to f; take it from an \
                         earlier version of the file"
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
                    format!("the line is not an id ({error}); take it from an earlier version of the file"),
                )
            })?;
            book.lines.insert(known.id.clone(), number);
            if let Some(other) = book.known.insert(known.id.clone(), known) {
                let problem =
                    format!("the id {} occurs twice; keep the line with the lower `since`", other.id);
                return Err(wrong(number, problem).into());
            }
        }
        if book.salt.is_empty() {
            let problem = format!(
                "the line `{SALT}…` is missing, and without it ids could be traced to their records; take it \
                 from an earlier version of the file"
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

    /// Writes the file in one step; on an error the old file remains.
    ///
    /// # Errors
    ///
    /// As [`IdBook::prepare`].
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        self.prepare(path)?.put()
    }

    /// Writes the new file next to the old one. `Replacement::put` then replaces the old file.
    ///
    /// # Errors
    ///
    /// If the book has no salt, if another run has changed the file since this book was read from it
    /// ([`ErrorKind::Ids`]), if `path` is a link, or if the disk reports an error.
    pub fn prepare(&self, path: impl AsRef<Path>) -> Result<Replacement> {
        let path = path.as_ref();
        if !self.is_salted() {
            let problem =
                "the ids have no salt, so they could be traced to their records; begin with `IdBook::salted`";
            return Err(ErrorKind::Setting { name: "ids", problem: problem.to_owned() }.into());
        }
        let (text, mut new) = (self.to_text(), Replacement::of(path)?);
        let there = IdBook::open(path)?;
        if path == self.path && ![&self.digest, &digest::of_bytes(text.as_bytes())].contains(&&there.digest) {
            let problem = "another run has changed the file since this run read it; run again".to_owned();
            return Err(ErrorKind::Ids { path: path.to_owned(), line: 1, problem }.into());
        }
        new.fill(text.as_bytes())?;
        Ok(new)
    }

    /// Adds a salt from the system's source of random numbers, unless the book has a salt or has assigned ids without
    /// one.
    ///
    /// Nothing else in the program is random: the same lists, settings and ids give the same bytes. An id made with a
    /// salt reveals nothing about its record to anybody who does not have the book.
    ///
    /// # Errors
    ///
    /// If the system provides no random numbers.
    pub fn salted(self) -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let problem =
                format!("the operating system gave no random numbers for a salt ({error}); run again");
            ErrorKind::Setting { name: "ids", problem }
        })?;
        Ok(self.with_salt_of(&bytes))
    }

    /// Adds a salt that is the digest of a text, for tests and invented lists. Anybody who knows the text can trace ids
    /// to records. No effect if the book has a salt or ids.
    #[must_use]
    pub fn with_salt(self, text: &str) -> Self {
        self.with_salt_of(text.as_bytes())
    }

    /// Adds the digest of `bytes` as the salt, unless the book has a salt or ids.
    fn with_salt_of(mut self, bytes: &[u8]) -> Self {
        if self.salt.is_empty() && self.known.is_empty() {
            self.salt = digest::of_bytes(bytes);
        }
        self
    }

    /// The salt; `None` if ids are made without one.
    pub(crate) fn salt(&self) -> Option<&str> {
        Some(self.salt.as_str()).filter(|salt| !salt.is_empty())
    }

    /// Whether the book has neither ids nor a salt, as if its file did not exist.
    pub(crate) fn is_new(&self) -> bool {
        self == &IdBook::default()
    }

    /// Replaces the names of records by their names in this run. A record id that appears several times on a list gets
    /// a longer name, which can differ from run to run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ids`] if the book names a record by an id that several records of its list now have.
    pub(crate) fn renamed(mut self, sources: &[Source]) -> Result<Self> {
        for known in self.known.values_mut() {
            for record in known.members.iter_mut().chain([&mut known.anchor]) {
                match named(sources, record) {
                    Some((source, Named::One(id))) => *record = format!("{source}:{id}"),
                    Some((source, Named::Several(rows))) => {
                        let problem = format!(
                            "the published id {} names {record}, but {} rows now have that id; give each row \
                             its own id in the list, or write here the row that is meant: {}",
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

    /// Findings about ids that are anchored to one of several records with the same record id, if that record was
    /// edited or removed.
    pub(crate) fn findings(&self, sources: &[Source]) -> Vec<Finding> {
        let of = |known: &KnownId| {
            let (source, Named::Edited(rows)) = named(sources, &known.anchor)? else { return None };
            let message = format!(
                "the published id {} names {}, which was edited or removed, and other rows have the same \
                 record id ({}); give each row its own id in the list, and write the one that is meant into \
                 the file of ids",
                known.id,
                known.anchor,
                listed(source, &rows)
            );
            let at = rows.iter().filter_map(|id| sources.iter().find(|one| one.id() == source)?.place_of(id));
            Some(Finding::new(Code::EditedRepeat, at.collect(), message))
        };
        self.known.values().filter_map(of).collect()
    }

    /// Whether ids are made with a salt. Only such ids may be published.
    pub fn is_salted(&self) -> bool {
        !self.salt.is_empty()
    }

    /// Every id, in use or not, sorted by id.
    pub fn ids(&self) -> impl Iterator<Item = &KnownId> {
        self.known.values()
    }

    /// The id of the entry that holds a record, given as `source:id`; `None` if no entry holds it. Reads all ids in
    /// order.
    pub fn id_of(&self, record: &str) -> Option<&str> {
        let holds = |known: &&KnownId| known.members.binary_search_by(|one| one.as_str().cmp(record)).is_ok();
        self.known.values().find(holds).map(|known| known.id.as_str())
    }

    /// The id of the entry that an id leads to: the id itself or the target of its redirects. `None` if the id was
    /// never assigned, or if none of its records is on a list any more.
    pub fn leads_to(&self, id: &str) -> Option<&str> {
        let mut known = self.known.get(id)?;
        // A redirect leads to an id in use. The bound only guards against circles in a file that somebody edited.
        for _ in 0..self.known.len() {
            match &known.merged_into {
                Some(next) => known = self.known.get(next)?,
                None => break,
            }
        }
        (!known.members.is_empty()).then_some(known.id.as_str())
    }

    /// The book after a run. `entries` has the records of each entry as `source:id`, sorted.
    ///
    /// An entry that existed before keeps its id. If an entry holds the people of several ids, the oldest id stays and
    /// the others redirect to it. The same entries again change nothing. No id is ever removed, because it may have
    /// been cited.
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

/// Whether a text has the form of a salt: 64 hexadecimal digits in lower case.
fn is_salt(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The state of one run's assignment of ids.
struct Assigning<'a> {
    /// The book of the run before.
    book: &'a IdBook,
    /// For each entry the ids whose person it holds.
    claimants: Vec<BTreeSet<String>>,
    /// For each record the id of the entry that held it in the run before.
    was_in: BTreeMap<&'a str, &'a str>,
    /// The book of this run, in progress.
    next: BTreeMap<String, KnownId>,
}

impl<'a> Assigning<'a> {
    /// Copies the known ids without their members, moves anchors that have left their list, and notes which entry holds
    /// the person of each id.
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

    /// The id that an entry gets from those that it can use: an id in use before a redirect, then the id of the earlier
    /// run, then the id with the lesser anchor. `None` if the entry can use no known id.
    fn oldest(&self, entry: usize) -> Option<String> {
        let known = self.claimants.get(entry)?.iter().filter_map(|id| self.book.known.get(id));
        let oldest = known.min_by_key(|known| (known.members.is_empty(), known.since, &known.anchor));
        oldest.map(|known| known.id.clone())
    }

    /// Gives the entry at a position its id, or a new one if `head` is `None`, and redirects its other ids to it.
    /// `since` is the number of this run.
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

    /// A new id: the digest of the first record of the entry whose digest is free. If all are taken, the digest of the
    /// first record with a number from 2, such as `…-2`.
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

/// The position of the entry that holds the person of an id, and the record that the id is now anchored to.
///
/// While its anchor is on a list, the anchor decides. Otherwise the entry with most of its former members holds it, and
/// the first of these members is the new anchor. `None` if none of its records is on a list any more.
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
