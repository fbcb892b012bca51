//! Registers compared with known truth: figures worked out by hand, laws, and a run on invented lists.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use casualty_register::audit::{
    Evaluation, Interval, Lack, Quantity, Reach, Reaches, Score, Stratum, Truth, link_probabilities,
};
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::name::NameReader;
use casualty_register::linkage::{Pair, candidates};
use casualty_register::source::RecordKey;
use casualty_register::{Outcome, Reconciler, Settings};
use proptest::prelude::*;

static TRUTH: LazyLock<Truth> = LazyLock::new(|| Truth::open(sample("truth.csv")).unwrap());

/// A run that compares only pairs with a common blocking key.
static OUTCOME: LazyLock<Outcome> = LazyLock::new(|| {
    let mut settings = Settings::default();
    settings.exhaustive_pairs = 0;
    Reconciler::open(sample("reconcile.toml")).unwrap().with_settings(settings).run().unwrap()
});

static EVALUATION: LazyLock<Evaluation> = LazyLock::new(|| Evaluation::of_outcome(&OUTCOME, &TRUTH));

fn sample(file: &str) -> String {
    format!("{}/data-samples/january-2022/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn key(text: &str) -> RecordKey {
    let (source, record) = text.split_once(':').unwrap();
    RecordKey { source: source.into(), record: record.into() }
}

fn keys(line: &str) -> Vec<RecordKey> {
    line.split_whitespace().map(key).collect()
}

fn groups(text: &str) -> Vec<Vec<RecordKey>> {
    text.lines().map(keys).collect()
}

/// One line for each person.
fn truth(text: &str) -> Truth {
    let people = groups(text).into_iter().enumerate();
    people.flat_map(|(person, keys)| keys.into_iter().map(move |key| (key, person.to_string()))).collect()
}

fn pair(text: &str) -> [RecordKey; 2] {
    let [a, b] = &keys(text)[..] else { panic!("{text}") };
    [a.clone(), b.clone()]
}

fn texts(pairs: &[[RecordKey; 2]]) -> Vec<String> {
    pairs.iter().map(|[a, b]| format!("{a} {b}")).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn counts_pairs_and_entries_by_hand() {
    let truth = truth("a:1 b:1 c:1\na:2 b:2\na:3\nb:4 b:5");
    let evaluation = Evaluation::of_groups(groups("c:1 a:1\nb:1 b:2 a:2\na:3\nb:4 b:5"), &truth);
    assert_eq!(evaluation.pairs, Score::new(5, 5, 3));
    assert_eq!(texts(&evaluation.false_pairs), ["a:2 b:1", "b:1 b:2"]);
    assert_eq!(texts(&evaluation.missed_pairs), ["a:1 b:1", "b:1 c:1"]);
    assert_eq!(evaluation.entries, Score::new(4, 4, 2));
    let within_b = evaluation.by_lists.iter().find(|one| one.lists == ["b", "b"]).unwrap();
    assert_eq!(within_b.pairs, Score::new(1, 2, 1));
}

#[test]
fn lost_records_count_as_missed_and_unknown_ones_not_at_all() {
    let truth = truth("a:1 b:1\na:2 b:2");
    let evaluation = Evaluation::of_groups(groups("a:1 b:1 z:9\na:2\nz:8"), &truth);
    assert_eq!(evaluation.lost, [key("b:2")]);
    assert_eq!(evaluation.unknown, [key("z:8"), key("z:9")]);
    assert_eq!(texts(&evaluation.missed_pairs), ["a:2 b:2"]);
    assert_eq!(evaluation.pairs, Score::new(2, 1, 1));
    assert_eq!(evaluation.entries, Score::new(2, 2, 1));
    assert_eq!(evaluation.records, 3);
    // a:1, b:1 and a:2 are in pure entries. Half of the person of a:2 is found, nothing of the person
    // of b:2.
    let b_cubed = evaluation.b_cubed;
    assert_eq!((b_cubed.precision, b_cubed.recall), (1.0, 2.5 / 4.0));
}

#[test]
fn nothing_is_perfect() {
    let evaluation = Evaluation::of_groups(Vec::new(), &Truth::default());
    assert_eq!((evaluation.pairs.f1, evaluation.entries.f1, evaluation.b_cubed.f1), (1.0, 1.0, 1.0));
}

/// The example of Bagga and Baldwin (1998): chains of 5, 2 and 5, and two responses that each join two
/// of them.
#[test]
fn b_cubed_is_that_of_its_authors() {
    let truth = truth("a:1 a:2 a:3 a:4 a:5\na:6 a:7\na:8 a:9 b:1 b:2 b:3");
    let first = "a:1 a:2 a:3 a:4 a:5\na:6 a:7 a:8 a:9 b:1 b:2 b:3";
    let second = "a:1 a:2 a:3 a:4 a:5 a:8 a:9 b:1 b:2 b:3\na:6 a:7";
    for (response, precision) in [(first, 16.0 / 21.0), (second, 7.0 / 12.0)] {
        let b_cubed = Evaluation::of_groups(groups(response), &truth).b_cubed;
        assert!(near(b_cubed.precision, precision) && near(b_cubed.recall, 1.0), "{b_cubed:?}");
        assert!(near(b_cubed.f1, 2.0 * precision / (1.0 + precision)), "{b_cubed:?}");
    }
}

#[test]
fn pairs_are_judged_once_and_true_ones_without_probability_count_as_0() {
    let truth = truth("a:1 b:1 c:1\na:2 b:2\na:3 c:3");
    let found = groups("a:1 b:1 c:1\na:2\nb:2 z:1\na:3");
    let stated = [
        ("b:1 a:1", 0.9),  // true
        ("a:1 b:1", 0.1),  // there already
        ("a:1 c:1", 0.8),  // true
        ("a:2 b:1", 0.7),  // two people
        ("a:2 z:1", 0.9),  // nothing is known of z:1
        ("a:3 c:3", 0.95), // c:3 is lost
        ("a:1 a:1", 1.0),  // no pair
    ];
    let stated = stated.map(|(texts, probability)| (pair(texts), probability));
    let evaluation = Evaluation::of_groups(found, &truth).with_pair_probabilities(stated, &truth);
    let calibration = evaluation.calibration.unwrap();
    // Unstated: a:2 b:2, and b:1 c:1, joined through a:1.
    assert_eq!((calibration.unstated(), calibration.all().cases, calibration.doubtful().cases), (2, 5, 3));
    assert!(near(calibration.all().error.unwrap(), (0.1 + 0.2 + 0.7 + 2.0) / 5.0));
    assert!(near(calibration.doubtful().error.unwrap(), 1.0 / 3.0));
    assert!(near(calibration.brier().unwrap(), (0.01 + 0.04 + 0.49 + 2.0) / 5.0));
}

#[test]
fn entries_are_right_when_they_are_exactly_a_person() {
    let truth = truth("a:1 b:1\na:2 b:2\na:3");
    let stated = [("a:1 b:1 z:1", 1.0), ("a:2", 0.25), ("a:3 b:2", 0.25), ("a:3", 0.25), ("z:9", 0.5)];
    let stated = stated.map(|(texts, probability)| (keys(texts), probability));
    let evaluation = Evaluation::of_groups(Vec::new(), &truth).with_entry_probabilities(stated, &truth);
    let calibration = evaluation.entry_calibration.unwrap();
    let figures: Vec<_> = calibration.bins().iter().map(|bin| (bin.cases, bin.correct)).collect();
    assert_eq!(figures, [(3, 1), (1, 1)]);
    assert!(near(calibration.all().error.unwrap(), 0.25 / 4.0));
}

#[test]
fn intervals_are_held_against_the_people_that_the_register_has() {
    let truth = truth("a:1 b:1\na:2 b:2\na:3\nb:4");
    let interval = |low, high| Interval { low, high, level: 0.9 };
    let lists = |ids: &[&str]| Quantity::Lists(ids.iter().map(|id| (*id).to_owned()).collect());
    let stated = [
        (Quantity::People, interval(3.0, 3.0)),
        (lists(&["a", "b"]), interval(2.0, 4.0)),
        (lists(&["a"]), interval(0.0, 2.0)),
        (lists(&["c"]), interval(0.0, 0.0)),
    ];
    // b:2 and b:4 are lost: three people, one of them in both lists.
    let evaluation =
        Evaluation::of_groups(groups("a:1\nb:1\na:2\na:3"), &truth).with_intervals(stated, &truth);
    let checks: Vec<_> = evaluation.intervals.iter().map(|one| (one.truth, one.holds)).collect();
    assert_eq!(checks, [(3, true), (1, false), (2, true), (0, true)]);
    let text = evaluation.to_string();
    assert!(text.contains("on a + b") && text.contains("outside"), "{text}");
}

#[test]
fn true_pairs_are_counted_by_how_far_they_came() {
    let (pairs, joined) =
        EVALUATION.reach.iter().fold((0, 0), |sum, one| (sum.0 + one.pairs, sum.1 + one.joined));
    assert_eq!((pairs, joined), (EVALUATION.pairs.truth, EVALUATION.pairs.correct));
    assert_eq!(EVALUATION.reach.iter().map(|one| one.reach).collect::<Vec<_>>(), Reach::ALL);
}

#[test]
fn a_pair_is_without_key_when_it_is_no_candidate() {
    let mentions = OUTCOME.mentions();
    let reader = NameReader::new(&Lexicon::bundled());
    let letters = reader.tables().letters();
    let compared: BTreeSet<Pair> = candidates(mentions, 0, letters, |_| true).pairs.into_iter().collect();
    let reaches = Reaches::new(&OUTCOME);
    for a in (0..mentions.len()).step_by(5) {
        for b in a + 1..mentions.len() {
            let reach = reaches.of(mentions[a].key(), mentions[b].key());
            if reach != Reach::Forbidden {
                assert_eq!(reach == Reach::NoKey, !compared.contains(&Pair::new(a, b)), "{a} {b}");
            }
        }
    }
    let kept =
        OUTCOME.links().iter().map(|link| (mentions[link.pair.a()].key(), mentions[link.pair.b()].key()));
    kept.into_iter().for_each(|(a, b)| assert!(reaches.of(a, b) >= Reach::TooLow));
}

#[test]
fn every_pair_has_one_stratum_of_letters_and_the_same_calibration_at_whole() {
    let letters = EVALUATION.strata.iter().filter(|one| matches!(one.stratum, Stratum::Letters(..)));
    let sum = |of: &dyn Fn(&Score) -> usize| letters.clone().map(|one| of(&one.pairs)).sum::<usize>();
    let all = EVALUATION.pairs;
    let sums = (sum(&|one| one.truth), sum(&|one| one.found), sum(&|one| one.correct));
    assert_eq!(sums, (all.truth, all.found, all.correct));
    let cases = letters.clone().filter_map(|one| one.calibration).map(|one| one.cases).sum::<usize>();
    assert_eq!(cases, EVALUATION.calibration.as_ref().unwrap().all().cases);
}

#[test]
fn the_text_of_an_evaluation_reads_well() {
    let truth = truth("a:1 b:1 c:1\na:2 b:2\na:3\nb:4 b:5");
    let pairs = [("a:1 b:1", 0.97), ("a:1 c:1", 0.6), ("a:2 b:1", 0.7), ("b:4 b:5", 0.999)];
    let entries = [("c:1 a:1", 0.4), ("a:3", 0.9), ("b:4 b:5", 0.99)];
    let interval = Interval { low: 4.0, high: 5.0, level: 0.95 };
    let evaluation = Evaluation::of_groups(groups("c:1 a:1\nb:1 b:2 a:2\na:3\nb:4 b:5"), &truth)
        .with_pair_probabilities(pairs.map(|(texts, stated)| (pair(texts), stated)), &truth)
        .with_entry_probabilities(entries.map(|(texts, stated)| (keys(texts), stated)), &truth)
        .with_intervals([(Quantity::People, interval)], &truth);
    insta::assert_snapshot!(evaluation.to_string());
    let of_run = EVALUATION.to_string();
    for part in
        ["True pairs by last stage", "odds high enough", "Pairs by script", "Pairs in which a row lacks"]
    {
        assert!(of_run.contains(part), "{of_run}");
    }
    assert!(of_run.lines().all(|line| line.chars().count() <= 110), "{of_run}");
}

/// People and entries of the records of three lists, by number.
fn assignments() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    (prop::collection::vec(0..6_usize, 0..20), prop::collection::vec(0..6_usize, 0..20))
}

fn numbered(at: usize) -> RecordKey {
    key(&format!("{}:{at}", ["a", "b", "c"][at % 3]))
}

fn grouped(entries: &[usize], key: impl Fn(usize) -> RecordKey) -> Vec<Vec<RecordKey>> {
    let mut groups = vec![Vec::new(); entries.iter().max().map_or(0, |most| most + 1)];
    entries.iter().enumerate().for_each(|(at, entry)| groups[*entry].push(key(at)));
    groups
}

proptest! {
    #[test]
    fn the_lists_of_errors_agree_with_the_counts((people, entries) in assignments()) {
        let truth: Truth = people.iter().enumerate().map(|(at, p)| (numbered(at), p.to_string())).collect();
        let found = Evaluation::of_groups(grouped(&entries, numbered), &truth);
        prop_assert_eq!(found.false_pairs.len(), found.pairs.wrong());
        prop_assert_eq!(found.missed_pairs.len(), found.pairs.missed());
        prop_assert_eq!(found.records + found.lost.len(), people.len());
        prop_assert_eq!(found.records + found.unknown.len(), entries.len());
        prop_assert!(found.entries.correct <= found.entries.found.min(found.entries.truth));
        for share in [found.b_cubed.precision, found.b_cubed.recall, found.b_cubed.f1] {
            prop_assert!((0.0..=1.0).contains(&share));
        }
        prop_assert!(found.pairs.wrong() > 0 || near(found.b_cubed.precision, 1.0));
        prop_assert!(found.pairs.missed() + found.lost.len() > 0 || near(found.b_cubed.recall, 1.0));
    }

    #[test]
    fn a_perfect_register_has_all_ones(people in prop::collection::vec(0..6_usize, 0..20)) {
        let truth: Truth = people.iter().enumerate().map(|(at, p)| (numbered(at), p.to_string())).collect();
        let persons: Vec<Vec<RecordKey>> =
            truth.persons().into_values().map(|keys| keys.into_iter().cloned().collect()).collect();
        let sure: Vec<_> = persons.iter().map(|keys| (keys.clone(), 1.0)).collect();
        let perfect = Evaluation::of_groups(persons, &truth).with_entry_probabilities(sure, &truth);
        prop_assert_eq!((perfect.pairs.f1, perfect.entries.f1, perfect.b_cubed.f1), (1.0, 1.0, 1.0));
        let error = perfect.entry_calibration.and_then(|calibration| calibration.all().error);
        prop_assert!(error.unwrap_or(0.0) == 0.0);
    }

    #[test]
    fn strata_add_up_for_any_people_and_entries(
        people in prop::collection::vec(0..60_usize, 120),
        entries in prop::collection::vec(0..60_usize, 120),
    ) {
        let rows = &OUTCOME.mentions()[150..270];
        let key = |at: usize| rows[at].key().clone();
        let truth: Truth = people.iter().enumerate().map(|(at, p)| (key(at), p.to_string())).collect();
        let found = Evaluation::of_groups(grouped(&entries, key), &truth)
            .with_rows(rows, &truth)
            .with_pair_probabilities(link_probabilities(&OUTCOME), &truth);
        let of_letters = found.strata.iter().filter(|one| matches!(one.stratum, Stratum::Letters(..)));
        let sum = of_letters.fold([0; 3], |sum, one| {
            [sum[0] + one.pairs.truth, sum[1] + one.pairs.found, sum[2] + one.pairs.correct]
        });
        prop_assert_eq!(sum, [found.pairs.truth, found.pairs.found, found.pairs.correct]);
        let of = |wanted| found.strata.iter().find(|one| one.stratum == wanted).map_or(0, |one| one.pairs.truth);
        let complete = of(Stratum::Complete);
        let lacking: usize = Lack::ALL.map(|lack| of(Stratum::Lacks(lack))).iter().sum();
        prop_assert!(complete <= found.pairs.truth && complete + lacking >= found.pairs.truth);
        for one in &found.strata {
            prop_assert!(one.pairs.truth <= found.pairs.truth && one.pairs.found <= found.pairs.found);
            let error = one.calibration.and_then(|calibration| calibration.error).unwrap_or(0.0);
            prop_assert!((0.0..=1.0).contains(&error));
        }
    }
}
