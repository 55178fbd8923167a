"""Figures of `mes metrics`, by validators that are not ours.

    python test/contracts/figures_with_validators.py FOLDER

The folder holds NAME.json-stat.json, and NAME.csv with NAME.schema.json and NAME.fr.csv with
NAME.fr.schema.json of each answer. The JSON-stat must be valid by jsonstat-validator, each CSV by its
Table Schema with frictionless. Ends with 0 when every one is, with 1 otherwise.
"""

import json
import sys
from pathlib import Path

# Faults that are shown of one file.
FAULTS_MAX = 5


def main(folder: Path) -> list[str]:
    names = sorted(path.name.removesuffix(".json-stat.json") for path in folder.glob("*.json-stat.json"))
    if not names:
        return [f"expected answers in {folder}, came none"]
    faults = self_test()
    for name in names:
        found = json_stat_faults(folder / f"{name}.json-stat.json")
        for form in ("", ".fr"):
            found += csv_faults(folder, f"{name}{form}.csv", f"{name}{form}.schema.json")
        print(f"{name}: JSON-stat and both CSV, {len(found)} faults")
        faults += found
    return faults


def json_stat_faults(file: Path) -> list[str]:
    from jsonstat_validator import validate_jsonstat
    from jsonstat_validator.utils import JSONStatValidationError

    try:
        validate_jsonstat(json.loads(file.read_text()))
    except (JSONStatValidationError, ValueError) as error:
        return [f"{file.name}: {error}"]
    return []


def csv_faults(folder: Path, name: str, schema: str) -> list[str]:
    from frictionless import Dialect, Resource, Schema

    described = json.loads((folder / schema).read_text())
    told = described.pop("dialect")
    dialect = Dialect.from_descriptor({"csv": {"delimiter": told["delimiter"], "quoteChar": told["quoteChar"]}})
    resource = Resource(
        path=name,
        basepath=str(folder),
        encoding="utf-8-sig",
        dialect=dialect,
        schema=Schema.from_descriptor(described),
    )
    report = resource.validate()
    errors = report.flatten(["rowNumber", "fieldName", "type", "note"])[:FAULTS_MAX]
    return [f"{name}: row {row}, {field}: {kind}: {note}" for row, field, kind, note in errors]


def self_test() -> list[str]:
    """A check that finds no fault where there is one proves nothing."""
    import tempfile

    faults = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        wrong = {"version": "2.0", "class": "dataset", "id": ["a"], "size": [1, 2], "dimension": {}, "value": [1]}
        (folder / "wrong.json-stat.json").write_text(json.dumps(wrong))
        if not json_stat_faults(folder / "wrong.json-stat.json"):
            faults.append("jsonstat-validator finds no fault in a wrong dataset")
        (folder / "wrong.csv").write_text("events\r\nmany\r\n")
        schema = {"fields": [{"name": "events", "type": "integer"}], "dialect": {"delimiter": ",", "quoteChar": '"'}}
        (folder / "wrong.schema.json").write_text(json.dumps(schema))
        if not csv_faults(folder, "wrong.csv", "wrong.schema.json"):
            faults.append("frictionless finds no fault in a wrong CSV")
    return faults


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected: figures_with_validators.py FOLDER")
    found = main(Path(sys.argv[1]))
    for fault in found:
        print(f"WRONG  {fault}")
    if found:
        sys.exit(1)
    print("JSON-stat and Table Schema are valid")
