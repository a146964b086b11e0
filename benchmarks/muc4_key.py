"""MUC-4's answer keys, and how far answers agree with them.

A key holds templates of 25 numbered slots. Their fillers stand one a line, other forms of a filler
after "/", one that may be left out after "?", and what a filler belongs to after ":", in quotes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from khaldun.evaluate.names import fold
from khaldun.evaluate.tables import Tally

#: First and last day; without a first one: on or before the last.
Days = tuple[date | None, date]
#: In the key, predicted, right.
Counts = tuple[int, int, int]

#: Who and what is named in a template, and the numbers of these slots; of targets, names.
NAMED = {
    "perp individual": 9, "perp org": 10, "physical target": 12, "human target": 18, "weapon": 6,
}  # fmt: skip
_EFFECT = {"target effect": 23}
#: What is said of those that are named.
SAID = {"perp org": {"org confidence": 11}, "human target": {"target number": 21} | _EFFECT}
SLOTS = (
    "incident type", "date", "country", "location", "perp org", "org confidence", "human target",
    "target number", "target effect",
)  # fmt: skip
SIX = ("incident type", *NAMED)
ALL = "all of these"

_DESCRIPTIONS = 19
#: "18. HUM TGT: NAME     "ONE"": the number of a slot, its name, after a gap its first filler.
_SLOT = re.compile(r"(\d+)\.\s+\S.*?(?:\s{2,}(.*))?$")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
#: The colon before the strings that a filler belongs to, which end the line.
_BELONGS = re.compile(r':\s*(?="[^:]*$)')
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{2})\b", re.IGNORECASE)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
#: The type of a place, "(CITY)". Brackets around a whole location follow no word.
_PLACE_TYPE = re.compile(r"(?<=[\w.])\s*\([^():]*\)")
#: The guidelines call an incident recent for two months: so far back does "on or before" reach.
_RECENT = timedelta(days=62)
#: Words that the guidelines call nonessential: articles, quantifiers, nationalities.
_IDLE = frozenset(
    "a an the of some several many at least about more than other another its his her their one two"
    " three four five six seven eight nine ten eleven twelve members member group salvadoran"
    " guatemalan honduran argentine bolivian chilean colombian ecuadoran peruvian".split()
)


@dataclass(frozen=True, slots=True)
class Filler:
    """Any of the values is right. `of`: the strings that say what it belongs to."""

    values: tuple[str, ...]
    optional: bool = False
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what is named, under all its names and descriptions, and what is said of it by slot.

    One without values stands for an effect that is nobody's ("no injuries").
    """

    name: Filler
    said: Mapping[str, Filler] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An incident as the key has it; an optional one is not missed where no answer fits it."""

    kind: Filler = Filler(())
    optional: bool = False
    days: tuple[Days, ...] = ()
    #: Of each alternative the country, and the names of the most exact place.
    places: tuple[tuple[str, frozenset[str]], ...] = ()
    named: Mapping[str, tuple[Entity, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Who or what a reader names, and what it says of it by slot, in the words of the key."""

    name: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An incident as a reader tells it. `places`: the place's names, none for a whole country."""

    kind: str | None = None
    days: Days | None = None
    country: str | None = None
    places: frozenset[str] = frozenset()
    named: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)


def read_key(text: str) -> dict[str, list[Template]]:
    """The templates of each document of a key file; a document without incidents has none."""
    documents: dict[str, list[Template]] = {}
    slots: dict[int, list[str]] = {}
    number = 0
    for line in [*text.splitlines(), "0.  END"]:
        head = _SLOT.match(line)
        if head and head[1] == "0":
            if slots:
                known = documents.setdefault(slots[0][0], [])
                known += [_template(slots)] if slots.get(4) else []
            slots = {}
        number = int(head[1]) if head else number
        words = (head[2] or "" if head else line).strip()
        if words.strip("-*") and not words.startswith(";"):
            slots.setdefault(number, []).append(words)
    return documents


def days_in(text: str) -> Iterator[date]:
    """The days in some words, written "7 JUL 89"."""
    for match in _DAY.finditer(text):
        try:
            month = _MONTHS.index(match[2].upper()) + 1
            yield date(1900 + int(match[3]), month, int(match[1]))
        except ValueError:
            continue  # "31 NOV 89" stands in a key


def _template(slots: Mapping[int, Sequence[str]]) -> Template:
    fillers = {number: [_filler(line) for line in lines] for number, lines in slots.items()}
    return Template(
        kind=fillers[4][0],
        optional="OPTIONAL" in " ".join(slots.get(1, ())),
        days=tuple(_alternative_days(" ".join(slots.get(2, ())))),
        places=tuple(_alternative_places(" ".join(slots.get(3, ())))),
        named={slot: tuple(_entities(slot, fillers)) for slot in NAMED},
    )


def _filler(line: str) -> Filler:
    own, *owners = _BELONGS.split(line, maxsplit=1)
    bare = own.lstrip("? ")
    others = [re.sub(r"\s*-\s*", "-", value.strip()) for value in _STRING.sub("", bare).split("/")]
    values = _strings(bare) or tuple(value for value in others if value != "-")
    # A dash among the alternatives: nothing is right as well.
    optional = own.startswith("?") or "-" in others
    return Filler(values, optional, _strings(" ".join(owners)))


def _strings(words: str) -> tuple[str, ...]:
    return tuple(value.replace("\\", "") for value in _STRING.findall(words))


def _entities(slot: str, fillers: Mapping[int, Sequence[Filler]]) -> Iterator[Entity]:
    names = list(fillers.get(NAMED[slot], ()))
    if slot == "human target":
        # A person's title or role goes with the name, and what only a description names is one too.
        known = {value for name in names for value in name.values}
        roles = fillers.get(_DESCRIPTIONS, ())
        names = [Filler((*n.values, *_about(n, roles).values), n.optional) for n in names]
        names += [one for one in roles if not known.intersection(one.of)]
    about = {said: fillers.get(number, ()) for said, number in SAID.get(slot, {}).items()}
    for name in names:
        yield Entity(name, {s: f for s, some in about.items() if (f := _about(name, some)).values})
    nobody = {said: _about(Filler(("-",)), some) for said, some in about.items()}
    if any(one.values for one in nobody.values()):
        yield Entity(Filler(()), {said: one for said, one in nobody.items() if one.values})


def _about(name: Filler, fillers: Sequence[Filler]) -> Filler:
    """What is said of a filler in another slot."""
    found = [one for one in fillers if set(one.of) & set(name.values)]
    values = tuple(value for one in found for value in one.values)
    return Filler(values, optional=all(one.optional for one in found))


def _alternative_days(text: str) -> Iterator[Days]:
    for words in text.split("/"):
        days = list(days_in(words))
        if days:
            yield (None if words.strip("( ?").startswith("-") else days[0]), days[-1]


def _alternative_places(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for words in _PLACE_TYPE.sub("", text).split("/"):
        country, *inner = words.strip(" ()?").split(":")
        if fold(country):
            yield fold(country), frozenset(map(fold, inner[-1].split(" - ") if inner else ()))


def content(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, without their plural."""
    words = fold(name).split()
    telling = [word for word in words if word not in _IDLE and not word.isdigit()] or words
    return frozenset(word.removesuffix("s") for word in telling)


def same_name(key: Filler, answer: str, *, parts: bool = False) -> bool:
    """Whether an answer has all telling words of an alternative; more may stand around them.

    With `parts`, some of the words do: the guidelines call these partly correct.
    """
    told = content(answer)
    if not key.values or not told:
        return not key.values and not told
    alternatives = map(content, key.values)
    return any(one <= told or (parts and told <= one) for one in alternatives)


def same_days(key: Days, answer: Days) -> bool:
    """Whether an answer is the key's date, or lies within its range, or is as open as the key.

    Two days in a row are right where one is the key's: so Khaldun writes a night.
    """
    (first, last), (start, end) = key, answer
    if start is None:
        return end == last
    if first == last:
        return start <= last <= end <= start + timedelta(days=1)
    return (first or last - _RECENT) <= start <= end <= last


def tally(keys: Sequence[Template], answers: Sequence[Answer], slots: Sequence[str]) -> Tally:
    """The counts of one document for some of the slots, and their sum."""
    pairs = align(keys, answers)
    counts = [compare(keys[i], answers[j]) for i, j in pairs.items()]
    counts += [compare(one, None) for i, one in enumerate(keys) if not (i in pairs or one.optional)]
    counts += [compare(None, one) for j, one in enumerate(answers) if j not in pairs.values()]
    found = Tally()
    for slot in slots:
        columns = zip((0, 0, 0), *(one[slot] for one in counts), strict=True)
        found.found(slot, *map(sum, columns))
    # A country alone is half of a location and is not counted twice.
    whole = [found.counts[slot] for slot in slots if slot != "country"]
    found.found(ALL, *map(sum, zip(*whole, strict=True)))
    return found


def align(keys: Sequence[Template], answers: Sequence[Answer]) -> dict[int, int]:
    """Templates and answers one to one, those first that agree in most fillers.

    The types must agree, or the answer's be ATTACK, which the guidelines take for any.
    """
    ranked = sorted(
        (-sum(right for _, _, right in compare(key, answer).values()), key.optional, i, j)
        for i, key in enumerate(keys)
        for j, answer in enumerate(answers)
        if answer.kind == "ATTACK" or answer.kind in key.kind.values
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def compare(key: Template | None, answer: Answer | None) -> dict[str, Counts]:
    """The counts of every slot; without a key all is spurious, without an answer all is missed."""
    key, answer = key or Template(), answer or Answer()
    homes = [inner for name, inner in key.places if name == answer.country]
    spot = any(inner & answer.places if inner else not answer.places for inner in homes)
    dated = answer.days is not None and any(same_days(one, answer.days) for one in key.days)
    typed = int(bool(key.kind.values)), int(answer.kind is not None)
    placed = int(bool(key.places)), int(answer.country is not None)
    counts = {
        "incident type": (*typed, int(answer.kind in key.kind.values)),
        "date": (int(bool(key.days)), int(answer.days is not None), int(dated)),
        "country": (*placed, int(bool(homes))),
        "location": (*placed, int(spot)),
    }
    for slot in NAMED:
        counts |= _compare_named(slot, key.named.get(slot, ()), answer.named.get(slot, ()))
    return counts


def _compare_named(
    slot: str, keys: Sequence[Entity], answers: Sequence[Told]
) -> Iterator[tuple[str, Counts]]:
    # Part of a person's name is still that person; part of an organisation's may be another.
    parts = slot != "perp org"
    pairs: dict[int, int] = {}
    for i, key in enumerate(keys):
        for j, answer in enumerate(answers):
            if j not in pairs.values() and same_name(key.name, answer.name, parts=parts):
                pairs[i] = j
                break
    due = [key for i, key in enumerate(keys) if i in pairs or not key.name.optional]
    wanted, told = sum(bool(key.name.values) for key in due), sum(bool(one.name) for one in answers)
    yield slot, (wanted, told, sum(bool(keys[i].name.values) for i in pairs))
    for said in SAID.get(slot, {}):
        both = [(keys[i].said.get(said), answers[j].said.get(said)) for i, j in pairs.items()]
        right = [one for one, word in both if one and word in one.values]
        wanted = sum(said in key.said and not key.said[said].optional for key in due)
        wanted += sum(one.optional for one in right)
        yield said, (wanted, sum(said in one.said for one in answers), len(right))
