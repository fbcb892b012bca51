//! Published totals: counts without names, used as sources.
//!
//! Officials, newsrooms and rights groups publish figures: a total, a part of it, the size of a list. Each figure is a
//! claim with a date, an issuer and a scope, not a fact. It may be withdrawn, replaced, or inconsistent. [`Totals`]
//! reads a table of figures. [`Examination`] compares them with the lists and with each other:
//!
//! - whether each figure is below, within or above what the lists document ([`Verdict`]);
//! - whether the parts of a statement add up to its total ([`Sum`]);
//! - which figures fell, and which parts are larger than their whole ([`FigureContradiction`]);
//! - how many people two lists must share if a total is true ([`Feasibility`]).
//!
//! [`Absences`] lists each name that another list does not have, with an [`AbsenceReason`] if the data show one. All
//! others stay unexplained until a reviewer gives a reason.
//!
//! A figure never changes the register. A withdrawn or replaced figure is never used as a bound. If a figure cannot be
//! compared, the reason is given: labels such as "attacker" are the issuer's, and places outside the gazetteer are not
//! part of the arithmetic.
//!
//! ```
//! use casualty_register::register::totals::Totals;
//!
//! let table = "\
//! date,figure,scope_place,scope_status,kind,id,part_of
//! 2022-03-14,30,Kazakhstan,all,total,march,
//! 2022-03-14,20,Almaty,all,subtotal,,march:place
//! 2022-03-14,15,Taraz,all,subtotal,,march:place
//! ";
//! let totals = Totals::from_bytes("totals.csv", table.as_bytes())?;
//! assert_eq!(totals.figures().len(), 3);
//! assert!(totals.findings().is_empty());
//! # Ok::<(), casualty_register::Error>(())
//! ```

mod absence;
mod arithmetic;
mod examine;
mod feasible;
mod figure;
mod read;
mod reasons;
mod scope;
mod series;
mod text;
mod verdict;

pub use absence::{Absence, AbsenceReason, Absences};
pub use arithmetic::{Sum, SumState};
pub(crate) use examine::examined;
pub use examine::{Examination, TotalCounts};
pub use feasible::{Feasibility, FeasibleRow, Held, ListSize, Need};
pub use figure::{Figure, FigureStanding, Kind, PartOf};
pub use read::Totals;
pub use reasons::{GivenReason, Reasons};
pub use scope::{Basis, Documented};
pub(crate) use scope::{Says, group_of, place_day};
pub use series::{ContradictionKind, FigureContradiction};
pub use verdict::{Examined, Verdict};
