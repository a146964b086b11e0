"""Affiliations: what the table must hold, and who was whose part on a day."""

import shutil
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.errors import KnowledgeError
from khaldun.knowledge.affiliations import COLUMNS, FILE, PART, SORTS, Affiliation, Affiliations
from khaldun.knowledge.parties import Party
from khaldun.knowledge.roster import DATA, FILES, Roster
from khaldun.knowledge.spells import Held, Spell

ROSTER = Roster.open()
AFFILIATIONS = Affiliations.open(ROSTER)
DAYS = st.dates(date(1985, 1, 1), date(2030, 12, 31))


def table(folder: Path, *lines: str) -> Affiliations:
    """The affiliations of these lines with the package's roster."""
    (folder / FILE).write_text("\n".join((",".join(COLUMNS), *lines)), "utf-8")
    return Affiliations.open(ROSTER, folder)


def wholes(party_id: str, day: str, opened: Affiliations = AFFILIATIONS) -> dict[str, Held]:
    party = ROSTER.party(party_id)
    assert party is not None
    found = opened.wholes(party, date.fromisoformat(day), date.fromisoformat(day))
    return {whole.id: held for whole, held in found.items()}


def test_the_table_has_dated_affiliations_of_every_sort() -> None:
    lines = list(AFFILIATIONS)
    assert len(lines) >= 150
    assert {line.sort for line in lines} == SORTS
    assert all(line.spell.begun for line in lines)


def test_the_roster_opens_without_what_is_asked_for_seldom(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(DATA / name, tmp_path / name)
    assert not {"affiliations.csv", "identifiers.csv"} & {file.name for file in tmp_path.iterdir()}
    assert Roster.open(tmp_path).digest == ROSTER.digest


@pytest.mark.parametrize(
    ("party", "day", "expected"),
    [
        ("nusra-front", "2015-06-01", {"al-qaeda": "yes", "jaish-al-fatah": "yes"}),
        ("nusra-front", "2016-07-28", {"al-qaeda": "yes", "jaish-al-fatah": "yes"}),
        ("nusra-front", "2018-01-01", {"hts": "yes"}),
        ("ypg", "2015-10-09", {}),
        ("ypg", "2015-10-10", {"sdf": "yes"}),
        ("macina-front", "2018-05-05", {"jnim": "yes", "al-qaeda": "yes"}),
        ("rapid-support-forces", "2023-04-16", {}),
        ("islamic-state-mozambique", "2022-05-20",
         {"islamic-state": "yes", "islamic-state-central-africa": "perhaps"}),
    ],
)  # fmt: skip
def test_a_party_is_part_of_those_that_it_belonged_to_on_the_day(
    party: str, day: str, expected: dict[str, Held]
) -> None:
    assert wholes(party, day) == expected


def test_what_the_roster_says_without_a_date_holds_on_all_days(tmp_path: Path) -> None:
    opened = table(tmp_path, "basij,iranian-armed-forces,part of,2010,2011,")
    assert wholes("basij", "1990-01-01", opened)["irgc"] == "yes"
    assert wholes("basij", "2010-06-01", opened)["iranian-armed-forces"] == "perhaps"


def test_dated_lines_on_the_same_two_parties_go_before_it(tmp_path: Path) -> None:
    opened = table(tmp_path, "basij,irgc,part of,2007-09,,")
    assert "irgc" not in wholes("basij", "2007-08-31", opened)
    assert wholes("basij", "2007-09-15", opened)["irgc"] == "perhaps"
    assert wholes("basij", "2007-10-01", opened)["irgc"] == "yes"


def test_the_way_up_is_as_sure_as_its_least_sure_step(tmp_path: Path) -> None:
    opened = table(tmp_path, "ypg,sdf,part of,?,,", "sdf,pkk,part of,2015,,")
    assert wholes("ypg", "2016-01-01", opened) == {"sdf": "perhaps", "pkk": "perhaps"}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("frobs,al-qaeda,part of,2012,,", "party names 'frobs', which is no entry"),
        ("ypg,frobs,part of,2012,,", "of names 'frobs', which is no entry"),
        ("ypg,state-force:SY,part of,2012,,", "whose entry is 'syrian-armed-forces'"),
        ("ypg,sdf,friend of,2012,,", "unknown sort 'friend of'"),
        ("ypg,sdf,part of,,2012,", "say from when; '?' where it is not known"),
        ("ypg,sdf,part of,2012-3,,", "'2012-3' is no date"),
        ("ypg,sdf,part of,2012-02-30,,", "'2012-02-30' is no date"),
        ("ypg,sdf,part of,2012-00,,", "'2012-00' is no date"),
        ("ypg,sdf,part of,2012,soon,", "'soon' is no date"),
        ("ypg,sdf,part of,2015-10-10,2015-09,", "until 2015-09 is before from 2015-10-10"),
        ("ypg,ypg,allied with,2015,,", "'ypg' is allied with itself"),
        ("sdf,ypg,part of,2016,,", "with this line 'sdf' is part of itself"),
        ("syrian-government,syrian-air-force,part of,?,,", "is part of itself"),
    ],
)
def test_a_broken_rule_is_named_with_file_line_and_entry(
    tmp_path: Path, line: str, rule: str
) -> None:
    with pytest.raises(KnowledgeError) as told:
        table(tmp_path, "ypg,sdf,part of,2015-10-10,,", line)
    assert f"affiliations.csv, line 3, entry '{line.partition(',')[0]}': " in str(told.value)
    assert rule in str(told.value)


def test_two_parties_may_change_places_over_time_but_not_at_once(tmp_path: Path) -> None:
    table(tmp_path, "ypg,sdf,part of,2015,2016-05,", "sdf,ypg,part of,2016-06,,")
    with pytest.raises(KnowledgeError, match="line 2, entry 'ypg': with this line"):
        table(tmp_path, "ypg,sdf,part of,2015,2016,", "sdf,ypg,part of,2014-06,,")


@given(DAYS)
def test_no_party_is_part_of_itself_on_any_day(day: date) -> None:
    for party in {line.party for line in AFFILIATIONS}:
        assert party not in AFFILIATIONS.wholes(party, day, day)


_PARTIES = [party for name in ("ypg", "sdf", "pkk", "hts") if (party := ROSTER.party(name))]
_ENDS = st.sampled_from(("?", "2011", "2012-06", "2012-06-15", "2013"))
_LINES = st.builds(
    lambda pair, begun, ended: (*pair, begun, ended),
    st.permutations(_PARTIES).map(lambda parties: parties[:2]),
    _ENDS,
    _ENDS | st.just(""),
).filter(lambda line: line[3] in {"?", ""} or line[2] == "?" or line[2] <= line[3])


@settings(max_examples=60)
@given(st.lists(_LINES, max_size=6), DAYS)
def test_a_table_is_refused_when_and_only_when_a_party_is_part_of_itself_on_some_day(
    drawn: list[tuple[Party, Party, str, str]], some_day: date
) -> None:
    lines = [Affiliation(party, of, PART, Spell(*ends)) for party, of, *ends in drawn]
    days = {some_day, *(day for line in lines for day in (*line.spell.begins, *line.spell.ends))}
    unchecked = Affiliations(lines, ROSTER)
    circle = any(party in unchecked.wholes(party, day, day) for day in days for party in _PARTIES)
    written = [f"{party.id},{of.id},{PART},{begun},{ended}," for party, of, begun, ended in drawn]
    with TemporaryDirectory() as folder:
        refused = pytest.raises(KnowledgeError, match="is part of itself")
        with refused if circle else nullcontext():
            table(Path(folder), *written)


@pytest.mark.parametrize(
    ("spell", "first", "last", "held"),
    [
        (("2017", ""), "2016-12-31", "2016-12-31", "no"),
        (("2017", ""), "2017-05-01", "2017-05-01", "perhaps"),
        (("2017", ""), "2018-01-01", "2026-01-01", "yes"),
        (("", "2017-03"), "1990-01-01", "2017-03-01", "yes"),
        (("", "2017-03"), "2017-03-01", "2017-03-02", "perhaps"),
        (("", "2017-03"), "2017-04-01", "2017-04-01", "no"),
        (("2017-03-02", "2017-03-04"), "2017-03-02", "2017-03-04", "yes"),
        (("2017-03-02", "2017-03-04"), "2017-03-04", "2017-03-05", "perhaps"),
        (("?", ""), "2017-03-04", "2017-03-04", "perhaps"),
        (("?", "2017"), "2018-01-01", "2018-01-01", "no"),
        (("2016", "?"), "2030-01-01", "2030-01-01", "perhaps"),
    ],
)
def test_a_spell_held_surely_perhaps_or_not(
    spell: tuple[str, str], first: str, last: str, held: Held
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert Spell(*spell).held(*days) == held


_SPELLS = st.builds(Spell, _ENDS | st.just(""), _ENDS | st.just(""))


@given(_SPELLS, st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def test_what_held_on_all_days_held_on_each_and_what_on_none_on_none(
    spell: Spell, days: list[date]
) -> None:
    whole = spell.held(*days)
    if whole != "perhaps":
        assert {spell.held(day, day) for day in days} == {whole}


@given(_SPELLS, _SPELLS, DAYS)
def test_two_that_surely_held_on_a_day_meet(one: Spell, other: Spell, day: date) -> None:
    if one.held(day, day) == other.held(day, day) == "yes":
        assert one.meets(other)
    assert one.meets(other) == other.meets(one)
