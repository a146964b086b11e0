"""What a person decides that a place's name means holds for the whole case, also later."""

import json
from pathlib import Path

import pytest

from printed import Khaldun, lines

BY = ("--reason", "the village, not the town", "--by", "R. Reviewer")
MEANT = "Taiba near the dam @ 35.5 38.25 2"
REPORTS = {
    "one": "Warplanes bombed Taiba on Monday, killing four people, residents said.",
    "two": "Shells hit the eastern countryside of Taiba on Tuesday and killed two farmers.",
    "three": "A car bomb in Homs killed nine people on Monday, the police said.",
}


def spots(case: Path, khaldun: Khaldun) -> dict[str, tuple[float, float] | None]:
    """Where each report's account lies, by the report's name."""
    told = lines(khaldun("export", "--case", case, "--as", "jsonl"))
    accounts = [account for line in told for account in line["accounts"]]
    names = {report["id"]: report["name"] for line in told for report in line["reports"]}
    return {
        names[one["report"]]: one["where"] and (one["where"]["lat"], one["where"]["lon"])
        for one in accounts
    }


def write(folder: Path, **reports: str) -> Path:
    """Texts of reports, one file each."""
    folder.mkdir(exist_ok=True)
    for name, text in reports.items():
        (folder / f"{name}.txt").write_text(f"{text}\n")
    return folder


@pytest.fixture
def started(tmp_path: Path, khaldun: Khaldun) -> Path:
    """A case of two reports on a Taiba, and one on Homs."""
    taken = write(tmp_path / "reports", **REPORTS)
    given = ("--case", tmp_path / "case", "--reader", "rules", "--published", "2019-05-08")
    assert khaldun("read", taken, *given).returncode == 0
    return tmp_path / "case"


def account_of(case: Path, khaldun: Khaldun, name: str) -> str:
    """The account of a report."""
    told = lines(khaldun("export", "--case", case, "--as", "jsonl"))
    for line in told:
        names = {report["id"]: report["name"] for report in line["reports"]}
        for account in line["accounts"]:
            if names[account["report"]] == name:
                return str(account["id"])
    raise AssertionError(f"no account of {name}")


def test_a_decided_name_moves_every_place_told_by_it_and_those_to_come(
    started: Path, khaldun: Khaldun
) -> None:
    before = spots(started, khaldun)
    one = account_of(started, khaldun, "one")
    done = khaldun("correct", one, "where", MEANT, "--everywhere", "--case", started, *BY)
    assert (done.returncode, "and of 1 more" in done.stdout) == (0, True), done.stderr
    after = spots(started, khaldun)
    assert after["one"] == (35.5, 38.25)
    lat, lon = after["two"] or (0, 0)
    assert lat == pytest.approx(35.5, abs=0.02)
    assert lon > 38.3, "its east is told from there"
    assert after["three"] == before["three"], "another name is another place"
    later = write(
        started.parent / "later", four="Warplanes bombed Taiba again on Sunday and killed a guard."
    )
    given = ("--case", started, "--reader", "rules", "--published", "2019-05-20")
    assert khaldun("read", later, *given).returncode == 0
    assert spots(started, khaldun)["four"] == (35.5, 38.25)
    told = khaldun("journal", "--case", started).stdout
    assert "every 'Taiba' of this case: the village, not the town" in told
    assert khaldun("verify", "--case", started).returncode == 0
    gone = khaldun("correct", one, "where", "as-read", "--everywhere", "--case", started, *BY)
    assert gone.returncode == 0, gone.stderr
    assert {
        name: spot for name, spot in spots(started, khaldun).items() if name != "four"
    } == before
    assert spots(started, khaldun)["four"] != (35.5, 38.25)


def test_a_place_that_was_corrected_by_itself_stays_and_a_second_word_on_the_name_holds(
    started: Path, khaldun: Khaldun
) -> None:
    one, two = (account_of(started, khaldun, name) for name in ("one", "two"))
    own = ("where", "The pass @ 36 37 1", "--case", started, *BY)
    assert khaldun("correct", two, *own).returncode == 0
    for meant, spot in ((MEANT, (35.5, 38.25)), ("Taiba @ 34 36 2", (34.0, 36.0))):
        done = khaldun("correct", one, "where", meant, "--everywhere", "--case", started, *BY)
        assert done.returncode == 0, done.stderr
        assert spots(started, khaldun)["one"] == spot
        assert spots(started, khaldun)["two"] == (36.0, 37.0)


@pytest.mark.parametrize(
    ("name", "field", "value", "complaint"),
    [
        ("two", "where", MEANT, "is not Taiba itself"),
        ("one", "where", "unknown", "only a place that a name means"),
        ("one", "kind", "shelling", "only a place that a name means"),
        ("one", "where", "as-read", "nothing is decided of what Taiba means"),
    ],
)
def test_what_cannot_hold_everywhere_is_refused_and_nothing_is_written(
    started: Path, khaldun: Khaldun, name: str, field: str, value: str, complaint: str
) -> None:
    account = account_of(started, khaldun, name)
    done = khaldun("correct", account, field, value, "--everywhere", "--case", started, *BY)
    assert (done.returncode, complaint in done.stderr) == (2, True), done.stderr
    assert json.loads(khaldun("verify", "--case", started, "--json").stdout)["intact"]
    assert "no judgement was made yet" in khaldun("journal", "--case", started).stdout
