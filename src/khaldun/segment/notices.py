"""What a text says of itself: that it was corrected, or that it speaks to programs.

A correction has two states of a count, the one that was withdrawn and the one that stands. A
paragraph that holds a count and says what was withdrawn is set aside from what is read, so that
this is no claim of the report; and any correction is flagged, so that a person looks at both.
"""

import re
from dataclasses import replace

from khaldun.records import Passage
from khaldun.segment.draft import Draft

CORRECTED = "a correction of its own"
TO_MACHINES = "text addressed to machines"

_PIECE = r"(?:article|story|report|post|item|page|text|piece|headline|dispatch)"
_CORRECTION = re.compile(
    rf"\W{{0,3}}(?:(?:correction|clarification|corrects|editor['’]s? note)s?\b[^.]{{0,40}}?[:—–-]"
    rf"|(?:an )?(?:earlier|previous|original|prior) (?:version|edition)s? of this {_PIECE}\b"
    rf"|this {_PIECE} (?:was|has been) (?:amended|corrected|edited)\b"
    rf"|this (?:is a )?(?:corrected version|correction)\b)",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"\b(?:earlier|previous|original(?:ly)?|prior|incorrect(?:ly)?|wrong(?:ly)?|misstated|withdrawn"
    r"|erroneous(?:ly)?|mistaken(?:ly)?|in error|first (?:written|published)|not \w+ as|amended"
    r"|corrected|rather than|instead of)\b|\bnot \d",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty"
    r"|dozens?|scores?|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
#: A notice is a paragraph; what is longer is the story with a notice before it.
_LONGEST = 800
_INSTRUCTION = re.compile(
    r"\b(?=[adfinsy])(?:"
    r"(?:ignore|disregard|forget) (?:all |any |the |your |these ){0,3}"
    r"(?:previous|prior|above|earlier|preceding|other) (?:instructions?|prompts?|rules|context)\b"
    r"|you are (?:now )?an? (?:ai|artificial intelligence|(?:large )?language model|chatbot)\b"
    r"|(?:attention|note to|instructions? (?:to|for)) (?:all )?"
    r"(?:ai|llms?|language models?|chatbots?|automated readers?)\b"
    r"|as an? (?:ai|language) (?:language )?(?:model|assistant)\b|system prompt\b)"
    r"|<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?INST\]",
    re.IGNORECASE,
)


def find_notices(draft: Draft) -> Draft:
    """The draft with corrections set aside as boilerplate, and both kinds of notice flagged."""
    flags = set(draft.flags)
    if _INSTRUCTION.search(draft.text):
        flags.add(TO_MACHINES)
    notices = [passage for passage in draft.passages if _is_correction(passage, draft.text)]
    if notices:
        flags.add(CORRECTED)
    passages = tuple(
        replace(passage, kind="boilerplate", author=None)
        if passage in notices and _withdraws(draft.text[passage.start : passage.end])
        else passage
        for passage in draft.passages
    )
    if flags == set(draft.flags):
        return draft
    return replace(draft, passages=passages, flags=tuple(sorted(flags)))


def _withdraws(words: str) -> bool:
    """Whether a notice holds a count, and says that something no longer holds."""
    return bool(_COUNT.search(words) and _WITHDRAWN.search(words))


def _is_correction(passage: Passage, text: str) -> bool:
    told = passage.kind in {"body", "caption", "subheading"}
    short = passage.end - passage.start <= _LONGEST
    return told and short and bool(_CORRECTION.match(text, passage.start))
