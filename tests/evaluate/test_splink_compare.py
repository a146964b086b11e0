"""What the comparison with Splink does of its own; Splink is not installed with the project."""

import runpy
import sys
from datetime import date

import pytest

from khaldun.evaluate.fusion import report_of
from khaldun.records import Account, Details, Gap


def _account(name: str) -> Account:
    details = Details(publisher="The Lantern", published=date(2031, 5, 2))
    report = report_of(name, f"Shells fell on the mill, {name} writes.", details)
    evidence = (report.span(0, len(report.text)),)
    return Account(
        id=name,
        report=report.id,
        voice="article",
        kind="shelling",
        status="happened",
        evidence=evidence,
        claims=(),
        gaps=tuple(Gap(role=role, reason="not stated") for role in ("when", "where")),
    )


def test_without_splink_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(SystemExit, match="Splink is not installed: pip install splink"):
        runpy.run_module("splink_compare")


def test_a_chain_holds_components_together_and_not_average_link() -> None:
    pytest.importorskip("splink")
    from splink_compare import Cards, average_link, components  # noqa: PLC0415 - needs Splink

    accounts = tuple(map(_account, ("ann", "ben", "cleo")))
    cards = Cards({one.id: (one.id, "i1") for one in accounts}, accounts, {})
    scores = {
        ("ann", "ben"): 4.0,
        ("ben", "cleo"): 3.0,
        ("ann", "cleo"): -5.0,
    }
    assert sorted(map(sorted, components(cards, scores, 2.0))) == [["ann", "ben", "cleo"]]
    assert sorted(map(sorted, components(cards, scores, 3.0))) == [["ann", "ben"], ["cleo"]]
    assert average_link(cards, scores, 2.0) == [("ann", "ben"), ("cleo",)]
    assert average_link(cards, scores, 4.0) == [("ann",), ("ben",), ("cleo",)]
