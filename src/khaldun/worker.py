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
from khaldun.pipeline import Reading, Task, read_report
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

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
    """The stages, unless the file is larger than what we load at all."""
    size, limit = task.capture.size, tools.settings.max_file_bytes
    if size > limit:
        raise RefusedInput(
            f"{task.capture.location} has {size:,} bytes; files above {limit:,} are not read"
        )
    content = Path(task.blob).read_bytes()
    if hashlib.sha256(content).hexdigest() != task.capture.id:
        raise UnreadableInput(f"{task.blob} has changed since it was captured; restore it")
    report, accounts = read_report(task.capture, content, details=task.details, tools=tools)
    return Reading(state="read" if accounts else "empty", report=report, accounts=accounts)


if __name__ == "__main__":
    main()
