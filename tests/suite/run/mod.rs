mod dataset;
#[cfg(target_os = "linux")]
mod mutated;
mod pipeline;
mod project;
mod properties;
mod same_bytes;
mod verify;
