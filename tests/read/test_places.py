"""The words of a sentence for places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.records import PlacePhrase
from short_reports import heard


def places(text: str) -> list[PlacePhrase]:
    return [place for telling in heard(text) for place in telling.places]


def only(text: str) -> PlacePhrase:
    (place,) = places(text)
    return place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shells hit the market in Manbij.", ["Manbij"]),
        ("Shells hit Manbij.", ["Manbij"]),
        ("Shells fell on Manbij and Palmyra.", ["Manbij", "Palmyra"]),
        ("Shells fell near Deir Ezzor.", ["Deir Ezzor"]),
        ("Shells fell on Syrias cities.", ["Syria"]),
        ("Shells fell on Syria's cities.", ["Syria"]),
        ("Shells fell on Syria\u2019s cities.", ["Syria"]),
        ("Shells fell on the town.", []),
        ("Shells fell on Tuesday.", []),
    ],
)
def test_names_of_places_are_found(text: str, names: list[str]) -> None:
    assert [place.name for place in places(text)] == names


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [
        ("Shells hit the town of Manbij.", "Manbij", "town"),
        ("Shells fell in Aleppo province.", "Aleppo", "province"),
        ("Shells fell in the province of Aleppo.", "Aleppo", "province"),
        ("Shells hit the village of Xanadoro.", "Xanadoro", "village"),
        ("Shells fell on the outskirts of Aleppo.", "Aleppo", "outskirts"),
        ("Shells fell on the outskirts of Aleppo province.", "Aleppo", "province"),
    ],
)
def test_the_class_word_beside_a_name_is_kept(text: str, name: str, feature: str) -> None:
    place = only(text)
    assert (place.name, place.feature) == (name, feature)


def test_a_name_that_no_gazetteer_knows_needs_its_class_word() -> None:
    assert places("Shells hit Xanadoro.") == []
    assert only("Shells hit Xanadoro village.").name == "Xanadoro"


@pytest.mark.parametrize(
    "text",
    [
        "The village was shelled.",
        "Shells hit an Alawite quarter.",
        "Shells hit it on Tuesday Village elders said.",
    ],
)
def test_not_every_word_before_a_class_word_is_a_name(text: str) -> None:
    assert places(text) == []


def test_an_unknown_name_ends_where_a_known_one_begins() -> None:
    named = places("Shells hit the villages of Xanadoro Manbij and Marea.")
    assert [place.name for place in named][:1] == ["Xanadoro"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shells fell in Syria's second city Aleppo.", ["Aleppo"]),
        ("Shells fell in Syrias northern city of Aleppo.", ["Aleppo"]),
        ("Shells fell in Homs and near Aleppo.", ["Homs", "Aleppo"]),
        ("Shells fell on Syria's army in Aleppo, Idlib.", ["Aleppo", "Idlib"]),
    ],
)
def test_a_name_that_only_says_whose_the_next_is_is_no_place(text: str, names: list[str]) -> None:
    assert [place.name for place in places(text)] == names


def test_a_capital_told_by_its_people_is_a_place() -> None:
    first, *_ = places("A bomb went off in the Kallaseh region of the Syrian capital.")
    assert (first.name, first.within) == ("Kallaseh", ("Syrian capital",))
    assert only("Shells fell on the Iraqi capital Baghdad.").name == "Baghdad"
    assert places("Shells fell on the Martian capital.") == []


def test_an_air_base_is_no_base_called_air() -> None:
    assert only("Shells fell in the Tabqa air base.").feature == "air base"
    assert only("Rebels entered the Tabqa military airport.").feature == "airport"


def test_a_quarter_lies_everywhere_in_what_it_is_once_said_to_lie_in() -> None:
    text = "Shells hit Salihiya district. Many live in the Salihiya district of Hasakah."
    assert [telling.places[0].within for telling in heard(text)] == [("Hasakah",)] * 2


def test_an_oilfield_is_not_the_town_of_its_name() -> None:
    assert only("Shells hit the Shaer oilfield.").feature == "oilfield"


def test_what_a_place_lies_in_loses_its_possessive_without_apostrophe() -> None:
    first, *_ = places("Shells hit Manbij in Aleppos countryside.")
    assert (first.name, first.within) == ("Manbij", ("Aleppo",))


def test_the_side_of_a_place_is_kept() -> None:
    place = only("Shells fell in northern Aleppo.")
    assert (place.name, place.part) == ("Aleppo", "northern")


@pytest.mark.parametrize(
    ("words", "distance"),
    [("20 km east of", 20.0), ("20km east of", 20.0), ("20 kilometres east of", 20.0),
     ("10 miles east of", 16.09), ("2.5 km to the east of", 2.5)],
)  # fmt: skip
def test_distance_and_bearing_lead_from_the_named_place(words: str, distance: float) -> None:
    place = only(f"Shells fell {words} Manbij.")
    assert (place.name, place.bearing) == ("Manbij", "east")
    assert place.distance_km == pytest.approx(distance)
    assert place.words.text == f"{words} Manbij"


def test_a_place_knows_what_it_lies_in() -> None:
    first, second = places("Shells hit Manbij, Aleppo province.")
    assert (first.name, first.within) == ("Manbij", ("Aleppo",))
    assert (second.name, second.within) == ("Aleppo", ())


def test_places_joined_by_and_do_not_lie_in_one_another() -> None:
    assert [place.within for place in places("Shells fell on Manbij and Palmyra.")] == [(), ()]


@pytest.mark.parametrize(
    "text", ["The Syrian army shelled it.", "Islamic State left.", "The Aleppo Brigade left."]
)
def test_the_name_of_an_actor_is_no_place(text: str) -> None:
    assert places(text) == []


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "in ",
                "Manbij ",
                "near ",
                "20 km east of ",
                "the town of ",
                "al-Bab ",
                "Syrias ",
                ", ",
            ]
        )
        | st.text(max_size=3),
        max_size=15,
    ).map("".join)
)
def test_the_words_of_a_place_hold_its_name(text: str) -> None:
    for place in places(text) if any(map(str.isalnum, text)) else []:
        assert place.name in place.words.text
        assert text[place.words.start : place.words.end] == place.words.text
