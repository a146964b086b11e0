"""Made-up reports for measuring speed: as long as an agency's, and no two alike.

Every sentence is of our own writing; outlets are invented, what is told never happened. They are
good for time and memory, and for nothing that is said of how well is read.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

_OUTLETS = ("The Example Courier", "Invented News Agency", "Sample Post", "Made-up Wire")
_PLACES = (
    "Aleppo", "Homs", "Idlib", "Kunduz", "Sanaa", "Mosul", "Taiz", "Kharkiv", "Benghazi", "Tikrit",
    "Raqqa", "Hodeidah", "Lashkar Gah", "Mogadishu", "Fallujah", "Douma", "Zabul", "Marib",
)  # fmt: skip
_SIDES = (
    "government forces", "rebel fighters", "the army", "Islamic State militants", "the coalition",
    "a local militia", "Taliban fighters", "security forces", "Houthi fighters", "police",
)  # fmt: skip
_TELLERS = (
    "a hospital official", "the defence ministry", "residents", "the mayor", "a monitoring group",
    "state media", "a spokesman for the rebels", "two witnesses", "the United Nations", "a medic",
)  # fmt: skip
_DAYS = ("on Monday", "on Tuesday", "late on Friday", "early on Sunday", "yesterday", "overnight")
_VICTIMS = ("civilians", "soldiers", "people", "fighters", "children", "police officers")
_SENTENCES = (
    "Air strikes on {place} killed {n} {victims} and wounded {m} others {day}, {teller} said.",
    "{side} shelled the outskirts of {place} {day}, killing {n} {victims}, according to {teller}.",
    "A car bomb went off near a market in {place} {day} and killed {n} {victims}.",
    "Clashes between {side} and {other} broke out north of {place}, {teller} told reporters.",
    "{teller} said that {n} {victims} had died, while {other} put the number at {m}.",
    "Some {m} families fled {place} for the countryside {day}, {teller} said.",
    "{side} denied that they had carried out the attack and blamed {other}.",
    "{side} captured a checkpoint south of {place} after a day of fighting.",
    "The road between {place} and {town} has been closed since the beginning of the month.",
    "Prices of bread and fuel have doubled in the town since the spring, shopkeepers said.",
    "The two sides are to meet again next week, but few expect that they will agree.",
    "Aid workers said that the warehouse in {town} was nearly empty and that winter was near.",
    "It was not possible to confirm the account independently.",
    "{n} {victims} were abducted on the road to {town} {day}; nobody has said who did it.",
    "The school year began three weeks late, and {m} pupils share {n} rooms.",
)  # fmt: skip
_FEWEST, _MOST = 9, 24


def synthetic(count: int, *, first: int = 0) -> Iterator[tuple[str, str, str, date]]:
    """(name, text, publisher, day) of so many reports; the same for the same number, always."""
    for number in range(first, first + count):
        draw = random.Random(number)  # noqa: S311 - chance for made-up data, not for secrets
        day = date(2020, 1, 1) + timedelta(draw.randrange(1_000))
        kept = draw.choices(_SENTENCES, k=draw.randrange(_FEWEST, _MOST))
        told = [_sentence(sentence, draw) for sentence in kept]
        paragraphs = [" ".join(told[at : at + 3]) for at in range(0, len(told), 3)]
        yield f"synthetic-{number:07}", "\n\n".join(paragraphs), draw.choice(_OUTLETS), day


def _sentence(form: str, draw: random.Random) -> str:
    words = form.format(
        place=draw.choice(_PLACES),
        town=draw.choice(_PLACES),
        side=draw.choice(_SIDES),
        other=draw.choice(_SIDES),
        teller=draw.choice(_TELLERS),
        day=draw.choice(_DAYS),
        victims=draw.choice(_VICTIMS),
        n=draw.randrange(2, 80),
        m=draw.randrange(80, 900),
    )
    return words[0].upper() + words[1:]
