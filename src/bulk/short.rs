//! Candidates of lists that are read row by row, by the same features.

use rustc_hash::FxHashMap;

use super::blocks::{self, Candidates, pairs_of};
use super::compare::count_bearers;
use super::features::{Feature, Features, Kind, feature};
use super::fields::day_number;
use super::names::Names;
use super::near::Near;
use crate::block::Pair;
use crate::mention::Mention;
use crate::name::{Letters, Role};
use crate::progress::Progress;

/// The pairs of mentions that share what few share, in order.
pub(crate) fn pairs(mentions: &[Mention], letters: &Letters) -> Vec<Pair> {
    let names = Names::of_mentions(mentions);
    let list_of: Vec<u16> = mentions.iter().map(Mention::source_index).collect();
    let near = Role::ALL.map(|role| {
        let (bearers, _) = count_bearers(&names, &list_of, role);
        Near::new(&names.values[role as usize], &bearers, role, letters)
    });
    let order: Vec<u32> = (0..u32::try_from(mentions.len()).unwrap_or(u32::MAX)).collect();
    let mut texts: FxHashMap<(String, String), u32> = FxHashMap::default();
    let values: Vec<Vec<Feature>> = mentions.iter().map(|mention| values(mention, &mut texts)).collect();
    let add = |mention: usize, out: &mut Vec<Feature>| out.extend(values.get(mention).into_iter().flatten());
    let features = Features::new(&order, &names, &near, &add, letters);
    let found =
        Candidates::new(&features, blocks::bound(mentions.len()), &Progress::new()).unwrap_or_default();
    let parts = found.parts(usize::MAX);
    parts.into_iter().flat_map(pairs_of).map(|(a, b, _)| Pair::new(a, b)).collect()
}

/// What a mention has beside its name.
fn values(mention: &Mention, texts: &mut FxHashMap<(String, String), u32>) -> Vec<Feature> {
    let mut number = |of: &str, text: &str| {
        let next = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        *texts.entry((of.to_owned(), text.to_owned())).or_insert(next)
    };
    let mut found = super::fields::of_birth(mention);
    found.extend(
        mention.death().and_then(|one| one.day()).map(|day| feature(Kind::DeathDay, day_number(day))),
    );
    found.extend(mention.place_key().map(|key| feature(Kind::Place, number("place", &key))));
    found.extend(mention.extras().map(|(label, text)| feature(Kind::Text, number(label, text))));
    found
}
