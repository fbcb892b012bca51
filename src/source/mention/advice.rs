//! What a finding about a cell asks a person to do.

/// A date that has two readings.
pub(super) const TELL_DAY: &str = "write it as YYYY-MM-DD, or give `day_order` under its `[[source]]`";
/// A date that is not one, or not wholly.
pub(super) const WRITE_DATE: &str = "write it as YYYY-MM-DD, YYYY-MM or YYYY";
/// A cell that is read as something else than it prints.
pub(super) const CONFIRM: &str = "correct the cell, or leave it if that is what it means";
/// A name with letters that nobody can read any more.
pub(super) const RESTORE: &str = "restore them from where the list comes from";
/// A row with hardly anything in it.
pub(super) const ADD_MORE: &str = "add a birth date, an age, a date or place of death";
/// A year that is not of our era.
pub(super) const TELL_CALENDAR: &str =
    "correct the year, or give the `calendar` of the list under its `[[source]]`";
/// An age that is not one, or not wholly.
pub(super) const WRITE_AGE: &str = "write it in years, as 34";
