"""What is watched, as a TOML file says it.

    case = "my-case"             # the folder of the investigation, from where this file is
    every = 900                  # seconds from one cycle to the next
    proxy = "127.0.0.1:9050"     # SOCKS 5, where there is one

    [[outlet]]
    publisher = "The Example Courier"
    feeds = ["https://courier.example/rss", "https://courier.example/sitemap.xml"]
    pages = ["https://courier.example/live"]    # looked at in every cycle
    pause = 5.0                  # seconds between two requests, at least
    again = [1, 6, 24]           # hours after its first capture at which a page is looked at again
    retry = [0.25, 1, 6, 24]     # hours after it first failed at which a page is tried again
    most = 50                    # new pages in one cycle

`case` and one outlet with feeds or pages are needed; the rest is as shown, without a proxy.
"""

import tomllib
from pathlib import Path

import msgspec

from khaldun.errors import InputError


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is watched of one publisher; `pause` in seconds, `again` and `retry` in hours."""

    publisher: str
    feeds: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    pause: float = 5.0
    again: tuple[float, ...] = (1, 6, 24)
    retry: tuple[float, ...] = (0.25, 1, 6, 24)
    most: int = 50


class Watch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; `every` in seconds."""

    case: str
    outlet: tuple[Outlet, ...]
    every: float = 900.0
    proxy: str | None = None


def read_watch(path: Path) -> Watch:
    """The watch that a file describes; its `case` is a path from here.

    Raises:
        InputError: it cannot be read, or breaks the rules; names the file and the rule.
    """
    try:
        watch = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Watch)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the path") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(f"{path}: {error}") from error
    if not any(outlet.feeds or outlet.pages for outlet in watch.outlet):
        raise InputError(f"{path}: no outlet has feeds or pages; name one")
    return msgspec.structs.replace(watch, case=str(path.parent / watch.case))
