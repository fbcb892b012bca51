mod decisions;
mod regressions;
mod review;
mod totals;
