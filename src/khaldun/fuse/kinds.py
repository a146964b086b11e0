"""Which kinds of incident can be told of one event, and how well they go together."""

from collections.abc import Mapping
from functools import cache

from khaldun.records import INCIDENT_KINDS, IncidentKind

#: Kinds that reports give to one and the same event. "battle" and "capture" are two accounts by
#: the rules of the cards, so they are none of these.
_NEAR_KINDS: Mapping[frozenset[str], float] = {
    frozenset(pair.split()): points
    for pair, points in {
        "explosion bombing": 0.6,
        "airstrike shelling": -0.4,
        "airstrike chemical": -0.4,
        "shelling chemical": -0.4,
        "airstrike explosion": -0.8,
        "shelling explosion": -0.8,
        "explosion destruction": -0.4,
        "airstrike destruction": -0.8,
        "shelling destruction": -0.8,
        "shelling bombing": -1.0,
        "battle shelling": -1.0,
        "battle airstrike": -1.0,
        "battle shooting": -0.4,
        "battle raid": -0.6,
        "shooting execution": -0.2,
        "abduction arrest": 0.0,
        "abduction capture": -1.0,
        "raid arrest": -0.2,
        "siege battle": -1.0,
        "withdrawal deal": -0.6,
        "withdrawal capture": -0.6,
        "displacement deal": -0.6,
        "displacement withdrawal": -0.6,
        "aircraft_loss airstrike": -1.5,
        "siege aid": -1.0,
    }.items()
}
#: "other" beside a named kind.
_OTHER = -1.0
#: One kind for both, where that is more or less telling than 1: a war has few chemical attacks,
#: and of any day more airstrikes than reports can tell apart.
_SAME_KIND: Mapping[str, float] = {
    "other": 0.3,
    "airstrike": 0.8,
    "shelling": 0.6,
    "battle": 0.6,
    "deployment": 0.6,
    "protest": 1.8,
    "chemical": 1.8,
    "aircraft_loss": 1.8,
    "deal": 1.4,
    "abduction": 1.3,
    "bombing": 1.3,
    "execution": 1.3,
    "explosion": 1.3,
    "aggregate": 1.0,
}


def together(left: IncidentKind, right: IncidentKind) -> float | None:
    """Points for the two kinds; None where they do not go together. A toll goes with tolls only."""
    if left == right:
        return _SAME_KIND.get(left, 1.0)
    if "aggregate" in (left, right):
        return None
    near = _NEAR_KINDS.get(frozenset((left, right)))
    return _OTHER if near is None and "other" in (left, right) else near


def is_rare(kind: IncidentKind) -> bool:
    """Whether a country has few of the kind in a week, so that far places may be one wording.

    Then "near Damascus" and "in Syria" are worth comparing.
    """
    return _SAME_KIND.get(kind, 1.0) > 1.0


@cache
def sort_of(kind: IncidentKind) -> tuple[int, int]:
    """A bit for the kind, and the bits of all kinds that go with it."""
    kinds = enumerate(INCIDENT_KINDS)
    suits = sum(1 << n for n, other in kinds if together(kind, other) is not None)
    return 1 << INCIDENT_KINDS.index(kind), suits
