"""Files taken into a case as `khaldun read` does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from boxes import Take, Taken
from khaldun.case import Case
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import Settings


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes named contents into the case of the test; the outcomes by what follows the folder."""

    def taken(settings: Settings | None = None, **files: bytes) -> Taken:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_bytes(content)
        with Case.open(tmp_path / "case", create=True) as case:
            done = list(
                ingest(
                    case,
                    [folder],
                    details=lambda _: Details(),
                    settings=settings or Settings(reader="rules"),
                    jobs=1,
                )
            )
            assert list(case.verify()) == []
        return {item.outcome.location.removeprefix(f"{folder}/"): item.outcome for item in done}

    return taken


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Case]:
    """Opens the case of the test to look at what was kept."""
    return lambda: Case.open(tmp_path / "case")
