"""A time-stamp authority of our own on loopback: `openssl ts` with a certificate authority made for the test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = here
[here]
dir = {folder}
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/signer.pem
certs = $dir/root.pem
signer_key = $dir/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""
HAS_OPENSSL = shutil.which("openssl") is not None

Spoil = Callable[[bytes], bytes | int]
"""An answer -> what is sent instead: other bytes, or an HTTP status."""


class TestAuthority:
    """Answers on loopback while the `with` lasts. `signer_days` is how long before now and after now the signer's
    certificate holds; `spoil` alters answers, `pause` delays them by seconds. `root` is the trusted certificate (PEM).
    """

    __test__ = False

    def __init__(self, *, signer_days: tuple[int, int] = (30, 30)) -> None:
        self.spoil: Spoil = lambda answer: answer
        self.pause = 0.0
        self.asked = 0
        self._folder = Path(tempfile.mkdtemp(prefix="tsa-"))
        self.root = make_certificates(self._folder, signer_days)
        (self._folder / "serial").write_text("01\n")
        (self._folder / "tsa.cnf").write_text(CONFIG.format(folder=self._folder))
        self._lock = threading.Lock()

    def reply(self, question: bytes) -> bytes:
        with self._lock:
            self.asked += 1
            (self._folder / "question.tsq").write_bytes(question)
            files = ["-queryfile", str(self._folder / "question.tsq"), "-out", str(self._folder / "answer.tsr")]
            command = ["openssl", "ts", "-reply", "-config", str(self._folder / "tsa.cnf"), *files]
            subprocess.run(command, check=True, capture_output=True)
            return (self._folder / "answer.tsr").read_bytes()

    def __enter__(self) -> Self:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.spoil(authority.reply(question))
                time.sleep(authority.pause)
                self.send_response(answer if isinstance(answer, int) else 200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                if isinstance(answer, bytes):
                    with suppress(BrokenPipeError):  # who asked has gone
                        self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/tsr"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self._folder)


def make_certificates(folder: Path, signer_days: tuple[int, int]) -> str:
    """A root and a signer of time-stamps with their keys, as files of a folder; the root (PEM)."""
    now = datetime.now(UTC)
    root_key, signer_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root_name, signer_name = _name("Invented Root"), _name("Invented Time-Stamps")
    root = (
        _begin(root_name, root_name, root_key, now - timedelta(days=400), now + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    first, last = now - timedelta(days=signer_days[0]), now + timedelta(days=signer_days[1])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    signer = (
        _begin(signer_name, root_name, signer_key, first, last)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    pem = root.public_bytes(Encoding.PEM).decode()
    (folder / "root.pem").write_text(pem)
    (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
    key = signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "signer.key").write_bytes(key)
    return pem


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _begin(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, first: datetime, last: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    # The issuer of both is the root, so their own keys sign nothing else.
    return builder.serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
