//! Applies a policy to the register of a run: what is shown of entries, members and claims.
//!
//! Takes an [`Outcome`] and a [`Policy`]; gives a [`Disclosure`], which every page, table and screen
//! asks for values. It changes neither the register nor the policy, and it never returns a value that
//! the policy withholds. The rules and their reasons are in the documentation of [`Policy`].

mod births;
mod coarse;
mod figures;
mod numbers;
pub(crate) mod small;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest;
use crate::base::finding::{Code, Location};
use crate::language::date::{Day, PartialDate};
use crate::language::name::{PersonName, is_own_name, unknown_parts};
use crate::language::place::PlaceCell;
use crate::language::status::StatusGroup;
use crate::register::ledger::Ruling;
use crate::register::outcome::Outcome;
use crate::register::{Claim, Entry, FieldState, FieldView, INFERRED, IdBook, Member};
use crate::report::disclosure::births::RecordBirth;
use crate::report::disclosure::numbers::RecordNumbers;
use crate::report::disclosure::small::{Detail, ShownCombination};
use crate::source::Field;
use crate::source::mention::{Mention, Readers};
use crate::source::policy::{Handling, Policy, canonical, of_field};

/// Age of majority, in completed years. Younger people are minors.
const OF_AGE: u16 = 18;

/// What a policy shows of the register of a run. Everything that shows entries to people asks it: a
/// page, a table, a line on a screen.
///
/// | question | method |
/// |---|---|
/// | value of a field | [`Disclosure::field`] |
/// | value of one cell | [`Disclosure::claim`] |
/// | ages | [`Disclosure::ages`] |
/// | name of a record | [`Disclosure::record`] |
/// | id of an entry | [`Disclosure::entry_id`] |
/// | may the person have been under 18 | [`Disclosure::is_minor`] |
/// | is nothing of the entry shown | [`Disclosure::is_kept_back`] |
///
/// ```no_run
/// use casualty_register::Reconciler;
/// use casualty_register::report::Disclosure;
/// use casualty_register::source::Policy;
///
/// let outcome = Reconciler::open("reconcile.toml")?.run()?;
/// let disclosure = Disclosure::new(&outcome, &Policy::public());
/// for entry in outcome.register().entries() {
///     for field in entry.fields() {
///         println!("{} {}", field.field, disclosure.field(entry, field).unwrap_or_default());
///     }
/// }
/// # Ok::<(), casualty_register::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Disclosure<'a> {
    /// The policy that is applied.
    policy: Policy,
    /// The mention of each record, by list id and record id.
    mentions: BTreeMap<(&'a str, &'a str), &'a Mention>,
    /// Ids of entries of people who may have been under 18.
    minors: BTreeSet<&'a str>,
    /// Records that a reviewer rejected or found withdrawn, by list id and record id.
    rejected: BTreeSet<(&'a str, &'a str)>,
    /// Records with a birth or an age that could not be read or that cannot be true.
    unread: BTreeSet<(&'a str, &'a str)>,
    /// Records of minors and of entries that do not count. Their ids may contain a name that is not
    /// published.
    unnamed: BTreeSet<(&'a str, &'a str)>,
    /// Ids of lists that have a column of other names.
    aliased: BTreeSet<&'a str>,
    /// The position of the id column of each list that has one.
    id_columns: BTreeMap<&'a str, usize>,
    /// The readers of the run, for texts beside a name.
    readers: &'a Readers,
    /// First and last day of the period that the project declares; `None` without a period.
    period: Option<(Day, Day)>,
    /// How much is coarsened because few entries share the published values, by entry id. Entries that
    /// lose nothing are absent.
    details: BTreeMap<&'a str, Detail>,
    /// New numbers of the records. Their order does not depend on withheld values.
    numbers: RecordNumbers,
    /// Whether the entry ids come from a file of ids, which has a secret salt.
    are_ids_salted: bool,
}

impl Policy {
    /// The part of a value that the policy shows; `None` if that is nothing.
    ///
    /// `value` is the value as the register shows it, with several values separated by ` | `.
    /// `is_minor` states whether the person may have been under 18. A value without the form of its
    /// field is withheld, except by the working profile.
    pub fn shown(&self, field: &str, value: &str, is_minor: bool) -> Option<String> {
        if self.is_working() {
            return Some(value.to_owned());
        }
        let field = canonical(field).unwrap_or(field);
        coarse::shown(field, value, self.handling_of_person(field, self.handling(field), is_minor))
    }
}

impl<'a> Disclosure<'a> {
    /// Applies a policy to the register of a run. All entries are examined once; minors are found last,
    /// because they depend on the published values.
    pub fn new(outcome: &'a Outcome, policy: &Policy) -> Self {
        let key = |mention: &'a Mention| (&*mention.key().source, &*mention.key().record);
        let mentions = outcome.mentions().iter().map(|mention| (key(mention), mention)).collect();
        let are_ids_salted = outcome.ids().is_some_and(IdBook::is_salted);
        let mut this = Disclosure {
            policy: policy.clone(),
            mentions,
            minors: BTreeSet::new(),
            rejected: rejected(outcome),
            unread: unread(outcome),
            unnamed: BTreeSet::new(),
            aliased: columns(outcome, Field::OtherName).map(|(list, _)| list).collect(),
            id_columns: columns(outcome, Field::Id).collect(),
            readers: &outcome.reconciled.readers,
            period: outcome.reconciled.period,
            details: BTreeMap::new(),
            numbers: RecordNumbers::default(),
            are_ids_salted,
        };
        let entries = outcome.register().entries();
        if let Some(smallest) = policy.smallest_cell().filter(|_| !policy.is_working()) {
            let entry = |at: usize| entries.get(at);
            let of = |at, detail| entry(at).map(|one| this.combination(one, detail)).unwrap_or_default();
            let details = small::details(entries.len(), smallest, of).into_iter();
            let ids = entries.iter().map(Entry::id);
            this.details = ids.zip(details).filter(|(_, detail)| *detail != Detail::default()).collect();
        }
        let end = outcome.reconciled.period.map(|(_, last)| last).or_else(|| this.latest(outcome));
        let says: Vec<Youth> = entries.iter().map(|entry| this.youth(entry, end)).collect();
        let may_be = with_doubtful(outcome, &says).into_iter();
        let may_be = entries.iter().zip(may_be).filter(|(entry, yes)| *yes && !this.is_kept_back(entry));
        this.minors = may_be.map(|(entry, _)| entry.id()).collect();
        let are_initialled = policy.minors() != Handling::Public;
        let is_initialled = |entry: &&Entry| are_initialled && this.is_minor(entry);
        let unnamed = entries.iter().filter(|entry| is_initialled(entry) || this.is_kept_back(entry));
        let key = |member: &'a Member| (member.source.as_str(), member.record.as_str());
        let unnamed: BTreeSet<(&str, &str)> = unnamed.flat_map(Entry::members).map(key).collect();
        let lists = unnamed.iter().map(|(list, _)| *list).collect();
        this.numbers = RecordNumbers::new(outcome, policy, &lists);
        this.unnamed = unnamed;
        this
    }

    /// The policy that is applied.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether the person may have been under 18, judged by what is published: an age or a date, or a
    /// label such as `child` if neither is published.
    ///
    /// - Dates count as they are published. If only the year of a birth is published, or nothing, its
    ///   year counts. An age that is not published beside a birth date does not count. So the answer
    ///   reveals neither.
    /// - If several published dates can all be true, the shown one counts. Values that disagree with
    ///   it, and records that a reviewer rejected, do not count.
    /// - If no date of death is published, the age is computed for the last day of the period; without
    ///   a period, for the latest date of the lists.
    /// - An entry that could be the same person as a minor is treated as that minor. The exceptions:
    ///   its own dates or ages exclude it, or it has a name and the other entry has none.
    /// - If nothing else decides, the person counts as a minor if a birth or an age is stated but
    ///   cannot be read, or if the cell of the name shows a child: `(8 лет)`, `2010 г.р.`.
    /// - The answer is no if no list states anything about the age, and for an entry that is kept back.
    pub fn is_minor(&self, entry: &Entry) -> bool {
        self.minors.contains(entry.id())
    }

    /// Whether nothing that the lists state about the person is shown. This is so if the entry does not
    /// count among the dead, or if a reviewer found some of its records alive or out of scope: the
    /// person may be alive, and a record of the dead is no reason to publish a living person. Never
    /// true in a working copy.
    pub fn is_kept_back(&self, entry: &Entry) -> bool {
        let grading = entry.grading();
        !self.policy.is_working() && (!grading.grade.counts() || !grading.unruled.is_empty())
    }

    /// Whether less of an entry is shown than the handling of its fields allows, because few entries
    /// share its values.
    pub(crate) fn is_coarsened(&self, entry: &Entry) -> bool {
        self.details.contains_key(entry.id())
    }

    /// How much less of an entry is shown because few entries share its values.
    fn detail(&self, entry: &Entry) -> Detail {
        self.details.get(entry.id()).copied().unwrap_or_default()
    }

    /// The shown place, dates and sex of an entry with a given detail. Ages take the place of a birth
    /// that is not shown.
    fn combination(&self, entry: &Entry, detail: Detail) -> ShownCombination {
        let mut all = ["place", "death", "birth", "sex"].map(|field| {
            let view = entry.view(field);
            let shown = view.and_then(|view| self.handled(entry, view));
            shown.and_then(|value| self.with_detail(entry, field, &value, detail)).unwrap_or_default()
        });
        if let [_, _, birth, _] = &mut all
            && birth.is_empty()
        {
            *birth = self.ages_with(entry, detail).unwrap_or_default();
        }
        all
    }

    /// A handled value with less detail; `None` if nothing is left. Fields other than place, dates, age
    /// and sex are not affected.
    fn with_detail(&self, entry: &Entry, field: &str, value: &str, detail: Detail) -> Option<String> {
        match field {
            "place" => self.place_with(entry, value, detail.place),
            "birth" | "death" => coarse::with_dates(value, detail.dates),
            "age" => match detail.dates {
                0 => Some(value.to_owned()),
                1 | 2 => coarse::decades(value),
                _ => None,
            },
            "sex" if detail.is_sex_withheld => None,
            _ => Some(value.to_owned()),
        }
    }

    /// The places (`detail` 0), their regions (1), their countries (2) or nothing (3), each once. A
    /// place that the mentions of the entry do not know has no region and is left out.
    fn place_with(&self, entry: &Entry, value: &str, detail: usize) -> Option<String> {
        if detail == 0 {
            return Some(value.to_owned());
        }
        let places: Vec<_> = self.of(entry).filter_map(|mention| mention.place().place()).collect();
        let part = |shown: &str| {
            let place = places.iter().find(|place| place.path() == shown)?;
            match detail {
                1 => place.region_name(),
                2 => place.country_name(),
                _ => None,
            }
        };
        let parts: BTreeSet<String> = value.split(" | ").filter_map(part).collect();
        (!parts.is_empty()).then(|| parts.into_iter().collect::<Vec<_>>().join(" | "))
    }

    /// The shown part of a field of an entry; `None` if nothing is shown. Several values are separated
    /// by ` | `.
    ///
    /// Under the public profile, a birth `1990-05-02` is shown as `1990`, a place as its settlement,
    /// and the name of a minor, Асан Тестов, as initials.
    pub fn field(&self, entry: &Entry, view: &FieldView) -> Option<String> {
        let value = self.handled(entry, view)?;
        self.with_detail(entry, &view.field, &value, self.detail(entry))
    }

    /// A field, computed from published values only.
    ///
    /// - The birth, and the lists that agree on it, do not depend on a withheld day or age.
    /// - A sex that no list states is inferred from published names.
    /// - A name that contains other words is replaced by a name of the entry that does not.
    pub(crate) fn view<'e>(&self, entry: &Entry, view: &'e FieldView) -> Cow<'e, FieldView> {
        let new = match view.field.as_str() {
            _ if self.policy.is_working() => None,
            "birth" => self.birth_view(entry),
            "sex" => self.inferred_sex(entry, view),
            "name" => self.sure_name(entry, view),
            _ => None,
        };
        new.map_or(Cow::Borrowed(view), Cow::Owned)
    }

    /// The field `birth`, computed from published births. `None` if the register's own value reveals
    /// nothing withheld: births, ages and deaths are public and no record is rejected.
    fn birth_view(&self, entry: &Entry) -> Option<FieldView> {
        let is_rejected = self.of(entry).any(|mention| self.is_rejected(mention));
        let is_all = |field: &str| self.policy.handling(field) == Handling::Public;
        if ["birth", "age", "death"].into_iter().all(is_all) && !is_rejected {
            return None;
        }
        Some(births::view(&self.births(entry), &entry.sources()))
    }

    /// The published births of the records that no reviewer rejected. If a stated birth is not shown
    /// whole, ages are not published, so no birth is computed from an age.
    fn births(&self, entry: &Entry) -> Vec<RecordBirth<'a>> {
        let are_ages_hidden = self.policy.handling("age") != Handling::Public || self.gives_birthday(entry);
        let birth = |mention: &'a Mention| {
            let source = &*mention.key().source;
            if let Some(birth) = mention.birth() {
                let span = self.as_published("birth", 1, (birth.earliest(), birth.latest()), 0);
                return Some(RecordBirth { source, text: birth.to_string(), span });
            }
            let (from, to) = self.birth_by_age(mention).filter(|_| !are_ages_hidden)?;
            let (first, last) = (from.year(), to.year());
            let text = if first == last { first.to_string() } else { format!("{first}/{last}") };
            Some(RecordBirth { source, text, span: (Day::new(first, 1, 1)?, Day::last_of(last, 12)?) })
        };
        self.of(entry).filter(|mention| !self.is_rejected(mention)).filter_map(birth).collect()
    }

    /// The days of birth that follow from an age and the published death. `None` if the death is
    /// withheld.
    fn birth_by_age(&self, mention: &Mention) -> Option<(Day, Day)> {
        let Some(death) = mention.death() else { return mention.birth_by_age() };
        match self.policy.handling("death") {
            Handling::Public => mention.birth_by_age(),
            Handling::Coarsened => {
                let (from, to) = self.as_published("death", 2, (death.earliest(), death.latest()), 0);
                Some(mention.age()?.birth_span(&PartialDate::between(from, to)))
            }
            Handling::Withheld => None,
        }
    }

    /// The sex that the published names suggest. It is computed again if no list states a sex and
    /// withheld names may have decided it; otherwise `None`. Names that suggest different sexes leave
    /// the field silent.
    fn inferred_sex(&self, entry: &Entry, view: &FieldView) -> Option<FieldView> {
        let is_hidden = |field: &str| self.policy.handling(field) != Handling::Public;
        let is_name_withheld = self.policy.handling("name") == Handling::Withheld;
        let is_aliased = entry.members().iter().any(|one| self.aliased.contains(one.source.as_str()));
        let is_open = matches!(view.state, FieldState::Silent | FieldState::Inferred);
        if !is_open || !(is_name_withheld || (is_aliased && is_hidden("other_name"))) {
            return None;
        }
        let of_name = |mention: &'a Mention| match self.aliased.contains(&*mention.key().source) {
            true => self.readers.names().read(&mention.name()?.display())?.sex(),
            false => mention.implied_sex(),
        };
        let sexes: BTreeSet<&str> = self.of(entry).filter_map(of_name).map(|sex| sex.as_str()).collect();
        let shown = sexes.first().filter(|_| sexes.len() == 1 && !is_name_withheld);
        let is_shown = shown.is_some();
        Some(FieldView {
            state: if is_shown { FieldState::Inferred } else { FieldState::Silent },
            shown: shown.map(|sex| (*sex).to_owned()),
            rule: if is_shown { INFERRED } else { "" }.into(),
            ..view.clone()
        })
    }

    /// The most frequent value that is surely a name, if the value of the register is not; otherwise
    /// `None`. Of equally frequent names the first in text order is taken.
    fn sure_name(&self, entry: &Entry, view: &FieldView) -> Option<FieldView> {
        let shown = view.shown.as_deref()?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for mention in self.of(entry).filter(|mention| !self.is_rejected(mention)) {
            if let Some(name) = mention.name().filter(|name| is_own_name(name)) {
                *counts.entry(name.display()).or_insert(0) += 1;
            }
        }
        if counts.contains_key(shown) {
            return None;
        }
        let best = counts.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(name.clone())));
        let (name, _) = best?;
        Some(FieldView { shown: Some(name), ..view.clone() })
    }

    /// The part of a field that its handling allows, before small counts are coarsened. `None` for an
    /// entry that is kept back and for a name that was not read as one.
    fn handled(&self, entry: &Entry, view: &FieldView) -> Option<String> {
        let view = self.view(entry, view);
        let value = view.shown.as_deref()?;
        if self.policy.is_working() {
            return Some(value.to_owned());
        }
        let is_understood = view.field != "name" || self.named(entry).any(|name| name == value);
        if !is_understood || self.is_kept_back(entry) {
            return None;
        }
        let usual = match canonical(&view.field) {
            Some(_) => self.policy.handling(&view.field),
            None => self.policy.of_column(&view.field),
        };
        self.reduced(entry, &view.field, value, usual)
    }

    /// The shown part of a claim: the text of the cell for plain text that is public, otherwise the
    /// value as understood. `None` if nothing is shown.
    ///
    /// With `smallest_cell`, a value that the entry does not show is left out: if the entry shows
    /// `2022-01` as the date of death, no claim shows the day.
    pub fn claim(&self, entry: &Entry, claim: &Claim) -> Option<String> {
        self.claim_with(entry, claim, self.detail(entry))
    }

    /// The shown part of a claim, with a given detail. A birth or age of a rejected record is withheld.
    fn claim_with(&self, entry: &Entry, claim: &Claim, detail: Detail) -> Option<String> {
        if self.policy.is_working() {
            return Some(claim.raw.clone());
        }
        if self.is_kept_back(entry) {
            return None;
        }
        let Some(field) = claim.field else {
            let label = claim.label.as_deref().unwrap_or(&claim.column);
            return self.reduced(entry, "", &claim.raw, self.policy.of_column(label));
        };
        if field == Field::Id && !self.is_id_shown(entry, claim) {
            return None;
        }
        let name = of_field(field);
        let value = match name {
            "note" | "url" | "id" => claim.raw.trim(),
            _ if self.is_understood(claim, field) => &claim.value,
            _ => return None,
        };
        let is_cut = match field {
            Field::Age => self.gives_birthday(entry) || (detail.dates > 0 && self.is_birth_stated(entry)),
            Field::Region | Field::Country => detail.place > 0,
            _ => false,
        };
        let is_rejected = self.rejected.contains(&(claim.source.as_str(), claim.record.as_str()));
        let is_cut = match name {
            "birth" | "age" => is_cut || is_rejected,
            _ => is_cut,
        };
        if is_cut {
            return None;
        }
        let value = self.reduced(entry, name, value, self.policy.handling(name))?;
        let value = self.with_detail(entry, name, &value, detail)?;
        self.is_beside_the_shown(entry, name, &value).then_some(value)
    }

    /// Whether the value of a claim is among the shown values of its entry. With `smallest_cell`,
    /// another value could identify the entry. Always true without it.
    fn is_beside_the_shown(&self, entry: &Entry, field: &str, value: &str) -> bool {
        if self.policy.smallest_cell().is_none() || !matches!(field, "place" | "death" | "birth" | "sex") {
            return true;
        }
        let shown = entry.view(field).and_then(|view| self.field(entry, view));
        shown.is_some_and(|shown| value.split(" | ").all(|one| shown.split(" | ").any(|other| other == one)))
    }

    /// The ages that the lists state, each once, separated by ` | `; `None` if none is shown. No age is
    /// shown beside a stated birth date that is not shown whole: together with the day of death, the
    /// two may reveal what is withheld of the birth date.
    pub fn ages(&self, entry: &Entry) -> Option<String> {
        self.ages_with(entry, self.detail(entry))
    }

    /// The shown ages with a given detail.
    fn ages_with(&self, entry: &Entry, detail: Detail) -> Option<String> {
        let claims = entry.claims().iter().filter(|claim| claim.field == Some(Field::Age));
        let shown: BTreeSet<String> =
            claims.filter_map(|claim| self.claim_with(entry, claim, detail)).collect();
        (!shown.is_empty()).then(|| shown.into_iter().collect::<Vec<_>>().join(" | "))
    }

    /// The published name of a record: its id, or a new number such as `record 12`.
    ///
    /// A hash of the salt, the list and the entry id gives the order of the numbers. So they do not
    /// follow the rows of the list, which may be sorted by a withheld value. A run without an ids file
    /// has no salt, so anybody could restore the order.
    ///
    /// A serial id is replaced by a number if its list has a column that is not published whole (birth,
    /// death, age, name, identity number, other names), or a person who is shown by initials or may be
    /// alive: the neighbours, or the list itself, name the person. Even if ids are public, a record has
    /// a number if its id is a digest of its cells, or if its person is not named.
    pub fn record(&self, member: &Member) -> String {
        let Some(number) = self.numbers.of(member) else { return member.record.clone() };
        let is_serial = coarse::is_serial(&member.record);
        let key = (member.source.as_str(), member.record.as_str());
        let is_shown = match self.policy.handling("id") {
            Handling::Public => self.is_printed(member) && !self.unnamed.contains(&key),
            Handling::Coarsened => is_serial && !self.numbers.are_serials_hidden(&member.source),
            Handling::Withheld => false,
        };
        if is_shown { member.record.clone() } else { format!("record {number}") }
    }

    /// Whether the record of a claim is published under its own id.
    fn is_id_shown(&self, entry: &Entry, claim: &Claim) -> bool {
        let is_of = |one: &&Member| one.source == claim.source && one.record == claim.record;
        entry.members().iter().find(is_of).is_some_and(|member| self.record(member) == member.record)
    }

    /// Whether the list prints the id of a record. Otherwise the id is a digest of the cells.
    fn is_printed(&self, member: &Member) -> bool {
        let column = self.id_columns.get(member.source.as_str());
        let cell = column.and_then(|at| member.cells.get(*at));
        cell.is_some_and(|cell| cell.contains(&member.record))
    }

    /// The new number of a record; in a working copy its row number.
    pub(crate) fn row(&self, member: &Member) -> u64 {
        self.numbers.of(member).unwrap_or(member.row)
    }

    /// The published id of an entry.
    ///
    /// With a file of ids this is the id from that file, which was made with a salt. Without such a
    /// file, an entry with a record whose id is not shown gets another id here. Anybody who knows how
    /// ids are made could otherwise try birth dates until one fits. The other id changes when rows
    /// move, so a project that publishes should keep its ids.
    pub fn entry_id(&self, entry: &Entry) -> String {
        if self.are_ids_salted {
            return entry.id().to_owned();
        }
        let is_shown = |member: &Member| self.record(member) == member.record;
        let first = entry.members().iter().min_by_key(|member| (&member.source, member.row));
        match first {
            Some(first) if !entry.members().iter().all(is_shown) => {
                digest::entry_id("", &first.source, &self.record(first))
            }
            _ => entry.id().to_owned(),
        }
    }

    /// The part of a value that its handling allows for this person. `usual` is the handling for
    /// adults.
    fn reduced(&self, entry: &Entry, field: &str, value: &str, usual: Handling) -> Option<String> {
        let handling = self.policy.handling_of_person(field, usual, self.is_minor(entry));
        match (field, handling) {
            ("place", Handling::Coarsened) => self.settlements(entry, value),
            _ => coarse::shown(field, value, handling),
        }
    }

    /// The values among several places that the tables of the run know; `None` if there are none.
    fn settlements(&self, entry: &Entry, value: &str) -> Option<String> {
        let known: BTreeSet<String> = self.of(entry).filter_map(known_place).collect();
        let shown: Vec<&str> = value.split(" | ").filter(|place| known.contains(*place)).collect();
        (!shown.is_empty()).then(|| shown.join(" | "))
    }

    /// The mentions of the records of an entry, in the order of its members.
    fn of(&self, entry: &Entry) -> impl Iterator<Item = &'a Mention> {
        let mut all = Vec::with_capacity(entry.members().len());
        for member in entry.members() {
            all.extend(self.mentions.get(&(member.source.as_str(), member.record.as_str())).copied());
        }
        all.into_iter()
    }

    /// The names of an entry that were read as names of the person. For other cells the register shows
    /// the text of the cell, which is not among them.
    fn named(&self, entry: &Entry) -> impl Iterator<Item = String> {
        let names = self.of(entry).filter_map(Mention::name).filter(|name| is_own_name(name));
        names.map(|name| name.display()).collect::<Vec<_>>().into_iter()
    }

    /// Whether the value of a claim was read as a typed value, so that it is not merely the text of the
    /// cell.
    fn is_understood(&self, claim: &Claim, field: Field) -> bool {
        let Some(mention) = self.mentions.get(&(claim.source.as_str(), claim.record.as_str())) else {
            return false;
        };
        match of_field(field) {
            "name" => mention.name().is_some_and(is_own_name),
            "sex" => mention.sex().is_some(),
            "birth" => mention.birth().is_some(),
            "age" => mention.age().is_some(),
            "death" => mention.death().is_some(),
            "place" => mention.place_key().is_some(),
            "status" => mention.status().is_some(),
            _ => true,
        }
    }

    /// Whether an age would reveal more of the birth date than the policy shows.
    pub(crate) fn gives_birthday(&self, entry: &Entry) -> bool {
        let is_whole = self.policy.handling("birth") == Handling::Public;
        !is_whole && self.is_birth_stated(entry)
    }

    /// Whether a record that no reviewer rejected states a birth.
    fn is_birth_stated(&self, entry: &Entry) -> bool {
        self.of(entry).any(|mention| mention.birth().is_some() && !self.is_rejected(mention))
    }

    /// Whether a reviewer rejected the record or found it withdrawn. The published values ignore its
    /// dates and ages.
    pub(crate) fn is_rejected(&self, mention: &Mention) -> bool {
        self.rejected.contains(&(&*mention.key().source, &*mention.key().record))
    }

    /// The mentions whose value of a field is published: no reviewer rejected them, and they do not
    /// disagree with the shown value. If lists disagree evenly, all values are shown, so no mention is
    /// excluded.
    fn published<'e>(&'e self, entry: &'e Entry, field: &str) -> impl Iterator<Item = &'a Mention> + 'e {
        let view = entry.view(field).map(|view| self.view(entry, view).into_owned());
        let shown = view.as_ref().and_then(|view| view.shown.as_deref());
        let are_all_shown = shown.is_none_or(|all| all.contains(" | "));
        let against = view.filter(|_| !are_all_shown).map(|view| view.contradicts).unwrap_or_default();
        let is_against = move |mention: &&Mention| against.iter().any(|one| **one == *mention.key().source);
        self.of(entry).filter(move |mention| !self.is_rejected(mention) && !is_against(mention))
    }

    /// The possible days of birth, from first to last, as far as they are published. If births are
    /// withheld, the year counts, so that a child is not named. `None` if no birth is stated.
    pub(crate) fn birth(&self, mention: &Mention) -> Option<(Day, Day)> {
        let birth = mention.birth()?;
        Some(self.as_published("birth", 1, (birth.earliest(), birth.latest()), 0))
    }

    /// The possible days of death that a mention states, from first to last, as far as they are
    /// published for the entry.
    pub(crate) fn death(&self, entry: &Entry, mention: &Mention) -> Option<(Day, Day)> {
        let death = mention.death()?;
        let cut = self.detail(entry).dates;
        Some(self.as_published("death", 2, (death.earliest(), death.latest()), cut))
    }

    /// A span widened to whole months or years, unless it is published whole. `parts` is what a
    /// coarsened field keeps: 2 the month, 1 the year. `cut` is the date step of [`small`].
    ///
    /// Everything that is computed from dates uses this span, so that no result depends on a withheld
    /// day: 2 May 1990 under a coarsened birth is 1 January to 31 December 1990.
    fn as_published(&self, field: &str, parts: usize, span: (Day, Day), cut: usize) -> (Day, Day) {
        let parts = match (self.policy.handling(field), cut) {
            _ if self.policy.is_working() => return span,
            (Handling::Public, 0) => return span,
            (Handling::Withheld, _) | (_, 2..) => 1,
            (Handling::Public, _) => 2,
            (Handling::Coarsened, _) => parts,
        };
        let (from, to) = span;
        let (first, last) = if parts == 1 { (1, 12) } else { (from.month(), to.month()) };
        let from = Day::new(from.year(), first, 1).unwrap_or(from);
        (from, Day::last_of(to.year(), last).unwrap_or(to))
    }

    /// The published age of a record, in completed years from lowest to highest. If ages are not
    /// public, the decade counts, so that a child is not named.
    fn age_at(&self, mention: &Mention) -> Option<(u16, u16)> {
        let age = mention.age()?;
        let stated = (age.min_years(), age.max_years());
        match self.policy.handling("age") {
            _ if self.policy.is_working() => Some(stated),
            Handling::Public => Some(stated),
            _ => Some((stated.0 / 10 * 10, (stated.1 / 10 * 10).saturating_add(9))),
        }
    }

    /// The first day of the published death; a vaguer date of another list does not count. The day is
    /// moved into the period, unless the whole published death lies before it. `None` if no date of
    /// death is shown.
    fn died(&self, entry: &Entry) -> Option<Day> {
        let shown = entry.field(Field::DeathDate).and_then(|view| view.shown.as_deref())?;
        let is_shown = |mention: &&Mention| {
            let text = mention.death().map(ToString::to_string);
            text.is_some_and(|text| shown.split(" | ").any(|one| one == text))
        };
        let rows = self.of(entry).filter(|mention| !self.is_rejected(mention)).filter(is_shown);
        let (from, to) = rows.filter_map(|mention| self.death(entry, mention)).min()?;
        let Some((first, last)) = self.period else { return Some(from) };
        // A year mistyped into the future must not make a child an adult.
        Some(if first <= to { from.max(first).min(last) } else { from })
    }

    /// The latest date of a death or birth on the lists, as far as dates are published. It replaces a
    /// missing period.
    fn latest(&self, outcome: &'a Outcome) -> Option<Day> {
        let deaths = outcome
            .mentions()
            .iter()
            .filter_map(Mention::death)
            .map(|death| self.as_published("death", 2, (death.earliest(), death.latest()), 0).0);
        let births = outcome.mentions().iter().filter_map(|mention| self.birth(mention));
        deaths.chain(births.map(|(from, _)| from)).max()
    }

    /// Whether a birth or an age is stated that could not be read. It may be that of a child.
    fn is_birth_unread(&self, entry: &Entry) -> bool {
        let keys = entry.members().iter().map(|one| (one.source.as_str(), one.record.as_str()));
        keys.into_iter().any(|key| self.unread.contains(&key) && !self.rejected.contains(&key))
    }

    /// Whether the cell of the name shows, beside the name or among its words, that the person was a
    /// child: `(8 лет)`, `2010 г.р.`, `младенец`. `end` is used as the day of death if none is
    /// published.
    fn is_child_by_name(&self, entry: &Entry, end: Option<Day>) -> bool {
        let day = self.died(entry).or(end);
        let is_child = |text: &str| {
            let is_label = |text| {
                let cell = self.readers.statuses().read(text);
                cell.status().is_some_and(|status| status.has(StatusGroup::Child))
            };
            let is_young =
                |text| self.readers.ages().read(text).age().is_some_and(|age| age.min_years() < OF_AGE);
            is_label(text) || is_young(text) || day.is_some_and(|day| has_year_of_child(text, day))
        };
        let names = self.of(entry).filter(|mention| !self.is_rejected(mention)).filter_map(Mention::name);
        names.into_iter().any(|name| {
            let notes = name.notes().iter().map(String::as_str);
            notes.chain(unknown_parts(name)).any(is_child) || is_child(&words_beside(name))
        })
    }

    /// Whether the published values allow an age under 18. `end` is used if no date of death is
    /// published.
    ///
    /// - From each shown birth span follows a range of ages on the day of death; each published age is
    ///   a range too.
    /// - If all ranges overlap, their intersection counts; otherwise the youngest range decides.
    /// - Without any range, a label such as `child` decides, then a birth or age that could not be
    ///   read, then the cell of the name.
    fn youth(&self, entry: &Entry, end: Option<Day>) -> Youth {
        if self.is_kept_back(entry) {
            return Youth::Unknown;
        }
        let mut spans: Vec<(u16, u16)> = Vec::new();
        let is_stated = self.is_birth_stated(entry);
        if let Some(day) = self.died(entry).or(end).filter(|_| is_stated) {
            let births = births::spans(&self.births(entry)).into_iter();
            spans.extend(births.map(|(from, to)| (completed(to, day), completed(from, day))));
        }
        if !self.gives_birthday(entry) {
            spans.extend(self.published(entry, "birth").filter_map(|mention| self.age_at(mention)));
        }
        let is_labelled =
            |mention: &Mention| mention.status().is_some_and(|status| status.has(StatusGroup::Child));
        let all = spans.iter().copied().reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)));
        let youngest = match all {
            // If all ages and dates can be true together, their intersection counts.
            Some((low, high)) if low <= high => Some(low),
            _ => spans.iter().map(|(low, _)| *low).min(),
        };
        match youngest {
            None if self.published(entry, "status").any(is_labelled) => Youth::Allowed,
            None if self.is_birth_unread(entry) || self.is_child_by_name(entry, end) => Youth::Allowed,
            None => Youth::Unknown,
            Some(years) if years < OF_AGE => Youth::Allowed,
            Some(_) => Youth::Excluded,
        }
    }
}

/// The words in the cell of a name that the shown name does not contain, joined by blanks.
fn words_beside(name: &PersonName) -> String {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let shown = words(&name.display());
    let beside: Vec<String> = words(name.raw()).into_iter().filter(|word| !shown.contains(word)).collect();
    beside.join(" ")
}

/// Whether a text contains a year from 1 to 18 years before `day`, such as the birth year of a child.
/// The year of `day` itself does not count, because it may be that of the death.
fn has_year_of_child(text: &str, day: Day) -> bool {
    let numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter(|number| number.len() == 4);
    let mut years = numbers.filter_map(|number| number.parse::<i64>().ok());
    let day = i64::from(day.year());
    years.any(|year| year < day && year >= day - i64::from(OF_AGE))
}

/// Completed years on `day` of a person born on `born`; 0 before the birth.
fn completed(born: Day, day: Day) -> u16 {
    u16::try_from(day.months_since(born) / 12).unwrap_or(0)
}

/// What the published values reveal about an age under 18.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Youth {
    /// The person may have been under 18.
    Allowed,
    /// The published dates or ages exclude it.
    Excluded,
    /// No published value says anything about it.
    Unknown,
}

/// The lists that have a column of the field `wanted`, each with the position of the column from 0.
fn columns(outcome: &Outcome, wanted: Field) -> impl Iterator<Item = (&str, usize)> {
    outcome.sources().iter().flat_map(move |source| {
        let columns = source.mapping().fields().filter(move |(field, _)| *field == wanted);
        columns.map(move |(_, at)| (source.id(), at))
    })
}

/// The records with a birth or an age that could not be read or cannot be true, according to the
/// findings of the run.
fn unread(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let is_of_birth = |at: &&Location| {
        let source = outcome.sources().iter().find(|source| source.id() == at.source);
        let fields = source.into_iter().flat_map(|source| {
            source.mapping().fields().map(|(field, column)| (field, source.header().get(column)))
        });
        let mut columns = fields.filter(|(field, _)| matches!(of_field(*field), "birth" | "age"));
        columns.any(|(_, header)| header == at.column.as_ref())
    };
    let findings = outcome.findings().iter();
    let places = findings.flat_map(|finding| {
        let is_meant = move |at: &&Location| match finding.code {
            Code::UnreadableDate | Code::OtherCalendar => is_of_birth(at),
            Code::UnreadableAge | Code::ImplausibleBirth | Code::DeathBeforeBirth => true,
            _ => false,
        };
        finding.at.iter().filter(is_meant)
    });
    places.filter_map(|at| Some((at.source.as_str(), at.record.as_deref()?))).collect()
}

/// The records that a reviewer rejected or found withdrawn.
fn rejected(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let rulings = outcome.decisions().iter();
    let against = rulings.filter(|one| matches!(one.decision.ruling(), Ruling::Rejected | Ruling::Withdrawn));
    let mentions = against.flat_map(|one| &one.mentions).filter_map(|at| outcome.mentions().get(*at));
    mentions.map(|mention| (&*mention.key().source, &*mention.key().record)).collect()
}

/// For each entry, by position, whether it is treated as that of a minor. `says` has the result of each
/// entry by itself.
///
/// An entry that could be the same person as a minor counts too, if the probability is at least
/// `cost_of_review`, unless its own dates or ages exclude it.
fn with_doubtful(outcome: &Outcome, says: &[Youth]) -> Vec<bool> {
    let entries = outcome.register().entries();
    let rows = entries.iter().enumerate();
    let entry_of: BTreeMap<(&str, &str), usize> = rows
        .flat_map(|(at, entry)| entry.members().iter().map(move |one| (one, at)))
        .map(|(member, at)| ((member.source.as_str(), member.record.as_str()), at))
        .collect();
    let of = |mention: usize| {
        let key = outcome.mentions().get(mention)?.key();
        entry_of.get(&(&*key.source, &*key.record)).copied()
    };
    let is = |at: usize, youth| says.get(at).is_some_and(|one| *one == youth);
    let mut all: Vec<bool> = says.iter().map(|one| *one == Youth::Allowed).collect();
    let least = outcome.settings().cost_of_review;
    for (pair, _) in outcome.posterior().pairs().filter(|(_, probability)| *probability >= least) {
        let (Some(a), Some(b)) = (of(pair.a()), of(pair.b())) else { continue };
        for (young, other) in [(a, b), (b, a)] {
            if let Some(place) = all.get_mut(other) {
                *place |= is(young, Youth::Allowed) && !is(other, Youth::Excluded);
            }
        }
    }
    all
}

/// The path of the place, such as settlement and region, if the tables of the run know it.
fn known_place(mention: &Mention) -> Option<String> {
    match mention.place() {
        PlaceCell::Known(place) => Some(place.path()),
        _ => None,
    }
}
