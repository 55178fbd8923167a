"""Figures of `mes metrics`, read by DuckDB: the Parquet and the CSV hold what the JSON holds.

    python test/contracts/figures_with_duckdb.py FOLDER

The folder holds NAME.json, NAME.csv and NAME.parquet of each answer. Ends with 0 when every cell of
every form is the same, and every number is one to DuckDB; with 1 otherwise.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

# Types of DuckDB by those of our columns: what an analyst gets without telling DuckDB anything.
PARQUET_TYPES = {
    "text": "VARCHAR",
    "month": "VARCHAR",
    "instant": "TIMESTAMP WITH TIME ZONE",
    "boolean": "BOOLEAN",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
}
CSV_TOLD = {"text": "VARCHAR", "month": "VARCHAR", "instant": "TIMESTAMPTZ"}
CSV_NUMBERS = {"integer": ("BIGINT",), "decimal": ("DOUBLE", "BIGINT")}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def main(folder: Path) -> list[str]:
    names = sorted(path.stem for path in folder.glob("*.json"))
    if not names:
        return [f"expected answers in {folder}, came none"]
    faults = []
    for name in names:
        faults += answer_faults(folder, name)
    return faults


def answer_faults(folder: Path, name: str) -> list[str]:
    import duckdb

    answer = json.loads((folder / f"{name}.json").read_text())
    columns, rows = answer["columns"], answer["rows"]
    if not rows:
        return [f"{name}: expected rows, came none"]
    connection = duckdb.connect()
    parquet = f"read_parquet('{folder / name}.parquet')"
    # Codes such as 01 are numbers to whoever is not told; numbers are found without being told.
    told = {column["name"]: CSV_TOLD[column["type"]] for column in columns if column["type"] in CSV_TOLD}
    told["status"] = "VARCHAR"
    csv = f"read_csv('{folder / name}.csv', types = {told}, nullstr = '')"
    faults = parquet_type_faults(name, columns, types_of(connection, parquet))
    faults += csv_type_faults(name, columns, types_of(connection, csv), rows)
    for file, source in ((f"{name}.parquet", parquet), (f"{name}.csv", csv)):
        faults += row_faults(file, rows, read(connection, source, columns), columns)
    faults += metadata_faults(connection, folder, name, answer)
    print(f"{name}: {len(rows)} rows of {len(columns)} columns")
    return faults


def types_of(connection, source: str) -> dict[str, str]:
    described = connection.execute(f"describe select * from {source}").fetchall()
    return {row[0]: row[1] for row in described}


def read(connection, source: str, columns: list[dict]) -> list[dict]:
    """Rows by column; an instant as milliseconds, because DuckDB needs pytz to hand one to Python."""
    selected = ", ".join(
        f'epoch_ms("{column["name"]}") as "{column["name"]}"'
        if column["type"] == "instant"
        else f'"{column["name"]}"'
        for column in columns
    )
    result = connection.execute(f'select {selected}, "status" from {source}')
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def parquet_type_faults(name: str, columns: list[dict], came: dict[str, str]) -> list[str]:
    expected = {column["name"]: PARQUET_TYPES[column["type"]] for column in columns}
    return [
        f"{name}.parquet: {column}: expected {kind}, DuckDB sees {came.get(column)}"
        for column, kind in expected.items()
        if came.get(column) != kind
    ]


def csv_type_faults(
    name: str, columns: list[dict], came: dict[str, str], rows: list[dict]
) -> list[str]:
    return [
        f"{name}.csv: {column['name']}: expected a number, DuckDB sees {came[column['name']]}"
        for column in columns
        if column["type"] in CSV_NUMBERS
        # A column without any value has no type to see.
        and any(row[column["name"]] is not None for row in rows)
        and came[column["name"]] not in CSV_NUMBERS[column["type"]]
    ]


def row_faults(
    file: str, expected: list[dict], came: list[dict], columns: list[dict]
) -> list[str]:
    if len(came) != len(expected):
        return [f"{file}: expected {len(expected)} rows, came {len(came)}"]
    types = {column["name"]: column["type"] for column in columns}
    for index, (row, other) in enumerate(zip(expected, came)):
        for column, value in row.items():
            wanted, found = plain(value, types.get(column)), plain(other[column], None)
            if wanted != found:
                return [f"{file}: row {index}, {column}: expected {wanted!r}, came {found!r}"]
    return []


def plain(value, kind):
    """An empty text is no value in a CSV; an instant is milliseconds since 1970."""
    if kind == "instant" and value is not None:
        instant = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return (instant - EPOCH) // timedelta(milliseconds=1)
    return None if value == "" else value


def metadata_faults(connection, folder: Path, name: str, answer: dict) -> list[str]:
    """The provenance travels in the Parquet."""
    pairs = connection.execute(
        "select decode(key), decode(value) from parquet_kv_metadata(?)",
        [str(folder / f"{name}.parquet")],
    ).fetchall()
    provenance = json.loads(dict(pairs).get("provenance", "null"))
    if provenance == answer["provenance"]:
        return []
    return [f"{name}.parquet: expected the provenance of the JSON, came {provenance!r}"]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected: figures_with_duckdb.py FOLDER")
    found = main(Path(sys.argv[1]))
    for fault in found:
        print(f"WRONG  {fault}")
    if found:
        sys.exit(1)
    print("DuckDB reads the same figures in every form")
