"""What is said of one incident: a field is corrected, it is marked as reviewed, a note is left."""

import re

from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import forms
from khaldun.desk.forms import Form
from khaldun.desk.marked import stand_at
from khaldun.desk.model import Desk
from khaldun.desk.pages import page
from khaldun.errors import CaseError, InputError
from khaldun.faces.correcting import NONE, Typed, correction
from khaldun.faces.judging import Decided
from khaldun.faces.reviewing import UNTOLD, marked, noted
from khaldun.faces.views import View
from khaldun.fuse.corrections import FIELDS
from khaldun.records import (
    CERTAINTIES,
    FIGURE_KINDS,
    INCIDENT_KINDS,
    Account,
    Certainty,
    Claim,
    Report,
    Span,
)

_OFFSET = re.compile("[0-9]{1,9}")
#: What selected words may tell of an account.
MISSED = ("figure", "by", "against", "when", "where")
#: What can be corrected of a claim, by what it tells.
_OF_CLAIMS = {
    "figure": ("figure", "says", "certainty"),
    "responsibility": ("by", "says", "certainty"),
    "occurrence": ("says", "certainty"),
}


def correcting(request: Request) -> Response:
    """The form that corrects one account or one of its claims."""
    asked = request.query_params
    now = forms.now(request)
    view = now.incident(asked.get("id", ""))
    account, claim = _target(view, asked.get("target", ""))
    return page(
        request,
        "correct.html",
        now=now,
        view=view,
        account=account,
        claim=claim,
        fields=_OF_CLAIMS[claim.about] if claim else tuple(FIELDS),
        kinds=INCIDENT_KINDS,
        counts=FIGURE_KINDS,
        certainties=CERTAINTIES,
    )


@forms.handler
def correct(request: Request, form: Form) -> Response:
    """A field is what a person says, read as a report is."""
    (view,) = forms.incidents(request, form, wanted=1)
    account, claim = _target(view, forms.one(form, "target"))
    typed = Typed(
        target=claim.id if claim else account.id,
        field=forms.one(form, "field").strip(),
        value=forms.one(form, "value").strip(),
        words=forms.one(form, "words").strip() or None,
    )
    verdict = _decided(request, view, account, typed)
    desk: Desk = request.app.state.desk
    everywhere = forms.one(form, "everywhere") == "yes"
    verdicts = desk.everywhere(account, verdict) if everywhere else [verdict]
    return forms.judge(request, form, verdicts)


@forms.handler
def claim(request: Request, form: Form) -> Response:
    """A report tells what the reader missed, in the words that a person selected.

    Where nothing is typed, the words themselves are the count, the name, the day or the place.
    """
    desk: Desk = request.app.state.desk
    report, accounts = forms.now(request).report(forms.one(form, "report"))
    account = next((one for one in accounts if one.id == forms.one(form, "account")), None)
    if account is None:
        raise CaseError("the report has no such account now; open it again")
    words, field = forms.one(form, "words").strip(), forms.one(form, "field") or "figure"
    if field not in MISSED or not words:
        raise InputError("select words of the report, and choose what they tell")
    value = _counted(form, words) if field == "figure" else forms.one(form, "value").strip()
    typed = Typed(
        target=account.id,
        field=field,
        value=value or words,
        words=words,
        says=list(filter(None, map(str.strip, forms.one(form, "says").split("<")))),
        span=_selected(form, report, account, words),
        certainty=_certainty(form),
        more=True,
    )
    return forms.judge(request, form, [correction(account, report, typed, desk.tools)])


def _certainty(form: Form) -> Certainty:
    asked = forms.one(form, "certainty")
    return next((one for one in CERTAINTIES if one == asked), "asserted")


def _counted(form: Form, words: str) -> str:
    """The kind and the count, as they are typed in a correction."""
    number, of = forms.one(form, "number").strip(), forms.one(form, "of").strip()
    return " ".join(filter(None, (forms.one(form, "kind"), number or words, of if number else "")))


def _selected(form: Form, report: Report, account: Account, words: str) -> Span | None:
    """Where the words were selected; None where they were typed, and are to be looked for."""
    start, end = (forms.one(form, name) for name in ("start", "end"))
    if not start and not end:
        return None
    if _OFFSET.fullmatch(start) and _OFFSET.fullmatch(end):
        span = stand_at(report, account.voice, (int(start), int(end)), words)
        if span:
            return span
    raise InputError(f"the account's voice does not say {words!a} there; select it again")


@forms.handler
def reject(request: Request, form: Form) -> Response:
    """The report does not say what a claim has it say."""
    (view,) = forms.incidents(request, form, wanted=1)
    account, claim = _target(view, forms.one(form, "target"))
    if claim is None:
        raise InputError("only a claim can be taken away; an account is corrected, or split off")
    typed = Typed(target=claim.id, field="claim", value=NONE)
    return forms.judge(request, form, [_decided(request, view, account, typed)])


@forms.handler
def review(request: Request, form: Form) -> Response:
    """An incident is told as its reports have it, or is not."""
    (view,) = forms.incidents(request, form, wanted=1)
    by, said = forms.one(form, "by"), forms.one(form, "said")
    if not by.strip():
        raise InputError("a review needs the name of who reviews")
    if said not in {"right", "wrong"}:
        raise InputError(f"said: {said!a} is neither right nor wrong")
    verdict = marked(view.incident, "yes" if said == "right" else "no", by=by)
    return forms.judge(request, form, [verdict], reason=UNTOLD[verdict.verdict])


@forms.handler
def note(request: Request, form: Form) -> Response:
    """A note stays with an incident."""
    (view,) = forms.incidents(request, form, wanted=1)
    verdict = noted(view.incident.accounts[0], forms.one(form, "reason"))
    return forms.judge(request, form, [verdict])


def _decided(request: Request, view: View, account: Account, typed: Typed) -> Decided:
    desk: Desk = request.app.state.desk
    return correction(account, view.reports[account.report], typed, desk.tools)


def _target(view: View, name: str) -> tuple[Account, Claim | None]:
    """The account, or the claim and its account, of this id."""
    for account in view.accounts:
        if account.id == name:
            return account, None
        for claim in account.claims:
            if claim.id == name:
                return account, claim
    raise CaseError(f"the incident has no account or claim {name!a}; open it again")
