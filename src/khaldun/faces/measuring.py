"""What the measuring commands need: the documents' texts, and a reader of them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from khaldun.errors import InputError
from khaldun.evaluate.cards import Read
from khaldun.pipeline import read_report
from khaldun.records import Account, Capture, Details, Report
from khaldun.settings import READER, Settings
from khaldun.tools import build_tools


def read_texts(folder: Path, documents: Iterable[str]) -> dict[str, str]:
    """Each document's text, from `<folder>/<document>.txt`.

    Raises:
        InputError: a text is missing; names it.
    """
    texts = {}
    for document in documents:
        path = folder / f"{document}.txt"
        try:
            # Bytes, because reading as text would change the line ends under the offsets.
            texts[document] = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"the text of {document} cannot be read: {error}") from error
    return texts


def reading_by(reader: str = READER) -> Read:
    """A function that reads one text as the command `read` would, in this process.

    Raises:
        KnowledgeError: there is no such reader.
    """
    tools = build_tools(Settings(reader=reader))

    def read(name: str, text: str, details: Details) -> tuple[Report, Sequence[Account]]:
        content = text.encode()
        return read_report(captured(name, content), content, details=details, tools=tools)

    return read


def captured(name: str, content: bytes, run: str = "evaluation") -> Capture:
    """A capture of plain text, as if it had been taken from a file of this name."""
    return Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=f"{name}.txt",
        media_type="text/plain",
        size=len(content),
        captured_at=datetime.now(UTC),
        method="file",
        run=run,
    )
