"""Every file that the user names is found once and kept as it is, or named as lost."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khaldun.capture.files import capture, discover
from khaldun.capture.store import Store
from khaldun.errors import InputError
from khaldun.kinds import media_type
from khaldun.records import Capture

_NOW = datetime(2020, 1, 2, tzinfo=UTC)


def _capture(path: Path, tmp_path: Path) -> Capture:
    return capture(path, store=Store(tmp_path / "store"), run="r", captured_at=_NOW)


def _tree(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_files_come_sorted_and_once_with_hidden_ones_passed_over(tmp_path: Path) -> None:
    _tree(tmp_path, "b.txt", "a/z.html", "a/.hidden", ".git/x.txt", "c.bin")
    found = list(discover([tmp_path, tmp_path / "b.txt"]))
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["b.txt", "c.bin", "a/z.html"]


def test_a_hidden_file_is_taken_when_named(tmp_path: Path) -> None:
    _tree(tmp_path, ".note.txt")
    assert list(discover([tmp_path / ".note.txt"])) == [tmp_path / ".note.txt"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    _tree(tmp_path, "a/one.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert [p.name for p in discover([tmp_path])] == ["one.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.html does not exist"):
        list(discover([tmp_path / "absent.html"]))


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone")
    (found,) = discover([tmp_path])
    with pytest.raises(InputError, match=r"dead\.txt cannot be read \(No such file"):
        _capture(found, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list and read everything")
def test_a_folder_that_cannot_be_listed_fails_by_name(tmp_path: Path) -> None:
    _tree(tmp_path, "shut/one.txt", "open.txt")
    (tmp_path / "shut").chmod(0)
    try:
        found = list(discover([tmp_path]))
        assert [p.name for p in found] == ["open.txt", "shut"]
        with pytest.raises(InputError, match="shut is no file that can be read"):
            _capture(found[1], tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o700)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.txt", "text/plain"),
        ("a.md", "text/markdown"),
        ("a.PDF", "application/pdf"),
        ("a.warc.gz", "application/warc"),
        ("a.gz", None),
        ("a", None),
    ],
)
def test_the_ending_tells_the_kind(name: str, kind: str | None) -> None:
    assert media_type(name) == kind


def test_a_capture_says_what_came_and_how(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<p>7 died")
    got = _capture(path, tmp_path)
    assert got.id == hashlib.sha256(b"<p>7 died").hexdigest()
    assert (got.location, got.media_type, got.size) == (str(path), "text/html", 9)
    assert (got.method, got.run, got.captured_at) == ("file", "r", _NOW)


def test_an_unknown_kind_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "film.mov"
    path.write_bytes(b"\x00\x01")
    got = _capture(path, tmp_path)
    assert got.media_type == "application/octet-stream"
    assert Store(tmp_path / "store").get(got.id) == b"\x00\x01"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match=r"pipe\.txt is no file that can be read"):
        _capture(tmp_path / "pipe.txt", tmp_path)


def test_a_name_that_is_no_utf8_is_shown_escaped(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"7 died")
    assert _capture(path, tmp_path).location.endswith("/caf\\xe9.txt")
