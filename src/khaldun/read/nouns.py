"""What a count counts: the noun in the words behind its number, without what is said of it.

The words behind a number run on: "people injuring eight", "bombers flew out", "vehicles equipped
with guns". A reader of the ledger wants "people", "bombers", "vehicles".
"""

from khaldun.read.quantities import Quantity
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
    "meanwhile nearby away out back down up alone apart ago daily".split()
)


def counted_noun(quantity: Quantity, *, part: bool) -> str:
    """Who or what a quantity counts; `part` is of a whole that was counted before.

    Of several: up to the first noun of several, and the one behind it if there is ("security
    guards"). Of one, up to a participle or an adverb.
    """
    kept: list[Word] = []
    for word in words(quantity.counted):
        lower = word.lower
        if kept and (_verbal(lower) or lower in _BESIDE):
            break
        if kept and _plural(kept[-1].text) and not _plural(word.text):
            break
        kept.append(word)
    if any(word.lower not in _NOBODY for word in kept):
        return " ".join(quantity.counted[kept[0].start : kept[-1].end].split())
    return "part of them" if part else "people"


def _plural(word: str) -> bool:
    if word.lower() in _SEVERAL:
        return True
    # A capital is a name's ("Islamic", "Syrias"), but in "F-16s" and "YPGs".
    named = word[0].isupper() and not any(map(str.isdigit, word))
    return not named and word.endswith("s") and not word.endswith(_NO_PLURAL)


def _verbal(word: str) -> bool:
    return word.endswith(("ing", "ed")) and len(word) > 4
