"""The incidents of a filter as files, sent as they are made: their first bytes come at once, and a
case of any size needs no more memory than a small one.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from khaldun.desk import forms, pages, rows
from khaldun.desk.model import Snapshot
from khaldun.errors import CaseError
from khaldun.export.exporters import EXPORTERS
from khaldun.register.lines import Line

T = TypeVar("T")
#: Lines of the table, and whole incidents, that are sent at a time.
_LINES, _VIEWS = 500, 100
#: Forms that may be written a few incidents after the others; the rest are one thing.
_IN_PARTS = frozenset({"acled", "airwars", "csv", "ibc", "jsonl", "ucdp"})


def table(request: Request) -> Response:
    """The table as CSV, all of its pages."""
    query, now = pages.asked(request), forms.now(request)
    lines = now.rows.each(query.where(now.rows), order=query.order)
    write = partial(_lines, blind=pages.blind(request))
    return _download(_parts(lines, write, at_once=_LINES), "incidents.csv")


def export(request: Request) -> Response:
    """The incidents of the same table in the form of another tool."""
    form = request.path_params["form"]
    if form not in EXPORTERS:
        raise CaseError(f"no form {form!a}; there are {', '.join(EXPORTERS)}")
    query, now = pages.asked(request), forms.now(request)
    lines = now.rows.each(query.where(now.rows), order=query.order)
    write, parted = partial(_incidents, form, now), form in _IN_PARTS
    parts = _parts(lines, write, at_once=_VIEWS) if parted else iter([write(list(lines))])
    ending = form if form in ("geojson", "jsonl", "parquet") else "csv"
    return _download(parts, f"{form}.{ending}")


def _parts(
    things: Iterator[T], write: Callable[[Sequence[T]], bytes], *, at_once: int
) -> Iterator[bytes]:
    """What is written of all, so many at once; what nothing gives, the head, stands there once."""
    head = write([])
    yield head
    while several := list(islice(things, at_once)):
        yield write(several).removeprefix(head)


def _lines(lines: Sequence[Line], *, blind: bool) -> bytes:
    stream = io.StringIO(newline="")
    rows.write(lines, stream, blind=blind)
    return stream.getvalue().encode()


def _incidents(form: str, now: Snapshot, lines: Sequence[Line]) -> bytes:
    views = list(now.views(lines))
    reports = {report.id: report for view in views for report in view.reports.values()}
    # Text over bytes, as a file is: some forms write the bytes themselves.
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    EXPORTERS[form](
        [view.incident for view in views],
        [account for view in views for account in view.accounts],
        reports.values(),
        stream,
    )
    stream.seek(0)
    return stream.buffer.read()


def _download(parts: Iterator[bytes], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv" if name.endswith(".csv") else "application/octet-stream"
    return StreamingResponse(parts, media_type=kind, headers=headers)
