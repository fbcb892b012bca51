//! Candidate pairs of short lists, by the same blocking.

use rustc_hash::FxHashMap;

use super::candidates::Part;
use super::compare::count_bearers;
use super::features::{Feature, Features, Kind, Known, feature};
use super::fields::day_number;
use super::names::{Names, Reading};
use super::{blocks, near, sets};
use crate::base::progress::Progress;
use crate::language::name::Letters;
use crate::linkage::block::Pair;
use crate::source::mention::Mention;

/// The candidate pairs of some mentions, sorted.
pub(crate) fn pairs(mentions: &[Mention], letters: &Letters) -> Vec<Pair> {
    let names = Names::of_mentions(mentions);
    let list_of: Vec<u16> = mentions.iter().map(Mention::source_index).collect();
    let counted = count_bearers(&names, &list_of);
    let bound = sets::bound(mentions.len());
    let near = near::of_roles(&names.values, &counted, sets::depth(bound), letters);
    let mut texts: FxHashMap<(String, String), u32> = FxHashMap::default();
    let values: Vec<Vec<Feature>> = mentions.iter().map(|mention| values(mention, &mut texts)).collect();
    let add = |mention: usize, out: &mut Vec<Feature>| out.extend(values.get(mention).into_iter().flatten());
    let known = Known::new(&names, &near, letters);
    let readings = |mention: usize, out: &mut Vec<Reading>| out.extend_from_slice(names.of(mention));
    let features = Features::new(mentions.len(), &known, readings, add);
    let found = blocks::find(&features, bound, &Progress::new()).unwrap_or_default();
    found.parts().iter().flat_map(Part::iter).map(|(a, b, _)| Pair::new(a, b)).collect()
}

/// The features of a mention other than those of its name.
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
