"""The commands `khaldun bench` and `khaldun hash`: how fast it reads, and whether the same."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

import json
from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson, ReaderName
from khaldun.settings import READER

app = typer.Typer()


@app.command()
def bench(
    folder: Annotated[
        Path | None, typer.Argument(help="Your own reports; without it, made-up ones.")
    ] = None,
    reports: Annotated[int, typer.Option(min=2, help="So many made-up ones.")] = 200,
    reader: ReaderName = READER,
    expect: Annotated[
        str | None, typer.Option(help="How the hash of the accounts begins; else status 1.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed, memory and the share of each stage, reading on one core.

    The last line is a hash of all that was read: two versions that read the same have the same.
    """
    from khaldun.settings import Settings, one_thread

    one_thread()
    from khaldun.capture.files import discover
    from khaldun.faces.progress import Ticker
    from khaldun.scale.bench import bench as measure
    from khaldun.scale.bench import from_folder, made_up

    inputs = from_folder(folder) if folder else made_up(reports)
    count = len(list(discover([folder]))) if folder else reports
    # Lines of words, as a bar would draw itself on the processor's time that is measured.
    told = Ticker("reading", count).over(inputs)
    found = measure(told, count=count, settings=Settings(reader=reader))
    typer.echo(json.dumps(found.plain()) if as_json else found.text())
    if expect and not found.accounts.startswith(expect):
        typer.echo(f"khaldun: the accounts are not those of {expect}", err=True)
        raise typer.Exit(1)


@app.command("hash")
def show_hash(
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
) -> None:
    """Print one hash of what the ledger says, however and by how many machines it was read."""
    from khaldun.case import Case

    with Case.open(case) as opened:
        typer.echo(opened.ledger.content_digest())
