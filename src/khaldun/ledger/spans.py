"""Rule 1 of evidence: a span's words are the report's words at its offsets."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from khaldun.records import Account, Report, Span


def spans(record: object, path: str = "$") -> Iterator[tuple[str, Span]]:
    """Every span inside a record, with its path; by its fields, so that a new one is not missed."""
    if isinstance(record, Span):
        yield path, record
    elif isinstance(record, tuple):
        for number, item in enumerate(record):
            yield from spans(item, f"{path}[{number}]")
    elif is_dataclass(record):
        for field in fields(record):
            yield from spans(getattr(record, field.name), f"{path}.{field.name}")


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
