//! Reads one table of a project file key by key. All faults are collected, not only the first.
//!
//! In: a TOML table. Out: the values of its keys, and every fault with the name of the table, such as ``[[source]]
//! `ngo`: …``. A value of the wrong type counts as missing, so that reading continues.

use toml::{Table, Value};

use crate::base::nearest::nearest;

/// One table. Each key is removed when it is read, so the keys that remain are unknown.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// Name of the table in messages.
    name: String,
    /// The keys that were not read yet.
    table: Table,
    /// Where faults are added.
    faults: &'a mut Vec<String>,
}

impl<'a> Section<'a> {
    /// A table with its name in messages.
    pub(super) fn new(name: &str, table: Table, faults: &'a mut Vec<String>) -> Self {
        Section { name: name.to_owned(), table, faults }
    }

    /// Changes the name in messages, for example when the id of the list is known.
    pub(super) fn rename(&mut self, name: String) {
        self.name = name;
    }

    /// A table inside this one, which was already removed from it.
    pub(super) fn inner(&mut self, key: &str, table: Table) -> Section<'_> {
        Section::new(&format!("{}, {key}", self.name), table, self.faults)
    }

    /// Adds a fault, with the name of the table.
    pub(super) fn fault(&mut self, fault: impl std::fmt::Display) {
        self.faults.push(format!("{}: {fault}", self.name));
    }

    /// The text of a key; a date without quotes counts as text. `None` if the key is missing or, with a fault, has
    /// another type. The other methods do the same.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.table.remove(key)? {
            Value::String(text) => Some(text),
            Value::Datetime(date) => Some(date.to_string()),
            other => self.wrong(key, "text in quotes", &other),
        }
    }

    /// The whole number of a key, at least 0.
    ///
    /// Negative numbers and numbers with a fraction are faults.
    pub(super) fn count(&mut self, key: &str) -> Option<u64> {
        let value = self.table.remove(key)?;
        let count = value.as_integer().and_then(|number| u64::try_from(number).ok());
        count.or_else(|| self.wrong(key, "a whole number, 0 or more", &value))
    }

    /// The number of a key.
    ///
    /// A whole number counts as a number too.
    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        match self.table.remove(key)? {
            Value::Float(number) => Some(number),
            Value::Integer(number) => Some(number as f64),
            other => self.wrong(key, "a number, such as 0.5", &other),
        }
    }

    /// The truth value of a key.
    ///
    /// Quoted words such as `"true"` are faults.
    pub(super) fn yes(&mut self, key: &str) -> Option<bool> {
        let value = self.table.remove(key)?;
        value.as_bool().or_else(|| self.wrong(key, "true or false, without quotes", &value))
    }

    /// The option that the text of a key names. `name` gives the text of each option; another text is a fault.
    ///
    /// The fault lists all options.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &str,
        options: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text(key)?;
        let found = options.iter().copied().find(|option| name(*option) == text);
        if found.is_none() {
            let names: Vec<String> = options.iter().map(|option| format!("{:?}", name(*option))).collect();
            self.fault(format!("`{key}` is {text:?}; write one of {}", names.join(", ")));
        }
        found
    }

    /// The texts of a key that has a list of texts; empty if the key is missing.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.remove(key) else {
            return Vec::new();
        };
        let texts = value.as_array().and_then(|items| {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<String>>>()
        });
        texts.or_else(|| self.wrong(key, "a list of texts, such as `[\"…\"]`", &value)).unwrap_or_default()
    }

    /// The texts of a key that has a list; `None` if it has a single text or is missing.
    pub(super) fn several(&mut self, key: &str) -> Option<Vec<String>> {
        self.has_list(key).then(|| self.texts(key))
    }

    /// Whether the value of a key is a list.
    pub(super) fn has_list(&self, key: &str) -> bool {
        matches!(self.table.get(key), Some(Value::Array(_)))
    }

    /// The table of a key; empty if the key is missing.
    pub(super) fn table(&mut self, key: &str) -> Table {
        match self.table.remove(key) {
            None => Table::new(),
            Some(Value::Table(table)) => table,
            Some(other) => self.wrong(key, "a table", &other).unwrap_or_default(),
        }
    }

    /// The tables of a key that may be repeated, such as `[[source]]`; empty if the key is missing.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Table> {
        let Some(value) = self.table.remove(key) else {
            return Vec::new();
        };
        let tables = value.as_array().and_then(|items| {
            let tables = items.iter().map(|item| item.as_table().cloned());
            tables.collect::<Option<Vec<Table>>>()
        });
        let wanted = format!("one or more `[[{key}]]`, in double brackets");
        tables.or_else(|| self.wrong(key, &wanted, &value)).unwrap_or_default()
    }

    /// Every key that remains, with its text. For tables whose keys the user chooses.
    ///
    /// Keys whose value is not text are faults and are left out.
    pub(super) fn rest(&mut self) -> Vec<(String, String)> {
        let keys: Vec<String> = self.table.keys().cloned().collect();
        keys.into_iter().filter_map(|key| self.text(&key).map(|text| (key, text))).collect()
    }

    /// Adds a fault for every key that remains. `known` are the valid keys, for suggestions.
    ///
    /// Call it last. A misspelt key would otherwise be ignored silently.
    pub(super) fn finish(mut self, known: &[&str]) {
        for (key, _) in std::mem::take(&mut self.table) {
            let hint = match nearest(&key, known.iter().copied()) {
                Some(near) => format!("nearest: `{near}`"),
                None => format!("the keys are: `{}`", known.join("`, `")),
            };
            self.fault(format!("the key `{key}` is unknown; {hint}"));
        }
    }

    /// Adds a fault about a value of the wrong type, and returns `None` for the caller to return.
    ///
    /// `wanted` says what the value has to be.
    fn wrong<T>(&mut self, key: &str, wanted: &str, value: &Value) -> Option<T> {
        // Short values are shown. For others the message states only the type.
        let is = match value {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Boolean(yes) => yes.to_string(),
            other => format!("of type {}", other.type_str()),
        };
        self.fault(format!("`{key}` must be {wanted}; it is {is}"));
        None
    }
}
