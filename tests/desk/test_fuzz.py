"""Whoever sends what to whichever address of the desk: it answers, and the case stays intact."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from desk.cases import PORT, Visitor
from khaldun.case import Case
from khaldun.desk.app import build
from khaldun.desk.guard import Key
from khaldun.register.lines import Where

_ROUTES = [route for route in build(Path("nowhere"), Key(PORT)).routes if isinstance(route, Route)]
#: Every field that a form or an address of the desk knows.
_FIELDS = (
    "text kind place who since until disputed review sort page id target check done was head "
    "version reason by act account report field value words said start end number of says then "
    "blind name query at size there certainty lot file folder meta publisher published"
).split()
#: Values that some field takes; so that a request gets past its first check.
_KNOWN = (
    "figure kind when where against certainty says by killed wounded raid right wrong review yes "
    "2017-04-04 unknown as-read none 1 12 at+least+12 R.+One ?kind=raid -killed csv jsonl desk.css "
    "35,38,400 390x480 nowhere denied acled geojson parquet cards"
).split()


def _requests(ids: list[str]) -> Any:
    """A route, what stands in its path, and what is sent."""
    value = st.one_of(
        st.sampled_from(ids), st.sampled_from(_KNOWN), st.text(max_size=20, alphabet=_letters())
    )
    pairs = st.lists(st.tuples(st.sampled_from(_FIELDS), value), max_size=9)
    return st.tuples(st.sampled_from(_ROUTES), value, pairs, st.booleans())


def _letters() -> Any:
    return st.one_of(st.sampled_from("<>\"'&%/\\\0\u202e{}٣İ "), st.characters(codec="utf-8"))


def _ids(visitor: Visitor) -> list[str]:
    """Ids of incidents and their versions, accounts, claims and reports."""
    now = visitor.app.state.desk.now()
    ids = []
    for view in now.views(now.rows.choose(Where(), limit=4)):
        ids += [view.incident.id, view.incident.version, *view.reports, *view.claims]
        ids += [account.id for account in view.accounts]
    return ids


def _fuzz(visitor: Visitor, cases: int) -> int:
    """Send so many requests; how many judgements that made."""
    sent = 0

    @settings(max_examples=cases, suppress_health_check=list(HealthCheck))
    @given(request=_requests(_ids(visitor)))
    def run(request: Any) -> None:
        nonlocal sent
        sent += 1
        route, part, pairs, fresh = request
        path = route.path
        for name in ("id", "form", "name"):
            path = path.replace(f"{{{name}}}", quote(part, safe="") or "x")
        form = dict(pairs)
        if fresh:
            now = visitor.app.state.desk.now()
            (line,) = now.rows.choose(Where(), limit=1, after=len(pairs))
            form |= {"head": now.head, "id": line.id, "version": line.version, "by": "F"}
            form |= {"reason": "fuzzed"}
        if path == "/intake/add":
            files = [(name, (value or "x", value.encode())) for name, value in pairs[:2]]
            answer = visitor.give(files, form)
            # While a lot is read nobody can decide anything.
            while visitor.app.state.intake.busy:
                time.sleep(0.02)
        elif "POST" in route.methods:
            answer = visitor.send(path, form)
        else:
            answer = visitor.client.get(path, params=form, follow_redirects=False)
        assert answer.status_code < 500, (path, form, answer.text)

    run()
    assert sent >= cases
    with Case.open(visitor.folder) as case:
        assert not list(case.verify())
    return visitor.judgements()


def test_100_requests_of_every_kind_are_answered(visitor: Visitor) -> None:
    _fuzz(visitor, 100)


@pytest.mark.soak
def test_2000_requests_of_every_kind_are_answered(visitor: Visitor) -> None:
    assert _fuzz(visitor, 2000) > 10
