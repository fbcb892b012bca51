//! The documented prior, a readable data file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Model;

/// The prior as it ships; a test reads it, so that it always parses.
static PRIOR: LazyLock<Option<Model>> = LazyLock::new(|| toml::from_str(include_str!("prior.toml")).ok());

/// What is believed of links before any row is seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkPrior {
    /// Of the shorter of two lists, the share that stands in the other too.
    pub overlap: f64,
    /// Share of the rows of a list with `duplicates = "rare"` that repeat a person.
    pub repeats_rare: f64,
    /// The same with `duplicates = "common"`.
    pub repeats_common: f64,
    /// How many people the prior's table of combinations of lists counts for.
    pub people: f64,
    /// How many rows of a list the prior share of repeats counts for, where they are rare.
    pub rows_rare: f64,
    /// The same where they are common.
    pub rows_common: f64,
    /// Relatives of a victim in another list, for each victim.
    pub relatives: f64,
    /// Other victims of the same name in another list, for each victim.
    pub namesakes: f64,
    /// The share of rows whose name agrees no better with the person's other rows than a stranger's.
    pub garbled: f64,
    /// In what share of the pairs of one person the two records bear two known given names, as far as the lists leave no
    /// doubt: the lower end of what a fit finds. The documented prior has 0.
    #[serde(default)]
    pub other_names: f64,
}

/// The levels of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldPrior {
    /// How many rows the prior's u counts for against the rows of the lists.
    pub weight: f64,
    /// How many rows a published share of people that bear the value counts for.
    #[serde(default)]
    pub published: f64,
    /// How many pairs of one person the prior's m count for against the pairs of the lists.
    pub pairs: f64,
    /// How often relatives who died together share the field as one person does, 0 to 1.
    pub shared: f64,
    /// Why the numbers are what they are.
    #[serde(default)]
    pub why: String,
    /// m and u by level.
    pub levels: BTreeMap<String, LevelPrior>,
}

/// The probabilities of one level, within its class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelPrior {
    /// For one person.
    pub m: f64,
    /// For two people.
    pub u: f64,
}

impl Model {
    /// The documented prior that ships with the crate: it works with no training.
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
