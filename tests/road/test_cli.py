"""The command line: what it prints, its exit status, and its errors."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from khaldun.case import Case
from printed import Khaldun, lines


def test_a_second_read_says_what_was_here_and_json_says_it_line_by_line(
    case: Path, khaldun: Khaldun
) -> None:
    words = ("--case", case, "--meta", case.parent / "meta.csv")
    done = khaldun("read", case.parent / "reports", *words)
    assert done.stdout == ("3 in: 3 read, 0 empty, 0 refused, 0 failed; 3 of them already here\n")
    told = lines(khaldun("read", case.parent / "reports", *words, "--json"))
    assert [(line["state"], line["new"]) for line in told] == [("read", False)] * 3


def test_incidents_as_a_table_and_as_json(case: Path, khaldun: Khaldun) -> None:
    table = khaldun("incidents", "--case", case).stdout
    told = lines(khaldun("incidents", "--case", case, "--json"))
    assert table.splitlines()[0].split() == [
        *("id", "when", "kind", "where", "killed", "wounded", "accounts", "origins"),
    ]
    for incident in told:
        assert str(incident["id"])[:10] in table
    assert {incident["kind"] for incident in told} >= {"airstrike", "abduction"}


def test_the_choice_among_incidents(case: Path, khaldun: Khaldun) -> None:
    def kinds(*words: str) -> set[object]:
        return {
            line["kind"] for line in lines(khaldun("incidents", "--case", case, "--json", *words))
        }

    assert kinds("--kind", "abduction") == {"abduction"}
    assert "abduction" not in kinds("--until", "2016-12-31")
    assert "airstrike" not in kinds("--since", "2017-01-01")


def test_show_gives_every_claim_with_its_chain_and_words(case: Path, khaldun: Khaldun) -> None:
    raids = lines(khaldun("incidents", "--case", case, "--json", "--kind", "airstrike"))
    (shown,) = [
        page
        for page in (khaldun("show", str(raid["id"])[:12], "--case", case).stdout for raid in raids)
        if "The Courier" in page
    ]
    assert re.search(r"killed: 21 people  \([0-9a-f]{10}\)\n       says ", shown)
    assert "[21 people]" in shown


def test_show_as_json_holds_the_accounts_and_their_reports(case: Path, khaldun: Khaldun) -> None:
    raid = lines(khaldun("incidents", "--case", case, "--json"))[0]
    (sheet,) = lines(khaldun("show", str(raid["id"]), "--case", case, "--json"))
    assert sheet["id"] == raid["id"]
    accounts, reports = sheet["accounts"], sheet["reports"]
    assert isinstance(accounts, list)
    assert isinstance(reports, list)
    assert {account["report"] for account in accounts} == {report["id"] for report in reports}


@pytest.mark.parametrize("reader", ["rules", "learned"])
def test_explain_gives_each_value_with_its_words_and_what_chose_it(
    case: Path, khaldun: Khaldun, reader: str
) -> None:
    done = khaldun("explain", "herald", "--case", case, "--reader", reader)
    assert done.returncode == 0, done.stderr
    (killed,) = [line for line in done.stdout.splitlines() if "killed: at least 12" in line]
    assert '"At least 12 people"' in killed
    assert killed.endswith("]")
    assert ("figure 0." in killed) == (reader == "learned")


def test_what_a_report_says_cannot_steer_the_terminal(case: Path, khaldun: Khaldun) -> None:
    (raid,) = lines(khaldun("incidents", "--case", case, "--json", "--kind", "abduction"))
    assert "\x1b" not in khaldun("show", str(raid["id"]), "--case", case).stdout


def test_verify_says_that_a_case_is_intact_or_what_is_not(
    case: Path, khaldun: Khaldun, tmp_path: Path
) -> None:
    done = khaldun("verify", "--case", case)
    intact, unstamped = done.stdout.splitlines()
    assert (done.returncode, intact) == (0, "intact: 3 captures, every row, every span")
    assert unstamped == "not stamped: 3 captures, by anyone; `khaldun stamp` asks"
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", case, copy], check=True)
    (blob, *_) = sorted((copy / "captures").glob("*/*"))
    blob.write_bytes(blob.read_bytes().replace(b"o", b"0", 1))
    done = khaldun("verify", "--case", copy)
    assert done.returncode == 1
    assert f"capture {blob.name} has changed" in done.stdout


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"", 1, "1 in: 0 read, 0 empty, 0 refused, 1 failed\n  failed  "),
        (None, 1, "1 in: 0 read, 0 empty, 1 refused, 0 failed\n  refused  "),
    ],
)
def test_a_failure_or_nothing_but_refusals_is_exit_status_1(
    tmp_path: Path, khaldun: Khaldun, content: bytes | None, status: int, says: str
) -> None:
    path = tmp_path / ("picture.png" if content is None else "empty.txt")
    path.write_bytes(content or b"")
    done = khaldun("read", path, "--case", tmp_path / "case")
    assert done.returncode == status
    assert done.stdout.startswith(says)
    assert str(path) in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("read", "gone", "--case", "c"), "khaldun: gone does not exist; check the spelling\n"),
        (("incidents", "--case", "gone"), "khaldun: gone: there is no case here; `khaldun read`"),
        (("incidents", "--case", "c", "--kind", "raids"), "khaldun: --kind: 'raids' is none of"),
        (("incidents", "--case", "c", "--since", "May"), "khaldun: --since: 'May' is no day;"),
        (("read", ".", "--case", "c", "--published", "May"), "khaldun: --published: 'May' is no"),
        (("read", ".", "--case", "c", "--meta", "m.json"), "khaldun: m.json cannot be read"),
        (("read", ".", "--case", "c", "--jobs", "0"), "Invalid value"),
        (("frobnicate",), "No such command"),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_exit_status_2(
    khaldun: Khaldun,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = khaldun(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_or_ambiguous_id_is_named(case: Path, khaldun: Khaldun) -> None:
    done = khaldun("show", "zz", "--case", case)
    assert done.returncode == 2
    assert done.stderr == "khaldun: nothing in this case has an id that starts with 'zz'\n"
    done = khaldun("show", "", "--case", case)
    assert done.returncode == 2
    assert "type more of it" in done.stderr


def test_a_second_writer_is_told_who_holds_the_case(case: Path, khaldun: Khaldun) -> None:
    with Case.open(case, write=True):
        done = khaldun("read", case.parent / "reports", "--case", case)
    assert done.returncode == 2
    assert "another program is writing to this case (process " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_ends_a_command_quietly(case: Path) -> None:
    argv = [sys.executable, "-m", "khaldun", "incidents", "--case", str(case), "--json"]
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_evaluate_measures_cards_and_fusion(khaldun: Khaldun, tmp_path: Path) -> None:
    text = "Warplanes bombed Idlib on Tuesday, killing 21 people, a hospital official said."
    (tmp_path / "one.txt").write_text(text)
    (tmp_path / "meta.json").write_text('{"one": {"publisher": "A", "published": "2016-02-17"}}')
    places = ("--texts", tmp_path, "--meta", tmp_path / "meta.json")
    (tmp_path / "none.jsonl").write_text('{"document": "one", "incidents": []}\n')
    out = tmp_path / "cards.jsonl"
    done = khaldun("evaluate", "cards", tmp_path / "none.jsonl", *places, "--out", out)
    assert done.returncode == 0, done.stderr
    # What was predicted, taken as the truth, agrees with what is predicted.
    (table,) = lines(khaldun("evaluate", "cards", out, *places, "--json"))
    assert isinstance(table["card"], dict)
    assert table["card"]["f1"] == 1.0
    card = json.loads(out.read_text())["incidents"][0]["id"]
    (tmp_path / "groups.json").write_text(json.dumps({"incidents": [{"cards": [["one", card]]}]}))
    done = khaldun("evaluate", "fusion", out, tmp_path / "groups.json", *places, "--json")
    (measures,) = lines(done)
    assert isinstance(measures["b_cubed"], dict)
    assert measures["b_cubed"]["f1"] == 1.0
