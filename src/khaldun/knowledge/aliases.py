"""How names are compared: the folding of words, and the index of aliases.

A name is folded word by word, so that an index can be asked at each word of a text. Folding drops
case, diacritics, apostrophes and the Arabic article, writes hyphens as the parting of words, and
settles spellings that differ only by custom. It is for comparing alone: offsets come from words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from anyascii import anyascii

Tokens = tuple[str, ...]

#: How a text must write an alias. "any": as it likes. "capital": with a capital somewhere, since
#: "Dawn" is a paper and "dawn" an hour. "letters": the letters themselves, since "IS" and "LeT"
#: are groups, "is" and "let" words; from four letters on "Nato" may stand for "NATO".
Form = Literal["any", "capital", "letters"]

_ARTICLES = frozenset({"al", "el", "ul"})
#: The article before a sun letter, which only a hyphen tells from the English words.
_ASSIMILATED = frozenset({"ad", "an", "ar", "as", "ash", "at", "az"})
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_PARTS = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"\w+(?:[-'’ʼ.]\w+)*|&")
_DROPPED = str.maketrans("", "", ".'’‘ʼʿʾ`´")
#: Customs of writing, set on the names in the data files: American and British, and the Arabic
#: words for army, legion, front, battalions and movement.
_SPELLINGS = {
    "defense": "defence",
    "center": "centre",
    "organization": "organisation",
    "stabilization": "stabilisation",
    "mobilization": "mobilisation",
    "labor": "labour",
    "program": "programme",
    "armored": "armoured",
    "airforce": "airforces",
    "jaysh": "jaish",
    "jeish": "jaish",
    "jaesh": "jaish",
    "failaq": "faylaq",
    "feilaq": "faylaq",
    "filaq": "faylaq",
    "jabha": "jabhat",
    "kataeb": "kataib",
    "ketaeb": "kataib",
    "haraket": "harakat",
    "hizb": "hezb",
}
#: A name is looked for in so many words; the longest alias of the data has ten.
REACH = 12


class Alias(NamedTuple):
    """A spelling of a party's name. `shared` ones are believed only with the party's country."""

    tokens: Tokens
    party: str
    letters: str
    form: Form
    article: bool = False
    find_only: bool = False
    shared: bool = False


class Head(NamedTuple):
    """The tokens at the head of some words, and the words up to the end of each token.

    `ends` is 0 for a token inside a word: a name ends where a word ends ("US" is no part of
    "US-led").
    """

    tokens: Tokens
    ends: tuple[int, ...]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> Tokens:
    """The tokens of one word as a text has it: none for a mark or a bare article.

    "al-Nusra" and "Nusra" are one; "US-led" is two tokens; "Assad's" loses its ending, and
    "Da'esh" its mark.
    """
    if word == "&":
        return ("and",)
    bare = _POSSESSIVE.sub("", word).translate(_DROPPED)
    plain = bare if bare.isascii() else anyascii(bare).translate(_DROPPED)
    parts = _PARTS.findall(plain.lower())
    if len(parts) > 1 and parts[0] in _ASSIMILATED:
        parts = parts[1:]
    return tuple(_SPELLINGS.get(part, part) for part in parts if part not in _ARTICLES)


def fold_name(name: str) -> Tokens:
    """The tokens of a whole name; marks between its words do not count."""
    return tuple(token for word in split_name(name) for token in fold(word))


def split_name(name: str) -> list[str]:
    """The words of a name."""
    return _WORDS.findall(name)


def letters_of(words: Iterable[str]) -> str:
    """Letters and digits as written, without the marks between them and the possessive ending."""
    return "".join(char for word in words for char in _POSSESSIVE.sub("", word) if char.isalnum())


def head_of(words: Sequence[str], most: int = REACH) -> Head:
    """The head of some words as a name could run through it: a comma or bracket ends it.

    A hyphen or slash between words does not, nor the point after an abbreviation ("U.S."). It ends
    with the word that makes it `most` tokens or more.
    """
    tokens: list[str] = []
    ends: list[int] = []
    for place, word in enumerate(words[:REACH]):
        found = fold(word)
        if not found and not _runs_on(words, place):
            break
        tokens += found
        ends += [0] * (len(found) - 1) + [place + 1] if found else []
        if len(tokens) >= most:
            break
    return Head(tuple(tokens), tuple(ends))


def _runs_on(words: Sequence[str], place: int) -> bool:
    word = words[place]
    if word == ".":
        return place > 0 and "." in words[place - 1]
    return word in {"-", "–", "/"} or word.lower() in _ARTICLES


def aliases_of(party: str, spelling: str) -> list[Alias]:
    """The aliases that one spelling of the data stands for.

    "~" before it: for `find` alone. "?" before it: believed only with the party's country. A
    spelling with a possessive, and one that could take it, stand for themselves without the
    apostrophe too ("Assads forces", "Hezbollahs"), as copied text often loses it.
    """
    name = spelling.lstrip("~?")
    words = split_name(name)
    tokens = fold_name(name)
    letters = letters_of(words)
    base = Alias(
        tokens,
        party,
        letters,
        _form(name, words),
        article=len(tokens) == 1 and len(letters) > len(tokens[0]),
        find_only=spelling.startswith("~"),
        shared=spelling.startswith("?"),
    )
    found = [base]
    if any(_POSSESSIVE.search(word) for word in words):
        kept = tuple(token for word in words for token in fold(_POSSESSIVE.sub("s", word)))
        found.append(base._replace(tokens=kept))
    if tokens and base.form == "capital" and not tokens[-1].endswith("s"):
        found.append(base._replace(tokens=(*tokens[:-1], tokens[-1] + "s")))
    return found


def _form(name: str, words: Sequence[str]) -> Form:
    if name == name.lower():
        return "any"
    letters = "".join(word for word in words if word.lower() not in _ARTICLES)
    inner = any(char.isupper() for char in letters[1:])
    return "letters" if len(words) == 1 and inner and "-" not in name else _joined_form(name)


def _joined_form(name: str) -> Form:
    """So "IS-K" and "PFLP-GC" are acronyms, "Al-Nusra" and "Mai-Mai" names."""
    return "letters" if name.isupper() and " " not in name else "capital"


def is_written(alias: Alias, words: Sequence[str], following: str | None) -> bool:
    """Whether a text writes the alias in its form, with the article if it needs one.

    `following` is the next word: one in capitals tells that the text shouts, and that "IS" and
    "US" are the small words.
    """
    written = letters_of(words)
    if alias.article and len(written) <= len(alias.tokens[0]):
        return False
    if alias.form == "any":
        return True
    if alias.form == "capital":
        return written != written.lower()
    if len(alias.letters) <= 3:
        shouted = following is not None and len(following) > 1 and following.isupper()
        return written == alias.letters and not shouted
    return written == alias.letters or (
        alias.letters.isupper() and written == alias.letters.capitalize()
    )


class AliasIndex:
    """All aliases by their tokens."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        """Aliases of equal tokens keep their order."""
        heads: dict[str, set[int]] = {}
        whole: dict[Tokens, list[Alias]] = {}
        for alias in aliases:
            heads.setdefault(alias.tokens[0], set()).add(len(alias.tokens))
            whole.setdefault(alias.tokens, []).append(alias)
        #: How long the aliases are that begin with a token, the longest first.
        self.heads: Mapping[str, Sequence[int]] = {
            token: sorted(sizes, reverse=True) for token, sizes in heads.items()
        }
        self.whole: Mapping[Tokens, Sequence[Alias]] = whole
        #: What the aliases begin with: the only token of each, or the first two.
        self.openings = frozenset(tokens[:2] for tokens in whole)

    def longest(self, head: Head, words: Sequence[str]) -> tuple[int, str | None]:
        """How many words the longest alias at their head takes, and whose it is."""
        for size in self.heads.get(head.tokens[0], ()):
            for alias in self.whole.get(head.tokens[:size], ()):
                if alias.find_only or alias.shared or len(alias.tokens) != size:
                    continue
                end = head.ends[size - 1]
                following = words[end] if end < len(words) else None
                if end and is_written(alias, words[:end], following):
                    return end, alias.party
        return 0, None

    def exactly(self, name: str) -> Sequence[Alias]:
        """The aliases that a whole name equals after folding; short acronyms keep their case."""
        words = split_name(name)
        return [
            alias
            for alias in self.whole.get(fold_name(name), ())
            if alias.form != "letters"
            or len(alias.letters) > 3
            or letters_of(words) == alias.letters
        ]
