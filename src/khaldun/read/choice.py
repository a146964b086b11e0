"""Which of its clues a sentence is about: the kinds of incident that it tells."""

from khaldun.knowledge.codebook import Codebook
from khaldun.read.clues import Clue
from khaldun.read.figures import Counted
from khaldun.read.tellings import Telling
from khaldun.records import IncidentKind

#: Kinds that harm people, the likeliest cause of a count of victims first.
ATTACKS: tuple[IncidentKind, ...] = (
    "chemical", "airstrike", "shelling", "bombing", "execution", "shooting", "explosion", "battle",
    "abduction", "aircraft_loss",
)  # fmt: skip
#: Counts of victims of one attack.
HARM = frozenset({"killed", "wounded", "casualties", "missing"})
#: Counts of people to whom something was done.
HARMED = HARM | {"captured", "abducted", "displaced"}
#: From this count on, a toll told with the war as a whole is one of the war.
LARGE = 1000
#: No attack has a toll of this size: it is one of the war, whatever the sentence says.
HUGE = 20_000
_SUMMED = frozenset({"killed", "displaced", "casualties", "wounded"})
#: Counts of what is sent; with a word of movement they tell of a deployment.
_MOVED = frozenset({"troops", "vehicles", "aircraft"})
_MANY = frozenset({"thousands", "millions", "tens of thousands", "hundreds of thousands"})
#: Kinds that an unsure word may stand for where places and actors are named, but no harm.
_OFTEN = frozenset({"airstrike", "shelling", "battle"})
#: A kind that is mostly a word for another one beside it in the same sentence.
_YIELDS: dict[IncidentKind, frozenset[str]] = {
    "airstrike": frozenset({"chemical"}),
    "shelling": frozenset({"chemical"}),
    "explosion": frozenset({"bombing", "airstrike", "shelling", "chemical"}),
    "destruction": frozenset(
        {"bombing", "airstrike", "shelling", "chemical", "battle", "explosion", "capture"}
    ),
    "deployment": frozenset({"airstrike", "shelling", "battle", "chemical", "bombing", "capture"}),
    "aid": frozenset({"airstrike", "shelling", "battle", "siege", "deal"}),
    "displacement": frozenset({"airstrike", "shelling", "deal"}),
    "shooting": frozenset({"battle", "aircraft_loss", "airstrike", "shelling"}),
}


def choose(text: str, telling: Telling, codebook: Codebook) -> list[Clue]:
    """The clues of a sentence that each stand for an incident, one per kind, in order."""
    if _is_aggregate(text, telling, codebook):
        first = telling.figures[0].quantity
        return [Clue("aggregate", first.start, first.noun_end, sure=True)]
    harmed = any(counted.kind in HARM for counted in telling.figures)
    clues = [clue for clue in telling.clues if clue.sure]
    if not clues or (harmed and not any(clue.kind in ATTACKS for clue in clues)):
        clues += _likely(telling, harmed=harmed)
    by_kind = {clue.kind: clue for clue in reversed(clues)}
    kinds = set(by_kind)
    for weak, strong in _YIELDS.items():
        if weak in kinds and kinds & strong:
            by_kind.pop(weak)
    return sorted(by_kind.values(), key=lambda clue: clue.start)


def _likely(telling: Telling, *, harmed: bool) -> list[Clue]:
    """The one unsure clue that a sentence makes likely by its harm, its places and its actors."""
    likely = [clue for clue in telling.clues if not clue.sure]
    if harmed:
        return sorted(likely, key=_attack_rank)[:1]
    moved = any(counted.kind in _MOVED for counted in telling.figures)
    if moved and (moves := [clue for clue in likely if clue.kind == "deployment"]):
        return moves[:1]
    if telling.places and telling.actors:
        return [clue for clue in likely if clue.kind in _OFTEN][:1]
    return []


def _attack_rank(clue: Clue) -> int:
    return ATTACKS.index(clue.kind) if clue.kind in ATTACKS else len(ATTACKS)


def _is_aggregate(text: str, telling: Telling, codebook: Codebook) -> bool:
    """Whether a sentence adds up many incidents: a toll of the war, or of a period."""
    summed = [counted for counted in telling.figures if counted.kind in _SUMMED]
    if not summed:
        return False
    spot = (text, telling.sentence.start, telling.sentence.end)
    words = codebook.aggregate
    if any(_is_large(counted) for counted in summed) and words["war"].search(*spot):
        return True
    if any((counted.quantity.low or 0) >= HUGE for counted in summed):
        return True
    struck = any(clue.sure and clue.kind in ATTACKS for clue in telling.clues)
    short = struck and words["short"].search(*spot)
    return bool(words["period"].search(*spot)) and not short


def _is_large(counted: Counted) -> bool:
    quantity = counted.quantity
    return (quantity.low or quantity.high or 0) >= LARGE or quantity.vague in _MANY
