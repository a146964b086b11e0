"""What a form of the desk is: read, held against the case as it is now, and written as one act.

A form carries the end of the journal as it was when its page was made (`head`). If the journal has
moved on, or an incident is no longer the one that was shown (`version`), nothing is written and the
conflict is shown with what was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.model import Desk, Snapshot, Stale
from khaldun.desk.pages import page, remember, seen_by
from khaldun.errors import CaseError, InputError, RefusedInput
from khaldun.faces.judging import Decided
from khaldun.faces.views import View
from khaldun.register.incidents import ASIDE

Form = Mapping[str, Sequence[str]]
#: The largest form: a reason and a name are short, and an incident of 2,000 accounts fits.
_LARGEST = 64_000
_FORM = "application/x-www-form-urlencoded"
_Handler = Callable[[Request, Form], Response]


def handler(answer: _Handler) -> Callable[[Request], Any]:
    """A handler of what a form sent, run where it may wait for the disk."""

    @wraps(answer)
    async def handle(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
            raise RefusedInput("only a form of the desk may write")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                raise RefusedInput(f"a form of more than {_LARGEST:,} bytes is not read")
        form = parse_qs(body.decode("utf-8", "replace"))
        return await run_in_threadpool(_answer, answer, request, form)

    return handle


def _answer(answer: _Handler, request: Request, form: Form) -> Response:
    try:
        return answer(request, form)
    except Stale:
        return _conflict(request, form)


def judge(
    request: Request, form: Form, verdicts: Sequence[Decided], *, reason: str = ""
) -> Response:
    """Write the verdicts and go to the incident that they are on, or to the next one to review.

    `reason` stands where the form gives none. A form without `head` is not held against it.
    """
    desk: Desk = request.app.state.desk
    by = one(form, "by")
    head = one(form, "head") if "head" in form or not _aside(verdicts) else None
    made = desk.judge(verdicts, head=head, reason=one(form, "reason").strip() or reason, by=by)
    line = desk.now().of_account(verdicts[0].left)
    where = f"/incident/{line.id}" if line else "/journal"
    where = "/review" if one(form, "then") == "review" else where
    return remember(RedirectResponse(f"{where}?done={made[0].id}", status_code=303), request, by)


def _aside(verdicts: Sequence[Decided]) -> bool:
    return all(verdict.relation in ASIDE for verdict in verdicts)


def incidents(request: Request, form: Form, *, wanted: int = 2) -> list[View]:
    """The incidents that the form is on, as long as they are what was shown."""
    known = now(request)
    ids, versions = form.get("id", ()), form.get("version", ())
    if len(set(ids)) != wanted or len(versions) != wanted:
        raise InputError("the form does not name what it is on; open the page again")
    try:
        views = [known.incident(name) for name in ids]
    except CaseError as error:
        raise Stale from error
    seen = list(zip(ids, versions, strict=True))
    if [(view.incident.id, view.incident.version) for view in views] != seen:
        raise Stale
    return views


def now(request: Request) -> Snapshot:
    """The case as it is now."""
    desk: Desk = request.app.state.desk
    return desk.now()


def _conflict(request: Request, form: Form) -> Response:
    there = now(request)
    seen = one(form, "head")
    known = [judgement.id for judgement in there.journal]
    since = known.index(seen) + 1 if seen in known else 0
    fresh = set(known[since:])
    return page(
        request,
        "conflict.html",
        status=409,
        now=there,
        acts=seen_by(request, (act for act in there.acts if act.id in fresh)),
        reason=one(form, "reason"),
        by=one(form, "by"),
        back=[name for name in form.get("id", ()) if name.isalnum()],
    )


def one(form: Form, name: str) -> str:
    """The first value of a field; "" where there is none."""
    return next(iter(form.get(name, ())), "")
