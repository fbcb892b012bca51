//! Decisions of reviewers hold on every run, and ids of entries stay.
//!
//! `cargo test --release --test suite decisions -- --ignored --nocapture` plays a thousand sequences of
//! changes; `cargo test` plays a few.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use casualty_register::language::lexicon::Lexicon;
use casualty_register::register::ledger::{Decision, DecisionState, Ledger, Ruling};
use casualty_register::register::{Grade, IdBook, ReviewKind};
use casualty_register::report::{CheckReport, Output, Publication};
use casualty_register::source::{Duplicates, Field, Policy, Source, SourceSpec};
use casualty_register::{CheckRules, Code, Outcome, Reconciler};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A list of rows: id, name, born, died, place.
type Rows = Vec<[String; 5]>;

fn rows(rows: &[[&str; 5]]) -> Rows {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

fn source(id: &str, rows: &Rows, duplicates: Duplicates) -> Source {
    let mut text = String::from("id,name,born,died,place\n");
    rows.iter().for_each(|row| text.push_str(&(row.join(",") + "\n")));
    let file = format!("{id}.csv");
    let spec =
        SourceSpec::new(id, file.as_str()).with_column(Field::Id, "id").with_column(Field::Name, "name");
    let spec = spec.with_column(Field::BirthDate, "born").with_column(Field::DeathDate, "died");
    let spec = spec.with_column(Field::Place, "place").with_duplicates(duplicates);
    Source::from_bytes(spec, &file, text.as_bytes()).unwrap()
}

/// Two lists of invented people: brothers, namesakes, and one person in two spellings.
fn lists() -> Vec<Rows> {
    let a = rows(&[
        ["1", "Тестов Асан Серикович", "1990-03-01", "2022-01-05", "Алматы"],
        ["2", "Тестов Арман Серикович", "1993", "2022-01-05", "Алматы"],
        ["3", "Пробин Даулет", "1985", "2022-01-06", "Тараз"],
        ["4", "Образцова Айгүл", "", "2022-01-06", "Тараз"],
        ["5", "Примеров Ержан", "1970-07-07", "2022-01-07", "Шымкент"],
    ]);
    let b = rows(&[
        ["1", "Асан Тестов", "1990", "2022-01-05", "Алматы"],
        ["2", "Тестов А.", "", "2022-01-05", "Алматы"],
        ["3", "Даулет Пробин", "1985", "2022-01-06", "Тараз"],
        ["4", "Образцова Айгуль", "1999", "", ""],
        ["6", "Незнакомцев Тимур", "2001", "2022-01-05", "Алматы"],
    ]);
    vec![a, b]
}

fn ledger(decisions: impl IntoIterator<Item = Decision>) -> Ledger {
    Ledger::new("decisions.jsonl", decisions)
}

fn decision(ruling: Ruling, records: &[&str]) -> Decision {
    Decision::new(ruling, records.iter().copied(), "A. Reviewer", "2026-11-22")
}

fn reconciler(lists: &[Rows]) -> Reconciler {
    thread_local!(static LEXICON: Lexicon = Lexicon::bundled());
    let sources = lists.iter().zip(["a", "b", "c"]).map(|(rows, id)| source(id, rows, Duplicates::Rare));
    let period = ("2022-01-02".parse().unwrap(), "2022-01-31".parse().unwrap());
    let reconciler = Reconciler::new("decisions", sources.collect()).with_period(period.0, period.1);
    reconciler.with_lexicon(LEXICON.with(Clone::clone))
}

fn run(lists: &[Rows], decisions: &[Decision]) -> Outcome {
    reconciler(lists).with_ledger(ledger(decisions.to_vec())).run().unwrap()
}

fn entry(outcome: &Outcome, record: &str) -> String {
    let (source, record) = record.split_once(':').unwrap();
    outcome.register().entry_of(source, record).unwrap().id().to_owned()
}

fn are_one(outcome: &Outcome, a: &str, b: &str) -> bool {
    entry(outcome, a) == entry(outcome, b)
}

fn everything(outcome: &Outcome) -> Vec<Vec<u8>> {
    let outputs = Output::ALL.into_iter().filter(|output| *output != Output::Run);
    outputs.map(|output| outcome.render(output)).collect()
}

#[test]
fn what_a_person_joins_is_joined_and_what_a_person_parts_is_apart() {
    let lists = lists();
    let before = run(&lists, &[]);
    assert!(are_one(&before, "a:1", "b:1") && !are_one(&before, "a:5", "b:6"));
    let decisions = [decision(Ruling::Different, &["a:1", "b:1"]), decision(Ruling::Same, &["a:5", "b:6"])];
    let after = run(&lists, &decisions);
    assert!(!are_one(&after, "a:1", "b:1") && are_one(&after, "a:5", "b:6"));
    let why = after.explain("a:5", "b:6").unwrap();
    assert!(
        why.reason.contains("A. Reviewer decided on 2026-11-22 that they are one person"),
        "{}",
        why.reason
    );
    let why = after.explain("a:1", "b:1").unwrap();
    assert!(why.reason.contains("that they are two people"), "{}", why.reason);
    assert_eq!(everything(&run(&lists, &[])), everything(&before), "no decision, no trace of one");
}

#[test]
fn a_decision_outweighs_the_promise_of_a_list() {
    let sources = || {
        let rows = rows(&[["1", "Тестов Асан", "1990", "", ""], ["2", "Тестов Арман", "1993", "", ""]]);
        vec![source("a", &rows, Duplicates::Never)]
    };
    let ledger = ledger([decision(Ruling::Same, &["a:1", "a:2"])]);
    let outcome = Reconciler::new("promise", sources()).with_ledger(ledger).run().unwrap();
    assert_eq!(outcome.register().entries().len(), 1);
}

#[test]
fn who_does_not_know_changes_nothing() {
    let lists = lists();
    let unsure = run(&lists, &[decision(Ruling::Unsure, &["a:1", "b:2"])]);
    assert_eq!(unsure.render(Output::Members), run(&lists, &[]).render(Output::Members));
    assert_eq!(unsure.decisions().len(), 1);
}

#[test]
fn the_order_of_lines_and_a_line_that_stands_twice_change_nothing() {
    let lists = lists();
    let (a, b) = (decision(Ruling::Same, &["a:5", "b:6"]), decision(Ruling::Different, &["a:3", "b:3"]));
    let one = run(&lists, &[a.clone(), b.clone()]);
    let other = run(&lists, &[b, a.clone(), a]);
    for output in [Output::Members, Output::Links, Output::Overlap, Output::RegisterJson] {
        assert_eq!(one.render(output), other.render(output), "{output:?}");
    }
}

#[test]
fn a_group_of_people_without_names_stands_with_nobody_else() {
    let mut lists = lists();
    for (id, name) in [("7", "Белгісіз"), ("8", "неизвестный мужчина"), ("9", "Тестов Асан")]
    {
        lists[1].push([id, name, "", "2022-01-05", "Алматы"].map(str::to_owned));
    }
    let group = decision(Ruling::Group, &["b:7", "b:8", "b:9"]).with_count(3);
    let outcome = run(&lists, &[group]);
    let entry = outcome.register().entry_of("b", "7").unwrap();
    let records: Vec<String> = entry.members().iter().map(|member| member.key()).collect();
    assert_eq!(records, ["b:7", "b:8", "b:9"]);
}

#[test]
fn decisions_that_contradict_each_other_stop_the_run_with_the_shortest_chain() {
    type Lines<'a> = &'a [(Ruling, &'a [&'a str])];
    let cases: [(Lines<'_>, &str); 4] = [
        (
            &[(Ruling::Same, &["a:1", "b:1"]), (Ruling::Different, &["a:1", "b:1"])],
            "decisions.jsonl, line 3: this line says that a:1 and b:1 are different people, but other lines say that they are one: \
             a:1 = b:1 (line 2 by A. Reviewer); remove one of these lines",
        ),
        (
            &[
                (Ruling::Same, &["a:1", "b:1"]),
                (Ruling::Same, &["b:1", "b:2"]),
                (Ruling::Same, &["b:2", "b:3"]),
                (Ruling::Different, &["a:1", "b:3"]),
                (Ruling::Different, &["a:1", "b:2"]),
            ],
            "decisions.jsonl, line 6: this line says that a:1 and b:2 are different people, but other lines say that they are one: \
             a:1 = b:1 (line 2 by A. Reviewer), b:1 = b:2 (line 3 by A. Reviewer); remove one of these lines",
        ),
        (
            &[(Ruling::Same, &["a:1", "a:2", "a:3"]), (Ruling::Different, &["a:2", "a:3"])],
            "a:2 = a:3 (line 2 by A. Reviewer)",
        ),
        (
            &[(Ruling::Group, &["a:1", "a:2"]), (Ruling::Same, &["a:2", "b:1"])],
            "decisions.jsonl, line 2: this line says that a:1, a:2 is a group of people without names, but line 3 \
             joins it to another record",
        ),
    ];
    for (lines, expected) in cases {
        let decisions: Vec<Decision> =
            lines.iter().map(|(ruling, records)| decision(*ruling, records)).collect();
        let error = reconciler(&lists()).with_ledger(ledger(decisions)).run().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\n{expected}");
    }
}

#[test]
fn a_decision_whose_rows_changed_is_stale_and_one_whose_row_is_gone_is_told() {
    let mut lists = lists();
    let before = run(&lists, &[]);
    let seen = |records: [&str; 2]| before.evidence_of(&records).unwrap();
    let decisions = [
        decision(Ruling::Different, &["a:1", "b:1"]).with_evidence(seen(["a:1", "b:1"])),
        decision(Ruling::Different, &["a:3", "b:3"]).with_evidence(seen(["b:3", "a:3"])),
        decision(Ruling::Same, &["a:5", "b:6"]),
    ];
    lists[0][0][1].push_str("  (шахтёр)");
    lists[1].retain(|row| row[0] != "6");
    lists[1].reverse();
    let after = run(&lists, &decisions);
    let states: Vec<DecisionState> = after.decisions().iter().map(|one| one.state).collect();
    assert_eq!(states, [DecisionState::Stale, DecisionState::Holds, DecisionState::RecordGone]);
    assert!(!are_one(&after, "a:1", "b:1"), "a stale decision holds");
    let told =
        |code: Code| after.findings().iter().find(|finding| finding.code == code).unwrap().message.clone();
    assert!(told(Code::StaleDecision).contains("decisions.jsonl line 2"));
    assert!(told(Code::DecisionWithoutRecord).contains("b:6"));
}

#[test]
fn what_follows_from_a_row_that_is_gone_holds() {
    let mut lists = lists();
    let decisions = [decision(Ruling::Same, &["a:5", "b:6"]), decision(Ruling::Same, &["b:6", "a:3"])];
    lists[1].retain(|row| row[0] != "6");
    assert!(are_one(&run(&lists, &decisions), "a:3", "a:5"));
    let different = [decision(Ruling::Same, &["a:1", "b:6"]), decision(Ruling::Different, &["b:6", "b:1"])];
    assert!(!are_one(&run(&lists, &different), "a:1", "b:1"));
}

/// A list joins a dead person with a person who was found alive: nobody leaves the count silently.
#[test]
fn a_ruling_that_saw_only_some_rows_takes_nobody_out_of_the_count() {
    let lists = lists();
    let documented = |outcome: &Outcome| outcome.summary().grades.documented();
    let grade = |outcome: &Outcome, id: &str| outcome.register().entry_of("b", id).unwrap().grading().clone();
    let before = documented(&run(&lists, &[]));
    for ruling in [Ruling::FoundAlive, Ruling::OutOfScope] {
        let alive = decision(ruling, &["a:1"]);
        let outcome = run(&lists, std::slice::from_ref(&alive));
        assert!(are_one(&outcome, "a:1", "b:1"));
        let grading = grade(&outcome, "1");
        assert_eq!((grading.grade, grading.ruled), (Grade::Disputed, None));
        assert_eq!(grading.unruled, ["b:1"]);
        assert_eq!(documented(&outcome), before);
        let first = &outcome.review_queue()[0];
        let keys = [first.pair.0, first.pair.1].map(|at| outcome.mentions()[at].key().to_string());
        assert_eq!((first.kind, keys), (ReviewKind::PartlyRuled, ["a:1".to_owned(), "b:1".to_owned()]));
        assert!(outcome.review_queue().iter().all(|item| item.value <= first.value));
        let found: Vec<_> = outcome.findings().iter().filter(|one| one.code == Code::PartlyRuled).collect();
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("a:1") && found[0].message.contains("b:1"), "{}", found[0].message);
        let kept = |ids: IdBook| {
            reconciler(&lists).with_ids(ids).with_ledger(ledger([alive.clone()])).run().unwrap()
        };
        let first = kept(IdBook::default().with_salt("invented"));
        let outcome = kept(first.ids().unwrap().clone());
        let publication = Publication::new(&outcome, &Policy::public()).unwrap();
        assert!(publication.summary().contains("did not rule on the others: 1."));
        for (file, bytes) in publication.files() {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.contains("Асан") && !text.contains("Asan"),
                "{file} has the name of who may be alive"
            );
        }

        let both = run(&lists, &[decision(ruling, &["a:1", "b:1"])]);
        assert_eq!((grade(&both, "1").grade.counts(), documented(&both)), (false, before - 1));
        let joined = run(&lists, &[alive.clone(), decision(Ruling::Same, &["a:1", "b:1"])]);
        assert!(!grade(&joined, "1").grade.counts(), "a reviewer said that both rows are this person");
        let parted = run(&lists, &[alive, decision(Ruling::Different, &["a:1", "b:1"])]);
        assert!(grade(&parted, "1").grade.counts());
        assert!(!parted.register().entry_of("a", "1").unwrap().grading().grade.counts());
    }
}

#[test]
fn rulings_that_contradict_each_other_stop_the_run() {
    for ruling in [Ruling::FoundAlive, Ruling::Rejected] {
        let decisions = [decision(Ruling::Confirmed, &["a:3", "b:3"]), decision(ruling, &["b:3"])];
        let stopped = reconciler(&lists()).with_ledger(ledger(decisions)).run().unwrap_err().to_string();
        assert!(stopped.contains("decisions.jsonl, line 3: this line says that b:3"), "{stopped}");
        assert!(stopped.contains("line 2 by A. Reviewer says that the death is confirmed"), "{stopped}");
    }
}

#[test]
fn a_group_has_no_more_people_than_a_list_can_have() {
    let line = |count: &str| {
        let line =
            format!(r#"{{"ruling":"group","records":["a:1"],"by":"A","when":"2026-11-22","count":{count}}}"#);
        Ledger::parse("decisions.jsonl", &format!("# casualty-register ledger 1\n{line}\n"))
    };
    assert!(line("1").is_ok() && line("1000000").is_ok());
    for count in ["0", "1000001", "18446744073709551615"] {
        assert!(line(count).unwrap_err().to_string().contains("1,000,000"), "{count}");
    }
}

/// A date in the future would make a ruling outweigh all later ones. The files of a run do not depend on the clock.
#[test]
fn a_decision_from_the_future_is_a_finding_of_a_check() {
    let outcome = run(&lists(), &[decision(Ruling::Pending, &["a:3"])]);
    let count = |today: &str| {
        let report = CheckReport::of_outcome_on(&outcome, &CheckRules::default(), today.parse().unwrap());
        report.findings().iter().filter(|one| one.code == Code::FutureDecision).count()
    };
    assert_eq!([count("2026-11-21"), count("2026-11-22"), count("2030-01-01")], [1, 0, 0]);
    assert!(outcome.findings().iter().all(|one| one.code != Code::FutureDecision));
}

#[test]
fn rows_that_a_person_joined_stay_together_whatever_a_wrong_join_costs() {
    let mut settings = casualty_register::Settings::default();
    settings.cost_of_wrong_join = 1e6;
    let ledger = ledger([decision(Ruling::Same, &["a:5", "b:6", "a:4"])]);
    let outcome = reconciler(&lists()).with_ledger(ledger).with_settings(settings).run().unwrap();
    assert!(are_one(&outcome, "a:5", "b:6") && are_one(&outcome, "a:4", "b:6"));
}

#[test]
fn ids_stay_when_a_list_grows_and_lead_on_when_entries_become_one() {
    let mut lists = lists();
    let first = reconciler(&lists).with_ids(IdBook::default().with_salt("invented")).run().unwrap();
    lists[0]
        .insert(0, ["0", "Асан Серикович Тестов", "1990-03-01", "2022-01-05", "Алматы"].map(str::to_owned));
    let second = reconciler(&lists).with_ids(first.ids().unwrap().clone()).run().unwrap();
    assert_eq!(entry(&second, "a:0"), entry(&first, "a:1"));
    let joined = ledger([decision(Ruling::Same, &["a:5", "b:6"])]);
    let ids = second.ids().unwrap().clone();
    let third = reconciler(&lists).with_ids(ids).with_ledger(joined).run().unwrap();
    let redirects = String::from_utf8(third.render(Output::Redirects)).unwrap();
    assert_eq!(redirects.lines().count(), 2, "{redirects}");
    assert!(redirects.contains(&format!("{},{},merged,b:6", entry(&second, "b:6"), entry(&second, "a:5"))));
    let undone = reconciler(&lists).with_ids(third.ids().unwrap().clone()).run().unwrap();
    assert_eq!(undone.ids(), second.ids());
    assert!(!undone.ids().unwrap().to_text().is_empty() && undone.are_ids_new());
}

/// A number below `n`.
fn below(n: usize, rng: &mut ChaCha8Rng) -> usize {
    (rng.next_u64() % n.max(1) as u64) as usize
}

/// A change to the lists or the ledger.
fn change(lists: &mut [Rows], decisions: &mut Vec<Decision>, next: &mut usize, rng: &mut ChaCha8Rng) {
    let list = below(lists.len(), rng);
    match below(6, rng) {
        0 => {
            let other = below(lists.len(), rng);
            let row = below(lists[other].len(), rng);
            if let Some(mut row) = lists[other].get(row).cloned() {
                *next += 1;
                row[0] = format!("{}{next}", ["", "00", "n"][below(3, rng)]);
                let at = below(lists[list].len() + 1, rng);
                lists[list].insert(at, row);
            }
        }
        1 if lists[list].len() > 2 => {
            let row = below(lists[list].len(), rng);
            lists[list].remove(row);
        }
        2 => {
            let row = below(lists[list].len(), rng);
            lists[list][row][2] = (1960 + below(45, rng)).to_string();
        }
        3 if !decisions.is_empty() => {
            decisions.remove(below(decisions.len(), rng));
        }
        _ => {
            let pick = |rng: &mut ChaCha8Rng| {
                let list = below(lists.len(), rng);
                format!("{}:{}", ["a", "b", "c"][list], lists[list][below(lists[list].len(), rng)][0])
            };
            let records = [pick(rng), pick(rng)];
            let ruling = [Ruling::Same, Ruling::Different][below(2, rng)];
            if records[0] != records[1] {
                decisions.push(Decision::new(ruling, records, "A. Reviewer", "2026-11-22"));
            }
        }
    }
}

fn pairs_of(one: &Decision) -> (&str, &str) {
    (&one.records()[0], &one.records()[1])
}

/// What must hold after every change.
fn holds(outcome: &Outcome, decisions: &[Decision], ids_before: &IdBook) {
    for one in outcome.decisions().iter().filter(|one| one.state != DecisionState::RecordGone) {
        let (a, b) = pairs_of(&one.decision);
        let expected = one.decision.ruling() == Ruling::Same;
        assert_eq!(are_one(outcome, a, b), expected, "{}", one.decision.to_line());
    }
    let distinct: BTreeSet<&Decision> = decisions.iter().collect();
    assert_eq!(outcome.decisions().len(), distinct.len());
    let ids = outcome.ids().unwrap();
    let entries: BTreeMap<Vec<String>, &str> = outcome
        .register()
        .entries()
        .iter()
        .map(|entry| (entry.members().iter().map(|member| member.key()).collect(), entry.id()))
        .collect();
    assert_eq!(entries.values().collect::<BTreeSet<_>>().len(), entries.len(), "an id for each entry");
    for known in ids_before.ids() {
        assert!(ids.ids().any(|one| one.id == known.id), "no id is forgotten");
        if let Some(id) = entries.get(&known.members) {
            assert_eq!(*id, known.id, "an entry that did not change keeps its id");
        }
        let holder = entries.iter().find(|(records, _)| records.contains(&known.anchor));
        if let Some((_, id)) = holder {
            assert_eq!(ids.leads_to(&known.id), Some(*id), "an id leads to whom it names");
        }
    }
}

/// Changes, decisions and withdrawn decisions. After each, everything holds and the run can be
/// repeated.
fn play(seed: u64, steps: usize) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut lists, mut decisions, mut next) = (lists(), Vec::new(), 100);
    let mut ids = IdBook::default().with_salt("invented");
    let mut refused = 0;
    for step in 0..steps {
        change(&mut lists, &mut decisions, &mut next, &mut rng);
        let again = || reconciler(&lists).with_ids(ids.clone()).with_ledger(ledger(decisions.clone())).run();
        let outcome = match again() {
            Ok(outcome) => outcome,
            Err(error) => {
                // A decision that contradicts the others is refused and withdrawn.
                assert!(error.to_string().contains("remove one of these lines"), "{error}");
                decisions.pop();
                refused += 1;
                continue;
            }
        };
        holds(&outcome, &decisions, &ids);
        if step + 1 == steps {
            assert_eq!(everything(&again().unwrap()), everything(&outcome), "the replay is exact");
        }
        let saved = IdBook::parse("ids.jsonl", &outcome.ids().unwrap().to_text()).unwrap();
        assert_eq!(Some(&saved), outcome.ids());
        ids = saved;
    }
    refused
}

fn sequences(seeds: std::ops::Range<u64>, steps: usize) {
    let refused: usize = seeds.clone().map(|seed| play(seed, steps)).sum();
    println!("{} sequences of {steps} steps, {refused} decisions refused as contradictions", seeds.count());
}

#[test]
fn sequences_of_changes_and_decisions() {
    sequences(0..12, 6);
}

#[test]
#[ignore = "minutes; run it in release"]
fn a_thousand_sequences_of_changes_and_decisions() {
    sequences(1000..2000, 6);
}
