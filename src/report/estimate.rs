//! `estimate.json` and `estimate.csv`: an estimate of the people on no list.
//!
//! Takes an [`Estimation`]; gives bytes. Both files have the refusals, so that no number is read without them.

use serde_json::{Value, json};

use crate::base::decimals::fixed;
use crate::base::json::pretty;
use crate::base::table::Table;
use crate::register::{EstimateInterval, Estimation};

/// Format version of `estimate.json`. It changes when existing readers would fail.
const FORMAT: u32 = 1;

impl Estimation {
    /// `estimate.json`: everything, with sorted keys. Numbers that no data limit are `null`.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = serde_json::to_value(self).unwrap_or(Value::Null);
        if let Value::Object(map) = &mut value {
            map.insert("format".to_owned(), json!(FORMAT));
            map.insert("level".to_owned(), json!(Estimation::CONFIDENCE));
        }
        pretty(&value)
    }

    /// `estimate.csv`: one row for each estimate and for each refusal.
    ///
    /// - `kind`: `headline`, `refusal`, `model`, `best`, `average`, `pair` or `sensitivity`.
    /// - `name`: the model, the pair of groups, the factor xi, or the code of the refusal.
    /// - `unseen`: people on no list. `total`, `low`, `high`: all people with the interval.
    /// - `exists`, `identified`: whether the model has an estimate; empty for others.
    /// - `linkage`: the share of the variance that is due to linkage.
    /// - `assumption`: what the estimate assumes, or the sentence of the refusal.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut table = Table::new([
            "kind",
            "name",
            "unseen",
            "total",
            "low",
            "high",
            "aic",
            "bic",
            "exists",
            "identified",
            "linkage",
            "assumption",
        ]);
        self.rows().into_iter().for_each(|row| table.row(row.cells()));
        table.bytes()
    }

    /// The rows of `estimate.csv`.
    fn rows(&self) -> Vec<ModelRow> {
        let observed = self.observed() as f64;
        let unseen = |total: EstimateInterval| Some((total.estimate - observed).max(0.0));
        let mut rows = Vec::new();
        rows.extend(self.headline().map(|one| ModelRow {
            total: Some(one.total),
            unseen: Some(one.unseen.estimate),
            linkage: one.linkage.map(|linkage| linkage.share),
            assumption: one.assumption.about().to_owned(),
            ..ModelRow::new("headline", one.assumption.as_str())
        }));
        rows.extend(self.refusals().iter().map(|one| ModelRow {
            assumption: one.sentence.clone(),
            ..ModelRow::new("refusal", one.code.as_str())
        }));
        rows.extend(self.models().iter().map(|one| ModelRow {
            total: one.total,
            unseen: one.unseen,
            aic: one.aic,
            bic: one.bic,
            exists: Some((one.exists, one.identified)),
            linkage: one.linkage.map(|linkage| linkage.share),
            assumption: one.assumption.clone(),
            ..ModelRow::new("model", &one.name)
        }));
        rows.extend(self.best().map(|total| ModelRow {
            total: Some(total),
            unseen: unseen(total),
            ..ModelRow::new("best", "bic")
        }));
        rows.extend(self.average().map(|one| ModelRow {
            total: Some(one.total),
            unseen: unseen(one.total),
            linkage: one.linkage.map(|linkage| linkage.share),
            ..ModelRow::new("average", "decomposable graphs")
        }));
        rows.extend(self.pairs().iter().map(|one| ModelRow {
            total: Some(one.total),
            assumption: "The two groups are independent of each other; for illustration only.".to_owned(),
            ..ModelRow::new("pair", &format!("{}{}", one.lists.0 + 1, one.lists.1 + 1))
        }));
        rows.extend(self.sensitivity().iter().map(|one| ModelRow {
            total: Some(one.total),
            unseen: unseen(one.total),
            assumption: format!(
                "All groups together interact by the factor {} for people on no list.",
                fixed(one.xi, 3)
            ),
            ..ModelRow::new("sensitivity", &fixed(one.xi, 3))
        }));
        rows
    }
}

/// A row of `estimate.csv`.
#[derive(Default)]
struct ModelRow {
    kind: &'static str,
    name: String,
    unseen: Option<f64>,
    total: Option<EstimateInterval>,
    aic: Option<f64>,
    bic: Option<f64>,
    exists: Option<(bool, bool)>,
    linkage: Option<f64>,
    assumption: String,
}

impl ModelRow {
    fn new(kind: &'static str, name: &str) -> Self {
        ModelRow { kind, name: name.to_owned(), ..ModelRow::default() }
    }

    /// The cells, in the order of the header.
    fn cells(self) -> [String; 12] {
        let number = |number: Option<f64>, decimals| {
            number
                .filter(|number| number.is_finite())
                .map(|number| fixed(number, decimals))
                .unwrap_or_default()
        };
        let yes = |yes: Option<bool>| yes.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned();
        [
            self.kind.to_owned(),
            self.name,
            number(self.unseen, 1),
            number(self.total.map(|total| total.estimate), 1),
            number(self.total.map(|total| total.low), 1),
            number(self.total.map(|total| total.high), 1),
            number(self.aic, 4),
            number(self.bic, 4),
            yes(self.exists.map(|exists| exists.0)),
            yes(self.exists.map(|exists| exists.1)),
            number(self.linkage, 4),
            self.assumption,
        ]
    }
}
