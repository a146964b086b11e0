"""Fusing: which accounts become one incident, and ids that stay."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import AMAL, BARID, ROSTER, Told, blame, card, figure, fused, judged, tell
from khaldun import codec
from khaldun.fuse.incidents import fuse_each
from khaldun.records import Account, Report

T = TypeVar("T")

NIGHT = "A strike on Tel Amal overnight killed 15 people, residents said."
AGAIN = "Fifteen people died when jets hit the village of Tel Amal."


def night(name: str = "gazette", **more: str) -> Told:
    return tell(name, card(NIGHT, figures=[figure(15)]), **more)


def test_same_village_same_night_same_count_is_one_incident() -> None:
    (incident,) = fused([night(), tell("herald", card(AGAIN, figures=[figure(15)]))])
    assert len(incident.accounts) == 2
    assert incident.kind == "airstrike"


def test_records_that_are_looked_up_when_asked_for_give_the_same_incidents() -> None:
    told = [night(name) for name in ("gazette", "herald")]
    told.append(tell("mirror", card("Shots in Barid.", kind="shooting", place=BARID)))
    accounts = {one.id: codec.encode(one) for _, several in told for one in several}
    reports = {report.id: codec.encode(report) for report, _ in told}
    several = fuse_each(Decoded(accounts, Account), Decoded(reports, Report), roster=ROSTER)
    assert tuple(incident for _, incident in sorted(several)) == fused(told)


class Decoded(Mapping[str, T]):
    """Records made anew whenever one is asked for."""

    def __init__(self, data: Mapping[str, bytes], kind: type[T]) -> None:
        self._data, self._kind = data, kind

    def __getitem__(self, name: str) -> T:
        return codec.decode(self._data[name], self._kind)

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


def test_another_village_another_week_or_another_kind_is_another_incident() -> None:
    others = (
        card(AGAIN, figures=[figure(15)], place=BARID),
        card(AGAIN, figures=[figure(15)], days=("2024-04-20", "2024-04-20")),
        card(AGAIN, figures=[figure(15)], kind="protest"),
    )
    for other in others:
        assert len(fused([night(), tell("herald", other)])) == 2


def test_one_report_never_tells_an_incident_twice_unless_a_person_says_so() -> None:
    report = tell("gazette", card(NIGHT, figures=[figure(15)]), card(AGAIN, figures=[figure(15)]))
    assert len(fused([report])) == 2
    left, right = (account.id for account in report[1])
    assert len(fused([report], [judged(left, right, "yes")])) == 1


def test_a_person_s_no_parts_what_the_matcher_joins() -> None:
    told = [night("gazette"), night("herald")]
    left, right = (accounts[0].id for _, accounts in told)
    assert len(fused(told)) == 1
    assert len(fused(told, [judged(left, right, "no")])) == 2


def test_an_incident_s_id_stays_when_later_accounts_join_and_its_version_does_not() -> None:
    first = night("gazette")
    later = tell("herald", card(AGAIN, figures=[figure(17)]), published="2024-05-12")
    (alone,) = fused([first])
    (joined,) = fused([later, first])
    assert joined.id == alone.id
    assert joined.version != alone.version
    assert fused([later, first]) == fused([later, first])


def test_a_battle_and_the_capture_that_it_led_to_are_two_incidents() -> None:
    told = [
        tell("gazette", card("They stormed Tel Amal.", kind="battle", by=[blame("Rebels")])),
        tell("herald", card("Tel Amal fell to them.", kind="capture", by=[blame("Rebels")])),
    ]
    assert len(fused(told)) == 2


def test_tolls_of_a_period_join_by_their_number_alone() -> None:
    def toll(name: str, number: int) -> Told:
        words = f"{number} people have been killed in the country since the war began."
        place, days = ("Aland", 35.0, 40.0, 400.0), ("2020-01-01", "2024-05-10")
        told = card(words, kind="aggregate", place=place, days=days, figures=[figure(number)])
        return tell(name, told)

    assert len(fused([toll("gazette", 230000), toll("herald", 230000)])) == 1
    assert len(fused([toll("gazette", 230000), toll("herald", 280000)])) == 2


tellings = st.lists(
    st.tuples(
        st.sampled_from(["airstrike", "shelling", "battle", "aggregate"]),
        st.sampled_from([AMAL, BARID, ("Tall Amal", 35.01, 40.0, 5.0), None]),
        st.sampled_from([("2024-05-08", "2024-05-09"), ("2024-05-09", "2024-05-09"), None]),
        st.sampled_from([2, 12, 15, 120]),
        st.sampled_from([NIGHT, AGAIN, "Jets were heard over the whole valley all night."]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(drawn=tellings, seed=st.integers(0, 99))
def test_the_order_of_reports_and_accounts_changes_nothing(
    drawn: list[
        tuple[str, tuple[str, float, float, float] | None, tuple[str, str] | None, int, str]
    ],
    seed: int,
) -> None:
    told = [
        tell(f"report {n}", card(words, kind=kind, place=place, days=days, figures=[figure(dead)]))
        for n, (kind, place, days, dead, words) in enumerate(drawn)
    ]
    incidents = fused(told)
    shuffled = list(told)
    Random(seed).shuffle(shuffled)
    assert fused(shuffled) == incidents
    accounts = sorted(account.id for _, several in told for account in several)
    assert sorted(account for incident in incidents for account in incident.accounts) == accounts
