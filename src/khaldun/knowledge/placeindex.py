"""The form of an index of places: an SQLite file of places and the keys of their names.

place   one row a place; coordinates in 1e-5 degrees; `ref` only for ours
region  names of first-level provinces
name    (key, place): plain keys; soft keys begin with "~", keys of short forms end with a
        point, peoples' begin with "^" (see `spelling`)
shape   (skeleton, soft key): only for countries whose names are transliterated
meta    the hash of everything that went in, and whose the data is
"""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from khaldun.errors import KnowledgeError
from khaldun.knowledge.spelling import plain_key, skeleton, soft_key

SCHEMA = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, ref TEXT, name TEXT NOT NULL, lat INTEGER NOT NULL, lon INTEGER NOT NULL,
  feature TEXT NOT NULL, country TEXT, region INTEGER, population INTEGER NOT NULL,
  within_km REAL NOT NULL, weight INTEGER NOT NULL,
  known INTEGER NOT NULL
) STRICT;
CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE name (key TEXT, place INTEGER, PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
CREATE TABLE shape (shape TEXT, key TEXT, PRIMARY KEY (shape, key)) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
#: Coordinates are kept as whole numbers of this part of a degree.
SCALE = 100_000
#: Countries whose names reach English reports by transliteration: they get soft keys and shapes.
TRANSLITERATED = frozenset(
    "AE AF AM AZ BD BH BY DJ DZ EG EH ER ET GE IL IQ IR JO KG KW KZ LB LY MA MM MR OM PK PS QA RU"
    " SA SD SO SS SY TD TJ TM TN TR UA UZ YE CF ML NE KM XK".split()
)
#: Alternate names are kept in scripts in which reports of conflicts are found; the rest (some
#: 400,000 names in CJK and Indic scripts) would double the file.
_SCRIPTS = re.compile(r"[a-zA-ZÀ-ɏḀ-ỿͰ-ϿЀ-ԯ԰-֏֐-׿؀-ۿݐ-ݿႠ-ჿ'’‘`´ʻʼʾʿ.,\-/() 0-9]+")
#: Bytes of an index that are mapped into memory and not read page by page: all of ours, 29 MB.
_MAPPED = 64 << 20
#: Skeletons of fewer consonants prove nothing.
_SKELETON_FLOOR = 4


def wanted(name: str) -> bool:
    """Whether an alternate name can stand in a report: no codes ("ALP"), no bare romanisations."""
    if len(name) < 3 or (len(name) <= 4 and name.isupper() and name.isascii()):
        return False
    return not (name[0].isascii() and name[0].islower()) and bool(_SCRIPTS.fullmatch(name))


def city_size(population: int) -> str:
    """The kind of a settlement of so many people."""
    return "city" if population >= 100_000 else "town" if population >= 5_000 else "village"


def keys_of(names: Iterable[str], *, soft: bool) -> tuple[set[str], set[tuple[str, str]]]:
    """The keys of names, and their shapes; soft ones only where `soft` is set."""
    keys: set[str] = set()
    shapes: set[tuple[str, str]] = set()
    for name in names:
        plain, softer = plain_key(name), soft_key(name) if soft else ""
        keys.add(plain)
        if softer and softer != plain:
            keys.add(f"~{softer}")
        if softer and len(skeleton(softer)) >= _SKELETON_FLOOR:
            shapes.add((skeleton(softer), softer))
    return keys - {""}, shapes


def opened(path: Path) -> sqlite3.Connection:
    """An index, to be read only, by a program that never sees it change."""
    index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    index.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return index


def digest_of(index: sqlite3.Connection) -> str:
    """The hash of all that an index was made of.

    Raises:
        KnowledgeError: the file is no index; names it.
    """
    try:
        (digest,) = index.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
    except (sqlite3.DatabaseError, TypeError) as fault:
        raise KnowledgeError(f"an index of places is damaged ({fault}); add it anew") from fault
    return str(digest)
