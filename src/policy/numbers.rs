//! New numbers for the rows of lists whose order may reveal what is withheld: where a list is sorted by birth date, the
//! rows before and after a record bound its date.

use std::collections::{BTreeMap, BTreeSet};

use super::{Handling, Policy, coarse};
use crate::digest;
use crate::mention::Mention;
use crate::outcome::Outcome;
use crate::register::{IdBook, Member};
use crate::source::{Field, Source};

/// A list counts as sorted when this share of neighbouring births is in order, as numerator and denominator. In a list
/// without any order it is about a half.
const SORTED: (usize, usize) = (3, 4);

/// The new numbers of rows, by list; lists that keep their rows are not in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    rows: BTreeMap<String, BTreeMap<u64, u64>>,
    /// Lists whose serial numbers go by birth.
    serials: BTreeSet<String>,
}

impl Numbers {
    pub(super) fn new(outcome: &Outcome, policy: &Policy) -> Self {
        let mut this = Numbers::default();
        if policy.is_working() {
            return this;
        }
        let salt = outcome.ids().and_then(IdBook::salt).unwrap_or_default();
        for (at, source) in outcome.sources().iter().enumerate() {
            let of_list = outcome.mentions().iter().filter(|one| usize::from(one.source_index()) == at);
            let list = List { source, mentions: of_list.collect(), policy };
            if list.are_serials_sorted() {
                this.serials.insert(source.id().to_owned());
            }
            if list.are_rows_telling() {
                let mut rows: Vec<u64> = source.records().iter().map(|record| record.row()).collect();
                rows.sort_by_cached_key(|row| (digest::shuffled(salt, source.id(), *row), *row));
                this.rows.insert(source.id().to_owned(), rows.into_iter().zip(1..).collect());
            }
        }
        this
    }

    /// The new number of a record, if its list has any.
    pub(super) fn of(&self, member: &Member) -> Option<u64> {
        self.rows.get(&member.source)?.get(&member.row).copied()
    }

    pub(super) fn are_serials_sorted(&self, source: &str) -> bool {
        self.serials.contains(source)
    }
}

struct List<'a> {
    source: &'a Source,
    mentions: Vec<&'a Mention>,
    policy: &'a Policy,
}

impl List<'_> {
    /// Whether the order of the rows may follow from what is withheld: from the birth, from an id that is not shown, or
    /// from the number of a person's papers. It is judged by published years and by columns, so that the answer itself
    /// reveals nothing more.
    fn are_rows_telling(&self) -> bool {
        let has = |field: Field| self.source.mapping().fields().any(|(one, _)| one == field);
        let is_withheld = |field: &str| self.policy.handling(field) != Handling::Public;
        let is_serial = |one: &&Mention| coarse::is_serial(&one.key().record);
        let are_ids_hidden = match self.policy.handling("id") {
            Handling::Public => false,
            Handling::Coarsened => !self.mentions.iter().all(is_serial),
            Handling::Withheld => true,
        };
        (has(Field::Id) && are_ids_hidden)
            || (has(Field::Identity) && is_withheld("identity"))
            || self.are_serials_sorted()
            || self.are_in_order(|one| Some(self.row(one)))
    }

    fn are_serials_sorted(&self) -> bool {
        self.are_in_order(|one| Some(&one.key().record).filter(|id| coarse::is_serial(id))?.parse().ok())
    }

    fn row(&self, mention: &Mention) -> u64 {
        self.source.records().get(mention.record_index()).map_or(0, |record| record.row())
    }

    /// Whether births go up or down with a number, where they are not published whole.
    fn are_in_order(&self, number: impl Fn(&Mention) -> Option<u64>) -> bool {
        let numbered = |one: &&Mention| Some((number(one)?, one.birth()?.earliest().year()));
        let mut births: Vec<(u64, i16)> = self.mentions.iter().filter_map(numbered).collect();
        births.sort_unstable();
        match self.policy.handling("birth") {
            Handling::Public => false,
            Handling::Withheld => !births.is_empty(),
            Handling::Coarsened => {
                let pairs = births.len().saturating_sub(1);
                let rising = births.windows(2).filter(|two| two[0].1 <= two[1].1).count();
                let falling = births.windows(2).filter(|two| two[0].1 >= two[1].1).count();
                pairs > 0 && rising.max(falling) * SORTED.1 >= pairs * SORTED.0
            }
        }
    }
}
