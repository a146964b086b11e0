"""ZIP archives: entries come out as bytes under their names, and nothing is ever written to one.

Names that lead outside, or that two systems would take for one, are refused all the same: whoever
made them meant to fool, and what they name could not be found again.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import CONTAINERS, UNKNOWN, media_type
from khaldun.unpack.documents import Caps, Document, Part, Passed

#: Text shrinks to a tenth or so; what shrinks further than to a hundredth was made to.
_MAX_RATIO = 100
#: Below this a high ratio does no harm.
_SMALL = 1_000_000
_MAX_ENTRIES = 100_000
_LOCAL_HEADER = 30
_SYSTEM = "system files"
#: What the library was seen to raise on archives that were changed by chance or by hand.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, RuntimeError,
    EOFError, OSError, OverflowError, IndexError,
)  # fmt: skip


def open_zip(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """Every entry that is a file, by its place in the archive's own list."""
    archive = open_archive(file)
    refused = unsafe_entries(archive.infolist())
    for number, entry in enumerate(archive.infolist()):
        if number < start or entry.is_dir():
            continue
        if any(part.startswith((".", "__MACOSX")) for part in entry.filename.split("/")) and (
            number not in refused
        ):
            yield number + 1, Passed(_SYSTEM)
            continue
        fault = refused.get(number)
        place = _shown(entry.filename) or f"entry {number}"
        # Entries of one name must not share a place.
        place = f"{place} (entry {number})" if fault else place
        yield (
            number + 1,
            (
                Document(place=place, fault=f"{fault}; the archive is kept")
                if fault
                else take(archive, entry, place=place, caps=caps)
            ),
        )


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive.

    Raises:
        UnreadableInput: it is cut short or no archive.
        RefusedInput: it has more entries than are read, or entries that lie over one another.
    """
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise UnreadableInput(f"no whole ZIP archive ({error}); get it again") from error
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise RefusedInput(f"{len(entries):,} entries, more than {_MAX_ENTRIES:,}; split it")
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < at:
            raise RefusedInput("its entries lie over one another, as only a made-up archive's do")
        at = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    return archive


def unsafe_entries(entries: list[zipfile.ZipInfo]) -> dict[int, str]:
    """Why an entry is refused by its name or kind, by number."""
    found: dict[int, str] = {}
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        fault = _fault(entry)
        key = unicodedata.normalize("NFC", entry.filename).casefold()
        if fault is None and key in seen:
            fault = "its name is that of another entry, or differs in case or accents alone"
        seen.add(key)
        if fault:
            found[number] = fault
    return found


def _fault(entry: zipfile.ZipInfo) -> str | None:
    # `filename` is cut at a NUL and has its slashes mended; what was written is what counts.
    written = getattr(entry, "orig_filename", entry.filename)
    parts = written.replace("\\", "/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if ".." in parts or written.startswith(("/", "\\")) or "\\" in written or written[1:2] == ":":
        return "its path leads outside the archive"
    if any(ord(c) < 32 or ord(c) == 127 for c in written) or not written.strip("./ "):
        return "its name holds control characters, or nothing"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "it is a link or a device, no file"
    if entry.flag_bits & 1:
        return "it is encrypted; unpack it with its password"
    return None


def take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, place: str, caps: Caps) -> Document:
    """An entry's bytes, checked against its length and CRC, and never more than the caps allow."""
    kind = media_type(entry.filename) or UNKNOWN
    limit = caps.max_archive_bytes if kind in CONTAINERS else caps.max_file_bytes
    refusal = size_refusal(entry, limit)
    if refusal:
        return Document(place=place, fault=refusal)
    try:
        with archive.open(entry) as source:
            # It reads one byte further than it may, so that the end, and the CRC, are reached.
            content = source.read(entry.file_size + 1)
    except BROKEN as error:
        fault = f"damaged in the archive ({error}); get the archive again"
        return Document(place=place, fault=fault, damaged=True)
    if len(content) != entry.file_size:
        fault = "damaged in the archive (its length is not that stated); get the archive again"
        return Document(place=place, fault=fault, damaged=True)
    return Document(place=place, content=content, media_type=kind)


def size_refusal(entry: zipfile.ZipInfo, limit: int) -> str | None:
    """Why an entry is too large, or too well packed, to be unpacked; None if it is not."""
    if entry.file_size > limit:
        return f"it unpacks to {entry.file_size:,} bytes, more than {limit:,}; unpack it by hand"
    if entry.file_size > max(_SMALL, _MAX_RATIO * entry.compress_size):
        return f"it unpacks to more than {_MAX_RATIO} times its size, as bombs do"
    return None


def _shown(name: str) -> str:
    """A name as UTF-8 and a path can carry it."""
    plain = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in plain).strip("/")
