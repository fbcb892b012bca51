//! What a sheet shows of a number: the precision of a date, leading zeros and letters of an id.
//!
//! Only what the workbook alone decides is taken over. Thousands separators and the order of a date depend on the
//! computer that shows the sheet, so a number has none and a date that shows year, month and day is written in
//! the order of ISO 8601. A format that hides digits which the cell has (`0.00E+00`, `;;;`) is passed over.

use calamine::{ExcelDateTime, Style};
use ssfmt::ast::{DatePart, FormatPart, NumberFormat, Section};
use ssfmt::{DateSystem, FormatOptions};

/// The English names of months, as the tables of dates read them.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How a cell shows its number.
#[derive(Clone, Debug, Default)]
pub(super) enum Format {
    /// As it is stored.
    #[default]
    Stored,
    Number(NumberFormat),
    Date(Shown),
}

/// Which parts of a date a format shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shown {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
    /// The format itself where it writes the year in four digits.
    whole: Option<NumberFormat>,
}

impl Format {
    /// The format of a style of a workbook.
    pub(super) fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Format::Stored, |format| Format::new(&format.format_code))
    }

    /// The format of a code such as `yyyy`, `00000` or `"KZ-"0`.
    pub(super) fn new(code: &str) -> Self {
        let Ok(format) = NumberFormat::parse(code) else { return Format::Stored };
        let Some(first) = format.sections().first() else { return Format::Stored };
        if first.condition.is_some() || first.has_text_placeholder() {
            return Format::Stored;
        }
        if first.has_date_parts() {
            return Format::Date(Shown::of(first, &format));
        }
        let sections: Vec<Section> = format.sections().iter().map(plain).collect();
        let is_whole =
            |section: &Section| !section.parts.is_empty() && section.parts.iter().all(is_shown_whole);
        if sections.iter().all(is_whole) {
            Format::Number(NumberFormat::from_sections(sections))
        } else {
            Format::Stored
        }
    }

    /// What a cell shows of a number, if not the number itself.
    pub(super) fn number(&self, number: f64) -> Option<String> {
        let Format::Number(format) = self else { return None };
        let text = format.try_format(number, &FormatOptions::default()).ok()?;
        let text = text.trim();
        text.contains(|letter: char| letter.is_ascii_digit()).then(|| text.to_owned())
    }

    /// What a cell shows of a date that lies after the first day of its calendar, where that is not the whole of it.
    pub(super) fn date(&self, date: &ExcelDateTime, is_1904: bool) -> Option<String> {
        let Format::Date(shown) = self else { return None };
        let (year, month, day, ..) = date.to_ymd_hms_milli();
        let name = MONTHS.get(usize::from(month).checked_sub(1)?)?;
        match (shown.year, shown.month, shown.day) {
            (true, true, true) if !shown.time => Some(format!("{year:04}-{month:02}-{day:02}")),
            (true, true, true) | (false, false, false) => None,
            (true, ..) => Some(shown.whole(date, is_1904).unwrap_or_else(|| match shown.month {
                true => format!("{year:04}-{month:02}"),
                false => format!("{year:04}"),
            })),
            (false, true, true) => Some(format!("{day} {name}")),
            (false, true, false) => Some((*name).to_owned()),
            (false, false, true) => Some(day.to_string()),
        }
    }
}

impl Shown {
    fn of(section: &Section, format: &NumberFormat) -> Self {
        let mut shown = Shown::default();
        let mut is_whole = false;
        for part in &section.parts {
            use DatePart as Part;
            match part {
                FormatPart::DatePart(part) => match part {
                    Part::Year3 | Part::Year4 => (shown.year, is_whole) = (true, true),
                    Part::Year2
                    | Part::BuddhistYear2
                    | Part::BuddhistYear4
                    | Part::BuddhistYear2Alt
                    | Part::BuddhistYear4Alt => shown.year = true,
                    Part::Month | Part::Month2 | Part::MonthAbbr | Part::MonthFull => shown.month = true,
                    Part::Day | Part::Day2 => shown.day = true,
                    Part::MonthLetter | Part::DayAbbr | Part::DayFull => is_whole = false,
                    _ => shown.time = true,
                },
                FormatPart::AmPm(_) | FormatPart::Elapsed(_) => shown.time = true,
                _ => {}
            }
        }
        let is_written_out = |part: &FormatPart| {
            matches!(part, FormatPart::DatePart(DatePart::MonthAbbr | DatePart::MonthFull))
        };
        // `05.1984` may be read as another thing; `May 1984` is what it is.
        let is_whole = is_whole && !shown.time && (!shown.month || section.parts.iter().any(is_written_out));
        shown.whole = is_whole.then(|| format.clone());
        shown
    }

    /// The year, or month and year, as the format writes them.
    fn whole(&self, date: &ExcelDateTime, is_1904: bool) -> Option<String> {
        let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let options = FormatOptions { date_system, ..FormatOptions::default() };
        let text = self.whole.as_ref()?.try_format(date.as_f64(), &options).ok()?;
        Some(text.trim().to_owned())
    }
}

/// A section without what depends on the computer or only aligns.
fn plain(section: &Section) -> Section {
    let is_shown = |part: &&FormatPart| {
        !matches!(part, FormatPart::ThousandsSeparator | FormatPart::Fill(_) | FormatPart::Skip(_))
    };
    Section { parts: section.parts.iter().filter(is_shown).cloned().collect(), ..section.clone() }
}

/// Whether a part shows all digits of a number.
fn is_shown_whole(part: &FormatPart) -> bool {
    !matches!(
        part,
        FormatPart::Scientific { .. }
            | FormatPart::Fraction { .. }
            | FormatPart::GeneralNumber
            | FormatPart::DatePart(_)
            | FormatPart::AmPm(_)
            | FormatPart::Elapsed(_)
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_a_sheet_shows() {
        let table = include_str!("../../tests/cases/number-formats.csv");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            let (code, number) = (&row[0], row[1].parse::<f64>().unwrap());
            let format = Format::new(code);
            let date = ExcelDateTime::new(number, calamine::ExcelDateTimeType::DateTime, false);
            let shown = format.number(number).or_else(|| format.date(&date, false));
            assert_eq!(shown.as_deref().unwrap_or("as stored"), &row[2], "{code} {number}");
        }
    }
}
