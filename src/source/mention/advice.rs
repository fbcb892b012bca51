//! The advice in findings about cells: what the reader of a finding should do.

/// For a date with two readings.
pub(super) const TELL_DAY: &str = "write it as YYYY-MM-DD, or give `day_order` under the list's `[[source]]`";
/// For a cell that cannot be read as a date, or only in part.
pub(super) const WRITE_DATE: &str = "write it as YYYY-MM-DD, YYYY-MM or YYYY";
/// For a cell that was read as something other than its text.
pub(super) const CONFIRM: &str = "correct the cell, or leave it if this reading is right";
/// For a name with illegible letters.
pub(super) const RESTORE: &str = "restore them from the source of the list";
/// For a record with too few values to be linked.
pub(super) const ADD_MORE: &str = "add a birth date, an age, or a date or place of death";
/// For a year that no known calendar explains.
pub(super) const TELL_CALENDAR: &str = "correct the year, or give `calendar` under the list's `[[source]]`";
/// For a cell that cannot be read as an age, or only in part.
pub(super) const WRITE_AGE: &str = "write the age in years, such as 34";
