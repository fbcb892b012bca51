//! The entries of a register as people of a view.
//!
//! Takes an [`Outcome`] and the policy; gives the people with joins, doubts, place, age and
//! search keys.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::joins::{doubts, joins};
use super::keys::keys;
use super::person::Person;
use super::shown::Shown;
use crate::base::lang::Lang;
use crate::register::outcome::Outcome;
use crate::register::{Entry, FieldState};
use crate::source::Field;
use crate::source::mention::Mention;

/// The people of a view, in the order of the register.
pub(super) struct ViewPeople(Vec<Person>);

impl ViewPeople {
    /// The people of a run. Entries are processed in parallel, at least 16 at a time.
    pub(super) fn new(outcome: &Outcome, shown: &Shown<'_>) -> Self {
        let at: BTreeMap<(&str, &str), usize> = outcome
            .mentions()
            .iter()
            .enumerate()
            .map(|(at, one)| ((&*one.key().source, &*one.key().record), at))
            .collect();
        let members = |entry: &Entry| -> Vec<usize> {
            let keys = entry.members().iter().map(|one| (one.source.as_str(), one.record.as_str()));
            keys.filter_map(|key| at.get(&key).copied()).collect()
        };
        let entries = outcome.register().entries();
        let members: Vec<Vec<usize>> = entries.iter().map(members).collect();
        let mut entry_of = vec![usize::MAX; outcome.mentions().len()];
        for (entry, member) in
            members.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |one| (at, one)))
        {
            if let Some(place) = entry_of.get_mut(*member) {
                *place = entry;
            }
        }
        let doubts = doubts(outcome, &entry_of, shown);
        let person = |(at, (entry, members)): (usize, (&Entry, &Vec<usize>))| {
            let mut person = person(outcome, entry, members, shown);
            person.doubts = doubts.get(&at).cloned().unwrap_or_default();
            person
        };
        ViewPeople(entries.par_iter().zip(&members).enumerate().with_min_len(16).map(person).collect())
    }

    /// The people in the order of the register.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }

    /// Russian and Kazakh names of the places that are shown, by English name. Parts of a place
    /// (settlement, district, region) are separate names. A place that is not shown is absent, so the
    /// names reveal nothing.
    pub(super) fn place_names(&self, outcome: &Outcome) -> BTreeMap<String, BTreeMap<Lang, String>> {
        let fields = self.iter().flat_map(|person| &person.fields).filter(|field| field.field == "place");
        let values = fields.filter_map(|field| field.shown.as_deref()).flat_map(|shown| shown.split(" | "));
        let shown: BTreeSet<&str> = values.flat_map(|value| value.split(", ")).collect();
        let mut names: BTreeMap<String, BTreeMap<Lang, String>> = BTreeMap::new();
        for place in outcome.mentions().iter().filter_map(|one| one.place().place()) {
            for lang in [Lang::Ru, Lang::Kk] {
                let parts = place.path_in(Lang::En).into_iter().zip(place.path_in(lang));
                for (english, local) in parts.filter(|(english, _)| shown.contains(english.as_str())) {
                    names.entry(english).or_default().insert(lang, local);
                }
            }
        }
        names
    }

    /// The people by the sound of the name, then those without a name; equal names by id.
    pub(super) fn sorted(self) -> Vec<Person> {
        let mut keyed: Vec<((bool, String), Person)> =
            self.0.into_iter().map(|one| (one.order(), one)).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        keyed.into_iter().map(|(_, person)| person).collect()
    }
}

/// Neutral letters that are written with two Latin letters. Readers look a name up by these two, so
/// `C` sorts as `ts`.
const LOOKED_UP: [(char, &str); 5] = [('C', "ts"), ('H', "ch"), ('J', "zh"), ('S', "sh"), ('x', "kh")];

impl Person {
    /// Sort key: whether the name is missing, then the folded name. The folded shown name is the first
    /// search key.
    fn order(&self) -> (bool, String) {
        let name = self.keys.first().map(String::as_str).unwrap_or_default();
        let mut order = String::with_capacity(name.len());
        for letter in name.chars() {
            match LOOKED_UP.iter().find(|(one, _)| *one == letter) {
                Some((_, two)) => order.push_str(two),
                None => order.push(letter),
            }
        }
        (self.name.is_empty(), order)
    }
}

/// One person with everything that needs the rest of the run, except doubts. `members` are the
/// positions of the mentions of the entry.
///
/// - Joins are left empty if the policy hides the reasons.
/// - The place is `None` if it is not shown or the entry is coarsened.
/// - Ages are `None` if they are not public or the entry is kept back.
/// - Search keys have other spellings only in a working copy.
fn person(outcome: &Outcome, entry: &Entry, members: &[usize], shown: &Shown<'_>) -> Person {
    let mentions: Vec<&Mention> = members.iter().filter_map(|at| outcome.mentions().get(*at)).collect();
    let mut person = Person::new(entry, shown);
    if shown.are_reasons_shown(entry) {
        person.joins = joins(outcome, members, shown);
    }
    let is_place_shown = person.fields.iter().any(|field| field.field == "place");
    person.place = place(entry, &mentions, shown).filter(|_| is_place_shown && !shown.is_coarsened(entry));
    if shown.whole("age") && !shown.is_kept_back(entry) {
        let age = |is_of_dates| age(outcome, entry, &mentions, shown, is_of_dates);
        person.age_counted = age(shown.any("birth") && shown.any("death"));
        // An age computed from two dates reveals what each date leaves open.
        let is_of_dates = shown.whole("birth") && shown.whole("death") && !shown.is_coarsened(entry);
        person.age = age(is_of_dates).filter(|_| shown.is_age_shown(entry));
    }
    let letters = outcome.reconciled.readers.names().tables().letters();
    if shown.is_working() {
        person.keys = keys(entry.name(), &mentions, letters);
    } else if shown.is_name_whole(entry) {
        // Other spellings come from cells, which may contain more than a name.
        person.keys = keys(&person.name, &[], letters);
    }
    person
}

/// The settlement or region of the shown place, in English; `None` if the lists disagree or the
/// gazetteer does not know it.
fn place(entry: &Entry, mentions: &[&Mention], shown: &Shown<'_>) -> Option<String> {
    let field = entry.field(Field::Place).map(|field| shown.view(entry, field));
    let field = field.filter(|field| field.state != FieldState::Conflict)?;
    let shown = field.shown.as_deref()?;
    let places = mentions.iter().filter_map(|one| one.place().place());
    places.filter(|place| place.path() == shown).map(|place| place.name()).next()
}

/// The ages at death that all records allow, from lowest to highest in completed years. `None` if no
/// record gives one, if they disagree, or if the range exceeds `WIDEST`.
///
/// `is_of_dates` states whether an age may be computed from dates alone. Dates count as they are
/// published. A stated age counts only if it may be shown beside them. Without a date of death the
/// period is used.
fn age(
    outcome: &Outcome,
    entry: &Entry,
    mentions: &[&Mention],
    shown: &Shown<'_>,
    is_of_dates: bool,
) -> Option<[u16; 2]> {
    /// Largest range of ages that is shown, in years.
    const WIDEST: u16 = 10;
    let mentions: Vec<&&Mention> = mentions.iter().filter(|one| shown.counts(one)).collect();
    let deaths = mentions.iter().filter_map(|one| shown.death(entry, one));
    let died = deaths.min_by_key(|(from, to)| to.days_since(*from)).or(outcome.reconciled.period);
    let span = |one: &&&Mention| -> Option<(u16, u16)> {
        if let Some(age) = one.age().filter(|_| !shown.is_birthday_given(entry)) {
            return Some((age.min_years(), age.max_years()));
        }
        let ((first, last), (from, to)) = (shown.birth(one).filter(|_| is_of_dates)?, died?);
        let years = |days: i32| u16::try_from((f64::from(days) / 365.2425).floor() as i64).ok();
        Some((years(from.days_since(last))?, years(to.days_since(first))?))
    };
    let spans = mentions.iter().filter_map(span);
    let (low, high) = spans.reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)))?;
    (low <= high && high - low <= WIDEST).then_some([low, high])
}
