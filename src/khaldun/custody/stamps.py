"""Timestamps of others (RFC 3161): that a manifest of the case existed at a time.

    <case>/stamps/20240501T143000Z/manifest.sha256   what was stamped: hashes of all captures then
    <case>/stamps/20240501T143000Z/<host>.tsr        what an authority answered
    <case>/stamps/20240501T143000Z/asked.sha256      the answers' hashes, and who gave none

An authority sees the hash of the manifest and nothing else. Anyone can check an answer with
`openssl ts -verify -data manifest.sha256 -in HOST.tsr -CAfile ROOTS`.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from khaldun.capture.store import digest, sync_folder
from khaldun.case import Case
from khaldun.custody import manifest
from khaldun.errors import CaseError, InputError, IntegrityError

#: Three that are open to all and independent of each other.
AUTHORITIES = (
    "http://timestamp.digicert.com",
    "http://timestamp.sectigo.com",
    "https://freetsa.org/tsr",
)
QUERY = "application/timestamp-query"
FOLDER = "stamps"
_ASKED = "asked.sha256"
#: Ends the name of a folder that is being written.
_HALF = ".half"
_MISSING = "# missing "
#: Where systems keep the roots that they trust.
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")

#: Sends a query to an address, and gives the answer's body.
Ask = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One authority's word on one manifest; `reason` says why it is missing or not trusted."""

    authority: str
    captures: int
    at: datetime | None = None
    reason: str | None = None


def stamp(case: Case, authorities: Sequence[str], *, ask: Ask, at: datetime) -> int:
    """Have a manifest of the case stamped; how many authorities did.

    Raises:
        CaseError: the extra `khaldun[timestamps]` is not installed.
    """
    tsp = _library()
    folder = case.folder / FOLDER / at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    text = manifest.describe(case, sorted(case.files(ledger=False)), at=at)
    builder = tsp.TimestampRequestBuilder().data(text.encode())
    request = builder.hash_algorithm(tsp.HashAlgorithm.SHA256).build()
    lines: list[str] = []
    answers: dict[str, bytes] = {}
    for url in authorities:
        host = urlsplit(url).hostname or url
        try:
            answer = ask(url, request.as_bytes())
            _require_fit(answer, text, nonce=request.nonce)
        except (InputError, IntegrityError) as error:
            lines.append(f"{_MISSING}{host}: {' '.join(str(error).split())}")
            continue
        answers[f"{host}.tsr"] = answer
        lines.append(f"{hashlib.sha256(answer).hexdigest()}  {host}.tsr")
    files = {manifest.NAME: text.encode(), **answers, _ASKED: manifest.sealed(lines).encode()}
    _keep(folder, files)
    return len(answers)


def _keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder whole or not at all, and remove what a killed run left half written."""
    for left in folder.parent.glob(f"*{_HALF}"):
        shutil.rmtree(left)
    half = folder.with_name(folder.name + _HALF)
    half.mkdir(mode=0o700, parents=True)
    for name, content in files.items():
        handle = os.open(half / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    half.rename(folder)
    sync_folder(folder.parent)


def stamps(case: Case, *, trust: Path | None = None) -> list[Stamp]:
    """What was asked of whom, oldest first, and what came of it.

    `trust` is a file of root certificates (PEM); without it those of the system.

    Raises:
        IntegrityError: a file is not as it was written (`faults` names it).
    """
    return [one for folder in _folders(case) for one in _stamps(folder, trust)]


def faults(case: Case) -> Iterator[str]:
    """One sentence for each file of the stamps that is not as it was written."""
    for folder in _folders(case):
        try:
            manifest.parse(folder / manifest.NAME)
            listed = manifest.parse(folder / _ASKED)
        except IntegrityError as error:
            yield str(error)
            continue
        for name, wanted in listed.items():
            path = folder / name
            if not path.is_file() or digest(path) != wanted:
                yield f"{path.relative_to(case.folder)} is missing or has changed"


def _stamps(folder: Path, trust: Path | None) -> Iterator[Stamp]:
    listed = manifest.parse(folder / manifest.NAME)
    captures = sum(name.startswith("captures/") for name in listed)
    for line in manifest.opened(folder / _ASKED):
        if line.startswith(_MISSING):
            host, _, reason = line.removeprefix(_MISSING).partition(": ")
            yield Stamp(authority=host, captures=captures, reason=f"missing: {reason}")
    text = (folder / manifest.NAME).read_text(encoding="utf-8")
    for name in manifest.parse(folder / _ASKED):
        answer, authority = (folder / name).read_bytes(), name.removesuffix(".tsr")
        at, doubt = _judged(answer, text, trust)
        yield Stamp(authority=authority, captures=captures, at=at, reason=doubt)


def _judged(answer: bytes, text: str, trust: Path | None) -> tuple[datetime | None, str | None]:
    """When an authority says that it saw the text, and why that is not to be relied on."""
    try:
        tsp = _library()
        found = _require_fit(answer, text)
    except (CaseError, IntegrityError) as error:
        return None, f"not checked: {error}"
    at: datetime = found.tst_info.gen_time.astimezone(UTC)
    roots = _roots(trust)
    if not roots:
        return at, "not checked: no root certificates here; name some with --trust"
    verifier = tsp.VerifierBuilder()
    for root in roots:
        verifier = verifier.add_root_certificate(root)
    try:
        verifier.build().verify_message(found, text.encode())
    except (tsp.VerificationError, ValueError) as error:
        return at, f"not trusted: {error}"
    return at, None


def _require_fit(answer: bytes, text: str, *, nonce: int | None = None) -> Any:  # noqa: ANN401 - of an extra
    """The answer, decoded, where it grants a stamp for this very text."""
    tsp = _library()
    try:
        found = tsp.decode_timestamp_response(answer)
        granted = tsp.PKIStatus(found.status) == tsp.PKIStatus.GRANTED
        said = found.tst_info.message_imprint.message if granted else b""
        named = found.tst_info.nonce if granted else None
    except ValueError as error:
        raise IntegrityError(f"the answer is no timestamp: {error}") from error
    if not granted:
        raise IntegrityError("the authority refused")
    if said != hashlib.sha256(text.encode()).digest():
        raise IntegrityError("the timestamp is of something else")
    if nonce is not None and named != nonce:
        raise IntegrityError("the timestamp answers another question (its nonce differs)")
    return found


def _roots(trust: Path | None) -> list[Any]:
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - of an extra

    files = (trust,) if trust else map(Path, _BUNDLES)
    found = next((path for path in files if path.is_file()), None)
    if trust and found is None:
        raise InputError(f"{trust}: there is no such file; name one of certificates (PEM)")
    try:
        return list(load_pem_x509_certificates(found.read_bytes())) if found else []
    except ValueError as error:
        raise InputError(f"{found}: no certificates in PEM: {error}") from error


def _folders(case: Case) -> list[Path]:
    found = (case.folder / FOLDER).glob("*")
    return sorted(path for path in found if path.is_dir() and path.suffix != _HALF)


def _library() -> Any:  # noqa: ANN401 - of an extra
    try:
        import rfc3161_client  # noqa: PLC0415 - of an extra
    except ImportError as error:
        raise CaseError("timestamps need an extra: pip install 'khaldun[timestamps]'") from error
    return rfc3161_client
