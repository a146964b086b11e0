"""Files that are whole or not there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from khaldun.errors import InputError


@contextmanager
def whole_file(path: Path | None) -> Iterator[TextIO]:
    """A stream to a file, which takes its place once all is written; without a path to stdout.

    UTF-8, and line ends as they are given (csv ends its own lines).

    Raises:
        InputError: the file cannot be written; names it.
    """
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); check the path") from error
    finally:
        part.unlink(missing_ok=True)
