//! A model as a file (`model.json`): a model fitted to some lists, for use with others.
//!
//! The file has the numbers of the model and the levels of each field with which it was fitted. A model is used only
//! with the same comparisons. Otherwise a level could have changed its meaning, and its m would be wrong without
//! anyone noticing. In: the text of a file. Out: a checked [`Model`], or an error that says what to correct.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FieldPrior, LevelPrior, LinkPrior, Model, TEXT_FIELD};
use crate::base::digest;
use crate::base::error::{Error, ErrorKind, Result};
use crate::linkage::compare::{Comparer, Comparison, Level, Standing};

/// Version of the file format. It changes when a reader has to change.
const FORMAT: u64 = 1;
/// Largest number of levels that a comparison may have. Readers could not follow more.
const MOST_LEVELS: usize = 64;
/// Name in errors for a model that was not read from a file.
const UNNAMED: &str = "model";

/// One comparison level with which a model was fitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FittedLevel {
    /// The name of the level.
    pub level: String,
    /// Its class: m and u sum to 1 within a class.
    pub class: u8,
    /// Whether both values can be true of one person.
    pub standing: Standing,
}

impl FittedLevel {
    /// The level as it is written to the file.
    fn of(level: &Level) -> Self {
        FittedLevel { level: level.name.to_owned(), class: level.class, standing: level.standing }
    }
}

impl Model {
    /// Digest of the model as a file, for the provenance of a run.
    pub(crate) fn digest(&self) -> String {
        digest::of_bytes(self.to_json().as_bytes())
    }

    /// The model as the text of a file, which [`Model::from_json`] reads.
    ///
    /// ```
    /// use casualty_register::linkage::Model;
    ///
    /// let model = Model::prior();
    /// assert_eq!(Model::from_json(&model.to_json())?, model);
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let mut saved = serde_json::to_value(self).unwrap_or_default();
        saved["format"] = FORMAT.into();
        let mut text = serde_json::to_string_pretty(&saved).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a model that [`Model::to_json`] wrote. Whether it fits the comparisons of a run is checked when the run
    /// starts.
    ///
    /// # Errors
    ///
    /// If the text is not a model, has another format, or contains impossible numbers.
    pub fn from_json(text: &str) -> Result<Self> {
        parsed(text).map_err(|problem| wrong(UNNAMED, problem))
    }

    /// Reads the `model.json` of a run.
    ///
    /// # Errors
    ///
    /// As for [`Model::from_json`], or if the file cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, "read", error))?;
        parsed(&text).map_err(|problem| wrong(&path.display().to_string(), problem))
    }

    /// The model with m and u for one level of a field: what a comparison of your own needs ([`Comparison`](crate::linkage::Comparison)). A field that the
    /// model does not have begins with the weights of the field `text` and without its levels.
    ///
    /// `m` is the probability of the level for two records of one person, `u` for two records of two people, each within the class
    /// of the level, from 0 to 1.
    ///
    /// ```
    /// use casualty_register::linkage::Model;
    ///
    /// let model = Model::prior().with_level("height", "same", 0.9, 0.1)?;
    /// let model = model.with_level("height", "different", 0.1, 0.9)?;
    /// assert_eq!(model.fields()["height"].levels["same"].m, 0.9);
    /// assert!(model.with_level("height", "same", 7.5, 0.1).is_err());
    /// # Ok::<(), casualty_register::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a probability is not between 0 and 1.
    pub fn with_level(mut self, field: &str, level: &str, m: f64, u: f64) -> Result<Self> {
        if !self.fields.contains_key(field) {
            let text = self.fields.get(TEXT_FIELD).cloned();
            let new = text.map(|text| FieldPrior { levels: BTreeMap::new(), why: String::new(), ..text });
            self.fields.extend(new.map(|new| (field.to_owned(), new)));
        }
        if let Some(prior) = self.fields.get_mut(field) {
            prior.levels.insert(level.to_owned(), LevelPrior { m, u });
        }
        match self.impossible() {
            Some(problem) => Err(wrong(UNNAMED, problem)),
            None => Ok(self),
        }
    }

    /// Why a comparison of the user cannot be used with the model; `None` if it can. A model that was fitted is held
    /// against the comparisons by [`Model::made_for`].
    pub(crate) fn fault_of(&self, comparison: &dyn Comparison) -> Option<String> {
        let (name, levels) = (comparison.name(), comparison.levels());
        if levels.is_empty() || levels.len() > MOST_LEVELS {
            return Some(format!("`{name}` has to have 1 to {MOST_LEVELS} levels"));
        }
        let known = self.field(name).filter(|_| self.comparisons.is_empty())?;
        let level = levels.iter().map(|level| level.name).find(|level| !known.levels.contains_key(*level))?;
        Some(format!(
            "the model has no m and u for the level `{level}` of `{name}`; give them with `Model::with_level` and \
             `Reconciler::with_prior`"
        ))
    }

    /// The model for the comparisons of a run. Each field of the run gets its own entry, also one that the model
    /// names only as `text`.
    ///
    /// # Errors
    ///
    /// If the model was fitted with other comparisons.
    pub(crate) fn made_for(&self, comparer: &Comparer) -> Result<Self> {
        let of = |levels: &[Level]| levels.iter().map(FittedLevel::of).collect::<Vec<_>>();
        let wanted: BTreeMap<String, Vec<FittedLevel>> =
            comparer.fields().into_iter().map(|(name, levels)| (name.to_owned(), of(levels))).collect();
        if let Some(problem) = self.difference(&wanted) {
            return Err(wrong(UNNAMED, problem));
        }
        let mut model = self.clone();
        for name in wanted.keys() {
            if let Some(field) = self.field(name).cloned() {
                model.fields.insert(name.clone(), field);
            }
        }
        model.comparisons = wanted;
        Ok(model)
    }

    /// Why the model cannot be used with these comparisons; `None` if it can. The documented prior fits any.
    fn difference(&self, wanted: &BTreeMap<String, Vec<FittedLevel>>) -> Option<String> {
        if self.comparisons.is_empty() {
            return None;
        }
        let advice = "run without the model and use the model.json of that run";
        if let Some(unknown) = wanted.keys().find(|name| !self.comparisons.contains_key(*name)) {
            return Some(format!(
                "the model was fitted without the field `{unknown}`, which this run compares; {advice}"
            ));
        }
        for (name, fitted) in &self.comparisons {
            let Some(levels) = wanted.get(name) else {
                return Some(format!(
                    "the model was fitted with the field `{name}`, which this run does not compare; name its \
                     column under [source.extra], or {advice}"
                ));
            };
            if let Some(level) = first_difference(fitted, levels) {
                return Some(format!(
                    "the level `{level}` of the field `{name}` has changed since the model was fitted; {advice}"
                ));
            }
        }
        None
    }
}

/// The first level in which two comparisons differ, or that only one of them has.
fn first_difference<'a>(fitted: &'a [FittedLevel], now: &'a [FittedLevel]) -> Option<&'a str> {
    let differs = fitted.iter().zip(now).find(|(one, other)| one != other).map(|(one, _)| one);
    let longer = if fitted.len() > now.len() { fitted } else { now };
    let rest = || longer.get(fitted.len().min(now.len()));
    differs.or_else(rest).map(|level| level.level.as_str())
}

/// An error about a model. `problem` says what is wrong and what to do.
fn wrong(model: &str, problem: String) -> Error {
    ErrorKind::Model { model: model.to_owned(), problem }.into()
}

/// Parses and checks a model. The error says what is wrong and what to do.
fn parsed(text: &str) -> Result<Model, String> {
    let mut value: Value = serde_json::from_str(text)
        .map_err(|error| format!("the file is not JSON ({error}); give the model.json of a run"))?;
    let format = value.as_object_mut().and_then(|object| object.remove("format"));
    if format != Some(FORMAT.into()) {
        let found = format.map_or_else(|| "none".to_owned(), |format| format.to_string());
        return Err(format!(
            "the model has format {found}, and this version reads format {FORMAT}; give the model.json of a \
             run of this version"
        ));
    }
    let model: Unchecked = serde_json::from_value(value)
        .map_err(|error| format!("the file is not a model ({error}); give the model.json of a run"))?;
    model.try_into()
}

/// A model as a file states it: its numbers may be impossible.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unchecked {
    links: LinkPrior,
    fields: BTreeMap<String, FieldPrior>,
    #[serde(default)]
    comparisons: BTreeMap<String, Vec<FittedLevel>>,
}

impl TryFrom<Unchecked> for Model {
    type Error = String;

    fn try_from(unchecked: Unchecked) -> Result<Self, String> {
        let Unchecked { links, fields, comparisons } = unchecked;
        let model = Model { links, fields, comparisons };
        model.impossible().map_or(Ok(model), Err)
    }
}

impl Model {
    /// The first number that is out of range; `None` if there is none. Shares must be from 0 to 1, expected numbers
    /// and weights finite and not negative.
    fn impossible(&self) -> Option<String> {
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        let is_count = |count: f64| count >= 0.0 && count.is_finite();
        let links = &self.links;
        let shares =
            [links.overlap, links.repeats_rare, links.repeats_common, links.garbled, links.other_names];
        if !shares.into_iter().all(is_share) {
            return Some("a probability in `links` is not between 0 and 1; correct it".to_owned());
        }
        // Expected numbers for each person, so they can exceed 1, and weights in people and records.
        let counts = [links.relatives, links.namesakes, links.people, links.rows_rare, links.rows_common];
        if !counts.into_iter().all(is_count) {
            return Some("a number in `links` is not valid; correct it".to_owned());
        }
        if !self.fields.contains_key(TEXT_FIELD) {
            return Some(format!("the field `{TEXT_FIELD}` is missing; give the model.json of a run"));
        }
        for (name, field) in &self.fields {
            let counts = [field.weight, field.pairs, field.published];
            if !counts.into_iter().all(is_count) || !is_share(field.shared) {
                return Some(format!("a number of the field `{name}` is not valid; correct it"));
            }
            if let Some((level, _)) =
                field.levels.iter().find(|(_, one)| !is_share(one.m) || !is_share(one.u))
            {
                return Some(format!(
                    "m or u of the level `{level}` of `{name}` is not between 0 and 1; correct it"
                ));
            }
        }
        None
    }
}
