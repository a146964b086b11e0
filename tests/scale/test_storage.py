"""Inputs that are named by a URL and fetched by Spark."""

from dataclasses import replace
from pathlib import Path

import pytest

from boxes import page, parquet_of, told, warc
from carried import spark
from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.records import Account, Details, Outcome
from khaldun.scale.engines import Ingest, ingest_by
from khaldun.settings import Settings

Told = tuple[dict[str, Outcome], list[Account]]


def read(case: Path, paths: list[Path], ingest: Ingest) -> Told:
    """Each outcome by its path, which is also its URL's, and all accounts."""
    with Case.open(case, create=True) as opened:
        done = ingest(
            opened,
            paths,
            details=lambda path: Details(publisher=path.stem),
            settings=Settings(reader="rules"),
        )
        outcomes = [replace(one.outcome, run="") for one in done]
        assert list(opened.verify()) == []
        accounts = sorted(opened.ledger.accounts(), key=lambda account: account.id)
    paths_of = [outcome.location.removeprefix("file://") for outcome in outcomes]
    plain = zip(paths_of, outcomes, strict=True)
    return {path: replace(outcome, location=path) for path, outcome in plain}, accounts


@pytest.mark.filterwarnings("ignore")
def test_what_urls_name_is_read_as_what_paths_name(tmp_path: Path) -> None:
    folder, archive, table = (tmp_path / name for name in ("in", "p.warc.gz", "table.parquet"))
    (folder / "sub").mkdir(parents=True)
    (folder / "one.html").write_bytes(page(3))
    (folder / "sub" / "of two words.txt").write_text(told(4))
    (folder / "picture.png").write_bytes(b"PNG")
    (folder / ".hidden.txt").write_text(told(5))
    archive.write_bytes(b"".join(warc(3)))
    table.write_bytes(parquet_of(text=[told(7), told(8)], document=["seven", "eight"]))
    paths = [folder, archive, table]
    by_url = spark(*(f"file://{path}" for path in paths))
    told_here = read(tmp_path / "here", paths, ingest_by("local", None, 1))
    assert read(tmp_path / "case", [], by_url) == told_here
    assert len(told_here[0]) == 10
    assert not (tmp_path / "case" / "staging").exists()


@pytest.mark.filterwarnings("ignore")
def test_a_url_of_nothing_ends_the_run_and_one_that_cannot_be_read_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url, found in (
        (f"file://{tmp_path}/absent", r"absent does not exist; check the spelling"),
        ("odd://bucket/a", r'cannot be listed by Spark .*"odd"\)?; check the URL, and the jars'),
        ("ftp://me:secret@host/a", "a URL holds a password"),
    ):
        with pytest.raises(InputError, match=found):
            read(tmp_path / "case", [], spark(url))
    good, torn = tmp_path / "good.txt", tmp_path / "torn.txt"
    good.write_text(told(3))
    torn.write_text(told(4))
    # Hadoop's own sum of a file, beside it.
    (tmp_path / ".torn.txt.crc").write_bytes(b"crc\0\0\0\2\0" + bytes(4))
    ends, _ = read(tmp_path / "case", [], spark(f"file://{good}", f"file://{torn}"))
    assert ends[str(good)].state == "read"
    assert ends[str(torn)].state == "failed"
    assert f"file://{torn} cannot be read (ChecksumException: " in str(ends[str(torn)].reason)
