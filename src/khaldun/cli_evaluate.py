"""The commands under `khaldun evaluate`: how well reading and fusing agree with people."""

# ruff: noqa: PLC0415 - as in `khaldun.cli`
# ruff: noqa: PLR0917 - typer makes options of parameters; nobody calls these by position

import json
from pathlib import Path
from typing import Annotated

import typer

from khaldun.settings import READER

app = typer.Typer(help="Measure against annotated documents.", no_args_is_help=True)

Texts = Annotated[Path, typer.Option("--texts", help="Folder of the documents' texts (.txt).")]
Meta = Annotated[Path, typer.Option("--meta", help="JSON or CSV: document → publisher, date.")]
ReaderName = Annotated[
    str, typer.Option("--reader", help="learned (grammars and a trained network), or rules.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Write what was predicted here.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


@app.command("cards")
def evaluate_cards(
    gold: Annotated[Path, typer.Argument(help="JSON lines of annotated documents.")],
    texts: Texts,
    meta: Meta,
    reader: ReaderName = READER,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Read the documents of GOLD and measure how well the cards agree."""
    from khaldun.details import read_details
    from khaldun.evaluate.cards import predict, read_cards, score
    from khaldun.faces.measuring import read_texts, reading_by
    from khaldun.faces.whole import whole_file

    annotated = read_cards(gold)
    documents = read_texts(texts, annotated)
    predicted = predict(annotated, documents, read_details(meta), reading_by(reader))
    if out:
        with whole_file(out) as stream:
            for document in predicted.values():
                stream.write(json.dumps(document, ensure_ascii=False) + "\n")
    cards = {name: document["incidents"] for name, document in predicted.items()}
    table = score(annotated, cards, documents)
    typer.echo(json.dumps(table.plain()) if as_json else table.text())


@app.command("errors")
def evaluate_errors(
    gold: Annotated[Path, typer.Argument(help="JSON lines of annotated documents.")],
    cards: Annotated[Path, typer.Argument(help="What a reader made of them: cards --out.")],
    texts: Texts,
    most: Annotated[int, typer.Option(min=1, help="So many kinds of error are shown.")] = 30,
) -> None:
    """Count the kinds of error in CARDS, with an example of each."""
    from khaldun.evaluate.cards import read_cards
    from khaldun.evaluate.errors import find_faults, tell_faults
    from khaldun.faces.measuring import read_texts

    annotated = read_cards(gold)
    faults = find_faults(annotated, read_cards(cards), read_texts(texts, annotated))
    typer.echo(tell_faults(faults, most))


@app.command("fusion")
def evaluate_fusion(
    cards: Annotated[Path, typer.Argument(help="JSON lines of annotated documents.")],
    gold: Annotated[Path, typer.Argument(help="JSON: which cards are one incident.")],
    texts: Texts,
    meta: Meta,
    annotated: Annotated[
        Path | None, typer.Option(help="The annotated cards, where the given ones were read.")
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Group the given cards into incidents and measure how well the groups agree.

    With --annotated the groups are those of the annotated cards that the given ones match.
    """
    from khaldun.details import read_details
    from khaldun.evaluate.cards import read_cards
    from khaldun.evaluate.fusion import matched, predict, read_groups, report_of, score
    from khaldun.faces.measuring import read_texts
    from khaldun.faces.whole import whole_file
    from khaldun.knowledge.roster import Roster
    from khaldun.records import Details

    given, table = read_cards(cards), read_details(meta)
    truth = read_cards(annotated) if annotated else given
    told = read_texts(texts, truth)
    reports = {
        name: report_of(name, text, table.get(name, Details())) for name, text in told.items()
    }
    documents = [{"document": name, "incidents": own} for name, own in given.items()]
    groups = predict(documents, reports, Roster.open())
    if annotated:
        groups = matched(groups, given, truth, told)
    if out:
        with whole_file(out) as stream:
            json.dump(groups, stream)
    keys = [(name, card["id"]) for name, own in truth.items() for card in own]
    measures = score(keys, read_groups(gold), groups)
    if as_json:
        typer.echo(json.dumps({measure.measure: measure.plain() for measure in measures}))
    else:
        typer.echo("\n".join(measure.text() for measure in measures))


@app.command("places")
def evaluate_places(
    gold: Annotated[Path, typer.Argument(help="JSON lines: a text and its toponyms.")],
    as_json: AsJson = False,
) -> None:
    """Find and place the names of places in the texts of GOLD, and measure how well.

    A line is {"text": …, "toponyms": [{"start", "end", "lat", "lon"}]}, offsets in code points.
    Right is within 161 km; toponyms without coordinates are left out. "given": the words are given.
    """
    from khaldun.evaluate.toponyms import read_documents, score, summary
    from khaldun.knowledge.gazetteer import Gazetteer

    table = score(read_documents(gold), Gazetteer.open())
    typer.echo(json.dumps(summary(table)) if as_json else table.text())


@app.command("times")
def evaluate_times(
    folder: Annotated[Path, typer.Argument(help="Folder of TimeML files (.tml), as WikiWars.")],
    as_json: AsJson = False,
) -> None:
    """Find the phrases of time in the texts of FOLDER, and measure spans and values.

    Spans strict and relaxed (overlapping); values that are days, months or years.
    """
    from khaldun.evaluate.times import read_narratives, score, summary

    table = score(read_narratives(folder))
    typer.echo(json.dumps(summary(table)) if as_json else table.text())
