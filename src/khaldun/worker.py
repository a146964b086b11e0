"""The child process that reads hostile bytes: `python -m khaldun.worker SETTINGS`.

It builds its tools once, says that it is ready, and answers each `Task` with a `Reading` (see
`khaldun.pipeline`; frames in `khaldun.child`). The parent has put caps on it.
"""

import hashlib
import os
import sys
from pathlib import Path

from khaldun import codec
from khaldun.child import serve
from khaldun.errors import InputError, RefusedInput, UnreadableInput
from khaldun.intake import Reading, Task
from khaldun.kinds import CONTAINERS, HTML, TELEGRAM_PAGE
from khaldun.pipeline import read_report
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools
from khaldun.unpack import telegram
from khaldun.unpack.containers import open_batch
from khaldun.unpack.documents import Caps

#: Characters of an error's message that a reason keeps.
_MAX_MESSAGE = 300


def main() -> None:
    """Serve until the parent closes the pipe."""
    settings = codec.decode(sys.argv[1], Settings)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up between two frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    tools = build_tools(settings)
    serve(sys.stdin.buffer, answers, lambda task: answer(codec.decode(task, Task), tools))


def answer(task: Task, tools: Tools) -> bytes:
    """Read one capture; whatever happens is a `Reading`, as JSON."""
    try:
        return codec.encode(_read(task, tools))
    except RefusedInput as error:
        reading = Reading(state="refused", reason=str(error))
    except InputError as error:
        reading = Reading(state="failed", reason=str(error))
    # A page can drive any library of any stage into any error (too deep, too large, a bug of
    # theirs or ours); it costs this one input, is named in its outcome, and the others go on.
    except Exception as error:  # noqa: BLE001 - see above
        # In ASCII, because what could not be encoded above must not stand in the reason.
        message = ascii(str(error)[:_MAX_MESSAGE]) if str(error) else "no message"
        reason = f"its reader failed with {type(error).__name__}: {message}"
        reading = Reading(state="failed", reason=reason)
    return codec.encode(reading)


def _read(task: Task, tools: Tools) -> Reading:
    """Open a container; or the stages, unless the file is larger than what we load at all."""
    captured, blob, limit = task.capture, Path(task.blob), tools.settings.max_file_bytes
    # What we fetched ourselves is one page, also where it is kept in the form of an archive.
    if captured.media_type in CONTAINERS and captured.method in {"file", "container"}:
        return _open(task, tools)
    if captured.size > limit:
        raise RefusedInput(
            f"{captured.location} has {captured.size:,} bytes; files above {limit:,} are not read"
        )
    content = blob.read_bytes()
    _require_same(hashlib.sha256(content).hexdigest(), task)
    if captured.media_type == HTML and telegram.is_page(content):
        return _open(task, tools, media_type=TELEGRAM_PAGE)
    report, accounts = read_report(captured, content, details=task.details, tools=tools)
    return Reading(state="read" if accounts else "empty", report=report, accounts=accounts)


def _open(task: Task, tools: Tools, *, media_type: str | None = None) -> Reading:
    """The next batch of a container's documents."""
    settings, blob = tools.settings, Path(task.blob)
    if not task.start:
        with blob.open("rb") as file:
            _require_same(hashlib.file_digest(file, "sha256").hexdigest(), task)
    caps = Caps(
        max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    kind = media_type or task.capture.media_type
    return Reading(
        state="opened",
        reason="some of its documents",
        batch=open_batch(blob, kind, start=task.start, caps=caps),
    )


def _require_same(found: str, task: Task) -> None:
    if found != task.capture.id:
        raise UnreadableInput(f"{task.blob} has changed since it was captured; restore it")


if __name__ == "__main__":
    main()
