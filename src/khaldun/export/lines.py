"""Incidents as JSON lines: each with its accounts, claims, origins, findings, and its reports.

Lossless but for the reports' texts, which stay in the case: `report` and the offsets of each span
lead to them, `capture` to the bytes.
"""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from khaldun.codec import plain
from khaldun.records import Account, Incident, Report

_OF_REPORT = (
    "id", "name", "capture", "url", "publisher", "published", "language", "title", "flags", "gaps",
)  # fmt: skip


def write(
    incidents: Iterable[Incident],
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> None:
    """Writes one incident a line: {"incident": …, "accounts": […], "reports": […]}."""
    by_id = {account.id: account for account in accounts}
    heads = {report.id: _head(report) for report in reports}
    for incident in incidents:
        told = [by_id[account] for account in incident.accounts]
        line = {
            "incident": plain(incident),
            "accounts": [plain(account) for account in told],
            "reports": [heads[report] for report in sorted({account.report for account in told})],
        }
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def _head(report: Report) -> dict[str, Any]:
    fields = plain(report)
    return {name: fields[name] for name in _OF_REPORT}
