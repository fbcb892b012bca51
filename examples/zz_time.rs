use std::time::Instant;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    for _ in 0..3 {
        let t0 = Instant::now();
        let l = casualty_register::Lexicon::bundled();
        eprintln!("lexicon {:?}", t0.elapsed());
        let t = Instant::now();
        let _n = casualty_register::name::NameReader::new(&l);
        eprintln!("  namereader {:?}", t.elapsed());
        let t = Instant::now();
        let _n = casualty_register::place::Gazetteer::new(&l);
        eprintln!("  gazetteer {:?}", t.elapsed());
        let t = Instant::now();
        let _n = casualty_register::date::DateReader::new(&l);
        eprintln!("  dates {:?}", t.elapsed());
        let r = casualty_register::Reconciler::open(&p).unwrap();
        eprintln!("open {:?}", t0.elapsed());
        let mut last = Instant::now();
        let o = r
            .run_with(&mut |s| {
                eprintln!("   {:?} -> {s}", last.elapsed());
                last = Instant::now();
            })
            .unwrap();
        eprintln!("   {:?} end", last.elapsed());
        eprintln!("run {:?}", t0.elapsed());
        let t = Instant::now();
        for f in casualty_register::report::Output::ALL {
            let _ = o.render(f);
        }
        eprintln!("render {:?} ", t.elapsed());
    }
}
