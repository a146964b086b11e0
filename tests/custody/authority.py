"""A little timestamp authority of our own, made and run by OpenSSL."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[tsa]
default_tsa = here
[here]
dir = .
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[for_root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[for_tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[req]
distinguished_name = name
[name]
"""


@dataclass(frozen=True)
class Authority:
    """Answers queries in a folder; `root` is the certificate that it rests on."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Authority":
        """An authority with a root of its own."""
        folder.mkdir()
        (folder / "ts.cnf").write_text(_CONFIG)
        (folder / "serial").write_text("01")
        made = cls(folder)
        made.run(
            "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Root -keyout root.key"
            " -out root.pem -config ts.cnf -extensions for_root"
        )
        made.run(
            "req -newkey rsa:2048 -nodes -subj /CN=Authority -keyout tsa.key -out tsa.csr"
            " -config ts.cnf"
        )
        made.run(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30"
            " -extfile ts.cnf -extensions for_tsa -out tsa.pem"
        )
        return made

    @property
    def root(self) -> Path:
        """Its root certificate."""
        return self.folder / "root.pem"

    def answer(self, _: str, query: bytes) -> bytes:
        """What it answers to a query."""
        (self.folder / "query.tsq").write_bytes(query)
        self.run("ts -reply -config ts.cnf -section here -queryfile query.tsq -out reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()

    def run(self, words: str) -> None:
        """One command of OpenSSL."""
        command = ["openssl", *words.split()]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
