"""A list of hashes that anyone can check without us: `sha256sum --check manifest.sha256`.

Lines that start with `#` say what the list is of; `sha256sum` passes over them. The last one is
the hash of all lines above it, so that a bit that changes in the list itself is named too.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from khaldun.capture.store import digest
from khaldun.case import Case
from khaldun.errors import IntegrityError

#: Its name beside the files that it lists.
NAME = "manifest.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_SEAL = "# sha256 of the lines above: "


def describe(case: Case, files: Iterable[str], *, at: datetime) -> str:
    """The manifest of these files of a case, by their paths in it.

    Raises:
        OSError: a file cannot be read.
    """
    judgements = list(case.ledger.judgements())
    last = f", the last is {judgements[-1].id}" if judgements else ""
    lines = [
        f"# case {json.dumps(case.name)} at {at.isoformat(timespec='seconds')}",
        f"# what the ledger says: {case.ledger.content_digest()}",
        f"# {len(judgements)} judgements{last}",
        *(f"{digest(case.folder / name)}  {name}" for name in files),
    ]
    return sealed(lines)


def sealed(lines: Iterable[str]) -> str:
    """These lines, and the hash of all of them as the last."""
    text = "".join(f"{line}\n" for line in lines)
    return f"{text}{_SEAL}{hashlib.sha256(text.encode()).hexdigest()}\n"


def parse(path: Path) -> dict[str, str]:
    """The hash of each file that a manifest lists.

    Raises:
        IntegrityError: it is not as it was written.
    """
    lines = opened(path)
    return {match[2]: match[1] for match in map(_LINE.fullmatch, lines) if match}


def opened(path: Path) -> list[str]:
    """The lines of a sealed file.

    Raises:
        IntegrityError: it is not as it was written.
    """
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise IntegrityError(f"{path}: cannot be read: {error}; restore it from a copy") from error
    head, seal, found = text.rpartition(_SEAL)
    if not seal or found != hashlib.sha256(head.encode()).hexdigest() + "\n":
        raise IntegrityError(f"{path}: has changed since it was written; restore it from a copy")
    return head.splitlines()


def faults(folder: Path) -> Iterator[str]:
    """One sentence for each file beside a manifest that is not what it was; none without one."""
    path = folder / NAME
    if not path.exists():
        return
    try:
        listed = parse(path)
    except IntegrityError as error:
        yield str(error)
        return
    for name, wanted in listed.items():
        if not (folder / name).is_file():
            yield f"{name} is missing; {NAME} lists it"
        elif digest(folder / name) != wanted:
            yield f"{name} has changed since {NAME} was written"
