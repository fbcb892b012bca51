mod decisions;
mod file;
mod regressions;
mod review;
mod totals;
