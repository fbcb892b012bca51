//! How far to trust a register: comparison with known truth, differences between two registers, verification of an
//! output folder against its inputs, and invented lists.
//!
//! Input: outcomes, folders, tables of truth. Output: figures, differences, invented lists. Nothing here changes a
//! register.

pub(crate) mod diff;
pub(crate) mod evaluate;
pub mod sample;
pub(crate) mod verify;

pub use diff::{Change, ChangeKind, Diff, Snapshot, Subject, editions, projects, registers};
pub use evaluate::{
    BCubed, Bin, Calibration, CalibrationError, Evaluation, HardPairs, Hardness, Interval, IntervalCheck,
    IntervalShare, Lack, ListScore, PairLetters, Quantity, Reach, ReachCount, Reaches, Score, Stratum,
    StratumScore, Truth, link_probabilities,
};
pub use verify::{CheckedPart, State, Verification, Verify, verify, verify_files};
