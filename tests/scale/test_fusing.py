"""One register, whoever compared: by Spark it is that of one process."""

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.cases import put
from incident_cases import ROSTER, judged
from khaldun.case import Case
from khaldun.cli import app
from khaldun.errors import InputError
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.register.current import update
from khaldun.register.incidents import Register
from khaldun.register.tables import TEXTS, means
from khaldun.scale.engines import update_by
from scale.wars import war

CLUSTER = "local-cluster[2,1,1600]"


def contents(case: Case) -> set[tuple[str, str]]:
    """All that the register of a case holds."""
    with Register.open(case.register, fingerprint=means(ROSTER)) as register:
        return set(register.contents(lines=True))


def judge(case: Case) -> None:
    """Take apart what was joined, and join what was not: accounts and texts."""
    with Register.open(case.register, fingerprint=means(ROSTER)) as register:
        found = [incident.accounts for incident in register.incidents()]
        texts = dict(register._execute(f"SELECT id, home FROM {TEXTS}"))
    several = next(accounts for accounts in found if len(accounts) > 2)
    copy, home = next((name, home) for name, home in texts.items() if name != home)
    pairs: tuple[Any, ...] = (
        ("no", "same", several[0], several[1]),
        *(("yes", "same", one[0], other[0]) for one, other in pairwise(found[:6])),
        ("no", "copy", copy, home),
        (
            "yes",
            "copy",
            *next(pair for pair in pairwise(texts) if texts[pair[0]] != texts[pair[1]]),
        ),
    )
    case.ledger.add(
        judged(left, right, verdict, relation=relation) for verdict, relation, left, right in pairs
    )


@pytest.mark.filterwarnings("ignore")
def test_by_spark_the_register_is_that_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark", reason="needs khaldun[spark]")
    if not shutil.which("java"):
        pytest.skip("needs Java 17 or newer")
    by_spark = update_by("spark", CLUSTER)
    monkeypatch.setattr(Matcher, "window", 5)
    monkeypatch.setattr(Texts, "window", 2)
    told = war(60)
    folder = put(tmp_path / "case", told[:57])
    with Case.open(folder, write=True) as case:
        update(case, roster=ROSTER)
        before = contents(case)
        judge(case)
        case.register.unlink()
        made = update(case, roster=ROSTER)
        here = contents(case)
        incidents = {row for table, row in here - before if table == "incidents"}
        assert len(incidents) > 1, "judgements count"
        with Register.open(case.register, fingerprint=means(ROSTER)) as register:
            assert all(crowds.blocks for crowds in register.crowds())
        case.register.unlink()
        assert by_spark(case, roster=ROSTER) == made
        assert contents(case) == here
        assert not (folder / "staging").exists()
    # News goes the short way.
    monkeypatch.setattr("khaldun.scale.fusing.session", lambda *_, **__: pytest.fail("started"))
    put(folder, told[57:])
    with Case.open(folder) as case:
        assert 0 < by_spark(case, roster=ROSTER) < made
        with Register.open(case.register, fingerprint=means(ROSTER)) as register:
            kept = list(register.incidents())
        case.register.unlink()
        update(case, roster=ROSTER)
        with Register.open(case.register, fingerprint=means(ROSTER)) as register:
            assert list(register.incidents()) == kept


def test_the_command_says_what_it_found_and_which_crowds_it_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["reconcile", "--case", str(put(tmp_path / "case", war(20)))]
    first = CliRunner().invoke(app, [*asked, "--json"])
    assert first.exit_code == 0
    found = json.loads(first.output)
    assert found["incidents"] == found["changed"] > 1
    assert found["crowded"] == {"accounts": 0, "reports": 0}
    monkeypatch.setattr(Matcher, "window", 5)
    again = CliRunner().invoke(app, asked).output.splitlines()
    assert again[0] == f"{found['incidents']} incidents, 0 of them made or changed"
    assert again[1].endswith(
        "crowded blocks of accounts, cut to 5 neighbours by day on either side"
    )
    assert len(again) == 2


def test_a_master_without_spark_is_refused() -> None:
    with pytest.raises(InputError, match="only Spark has one"):
        update_by("local", "local[2]")
