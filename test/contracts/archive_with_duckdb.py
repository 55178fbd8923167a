"""An archive of `mes archive`, read by tools that are not ours: DuckDB and fastavro.

    python test/contracts/archive_with_duckdb.py FOLDER

Needs the packages duckdb, duckdb-extension-avro (which brings DuckDB's Avro extension, so that
nothing is fetched) and fastavro; for codec zstandard also backports.zstd on Python before 3.14.
Ends with 0 when both tools read every record and agree with the manifest, with 1 otherwise.
"""

import json
import struct
import sys
from datetime import datetime, timezone
from pathlib import Path

# Codecs that DuckDB's Avro extension reads, version 1.5.5: zstandard is none of them.
DUCKDB_CODECS = ("null", "deflate")
# Of a file, compared value by value; DuckDB and fastavro count all of them.
COMPARED_RECORDS_MAX = 20_000


def main(folder: Path) -> list[str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    faults = []
    if manifest["recordFormat"] != "avro":
        return [f"expected an archive of Avro files, came {manifest['recordFormat']}"]
    if not manifest["files"]:
        return ["expected an archive with records, it has no files"]
    codec = manifest["codec"]
    for file in manifest["files"]:
        faults += fastavro_faults(folder, file)
    if codec in DUCKDB_CODECS:
        faults += duckdb_faults(folder, manifest)
    else:
        print(f"DuckDB: left out, its Avro extension does not read codec {codec}")
    return faults


def fastavro_faults(folder: Path, file: dict) -> list[str]:
    """Counts, order and bytes of every record."""
    import fastavro

    name = file["file"]
    records = undecodable = 0
    last_offset = -1
    faults = []
    with open(folder / name, "rb") as stream:
        reader = fastavro.reader(stream)
        for record in reader:
            records += 1
            if record["partition"] != file["partition"] or record["offset"] <= last_offset:
                faults.append(f"{name}: offset {record['offset']} after {last_offset}")
            last_offset = record["offset"]
            if record["schemaId"] is None:
                undecodable += 1
            else:
                magic, schema_id = struct.unpack_from(">BI", record["value"])
                if magic != 0 or schema_id != record["schemaId"]:
                    faults.append(f"{name}: offset {last_offset}, schemaId is not that of the value")
            if faults:
                return faults
    expected = (file["records"], file["lastOffset"], file["undecodable"])
    if (records, last_offset, undecodable) != expected:
        faults.append(f"{name}: fastavro read {(records, last_offset, undecodable)}, manifest {expected}")
    return faults


def duckdb_faults(folder: Path, manifest: dict) -> list[str]:
    """Sums over the columns, file by file, against the manifest and against fastavro."""
    connection = open_duckdb()
    faults = []
    for file in manifest["files"]:
        path = str(folder / file["file"])
        row = connection.execute(
            """
            select count(*), min("offset"), max("offset"),
                   count(*) filter (where schemaId is null),
                   epoch_ms(min(timestamp)), epoch_ms(max(timestamp)),
                   epoch_ms(min(registeredAt)), epoch_ms(max(registeredAt))
            from read_avro(?)
            """,
            [path],
        ).fetchone()
        expected = tuple(
            file[name]
            for name in (
                "records", "firstOffset", "lastOffset", "undecodable",
                "timestampMsMin", "timestampMsMax", "registeredAtMsMin", "registeredAtMsMax",
            )
        )
        if row != expected:
            faults.append(f"{file['file']}: DuckDB read {row}, the manifest says {expected}")
        faults += column_faults(connection, folder, file)
    topics = sorted({file["topic"] for file in manifest["files"]})
    for topic in topics:
        print(f"{topic}, read by DuckDB:")
        for row in connection.execute(
            "select record, count(*), count(distinct source), min(registeredAt), max(registeredAt)"
            " from read_avro(?) group by record order by record",
            [str(folder / topic / "*.avro")],
        ).fetchall():
            print(f"  {row[0]!s:28} {row[1]:>12,} records, {row[2]} sources, {row[3]} to {row[4]}")
    return faults


def open_duckdb():
    """DuckDB with the Avro extension from the Python package: nothing is fetched."""
    import duckdb
    import duckdb_extension_avro

    package = Path(duckdb_extension_avro.__file__).parent
    found = sorted(package.glob("extensions/**/avro.duckdb_extension"))
    if not found:
        raise SystemExit(f"expected avro.duckdb_extension in {package}")
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.load_extension(str(found[-1]))
    return connection


def column_faults(connection, folder: Path, file: dict) -> list[str]:
    """The first records of a file, column by column: DuckDB against fastavro."""
    import fastavro

    name = file["file"]
    columns = [
        "partition", "offset", "timestamp", "key", "schemaId", "record", "source", "sequence",
        "occurredAt", "registeredAt", "couloir", "solution", "site", "patientDepartment",
        "typeCode", "headers", "value",
    ]
    quoted = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(
        f'select {quoted} from read_avro(?) order by "offset" limit {COMPARED_RECORDS_MAX}',
        [str(folder / name)],
    ).fetchall()
    with open(folder / name, "rb") as stream:
        for row, record in zip(rows, fastavro.reader(stream)):
            expected = tuple(in_utc(record[column]) for column in columns)
            came = tuple(in_utc(value) for value in row)
            if came != expected:
                return [f"{name}: DuckDB read {came}, fastavro {expected}"]
    return []


def in_utc(value):
    """DuckDB gives instants without a zone, fastavro with one."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("expected: archive_with_duckdb.py FOLDER")
    found = main(Path(sys.argv[1]))
    for fault in found:
        print(f"WRONG  {fault}")
    if found:
        sys.exit(1)
    print("DuckDB and fastavro agree with the manifest")
