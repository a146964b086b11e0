"""Where a text turns from news prose to its readers talking, with no mark between them.

Each paragraph is scored for signs of a reader's voice and of a reporter's; the turn is the place
from which on the scores sum up highest. Weights are rough log-odds, set by hand on one founding
document with comments and checked for false alarms on the development set; what is quoted inside
a paragraph is not scored, as reporters quote people who say "I".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a voice: positive weights speak for a reader, negative for a reporter.

    `most` is how many times it may count in one paragraph.
    """

    name: str
    weight: float
    pattern: re.Pattern[str]
    most: int = 1


def _words(words: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", flags)


_CASED = re.RegexFlag(0)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
SIGNS: tuple[Sign, ...] = (
    Sign("first person", 1.6, _words(r"I|I['’](?:m|ve|ll|d)|[Mm]e|[Mm]y|mine|myself", _CASED), 3),
    Sign("we", 0.7, _words(r"[Ww]e|[Oo]ur|[Ww]e['’](?:re|ve|ll)|us", _CASED), 2),
    Sign("second person", 1.6, _words(r"you|your|yours|you['’](?:re|ve|ll|d)|u"), 3),
    Sign("contraction", 1.0, _words(
        r"\w+n['’]t|(?:it|that|what|there|here|he|she|who|how|let)['’]s"
        r"|(?:they|we|you)['’](?:re|ve|ll|d)"), 3),
    Sign("question", 1.3, re.compile(r"\?"), 2),
    Sign("exclamation", 1.0, re.compile(r"!"), 2),
    Sign("answer", 2.0, re.compile(
        r"^(?:hello|hi|hey|yes|no|yeah|nope|well|thanks?|thank you|truth|true|lol|haha\w*|aha|wow"
        r"|sorry|partly|exactly|agreed?|sure|okay|ok|oh|right|really|nonsense|good|great)\b[ ,.!:]",
        re.IGNORECASE)),
    Sign("talk of the page", 2.2, _words(
        r"this (?:article|site|page|forum|comment|author)|these pages|the article|your comment"
        r"|(?:the|in) comments?|comments section|fake news|propaganda|trolls?"), 2),
    Sign("abuse", 2.2, _words(
        r"stupid\w*|idiot\w*|morons?|bullshit|shit\w*|damn|dumb\w*|liars?|lies|clowns?|crap"
        r"|ludicrous|ridiculous|pathetic|disgust\w+|f[u#*@]c?k\w*|scum\w*|puppets?|bastards?"
        r"|traitors?|brainwash\w+"), 2),
    Sign("opinion", 1.1, _words(
        r"in my (?:opinion|view)|obviously|certainly|of course|actually|basically|i guess|my guess"
        r"|hopefully|apparently|no doubt|period|the truth|anyway|thinking|seems? to me"
        r"|just (?:a|an|the)|pretty \w+"), 2),
    Sign("advice", 0.9, _words(
        r"should have|must be|needs? to|have to|has to|could have|would have|ought to|better off"),
        2),
    Sign("typed in haste", 1.0, re.compile(
        r" [,.](?: |$)|[.…]{4}|\?[!?]|!!|>\d|\b(?:dont|cant|wont|didnt|im|ive|gonna|wanna|lol|imo"
        r"|btw|thru)\b", re.IGNORECASE), 2),
    Sign("shouting", 1.2, re.compile(r"\b[A-Z]{4,}\b(?: [A-Z]{2,}\b){2,}")),
    Sign("lower-case start", 1.8, re.compile(r"^[a-z]")),
    Sign("no closing mark", 0.8, re.compile(r"[\w,]$")),
    Sign("attribution", -2.2, _words(
        r"said|says|told|reported|reports|announced|according to|added|stated|noted|citing|quoted"
        r"|declared|tweeted|pointed out|confirmed|claimed responsibility"), 2),
    Sign("institution", -1.0, _words(
        r"spokes(?:man|woman|person)|news agency|observatory|ministry|monitor(?:ing group)?"
        r"|officials?|correspondent|statement|sources?"), 2),
    Sign("day of the news", -0.9, _words(
        rf"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in (?:{_MONTHS})|\d{{1,2}} (?:{_MONTHS})"
        r"|yesterday"), 2),
)  # fmt: skip

#: What a paragraph that shows nothing speaks for: that the voice goes on as it was.
_NO_SIGN = -0.4
#: A paragraph that repeats words of an earlier one is a reply to it.
_REPLY = 3.0
#: How many words in a row make a repeat: names and stock phrases of the news are shorter.
_REPEAT = 8
#: The sum that the readers' side must reach, its mean per paragraph, and what the news before it
#: must at most come to. The founding document has 165, 5.3 and -19. Of 504 press articles cut into
#: 5,883 sentences, each taken for a paragraph, 9 have a part that passes all three: invitations
#: to follow and subscribe, and one reporter's question.
_LEAST_SUM, _LEAST_MEAN, _MOST_BEFORE = 8.0, 0.8, -2.0
#: Quoted speech; a paragraph that opens a quotation and does not close it goes on in the next.
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"|^[“\"][^”\"]*$")
_WORD = re.compile(r"\w+")


def score(paragraph: str) -> float:
    """How much more a paragraph sounds like a reader than like a reporter; 0 is undecided."""
    words = _QUOTED.sub(" ", paragraph).strip()
    total, seen = 0.0, False
    for sign in SIGNS:
        hits = 0
        for _ in sign.pattern.finditer(words):
            hits += 1
            if hits == sign.most:
                break
        seen = seen or bool(hits)
        total += sign.weight * hits
    return total if seen else _NO_SIGN


def find_turn(paragraphs: Sequence[str]) -> int | None:
    """The first paragraph of the readers' comments, or None where one voice speaks to the end.

    `paragraphs` are those of body and possible comments, headline and captions left out. There
    must be news before the turn: a column in the first person is not taken for comments.
    """
    if len(paragraphs) < 2:
        return None
    scores = [score(paragraph) for paragraph in paragraphs]
    for i in _repeats(paragraphs):
        scores[i] += _REPLY
    best, at, total = 0.0, None, 0.0
    for i in range(len(scores) - 1, 0, -1):
        total += scores[i]
        if total > best:
            best, at = total, i
    if at is None or best < _LEAST_SUM or best < _LEAST_MEAN * (len(scores) - at):
        return None
    return at if sum(scores[:at]) <= _MOST_BEFORE else None


def group(paragraphs: Sequence[str]) -> list[int]:
    """The number of the comment that each paragraph belongs to, from 1.

    Without marks this is a guess: a paragraph goes on with the comment before it where it begins
    as a continuation, where both are long as in an essay, both begin in lower case, or where the
    one before only quotes what it answers.
    """
    quotes = _repeats(paragraphs)
    numbers: list[int] = []
    for i, paragraph in enumerate(paragraphs):
        goes_on = i > 0 and _goes_on(paragraphs[i - 1], paragraph, quoted=i - 1 in quotes)
        numbers.append(numbers[-1] + (not goes_on) if numbers else 1)
    return numbers


_CONTINUES = re.compile(r"(?:And|So|Another|Also|Then|Besides|Moreover|Finally)\b")
#: Essays among the comments of the founding document have paragraphs of 400 to 1,300 letters.
_ESSAY = 400


def _goes_on(before: str, paragraph: str, *, quoted: bool) -> bool:
    if quoted and len(before) < 120 and not before.rstrip().endswith(("?", "!")):
        return True
    if before[:1].islower() and paragraph[:1].islower():
        return True
    both_long = len(before) >= _ESSAY and len(paragraph) >= _ESSAY
    return both_long or bool(_CONTINUES.match(paragraph))


def _repeats(paragraphs: Sequence[str]) -> set[int]:
    """The paragraphs that repeat a run of words of an earlier one, and add their own."""
    earlier: set[tuple[str, ...]] = set()
    found: set[int] = set()
    for i, paragraph in enumerate(paragraphs):
        words = tuple(_WORD.findall(paragraph.lower()))
        runs = {words[j : j + _REPEAT] for j in range(len(words) - _REPEAT + 1)}
        if not earlier.isdisjoint(runs) and not runs <= earlier:
            found.add(i)
        earlier |= runs
    return found
