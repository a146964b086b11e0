"""WACZ: a ZIP of WARC files with a list of its parts, their sizes and their hashes."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from typing import IO

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.unpack import warc
from khaldun.unpack.documents import Caps, Document, Part, Passed
from khaldun.unpack.zips import BROKEN, open_archive, unsafe_entries

_LIST = "datapackage.json"
_CHUNK = 1 << 20


def open_wacz(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The documents of its WARC files, by their offsets there; `start` counts its parts.

    Raises:
        RefusedInput: it has no list, or unsafe names.
        UnreadableInput: a part is missing, of another size or hash than listed, or damaged.
    """
    archive = open_archive(file)
    for fault in unsafe_entries(archive.infolist()).values():
        raise RefusedInput(f"an entry of it: {fault}")
    listed = _listed(archive)
    broken: list[str] = []
    number = 0
    for name in sorted(name for name in listed if name.startswith("archive/")):
        try:
            with archive.open(name) as inner:
                for record in warc.records(inner, 0, caps.max_archive_bytes):
                    number += 1
                    if number > start:
                        part = warc.read_record(record, caps)
                        yield number, _placed(part, name)
        except KeyError:
            continue  # named among the faults
        except (UnreadableInput, *BROKEN) as error:
            broken.append(f"{name}: {error}")
    # At the end, which only the last batch comes to: what an earlier one found would be lost.
    if faults := [*_faults(archive, listed), *broken]:
        raise UnreadableInput("; ".join(faults[:5]))


def _placed(part: Document | Passed, name: str) -> Document | Passed:
    if isinstance(part, Passed):
        return part
    fields = {key: getattr(part, key) for key in ("content", "media_type", "details", "headers")}
    return Document(place=f"{name}/{part.place}", fault=part.fault, damaged=part.damaged, **fields)


def _listed(archive: zipfile.ZipFile) -> dict[str, tuple[int, str]]:
    """Size and hash of each part, as the list gives them."""
    try:
        told = json.loads(archive.read(_LIST))
        return {
            str(one["path"]): (int(one["bytes"]), str(one["hash"])) for one in told["resources"]
        }
    except KeyError as error:
        raise RefusedInput(f"it is no WACZ: no {_LIST} with paths, sizes and hashes") from error
    except (TypeError, RecursionError, *BROKEN) as error:
        raise UnreadableInput(f"its {_LIST} is damaged ({type(error).__name__})") from error


def _faults(archive: zipfile.ZipFile, listed: dict[str, tuple[int, str]]) -> Iterator[str]:
    """What of the list does not hold; and a WARC that is not in it."""
    names = set(archive.namelist())
    yield from (f"{name} is missing; get it again" for name in sorted(listed.keys() - names))
    unlisted = sorted(n for n in names - listed.keys() if n.startswith("archive/") and n[-1] != "/")
    yield from (f"{name} is not in its list" for name in unlisted)
    for name in sorted(listed.keys() & names):
        size, stated = listed[name]
        digest, found = hashlib.sha256(), 0
        try:
            with archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    digest.update(chunk)
                    found += len(chunk)
        except BROKEN as error:
            yield f"{name} is damaged ({error})"
            continue
        if found != size or stated.removeprefix("sha256:").lower() != digest.hexdigest():
            yield f"{name} is not what its list says; get it again"
