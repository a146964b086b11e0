"""Judgements by the command line: they hold, they are withdrawn, and the journal keeps them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khaldun.case import Case
from khaldun.faces.judging import Ruling, decide
from khaldun.knowledge.roster import Roster
from khaldun.pipeline import reconcile
from printed import Khaldun, lines


def _fresh(case: Path, tmp_path: Path) -> Path:
    """A copy of the case that a test may write to."""
    copied = tmp_path / "copied"
    shutil.copytree(case, copied)
    return copied


def test_a_no_keeps_two_accounts_apart_and_is_kept(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    case = _fresh(case, tmp_path)
    with Case.open(case) as opened:
        left, right = [
            account.id for account in opened.ledger.accounts() if account.kind == "airstrike"
        ][:2]
    words = ("--case", case, "--reason", "two markets", "--by", "R. Reviewer")
    done = khaldun("judge", left[:12], right, "--not-same", *words)
    assert done.stdout == "1 judgement written\n", done.stderr
    with Case.open(case) as opened:
        (judgement,) = opened.ledger.judgements()
    assert (judgement.verdict, judgement.decided_by) == ("no", "R. Reviewer")
    for incident in lines(khaldun("incidents", "--case", case, "--json")):
        accounts = incident["accounts"]
        assert isinstance(accounts, list)
        assert not {left, right} <= set(accounts)


def test_a_judgement_is_withdrawn_by_another_and_the_journal_keeps_both(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    case = _fresh(case, tmp_path)
    before = khaldun("incidents", "--case", case, "--json").stdout
    (raid,) = lines(khaldun("incidents", "--case", case, "--json", "--kind", "airstrike"))
    assert isinstance(raid["accounts"], list)
    left, right = raid["accounts"][:2]
    words = ("--case", case, "--reason", "seen on site", "--by", "R. Reviewer")
    assert khaldun("judge", left, right, "--not-same", *words).returncode == 0
    assert khaldun("incidents", "--case", case, "--json").stdout != before
    assert khaldun("judge", right, left, "--withdraw", *words).stdout == "1 judgement written\n"
    assert khaldun("incidents", "--case", case, "--json").stdout == before
    again = khaldun("judge", left, right, "--withdraw", *words)
    assert (again.returncode, "nothing to withdraw" in again.stderr) == (2, True)
    told = khaldun("journal", "--case", case).stdout.splitlines()[-2:]
    assert [line.split()[2] for line in told] == ["not-same", "withdrawn"]
    assert all(line.endswith("R. Reviewer: seen on site") for line in told)
    verdicts = [one["verdict"] for one in lines(khaldun("journal", "--case", case, "--json"))]
    assert verdicts[-2:] == ["no", "unsure"]
    assert khaldun("verify", "--case", case).returncode == 0


def test_reports_that_a_person_calls_copies_are_one_origin(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    case = _fresh(case, tmp_path)

    def voices() -> set[str]:
        told = khaldun("incidents", "--case", case, "--json").stdout.splitlines()
        return {one["reason"] for line in told for one in json.loads(line)["origins"]}

    assert "copies of one text" not in voices()
    words = ("--case", case, "--reason", "one agency text", "--by", "R. Reviewer")
    done = khaldun("judge", "herald", "courier", "--copy", *words)
    assert (done.stdout, done.stderr) == ("1 judgement written\n", "")
    assert "copies of one text" in voices()


def test_a_report_named_like_the_start_of_an_id_is_still_a_report(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    case = _fresh(case, tmp_path)
    with Case.open(case) as opened:
        one, other = sorted(account.id[:4] for account in opened.ledger.accounts())[:2]
    for name in (one, other):
        (tmp_path / f"{name}.txt").write_text(f"Street {name} will be swept on Sunday.")
    khaldun("read", tmp_path / f"{one}.txt", tmp_path / f"{other}.txt", "--case", case)
    with Case.open(case, write=True) as opened:
        rulings: tuple[Ruling, ...] = ("copy", "withdraw")
        for ruling in rulings:
            assert decide(opened, (one, other), ruling, reason="one hand", by="R. Reviewer") == 1
        made = list(opened.ledger.judgements())
    assert [(one.relation, one.verdict) for one in made] == [("copy", "yes"), ("copy", "unsure")]


def test_a_matcher_never_joins_what_a_person_parted(case: Path, tmp_path: Path) -> None:
    with Case.open(_fresh(case, tmp_path), write=True) as opened:
        left, right = (one.id for one in opened.ledger.accounts() if one.kind == "airstrike")
        decide(opened, (left, right), "not-same", reason="two markets", by="R. Reviewer")
        opened.ledger.judge(
            relation="same",
            left=left,
            right=right,
            verdict="yes",
            reason="alike",
            decided_by="matcher 1",
            decided_at=datetime(2024, 6, 1, tzinfo=UTC),
            score=0.99,
        )
        incidents = reconcile(opened, roster=Roster.open())
    assert not [one for one in incidents if {left, right} <= set(one.accounts)]


@pytest.mark.parametrize("flags", [(), ("--same", "--copy"), ("--not-same", "--withdraw")])
def test_a_judgement_says_one_thing(case: Path, khaldun: Khaldun, flags: tuple[str, ...]) -> None:
    words = ("--case", case, "--reason", "why", "--by", "me")
    done = khaldun("judge", "herald", "courier", *flags, *words)
    assert done.returncode == 2
    assert "a judgement says one thing; give one of --same" in done.stderr
