mod diff;
mod evaluate;
mod sample;
mod worlds;
