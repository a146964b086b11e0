"""The language of a report: a fact about it, on which other stages may refuse."""

from functools import cache
from unicodedata import east_asian_width

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Below this many letters a guess is no better than the page's own word (measured by others at
#: .963 on titles, which have about 60 letters).
_ENOUGH = 60
#: A letter of the wide scripts (Chinese, Japanese, Korean) says as much as some three of others.
_WIDE = 3
#: Time grows with the text, the answer does not: paragraphs of 300 letters were right at .981, and
#: in a trial 3,808 English reports and ends of them were told alike by 1,000 letters and by 3,000.
_SAMPLE = 1_000
#: For refusals; of other languages the code is shown.
_NAMES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "my": "Burmese",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


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


def language_name(code: str) -> str:
    """What a language is called in English, for messages."""
    return _NAMES.get(code, f"the language {code!r}")
