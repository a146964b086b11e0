"""Copies: edited, cut and altered reprints are found; shared phrases are not copies."""

from collections.abc import Sequence
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import judged
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.lineage import copies, texts
from khaldun.records import Details, Report

STOCK = "The war began in Aland four years ago with protests and has killed many thousands since"


def words(seed: int, count: int) -> list[str]:
    """A text of made-up words that no other seed shares."""
    return [f"w{seed}x{number}" for number in Random(seed).choices(range(400), k=count)]


def report(name: str, text: Sequence[str] | str, day: int = 10) -> Report:
    text = text if isinstance(text, str) else " ".join(text)
    return report_of(name, text, Details(publisher=name, published=date(2024, 5, day)))


def groups(*reports: Report) -> set[frozenset[str]]:
    by_id = {one.id: one for one in reports}
    found = texts(by_id).values()
    return {frozenset(by_id[one].name for one in members) for members in found}


def test_a_reprint_cut_to_its_first_half_is_a_copy() -> None:
    whole = words(1, 300)
    assert groups(report("a", whole), report("b", whole[:150])) == {frozenset("ab")}


def test_a_reprint_with_an_altered_number_is_still_a_copy() -> None:
    told = ["12", "people", "were", "killed", *words(1, 80)]
    altered = ["21", *told[1:]]
    assert groups(report("a", told), report("b", altered)) == {frozenset("ab")}


def test_a_longer_take_that_keeps_the_first_and_adds_to_it_is_a_copy() -> None:
    first = words(1, 100)
    longer = [*words(2, 40), *first, *words(3, 120)]
    assert groups(report("a", first), report("b", longer)) == {frozenset("ab")}


def test_reports_that_share_a_stock_paragraph_are_no_copies() -> None:
    reports = [report(name, f"{' '.join(words(n, 90))} {STOCK}") for n, name in enumerate("abcdef")]
    assert len(groups(*reports)) == 6


def test_a_short_phrase_is_no_text() -> None:
    phrase = "twelve people were killed in the village overnight"
    assert len(groups(report("a", phrase), report("b", phrase))) == 2


def test_a_digest_of_two_reports_does_not_make_them_copies_of_each_other() -> None:
    """Each is kept whole in the digest; joined by it alone, they would be one origin."""
    one, two = words(1, 60), words(2, 60)
    reports = {r.id: r for r in (report("a", one), report("b", two), report("c", one + two))}
    pairs = {frozenset(reports[r].name for r in pair) for pair in copies(reports.values())}
    assert pairs == {frozenset("ac"), frozenset("bc")}


def test_a_text_that_all_reprint_is_one_text() -> None:
    """More reprints than a crowded shingle pairs with each other."""
    told = words(1, 80)
    reports = [report(f"r{n:03}", [*told, *words(n + 2, 12)]) for n in range(150)]
    assert len(groups(*reports)) == 1


def test_a_person_s_word_on_copies_goes_before_the_text() -> None:
    told = words(1, 80)
    left, right = report("a", told), report("b", told)
    by_id = {left.id: left, right.id: right}
    no = judged(left.id, right.id, "no", relation="copy")
    assert texts(by_id, [no])[left.id] == (left.id,)
    other = report("c", words(9, 80))
    yes = judged(left.id, other.id, "yes", relation="copy")
    assert other.id in texts({left.id: left, other.id: other}, [yes])[left.id]


@settings(max_examples=40)
@given(edits=st.sets(st.integers(0, 199), max_size=20), cut=st.integers(100, 200))
def test_a_copy_survives_any_twenty_changed_words_and_a_cut_of_a_half(
    edits: set[int], cut: int
) -> None:
    told = words(1, 200)
    edited = [f"changed{n}" if n in edits else word for n, word in enumerate(told)][:cut]
    pairs = copies([report("a", told), report("b", edited)])
    assert len(pairs) == 1
