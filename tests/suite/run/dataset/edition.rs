//! `--edition` of the commands that run a project.

use super::Dataset;

const IN_JUNE: [&str; 2] = ["--edition", "a=2022-06-01"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &IN_JUNE].concat()
}

#[test]
fn each_command_reads_the_edition_that_it_was_asked_for() {
    let dataset = Dataset::new();
    let unreadable = "unreadable-date a-june.csv, row 3, column born";
    assert!(!dataset.printed(&["check", "p.toml"], 0).contains(unreadable));
    assert!(dataset.printed(&with(&["check", "p.toml"]), 0).contains(unreadable));
    assert!(dataset.printed(&with(&["explain", "p.toml", "a:2", "b:1"]), 0).contains("Үлгіева Дана"));
    let totals = dataset.json(&with(&["totals", "p.toml"]), 0);
    assert_ne!(totals, dataset.json(&["totals", "p.toml"], 0));
    dataset.printed(&with(&["run", "p.toml", "--out", "june"]), 0);
    assert!(dataset.printed(&["verify", "june"], 0).starts_with("Verified: "));
    dataset.write("truth.csv", "source,id,person\na,1,x\na,2,y\nb,1,x\n");
    let judged = dataset.json(&with(&["evaluate", "p.toml", "--truth", "truth.csv"]), 0);
    assert_ne!(judged, dataset.json(&["evaluate", "p.toml", "--truth", "truth.csv"], 0));
}

/// Requesting the newest edition changes nothing. Of two days for one list the last applies.
#[test]
fn editions_are_taken_in_their_order() {
    let dataset = Dataset::new();
    let newest = dataset.printed(&["check", "p.toml"], 0);
    assert_eq!(dataset.printed(&["check", "p.toml", "--edition", "a=2022-08-16"], 0), newest);
    let both = with(&["check", "p.toml"]);
    assert_eq!(dataset.printed(&[&both[..], &["--edition", "a=2022-08-16"]].concat(), 0), newest);
}

#[test]
fn an_edition_that_there_is_not_is_complained_of_by_each_command() {
    let dataset = Dataset::new();
    dataset.write("truth.csv", "source,id,person\na,1,x\n");
    let commands: [&[&str]; 5] = [
        &["check", "p.toml"],
        &["totals", "p.toml"],
        &["run", "p.toml", "--out", "out"],
        &["explain", "p.toml", "a:1", "b:1"],
        &["evaluate", "p.toml", "--truth", "truth.csv"],
    ];
    for command in commands {
        for (edition, complaint) in [
            ("a", "`a` is not an edition; write LIST=DATE"),
            ("", "`` is not an edition"),
            ("a=", "its editions are: 2022-06-01, 2022-08-16"),
            ("a=2022-07-01", "no edition of 2022-07-01; its editions are: 2022-06-01, 2022-08-16"),
            (
                "b=2022-07-01",
                "the list `b` has no edition of 2022-07-01; the project file gives it no editions",
            ),
            ("c=2022-07-01", "there is no list `c`; the lists are: a, b"),
        ] {
            dataset.complains(&[(&[command, &["--edition", edition]].concat(), complaint)]);
        }
    }
    assert!(!dataset.path("out").exists());
}
