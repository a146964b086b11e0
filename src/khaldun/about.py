"""`case.toml`: what a folder is, its name and when it was made, with a hash of all that."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from khaldun.errors import CaseError, IntegrityError

#: The layout of the folder; the ledger counts its own versions.
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What `case.toml` says."""

    name: str
    created_at: datetime


def about_text(name: str, created_at: datetime, *, hashed: bool = True) -> str:
    """The text of the file; cases made before 0.2 have it without the hash."""
    # JSON's strings are TOML's, but for the one control character that JSON leaves bare.
    quoted = json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
    text = f"name = {quoted}\ncreated_at = {created_at.isoformat()}\nformat = {FORMAT}\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f'{text}hash = "{digest}"\n' if hashed else text


def read_about(path: Path) -> About:
    """What the file says.

    Raises:
        CaseError: a newer program made it.
        IntegrityError: it is not as it was written.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IntegrityError(f"{path}: not TOML: {error}; restore it from a copy") from error
    match found:
        case {"format": int(version)} if version > FORMAT:
            raise CaseError(
                f"{path}: the case has format {version}, this program knows {FORMAT}; "
                "install a newer Khaldun"
            )
        case {"name": str(name), "created_at": datetime() as created_at, "format": int()}:
            if text != about_text(name, created_at, hashed="hash" in found):
                raise IntegrityError(f"{path}: has changed; restore it from a copy")
            return About(name=name, created_at=created_at)
    raise IntegrityError(f"{path}: needs a name, created_at and format; restore it from a copy")
