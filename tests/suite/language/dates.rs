//! Dates and ages: the tables of cases, and laws that hold for any text.
//!
//! A row of `cases/dates.csv` is one cell. `context` has the purpose (`death`, `birth`), the order of
//! day and month (`mdy`, `unknown`; otherwise the day first), the period (`jan` is 2022-01-02 to
//! 2022-01-31, `autumn` 2022-09-01 to 2023-01-31; otherwise none) and the calendar of the list
//! (`solar`). `expected` is the date in EDTF, `empty`, `unknown`, `other-calendar` or `unreadable`;
//! `flags` are the flags of the date that EDTF does not show. `cases/calendars.csv` and
//! `cases/bounds.csv` have rows of the same form. In `cases/ages.csv`, `expected` is the age as
//! displayed, with `~` and `?` as in EDTF.

use casualty_register::language::date::{
    Calendar, DateCell, DateContext, DateReader, DateRelation, Day, DayOrder, PartialDate, Precision, Purpose,
};
use casualty_register::language::lexicon::Lexicon;
use casualty_register::language::{Age, AgeCell, AgeReader};
use proptest::prelude::*;
use std::sync::LazyLock;

static DATES: LazyLock<DateReader> = LazyLock::new(|| DateReader::new(&Lexicon::bundled()));
static AGES: LazyLock<AgeReader> = LazyLock::new(|| AgeReader::new(&Lexicon::bundled()));

type Row = std::collections::BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row of the table")).collect()
}

fn context(words: &str) -> DateContext {
    let mut context = DateContext { order: DayOrder::DayFirst, ..DateContext::default() };
    for word in words.split_whitespace() {
        match word {
            "death" => context.purpose = Purpose::Death,
            "birth" => context.purpose = Purpose::Birth,
            "mdy" => context.order = DayOrder::MonthFirst,
            "unknown" => context.order = DayOrder::Unknown,
            "jan" => context.period = Day::new(2022, 1, 2).zip(Day::new(2022, 1, 31)),
            "autumn" => context.period = Day::new(2022, 9, 1).zip(Day::new(2023, 1, 31)),
            "solar" => context.calendar = Some(Calendar::SolarHijri),
            "ethiopian" => context.calendar = Some(Calendar::Ethiopian),
            "winter" => context.period = Day::new(2021, 12, 1).zip(Day::new(2022, 2, 28)),
            word => unreachable!("no such context: {word}"),
        }
    }
    context
}

fn shown(cell: &DateCell) -> String {
    match cell {
        DateCell::Empty => "empty".to_owned(),
        DateCell::StatedUnknown => "unknown".to_owned(),
        DateCell::Date(date) => date.edtf(),
        DateCell::OtherCalendar => "other-calendar".to_owned(),
        _ => "unreadable".to_owned(),
    }
}

fn flags(cell: &DateCell) -> String {
    let Some(date) = cell.date() else {
        return String::new();
    };
    let flags = [
        ("year-inferred", date.is_year_inferred()),
        ("resolved", date.is_resolved_by_period()),
        ("weekday-mismatch", date.weekday_mismatch()),
        ("partly", date.is_partly_read()),
        ("letters", date.has_letters_for_digits()),
        ("converted", date.converted_from().is_some()),
        ("against-order", date.is_against_order()),
    ];
    let set: Vec<&str> = flags.into_iter().filter(|flag| flag.1).map(|flag| flag.0).collect();
    set.join(" ")
}

#[test]
fn date_cells() {
    let tables = [
        include_str!("../../cases/dates.csv"),
        include_str!("../../cases/bounds.csv"),
        include_str!("../../cases/calendars.csv"),
    ];
    let mut wrong = Vec::new();
    for row in tables.into_iter().flat_map(rows) {
        let cell = DATES.read(&row["text"], &context(&row["context"]));
        let found = (shown(&cell), flags(&cell));
        if (found.0.as_str(), found.1.as_str()) != (row["expected"].as_str(), row["flags"].as_str()) {
            wrong.push(format!("{row:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn age_cells() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../../cases/ages.csv")) {
        let cell = AGES.read(&row["text"]);
        let found = match cell {
            AgeCell::Empty => "empty".to_owned(),
            AgeCell::StatedUnknown => "unknown".to_owned(),
            AgeCell::Age(age) => age_shown(age),
            _ => "unreadable".to_owned(),
        };
        let flags = cell.age().map_or("", |age| match (age.is_partly_read(), age.has_letters_for_digits()) {
            (true, _) => "partly",
            (_, true) => "letters",
            _ => "",
        });
        if found != row["expected"] || flags != row["flags"] {
            wrong.push(format!("{row:?}: {found} {flags}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn age_shown(age: Age) -> String {
    let mark = |set, mark| if set { mark } else { "" };
    format!("{age}{}{}", mark(age.is_approximate(), "~"), mark(age.is_uncertain(), "?"))
}

#[test]
fn open_ends_reach_as_far_as_the_period() {
    let read = |text, words| {
        DATES.read(text, &context(words)).date().map(|d| (d.earliest().to_string(), d.latest().to_string()))
    };
    let span = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(read("до 8 января", "jan"), span("2022-01-02", "2022-01-08"));
    assert_eq!(read("не ранее 5 января", "jan"), span("2022-01-05", "2022-01-31"));
    assert_eq!(read("до 08.01.2022", ""), span("2021-01-08", "2022-01-08"));
    assert_eq!(read("после 1990", "birth jan"), span("1990-01-01", "2022-01-31"));
}

#[test]
fn precision_is_that_of_the_cell() {
    let precision = |text| DATES.read(text, &context("jan")).date().map(PartialDate::precision);
    for (text, expected) in [
        ("5 января", Precision::Day),
        ("5-6 января", Precision::Days),
        ("5, 6 или 7 января", Precision::Days),
        ("январь 2022", Precision::Month),
        ("2022", Precision::Year),
        ("2021-2022", Precision::Longer),
    ] {
        assert_eq!(precision(text), Some(expected), "{text}");
    }
}

#[test]
fn a_date_serializes_as_plain_data() {
    let cell = DATES.read("около 5 января", &context("jan"));
    let json = serde_json::to_value(cell.date()).expect("plain data");
    assert_eq!(json["edtf"], "2022-01-05~");
    assert_eq!(json["earliest"], "2022-01-05");
    assert_eq!(json["precision"], "day");
    assert_eq!(json["year_inferred"], true);
    let day: Day = serde_json::from_str("\"2022-01-05\"").expect("an ISO day");
    assert_eq!(Day::new(2022, 1, 5), Some(day));
}

fn any_day() -> impl Strategy<Value = Day> {
    (1900i16..2030, 1u8..13, 1u8..29).prop_filter_map("a day", |(y, m, d)| Day::new(y, m, d))
}

fn any_date() -> impl Strategy<Value = PartialDate> {
    (any_day(), 0i32..800)
        .prop_map(|(day, days)| PartialDate::between(day, day.plus_days(days / 2 * (days % 2))))
}

fn any_context() -> impl Strategy<Value = DateContext> {
    let orders = prop_oneof![Just(DayOrder::DayFirst), Just(DayOrder::MonthFirst), Just(DayOrder::Unknown)];
    let purposes = prop_oneof![Just(Purpose::Death), Just(Purpose::Birth)];
    let periods =
        prop_oneof![Just(None), (any_day(), 0i32..900).prop_map(|(day, n)| Some((day, day.plus_days(n))))];
    let calendars = prop_oneof![Just(None), Just(Some(Calendar::SolarHijri)), Just(Some(Calendar::Hijri))];
    (orders, purposes, periods, calendars).prop_map(|(order, purpose, period, calendar)| DateContext {
        period,
        order,
        purpose,
        calendar,
    })
}

/// Text made of parts of dates, which finds more errors than random letters.
fn any_cell() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[0-9]{1,8}",
        "[-./,:?~%+'’–() ]{1,2}",
        Just(" ".to_owned()),
        prop::sample::select(vec![
            "января",
            "қаңтардың",
            "Jan",
            "г.",
            "жылғы",
            "в ночь на",
            "түні",
            "до",
            "не ранее",
            "или",
            "с",
            "по",
            "между",
            "начало",
            "среда",
            "около",
            "лет",
            "жаста",
            "месяцев",
            "X",
            "xx",
            "-го",
            "пятого",
            "он",
            "бесінші",
            "شهریور",
            "۱۴۰۱",
            "תשפ״ד",
            "የካቲት",
            "80-е",
            "<",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..10).prop_map(|pieces| pieces.concat())
}

fn assert_sound(date: &PartialDate) {
    assert!(!date.spans().is_empty());
    assert!(date.spans().iter().all(|(from, to)| from <= to));
    assert!(date.spans().windows(2).all(|pair| pair[0].1 < pair[1].0));
    assert_eq!(date.day().is_some(), date.earliest() == date.latest());
}

/// Dates and ages that are read as a whole, and their column.
const READABLE: [(&str, &str); 22] = [
    ("05.01.2022", "death"),
    ("2022-01-05", "death"),
    ("2022-01-05T19:30:00+06:00", "death"),
    ("5 января 2022 г.", "death"),
    ("в ночь на 6 января", "death"),
    ("2022 жылғы 5 қаңтар", "death"),
    ("January 5, 2022", "death"),
    ("22 באוקטובר 2023", "death"),
    ("۲۸ شهریور ۱۴۰۱", "death"),
    ("не позднее 8 января 2022", "death"),
    ("янв.22", "death"),
    ("12.05.1984", "birth"),
    ("1984 г.р.", "birth"),
    ("<1984", "birth"),
    ("80-е", "birth"),
    ("1992 ж.т.", "birth"),
    ("37", "age"),
    ("37 лет", "age"),
    ("около 37 лет", "age"),
    ("29 жаста", "age"),
    ("8 months", "age"),
    ("20-25", "age"),
];

/// Whether a cell gives a value without reporting that a part of it was not read.
fn is_plain(text: &str, column: &str) -> bool {
    let period = Day::new(2022, 1, 2).zip(Day::new(2022, 1, 31));
    let context = match column {
        "age" => {
            return matches!(AGES.read(text), AgeCell::Age(age) if !age.is_partly_read() && !age.has_letters_for_digits());
        }
        "birth" => DateContext::birth(period),
        _ => DateContext::death(period),
    };
    DATES
        .read(text, &context)
        .date()
        .is_some_and(|date| !date.is_partly_read() && !date.has_letters_for_digits())
}

/// Letters that are neither a word nor an ending in any table, so words made of them are in no table.
fn unknown_word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!['ф', 'щ', 'ъ', 'э', 'q', 'w', 'v', 'ლ', 'ω', 'あ']), 2..9)
        .prop_map(|letters| letters.into_iter().collect())
}

fn unknown_letter() -> impl Strategy<Value = char> {
    prop::sample::select(vec![
        'ф', 'щ', 'ъ', 'э', 'q', 'w', 'v', 'ლ', 'ω', 'あ', '!', '@', '#', '_', '|', '^',
    ])
}

proptest! {
    #[test]
    fn a_word_that_no_table_knows_leaves_no_plain_value(
        at in 0..READABLE.len(),
        word in unknown_word(),
        place in 0..8_usize,
    ) {
        let (text, column) = READABLE[at];
        let mut words: Vec<&str> = text.split(' ').collect();
        words.insert(place.min(words.len()), &word);
        let text = words.join(" ");
        prop_assert!(!is_plain(&text, column), "{}", text);
    }

    #[test]
    fn a_letter_that_no_table_knows_leaves_no_plain_value(
        at in 0..READABLE.len(),
        letter in unknown_letter(),
        place in 0..24_usize,
    ) {
        let (text, column) = READABLE[at];
        let mut letters: Vec<char> = text.chars().collect();
        letters.insert(place.min(letters.len()), letter);
        // Inside a word it makes another word, which may be a stem of the tables with another ending.
        let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphabetic());
        let place = place.min(text.chars().count());
        prop_assume!(!(letter.is_alphabetic() && beside(place.checked_sub(1))));
        let text: String = letters.iter().collect();
        prop_assert!(!is_plain(&text, column), "{}", text);
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>(), context in any_context()) {
        let _ = (DATES.read(&text, &context), AGES.read(&text));
    }

    #[test]
    fn any_near_date_is_read_to_sound_spans(text in any_cell(), context in any_context()) {
        if let DateCell::Date(date) = DATES.read(&text, &context) {
            assert_sound(&date);
        }
        if let AgeCell::Age(age) = AGES.read(&text) {
            prop_assert!(age.min_months() <= age.max_months());
        }
    }

    #[test]
    fn what_is_written_is_read_again(text in any_cell(), context in any_context()) {
        let read = DATES.read(&text, &context);
        let closed = |date: &&PartialDate| !date.is_open_start() && !date.is_open_end();
        if let Some(date) = read.date().filter(closed) {
            let again = DATES.read(&date.edtf(), &context);
            prop_assert_eq!(again.date().map(|d| d.edtf()), Some(date.edtf()), "{}", text);
        }
    }

    #[test]
    fn days_are_read_in_every_usual_form(day in any_day()) {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let month = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"][usize::from(m) - 1];
        for text in [
            day.to_string(), format!("{d:02}.{m:02}.{y}"), format!("{d}/{m}/{y}"), format!("{y}{m:02}{d:02}"),
            format!("{y} жылғы {d} {month}"), format!("{d} {month} {y}"), format!("{day}T19:30:00Z"),
        ] {
            let context = DateContext { order: DayOrder::DayFirst, ..DateContext::default() };
            let cell = DATES.read(&text, &context);
            prop_assert_eq!(cell, DateCell::Date(PartialDate::exact(day)), "{}", text);
        }
    }

    #[test]
    fn relations_are_symmetric(a in any_date(), b in any_date()) {
        prop_assert_eq!(a.relation(&b), b.relation(&a));
        prop_assert_eq!(a.gap_days(&b), b.gap_days(&a));
        let same = matches!(a.relation(&a), DateRelation::SameDay | DateRelation::SameSpan);
        prop_assert!(same);
    }

    #[test]
    fn days_count_forth_and_back(day in any_day(), n in -40_000i32..40_000) {
        prop_assert_eq!(day.plus_days(n).days_since(day), n);
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
    }

    #[test]
    fn births_of_the_span_fit_the_age(death in any_day(), years in 0u16..100, n in 0i32..366) {
        let age = Age::years(years);
        let death = PartialDate::exact(death);
        let (first, last) = age.birth_span(&death);
        let birth = first.plus_days(n).min(last);
        let fit = age.fits(&PartialDate::exact(birth), Some(&death), None);
        prop_assert_eq!(fit, Some(casualty_register::language::AgeFit::Fits));
    }
}
