"""Whatever is asked, the desk answers, and only a form of its own writes."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from desk.cases import HOME, Visitor, ledger_hash

_NAMES = st.sampled_from(
    "text kind place who since until disputed review sort page id target check done was at size "
    "there".split()
)
_FIELDS = (
    "id version head reason by act account report target field value words said start end kind "
    "number of says then"
).split()
_VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["-1", "0", "1" * 30, "1e9", "2015-02-30", "9999-12-31", "0001-01-01", "-killed", "raid"]
    ),
    st.sampled_from(["\x00", "\ud800", "İ", "ﷺ", "%", "%zz", "١٢", "\u202e", "'", '"', "[", "{{"]),
)
_PATHS = st.one_of(
    st.sampled_from(
        (
            "/incidents /incidents.csv /map /intake /compare /correcting /review /journal /health"
        ).split()
    ),
    st.builds(
        lambda lead, rest: lead + quote(rest, errors="surrogatepass"),
        st.sampled_from(["/incident/", "/report/", "/export/", "/static/", "/"]),
        _VALUES,
    ),
)
_PAIRS = st.lists(st.tuples(_NAMES, _VALUES), max_size=6)


def _coded(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=_PATHS, pairs=_PAIRS)
def test_no_address_makes_the_desk_fail(
    reader: Visitor, path: str, pairs: list[tuple[str, str]]
) -> None:
    answer = reader.client.get(f"{path}?{_coded(pairs)}")
    assert answer.status_code in {200, 400, 404}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        (
            "/join /apart /split /withdraw /undo /correct /reject /mark /note /claim /intake/again"
        ).split()
    ),
    pairs=st.lists(
        st.tuples(st.sampled_from(_FIELDS), _VALUES),
        max_size=8,
    ),
    junk=st.binary(max_size=40),
)
def test_no_form_makes_the_desk_fail_or_write(
    reader: Visitor, path: str, pairs: list[tuple[str, str]], junk: bytes
) -> None:
    before = ledger_hash(reader.folder)
    client: TestClient = reader.client
    headers = {"origin": HOME, "content-type": "application/x-www-form-urlencoded"}
    answer = client.post(path, content=_coded(pairs).encode() + junk, headers=headers)
    assert answer.status_code in {400, 409}
    assert ledger_hash(reader.folder) == before
