"""The pages that only show: each handler parses what is asked, looks it up, and renders it."""

import platform
import sqlite3
from collections import Counter
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import chart, filters, pages, rows
from khaldun.desk.marked import mark, stretches
from khaldun.desk.matrix import Matrix, anchor, grounds, told_by
from khaldun.desk.model import Desk, Snapshot
from khaldun.desk.near import near
from khaldun.desk.pages import page
from khaldun.desk.rows import PAGE
from khaldun.desk.saying import MISSED
from khaldun.desk.timeline import timeline
from khaldun.errors import CaseError, InputError
from khaldun.export.exporters import EXPORTERS
from khaldun.faces.views import View
from khaldun.fuse.policies import policies
from khaldun.records import CERTAINTIES, FIGURE_KINDS
from khaldun.register.lines import Where

#: Two incidents are compared, no more.
_SIDES = 2


def start(_: Request) -> Response:
    """The front door leads to the table."""
    return RedirectResponse("/incidents", status_code=303)


def static(request: Request) -> Response:
    """A file of ours."""
    name = request.path_params["name"]
    if name not in pages.STATIC:
        raise CaseError(f"no file {name!a} is part of the desk")
    return Response(pages.static(name), media_type=pages.STATIC[name])


def incidents(request: Request) -> Response:
    """The table of incidents, as the address asks for it."""
    now, query = _now(request), pages.asked(request)
    where = query.where(now.rows)
    chosen, disputed = now.rows.sums(where)
    last = max(1, -(-chosen // PAGE))
    number = min(query.page, last)
    return page(
        request,
        "incidents.html",
        query=query,
        path="/incidents",
        address=lambda **changes: f"/incidents{query.address(**changes)}",
        rows=now.rows.choose(where, order=query.order, limit=PAGE, after=(number - 1) * PAGE),
        cells=rows.cells,
        number=number,
        last=last,
        all=now.rows.sums(Where())[0],
        chosen=chosen,
        disputed=disputed,
        kinds=query.kinds(now.rows, where),
        timeline=timeline(now.rows, query, where),
        columns=rows.COLUMNS,
        reviews=rows.REVIEWS,
        filters=filters.listed(now.folder),
        forms=[form for form in EXPORTERS if form != "cards"],
    )


def incident(request: Request) -> Response:
    """One incident: who says what, since when, in which words; and what can be decided."""
    now = _now(request)
    wanted = request.path_params["id"]
    view = now.incident(wanted)
    if view.incident.id != wanted:
        return RedirectResponse(f"/incident/{view.incident.id}?was={wanted}", status_code=303)
    line = now.of_account(view.accounts[0].id)
    assert line, "an incident has a line"
    own = set(view.incident.accounts) | set(view.reports)
    done = request.query_params.get("done", "")
    return page(
        request,
        "incident.html",
        now=now,
        view=view,
        line=line,
        matrix=Matrix.of(view),
        chart=chart.draw(view),
        label=chart.label,
        told=told_by(view),
        anchor=anchor,
        grounds=grounds,
        policies={
            policy.label: policy.render(view.incident, view.claims)
            for policy in policies().values()
        },
        near=near(line, now.rows),
        acts=pages.seen_by(request, (act for act in reversed(now.acts) if act.is_on(own))),
        done=next((act for act in now.acts if act.id == done), None),
        was=request.query_params.get("was", ""),
    )


def compare(request: Request) -> Response:
    """Two incidents side by side, to say whether they are one."""
    now = _now(request)
    ids = list(dict.fromkeys(request.query_params.getlist("id")))
    if len(ids) != _SIDES:
        raise InputError(f"choose two incidents to compare; {len(ids)} were chosen")
    views = [now.incident(one) for one in ids]
    if views[0].incident.id == views[1].incident.id:
        return RedirectResponse(f"/incident/{views[0].incident.id}", status_code=303)
    return page(
        request,
        "compare.html",
        now=now,
        views=views,
        fields=_fields(views),
    )


def report(request: Request) -> Response:
    """A report's text as it was captured, with the words of every claim lit."""
    now = _now(request)
    found, accounts = now.report(request.path_params["id"])
    return page(
        request,
        "report.html",
        now=now,
        report=found,
        accounts=accounts,
        stretches=stretches(mark(found, accounts)),
        homes={one.id: line.id for one in accounts if (line := now.of_account(one.id))},
        counts=FIGURE_KINDS,
        certainties=CERTAINTIES,
        missed=MISSED,
    )


def journal(request: Request) -> Response:
    """Every judgement, the latest first."""
    now = _now(request)
    asked = request.query_params.get("page", "1")
    made = pages.seen_by(request, reversed(now.acts))
    last = max(1, -(-len(made) // PAGE))
    number = min(last, max(1, int(asked))) if asked.isascii() and asked.isdigit() else 1
    acts = made[(number - 1) * PAGE : number * PAGE]
    return page(request, "journal.html", now=now, acts=acts, number=number, last=last)


def health(request: Request) -> Response:
    """Whether the case is intact, what was read and what failed, and by which versions."""
    desk: Desk = request.app.state.desk
    # Without the incidents: a case that is too damaged to list them is what this page is for.
    if "check" in request.query_params:
        desk.check()
        if desk.checking:
            # So that the page that asks again begins it only once.
            return RedirectResponse("/health", status_code=303)
    checked = desk.checked()
    return page(
        request,
        "health.html",
        checked=checked,
        checking=desk.checking,
        backups=desk.backups(),
        states=Counter(outcome.state for outcome in checked.outcomes) if checked else {},
        unread=[one for one in checked.outcomes if one.reason] if checked else [],
        versions={
            "Khaldun": version("khaldun"),
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
        },
    )


def _now(request: Request) -> Snapshot:
    desk: Desk = request.app.state.desk
    return desk.now()


def _fields(views: list[View]) -> list[str]:
    """The fields of two incidents, in the order in which they are first found."""
    return list(
        dict.fromkeys(finding.field for view in views for finding in view.incident.findings)
    )
