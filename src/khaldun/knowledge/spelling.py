"""Keys of place names: what stays the same however a name is written in Latin letters.

Three keys, from strict to loose:

- `plain_key`: case, diacritics, marks and spaces dropped; other scripts transliterated.
- `soft_key`: also articles and the spelling habits of English, French and German writers of Arabic,
  Kurdish, Persian, Turkic and Slavic names (ou/u, ee/i, q/k, dh/d, Tell/Tal, Deir/Dayr …).
- `skeleton`: the consonants of a soft key alone; two of these agreeing proves little, so that
  who uses it must also compare the soft keys (`likeness`).

Keys are for look-ups only: no span of a report is ever taken from one.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

#: Straight and curly apostrophes, primes, hamza and ayn as written in transliterations.
_MARKS = re.compile(r"['’‘`´ʼʻʿʾ′ˈ\"“”]")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")

#: The Arabic article before a word, in its own script; joined to the word, unlike in Latin.
_ARABIC_ARTICLE = re.compile(r"(?:^|(?<=\s))ال(?=\w{2})")
#: The article and its assimilated forms, as a word of its own ("ad Dana", "ez-Zor").
_ARTICLES = frozenset(
    "al el ul il ad ed as es ash esh az ez an en ar er at et ath eth adh edh".split()
)
_FIRST_ARTICLE = re.compile(rf"\A(?:{'|'.join(sorted(_ARTICLES))})[ -]+(?=\S)", re.IGNORECASE)
#: An assimilated article written as one with its word: "Ezzor", "Assafira".
_GLUED_ARTICLE = re.compile(r"^[ae](?:([dstznr])(?=\1)|sh(?=sh)|dh(?=dh)|th(?=th))")

#: Words that head place names, and every way in which reports write them.
_HEADS = {
    variant: head
    for head, variants in {
        "tal": "tell tal tel tall til tl",
        "der": "deir dayr der dair deyr deer dyr",
        "kafr": "kafr kfar kafar kefar kufr kafer kfer kefr kfr",
        "ras": "ras raas rass",
        "jabal": "jabal jebel jabel djebel gebel gabal jebal djabal jbl",
        "um": "um umm om oum oumm",
        "ain": "ain ayn ein ayin aayn aein ayyn",
        "abu": "abu abou abo abi aboo",
        "shekh": "sheikh shaykh sheik shaikh sheykh cheikh shekh shiekh sheihk",
        "kirba": "khirbet khirbat kherbet kherbat khirba khirbah khurbet kirbet",
        "bet": "beit bayt bait bet beyt",
        "bani": "bani beni banu",
        "wadi": "wadi oued wad ouadi",
        "burj": "burj bourj borj burdj",
        "kala": "qalat qalaat kalaat kalat qala qalah qalaah",
        "nahr": "nahr nahar",
        "zur": "zor zur zour zawr zoor",
        "saint": "saint st sankt",
        "mount": "mount mt",
    }.items()
    for variant in variants.split()
}

#: Rewritings in order; each says which writers' habits it undoes. Before each stands what its words
#: have in common, which is looked for in a tenth of the time.
_SOFTER = [
    (sign, re.compile(pattern), reply)
    for sign, pattern, reply in (
        ("tch", r"tch", "ch"),  # French
        ("dj", r"dj", "j"),
        ("zh", r"zh", "z"),
        ("gh", r"gh", "g"),
        ("dh", r"dh", "d"),
        ("th", r"th", "t"),
        ("kh", r"kh", "k"),
        ("ck", r"ck", "k"),
        ("q", r"q", "k"),
        ("ph", r"ph", "f"),
        ("uw", r"uw(?=[aeiou])", "w"),
        ("", r"w?oo|ou|uw|w(?=[^aeiouy]|$)", "u"),
        ("", r"a[uo]|ow", "u"),
        ("ie", r"ie(?=[^aeiouy]|$)", "i"),
        ("", r"ee|iyy?|yi|ii", "i"),
        ("", r"a[iy]|e[iy]", "e"),
        ("ae", r"ae", "e"),
        ("y", r"y(?=[^aeiou]|$)", "i"),
        ("y", r"y(?=[aeiou])", "i"),
        ("", r"([a-z])\1+", r"\1"),  # Kurdish, German: doubled letters
        ("o", r"(?<=[^aeiou])o", "u"),  # Arabic has one sound for both
        ("", r"(?<=..)[ae]h?$", "a"),  # the feminine ending: Hasakah, Hasakeh, Hasaka
        ("ia", r"(?<=.)ia$", "a"),  # Hasiya, Hasia
    )
]
#: Letters of the longest abbreviation ("Calif.", "Penn.").
_SHORTENED = 5
_VOWELS = re.compile(r"[aeiouy]")


@lru_cache(maxsize=4)  # asked for by each key of a name
def _latin(name: str) -> str:
    """The name in lower-case ASCII letters with its marks gone."""
    if not name.isascii():
        name = _ARABIC_ARTICLE.sub("", name)
        name = unicodedata.normalize("NFKD", _MARKS.sub("", name))
        name = anyascii("".join(c for c in name if not unicodedata.combining(c)))
    return _MARKS.sub("", name).lower()


@lru_cache(maxsize=1 << 13)
def plain_key(name: str) -> str:
    """Letters and digits of the name alone: "Sana'a" and "Sanaa", "Khan Sheikhoun", one word."""
    return _NOT_LETTERS.sub("", _latin(name))


def short_key(name: str) -> str:
    """The key of an abbreviation, whose point tells it from a word ("La.", "W.Va."); else empty."""
    plain = plain_key(name)
    return f"{plain}." if name.endswith(".") and 1 < len(plain) <= _SHORTENED else ""


def people_key(name: str) -> str:
    """The key of a people's name ("Russians"), kept apart from the names of places."""
    plain = plain_key(name)
    return f"^{plain.removesuffix('s') if len(plain) > _SHORTENED else plain}"


def without_article(name: str) -> str:
    """The name without the Arabic article before its first word."""
    return _FIRST_ARTICLE.sub("", name)


@lru_cache(maxsize=65_536)
def soft_key(name: str) -> str:
    """The name without what differs between writers; empty where nothing is left."""
    words = _NOT_LETTERS.sub(" ", _latin(name)).split()
    kept = [word for word in words if word not in _ARTICLES] or words
    kept = kept[:1] + [_GLUED_ARTICLE.sub("", word) for word in kept[1:]]
    return "".join(_soften(word) for word in kept)


@lru_cache(maxsize=65_536)
def _soften(word: str) -> str:
    head = _HEADS.get(word)
    if head:
        return head
    for sign, pattern, reply in _SOFTER:
        if sign in word:
            word = pattern.sub(reply, word)
    return word


def skeleton(soft: str) -> str:
    """The consonants of a soft key (a first vowel stays as "a"): "kan shekun" gives "knshkn"."""
    body = _VOWELS.sub("", soft[1:])
    first = "a" if soft[:1] in set("aeiouy") else soft[:1]
    return first + body


def likeness(left: str, right: str) -> float:
    """1 for equal keys, less for each letter to add, drop or change, 0 for nothing in common."""
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    return 1 - _edits(left, right) / longest if longest else 0.0


def _edits(left: str, right: str) -> int:
    """How many letters to add, drop or change (Levenshtein)."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b)),
            )
    return row[-1]
