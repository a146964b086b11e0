"""Copies of a case that are whole or not there, and cases made of them again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from khaldun import codec
from khaldun.capture.store import digest
from khaldun.case import Case
from khaldun.custody import manifest
from khaldun.custody.checking import check
from khaldun.errors import CaseError, IntegrityError

#: Which backups were made, in the case: no evidence, and may be deleted. So many are kept.
_NOTED, _MOST = "backups.json", 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """When a backup was made, its folder's name, and the SHA-256 of its manifest."""

    at: datetime
    name: str
    manifest: str


def back_up(case: Case, folder: Path, *, at: datetime) -> list[str]:
    """Copy a case as of one moment, whoever writes to it meanwhile; what could not be copied.

    The backup is a case itself, with a manifest. It is read back in full before it takes its name.
    A capture that is missing or damaged is left out, and named in the answer.

    Raises:
        CaseError: the folder is there already, or the disk is full.
        IntegrityError: what was written is not what was read.
    """
    with _new_folder(folder) as part:
        left_out = case.copy_to(part)
        with Case.open(part) as copied:
            for fault in check(copied):
                if not any(capture in fault for capture in left_out):
                    raise IntegrityError(f"{folder}: the copy is not whole: {fault}; try again")
            text = manifest.describe(copied, sorted(copied.files()), at=at)
        _write(part / manifest.NAME, text)
    _note(case, Backup(at=at, name=folder.name, manifest=digest(folder / manifest.NAME)))
    return list(left_out.values())


def noted(folder: Path) -> list[Backup]:
    """The last backups that were made of the case in this folder, the latest last."""
    try:
        return codec.decode((folder / _NOTED).read_bytes(), list[Backup])
    except (OSError, IntegrityError):
        return []


def _note(case: Case, made: Backup) -> None:
    """Note it in the case, where it can be written."""
    part = case.folder / f"{_NOTED}.part"
    with suppress(OSError):
        part.touch(mode=0o600)
        part.write_bytes(codec.encode([*noted(case.folder)[1 - _MOST :], made]))
        part.replace(case.folder / _NOTED)


def restore(backup: Path, folder: Path) -> None:
    """Make a case of a backup: every file against the manifest, then all of it checked.

    Raises:
        CaseError: the folder is there already, or the disk is full.
        IntegrityError: the backup is damaged, or is none; names what is wrong with it.
    """
    if not (backup / manifest.NAME).is_file():
        raise CaseError(f"{backup}: there is no {manifest.NAME} here; name a backup")
    for fault in manifest.faults(backup):
        raise IntegrityError(f"{backup}: {fault}; use another backup")
    listed = manifest.parse(backup / manifest.NAME)
    with _new_folder(folder) as part:
        with Case.open(backup) as case:
            left_out = case.copy_to(part)
        with Case.open(part) as copied:
            for fault in (*left_out.values(), *check(copied), *_differing(copied, listed)):
                raise IntegrityError(f"{backup}: {fault}; use another backup")


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill under another name, which takes its own once all is in it.

    Raises:
        CaseError: it is there already, or what is written cannot be.
    """
    part = folder.with_name(f"{folder.name}.part")
    for path in (folder, part):
        if path.exists():
            raise CaseError(f"{path}: is there already; name a new folder, or remove it")
    try:
        part.mkdir(mode=0o700, parents=True)
        yield part
        part.rename(folder)
    except OSError as error:
        raise CaseError(f"{folder}: cannot be written: {error.strerror}; make room") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _differing(case: Case, listed: dict[str, str]) -> Iterator[str]:
    """What a restored case has that its backup's manifest does not say, or says otherwise."""
    found = {name: digest(case.folder / name) for name in case.files()}
    for name in sorted(found.keys() | listed.keys()):
        if found.get(name) != listed.get(name):
            yield f"{name} is not as it was backed up"


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
