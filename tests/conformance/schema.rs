//! `report.json` conforms to its JSON schema.

use casualty_register::report::Output;
use casualty_register::report::view::{JSON_SCHEMA, SCHEMA, View};
use casualty_register::source::{Field, Policy, Project, Source, SourceSpec};
use casualty_register::{Outcome, Reconciler};
use serde_json::Value;

fn sample() -> Outcome {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-samples/january-2022/reconcile.toml");
    let project = Project::open(path).expect("the sample");
    Reconciler::of_project(&project).and_then(Reconciler::run).expect("a run")
}

/// Two lists with one named and one unnamed person.
fn small() -> View {
    let list = |id: &str, name: &str| {
        let spec = SourceSpec::new(id, "list.csv").with_column(Field::Name, "name");
        let spec = spec.with_column(Field::DeathDate, "died").with_column(Field::BirthDate, "born");
        let text = format!("name,died,born,secret\n\"{name}\",2022-01-05,1990,x\n,2022-01-06,,y\n");
        Source::from_bytes(spec, "list.csv", text.as_bytes()).expect("a list")
    };
    let lists = vec![list("a", "Нұрсұлтан Тестов"), list("b", "Nursultan Testov")];
    let outcome = Reconciler::new("Two lists", lists).run().expect("a run");
    View::new(&outcome, &Policy::working())
}

#[test]
fn report_json_follows_its_schema() {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for bytes in [sample().render(Output::ReportData), small().to_json()] {
        let data: Value = serde_json::from_slice(&bytes).expect("JSON");
        let faults: Vec<String> =
            schema.iter_errors(&data).map(|fault| format!("{}: {fault}", fault.instance_path)).collect();
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(data["schema"], SCHEMA);
    }
}
