"""The last look at what dates each incident, when all of a voice's incidents are known.

A reader chooses among the times that stand near an incident. Some say little of it, while the
report says more elsewhere: when the war began, or "the Tuesday raids".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from khaldun.knowledge.calendar import Calendar
from khaldun.read.drafts import Draft
from khaldun.read.tellings import Telling
from khaldun.read.told import is_day, moment, names_what_follows
from khaldun.records import Report, TimePhrase

#: How far behind a word for the beginning of a war its date may stand, in characters.
_REACH = 120
#: An attack is called by its day at most so many sentences after it was told.
_CALLED = 10


def with_days(drafts: Sequence[Draft], report: Report, told: Sequence[Telling]) -> list[Draft]:
    """The drafts of one voice, each with the time that says most of it; `told` is all it says."""
    war = _war(report.text, told)
    return [_dated(draft, report.text, told, war) for draft in drafts]


def _dated(draft: Draft, text: str, told: Sequence[Telling], war: TimePhrase | None) -> Draft:
    when = draft.when
    if war and (_is_throughout(draft, told) or _is_toll_of_war(draft)):
        return _with(draft, war, "the beginning of the war")
    if when is None or when.saying:
        called = next(_called(draft, text, told), None)
        return _with(draft, called, "the day by which it is called") if called else draft
    lasting = when.part == "for" and when.unit != "hour"
    if when.form == "span" and when.count is None and not lasting:
        exact = _beside(when, told)
        return _with(draft, exact, "a day told beside it") if exact else draft
    longer = _longer(draft, when, told)
    return _with(draft, longer, "the day, and what it ran on to") if longer else draft


def _with(draft: Draft, when: TimePhrase, rule: str) -> Draft:
    reasons = (reason for reason in draft.reasons if reason[0] != "when")
    return replace(draft, when=when, reasons=(*reasons, ("when", rule)))


# --- the war -------------------------------------------------------------------------------------


@cache
def _words(of: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(getattr(Calendar.open(), of)))})\b", re.IGNORECASE)


def _war(text: str, told: Sequence[Telling]) -> TimePhrase | None:
    """When the war began, as the report tells it; of one year the month, where it is told."""
    found = [phrase for telling in told for phrase in _beginnings(text, telling)]
    first = next(iter(found), None)
    if first is None or first.month:
        return first
    return next((p for p in found if p.month and p.year == first.year), first)


def _beginnings(text: str, telling: Telling) -> Iterator[TimePhrase]:
    for phrase in telling.times:
        words = phrase.words
        years = phrase.form == "date" and phrase.day is None and phrase.year is not None
        ago = phrase.unit == "year" and phrase.part == "ago"
        if not (years or ago) or phrase.until or phrase.bound == "until":
            continue
        clause = text[max(telling.sentence.start, words.end - _REACH) : words.end]
        if _words("wars").search(clause) and (
            phrase.bound == "since" or _words("beginnings").search(clause)
        ):
            yield replace(phrase, bound="since")


def _is_throughout(draft: Draft, told: Sequence[Telling]) -> bool:
    """Whether its sentence tells it of the whole war ("during the war"), and of no other time."""
    span = draft.evidence[0]
    during = r"\b(?:during|throughout) the (?:\w+ )?" + _words("wars").pattern
    if not re.search(during, span.text, re.IGNORECASE):
        return False
    own = (t for t in told if t.sentence.start <= span.start < t.sentence.end)
    return not any(not phrase.saying for telling in own for phrase in telling.times)


def _is_toll_of_war(draft: Draft) -> bool:
    """Whether it is a toll without a time, or one of a war that has gone on for so many years."""
    when = draft.when
    if draft.kind != "aggregate" or when is None:
        return draft.kind == "aggregate"
    years = when.form == "span" and when.unit == "year"
    of_war = _words("wars").search(draft.evidence[0].text)
    return bool((when.saying or years) and of_war)


# --- days ----------------------------------------------------------------------------------------


def _called(draft: Draft, text: str, told: Sequence[Telling]) -> Iterator[TimePhrase]:
    """The days by which one of the next sentences calls the attack that a draft tells of."""
    names = "|".join(map(re.escape, Calendar.open().called.get(draft.kind, ())))
    if not names:
        return
    start = draft.evidence[0].start
    after = [telling for telling in told if telling.sentence.end > start][:_CALLED]
    behind = re.compile(rf"['’s]{{0,2}} (?:\w+ ){{0,2}}?(?:{names})\b")
    before = re.compile(rf"\bthe (?:\w+ ){{0,2}}(?:{names}) on \Z", re.IGNORECASE)
    for phrase in (time for telling in after for time in telling.times):
        if phrase.form != "weekday" or phrase.saying or phrase.count is not None:
            continue
        low, end = phrase.words.start, phrase.words.end
        named = names_what_follows(text, phrase.words) and behind.match(text, end)
        if named or before.search(text[max(0, low - 40) : low]):
            yield phrase


def _longer(draft: Draft, when: TimePhrase, told: Sequence[Telling]) -> TimePhrase | None:
    """What runs on from its day in a sentence of its own: "overnight Wednesday into Thursday"."""
    if when.until or when.form != "weekday":
        return None
    starts = {span.start for span in draft.evidence}
    own = (t for t in told if any(t.sentence.start <= s < t.sentence.end for s in starts))
    times = (phrase for telling in own for phrase in telling.times)
    return next((p for p in times if p.until and moment(p) == moment(when)), None)


def _beside(when: TimePhrase, told: Sequence[Telling]) -> TimePhrase | None:
    """A day that stands in the sentence of a vague time."""
    telling = next((t for t in told if when in t.times), None)
    times = telling.times if telling else ()
    days = (p for p in times if (is_day(p) or p.part == "weekend") and not p.saying)
    return next(days, None)
