"""Which place is meant: by class word, container, country, neighbours; or a gap that says why."""

import pytest

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.sphere import destination, distance_km
from khaldun.records import Gap, PlaceRef
from khaldun.resolve.where import as_decided, country_of, resolve_where
from named_places import km_from, phrase, ref


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def test_a_bare_name_is_the_city_and_with_its_class_word_the_province(
    gazetteer: Gazetteer,
) -> None:
    city = ref(resolve_where(phrase("Homs"), gazetteer=gazetteer, country="SY"))
    province = ref(
        resolve_where(phrase("Homs", feature="province"), gazetteer=gazetteer, country="SY")
    )
    assert (city.within_km, province.within_km) == (10, 80)
    assert km_from(city, 34.73, 36.72) < 5
    assert (city.country, city.region) == ("SY", "Homs")


def test_the_container_that_the_phrase_names_chooses(gazetteer: Gazetteer) -> None:
    homs = resolve_where(phrase("al-Zahraa", within=("Homs",)), gazetteer=gazetteer, country="SY")
    aleppo = resolve_where(
        phrase("al-Zahraa", within=("Aleppo",)), gazetteer=gazetteer, country="SY"
    )
    assert km_from(homs, 34.733, 36.737) < 5
    assert km_from(aleppo, 36.362, 37.003) < 5
    assert "in Homs, as the report says" in ref(homs).how


def test_the_country_of_the_report_chooses(gazetteer: Gazetteer) -> None:
    lebanon = resolve_where(phrase("Tripoli"), gazetteer=gazetteer, country="LB")
    libya = resolve_where(phrase("Tripoli"), gazetteer=gazetteer, country="LY")
    assert (ref(lebanon).country, ref(libya).country) == ("LB", "LY")


def test_the_nearest_place_of_the_report_chooses(gazetteer: Gazetteer) -> None:
    homs = resolve_where(
        phrase("al-Zahraa"), gazetteer=gazetteer, nearby=["Waer", "Baba Amr"], country="SY"
    )
    aleppo = resolve_where(
        phrase("al-Zahraa"), gazetteer=gazetteer, nearby=["Nubl", "Mayer"], country="SY"
    )
    assert km_from(homs, 34.733, 36.737) < 5
    assert km_from(aleppo, 36.362, 37.003) < 5
    assert "also named in the report" in ref(aleppo).how


def test_several_places_of_one_name_and_nothing_to_choose_by_are_a_gap(
    gazetteer: Gazetteer,
) -> None:
    ambiguous = resolve_where(phrase("Springfield"), gazetteer=gazetteer, country="US")
    assert isinstance(ambiguous, Gap)
    assert ambiguous.role == "where"
    assert ambiguous.reason.startswith("ambiguous: ")
    assert "places named Springfield" in ambiguous.reason
    chosen = ref(
        resolve_where(
            phrase("Springfield", within=("Missouri",)), gazetteer=gazetteer, country="US"
        )
    )
    assert chosen.region == "Missouri"


def test_a_name_that_only_resembles_does_not_make_the_exact_one_ambiguous(
    gazetteer: Gazetteer,
) -> None:
    assert "Daraya" in {place.name for place in gazetteer.find("Daraa")}
    answer = resolve_where(phrase("Daraa", feature="city"), gazetteer=gazetteer, country="SY")
    assert km_from(answer, 32.62, 36.10) < 5


def test_a_name_that_nobody_knows_is_a_gap_that_names_it(gazetteer: Gazetteer) -> None:
    answer = resolve_where(phrase("Qxvbtrznk"), gazetteer=gazetteer, country="SY")
    assert answer == Gap(role="where", reason="no place named Qxvbtrznk in the gazetteer")


def test_an_unknown_village_is_placed_by_its_container_and_says_so(gazetteer: Gazetteer) -> None:
    answer = ref(
        resolve_where(
            phrase("Qxvbtrznk", feature="village", within=("Manbij", "Aleppo")),
            gazetteer=gazetteer,
            country="SY",
        )
    )
    assert answer.name == "Qxvbtrznk"
    assert answer.within_km >= 25
    assert "no gazetteer has Qxvbtrznk there" in answer.how
    assert km_from(answer, 36.528, 37.955) < 5


def test_a_small_namesake_abroad_is_not_taken(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Oberammergau")
    small = resolve_where(phrase("Oberammergau"), gazetteer=gazetteer, country="SY")
    assert isinstance(small, Gap)


def test_a_base_is_not_the_town_it_is_named_after(gazetteer: Gazetteer) -> None:
    base = resolve_where(phrase("Tabqa", feature="airbase"), gazetteer=gazetteer, country="SY")
    town = resolve_where(phrase("Tabqa"), gazetteer=gazetteer, country="SY")
    assert km_from(base, 35.755, 38.567) < 3
    assert km_from(town, 35.837, 38.548) < 5


@pytest.mark.parametrize("word", ["airbase", "air base", "airport", "airfield"])
def test_an_airport_is_found_by_any_word_for_one(gazetteer: Gazetteer, word: str) -> None:
    place = phrase("Deir Ezzor", feature=word)
    assert km_from(resolve_where(place, gazetteer=gazetteer, country="SY"), 35.285, 40.176) < 3


def test_a_capital_is_found_by_its_people(gazetteer: Gazetteer) -> None:
    assert km_from(resolve_where(phrase("Syrian capital"), gazetteer=gazetteer), 33.51, 36.29) < 5


def test_a_distance_and_a_bearing_lead_from_the_named_place(gazetteer: Gazetteer) -> None:
    answer = ref(
        resolve_where(
            phrase("Palmyra", distance_km=60.0, bearing="east"), gazetteer=gazetteer, country="SY"
        )
    )
    start = ref(resolve_where(phrase("Palmyra"), gazetteer=gazetteer, country="SY"))
    gone = distance_km((start.lat, start.lon), (answer.lat, answer.lon))
    assert gone == pytest.approx(60, abs=0.5)
    assert answer.lon > start.lon
    assert answer.lat == pytest.approx(start.lat, abs=0.1)
    assert answer.within_km >= 12
    assert "60 km east" in answer.name


def test_a_distance_without_a_bearing_widens_the_circle(gazetteer: Gazetteer) -> None:
    answer = ref(
        resolve_where(phrase("Palmyra", distance_km=40.0), gazetteer=gazetteer, country="SY")
    )
    assert answer.within_km >= 40
    assert km_from(answer, 34.56, 38.28) < 8


@pytest.mark.parametrize(
    ("part", "north", "east"),
    [
        ("eastern countryside", 0, 1),
        ("northern", 1, 0),
        ("southwestern countryside", -1, -1),
        ("north-western", 1, -1),
    ],
)
def test_a_side_of_a_province_lies_on_that_side(
    part: str, north: int, east: int, gazetteer: Gazetteer
) -> None:
    whole = ref(resolve_where(phrase("Hama", feature="province"), gazetteer=gazetteer))
    side = ref(resolve_where(phrase("Hama", part=part), gazetteer=gazetteer, country="SY"))
    assert side.within_km < whole.within_km
    assert part in side.name
    assert (side.lat - whole.lat) * north >= 0
    assert (side.lon - whole.lon) * east >= 0
    assert distance_km((side.lat, side.lon), (whole.lat, whole.lon)) < whole.within_km


def test_the_countryside_without_a_side_is_the_province(gazetteer: Gazetteer) -> None:
    answer = ref(
        resolve_where(phrase("Homs", part="countryside"), gazetteer=gazetteer, country="SY")
    )
    assert answer.within_km >= 60


def test_the_answer_says_why_in_words(gazetteer: Gazetteer) -> None:
    answer = ref(
        resolve_where(
            phrase("Khan Sheikhoun", feature="town", within=("Idlib",)),
            gazetteer=gazetteer,
            country="SY",
        )
    )
    assert answer.how.startswith("town named Khan Sheikhoun in Idlib: ")
    assert answer.words.text == "Khan Sheikhoun"
    misspelt = ref(resolve_where(phrase("Tiftanaaz"), gazetteer=gazetteer, country="SY"))
    assert "another spelling of Taftanaz" in misspelt.how


@pytest.mark.parametrize(
    ("names", "country"),
    [
        (["Aleppo", "Idlib", "Syria", "Russia"], "SY"),
        (["Bakhmut", "Russia", "Donetsk"], "UA"),
        (["El Fasher", "Khartoum", "United Arab Emirates"], "SD"),
        (["Tripoli", "Misrata"], "LY"),
        (["Tripoli", "Beirut", "Sidon"], "LB"),
        (["Goma", "Rwanda"], "CD"),
        (["Syria"], "SY"),
        ([], None),
        (["Qxvbtrznk"], None),
        (["Syria", "Iraq"], None),
    ],
)
def test_the_country_that_most_names_speak_for(
    names: list[str], country: str | None, gazetteer: Gazetteer
) -> None:
    assert country_of(names, gazetteer) == country


def test_going_somewhere_and_measuring_back_agree() -> None:
    for degrees in (0, 45, 137, 270):
        there = destination((35.0, 179.9), degrees, 50)
        assert distance_km((35.0, 179.9), there) == pytest.approx(50, abs=0.01)
        assert -180 <= there[1] <= 180


def test_the_countryside_of_a_village_lies_around_it_and_outskirts_are_those_of_the_city(
    gazetteer: Gazetteer,
) -> None:
    def where(name: str, **parts: object) -> PlaceRef:
        return ref(resolve_where(phrase(name, **parts), gazetteer=gazetteer, country="SY"))

    village = where("Tell Tamer")
    east = where("Tell Tamer", part="eastern", feature="countryside")
    assert 10 < km_from(village, east.lat, east.lon) < 20
    assert (east.within_km, east.name) == (20, "Tell Tamer (eastern countryside)")
    assert where("Homs", part="northern", feature="countryside").within_km > 40
    assert where("Homs", part="northern", feature="outskirts").within_km < 10


def test_what_a_name_was_decided_to_mean_holds_for_phrases_that_are_told_from_it() -> None:
    meant = PlaceRef(
        words=phrase("Taiba").words, place="spot:35.5,38.25", name="Taiba", lat=35.5, lon=38.25,
        within_km=2, how="the spot that a person named",
    )  # fmt: skip
    east = as_decided(phrase("Taiba", distance_km=20.0, bearing="east"), meant)
    assert km_from(meant, east.lat, east.lon) == pytest.approx(20, abs=0.1)
    assert east.name == "Taiba (20 km east)"
    assert as_decided(phrase("Taiba"), meant) == meant
