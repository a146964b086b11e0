"""The forms that join, part and take back: each is one act in the journal."""

from itertools import product

from starlette.requests import Request
from starlette.responses import Response

from khaldun.desk import forms
from khaldun.desk.acts import Act
from khaldun.desk.forms import Form
from khaldun.errors import CaseError, InputError
from khaldun.faces.judging import Decided, tied


@forms.handler
def join(request: Request, form: Form) -> Response:
    """Two incidents are one."""
    left, right = forms.incidents(request, form)
    pairs = tied(left.incident.accounts, right.incident.accounts)
    return forms.judge(request, form, [Decided("same", *pair, "yes") for pair in pairs])


@forms.handler
def apart(request: Request, form: Form) -> Response:
    """Two incidents are two, and stay so whatever else is read."""
    left, right = forms.incidents(request, form)
    across = product(left.incident.accounts, right.incident.accounts)
    return forms.judge(request, form, [Decided("same", *pair, "no") for pair in across])


@forms.handler
def split(request: Request, form: Form) -> Response:
    """Some accounts of an incident tell of another one."""
    (view,) = forms.incidents(request, form, wanted=1)
    chosen = set(form.get("account", ()))
    out = [account for account in view.incident.accounts if account in chosen]
    rest = [account for account in view.incident.accounts if account not in chosen]
    if not out or not rest or len(out) != len(chosen):
        raise InputError("tick the accounts that tell of another incident, and leave one at least")
    return forms.judge(request, form, [Decided("same", *pair, "no") for pair in product(out, rest)])


@forms.handler
def withdraw(request: Request, form: Form) -> Response:
    """What an act decided is decided no more."""
    return forms.judge(request, form, _act(request, form).withdrawn())


@forms.handler
def undo(request: Request, form: Form) -> Response:
    """What stood before an act stands again."""
    return forms.judge(request, form, _act(request, form).undone())


def _act(request: Request, form: Form) -> Act:
    act = next((one for one in forms.now(request).acts if one.id == forms.one(form, "act")), None)
    if act is None:
        raise CaseError("the journal has no such act; open it again")
    if not act.stands:
        raise InputError("a later judgement is on the same accounts; take that one back first")
    return act
