"""The sizes that keep a file readable: guides, so what breaks one says why, here."""

import ast
from collections.abc import Iterator

from house import tree

_LONGEST_FILE, _LONGEST_FUNCTION, _MOST_PARAMETERS = 300, 40, 6

#: Files that are longer, and why.
LONG_FILES = {
    "src/khaldun/records.py": "every record in one place, as all parts share them",
    "build_places.py": "a build hook is loaded as one file",
}
#: Where functions have more, as typer makes options of parameters; others say why where they are
#: defined (PLR0913).
_COMMANDS = "src/khaldun/cli"


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    sizes = {
        tree.name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in tree.python_files()
    }
    long = {name: size for name, size in sizes.items() if size > _LONGEST_FILE}
    assert not {name: long[name] for name in long.keys() - LONG_FILES}
    assert not LONG_FILES.keys() - long, "no longer long: take it off the list"


def test_no_function_is_longer_than_a_screen() -> None:
    assert not [
        f"{tree.name(path)}: {function.name} has {lines} lines"
        for path in tree.python_files()
        for function in tree.functions(tree.tree(path))
        if (lines := _lines(function)) > _LONGEST_FUNCTION
    ]


def test_no_function_takes_more_than_six_parameters_without_a_reason() -> None:
    assert not [
        f"{tree.name(path)}: {function.name} has {count} parameters"
        for path in tree.python_files()
        if not tree.name(path).startswith((_COMMANDS, "tests/"))
        for function in tree.functions(tree.tree(path))
        if (count := _parameters(function)) > _MOST_PARAMETERS
        and "PLR0913" not in path.read_text(encoding="utf-8").splitlines()[function.lineno - 1]
    ]


def test_everything_public_says_what_its_types_cannot() -> None:
    assert not list(_undocumented())


def _undocumented() -> Iterator[str]:
    for path in tree.source_files():
        module = tree.tree(path)
        if module.body and not ast.get_docstring(module):
            yield f"{tree.name(path)} has no docstring"
        for node in tree.public(module):
            if not ast.get_docstring(node) and not _is_overload(node):
                yield f"{tree.name(path)}: {node.name} has no docstring"


def _is_overload(node: tree.Function | ast.ClassDef) -> bool:
    """Whether this only restates the types of the function that follows."""
    return any(ast.unparse(mark).endswith("overload") for mark in node.decorator_list)


def _lines(function: tree.Function) -> int:
    """Its lines, the docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _parameters(function: tree.Function) -> int:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))
