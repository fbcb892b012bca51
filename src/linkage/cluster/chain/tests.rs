//! The Markov chain against the exact probabilities of all partitions.

use std::collections::BTreeMap;

use super::super::exact::Exact;
use super::super::fixture::Puzzle;
use super::*;
use crate::linkage::cluster::Scores;
use crate::linkage::cluster::chance::stream;

/// The groups of a partition, sorted.
type Partition = Vec<Vec<u32>>;
/// One kind of step, for one mention.
type ChainStep = fn(&mut Chain<'_>, u32, &Census, &mut ChaCha8Rng);

const STEPS: [(&str, ChainStep); 3] = [
    ("put anew", |chain, mention, census, rng| chain.put_anew(mention, census, rng)),
    ("exchange", |chain, mention, census, rng| chain.exchange(mention, census, rng)),
    ("merge or split", |chain, mention, census, rng| chain.merge_or_split(mention, census, rng)),
];

impl Chain<'_> {
    fn partition(&self) -> Partition {
        let members = self.slots.iter().map(|group| self.groups.members(*group).to_vec());
        let mut groups: Partition = members.filter(|members| !members.is_empty()).collect();
        groups.sort();
        groups
    }

    fn set(&mut self, partition: &Partition) {
        self.slots.fill(NOBODY);
        self.empty = (partition.len()..self.slots.len()).rev().collect();
        for (slot, members) in partition.iter().enumerate() {
            let group = self.groups.number(members);
            self.put(slot, group);
        }
    }

    /// Every member is in exactly the slot that is stored for it. The empty slots are stored, once each.
    fn check(&self) {
        let mut all = self.partition().concat();
        all.sort_unstable();
        assert_eq!(all, (0..self.groups.size() as u32).collect::<Vec<_>>());
        for member in all {
            assert!(self.groups.members(self.group(self.slot(member))).contains(&member));
        }
        let mut noted = self.empty.clone();
        noted.sort_unstable();
        let empty = (0..self.slots.len()).filter(|slot| self.slots[*slot] == NOBODY);
        assert_eq!(noted, empty.collect::<Vec<_>>());
    }
}

fn chain<'a>(puzzle: &Puzzle, scores: &'a Scores<'a>, census: &Census, floor: f64) -> Chain<'a> {
    Chain::new(puzzle.groups(scores), &puzzle.component(floor), census)
}

/// The probability of every group, from all partitions.
fn exactly(puzzle: &Puzzle, census: &Census) -> BTreeMap<Vec<u32>, f64> {
    let scores = puzzle.scores();
    let mut exact = Exact::new(puzzle.groups(&scores), census);
    let mut census = census.clone();
    exact.enroll(&mut census);
    exact.step(&census, &mut stream(0, 0), true);
    let mut found = BTreeMap::new();
    for (group, share) in exact.found(exact.choices()) {
        *found.entry(exact.groups().members(group).to_vec()).or_insert(0.0) += share;
    }
    found
}

fn agrees(puzzle: &Puzzle, floor: f64, rounds: usize, seed: u64) {
    let census = puzzle.census();
    let scores = puzzle.scores();
    let mut chain = chain(puzzle, &scores, &census, floor);
    let mut rng = stream(seed, 5);
    for _ in 0..rounds {
        chain.step(&census, &mut rng, true);
        chain.check();
    }
    let found = chain.found().into_iter();
    let found: BTreeMap<&[u32], f64> =
        found.map(|(group, seen)| (chain.groups.members(group), seen / rounds as f64)).collect();
    let exact = exactly(puzzle, &census);
    for (group, share) in &exact {
        let seen = found.get(group.as_slice()).copied().unwrap_or(0.0);
        assert!((seen - share).abs() < 0.04, "seed {seed}: {group:?} {share:.3}, the chain {seen:.3}");
    }
    assert!(found.keys().all(|group| exact.contains_key(*group)), "seed {seed}: a group that cannot be");
}

#[test]
fn the_chain_sees_each_group_as_often_as_it_is_probable() {
    for seed in 0..24 {
        agrees(&Puzzle::random(4 + seed as usize % 4, seed), -2.0, 4000, seed);
    }
}

#[test]
fn the_chain_exchanges_partners_across_a_high_barrier() {
    agrees(&Puzzle::crosswise(), 0.0, 4000, 1);
}

/// How often one step leads from each partition to each other one, starting from draws of the exact distribution.
fn moves(
    puzzle: &Puzzle,
    floor: f64,
    step: ChainStep,
    draws: usize,
) -> BTreeMap<(Partition, Partition), u32> {
    let census = puzzle.census();
    let scores = puzzle.scores();
    let mut chain = chain(puzzle, &scores, &census, floor);
    let mut exact = Exact::new(puzzle.groups(&scores), &census);
    let mut numbered = census.clone();
    exact.enroll(&mut numbered);
    let mut rng = stream(3, 3);
    let mut moves = BTreeMap::new();
    for at in 0..draws {
        let drawn = exact.step(&numbered, &mut rng, false);
        let mut from: Partition = exact.members(drawn);
        from.sort();
        chain.set(&from);
        step(&mut chain, position(at % puzzle.rows()), &census, &mut rng);
        chain.check();
        *moves.entry((from, chain.partition())).or_insert(0) += 1;
    }
    moves
}

/// Each kind of step goes as often forward as back between any two partitions (detailed balance).
fn is_balanced(puzzle: &Puzzle, floor: f64, seed: u64) {
    for (name, step) in STEPS {
        let moves = moves(puzzle, floor, step, 20_000);
        for ((from, to), there) in &moves {
            let back = moves.get(&(to.clone(), from.clone())).copied().unwrap_or(0);
            let (there, back) = (f64::from(*there), f64::from(back));
            let error = 5.0 * (there + back).sqrt() + 3.0;
            assert!(
                (there - back).abs() < error,
                "seed {seed}, {name}: {from:?} to {to:?} {there}, back {back}"
            );
        }
    }
}

#[test]
fn each_kind_of_step_is_balanced() {
    for seed in 100..112 {
        // With a high floor few records are neighbours, so groups without a link occur.
        let floor = [-10.0, 0.0, 3.0][seed as usize % 3];
        is_balanced(&Puzzle::random(4 + seed as usize % 2, seed), floor, seed);
    }
    is_balanced(&Puzzle::crosswise(), 0.0, 0);
}

#[test]
fn each_kind_of_step_moves() {
    let puzzle = Puzzle::random(5, 100);
    for (name, step) in STEPS {
        let moves = moves(&puzzle, -2.0, step, 5000);
        assert!(moves.keys().any(|(from, to)| from != to), "{name}");
    }
}

#[test]
fn a_mention_without_links_stays_where_it_is() {
    let puzzle = Puzzle::random(5, 7);
    let (census, scores) = (puzzle.census(), puzzle.scores());
    let mut chain = chain(&puzzle, &scores, &census, 99.0);
    let before = chain.partition();
    for _ in 0..50 {
        chain.step(&census, &mut stream(1, 1), true);
    }
    chain.check();
    assert_eq!(chain.partition(), before);
}
