"""Files and folders of the user, captured as they are."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePath

from khaldun.capture.store import Store
from khaldun.errors import InputError
from khaldun.kinds import UNKNOWN, media_type
from khaldun.records import Capture


def discover(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file at or below these paths, once each, sorted within each path.

    Files and folders whose name starts with a dot are passed over below a folder (they are the
    system's, not the user's), but taken when named. A link to a folder is followed once, so a
    loop of links ends. A folder that cannot be listed comes out itself, so that capturing it
    fails by name and its files are not lost in silence.

    Raises:
        InputError: a path does not exist; names it.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path):
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def capture(
    path: Path, *, store: Store, run: str, captured_at: datetime, called: Path | str | None = None
) -> Capture:
    """Keep a file's bytes and say how they came; `called` is its name, where that is not its path.

    Files of a kind that we do not read are kept too: refusing them is the segmenter's, with a
    reason, and by then nothing is lost.

    Raises:
        InputError: the bytes cannot be had (permissions, a vanished file, a device).
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is no file that can be read; check its rights, or name files")
        capture_id, size = store.put_file(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be read ({reason}); check that you may open it") from error
    return Capture(
        id=capture_id,
        # A name that is no UTF-8 is shown with its bytes escaped: no record holds a surrogate.
        location=os.fsencode(called or path).decode("utf-8", "backslashreplace"),
        media_type=media_type(PurePath(called or path).name) or UNKNOWN,
        size=size,
        captured_at=captured_at,
        method="file",
        run=run,
    )


def _below(path: Path) -> Iterator[Path]:
    if not path.exists():
        if path.is_symlink():
            raise InputError(f"{path} is a link to nothing; mend or remove it")
        raise InputError(f"{path} does not exist; check the spelling")
    if not path.is_dir():
        yield path
        return
    entered: set[Path] = set()
    closed: list[Path] = []
    walk = os.walk(
        path, onerror=lambda error: closed.append(Path(error.filename)), followlinks=True
    )
    for folder, names, files in walk:
        real = Path(folder).resolve()
        if real in entered:
            names.clear()
            continue
        entered.add(real)
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))
    yield from closed
