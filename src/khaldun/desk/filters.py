"""Filters that are kept by name, in the case's folder, so that they are there in every browser.

`filters.json` holds what each asks, as its address does. It is no evidence: it may be deleted.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import forms
from khaldun.desk.forms import Form
from khaldun.desk.model import Desk
from khaldun.desk.rows import Query
from khaldun.errors import CaseError, InputError, KhaldunError

_FILE = "filters.json"
#: The longest name, and the most filters that are kept.
_LONGEST, _MOST = 60, 100


def kept(folder: Path) -> dict[str, Query]:
    """The filters of a case by name.

    Raises:
        CaseError: the file cannot be read, or holds something else.
    """
    path = folder / _FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _query(address) for name, address in sorted(told.items())}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError, InputError) as error:
        raise CaseError(f"{path}: no filters can be read: {error}; move it away") from error


def listed(folder: Path) -> dict[str, Query]:
    """The same; none where they cannot be read, as the table is there without them."""
    try:
        return kept(folder)
    except KhaldunError:
        return {}


@forms.handler
def save(request: Request, form: Form) -> Response:
    """Keep a filter by a name that none has yet."""
    desk: Desk = request.app.state.desk
    name, query = forms.one(form, "name").strip(), _query(forms.one(form, "query"))
    if not name or len(name) > _LONGEST:
        raise InputError(f"a filter has a name of at most {_LONGEST} letters")
    with desk.lock:
        filters = kept(desk.folder)
        if filters.get(name, query) != query:
            raise CaseError(f"there is another filter {name!a}; take it out, or name this anew")
        if len(filters) >= _MOST:
            raise CaseError(f"{_MOST} filters are kept; take one out")
        _write(desk.folder, filters | {name: query})
    return RedirectResponse(f"/incidents{query.address()}", status_code=303)


@forms.handler
def drop(request: Request, form: Form) -> Response:
    """Take a filter out; what it chose stays where it is."""
    desk: Desk = request.app.state.desk
    name = forms.one(form, "name")
    with desk.lock:
        filters = kept(desk.folder)
        if name not in filters:
            raise CaseError(f"there is no filter {name!a}")
        query = filters.pop(name)
        _write(desk.folder, filters)
    return RedirectResponse(f"/incidents{query.address()}", status_code=303)


def _query(address: str) -> Query:
    """What an address asks, of its first page."""
    asked = Query.parse(dict(parse_qsl(address.removeprefix("?"))) | {"page": "1"})
    if not asked.address():
        raise InputError("this asks for all incidents; choose some first")
    return asked


def _write(folder: Path, filters: Mapping[str, Query]) -> None:
    path, aside = folder / _FILE, folder / f"{_FILE}.part"
    told = json.dumps({name: query.address() for name, query in filters.items()}, indent=1)
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(told)
        aside.replace(path)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written: {error.strerror}") from error
