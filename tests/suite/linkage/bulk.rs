//! Clusters of long lists: compared with the truth, with other orders of rows and with other numbers of
//! threads.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use casualty_register::audit::sample::{LargeWorld, SampleList, Scenario, World};
use casualty_register::linkage::{Members, reach};
use casualty_register::register::ledger::{Decision, Ledger, Ruling};
use casualty_register::source::Project;
use casualty_register::{ErrorKind, Progress, Reconciler};

fn members(project: &Project) -> Members {
    Reconciler::members(project, None, &Progress::new()).unwrap()
}

fn world(scenario: Scenario, persons: usize) -> World {
    World::generate(&scenario.settings(77).with_persons(persons))
}

fn written(world: &World) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    world.write_dir(folder.path()).unwrap();
    let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
    (folder, project)
}

fn persons(world: &World) -> BTreeMap<(String, String), u64> {
    world.truth.iter().map(|row| ((row.source.clone(), row.id.clone()), row.person as u64)).collect()
}

/// Precision and recall of pairs.
fn pairs(members: &Members, persons: &BTreeMap<(String, String), u64>) -> (f64, f64) {
    let mut entries: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut people, mut both) = (BTreeMap::new(), BTreeMap::new());
    for member in members.iter() {
        let person = persons[&(member.source.to_owned(), member.record.to_owned())];
        *entries.entry(member.entry).or_insert(0) += 1;
        *people.entry(person).or_insert(0) += 1;
        *both.entry((member.entry, person)).or_insert(0) += 1;
    }
    let count =
        |rows: &mut dyn Iterator<Item = u64>| rows.map(|rows| rows * (rows - 1) / 2).sum::<u64>() as f64;
    let correct = count(&mut both.into_values());
    (correct / count(&mut entries.into_values()), correct / count(&mut people.into_values()))
}

#[test]
fn finds_who_is_who_in_lists_of_all_kinds() {
    for (scenario, precision, recall) in
        [(Scenario::General, 0.97, 0.95), (Scenario::ThreeScripts, 0.97, 0.95), (Scenario::Hard, 0.97, 0.85)]
    {
        let world = world(scenario, 1500);
        let (_folder, project) = written(&world);
        let members = members(&project);
        let (p, r) = pairs(&members, &persons(&world));
        assert!(p >= precision && r >= recall, "{scenario:?}: precision {p:.4}, recall {r:.4}");
        let truth = world.truth.iter().map(|row| row.person).collect::<BTreeSet<_>>().len() as f64;
        assert!((members.people().mean / truth - 1.0).abs() < 0.03, "{:?} beside {truth}", members.people());
    }
}

#[test]
fn every_row_stands_in_one_entry_and_promises_are_kept() {
    let world = world(Scenario::January2022, 400);
    let (_folder, project) = written(&world);
    let members = members(&project);
    let rows: BTreeSet<(&str, &str)> = members.iter().map(|one| (one.source, one.record)).collect();
    assert_eq!(rows.len(), members.rows());
    assert_eq!(rows.len(), world.truth.len());
    let mut lists_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    members.iter().for_each(|one| lists_of.entry(one.entry).or_default().push(one.source));
    for list in world.lists.iter().filter(|list| list.duplicates == "never") {
        let twice = lists_of.values().find(|lists| lists.iter().filter(|one| **one == list.id).count() > 1);
        assert_eq!(twice, None, "{} promises to have no repeats", list.id);
    }
}

#[test]
fn rows_of_one_id_have_ids_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let project = "[[source]]\nid = \"a\"\ntitle = \"A\"\nfile = \"a.csv\"\n[source.columns]\nid = \"id\"\nname = \"name\"\n";
    fs::write(folder.path().join("reconcile.toml"), project).unwrap();
    let rows = "id,name\nx,Азат Сериков\nx,Болат Оспанов\nx~2,Дана Касымова\nx,Ержан Ахметов\n";
    fs::write(folder.path().join("a.csv"), rows).unwrap();
    let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
    let members = members(&project);
    let ids: Vec<&str> = members.iter().map(|member| member.record).collect();
    assert_eq!(ids, ["x~2", "x~5ff190e4", "x~a2c22b81", "x~e50c3e2c"]);
}

#[test]
fn the_same_rows_give_the_same_bytes_in_any_order_and_on_any_number_of_threads() {
    let world = world(Scenario::General, 800);
    let table = |folder: &Path| fs::read(folder.join("members.csv")).unwrap();
    let run = |world: &World, threads: usize| {
        let (folder, project) = written(world);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let members = pool.install(|| members(&project));
        let out = folder.path().join("out");
        members.write(&out).unwrap();
        table(&out)
    };
    let first = run(&world, 2);
    assert!(first.len() > 1000);
    assert_eq!(first, run(&world, 1), "one thread");
    let mut turned = world.clone();
    turned.lists.iter_mut().for_each(|list: &mut SampleList| list.rows.reverse());
    turned.lists.reverse();
    assert_eq!(first, run(&turned, 3), "turned round");
}

#[test]
fn a_run_can_be_stopped_and_decisions_are_not_passed_over() {
    let (folder, project) = written(&world(Scenario::General, 50));
    let watch = Progress::new();
    watch.stop();
    let stopped = Reconciler::members(&project, None, &watch).unwrap_err();
    assert!(matches!(stopped.kind(), ErrorKind::Stopped), "{stopped}");
    let text = fs::read_to_string(folder.path().join("reconcile.toml")).unwrap();
    let text = text.replacen("[project]", "[project]\ndecisions = [\"decisions.jsonl\"]", 1);
    fs::write(folder.path().join("reconcile.toml"), text).unwrap();
    let ledger = folder.path().join("decisions.jsonl");
    fs::write(&ledger, "# casualty-register ledger 1\n").unwrap();
    let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
    assert!(Reconciler::members(&project, None, &Progress::new()).is_ok(), "a ledger without decisions");
    let decision = Decision::new(Ruling::Different, ["official:1", "azattyq:1"], "A. Reviewer", "2026-11-22");
    fs::write(&ledger, Ledger::new("decisions.jsonl", [decision]).to_text()).unwrap();
    let refused = Reconciler::members(&project, None, &Progress::new()).unwrap_err().to_string();
    assert!(refused.contains("decisions"), "{refused}");
}

#[test]
fn hardly_a_pair_of_one_person_is_left_out() {
    for (scenario, least) in [
        (Scenario::General, 0.995),
        (Scenario::ThreeScripts, 0.995),
        (Scenario::Hard, 0.995),
        (Scenario::Initials, 0.995),
    ] {
        let world = world(scenario, 2000);
        let (_folder, project) = written(&world);
        let persons = persons(&world);
        let person = |list: &str, id: &str| persons.get(&(list.to_owned(), id.to_owned())).copied();
        let reach = reach(&project, person, &Progress::new()).unwrap();
        assert!(reach.compared as f64 >= least * reach.all as f64, "{scenario:?}: {reach:?}");
    }
}

/// `cargo test --release --test suite bulk -- --ignored --nocapture`; `SEED=7` uses other worlds.
#[test]
#[ignore = "minutes"]
fn hardly_a_pair_of_one_person_is_left_out_of_a_hundred_thousand() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(13_000);
    for (scenario, least) in [
        (Scenario::January2022, 0.995),
        (Scenario::General, 0.995),
        (Scenario::ThreeScripts, 0.995),
        (Scenario::Hard, 0.995),
        (Scenario::Initials, 0.995),
    ] {
        let settings = scenario.settings(seed).with_persons(60_000).with_long_tail();
        let folder = tempfile::tempdir().unwrap();
        LargeWorld::new(&settings).write_dir(folder.path()).unwrap();
        let mut persons: BTreeMap<(String, String), u64> = BTreeMap::new();
        let mut truth = csv::Reader::from_path(folder.path().join("truth.csv")).unwrap();
        for row in truth.records() {
            let row = row.unwrap();
            persons.insert((row[0].to_owned(), row[1].to_owned()), row[2].parse().unwrap());
        }
        let project = Project::open(folder.path().join("reconcile.toml")).unwrap();
        let person = |list: &str, id: &str| persons.get(&(list.to_owned(), id.to_owned())).copied();
        let reach = reach(&project, person, &Progress::new()).unwrap();
        let (p, r) = pairs(&members(&project), &persons);
        println!(
            "{scenario:?}: {} rows, recall of candidates {:.4}, {} candidates; precision {p:.4}, recall {r:.4}",
            persons.len(),
            reach.compared as f64 / reach.all as f64,
            reach.candidates
        );
        assert!(reach.compared as f64 >= least * reach.all as f64, "{scenario:?}: {reach:?}");
    }
}
