"""The words of a text as letters, so that phrases of time can be told by regular expressions.

Each word or mark becomes one letter of a short string: a month is `M`, a number from 1 to 31 `d`,
what has no part in times `_`. A grammar over that string is linear in the text, whatever it holds,
and is written in names and not in letters: `rule("the? (early|late) month year?")`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from khaldun.knowledge.calendar import Calendar

#: The lists of the calendar and the marks, by the name that rules use. `day` is a number from 1 to
#: 31, `digits` another up to 999, `many` one that is larger or not whole, `glued` a day and a year
#: that lost what was between them ("262016").
LETTERS = {
    "months": "M", "months_short": "m", "weekdays": "W", "weekdays_short": "w", "units": "U",
    "numbers": "c", "ordinals": "r", "dayparts": "P", "seasons": "Z", "named_days": "K", "a": "a",
    "the": "h", "in": "i", "on": "n", "of": "o", "for": "f", "from": "R", "to": "t", "and": "&",
    "between": "b", "since": "s", "until": "u", "by": "y", "last": "L", "past": "p",
    "previous": "v", "this": "T", "next": "X", "following": "N", "same": "S", "that": "J",
    "then": "j", "early": "E", "earlier": "e", "late": "Q", "later": "q", "mid": "D",
    "beginning": "B", "end": "C", "ago": "A", "after": ">", "before": "<", "overnight": "V",
    "recently": "l", "recent": "z", "few": "G", "half": "H", "century": "9", "weekend": "7",
    "about": "~", "many": "=", "every": "!", "counted": "%", "conflict": "5", "event": "@",
    "name": "6", "day": "d", "digits": "k", "year": "Y", "glued": "2", "numeric": "3",
    "suffix": "O",
    "decade": "0", "dash": "x", "comma": ",", "dot": "1", "open": "4", "line": "g",
    "other": "_",
}  # fmt: skip

#: What rules abbreviate; a name that is part of another stands after it.
_MACROS = {
    "ON_WEEKDAY": "(?: (?: weekdays | weekdays_short dot? ) comma? )?",
    "WEEKDAY": "(?: weekdays | weekdays_short dot? )",
    "MONTH": "(?: months | months_short dot? )",
    "DAY": "day suffix?",
    "STEP": "[last this next]",
    "COUNT": "(?: numbers dash? numbers | [numbers day digits] )",
    "VAGUE": "(?: a? few of? )",
    "NEARLY": "[about on in]{0,3}",  # "for at least two years", "for over a week"
    "PART": (
        "(?: the? [early late mid] dash? in? the? (?: units of )? the?"
        " | the? [beginning end mid] of the?"
        " | the [ordinals last] [units half] of the? )"
    ),
}

_TOKEN = re.compile(
    r"[^\W\d_]+|\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{4}(?!\d)"
    r"|\d+(?:[.,]\d+)+|\d+|\n|[^\w\s]|_+"
)
_MARKS = {
    "-": "dash", "–": "dash", "—": "dash", "‐": "dash", "‑": "dash", ",": "comma", ".": "dot",
    "(": "open", "\n": "line",
}  # fmt: skip
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_YEARS = range(1500, 2100)
_POSSESSIVE = frozenset({"weekdays", "named_days", "months", "dayparts"})

Value = int | str | date | tuple[int, int] | None


def rule(pattern: str) -> re.Pattern[str]:
    """The pattern over letters that this pattern over names means; spaces are for the eye."""
    for name, body in _MACROS.items():
        pattern = pattern.replace(name, body)
    return re.compile(re.sub(r"[a-z_]+", lambda m: LETTERS[m.group()], pattern).replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a stretch of text. `letters[i]` is the kind of the i-th, `values[i]` its value.

    Offsets are into the whole text.
    """

    letters: str
    values: list[Value]
    starts: list[int]
    ends: list[int]

    def value(self, name: str, first: int, last: int) -> Value:
        """The value of the first word of this kind among these; None if there is none."""
        place = self.letters.find(LETTERS[name], first, last)
        return None if place < 0 else self.values[place]


def tokenize(text: str, start: int, end: int) -> Tokens:
    """The words between two offsets, with their kinds."""
    letters: list[str] = []
    values: list[Value] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text, start, end):
        word, (low, high) = match[0], match.span()
        adjacent = bool(ends) and ends[-1] == low
        if word[0].isdecimal():
            kind, value = _number(word)
        elif adjacent and letters[-1] in "dkY" and word.lower() in _SUFFIXES:
            kind, value = "suffix", None
        elif adjacent and letters[-1] == "Y" and word == "s":
            kind, value = "decade", None
        else:
            kind, value = _word(word)
        letters.append(LETTERS[kind])
        values.append(value)
        starts.append(low)
        ends.append(high)
    return Tokens("".join(letters), values, starts, ends)


@lru_cache(maxsize=1 << 12)  # the words of a language come again and again
def _word(word: str) -> tuple[str, Value]:
    if word in _MARKS:
        return _MARKS[word], None
    calendar = Calendar.open()
    lower = word.lower()
    capital = word[0].isupper()
    if capital and lower in calendar.names:
        return "name", None
    meaning = calendar.words.get(lower)
    if meaning is None and lower.endswith("s"):
        # "Thursday's attack" is often printed as "Thursdays attack".
        meaning = calendar.words.get(lower[:-1])
        if meaning is not None and meaning.kind not in _POSSESSIVE:
            meaning = None
    if meaning is None or (lower in calendar.capitals and not capital):
        return "other", None
    return meaning.kind, meaning.value


def _number(word: str) -> tuple[str, Value]:
    if not word.isascii():
        return "other", None  # digits of another script are quantities' business, not ours
    if not word.isdigit():
        day = _numeric_date(word)
        return ("many", None) if day is None else ("numeric", day)
    if len(word) <= 2:
        number = int(word)
        return ("day" if 1 <= number <= 31 else "digits"), number
    if len(word) == 4 and int(word) in _YEARS:
        return "year", int(word)
    if len(word) in {5, 6} and int(word[-4:]) in range(1900, 2100) and 1 <= int(word[:-4]) <= 31:
        return "glued", (int(word[:-4]), int(word[-4:]))
    return ("digits", int(word)) if len(word) <= 3 else ("many", None)


def _numeric_date(word: str) -> date | None:
    """A date in digits: year first, else day first unless only month first makes a date."""
    parts = re.split(r"\D", word)
    if len(parts) != 3 or not all(parts):
        return None
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        orders = [(first, second, third)]
    elif len(parts[2]) == 4:
        orders = [(third, second, first), (third, first, second)]
    else:
        return None
    for order in orders:
        try:
            return date(*order)
        except ValueError:
            continue
    return None
