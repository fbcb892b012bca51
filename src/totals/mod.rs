//! Published totals: counts without names are sources too.
//!
//! Officials, newsrooms and rights groups publish figures: a total, a part of it, the size of a list.
//! Each is a claim with a date, an issuer and a scope, never a fact; it may be withdrawn, replaced, or
//! contradict itself. [`Totals`] reads a table of them, and [`Examination`] holds them against the
//! lists and against each other:
//!
//! - does each figure lie below, within or above what the lists document ([`Verdict`]);
//! - do the parts of a statement add up to its total ([`Sum`]);
//! - which figures fell, and which parts are larger than their whole ([`Contradiction`]);
//! - how many people two lists must share if a total is true ([`Feasibility`]).
//!
//! [`Absences`] says for each name of a list that another list does not have whether the data show a
//! [`Reason`]; all others stay unexplained until a person gives one.
//!
//! A figure is never used to change the register, and a figure that was withdrawn or replaced is never a
//! bound. What cannot be compared is said to be so, with the reason: labels such as "attacker" are the
//! issuer's, and places that the gazetteer does not know stay outside of the arithmetic.
//!
//! ```
//! use casualty_register::totals::Totals;
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

pub use absence::{Absence, Absences, Reason};
pub use arithmetic::{Sum, SumState};
pub(crate) use examine::complete;
pub use examine::{Examination, TotalCounts};
pub use feasible::{Feasibility, Held, ListSize, Need, Row};
pub use figure::{Figure, Kind, PartOf, Standing};
pub use read::Totals;
pub use reasons::{GivenReason, Reasons};
pub use scope::{Basis, Documented};
pub use series::{Contradiction, ContradictionKind};
pub use verdict::{Examined, Verdict};
