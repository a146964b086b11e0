"""The examples, read once, and a visitor to a copy of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.cases import Visitor, read_examples
from desk.served import logging_proxy
from khaldun.settings import Settings


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of the examples; only to be read."""
    return read_examples(tmp_path_factory.mktemp("examples") / "case")


@pytest.fixture
def visitor(examples: Path, tmp_path: Path) -> Visitor:
    """A person at a desk of their own."""
    copied = tmp_path / "case"
    shutil.copytree(examples, copied)
    return Visitor(copied, Settings(reader="rules"))


@pytest.fixture(scope="session")
def reader(examples: Path) -> Visitor:
    """A person who only looks."""
    return Visitor(examples)


@pytest.fixture(scope="session")
def browser() -> Iterator[tuple[Any, list[str]]]:
    """A browser, and what it asks of other machines: all that ends at a proxy."""
    missing = "the package playwright is missing"
    sync_api = pytest.importorskip("playwright.sync_api", reason=missing)
    names = ("chromium", "chromium-browser", "chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        pytest.skip("no Chromium is installed")
    with logging_proxy() as (proxy, asked), sync_api.sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-component-update"],
            proxy={"server": proxy, "bypass": "127.0.0.1"},
        )
        yield opened, asked
        opened.close()
