"""Tables of texts: each row of a CSV or of Parquet, or object of JSON lines, is a report.

The column `text` holds the report; `document`, `publisher`, `published`, `url` and `title` are
named as in `--meta`. Other columns are passed over.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import IO, Any

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import PLAIN
from khaldun.records import Details
from khaldun.unpack.documents import Caps, Document, Part

_TEXT, _NAME = "text", "document"
#: Rows of Parquet that are unpacked at once.
_ROWS = 64
_KEYS = tuple(field.name for field in fields(Details))


def open_csv(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The rows of a CSV with a header line; `start` counts rows."""
    csv.field_size_limit(min(sys.maxsize, caps.max_file_bytes))
    lines = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
    number = 0
    try:
        if _TEXT not in (lines.fieldnames or ()):
            found = ", ".join(lines.fieldnames or ()) or "nothing"
            raise RefusedInput(f'the header line has no column "text"; it has {found[:200]}')
        for row in lines:
            number += 1
            if number > start:
                ragged = "more cells than the header has; quote those with commas"
                fault = ragged if None in row else None
                yield number, _document(row, number, fault=fault)
    except csv.Error as error:
        raise UnreadableInput(f"line {lines.line_num}: {error}; mend the table") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"not UTF-8 after row {number} (byte {error.start}); save it as UTF-8"
        ) from error


def open_lines(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The lines of a file of JSON objects; `start` is a line's number."""
    number = 0
    while line := file.readline(2 * caps.max_file_bytes):
        number += 1
        if number <= start or not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            broken = f"line {number} is no JSON ({type(error).__name__})"
            yield number, Document(place=f"row {number}", fault=broken, damaged=True)
            continue
        strange = None if isinstance(row, dict) else "a line is no object"
        yield number, _document(row if isinstance(row, dict) else {}, number, fault=strange)


def open_parquet(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:  # noqa: ARG001 - one form for all
    """The rows of a Parquet file, a few at a time; `start` counts rows."""
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra, large
    except ImportError as error:
        raise RefusedInput("Parquet needs pyarrow: pip install 'khaldun[parquet]'") from error
    number = 0
    try:
        table = parquet.ParquetFile(file)
        names = table.schema_arrow.names
        if _TEXT not in names:
            raise RefusedInput(f'it has no column "text"; it has {", ".join(names)[:200]}')
        kept = [name for name in (_TEXT, _NAME, *_KEYS) if name in names]
        for batch in table.iter_batches(_ROWS, columns=kept):
            for row in batch.to_pylist():
                number += 1
                if number > start:
                    yield number, _document(_plain(row), number, fault=None)
    except (ArrowException, OSError, ValueError) as error:
        raise UnreadableInput(f"no whole Parquet file after row {number}: {error}"[:300]) from error


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its days as words: Parquet has a type for them, with a time of day or without."""
    day = row.get("published")
    return {**row, "published": day.isoformat()[:10]} if isinstance(day, date) else dict(row)


def _document(row: Mapping[Any, Any], number: int, *, fault: str | None) -> Document:
    words = {key: row[key].strip() for key in (*_KEYS, _NAME) if isinstance(row.get(key), str)}
    written = words.pop("published", "")
    published = _day(written)
    named = words.pop(_NAME, "").replace("/", "_")
    place = f"row {number} {named}".strip()
    if written and not published:
        fault = fault or f"published is {written[:40]!r}, no day; write it as YYYY-MM-DD"
    text = row.get(_TEXT)
    if not isinstance(text, str):
        fault = fault or 'it has no "text"'
    if fault or not isinstance(text, str):
        return Document(place=place, fault=fault, damaged=True)
    details = Details(published=published, **{k: v for k, v in words.items() if v})
    # A lone surrogate, which JSON can write, is shown as what it is: no character.
    content = text.encode("utf-8", "replace")
    return Document(place=place, content=content, media_type=PLAIN, details=details)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if len(words) == len("YYYY-MM-DD") else None
    except ValueError:
        return None
