//! The invented lists are reproducible, have the complete truth and the documented sizes and rates. The
//! committed samples are what the code writes.

use casualty_register::Reconciler;
use casualty_register::audit::sample::{Content, SampleList, Scenario, World, january_2022_bundle};
use casualty_register::register::IdBook;
use casualty_register::report::Publication;
use casualty_register::source::Project;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn world(scenario: Scenario, seed: u64) -> World {
    World::generate(&scenario.settings(seed))
}

fn share(list: &SampleList, content: Content, holds: impl Fn(&str) -> bool) -> f64 {
    let count = list.cells(content).filter(|cell| holds(cell)).count();
    count as f64 / list.rows.len() as f64
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022")
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_does_not() {
    for scenario in Scenario::ALL {
        assert_eq!(world(*scenario, 5), world(*scenario, 5));
        assert_ne!(world(*scenario, 5).lists, world(*scenario, 6).lists);
    }
}

#[test]
fn truth_has_each_row_once() {
    for scenario in Scenario::ALL {
        let world = world(*scenario, 3);
        let truth: BTreeSet<(String, String)> =
            world.truth.iter().map(|row| (row.source.clone(), row.id.clone())).collect();
        let rows: BTreeSet<(String, String)> = world
            .lists
            .iter()
            .flat_map(|list| list.cells(Content::Id).map(|id| (list.id.clone(), id.to_owned())))
            .collect();
        assert_eq!(truth.len(), world.truth.len());
        assert_eq!(truth, rows);
    }
}

#[test]
fn lists_have_the_published_sizes() {
    let sizes = |scenario| -> Vec<usize> {
        let world = world(scenario, 1);
        world.lists.iter().map(|list| list.rows.len()).collect()
    };
    assert_eq!(sizes(Scenario::January2022), [19, 188, 221]);
    assert_eq!(sizes(Scenario::Initials), [238, 188, 221]);
    assert_eq!(sizes(Scenario::ThreeScripts), [222, 188, 221]);
    assert_eq!(sizes(Scenario::Hard), [222, 188, 226]);
}

#[test]
fn some_officers_stand_in_other_lists_and_some_do_not() {
    let world = world(Scenario::January2022, 1);
    let mut lists_of = BTreeMap::<usize, BTreeSet<&str>>::new();
    for row in &world.truth {
        lists_of.entry(row.person).or_default().insert(&row.source);
    }
    let officers: Vec<usize> =
        lists_of.values().filter(|lists| lists.contains("official")).map(BTreeSet::len).collect();
    assert_eq!(officers.len(), 19);
    assert!(officers.iter().any(|lists| *lists > 1));
    assert!(officers.iter().any(|lists| *lists < 3));
}

#[test]
fn only_a_list_with_repeats_has_a_person_twice() {
    let world = world(Scenario::Hard, 2);
    let mut times = BTreeMap::<(&str, usize), usize>::new();
    for row in &world.truth {
        *times.entry((&row.source, row.person)).or_default() += 1;
    }
    let repeated: Vec<&str> =
        times.iter().filter(|(_, times)| **times > 1).map(|((source, _), _)| *source).collect();
    assert_eq!(repeated, ["arrukhkhak"; 7]);
    let declared: Vec<&str> = world.lists.iter().map(|list| list.duplicates).collect();
    assert_eq!(declared, ["never", "never", "rare"]);
}

#[test]
fn rates_are_about_as_documented() {
    let settings = Scenario::General.settings(4).with_persons(8000);
    let world = World::generate(&settings);
    for (list, rates) in world.lists.iter().zip(&settings.lists) {
        let about = |content, expected: f64| {
            let found = share(list, content, str::is_empty);
            assert!((found - expected).abs() < 0.02, "{} {found} {expected}", list.id);
        };
        about(Content::Birth, rates.values.birth_missing);
        about(Content::Age, rates.values.age_missing);
        about(Content::Death, rates.values.death_missing);
        about(Content::Place, rates.values.place_missing);
        about(Content::Status, rates.values.status_missing);
    }
    // Two words: no patronymic, or one in a column of its own, or a rank; both are rarer here.
    let newsroom = &world.lists[1];
    let two_words = share(newsroom, Content::Name, |name| name.split_whitespace().count() == 2);
    assert!((0.8..0.92).contains(&two_words), "{two_words}");
}

#[test]
fn the_initials_scenario_has_nothing_but_surname_and_initials() {
    let world = world(Scenario::Initials, 1);
    let official = &world.lists[0];
    assert_eq!(share(official, Content::Birth, str::is_empty), 1.0);
    let initials = share(official, Content::Name, |name| name.contains('.'));
    assert_eq!(initials, 1.0);
}

#[test]
fn three_scripts_are_three_scripts() {
    let world = world(Scenario::ThreeScripts, 1);
    let latin = |name: &str| name.chars().filter(|c| c.is_ascii_alphabetic()).count() > 3;
    let kazakh = |name: &str| name.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'і', 'Қ', 'Ө']);
    assert!(share(&world.lists[0], Content::Name, kazakh) < 0.02);
    assert!(share(&world.lists[1], Content::Name, kazakh) > 0.4);
    assert_eq!(share(&world.lists[2], Content::Name, latin), 1.0);
}

#[test]
fn common_names_make_namesakes_and_rare_ones_stay_rare() {
    let mut settings = Scenario::General.settings(9).with_persons(3000);
    settings.people.namesakes = 0.0;
    settings.people.relatives = 0.0;
    let world = World::generate(&settings);
    let surnames: Vec<&str> =
        world.lists[0].cells(Content::Name).filter_map(|name| name.split_whitespace().next()).collect();
    let mut counts = BTreeMap::<&str, usize>::new();
    for surname in &surnames {
        *counts.entry(surname).or_default() += 1;
    }
    let commonest = counts.values().max().copied().unwrap_or_default();
    assert!(commonest > 3 && commonest * 50 < surnames.len(), "{commonest}");
    assert!(counts.len() * 3 > surnames.len(), "{}", counts.len());
}

#[test]
fn odd_settings_make_small_worlds_rather_than_failures() {
    for persons in [0, 1, 2, 18, 20] {
        let mut settings = Scenario::Hard.settings(1).with_persons(persons);
        settings.officers = 19;
        for list in &mut settings.lists {
            list.civilians = 1000;
            list.repeats = 1000;
            list.scripts.clear();
            list.languages.clear();
        }
        let world = World::generate(&settings);
        assert!(world.lists.iter().all(|list| list.rows.len() <= persons * 2));
    }
}

/// Writes the samples again if `UPDATE_SAMPLES` is set; otherwise they must be unchanged.
#[test]
fn the_committed_samples_are_what_the_code_writes() -> Result<(), Box<dyn std::error::Error>> {
    let world = january_2022_bundle();
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        world.write_dir(&samples())?;
    }
    let fresh = tempfile::tempdir()?;
    world.write_dir(fresh.path())?;
    for entry in fs::read_dir(fresh.path())? {
        let entry = entry?;
        let committed = fs::read(samples().join(entry.file_name()))?;
        assert!(
            committed == fs::read(entry.path())?,
            "{:?} is not what the code writes; run `UPDATE_SAMPLES=1 cargo test --test suite sample`",
            entry.file_name()
        );
    }
    Ok(())
}

/// With these files, `publish` works on the sample. The salt is known, because nobody has to be
/// protected here.
#[test]
fn the_ids_of_the_sample_are_those_of_a_run() -> Result<(), Box<dyn std::error::Error>> {
    let project = Project::open(samples().join("reconcile.toml"))?;
    let run = |ids: IdBook| Reconciler::of_project(&project)?.with_ids(ids).run();
    let first = run(IdBook::default().with_salt("january 2022, invented"))?;
    let ids = first.ids().ok_or("a run keeps its ids")?;
    let (file, hint) = (samples().join("ids.jsonl"), "run `UPDATE_SAMPLES=1 cargo test --test suite sample`");
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        fs::write(&file, ids.to_text())?;
    }
    assert!(fs::read_to_string(&file)? == ids.to_text(), "ids.jsonl is not what a run gives; {hint}");
    let outcome = Reconciler::of_project(&project)?.run()?;
    assert!(!outcome.are_ids_new());
    Publication::new(&outcome, project.profile())?;
    Ok(())
}

#[test]
fn published_totals_are_well_formed() -> Result<(), Box<dyn std::error::Error>> {
    let mut table = csv::Reader::from_path(samples().join("published-totals.csv"))?;
    let header: Vec<String> = table.headers()?.iter().map(str::to_owned).collect();
    let expected = "date,figure,scope_place,scope_status,definition,issuer,kind,superseded_by,retracted,url,\
                    id,part_of,at_least,list";
    assert_eq!(header.join(","), expected);
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>()?;
    let dates: BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    for row in &rows {
        assert!(is_day_or_month(&row[0]), "{row:?}");
        assert!(row[1].parse::<u32>().is_ok(), "{row:?}");
        assert!(["total", "subtotal", "list-size"].contains(&&row[6]), "{row:?}");
        assert!(row[7].is_empty() || dates.contains(&row[7]), "{row:?}");
        assert!(["yes", "no"].contains(&&row[8]), "{row:?}");
        assert!(row[9].split(' ').all(|url| url.starts_with("https://")), "{row:?}");
    }
    Ok(())
}

fn is_day_or_month(text: &str) -> bool {
    let day = if text.len() == 7 { format!("{text}-01") } else { text.to_owned() };
    day.parse::<jiff::civil::Date>().is_ok()
}

/// `cargo test --release --test suite sample -- --ignored`
#[test]
#[ignore = "takes seconds; run it in release"]
fn a_hundred_thousand_people_take_seconds() {
    let started = std::time::Instant::now();
    let world = World::generate(&Scenario::General.settings(1).with_persons(100_000));
    assert!(world.truth.len() > 200_000);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
