"""Short made-up texts as reports, and what the rule reader makes of them, for its tests."""

from datetime import date
from functools import cache
from typing import Any

from khaldun.evaluate.fusion import report_of
from khaldun.read.attribution import Attributions
from khaldun.read.figures import Counted, find_figures
from khaldun.read.quantities import Quantity, find_quantities
from khaldun.read.tellings import Knowledge, Telling, tellings
from khaldun.records import Account, Details, Passage, Report
from khaldun.resolve.account import resolve
from khaldun.settings import Settings
from khaldun.text import sentences
from khaldun.tools import Tools, build_tools

#: A Friday, on which every report is published that does not say otherwise.
FRIDAY = date(2024, 5, 10)


@cache
def tools() -> Tools:
    """The real reader with the real knowledge, loaded once for all tests."""
    return build_tools(Settings(reader="rules"))


@cache
def knowledge() -> Knowledge:
    """What the reader knows, for its parts."""
    return Knowledge.of(tools().codebook, tools().gazetteer, tools().roster)


def report(
    text: str, *, publisher: str | None = "The Daily Page", published: date | None = FRIDAY
) -> Report:
    """A text as a report of one body passage."""
    return report_of("made-up", text, Details(publisher=publisher, published=published))


def report_in_passages(*passages: tuple[str, str]) -> Report:
    """A report of (kind, text) passages, one to a paragraph; comments are numbered from 1."""
    text = "\n".join(words for _, words in passages)
    found, at, comments = [], 0, 0
    for kind, words in passages:
        comments += kind == "comment"
        number = comments if kind == "comment" else None
        named: Any = kind
        found.append(Passage(kind=named, start=at, end=at + len(words), number=number))
        at += len(words) + 1
    bare = report(text)
    return Report(
        id=bare.id,
        capture=bare.capture,
        name=bare.name,
        publisher=bare.publisher,
        published=bare.published,
        language=bare.language,
        title=bare.title,
        text=text,
        passages=tuple(found),
        gaps=bare.gaps,
    )


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, read as one sentence."""
    return find_quantities(text, 0, len(text), tools().codebook)


def figures(text: str) -> list[Counted]:
    """The figures of a text, sentence by sentence."""
    codebook, found = tools().codebook, []
    for sentence in sentences(text):
        low, high = sentence.start, sentence.end
        counts = find_quantities(text, low, high, codebook)
        found += find_figures(text, counts, low, high, codebook)
    return found


def heard(text: str) -> list[Telling]:
    """The sentences of a text as the reader understands them, before they are put together."""
    return [telling for _, told in tellings(report(text), knowledge()) for telling in told]


def read(text: str, **details: Any) -> tuple[Account, ...]:
    """The accounts of a text, not yet resolved."""
    return tools().reader.read(report(text, **details))


def resolved(text: str, **details: Any) -> tuple[Account, ...]:
    """The accounts of a text with their days and places."""
    told = report(text, **details)
    accounts = tools().reader.read(told)
    return resolve(told, accounts, gazetteer=tools().gazetteer, roster=tools().roster)


def only(accounts: tuple[Account, ...]) -> Account:
    """The one account of a text."""
    assert len(accounts) == 1, [(account.kind, account.evidence) for account in accounts]
    return accounts[0]


def counts(account: Account) -> set[tuple[str, int | None, int | None]]:
    """The figures of an account as (kind, low, high)."""
    named = (claim.figure for claim in account.figures)
    return {(figure.kind, figure.low, figure.high) for figure in named if figure}


def blamed(account: Account) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Who is said to have done it: name → (certainty, names of the chain)."""
    return {
        claim.actor.name: (claim.certainty, tuple(source.name for source in claim.chain))
        for claim in account.by
        if claim.actor
    }


#: Chains of sources, by their names.
Told = list[tuple[str, ...]]


def credited(
    text: str, number: int = -1, *, publisher: str | None = None
) -> list[tuple[Told, str]]:
    """The chains of one sentence of a text (the last), each with the words that it covers."""
    told = report(text, publisher=publisher)
    reader = Attributions(told, knowledge().codebook, knowledge().roster)
    found = [reader.read(sentence) for sentence in sentences(text)]
    return [
        ([tuple(source.name for source in credit.chain)], text[credit.start : credit.end])
        for credit in found[number]
    ]


def chains(text: str, number: int = -1, *, publisher: str | None = None) -> Told:
    """The chains of one sentence of a text (the last)."""
    return [chain for told, _ in credited(text, number, publisher=publisher) for chain in told]
