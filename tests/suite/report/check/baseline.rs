//! The baseline: findings that are known and accepted.

use super::{A, NASTY, nasty};
use casualty_register::report::Baseline;

#[test]
fn only_what_is_new_counts() {
    let repository = nasty();
    let output = repository.check(&["--write-baseline", "data/accepted.txt"]);
    assert_eq!(output.status.code(), Some(0));
    let remark = String::from_utf8(output.stderr).unwrap();
    assert!(remark.starts_with("Written to data/accepted.txt: "), "{remark}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("0 errors, 0 warnings, 0 notes\n"), "{said}");
    insta::assert_snapshot!(repository.read("data/accepted.txt"));

    // A row inserted at the top moves all others.
    let moved = NASTY.replacen('\n', "\n9,Жаңа Адам,1970-01-01\n\n", 1);
    repository.write(A, &moved);
    let said = repository.printed(&["--baseline", "data/accepted.txt"], 0);
    assert!(
        said.starts_with("note empty-row ") && said.contains("\n0 errors, 0 warnings, 1 note\n"),
        "{said}"
    );

    repository.write(A, &(moved + "9,Басқа Адам,\n"));
    let said = repository.printed(&["--baseline", "data/accepted.txt"], 1);
    assert!(said.starts_with("error duplicate-id "), "{said}");
    assert!(said.contains("\n1 error, 0 warnings, 1 note\n"), "{said}");
}

#[test]
fn what_is_gone_is_said_and_does_not_fail() {
    let repository = nasty();
    repository.check(&["--write-baseline", "accepted.txt"]);
    repository.write(A, &NASTY.replace("\n2,Ерлан", "\n3,Ерлан").replace("1980-02-31", "1980-02-28"));
    let said = repository.printed(&["--baseline", "accepted.txt"], 0);
    assert!(
        said.contains(" accepted findings no longer occur; update the baseline with --write-baseline\n"),
        "{said}"
    );
    let said = repository.printed(&["--baseline", "accepted.txt", "--write-baseline", "accepted.txt"], 0);
    assert!(said.contains("no longer occur"), "{said}");
    let said = repository.printed(&["--baseline", "accepted.txt"], 0);
    assert!(!said.contains("no longer occur"), "{said}");
    // Findings that are switched off were not looked for, so they are not gone.
    let off = format!("[check]\ndeclared-count = \"off\"\n{}", super::PROJECT);
    repository.write("data/p.toml", &off);
    let said = repository.printed(&["--baseline", "accepted.txt"], 0);
    assert!(said.contains("1 finding switched off") && !said.contains("no longer occur"), "{said}");
}

#[test]
fn a_file_that_is_no_baseline_is_left_alone() {
    let repository = nasty();
    let said = repository.complaint(&["--write-baseline", A]);
    assert!(said.contains("the file exists and is not a baseline; name another file"), "{said}");
    assert_eq!(repository.read(A), NASTY);
    let said = repository.complaint(&["--baseline", "no-such-file.txt"]);
    assert!(said.starts_with("error: no-such-file.txt: there is no such file; "), "{said}");
    let said = repository.complaint(&["--baseline", "data/p.toml"]);
    assert!(said.starts_with("error: data/p.toml, line 1: the file is not a baseline"), "{said}");
}

const FIRST: &str = "# casualty-register baseline 1";

#[test]
fn a_broken_line_is_named() {
    let cases = [
        ("", 1, "the file is not a baseline"),
        ("# casualty-register baseline 2\n", 1, "the file is not a baseline"),
        ("\n<<<<<<< ours", 2, "the line is a conflict marker"),
        (
            "\n\n# note\nno-name\ta:1\t-\t01234567",
            4,
            "the line must have 5 cells separated by tabs, and has 4",
        ),
        ("\nno-nam\ta:1\t-\t01234567\t1", 2, "the code `no-nam` is unknown; nearest: `no-name`"),
        ("\nno-name\ta:1\t-\t0123456x\t1", 2, "`0123456x` is not a digest of 8 hexadecimal digits"),
        ("\nno-name\ta:1\t-\t01234567\t0", 2, "`0` is not a number of times"),
        ("\nno-name\ta:1\t-\t01234567\t-1", 2, "`-1` is not a number of times"),
    ];
    for (rest, line, problem) in cases {
        let text = if line == 1 { rest.to_owned() } else { format!("{FIRST}{rest}") };
        let error = Baseline::parse("known.txt", &text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("known.txt, line {line}: {problem}")), "{error}");
    }
}

#[test]
fn what_git_does_to_a_file_does_not_matter() {
    let [one, other] = ["no-name\ta:1\t-\t01234567\t1", "empty-row\ta\t-\t89abcdef\t2"];
    let baseline = Baseline::parse("x", &format!("{FIRST}\n{one}\n{other}\n")).unwrap();
    assert_eq!(baseline.len(), 3);
    for text in [
        format!("{FIRST}\r\n{other}\r\n{one}\r\n"),
        format!("\u{feff}{FIRST}\n{one}\n{other}\n{one}\n\n"),
        baseline.to_text(),
    ] {
        assert_eq!(Baseline::parse("x", &text).unwrap(), baseline, "{text:?}");
    }
}

#[test]
fn a_baseline_that_is_not_there_says_how_to_write_it() {
    let said = nasty().complaint(&["--baseline", "data/accepted.txt"]);
    assert!(said.contains("there is no such file") && said.contains("--write-baseline FILE"), "{said}");
}
