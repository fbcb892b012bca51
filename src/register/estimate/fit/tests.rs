//! Published fits, to the digits given.
#![allow(clippy::panic)]

use super::*;

/// Counts by combination, from those in the order 001, 010, 011, … with list 1 first.
fn table(lists: usize, counts: &[u32]) -> Vec<f64> {
    let mut table = vec![0.0; 1 << lists];
    for (at, count) in (1_usize..).zip(counts) {
        let set = (0..lists)
            .filter(|list| at & (1 << (lists - 1 - list)) != 0)
            .fold(0, |set, list| set | 1 << list);
        table[set] = f64::from(*count);
    }
    table
}

fn unseen(counts: &[f64], name: &str) -> Result<f64, NoFit> {
    let lists = counts.len().trailing_zeros() as usize;
    let model = LogLinear::all(lists, lists).into_iter().find(|model| model.name() == name);
    fit(counts, &model.unwrap_or_else(|| panic!("no model {name}"))).map(|fit| fit.unseen)
}

/// Francesco Checchi and others, deaths in Sudan (repository sdn_mortality_2024), by the thresholds of duplicates and
/// matches.
#[test]
fn sudan() {
    let models = ["[1,2,3]", "[12,3]", "[13,2]", "[23,1]", "[12,13]", "[12,23]", "[13,23]", "[12,13,23]"];
    let cases: [([u32; 7], [f64; 8]); 4] = [
        (
            [1031, 764, 191, 348, 51, 27, 18],
            [4881.0, 4517.0, 4629.0, 7199.0, 4124.0, 7035.0, 9847.0, 18760.0],
        ),
        (
            [1186, 858, 161, 397, 40, 14, 8],
            [8197.0, 7201.0, 7609.0, 14119.0, 6320.0, 11771.0, 24330.0, 35846.0],
        ),
        (
            [1843, 1040, 83, 485, 5, 3, 2],
            [35146.0, 31290.0, 27572.0, 143851.0, 23093.0, 178771.0, 168133.0, 1493348.0],
        ),
        // Gaza, London School of Hygiene & Tropical Medicine, without strata.
        (
            [1469, 5104, 351, 19048, 1173, 1929, 197],
            [37479.0, 22262.0, 44693.0, 39978.0, 21361.0, 23855.0, 50400.0, 35425.0],
        ),
    ];
    for (counts, published) in cases {
        let counts = table(3, &counts);
        for (model, expected) in models.iter().zip(published) {
            let found = unseen(&counts, model).unwrap_or(f64::NAN);
            assert_eq!(found.round(), expected, "{model} of {counts:?}");
        }
    }
}

/// Ball, Shin and Yang, women held in Palembang; the figures are those of Silverman, Chan and Vincent (2024).
#[test]
fn korea() {
    let counts = table(3, &[41, 5, 0, 5, 6, 54, 12]);
    let published = [
        ("[12,23]", 157.1667, 57.1408),
        ("[12,3]", 268.7778, 58.9686),
        ("[13,23]", 123.463, 91.8971),
        ("[23,1]", 126.1944, 138.0637),
        ("[13,2]", 126.9394, 155.1602),
        ("[1,2,3]", 141.9926, 184.1443),
    ];
    for (name, total, bic) in published {
        let model = LogLinear::all(3, 3).into_iter().find(|model| model.name() == name);
        let found =
            fit(&counts, &model.unwrap_or_else(|| panic!("{name}"))).unwrap_or_else(|no| panic!("{no:?}"));
        assert!((found.unseen + 123.0 - total).abs() < 5e-5, "{name}: {}", found.unseen + 123.0);
        assert!((found.bic(123.0) - bic).abs() < 5e-5, "{name}: {}", found.bic(123.0));
    }
    for name in ["[12,13]", "[12,13,23]"] {
        assert!(unseen(&counts, name).is_err_and(|no| !no.exists), "{name}");
    }
}

/// Chan, Silverman and Vincent (2021), tables 2 and 3.
#[test]
fn the_artificial_table() {
    let counts = table(3, &[20, 30, 0, 40, 0, 6, 0]);
    let of = |name| unseen(&counts, name).map(|_| ());
    assert!(of("[12,13,23]").is_err_and(|no| no.exists && !no.is_identified));
    assert!(of("[12,3]").is_err_and(|no| !no.exists && no.is_identified));
    assert!(of("[13,23]").is_ok());
}

/// The four lists of Kosovo, March to June 1999: 4,400 people (Ball and others 2002).
const KOSOVO: [u32; 15] = [306, 936, 123, 845, 31, 217, 32, 1131, 106, 228, 42, 177, 18, 181, 27];

/// Silverman, Chan and Vincent (2024): all 113 models have an estimate. The best of any order gives 10,357, the best
/// with pairs alone 14,342, and three models are within 1 of the best BIC.
#[test]
fn kosovo() {
    let counts = table(4, &KOSOVO);
    let mut fits: Vec<(f64, f64, bool)> = LogLinear::all(4, 4)
        .into_iter()
        .map(|model| {
            let has_pairs_only = model.terms().iter().all(|term| term.count_ones() < 3);
            let fit = fit(&counts, &model).unwrap_or_else(|no| panic!("{}: {no:?}", model.name()));
            (fit.bic(4400.0), fit.unseen + 4400.0, has_pairs_only)
        })
        .collect();
    assert_eq!(fits.len(), 113);
    fits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let near: Vec<f64> = fits.iter().filter(|fit| fit.0 < fits[0].0 + 1.0).map(|fit| fit.1.round()).collect();
    assert_eq!(near, [10_357.0, 12_741.0, 18_393.0]);
    let pairs = fits.iter().find(|fit| fit.2).map(|fit| fit.1.round());
    assert_eq!(pairs, Some(14_342.0));
    assert_eq!(unseen(&counts, "[123,124,134,234]").map(|unseen| (unseen + 4400.0).round()), Ok(16_942.0));
}

/// A table of sparse counts: the combination as text, and the count.
fn sparse(lists: usize, cells: &[(&str, u32)]) -> Vec<f64> {
    let mut counts = vec![0.0; 1 << lists];
    for (cell, count) in cells {
        let on = cell.bytes().enumerate().filter(|(_, sign)| *sign == b'1');
        counts[on.fold(0, |set, (list, _)| set | 1 << list)] = f64::from(*count);
    }
    counts
}

/// Chan, Silverman and Vincent (2021): New Orleans with eight lists, and with the four smallest made one; a site in the
/// western United States. The models are those that they select.
#[test]
fn trafficking() {
    let orleans = [
        ("10000000", 25),
        ("10100000", 1),
        ("10010000", 2),
        ("10001000", 1),
        ("10100010", 1),
        ("10011000", 1),
        ("01000000", 5),
        ("01000100", 1),
        ("00100000", 70),
        ("00110000", 1),
        ("00101000", 1),
        ("00100010", 1),
        ("00010000", 33),
        ("00011000", 2),
        ("00001000", 6),
        ("00001001", 1),
        ("00000100", 6),
        ("00000010", 6),
        ("00000001", 21),
    ];
    let western = [
        ("10000", 52),
        ("01000", 90),
        ("00100", 114),
        ("00010", 45),
        ("00001", 21),
        ("10100", 4),
        ("10010", 2),
        ("10001", 5),
        ("01100", 6),
        ("01010", 1),
        ("00011", 3),
        ("10101", 1),
        ("01110", 1),
    ];
    let eight = sparse(8, &orleans);
    // B, E, F and G as one list: A, BEFG, C, D, H.
    let mut five = vec![0.0; 32];
    for (set, count) in eight.iter().enumerate() {
        let on = |list: usize| usize::from(set & 1 << list != 0);
        let any = on(1) | on(4) | on(5) | on(6);
        five[on(0) | any << 1 | on(2) << 2 | on(3) << 3 | on(7) << 4] += count;
    }
    let total = |counts: &[f64], terms: &[usize]| {
        let model = LogLinear::with(counts.len().trailing_zeros() as usize, terms);
        fit(counts, &model).map(|fit| fit.unseen + counts.iter().sum::<f64>()).unwrap_or(f64::NAN)
    };
    let found = [total(&eight, &[0b0001_1000]), total(&eight, &[]), total(&five, &[])];
    for (found, published) in found.iter().zip([1183.69, 996.66, 1034.15]) {
        assert!((found - published).abs() < 0.005, "{found} {published}");
    }
    let western = total(&sparse(5, &western), &[0b10001]);
    assert!((western - 2483.384).abs() < 0.0005, "{western}");
}

/// The lists of potential victims of trafficking in the United Kingdom, 2013: local authorities, organisations, police
/// and National Crime Agency together, government, the public (Silverman 2014).
fn united_kingdom() -> Vec<f64> {
    let six = [
        ("100000", 54),
        ("010000", 463),
        ("001000", 907),
        ("000100", 695),
        ("000010", 316),
        ("000001", 57),
        ("110000", 15),
        ("101000", 19),
        ("100100", 3),
        ("011000", 56),
        ("010100", 19),
        ("010010", 1),
        ("010001", 3),
        ("001100", 69),
        ("001010", 10),
        ("001001", 31),
        ("000110", 8),
        ("000101", 6),
        ("000011", 1),
        ("111000", 1),
        ("110100", 1),
        ("011100", 4),
        ("011001", 3),
        ("001101", 1),
        ("111100", 1),
    ];
    let mut five = vec![0.0; 32];
    for (set, count) in sparse(6, &six).iter().enumerate() {
        let police = usize::from(set & 0b10_0100 != 0) << 2;
        five[set & 0b01_1011 | police] += count;
    }
    five
}

/// Silverman, Chan and Vincent (2024): the best of all models of five lists gives 25,311.
#[test]
fn the_united_kingdom() {
    let counts = united_kingdom();
    assert_eq!(counts.iter().sum::<f64>(), 2744.0);
    let best = |order| super::super::bootstrap::best(&counts, &LogLinear::all(5, order)).map(f64::round);
    assert_eq!(best(4), Some(25_311.0));
}

/// The averages over the eight models of Gaza by AIC, with and without the model of all pairs.
#[test]
fn gaza_averaged() {
    let counts = table(3, &[1469, 5104, 351, 19048, 1173, 1929, 197]);
    let average = |models: &[LogLinear]| {
        let fits: Vec<LogLinearFit> = models.iter().filter_map(|model| fit(&counts, model).ok()).collect();
        let best = fits.iter().map(LogLinearFit::aic).fold(f64::INFINITY, f64::min);
        let weight = |fit: &LogLinearFit| (-0.5 * (fit.aic() - best)).exp();
        let all: f64 = fits.iter().map(weight).sum();
        fits.iter().map(|fit| weight(fit) * (fit.unseen + counts.iter().sum::<f64>())).sum::<f64>() / all
    };
    let models = LogLinear::all(3, 2);
    assert_eq!([average(&models).round(), average(&models[..7]).round()], [64_741.0, 76_599.0]);
}
