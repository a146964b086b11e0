"""What the gazetteer promises: one place however spelt, nothing claimed that is none."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaldun.errors import KnowledgeError
from khaldun.knowledge import gazetteer as module
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.placefile import COLUMNS, read_entries
from khaldun.knowledge.spelling import likeness, plain_key, skeleton, soft_key
from khaldun.knowledge.sphere import distance_km

HEADER = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


SPELLINGS = [
    ("Deir ez-Zor|Deir Ezzor|Der Ezzor|Dayr az-Zawr|Deir al-Zour|دير الزور", 35.34, 40.14),
    ("Aleppo|Halab|حلب|Алеппо|ALEPPO", 36.20, 37.16),
    ("Hasakeh|Al-Hasakah|Hassaka|Hasaka|al Hassakah", 36.50, 40.75),
    ("Kobane|Kobani|Ayn al-Arab|Ain al-Arab", 36.89, 38.35),
    ("Kyiv|Kiev|Київ", 50.45, 30.52),
    ("Sanaa|Sana'a|Sana’a|صنعاء", 15.35, 44.21),
    ("Homs|Hims", 34.73, 36.72),
    ("Idlib|Edleb|Idleb", 35.93, 36.63),
    ("Daraa|Deraa|Dar'a", 32.62, 36.10),
    ("Raqqa|Rakka|Raqa|Ar-Raqqah|al-Raqqa", 35.95, 39.01),
    ("Khan Sheikhoun|Khan Shaykhun|Khan Sheikhun|Khān Shaykhūn", 35.44, 36.65),
    ("Tell Tamer|Tal Tamr|Tel Tamer", 36.66, 40.37),
    ("Maarat al-Numan|Ma'arrat al-Nu'man|Maarrat al-Numan|Maarat al Nouman", 35.64, 36.67),
]


@pytest.mark.parametrize(("spellings", "lat", "lon"), SPELLINGS)
def test_a_place_spelt_many_ways_is_one_place(
    spellings: str, lat: float, lon: float, gazetteer: Gazetteer
) -> None:
    for name in spellings.split("|"):
        spots = [(p.lat, p.lon) for p in gazetteer.find(name) if p.feature != "region"]
        assert spots, name
        assert distance_km(spots[0], (lat, lon)) < 8, name


def test_a_misspelling_is_found_by_its_consonants_when_nothing_else_is(
    gazetteer: Gazetteer,
) -> None:
    assert gazetteer.find("Khan Shekhouni")[0].name == "Khan Sheikhoun"
    assert soft_key("Mouhessen") != soft_key("Muhasan")
    assert gazetteer.find("Tiftanaaz")[0].name == "Taftanaz"


def test_two_short_names_with_the_same_consonants_are_not_one_place(
    gazetteer: Gazetteer,
) -> None:
    assert skeleton(soft_key("Hama")) == skeleton(soft_key("Hmu"))
    assert all(place.name != "Hama" for place in gazetteer.find("Hmu"))


@pytest.mark.parametrize("name", ["", "  ", "'", "!!", "…", "٪"])
def test_a_name_without_letters_is_no_place(name: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.find(name) == ()
    assert gazetteer.longest([name]) == 0
    assert gazetteer.longest([]) == 0


def test_the_largest_of_a_name_comes_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Tripoli")[0].country == "LY"
    assert {place.country for place in gazetteer.find("Tripoli")} >= {"LY", "LB"}
    assert gazetteer.find("Georgia")[0].feature == "country"


def test_a_province_and_its_city_are_two_places(gazetteer: Gazetteer) -> None:
    features = [place.feature for place in gazetteer.find("Homs") if place.country == "SY"]
    assert features == ["city", "region"]


def test_every_place_has_a_country_code_a_spot_and_an_extent(gazetteer: Gazetteer) -> None:
    for name in ("Syria", "Mosul", "North Kivu", "Rafah crossing", "Al-Omar oil field"):
        place = gazetteer.find(name)[0]
        assert place.country
        assert len(place.country) == 2
        assert place.within_km > 0
        assert place.id.startswith(("geonames:", "khaldun:"))


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Khan Sheikhoun on Tuesday", 2),
        ("Deir ez-Zor province", 2),
        ("Jisr al-Shughur and", 2),
        ("Ras al Ain city", 3),
        ("Aleppo Halab", 1),
        ("United Arab Emirates said", 3),
        ("Democratic Republic of the Congo 's", 5),
        ("Gulf of Aden ,", 3),
        ("El Fasher fell", 2),
        ("Nagorno-Karabakh ,", 1),
        ("Beirut - Opposition", 1),
        ("Russia At least", 1),
    ],
)
def test_the_longest_name_is_claimed_and_no_more(
    words: str, count: int, gazetteer: Gazetteer
) -> None:
    assert gazetteer.longest(words.split()) == count


@pytest.mark.parametrize(
    "word",
    "Of Said Police Friday Sunday Reading Nice Rebel Martin Syrian Assad Khaled Has But More Us"
    " The Attack Car There SANA SDF Kerry Human Obama Salah Mohammed Northern Old".split(),
)
def test_ordinary_words_and_persons_are_not_claimed(word: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.longest([word, "said"]) == 0


def test_a_lower_case_word_is_never_the_head_of_a_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.longest(["aleppo"]) == 0
    assert gazetteer.longest(["al-Bab"]) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(max_size=12), max_size=8))
def test_any_words_are_answered_with_a_count_within_them(
    words: list[str], gazetteer: Gazetteer
) -> None:
    assert 0 <= gazetteer.longest(words) <= len(words)


def test_opening_takes_less_than_half_a_second_and_looking_up_is_quick() -> None:
    started = time.perf_counter()
    gazetteer = Gazetteer.open()
    assert time.perf_counter() - started < 0.5
    words = "The army entered Khan Sheikhoun near Idlib on Friday after Deir Ezzor fell".split()
    for i in range(len(words)):
        gazetteer.longest(words[i:])
    started = time.perf_counter()
    for _ in range(1000):
        for i in range(len(words)):
            gazetteer.longest(words[i:])
    assert len(words) * 1000 / (time.perf_counter() - started) > 20_000


def test_a_missing_file_says_how_to_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(KnowledgeError, match=r"python build_places\.py"):
        Gazetteer.open()


def test_the_users_own_places_go_before_all_others(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}\nTripoli,Trablus Test,village,1.5,2.5,,XK,,\n", encoding="utf-8")
    gazetteer = Gazetteer.open(extra=[own])
    place = gazetteer.find("Tripoli")[0]
    assert (place.country, place.lat, place.lon, place.within_km) == ("XK", 1.5, 2.5, 3.0)
    assert gazetteer.longest(["Trablus", "Test", "burns"]) == 2
    assert gazetteer.digest != Gazetteer.open().digest


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Here,,castle,1,2,3,SY,,", "castle"),
        ("Here,,town,91,2,3,SY,,", "no place on Earth"),
        ("Here,,town,1,2,0,SY,,", "above 0"),
        ("Here,,town,1,2,3,Syria,,", "ISO 3166"),
        ("Here,,town,north,2,3,SY,,", "north"),
        (",,town,1,2,3,SY,,", "needs a name"),
        ("Here,town", "line 2"),
    ],
)
def test_a_faulty_row_is_named_with_its_line_and_fault(
    row: str, fault: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=fault) as raised:
        Gazetteer.open(extra=[own])
    assert "own.csv, line 2" in str(raised.value)


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("place,lat,lon\nHere,1,2\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="the first line"):
        list(read_entries(own))


def test_each_curated_place_is_found_where_it_was_put(gazetteer: Gazetteer) -> None:
    path = Path(module.__file__).parent / "data" / "places.csv"
    entries = list(read_entries(path))
    assert len(entries) >= 900
    for entry in entries:
        spots = [(place.lat, place.lon) for place in gazetteer.find(entry.name)]
        far = min(distance_km(spot, (entry.lat, entry.lon)) for spot in spots)
        assert far <= max(entry.within_km, 5) + 7, entry


@given(st.text(max_size=40))
def test_keys_are_letters_and_digits_and_do_not_change_when_taken_again(name: str) -> None:
    key = plain_key(name)
    assert key.isascii()
    assert key == plain_key(key)
    assert likeness(key, key) == 1.0


def test_likeness_counts_letters_that_differ() -> None:
    assert likeness("hama", "homa") == 0.75
    assert likeness("hama", "") == 0.0
    assert likeness("", "") == 1.0
