"""What a command printed, read again."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

Khaldun = Callable[..., "CompletedProcess[str]"]


def lines(done: "CompletedProcess[str]") -> list[dict[str, Any]]:
    """The JSON records of a command that succeeded."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
