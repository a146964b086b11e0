"""Writes what the pages say of the program's own output, by running it.

    python tests/house/generate.py            says which pages are out of date
    python tests/house/generate.py --write    brings them up to date

Two pages have generated parts: `README.md` (the demonstration, between two marks) and
`docs/commands.md` (all of it, from the help of the commands).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from khaldun.cli import app

ROOT = Path(__file__).resolve().parents[2]
README, COMMANDS = ROOT / "README.md", ROOT / "docs" / "commands.md"
START, END = "<!-- made by tests/house/generate.py -->", "<!-- end -->"
#: So many lines of a long sheet are shown of its accounts, and of its findings.
_ACCOUNTS, _FINDINGS = 20, 17
_CASE = "demo-case"
_COMMANDS_HEAD = """# Commands

Made from the help of the commands by `python tests/house/generate.py --write`.

Exit status: 0 done; 1 some inputs failed, or the stored evidence is not intact; 2 the command
could not be carried out as it was given.
"""


def readme(page: str) -> str:
    """The README with the demonstration as the program prints it now."""
    head, _, rest = page.partition(START)
    _, mark, tail = rest.partition(END)
    if not mark:
        raise ValueError(f"README.md lacks {START} … {END}")
    return f"{head}{START}\n```console\n{demonstration()}\n```\n{END}{tail}"


def demonstration() -> str:
    """The commands of the README with what they print, on the bundled examples."""
    with tempfile.TemporaryDirectory() as folder:
        khaldun = _runner(Path(folder))
        shown = [
            _session(khaldun, f"read examples/reports --meta examples/reports.csv --case {_CASE}"),
            _session(khaldun, f"incidents --case {_CASE}"),
        ]
        told = khaldun(f"incidents --case {_CASE} --json").splitlines()
        chosen = _telling([json.loads(line) for line in told])
        shown.append(_session(khaldun, f"show {chosen} --case {_CASE}"))
    return "\n\n".join(shown)


def _session(khaldun: Callable[[str], str], command: str) -> str:
    """A command and what it prints; of a long sheet only parts, and a mark for the rest."""
    lines = khaldun(command).splitlines()
    findings = lines.index("Findings") if "Findings" in lines else len(lines)
    accounts = _cut(lines[:findings], _ACCOUNTS) if findings < len(lines) else lines
    return "\n".join([f"$ khaldun {command}", *accounts, *_cut(lines[findings:], _FINDINGS)])


def _cut(lines: list[str], most: int) -> list[str]:
    left = len(lines) - most
    return lines if left <= 0 else [*lines[:most], "", f"[… {left} more lines …]", ""]


def _telling(incidents: list[dict[str, Any]]) -> str:
    """The incident that shows most: a dispute, then many accounts; by a short id."""
    best = max(incidents, key=lambda one: (len(one["disputed"]) > 0, len(one["accounts"])))
    return str(best["id"])[:10]


def _runner(folder: Path) -> Callable[[str], str]:
    """Runs a command of ours in a folder that has the examples in it."""
    (folder / "examples").symlink_to(ROOT / "examples")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "120"}

    def run(words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "khaldun", *words.split()],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
        )
        return "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())

    return run


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n".join([_COMMANDS_HEAD, *_sections(typer.main.get_command(app), "khaldun")])


def _sections(command: Any, name: str) -> Iterator[str]:
    for own, part in getattr(command, "commands", {}).items():
        if hasattr(part, "commands"):
            yield from _sections(part, f"{name} {own}")
        else:
            yield _section(part, f"{name} {own}")


def _section(command: Any, name: str) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    required = [_shown(one) for one in options if one.required]
    usage = " ".join([name, *map(_shown, arguments), *required, "[OPTIONS]"])
    rows = [f"| `{_shown(one)}` | {_meaning(one)} |" for one in (*arguments, *options)]
    table = "\n".join(["| | |", "|---|---|", *rows])
    return f"## {name}\n\n{command.help.strip()}\n\n    {usage}\n\n{table}\n"


def _shown(one: Any) -> str:
    """An argument or option as one would type it, the value in capitals."""
    if one.param_type_name == "argument":
        return str(one.name).upper().removesuffix("S") + "…" if one.nargs < 0 else one.name.upper()
    names = "/".join([*one.opts, *one.secondary_opts])
    return names if one.is_flag else f"{names} {str(one.opts[0]).strip('-').upper()}"


def _meaning(one: Any) -> str:
    default = "" if one.default in (None, False, "") else f" Without it: {one.default}."
    return f"{one.help}{' Required.' if one.required else ''}{default}".replace("|", "\\|")


def main() -> None:
    """Compare, or with --write bring up to date."""
    wanted = {README: readme(README.read_text(encoding="utf-8")), COMMANDS: commands()}
    old = [page for page, text in wanted.items() if not page.is_file() or page.read_text() != text]
    for page in old:
        if "--write" in sys.argv:
            page.write_text(wanted[page], encoding="utf-8")
        end = "written" if "--write" in sys.argv else "is out of date"
        sys.stdout.write(f"{page.relative_to(ROOT)} {end}\n")
    sys.exit(bool(old) and "--write" not in sys.argv)


if __name__ == "__main__":
    main()
