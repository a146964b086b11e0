"""Which kinds of error a reader makes, how often, and an example of each.

The errors are those that `khaldun.evaluate.cards` counts against a reader: a card, a figure or a
party missed or made up, and a figure that was found with a wrong source, certainty or card.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khaldun.cards import Card
from khaldun.evaluate.cards import Comparison
from khaldun.evaluate.names import Equivalences, fold, number

#: An example is cut to so many characters.
_SHOWN = 140


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: its kind, the document, and the words that show it."""

    kind: str
    document: str
    shown: str


def find_faults(
    gold: Mapping[str, list[Card]],
    predicted: Mapping[str, list[Card]],
    texts: Mapping[str, str],
) -> list[Fault]:
    """Every error in the predicted cards of these documents, by document."""
    names = Equivalences.open()
    return [
        Fault(kind, document, " ".join(shown.split())[:_SHOWN])
        for document, cards in gold.items()
        for kind, shown in _faults(
            Comparison(cards, predicted.get(document, []), texts[document], names)
        )
    ]


def tell_faults(faults: Sequence[Fault], most: int) -> str:
    """The most frequent kinds, with how often each is met and its first example."""
    lines = []
    for kind, count in Counter(fault.kind for fault in faults).most_common(most):
        first = next(fault for fault in faults if fault.kind == kind)
        lines += [f"{count:5}  {kind}", f"       {first.document}: {first.shown}"]
    return "\n".join(lines)


def _faults(one: Comparison) -> Iterator[tuple[str, str]]:
    yield from _cards(one)
    yield from _parties(one)
    yield from _figures(one)
    for a, b in one.figures:
        yield from _row(one, a, b)


def _cards(one: Comparison) -> Iterator[tuple[str, str]]:
    for i, card in enumerate(one.gold):
        if i not in one.cards:
            yield f"incident missed: {card['kind']}", _evidence(card)
        elif (read := one.predicted[one.cards[i]])["kind"] != card["kind"]:
            yield f"kind: {card['kind']} read as {read['kind']}", _evidence(card)
    paired = set(one.cards.values())
    for j, card in enumerate(one.predicted):
        if j not in paired:
            yield f"incident too many: {card['kind']}", _evidence(card)


def _parties(one: Comparison) -> Iterator[tuple[str, str]]:
    for i, j in one.cards.items():
        for role in ("by", "against"):
            left, right = one.gold[i][role], one.predicted[j].get(role) or []
            pairs = one.pair_actors(role, i, j)
            hits, found = {a for a, _ in pairs}, {b for _, b in pairs}
            missed = [actor for a, actor in enumerate(left) if a not in hits]
            extra = [actor for b, actor in enumerate(right) if b not in found]
            swapped = min(len(missed), len(extra))
            for gold, read in zip(missed, extra, strict=False):
                yield f"{role}: another party", f"{gold['actor']} read as {read['actor']}"
            yield from ((f"{role}: missed", _told(actor)) for actor in missed[swapped:])
            yield from ((f"{role}: none told", _told(actor)) for actor in extra[swapped:])


def _figures(one: Comparison) -> Iterator[tuple[str, str]]:
    """Figures that have no partner: missed, read otherwise, or too many. Each counts once."""
    found = {a for a, _ in one.figures}
    free = sorted(set(range(len(one.predicted_figures))) - {b for _, b in one.figures})
    for a, (_, figure) in enumerate(one.gold_figures):
        if a not in found:
            kind, taken = _missed(one, a, free)
            if taken is not None:
                free.remove(taken)
            yield kind, figure["quote"]
    told = {(one.gold_figures[a][1]["kind"], _number(one.gold_figures[a][1])) for a in found}
    for b in free:
        figure = one.predicted_figures[b][1]
        again = (figure["kind"], _number(figure)) in told
        what = "told a second time" if again else f"too many: {figure['kind']}"
        yield f"figure {what}", figure.get("quote") or ""


def _missed(one: Comparison, a: int, free: Sequence[int]) -> tuple[str, int | None]:
    """How a figure of gold was missed, and the free predicted figure that stands in its place."""
    figure = one.gold_figures[a][1]
    spots = one.sentences.of([figure["quote"]])
    near = [b for b in free if spots & one.sentences.of([_read(one, b).get("quote")])]
    alike = [b for b in near if one.names.same_number(figure, _read(one, b))]
    if alike:
        return f"figure: {figure['kind']} read as {_read(one, alike[0])['kind']}", alike[0]
    inside = [b for b in near if (_read(one, b).get("quote") or "\0") in figure["quote"]]
    if inside:
        return "figure: number read wrongly", inside[0]
    return f"figure missed: {figure['kind']}, {_shape(figure)}", None


def _read(one: Comparison, b: int) -> Card:
    return one.predicted_figures[b][1]


def _row(one: Comparison, a: int, b: int) -> Iterator[tuple[str, str]]:
    """What is wrong in a row whose figure is right: the source, the certainty, the card."""
    i, gold = one.gold_figures[a]
    j, read = one.predicted_figures[b]
    if not one.same_source(a, b):
        told, said = _source(gold), _source(read)
        wrong = "another" if told and said else "none read" if told else "none told"
        yield f"source: {wrong}", f"{gold['quote']} [{told or 'no source'} / {said or 'no source'}]"
    if not one.same_certainty(a, b):
        yield f"certainty: {gold['certainty']} read as {read.get('certainty')}", gold["quote"]
    if not one.same_card(a, b):
        yield f"figure's incident: {_misplaced(one, i, j)}", gold["quote"]


def _misplaced(one: Comparison, i: int, j: int) -> str:
    if i not in one.cards:
        return "its incident was not found"
    return "on another incident" if j in one.cards.values() else "on an incident too many"


def _shape(figure: Card) -> str:
    counted = number(figure)
    if isinstance(counted, str):
        return "a word"
    low, high = counted
    if low != high:
        return "a bound or a range"
    return "one" if low == 1 else "a number"


def _number(figure: Card) -> str:
    return str(number(figure))


def _evidence(card: Card) -> str:
    return next(iter(card.get("evidence") or ()), "")


def _source(figure: Card) -> str:
    says = figure.get("says") or []
    return fold(says[-1]) if says else ""


def _told(actor: Card) -> str:
    return f"{actor['actor']}: {actor.get('quote')}"
