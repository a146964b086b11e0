"""The measures of coreference that papers add to B-cubed: MUC, CEAF over entities, their mean.

MUC (Vilain and others 1995) counts links: a group of n is n - 1 of them, less one for each piece
in which the other side holds it. CEAF-e (Luo 2005) aligns groups one to one so that the shares in
common, 2 |A and B| / (|A| + |B|), are the most in sum. CoNLL is the mean F1 of MUC, B-cubed and
CEAF-e (Pradhan and others 2012). What is alone in its group counts, but has no link in MUC.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from khaldun.evaluate.fusion import Agreement, CardKey, Groups, score

Group = frozenset[CardKey]


def measures(
    keys: Iterable[CardKey], gold: Groups, predicted: Groups
) -> tuple[tuple[Agreement, ...], float]:
    """Pairwise (over documents), MUC, B-cubed and CEAF-e of the keys alone, and the CoNLL F1."""
    wanted = frozenset(keys)
    truth, guess = _restricted(gold, wanted), _restricted(predicted, wanted)
    b_cubed, pairwise = score(wanted, _written(truth), _written(guess))
    found = muc(truth, guess), b_cubed, ceaf(truth, guess)
    return (pairwise, *found), sum(one.f1 for one in found) / len(found)


def _restricted(groups: Groups, wanted: frozenset[CardKey]) -> list[Group]:
    """The groups without what is not asked for; what is asked for and in no group stands alone."""
    told = (frozenset((name, card) for name, card in one["cards"]) for one in groups["incidents"])
    kept = [group & wanted for group in told if group & wanted]
    alone = wanted - frozenset(chain.from_iterable(kept))
    return sorted([*kept, *(frozenset((key,)) for key in alone)], key=sorted)


def _written(groups: Sequence[Group]) -> Groups:
    return {"incidents": [{"cards": sorted(group)} for group in groups]}


def muc(gold: Sequence[Group], predicted: Sequence[Group]) -> Agreement:
    """Links that both have, by the fewest that would mend each group."""
    links, told = (sum(len(group) - 1 for group in groups) for groups in (gold, predicted))
    recall = _kept(gold, predicted) / links if links else 0.0
    precision = _kept(predicted, gold) / told if told else 0.0
    return Agreement(measure="muc", precision=precision, recall=recall, gold=links, predicted=told)


def _kept(groups: Sequence[Group], others: Sequence[Group]) -> int:
    home = {key: number for number, other in enumerate(others) for key in other}
    return sum(len(group) - len({home[key] for key in group}) for group in groups)


def ceaf(gold: Sequence[Group], predicted: Sequence[Group]) -> Agreement:
    """The best alignment of groups, by what aligned ones have in common."""
    home = {key: number for number, other in enumerate(predicted) for key in other}
    shares = np.zeros((len(gold), len(predicted)))
    for row, group in enumerate(gold):
        for column in {home[key] for key in group}:
            other = predicted[column]
            shares[row, column] = 2 * len(group & other) / (len(group) + len(other))
    total = best_sum(shares)
    return Agreement(
        measure="ceaf_e",
        precision=total / max(1, len(predicted)),
        recall=total / max(1, len(gold)),
        gold=len(gold),
        predicted=len(predicted),
    )


def best_sum(gains: np.ndarray) -> float:
    """The most that rows, each given a column of its own, can gain in sum.

    Hungarian method by shortest augmenting paths: rows squared times columns.
    """
    costs = -gains if gains.shape[0] <= gains.shape[1] else -gains.T
    rows, columns = costs.shape
    # Row and column 0 stand for "none yet"; prices are what an alignment must at least cost.
    price_row, price_column = np.zeros(rows + 1), np.zeros(columns + 1)
    holder = np.zeros(columns + 1, dtype=int)
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        least, came = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=int)
        seen = np.zeros(columns + 1, dtype=bool)
        while holder[column]:
            seen[column] = True
            reduced = costs[holder[column] - 1] - price_row[holder[column]] - price_column[1:]
            nearer = ~seen[1:] & (reduced < least[1:])
            least[1:][nearer], came[1:][nearer] = reduced[nearer], column
            following = int(np.argmin(np.where(seen, np.inf, least)))
            step = least[following]
            price_row[holder[seen]] += step
            price_column[seen] -= step
            least[~seen] -= step
            column = following
        while column:
            holder[column], column = holder[came[column]], int(came[column])
    return float(-sum(costs[holder[c] - 1, c - 1] for c in range(1, columns + 1) if holder[c]))
