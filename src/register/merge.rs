//! Turns clusters into entries: claims, members, and the value that is shown for each field.
//!
//! Input: the lists, the mentions, the clustering and the sampled partitions. Output: a [`Register`] with one entry for
//! each cluster, in the same order. Every claim is kept; merging only chooses the value to show and states the rule
//! that chose it.
//!
//! # How a value is chosen
//!
//! Each member states at most one value of a field. Two values agree, are compatible, or conflict. The comparison
//! levels of the pair decide which; for a name, the worst part decides. The state of the field is the worst relation
//! between any two values. The value that most lists support is shown. If several values have equal support, the most
//! precise one is shown. For names, it is the one with the most parts that the tables know. Support counts lists, not
//! records, so a list that repeats a person does not outvote another list.
//!
//! If equally many lists support conflicting values, all values are shown. There are two exceptions. A name shows one
//! form, because it heads the entry. A status always shows all forms in conflict, because labels such as "attacker" are
//! contested and no rule may choose between them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::claim::{Claim, FieldState, FieldView};
use super::entry::{Entry, ListInfo, Member, Register};
use super::value::{
    birth_value, death_value, known_parts, name_value, place_value, sex_value, status_value, value_of,
};
use crate::base::digest;
use crate::language::name::{Role, is_surely_name};
use crate::linkage::block::Pair;
use crate::linkage::cluster::{Cluster, Clustering, Posterior, Scores};
use crate::linkage::compare::Standing;
use crate::linkage::model::Link;
use crate::register::grade::Grading;
use crate::source::mention::Mention;
use crate::source::{Field, Independence, Record, Source};

/// Rule for a field that only one record states.
pub(crate) const ONE_ROW: &str = "only one row states it";
/// Rule for a field whose stated values all agree.
pub(crate) const ALL_AGREE: &str = "all rows agree";
/// Rule for a field with compatible values: the most precise is shown.
pub(crate) const MOST_PRECISE: &str = "the most precise of compatible values";
/// Rule for a field in conflict: the value that most lists support is shown.
pub(crate) const MOST_LISTS: &str = "the value of most lists";
/// Rule for a field in conflict whose values are supported by equally many lists: all are shown.
pub(crate) const ALL_SHOWN: &str = "the lists are evenly split: all values are shown";
/// Rule for a field that the name implies and no record states.
pub(crate) const INFERRED: &str = "inferred from the name; no list states it";
/// Rule for a name in conflict with equally many lists on each side. The fullest form is shown, because an entry needs
/// one name.
const FULLEST: &str = "the lists are evenly split: the fullest form is shown";
/// Rule for a status in conflict: all are shown, because status labels are contested and never merged.
const STATUS_RULE: &str = "statuses are never merged: each list keeps its own";

/// Builds the register.
///
/// `title` is the title of the project. `link` scores the pairs inside a cluster; the levels of its fields show where
/// the records agree. The entries are in the order of the clusters. Clusters are merged in parallel; the time for a
/// cluster grows with the square of its number of records.
pub fn merge(
    title: &str,
    sources: &[Source],
    mentions: &[Mention],
    clustering: &Clustering,
    posterior: &Posterior,
    link: &Scores<'_>,
) -> Register {
    let groups = Independence::of(sources.iter().map(Source::spec));
    let merger = Merger { sources, mentions, posterior, link, groups: &groups };
    let clusters = clustering.clusters.par_iter().with_min_len(16);
    let mut entries: Vec<Entry> = clusters.map(|cluster| merger.entry(cluster)).collect();
    make_ids_unique(&mut entries);
    Register {
        title: title.to_owned(),
        lists: sources.iter().map(|source| list_info(source, &groups)).collect(),
        entries,
    }
}

/// The description of a list for the register.
fn list_info(source: &Source, groups: &Independence) -> ListInfo {
    ListInfo {
        id: source.id().to_owned(),
        title: source.title().to_owned(),
        file: source.file().to_owned(),
        digest: source.digest().to_owned(),
        encoding: source.encoding().to_owned(),
        rows: source.row_count(),
        declared_count: source.declared_count(),
        quotes: source.spec().quotes().map(str::to_owned).collect(),
        independent_group: groups.group_of(source.id()).to_owned(),
        duplicates: source.duplicates().as_str().to_owned(),
        header: source.header().to_vec(),
        header_row: source.header_row(),
        blank_rows: source.blank_rows().to_vec(),
        set_aside: source.set_aside().to_vec(),
    }
}

/// Adds a number to repeated entry ids (`…-2`). Ids have 60 bits, so repeats are very rare.
fn make_ids_unique(entries: &mut [Entry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let count = seen.entry(entry.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            entry.id = format!("{}-{count}", entry.id);
        }
    }
}

/// The input that every entry is built from.
struct Merger<'a> {
    /// The lists, by position.
    sources: &'a [Source],
    /// The mentions, by position.
    mentions: &'a [Mention],
    /// The sampled partitions, for the probabilities of entries and members.
    posterior: &'a Posterior,
    /// Which lists corroborate each other.
    groups: &'a Independence,
    /// Scores a pair; `None` if the pair cannot be scored.
    link: &'a Scores<'a>,
}

/// How the records of each pair of members agree, by field.
type Standings = BTreeMap<(usize, usize), BTreeMap<String, Standing>>;

/// The value of a field that one member states.
struct StatedValue {
    /// The position of the member in the cluster.
    member: usize,
    /// The value as it is shown, such as `Тестов Асан`.
    text: String,
    /// How precise the value is: greater is more precise. The scale differs by field.
    precision: i64,
}

impl Merger<'_> {
    /// The entry of a cluster. Its id is preliminary until [`Register::take_ids`]; its grade comes from the lists alone
    /// until the review queue and the decisions are known.
    fn entry(&self, cluster: &Cluster) -> Entry {
        let members: Vec<&Mention> = cluster.members.iter().map(|at| &self.mentions[*at]).collect();
        let fields = fields(self.sources, self.mentions, self.link, &cluster.members);
        let independent_groups = self.groups.count(members.iter().map(|member| &*member.key().source));
        Entry {
            id: members.first().map_or_else(String::new, |first| {
                let key = first.key();
                digest::entry_id("", &key.source, &key.record)
            }),
            grading: Grading::of_lists(independent_groups, &fields),
            fields,
            independent_groups,
            probability: self.posterior.probability_of(&cluster.members),
            members: (0..members.len()).map(|at| self.member(cluster, at)).collect(),
            claims: members.iter().flat_map(|member| self.claims(member)).collect(),
        }
    }

    /// The list and the record of a mention.
    fn record(&self, mention: &Mention) -> (&Source, &Record) {
        let source = &self.sources[usize::from(mention.source_index())];
        (source, &source.records()[mention.record_index()])
    }

    /// The member at a position of the cluster. Its probability is the mean over its pairs with the other members.
    fn member(&self, cluster: &Cluster, at: usize) -> Member {
        let mention = &self.mentions[cluster.members[at]];
        let (_, record) = self.record(mention);
        let others = cluster.members.iter().filter(|other| **other != cluster.members[at]);
        let with: Vec<f64> =
            others.map(|other| self.posterior.probability(Pair::new(*other, cluster.members[at]))).collect();
        Member {
            source: mention.key().source.to_string(),
            record: mention.key().record.to_string(),
            row: record.row(),
            support: (!with.is_empty()).then(|| cluster.support[at]),
            probability: (!with.is_empty()).then(|| with.iter().sum::<f64>() / with.len() as f64),
            cells: record.cells().to_vec(),
        }
    }

    /// The claims of a record, in the order of columns. Empty cells make no claim.
    fn claims(&self, mention: &Mention) -> Vec<Claim> {
        let (source, record) = self.record(mention);
        let fields: BTreeMap<usize, Field> =
            source.mapping().fields().map(|(field, column)| (column, field)).collect();
        let extras = source.mapping().extras();
        let labels: BTreeMap<usize, &String> =
            extras.iter().map(|(label, column)| (*column, label)).collect();
        let cells = record.cells().iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let claim = |(column, cell): (usize, &String)| Claim {
            field: fields.get(&column).copied(),
            label: labels.get(&column).map(|label| (*label).clone()),
            value: value_of(mention, fields.get(&column).copied(), cell),
            raw: cell.clone(),
            source: mention.key().source.to_string(),
            record: mention.key().record.to_string(),
            row: record.row(),
            column: source.header().get(column).cloned().unwrap_or_default(),
        };
        cells.map(claim).collect()
    }
}

/// The fields of an entry that has these mentions, by position.
///
/// `link` scores a pair; the levels of its fields show where the records agree.
pub(crate) fn fields(
    sources: &[Source],
    mentions: &[Mention],
    link: &Scores<'_>,
    members: &[usize],
) -> Vec<FieldView> {
    let standings = standings(link, members);
    let members: Vec<&Mention> = members.iter().map(|at| &mentions[*at]).collect();
    let mut fields = vec![
        field("name", &members, &standings, name_value),
        with_inferred_sex(field("sex", &members, &standings, sex_value), &members),
        field("birth", &members, &standings, birth_value),
        field("death", &members, &standings, death_value),
        field("place", &members, &standings, place_value),
        field("status", &members, &standings, status_value),
    ];
    let extras = sources.iter().flat_map(|source| source.mapping().extras());
    let labels: BTreeSet<&str> = extras.map(|(label, _)| label.as_str()).collect();
    for label in labels {
        let value = |mention: &Mention| Some((mention.extra(label)?.to_owned(), 0));
        fields.push(field(label, &members, &standings, value));
    }
    fields
}

/// How the two records of each pair of members agree in each field. The key has the positions of the two members,
/// the smaller first. The value is empty if the pair has no score.
fn standings(link: &Scores<'_>, members: &[usize]) -> Standings {
    let mut all = BTreeMap::new();
    for (a, one) in members.iter().enumerate() {
        for (b, other) in members.iter().enumerate().skip(a + 1) {
            let link = link(Pair::new(*one, *other));
            all.insert((a, b), link.map(|link| standings_of(&link)).unwrap_or_default());
        }
    }
    all
}

/// The view of one field. `value` returns the text and the precision that a mention states, or `None` if it does
/// not state the field. If the comparison found two values the same or in conflict, this result counts. Otherwise
/// they are the same if their texts are equal, and compatible if not.
fn field(
    field: &str,
    members: &[&Mention],
    standings: &Standings,
    value: impl Fn(&Mention) -> Option<(String, i64)>,
) -> FieldView {
    let values = members.iter().enumerate().filter_map(|(member, mention)| {
        let (text, precision) = value(mention)?;
        Some(StatedValue { member, text, precision })
    });
    let values: Vec<StatedValue> = values.collect();
    let standing = |a: &StatedValue, b: &StatedValue| {
        let known = standings.get(&(a.member.min(b.member), a.member.max(b.member)));
        let same = if a.text == b.text { Standing::Same } else { Standing::Compatible };
        match known.and_then(|fields| fields.get(field)).copied() {
            Some(Standing::Compatible) | None => same,
            Some(standing) => standing,
        }
    };
    Chooser { field, members, values: &values, standing: &standing }.view()
}

/// Fills in the sex that the names imply, if no record states it and all names imply the same. The field is then marked
/// as inferred, because no list claims it. A name never changes a stated sex, even if the two differ.
fn with_inferred_sex(view: FieldView, members: &[&Mention]) -> FieldView {
    let shown: BTreeSet<&str> =
        members.iter().filter_map(|one| one.implied_sex()).map(|sex| sex.as_str()).collect();
    match (view.state, shown.len()) {
        (FieldState::Silent, 1) => FieldView {
            state: FieldState::Inferred,
            shown: shown.into_iter().next().map(str::to_owned),
            rule: INFERRED.into(),
            ..view
        },
        _ => view,
    }
}

/// How the two records of a link agree in each field. The parts of the name count as one field; the worst part decides
/// how it agrees.
fn standings_of(link: &Link) -> BTreeMap<String, Standing> {
    let mut all: BTreeMap<String, Standing> = BTreeMap::new();
    for contribution in &link.contributions {
        let Some(standing) = contribution.standing else { continue };
        let is_name = Role::ALL.iter().any(|role| role.as_str() == &*contribution.field);
        let field = if is_name { "name" } else { &*contribution.field };
        let worst = all.entry(field.to_owned()).or_insert(standing);
        *worst = (*worst).max(standing);
    }
    all
}

/// Chooses the value of one field that an entry shows.
struct Chooser<'a> {
    /// The name of the field.
    field: &'a str,
    /// The members of the entry, in order.
    members: &'a [&'a Mention],
    /// The values of the members that state the field.
    values: &'a [StatedValue],
    /// How two values agree.
    standing: &'a dyn Fn(&StatedValue, &StatedValue) -> Standing,
}

impl Chooser<'_> {
    /// The whole view: state, shown value, rule, and the lists on each side.
    fn view(&self) -> FieldView {
        let state = self.state();
        let (shown, rule, by) = self.shown(state);
        let source = |member: usize| self.members[member].key().source.to_string();
        // If all values are shown, a list contradicts the field if its value conflicts with any other value.
        let contradicts = |value: &StatedValue| match by {
            Some(by) => by.member != value.member && (self.standing)(by, value) == Standing::Conflict,
            None => self.values.iter().any(|other| self.conflicts(other, value)),
        };
        let of = |keep: &dyn Fn(&StatedValue) -> bool| -> Vec<String> {
            let set: BTreeSet<String> =
                self.values.iter().filter(|value| keep(value)).map(|value| source(value.member)).collect();
            set.into_iter().collect()
        };
        let says = of(&|value| !contradicts(value));
        let all: BTreeSet<String> = (0..self.members.len()).map(source).collect();
        let heard = of(&|_| true);
        FieldView {
            field: self.field.to_owned(),
            state,
            shown,
            rule: rule.into(),
            contradicts: of(&contradicts),
            silent: all.into_iter().filter(|source| !heard.contains(source)).collect(),
            says,
        }
    }

    /// The worst relation between any two values.
    fn state(&self) -> FieldState {
        let mut state = match self.values.len() {
            0 => return FieldState::Silent,
            1 => return FieldState::Single,
            _ => FieldState::Agree,
        };
        for (at, a) in self.values.iter().enumerate() {
            for b in &self.values[at + 1..] {
                state = state.max(match (self.standing)(a, b) {
                    Standing::Same => FieldState::Agree,
                    Standing::Compatible => FieldState::Compatible,
                    Standing::Conflict => FieldState::Conflict,
                });
            }
        }
        state
    }

    /// The shown text, the rule, and the value that it comes from (`None` if several values are shown).
    ///
    /// Values are ranked by these criteria, in this order:
    ///
    /// 1. the number of lists that support the value;
    /// 2. for names, the number of parts that the tables know, so that nonsense never replaces a name;
    /// 3. for names, whether the cell is surely a name and has no other words in capitals;
    /// 4. the precision;
    /// 5. the number of members with the same text;
    /// 6. the text itself, so that the choice does not depend on the order of the lists.
    fn shown(&self, state: FieldState) -> (Option<String>, &'static str, Option<&StatedValue>) {
        let mut ranked: Vec<&StatedValue> = self.values.iter().collect();
        ranked.sort_by_cached_key(|value| {
            let mention = self.members[value.member];
            let known = if self.field == "name" { known_parts(mention) } else { 0 };
            let is_sure = self.field == "name" && mention.name().is_some_and(is_surely_name);
            let rank = (self.supporters(value), known, is_sure, value.precision, self.repeats(value));
            (std::cmp::Reverse(rank), &value.text)
        });
        let Some(best) = ranked.first().copied() else {
            return (None, "", None);
        };
        if self.field == "status" && state == FieldState::Conflict {
            return (Some(self.all_texts()), STATUS_RULE, None);
        }
        let rule = match state {
            FieldState::Single => ONE_ROW,
            FieldState::Agree => ALL_AGREE,
            FieldState::Conflict => MOST_LISTS,
            _ => MOST_PRECISE,
        };
        let even = |other: &&StatedValue| {
            self.conflicts(best, other) && self.supporters(other) == self.supporters(best)
        };
        let is_even = ranked.iter().any(even);
        match (is_even, self.field) {
            (false, _) => (Some(best.text.clone()), rule, Some(best)),
            // One name has to head the entry. The others stay in the claims.
            (true, "name") => (Some(best.text.clone()), FULLEST, Some(best)),
            (true, _) => (Some(self.all_texts()), ALL_SHOWN, None),
        }
    }

    /// Whether two values of different members conflict.
    fn conflicts(&self, a: &StatedValue, b: &StatedValue) -> bool {
        a.member != b.member && (self.standing)(a, b) == Standing::Conflict
    }

    /// All distinct texts, sorted and separated by ` | `.
    fn all_texts(&self) -> String {
        let texts: BTreeSet<&str> = self.values.iter().map(|value| value.text.as_str()).collect();
        texts.into_iter().collect::<Vec<_>>().join(" | ")
    }

    /// The number of lists that state this value or one that does not conflict with it.
    fn supporters(&self, value: &StatedValue) -> usize {
        let agreeing = self.values.iter().filter(|other| {
            other.member == value.member || (self.standing)(value, other) != Standing::Conflict
        });
        agreeing.map(|other| &self.members[other.member].key().source).collect::<BTreeSet<_>>().len()
    }

    /// The number of members that state the same text.
    fn repeats(&self, value: &StatedValue) -> usize {
        self.values.iter().filter(|other| other.text == value.text).count()
    }
}
