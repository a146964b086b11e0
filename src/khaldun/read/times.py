"""The grammar of times: which words of a text say when, and what they say.

Two steps, both linear in the text. Rules over words find single phrases ("late Friday", "in
March 2011", "two days ago"); then what stands before and between them joins them to ranges ("from
3 May to 9 June") and opens them to one side ("since it began in March 2011"). No calendar is
applied and nothing is guessed: a year that the words do not give stays `None` (see
`khaldun.resolve.when`).

How a phrase fills `TimePhrase`, beside what its docstring says:
- calendar units ("last week", "this year") are "relative", and so is what counts back from a day
  ("two weeks ago": -2 weeks, part "ago"); durations up to a day ("the past 24 hours", "recent
  weeks", "for two years") are "span", with part "recent", "few", "for", "coming" or "old" (the age
  of a war) and no count where the words give no number;
- a month with the year told by its distance ("August last year") has month 8, count -1, unit year;
- a decade has the year that it begins with and the unit "decade"; a century runs `until` its year;
- "a day later" has part "later" and counts from what the text told last, "a day after the raid" has
  part "after" and counts from what it names; "earlier" and "before" likewise;
- a weekday of a week told by its distance ("Monday last week") has count -1, unit week;
- other parts are early, mid, late, start, end, first week (to fourth, and last), first half, second
  half, first 6 months, the parts of the day, the seasons, weekend.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from khaldun.knowledge.calendar import Calendar
from khaldun.read.time_match import Match
from khaldun.read.time_months import find_months
from khaldun.read.time_rules import SAYS_WHEN, grammar
from khaldun.read.time_words import LETTERS, Tokens, rule, tokenize
from khaldun.records import Span, TimePhrase

#: How far "since" may stand from its date: "since it came into effect on February 27". Farther
#: ones in the development set belong to another clause.
_REACH = 14


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase and its place among the words."""

    first: int
    last: int
    phrase: TimePhrase


def find_times(text: str, start: int, end: int) -> list[TimePhrase]:
    """All time phrases between two offsets, in order, not overlapping.

    Left alone: "may" and "march" as verbs, counts that look like years or days ("2000 people", "in
    June 23 people died"), names made of dates ("August 1st Square", "Black September"), short
    names of weekdays but before a date, and what recurs ("every Friday").
    """
    tokens = tokenize(text, start, end)
    found = _single(text, tokens)
    phrases = [item.phrase for item in _joined(text, tokens, found)]
    for month in find_months(text, start, end):
        apart = (p for p in phrases if not _overlaps(p, month))
        phrases = sorted([*apart, month], key=lambda phrase: phrase.words.start)
    said = [replace(p, saying=True) if is_reporting(text, p) else p for p in phrases]
    return _without_reckoned(text, said)


def _without_reckoned(text: str, phrases: list[TimePhrase]) -> list[TimePhrase]:
    """The phrases without what only reckons a day that stands beside it from an incident.

    As in "on 7 April 2017, three days after the attack".
    """
    reckoned = {
        one.words.start if one.anchor == "incident" else other.words.start
        for one, other in pairwise(phrases)
        if _BESIDE.fullmatch(text, one.words.end, other.words.start)
        and {one.anchor == "incident", other.anchor == "incident"} == {True, False}
        and any(phrase.form == "date" and phrase.day for phrase in (one, other))
    }
    return [phrase for phrase in phrases if phrase.words.start not in reckoned]


def _overlaps(left: TimePhrase, right: TimePhrase) -> bool:
    return left.words.start < right.words.end and right.words.start < left.words.end


def is_reporting(text: str, phrase: TimePhrase) -> bool:
    """Whether the phrase dates a saying, and not what is said.

    "said on Tuesday", "told AFP late on Monday", "in a statement Sunday": a word of saying stands
    up to two words before it, with no mark between; or right after it ("on Sunday announced", but
    not "on Sunday, said the governor"). Only days are told of sayings, so that "said Wednesday's
    strike", ranges and "since Monday" are none; and months where "that" leaves no doubt: "wrote in
    September that", "In June, a mission had confirmed that"; and what reckons from the incident
    itself, "Two days after the attack, monitors counted 86".
    """
    start, end = phrase.words.start, phrase.words.end
    tail = text[end : end + 40]
    possessive = text[end - 1] == "s" or tail[:2] in {"'s", "’s"}
    if phrase.anchor == "incident" and _COUNTED.match(text, end):
        return True
    month = phrase.form == "date" and phrase.day is None and phrase.month is not None
    if phrase.bound or phrase.until or possessive or not (_is_day(phrase) or month):
        return False
    if month and not _THAT.match(tail):
        return (_PAPER.match(tail) or _FINDS_THAT.match(text, end)) is not None
    clause = _MARKS.split(text[max(0, start - 60) : start])[-1]
    words = [word.lower() for word in _WORDS.findall(clause)]
    while words and words[-1] in _BETWEEN:
        words.pop()
    if Calendar.open().saying & set(words[-2:]):
        return True
    return bool(_AFTER.match(tail))


def _is_day(phrase: TimePhrase) -> bool:
    if phrase.form == "date":
        return phrase.day is not None
    return phrase.form == "weekday" or (phrase.form == "relative" and phrase.unit == "day")


_MARKS = re.compile(r"[.,;:!?()\n\"“”]")
_WORDS = re.compile(r"\w+")
#: The word after a phrase, unless it begins an inverted clause ("said the governor").
_AFTER = re.compile(r"\s(?:said|told|reported|announced|confirmed|stated)\b(?!\s(?:the|a|an)\b)")
_THAT = re.compile(r"\s+that\b")
#: What a month names that tells of incidents: "according to a February report".
_PAPER = re.compile(r"\s(?:report|study|survey|statement|interview)\b")
#: What is done with findings, wherever they are told of.
_FINDS = "said|found|wrote|reported|announced|confirmed|concluded|counted|put"
#: The rest of "In June, a mission had confirmed that …".
_FINDS_THAT = re.compile(rf",?\s(?:[\w'’-]+\s){{1,9}}?(?:{_FINDS})\sthat\b")
#: The rest of "Two days after the attack, monitors counted 86".
_COUNTED = re.compile(
    r"\s(?:the|that|this)\s(?:\w+\s)?(?:attack|strike|raid|bombing|blast|explosion|massacre),\s"
    rf"(?:[\w'’-]+\s){{1,9}}?(?:{_FINDS})\b"
)
#: What stands between a day and the same reckoned from an incident.
_BESIDE = re.compile(r",\s(?:on\s)?")
_BETWEEN = frozenset({"on", "in", "at", "by", "of", "late", "early", "earlier", "later"})
#: Marks and words by which a clause after "since" shows that a date is not of it.
_PARTED = re.compile(r"[.,;:!?()\n\"“”]|\b(?:said|says|told|reported|then)\b", re.IGNORECASE)
#: A few quoted words part nothing: since launching a "fierce assault" on Thursday.
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,40}[\"”]")


def _single(text: str, tokens: Tokens) -> list[_Found]:
    """The phrases that the rules find; an earlier rule takes its words from the later ones."""
    told = SAYS_WHEN.intersection(tokens.letters)
    if not told:
        return []
    taken = bytearray(len(tokens.letters))
    found = []
    for pattern, build, named in grammar():
        if named.isdisjoint(told):
            continue
        for match in pattern.finditer(tokens.letters):
            first, last = match.span()
            if first == last or any(taken[first:last]):
                continue
            phrase = build(Match(tokens, first, last, _span(text, tokens, first, last)))
            if phrase is not None:
                taken[first:last] = b"\1" * (last - first)
                found.append(_Found(first, last, phrase))
    return sorted(found, key=lambda item: item.first)


def _span(text: str, tokens: Tokens, first: int, last: int) -> Span:
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return Span(start=start, end=end, text=text[start:end])


# --- joining -------------------------------------------------------------------------------------


def _joined(text: str, tokens: Tokens, found: list[_Found]) -> Iterator[_Found]:
    """Ranges made of two phrases, and phrases opened by "since" or "until"."""
    position = 0
    previous = 0
    while position < len(found):
        item = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        if following and _is_range(text, tokens, item, following):
            item = _range(text, tokens, item, following)
            position += 1
        item = _bounded(text, tokens, item, previous)
        yield item
        previous = item.last
        position += 1


_LINK = re.compile(rule("(?:to|until|dash|and(?:other?to)?) on? the?").pattern + r"\Z")


#: What one day is told to go on with on another: "one died on Friday and one on Saturday".
_AGAIN = re.compile(
    r"\s(?:and (?:one|others?|another|again|then|more)"
    r"|(?:(?:and|which|that) )?(?:\w+ly )?continued) (?:on|into) "
)


def _is_range(text: str, tokens: Tokens, left: _Found, right: _Found) -> bool:
    """Whether one runs to the other: "from A to B", "between A and B", "Friday and Saturday"."""
    if left.phrase.until or right.phrase.until:
        return False
    link = tokens.letters[left.last : right.first]
    if left.phrase.form == right.phrase.form == "weekday" and _AGAIN.fullmatch(
        text, left.phrase.words.end, right.phrase.words.start
    ):
        return True
    if not _LINK.match(link):
        return False
    opening = tokens.letters[left.first - 1 : left.first]
    same_form = left.phrase.form == right.phrase.form
    if LETTERS["and"] not in link:
        return same_form or opening == LETTERS["from"]
    return opening == LETTERS["between"] or (same_form and left.phrase.form == "weekday")


def _range(text: str, tokens: Tokens, left: _Found, right: _Found) -> _Found:
    opening = tokens.letters[left.first - 1 : left.first]
    first = left.first - 1 if opening in {LETTERS["from"], LETTERS["between"]} else left.first
    words = _span(text, tokens, first, right.last)
    return _Found(first, right.last, replace(left.phrase, words=words, until=right.phrase))


def _bounded(text: str, tokens: Tokens, item: _Found, previous: int) -> _Found:
    """The phrase with what opens or closes it, where such a word stands before it."""
    if item.phrase.bound or item.phrase.form == "span":
        return item
    lead = tokens.letters[max(previous, item.first - 2) : item.first]
    near = re.search(r"([suy])h?\Z", lead)
    if near:
        first = item.first - len(near.group())
        bound: Literal["since", "until"] = "since" if near[1] == "s" else "until"
    else:
        first = _far_since(text, tokens, item, previous)
        bound = "since"
    if first == item.first:
        return item
    words = _span(text, tokens, first, item.last)
    return _Found(first, item.last, replace(item.phrase, words=words, bound=bound))


def _far_since(text: str, tokens: Tokens, item: _Found, previous: int) -> int:
    """Where "since" stands, if a clause between it and the date tells what began then."""
    low = max(previous, item.first - _REACH)
    place = tokens.letters.rfind(LETTERS["since"], low, item.first)
    if place < 0:
        return item.first
    before = text[max(0, tokens.starts[place] - 5) : tokens.starts[place]]
    clause = text[tokens.ends[place] : tokens.starts[item.first]]
    clause = _QUOTED.sub("", clause)
    broken = _PARTED.search(clause) or before.strip().lower() in {"has", "have", "had"}
    return item.first if broken else place
