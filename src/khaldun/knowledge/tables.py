"""Reading the CSV files of the knowledge: which columns, which line, and what is wrong there."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from khaldun.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; `entry` is its first cell, by which a person finds it."""

    file: str
    line: int
    cells: dict[str, str]

    @property
    def entry(self) -> str:
        """The first cell."""
        return next(iter(self.cells.values()))

    def text(self, column: str) -> str | None:
        """A cell, or `None` where it is empty."""
        return self.cells[column] or None

    def names(self, column: str) -> tuple[str, ...]:
        """A cell that holds several names, parted by semicolons."""
        parts = (part.strip() for part in self.cells[column].split(";"))
        return tuple(part for part in parts if part)

    def fault(self, rule: str) -> KnowledgeError:
        """The error that names the file, the line, the entry and the broken rule."""
        return KnowledgeError(f"{self.file}, line {self.line}, entry {self.entry!r}: {rule}")


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV file with these columns, in this order, each cell stripped.

    Raises:
        KnowledgeError: the file cannot be read, or a line has other columns.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: the file cannot be read ({error})") from error
    lines = csv.reader(text.splitlines())
    found = next(lines, [])
    if found != list(columns):
        raise KnowledgeError(
            f"{path.name}, line 1: the columns are {','.join(found)!r};"
            f" they must be {','.join(columns)!r}"
        )
    for cells in lines:
        if len(cells) != len(columns):
            raise KnowledgeError(
                f"{path.name}, line {lines.line_num}, entry {cells[:1]}: {len(cells)} cells where"
                f" {len(columns)} columns are; quote a cell that holds a comma"
            )
        stripped = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        yield Row(path.name, lines.line_num, stripped)
