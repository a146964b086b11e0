"""One incident as each codebook would count it: every number with the claims behind it."""

from collections.abc import Iterator
from typing import Any

from khaldun.faces import words
from khaldun.faces.views import View
from khaldun.fuse.policies import Cell, policies


def coded(view: View) -> str:
    """The cells of every policy: what each rests on, and what it sets aside and why."""
    lines: list[str] = []
    for policy in policies().values():
        lines.append(policy.label)
        for name, cell in policy.render(view.incident, view.claims).items():
            lines += _cell(name, cell, view)
    return "\n".join(lines)


def plain(view: View) -> dict[str, Any]:
    """The same as JSON has it."""
    return {
        policy.label: {
            name: {"value": cell.value, "used": list(cell.used), "set_aside": dict(cell.aside)}
            for name, cell in policy.render(view.incident, view.claims).items()
        }
        for policy in policies().values()
    }


def _cell(name: str, cell: Cell, view: View) -> Iterator[str]:
    yield f"  {name}: {cell.value}"
    for claim in cell.used:
        yield f"      from {_told(claim, view)}"
    for claim, why in cell.aside:
        yield f"      not  {_told(claim, view)}: {why}"


def _told(claim: str, view: View) -> str:
    told = view.claims[claim]
    return f"{words.statement(told)} ({words.chain(told.chain)})"
