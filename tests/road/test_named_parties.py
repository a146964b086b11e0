"""Looking up parties: whom a name can mean, whose part they were, what other projects call them."""

import json
from datetime import date
from typing import Any

import pytest

from khaldun.errors import InputError
from khaldun.faces.naming import coverage, find_parties, plain, table
from printed import Khaldun, lines


def told(name: str, *, country: str | None = None, day: str | None = None) -> list[dict[str, Any]]:
    on = date.fromisoformat(day) if day else None
    return [json.loads(plain(one)) for one in find_parties(name, country=country, day=on)]


def printed(name: str, *, day: str | None = None) -> str:
    on = date.fromisoformat(day) if day else None
    return table(find_parties(name, country=None, day=on), name)


def test_a_party_is_shown_with_whose_part_it_was_on_the_day(khaldun: Khaldun) -> None:
    (then,) = lines(khaldun("parties", "find", "al-Nusra", "--on", "2015-06-01", "--json"))
    assert (then["party"], then["why"]) == ("nusra-front", "one of its names")
    assert then["part_of"] == {"al-qaeda": "yes", "jaish-al-fatah": "yes"}
    (later,) = told("al-Nusra", day="2018-06-01")
    assert later["part_of"] == {"hts": "yes"}
    assert {one["of"] for one in later["affiliations"]} == {"hts"}
    (number,) = (one for one in later["identifiers"] if one["scheme"] == "ucdp-id")
    assert number["identifier"] == "1170"


def test_without_a_day_everything_is_shown_with_its_days() -> None:
    shown = printed("Rapid Support Forces")
    assert " 1. Rapid Support Forces (armed group, SD)  rapid-support-forces  its name" in shown
    assert "part of Sudanese Armed Forces, since 2017-01, until 2023-04-15" in shown
    assert "acled: Rapid Support Forces, since 2023-04-15" in shown
    assert told("Rapid Support Forces")[0]["part_of"] is None


def test_what_is_not_sure_of_the_day_is_told_as_perhaps() -> None:
    shown = printed("Islamic State in Mozambique", day="2022-05-20")
    assert "on 2022-05-20 part of: Islamic State" in shown
    assert "Islamic State Central Africa Province (perhaps)" in shown


def test_who_was_part_of_nobody_is_said_to_be_so() -> None:
    shown = printed("Rapid Support Forces", day="2024-01-01")
    assert "on 2024-01-01 part of: no other, as far as is known" in shown
    assert printed("Qxyzzy") == "no party named Qxyzzy is known"


@pytest.mark.parametrize(
    ("name", "country", "found", "why"),
    [
        ("SNA", "so", ["somali-national-army"], "one of its names, in reports on its country"),
        ("the army", "UA", ["ukrainian-armed-forces"], "what a report on its country calls it"),
        ("Norwegian soldiers", None, ["state-force:NO"], "its state, and what it is there"),
        ("Norway", None, ["government:NO"], "the name of its state"),
        ("terrorist group Jabhat an-Nusra", None, ["nusra-front"], "one of its names, and more"),
    ],
)
def test_what_makes_a_name_that_of_a_party_is_told(
    name: str, country: str | None, found: list[str], why: str
) -> None:
    shown = told(name, country=country)
    assert [(one["party"], one["why"]) for one in shown] == [(party, why) for party in found]


def test_a_name_of_several_parties_shows_them_all() -> None:
    assert [one["party"] for one in told("SNA")] == ["syrian-national-army", "somali-national-army"]


def test_what_cannot_be_looked_up_is_refused_with_what_to_do(khaldun: Khaldun) -> None:
    done = khaldun("parties", "find", "SNA", "--on", "2015")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--on: '2015' is no day; write it as YYYY-MM-DD" in done.stderr
    with pytest.raises(InputError, match="'the army' is a part of any state; say of which one"):
        told("the army")
    with pytest.raises(InputError, match="--country: 'Syria' is no ISO 3166 code"):
        told("SNA", country="Syria")


def test_coverage_counts_what_the_tables_hold() -> None:
    counts = coverage()
    assert counts["parties and outlets"] > counts["with an identifier"] >= 350
    sorts = ("part of", "allied with", "split from", "renamed to")
    assert sum(counts[sort] for sort in sorts) == counts["dated affiliations"] >= 150
