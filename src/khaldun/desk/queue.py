"""The review queue: what most needs a person comes first, and one key decides.

A second reviewer may work blind: they get what others have reviewed, and see nothing of what was
said. How far reviewers agree is Krippendorff's alpha over all that two or more have reviewed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk import forms
from khaldun.desk.forms import Form
from khaldun.desk.model import Snapshot
from khaldun.desk.pages import asked, blind, name_of, page, remember
from khaldun.desk.rows import Query
from khaldun.errors import InputError
from khaldun.evaluate.agreement import alpha
from khaldun.ledger.journal import standing
from khaldun.records import Judgement
from khaldun.register.lines import IN_ORDER, Line, Where

#: Points for each reason to look at an incident: disputed fields and unsure values up to three
#: each, the size of the toll, a change since it was reviewed, reports since the last session.
_POINTS = """3 * min(disputes, 3) + min(unsure, 3)
    + (dead >= 1) + (dead >= 10) + (dead >= 50) + (dead >= 100)
    + 3 * (review = 'changed') + 2 * (seen > '{since}')"""
_LARGE = 10
#: Decisions that lie further apart were made in two sessions.
_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reviewer is: decisions, those of this session and how many an hour, what is left.

    `last` is when the session before this one ended: what was captured later is new to them.
    """

    done: int
    now: int
    pace: float | None
    last: datetime | None

    @classmethod
    def of(cls, marks: Sequence[Judgement], at: datetime) -> "Progress":
        """The progress of who made these marks, the oldest first."""
        begun = len(marks)
        later = at
        while begun and later - marks[begun - 1].decided_at < _PAUSE:
            begun -= 1
            later = marks[begun].decided_at
        session = marks[begun:]
        hours = (at - later).total_seconds() / 3600
        return cls(
            done=len(marks),
            now=len(session),
            pace=len(session) / hours if len(session) > 1 and hours else None,
            last=marks[begun - 1].decided_at if begun else None,
        )


def review(request: Request) -> Response:
    """The next incident of the queue."""
    now, query, name = forms.now(request), asked(request), name_of(request)
    hidden, skipped = blind(request), query.page - 1
    marks = [one for one in now.journal if one.relation == "review" and one.decided_by == name]
    progress = Progress.of(marks, datetime.now(UTC))
    where = _ahead(now, query, name, hidden=hidden)
    left, _ = now.rows.sums(where)
    since = f"{progress.last:%Y-%m-%dT%H:%M:%S}" if progress.last else ""
    order = f"{_POINTS.format(since=since or '9')} DESC, {IN_ORDER}"
    found = now.rows.choose(where, order=order, limit=1, after=min(skipped, max(0, left - 1)))
    done = request.query_params.get("done", "")
    return page(
        request,
        "review.html",
        now=now,
        query=query,
        name=name,
        blind=hidden,
        progress=progress,
        left=left,
        reasons=[reason for line in found for reason in _reasons(line, since)],
        view=next(iter(list(now.views(found))), None),
        line=next(iter(found), None),
        done=next((act for act in now.acts[-1:] if act.id == done), None),
        agreement=_agreement(now.journal),
    )


@forms.handler
def reviewer(request: Request, form: Form) -> Response:
    """Who reviews in this browser, and whether blind."""
    name = forms.one(form, "by").strip()
    if not name:
        raise InputError("a review needs the name of who reviews")
    hidden = "yes" if forms.one(form, "blind") else "no"
    return remember(RedirectResponse("/review", status_code=303), request, name, hidden=hidden)


def _ahead(now: Snapshot, query: Query, name: str, *, hidden: bool) -> Where:
    """What this reviewer has not looked at: of a blind one, what others have."""
    said = """home IN (SELECT a.home FROM reviews r JOIN accounts a ON a.id = r.account
        JOIN lines l ON l.home = a.home AND l.version = r.version WHERE r.reviewer {} ?)"""
    mine = f"NOT {said.format('=')}"
    asked = query.where(now.rows)
    others = (said.format("!="), [name]) if hidden else ("review IN ('', 'changed')", [])
    return Where.all_of([(asked.sql, asked.values), (mine, [name]), others])


def _reasons(line: Line, since: str) -> Iterator[str]:
    """Why it comes where it does, in words."""
    if line.disputes:
        yield f"disputed: {line.disputed}"
    if line.unsure:
        yield f"{line.unsure} unsure"
    if line.dead >= _LARGE:
        yield "large toll"
    if line.review == "changed":
        yield "changed since review"
    if since and line.seen > since:
        yield "new since last time"


def _agreement(journal: Sequence[Judgement]) -> tuple[int, float | None]:
    """How many incidents two or more have reviewed in one version, and alpha over them."""
    units: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in standing(one for one in journal if one.relation == "review"):
        if one.value:
            units[one.left, one.value].append(one.verdict)
    shared = [values for values in units.values() if len(values) > 1]
    return len(shared), alpha(shared)
