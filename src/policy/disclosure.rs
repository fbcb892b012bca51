//! A policy over the register of a run: what is shown of entries, members and claims.

use std::collections::{BTreeMap, BTreeSet};

use super::{Handling, Policy, canonical, coarse, of_field};
use crate::date::{Day, PartialDate};
use crate::digest;
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
    are_ids_salted: bool,
}

impl<'a> Disclosure<'a> {
    /// A policy over the register of a run.
    pub fn new(outcome: &'a Outcome, policy: &Policy) -> Self {
        let key = |mention: &'a Mention| (&*mention.key().source, &*mention.key().record);
        let mentions = outcome.mentions().iter().map(|mention| (key(mention), mention)).collect();
        let are_ids_salted = outcome.ids().is_some_and(IdBook::is_salted);
        let mut this =
            Disclosure { policy: policy.clone(), mentions, minors: BTreeSet::new(), are_ids_salted };
        let end = outcome.period.map(|(_, last)| last);
        let entries = outcome.register().entries();
        let says: Vec<bool> = entries.iter().map(|entry| this.may_be_minor(entry, end)).collect();
        let may_be = with_doubtful(outcome, &says).into_iter();
        this.minors =
            entries.iter().zip(may_be).filter(|(_, yes)| *yes).map(|(entry, _)| entry.id()).collect();
        this
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether anything that a list says lets the person be under 18 at death: the age, the dates, a label
    /// such as `child`. Where no list says anything of it, no; but an entry that could be the same person as one
    /// who was is treated alike, or it would have the name that the other one has not.
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

    /// As much of a field of an entry as may be shown.
    pub fn field(&self, entry: &Entry, view: &FieldView) -> Option<String> {
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
        if field == Field::Age && self.gives_birthday(entry) {
            return None;
        }
        self.reduced(entry, name, value, self.policy.handling(name))
    }

    /// What lists state of the age, each once; nothing beside a stated birth date that is not shown whole, since
    /// both together with the day of death may give what is kept back of it.
    pub fn ages(&self, entry: &Entry) -> Option<String> {
        let claims = entry.claims().iter().filter(|claim| claim.field == Some(Field::Age));
        let shown: BTreeSet<String> = claims.filter_map(|claim| self.claim(entry, claim)).collect();
        (!shown.is_empty()).then(|| shown.into_iter().collect::<Vec<_>>().join(" | "))
    }

    /// How a record is called: its id, or the row that it stands in where the id may say too much.
    pub fn record(&self, member: &Member) -> String {
        match self.policy.handling("id") {
            Handling::Public => member.record.clone(),
            Handling::Coarsened if coarse::is_serial(&member.record) => member.record.clone(),
            _ => format!("row {}", member.row),
        }
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
    fn gives_birthday(&self, entry: &Entry) -> bool {
        let is_whole = self.policy.handling("birth") == Handling::Public;
        !is_whole && self.of(entry).any(|mention| mention.birth().is_some())
    }

    fn may_be_minor(&self, entry: &Entry, end: Option<Day>) -> bool {
        let all: Vec<&Mention> = self.of(entry).collect();
        let says_child = |mention: &&Mention| {
            mention.status().is_some_and(|status| status.has(StatusGroup::Child))
                || mention.age().is_some_and(|age| age.min_years() < OF_AGE && age.max_years() < SURELY_ADULT)
        };
        let deaths: Vec<Day> = all.iter().filter_map(|one| one.death()).map(PartialDate::earliest).collect();
        let first_death = deaths.iter().min().copied().or(end);
        let is_young = |mention: &&Mention| {
            mention.birth().zip(first_death).is_some_and(|(birth, death)| {
                death.months_since(birth.latest()) < i32::from(OF_AGE) * 12
                    && death.months_since(birth.earliest()) < i32::from(SURELY_ADULT) * 12
            })
        };
        all.iter().any(says_child) || all.iter().any(is_young)
    }
}

/// Which entries are of minors by what their own rows say or by those of an entry that could be the same person, so
/// likely that it is worth a look.
fn with_doubtful(outcome: &Outcome, says: &[bool]) -> Vec<bool> {
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
    let mut all = says.to_vec();
    let least = outcome.settings().cost_of_review;
    for (pair, _) in outcome.posterior().pairs().filter(|(_, probability)| *probability >= least) {
        let (Some(a), Some(b)) = (of(pair.a()), of(pair.b())) else { continue };
        for (young, other) in [(a, b), (b, a)] {
            if let Some(place) = all.get_mut(other) {
                *place |= says.get(young).copied().unwrap_or_default();
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
