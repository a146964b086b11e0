"""The commands `khaldun read` and `khaldun reconcile`: both phases, here or by Spark."""

# ruff: noqa: PLC0415, PLR0917 - as in `khaldun.cli`

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson, ReaderName
from khaldun.settings import READER

app = typer.Typer()


class Engine(StrEnum):
    """Who carries it."""

    LOCAL = "local"
    SPARK = "spark"


Meta = Annotated[
    Path | None, typer.Option("--meta", help="JSON or CSV: document → publisher, date, url.")
]
Inputs = Annotated[
    list[str],
    typer.Argument(help="Files, folders of files, or by Spark their URLs (s3a, hdfs, …)."),
]
EngineName = Annotated[
    Engine, typer.Option(help="Processes of this machine, or Spark (khaldun[spark], Java 17).")
]
Master = Annotated[str | None, typer.Option(help="Spark's master; else this machine, by --jobs.")]


@app.command()
def read(
    inputs: Inputs,
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
    meta: Meta = None,
    publisher: Annotated[
        str | None, typer.Option(help="Who published them, where --meta does not say.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When (YYYY-MM-DD), where --meta does not say.")
    ] = None,
    reader: ReaderName = READER,
    jobs: Annotated[int, typer.Option(min=1, help="Files read at the same time.")] = 2,
    engine: EngineName = Engine.LOCAL,
    master: Master = None,
    as_json: AsJson = False,
) -> None:
    """Read reports into a case. The same bytes are read once; a second run adds nothing."""
    from khaldun.capture.files import discover
    from khaldun.case import Case
    from khaldun.details import details_of, parse_day, read_details
    from khaldun.faces.progress import Progress
    from khaldun.records import Details
    from khaldun.scale.engines import ingest_by, told_apart
    from khaldun.settings import Settings

    day = parse_day(published, where="--published") if published else None
    given = Details(publisher=publisher, published=day)
    table = read_details(meta) if meta else {}
    paths, urls = told_apart(inputs)
    files = list(discover(paths))
    ingest = ingest_by(engine, master, jobs, urls)
    count = None if urls else len(files)
    with Case.open(case, create=True) as opened, Progress(count, as_json=as_json) as progress:
        for done in ingest(
            opened,
            files,
            details=lambda path: details_of(path, table, otherwise=given),
            settings=Settings(reader=reader),
        ):
            progress.show(done)
    raise typer.Exit(progress.status)


@app.command()
def reconcile(
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
    engine: Annotated[
        Engine, typer.Option(help="This process, or Spark (khaldun[spark], Java 17).")
    ] = Engine.LOCAL,
    master: Annotated[
        str | None, typer.Option(help="Spark's master; else this machine, all of it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Weigh what is new in a case and find its incidents, which are the same by either engine.

    Every command that lists incidents does it first; by Spark only this one. Says where so many
    accounts of one place and week, or reports of one phrase, lie together that not all are
    compared.
    """
    from khaldun.case import Case
    from khaldun.faces.reconciled import plain, summary
    from khaldun.knowledge.roster import Roster
    from khaldun.register.current import up_to_date
    from khaldun.scale.engines import update_by

    update, roster = update_by(engine, master), Roster.open()
    with Case.open(case) as opened:
        changed = update(opened, roster=roster)
        with up_to_date(opened, roster=roster) as register:
            lines = (
                [json.dumps(plain(register, changed))] if as_json else summary(register, changed)
            )
            typer.echo("\n".join(lines))
