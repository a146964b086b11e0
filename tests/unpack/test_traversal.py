"""No archive reaches outside itself, and none unpacks to more than it may."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from boxes import Take, zipped
from khaldun.unpack import zips
from khaldun.unpack.containers import Batch, open_batch
from khaldun.unpack.documents import Caps

CAPS = Caps(max_file_bytes=20_000_000, max_archive_bytes=60_000_000)

OUTSIDE = [
    "../a.txt", "../../a.txt", "a/../../b.txt", "a/..", "/etc/a.txt", "//host/a.txt", "C:/a.txt",
    "C:\\a.txt", "c:a.txt", "..\\a.txt", "a\\..\\..\\b.txt", "\\\\host\\a.txt", "\\a.txt",
    "./../a.txt", "a/./../../b.txt", "/../a.txt", "/", "///a.txt", "a/b/../../../c.txt",
    "...\\..\\a.txt", "D:", "z:/..", "a/..\\b.txt", "..", "a\\b.txt",
]  # fmt: skip
ODD = ["a\x01.txt", "a\n.txt", "a\x7f.txt", "\r.txt", "a\tb.txt", "\x1b[31m.txt", " ", ". ", "./."]
TWINS = [
    ("a.txt", "a.txt"), ("A.txt", "a.txt"), ("é.txt", "e\u0301.txt"), ("ß.txt", "SS.txt"),
    ("ﬁ.txt", "ﬁ.TXT"), ("x/a.txt", "X/A.TXT"), ("İ.txt", "i\u0307.txt"),
]  # fmt: skip
KINDS = [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK]


def batch(content: bytes, folder: Path) -> Batch:
    path = folder / "box.zip"
    path.write_bytes(content)
    return open_batch(path, "application/zip", start=0, caps=CAPS)


@pytest.mark.parametrize("name", [*OUTSIDE, *ODD], ids=ascii)
def test_an_entry_that_leads_outside_is_refused(name: str, tmp_path: Path) -> None:
    found = batch(zipped([(name, b"12 dead"), ("good.txt", b"12 dead")]), tmp_path)
    taken = [document.place for document in found.documents if document.content is not None]
    assert taken == ["good.txt"]


def test_a_name_that_ends_at_a_nul_is_refused(tmp_path: Path) -> None:
    content = zipped([("axtxt", b"12 dead")]).replace(b"axtxt", b"a\x00txt")
    assert [document.content for document in batch(content, tmp_path).documents] == [None]


@pytest.mark.parametrize(("one", "other"), TWINS, ids=ascii)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_names_that_are_one_the_first_is_taken(one: str, other: str, tmp_path: Path) -> None:
    found = batch(zipped([(one, b"12 dead"), (other, b"21 dead")]), tmp_path)
    assert [document.content for document in found.documents] == [b"12 dead", None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "good.txt"])
def test_a_link_or_device_is_refused(kind: int, target: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("link.txt")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, target)
    (document,) = batch(out.getvalue(), tmp_path).documents
    assert document.content is None
    assert document.fault is not None
    assert "a link or a device" in document.fault


def _overlapping() -> bytes:
    """Two entries of the list that share one body."""
    content = zipped([("a.txt", b"12 dead" * 50), ("b.txt", b"12 dead" * 50)])
    second = content.rindex(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def _encrypted() -> bytes:
    content = bytearray(zipped([("a.txt", b"12 dead")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def _lying() -> bytes:
    """An entry whose list says that it is smaller than it is."""
    content = bytearray(zipped([("a.txt", b"12 dead" * 500)]))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 7)
    return bytes(content)


def _changed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", b"12 dead")
    return out.getvalue().replace(b"12 dead", b"21 dead")


@pytest.mark.parametrize(
    "make",
    [
        lambda: zipped([("bomb.txt", bytes(19_000_000))]),
        lambda: zipped([("bomb.txt", bytes(21_000_000))]),
        lambda: zipped([("bomb.zip", bytes(61_000_000))]),
        _overlapping,
        _encrypted,
        _lying,
        _changed,
        lambda: zipped([("a.txt", b"12 dead")])[:-10],
        lambda: zipped([("a.txt", b"12 dead")])[10:],
        lambda: b"PK\x05\x06" + bytes(10),
        lambda: b"",
    ],
    ids=range(11),
)
def test_a_bomb_or_a_broken_archive_gives_no_document(
    make: Callable[[], bytes], tmp_path: Path
) -> None:
    found = batch(make(), tmp_path)
    assert [d for d in found.documents if d.content is not None] == []
    assert found.fault or [d.fault for d in found.documents]


def test_refused_entries_are_outcomes_of_their_own(take: Take, tmp_path: Path) -> None:
    done = take(box__zip=zipped([("../../evil.txt", b"12 dead"), ("/etc/b.txt", b"12 dead")]))
    assert sorted(outcome.state for outcome in done.values()) == ["opened", "refused", "refused"]
    assert {path.name for path in tmp_path.iterdir()} == {"in", "case"}


def test_without_the_guard_an_entry_outside_would_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "_fault", lambda _: None)
    found = batch(zipped([("/etc/a.txt", b"12 dead")]), tmp_path)
    assert found.documents[0].content is not None
