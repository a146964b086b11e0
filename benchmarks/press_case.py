"""The incidents that most reports tell, as a page: `python benchmarks/press_case.py ARTICLES`.

Each line of ARTICLES is a report in JSON, as for `press.py`. They are read by `khaldun read` into a
new case (`--case` keeps it there; a case that is there already is shown as it is), and the
incidents that most reports tell are written as Markdown: what is said of each field, by how many
origins, what is disputed, what was set aside. Facts and names only, no sentence of a report. What a
person found wrong in reading them through stands in `press_case.toml`, by the incident's first
account, and is set beside it; an incident of which nothing stands there says so.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from press import read, unpack

from khaldun.faces import words
from khaldun.faces.views import View, open_case, views
from khaldun.records import Finding, FindingValue

#: Values of a field that are listed; the others are counted.
_SHOWN = 8
#: What is said of every incident, and not listed again.
_HEADED = ("occurrence", "when", "where")
_REMARKS = Path(__file__).with_suffix(".toml")


def page(told: Sequence[View], remarks: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The lines of the page: a table of all, then each."""
    yield "| | incident | reports | accounts | origins | killed | disputed |"
    yield "|--:|---|--:|--:|--:|---|---|"
    for number, view in enumerate(told, 1):
        counts = f"{_reports(view)} | {len(view.accounts)} | {len(view.incident.origins)}"
        disputed = ", ".join(view.disputed)
        yield f"| {number} | {_title(view)} | {counts} | {view.total('killed')} | {disputed} |"
    for number, view in enumerate(told, 1):
        yield from ("", f"### {number}. {_title(view)}", "", *_incident(view))
        yield ""
        wrong = remarks.get(_key(view))
        if wrong is None:
            yield "Not read through."
        else:
            yield from (f"- {remark}" for remark in wrong or ("No error found.",))


def _incident(view: View) -> Iterator[str]:
    origins = sorted(view.incident.origins, key=lambda o: (-len(o.reports), o.label))
    named = [f"{words.safe(o.label)} ({len(o.reports)})" for o in origins[:_SHOWN]]
    more = len(origins) - len(named)
    yield f"*{_key(view)}* · origins, with the reports that carry their word: " + ", ".join(
        [*named, *([f"{more} more"] if more else [])]
    )
    yield ""
    for finding in view.incident.findings:
        if finding.field not in _HEADED or finding.agreement == "disputed":
            yield f"- {finding.field}, {finding.agreement}: {_values(finding)}"


def _values(finding: Finding) -> str:
    shown = [_value(value) for value in finding.values[:_SHOWN]]
    more = len(finding.values) - len(shown)
    return "; ".join([*shown, *([f"{more} more"] if more else [])])


def _value(value: FindingValue) -> str:
    sure = "" if value.certainty == "asserted" else value.certainty
    count = len(value.origins)
    told = [f"{count} origin{'' if count == 1 else 's'}", sure, value.aside]
    return f"{words.safe(value.value)} ({', '.join(filter(None, told))})"


def _title(view: View) -> str:
    return f"{view.incident.kind}, {words.days(view.when)}, {words.place(view.where)}"


def _key(view: View) -> str:
    return view.incident.id[:10]


def _reports(view: View) -> int:
    return len({account.report for account in view.accounts})


def main() -> None:
    """Print the page's generated part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--case", type=Path, help="the case: made where there is none")
    parser.add_argument("--most", type=int, default=20, help="how many incidents")
    given = parser.parse_args()
    remarks = tomllib.loads(_REMARKS.read_text(encoding="utf-8")) if _REMARKS.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = given.case or folder / "case"
        if not case.exists():
            unpack(given.articles, folder)
            print(read(folder, folder / "texts", "learned", 2, case).summary, file=sys.stderr)
        with open_case(case, None) as opened:
            told = list(views(opened))
    # The most reported first; of equals the earlier, as the case has them.
    told.sort(key=lambda view: -_reports(view))
    accounts = sum(len(view.accounts) for view in told)
    print(f"{len(told):,} incidents in {accounts:,} accounts; the {given.most} most reported:\n")
    print("\n".join(page(told[: given.most], remarks)))


if __name__ == "__main__":
    main()
