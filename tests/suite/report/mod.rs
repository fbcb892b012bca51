mod check;
mod guide;
mod interface;
mod layers;
mod publish;
mod safe_output;
mod view;
