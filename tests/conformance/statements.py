"""Reads statements.csv with the package `followthemoney` and prints people and values as JSON."""

import json
import sys
from collections import defaultdict
from pathlib import Path

from followthemoney import Dataset, StatementEntity, model
from followthemoney.statement.serialize import read_path_statements

people = defaultdict(list)
for statement in read_path_statements(Path(sys.argv[1]), "csv"):
    people[statement.canonical_id].append(statement)
    if statement.prop == "id":
        continue
    prop = model["Person"].get(statement.prop)
    assert prop is not None, f"no property {statement.prop}"
    assert prop.type.name == statement.prop_type, statement.prop
    assert prop.type.validate(statement.value), f"{statement.prop}: the form of a value is wrong"

dataset = Dataset.make({"name": "register", "title": "Register"})
entities = [StatementEntity.from_statements(dataset, statements) for statements in people.values()]
read = {
    entity.id: {
        "records": sorted({statement.entity_id for statement in people[entity.id]}),
        "lists": sorted(entity.datasets),
        "values": {prop: sorted(set(entity.get(prop))) for prop in entity.properties if prop != "id"},
    }
    for entity in entities
}
print(json.dumps(read, ensure_ascii=True))
