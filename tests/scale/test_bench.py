"""The benchmark: what it reads is the same each time, and its figures add up."""

import json
from itertools import islice

import pytest
from typer.testing import CliRunner

from khaldun.cli import app
from khaldun.errors import InputError
from khaldun.faces.progress import Ticker
from khaldun.scale.bench import bench, made_up
from khaldun.scale.synthetic import synthetic
from khaldun.settings import Settings

RULES = Settings(reader="rules")


def test_a_made_up_report_is_the_same_wherever_the_count_begins() -> None:
    assert list(synthetic(3, first=4)) == list(islice(synthetic(10), 4, 7))
    texts = [text for _, text, _, _ in synthetic(200)]
    assert len(set(texts)) == 200


def test_the_shares_of_the_stages_are_all_of_the_time() -> None:
    found = bench(made_up(6), count=6, settings=RULES)
    assert (found.reports, found.refused) == (6, 0)
    assert found.seconds == pytest.approx(sum(found.stages.values()))
    assert all(share >= 0 for share in found.stages.values())
    assert found.stages["encoder"] == 0  # the rules have none
    assert found.start > 0


def test_the_hash_is_of_what_was_read_and_of_nothing_else() -> None:
    three = bench(made_up(3), count=3, settings=RULES).accounts
    assert bench(made_up(3), count=3, settings=RULES).accounts == three
    assert bench(made_up(4), count=4, settings=RULES).accounts != three


def test_nothing_to_read_is_said_and_no_division_by_zero() -> None:
    with pytest.raises(InputError, match="no report to read"):
        bench([], count=0, settings=RULES)


def test_the_command_fails_where_other_accounts_are_expected() -> None:
    asked = ["bench", "--reports", "2", "--reader", "rules", "--json"]
    found = CliRunner().invoke(app, asked)
    assert found.exit_code == 0
    accounts = json.loads(found.stdout)["accounts"]
    assert CliRunner().invoke(app, [*asked, "--expect", accounts[:12]]).exit_code == 0
    assert CliRunner().invoke(app, [*asked, "--expect", "0000"]).exit_code == 1


def test_long_work_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.faces.progress.PAUSE", 0.0)
    found = CliRunner().invoke(app, ["bench", "--reports", "2", "--reader", "rules"])
    assert found.stderr == "reading: 1 of 2 done\nreading: 2 of 2 done\n"
    assert found.stdout.startswith("reports    2, ")


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(Ticker("reading", 2).over("ab")) == ["a", "b"]
    assert capsys.readouterr().err == ""
