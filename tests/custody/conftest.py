"""The case of these tests, made once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# What inputs give to a ledger is told there.
sys.path.insert(0, str(Path(__file__).parents[1] / "ledger"))

import pytest

from custody import kept_case
from printed import Khaldun


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("custody") / "case"
    kept_case.make(folder)
    return folder


@pytest.fixture
def khaldun() -> Khaldun:
    """Runs the command line to its end."""

    def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "khaldun", *map(str, words)]
        path = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        return subprocess.run(
            argv, capture_output=True, text=True, env=path, timeout=120, check=False
        )

    return run


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "case"))
