//! Who is treated as a minor: ages and births that are slips, parts, contradictions or of another unit. Every table has
//! adults beside the children, so that no rule withholds everybody.

use super::leaks::{Case, OTHERS, PERIOD, SAME};

/// The names that are published of one person with these cells, beside an adult.
fn is_named(birth: &str, age: &str) -> bool {
    let quoted = age.replace('"', "");
    let rows = format!("1,Тестов Асан,{birth},\"{quoted}\",2022-01-05,Алматы\n{OTHERS}");
    let one = Case::new().list("id,name,birth_date,age,death_date,place", &rows).published();
    one.names().contains(&"Тестов Асан".to_owned())
}

#[test]
fn an_age_of_which_only_a_part_is_read_may_be_that_of_a_child() {
    for age in [
        "20 zq",
        "20 д",
        "19 m",
        "28 м",
        "30 zhours",
        "18-",
        "скоро 18",
        "turning 18",
        "not yet 18",
        "18 неполных",
        "20 (по другим данным 17)",
        "-17",
    ] {
        assert!(!is_named("", age), "{age}");
    }
    for age in [
        "30 hours",
        "36 hrs",
        "30 часов",
        "45 минут",
        "20 суток",
        "25 дней",
        "20 сағат",
        "20 saat",
        "24 Stunden",
    ] {
        assert!(!is_named("", age), "{age}");
    }
    for age in ["20", "20 лет", "18+", "20-29", "-1", "-9", "-99", "19?", "40 жаста"] {
        assert!(is_named("", age), "{age}");
    }
}

#[test]
fn an_age_that_hardly_anybody_reaches_may_be_that_of_a_child() {
    for (birth, age) in [("1910-05-05", ""), ("1908", ""), ("", "110"), ("", "105"), ("2000 EC", "")] {
        assert!(!is_named(birth, age), "{birth}{age}");
    }
    for (birth, age) in [("1920-05-05", ""), ("", "104"), ("1990 EC", "")] {
        assert!(is_named(birth, age), "{birth}{age}");
    }
    // Another list that states an age a person can have decides.
    let case = Case::new().rows("1,Мысалов Нурлан,,110,2022-01-09,Алматы");
    let one = case.rows("1,Мысалов Нурлан,,40,2022-01-09,Алматы").ruling(SAME).published();
    assert!(one.joined("name") != "М. Н." || one.joined("age").contains("110"), "{}", one.joined("age"));
}

#[test]
fn a_list_that_contradicts_itself_on_an_age_names_no_child() {
    assert!(!is_named("1970-05-05", "8"));
    assert!(is_named("1970-05-05", "51"));
    // Another list that states the birth alone, or the age of an adult, decides.
    for other in ["1970-05-05,", ",51"] {
        let case = Case::new().rows("1,Мысалов Нурлан,1970-05-05,8,2022-01-09,Алматы");
        let one = case.rows(&format!("1,Мысалов Нурлан,{other},2022-01-09,Алматы")).ruling(SAME).published();
        assert_eq!(one.joined("name"), "Мысалов Нурлан", "{other}");
    }
}

#[test]
fn without_a_date_of_death_the_first_day_of_the_period_decides() {
    let rows = |born: &str| {
        format!(
            "1,Тестов Асан,{born},,Алматы\n2,Примеров Ерлан,1970-01-01,2024-01-05,Тараз\n\
                 3,Зорин Павел,1970-01-01,2022-03-05,Тараз\n"
        )
    };
    let names = |born: &str, period: &str| {
        let mut case = Case::new().list("id,name,birth_date,death_date,place", &rows(born));
        case.project = case.project.replace(PERIOD, period);
        case.published().names()
    };
    let long = "from = \"2022-02-24\"\nto = \"2026-01-01\"\n";
    for period in [long, ""] {
        assert!(names("2006-03-03", period).contains(&"Т. А.".to_owned()), "{period}");
        assert!(names("2003-03-03", period).contains(&"Тестов Асан".to_owned()), "{period}");
    }
}

#[test]
fn the_publication_says_of_how_many_people_it_cannot_be_told() {
    let rows = format!("1,Тестов Асан,,zq,2022-01-05,Алматы\n2,Сынаков Болат,,8,2022-01-05,Алматы\n{OTHERS}");
    let one = Case::new().list("id,name,birth_date,age,death_date,place", &rows).published();
    let said = "shown by initials: 2 entries. Of 1 of them it cannot be told";
    assert!(one.text("summary").contains(said), "{}", one.text("summary"));
    assert!(one.text("method.md").contains("2 entries, shown by initials"), "{}", one.text("method.md"));
    assert!(one.text("method.md").contains("For 1 of them the lists cannot settle it"));
}
