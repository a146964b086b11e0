"""Folders of made-up reports, good and bad, and the command line run as a user runs it."""

import gzip
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

#: The states in which an input may end, by its path.
Expected = dict[Path, set[str]]
Khaldun = Callable[..., "subprocess.CompletedProcess[str]"]

_TOWNS = ("Aleppo", "Homs", "Idlib", "Mosul", "Kirkuk", "Kabul", "Kharkiv", "Gaza", "Aden", "Goma")
_GOOD_SHARE = 120
FOLDER_SIZE = 200


def sentence(number: int) -> str:
    """A report of one incident, another for each number."""
    town = _TOWNS[number % len(_TOWNS)]
    return (
        f"At least {number + 3} people were killed and {number + 5} others were wounded on Tuesday "
        f"when warplanes bombed a market in {town}, local activists said. "
        f"The {number + 3} dead were buried on Wednesday, a hospital official told the agency."
    )


def write_good(folder: Path, count: int) -> Expected:
    """Plain, Markdown and HTML reports, each of which tells of an incident."""
    expected: Expected = {}
    for number in range(count):
        body, title = sentence(number), f"Air raid number {number}"
        kind = ("txt", "md", "html")[number % 3]
        content = {
            "txt": f"{title}\n\n{body}\n",
            "md": f"# {title}\n\n{body}\n",
            "html": f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"<p>{body}</p></article></body></html>",
        }[kind]
        path = folder / f"good-{number:03}.{kind}"
        path.write_text(content, encoding="utf-8")
        expected[path] = {"read"}
    return expected


def write_bad(folder: Path, count: int) -> Expected:
    """Hostile and broken inputs, `count` in all; the rarer kinds once, the others in turn."""
    chance = random.Random(7)  # the same bytes in every run
    expected = _rare_inputs(folder)
    kinds = _frequent_contents()
    for number in range(count - len(expected)):
        ending, content, states = kinds[number % len(kinds)]
        path = folder / f"bad-{number:03}{ending}"
        path.write_bytes(content or chance.randbytes(4000))
        expected[path] = states
    return expected


def _frequent_contents() -> list[tuple[str, bytes, set[str]]]:
    """Ending, bytes (none: random ones), and how it may end."""
    words = sentence(1)
    page = f"<html><body><p>{words}</p></body></html>"
    packed = gzip.compress(page.encode() * 50)
    unread = {"empty", "refused", "failed"}
    return [
        (".txt", b" \n\t\n ", unread),
        (".html", b"", unread),
        (".txt", b"", unread),
        (".html", b"<html></html>", unread),
        (".png", b"\x89PNG\r\n\x1a\n", {"refused"}),
        (".pdf", b"%PDF-1.7", {"refused", "failed"}),
        (".gz", packed, {"refused"}),
        (".html", packed[: len(packed) // 2], unread),
        (".txt", packed[:100], unread),
        (".txt", words.encode("utf-16-le"), unread | {"read"}),
        (".html", page.replace("people", "p\xe9ople").encode("latin-1"), unread | {"read"}),
        (".txt", words.encode() + b"\xff\xfe\xfa", unread | {"read"}),
        (".html", page.replace("people", "pe\x00ople").encode(), unread | {"read"}),
        (".html", page.replace("people", "&#xD800;people").encode(), unread | {"read"}),
        (".html", b"", unread),
        (".html", b"<" * 20_000, unread),
        (".html", page[: len(page) // 2].encode(), unread | {"read"}),
    ]


def _rare_inputs(folder: Path) -> Expected:
    words = sentence(2)
    french = (
        "Au moins douze personnes ont été tuées mardi lorsque des avions ont bombardé un marché "
        "de la ville, ont déclaré des militants. Les blessés ont été conduits à l'hôpital."
    )
    named: dict[str, tuple[bytes, set[str]]] = {
        "deep.html": (b"<div>" * 254 + words.encode() + b"</div>" * 254, {"read", "failed"}),
        "long.html": (b"<p>" + words.encode() * 40_000 + b"</p>", {"read", "failed", "refused"}),
        "large.txt": (b"a" * 20_000_001, {"refused"}),
        "french.txt": (french.encode(), {"refused"}),
        "random.html": (random.Random(3).randbytes(100_000), {"empty", "refused", "failed"}),
    }
    expected: Expected = {}
    for name, (content, states) in named.items():
        (folder / name).write_bytes(content)
        expected[folder / name] = states
    pipe, link, foreign = (
        folder / "pipe.txt",
        folder / "nowhere.txt",
        Path(os.fsdecode(b"na\xefve.txt")),
    )
    os.mkfifo(pipe)
    link.symlink_to(folder / "missing.txt")
    (folder / foreign).write_text(words, encoding="utf-8")
    (folder / "a-folder.txt").mkdir()  # holds nothing, so it is no input
    expected |= {path: {"failed"} for path in (pipe, link, folder / foreign)}
    if os.geteuid() != 0:  # the superuser may read everything
        locked = folder / "locked.txt"
        locked.write_text(words, encoding="utf-8")
        locked.chmod(0)
        expected[locked] = {"failed"}
    return expected


@pytest.fixture
def few_reports(tmp_path: Path) -> Path:
    """A folder of twelve good reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    write_good(folder, 12)
    return folder


@pytest.fixture
def many_reports(tmp_path: Path) -> Path:
    """A folder of forty good reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    write_good(folder, 40)
    return folder


@pytest.fixture(scope="module")
def mixed_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Expected]:
    """A folder of 200 good and bad files, and how each may end."""
    folder = tmp_path_factory.mktemp("mixed")
    expected = write_good(folder, _GOOD_SHARE)
    expected |= write_bad(folder, FOLDER_SIZE - _GOOD_SHARE)
    assert len(expected) == FOLDER_SIZE
    return folder, expected


def environment() -> dict[str, str]:
    """What the program needs to be found from where the tests find it."""
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


@pytest.fixture(scope="session")
def khaldun() -> Khaldun:
    """Runs the command line to its end."""

    def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "khaldun", *map(str, words)]
        return subprocess.run(
            argv, capture_output=True, text=True, env=environment(), timeout=120, check=False
        )

    return run


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory, khaldun: Khaldun) -> Path:
    """A case in which two outlets differ on one raid, beside another incident; only to be read."""
    folder = tmp_path_factory.mktemp("told")
    reports = folder / "reports"
    reports.mkdir()
    (reports / "herald.txt").write_text(
        "Air raid on Idlib market\n\nAt least 12 people were killed and 30 wounded on Tuesday when "
        "warplanes bombed a market in Idlib, the Civil Defence said.\n"
    )
    (reports / "courier.txt").write_text(
        "Market hit in Idlib\n\nWarplanes bombed a market in the city of Idlib on Tuesday, killing "
        "21 people, a hospital official told AFP.\n"
    )
    (reports / "gazette.txt").write_text(
        "Gunmen abduct aid workers\n\nGunmen abducted three aid workers in Goma on Monday, the "
        "police said. \x1b[31mRed\x1b[0m\n"
    )
    meta = folder / "meta.csv"
    meta.write_text(
        "document,publisher,published\nherald,The Herald,2016-02-17\n"
        "courier,The Courier,2016-02-17\ngazette,The Gazette,2020-06-03\n"
    )
    done = khaldun("read", reports, "--case", folder / "case", "--meta", meta)
    assert done.stdout == "3 in: 3 read, 0 empty, 0 refused, 0 failed\n", done.stderr
    assert done.returncode == 0
    return folder / "case"
