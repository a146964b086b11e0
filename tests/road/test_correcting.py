"""Corrections by the command line: they hold everywhere, and what was read stays in the ledger."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from khaldun.case import Case
from printed import Khaldun, lines

BY = ("--reason", "heard the recording", "--by", "R. Reviewer")


@pytest.fixture
def copied(case: Path, tmp_path: Path) -> Path:
    """A copy of the case that a test may write to."""
    shutil.copytree(case, tmp_path / "copied")
    return tmp_path / "copied"


def killed(case: Path, khaldun: Khaldun) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first account that counts killed people, and its claim."""
    for incident in lines(khaldun("incidents", "--case", case, "--json")):
        (sheet,) = lines(khaldun("show", incident["id"], "--case", case, "--json"))
        for account in sheet["accounts"]:
            for claim in account["claims"]:
                if claim["figure"] and claim["figure"]["kind"] == "killed":
                    return sheet, claim
    raise AssertionError("the case counts nobody killed")


def test_a_corrected_toll_is_in_sheet_export_and_codebook_until_it_is_taken_back(
    copied: Path, khaldun: Khaldun
) -> None:
    sheet, claim = killed(copied, khaldun)
    before = khaldun("export", "--case", copied, "--as", "jsonl").stdout
    given = ("correct", claim["id"][:12], "figure", "--case", copied)
    done = khaldun(*given, "killed at least 97 women", *BY)
    assert done.returncode == 0, done.stderr
    shown = khaldun("show", sheet["id"], "--case", copied).stdout
    assert "killed: at least 97 women" in shown
    assert "corrected by R. Reviewer: heard the recording" in shown
    assert ",97," in khaldun("export", "--case", copied, "--as", "csv").stdout
    assert khaldun("verify", "--case", copied).returncode == 0
    assert khaldun(*given, "as-read", *BY).returncode == 0
    assert khaldun("export", "--case", copied, "--as", "jsonl").stdout == before


def test_every_field_of_an_account_and_of_a_claim_can_be_corrected(
    copied: Path, khaldun: Khaldun
) -> None:
    _, claim = killed(copied, khaldun)
    account = claim["account"]
    for target, field, value, *more in (
        (account, "kind", "explosion"),
        (account, "status", "possible"),
        (account, "when", "2014-02-03 to 2014-02-05"),
        (account, "where", "Mosul, IQ"),
        (account, "against", "shoppers; Iraqi army"),
        (account, "figure", "wounded about 40 people", "--words", claim["span"]["text"]),
        (account, "by", "Iraqi army", "--words", claim["span"]["text"], "--says", "AFP"),
        (claim["id"], "says", "AFP < a hospital official"),
        (claim["id"], "certainty", "hedged"),
    ):
        done = khaldun("correct", target, field, value, "--case", copied, *BY, *more)
        assert done.returncode == 0, (field, done.stderr)
    with Case.open(copied) as opened:
        read = opened.ledger.account(account)
    (told,) = (
        one
        for line in lines(khaldun("export", "--case", copied, "--as", "jsonl"))
        for one in line["accounts"]
        if one["id"] == account
    )
    assert (told["kind"], told["status"]) == ("explosion", "possible")
    assert (told["when"]["earliest"], told["when"]["latest"]) == ("2014-02-03", "2014-02-05")
    assert (told["where"]["name"], told["where"]["country"]) == ("Mosul", "IQ")
    assert [actor["name"] for actor in told["against"]] == ["shoppers", "Iraqi army"]
    changed = {one["id"]: one for one in told["claims"]}[claim["id"]]
    assert changed["certainty"] == "hedged"
    # Each field of a claim is one decision on the claim: the last word holds, with all it says.
    added = [one for one in told["claims"] if one["id"] not in {c.id for c in read.claims}]
    assert {one["about"] for one in added} == {"figure", "responsibility"}
    assert {tuple(s["name"] for s in one["chain"]) for one in added} == {(), ("AFP",)}
    assert read.kind != "explosion", "what was read stays in the ledger"


def test_a_claim_that_the_report_does_not_make_is_gone_and_the_journal_says_so(
    copied: Path, khaldun: Khaldun
) -> None:
    _, claim = killed(copied, khaldun)
    assert khaldun("correct", claim["id"], "claim", "none", "--case", copied, *BY).returncode == 0
    assert claim["id"] not in khaldun("export", "--case", copied, "--as", "csv").stdout
    (told,) = khaldun("journal", "--case", copied).stdout.splitlines()
    assert told.split("  ")[1] == "not said"
    compared = khaldun("journal", "--case", copied, "--compare").stdout
    assert "the program by itself says otherwise" in compared


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("colour", "red", "'colour' is no field of it"),
        ("kind", "massacre", "'massacre' is no kind"),
        ("when", "some day", "is no day"),
        ("where", "Nowhereville", "Nowhereville"),
        ("where", "Camp @ 95 40 2", "no place on Earth"),
        ("figure", "12 killed", "is not of the form KIND COUNT"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(
    copied: Path, khaldun: Khaldun, field: str, value: str, complaint: str
) -> None:
    _, claim = killed(copied, khaldun)
    words = ("--words", claim["span"]["text"])
    done = khaldun("correct", claim["account"], field, value, "--case", copied, *BY, *words)
    assert (done.returncode, complaint in done.stderr) == (2, True), done.stderr
    assert json.loads(khaldun("verify", "--case", copied, "--json").stdout)["intact"]
    assert "no judgement was made yet" in khaldun("journal", "--case", copied).stdout
