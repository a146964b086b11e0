"""Looking up places, adding some, and reading with them."""

import io
import socket
import zipfile
from pathlib import Path

import pytest

from capture.wire import NO_ROBOTS, Wire, page
from khaldun.capture.web import Client, Network
from khaldun.desk.model import Desk
from khaldun.errors import InputError
from khaldun.faces.placing import DUMPS, fetched
from khaldun.knowledge.added import add_dump
from printed import Khaldun, lines

ROW = (
    "901\tKafr Mithal\tKafr Mithal\tكفر مثال\t35.10\t36.90\tP\tPPL\tSY\t\t10\t\t\t\t812\t\t300"
    "\tAsia/Damascus\t2024-02-03\n"
)
REPORT = (
    "Five people were killed on Monday when shells hit a market in Kafr Mithal, a village in "
    "Syria, the Syrian Observatory for Human Rights said. The wounded were taken to Hama.\n"
)


@pytest.fixture
def started(tmp_path: Path, khaldun: Khaldun) -> Path:
    """A case that has read nothing of the village."""
    (tmp_path / "empty.txt").write_text("Nothing of note was told on Monday.\n", encoding="utf-8")
    khaldun("read", tmp_path / "empty.txt", "--case", tmp_path / "case", "--reader", "rules")
    (tmp_path / "SY.txt").write_text(ROW, encoding="utf-8")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


def where(folder: Path, khaldun: Khaldun) -> set[str]:
    """The places of a case's incidents."""
    words = (folder / "report.txt", "--case", folder / "case", "--reader", "rules")
    khaldun("read", *words, "--published", "2017-05-02")
    told = lines(khaldun("incidents", "--case", folder / "case", "--json"))
    return {str(incident["where"]) for incident in told}


def test_candidates_come_in_the_readers_order_with_what_speaks_for_them(khaldun: Khaldun) -> None:
    told = lines(khaldun("places", "find", "Tripoli", "--near", "Beirut", "--json"))
    assert told[0]["country"] == "LB"
    assert any("Beirut" in reason for reason in told[0]["why"])
    assert [one["score"] for one in told] == sorted((one["score"] for one in told), reverse=True)
    assert "Tripoli (city), North Lebanon, LB" in khaldun("places", "find", "Tripoli").stdout


def test_a_name_that_is_nowhere_is_said_to_be_so(khaldun: Khaldun) -> None:
    assert "no place named Qxyzzy" in khaldun("places", "find", "Qxyzzy").stdout


def test_reports_are_read_with_the_places_that_were_added(started: Path, khaldun: Khaldun) -> None:
    assert not any("Kafr Mithal" in one for one in where(started, khaldun))
    case = started / "case"
    assert (
        "1 places added, of 1 rows"
        in khaldun("places", "add", started / "SY.txt", "--case", case).stdout
    )
    (found,) = lines(khaldun("places", "find", "Kafr Mithal", "--case", case, "--json"))
    assert found["place"] == "geonames:901"
    # The same bytes are read anew, because the knowledge is another.
    assert any("Kafr Mithal" in one for one in where(started, khaldun))
    assert khaldun("verify", "--case", case).returncode == 0


def test_a_bad_dump_ends_the_command_and_changes_nothing(started: Path, khaldun: Khaldun) -> None:
    (started / "SY.txt").write_text(ROW + "902\tTell Badil\n", encoding="utf-8")
    done = khaldun("places", "add", started / "SY.txt", "--case", started / "case")
    assert done.returncode == 2
    assert "SY.txt, row 2: 2 fields parted by tabs" in done.stderr
    assert not list((started / "case" / "places").iterdir())


class Untold:
    """TLS that leaves what is sent as it is."""

    def wrap_socket(self, stream: socket.socket, **_: str) -> socket.socket:
        """The same."""
        return stream


def client(wire: Wire) -> Client:
    """A client on a network that is spoken to without TLS."""
    network = Network(look_up=wire.look_up, connect=wire.connect, tls=Untold)  # type: ignore[arg-type]  # all that is asked of it
    return Client(limits=DUMPS, network=network, sleep=wire.slept.append)


def test_a_country_is_fetched_and_gone_once_it_is_added(started: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("YE.txt", ROW)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(packed.getvalue())}\r\n\r\n".encode()
    wire = Wire(answers=[NO_ROBOTS, head + packed.getvalue()])
    with fetched("ye", client(wire)) as dump:
        assert add_dump(dump, started / "places").places == 1
    assert not dump.exists()
    assert [path.name for path in (started / "places").iterdir()] == ["YE.sqlite"]
    assert b"GET /export/dump/YE.zip HTTP/1.1" in wire.requests()[1]


def test_a_dump_that_cannot_be_fetched_is_told_with_where_it_is(
    started: Path, khaldun: Khaldun
) -> None:
    # Nothing listens on the first port.
    given = ("places", "add", "YE", "--proxy", "127.0.0.1:1", "--case", started / "case")
    done = khaldun(*given)
    assert done.returncode == 2
    assert "https://download.geonames.org/export/dump/YE.zip" in done.stderr
    assert "by other means, and name the file" in done.stderr
    wire = Wire(answers=[NO_ROBOTS, page("", status="404 Not Found")])
    with (
        pytest.raises(InputError, match=r"YE\.zip: the server answered 404"),
        fetched("YE", client(wire)),
    ):
        pass


def test_a_desk_that_is_open_knows_places_that_are_added_meanwhile(
    started: Path, khaldun: Khaldun
) -> None:
    desk = Desk(started / "case")
    before = desk.tools
    assert desk.tools is before
    assert not before.gazetteer.find("Kafr Mithal")
    khaldun("places", "add", started / "SY.txt", "--case", started / "case")
    assert desk.tools.gazetteer.find("Kafr Mithal")
