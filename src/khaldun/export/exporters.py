"""What a case can be exported as: each name and the function that writes it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TextIO

from khaldun.export import cards, lines, tables
from khaldun.records import Account, Incident, Report

#: Takes the incidents, the accounts and the reports of a case, and a text stream to write to.
Exporter = Callable[[Iterable[Incident], Iterable[Account], Iterable[Report], TextIO], None]

EXPORTERS: Mapping[str, Exporter] = {
    "cards": cards.write,
    "csv": tables.write,
    "jsonl": lines.write,
}
