"""Numbers as digits and words write them: the pattern that finds one, and what it is worth."""

import re
from fractions import Fraction

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ROUND_NUMBERS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: number for number, word in enumerate(_SMALL_NUMBERS.split())}
TENS = {word: 10 * number for number, word in enumerate(_ROUND_NUMBERS.split(), 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
DOZEN = 12
_MOST_DIGITS = 18

_UNIT = "|".join(word for word in UNITS if word != "zero")
_SCALE = "|".join(SCALES)
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{_UNIT}))?|{_UNIT})"
_WORDED = (
    rf"(?:an? )?(?:half|quarter)(?: of)? an? (?:{_SCALE})"
    rf"|(?:{_SMALL}|an?) (?:{_SCALE})(?:(?: and)? {_SMALL})?"
    rf"(?: (?:hundred|thousand)(?: and)?(?: {_SMALL})?)?"
    rf"|(?:an?|two|three|four|five|six|half an?) dozen|{_SMALL}"
)
#: Thousands apart by a comma or a space that does not break; a point only before a scale word.
_DIGITS = "|".join((
    r"\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+(?!\d)",
    rf"\d+(?:\.\d+)?(?=[ -](?:{_SCALE})\b)",
    r"\d+",
))  # fmt: skip
#: A number as written, for use in a larger pattern that ignores case.
NUMBER = rf"(?:(?:{_DIGITS})(?:[ -](?:{_SCALE})\b)?|\b(?:{_WORDED})\b)"


def parse_number(written: str) -> int | None:
    """The whole number that these words or digits write.

    None where they write no whole number, or one of more digits than any count has.
    """
    if sum(map(str.isdecimal, written)) > _MOST_DIGITS:
        return None
    if written.isdecimal():
        return int(written)  # as most are
    text = re.sub(r"(?<=\d)[,\u00a0\u2009\u202f ](?=\d{3})", "", written.lower().strip())
    text = text.replace("-", " ")
    if part := re.match(r"(?:an? )?(half|quarter)\b", text):
        scales = {**SCALES, "dozen": DOZEN}
        scale = next(value for word, value in scales.items() if word in text)
        return scale // (2 if part[1] == "half" else 4)
    # Fractions, because a float changes "2.3 million" and every number of 16 digits or more.
    total, current, one = Fraction(0), Fraction(0), Fraction(1)
    for word in text.split():
        if word[0].isdecimal():
            current = Fraction(word)
        elif word == "dozen":
            current = (current or one) * DOZEN
        elif word == "hundred":
            current = (current or one) * SCALES[word]
        elif word in SCALES:
            total += (current or one) * SCALES[word]
            current = Fraction(0)
        else:
            current += UNITS.get(word, 0) + TENS.get(word, 0)
    total += current
    return int(total) if total.denominator == 1 and total < 10**_MOST_DIGITS else None
