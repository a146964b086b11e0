"""A container's documents, a batch at a time."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import (
    CSV,
    JSON,
    JSON_LINES,
    MAIL,
    MBOX,
    PARQUET,
    TELEGRAM_PAGE,
    WACZ,
    WARC,
    XML,
    ZIP,
)
from khaldun.unpack import disqus, mail, tables, telegram, wacz, warc, zips
from khaldun.unpack.documents import Caps, Document, Opener, Passed

_OPENERS: dict[str, Opener] = {
    ZIP: zips.open_zip,
    WACZ: wacz.open_wacz,
    WARC: warc.open_warc,
    MAIL: mail.open_mail,
    MBOX: mail.open_mbox,
    CSV: tables.open_csv,
    JSON_LINES: tables.open_lines,
    PARQUET: tables.open_parquet,
    JSON: telegram.open_json,
    TELEGRAM_PAGE: telegram.open_pages,
    XML: disqus.open_export,
}
#: A batch ends when it holds so many bytes or documents; the next goes on where it ended.
_BATCH_BYTES, _BATCH_DOCUMENTS = 16_000_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some of a container's documents, in order.

    `next` is where to go on, None at the end; `passed` counts what holds no document; `fault` says
    what is wrong with the container itself, with `damaged` as of a document.
    """

    documents: tuple[Document, ...] = ()
    next: int | None = None
    passed: tuple[tuple[str, int], ...] = ()
    fault: str | None = None
    damaged: bool = False


def open_batch(path: Path, media_type: str, *, start: int, caps: Caps) -> Batch:
    """The documents of a container from `start` on, until a batch is full."""
    documents: list[Document] = []
    passed: Counter[str] = Counter()
    size, after, fault, damaged = 0, None, None, False
    with path.open("rb") as file:
        try:
            for number, part in _OPENERS[media_type](file, start, caps):
                if isinstance(part, Passed):
                    passed[part.what] += 1
                    continue
                documents.append(part)
                size += len(part.content or b"")
                if size >= _BATCH_BYTES or len(documents) >= _BATCH_DOCUMENTS:
                    after = number
                    break
        except RefusedInput as error:
            fault = str(error)
        except UnreadableInput as error:
            fault, damaged = str(error), True
    return Batch(
        documents=tuple(documents),
        next=after,
        passed=tuple(sorted(passed.items())),
        fault=fault,
        damaged=damaged,
    )
