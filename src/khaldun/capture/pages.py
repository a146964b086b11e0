"""Pages that were fetched, kept as WARC files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from khaldun.capture import warc
from khaldun.capture.store import Store
from khaldun.errors import InputError, RefusedInput
from khaldun.records import Capture

#: How a capture came that was fetched by us.
METHOD = "web"
_PAYLOAD = "WARC-Payload-Digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was fetched for an address: all exchanges on the way, the page's own last.

    `url` is the address that was asked for first, under which the page is known.
    """

    url: str
    exchanges: tuple[warc.Exchange, ...]

    @property
    def at(self) -> datetime:
        """When the page itself was asked for."""
        return self.exchanges[-1].at

    @property
    def payload(self) -> str:
        """The digest of its body: what has the same one has not changed."""
        return warc.digest(self.exchanges[-1].body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A file or address that gave no bytes: refused by rule or failed, and why."""

    location: str
    state: Literal["refused", "failed"]
    reason: str

    @classmethod
    def of(cls, location: str, error: InputError) -> Self:
        """What an input ends as that raised this."""
        state: Literal["refused", "failed"] = (
            "refused" if isinstance(error, RefusedInput) else "failed"
        )
        return cls(location=location, state=state, reason=str(error))


def keep(page: Page, *, store: Store, run: str) -> Capture:
    """Keep a page's WARC file and say how it came; the page's own headers stand beside it."""
    content = warc.write(page.exchanges, software="Khaldun", at=page.at)
    return Capture(
        id=store.put(content),
        location=page.url,
        media_type=warc.MEDIA_TYPE,
        size=len(content),
        captured_at=page.at,
        method=METHOD,
        run=run,
        headers=((_PAYLOAD, page.payload), *page.exchanges[-1].headers),
    )


def unchanged(page: Page, earlier: Capture | None) -> Capture | None:
    """The earlier capture of the same address, if it holds the same body."""
    same = earlier is not None and dict(earlier.headers).get(_PAYLOAD) == page.payload
    return earlier if same else None
