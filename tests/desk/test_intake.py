"""Files that are handed over are read as by `khaldun read`, and none of their names is a path."""

import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.cases import EXAMPLES, HOME, File, Visitor, ledger_hash, words
from desk.hostile import PAYLOADS
from khaldun.case import Case
from khaldun.cli import app as commands
from khaldun.desk import upload
from khaldun.desk.intake import numbered
from khaldun.desk.upload import called, sweep
from khaldun.settings import Settings

_OWN = {"origin": HOME, "sec-fetch-site": "same-origin"}
_REPORT = (
    b"An airstrike on the market of Douma on 9 May 2024 killed twelve people and wounded thirty, "
    b"the civil defence said. Three of the dead were children."
)


class Giver(Visitor):
    """A person who hands over files; the desk reads them by rules, which is quick."""

    def wait(self) -> Any:
        """The page, once all is read."""
        until = time.monotonic() + 60
        while self.app.state.intake.busy:
            assert time.monotonic() < until
            time.sleep(0.05)
        return self.page("/intake")

    def digest(self) -> str:
        """A hash of all that the case says."""
        with Case.open(self.folder) as case:
            assert not list(case.verify())
            return case.ledger.content_digest()


@pytest.fixture
def giver(tmp_path: Path) -> Giver:
    folder = tmp_path / "case"
    Case.open(folder, create=True).close()
    return Giver(folder, Settings(reader="rules"))


def _counts(page: Any) -> dict[str, int]:
    """How many files of the latest lot ended how."""
    (first, *_) = page.xpath("//dl[@class='counts']")
    return {words(one[0]): int(words(one[1])) for one in first.xpath("div")}


def _examples() -> Iterator[File]:
    for path in sorted((EXAMPLES / "reports").iterdir()):
        yield "folder", (f"reports/{path.name}", path.read_bytes())
    yield "meta", ("reports.csv", (EXAMPLES / "reports.csv").read_bytes())


def test_a_case_comes_out_as_by_the_command(
    giver: Giver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert giver.give([*_examples()]).status_code == 303
    page = giver.wait()
    assert _counts(page) == {"read": 8, "empty": 0, "refused": 0, "failed": 0}, words(page)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    read = ["read", "reports", "--meta", "reports.csv", "--reader", "rules", "--case", "../other"]
    monkeypatch.chdir(tmp_path / "examples")
    assert CliRunner().invoke(commands, read).exit_code == 0
    with Case.open(tmp_path / "other") as case:
        assert case.ledger.content_digest() == giver.digest()
        told = [(one.location, one.state) for one in case.ledger.outcomes()]
    with Case.open(giver.folder) as case:
        assert [(one.location, one.state) for one in case.ledger.outcomes()] == told
    assert len(giver.incidents()) > 5
    # What was read is in the captures; nothing is left aside.
    assert not [*giver.app.state.intake.aside.iterdir()]
    before = ledger_hash(giver.folder)
    giver.give([*_examples()])
    assert "8 files of these were read before" in words(giver.wait())
    assert ledger_hash(giver.folder) == before


def test_publisher_and_day_stand_where_the_table_says_nothing(giver: Giver) -> None:
    files = [("file", (name, _REPORT)) for name in ("a.txt", "b.txt")]
    table = ("meta", ("t.json", b'{"a.txt": {"publisher": "The Herald"}}'))
    giver.give([*files, table], {"publisher": "The Courier", "published": "2024-05-09"})
    giver.wait()
    with Case.open(giver.folder) as case:
        reports = {report.name: report for report in case.ledger.reports()}
    assert {name: one.publisher for name, one in reports.items()} == {
        "a": "The Herald",
        "b": "The Courier",
    }
    assert {str(one.published and one.published.latest) for one in reports.values()} == {
        "2024-05-09"
    }


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("crawl.warc.gz", "crawl (2).warc.gz"),
        ("page.html", "page (2).html"),
        ("30.6.2015.txt", "30.6.2015 (2).txt"),
        ("README", "README (2)"),
    ],
)
def test_the_second_of_a_name_keeps_what_says_what_it_is(name: str, second: str) -> None:
    first, other = islice(numbered(Path("in", name)), 2)
    assert (first.name, other) == (name, Path("in", second))


def test_two_files_of_one_name_are_two_reports(giver: Giver) -> None:
    other = _REPORT.replace(b"Douma", b"Homs")
    table = ("meta", ("t.json", b'{"a.txt": {"publisher": "The Herald"}}'))
    giver.give([("file", ("a.txt", _REPORT))])
    giver.wait()
    lot = [("file", ("a.txt", other)), ("file", ("a.txt", b"Nothing of note.")), table]
    giver.give(lot)
    giver.wait()
    before = ledger_hash(giver.folder)
    giver.give(lot)
    assert "2 files of these were read before" in words(giver.wait())
    assert ledger_hash(giver.folder) == before
    with Case.open(giver.folder) as case:
        told = {one.location: one.state for one in case.ledger.outcomes()}
        publishers = {one.name: one.publisher for one in case.ledger.reports()}
    assert told == {"a.txt": "read", "a (2).txt": "read", "a (3).txt": "empty"}
    assert publishers == {"a": None, "a (2)": "The Herald", "a (3)": "The Herald"}


def test_what_failed_is_tried_again_and_what_is_refused_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    Case.open(folder, create=True).close()
    giver = Giver(folder, Settings(reader="rules", max_seconds=0.0001))
    giver.give([("file", ("a.txt", _REPORT))])
    page = giver.wait()
    assert _counts(page)["failed"] == 1, words(page)
    assert "its reader" in words(page)
    assert "Try 1 file again" in words(page)
    giver.app.state.intake._settings = Settings(reader="rules")
    lot = page.xpath("//input[@name='lot']/@value")[0]
    assert giver.send("/intake/again", {"lot": lot}).status_code == 303
    page = giver.wait()
    assert _counts(page)["read"] == 1, words(page)
    assert "again" not in words(page)
    assert giver.send("/intake/again", {"lot": lot}).status_code == 409
    giver.give([("file", ("picture.png", b"\x89PNG\r\n\x1a\n"))])
    page = giver.wait()
    assert _counts(page)["refused"] == 1, words(page)
    assert len(page.xpath("//article")) == 2


def test_what_came_out_of_a_container_is_told_and_tried_again_with_it(giver: Giver) -> None:
    table = b'{"text": "An airstrike in Douma on 9 May 2024 killed 12 people."}\n{"text": \n'
    giver.give([("file", ("table.jsonl", table)), ("file", ("a.txt", _REPORT))])
    page = giver.wait()
    assert _counts(page) == {"read": 2, "empty": 0, "refused": 0, "failed": 1, "opened": 1}
    (lot,) = giver.app.state.intake.lots
    assert (lot.ended, len(lot.names)) == (2, 2)
    assert [str(lot.names[path]) for path in lot.left] == ["table.jsonl"]
    assert "Try 1 file again" in words(page)


def test_a_case_that_another_writes_to_keeps_the_files_for_another_try(giver: Giver) -> None:
    with Case.open(giver.folder, write=True):
        giver.give([("file", ("a.txt", _REPORT))])
        page = giver.wait()
    assert "another program is writing to this case" in words(page)
    lot = page.xpath("//input[@name='lot']/@value")[0]
    giver.send("/intake/again", {"lot": lot})
    assert _counts(giver.wait())["read"] == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("page.html", "page.html"),
        ("reports/a/page.html", "reports/a/page.html"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("..", "unnamed"),
        ("a\x00b.txt", "a�b.txt"),
        ("reports/.DS_Store", None),
        (".git/config", None),
        ("..\\escaped.txt", None),
    ],
)
def test_a_name_is_told_below_the_folder_it_came_in(given: str, name: str | None) -> None:
    assert called(given) == (None if name is None else Path(name))


def test_no_name_is_a_path(giver: Giver, tmp_path: Path) -> None:
    names = ["../../../../escaped.txt", "/etc/escaped.txt", "a/../../escaped.txt", *PAYLOADS]
    around = {path for path in tmp_path.rglob("*") if giver.folder not in path.parents}
    with Case.open(giver.folder, write=True):
        answer = giver.give([("file", (name, _REPORT)) for name in names])
        assert answer.status_code == 303
        giver.wait()
        # While they lie aside, and when they are read.
        assert len([*giver.folder.rglob("00*")]) == len(names)
        assert not [*giver.folder.rglob("*escaped*")]
    (lot,) = giver.app.state.intake.lots
    giver.send("/intake/again", {"lot": lot.id})
    page = giver.wait()
    assert f"{len(names)} files" in words(page)
    assert {path for path in tmp_path.rglob("*") if giver.folder not in path.parents} == around
    assert not Path("/etc/escaped.txt").exists()
    assert not page.xpath("//*[@onerror or @onload or self::img or self::iframe or self::base]")


def test_too_much_is_refused_and_nothing_is_kept(
    giver: Giver, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ledger_hash(giver.folder)
    files = [("file", (f"{number}.txt", b"x" * 400)) for number in range(4)]
    for cap, most in (("UPLOAD_BYTES", 1_000), ("UPLOAD_FILES", 3)):
        with monkeypatch.context() as patched:
            patched.setattr(upload, cap, most)
            answer = giver.give(files)
        assert answer.status_code == 400
        assert "at once" in answer.text
    assert giver.give([("meta", ("t.csv", b"document\n"))]).status_code == 400
    wrong = giver.give([files[0], ("meta", ("t.csv", b"name\nx\n"))])
    assert wrong.status_code == 400
    assert "t.csv: the header line" in wrong.text
    assert giver.give(files, {"published": "yesterday"}).status_code == 400
    assert not [*giver.app.state.intake.aside.iterdir()]
    assert ledger_hash(giver.folder) == before
    assert not giver.app.state.intake.lots


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=b", b"--x\r\n\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X" * 5_000 + b": y\r\n\r\n"),
        ("application/x-www-form-urlencoded", b"file=x"),
        ("text/plain", b""),
    ],
)
def test_a_garbled_form_is_refused(giver: Giver, kind: str, body: bytes) -> None:
    answer = giver.client.post("/intake/add", content=body, headers=_OWN | {"content-type": kind})
    assert answer.status_code == 400
    aside = giver.app.state.intake.aside
    assert not aside.exists() or not [*aside.iterdir()]


def test_what_is_put_aside_is_for_its_owner_alone_and_does_not_outlive_a_desk(giver: Giver) -> None:
    with Case.open(giver.folder, write=True):
        giver.give([("file", ("a.txt", b"Twelve people were killed."))])
        giver.wait()
        aside = giver.app.state.intake.aside
        (folder,) = aside.iterdir()
        (file,) = folder.iterdir()
        modes = [path.stat().st_mode & 0o777 for path in (aside, folder, file)]
        assert modes == [0o700, 0o700, 0o600]
    sweep(aside)
    assert file.exists(), "this desk still runs"
    gone = aside / "999999999-left"
    gone.mkdir()
    (gone / "000000").write_bytes(b"x")
    sweep(aside)
    assert not gone.exists()
