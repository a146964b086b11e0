"""The commands that keep evidence whole: verify, backup, restore, manifest, expunge."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from khaldun.cli_evaluate import AsJson

app = typer.Typer()

CaseFolder = Annotated[Path, typer.Option("--case", help="The folder of the investigation.")]


@app.command()
def verify(
    case: CaseFolder,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", help="Roots of timestamp authorities (PEM); else the system's."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every byte, row and quoted word of a case against its hash.

    The register is compared with one that is made anew. What was expunged is named, and what others
    have stamped, or have not; neither is a fault.
    """
    from khaldun.case import Case
    from khaldun.custody.checking import check
    from khaldun.custody.stamps import stamps
    from khaldun.faces.custody import expunged, stamped
    from khaldun.faces.listed import fill

    with Case.open(case) as opened:
        faults = list(check(opened, fill=fill))
        captures = sum(1 for _ in opened.ledger.captures()) if not faults else 0
        gone = expunged(opened) if not faults else []
        said = stamped(stamps(opened, trust=trust), captures) if not faults else []
    if as_json:
        typer.echo(
            json.dumps({"intact": not faults, "faults": faults, "expunged": gone, "stamps": said})
        )
    else:
        typer.echo("\n".join(faults) or f"intact: {captures} captures, every row, every span")
        for line in (*gone, *said):
            typer.echo(line)
    raise typer.Exit(int(bool(faults)))


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")], case: CaseFolder
) -> None:
    """Copy a case as it is at this moment, even while another program writes to it.

    The copy is read back in full, and is a case itself. Its manifest can be checked without
    Khaldun: `sha256sum --check manifest.sha256`. It is not encrypted.
    """
    from khaldun.case import Case
    from khaldun.custody.backups import back_up

    with Case.open(case) as opened:
        left_out = back_up(opened, folder, at=datetime.now(UTC))
    typer.echo("\n".join(left_out) or f"{folder}: the backup is whole")
    raise typer.Exit(int(bool(left_out)))


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="The folder that `khaldun backup` wrote.")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the case.")],
) -> None:
    """Make a case of a backup. A backup in which any bit has changed is refused by name."""
    from khaldun.custody.backups import restore as make

    make(backup, folder)
    typer.echo(f"{folder}: restored, and every file is as it was backed up")


@app.command()
def manifest(
    case: CaseFolder,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file; without it, the standard output.")
    ] = None,
) -> None:
    """List the hashes of all captures, and of what the ledger says, in the form of `sha256sum`.

    Kept elsewhere (sent to a colleague, printed), it shows later that a case was not put back to an
    earlier state. Check it from the folder of the case: `sha256sum --check FILE`.
    """
    from khaldun.case import Case
    from khaldun.custody.manifest import describe
    from khaldun.faces.whole import whole_file

    with Case.open(case) as opened, whole_file(out) as stream:
        files = sorted(opened.files(ledger=False))
        stream.write(describe(opened, files, at=datetime.now(UTC)))


@app.command()
def expunge(
    target: Annotated[str, typer.Argument(help="A capture, or a report of it: how its id starts.")],
    case: CaseFolder,
    reason: Annotated[str, typer.Option(help="Why; it stays in the case.")],
    by: Annotated[str, typer.Option(help="Who decides this.")],
) -> None:
    """Take a capture out of a case, and all that was made of it. This cannot be undone.

    Its text goes from every file of the case; a tombstone says that it was here: its hash, who took
    it out, when and why. Backups and exports made before still hold it. An archive that it came out
    of, and documents that came out of it, are captures of their own: they stay, and are named.
    """
    from khaldun.case import Case
    from khaldun.custody.expunging import expunge as remove
    from khaldun.faces.custody import beside, pick_capture
    from khaldun.ledger.expunge import Order

    with Case.open(case, write=True) as opened:
        capture = pick_capture(target, opened)
        others = beside(opened, capture)
        order = Order(capture=capture, reason=reason, by=by, at=datetime.now(UTC))
        count = remove(opened, order)
    typer.echo("\n".join([f"capture {capture}: expunged, {count} tombstones put", *others]))


@app.command()
def stamp(
    case: CaseFolder,
    authority: Annotated[
        list[str] | None, typer.Option("--authority", help="An address; else three open ones.")
    ] = None,
    proxy: Annotated[
        str | None, typer.Option("--proxy", help="A SOCKS 5 proxy, HOST:PORT.")
    ] = None,
) -> None:
    """Have the hash of a manifest of the case stamped by authorities of time (RFC 3161).

    They see that hash alone. Who gives no stamp is named, now and by `verify`.
    """
    from khaldun.capture.web import Client, Network, proxy_of
    from khaldun.case import Case
    from khaldun.custody.stamps import AUTHORITIES, QUERY
    from khaldun.custody.stamps import stamp as ask_all

    client = Client(network=Network(proxy=proxy_of(proxy) if proxy else None))
    asked = authority or AUTHORITIES
    with Case.open(case, write=True) as opened:
        given = ask_all(
            opened,
            asked,
            ask=lambda url, query: client.post(url, query, kind=QUERY).body,
            at=datetime.now(UTC),
        )
    typer.echo(f"stamped by {given} of {len(asked)} authorities")
    raise typer.Exit(int(given == 0))
