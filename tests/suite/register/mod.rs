mod decisions;
mod estimate;
mod file;
mod regressions;
mod review;
mod totals;
