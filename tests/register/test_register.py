"""The register: whatever came and went, it holds what fusing everything anew would give."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_cases import ROSTER, Told, blame, card, figure, fused, judged, tell
from khaldun import codec
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Shelf
from khaldun.ledger.mark import Mark
from khaldun.records import Account, Judgement, Verdict
from khaldun.register import grouping
from khaldun.register.incidents import Register
from khaldun.register.source import Standing

PARTIES = Parties(ROSTER)
VILLAGES = (("Tel Amal", 35.0, 40.0, 3.0), ("Barid", 35.3, 40.3, 3.0), ("Dorna", 35.1, 40.1, 40.0))


def made_up(seed: int) -> Told:
    """A report of one to three incidents of one week in three villages; some reprint another."""
    draw = Random(seed)
    cards: list[dict[str, Any]] = []
    for n in range(draw.randint(1, 3)):
        day = date(2024, 5, 9) + timedelta(draw.randrange(4))
        toll = draw.choice((2, 15, 15, 40))
        noise = " ".join(f"w{draw.randrange(60)}" for _ in range(12))
        dated = draw.random() < 0.8
        cards.append(
            card(
                f"{n}: jets hit {toll} {noise}.",
                place=draw.choice(VILLAGES) if draw.random() < 0.9 else None,
                days=(str(day), str(day)) if dated else None,
                kind=draw.choice(("airstrike", "airstrike", "shelling", "aggregate")),
                figures=[figure(toll, *draw.choice(((), ("Amal Watch",))))],
                by=[blame("Syrian army")] if draw.random() < 0.3 else [],
            )
        )
    if draw.random() < 0.4:
        told = " ".join(f"t{draw.randrange(3)}x{n}" for n in range(60))
        cards.append(card(told, kind="protest", figures=[]))
    return tell(f"paper {seed}", *cards, publisher=f"press {draw.randrange(5)}")


def standing(told: Sequence[Told], journal: Sequence[Judgement] = ()) -> Standing:
    """The reports as a ledger would hand them over."""
    accounts = {account.id: account for _, several in told for account in several}
    reports = {report.id: report for report, _ in told}
    return Standing(
        accounts=accounts,
        reports=reports,
        account_hashes={name: codec.digest(account) for name, account in accounts.items()},
        report_hashes={name: codec.digest(report) for name, report in reports.items()},
        told_by=lambda report: [one.id for one in accounts.values() if one.report == report],
        journal=journal,
        mark=Mark(),
    )


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block is crowded, and nothing is grouped anew because it is much."""
    monkeypatch.setattr(Matcher, "window", 3)
    monkeypatch.setattr(Texts, "window", 2)
    monkeypatch.setattr(grouping, "MANY", 100.0)


def history(seed: int) -> Iterator[tuple[list[Told], list[Judgement]]]:
    """A case as it grows: reports come and go, people judge and change their minds."""
    draw = Random(seed)
    there: dict[int, Told] = {}
    journal: list[Judgement] = []
    for step in range(draw.randint(3, 7)):
        for number in draw.sample(range(20), draw.randint(0, 5)):
            if number in there and draw.random() < 0.4:
                del there[number]
            else:
                there[number] = made_up(number)
        accounts = [account.id for _, several in there.values() for account in several]
        if len(accounts) > 1 and draw.random() < 0.6:
            left, right = draw.sample(accounts, 2)
            journal.append(judged(left, right, draw.choice(("yes", "no", "unsure")), hour=step))
        if len(there) > 1 and draw.random() < 0.3:
            one, other = (there[n][0].id for n in draw.sample(sorted(there), 2))
            verdict: Verdict = draw.choice(("yes", "no"))
            journal.append(judged(one, other, verdict, relation="copy", hour=step))
        yield list(there.values()), list(journal)


@pytest.mark.usefixtures("small_windows")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_after_every_change_it_is_what_fusing_anew_gives(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("register") / "register.sqlite"
    with Register.open(path, fingerprint="one program") as register:
        for told, journal in history(seed):
            register.update(standing(told, journal), PARTIES)
            assert list(register.incidents()) == list(fused(told, journal))


class Asked:
    """Accounts, and which of them were asked for."""

    def __init__(self, accounts: Shelf[Account]) -> None:
        self._accounts = accounts
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Account:
        self.names.add(name)
        return self._accounts[name]


def test_news_never_looks_at_accounts_that_kind_day_or_place_rule_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MANY", 100.0)
    week = [
        tell(name, card(f"{name} tells of {toll}.", days=(day, day), figures=[figure(toll)]))
        for name, day, toll in (
            ("gazette", "2024-05-09", 15),
            ("herald", "2024-05-14", 15),  # of the same week, but too late to be the same
            ("mirror", "2024-05-09", 15),
        )
    ]
    far, near, news = (several[0].id for _, several in (week[1], week[0], week[2]))
    with Register.open(tmp_path / "register.sqlite", fingerprint="one program") as register:
        register.update(standing(week[:2]), PARTIES)
        told = standing(week)
        asked = Asked(told.accounts)
        register.update(replace(told, accounts=asked), PARTIES)
        assert asked.names == {near, news}, f"and not {far}"
        assert list(register.incidents()) == list(fused(week))


def test_another_program_makes_it_anew_and_a_broken_update_leaves_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "register.sqlite", [made_up(number) for number in range(6)]
    with Register.open(path, fingerprint="one program") as register:
        assert register.update(standing(told), PARTIES) > 0
        assert register.update(standing(told), PARTIES) == 0, "nothing is new"
        with monkeypatch.context() as broken:
            broken.setattr(Register, "_write", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                register.update(standing(told[:3]), PARTIES)
        assert list(register.incidents()) == list(fused(told))
    with Register.open(path, fingerprint="another program") as register:
        assert list(register.incidents()) == []
        assert register.update(standing(told), PARTIES) > 0
        assert list(register.incidents()) == list(fused(told))
