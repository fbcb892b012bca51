//! Applies a policy to the register of a run: what is shown of entries, members and claims.
//!
//! Takes an [`Outcome`] and a [`Policy`]; gives a [`Disclosure`], which every page, table and screen
//! asks for values. It changes neither the register nor the policy, and it never returns a value that
//! the policy withholds. The rules and their reasons are in the documentation of [`Policy`].

mod births;
pub(crate) mod coarse;
mod figures;
mod minors;
mod numbers;
pub(crate) mod small;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest;
use crate::language::date::{Day, PartialDate};
use crate::language::name::is_own_name;
use crate::language::place::PlaceCell;
use crate::register;
use crate::register::ledger::Ruling;
use crate::register::outcome::Outcome;
use crate::register::{Claim, Entry, FieldState, FieldView, INFERRED, IdBook, Member};
use crate::report::disclosure::births::RecordBirth;
use crate::report::disclosure::minors::Minors;
use crate::report::disclosure::numbers::RecordNumbers;
use crate::report::disclosure::small::{Detail, ShownCombination};
use crate::source::Field;
use crate::source::mention::{Mention, Readers};
use crate::source::policy::{Handling, Policy, canonical, of_field};

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
    /// The entries of people who may have been under 18.
    minors: Minors<'a>,
    /// Records that a reviewer rejected or found withdrawn, by list id and record id.
    rejected: BTreeSet<(&'a str, &'a str)>,
    /// The fields of the entries that have rejected records and others, from the others alone, by entry id.
    without_rejected: BTreeMap<&'a str, Vec<FieldView>>,
    /// Records with a birth or an age that could not be read or that cannot be true.
    unread: BTreeSet<(&'a str, &'a str)>,
    /// Records of entries whose name is not published in full. Their ids may contain that name.
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
            minors: Minors::default(),
            rejected: rejected(outcome),
            without_rejected: BTreeMap::new(),
            unread: minors::unread(outcome),
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
        this.without_rejected = this.fields_without_rejected(outcome);
        if let Some(smallest) = policy.smallest_cell().filter(|_| !policy.is_working()) {
            let entry = |at: usize| entries.get(at);
            let of = |at, detail| entry(at).map(|one| this.combination(one, detail)).unwrap_or_default();
            let details = small::details(entries.len(), smallest, of).into_iter();
            let ids = entries.iter().map(Entry::id);
            this.details = ids.zip(details).filter(|(_, detail)| *detail != Detail::default()).collect();
        }
        this.minors = this.found_minors(outcome);
        let unnamed = entries.iter().filter(|entry| this.is_unnamed(entry));
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
    /// - If no date of death is published, the age is computed for the first day of the period; without
    ///   a period, for the earliest death of the lists. Whoever was a child on that day may have died as one.
    /// - An entry that could be the same person as a minor is treated as that minor. The exceptions:
    ///   its own dates or ages exclude it, or it has a name and the other entry has none.
    /// - If nothing else decides, the person counts as a minor if the cell of the name shows a child
    ///   (`(8 лет)`, `2010 г.р.`), or if a birth or an age is stated that cannot be told: see
    ///   [`Disclosure::is_age_unsettled`].
    /// - The answer is no if no list states anything about the age, and for an entry that is kept back.
    pub fn is_minor(&self, entry: &Entry) -> bool {
        self.minors.all.contains(entry.id())
    }

    /// Whether the person is treated as a minor only because the lists state an age or a birth that cannot be told:
    ///
    /// - the cell cannot be read, or only a part of it, as `20 zq`, which may be days;
    /// - the age is 105 or more, as by a slip in the century;
    /// - the list that states the birth of an adult states the age of a child beside it.
    ///
    /// No other value shows an adult or a child. A corrected cell settles it, and so does another list that states an
    /// age or a birth.
    pub fn is_age_unsettled(&self, entry: &Entry) -> bool {
        self.minors.unsettled.contains(entry.id())
    }

    /// Whether a list names the person and the publication does not name the person in full: initials, an entry that is
    /// kept back, a cell that was not read as a name, or names that are not public.
    fn is_unnamed(&self, entry: &Entry) -> bool {
        let are_hidden = self.policy.handling("name") != Handling::Public;
        let are_initialled = self.policy.minors() != Handling::Public;
        let is_shown = || entry.field(Field::Name).is_some_and(|view| self.handled(entry, view).is_some());
        let is_named = !entry.name().is_empty();
        self.is_kept_back(entry)
            || (are_initialled && self.is_minor(entry))
            || (is_named && (are_hidden || !is_shown()))
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
    /// - Records that a reviewer rejected or found withdrawn do not count.
    /// - The birth, and the lists that agree on it, do not depend on a withheld day or age.
    /// - A sex that no list states is inferred from published names.
    /// - A name that contains other words is replaced by a name of the entry that does not.
    pub(crate) fn view<'e>(&self, entry: &Entry, view: &'e FieldView) -> Cow<'e, FieldView> {
        if self.policy.is_working() {
            return Cow::Borrowed(view);
        }
        let mut left = self.without_rejected.get(entry.id()).into_iter().flatten();
        let left = left.find(|one| one.field == view.field);
        let base = left.unwrap_or(view);
        let new = match view.field.as_str() {
            "birth" => self.birth_view(entry),
            "sex" => self.inferred_sex(entry, base),
            "name" => self.sure_name(entry, base),
            _ => None,
        };
        new.or_else(|| left.cloned()).map_or(Cow::Borrowed(view), Cow::Owned)
    }

    /// The fields of each entry that has rejected records and others, from the others alone. Empty for a working copy.
    fn fields_without_rejected(&self, outcome: &'a Outcome) -> BTreeMap<&'a str, Vec<FieldView>> {
        if self.policy.is_working() || self.rejected.is_empty() {
            return BTreeMap::new();
        }
        let key = |member: &'a Member| (member.source.as_str(), member.record.as_str());
        let is_rejected = |member: &'a Member| self.rejected.contains(&key(member));
        let entries = outcome.register().entries().iter();
        let some = entries.filter(|entry| {
            let rejected = entry.members().iter().filter(|one| is_rejected(one)).count();
            rejected > 0 && rejected < entry.members().len()
        });
        let rows = outcome.mentions().iter().enumerate();
        let at: BTreeMap<(&str, &str), usize> =
            rows.map(|(at, one)| ((&*one.key().source, &*one.key().record), at)).collect();
        let fields = |entry: &'a Entry| {
            let left = entry.members().iter().filter(|one| !is_rejected(one)).map(key);
            let left: Vec<usize> = left.filter_map(|key| at.get(&key).copied()).collect();
            let link = |pair| Some(outcome.reconciled.engine.link_ignoring_promises(pair));
            (entry.id(), register::fields(outcome.sources(), outcome.mentions(), &link, &left))
        };
        some.map(fields).collect()
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
        let mentions = self.of(entry).filter(|mention| !self.is_rejected(mention));
        let sexes: BTreeSet<&str> = mentions.filter_map(of_name).map(|sex| sex.as_str()).collect();
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

    /// The shown part of a claim, with a given detail. Nothing that a rejected record states is shown: it is no record
    /// of a dead person, or its list has withdrawn it.
    fn claim_with(&self, entry: &Entry, claim: &Claim, detail: Detail) -> Option<String> {
        if self.policy.is_working() {
            return Some(claim.raw.clone());
        }
        let is_rejected = self.rejected.contains(&(claim.source.as_str(), claim.record.as_str()));
        if is_rejected || self.is_kept_back(entry) {
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
        let mentions = self.of(entry).filter(|mention| !self.is_rejected(mention));
        let names = mentions.filter_map(Mention::name).filter(|name| is_own_name(name));
        names.map(|name| name.display()).collect::<Vec<_>>().into_iter()
    }

    /// Whether the value of a claim was read as a typed value. Otherwise it is only the text of the cell.
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

    /// Whether an age would reveal more of the birth or the death than the policy shows. Each of the three follows from
    /// the other two: 31 years at death and a birth on 10 January 1990 exclude the last days of January 2022.
    pub(crate) fn gives_birthday(&self, entry: &Entry) -> bool {
        let is_whole = |field: &str| self.policy.handling(field) == Handling::Public;
        !(is_whole("birth") && is_whole("death")) && self.is_birth_stated(entry)
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
}

/// The lists that have a column of the field `wanted`, each with the position of the column from 0.
fn columns(outcome: &Outcome, wanted: Field) -> impl Iterator<Item = (&str, usize)> {
    outcome.sources().iter().flat_map(move |source| {
        let columns = source.mapping().fields().filter(move |(field, _)| *field == wanted);
        columns.map(move |(_, at)| (source.id(), at))
    })
}

/// The records that a reviewer rejected or found withdrawn.
fn rejected(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let rulings = outcome.decisions().iter();
    let against = rulings.filter(|one| matches!(one.decision.ruling(), Ruling::Rejected | Ruling::Withdrawn));
    let mentions = against.flat_map(|one| &one.mentions).filter_map(|at| outcome.mentions().get(*at));
    mentions.map(|mention| (&*mention.key().source, &*mention.key().record)).collect()
}

/// The path of the place, such as settlement and region, if the tables of the run know it.
fn known_place(mention: &Mention) -> Option<String> {
    match mention.place() {
        PlaceCell::Known(place) => Some(place.path()),
        _ => None,
    }
}
