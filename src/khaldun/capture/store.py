"""The bytes as received, each in a file named by its SHA-256.

A blob is written to a temporary file, synced, renamed, and its folder synced: a kill or a power
cut at any point leaves either no blob or a whole one. Folders are 0700 and files 0600, because
what documenters collect can endanger those who sent it.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from khaldun.errors import IntegrityError

#: What a put writes to before its rename; a name that ends so is a leftover of a killed run.
_TEMPORARY = ".part"
_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class Store:
    """Content-addressed blobs: `<folder>/ab/<sha256>`, where `ab` starts the hash.

    Putting the same bytes twice writes once. Many processes may put into one folder: each writes
    its own temporary file, and the rename replaces equal bytes by equal bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Keep these bytes; their SHA-256 in hex, once they are on the disk."""
        return self._keep(iter((content,)))[0]

    def put_file(self, path: Path) -> tuple[str, int]:
        """Keep a file's bytes, streamed, of any size; their SHA-256 and how many they are.

        Raises:
            OSError: the file cannot be read; nothing is kept.
        """
        with path.open("rb") as source:
            return self._keep(iter(lambda: source.read(_CHUNK), b""))

    def get(self, capture_id: str) -> bytes:
        """The bytes of that name.

        Raises:
            IntegrityError: they are missing, or are not those that were put.
        """
        try:
            content = self.path(capture_id).read_bytes()
        except FileNotFoundError as error:
            raise IntegrityError(_missing(capture_id)) from error
        found = hashlib.sha256(content).hexdigest()
        if found != capture_id:
            raise IntegrityError(_changed(capture_id, found))
        return content

    def path(self, capture_id: str) -> Path:
        """Where the bytes of that name lie, or would lie.

        Raises:
            IntegrityError: the name is no SHA-256 in lower-case hex, so no path is made from it.
        """
        if not _NAME.fullmatch(capture_id):
            raise IntegrityError(f"capture id {capture_id!r} is no SHA-256 in lower-case hex")
        return self._folder / capture_id[:2] / capture_id

    def destroy(self, capture_id: str) -> None:
        """Remove a capture that must go; nothing happens where it is gone already."""
        path = self.path(capture_id)
        if path.is_file():
            shred(path)

    def sweep(self) -> int:
        """Remove what killed runs left half written; how many files that were.

        Only for the one who holds the case: another process's put in progress would be lost.
        """
        leftovers = list(self._folder.rglob(f"*{_TEMPORARY}"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

    def copy_to(self, other: "Store", wanted: Iterable[str]) -> dict[str, str]:
        """Put these captures into another store; of each that is not whole here what is wrong."""
        left_out = {}
        for capture_id in wanted:
            path = self.path(capture_id)
            if not path.is_file():
                left_out[capture_id] = _missing(capture_id)
            elif (found := digest(path)) != capture_id:
                left_out[capture_id] = _changed(capture_id, found)
            else:
                other.put_file(path)
        return left_out

    def verify(self, expected: Iterable[str]) -> Iterator[str]:
        """One plain sentence per fault: a capture missing or changed, a file that is no capture."""
        wanted = set(expected)
        for capture_id in sorted(wanted):
            if not _NAME.fullmatch(capture_id):
                yield f"capture id {capture_id!r} is no SHA-256 in lower-case hex"
            elif not self.path(capture_id).is_file():
                yield _missing(capture_id)
        for path in sorted(self._folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                continue
            yield from self._faults(path, wanted)

    def _faults(self, path: Path, wanted: set[str]) -> Iterator[str]:
        shown = path.relative_to(self._folder)
        if path.name.endswith(_TEMPORARY):
            yield f"captures/{shown} was left half written; the next run removes it"
        elif path.is_symlink() or not _NAME.fullmatch(path.name) or path != self.path(path.name):
            yield f"captures/{shown} is no capture; something else put it there"
        else:
            found = digest(path)
            if found != path.name:
                yield _changed(path.name, found)
            elif path.name not in wanted:
                yield f"captures/{shown} is in no entry of the ledger; its run may have been ended"

    def _keep(self, chunks: Iterator[bytes]) -> tuple[str, int]:
        # In the folder of the blobs, as a rename is atomic only within one file system; mkstemp
        # makes the file 0600.
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=_TEMPORARY)
        temporary = Path(name)
        try:
            hashed, size = hashlib.sha256(), 0
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    hashed.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            self._place(temporary, hashed.hexdigest())
        finally:
            temporary.unlink(missing_ok=True)
        return hashed.hexdigest(), size

    def _place(self, temporary: Path, capture_id: str) -> None:
        final = self.path(capture_id)
        if final.is_file() and digest(final) == capture_id:
            return
        made = not final.parent.exists()
        final.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.replace(final)
        sync_folder(final.parent)
        if made:
            sync_folder(self._folder)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shred(path: Path) -> None:
    """Overwrite a file and remove it. A disk or file system that copies on write keeps the old."""
    with path.open("r+b") as file:
        for start in range(0, path.stat().st_size, _CHUNK):
            file.seek(start)
            file.write(bytes(min(_CHUNK, path.stat().st_size - start)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's entries on the disk: without it a rename may be lost with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _missing(capture_id: str) -> str:
    return f"capture {capture_id} is missing; restore it from a copy of the case"


def _changed(capture_id: str, found: str) -> str:
    return (
        f"capture {capture_id} has changed: its bytes now hash to {found}; "
        "restore it from a copy of the case"
    )
