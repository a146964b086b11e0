"""The three reports as training is given them, and a vocabulary of their words."""

import sys
from pathlib import Path

import pytest

from khaldun.records import Details

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from khaldun.read.pieces import WordPieces, plain
from three_reports import CARDS, TEXTS
from training.documents import DataSet, DocumentReader


@pytest.fixture(scope="session")
def reader() -> DocumentReader:
    """The reader of documents, loaded once."""
    return DocumentReader()


@pytest.fixture(scope="session")
def data() -> DataSet:
    """The three reports."""
    return DataSet(cards=CARDS, texts=TEXTS, details=dict.fromkeys(TEXTS, Details()))


@pytest.fixture(scope="session")
def pieces() -> WordPieces:
    """The words of the three reports as a vocabulary."""
    marks = ["[CLS]", "[SEP]", "[UNK]", "[MASK]", ".", ","]
    words = sorted({plain(w) for text in TEXTS.values() for w in text.replace(".", " ").split()})
    return WordPieces({piece: number for number, piece in enumerate([*marks, *words])})


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Threads only wait for each other where there is so little to do."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
