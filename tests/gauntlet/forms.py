"""The lines of `forms.toml` in every form that can show them.

    python tests/gauntlet/forms.py FOLDER

writes each as a file, beside it what a reader sees (`.json`), for other projects to try.
"""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from boxes import mail_of
from sheets import chat, chat_message, chat_page, docx, message, pdf, run

_MARK = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
Piece = tuple[str, str]
#: Widths of Helvetica's characters from the space on, in thousandths of the size (Adobe's metrics).
_WIDTHS = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]  # fmt: skip
_SUPERSCRIPT = {"²": 333, "½": 834}


def lines() -> list[dict[str, Any]]:
    """The entries of the file."""
    with Path(__file__).with_name("forms.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["line"]
    return found


def snippets() -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """Each line in each form that can show it: the form, the entry, the file's bytes."""
    for entry in lines():
        pieces = list(_pieces(entry["line"]))
        for form, (shows, write) in FORMS.items():
            if all(kind in shows for kind, _ in pieces):
                yield form, entry, write(pieces)


def _pieces(line: str) -> Iterator[Piece]:
    at = 0
    for match in _MARK.finditer(line):
        if match.start() > at:
            yield "plain", line[at : match.start()]
        yield match[1], match[2] or ""
        at = match.end()
    if at < len(line):
        yield "plain", line[at:]


def _docx(pieces: list[Piece]) -> bytes:
    if any(kind == "cell" for kind, _ in pieces):
        return docx(f"<w:tbl><w:tr>{''.join(_cells(pieces))}</w:tr></w:tbl>")
    notes = f'<w:footnote w:id="2"><w:p>{run("Source: the hospital.")}</w:p></w:footnote>'
    return docx("".join(_run(*piece) for piece in pieces), footnotes=notes)


def _cells(pieces: list[Piece]) -> Iterator[str]:
    for kind, words in pieces:
        if kind != "cell":
            yield f"<w:tc><w:p>{_run(kind, words)}</w:p></w:tc>"


def _run(kind: str, words: str) -> str:
    looks = {
        "sup": '<w:vertAlign w:val="superscript"/>',
        "sub": '<w:vertAlign w:val="subscript"/>',
        "strike": "<w:strike/>",
        "hidden": "<w:vanish/>",
    }
    if kind in looks or kind == "plain":
        return run(words, looks.get(kind, ""))
    if kind == "del":
        return f"<w:del>{run(words).replace('w:t', 'w:delText')}</w:del>"
    if kind == "ins":
        return f"<w:ins>{run(words)}</w:ins>"
    if kind == "pow":
        base, power = (f"<m:r><m:t>{part}</m:t></m:r>" for part in words.split(":"))
        return f"<m:oMath><m:sSup><m:e>{base}</m:e><m:sup>{power}</m:sup></m:sSup></m:oMath>"
    mark = {"tab": "<w:tab/>", "br": "<w:br/>", "note": '<w:footnoteReference w:id="2"/>'}[kind]
    return f"<w:r>{mark}</w:r>"


def _pdf(pieces: list[Piece]) -> bytes:
    x, y, out = 72.0, 700.0, []
    for kind, words in pieces:
        size, rise = (7, 4.5) if kind == "sup" else (7, -2.5) if kind == "sub" else (12, 0)
        if kind in {"tab", "cell"}:
            x += 48
        elif kind == "br":
            x, y = 72.0, y - 14
        else:
            plain = words.replace("(", r"\(").replace(")", r"\)")
            shown = f"BT /F1 {size} Tf {x:.2f} {y + rise:.2f} Td ({plain}) Tj ET\n"
            width = _width(words) * size
            colour = {"white": "1 1 1 rg\n", "hidden": "3 Tr\n"}.get(kind, "")
            after = {"white": "0 g\n", "hidden": "0 Tr\n"}.get(kind, "")
            out.append(colour + shown + after)
            if kind == "strike":
                out.append(f"0.6 w {x:.2f} {y + 3.4:.2f} m {x + width:.2f} {y + 3.4:.2f} l S\n")
            x += width
    return pdf("".join(out))


def _width(words: str) -> float:
    return sum(_SUPERSCRIPT.get(c) or _WIDTHS[ord(c) - 32] for c in words) / 1000


def _html(pieces: list[Piece]) -> str:
    tags = {
        "sup": "<sup>{}</sup>", "sub": "<sub>{}</sub>", "strike": "<s>{}</s>",
        "del": "<del>{}</del>", "ins": "<ins>{}</ins>", "br": "<br>", "cell": "</td><td>",
        "hidden": '<span style="display:none">{}</span>', "plain": "{}",
    }  # fmt: skip
    inner = "".join(tags[kind].format(words) for kind, words in pieces)
    in_cells = any(kind == "cell" for kind, _ in pieces)
    return f"<table><tr><td>{inner}</td></tr></table>" if in_cells else f"<p>{inner}</p>"


def _chat(pieces: list[Piece]) -> bytes:
    kinds = {"strike": "strikethrough", "spoiler": "spoiler", "plain": "plain"}
    text = [
        "\n" if kind == "br" else {"type": kinds[kind], "text": words} for kind, words in pieces
    ]
    return chat([message(4, text)])


def _chat_page(pieces: list[Piece]) -> bytes:
    tags = {
        "strike": "<s>{}</s>", "br": "<br>", "plain": "{}",
        "spoiler": '<span class="spoiler hidden" onclick="ShowSpoiler(this)">'
        '<span aria-hidden="true">{}</span></span>',
    }  # fmt: skip
    text = "".join(tags[kind].format(words) for kind, words in pieces)
    return chat_page(chat_message(4, text, sender="Example Channel"))


_LOOKS = {"plain", "sup", "sub", "strike", "hidden", "cell", "br"}
#: What each form can show, and how it is written. The name is the file's ending.
FORMS: dict[str, tuple[set[str], Callable[[list[Piece]], bytes]]] = {
    "docx": (_LOOKS | {"del", "ins", "tab", "note", "pow"}, _docx),
    "pdf": (_LOOKS | {"white", "tab"}, _pdf),
    "eml": (_LOOKS | {"del", "ins"}, lambda pieces: mail_of(_html(pieces))),
    "json": ({"plain", "strike", "br", "spoiler"}, _chat),
    "messages.html": ({"plain", "strike", "br", "spoiler"}, _chat_page),
}


def main(folder: Path) -> None:
    """Write every snippet, and what a reader sees of it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (form, entry, content) in enumerate(snippets()):
        name = f"{number:03}.{form}"
        (folder / name).write_bytes(content)
        (folder / f"{name}.seen").write_text(json.dumps(entry, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
