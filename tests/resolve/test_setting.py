"""All names of a report, weighed together."""

import pytest

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import PlacePhrase, Span
from khaldun.resolve.setting import Setting
from khaldun.resolve.where import resolve_where
from named_places import ref


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def likeliest(name: str, others: list[str], gazetteer: Gazetteer) -> tuple[str | None, str | None]:
    place, _ = max(Setting([name, *others], gazetteer).believed(name), key=lambda one: one[1])
    return place.country, place.region


def test_of_namesakes_those_are_meant_that_lie_together(gazetteer: Gazetteer) -> None:
    assert likeliest("Paris", ["Texas", "Dallas", "Tyler"], gazetteer) == ("US", "Texas")
    assert likeliest("Paris", ["Lyon", "Marseille"], gazetteer)[0] == "FR"
    assert likeliest("Tripoli", ["Beirut", "Zahle", "Sidon"], gazetteer)[0] == "LB"
    assert likeliest("Tripoli", ["Benghazi", "Misrata"], gazetteer)[0] == "LY"


def test_a_state_of_the_name_of_a_country_is_known_by_its_towns(gazetteer: Gazetteer) -> None:
    assert likeliest("Georgia", ["Atlanta", "Macon", "Savannah"], gazetteer)[0] == "US"
    assert likeliest("Georgia", ["Tbilisi", "Gori", "Batumi"], gazetteer)[0] == "GE"


def test_votes_of_a_name_add_up_to_one_and_an_unknown_name_has_none(gazetteer: Gazetteer) -> None:
    setting = Setting(["Paris", "Springfield", "Qxyzzy"], gazetteer)
    for name in ("Paris", "Springfield"):
        assert sum(vote for _, vote in setting.believed(name)) == pytest.approx(1)
    assert list(setting.believed("Qxyzzy")) == []


@pytest.mark.parametrize(
    ("words", "country"), [("Russian", "RU"), ("Palestinians", "PS"), ("Sudanese", "SD")]
)
def test_a_peoples_name_leads_to_its_country(
    words: str, country: str, gazetteer: Gazetteer
) -> None:
    phrase = PlacePhrase(words=Span(start=0, end=len(words), text=words), name=words)
    assert ref(resolve_where(phrase, gazetteer=gazetteer, country="SY")).country == country


def test_the_point_tells_a_state_from_a_word(gazetteer: Gazetteer) -> None:
    assert {place.name for place in gazetteer.find("Ind.")} == {"Indiana"}
    assert "Louisiana" not in {place.name for place in gazetteer.find("La")}
