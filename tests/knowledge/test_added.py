"""What is added from a dump: whole or not at all, and read from then on."""

import os
import zipfile
from pathlib import Path

import pytest

from khaldun.errors import InputError
from khaldun.knowledge.added import add_dump, indexes
from khaldun.knowledge.gazetteer import Gazetteer


def row(number: int = 1, name: str = "Kafr Mithal", **other: str) -> str:
    """A row of a dump, of a village that was invented."""
    fields = {
        "id": str(number),
        "name": name,
        "plain": name,
        "others": "Kafr Mitsal,كفر مثال",
        "lat": "35.1",
        "lon": "36.9",
        "class": "P",
        "code": "PPL",
        "country": "SY",
        "cc2": "",
        "admin1": "10",
        "admin2": "",
        "admin3": "",
        "admin4": "",
        "people": "812",
        "height": "",
        "ground": "300",
        "zone": "Asia/Damascus",
        "day": "2024-02-03",
    } | other
    return "\t".join(fields.values()) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of indexes with one that stands."""
    dump = tmp_path / "XX.txt"
    dump.write_text(row(), encoding="utf-8")
    add_dump(dump, tmp_path / "places")
    return tmp_path / "places"


def add(folder: Path, content: str | bytes, name: str = "XX.txt") -> None:
    """Try to add a dump of this content under the name of the one that stands."""
    path = folder.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    add_dump(path, folder)


def test_an_added_place_is_found_however_spelt(folder: Path) -> None:
    gazetteer = Gazetteer.open(added=indexes(folder))
    for name in ("Kafr Mithal", "Kfar Mithal", "kafr mitsal", "كفر مثال"):
        assert [place.id for place in gazetteer.find(name)] == ["geonames:1"]
    assert gazetteer.longest(["Kafr", "Mithal", "fell"]) == 2
    assert Gazetteer.open().find("Kafr Mithal") == ()


def test_the_digest_tells_which_places_were_added(folder: Path) -> None:
    before = Gazetteer.open(added=indexes(folder)).digest
    assert before != Gazetteer.open().digest
    add(folder, row() + row(2, "Tell Badil"))
    assert Gazetteer.open(added=indexes(folder)).digest != before


def test_a_place_that_both_have_is_told_once(folder: Path) -> None:
    add(folder, row(170063, "Aleppo", people="1600000"))
    found = Gazetteer.open(added=indexes(folder)).find("Aleppo")
    assert len({place.id for place in found}) == len(found)
    assert found[0] == Gazetteer.open().find("Aleppo")[0]


BAD_ROWS = {
    "other columns": (row(2).rsplit("\t", 1)[0] + "\n", r"row 2: 18 fields"),
    "cut short": (row(2)[:40], r"row 2: \d+ fields"),
    "cut in the last field": (row(2)[:-5], r"row 2: the last field is '2024-0'"),
    "no number": (row(2, lat="north"), r"row 2: 'north' is no number of degrees"),
    "not a number": (row(2, lon="nan"), r"row 2: 'nan' is no number"),
    "off the Earth": (row(2, lat="95.0"), r"row 2: '95.0' is no number of degrees from -90 to 90"),
    "people below none": (row(2, people="-4"), r"row 2: '-4' is no number for people"),
    "no name": (row(2, name=" "), r"row 2: it has no name"),
    "no country": (row(2, country="Syria"), r"row 2: 'Syria' is no ISO 3166 code"),
    "an id twice": (row(1, name="Tell Badil"), r"an id stands twice"),
    "no end of a line": ("x" * 200_000, r"row 2: it is longer than any"),
}


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_a_bad_dump_is_refused_with_its_row_and_leaves_the_index_as_it_was(
    folder: Path, fault: str
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    bad, message = BAD_ROWS[fault]
    with pytest.raises(InputError, match=message):
        add(folder, row() + bad)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_text_that_is_not_utf_8_is_refused_with_its_row(folder: Path) -> None:
    with pytest.raises(InputError, match="row 2: not UTF-8"):
        add(folder, row().encode() + row(2, others="Tell Bädil").encode("latin-1"))


def packed(path: Path, texts: dict[str, str]) -> bytes:
    """A zip archive of these texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path.read_bytes()


def test_an_archive_is_read_beside_its_readme(folder: Path) -> None:
    archive = packed(folder.parent / "new.zip", {"readme.txt": "words", "XX.txt": row(7, "Badil")})
    add(folder, archive, "YY.zip")
    assert Gazetteer.open(added=indexes(folder)).find("Badil")[0].id == "geonames:7"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_an_archive_cut_short_is_refused(folder: Path, kept: float) -> None:
    rows = "".join(row(number, f"Tell {number * 7919}") for number in range(1, 300))
    archive = packed(folder.parent / "new.zip", {"XX.txt": rows})
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match=r"cut short|cannot be read"):
        add(folder, archive[: int(len(archive) * kept)], "XX.zip")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_an_archive_whose_bytes_were_changed_is_refused(folder: Path) -> None:
    rows = "".join(row(number, f"Tell {number * 7919}") for number in range(1, 300))
    archive = bytearray(packed(folder.parent / "new.zip", {"XX.txt": rows}))
    archive[len(archive) // 2] ^= 0xFF
    with pytest.raises(InputError, match=r"damaged|row"):
        add(folder, bytes(archive), "XX.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(folder: Path) -> None:
    archive = packed(folder.parent / "new.zip", {"XX.txt": row() + "\t" * 20_000_000})
    with pytest.raises(InputError, match=r"that would unpack to 20000\d+ are no dump"):
        add(folder, archive, "XX.zip")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sy: there is no such file"):
        add_dump(Path("sy"), tmp_path / "places")
    assert not (tmp_path / "places").exists()


def test_an_empty_file_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="the file is empty"):
        add(folder, "")


@pytest.mark.parametrize("name", [os.fsdecode(b"SY\xff.txt"), "SY\n.txt", "S\u2028Y.txt"])
def test_a_dump_whose_name_no_manifest_can_list_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputError, match="rename the file"):
        add_dump(tmp_path / name, tmp_path / "places")
    assert not (tmp_path / "places").exists()
