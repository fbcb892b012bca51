//! What is published: the handling of each field, and the two profiles `working` and `public`.
//!
//! In: the profile of a project file. Out: for each field, how much of it may be shown. The room `report` applies it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::words::words;
use crate::source::Field;

/// How much of a field is published. Ordered from the most open to the strictest.
///
/// The text forms in a project file are `public`, `coarsened` and `withheld`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Handling {
    /// The full value.
    Public,
    /// Less detail: the year of a birth date, the settlement of a place.
    Coarsened,
    /// Nothing.
    Withheld,
}

words! {
    Handling, "handling";
    /// Every handling, the most open first.
    ALL
    /// The word in a project file.
    as_str
    Public = "public",
    Coarsened = "coarsened",
    Withheld = "withheld",
}

/// Fields whose cells are interpreted. For all other fields the value is the text of the cell.
pub(crate) const TYPED: [&str; 7] = ["name", "sex", "birth", "age", "death", "place", "status"];

/// Every field of a policy, with its handling in the public profile.
const DEFAULTS: [(&str, Handling); 12] = [
    ("name", Handling::Public),
    ("sex", Handling::Public),
    ("birth", Handling::Coarsened),
    ("age", Handling::Public),
    ("death", Handling::Public),
    ("place", Handling::Coarsened),
    ("status", Handling::Coarsened),
    ("url", Handling::Coarsened),
    ("id", Handling::Coarsened),
    ("identity", Handling::Withheld),
    ("other_name", Handling::Withheld),
    ("note", Handling::Withheld),
];

/// A profile: how each field is handled.
///
/// The working profile shows everything that the lists state. The public profile shows as much of each field as its
/// [`Handling`] allows, in every output. Its defaults follow the standards of casualty recording, which ask for more
/// protection of more detailed data:
///
/// | field | by default | what is shown, and why |
/// |---|---|---|
/// | `name` | public | The name as it was understood: that the dead have names is the purpose of the record. Numbers that stood with it are not shown, nor is a name with words that begin with a small letter and belong to no name: a cell may say who recognised the body. In a cell all in capitals, or in letters that have none, every word must be a given name of the tables or have the form of a surname or patronymic. The name of a relative (`wife of X`) or of several people is not shown: they may be alive. Initials if coarsened; a name in Han, kana or Hangul has none, because a sign may be a whole name. |
/// | `sex` | public | Part of the least that a record has. |
/// | `birth` | coarsened | The year. Day and month open accounts and identify relatives. |
/// | `age` | public | Part of the least that a record has; but never beside a stated birth date that is not shown whole: together with the day of death the two would give the birthday of who died soon after it. Bands of ten years if coarsened. A year of birth that follows from an age is shown only where the age is public and no list states a birth. |
/// | `death` | public | Part of the least that a record has. The month if coarsened. |
/// | `place` | coarsened | The settlement with its district and region, where the tables know it: never a street, a house or any other text of the cell. |
/// | `status` | coarsened | The groups that a list's label belongs to, as each list has it; the words of the label may name anyone. |
/// | `url` | coarsened | The site. The rest of a link may lead to a relative's page or spell out a name. |
/// | `id` | coarsened | A number of at most four digits, as serial numbers are, of a list that has no column which is coarsened or withheld and by which it may be sorted; for anything else a number of its own. An id may be a birth date, or that of papers which has the birth date in it. Ids that are made from cells, and ids of people who are not named, are never shown. |
/// | `identity` | withheld | The number of papers opens accounts and often has the birth date in it. |
/// | `other_name` | withheld | An alias may be one that the family does not use in public. |
/// | `note` | withheld | Free text: witnesses, telephone numbers, addresses, kin. |
/// | any other column | withheld | A column that is mapped to no field, and one under `[source.extra]`, may hold anything: kinship, religion, ethnicity, a witness. |
///
/// A person whose published age or date allows an age under 18 is shown by initials. Links, plain text and places that
/// the tables do not know are not shown, whatever the policy of the field, because a child's name leads to a family
/// that cannot have consented. The count, the sex, the age, the day and the settlement remain, so that a relative finds
/// the entry and a reader sees that a child died. `minors = "public"` treats minors like adults; `minors = "withheld"`
/// hides the initials too.
///
/// The published value is the value of the register, or all values if the lists disagree evenly. A list that disagrees
/// with it, and a record that a reviewer rejected or found withdrawn, change nothing: no list can hide the name of an
/// adult. If neither a birth date nor an age is published, these count too: a label such as `child`, words in the name
/// cell (`(8 лет)`, `2010 г.р.`), and a birth or an age that cannot be read or believed. An entry that *could be* the same person
/// as a minor, with a probability that is worth a question, is treated as a minor, unless its own dates or ages exclude
/// that. No page links the two.
///
/// `smallest_cell = 5` coarsens places and dates if fewer than five entries share the published place, date of death,
/// date of birth and sex. The place becomes its region, then its country, then nothing; the dates become the month,
/// then the year, then nothing; at last the sex is withheld. If no birth is published, ages count in its place. The
/// claims of such an entry are coarsened in the same way, and claims that differ from the shown value are left out; its
/// ages are withheld with its dates. The report has no charts of days and ages, and no published totals that fewer
/// people document. The name, public plain text, and other columns follow their policy unchanged.
///
/// Entries that do not count among the dead (rejected, found alive, out of scope, withdrawn) are published with their
/// grade and the rows of the lists only. Nothing that these rows state is published, because the person may be alive.
///
/// A project file can change all of this except the last rule:
///
/// ```toml
/// [profile.public]
/// birth = "withheld"          # public | coarsened | withheld
/// minors = "withheld"
/// smallest_cell = 5           # from 2; without it nothing is coarsened for small counts
/// school = "public"           # a label under [source.extra]
/// "Ведомство" = "public"      # the header of a column that is mapped to no field
/// ```
///
/// In the public profile, the text of a cell is published only for plain text (`note`, `url`, `id`, labels and headers)
/// that is set to `public`. For every other field only the interpreted value is published.
///
/// ```
/// use casualty_register::source::{Handling, Policy};
///
/// let policy = Policy::public();
/// assert_eq!(policy.shown("birth", "1990-05-02", false).as_deref(), Some("1990"));
/// assert_eq!(policy.shown("name", "Тестов Асан", true).as_deref(), Some("Т. А."));
/// assert_eq!(policy.shown("note", "told by the mother", false), None);
/// assert_eq!(policy.handling("mother's name"), Handling::Withheld);
///
/// let stricter = policy.with("birth", Handling::Withheld);
/// assert_eq!(stricter.shown("birth", "1990-05-02", false), None);
/// assert_eq!(Policy::working().shown("birth", "1990-05-02", false).as_deref(), Some("1990-05-02"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Name of the profile: `working` or `public`.
    profile: String,
    /// Handling of people who may have been under 18.
    minors: Handling,
    /// Handling of each field of `DEFAULTS`.
    fields: BTreeMap<String, Handling>,
    /// Handling of single columns, by the label of a further column or the header of an unmapped one. Columns that are
    /// handled as all others are not published: a header may name anybody.
    #[serde(serialize_with = "shown_columns")]
    columns: BTreeMap<String, Handling>,
    /// Handling of all other columns.
    others: Handling,
    /// Smallest number of entries that may share a published combination; `None` for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_cell: Option<u64>,
}

impl Default for Policy {
    /// The public profile.
    fn default() -> Self {
        Policy::public()
    }
}

impl Policy {
    /// The key for the handling of minors in a project file.
    pub const MINORS: &'static str = "minors";

    /// The working profile: everything is shown.
    pub fn working() -> Self {
        let all = DEFAULTS.iter().map(|(field, _)| ((*field).to_owned(), Handling::Public));
        Policy {
            profile: "working".to_owned(),
            minors: Handling::Public,
            fields: all.collect(),
            columns: BTreeMap::new(),
            others: Handling::Public,
            smallest_cell: None,
        }
    }

    /// The public profile with its defaults.
    pub fn public() -> Self {
        let all = DEFAULTS.iter().map(|(field, handling)| ((*field).to_owned(), *handling));
        Policy {
            profile: "public".to_owned(),
            minors: Handling::Coarsened,
            fields: all.collect(),
            columns: BTreeMap::new(),
            others: Handling::Withheld,
            smallest_cell: None,
        }
    }

    /// The same policy with a different handling. `key` is a field, [minors](Policy::MINORS), the label of a further
    /// column, or the header of a column that is mapped to no field.
    ///
    /// Fields may be named by their column too: `surname` and `given_name` mean `name`.
    #[must_use]
    pub fn with(mut self, key: &str, handling: Handling) -> Self {
        match canonical(key) {
            Some(field) => self.fields.insert(field.to_owned(), handling),
            None if key == Policy::MINORS => {
                self.minors = handling;
                None
            }
            None => self.columns.insert(key.to_owned(), handling),
        };
        self
    }

    /// The key for the smallest number of entries that may share a published combination.
    pub const SMALLEST_CELL: &'static str = "smallest_cell";

    /// The same policy with coarser places and dates where fewer than `smallest` entries share the published place,
    /// date of death, date of birth and sex.
    ///
    /// At least 2; a project file refuses less.
    #[must_use]
    pub fn with_smallest_cell(mut self, smallest: u64) -> Self {
        self.smallest_cell = Some(smallest);
        self
    }

    /// Smallest number of entries that may share a published combination; `None` for no limit.
    pub fn smallest_cell(&self) -> Option<u64> {
        self.smallest_cell
    }

    /// The name of the profile: `working` or `public`.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Whether this is the working profile, which withholds nothing.
    pub fn is_working(&self) -> bool {
        self.profile == "working"
    }

    /// How people are handled who may have been under 18.
    pub fn minors(&self) -> Handling {
        self.minors
    }

    /// The handling of a field: `name`, `birth`, `death`, `place`, `status`, `sex`, `age`, `note`, `url`, `id`, a key
    /// of `[source.columns]`, the label of a further column, or the header of a column that is mapped to no field. For
    /// a claim use [`Disclosure::claim`](crate::report::Disclosure::claim), because the header of a column may equal
    /// the name of a field.
    pub fn handling(&self, field: &str) -> Handling {
        let known = canonical(field).and_then(|field| self.fields.get(field));
        known.copied().unwrap_or_else(|| self.of_column(field))
    }

    /// The handling of a column by its label or header, even if that equals the name of a field.
    pub(crate) fn of_column(&self, label: &str) -> Handling {
        self.columns.get(label).copied().unwrap_or(self.others)
    }

    /// The handling of a field for one person. `usual` is the handling for adults. Minors get initials, no plain text,
    /// and only places from the tables, unless the policy treats them like adults.
    pub(crate) fn handling_of_person(&self, field: &str, usual: Handling, is_minor: bool) -> Handling {
        let is_text = !TYPED.contains(&field) && field != "id";
        match (is_minor, self.minors, field) {
            (false, ..) | (true, Handling::Public, _) => usual,
            (true, minors, "name") => usual.max(minors),
            // A place that the tables do not know is the text of its cell, which may name the family.
            (true, _, "place") => usual.max(Handling::Coarsened),
            (true, ..) if is_text => Handling::Withheld,
            _ => usual,
        }
    }

    /// The handling of every field, then of labels and headers; each group is sorted by name.
    ///
    /// Useful to print a policy. `minors` and `smallest_cell` are not included.
    pub fn rules(&self) -> impl Iterator<Item = (&str, Handling)> {
        let all = self.fields.iter().chain(&self.columns);
        all.map(|(key, handling)| (key.as_str(), *handling))
    }

    /// [`Policy::rules`] without columns that are withheld, whose headers are not published.
    pub(crate) fn shown_rules(&self) -> impl Iterator<Item = (&str, Handling)> {
        let columns = self.columns.iter().filter(|(_, handling)| **handling != Handling::Withheld);
        self.fields.iter().chain(columns).map(|(key, handling)| (key.as_str(), *handling))
    }

    /// The fields that every policy handles, in the order of `DEFAULTS`.
    pub(crate) fn fields() -> impl Iterator<Item = &'static str> {
        DEFAULTS.iter().map(|(field, _)| *field)
    }

    /// The labels and headers that the policy names.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }
}

/// Writes the handling of columns of which something is shown.
fn shown_columns<S: serde::Serializer>(
    columns: &BTreeMap<String, Handling>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(columns.iter().filter(|(_, handling)| **handling != Handling::Withheld))
}

/// The policy field to which a word belongs: `surname` to `name`, `birth_year` to `birth`. `None` if the word is no
/// field.
///
/// `school` and other labels give `None`.
pub(crate) fn canonical(word: &str) -> Option<&'static str> {
    let word = match word {
        "surname" | "second_surname" | "given_name" | "middle_name" | "patronymic" => "name",
        "birth_date" | "birth_year" | "birth_month" | "birth_day" => "birth",
        "death_date" | "death_year" | "death_month" | "death_day" => "death",
        other => other,
    };
    DEFAULTS.iter().map(|(field, _)| *field).find(|field| *field == word)
}

/// The policy field to which a column belongs. Fields without a policy count as `note`, which is withheld by default.
pub(crate) fn of_field(field: Field) -> &'static str {
    canonical(field.as_str()).unwrap_or("note")
}

/// Whether a key can be set to `coarsened`: the field has a form with less detail.
pub(crate) fn has_coarser_form(key: &str) -> bool {
    key == Policy::MINORS
        || canonical(key).is_some_and(|field| !matches!(field, "note" | "sex" | "identity" | "other_name"))
}

/// The keys of `[profile.public]` in a project file, besides labels and headers.
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    DEFAULTS.iter().map(|(field, _)| *field).chain([Policy::MINORS, Policy::SMALLEST_CELL])
}
