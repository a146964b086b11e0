"""Tolls that another source confirms: "The Observatory reported the same toll".

No number stands there, but a source does, which tells the count just told: in the training reports
all four such sentences have a figure of their own, by who confirms it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khaldun.read.drafts import Draft, Statement
from khaldun.read.tellings import Knowledge, Telling, find_certainty
from khaldun.records import Report

_RULE = "a toll confirmed"
_CONFIRMED = re.compile(
    r"\b(?:confirm(?:s|ed|ing) (?:the|this|that) (?:same )?(?:death )?toll"
    r"|(?:gave|gives|giving|report(?:s|ed|ing)) (?:the attack and )?the same (?:death )?toll"
    r"|(?:the|this|that) (?:death )?toll (?:was|has been) (?:also |later )?confirmed)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|nobody|none|no one|yet|without)\b[^.;,]{0,20}\Z", re.IGNORECASE
)
#: So many characters before the words for a confirmation are looked at.
_LOOK = 40
#: The toll stands in one of so many sentences before its confirmation.
_BACK = 5


def with_confirmed(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice with each toll that is confirmed; `told` are all its sentences."""
    found = list(drafts)
    for number, telling in enumerate(told):
        for statement in _confirmations(report, telling, knowledge):
            before = told[max(0, number - _BACK) : number]
            at, toll = max(
                _tolls(found, before), key=lambda one: one[1].span.start, default=(0, None)
            )
            if toll is not None and toll.chain[-1:] != statement.chain[-1:]:
                confirmed = replace(statement, figure=toll.figure)
                found[at] = replace(found[at], figures=[*found[at].figures, confirmed])
    return found


def _tolls(drafts: Sequence[Draft], before: Sequence[Telling]) -> Iterator[tuple[int, Statement]]:
    """The largest count of killed of each sentence, with the number of its draft."""
    for telling in before:
        start, end = telling.sentence.start, telling.sentence.end
        killed = [
            (one.figure.low or 0, number, one)
            for number, draft in enumerate(drafts)
            for one in draft.figures
            if one.figure and one.figure.kind == "killed" and start <= one.span.start < end
        ]
        if killed:
            _, number, toll = max(killed, key=lambda one: one[0])
            yield number, toll


def _confirmations(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Statement]:
    text, sentence = report.text, telling.sentence
    for match in _CONFIRMED.finditer(text, sentence.start, sentence.end):
        start, end = match.span()
        chain = telling.credit(start)
        if not chain or _DENIED.search(text, max(sentence.start, start - _LOOK), start):
            continue
        yield Statement(
            span=report.span(start, end),
            chain=chain,
            certainty=find_certainty(text, telling, start, end, knowledge),
            rule=_RULE,
        )
