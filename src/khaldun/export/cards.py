"""Documents of incident cards, one report a line: what `khaldun evaluate cards` reads."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TextIO

from khaldun.cards import to_document
from khaldun.records import Account, Incident, Report


def write(
    incidents: Iterable[Incident],  # noqa: ARG001 - every exporter is called alike
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> None:
    """Writes every report as a document, those that tell of no incident too, by their names."""
    told: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        told[account.report].append(account)
    for report in sorted(reports, key=lambda report: (report.name, report.id)):
        document = to_document(report, told[report.id])
        stream.write(json.dumps(document, ensure_ascii=False) + "\n")
