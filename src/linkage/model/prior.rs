//! The documented prior: the numbers of a model before any record is read.
//!
//! The numbers are in `prior.toml`, with the reason for each. Out: [`Model::prior`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Model;

/// The bundled prior. `None` if the file does not parse; a test makes sure that it does.
static PRIOR: LazyLock<Option<Model>> = LazyLock::new(|| toml::from_str(include_str!("prior.toml")).ok());

/// The prior over links. A fit replaces `relatives`, `namesakes` and `other_names`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LinkPrior {
    /// Share of the people of the shorter of two lists who are on the other too, 0 to 1.
    pub overlap: f64,
    /// Share of the records of a list with `duplicates = "rare"` that repeat a person of the list, 0 to 1.
    pub repeats_rare: f64,
    /// The same for `duplicates = "common"`.
    pub repeats_common: f64,
    /// Weight of the prior overlap table, in people.
    pub people: f64,
    /// Weight of `repeats_rare`, in records of a list.
    pub rows_rare: f64,
    /// Weight of `repeats_common`, in records of a list.
    pub rows_common: f64,
    /// Expected number of relatives of a victim on another list. It can exceed 1.
    pub relatives: f64,
    /// Expected number of other victims of the same name on another list.
    pub namesakes: f64,
    /// Share of records whose name is garbled, 0 to 1: it agrees with the person's other records no better than a
    /// stranger's.
    pub garbled: f64,
    /// Share of certain pairs of one person in which the two records have two known given names, 0 to 1. A fit sets
    /// it to the lower end of what it finds. The documented prior has 0.
    #[serde(default)]
    pub other_names: f64,
}

/// The numbers of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FieldPrior {
    /// Weight of the prior u against the records of the lists, in records.
    pub weight: f64,
    /// Weight of a published share of people who bear the value, in records. 0 if the field has no published shares.
    #[serde(default)]
    pub published: f64,
    /// Weight of the prior m against the pairs of the lists, in pairs of one person.
    pub pairs: f64,
    /// How often relatives who died together share the field as one person does, 0 to 1.
    pub shared: f64,
    /// The reason for the numbers.
    #[serde(default)]
    pub why: String,
    /// m and u by the name of the level. Within a class of levels, each sums to 1.
    pub levels: BTreeMap<String, LevelPrior>,
}

/// The probabilities of one level within its class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LevelPrior {
    /// m-probability: for two records of one person.
    pub m: f64,
    /// u-probability: for records of two people.
    pub u: f64,
}

impl Model {
    /// The documented prior that is bundled with the crate. It needs no training.
    pub fn prior() -> Self {
        let empty = LinkPrior {
            overlap: 0.5,
            repeats_rare: 0.02,
            repeats_common: 0.25,
            people: 4.0,
            rows_rare: 200.0,
            rows_common: 20.0,
            relatives: 0.05,
            namesakes: 0.01,
            garbled: 0.004,
            other_names: 0.0,
        };
        PRIOR.clone().unwrap_or_else(|| Model {
            links: empty,
            fields: BTreeMap::new(),
            comparisons: BTreeMap::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::name::Role;
    use crate::linkage::compare::{Level, bundled, name_levels};

    fn assert_levels(model: &Model, field: &str, levels: &[Level]) {
        let prior = &model.fields()[field];
        for level in levels {
            assert!(prior.levels.contains_key(level.name), "{field} has no {}", level.name);
        }
        assert_eq!(prior.levels.len(), levels.len(), "{field} has levels that do not exist");
        for class in levels.iter().map(|level| level.class) {
            let sum = |of: fn(&LevelPrior) -> f64| -> f64 {
                let mine = levels.iter().filter(|level| level.class == class);
                mine.map(|level| of(&prior.levels[level.name])).sum()
            };
            assert!(
                (sum(|one| one.m) - 1.0).abs() < 0.011,
                "{field} class {class}: m sum {}",
                sum(|one| one.m)
            );
            assert!(
                (sum(|one| one.u) - 1.0).abs() < 0.011,
                "{field} class {class}: u sum {}",
                sum(|one| one.u)
            );
        }
    }

    #[test]
    fn the_prior_has_every_level_and_its_probabilities_sum_to_one() {
        let model = Model::prior();
        for role in Role::ALL {
            assert_levels(&model, role.as_str(), name_levels());
        }
        for comparison in bundled(std::sync::Arc::new(crate::language::place::Gazetteer::new(
            &crate::language::lexicon::Lexicon::bundled(),
        ))) {
            assert_levels(&model, comparison.name(), comparison.levels());
        }
    }
}
