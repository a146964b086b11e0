"""What a person says of an incident as a whole: that it is told right, that it is not, a note."""

from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.faces import judging
from khaldun.faces.judging import Decided
from khaldun.faces.listed import Listed
from khaldun.records import Incident, Judgement, Verdict, record_id

#: What is written where nothing else is: the journal needs a reason.
UNTOLD = {"yes": "told as its reports have it", "no": "not told as its reports have it"}


def marked(incident: Incident, verdict: Verdict, *, by: str) -> Decided:
    """A reviewer's word on an incident as it is: "yes", "no", or "unsure" to take it back.

    It stands on the first account, and holds as long as the version is the one that was seen.
    """
    version = None if verdict == "unsure" else incident.version
    return Decided("review", incident.accounts[0], by.strip(), verdict, version)


def noted(account: str, text: str) -> Decided:
    """A note on an account; two of the same words on one are one."""
    return Decided("note", account, record_id("note", account, text.strip()), "yes")


def review(case: Case, start: str, verdict: Verdict, *, reason: str, by: str) -> list[Judgement]:
    """Write what a person says of the incident whose id starts so.

    Raises:
        CaseError: there is none, or the case is open to read only.
        InputError: there is no name.
    """
    if not by.strip():
        raise InputError("a review needs the name of who reviews: --by")
    with Listed.of(case, lines=False) as listed:
        incident = listed.view(case, listed.pick(start)).incident
    words = reason.strip() or UNTOLD.get(verdict, "taken back")
    return judging.write(case, [marked(incident, verdict, by=by)], reason=words, by=by)


def note(case: Case, start: str, text: str, *, by: str) -> Judgement:
    """Write a note on the incident whose id starts so.

    Raises:
        CaseError: there is none, or the case is open to read only.
        InputError: the note or the name is empty.
    """
    judging.require_words(text, by)
    with Listed.of(case, lines=False) as listed:
        incident = listed.view(case, listed.pick(start)).incident
    return judging.write(case, [noted(incident.accounts[0], text)], reason=text, by=by)[0]
