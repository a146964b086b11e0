"""The examples, read once, and a visitor to a copy of them."""

import shutil
from pathlib import Path

import pytest

from desk.cases import Visitor, read_examples


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of the examples; only to be read."""
    return read_examples(tmp_path_factory.mktemp("examples") / "case")


@pytest.fixture
def visitor(examples: Path, tmp_path: Path) -> Visitor:
    """A person at a desk of their own."""
    copied = tmp_path / "case"
    shutil.copytree(examples, copied)
    return Visitor(copied)


@pytest.fixture(scope="session")
def reader(examples: Path) -> Visitor:
    """A person who only looks."""
    return Visitor(examples)
