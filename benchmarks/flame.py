"""Draws where the time of reading goes: `python benchmarks/flame.py OUT.svg [FOLDER]`.

Reads the reports of FOLDER, or 50 made-up ones, on one core, the first of them before it looks.
Every millisecond of the processor it notes which function is at work for whom; what a call into C
takes longer than that counts for the function that called. A box is a function, as wide as its
share, above the one that called it; what is narrower than a thousandth is left out.

Why not py-spy? It stops the program for each look, and fell seconds behind on a busy machine; and
it counts seconds of the clock, which are shared with whatever else runs.
"""

import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from pathlib import Path
from types import FrameType

from khaldun.settings import Settings, one_thread

one_thread()

# ruff: noqa: E402 - threads are set before numpy loads
from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.pipeline import read_report
from khaldun.scale.bench import Input, from_folder, made_up
from khaldun.tools import Tools, build_tools

_REPORTS = 50
#: Seconds of the processor between two looks.
_TICK = 0.001
#: The picture: its width and the height of a box, in pixels; the narrowest box, as a share.
_WIDTH, _HEIGHT, _LEAST = 1200, 17, 0.001
_LETTER = 6.2


@dataclass(slots=True)
class Box:
    """A function as called by those below it, and its seconds with all that it calls."""

    name: str
    seconds: float = 0.0
    calls: dict[str, "Box"] = field(default_factory=dict)

    def add(self, names: list[str], seconds: float) -> None:
        """Adds time that was spent in the last of these, the first being called by this one."""
        box = self
        box.seconds += seconds
        for name in names:
            box = box.calls.setdefault(name, Box(name))
            box.seconds += seconds

    def depth(self, least: float) -> int:
        """How many boxes stand on each other, of those that take so many seconds."""
        above = (box.depth(least) for box in self.calls.values() if box.seconds >= least)
        return 1 + max(above, default=0)


def sample(tools: Tools, inputs: Iterator[Input]) -> Box:
    """The root of all boxes, from reading these inputs."""
    root, last = Box("read_report"), time.process_time()

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now, names = time.process_time(), list[str]()
        while frame and frame.f_code is not read_report.__code__:
            # A look that came while one was at work is no part of the program.
            names = [] if frame.f_code is look.__code__ else [*names, _name(frame)]
            frame = frame.f_back
        if frame:
            root.add(names[::-1], now - last)
        last = now

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
    for one in inputs:
        _read(one, tools)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return root


def _read(one: Input, tools: Tools) -> None:
    capture, content, details = one
    try:
        read_report(capture, content, details=details, tools=tools)
    except (RefusedInput, UnreadableInput) as error:
        print(f"{capture.location}: {error}", file=sys.stderr)


def _name(frame: FrameType) -> str:
    """The function with the last two parts of its module: "read.network.Network.read"."""
    module = ".".join(frame.f_globals.get("__name__", "").split(".")[-2:])
    return f"{module}.{frame.f_code.co_qualname}".replace(".<locals>", "")


def draw(root: Box) -> str:
    """The picture as SVG; the pointer over a box shows its whole name and its share."""
    height = root.depth(_LEAST * root.seconds) * _HEIGHT
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">',
        "<style>text { font: 10px monospace }</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        *_drawn(root, root.seconds, 0.0, height - _HEIGHT),
        "</svg>\n",
    ])  # fmt: skip


def _drawn(box: Box, whole: float, left: float, top: int) -> Iterator[str]:
    share = box.seconds / whole
    width = share * _WIDTH
    letters = int((width - 4) / _LETTER)
    name = box.name.split(".<")[0]
    short = name if len(name) <= letters else name.rpartition(".")[2]
    shown = escape(short[:letters]) if letters > 2 else ""
    yield (
        f'<g><title>{escape(box.name)} {share:.1%}</title><rect x="{left:.1f}" y="{top}" '
        f'width="{max(width - 0.5, 0.5):.1f}" height="{_HEIGHT - 1}" fill="{_colour(box.name)}"/>'
        f'<text x="{left + 2:.1f}" y="{top + 12}">{shown}</text></g>'
    )
    for above in sorted(box.calls.values(), key=lambda one: one.name):
        if above.seconds >= _LEAST * whole:
            yield from _drawn(above, whole, left, top - _HEIGHT)
            left += above.seconds / whole * _WIDTH


def _colour(name: str) -> str:
    """One for each part of the program, so that they can be told apart."""
    parts = {"segment": "#9ecae1", "read": "#fdbe85", "resolve": "#a1d99b", "knowledge": "#dadaeb"}
    if "onnxruntime" in name:
        return "#fc9272"
    return parts.get(name.partition(".")[0], "#d9d9d9")


def main() -> None:
    """Write the picture."""
    if not sys.argv[1:]:
        sys.exit(__doc__)
    tools = build_tools(Settings())
    inputs = iter(from_folder(Path(sys.argv[2])) if sys.argv[2:] else made_up(_REPORTS))
    for one in islice(inputs, 1):
        _read(one, tools)
    root = sample(tools, inputs)
    Path(sys.argv[1]).write_text(draw(root), encoding="utf-8")
    print(f"{sys.argv[1]}: {root.seconds:.1f} s of the processor")


if __name__ == "__main__":
    main()
