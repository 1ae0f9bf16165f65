"""`shaoxiang up` for real: one parent, a web part and a worker that come back when killed and go when told."""

from __future__ import annotations

import datetime
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests import kept

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120  # only who never comes or goes is at fault


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    def __init__(self, var: Path, *arguments: str) -> None:
        self.port = free_port()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shaoxiang", "up", "--port", str(self.port), "--no-demo", "--workers", "1", *arguments],
            cwd=ROOT, env={**environment, "SHAOXIANG_VAR": str(var)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def greeting(self) -> str:
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Ctrl-C" in line and "stops" in line:
                break
        return "".join(lines)

    def children(self, name: str) -> list[psutil.Process]:
        return [child for child in psutil.Process(self.process.pid).children() if name in child.cmdline()]

    def pids(self, name: str) -> set[int]:
        return {child.pid for child in self.children(name)}

    def everyone(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def up(tmp_path):
    houses = []

    def start(*arguments):
        houses.append(House(tmp_path, *arguments))
        return houses[-1]

    yield start
    for house in houses:
        house.process.terminate()
        house.process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def migrated(tmp_path):
    """As after an earlier start, where this run has kept tables; else the start migrates."""
    if kept.tables() and not kept.server():
        kept.copied(kept.tables(), str(tmp_path / "shaoxiang.sqlite3"))


def status(port, context=None):
    link = http.client.HTTPSConnection("localhost", port, timeout=10, context=context) if context else http.client.HTTPConnection("localhost", port, timeout=10)
    try:
        link.request("GET", "/")
        return link.getresponse().status
    finally:
        link.close()


def eventually(claim, seconds=PATIENCE_S):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if claim():
                return True
        except (OSError, http.client.HTTPException, psutil.Error):
            pass
        time.sleep(0.1)
    return False


def test_it_starts_answers_restarts_what_dies_and_stops_cleanly(up):
    house = up()
    assert f"http://localhost:{house.port}/" in house.greeting()
    assert status(house.port) < 500

    [worker], [web] = house.children("worker"), house.children("serve")
    worker.kill()
    assert eventually(lambda: house.pids("worker") - {worker.pid})
    web.kill()
    assert eventually(lambda: house.pids("serve") - {web.pid})
    assert eventually(lambda: status(house.port) < 500)

    everyone = house.everyone()
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(PATIENCE_S) == 0
    assert eventually(lambda: not any(one.is_running() for one in everyone))


@pytest.mark.usefixtures("migrated")
def test_killed_outright_it_leaves_nothing_behind_and_starts_again(up):
    first = up()
    first.greeting()
    everyone = first.everyone()
    first.process.kill()
    first.process.wait()
    assert eventually(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in everyone))
    second = up()
    assert f"http://localhost:{second.port}/" in second.greeting()
    assert status(second.port) < 500


@pytest.mark.usefixtures("migrated")
def test_with_a_certificate_it_speaks_https(up, tmp_path):
    cert, key = certificate(tmp_path)
    house = up("--tls", str(cert), str(key))
    assert f"https://localhost:{house.port}/" in house.greeting()
    assert status(house.port, ssl.create_default_context(cafile=cert)) < 500


def test_a_certificate_that_is_none_is_one_sentence(up, tmp_path):
    (tmp_path / "cert.pem").write_text("no certificate")
    house = up("--tls", str(tmp_path / "cert.pem"), str(tmp_path / "cert.pem"))
    _, errors = house.process.communicate(timeout=PATIENCE_S)
    assert house.process.returncode == 1
    assert "证书或私钥用不了" in errors
    assert "Traceback" not in errors


def certificate(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    cert = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"
