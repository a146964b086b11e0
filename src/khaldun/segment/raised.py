"""Which raised or lowered words are no part of the number before them."""

import re

#: What is raised and still belongs to the number before it: 12th, 1er, 2º, 3ème.
ORDINAL = re.compile(r"(?:st|nd|rd|th|e|er|re|ère|ème|eme|nde?|º|ª)\.?", re.IGNORECASE)
#: Longer raised text than this is no footnote mark, unless it holds a digit.
_MARK_LENGTH = 2


def leaves_flow(words: str) -> bool:
    """Whether raised words leave the flow: marks and powers do, endings of ordinals do not."""
    words = words.strip()
    bare = words.strip("[](){}*†‡ ")
    if ORDINAL.fullmatch(bare) and not words.startswith(("[", "(")):
        return False
    return len(bare) <= _MARK_LENGTH or any(map(str.isnumeric, bare))
