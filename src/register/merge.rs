//! Clusters to entries: claims, and the value that is shown for each field.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::value::{
    birth_value, death_value, known_parts, name_value, place_value, sex_value, status_value, value_of,
};
use super::{Claim, Entry, FieldState, FieldView, ListInfo, Member, Register};
use crate::base::digest;
use crate::language::name::Role;
use crate::language::name::is_surely_name;
use crate::linkage::block::Pair;
use crate::linkage::cluster::{Cluster, Clustering, Posterior, Scores};
use crate::linkage::compare::Standing;
use crate::linkage::model::Link;
use crate::register::grade::Grading;
use crate::source::mention::Mention;
use crate::source::{Field, Independence, Record, Source};

pub(crate) const ONE_ROW: &str = "the only row that says it";
pub(crate) const ALL_AGREE: &str = "all rows agree";
pub(crate) const MOST_PRECISE: &str = "the most precise of compatible values";
pub(crate) const MOST_LISTS: &str = "the value of most lists";
pub(crate) const ALL_SHOWN: &str = "the lists contradict each other evenly: all values";
pub(crate) const INFERRED: &str = "inferred from the name; no list says it";
const FULLEST: &str = "the lists contradict each other evenly: the fullest form";
const STATUS_RULE: &str = "statuses are never merged: each list's own";

/// Builds the register. `link` scores the pairs inside a cluster; its levels say where lists agree.
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

/// Two different members hardly ever have one id of 60 bits; should they, the later one is numbered.
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

struct Merger<'a> {
    sources: &'a [Source],
    mentions: &'a [Mention],
    posterior: &'a Posterior,
    groups: &'a Independence,
    link: &'a Scores<'a>,
}

/// One member's value of a field.
struct Value {
    /// The position of the member in the cluster.
    member: usize,
    text: String,
    /// How much it says: the larger, the more precise.
    precision: i64,
}

impl Merger<'_> {
    fn entry(&self, cluster: &Cluster) -> Entry {
        let members: Vec<&Mention> = cluster.members.iter().map(|at| &self.mentions[*at]).collect();
        let standings = self.standings(cluster);
        let mut fields = vec![
            self.field("name", &members, &standings, name_value),
            with_inferred_sex(self.field("sex", &members, &standings, sex_value), &members),
            self.field("birth", &members, &standings, birth_value),
            self.field("death", &members, &standings, death_value),
            self.field("place", &members, &standings, place_value),
            self.field("status", &members, &standings, status_value),
        ];
        let labels: BTreeSet<&str> = self
            .sources
            .iter()
            .flat_map(|source| source.mapping().extras())
            .map(|(label, _)| label.as_str())
            .collect();
        for label in labels {
            let value = |mention: &Mention| Some((mention.extra(label)?.to_owned(), 0));
            fields.push(self.field(label, &members, &standings, value));
        }
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

    fn record(&self, mention: &Mention) -> (&Source, &Record) {
        let source = &self.sources[usize::from(mention.source_index())];
        (source, &source.records()[mention.record_index()])
    }

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

    /// For each pair of members, by position, the standing of each field.
    fn standings(&self, cluster: &Cluster) -> BTreeMap<(usize, usize), BTreeMap<String, Standing>> {
        let mut all = BTreeMap::new();
        for a in 0..cluster.members.len() {
            for b in a + 1..cluster.members.len() {
                let link = (self.link)(Pair::new(cluster.members[a], cluster.members[b]));
                all.insert((a, b), link.map(|link| standings_of(&link)).unwrap_or_default());
            }
        }
        all
    }

    fn field(
        &self,
        field: &str,
        members: &[&Mention],
        standings: &BTreeMap<(usize, usize), BTreeMap<String, Standing>>,
        value: impl Fn(&Mention) -> Option<(String, i64)>,
    ) -> FieldView {
        let values = members.iter().enumerate().filter_map(|(member, mention)| {
            let (text, precision) = value(mention)?;
            Some(Value { member, text, precision })
        });
        let values: Vec<Value> = values.collect();
        let standing = |a: &Value, b: &Value| {
            let known = standings.get(&(a.member.min(b.member), a.member.max(b.member)));
            let same = if a.text == b.text { Standing::Same } else { Standing::Compatible };
            match known.and_then(|fields| fields.get(field)).copied() {
                Some(Standing::Compatible) | None => same,
                Some(standing) => standing,
            }
        };
        Chooser { field, members, values: &values, standing: &standing }.view()
    }
}

/// What names show is no list's statement: it fills a field on which all lists are silent, as such.
fn with_inferred_sex(view: FieldView, members: &[&Mention]) -> FieldView {
    let shown: BTreeSet<&str> =
        members.iter().filter_map(|one| one.implied_sex()).map(|sex| sex.as_str()).collect();
    match (view.state, shown.len()) {
        (FieldState::Silent, 1) => FieldView {
            state: FieldState::Inferred,
            shown: shown.into_iter().next().map(str::to_owned),
            rule: INFERRED,
            ..view
        },
        _ => view,
    }
}

/// The standing of each field of a link; the name counts by its worst part.
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

struct Chooser<'a> {
    field: &'a str,
    members: &'a [&'a Mention],
    values: &'a [Value],
    standing: &'a dyn Fn(&Value, &Value) -> Standing,
}

impl Chooser<'_> {
    fn view(&self) -> FieldView {
        let state = self.state();
        let (shown, rule, by) = self.shown(state);
        let source = |member: usize| self.members[member].key().source.to_string();
        // Where all values are shown, each list contradicts some other.
        let contradicts = |value: &Value| match by {
            Some(by) => by.member != value.member && (self.standing)(by, value) == Standing::Conflict,
            None => self.values.iter().any(|other| self.conflicts(other, value)),
        };
        let of = |keep: &dyn Fn(&Value) -> bool| -> Vec<String> {
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
            rule,
            contradicts: of(&contradicts),
            silent: all.into_iter().filter(|source| !heard.contains(source)).collect(),
            says,
        }
    }

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

    /// The value that is shown, the rule, and the member whose value it is: what most lists support; of names then the
    /// one with most parts that the reader knows, and of these one that has no other words in capitals, so that no list
    /// replaces a name by nonsense; then the most precise.
    fn shown(&self, state: FieldState) -> (Option<String>, &'static str, Option<&Value>) {
        let mut ranked: Vec<&Value> = self.values.iter().collect();
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
        let even =
            |other: &&Value| self.conflicts(best, other) && self.supporters(other) == self.supporters(best);
        let is_even = ranked.iter().any(even);
        match (is_even, self.field) {
            (false, _) => (Some(best.text.clone()), rule, Some(best)),
            // One name has to head the entry; all stay in the claims.
            (true, "name") => (Some(best.text.clone()), FULLEST, Some(best)),
            (true, _) => (Some(self.all_texts()), ALL_SHOWN, None),
        }
    }

    fn conflicts(&self, a: &Value, b: &Value) -> bool {
        a.member != b.member && (self.standing)(a, b) == Standing::Conflict
    }

    fn all_texts(&self) -> String {
        let texts: BTreeSet<&str> = self.values.iter().map(|value| value.text.as_str()).collect();
        texts.into_iter().collect::<Vec<_>>().join(" | ")
    }

    /// How many lists say something that this value does not contradict.
    fn supporters(&self, value: &Value) -> usize {
        let agreeing = self.values.iter().filter(|other| {
            other.member == value.member || (self.standing)(value, other) != Standing::Conflict
        });
        agreeing.map(|other| &self.members[other.member].key().source).collect::<BTreeSet<_>>().len()
    }

    fn repeats(&self, value: &Value) -> usize {
        self.values.iter().filter(|other| other.text == value.text).count()
    }
}
