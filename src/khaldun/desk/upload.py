"""What a browser hands over, put aside as it comes; no name that it gives becomes a path.

A file lies under a number in a folder of its own inside of the case (0700), until it was read.
What it is called is kept beside, for the ledger: its place below the folder that was chosen, as
`khaldun read` would have called it.
"""

import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from khaldun.errors import RefusedInput
from khaldun.faces import words
from khaldun.settings import UPLOAD_BYTES, UPLOAD_FILES

#: The longest field that is no file, and the longest name of a file, in bytes.
_LONGEST = 2_000
_FORM = "multipart/form-data"
_UNNAMED = "unnamed"


@dataclass(slots=True)
class Upload:
    """What came: each file's name by where it lies, by the field that it came in; and words."""

    folder: Path
    files: dict[str, dict[Path, Path]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


async def receive(content_type: str, stream: AsyncIterator[bytes], aside: Path) -> Upload:
    """Put what comes into a new folder below `aside`.

    Raises:
        RefusedInput: it is no form with files, or too much; what came is not kept.
    """
    kind, options = parse_options_header(content_type)
    if kind.decode("latin-1") != _FORM or not options.get(b"boundary"):
        raise RefusedInput("only a form of the desk may hand over files")
    upload = await run_in_threadpool(_new, aside)
    parts = _Parts(upload)
    parser = MultipartParser(options[b"boundary"], parts.callbacks())
    try:
        await _feed(parser, stream)
    except BaseException as error:
        parts.close()
        discard(upload.folder)
        if isinstance(error, MultipartParseError):
            raise RefusedInput("the form came garbled; send it again") from error
        raise
    return upload


def _new(aside: Path) -> Upload:
    aside.mkdir(mode=0o700, exist_ok=True)
    return Upload(Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=aside)))


async def _feed(parser: MultipartParser, stream: AsyncIterator[bytes]) -> None:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > UPLOAD_BYTES:
            raise RefusedInput(
                f"more than {UPLOAD_BYTES:,} bytes came at once; hand over fewer, or use "
                "`khaldun read`"
            )
        await run_in_threadpool(parser.write, chunk)
    parser.finalize()


def discard(folder: Path) -> None:
    """Remove what was put aside: files by number, never a folder."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def sweep(aside: Path) -> None:
    """Remove what was put aside by desks that are no more."""
    for folder in aside.glob("*-*"):
        process = folder.name.partition("-")[0]
        if not process.isdecimal() or not _runs(int(process)):
            discard(folder)


def called(name: str) -> Path | None:
    """What a file is called in the ledger: "folder/page.html"; None for the system's own.

    Those are files and folders whose name begins with a dot, which `khaldun read` passes over too.
    """
    parts = [part for part in PurePosixPath(words.safe(name)).parts if part not in {"/", "..", "."}]
    if any(part.startswith(".") for part in parts):
        return None
    return Path(*parts) if parts else Path(_UNNAMED)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


class _Parts:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._header = [b"", b""]
        self._disposition = b""
        self._field = ""
        self._words = b""
        self._file: BinaryIO | None = None
        self._is_file = False

    def callbacks(self) -> Any:  # noqa: ANN401 - that type is not there at run time
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._head(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._head(1, data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._named,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_part_end": self._end,
        }

    def close(self) -> None:
        """Let go of a file that did not come to its end."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._disposition = self._words = b""
        self._header = [b"", b""]

    def _head(self, side: int, data: bytes) -> None:
        self._header[side] += data
        if len(self._header[side]) > _LONGEST:
            raise RefusedInput(f"a name of more than {_LONGEST:,} bytes is not taken")

    def _header_end(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _named(self) -> None:
        """A part has said what it is: a field, or a file, which is opened under its number."""
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = b"filename" in options
        if not self._is_file or not options[b"filename"]:  # a field for files, left empty
            return
        name = called(options[b"filename"].decode("utf-8", "replace"))
        number = sum(map(len, self._upload.files.values()))
        if number >= UPLOAD_FILES:
            raise RefusedInput(f"more than {UPLOAD_FILES:,} files came at once; hand over fewer")
        if name is not None:
            path = self._upload.folder / f"{number:06}"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(handle, "wb")
            self._upload.files.setdefault(self._field, {})[path] = name

    def _take(self, data: bytes) -> None:
        if self._file:
            self._file.write(data)
        elif not self._is_file:
            self._words += data
            if len(self._words) > _LONGEST:
                raise RefusedInput(f"a field of more than {_LONGEST:,} bytes is not taken")

    def _end(self) -> None:
        self.close()
        if not self._is_file:
            self._upload.words[self._field] = self._words.decode("utf-8", "replace").strip()
