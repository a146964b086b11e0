"""Which quantities are figures: how likely, told again, beside a word of harm where they harm."""

import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from khaldun.read.counts import Counts
from khaldun.read.material import Candidate
from khaldun.read.quantities import find_quantities
from khaldun.records import FIGURE_KINDS
from khaldun.text import sentences
from short_reports import knowledge, report


def _counts(text: str, chances: list[float], kind: str = "killed") -> Counts:
    """Each quantity of a text as a candidate for a figure of a kind, as likely as is said."""
    told, codebook = report(text), knowledge().codebook
    parts = list(sentences(text))
    candidates = [
        Candidate(quantity=quantity, sentence=number)
        for number, part in enumerate(parts)
        for quantity in find_quantities(text, part.start, part.end, codebook)
    ]
    assert len(candidates) == len(chances)
    figures = np.zeros((len(chances), 1 + len(FIGURE_KINDS)))
    for row, chance in zip(figures, chances, strict=True):
        row[0], row[1 + FIGURE_KINDS.index(kind)] = 1 - chance, chance
    reading: Any = SimpleNamespace(figures=figures)
    material: Any = SimpleNamespace(
        report=told,
        candidates=candidates,
        sentences=[SimpleNamespace(sentence=part) for part in parts],
    )
    return Counts(reading, material, codebook, 0.5)


def test_what_is_likely_enough_is_a_figure_of_its_likeliest_kind() -> None:
    counts = _counts("The raid killed nine men and 12 women.", [0.6, 0.4])
    assert (counts.chosen(), counts.kind(0)) == ([0], "killed")


def test_of_a_count_told_again_and_again_the_likeliest_mention_is_one() -> None:
    text = "The raid killed 12 men. Activists said it killed 12 men."
    assert _counts(text, [0.3, 0.4]).chosen() == [1]
    assert _counts(text, [0.1, 0.2]).chosen() == []


def test_a_sentence_of_thousands_of_counts_is_read_without_delay() -> None:
    text = ", ".join(f"{200 + at % 700} of them lie in the north" for at in range(3000)) + "."
    counts = _counts(text, [0.9] * 3000, "displaced")
    started = time.process_time()
    assert counts.chosen() == []
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("Officials say that 900 of them live in the north.", "displaced", []),
        ("Officials say that 900 of them fled to the north.", "displaced", [0]),
        ("Its staff examined 12 patients in the town.", "wounded", [0]),
        ("The convoy had 12 trucks.", "vehicles", [0]),
    ],
    ids=["no word of harm", "a word of harm", "a word beside harm", "things"],
)
def test_nobody_is_harmed_where_no_word_says_so(text: str, kind: str, told: list[int]) -> None:
    assert _counts(text, [0.9], kind).chosen() == told
