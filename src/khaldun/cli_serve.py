"""The command `khaldun serve`: the desk in the browser."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def serve(
    case: Annotated[Path, typer.Option("--case", help="The folder of the investigation.")],
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="On this machine only; 0 takes any free one.")
    ] = 8765,
) -> None:
    """Open a case in the browser: review, compare and decide. Nothing leaves this machine."""
    from khaldun.desk.server import serve as run

    def ready(address: str) -> None:
        typer.echo(f"Open this address in your browser; end with Ctrl-C.\n\n  {address}\n")

    run(case, port=port, ready=ready)
