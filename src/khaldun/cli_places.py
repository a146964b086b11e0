"""The commands under `khaldun places`: what a name can mean, and more places for a case."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson

app = typer.Typer(help="Look up places, and add some.", no_args_is_help=True)


@app.command("find")
def find(
    name: Annotated[str, typer.Argument(help="However spelt, in Latin or Arabic letters.")],
    country: Annotated[
        str | None, typer.Option(help="The country of the report (ISO 3166, two letters).")
    ] = None,
    near: Annotated[
        list[str] | None, typer.Option("--near", help="Another place that the report names.")
    ] = None,
    case: Annotated[
        Path | None, typer.Option("--case", help="With the places added to this case.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which places a name can mean, in the order in which the reader ranks them, and why."""
    from khaldun.case import Case
    from khaldun.faces.placing import find_places, plain, table

    folder = None
    if case:
        with Case.open(case) as opened:
            folder = opened.places
    ranked = find_places(name, country=country, nearby=near or (), folder=folder)
    if as_json:
        for one in ranked:
            typer.echo(plain(one))
    else:
        typer.echo(table(ranked, name))


@app.command("add")
def add(
    dump: Annotated[
        str, typer.Argument(help="A dump of GeoNames (SY.zip, SY.txt), or a country: SY.")
    ],
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
    proxy: Annotated[
        str | None, typer.Option("--proxy", help="A SOCKS 5 proxy for fetching, HOST:PORT.")
    ] = None,
) -> None:
    """Add the places of a GeoNames dump to a case; a dump of the same name is replaced.

    The dump of a country that is named by its two letters is fetched from GeoNames. Reports that
    are read from then on are read with them. A dump that is cut short, has other columns, bad
    numbers or text that is not UTF-8 is refused with its row, and adds nothing.
    """
    from khaldun.capture.web import Client, Network, proxy_of
    from khaldun.case import Case
    from khaldun.faces.placing import DUMPS, fetched
    from khaldun.knowledge.added import add_dump

    network = Network(proxy=proxy_of(proxy) if proxy else None)
    client = Client(limits=DUMPS, network=network)
    # The case is free for others while a dump is on its way.
    with fetched(dump, client) as file, Case.open(case, write=True) as opened:
        added = add_dump(file, opened.places)
    typer.echo(f"{added.places} places added, of {added.rows} rows: {added.index.name}")
