"""No damaged archive is called whole, and what was whole before the damage is read."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from boxes import answered, digest, record, response, wacz, warc
from khaldun import kinds
from khaldun.unpack import warc as reading
from khaldun.unpack.containers import Batch, open_batch
from khaldun.unpack.documents import Caps

CAPS = Caps(max_file_bytes=20_000_000, max_archive_bytes=60_000_000)
#: The last six bytes of a gzip header (time, way of packing, system) are read by nobody, nor is the
#: lowest bit of the one before them: a change there changes nothing that is kept.
UNUSED = range(4, 10)
CASES = 100


def batch(content: bytes, kind: str, folder: Path) -> Batch:
    """All that comes out of an archive."""
    path = folder / "archive"
    path.write_bytes(content)
    return open_batch(path, kind, start=0, caps=CAPS)


def is_called_whole(found: Batch) -> bool:
    return not found.fault and not any(document.fault for document in found.documents)


def packed() -> tuple[list[bytes], list[int]]:
    """The members of a gzipped WARC, and where each begins."""
    members = warc(6)
    starts = [sum(map(len, members[:i])) for i in range(len(members) + 1)]
    return members, starts


def flips() -> Iterator[tuple[str, bytes]]:
    """One bit of a gzipped WARC, changed."""
    chance = random.Random(1)
    members, starts = packed()
    whole = b"".join(members)
    made = 0
    while made < CASES:
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        offset = min(at - start for start in starts if start <= at)
        if offset in UNUSED or (offset == 3 and bit == 0):
            continue
        made += 1
        changed = bytes((whole[at] ^ (1 << bit),))
        yield kinds.WARC, whole[:at] + changed + whole[at + 1 :]


def cuts() -> Iterator[tuple[str, bytes]]:
    """A gzipped and a plain WARC that end early, not just between two records."""
    chance = random.Random(2)
    for made in (packed()[0], warc(6, packed=False)):
        whole = b"".join(made)
        ends = {sum(map(len, made[:i])) for i in range(len(made) + 1)}
        inside = [at for at in range(1, len(whole)) if at not in ends]
        for at in chance.sample(inside, CASES // 2):
            yield kinds.WARC, whole[:at]


def blocks() -> Iterator[tuple[str, bytes]]:
    """One bit of what a plain WARC's records hold, changed; a part of it gone or doubled."""
    chance = random.Random(3)
    made = warc(6, packed=False)
    for number in range(CASES):
        which = chance.randrange(len(made))
        head = made[which].index(b"\r\n\r\n") + 4
        at = chance.randrange(head, len(made[which]) - 4)
        one = bytearray(made[which])
        if number % 2:
            one[at] ^= 1 << chance.randrange(8)
        elif number % 4:
            del one[at : at + 7]
        else:
            one[at:at] = one[at : at + 7]
        yield kinds.WARC, b"".join([*made[:which], bytes(one), *made[which + 1 :]])


def indexed() -> Iterator[tuple[str, bytes]]:
    """A WACZ whose WARC ends early (also between records), or is another than its list says."""
    chance = random.Random(4)
    members, starts = packed()
    whole = b"".join(members)
    for number in range(CASES):
        at = starts[1 + number % (len(starts) - 2)] if number % 2 else chance.randrange(len(whole))
        changed = whole[:at] if number % 4 < 3 else whole[:at] + answered(99) + whole[at:]
        yield kinds.WACZ, wacz(changed, listed=whole)


@pytest.mark.parametrize("damaged", [flips, cuts, blocks, indexed], ids=lambda f: f.__name__)
def test_no_damaged_archive_is_called_whole(damaged: object, tmp_path: Path) -> None:
    assert callable(damaged)
    cases = list(damaged())
    assert len(cases) == CASES
    found = [batch(content, kind, tmp_path) for kind, content in cases]
    assert [i for i, one in enumerate(found) if is_called_whole(one)] == []


def test_a_whole_archive_is_called_so(tmp_path: Path) -> None:
    whole = b"".join(packed()[0])
    assert is_called_whole(batch(whole, kinds.WARC, tmp_path))
    assert is_called_whole(batch(b"".join(warc(3, packed=False)), kinds.WARC, tmp_path))
    assert is_called_whole(batch(wacz(whole), kinds.WACZ, tmp_path))


def test_what_stands_before_a_cut_is_read(tmp_path: Path) -> None:
    members, starts = packed()
    found = batch(b"".join(members)[: starts[-1] - 1], kinds.WARC, tmp_path)
    assert len(found.documents) == 5
    assert found.damaged


@pytest.mark.parametrize(
    "guard", ["_digest_fault", "finish"], ids=["digests unchecked", "trailers unchecked"]
)
def test_without_a_guard_damage_goes_unseen(
    guard: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if guard == "_digest_fault":
        monkeypatch.setattr(reading, guard, lambda *_: None)
        cases = list(blocks())
    else:

        def trusting(member: reading._Member) -> int:
            return member._file.tell() - len(member._inflate.unused_data)

        monkeypatch.setattr(reading._Member, guard, trusting)
        cases = [(kinds.WARC, content[:-3]) for content in [b"".join(packed()[0])]]
    assert any(is_called_whole(batch(content, kind, tmp_path)) for kind, content in cases)


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (("Transfer-Encoding: chunked",), b"5\r\n<p>12\r\n0\r\n\r\n"),
        (("Content-Encoding: gzip",), b"\x1f\x8b" + b"\x00" * 20),
        (("Content-Encoding: br",), b"\x0b\x02\x80"),
    ],
)
def test_a_coded_body_is_decoded_or_named(lines: tuple[str, ...], body: bytes) -> None:
    block = response(body, *lines)
    whole = record("response", block, Content_Type="application/http")
    (part,) = (part for _, part in reading.open_warc(io.BytesIO(whole), 0, CAPS))
    document = part
    assert getattr(document, "content", None) == b"<p>12" or getattr(document, "fault", None)


def test_a_payload_may_be_hashed_before_it_was_cut_into_chunks() -> None:
    block = response(b"5\r\n<p>12\r\n0\r\n\r\n", "Transfer-Encoding: chunked")
    whole = record(
        "response", block, Content_Type="application/http", WARC_Payload_Digest=digest(b"<p>12")
    )
    (part,) = (part for _, part in reading.open_warc(io.BytesIO(whole), 0, CAPS))
    assert getattr(part, "content", None) == b"<p>12"
