//! Small graphs drawn by hand: which records may be one cluster and which may not.

use std::collections::BTreeMap;

use casualty_register::linkage::{
    ClusterSettings, Clustering, Contribution, Link, Model, Pair, Posterior, Problem, Standing, cluster,
};
use casualty_register::source::Duplicates;

const SETTINGS: ClusterSettings = ClusterSettings { floor: -6.0, cost_of_wrong_join: 1.5, draws: 400 };
/// The prior odds of every pair, in bits.
const PRIOR: f64 = -8.0;

/// The weight of a pair's names in bits, and its precision class: 0 written out, 1 initials.
type Edge = (usize, usize, f64, u8);

fn link(pair: Pair, bits: f64, class: u8) -> Link {
    let name = Contribution {
        field: "given-name".into(),
        level: "",
        class,
        standing: Some(Standing::Compatible),
        weight: bits,
        related: 0.0,
        others: 0.0,
        of: 0.0,
        published: None,
    };
    Link {
        pair,
        evidence: bits,
        prior: PRIOR,
        contributions: vec![name],
        readings: (0, 0),
        names_are_confused: false,
    }
}

/// Clusters `n` records. Pairs without an edge are evidence against one person; pairs in `never` cannot
/// be one.
fn clustered(n: usize, edges: &[Edge], never: &[(usize, usize)]) -> Clustering {
    sampled(n, edges, never).0
}

/// The records are on as many lists (up to a hundred), among a hundred other records that fit nobody.
fn sampled(n: usize, edges: &[Edge], never: &[(usize, usize)]) -> (Clustering, Posterior) {
    sampled_with(n, edges, never, &SETTINGS)
}

fn sampled_with(
    n: usize,
    edges: &[Edge],
    never: &[(usize, usize)],
    settings: &ClusterSettings,
) -> (Clustering, Posterior) {
    let known: BTreeMap<Pair, (f64, u8)> =
        edges.iter().map(|(a, b, bits, class)| (Pair::new(*a, *b), (*bits, *class))).collect();
    let never: Vec<Pair> = never.iter().map(|(a, b)| Pair::new(*a, *b)).collect();
    let score = |pair: Pair| {
        let (bits, class) = known.get(&pair).copied().unwrap_or((-6.0, 0));
        (!never.contains(&pair)).then(|| link(pair, bits, class))
    };
    let links: Vec<Link> = known.keys().filter_map(|pair| score(*pair)).collect();
    let lists = n.min(100);
    let list_of: Vec<u16> = (0..n).chain(0..100).map(|at| u16::try_from(at % lists).unwrap()).collect();
    let promises = vec![Duplicates::Rare; lists];
    let prior = Model::prior();
    let problem = Problem {
        list_of: &list_of,
        promises: &promises,
        prior: prior.links(),
        link: &score,
        units: &[],
        seed: 7,
    };
    let (mut clustering, posterior) = cluster(&problem, &links, settings);
    clustering.clusters.retain(|cluster| cluster.members[0] < n);
    (clustering, posterior)
}

fn members(clustering: &Clustering) -> Vec<Vec<usize>> {
    clustering.clusters.iter().map(|cluster| cluster.members.clone()).collect()
}

#[test]
fn three_rows_that_agree_are_one_person() {
    let found = clustered(3, &[(0, 1, 14.0, 0), (1, 2, 14.0, 0), (0, 2, 14.0, 0)], &[]);
    assert_eq!(members(&found), [vec![0, 1, 2]]);
}

#[test]
fn a_distorted_row_does_not_hide_the_match_of_the_others() {
    let found = clustered(3, &[(0, 1, 14.0, 0), (1, 2, 14.0, 0), (0, 2, 4.0, 0)], &[]);
    assert_eq!(members(&found), [vec![0, 1, 2]]);
}

#[test]
fn an_initial_does_not_chain_two_brothers() {
    // 1 is `С.`, which fits Серик (0) and Самат (2); these two do not fit each other.
    let found = clustered(3, &[(0, 1, 15.0, 1), (1, 2, 11.5, 1), (0, 2, -4.0, 0)], &[]);
    assert_eq!(members(&found), [vec![0, 1], vec![2]]);
}

#[test]
fn two_couples_are_not_joined_by_their_own_agreement() {
    let couples = [(0, 1, 20.0, 0), (2, 3, 20.0, 0)];
    let across = [(0, 2, 3.0, 0), (0, 3, 3.0, 0), (1, 2, 3.0, 0), (1, 3, 3.0, 0)];
    let found = clustered(4, &[couples.as_slice(), &across].concat(), &[]);
    assert_eq!(members(&found), [vec![0, 1], vec![2, 3]]);
}

#[test]
fn rows_of_a_list_without_repeats_are_never_joined() {
    let found = clustered(3, &[(0, 2, 14.0, 0), (1, 2, 16.0, 0), (0, 1, 20.0, 0)], &[(0, 1)]);
    assert_eq!(members(&found), [vec![0], vec![1, 2]]);
}

#[test]
fn the_better_partner_wins_even_if_it_comes_later() {
    let edges = [(0, 2, 12.0, 0), (1, 2, 16.0, 0), (0, 3, 14.0, 0)];
    let found = clustered(4, &edges, &[(0, 1), (2, 3)]);
    assert_eq!(members(&found), [vec![0, 3], vec![1, 2]]);
}

#[test]
fn a_tie_is_not_broken_but_reported() {
    // 0 and 1 are on one list and fit 2 equally well.
    let found = clustered(3, &[(0, 2, 14.0, 0), (1, 2, 14.0, 0)], &[(0, 1)]);
    assert_eq!(members(&found), [vec![0], vec![1], vec![2]]);
    let ambiguous: Vec<usize> = found.ambiguous.iter().map(|one| one.mention).collect();
    assert!(ambiguous.contains(&2) || ambiguous == [0, 1], "{ambiguous:?}");
}

/// Every record is in exactly one cluster.
fn is_whole(clustering: &Clustering, n: usize) {
    let mut all: Vec<usize> = members(clustering).concat();
    all.sort_unstable();
    assert_eq!(all, (0..n).collect::<Vec<_>>());
}

#[test]
fn every_row_stands_in_one_cluster_whatever_its_component() {
    // A chain of 2,500 records, more than are processed at once; and stars of thirty.
    let chain: Vec<Edge> = (0..2499).map(|at| (at, at + 1, 9.0 + (at % 7) as f64, 0)).collect();
    is_whole(&few_draws(2500, &chain), 2500);
    let stars: Vec<Edge> = (0..600).filter(|at| at % 30 != 0).map(|at| (at - at % 30, at, 12.0, 0)).collect();
    is_whole(&few_draws(600, &stars), 600);
}

#[test]
fn a_component_that_no_floor_takes_apart_is_worked_on_whole() {
    let strong: Vec<Edge> = (0..2499).map(|at| (at, at + 1, 40.0, 0)).collect();
    is_whole(&few_draws(2500, &strong), 2500);
}

fn few_draws(n: usize, edges: &[Edge]) -> Clustering {
    sampled_with(n, edges, &[], &ClusterSettings { draws: 5, ..SETTINGS }).0
}

/// Clusters records of lists without other records; each pair has the same weight in bits.
fn alike(list_of: &[u16], lists: usize, bits: f64, draws: usize) -> (Clustering, Posterior) {
    let score = |pair: Pair| Some(link(pair, bits, 0));
    let pairs = (0..list_of.len()).flat_map(|b| (0..b).map(move |a| Pair::new(a, b)));
    let links: Vec<Link> = pairs.filter_map(score).collect();
    let prior = Model::prior();
    let promises = vec![Duplicates::Rare; lists];
    let problem =
        Problem { list_of, promises: &promises, prior: prior.links(), link: &score, units: &[], seed: 1 };
    cluster(&problem, &links, &ClusterSettings { draws, ..SETTINGS })
}

#[test]
fn no_mentions_and_one_and_none_that_fit() {
    let (clustering, posterior) = alike(&[], 0, 9.0, 50);
    assert_eq!((clustering, posterior.people().high), (Clustering::default(), 0));
    let (clustering, posterior) = alike(&[0], 1, 9.0, 50);
    is_whole(&clustering, 1);
    assert_eq!((posterior.people().low, posterior.people().high), (1, 1));
    let (clustering, posterior) = alike(&[0, 1, 1, 0], 2, -99.0, 50);
    assert_eq!(members(&clustering), [[0], [1], [2], [3]]);
    assert_eq!((posterior.people().mean, posterior.pairs().count()), (4.0, 0));
}

#[test]
fn no_draws_at_all_join_nobody() {
    let (clustering, posterior) = alike(&[0, 1], 2, 20.0, 0);
    is_whole(&clustering, 2);
    assert_eq!((posterior.draws(), posterior.pairs().count()), (0, 0));
}

#[test]
fn three_hundred_lists_share_places_in_a_set_and_lose_nobody() {
    let list_of: Vec<u16> = (0..300).collect();
    let score = |pair: Pair| {
        let same = pair.a() / 2 == pair.b() / 2;
        Some(link(pair, if same { 40.0 } else { -20.0 }, 0))
    };
    let links: Vec<Link> = (0..150).filter_map(|at| score(Pair::new(2 * at, 2 * at + 1))).collect();
    let (prior, promises) = (Model::prior(), vec![Duplicates::Never; 300]);
    let problem = Problem {
        list_of: &list_of,
        promises: &promises,
        prior: prior.links(),
        link: &score,
        units: &[],
        seed: 1,
    };
    let (clustering, posterior) = cluster(&problem, &links, &ClusterSettings { draws: 50, ..SETTINGS });
    is_whole(&clustering, 300);
    assert_eq!((clustering.clusters.len(), posterior.people().high), (150, 150));
}

#[test]
fn evidence_that_is_no_number_loses_nobody() {
    for bits in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN] {
        for rows in [2, 5, 9, 12] {
            // The links are given, with odd weights.
            let list_of: Vec<u16> = (0..rows).map(|row| row % 4).collect();
            let n = list_of.len();
            let odd = |pair: Pair| Some(link(pair, if pair.a() == 0 { bits } else { 6.0 }, 0));
            let pairs = (0..n).flat_map(|b| (0..b).map(move |a| Pair::new(a, b)));
            let links: Vec<Link> = pairs.map(|pair| link(pair, 12.0, 0)).collect();
            let (prior, promises) = (Model::prior(), vec![Duplicates::Rare; 4]);
            let problem = Problem {
                list_of: &list_of,
                promises: &promises,
                prior: prior.links(),
                link: &odd,
                units: &[],
                seed: 1,
            };
            let (clustering, posterior) =
                cluster(&problem, &links, &ClusterSettings { draws: 30, ..SETTINGS });
            is_whole(&clustering, n);
            let people = posterior.people();
            assert!(people.low >= 1 && people.high <= n, "{bits} {people:?}");
            assert!(posterior.pairs().all(|(_, share)| (0.0..=1.0).contains(&share)));
            let support = clustering.clusters.iter().flat_map(|cluster| &cluster.support);
            assert!(support.copied().all(f64::is_finite), "{bits}");
            let (together, _) = alike(&list_of, 4, bits, 30);
            is_whole(&together, n);
        }
    }
}
