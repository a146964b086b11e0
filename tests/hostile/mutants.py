"""Made-up reports in every form, and the same with bytes changed, lost, doubled and moved."""

import random
from collections.abc import Iterator

from boxes import mail, mbox, parquet_of, told, wacz, warc, zipped
from sheets import chat, chat_message, chat_page, docx, line, message, pdf, run

_TOWNS = ("Idlib", "Aleppo", "Homs", "Mosul", "Kirkuk", "Goma", "Aden", "Kharkiv")
_ASIDE = (
    "<aside class='related'><h3>Read more</h3><ul><li><a href='/1'>Talks</a></li></ul></aside>",
    "<figure><img src='a.jpg' alt='Smoke'><figcaption>Smoke over the town</figcaption></figure>",
    "<blockquote><p>“We pulled 3 children out,” a neighbour said.</p></blockquote>",
    "<table><tr><th>Killed</th><th>Wounded</th></tr><tr><td>12</td><td>30</td></tr></table>",
    "<p>At least <del>12</del><ins>15</ins> people died<sup>[1]</sup> on <time>5 May</time>.</p>",
    "<ol class='commentlist'><li id='comment-4'><cite class='fn'>A.</cite><p>30.</p></li></ol>",
    "<p>No <span style='display:none'>one of 9</span> was named. &quot;12&nbsp;000&quot; fled.</p>",
)
_PIECES = (
    b"<", b">", b'"', b"</p>", b"<div>", b"<!--", b"&#", b"\x00", b"\xff\xfe", b"<s>", b"<table>",
    b"\xe2\x80\xae", b"<sup>", b"<style>p{display:none}", b"]]>", b"1" * 50,
)  # fmt: skip


def page(chance: random.Random) -> bytes:
    """A news page, in the order and with the parts that chance gives it."""
    town = chance.choice(_TOWNS)
    body = [f"<p>{told(chance.randrange(3, 90)).replace('Idlib', town)}</p>" for _ in range(5)]
    body += chance.sample(_ASIDE, k=chance.randrange(len(_ASIDE)))
    chance.shuffle(body)
    title = f"Raid on {town}"
    head = f"<title>{title} | The Example Herald</title><meta property='og:site_name' content='H'>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{''.join(body)}</article>"
        "<footer>© The Example Herald</footer></body></html>"
    ).encode()


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes after a few changes."""
    made = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.choice((1, 2, 8, 60, 400)))
        change = chance.randrange(6)
        if change == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            del made[at:end]
        elif change == 2:
            made[at:at] = made[at:end]
        elif change == 3:
            made[at:at] = chance.choice(_PIECES)
        elif change == 4:
            made[at:end] = bytes(reversed(made[at:end]))
        else:
            piece = made[at:end]
            del made[at:end]
            place = chance.randrange(len(made) + 1)
            made[place:place] = piece
    return bytes(made)


def pages(count: int, *, seed: int = 11) -> Iterator[tuple[str, bytes]]:
    """So many changed pages, the same for every seed."""
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        yield f"{number}.html", mutated(page(chance), chance)


def others(count: int, *, seed: int = 12) -> Iterator[tuple[str, bytes]]:
    """So many changed files of the other forms, the same for every seed."""
    whole = {
        "docx": docx(f"<w:p>{run(told(7))}</w:p><w:p>{run('12')}{run('2', '<w:strike/>')}</w:p>"),
        "pdf": pdf(line(told(7)) + line("They were buried.", y=650), line("12 died")),
        "warc.gz": b"".join(warc(2)),
        "warc": b"".join(warc(2, packed=False)),
        "wacz": wacz(b"".join(warc(2))),
        "zip": zipped({"a.html": page(random.Random(1)), "b.txt": told(7).encode()}),
        "eml": mail(7, attachment=page(random.Random(2))),
        "mbox": mbox(2),
        "json": chat([message(4, told(7)), message(5, [{"type": "bold", "text": "12 died"}])]),
        "jsonl": f'{{"text": "{told(7)}"}}\n{{"text": "12 died"}}\n'.encode(),
        "parquet": parquet_of(document=["a", "b"], text=[told(7), "12 died"]),
        "csv": f'document,text\na,"{told(7)}"\nb,12 died\n'.encode(),
    }
    whole["messages.html"] = chat_page(
        chat_message(4, told(7), sender="Example Channel"), chat_message(5, "<s>12</s>15 died")
    )
    endings = sorted(whole)
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        ending = endings[number % len(endings)]
        yield f"{number}.{ending}", mutated(whole[ending], chance)
