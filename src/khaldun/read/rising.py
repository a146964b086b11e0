"""How a war began, told in passing: with protests, on which the army "launched a crackdown".

The sentence tells something else, mostly the toll of the war, so neither reader finds in it an
incident of its own. The guide has the protests as one, so it was in 36 of 45 such sentences of the
training reports; and the crackdown, where it is told as a deed, as another, as in 5 of 8.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khaldun.knowledge.codebook import Codebook
from khaldun.read.blame import Blame, actor_of
from khaldun.read.drafts import Draft, Statement, sentences_of
from khaldun.read.story import COUNTRY, Story
from khaldun.read.tellings import Knowledge, Telling, find_certainty
from khaldun.read.told import find_evidence, is_day
from khaldun.records import ActorRef, PlacePhrase, Report, TimePhrase

_RULE = "a rising with which a war began"
_CRACKDOWN = "a crackdown with which a rising was answered"
#: Against whom people rose: "the anti-Assad revolt", "the uprising against President X's rule".
_AGAINST = re.compile(
    r"\b(?:[Aa]nti-|(?:against|seeking)\s+(?:the\s+)?)"
    r"((?:President\s+)?[A-Z][\w-]+?(?:\s+(?:al-)?[A-Z][\w-]+?){0,4})(?:['’]?s)?(?![\w-])"
)


#: Those on whom a crackdown fell.
_FELL_ON = re.compile(
    r"\s+(?:on|against|in response to)\s+(?:the\s+)?((?:[\w-]+\s+){0,3}?"
    r"(?:protest\w*|demonstrat\w+|dissent\w*|opposition|activists))\b"
)


def with_rising(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice and the first rising that it tells of; `told` are its sentences."""
    for number, telling in enumerate(told):
        match = None if telling.headline else _rose(report.text, telling, knowledge.codebook)
        if match:
            known = [d for d in drafts if d.kind == "protest" and number in sentences_of(d, told)]
            if known:
                return [_aimed(one, report, telling) if one in known else one for one in drafts]
            rising = _draft(report, telling, match, told, knowledge)
            return [*drafts, _aimed(rising, report, telling)]
    return list(drafts)


def with_crackdown(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice and the first crackdown that a state answered a rising with."""
    for number, telling in enumerate(told):
        sentence = telling.sentence
        answered = knowledge.codebook.rising["answered"]
        match = answered.search(report.text, sentence.start, sentence.end)
        if match is None or telling.headline:
            continue
        known = [d for d in drafts if d.kind == "other" and number in sentences_of(d, told)]
        draft = known[0] if known else _draft(report, telling, match, told, knowledge, _CRACKDOWN)
        others = [one for one in drafts if one is not draft]
        return [*others, _answered(replace(draft, kind="other"), report, telling, match)]
    return list(drafts)


def _answered(draft: Draft, report: Report, telling: Telling, match: re.Match[str]) -> Draft:
    """The draft of a crackdown with who launched it and on whom it fell."""
    before = [actor for actor in telling.actors if actor.end <= match.start()]
    chain = telling.credit(match.start())
    by = [Blame(actor_of(report, one), chain, "asserted", _CRACKDOWN) for one in before[-1:]]
    fell = _FELL_ON.match(report.text, match.end(), telling.sentence.end)
    words = report.span(*fell.span(1)) if fell else None
    against = [] if draft.against or not words else [ActorRef(words=words, name=words.text)]
    return replace(_struck(draft, against, _CRACKDOWN), by=draft.by or by)


def _aimed(draft: Draft, report: Report, telling: Telling) -> Draft:
    """The draft with those against whom people rose, unless somebody is told already."""
    against = [] if draft.against else list(_against(report, telling))
    return _struck(draft, against, _RULE)


def _struck(draft: Draft, against: Sequence[ActorRef], rule: str) -> Draft:
    why = ((f"against {actor.name}", rule) for actor in against)
    return replace(draft, against=[*draft.against, *against], reasons=(*draft.reasons, *why))


def _rose(text: str, telling: Telling, codebook: Codebook) -> re.Match[str] | None:
    """The words for what rose, where the sentence says that it or a war began, years ago.

    What is told with a day is news: "protests over the war began on Friday".
    """
    spot = (telling.sentence.start, telling.sentence.end)
    match = codebook.rising["rose"].search(text, *spot)
    if not match or not codebook.rising["began"].search(text, *spot):
        return None
    if _year(telling):
        return match
    return match if codebook.rising["war"].search(text, *spot) and not _news(telling) else None


def _news(telling: Telling) -> bool:
    return any(is_day(time) or time.day is not None for time in telling.times)


def _year(telling: Telling) -> TimePhrase | None:
    """The year in which it began, or its month."""
    dates = (time for time in telling.times if time.form == "date" and time.day is None)
    return next((time for time in dates if time.year), None)


def _draft(
    report: Report,
    telling: Telling,
    match: re.Match[str],
    told: Sequence[Telling],
    knowledge: Knowledge,
    rule: str = _RULE,
) -> Draft:
    when = _year(telling)
    start, end = match.span()
    return Draft(
        kind="protest",
        status="happened",
        evidence=(find_evidence(report, telling.sentence, start, end),),
        occurrence=[
            Statement(
                span=report.span(start, end),
                chain=telling.credit(start),
                certainty=find_certainty(report.text, telling, start, end, knowledge),
                rule=rule,
            )
        ],
        figures=(),
        by=(),
        against=(),
        when=replace(when, bound=None) if when else None,
        where=_country(report, telling, told, knowledge),
        reasons=(("kind", rule),),
    )


def _against(report: Report, telling: Telling) -> Iterator[ActorRef]:
    sentence = telling.sentence
    for match in _AGAINST.finditer(report.text, sentence.start, sentence.end):
        words = report.span(*match.span(1))
        yield ActorRef(words=words, name=words.text)


def _country(
    report: Report, telling: Telling, told: Sequence[Telling], knowledge: Knowledge
) -> PlacePhrase | None:
    """The country that the sentence names, or else the report first."""
    story = Story(report, knowledge)
    places = (place for one in (telling, *told) for place in one.places)
    return next((place for place in places if story.width(place) == COUNTRY), None)
