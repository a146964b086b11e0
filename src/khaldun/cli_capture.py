"""The commands that fetch, and that show what was edited: capture, watch, changes."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`
# ruff: noqa: PLR0917 - as in `khaldun.cli`

import sys
from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson, ReaderName
from khaldun.faces.words import safe
from khaldun.settings import READER

app = typer.Typer()

ThroughProxy = Annotated[
    str | None,
    typer.Option("--proxy", help="A SOCKS 5 proxy, HOST:PORT (Tor: 127.0.0.1:9050)."),
]


@app.command()
def capture(
    urls: Annotated[list[str], typer.Argument(help="Addresses: http or https.")],
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
    publisher: Annotated[
        str | None, typer.Option(help="Who published them, where the page does not say.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When (YYYY-MM-DD), where the page does not say.")
    ] = None,
    proxy: ThroughProxy = None,
    reader: ReaderName = READER,
    as_json: AsJson = False,
) -> None:
    """Fetch pages from the web into a case, and read them as `read` does files.

    Kept is a WARC file of all that was asked and answered, under its hash. robots.txt is obeyed, no
    cookies are sent, and no private network is ever asked. A page that has not changed since it was
    captured is not kept again. With --proxy no name is looked up on this machine.
    """
    from khaldun.capture.web import Client, Network, fetch_all, proxy_of
    from khaldun.case import Case
    from khaldun.details import parse_day
    from khaldun.faces.progress import Progress
    from khaldun.pipeline import ingest_pages
    from khaldun.records import Details
    from khaldun.settings import Settings

    day = parse_day(published, where="--published") if published else None
    network = Network(proxy=proxy_of(proxy) if proxy else None)
    with Case.open(case, create=True) as opened, Progress(len(urls), as_json=as_json) as progress:
        details = Details(publisher=publisher, published=day)
        pages = ((page, details) for page in fetch_all(urls, Client(network=network)))
        for done in ingest_pages(opened, pages, settings=Settings(reader=reader)):
            progress.show(done)
    raise typer.Exit(progress.status)


@app.command()
def watch(
    plan: Annotated[Path, typer.Argument(help="A TOML file: docs/reliability.md shows one.")],
    once: Annotated[bool, typer.Option("--once", help="One round, as for cron.")] = False,
    reader: ReaderName = READER,
) -> None:
    """Watch the feeds, sitemaps and pages of outlets, and read what is new or was edited.

    Nothing is fetched twice: a page is looked at again only for changes, at the hours that the file
    names or when its feed says so. One line a round, then one for each edit ("12 became 15") and
    each failure. It can be ended at any moment, and goes on where it was.
    """
    import time

    from khaldun.case import Case
    from khaldun.errors import CaseError
    from khaldun.settings import Settings
    from khaldun.watching.cycle import Watcher
    from khaldun.watching.plan import read_watch

    watch = read_watch(plan)
    watcher = Watcher(watch=watch, settings=Settings(reader=reader))
    while True:
        begun = time.monotonic()
        try:
            with Case.open(Path(watch.case), create=True) as case:
                summary, *told = watcher.cycle(case)
            typer.echo("\n  ".join([summary, *map(safe, told)]))
        except CaseError as error:
            if once:
                raise
            typer.echo(f"khaldun: {error}; the next round tries again", err=True)
        sys.stdout.flush()
        if once:
            return
        time.sleep(max(0.0, watch.every - (time.monotonic() - begun)))


@app.command()
def changes(
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
) -> None:
    """List the pages that were captured more than once, and what was edited in between."""
    from khaldun.case import Case
    from khaldun.watching.changes import changes as found

    with Case.open(case) as opened:
        for outcome in opened.ledger.outcomes():
            for line in found(opened, outcome.location):
                typer.echo(safe(f"{outcome.location}: {line}"))
