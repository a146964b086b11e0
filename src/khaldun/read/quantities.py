"""The grammar of quantities: numbers as ranges, with what they count.

Forms: digits ("1,200", "1 200", "2.5 million"), words ("two hundred and fifty", "a dozen", "half a
million"), ranges ("10 to 15", "between 10 and 15", "10-15"), bounds ("at least", "more than",
"over", "up to", "as many as"), approximations ("about", "nearly"), words that name no number
("dozens", "hundreds of thousands", "several", "nearly half"), and single people ("a woman").

Not read as quantities: years and dates, clock times, money, percentages, ages, ordinals, calibres
and distances, parts of names ("T-72", "Resolution 2254", "Order No. 12"), fractions, and digits
next to a superscript digit, of which a reader would not know whether they belong to the number.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import accumulate

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.phrases import branch
from khaldun.read.nouns import counted_words
from khaldun.read.numbers import NUMBER, TENS, UNITS, parse_number

_VAGUE = (
    r"\b(?:(?:tens|hundreds|dozens|scores) of (?:thousands|millions)"
    r"|several (?:hundreds?|thousands?|dozens?)"
    r"|(?:(?:nearly|almost|about|around|more than|over) )?half"
    r"(?= (?:of )?(?:(?:its|their|them)\b|the (?!\d)))"
    r"|dozens|scores|hundreds|thousands|millions|tens|several)\b"
)

_ROUGHLY = (
    r"about|around|some|nearly|almost|approximately|roughly|an estimated|estimated|close to"
    r"|as few as|or so|approx\.?|circa"
)
#: What may stand before a number and change what it says: words, which ends stay, approximate.
_BEFORE = (
    ("at least|no fewer than|no less than|not less than|a minimum of", "low", False),
    ("more than|over|above|in excess of|upwards of|exceed(?:ed|ing|s)?", "low", False),
    (
        "up to|as many as|as high as|at most|no more than|not more than|a maximum of|as much as",
        "high",
        False,
    ),
    ("fewer than|less than|under|below", "high", False),
    (_ROUGHLY, "both", True),
)
_MODIFIER = re.compile(
    r"\b(?:" + "|".join(f"(?P<m{n}>{words})" for n, (words, *_) in enumerate(_BEFORE)) + r")"
    r"(?:\s+(?:at|the|a|an|another|a further|some|its|their))?\s*\Z",
    re.IGNORECASE,
)
#: A quantity begins with one of these, or with a digit; most places of a text need no further look.
_FIRST = (
    *UNITS,
    *TENS,
    *"half quarter tens dozens scores hundreds thousands millions several".split(),
    *"nearly almost about around more over".split(),
)
_BEGINS = rf"(?:(?=\d|betw)|\b(?=an? [bdhmqt]|{branch(sorted({one[:3] for one in _FIRST}))}))"
_QUANTITY = re.compile(
    rf"{_BEGINS}(?:(?P<between>between\s+)?(?P<first>{NUMBER})"
    rf"(?P<to>(?<=\d)\s*[-–—]\s*(?=\d)|\s+(?:to|or)\s+|(?(between)\s+and\s+|(?!)))(?P<second>{NUMBER})"
    rf"|(?P<one>{NUMBER})|(?P<vague>{_VAGUE}))",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[ -](?:thousand|million|billion)\Z", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MEASURES = (
    r"kilo|met(?:re|er)|mile|feet|foot\b|hectare|acre|ton(?:ne)?s?\b|litre|liter|pounds?\b"
    r"|dollar|euro"
)
#: Marks without width; inside a number they leave no sure reading of it.
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
#: Read just after a number, these say that it counts nothing of ours.
_NOT_AFTER = re.compile(
    "|".join((
        r"\s*(?:%|percent|per cent|°|º)",
        r"(?:st|nd|rd|th)\b",
        r"[-\s]*(?:mm|cm|km|kms|kg|calib(?:re|er))\b",
        rf"[\s-]*(?:{_MEASURES})",
        r"[\s-]*(?:year|month|week|day|hour|minute|second)s?(?:[\s-]*(?:old|long)\b|\b)",
        rf"[:./,'’{_INVISIBLE}]\d",
        r"\s*(?:a\.?m\b|p\.?m\b|o'?clock|gmt\b|bst\b|local time)",
        rf"\s+(?:of\s+)?{_MONTH}(?:\s|\Z|[.,])",
        r"[-–]?[A-Za-z]*\d",
        r"[²³¹⁰⁴-⁹₀-₉½¼¾⅓⅔]",
        r"\s+(?:percentage|degrees|times|decades|centur|others? things)",
        r"\s+(?:thirds?|quarters?|fifths?|tenths?|halves)\b",
        r"-(?=[A-Za-z])(?!(?:strong|plus)\b)",
    )),
    re.IGNORECASE,
)  # fmt: skip
_NAMED_BY_NUMBER = (
    r"usd|eur|ages? of|resolution|article|decree|law|order|no\.?|number|route|highway|page|chapter"
    r"|unit|block|channel|flight|brigade|division|battalion|regiment|corps|sector|section|group of"
    r"|age|aged|year|version|level|phase|top|grade|apartment|building|hill|point|base|square|tel|phone"
    rf"|telephone|camp|who (?:is|was)|{_MONTH}|since|until|during|early|late|mid"
)
#: Read just before a number, these say the same.
_NOT_BEFORE = re.compile(
    rf"(?:[$€£¥]|\b(?:{_NAMED_BY_NUMBER})\s*)\Z|[A-Za-z][-–]\Z|[.,:/]\Z|\d\s?[/:.]\s?\Z"
    rf"|[²³¹⁰⁴-⁹]\Z|#\Z|\d['’{_INVISIBLE}]\Z|(?-i:(?<![A-Za-z])[A-Z]\Z)",
    re.IGNORECASE,
)
#: Names whose number may be a word.
_NUMBERED = re.compile(r"\b(?:world war|class|phase|stage|zone|channel)\s\Z", re.IGNORECASE)
#: An age between commas: "Sami, 12, was killed", "Sami Ali, 34, of Douma"; at the end of a list of
#: names, too: "Sami Ali, 34; Huda Ali, 12."
_NAME_BEFORE = re.compile(r"[A-Z][\w'’-]+,\s\Z")
_AGE_AFTER = re.compile(r",\s(?!includ|among|of (?:them|whom|those|which)\b)")
_NAMES_BEFORE = re.compile(r"[A-Z][\w'’-]+\s[A-Z][\w'’-]+,\s\Z")
_ENDS_AFTER = re.compile(r"[;.]|\s*\Z|\sand\s[A-Z]")
#: A mark of a footnote: "in the first week.[2]".
_FOOTNOTE = re.compile(r"\S\[\Z")
_NO_ONE = re.compile(r"\bno\s+\Z", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\s+(?:of (?:the|its|their|his|her) (?!dead|victims|wounded)|day|another\b|side|hand)"
)
_OR_MORE = re.compile(r"\s+(?:people |persons )?or more\b", re.IGNORECASE)
_AT_LEAST = re.compile(rf"[ \t]+at (?:the )?least\b(?!\s+(?:{NUMBER}))", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_PEOPLE = re.compile(r"\s+(?:people|civilians|others|soldiers|fighters|militants)")
#: What stands beside a number is read this far, in characters.
_LOOK = 60


#: What a quantity says: from, to, or the word.
Value = tuple[int | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and what it counts; all offsets are code points of the text.

    `start`–`end` are the number with its modifier, `counted` the words counted (without "of the"),
    `noun_end` where they end, `head` the last of them in lower case ("" if nothing is named:
    "killed five"). `single` marks one person told by a noun alone.
    """

    start: int
    end: int
    noun_end: int
    counted: str
    head: str
    low: int | None = None
    high: int | None = None
    approx: bool = False
    vague: str | None = None
    single: bool = False

    @property
    def value(self) -> Value:
        """From, to, or the word: equal for a count that is told again."""
        return self.low, self.high, self.vague


def find_quantities(text: str, start: int, end: int, codebook: Codebook) -> list[Quantity]:
    """All quantities between two offsets (a sentence), in order; they do not overlap."""
    found: list[Quantity] = []
    at = start
    while match := _QUANTITY.search(text, at, end):
        quantity = _quantity(text, match, start, end)
        at = max(match.end(), quantity.end) if quantity else match.end()
        if quantity:
            found.append(quantity)
    starts = [quantity.start for quantity in found]
    ends = [0, *accumulate((quantity.noun_end for quantity in found), max)]
    singles = (
        _single(match)
        for match in codebook.person.finditer(text, start, end)
        if ends[bisect_left(starts, match.end())] <= match.start()
        and not codebook.compounds.match(text, match.end() + 1, end)
    )
    return sorted([*found, *singles], key=lambda quantity: quantity.start)


def _quantity(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    before = text[max(start, match.start() - _LOOK) : match.start()]
    after = text[match.end() : min(end, match.end() + _LOOK)]
    if _excluded(match, before, after):
        return None
    modifier = _MODIFIER.search(before[-40:])
    counted, noun_end = counted_words(text, match.end(), end)
    found = Quantity(
        start=match.start() - (len(modifier.group()) if modifier else 0),
        end=match.end(),
        noun_end=noun_end,
        counted=counted,
        head=counted.split()[-1].lower() if counted else "",
    )
    if match["vague"]:
        return replace(found, vague=match["vague"].lower())
    # "2 to 3 million": both ends are of millions.
    scale = _SCALED.search(match["second"] or "")
    shared = scale.group() if scale and not _SCALED.search(match["first"]) else ""
    low = parse_number((match["first"] or match["one"]) + shared)
    high = parse_number(match["second"] or match["one"])
    if low is None or high is None or low > high:
        return None
    side, approx = _modified(modifier)
    trailing = text[noun_end : min(end, noun_end + _LOOK)]
    if _OR_MORE.match(after) or (side == "both" and _AT_LEAST.match(trailing)):
        side = "low"
    return replace(
        found,
        low=None if side == "high" else low,
        high=None if side == "low" else high,
        approx=approx,
    )


def _modified(modifier: re.Match[str] | None) -> tuple[str, bool]:
    """Which ends of the range stand ("low", "high", "both"), and whether it is approximate."""
    for n, (_, side, approx) in enumerate(_BEFORE):
        if modifier and modifier[f"m{n}"]:
            return side, approx
    return "both", False


def _excluded(match: re.Match[str], before: str, after: str) -> bool:
    if match["vague"]:
        return bool(re.search(r"\b(?:for|in the) \Z", before) and match["vague"] != "several")
    if _NOT_AFTER.match(after) or _NO_ONE.search(before):
        return True
    aged = (_NAME_BEFORE.search(before) and _AGE_AFTER.match(after)) or (
        _NAMES_BEFORE.search(before) and _ENDS_AFTER.match(after)
    )
    if aged or _NUMBERED.search(before) or (after[:1] == "]" and _FOOTNOTE.search(before)):
        return True
    if _NOT_BEFORE.search(before[-24:]):
        return match.group()[0].isdecimal() or not re.search(r"[A-Za-z.,]\s*\Z", before)
    number = (match["one"] or "").lower()
    if number == "one":
        return bool(_ONE_OF.match(after))
    return bool(_YEAR.match(number)) and not _PEOPLE.match(after)


def _single(match: re.Match[str]) -> Quantity:
    """One person told by a noun: "a woman", "his son"."""
    determiner, _, counted = match.group().partition(" ")
    return Quantity(
        start=match.start(),
        end=match.start() + len(determiner),
        noun_end=match.end(),
        counted=counted,
        head=counted.split()[-1].lower(),
        low=1,
        high=1,
        single=True,
    )
