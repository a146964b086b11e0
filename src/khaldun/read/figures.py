"""From quantities to figures: whether a count is of the killed, the wounded, of shells or tanks.

Words of harm reach for the counts beside them. "killing" takes the count that follows, "dead" the
one before, "killed" the one or the other by its grammar ("12 were killed", "shelling killed 12",
"killed in the attack were 12"). Counts that are joined ("12 soldiers and 5 civilians were killed")
share the word of harm; a part of a count ("including 6 children") takes the kind of its whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from khaldun.knowledge.codebook import Codebook
from khaldun.read.nouns import counted_noun
from khaldun.read.numbers import NUMBER
from khaldun.read.quantities import Quantity
from khaldun.read.things import thing_of
from khaldun.records import Figure, FigureKind

_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|have been|has been|had been|got|get)"
    r"(?:\s+(?:also|later|already|then|all|confirmed|believed to have been|either|[a-z]+ly))?\s*\Z",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*,?\s*(?:and|or|as well as|along with|plus|,|&)\s*(?:the\s+)?\Z|\s*,\s*\Z", re.IGNORECASE
)
#: A count far from its neighbour that these words join to it: "… as well as six militants".
_ALSO = re.compile(
    r"[^.;:\"”]{0,70}\b(?:as well as|along with|and another|and a further|and at least)\b",
    re.IGNORECASE,
)
#: Of whom else than the codebook's victims a count does no harm itself; "" is nobody named.
_HARMLESS = frozenset({"", "others", "persons"})
#: A toll tells of the count that it comes to, however far: "The toll from the raids rose to 20".
_TOLL = re.compile(r"toll\Z", re.IGNORECASE)
_ROSE = re.compile(
    r"\b(?:rose|risen|rises|rising|reache[ds]|climbed|jumped|increased|become|became|stands|stood|updated"
    r"|went up|gone up)(?:\s+(?:to|at))?\s+\Z",
    re.IGNORECASE,
)
#: Another count, which a word of harm before it is of.
_COUNTING = re.compile(
    r"\s+(?:at least|more than|over|up to|as many as|about|some|around|nearly|almost"
    rf"|dozens|scores|hundreds|thousands|tens|{NUMBER})(?!\w)",
    re.IGNORECASE,
)
_HARMED = frozenset({"killed", "wounded", "casualties", "abducted", "captured"})
#: How far into a count its own leading words are looked at.
_LEAD = 10
_PART = re.compile(
    r"(?:includ(?:ing|es?|ed)"
    r"|among(?:st)? (?:them|whom|the dead|those killed|the victims|the wounded)(?: were| was| are)?"
    r"|of (?:them|whom|which)(?: were)?|(?:most|some) of (?:them|whom)|half of them|(?:them|whom) )"
    r"\s*(?:were|are|is|was)?\s*(?:also\s+)?\Z",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\s*(?:of\s+(?:them|whom|those|the (?:dead|victims|wounded|killed)))\b", re.IGNORECASE
)
#: A part of those before is harmed otherwise: "killing 15 and wounding dozens of them".
_HARMING = re.compile(
    r"(?<!\bwere )(?<!\bwas )(?<!\bbeen )"
    r"\b(?:wound|injur|kill|captur|abduct|arrest)(?:ed|ing)\s+\Z",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[;:]|\b(?:while|when|after|as|but|said)\b")
_OBJECT = re.compile(r"(?:at|more|over|up|as|about|some|around|nearly|almost|an?|\d|[a-z])")
_NO_OBJECT = re.compile(
    r"(?:in|on|and|by|when|after|during|while|since|as|near|at the|with|from|or)\b"
)
#: What a word makes of a count only from outside its noun: "the 1st Regiment sent", not those.
_UNHARMED = frozenset({"troops", "other"})
#: How many characters a word of harm reaches on either side; beyond it, another clause speaks.
REACH = 110
#: So near must be what tells how victims were harmed.
_VICTIMS_REACH = 25


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with what it is a figure of. `rule` names how it was told."""

    quantity: Quantity
    kind: FigureKind
    rule: str
    part: bool = False

    def figure(self) -> Figure:
        """The figure as a record."""
        quantity = self.quantity
        return Figure(
            kind=self.kind,
            of=counted_noun(quantity.counted, part=self.part),
            low=quantity.low,
            high=quantity.high,
            approx=quantity.approx,
            vague=quantity.vague,
        )


@dataclass(frozen=True, slots=True)
class _Harm:
    kind: FigureKind
    start: int
    end: int
    left: bool
    right: bool


def find_figures(
    text: str, quantities: list[Quantity], start: int, end: int, codebook: Codebook
) -> list[Counted]:
    """The figures among the quantities of one sentence (`start`–`end`), in order of the text."""
    harms = _harms(text, start, end, codebook)
    kinds: dict[int, tuple[FigureKind, str, bool]] = {}
    troops = set()
    for number, quantity in enumerate(quantities):
        thing = thing_of(text, quantity, codebook)
        if thing == "troops":
            troops.add(number)
        elif thing:
            kinds[number] = (thing, "counted thing", False)
    people = [n for n in range(len(quantities)) if n not in kinds]
    counts = [quantities[n] for n in people]
    harms = _each_behind_its_count(text, harms, counts, codebook)
    for number in people:
        # Troops are people: where they are harmed, that is what they are counted as.
        if found := _nearest(text, counts, quantities[number], harms):
            kinds[number] = found
        elif number in troops:
            kinds[number] = ("troops", "counted thing", False)
    _spread(text, quantities, people, kinds)
    for number in kinds:
        if _PART_OF.match(text, quantities[number].end):
            kinds[number] = (*kinds[number][:2], True)
    return [
        Counted(quantities[n], *kinds[n])
        for n in sorted(kinds)
        if not (quantities[n].single and kinds[n][1] == "counted thing")
    ]


def _harms(text: str, start: int, end: int, codebook: Codebook) -> list[_Harm]:
    """The words of harm of a sentence; of two that overlap the first and longer stays."""
    found = sorted(
        _every_harm(text, start, end, codebook),
        key=lambda harm: (harm.start, harm.start - harm.end, harm.right),
    )
    kept: list[_Harm] = []
    for harm in found:
        last = kept[-1] if kept else None
        if last is None or harm.start >= last.end:
            kept.append(harm)
        elif (harm.start, harm.end) == (last.start, last.end):
            kept[-1] = replace(last, left=last.left or harm.left, right=last.right or harm.right)
    return kept


def _every_harm(text: str, start: int, end: int, codebook: Codebook) -> Iterator[_Harm]:
    for (kind, side), match in codebook.harms.find(text, start, end):
        if side != "either":
            yield _Harm(kind, *match.span(), left=side == "left", right=side == "right")
            continue
        low = max(start, match.start() - 40)
        passive = _PASSIVE.search(text, low, match.start()) is not None
        left = passive or not _reaches(text[match.end() : match.end() + 12].lstrip().lower())
        yield _Harm(kind, *match.span(), left=left, right=not passive)


def _each_behind_its_count(
    text: str, harms: list[_Harm], counts: list[Quantity], codebook: Codebook
) -> list[_Harm]:
    """Words of harm right behind a count that are of that one: "leaving five civilians killed".

    So where the count is of none who kill or of nobody named, "12 injured a source said", and in
    headlines without commas where the next word of harm has a count of its own, "9 killed 12
    injured", or "others".
    """
    behind = {count.noun_end + 1: count for count in counts if not count.single}
    found = list(harms)
    for number, harm in enumerate(harms):
        count = behind.get(harm.start)
        if count is None or not harm.right or text[harm.end - 3 : harm.end] == "ing":
            continue
        following = harms[number + 1] if number + 1 < len(harms) else None
        own = following is not None and (
            following.start in behind or text[harm.end : following.start].strip() == "others"
        )
        harmless = count.head in _HARMLESS or codebook.victims.pattern.fullmatch(count.head)
        if own or (harmless and not _COUNTING.match(text, harm.end)):
            # "among the 23 killed was a family of 10"
            also = not own and text.startswith((" was ", " were "), harm.end)
            found[number] = replace(harm, left=True, right=also)
    return found


def _reaches(after: str) -> bool:
    """Whether the words after "killed" can be its object: a number, "a", "at least" and so on."""
    return _OBJECT.match(after) is not None and not _NO_OBJECT.match(after)


def _nearest(
    text: str, counts: list[Quantity], quantity: Quantity, harms: list[_Harm]
) -> tuple[FigureKind, str, bool] | None:
    best: tuple[float, _Harm] | None = None
    inside: _Harm | None = None
    before = text[max(0, quantity.start - 30) : quantity.start]
    for harm in harms:
        within = harm.start >= quantity.start and harm.end <= quantity.noun_end
        if within and not quantity.single and harm.kind not in _UNHARMED:
            if harm.kind == "casualties":  # "four other victims had died"
                inside = harm
                continue
            return harm.kind, "counted as harmed", False
        if harm.left and harm.start >= quantity.noun_end:
            cost = _cost(text, counts, harms, quantity.noun_end, harm.start)
        elif harm.right and harm.end <= quantity.start:
            if _TOLL.search(text, harm.start, harm.end) and _ROSE.search(before):
                return harm.kind, "where a toll has risen to", False
            cost = _cost(text, counts, harms, harm.end, quantity.start)
        else:
            continue
        if cost <= REACH and (best is None or cost < best[0]):
            best = cost, harm
    if inside and (best is None or best[0] > _VICTIMS_REACH):
        return inside.kind, "counted as harmed", False
    if best is None:
        return None
    side = "before" if best[1].start >= quantity.noun_end else "after"
    return best[1].kind, f"count {side} word of harm", False


def _cost(text: str, counts: list[Quantity], harms: list[_Harm], low: int, high: int) -> float:
    """How far a count and a word of harm are apart: characters, and what lies between."""
    cost: float = high - low
    if cost > REACH:
        return cost  # too far already: a hostile sentence has thousands of both
    between = text[low:high]
    cost += 60 * sum(1 for q in counts if low <= q.start and q.noun_end <= high and not q.single)
    cost += 60 * sum(1 for h in harms if low <= h.start and h.end <= high)
    cost += 50 * len(_OTHER_CLAUSE.findall(between))
    return cost


def _spread(
    text: str,
    quantities: list[Quantity],
    people: list[int],
    kinds: dict[int, tuple[FigureKind, str, bool]],
) -> None:
    """Give a joined count the kind of its neighbour, and a part the kind of its whole."""
    for number in reversed(people):
        if number in kinds or number + 1 not in kinds or number + 1 not in people:
            continue
        between = text[quantities[number].noun_end : quantities[number + 1].start]
        kind, _, part = kinds[number + 1]
        if _JOINED.fullmatch(between):
            kinds[number] = (kind, "joined to the count after", part)
        elif _PART.search(between):
            kinds[number] = (kind, "whole of the count after", False)
    for number in people:
        quantity = quantities[number]
        previous = quantities[number - 1] if number else None
        if previous is None or number - 1 not in kinds:
            continue
        between = text[previous.noun_end : quantity.start]
        kind = kinds[number - 1][0]
        # "another" and "at least" belong to the count itself.
        lead = text[previous.noun_end : quantity.start + _LEAD]
        if number not in kinds and _ALSO.match(lead) and kind in _HARMED:
            kinds[number] = (kind, "joined to the count before", kinds[number - 1][2])
        elif _PART.search(between) or (
            _PART_OF.match(text, quantity.end) and not _HARMING.search(between)
        ):
            kinds[number] = (kind, "part of the count before", True)
        elif number not in kinds and _JOINED.fullmatch(between):
            part = kinds[number - 1][2]
            kinds[number] = (kind, "joined to the count before", part)
