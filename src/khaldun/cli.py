"""The command line. Commands are thin: they open, call one function, and print.

What is slow to import is imported inside the command that needs it, so that help comes at once.

Exit status: 0 done · 1 some inputs failed, or the stored evidence is not intact · 2 the command
could not be carried out as it was given (usage, a missing path or case, a wrong details file).
A refused input (a picture among the pages, a report in another language) is listed and is no
failure, unless every input was refused. A closed pipe ends a command quietly.
"""

# ruff: noqa: PLC0415 - imports inside the commands, see above
# ruff: noqa: PLR0917 - typer makes options of parameters; nobody calls these by position

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_bench import app as benching
from khaldun.cli_capture import app as fetching
from khaldun.cli_custody import app as custody
from khaldun.cli_evaluate import AsJson
from khaldun.cli_evaluate import app as evaluate
from khaldun.cli_parties import app as parties
from khaldun.cli_places import app as places
from khaldun.cli_read import app as reading
from khaldun.cli_review import app as reviewing
from khaldun.cli_serve import app as desk
from khaldun.errors import CaseError, InputError, KhaldunError

app = typer.Typer(
    help="Reads reports of armed conflict and keeps a ledger of what each says happened, "
    "and who says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(evaluate, name="evaluate")
app.add_typer(parties, name="parties")
app.add_typer(places, name="places")
app.add_typer(reading)
app.add_typer(benching)
app.add_typer(desk)
app.add_typer(custody)
app.add_typer(fetching)
app.add_typer(reviewing)

CaseFolder = Annotated[Path, typer.Option("--case", help="The folder of the investigation.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="As it was known at the end of this day (UTC).")
]


def main() -> None:
    """Run the command line; errors of ours end as one message and a status."""
    try:
        app()
    except KhaldunError as error:
        typer.echo(f"khaldun: {error}", err=True)
        sys.exit(2 if isinstance(error, InputError | CaseError) else 1)


@app.command()
def incidents(
    case: CaseFolder,
    disputed: Annotated[
        bool, typer.Option("--disputed", help="Only those on which accounts contradict each other.")
    ] = False,
    since: Annotated[str | None, typer.Option(help="Not over before this day.")] = None,
    until: Annotated[str | None, typer.Option(help="Begun by this day.")] = None,
    kind: Annotated[str | None, typer.Option(help="airstrike, battle, abduction …")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List the incidents of a case. Incidents without a day are in no range of days."""
    from khaldun.faces.listed import Listed
    from khaldun.faces.render import listing
    from khaldun.faces.views import Choice, open_case

    choice = Choice.parse(disputed=disputed, since=since, until=until, kind=kind)
    with open_case(case, as_of) as opened, Listed.of(opened) as listed:
        chosen = listed.choose(choice)
        if not as_json:
            typer.echo(listing(chosen))
        for line in chosen if as_json else ():
            typer.echo(json.dumps(listed.view(opened, line.home).plain()))


@app.command()
def show(
    incident: Annotated[str, typer.Argument(help="Its id, or how it starts.")],
    case: CaseFolder,
    coded: Annotated[
        bool, typer.Option("--coded", help="As ACLED, UCDP, Airwars, IBC would count it.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show one incident: each account, each claim, who says so, and in which words."""
    from khaldun.faces import coded as codebooks
    from khaldun.faces.listed import Listed
    from khaldun.faces.render import sheet
    from khaldun.faces.views import open_case

    with open_case(case, as_of) as opened, Listed.of(opened, lines=False) as listed:
        view = listed.view(opened, listed.pick(incident))
    if as_json:
        typer.echo(json.dumps(codebooks.plain(view) if coded else view.plain_sheet()))
    else:
        typer.echo(codebooks.coded(view) if coded else sheet(view))


@app.command()
def explain(
    report: Annotated[str, typer.Argument(help="A report's name, or how its id starts.")],
    case: CaseFolder,
    reader: Annotated[
        str | None, typer.Option("--reader", help="Read it anew by this reader, and keep nothing.")
    ] = None,
) -> None:
    """Show how a report was read: each value, its words, and what chose it, how surely."""
    from khaldun.case import Case
    from khaldun.faces.explain import accounts_of, explanation, pick_report

    with Case.open(case) as opened:
        chosen = pick_report(report, opened)
        accounts = accounts_of(chosen, opened, reader=reader)
    typer.echo(explanation(chosen, accounts))


@app.command()
def export(
    case: CaseFolder,
    form: Annotated[str, typer.Option("--as", help="The form, as below.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file; without it, the standard output.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Write a case in the form of another tool.

    acled, airwars, ibc, ucdp: one row for each incident that the codebook would take, with the
    claims behind its numbers; what is left out is counted. csv, parquet: a row for each claim.
    jsonl: everything. geojson: a map. cards: as `evaluate` reads them. Beside a file its manifest
    is written: its hash, and those of the captures that it rests on.
    """
    from khaldun.export import manifest
    from khaldun.export.exporters import EXPORTERS
    from khaldun.faces.views import open_case
    from khaldun.faces.whole import whole_file
    from khaldun.knowledge.roster import Roster
    from khaldun.pipeline import accounts, reconcile

    if form not in EXPORTERS:
        raise InputError(f"--as: {form!r} is none of {', '.join(EXPORTERS)}")
    with open_case(case, as_of) as opened:
        incidents = reconcile(opened, roster=Roster.open())
        told, reports = accounts(opened), list(opened.ledger.reports())
    with whole_file(out) as stream:
        left_out = EXPORTERS[form](incidents, told, reports, stream)
    if out:
        with whole_file(manifest.beside(out)) as stream:
            stream.write(manifest.describe(out, form, reports))
    for reason in left_out or ():
        typer.echo(reason, err=True)


@app.command()
def judge(
    left: Annotated[str, typer.Argument(help="An account, incident or report.")],
    right: Annotated[str, typer.Argument(help="Another, by name or how its id starts.")],
    case: CaseFolder,
    reason: Annotated[str, typer.Option(help="Why; it stays in the journal.")],
    by: Annotated[str, typer.Option(help="Who decides this.")],
    same: Annotated[bool | None, typer.Option("--same/--not-same", help="One incident?")] = None,
    copy: Annotated[bool | None, typer.Option("--copy/--not-copy", help="One text?")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what stands.")] = False,
) -> None:
    """Decide whether two accounts (or all of two incidents) tell of one incident.

    Or whether two reports are copies of one text. The decision goes before the program's own, and
    only another one undoes it.
    """
    from khaldun.case import Case
    from khaldun.faces.judging import decide, ruling_of

    ruling = ruling_of(same=same, copy=copy, withdraw=withdraw)
    with Case.open(case, write=True) as opened:
        count = decide(opened, (left, right), ruling, reason=reason, by=by)
    typer.echo(f"{count} judgement{'s' if count > 1 else ''} written")


@app.command()
def correct(
    target: Annotated[str, typer.Argument(help="An account or a claim: how its id starts.")],
    field: Annotated[str, typer.Argument(help="kind, status, when, where, against, figure …")],
    value: Annotated[str, typer.Argument(help="What it should be; `as-read` takes it back.")],
    case: CaseFolder,
    reason: Annotated[str, typer.Option(help="Why; it stays in the journal.")],
    by: Annotated[str, typer.Option(help="Who decides this.")],
    words: Annotated[
        str | None, typer.Option("--words", help="The report's words that say so.")
    ] = None,
    says: Annotated[
        list[str] | None, typer.Option("--says", help="Whom they credit, nearest first.")
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="What the place's name means in the whole case.")
    ] = False,
) -> None:
    """Correct what was read of an account or a claim, or add a claim that was missed.

    Of an account: kind, status, when (2017-04-04, or two days with `to`), where ("Kunduz, AF", or
    "NAME @ LATITUDE LONGITUDE KM"), against ("A; B"); `unknown` is a value, too. Of a claim:
    figure ("killed at least 12 children"), by, says ("AFP < hospital"), certainty, and `claim
    none` where the report does not say it. `figure` or `by` of an account adds a claim that rests
    on --words. With --everywhere a place holds for every account that names it so, also for
    those of reports that are read later, unless they were corrected by themselves.
    """
    from khaldun.case import Case
    from khaldun.faces.correcting import Typed
    from khaldun.faces.correcting import correct as write
    from khaldun.settings import Settings
    from khaldun.tools import build_tools

    typed = Typed(
        target=target, field=field, value=value, words=words, says=says or (), everywhere=everywhere
    )
    with Case.open(case, write=True) as opened:
        tools = build_tools(Settings(reader="rules").with_places(opened.places))
        account, count = write(opened, typed, reason=reason, by=by, tools=tools)
    more = f", and of {count - 1} more that name the place so" if everywhere else ""
    typer.echo(f"account {account}: correction written{more}")


@app.command("journal")
def show_journal(
    case: CaseFolder,
    compare: Annotated[
        bool, typer.Option("--compare", help="Only what stands, beside what is read without it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every judgement that was made, the oldest first."""
    from khaldun.case import Case
    from khaldun.codec import plain
    from khaldun.faces.comparing import comparison
    from khaldun.faces.judging import journal

    with Case.open(case) as opened:
        if compare:
            typer.echo("\n".join(comparison(opened)) or "no judgement stands")
            return
        made = list(opened.ledger.judgements())
    if as_json:
        for judgement in made:
            typer.echo(json.dumps(plain(judgement), ensure_ascii=False))
    else:
        typer.echo(journal(made) or "no judgement was made yet")
