"""What is lost by an answer: nothing where it is right, much where it is wrong."""

import math

import pytest

from khaldun.cards import Card
from khaldun.read.links import ROLES
from khaldun.records import Details
from three_reports import card
from training.documents import DocumentReader

pytest.importorskip("torch")
import torch

from khaldun.read.pieces import WordPieces
from training.examples import Workshop, parted

NONE, BY, AGAINST = (ROLES.index(role) for role in ("none", "by", "against"))
TEXT = "The Syrian army shelled Binnish, and Syrian army guns hit Saraqib. Turkey condemned it."


def _logits(*roles: int, sure: float = 0.9) -> torch.Tensor:
    """Answers that hold each mention for this role with this chance."""
    rest = (1 - sure) / (len(ROLES) - 1)
    rows = [[sure if one == role else rest for one in range(len(ROLES))] for role in roles]
    return torch.tensor(rows).log()


def _lost(*roles: int, side: int) -> float:
    """What is lost where mentions of one side, which is in truth `side`, are held for these."""
    sides = torch.zeros(len(roles), dtype=torch.long)
    return float(parted(_logits(*roles), sides, torch.tensor([side])))


def test_one_mention_is_enough_to_show_what_a_side_is() -> None:
    assert _lost(NONE, BY, side=BY) < _lost(NONE, NONE, side=BY) / 5
    assert _lost(NONE, BY, side=BY) == pytest.approx(_lost(BY, BY, side=BY), abs=0.3)


def test_no_mention_may_show_another_role() -> None:
    assert _lost(BY, AGAINST, side=BY) > _lost(BY, NONE, side=BY) + 1
    assert _lost(NONE, BY, side=NONE) > _lost(NONE, NONE, side=NONE) + 1


def test_nothing_is_lost_on_a_side_of_which_nobody_knows() -> None:
    assert _lost(BY, AGAINST, side=-1) == 0


def test_the_loss_stays_finite_where_an_answer_is_certain() -> None:
    sides = torch.zeros(1, dtype=torch.long)
    logits = torch.zeros(1, len(ROLES), requires_grad=True)
    lost = parted(logits * 0 + torch.tensor([[200.0, 0, 0, 0]]), sides, torch.tensor([BY]))
    torch.autograd.backward(lost)
    assert math.isfinite(lost.item())
    assert logits.grad is not None
    assert bool(logits.grad.isfinite().all())


def test_the_names_of_a_side_are_asked_as_one(reader: DocumentReader, pieces: WordPieces) -> None:
    document = reader.read("guns", TEXT, Details())
    assert document is not None
    accused = {"actor": "Syrian army", "says": [], "certainty": "asserted", "quote": "Syrian army"}
    told: Card = card("shelling", "The Syrian army shelled Binnish") | {"by": [accused]}
    example = Workshop(reader, pieces).example(document, [told])
    names = [
        document.material.mentions[answer].name for _, answer in example.parties.pairs.tolist()
    ]
    of_army = {int(n) for n, name in zip(example.sides, names, strict=True) if "army" in name}
    (side,) = of_army
    assert names.count("Syrian army") == 2
    assert int(example.role[side]) == BY
    others = [int(role) for number, role in enumerate(example.role) if number != side]
    assert set(others) == {NONE}
