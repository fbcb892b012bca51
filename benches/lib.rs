//! Only benches are here: `cargo bench --bench pipeline`.
