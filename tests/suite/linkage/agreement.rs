//! Agreement of two reviewers, compared with tables worked out by hand.
#![allow(clippy::unwrap_used)]

use casualty_register::register::ledger::{Decision, Ledger, NoKappa, ReviewerAgreement, Ruling};

const RULINGS: [Ruling; 3] = [Ruling::Same, Ruling::Different, Ruling::Unsure];

/// A ledger in which Ada and Ben give each pair of rulings as often as the table states.
fn ledger(table: [[u64; 3]; 3]) -> Ledger {
    let mut decisions = Vec::new();
    for (first, row) in RULINGS.into_iter().zip(table) {
        for (second, count) in RULINGS.into_iter().zip(row) {
            for _ in 0..count {
                let records = [format!("a:{}", decisions.len()), format!("b:{}", decisions.len())];
                decisions.push(Decision::new(first, records.clone(), "Ada", "2026-11-22"));
                decisions.push(Decision::new(second, records, "Ben", "2026-11-22").made_blind());
            }
        }
    }
    Ledger::new("d.jsonl", decisions)
}

fn parsed(lines: &[&str]) -> Ledger {
    let text = format!("# casualty-register ledger 1\n{}\n", lines.join("\n"));
    Ledger::parse("d.jsonl", &text).unwrap()
}

#[test]
fn kappa_is_that_of_tables_worked_out_by_hand() {
    for (table, observed, expected, kappa) in [
        // 50 pairs; each margin 25/25 and 30/20: chance (25·30 + 25·20) / 2500.
        ([[20, 5, 0], [10, 15, 0], [0, 0, 0]], 0.7, 0.5, Ok(0.4)),
        // Full agreement on rulings that vary.
        ([[3, 0, 0], [0, 2, 0], [0, 0, 5]], 1.0, 0.38, Ok(1.0)),
        // They never agree where chance would give a half: the lowest possible value.
        ([[0, 4, 0], [4, 0, 0], [0, 0, 0]], 0.0, 0.5, Ok(-1.0)),
        // Rows 12, 10, 8; columns 11, 12, 7 of 30: chance (132 + 120 + 56) / 900; (630 − 308) / (900 − 308).
        ([[9, 2, 1], [1, 8, 1], [1, 2, 5]], 22.0 / 30.0, 308.0 / 900.0, Ok((660.0 - 308.0) / 592.0)),
        // One ruling only.
        ([[7, 0, 0], [0, 0, 0], [0, 0, 0]], 1.0, 1.0, Err(NoKappa::OneRuling)),
        // Only one of them varies: no better than chance.
        ([[4, 0, 4], [0, 0, 0], [0, 0, 0]], 0.5, 0.5, Ok(0.0)),
    ] {
        let found = ReviewerAgreement::of(&[&ledger(table)]);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(one.table(), table);
        assert!((one.observed().unwrap() - observed).abs() < 1e-12, "{one}");
        assert!((one.expected().unwrap() - expected).abs() < 1e-12, "{one}");
        match (one.kappa(), kappa) {
            (Ok(found), Ok(wanted)) => assert!((found - wanted).abs() < 1e-12, "{one}"),
            (found, wanted) => assert_eq!(found, wanted),
        }
    }
}

#[test]
fn only_pairs_that_both_decided_count() {
    let one = parsed(&[
        r#"{"ruling":"same","records":["a:1","b:1","c:1"],"by":"Ada","when":"2026-11-22"}"#,
        r#"{"ruling":"confirmed","records":["a:1"],"by":"Ada","when":"2026-11-22"}"#,
        r#"{"ruling":"different","records":["a:9","b:9"],"by":"Ada","when":"2026-11-22"}"#,
    ]);
    let other = parsed(&[
        // Ben changed his mind; the order of the lines does not matter.
        r#"{"ruling":"different","records":["a:1","c:1"],"by":"Ben","when":"2026-11-24"}"#,
        r#"{"ruling":"same","records":["c:1","a:1"],"by":"Ben","when":"2026-11-23"}"#,
        r#"{"ruling":"same","records":["b:1","a:1"],"by":" Ben ","when":"2026-11-23"}"#,
    ]);
    let found = ReviewerAgreement::of(&[&one, &other]);
    assert_eq!(found, ReviewerAgreement::of(&[&other, &one]));
    assert_eq!((found.len(), found[0].pairs(), found[0].both_blind()), (1, 2, 0));
    let differ = &found[0].disagreements()[0];
    assert_eq!((differ.records[1].as_str(), differ.rulings), ("c:1", [Ruling::Same, Ruling::Different]));
}

#[test]
fn reviewers_without_a_pair_in_common_have_no_agreement() {
    let alone = parsed(&[r#"{"ruling":"same","records":["a:1","b:1"],"by":"Ada","when":"2026-11-22"}"#]);
    assert_eq!(ReviewerAgreement::of(&[&alone]), []);
    assert_eq!(ReviewerAgreement::of(&[]), []);
}

#[test]
fn an_agreement_reads_well() {
    let found = ReviewerAgreement::of(&[&ledger([[9, 2, 0], [0, 8, 0], [0, 0, 5]])]);
    insta::assert_snapshot!(found[0].to_string());
}
