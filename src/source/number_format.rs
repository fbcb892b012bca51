//! Applies number formats of a workbook: the precision of a date, leading zeros, and letters of an id.
//!
//! In: the format code of a cell and its stored number. Out: the text that the sheet shows, if it differs from the
//! number itself.
//!
//! Only what the workbook alone decides is applied. Thousands separators and the order of a date depend on the computer
//! that shows the sheet. So numbers get no separators, and a date with year, month and day is written as ISO 8601. A
//! format that hides digits of the cell (`0.00E+00`, `;;;`) is ignored.

use calamine::{ExcelDateTime, Style};
use ssfmt::ast::{DatePart, FormatPart, NumberFormat, Section};
use ssfmt::{DateSystem, FormatOptions};

/// English month names, which the date tables read. Index 0 is January.
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
///
/// Formats that hide digits of the number are treated as `Stored`.
#[derive(Clone, Debug, Default)]
pub(super) enum Format {
    /// As stored.
    #[default]
    Stored,
    /// By this number format, which shows all digits.
    Number(NumberFormat),
    /// As a date with these parts.
    Date(ShownDate),
}

/// The parts of a date that a format shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ShownDate {
    /// Whether the year is shown.
    year: bool,
    /// Whether the month is shown.
    month: bool,
    /// Whether the day is shown.
    day: bool,
    /// Whether a time of day is shown.
    time: bool,
    /// The format itself, if its text can be used unchanged: the year has four digits, and the month, if any, is a
    /// word.
    whole: Option<NumberFormat>,
}

impl Format {
    /// The format of a cell style.
    ///
    /// A style without a number format gives `Format::Stored`.
    pub(super) fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Format::Stored, |format| Format::new(&format.format_code))
    }

    /// The format of a code such as `yyyy`, `00000` or `"KZ-"0`. Codes that cannot be applied give `Format::Stored`.
    ///
    /// Formats with conditions or with a section for text are not applied.
    pub(super) fn new(code: &str) -> Self {
        let Ok(format) = NumberFormat::parse(code) else { return Format::Stored };
        let Some(first) = format.sections().first() else { return Format::Stored };
        if first.condition.is_some() || first.has_text_placeholder() {
            return Format::Stored;
        }
        if first.has_date_parts() {
            return Format::Date(ShownDate::of(first, &format));
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

    /// The text that a cell shows for a number; `None` if it is to be shown as stored.
    ///
    /// `00000` shows 42 as `00042`, and `"KZ-"0` shows 7 as `KZ-7`. A result without digits is not used.
    pub(super) fn number(&self, number: f64) -> Option<String> {
        let Format::Number(format) = self else { return None };
        let text = format.try_format(number, &FormatOptions::default()).ok()?;
        let text = text.trim();
        text.contains(|letter: char| letter.is_ascii_digit()).then(|| text.to_owned())
    }

    /// The text that a cell shows for a date; `None` if the whole date is to be shown. The date must be after the first
    /// day of its calendar, which means a time without a day.
    ///
    /// `yyyy` shows `1984`, `mm.yyyy` shows `1984-05`, `mmmm yyyy` shows `May 1984`, `d mmmm` shows `12 May`. A full date with a time is shown as stored.
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

impl ShownDate {
    /// The parts that the first section of a format shows.
    fn of(section: &Section, format: &NumberFormat) -> Self {
        let mut shown = ShownDate::default();
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
        // `05.1984` could be misread. `May 1984` is unambiguous.
        let is_whole = is_whole && !shown.time && (!shown.month || section.parts.iter().any(is_written_out));
        shown.whole = is_whole.then(|| format.clone());
        shown
    }

    /// The year, or the month and year, as the format writes them; `None` if its text cannot be used.
    ///
    /// `is_1904` says from which year the workbook counts days.
    fn whole(&self, date: &ExcelDateTime, is_1904: bool) -> Option<String> {
        let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let options = FormatOptions { date_system, ..FormatOptions::default() };
        let text = self.whole.as_ref()?.try_format(date.as_f64(), &options).ok()?;
        Some(text.trim().to_owned())
    }
}

/// A section without separators, fill characters and spacing, which depend on the computer or only align.
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
