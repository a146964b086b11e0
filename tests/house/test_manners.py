"""What code may not do here: swallow faults, read the environment, work at import, print."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from house import tree

#: Where any error may be caught, because it is the last place before the ledger.
LAST_PLACES = {
    "src/khaldun/worker.py": "a fault of one report becomes its outcome",
}
#: Where the environment may be read.
ENVIRONMENT = {"src/khaldun/settings.py": "the one place of all that can be set"}
#: Where text may be written to the terminal.
TERMINAL = (
    "src/khaldun/cli",
    "src/khaldun/faces/",
)
_READS = {"open", "read_bytes", "read_text", "files", "load", "loads", "connect"}
_SWITCHED_OFF = re.compile(r"#\s*(?:ruff:\s*)?noqa\b|#\s*type:\s*ignore\b")
_WITH_REASON = re.compile(
    r"#\s*(?:ruff:\s*)?noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)* - \w"
    r"|#\s*type: ignore\[[\w, -]+\] +# \w"
)


def test_no_fault_is_swallowed() -> None:
    assert not [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.source_files()
        if tree.name(path) not in LAST_PLACES
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_again(node)
    ]


def test_only_the_settings_read_the_environment() -> None:
    assert not [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.source_files()
        if tree.name(path) not in ENVIRONMENT
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
    ]


def test_importing_reads_no_file() -> None:
    assert not [
        f"{tree.name(path)}:{call.lineno}"
        for path in tree.source_files()
        for call in _calls_at_import(tree.tree(path))
        if _called(call) in _READS
    ]


def test_only_the_faces_write_to_the_terminal() -> None:
    assert not [
        f"{tree.name(path)}:{node.lineno}"
        for path in tree.source_files()
        if not tree.name(path).startswith(TERMINAL)
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "typer.echo"}
    ]


def test_what_is_switched_off_says_why() -> None:
    unexplained = [
        f"{tree.name(path)}:{line} {comment}"
        for path in tree.python_files()
        for line, comment in _comments(path)
        if _SWITCHED_OFF.search(comment) and not _WITH_REASON.search(comment)
    ]
    assert not unexplained


@pytest.mark.parametrize("path", [*LAST_PLACES, *ENVIRONMENT])
def test_an_exception_is_for_a_file_that_exists(path: str) -> None:
    assert (tree.ROOT / path).is_file()


@pytest.mark.parametrize(
    "code",
    [
        "X = open('data')",
        "class A:\n    x = Path('data').read_text()",
        "def f(x=json.load(y)): ...",
        "@mark(Path('data').read_bytes())\ndef f(): ...",
        "if True:\n    X = [sqlite3.connect(one) for one in ('a', 'b')]",
    ],
)
def test_work_at_import_is_seen_wherever_it_hides(code: str) -> None:
    assert any(_called(call) in _READS for call in _calls_at_import(ast.parse(code)))


def test_work_in_a_function_is_none_at_import() -> None:
    code = "def f():\n    return open('data')\ng = lambda: open('data')"
    assert not list(_calls_at_import(ast.parse(code)))


@pytest.mark.parametrize(
    ("code", "swallows"),
    [
        ("except:\n    pass", True),
        ("except (ValueError, Exception) as error:\n    log(error)", True),
        ("except BaseException:\n    close()\n    raise", False),
        ("except OSError:\n    pass", False),
    ],
)
def test_a_swallowed_fault_is_told_from_a_named_one(code: str, *, swallows: bool) -> None:
    (node,) = ast.parse(f"try:\n    f()\n{code}").body
    assert isinstance(node, ast.Try)
    handler = node.handlers[0]
    assert (_catches_all(handler) and not _raises_again(handler)) is swallows


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else ""
    return not caught or bool(re.search(r"\b(?:Base)?Exception\b", caught))


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether it only tidies up: its last statement lets the error go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that run when a module is imported: all but those in the bodies of functions."""
    if isinstance(node, ast.Call):
        yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST] = [*node.decorator_list, node.args]
    elif isinstance(node, ast.Lambda):
        parts = [node.args]
    else:
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from _calls_at_import(part)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
