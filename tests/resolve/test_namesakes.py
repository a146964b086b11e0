"""Which of several places of a name is meant, and when none of them is."""

import pytest

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import Gap
from khaldun.resolve.where import resolve_where
from named_places import km_from, phrase, ref


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def test_of_two_quarters_of_one_name_the_one_of_the_city_named_nearest_is_meant(
    gazetteer: Gazetteer,
) -> None:
    quarter = phrase("Midan", feature="neighbourhood")
    for city, lat, lon in (("Aleppo", 36.217, 37.166), ("Damascus", 33.488, 36.297)):
        other = "Damascus" if city == "Aleppo" else "Aleppo"
        answer = resolve_where(quarter, gazetteer=gazetteer, nearby=[city, other], country="SY")
        assert km_from(answer, lat, lon) < 5


def test_a_name_is_the_place_first_called_so_and_not_one_also_called_so_nearby(
    gazetteer: Gazetteer,
) -> None:
    answer = resolve_where(phrase("Hama"), gazetteer=gazetteer, nearby=["Damascus"], country="SY")
    assert km_from(answer, 35.132, 36.758) < 5


def test_the_article_makes_no_other_name(gazetteer: Gazetteer) -> None:
    with_article = resolve_where(
        phrase("al-Raqqa"), gazetteer=gazetteer, nearby=["Tabqa"], country="SY"
    )
    without = resolve_where(phrase("Raqqa"), gazetteer=gazetteer, nearby=["Tabqa"], country="SY")
    assert ref(with_article).place == ref(without).place


def test_abroad_a_name_that_only_resembles_is_not_taken(gazetteer: Gazetteer) -> None:
    assert any(place.weight >= 100_000 for place in gazetteer.find("Kel"))
    assert isinstance(resolve_where(phrase("Kel"), gazetteer=gazetteer, country="SY"), Gap)


def test_a_town_of_another_country_that_the_report_names_is_taken(gazetteer: Gazetteer) -> None:
    town = phrase("Akcakale")
    told = resolve_where(town, gazetteer=gazetteer, nearby=["Turkey"], country="SY")
    assert ref(told).country == "TR"
    untold = resolve_where(town, gazetteer=gazetteer, nearby=["Iraq"], country="SY")
    assert isinstance(untold, Gap)


def test_a_bare_name_is_the_city_though_its_province_is_nearer_to_the_others(
    gazetteer: Gazetteer,
) -> None:
    answer = resolve_where(
        phrase("Hasakah"), gazetteer=gazetteer, nearby=["Qamishli"], country="SY"
    )
    assert km_from(answer, 36.502, 40.748) < 5


def test_a_province_may_go_by_the_name_of_the_city_that_it_is_around(gazetteer: Gazetteer) -> None:
    answer = resolve_where(
        phrase("Dumayr", within=("Damascus",)), gazetteer=gazetteer, country="SY"
    )
    assert km_from(answer, 33.643, 36.693) < 5


def test_a_part_of_a_country_is_where_reports_use_it(gazetteer: Gazetteer) -> None:
    north = ref(resolve_where(phrase("Syria", part="northern"), gazetteer=gazetteer, country="SY"))
    assert (north.name, north.within_km) == ("Northern Syria", 90)


def test_an_area_of_a_city_is_no_province(gazetteer: Gazetteer) -> None:
    answer = resolve_where(phrase("Aleppo", feature="area"), gazetteer=gazetteer, country="SY")
    assert ref(answer).within_km == 10


def test_an_unknown_quarter_is_placed_by_the_city_named_nearest_and_says_so(
    gazetteer: Gazetteer,
) -> None:
    quarter = phrase("Qxvbtrznk", feature="quarter")
    answer = ref(
        resolve_where(quarter, gazetteer=gazetteer, nearby=["Anadan", "Aleppo"], country="SY")
    )
    assert (answer.name, answer.within_km) == ("Qxvbtrznk", 10)
    assert km_from(answer, 36.2, 37.16) < 5
    assert "no city nearer to its quarter than Aleppo" in answer.how
    assert isinstance(resolve_where(quarter, gazetteer=gazetteer, country="SY"), Gap)


def test_no_country_lies_in_a_place(gazetteer: Gazetteer) -> None:
    answer = resolve_where(phrase("Syria", within=("Hama",)), gazetteer=gazetteer, country="SY")
    assert ref(answer).name == "Syria"


def test_the_spelling_of_a_place_at_home_goes_before_a_namesake_abroad(
    gazetteer: Gazetteer,
) -> None:
    answer = resolve_where(phrase("Karam Alnozha"), gazetteer=gazetteer, country="SY")
    assert ref(answer).name == "Karm al-Nuzha"


def test_a_quarter_is_sooner_a_quarter_than_a_town_of_its_name(gazetteer: Gazetteer) -> None:
    for feature in ("quarter", "neighborhoods"):
        quarter = phrase("Zahraa", feature=feature)
        answer = resolve_where(quarter, gazetteer=gazetteer, nearby=["Homs"], country="SY")
        assert km_from(answer, 34.733, 36.737) < 3
    town = resolve_where(phrase("Zahraa", feature="town"), gazetteer=gazetteer, country="SY")
    assert km_from(town, 36.362, 37.003) < 3


def test_a_country_goes_before_a_town_of_its_name(gazetteer: Gazetteer) -> None:
    assert any(place.country == "US" for place in gazetteer.exactly("Mexico"))
    answer = resolve_where(phrase("Mexico"), gazetteer=gazetteer, country="US")
    assert ref(answer).country == "MX"
    town = resolve_where(phrase("Mexico", feature="town"), gazetteer=gazetteer, country="US")
    assert isinstance(town, Gap) or town.country == "US"


def test_a_state_goes_before_a_town_of_its_name(gazetteer: Gazetteer) -> None:
    answer = ref(resolve_where(phrase("California"), gazetteer=gazetteer, country="US"))
    assert (answer.region, answer.within_km) == ("California", 80)
