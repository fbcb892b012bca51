mod attacks;
mod cli;
mod interrupt;
mod kill;
mod start;
