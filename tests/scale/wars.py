"""A made-up war in three villages and four days: whatever is told meets, and much is copied."""

from datetime import date, timedelta
from random import Random
from typing import Any

from incident_cases import Told, blame, card, figure, tell

VILLAGES = (("Tel Amal", 35.0, 40.0, 3.0), ("Barid", 35.3, 40.3, 3.0), ("Dorna", 35.1, 40.1, 40.0))


def war(reports: int, seed: int = 0) -> list[Told]:
    """Reports of one to three incidents each; two in five reprint one of five texts."""
    draw = Random(seed)
    return [_report(number, draw) for number in range(reports)]


def _report(number: int, draw: Random) -> Told:
    cards = [_card(number, draw) for _ in range(draw.randint(1, 3))]
    if draw.random() < 0.4:
        text = draw.randrange(5)
        words = " ".join(f"t{text}x{n}" for n in range(draw.choice((60, 90))))
        cards.append(card(words, kind="protest", figures=[]))
    return tell(f"paper {number}", *cards, publisher=f"press {draw.randrange(5)}")


def _card(number: int, draw: Random) -> dict[str, Any]:
    day = str(date(2024, 5, 6) + timedelta(draw.randrange(4)))
    toll = draw.choice((2, 15, 15, 40))
    noise = " ".join(f"w{draw.randrange(60)}" for _ in range(12))
    return card(
        f"{number}: jets hit {toll} {noise}.",
        place=draw.choice(VILLAGES) if draw.random() < 0.9 else None,
        days=(day, day) if draw.random() < 0.8 else None,
        kind=draw.choice(("airstrike", "airstrike", "shelling", "aggregate")),
        figures=[figure(toll, *draw.choice(((), ("Amal Watch",))))],
        by=[blame("Syrian army")] if draw.random() < 0.3 else [],
    )
