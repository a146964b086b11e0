"""What a case can be exported as: each name and the function that writes it."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TextIO

from khaldun.export import cards, codebooks, geojson, lines, parquet, tables
from khaldun.export.acled import ACLED
from khaldun.export.casualties import AIRWARS, IBC
from khaldun.export.ucdp import UCDP
from khaldun.records import Account, Incident, Report

#: Takes the incidents, the accounts and the reports of a case, and a text stream to write to.
#: Returns a line for each reason why incidents were left out; None where none ever is.
Exporter = Callable[
    [Iterable[Incident], Iterable[Account], Iterable[Report], TextIO], list[str] | None
]

EXPORTERS: Mapping[str, Exporter] = {
    "acled": partial(codebooks.write, ACLED),
    "airwars": partial(codebooks.write, AIRWARS),
    "cards": cards.write,
    "csv": tables.write,
    "geojson": geojson.write,
    "ibc": partial(codebooks.write, IBC),
    "jsonl": lines.write,
    "parquet": parquet.write,
    "ucdp": partial(codebooks.write, UCDP),
}
