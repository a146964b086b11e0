"""The forms that write: each is one act in the journal, with a reason and a name.

A form carries the end of the journal as it was when its page was made (`head`). If the journal has
moved on, or an incident is no longer the one that was shown (`version`), nothing is written and the
conflict is shown with what was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from itertools import product
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from khaldun.desk.acts import Act
from khaldun.desk.model import Desk, Snapshot, Stale
from khaldun.desk.pages import page
from khaldun.errors import CaseError, InputError, RefusedInput
from khaldun.faces.judging import Decided, tied
from khaldun.faces.views import View

Form = Mapping[str, Sequence[str]]
#: The largest form: a reason and a name are short, and an incident of 2,000 accounts fits.
_LARGEST = 64_000
_FORM = "application/x-www-form-urlencoded"
_Handler = Callable[[Request, Form], Response]


def form_of(handler: _Handler) -> Callable[[Request], Any]:
    """A handler of what a form sent, run where it may wait for the disk."""

    @wraps(handler)
    async def handle(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
            raise RefusedInput("only a form of the desk may write")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                raise RefusedInput(f"a form of more than {_LARGEST:,} bytes is not read")
        form = parse_qs(body.decode("utf-8", "replace"))
        return await run_in_threadpool(_answer, handler, request, form)

    return handle


def _answer(handler: _Handler, request: Request, form: Form) -> Response:
    try:
        return handler(request, form)
    except Stale:
        return _conflict(request, form)


@form_of
def join(request: Request, form: Form) -> Response:
    """Two incidents are one."""
    left, right = _incidents(request, form)
    pairs = tied(left.incident.accounts, right.incident.accounts)
    return _judge(request, form, [Decided("same", *pair, "yes") for pair in pairs])


@form_of
def apart(request: Request, form: Form) -> Response:
    """Two incidents are two, and stay so whatever else is read."""
    left, right = _incidents(request, form)
    across = product(left.incident.accounts, right.incident.accounts)
    return _judge(request, form, [Decided("same", *pair, "no") for pair in across])


@form_of
def split(request: Request, form: Form) -> Response:
    """Some accounts of an incident tell of another one."""
    (view,) = _incidents(request, form, wanted=1)
    chosen = set(form.get("account", ()))
    out = [account for account in view.incident.accounts if account in chosen]
    rest = [account for account in view.incident.accounts if account not in chosen]
    if not out or not rest or len(out) != len(chosen):
        raise InputError("tick the accounts that tell of another incident, and leave one at least")
    return _judge(request, form, [Decided("same", *pair, "no") for pair in product(out, rest)])


@form_of
def withdraw(request: Request, form: Form) -> Response:
    """What an act decided is decided no more."""
    return _judge(request, form, _act(request, form).withdrawn())


@form_of
def undo(request: Request, form: Form) -> Response:
    """What stood before an act stands again."""
    return _judge(request, form, _act(request, form).undone())


def _judge(request: Request, form: Form, verdicts: Sequence[Decided]) -> Response:
    """Write the verdicts and go to the incident that they are on."""
    desk: Desk = request.app.state.desk
    made = desk.judge(
        verdicts, head=_one(form, "head"), reason=_one(form, "reason"), by=_one(form, "by")
    )
    first = verdicts[0]
    view = desk.now().by_account.get(first.left) if first.relation != "copy" else None
    where = f"/incident/{view.incident.id}" if view else "/journal"
    return RedirectResponse(f"{where}?done={made[0].id}", status_code=303)


def _incidents(request: Request, form: Form, *, wanted: int = 2) -> list[View]:
    """The incidents that the form is on, as long as they are what was shown."""
    now = _now(request)
    ids, versions = form.get("id", ()), form.get("version", ())
    if len(set(ids)) != wanted or len(versions) != wanted:
        raise InputError("the form does not name what it is on; open the page again")
    found = [now.by_id.get(one) for one in ids]
    views = [view for view in found if view]
    if [view.incident.version for view in views] != list(versions):
        raise Stale
    return views


def _act(request: Request, form: Form) -> Act:
    act = next((one for one in _now(request).acts if one.id == _one(form, "act")), None)
    if act is None:
        raise CaseError("the journal has no such act; open it again")
    if not act.stands:
        raise InputError("a later judgement is on the same accounts; take that one back first")
    return act


def _now(request: Request) -> Snapshot:
    desk: Desk = request.app.state.desk
    return desk.now()


def _conflict(request: Request, form: Form) -> Response:
    now = _now(request)
    seen = _one(form, "head")
    known = [judgement.id for judgement in now.journal]
    since = known.index(seen) + 1 if seen in known else 0
    fresh = set(known[since:])
    return page(
        request,
        "conflict.html",
        status=409,
        now=now,
        acts=[act for act in now.acts if act.id in fresh],
        reason=_one(form, "reason"),
        by=_one(form, "by"),
        back=[one for one in form.get("id", ()) if one.isalnum()],
    )


def _one(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")
