"""A case from which something was expunged goes on as any other."""

import zipfile
from pathlib import Path

import pytest

from custody.kept_case import NOON, SECRET, order, secret_capture
from khaldun.capture.store import Store
from khaldun.case import Case
from khaldun.custody.expunging import expunge
from khaldun.faces.custody import beside
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import Settings


def remove(folder: Path) -> None:
    with Case.open(folder, write=True) as case:
        expunge(case, order(secret_capture(case)))


def test_an_earlier_day_has_the_judgements_that_were_not_expunged(folder: Path) -> None:
    remove(folder)
    with Case.open(folder) as case:
        left = list(case.ledger.judgements())
        with case.as_of(NOON.date()) as past:
            assert list(past.ledger.judgements()) == left


def test_a_file_that_cannot_be_read_costs_itself_and_no_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(folder)
    (tmp_path / "closed.txt").write_text("Closed.", encoding="utf-8")

    def closed(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("khaldun.intake.digest", closed)
    monkeypatch.setattr(Store, "put_file", lambda _, path: closed(path))
    with Case.open(folder, write=True) as case:
        (done,) = ingest(
            case,
            [tmp_path / "closed.txt"],
            details=lambda _: Details(),
            settings=Settings(reader="rules"),
            jobs=1,
        )
    assert done.outcome.state == "failed"
    assert "Permission denied" in (done.outcome.reason or "")


def test_what_waits_to_be_read_or_written_is_expunged_too(folder: Path) -> None:
    with Case.open(folder) as case:
        whole = case.store.get(secret_capture(case))
    for place, content in {
        "staging/stage/part.parquet": SECRET.encode(),
        "intake/1-abc/000000": whole,
        "intake/1-abc/000001": b"Another report.",
    }.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
    remove(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert (folder / "intake/1-abc/000001").read_bytes() == b"Another report."


def test_an_archive_and_what_came_out_of_it_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name in ("a", "b"):
            archive.writestr(f"{name}.txt", f"Report {name}.")
    with Case.open(tmp_path / "case", create=True) as case:
        done = ingest(
            case,
            [tmp_path / "in.zip"],
            details=lambda _: Details(),
            settings=Settings(reader="rules"),
            jobs=1,
        )
        made = {one.outcome.location.rpartition("/")[2]: one.outcome.capture for one in done}
        whole, first, second = (str(made[name]) for name in ("in.zip", "a.txt", "b.txt"))
        assert beside(case, first) == [
            f"capture {whole}: it came out of this, which still holds it"
        ]
        assert beside(case, whole) == [
            f"capture {one}: this came out of it, and is still here"
            for one in sorted((first, second))
        ]
