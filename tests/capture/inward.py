"""Addresses that must never be connected to, in the forms in which they are hidden."""

_FOUR = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.254",
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "169.254.0.1", "169.254.169.254",
    "169.254.170.2", "172.16.0.1", "172.31.255.254", "192.0.0.8", "192.0.0.170", "192.0.2.1",
    "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.254",
    "192.175.48.1", "198.18.0.1", "198.19.255.254", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
_SIX = (
    "::", "::1", "::7f00:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::",
    "2001:db8::1", "2001:10::1", "2001:20::1", "2002:7f00:1::", "2002:a00:1::1",
    "2002:a9fe:a9fe::", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff01::1", "ff02::1", "ff05::2",
    "0:0:0:0:0:0:0:1", "::ffff:0.0.0.0", "::ffff:192.168.1.1", "4000::1",
)  # fmt: skip
#: As programs and browsers read numbers: short, decimal, octal, hexadecimal, in other digits.
_FORMS = (
    "127.1", "127.0.1", "0", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0x7f.0.0.1",
    "0177.0.0.1", "0177.1", "0177.0.0.0x1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.０.０.１",
    "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
    "0xa9.254.0xa9.254", "169.254.43518", "025177524776", "167772161", "0xa.1", "012.1",
    "3232235521", "0xc0.168.1",
    "0300.0250.0.1", "192.168.1", "00000177.0.0.1", "0x7f.0x0.0x0.0x1", "①②⑦.1",
)  # fmt: skip
#: No addresses of the web at all.
_OTHERS = (
    "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:11211/_stats",
    "dict://127.0.0.1:11211/", "data:text/html,hello", "javascript:alert(1)", "//127.0.0.1/",
    "http:///etc", "http://", "https:127.0.0.1", "http://user@example.org/",
    "http://user:password@example.org/", "http://example.org@127.0.0.1/",
    "http://127.0.0.1\\@example.org/", "http://example.org:22/", "http://example.org:25/",
    "http://example.org:6379/", "http://example.org:11211/", "http://example.org:99999/",
    "http://exa mple.org/", "http://example.org\t/", "http://example.org/\r\nHost: inside",
    "http://exam\x00ple.org/", "http://[::1", "http://[::1%25lo]/", "http://[fe80::1%eth0]/",
    "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/", "jar:http://127.0.0.1!/",
    "http://127.0.0.1#@example.org/", "http://%31%32%37.0.0.1/", "http://localhost%00.org/",
)  # fmt: skip
#: Names that a resolver sends inward, by the answers it gives.
NAMES: dict[str, list[list[str]]] = {
    "localhost": [["127.0.0.1", "::1"]],
    "inside.example": [["10.0.0.7"]],
    "metadata.example": [["169.254.169.254"]],
    "mixed.example": [["93.184.215.14", "127.0.0.1"]],
    "six.example": [["::ffff:10.0.0.1"]],
    "shared.example": [["100.64.7.7"]],
    "nowhere.example": [[]],
    # A zone is no address of the public internet.
    "zone.example": [["fe80::1%eth0"]],
}
URLS = (
    *(f"http://{host}/" for host in (*_FOUR, *_FORMS, *NAMES)),
    *(f"http://[{host}]/" for host in _SIX),
    *(f"https://{host}:8443/x" for host in _FOUR[::4]),
    *_OTHERS,
)
