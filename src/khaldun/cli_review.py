"""The commands `khaldun review` and `khaldun note`: a person's word on an incident as a whole."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
_Case = Annotated[Path, typer.Option("--case", help="The folder of the investigation.")]
_Incident = Annotated[str, typer.Argument(help="Its id, or how it starts.")]
_By = Annotated[str, typer.Option(help="Who says so.")]


@app.command()
def review(
    incident: _Incident,
    case: _Case,
    by: _By,
    right: Annotated[
        bool | None, typer.Option("--right/--wrong", help="Is it told as its reports have it?")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what you said.")] = False,
    reason: Annotated[str, typer.Option(help="Why; it stays in the journal.")] = "",
) -> None:
    """Mark an incident as reviewed, as it is now; once it changes it is to be looked at again."""
    from khaldun.case import Case
    from khaldun.errors import InputError
    from khaldun.faces.reviewing import review as write
    from khaldun.records import Verdict

    if (right is None) != withdraw:
        raise InputError("a review says one thing; give one of --right, --wrong or --withdraw")
    with Case.open(case, write=True) as opened:
        verdict: Verdict = "unsure" if withdraw else "yes" if right else "no"
        write(opened, incident, verdict, reason=reason, by=by)
    typer.echo("review written")


@app.command()
def note(
    incident: _Incident,
    words: Annotated[str, typer.Argument(help="What is to be remembered.")],
    case: _Case,
    by: _By,
) -> None:
    """Leave a note on an incident; it stays in the journal, and changes nothing else."""
    from khaldun.case import Case
    from khaldun.faces.reviewing import note as write

    with Case.open(case, write=True) as opened:
        write(opened, incident, words, by=by)
    typer.echo("note written")
