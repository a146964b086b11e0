"""The pages say what is so: the README's output and code, the commands, the architecture."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from house import generate, tree

README = (tree.ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (tree.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
#: What the program is made of; the rest is data.
_CODE = {".py", ".pyc", ".html", ".css", ".js", ".svg"}
_OUT_OF_DATE = "run: python tests/house/generate.py --write"
_SNIPPET = re.compile(r"```python\n(.*?)```", re.DOTALL)
_NAMED = re.compile(r"`((?:src|docs|tests|benchmarks|examples|\.ci)/[\w./-]*|[\w./-]+\.\w+)`")


def test_the_readme_shows_what_the_program_prints() -> None:
    assert generate.readme(README) == README, _OUT_OF_DATE


def test_every_command_and_option_is_described() -> None:
    page = (tree.ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert generate.commands() == page, _OUT_OF_DATE


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(tree.ROOT / "examples")
    snippets = _SNIPPET.findall(README)
    assert snippets
    run = [sys.executable, "-W", "error", "-c", "\n".join(snippets)]
    path = {"PYTHONPATH": str(tree.ROOT / "src")}
    done = subprocess.run(run, cwd=tmp_path, env=path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip(), "the snippet shows nothing"


@pytest.mark.parametrize(("page", "most"), [("README.md", 150), ("ARCHITECTURE.md", 110)])
def test_a_page_that_must_be_short_is(page: str, most: int) -> None:
    assert len((tree.ROOT / page).read_text(encoding="utf-8").splitlines()) <= most


def test_every_path_of_the_architecture_exists() -> None:
    named = set(_NAMED.findall(ARCHITECTURE))
    assert named
    missing = {
        path
        for path in named
        if not any((base / path).exists() for base in (tree.ROOT, tree.SOURCE))
    }
    assert not missing


def test_every_module_and_package_is_named_in_the_architecture() -> None:
    parts = {
        path.name if path.is_dir() else path.stem
        for path in tree.SOURCE.iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    }
    named = set(re.findall(r"\w+", ARCHITECTURE))
    assert not {part for part in parts if not part.startswith("__")} - named


def test_the_layers_of_the_architecture_are_those_that_are_enforced() -> None:
    settings = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        one
        for one in settings["tool"]["importlinter"]["contracts"]
        if one["name"] == "Imports go down only"
    )
    enforced = [layer.replace("khaldun.", "") for layer in contract["layers"]]
    shown = re.search(r"^## Layers.*?^```\n(.*?)^```", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert shown
    assert [line.partition("  ")[0].strip() for line in shown[1].splitlines()] == enforced


def test_every_data_file_is_listed_with_its_licence() -> None:
    page = (tree.ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w./-]+)` \|.*\| ([^|]+) \|$", page, re.MULTILINE))
    data = [path for path in tree.SOURCE.rglob("*") if path.is_file() and path.suffix not in _CODE]
    files = {path.relative_to(tree.SOURCE).as_posix() for path in data}
    assert files <= rows.keys()
    assert all(rows.values())
    assert "GeoNames" in page
    assert "CC BY 4.0" in page


def test_every_decision_is_in_their_list() -> None:
    folder = tree.ROOT / "docs" / "decisions"
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert not {note.name for note in folder.glob("*.md")} - {"README.md", *_linked(page)}


def _linked(page: str) -> set[str]:
    return set(re.findall(r"\]\(([\w-]+\.md)\)", page))
