"""Which addresses of the internet may be asked: a rule of our own, and no name is looked up here.

Python's `is_private` and `is_global` change between versions and pass 100.64.0.1, 192.0.0.8 and
64:ff9b::7f00:1 (3.11.7). Here what is public is what IANA's registries of special-purpose addresses
(IPv4: RFC 6890 and later; IPv6: global unicast is 2000::/3) leave over.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from khaldun.errors import RefusedInput

_NOT_PUBLIC_4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/3",
)  # fmt: skip
#: Of the global unicast addresses: protocols, Teredo, documentation, 6to4 (which hold IPv4's).
_NOT_PUBLIC_6 = ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
_GLOBAL_6 = "2000::/3"
#: Where the web is served; other ports belong to other programs.
_PORTS = {80, 443, 8080, 8443}
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
#: What a browser takes out of an address or reads as another mark.
_STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
_SAFE = "!$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address taken apart: `host` in lower-case ASCII, `target` what a server is asked for."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as it is asked for."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(url: str, *, base: Address | None = None) -> Address:
    """The address that a URL names, or, with a base, that a link in its page does.

    Raises:
        RefusedInput: it is not http or https, names a user, or no host or port of the web.
    """
    try:
        url = urljoin(base.url, url) if base else url
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode().lower().rstrip(".")
    except (ValueError, UnicodeError) as error:
        raise RefusedInput(f"{url!a}: no address of the web: {error}") from error
    if _STRANGE.search(url) or parts.scheme not in {"http", "https"}:
        raise RefusedInput(f"{url!a}: only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise RefusedInput(f"{url!a}: it names a user or a password; take them out")
    if port not in _PORTS:
        raise RefusedInput(f"{url!a}: port {port} is none of the web's")
    if not (_HOST.fullmatch(host) or _literal(host)):
        raise RefusedInput(f"{url!a}: {host!a} is no name of a host")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    target = (quote(parts.path, safe=_SAFE) or "/") + query
    return Address(scheme=parts.scheme, host=host, port=port, target=target)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet; False for all that is none."""
    found = _literal(address)
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in ipaddress.IPv4Network(network) for network in _NOT_PUBLIC_4)
    if isinstance(found, ipaddress.IPv6Address) and found in ipaddress.IPv6Network(_GLOBAL_6):
        return not any(found in ipaddress.IPv6Network(network) for network in _NOT_PUBLIC_6)
    return False


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        # A zone ("fe80::1%eth0") is of this machine.
        return None if "%" in host else ipaddress.ip_address(host)
    except ValueError:
        return None
