//! A policy over the register of a run: what is shown of entries, members and claims.

use std::collections::{BTreeMap, BTreeSet};

use super::numbers::Numbers;
use super::small::{self, Combination, Detail};
use super::{Handling, Policy, canonical, coarse, of_field};
use crate::date::Day;
use crate::digest;
use crate::ledger::Ruling;
use crate::mention::{Mention, RecordKey};
use crate::outcome::Outcome;
use crate::place::PlaceCell;
use crate::register::{Claim, Entry, FieldView, IdBook, Member};
use crate::source::Field;
use crate::status::StatusGroup;

/// Who is of age, in completed years.
const OF_AGE: u16 = 18;
/// An age whose upper end reaches this far says little of its lower end.
const SURELY_ADULT: u16 = 30;

/// What a policy lets through of the register of a run. Everything that shows entries to people asks it:
/// a page, a table, a line on a screen.
///
/// ```no_run
/// use casualty_register::Reconciler;
/// use casualty_register::policy::{Disclosure, Policy};
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
    policy: Policy,
    /// The mention of each record.
    mentions: BTreeMap<(&'a str, &'a str), &'a Mention>,
    /// Ids of entries of people who may have been under 18.
    minors: BTreeSet<&'a str>,
    /// Records that a reviewer rejected or found withdrawn.
    rejected: BTreeSet<(&'a str, &'a str)>,
    /// By id, the entries of which less is published because few share what is published of them.
    details: BTreeMap<&'a str, Detail>,
    /// Of the lists whose order may follow from what is withheld, new numbers of rows.
    numbers: Numbers,
    are_ids_salted: bool,
}

impl<'a> Disclosure<'a> {
    /// A policy over the register of a run.
    pub fn new(outcome: &'a Outcome, policy: &Policy) -> Self {
        let key = |mention: &'a Mention| (&*mention.key().source, &*mention.key().record);
        let mentions = outcome.mentions().iter().map(|mention| (key(mention), mention)).collect();
        let are_ids_salted = outcome.ids().is_some_and(IdBook::is_salted);
        let mut this = Disclosure {
            policy: policy.clone(),
            mentions,
            minors: BTreeSet::new(),
            rejected: rejected(outcome),
            details: BTreeMap::new(),
            numbers: Numbers::new(outcome, policy),
            are_ids_salted,
        };
        let end = outcome.period.map(|(_, last)| last);
        let entries = outcome.register().entries();
        if let Some(smallest) = policy.smallest_cell().filter(|_| !policy.is_working()) {
            let entry = |at: usize| entries.get(at);
            let of = |at, detail| entry(at).map(|one| this.combination(one, detail)).unwrap_or_default();
            let details = small::details(entries.len(), smallest, of).into_iter();
            let ids = entries.iter().map(Entry::id);
            this.details = ids.zip(details).filter(|(_, detail)| *detail != Detail::default()).collect();
        }
        let says: Vec<Youth> = entries.iter().map(|entry| this.youth(entry, end)).collect();
        let may_be = with_doubtful(outcome, &says).into_iter();
        this.minors =
            entries.iter().zip(may_be).filter(|(_, yes)| *yes).map(|(entry, _)| entry.id()).collect();
        this
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether a published age or date lets the person be under 18 at death, or a label such as `child` where none is
    /// published. Dates count as they are published: of a birth of which only the year is published, or nothing, the
    /// year counts, so that the answer reveals nothing of the day. Lists that contradict the published value and rows that a reviewer rejected count for nothing. Where no
    /// list says anything of it, no; but an entry that could be the same person as one who was is treated alike unless
    /// its own dates or ages exclude it, or it would have the name that the other one has not.
    pub fn is_minor(&self, entry: &Entry) -> bool {
        self.minors.contains(entry.id())
    }

    /// Whether nothing that lists say of the person is shown, since the entry does not count among the dead, or a
    /// reviewer found some of its rows alive or out of scope: the person may be alive, and a record of the dead is no
    /// reason to publish them.
    pub fn is_kept_back(&self, entry: &Entry) -> bool {
        let grading = entry.grading();
        !self.policy.is_working() && (!grading.grade.counts() || !grading.unruled.is_empty())
    }

    /// Whether less of an entry is shown than the handling of its fields lets through, because few others share it.
    pub(crate) fn is_coarsened(&self, entry: &Entry) -> bool {
        self.details.contains_key(entry.id())
    }

    fn detail(&self, entry: &Entry) -> Detail {
        self.details.get(entry.id()).copied().unwrap_or_default()
    }

    /// What is shown of the place, the dates and the sex with a detail.
    fn combination(&self, entry: &Entry, detail: Detail) -> Combination {
        ["place", "death", "birth", "sex"].map(|field| {
            let view = entry.field(field);
            let shown = view.and_then(|view| self.handled(entry, view));
            shown.and_then(|value| self.with_detail(entry, field, &value, detail)).unwrap_or_default()
        })
    }

    fn with_detail(&self, entry: &Entry, field: &str, value: &str, detail: Detail) -> Option<String> {
        match field {
            "place" => self.place_with(entry, value, detail.place),
            "birth" | "death" => coarse::with_dates(value, detail.dates),
            "sex" if detail.is_sex_withheld => None,
            _ => Some(value.to_owned()),
        }
    }

    /// The places, their regions (1), their countries (2) or nothing (3), each once.
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

    /// As much of a field of an entry as may be shown.
    pub fn field(&self, entry: &Entry, view: &FieldView) -> Option<String> {
        let value = self.handled(entry, view)?;
        self.with_detail(entry, &view.field, &value, self.detail(entry))
    }

    /// As much of a field as its handling lets through.
    fn handled(&self, entry: &Entry, view: &FieldView) -> Option<String> {
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

    /// As much of a claim as may be shown; the text of the cell only of plain text that is public, else the
    /// value that was understood.
    pub fn claim(&self, entry: &Entry, claim: &Claim) -> Option<String> {
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
        let name = of_field(field);
        let value = match name {
            "note" | "url" | "id" => claim.raw.trim(),
            _ if self.is_understood(claim, field) => &claim.value,
            _ => return None,
        };
        let detail = self.detail(entry);
        let is_cut = match field {
            Field::Age => detail.dates == 3 || self.gives_birthday(entry),
            Field::Region | Field::Country => detail.place > 0,
            _ => false,
        };
        if is_cut {
            return None;
        }
        let value = self.reduced(entry, name, value, self.policy.handling(name))?;
        self.with_detail(entry, name, &value, detail)
    }

    /// What lists state of the age, each once; nothing beside a stated birth date that is not shown whole, since
    /// both together with the day of death may give what is kept back of it.
    pub fn ages(&self, entry: &Entry) -> Option<String> {
        let claims = entry.claims().iter().filter(|claim| claim.field == Some(Field::Age));
        let shown: BTreeSet<String> = claims.filter_map(|claim| self.claim(entry, claim)).collect();
        (!shown.is_empty()).then(|| shown.into_iter().collect::<Vec<_>>().join(" | "))
    }

    /// What a record is called: its id, or its row where the id may say too much. Where the order of the rows may say
    /// too much as well, as in a list sorted by birth date, the rows have new numbers, in an order that follows from
    /// the salt of the ids: `record 12`. A run that keeps no ids has no salt, and anyone could undo the order.
    pub fn record(&self, member: &Member) -> String {
        let number = self.numbers.of(member);
        match (self.policy.handling("id"), number) {
            (Handling::Public, _) => member.record.clone(),
            (Handling::Coarsened, _) if self.is_serial_shown(member) => member.record.clone(),
            (_, Some(number)) => format!("record {number}"),
            (_, None) => format!("row {}", member.row),
        }
    }

    fn is_serial_shown(&self, member: &Member) -> bool {
        coarse::is_serial(&member.record) && !self.numbers.are_serials_sorted(&member.source)
    }

    /// The row of a record, or its new number where the rows of its list have new ones.
    pub(crate) fn row(&self, member: &Member) -> u64 {
        self.numbers.of(member).unwrap_or(member.row)
    }

    /// The id of an entry: that of the project's file of ids, which are made with a salt. Without such a file, and
    /// where the id of a record is not shown, one that does not follow from it: whoever knows how ids are made
    /// could try birth dates until one fits. It follows from the row then and moves with it, so a project that
    /// publishes should keep its ids.
    pub fn entry_id(&self, entry: &Entry) -> String {
        if self.are_ids_salted {
            return entry.id().to_owned();
        }
        let is_shown = |member: &Member| self.record(member) == member.record;
        let first = entry.members().iter().min_by_key(|member| (&member.source, member.row));
        match first {
            Some(first) if !entry.members().iter().all(is_shown) => {
                let (source, record) = (first.source.as_str().into(), self.record(first).into());
                digest::entry_id("", &RecordKey { source, record })
            }
            _ => entry.id().to_owned(),
        }
    }

    fn reduced(&self, entry: &Entry, field: &str, value: &str, usual: Handling) -> Option<String> {
        let handling = self.policy.handling_of_person(field, usual, self.is_minor(entry));
        match (field, handling) {
            ("place", Handling::Coarsened) => self.settlements(entry, value),
            _ => coarse::shown(field, value, handling),
        }
    }

    /// Those of several places that the tables of the run know.
    fn settlements(&self, entry: &Entry, value: &str) -> Option<String> {
        let known: BTreeSet<String> = self.of(entry).filter_map(known_place).collect();
        let shown: Vec<&str> = value.split(" | ").filter(|place| known.contains(*place)).collect();
        (!shown.is_empty()).then(|| shown.join(" | "))
    }

    fn of(&self, entry: &Entry) -> impl Iterator<Item = &'a Mention> {
        let mut all = Vec::with_capacity(entry.members().len());
        for member in entry.members() {
            all.extend(self.mentions.get(&(member.source.as_str(), member.record.as_str())).copied());
        }
        all.into_iter()
    }

    /// The names of an entry that were read as names; of others the register shows the cell.
    fn named(&self, entry: &Entry) -> impl Iterator<Item = String> {
        let names = self.of(entry).filter_map(Mention::name).filter(|name| coarse::is_surely_name(name));
        names.map(|name| name.display()).collect::<Vec<_>>().into_iter()
    }

    /// Whether the value of a claim is more than the text of its cell.
    fn is_understood(&self, claim: &Claim, field: Field) -> bool {
        let Some(mention) = self.mentions.get(&(claim.source.as_str(), claim.record.as_str())) else {
            return false;
        };
        match of_field(field) {
            "name" => mention.name().is_some_and(coarse::is_surely_name),
            "sex" => mention.sex().is_some(),
            "birth" => mention.birth().is_some(),
            "age" => mention.age().is_some(),
            "death" => mention.death().is_some(),
            "place" => mention.place_key().is_some(),
            "status" => mention.status().is_some(),
            _ => true,
        }
    }

    /// Whether the age would say more of the birth date than the policy lets through.
    pub(crate) fn gives_birthday(&self, entry: &Entry) -> bool {
        let is_whole = self.policy.handling("birth") == Handling::Public;
        !is_whole && self.of(entry).any(|mention| mention.birth().is_some())
    }

    /// The rows whose value of a field is published: no reviewer rejected them, and they do not contradict the value
    /// that is shown. Where lists disagree evenly all values are shown.
    fn published<'e>(&'e self, entry: &'e Entry, field: &str) -> impl Iterator<Item = &'a Mention> + 'e {
        let view = entry.field(field);
        let are_all_shown = view.and_then(|view| view.shown.as_deref()).is_none_or(|all| all.contains(" | "));
        let contradicts = move |source: &str| {
            view.is_some_and(|view| !are_all_shown && view.contradicts.iter().any(|one| one == source))
        };
        self.of(entry).filter(move |mention| {
            let (source, record) = (&*mention.key().source, &*mention.key().record);
            !self.rejected.contains(&(source, record)) && !contradicts(source)
        })
    }

    /// The days on which the person of a record may have been born, as far as they are published. Of a birth that is
    /// withheld the year, for those questions that have to be answered for the person's sake.
    pub(crate) fn birth(&self, mention: &Mention) -> Option<(Day, Day)> {
        let birth = mention.birth()?;
        Some(self.as_published("birth", 1, (birth.earliest(), birth.latest()), 0))
    }

    /// The same of the death, of an entry.
    pub(crate) fn death(&self, entry: &Entry, mention: &Mention) -> Option<(Day, Day)> {
        let death = mention.death()?;
        let cut = self.detail(entry).dates;
        Some(self.as_published("death", 2, (death.earliest(), death.latest()), cut))
    }

    /// The months (2) or years (1) of a span, unless it is published whole. `cut` is the step of [`small`].
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

    /// The age that a list states, as far as it is published: beside a birth date that is not shown whole only the years
    /// of birth that follow from it are.
    fn age_at(&self, entry: &Entry, mention: &Mention, death: Option<Day>) -> Option<(u16, u16)> {
        let age = mention.age()?;
        let stated = (age.min_years(), age.max_years());
        if self.policy.is_working() {
            return Some(stated);
        }
        if self.gives_birthday(entry) {
            let (born, death) = mention.birth_by_age().zip(death)?;
            let (from, to) = self.as_published("birth", 1, born, 0);
            return Some((completed(to, death), completed(from, death)));
        }
        match self.policy.handling("age") {
            Handling::Public => Some(stated),
            _ => Some((stated.0 / 10 * 10, (stated.1 / 10 * 10).saturating_add(9))),
        }
    }

    fn youth(&self, entry: &Entry, end: Option<Day>) -> Youth {
        let deaths = self.published(entry, "death").filter_map(|mention| self.death(entry, mention));
        let first_death = deaths.map(|(from, _)| from).min().or(end);
        // A span that reaches from a child to an adult says nothing.
        let says = |is_young: bool, is_narrow: bool| (!is_young || is_narrow).then_some(is_young);
        let by_age = |mention: &Mention| {
            let (youngest, oldest) = self.age_at(entry, mention, first_death)?;
            says(youngest < OF_AGE, oldest < SURELY_ADULT)
        };
        let by_birth = |mention: &Mention| {
            let ((from, to), death) = self.birth(mention).zip(first_death)?;
            says(completed(to, death) < OF_AGE, completed(from, death) < SURELY_ADULT)
        };
        let of_both = |mention: &Mention| [by_age(mention), by_birth(mention)];
        let dated: Vec<bool> = self.published(entry, "birth").flat_map(of_both).flatten().collect();
        let is_labelled =
            |mention: &Mention| mention.status().is_some_and(|status| status.has(StatusGroup::Child));
        match dated.is_empty() {
            true if self.published(entry, "status").any(is_labelled) => Youth::Allowed,
            true => Youth::Unknown,
            false if dated.contains(&true) => Youth::Allowed,
            false => Youth::Excluded,
        }
    }
}

/// The completed years on a day of somebody born on another one; 0 before that.
fn completed(born: Day, day: Day) -> u16 {
    u16::try_from(day.months_since(born) / 12).unwrap_or(0)
}

/// What is published of whether somebody was under 18.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Youth {
    Allowed,
    Excluded,
    Unknown,
}

/// The records that a reviewer rejected or found withdrawn.
fn rejected(outcome: &Outcome) -> BTreeSet<(&str, &str)> {
    let rulings = outcome.decisions().iter();
    let against = rulings.filter(|one| matches!(one.decision.ruling(), Ruling::Rejected | Ruling::Withdrawn));
    let mentions = against.flat_map(|one| &one.mentions).filter_map(|at| outcome.mentions().get(*at));
    mentions.map(|mention| (&*mention.key().source, &*mention.key().record)).collect()
}

/// Which entries are of minors by what their own rows say or by those of an entry that could be the same person, so
/// likely that it is worth a look, unless their own dates or ages exclude it.
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

fn known_place(mention: &Mention) -> Option<String> {
    match mention.place() {
        PlaceCell::Known(place) => Some(place.path()),
        _ => None,
    }
}
