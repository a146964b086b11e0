"""Exports by the command line: whole files, their manifests, and what they leave out."""

import csv
import hashlib
import io
import json
from pathlib import Path

from printed import Khaldun, lines


def test_export_writes_whole_files_that_their_readers_understand(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    documents = lines(khaldun("export", "--case", case, "--as", "cards"))
    assert [document["document"] for document in documents] == ["courier", "gazette", "herald"]
    done = khaldun("export", "--case", case, "--as", "csv", "-o", tmp_path / "case.csv")
    assert (done.returncode, done.stdout) == (0, "")
    with (tmp_path / "case.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["publisher"] for row in rows} == {"The Herald", "The Courier", "The Gazette"}
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["case.csv", "case.csv.manifest.json"]
    assert lines(khaldun("export", "--case", case, "--as", "jsonl"))
    done = khaldun("export", "--case", case, "--as", "pdf")
    forms = "acled, airwars, cards, csv, geojson, ibc, jsonl, parquet, ucdp"
    assert (done.returncode, done.stderr) == (2, f"khaldun: --as: 'pdf' is none of {forms}\n")
    done = khaldun("export", "--case", case, "--as", "csv", "-o", tmp_path / "no" / "case.csv")
    assert done.returncode == 2
    assert "case.csv cannot be written (No such file or directory)" in done.stderr


def test_show_coded_gives_each_codebook_s_number_and_the_claims_behind_it(
    case: Path, khaldun: Khaldun
) -> None:
    (raid,) = lines(khaldun("incidents", "--case", case, "--json", "--kind", "airstrike"))
    told = khaldun("show", str(raid["id"]), "--case", case, "--coded").stdout.splitlines()
    at = told.index("  fatalities: 12")
    assert told[at - 1] == "acled/2"
    assert told[at + 1] == "      from killed: at least 12 people (Civil Defence)"
    assert told[at + 2].startswith("      not  killed: 21 people (AFP ← unnamed hospital official)")
    (coded,) = lines(khaldun("show", str(raid["id"]), "--case", case, "--coded", "--json"))
    assert coded["acled/2"]["fatalities"]["value"] == 12


def test_a_manifest_names_the_hash_of_the_file_and_of_every_capture(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    table = tmp_path / "events.csv"
    done = khaldun("export", "--case", case, "--as", "acled", "-o", table)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "events.csv.manifest.json").read_text("utf-8"))
    assert manifest["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert (manifest["form"], manifest["policy"]) == ("acled", "acled/2")
    captures = {report["capture_sha256"] for report in manifest["reports"].values()}
    assert captures == {path.name for path in (case / "captures").rglob("*") if path.is_file()}


def test_what_an_export_leaves_out_is_told_beside_it(case: Path, khaldun: Khaldun) -> None:
    done = khaldun("export", "--case", case, "--as", "ucdp")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    told = [int(line.split(" left out: ")[0]) for line in done.stderr.splitlines()]
    incidents = lines(khaldun("incidents", "--case", case, "--json"))
    assert len(rows) + sum(told) == len(incidents)
