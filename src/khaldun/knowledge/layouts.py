"""How pages of outlets and threads of comment systems are laid out, from `data/layouts.toml`.

The head of that file says what an entry may hold. Analysts edit it; this module checks it.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from khaldun.errors import KnowledgeError

_FILE = "layouts.toml"
_COMPOUND = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<marks>(?:[.#][\w-]+)*)")
_MARK = re.compile(r"[.#][\w-]+")
_COMMENTS = ("comment", "author", "posted", "words")
_THREAD, _OUTLET = ("area", *_COMMENTS), ("title", "date", "body", *_COMMENTS)
_TOLD = {"host", "from", "until", "day", "golden", "why", "name"}

#: What an element of these names ("div", ".post", "#p1") is, and by which layout.
Role = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One entry. A selector is its compounds, each as the names that an element must have."""

    name: str
    selectors: Mapping[str, tuple[frozenset[str], ...]]
    host: str = ""
    since: date = date.min
    until: date = date.max
    day: str = ""
    golden: str = ""

    def read_day(self, words: str) -> date | None:
        """A date as this outlet writes it; None for any other words."""
        if not self.day:
            return None
        try:
            return datetime.strptime(words, self.day).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layouts:
    """All that is known of them. `digest` is the file's."""

    threads: tuple[Layout, ...]
    outlets: tuple[Layout, ...]
    digest: str

    @staticmethod
    @cache
    def open() -> "Layouts":
        """The layouts that ship with Khaldun, read once.

        Raises:
            KnowledgeError: the file breaks its rules; names the entry.
        """
        content = files("khaldun.knowledge").joinpath("data", _FILE).read_bytes()
        return Layouts.parse(content)

    @staticmethod
    def parse(content: bytes) -> "Layouts":
        """The layouts of a file; raises as `open` does."""
        try:
            table = tomllib.loads(content.decode("utf-8"))
        except ValueError as error:
            raise KnowledgeError(f"{_FILE}: {error}") from error
        threads = tuple(_layout(entry, _THREAD) for entry in table.get("thread", ()))
        outlets = tuple(_layout(entry, _OUTLET) for entry in table.get("outlet", ()))
        _require_apart(threads, outlets)
        digest = hashlib.sha256(content).hexdigest()
        return Layouts(threads=threads, outlets=outlets, digest=digest)

    def of_host(self, url: str | None) -> tuple[Layout, ...]:
        """The layouts of the outlet that has this address, whatever their days."""
        try:
            host = urlsplit(url or "").hostname or ""
        except ValueError:
            host = ""
        return tuple(one for one in self.outlets if f".{host}".endswith(f".{one.host}"))

    def roles(self, names: frozenset[str]) -> tuple[Role, ...]:
        """What an element of these names may be, by each layout."""
        return tuple(
            (layout.name, role)
            for layout in (*self.threads, *self.outlets)
            for role, selector in layout.selectors.items()
            if any(compound <= names for compound in selector)
        )


def _layout(entry: Mapping[str, Any], roles: Iterable[str]) -> Layout:
    name = entry.get("name")
    needed = "body" if "body" in roles else "area"
    if not name or not entry.get(needed) or not set(entry) <= {*roles, *_TOLD}:
        raise KnowledgeError(f"{_FILE}: {name or entry!r}: it needs a name and `{needed}`, "
                             f"and may hold {', '.join(sorted({*roles, *_TOLD}))}")  # fmt: skip
    if needed == "body" and not entry.get("host"):
        raise KnowledgeError(f"{_FILE}: {name!r}: an outlet needs its host")
    return Layout(
        name=name,
        selectors={role: _selector(entry[role], name) for role in roles if role in entry},
        host=entry.get("host", ""),
        since=entry.get("from", date.min),
        until=entry.get("until", date.max),
        day=entry.get("day", ""),
        golden=entry.get("golden", ""),
    )


def _selector(words: str, name: str) -> tuple[frozenset[str], ...]:
    found = []
    for compound in map(str.strip, words.lower().split(",")):
        match = _COMPOUND.fullmatch(compound)
        if not compound or not match:
            raise KnowledgeError(
                f"{_FILE}: {name!r}: {compound!r} is no tag, .class, #id or compound of them"
            )
        found.append(frozenset(_MARK.findall(match["marks"])) | ({match["tag"]} - {None}))
    return tuple(found)


def _require_apart(threads: tuple[Layout, ...], outlets: tuple[Layout, ...]) -> None:
    names = [layout.name for layout in (*threads, *outlets)]
    if len(set(names)) != len(names):
        raise KnowledgeError(f"{_FILE}: two entries have one name; each needs its own")
    for number, one in enumerate(outlets):
        for other in outlets[:number]:
            if one.host == other.host and one.since <= other.until and other.since <= one.until:
                raise KnowledgeError(f"{_FILE}: {one.name!r} and {other.name!r} share days")
