"""A timestamp is shown where there is one, and as missing where there is none."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from custody.authority import Authority
from custody.kept_case import NOON
from khaldun.case import Case
from khaldun.custody.backups import back_up, restore
from khaldun.custody.checking import check
from khaldun.custody.stamps import Ask, Stamp, stamp, stamps
from khaldun.errors import UnreadableInput
from khaldun.faces.custody import stamped

pytest.importorskip("rfc3161_client", reason="the extra khaldun[timestamps] is not installed")
if shutil.which("openssl") is None:
    pytest.skip("no openssl here", allow_module_level=True)

URLS = ("https://first.example/tsr", "https://second.example/tsr")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("tsa") / "other")


def asked(folder: Path, ask: Ask, *, trust: Path) -> list[Stamp]:
    """Have the case stamped and say what came of it."""
    with Case.open(folder, write=True) as case:
        stamp(case, URLS[:1], ask=ask, at=NOON)
    with Case.open(folder) as case:
        assert list(check(case)) == []
        return stamps(case, trust=trust)


def test_a_stamp_of_a_trusted_authority_says_when(folder: Path, authority: Authority) -> None:
    (one,) = asked(folder, authority.answer, trust=authority.root)
    assert (one.authority, one.captures, one.reason) == ("first.example", 9, None)
    assert one.at is not None
    assert abs((datetime.now(UTC) - one.at).total_seconds()) < 300
    moment = f"{one.at:%Y-%m-%d %H:%M} UTC"
    assert stamped([one], 9) == [f"stamped: 9 captures at {moment} by first.example"]


def test_openssl_says_the_same(folder: Path, authority: Authority, other: Authority) -> None:
    asked(folder, authority.answer, trust=authority.root)
    (place,) = (folder / "stamps").iterdir()
    command = "openssl ts -verify -data manifest.sha256 -in first.example.tsr -CAfile".split()
    for root, status in ((authority.root, 0), (other.root, 1)):
        done = subprocess.run([*command, root], cwd=place, check=False, capture_output=True)
        assert done.returncode == status, done.stderr


def of_other_words(authority: Authority) -> Ask:
    """An authority that stamps something else."""

    def ask(url: str, _: bytes) -> bytes:
        (authority.folder / "words").write_text("other words")
        authority.run("ts -query -data words -sha256 -cert -out other.tsq")
        return authority.answer(url, (authority.folder / "other.tsq").read_bytes())

    return ask


def out_of_reach(_: str, __: bytes) -> bytes:
    raise UnreadableInput("https://first.example/tsr: no whole answer: timed out")


@pytest.mark.parametrize("what", ["out of reach", "garbage", "of other words", "nothing"])
def test_what_is_no_stamp_is_shown_as_missing(
    folder: Path, authority: Authority, what: str
) -> None:
    answers: dict[str, Ask] = {
        "out of reach": out_of_reach,
        "garbage": lambda *_: b"<html>sorry</html>",
        "of other words": of_other_words(authority),
        "nothing": lambda *_: b"",
    }
    (one,) = asked(folder, answers[what], trust=authority.root)
    assert one.at is None
    assert (one.reason or "").startswith("missing: ")
    assert stamped([one], 9)[-1] == "not stamped: 9 captures, by anyone; `khaldun stamp` asks"


def test_an_old_answer_to_the_same_question_is_not_taken(
    folder: Path, authority: Authority
) -> None:
    kept: list[bytes] = []

    def once(url: str, query: bytes) -> bytes:
        kept.append(authority.answer(url, query))
        return kept[0]

    with Case.open(folder, write=True) as case:
        assert stamp(case, URLS[:1], ask=once, at=NOON) == 1
        # The same manifest, asked about anew.
        shutil.rmtree(folder / "stamps")
        assert stamp(case, URLS[:1], ask=once, at=NOON) == 0
        (one,) = stamps(case, trust=authority.root)
    assert "its nonce differs" in (one.reason or "")


def test_a_stamp_of_an_authority_that_is_not_trusted_is_no_stamp(
    folder: Path, authority: Authority, other: Authority
) -> None:
    (one,) = asked(folder, authority.answer, trust=other.root)
    assert (one.reason or "").startswith("not trusted: ")
    assert stamped([one], 9)[0].startswith("not stamped: by first.example: not trusted")


def test_a_stamp_that_was_killed_midway_is_no_fault_and_leaves_nothing(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, Case.open(folder, write=True) as case:
        patched.setattr("khaldun.custody.stamps.os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            stamp(case, URLS[:1], ask=authority.answer, at=NOON)
    assert len([*(folder / "stamps").iterdir()]) == 1
    with Case.open(folder) as case:
        assert list(check(case)) == []
        assert stamps(case, trust=authority.root) == []
    (one,) = asked(folder, authority.answer, trust=authority.root)
    assert one.at is not None
    assert [path.name for path in (folder / "stamps").iterdir()] == [f"{NOON:%Y%m%dT%H%M%SZ}"]


def test_a_changed_answer_is_named(folder: Path, authority: Authority) -> None:
    asked(folder, authority.answer, trust=authority.root)
    (place,) = (folder / "stamps").iterdir()
    for path in sorted(place.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 4]) + whole[-8:])
        with Case.open(folder) as case:
            assert any(path.name in fault for fault in check(case)), path.name
        path.write_bytes(whole)


def test_captures_that_came_later_are_shown_as_not_stamped(
    folder: Path, authority: Authority
) -> None:
    (one,) = asked(folder, authority.answer, trust=authority.root)
    assert stamped([one], 11)[1:] == ["not stamped: 2 captures, by anyone; `khaldun stamp` asks"]
    assert stamped([], 3) == ["not stamped: 3 captures, by anyone; `khaldun stamp` asks"]


def test_backups_carry_the_stamps(folder: Path, tmp_path: Path, authority: Authority) -> None:
    before = asked(folder, authority.answer, trust=authority.root)
    with Case.open(folder) as case:
        assert back_up(case, tmp_path / "backup", at=NOON) == []
    restore(tmp_path / "backup", tmp_path / "again")
    with Case.open(tmp_path / "again") as case:
        assert stamps(case, trust=authority.root) == before
