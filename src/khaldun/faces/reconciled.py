"""What `khaldun reconcile` prints: how many incidents there are, and where a crowd was cut."""

from collections.abc import Iterator
from typing import Any

from khaldun.register.incidents import Register


def summary(register: Register, changed: int) -> Iterator[str]:
    """A line of counts, and one for the crowds of each kind, if there are some."""
    yield f"{register.count()} incidents, {changed} of them made or changed"
    for of, blocks, window in register.crowds():
        if blocks:
            several = "crowded block" if blocks == 1 else "crowded blocks"
            yield f"{blocks} {several} of {of}, cut to {window} neighbours by day on either side"


def plain(register: Register, changed: int) -> dict[str, Any]:
    """The same as numbers."""
    crowded = {of: blocks for of, blocks, _ in register.crowds()}
    return {"incidents": register.count(), "changed": changed, "crowded": crowded}
