"""What a case holds is listed and restored, whatever it is called."""

from pathlib import Path

from custody.kept_case import NOON
from khaldun.case import Case
from khaldun.custody.backups import back_up, restore
from khaldun.custody.manifest import NAME, parse


def test_a_file_of_any_name_is_listed_and_restored(folder: Path, tmp_path: Path) -> None:
    added = folder / "places" / "SY (1).sqlite"
    added.parent.mkdir()
    added.write_bytes(b"places")
    with Case.open(folder) as case:
        assert back_up(case, tmp_path / "backup", at=NOON) == []
    assert "places/SY (1).sqlite" in parse(tmp_path / "backup" / NAME)
    restore(tmp_path / "backup", tmp_path / "again")
    assert (tmp_path / "again" / "places" / added.name).read_bytes() == b"places"
