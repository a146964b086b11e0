"""Tellers without a name: where the words that describe them begin, and what they are called."""

import re

from khaldun.read.memory import clean
from khaldun.read.numbers import NUMBER

_DETERMINER = re.compile(
    r"\b(?:the|a|an|one|another|some|several|local|two|three)\b", re.IGNORECASE
)
#: Where the words for a teller cannot go on.
BREAK = re.compile(
    r"[,;:()\"“”—–]|\s-\s|\b(?:that|and|but|as|while|when|which|who|where|after|because|although"
    r"|though|whose|including|citing|quoting|was|were|is|are|had|has|have|said|told)\b",
    re.IGNORECASE,
)
PREPOSITION = re.compile(r"\b(?:in|at|on|by|to|of|from|with|for|near|into|against)\b")
#: Counts and the counted, as in "killing four civilians residents said".
_COUNTED = (
    rf"(?!(?:one|two|three)\b){NUMBER}|dozens|scores|hundreds|thousands|millions|tens|civilians"
    r"|people|killed|wounded|injured|dead|died"
)
#: What cannot belong to a description that follows it: "came under fire Sunday activists said".
_UNRELATED = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday)\b"
    rf"|(?<![\w-])(?:{_COUNTED})(?![\w-])"
    r"|\b(?:hours?|days?|weeks?|months?|explosions?|blasts?|attacks?|areas?|districts?|alone"
    r"|recently|meanwhile|meantime|children|women)\b",
    re.IGNORECASE,
)
#: Words before the noun by which what follows a word of saying is what was said, and not who said
#: it: "said it killed 20 fighters", "reported the killing of a journalist".
CLAUSE = re.compile(
    r"\b(?:it|they|we|he|she|its|their|killing|death|number|toll)\b"
    r"|\w\s+(?!(?:armed|informed|unidentified|unnamed|allied|detained|displaced|wounded)\b)\w{3,}ed\b"
    rf"|\w\s+(?:{NUMBER}|dozens|scores|several)(?![\w-])",
    re.IGNORECASE,
)
#: A person with an office: "UN High Commissioner for Human Rights Sami Ali".
_NAMED = re.compile(r"[A-Z].*\s[A-Z][\w'’-]+\s(?:[A-Z]|[ae]l-)[\w'’-]+\Z")
#: Whoever is called so has no name: capitals behind are of a place ("a source at X Hospital").
_NAMELESS = re.compile(
    r"\b(?:sources?|officials?|activists?|residents?|witness(?:es)?|medics?|police|command|province"
    r"|governorate|hospital|cent(?:er|re)|reports?|statement|media)\b",
    re.IGNORECASE,
)
#: Words before the noun that still describe it; with more of them another clause has run in.
_DESCRIBING = 5


def description_start(window: str, noun: int) -> int:
    """Where the description of a teller starts that ends in the noun at this offset."""
    head = window[:noun]
    breaks = [*BREAK.finditer(head), *PREPOSITION.finditer(head)]
    cut = max((match.end() for match in breaks), default=0)
    determiners = list(_DETERMINER.finditer(head, cut))
    cut = determiners[-1].start() if determiners else cut
    unrelated = list(_UNRELATED.finditer(head, cut))
    cut = unrelated[-1].end() if unrelated else cut
    if len(head[cut:].split()) > _DESCRIBING:
        cut = noun
    return cut + len(window[cut:]) - len(window[cut:].lstrip())


def describe(said: str) -> str:
    """The name of a teller who has none: "unnamed military source"."""
    name = clean(said)
    if (named := _NAMED.search(name)) and not _NAMELESS.search(name):
        return named.group()
    if name[:1].isupper() and " " in name and name.split()[1][:1].isupper():
        return name
    # "Activists said": a capital that only the start of the sentence gave.
    small = " " not in name and name[1:].islower()
    return f"unnamed {name.lower() if small else name}"
