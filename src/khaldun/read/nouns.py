"""What a count counts: the words behind its number, and the noun in them.

The words behind a number run on: "people injuring eight", "bombers flew out", "vehicles equipped
with guns". A reader of the ledger wants "people", "bombers", "vehicles".
"""

import re

from khaldun.read.numbers import TENS, UNITS
from khaldun.records import PART
from khaldun.text import Word, words

#: Nouns of several that do not end in an s.
_SEVERAL = frozenset(
    "people men women children police personnel troops others aircraft crew staff livestock "
    "policemen gunmen servicemen militiamen tribesmen clergymen fishermen rescuers".split()
)
#: Endings in s that make no noun of several.
_NO_PLURAL = ("ss", "us", "is", "ous", "ys")
#: Words that stand for people of whom no more is said.
_NOBODY = frozenset(
    "dead deaths killed killings wounded wounding injured injuries injuring casualties displaced "
    "slain fatalities victim victims died die dying earlier later badly seriously critically "
    "severely slightly lightly fell got lives martyrs martyred missing live living trapped fled "
    "arrested detained captured kidnapped abducted tortured hurt what one adding saying".split()
)
#: What ends a noun behind which it stands, and has no ending that would tell.
_BESIDE = frozenset(
    "some many mostly mainly all both each several most few according frequently live remain "
    "remained fired hit got flew went left withdrew came took struck fell sank blew citing "
    "meanwhile nearby laden away out back down up alone apart ago daily lost broke hostage".split()
)
#: What tells of the counted before they are named: "three 16-year-old girls", "six dead children".
_TOLD_OF = re.compile(
    r"\s(?:\w+(?:-\w+)?-year-old|(?:dead|wounded|injured)(?=\s(?:children|women|men|people|persons"
    r"|civilians|soldiers|fighters|militants|policemen|officers|protesters|patients)\b))(?=\s)"
)
#: Where the counted words end: what follows is said of them, or is about something else.
STOP = frozenset(
    (
        "was were is are am be been being has have had do did does will would can could may "
        "might must and or but while when as after before since until in on at by from with for "
        "to into near over inside outside during under across around through between against "
        "among including who which that whose where said says say told killed wounded injured "
        "killing wounding injuring dead died hurt missing dying fled he she it they his her their "
        "its the a an this these those there here if because so also not no yet still then than "
        "about per via amid following within without towards toward reportedly allegedly late "
        "early yesterday "
        "today overnight already alone worldwide of north south east west northeast northwest "
        "southeast southwest monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)
#: Names that would be words of `STOP` in small letters.
_NAMES = frozenset({"IS"})
#: A name shortened to its letters, of which the last stop is a word of its own.
_SHORTENED = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_ADVERB = re.compile(r"(?!(?:family|ally|assembly)\Z)[a-z]+ly\Z")
_SKIPPED = frozenset(
    "of the them whom those these other more additional its their his her our".split()
)
#: Of these the ones that begin no counted words: "wounding dozens the agency said".
_ANOTHER = frozenset("the its their his her our".split())
#: The counted words are sought in this many characters, and are at most so many words.
_NOUN_REACH, _NOUN_WORDS = 90, 6


def counted_words(text: str, start: int, end: int) -> tuple[str, int]:
    """The words that the number before an offset counts, and where they end."""
    if told := _TOLD_OF.match(text, start):
        start = told.end()
    inside = words(text, start, min(end, start + _NOUN_REACH))
    low = 0
    while low < len(inside) and inside[low].lower in (_SKIPPED if low else _SKIPPED - _ANOTHER):
        low += 1
    if 0 < low < len(inside) and inside[low].text.isdecimal():
        low += 1  # "four of the 14 passengers"
    high = low
    while high < len(inside) and high - low < _NOUN_WORDS:
        word = inside[high]
        gap = text[inside[high - 1].end if high else start : word.start]
        if _ends_noun(word, inside[high - 1] if high > low else None) or "\n" in gap:
            break
        following = inside[high + 1].lower if high + 1 < len(inside) else ""
        if _ADVERB.match(word.text) and following in STOP:
            break  # "and four subsequently died"
        high += 1
    if low < high:
        return text[inside[low].start : inside[high - 1].end], inside[high - 1].end
    # "wounding twelve others and …": words that count nothing by themselves still belong to it.
    return "", inside[low - 1].end if low and inside[low - 1].lower != "of" else start


def _ends_noun(word: Word, last: Word | None) -> bool:
    """Whether the counted words end before this one; `last` is the one of them before it."""
    if not word.text[0].isalnum():
        return not (word.text == "." and last and _SHORTENED.fullmatch(last.text))
    counts = word.text[0].isdecimal() or word.lower in UNITS or word.lower in TENS
    if last and (counts or (_plural(last.text) and _says_of(word.lower))):
        return True
    return word.lower in STOP and word.text not in _NAMES


def counted_noun(counted: str, *, part: bool) -> str:
    """Who or what is counted, of the counted words; `part` is of a whole that was counted before.

    Of several: up to the first noun of several, and the one behind it if there is ("security
    guards"). Of one, up to a participle or an adverb.
    """
    kept: list[Word] = []
    for word in words(counted):
        if kept and _says_of(word.lower):
            break
        if kept and _plural(kept[-1].text) and not _plural(word.text):
            break
        kept.append(word)
    if any(word.lower not in _NOBODY for word in kept):
        return " ".join(counted[kept[0].start : kept[-1].end].split())
    return PART if part else "people"


def _plural(word: str) -> bool:
    if word.lower() in _SEVERAL:
        return True
    # A capital is a name's ("Islamic", "Syrias"), but in "F-16s" and "YPGs".
    named = word[0].isupper() and not any(map(str.isdigit, word))
    return not named and word.endswith("s") and not word.endswith(_NO_PLURAL)


def _says_of(word: str) -> bool:
    """Whether a word behind a noun, in small letters, says something of it."""
    return word in _BESIDE or (word.endswith(("ing", "ed")) and len(word) > 4)
