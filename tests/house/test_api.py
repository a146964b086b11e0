"""The public interface: what it hands out, and that the root stays light."""

import subprocess
import sys
from pathlib import Path

import khaldun
from house import tree
from khaldun import api


def test_the_interface_hands_out_all_that_it_names_and_nothing_else() -> None:
    loose = {name for name in vars(api) if not name.startswith("_")} - set(api.__all__)
    # What its own signature needs.
    assert loose <= {"Account", "Report"}
    assert sorted(api.__all__) == api.__all__


def test_the_verbs_are_functions_after_every_sub_package_is_imported() -> None:
    for verb in ("capture", "segment", "read", "resolve", "fuse"):
        assert callable(getattr(api, verb))


def test_importing_the_root_loads_nothing_else(tmp_path: Path) -> None:
    asked = "import sys, khaldun; print(khaldun.__version__, *sys.modules)"
    run = [sys.executable, "-c", asked]
    path = {"PYTHONPATH": str(tree.ROOT / "src")}
    done = subprocess.run(run, cwd=tmp_path, env=path, capture_output=True, check=True)
    version, *modules = done.stdout.decode().split()
    assert version == khaldun.__version__
    assert [name for name in modules if name.startswith("khaldun.")] == []
