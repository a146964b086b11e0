"""The commands under `khaldun parties`: whom a name can mean, and how much is known of them."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

import json
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson

app = typer.Typer(help="Look up parties and outlets.", no_args_is_help=True)


@app.command("find")
def find(
    name: Annotated[str, typer.Argument(help="As a report has it.")],
    on: Annotated[
        str | None, typer.Option("--on", help="Only what held on this day (YYYY-MM-DD).")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="The country of the report (ISO 3166, two letters).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show whom a name can mean, whose part they were and when, and what other projects call them.

    Days are as exact as they are known. What may have held on the day, and is not sure, is told
    too, as "perhaps".
    """
    from khaldun.details import parse_day
    from khaldun.faces.naming import find_parties, plain, table

    day = parse_day(on, where="--on") if on else None
    found = find_parties(name, country=country, day=day)
    if as_json:
        for one in found:
            typer.echo(plain(one))
    else:
        typer.echo(table(found, name))


@app.command("coverage")
def coverage(as_json: AsJson = False) -> None:
    """Count the parties that have identifiers, by scheme, and the dated affiliations."""
    from khaldun.faces.naming import coverage as count

    counts = count()
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo("\n".join(f"{number:5}  {what}" for what, number in counts.items()))
