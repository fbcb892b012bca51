//! Against known truth: how good a register is.
