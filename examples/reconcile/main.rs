//! The analyst's program: `reconcile run PROJECT.toml --out DIR`.

fn main() -> casualty_register::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let outcome = casualty_register::Reconciler::open(&args[2])?.run()?;
    outcome.write_dir(&args[4])?;
    println!("{}", outcome.summary());
    Ok(())
}
