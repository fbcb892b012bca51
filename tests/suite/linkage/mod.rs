mod agreement;
mod bulk;
mod cases;
mod clusters;
mod model;
mod orders;
mod pair_score;
