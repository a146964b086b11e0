"""What an exported file rests on, so that anyone can check it without us."""

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from khaldun.fuse.policies import policies
from khaldun.records import Report


def beside(path: Path) -> Path:
    """Where the manifest of an exported file lies: "claims.csv.manifest.json"."""
    return path.with_name(f"{path.name}.manifest.json")


def describe(path: Path, form: str, reports: Iterable[Report]) -> str:
    """The manifest as JSON: the file's hash, by which rules it was made, and of which captures.

    Each capture is named by its own SHA-256, under which the case keeps its bytes.
    """
    content = path.read_bytes()
    policy = policies().get(form)
    told = {
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "form": form,
        "policy": policy.label if policy else None,
        "khaldun": version("khaldun"),
        "reports": {
            report.id: {"name": report.name, "capture_sha256": report.capture}
            for report in sorted(reports, key=lambda report: report.id)
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
