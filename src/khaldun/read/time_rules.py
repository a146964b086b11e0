"""The rules of the grammar of times: patterns over kinds of words, and what they mean.

The names in a pattern are those of `time_words.LETTERS`; what a rule builds stands in
`time_phrases`.
"""

import re
from collections.abc import Callable
from functools import cache

from khaldun.read import time_phrases as meaning
from khaldun.read.time_match import Match
from khaldun.read.time_words import LETTERS, rule
from khaldun.records import TimePhrase

Build = Callable[[Match], TimePhrase | None]

_DATES: tuple[tuple[str, Build], ...] = (
    ("(?: WEEKDAY comma? )? numeric", meaning.numeric),
    (
        "[between from]? the? DAY [to dash until and] the? DAY of? MONTH (?: comma? year )?",
        meaning.days_of_month,
    ),
    ("between MONTH DAY and DAY (?: comma? year )?", meaning.days_of_month),
    (
        "from? MONTH DAY [to dash until] DAY (?: comma? year )? (?! counted | months )",
        meaning.days_of_month,
    ),
    # "In June 23 people were killed": the number counts.
    ("(?<= [in since] ) months (?= day counted )", meaning.dated),
    (
        "(?> ON_WEEKDAY (?<! months ) the? DAY of? MONTH (?: comma? of? year )? ) (?! name )",
        meaning.dated,
    ),
    ("(?> ON_WEEKDAY MONTH (?: the? DAY | glued ) (?: comma? year )? ) (?! name )", meaning.dated),
    ("the ordinals COUNT units of (?: months | (?: months comma? )? year )", meaning.first_units),
    ("PART? [last this]? (?: the units of )? months comma? of? year", meaning.dated),
    ("PART? months of? the? [last this next same that] units", meaning.dated),
    ("PART? months_short dot? year", meaning.dated),
    ("(?: PART STEP? | STEP | the units of ) months (?! name )", meaning.dated),
    ("(?<= the ) months (?= event | conflict )", meaning.dated),
    (
        "(?<= [in since until from to by of between after before and a] ) months (?! name )",
        meaning.dated,
    ),
    ("the? PART? (?: the? units of? )? year decade", meaning.decade),
    ("the? day suffix dash? century", meaning.century),
    ("(?: PART | the units of? ) year", meaning.dated),
    ("PART? the? seasons of? the? year", meaning.season),
    ("(?: STEP | (?<= [in since] ) the? ) seasons", meaning.season),
    (
        "(?<= [in since until by open before after between from to of the and] ) year",
        meaning.bare_year,
    ),
    ("(?<= year dash ) year", meaning.bare_year),
)

_ENDS = "the? (?: beginning | end | mid )"
_BEFORE_WEEKDAY = (
    "overnight on? | the? [early late earlier later] (?: units of )? on? the?"
    " | the? dayparts [on of]?"
)
_AFTER_WEEKDAY = (
    "overnight | on? early? dayparts (?: and dayparts )? | and in? the? [dayparts overnight]"
)
# No part of a larger number, so that "one hundred and two days ago" is not two days ago.
_NUMBERED = (
    "(?<! [many year numeric] ) (?<! many and ) (?<! [numbers day digits] )"
    " about{0,2} (?: COUNT | VAGUE | a )?"
)
_COUNTED: tuple[tuple[str, Build], ...] = (
    ("weekdays of? [last this next] units", meaning.weekday_of_week),
    ("the units [before after] named_days", meaning.beside_named),
    ("the units before last", meaning.before_last),
    (
        f"(?<! every ) (?: {_BEFORE_WEEKDAY} )? STEP? weekdays (?: {_AFTER_WEEKDAY} )?",
        meaning.weekday,
    ),
    ("(?: STEP | the )? weekend", meaning.weekend),
    ("[early late earlier later]? named_days (?: on? early? dayparts )?", meaning.named_day),
    (f"{_NUMBERED} units ago", meaning.ago),
    ("(?: earlier | later ) [in on] the units", meaning.within_unit),
    (f"(?: the? [early late mid] dash? in | {_ENDS} of ) [the this] units", meaning.within_unit),
    ("PART? the [next following same previous] units", meaning.told_unit),
    ("(?: later | earlier )? (?: [that same] | following | previous ) units", meaning.told_unit),
    (
        "(?: the? past | the last | last (?= COUNT | few ) ) (?: COUNT | VAGUE )? units (?! of )",
        meaning.span,
    ),
    ("the? next (?: COUNT | VAGUE ) units", meaning.span),
    ("recent units | recently", meaning.span),
    ("(?: PART | earlier | later )? STEP units (?! of )", meaning.calendar_unit),
    ("(?: for | (?<= in ) ) NEARLY (?: COUNT | VAGUE | a ) units", meaning.span),
    ("for units", meaning.span),
    ("(?: COUNT dash? )? units (?: dash? other ){0,3} conflict", meaning.conflict),
    ("(?: COUNT | VAGUE ) units of other? conflict", meaning.conflict),
    (f"{_NUMBERED} units (?: after | before | earlier | later )", meaning.from_incident),
    ("the units (?: after | before )", meaning.from_incident),
    ("overnight | last dayparts | (?<= in the ) dayparts", meaning.night),
    ("this dayparts", meaning.named_day),
    ("(?: the? [next following same previous] | that ) dayparts", meaning.told_part),
    ("(?<= in ) the early (?: units | dayparts ) (?! of )", meaning.early_hours),
    ("(?<= [on since before after] ) the? dayparts (?! of )", meaning.named_day),
    ("(?<= since ) then", meaning.then),
)


#: The kinds of words that say when: without one there is no phrase.
SAYS_WHEN = frozenset(
    LETTERS[name]
    for name in (
        "numeric months months_short year century units seasons weekdays weekdays_short weekend"
        " named_days dayparts overnight recently then"
    ).split()
)


@cache
def grammar() -> tuple[tuple[re.Pattern[str], Build, frozenset[str]], ...]:
    """The rules compiled, the more telling first; the last of each: of what says when it names."""
    rules = ((rule(pattern), build) for pattern, build in _DATES + _COUNTED)
    return tuple(
        (pattern, build, SAYS_WHEN.intersection(pattern.pattern)) for pattern, build in rules
    )
