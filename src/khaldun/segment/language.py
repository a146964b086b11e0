"""The language of a report: a fact about it, on which other stages may refuse."""

from functools import cache
from unicodedata import east_asian_width

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Below this many letters a guess is no better than the page's own word (measured by others at
#: .963 on titles, which have about 60 letters).
_ENOUGH = 60
#: A letter of the wide scripts (Chinese, Japanese, Korean) says as much as some three of others.
_WIDE = 3
#: Time grows with the text, the answer does not: paragraphs of 300 letters were right at .981.
_SAMPLE = 3_000


@cache
def _identifier() -> LanguageIdentifier:
    """The model, read from the package's data once per process (0.7 s)."""
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _weight(letter: str) -> int:
    return _WIDE if east_asian_width(letter) in ("W", "F") else 1


def find_language(text: str, *, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language, or None where there is too little to tell.

    `declared` is what the page says; with enough text the words themselves go before it, as pages
    often keep their template's language.
    """
    sample = text[:_SAMPLE]
    # The first letters are enough to tell, but for a text that hardly has any.
    heads = (sample[: 2 * _ENOUGH], sample)
    if all(sum(map(_weight, filter(str.isalpha, head))) < _ENOUGH for head in heads):
        return declared
    code: str = _identifier().classify(sample)[0]
    return code
