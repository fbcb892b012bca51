//! Hierarchical log-linear models: which lists depend on which.
//!
//! A combination of lists is a number: bit i is list i. A model has a term for each combination whose lists
//! may depend on each other; with a term it has the terms of all its parts. The name of a model gives its largest
//! terms, with lists numbered from 1: in `[12,3]` lists 1 and 2 may depend on each other, and list 3 is independent
//! of both.

/// A hierarchical log-linear model. It always has the constant and one term for each list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LogLinear {
    /// Number of lists.
    lists: usize,
    /// The terms, smallest first. The first is the constant, 0.
    terms: Vec<usize>,
}

impl LogLinear {
    /// The smallest model with these terms.
    #[cfg(test)]
    pub(super) fn with(lists: usize, terms: &[usize]) -> Self {
        let is_term = |set: &usize| set.count_ones() <= 1 || terms.iter().any(|term| term & set == *set);
        LogLinear::of(lists, (0..1 << lists).filter(is_term).collect())
    }

    /// A model from terms that contain the terms of all their parts.
    fn of(lists: usize, mut terms: Vec<usize>) -> Self {
        terms.sort_by_key(|term| (term.count_ones(), *term));
        LogLinear { lists, terms }
    }

    /// All models whose terms have at most `order` lists. The term of all lists is never among them, because it cannot
    /// be estimated. Models with fewer terms come first.
    ///
    /// There are 2, 8, 113 and 6,893 models for two to five lists, if `order` is one less than the number of lists;
    /// one for two lists.
    pub(super) fn all(lists: usize, order: usize) -> Vec<Self> {
        let order = order.min(lists.saturating_sub(1));
        let mut larger: Vec<usize> = (0..1 << lists)
            .filter(|set: &usize| (2..=order).contains(&(set.count_ones() as usize)))
            .collect();
        larger.sort_by_key(|set| (set.count_ones(), *set));
        let mut found = Vec::new();
        extend(
            &larger,
            &mut (0..1 << lists).filter(|set: &usize| set.count_ones() <= 1).collect(),
            &mut |terms| {
                found.push(LogLinear::of(lists, terms.to_vec()));
            },
        );
        found.sort_by(|a, b| a.terms.len().cmp(&b.terms.len()).then_with(|| a.cmp(b)));
        found
    }

    /// The terms, smallest first; the first is the constant.
    pub(super) fn terms(&self) -> &[usize] {
        &self.terms
    }

    /// The largest terms: those that no other term contains.
    fn largest(&self) -> Vec<usize> {
        let is_part = |term: usize| self.terms.iter().any(|other| *other != term && other & term == term);
        let mut largest: Vec<usize> =
            self.terms.iter().copied().filter(|term| *term != 0 && !is_part(*term)).collect();
        // `[12,3]`: more lists first, then by the numbers of the lists.
        largest.sort_by_key(|term| (std::cmp::Reverse(term.count_ones()), digits(*term)));
        largest
    }

    /// The name, such as `[12,3]`.
    pub(super) fn name(&self) -> String {
        let terms: Vec<String> = self.largest().into_iter().map(digits).collect();
        format!("[{}]", terms.join(","))
    }

    /// What the model assumes, in one sentence.
    pub(super) fn assumption(&self) -> String {
        let dependent: Vec<String> =
            self.largest().into_iter().filter(|term| term.count_ones() > 1).map(digits).collect();
        match dependent.as_slice() {
            [] => "The lists are independent of each other.".to_owned(),
            some => format!(
                "Only the lists {} depend on each other, and those on no list follow the same pattern.",
                some.join(", ")
            ),
        }
    }
}

/// The numbers of the lists of a combination, from 1: `13` for the first and the third.
pub(super) fn digits(set: usize) -> String {
    (0..usize::BITS).filter(|list| set & (1 << list) != 0).map(|list| (list + 1).to_string()).collect()
}

/// Calls `found` with every closed set of terms that `terms` and some of the `candidates` make. A candidate joins only
/// if all its parts are there.
fn extend(candidates: &[usize], terms: &mut Vec<usize>, found: &mut dyn FnMut(&[usize])) {
    let Some((next, rest)) = candidates.split_first() else { return found(terms) };
    extend(rest, terms, found);
    let parts =
        (0..usize::BITS).map(|list| 1 << list).filter(|list| next & list != 0).map(|list| next ^ list);
    if parts.into_iter().all(|part| terms.contains(&part)) {
        terms.push(*next);
        extend(rest, terms, found);
        terms.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_models_as_the_literature_counts() {
        let counts = [(2, 1), (3, 8), (4, 113), (5, 6893)];
        for (lists, models) in counts {
            assert_eq!(LogLinear::all(lists, lists).len(), models, "{lists} lists");
        }
    }

    #[test]
    fn a_model_is_named_by_its_largest_terms() {
        let names: Vec<String> = LogLinear::all(3, 2).iter().map(LogLinear::name).collect();
        let expected =
            ["[1,2,3]", "[12,3]", "[13,2]", "[23,1]", "[12,13]", "[12,23]", "[13,23]", "[12,13,23]"];
        assert_eq!(names, expected);
        assert_eq!(LogLinear::with(4, &[0b0111, 0b1010]).name(), "[123,24]");
    }
}
