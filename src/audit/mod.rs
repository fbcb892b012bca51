//! How far to trust a register: known truth, two registers side by side, a folder held against its inputs, invented lists.
//!
//! In: outcomes, folders, tables of truth. Out: figures and differences. It changes nothing.

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
