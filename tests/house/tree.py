"""The files of the project, as the house tests see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "khaldun"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is in the repository or would be with the next commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what is committed cannot be told")
    asked = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def name(path: Path) -> str:
    """A file as the tests name it: from the root of the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    """The Python of the project: package, tests, benchmarks, build hook."""
    folders = [ROOT / folder for folder in ("src", "tests", "benchmarks", "training")]
    return [*ROOT.glob("*.py"), *(path for one in folders for path in sorted(one.rglob("*.py")))]


def source_files() -> list[Path]:
    """The modules of the package."""
    return sorted(SOURCE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python parses it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(module: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(module):
        if isinstance(node, Function):
            yield node


def public(module: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """Classes, functions and methods that others may use: no underscore, not inside a function."""
    for node in module.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)
