"""Rule 1 of evidence: a span's words are the report's words at its offsets."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import get_args, get_type_hints

from khaldun.records import Account, Report, Span


def spans(record: object, path: str = "$") -> Iterator[tuple[str, Span]]:
    """Every span inside a record, with its path; by its fields, so that a new one is not missed."""
    if isinstance(record, Span):
        yield path, record
    elif isinstance(record, tuple):
        for number, item in enumerate(record):
            yield from spans(item, f"{path}[{number}]")
    else:
        kind: type = type(record)
        for name in _spanned(kind):
            yield from spans(getattr(record, name), f"{path}.{name}")


@cache
def _spanned(kind: type) -> tuple[str, ...]:
    """The fields of a record in which a span can be: a report's hundreds of passages have none."""
    hints = get_type_hints(kind) if is_dataclass(kind) else {}
    return tuple(name for name, hint in hints.items() if Span in _reached(hint, set()))


def _reached(hint: object, reached: set[object]) -> set[object]:
    """All types that a value of this one can hold, at any depth."""
    if hint not in reached:
        reached.add(hint)
        record = isinstance(hint, type) and is_dataclass(hint)
        for part in (*get_args(hint), *(get_type_hints(hint).values() if record else ())):
            _reached(part, reached)
    return reached


def strays(record: Report | Account, text: str) -> Iterator[str]:
    """One clause for each span of the record that does not say what the text says there."""
    for path, span in spans(record):
        found = text[span.start : span.end]
        if found != span.text:
            where = f"{path} at {span.start}:{span.end}"
            yield f"{where} says {shorten(span.text)}, the report says {shorten(found)}"


def shorten(words: str) -> str:
    """Words as quoted in a message: escaped, so that they cannot disturb a terminal, and cut."""
    return ascii(words if len(words) <= 60 else f"{words[:59]}…")
