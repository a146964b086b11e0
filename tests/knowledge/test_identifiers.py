"""Identifiers: what the table must hold, and what another project calls a party on some days."""

from datetime import date
from pathlib import Path

import pytest

from khaldun.errors import KnowledgeError
from khaldun.knowledge.identifiers import COLUMNS, FILE, SCHEMES, Identifiers
from khaldun.knowledge.roster import Roster

ROSTER = Roster.open()
IDENTIFIERS = Identifiers.open(ROSTER)


def table(folder: Path, *lines: str) -> Identifiers:
    """The identifiers of these lines with the package's roster."""
    (folder / FILE).write_text("\n".join((",".join(COLUMNS), *lines)), "utf-8")
    return Identifiers.open(ROSTER, folder)


def called(
    party_id: str, scheme: str, first: str, last: str = "", opened: Identifiers = IDENTIFIERS
) -> str | None:
    party = ROSTER.party(party_id)
    assert party is not None
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    return opened.find(party, scheme, *days)


def test_many_parties_have_an_identifier_and_every_scheme_names_many() -> None:
    named = {(line.party.id, line.scheme) for line in IDENTIFIERS}
    entries = {party.id for party in ROSTER}
    assert len({party for party, _ in named} & entries) >= 350
    for scheme in SCHEMES:
        assert sum(scheme == of for _, of in named) >= 75, scheme


@pytest.mark.parametrize(
    ("party", "scheme", "day", "expected"),
    [
        ("islamic-state", "wikidata", "2017-01-01", "Q2429253"),
        ("syrian-armed-forces", "cameo", "2017-01-01", "SYRMIL"),
        ("syrian-armed-forces", "acled", "2017-01-01", "Military Forces of Syria (2000-2024)"),
        ("syrian-armed-forces", "acled", "2025-01-01", None),
        ("rapid-support-forces", "acled", "2023-04-15", "Rapid Support Forces"),
        ("ypg", "ucdp", "2015-10-09", "PYD"),
        ("ypg", "ucdp", "2015-10-10", "SDF"),
        ("nato", "cameo", "1999-01-01", "NAT"),
        ("state-force:NO", "ucdp", "2017-01-01", None),
    ],
)
def test_a_party_is_called_as_it_was_on_the_day(
    party: str, scheme: str, day: str, expected: str | None
) -> None:
    assert called(party, scheme, day) == expected


def test_the_forces_of_a_state_have_its_name_and_number_at_ucdp() -> None:
    for force in ("syrian-armed-forces", "us-air-force", "state-force:SE"):
        party = ROSTER.party(force)
        assert party
        for scheme in ("ucdp", "ucdp-id"):
            state = called(party.side_of[-1], scheme, "2017-01-01")
            assert called(force, scheme, "2017-01-01") == state
    assert called("us-air-force", "ucdp", "2017-01-01") == "Government of United States of America"


def test_a_militia_beside_a_state_has_not_the_name_of_the_state() -> None:
    assert called("national-defence-forces-syria", "ucdp", "2017-01-01") is None
    assert called("us-air-force", "acled", "2026-01-01") is None


def test_over_days_on_which_the_name_changed_there_is_none(tmp_path: Path) -> None:
    opened = table(tmp_path, "ypg,ucdp,PYD,,2015-10-09", "ypg,ucdp,SDF,2015-10-10,")
    assert called("ypg", "ucdp", "2015-10-01", "2015-10-09", opened) == "PYD"
    assert called("ypg", "ucdp", "2015-10-09", "2015-10-10", opened) is None


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("frobs,ucdp,Frobs,,", "party names 'frobs', which is no entry"),
        ("state-force:SY,ucdp,Frobs,,", "whose entry is 'syrian-armed-forces'"),
        ("ypg,isbn,Frobs,,", "unknown scheme 'isbn'"),
        ("ypg,wikidata,189,,", "'189' is none of wikidata"),
        ("ypg,wikidata,Q0189,,", "'Q0189' is none of wikidata"),
        ("ypg,ucdp-id,SDF,,", "'SDF' is none of ucdp-id"),
        ("ypg,cameo,SYRM,,", "'SYRM' is none of cameo"),
        ("ypg,acled,,,", "'' is none of acled"),
        ("ypg,acled,YPG,2016-13,", "'2016-13' is no date"),
        ("ypg,acled,YPG,2016,2015", "until 2015 is before from 2016"),
        ("sdf,ucdp,SDF,2015,", "ucdp calls it 'PYD' at the same time"),
        ("ypg,wikidata,Q1,,", "Q1 is 'sdf' already"),
    ],
)
def test_a_broken_rule_is_named_with_file_line_and_entry(
    tmp_path: Path, line: str, rule: str
) -> None:
    with pytest.raises(KnowledgeError) as told:
        table(tmp_path, "sdf,wikidata,Q1,,", "sdf,ucdp,PYD,,2016", line)
    assert f"identifiers.csv, line 4, entry '{line.partition(',')[0]}': " in str(told.value)
    assert rule in str(told.value)


def test_names_may_follow_each_other_within_a_year(tmp_path: Path) -> None:
    table(tmp_path, "ypg,ucdp,PYD,,2015", "ypg,ucdp,SDF,2015,")
