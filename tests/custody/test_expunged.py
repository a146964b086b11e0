"""A case from which something was expunged goes on as any other."""

from pathlib import Path

import pytest

from custody.kept_case import NOON, order, secret_capture
from khaldun.capture.store import Store
from khaldun.case import Case
from khaldun.custody.expunging import expunge
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
