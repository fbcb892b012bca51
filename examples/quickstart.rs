//! The first steps: three lists of January 2022, merged.

use std::path::Path;

use casualty_register::Reconciler;

fn main() -> casualty_register::Result<()> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/january-2022");
    let outcome = Reconciler::open(samples.join("reconcile.toml"))?.run()?;
    for entry in outcome.register().entries().iter().take(5) {
        println!("{}  {}  {}", entry.id(), entry.name(), entry.sources().join(", "));
    }
    println!("\n{}", outcome.explain("arrukhkhak:173", "azattyq:5")?);
    Ok(())
}
