mod check;
mod guide;
mod layers;
mod publish;
mod safe_output;
mod view;
