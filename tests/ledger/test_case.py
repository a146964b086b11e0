"""A case is a folder that one program writes, that others may read, and that none may spoil."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from inputs import failed, told

from khaldun.case import Case
from khaldun.errors import CaseError, IntegrityError

TEXT = "12 people were killed."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "case one"


def fill(case: Case) -> None:
    """A report that was read, with its capture."""
    given = told(TEXT)
    case.store.put(TEXT.encode())
    given.append(case.ledger)


def test_a_case_is_made_written_and_read_again(folder: Path) -> None:
    with Case.open(folder, create=True) as case:
        fill(case)
        created_at = case.created_at
    with Case.open(folder) as case:
        assert (case.name, case.created_at, case.folder) == ("case one", created_at, folder)
        assert [report.text for report in case.ledger.reports()] == [TEXT]
        assert not list(case.verify())


def test_opening_with_create_keeps_a_case_that_is_there(folder: Path) -> None:
    for _ in range(2):
        with Case.open(folder, create=True) as case:
            fill(case)
    with Case.open(folder) as case:
        assert len(list(case.ledger.reports())) == 1


def test_everything_in_a_case_is_its_owners_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        with Case.open(folder, create=True) as case:
            fill(case)
            modes = [path.stat().st_mode for path in (folder, *folder.rglob("*"))]
    finally:
        os.umask(before)
    assert all(stat.S_IMODE(mode) == (0o700 if stat.S_ISDIR(mode) else 0o600) for mode in modes)


def test_a_missing_case_is_not_made_by_opening_it(folder: Path) -> None:
    for write in (False, True):
        with pytest.raises(CaseError, match="there is no case here"):
            Case.open(folder, write=write)
    assert not folder.exists()


def test_a_folder_with_other_things_is_no_place_for_a_case(folder: Path) -> None:
    folder.mkdir()
    (folder / "holiday.jpg").touch()
    with pytest.raises(CaseError, match=r"not empty and no case \(it holds 'holiday.jpg'\)"):
        Case.open(folder, create=True)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


def test_a_file_is_no_place_for_a_case(folder: Path) -> None:
    folder.touch()
    with pytest.raises(CaseError, match="cannot be used"):
        Case.open(folder, create=True)


def test_a_second_writer_is_told_who_writes(folder: Path) -> None:
    with Case.open(folder, create=True):
        for options in ({"create": True}, {"write": True}):
            with pytest.raises(CaseError, match=rf"process {os.getpid()} since 20.* wait until"):
                Case.open(folder, **options)
    Case.open(folder, write=True).close()


def test_readers_need_no_lock(folder: Path) -> None:
    with Case.open(folder, create=True) as writer, Case.open(folder) as reader:
        fill(writer)
        assert len(list(reader.ledger.accounts())) == 1
        assert not list(reader.verify())


def test_a_case_opened_to_read_cannot_be_written(folder: Path) -> None:
    Case.open(folder, create=True).close()
    with Case.open(folder) as case, pytest.raises(CaseError, match="opened to read only"):
        failed().append(case.ledger)


def test_a_killed_writer_leaves_no_lock(folder: Path) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from khaldun.case import Case\n"
        "case = Case.open(pathlib.Path(sys.argv[1]), create=True)\n"
        "print('open', flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(CaseError, match=f"process {writer.pid} since"):
            Case.open(folder, write=True)
        writer.send_signal(signal.SIGKILL)
    with Case.open(folder, write=True) as case:
        fill(case)


def test_what_a_killed_writer_left_half_captured_is_swept(folder: Path) -> None:
    Case.open(folder, create=True).close()
    leftover = folder / "captures" / "tmp1.part"
    leftover.touch()
    with Case.open(folder) as case:
        assert any("half written" in fault for fault in case.verify())
    with Case.open(folder, write=True) as case:
        assert not leftover.exists()
        assert not list(case.verify())


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_case_killed_while_being_made_is_finished_by_the_next(folder: Path, kept: int) -> None:
    Case.open(folder, create=True).close()
    (folder / "case.toml").rename(folder / "case.toml.part")
    parts = [folder / "captures", folder / "ledger.sqlite", folder / "case.toml.part"]
    for part in parts[kept:]:
        part.rmdir() if part.is_dir() else part.unlink()
    with pytest.raises(CaseError, match="there is no case here"):
        Case.open(folder)
    with Case.open(folder, create=True) as case:
        fill(case)
        assert not list(case.verify())
    assert not (folder / "case.toml.part").exists()


@pytest.mark.parametrize("part", ["ledger.sqlite", "captures"])
def test_a_part_that_is_gone_is_never_made_anew(folder: Path, part: str) -> None:
    Case.open(folder, create=True).close()
    (folder / part).rename(folder / "elsewhere")
    for options in ({}, {"write": True}, {"create": True}):
        with pytest.raises(IntegrityError, match=f"{part}: missing from the case; restore it"):
            Case.open(folder, **options)
    assert not (folder / part).exists()


def test_a_later_format_is_refused(folder: Path) -> None:
    Case.open(folder, create=True).close()
    about = folder / "case.toml"
    about.write_text(about.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(CaseError, match="format 2, this program knows 1; install a newer"):
        Case.open(folder)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"name = ", b'name = "x"', b"name = 3\nformat = 1\n", b"\x00"]
)
def test_a_damaged_description_is_refused(folder: Path, content: bytes) -> None:
    Case.open(folder, create=True).close()
    (folder / "case.toml").write_bytes(content)
    with pytest.raises(IntegrityError, match=r"case\.toml: "):
        Case.open(folder, write=True)
    (folder / "lock").unlink()  # and the lock is free again
    with pytest.raises(IntegrityError):
        Case.open(folder, write=True)


@pytest.mark.parametrize(
    "name", ['quo"te', "back\\slash", "новости", "a\nb", "\x7f", "😀", os.fsdecode(b"\xff")]
)
def test_any_name_of_a_folder_is_a_name_of_a_case(tmp_path: Path, name: str) -> None:
    Case.open(tmp_path / name, create=True).close()
    with Case.open(tmp_path / name) as case:
        assert case.name == name.encode("utf-8", "surrogateescape").decode(
            errors="backslashreplace"
        )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_case_that_may_not_be_written_can_still_be_read(folder: Path) -> None:
    with Case.open(folder, create=True) as case:
        fill(case)
    folder.chmod(0o500)
    (folder / "ledger.sqlite").chmod(0o400)
    try:
        with Case.open(folder) as case:
            assert len(list(case.ledger.reports())) == 1
        with pytest.raises(CaseError, match="it may only be read"):
            Case.open(folder, write=True)
    finally:
        folder.chmod(0o700)


def test_a_changed_or_missing_capture_is_named(folder: Path) -> None:
    with Case.open(folder, create=True) as case:
        fill(case)
        path = case.store.path(told(TEXT).outcome.capture or "")
        path.write_bytes(b"13 people were killed.")
        assert any("has changed" in fault for fault in case.verify())
        path.unlink()
        assert any("is missing" in fault for fault in case.verify())


def test_verify_goes_on_where_the_ledger_cannot_be_read(folder: Path) -> None:
    with Case.open(folder, create=True) as case:
        fill(case)
    with closing(sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER captures_no_delete")
        connection.execute("DROP TABLE captures")
    with Case.open(folder) as case:
        found = list(case.verify())
    assert any("cannot be compared" in fault for fault in found)
    assert any("definition of 'captures' is missing" in fault for fault in found)
