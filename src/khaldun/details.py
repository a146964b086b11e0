"""What the user says of documents beside their bytes (`--meta`): publisher, date, address, title.

Two forms, by the file's ending:

    .json   {"document": {"publisher": …, "published": "YYYY-MM-DD", "url": …, "title": …}, …}
    .csv    a header line "document,publisher,published,url,title" (any order, `document` needed)

A document is named by its file, with or without the ending. What is left out or empty is unknown.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from khaldun.errors import InputError
from khaldun.records import Details

_KEYS = tuple(field.name for field in fields(Details))
_KEYS_SHOWN = ", ".join(_KEYS)


def read_details(path: Path) -> dict[str, Details]:
    """The details of each document that the file names.

    Raises:
        InputError: the file cannot be read, or a row breaks the rules; names file, row and rule.
    """
    rows = {".json": _json_rows, ".csv": _csv_rows}.get(path.suffix.lower())
    if rows is None:
        raise InputError(f"{path} is neither .json nor .csv; details come as one of these")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    table: dict[str, Details] = {}
    for where, document, row in rows(path, text):
        if document in table:
            raise InputError(f"{where}: {document!r} is there twice; keep one of the two")
        table[document] = _details(where, row)
    return table


def details_of(path: Path, table: Mapping[str, Details], *, otherwise: Details) -> Details:
    """A file's details: each from the table where it has one, else from `otherwise`."""
    own = table.get(path.name) or table.get(path.stem) or Details()
    merged = {key: getattr(own, key) or getattr(otherwise, key) for key in _KEYS}
    return Details(**merged)


def parse_day(words: str, *, where: str) -> date:
    """A day written YYYY-MM-DD.

    Raises:
        InputError: it is not; the message begins with `where`.
    """
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = None
    if day is None or len(words) != len("YYYY-MM-DD"):
        raise InputError(f"{where}: {words!r} is no day; write it as YYYY-MM-DD")
    return day


def parse_country(words: str, *, where: str) -> str:
    """A country by its two letters (ISO 3166), in capitals.

    Raises:
        InputError: it is not; the message begins with `where`.
    """
    if not (len(words) == 2 and words.isascii() and words.isalpha()):
        raise InputError(f"{where}: {words!r} is no ISO 3166 code of two letters")
    return words.upper()


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    try:
        table = json.loads(text, object_pairs_hook=_object)
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}") from error
    if not isinstance(table, dict):
        raise InputError(f'{path} is not of the form {{"document": {{"publisher": …}}, …}}')
    for document, row in table.items():
        where = f"{path}, document {document!r}"
        if not isinstance(row, dict):
            raise InputError(f"{where}: expected an object with {_KEYS_SHOWN}, found {row!r}")
        yield where, document, row


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, where a key that comes twice is an error and not the last one's."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice; keep one of the two")
    return table


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if "document" not in (lines.fieldnames or ()):
            found = ", ".join(lines.fieldnames or ()) or "nothing"
            raise InputError(f'{path}: the header line has no "document"; it has {found}')
        for row in lines:
            where = f"{path}, line {lines.line_num}"
            document = (row.pop("document") or "").strip()
            if None in row:
                raise InputError(
                    f"{where}: more cells than the header has; quote those with commas"
                )
            if not document:
                raise InputError(f"{where}: the document is not named")
            yield where, document, row
    except csv.Error as error:
        raise InputError(f"{path}, line {lines.line_num}: {error}") from error


def _details(where: str, row: Mapping[str, Any]) -> Details:
    strange = sorted(str(key) for key in row if key not in _KEYS)
    if strange:
        raise InputError(f"{where}: unknown {', '.join(strange)}; known are {_KEYS_SHOWN}")
    words: dict[str, str] = {}
    for key, value in row.items():
        if value is not None and not isinstance(value, str):
            raise InputError(f"{where}: {key} is {value!r}; put it in quotes")
        if value and value.strip():
            words[key] = value.strip()
    published = words.pop("published", None)
    return Details(published=parse_day(published, where=where) if published else None, **words)
