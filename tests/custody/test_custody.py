"""Evidence stays whole: what changed is named, what is copied is proved, what must go is gone."""

import shutil
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from custody.kept_case import NOON, SECRET, judge_again, order, secret_capture
from khaldun.case import Case
from khaldun.custody.backups import back_up, restore
from khaldun.custody.checking import check
from khaldun.custody.expunging import expunge
from khaldun.custody.manifest import NAME, describe, faults
from khaldun.errors import CaseError, IntegrityError, KhaldunError
from khaldun.knowledge.roster import Roster
from khaldun.ledger import connection
from khaldun.pipeline import reconcile
from printed import Khaldun


def found(folder: Path) -> list[str]:
    """What `khaldun verify` says of a case."""
    try:
        with Case.open(folder) as case:
            return list(check(case))
    except KhaldunError as error:
        return [str(error)]


def digest_of(folder: Path) -> str:
    with Case.open(folder) as case:
        return case.ledger.content_digest()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def remove(folder: Path) -> str:
    with Case.open(folder, write=True) as case:
        capture = secret_capture(case)
        expunge(case, order(capture))
    return capture


def test_a_whole_case_has_no_faults(folder: Path) -> None:
    assert found(folder) == []


def test_a_register_that_says_other_than_the_ledger_is_named(folder: Path) -> None:
    path = folder / "register.sqlite"
    path.write_bytes(path.read_bytes().replace(b"Khan Sheikhoun", b"Khan Sheikhaan", 1))
    assert any("register.sqlite: incidents differ" in fault for fault in found(folder))


@pytest.mark.parametrize("column", ["hash", "home", "within_km"])
def test_an_account_that_the_register_has_otherwise_is_named(folder: Path, column: str) -> None:
    # A changed hash would be put right by looking over all accounts, which no command does.
    with closing(sqlite3.connect(folder / "register.sqlite", isolation_level=None)) as register:
        changed = register.execute(
            f"UPDATE accounts SET {column} = {column} || '1' "
            "WHERE id = (SELECT min(id) FROM accounts WHERE within_km > 0)"
        )
        assert changed.rowcount == 1
    assert any("register.sqlite: accounts differ" in fault for fault in found(folder))


def test_a_register_that_lags_behind_the_ledger_is_no_fault(folder: Path) -> None:
    with Case.open(folder, write=True) as case:
        judge_again(case, "yes")
    assert found(folder) == []


def test_a_changed_name_of_the_case_is_named(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text().replace('name = "case"', 'name = "cave"'))
    assert "case.toml: has changed" in found(folder)[0]


def test_a_case_described_by_the_version_before_is_read(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]))
    assert found(folder) == []


def test_a_backup_restores_to_the_same_ledger(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case:
        assert back_up(case, tmp_path / "backup", at=NOON) == []
    restore(tmp_path / "backup", tmp_path / "again")
    assert found(tmp_path / "backup") == found(tmp_path / "again") == []
    assert digest_of(folder) == digest_of(tmp_path / "again")
    restored, kept = tmp_path / "again" / "ledger.sqlite", tmp_path / "backup" / "ledger.sqlite"
    assert restored.read_bytes() == kept.read_bytes()


def test_a_backup_made_while_another_program_writes_is_of_one_moment(
    folder: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        with Case.open(folder, write=True) as case:
            while not stop.is_set():
                judge_again(case, "no")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            with Case.open(folder) as case:
                assert back_up(case, tmp_path / f"backup {number}", at=NOON) == []
    finally:
        stop.set()
        writer.join()
    counts = []
    for number in range(3):
        restore(tmp_path / f"backup {number}", tmp_path / f"again {number}")
        with Case.open(tmp_path / f"again {number}") as case:
            counts.append(len(list(case.ledger.judgements())))
    assert counts == sorted(counts)
    assert counts[-1] > len(counts)


def test_a_damaged_backup_is_refused_by_name(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case:
        back_up(case, tmp_path / "backup", at=NOON)
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    names = {"case.toml", "ledger.sqlite", NAME}
    assert names < {path.name for path in files}
    for number, path in enumerate(one for one in files if one.name != "lock"):
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        with pytest.raises(IntegrityError, match=path.name):
            restore(tmp_path / "backup", tmp_path / f"again {number}")
        assert not (tmp_path / f"again {number}").exists()
        path.write_bytes(whole)


def test_a_damaged_capture_is_left_out_of_a_backup_and_named(folder: Path, tmp_path: Path) -> None:
    blob = next((folder / "captures").glob("*/*"))
    blob.write_bytes(b"other bytes")
    with Case.open(folder) as case:
        (left_out,) = back_up(case, tmp_path / "backup", at=NOON)
    assert f"capture {blob.name} has changed" in left_out
    assert any(f"capture {blob.name} is missing" in fault for fault in found(tmp_path / "backup"))


@pytest.mark.parametrize("there", ["backup", "backup.part"])
def test_a_backup_never_writes_over_anything(folder: Path, tmp_path: Path, there: str) -> None:
    (tmp_path / there).mkdir()
    with Case.open(folder) as case, pytest.raises(CaseError, match="is there already"):
        back_up(case, tmp_path / "backup", at=NOON)
    assert not list((tmp_path / there).iterdir())


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_a_manifest_is_checked_without_us(folder: Path) -> None:
    with Case.open(folder) as case:
        (folder / NAME).write_text(describe(case, sorted(case.files(ledger=False)), at=NOON))
    command = ["sha256sum", "--check", "--strict", "--quiet", NAME]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0
    blob = next((folder / "captures").glob("*/*"))
    blob.write_bytes(blob.read_bytes() + b".")
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert blob.name in done.stdout
    assert [blob.name in fault for fault in faults(folder)] == [True]


def test_what_is_expunged_is_in_no_file_of_the_case(folder: Path) -> None:
    assert SECRET.encode() in everything(folder)
    remove(folder)
    with Case.open(folder, write=True) as case:
        reconcile(case, roster=Roster.open())
        assert SECRET.encode() not in everything(folder)
        assert b"secret.txt" not in everything(folder)
    assert found(folder) == []


def test_what_is_expunged_is_not_in_a_wal_either(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As newer versions of SQLite keep the ledger."""
    monkeypatch.setattr(connection, "_WAL_SOUND", (3, 0, 0))
    test_what_is_expunged_is_in_no_file_of_the_case(folder)


def test_a_tombstone_says_what_was_here_who_took_it_out_when_and_why(folder: Path) -> None:
    capture = remove(folder)
    with Case.open(folder) as case:
        stones = list(case.ledger.tombstones())
        assert list(case.ledger.forgotten()) == [capture]
        assert len(list(case.ledger.judgements())) == 2
    assert {stone.table for stone in stones} == {
        *("captures", "reports", "accounts", "readings", "judgements"),
    }
    said = {(stone.capture, stone.by, stone.reason, stone.at) for stone in stones}
    assert said == {(capture, "A. Keeper", "order of the court", NOON)}


def test_the_journal_runs_on_through_a_tombstone(folder: Path) -> None:
    with Case.open(folder, write=True) as case:
        first, second, _ = case.ledger.judgements()
        expunge(case, order(secret_capture(case)))
        assert next(case.ledger.judgements()).previous == first.id
        added = case.ledger.judge(
            relation="same",
            left=second.left,
            right=second.right,
            verdict="yes",
            reason="one place after all",
            decided_by="A. Reader",
            decided_at=NOON,
        )
        assert [one.id for one in case.ledger.judgements()][-1] == added.id
    assert found(folder) == []


def test_what_was_expunged_is_not_taken_in_again(
    folder: Path, made: Path, khaldun: Khaldun
) -> None:
    capture = remove(folder)
    done = khaldun("read", made.parent / "secret", "--case", folder)
    assert "1 refused" in done.stdout
    assert "were expunged" in done.stdout + done.stderr
    with Case.open(folder) as case:
        assert capture not in case.ledger.capture_ids()
        assert not case.store.path(capture).exists()
    assert found(folder) == []


def test_an_expunging_that_was_cut_off_is_named_and_finished(folder: Path) -> None:
    with Case.open(folder, write=True) as case:
        capture = secret_capture(case)
        whole = case.store.get(capture)
        expunge(case, order(capture))
        case.store.put(whole)
    assert any(f"capture {capture} was expunged and is here" in fault for fault in found(folder))
    with Case.open(folder, write=True) as case:
        assert expunge(case, order(capture)) == 0
    assert found(folder) == []


def test_a_row_without_a_tombstone_cannot_be_deleted(folder: Path) -> None:
    remove(folder)
    with Case.open(folder, write=True) as case:
        execute = case.ledger._connection.execute
        for table in ("captures", "reports", "accounts", "readings", "judgements", "tombstones"):
            with pytest.raises(Exception, match=f"no DELETE on {table}"):
                execute(f"DELETE FROM {table}")


def test_the_commands_say_what_they_did(folder: Path, tmp_path: Path, khaldun: Khaldun) -> None:
    done = khaldun("backup", tmp_path / "backup", "--case", folder)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'backup'}: the backup is whole\n")
    words = ("--case", folder, "--reason", "order of the court", "--by", "A. Keeper")
    assert khaldun("expunge", "secret", *words).returncode == 0
    done = khaldun("verify", "--case", folder)
    assert done.returncode == 0
    assert "by A. Keeper: order of the court" in done.stdout
    done = khaldun("restore", tmp_path / "backup", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert digest_of(tmp_path / "again") != digest_of(folder)
    manifest = khaldun("manifest", "--case", folder).stdout
    assert manifest.count("captures/") == 8
    assert f"# what the ledger says: {khaldun('hash', '--case', folder).stdout}" in manifest
