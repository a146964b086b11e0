"""Counts of nobody ("no one was hurt", "without casualties"), laid to the incidents they are of.

No quantity stands there, but a claim does, and often the one that is disputed. The phrases are the
codebook's; "no reports of casualties" is none of them, as it counts nobody's dead.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khaldun.read.denied import DEEDS
from khaldun.read.drafts import Draft, Statement, nearest
from khaldun.read.tellings import Knowledge, Telling, find_certainty
from khaldun.records import Figure, FigureKind, IncidentKind, Report

#: What can hurt somebody.
_HARMING: frozenset[IncidentKind] = DEEDS | frozenset(("battle", "protest"))
#: Sentences between an incident and what it cost nobody.
_BACK = 2
#: How far beside such a phrase words count, in characters.
_LOOK = 30
#: Before such a phrase these ask for it, fear it or deny it, and do not tell it.
_NOT_TOLD = re.compile(
    r"\b(?:if|ensur\w+|so|hop\w+|until|unless|how|whether|unclear|doubt\w*|cannot|could not say"
    r"|not (?:true|say|rule out|certain|sure|clear|believe))"
    r"(?:\s(?:that|there|was|were|are|is|if|whether)){0,3}\s\Z",
    re.IGNORECASE,
)
#: Behind it this tells of a time before: "where no deaths had been reported in weeks".
_BEFORE = re.compile(r"\s(?:had|have) been \w+ (?:in|for) (?:\w+ )?(?:days|weeks|months|years)\b")
#: Behind it these name somebody after all.
_BUT = re.compile(r"\s(?:else|except|other than|apart from|save)\b")
#: Of whom nobody was hurt, in the phrase or right behind it.
_WHOM = re.compile(r"\b(civilian|soldier)|\s(?:among|amongst|to|of)\s(?:the\s)?(civilian|soldier)s")


def with_nobody(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice, each with the counts of nobody; `told` are all of its sentences."""
    laid: dict[int, list[Statement]] = {}
    for number, telling in enumerate(told):
        for statement in _statements(report, telling, knowledge):
            whose = nearest(drafts, told, number, _HARMING, back=_BACK, on=0)
            if whose is not None and not _counted(statement, drafts[whose]):
                laid.setdefault(whose, []).append(statement)
    return [
        replace(draft, figures=[*draft.figures, *laid[at]]) if at in laid else draft
        for at, draft in enumerate(drafts)
    ]


def _statements(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Statement]:
    text, sentence = report.text, telling.sentence
    for kind, match in knowledge.codebook.nobody.find(text, sentence.start, sentence.end):
        start, end = match.span()
        lead = text[max(sentence.start, start - _LOOK) : start]
        if _NOT_TOLD.search(lead) or _BUT.match(text, end) or _BEFORE.match(text, end):
            continue
        yield Statement(
            span=report.span(start, end),
            chain=telling.credit(end - 1),
            certainty=find_certainty(text, telling, start, end, knowledge),
            rule="nobody",
            figure=_none(kind, text[start : min(end + _LOOK, sentence.end)]),
        )


def _none(kind: FigureKind, words: str) -> Figure:
    whom = _WHOM.search(words.lower())
    return Figure(kind=kind, of=f"{whom[1] or whom[2]}s" if whom else "people", low=0, high=0)


def _counted(nobody: Statement, draft: Draft) -> bool:
    """Whether the draft has somebody counted by the same source: then this is of another time."""
    kind = nobody.figure.kind if nobody.figure else None
    hurt = {"killed", "wounded", "casualties"} if kind == "casualties" else {kind}
    return any(
        one.figure and one.figure.kind in hurt and one.chain == nobody.chain
        for one in draft.figures
    )
