"""What `./sx test`, `check`, `fix` and `shots` run. Every step runs, whatever failed before; one summary closes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import chromium, kept
from tests.postgres import Cluster, NoServer

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
NOTHING_COLLECTED = 5
THREE = ("-n", "3", "--dist", "worksteal")  # one more than two cores: whoever waits for a house of processes leaves its core to another

CHECKS: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "migrations": [PYTHON, "-m", "shaoxiang", "makemigrations", "--check", "--dry-run"],
    "templates": [str(BIN / "djlint"), "shaoxiang", "--lint", "--quiet"],
    "messages": [PYTHON, "-m", "shaoxiang", "messages", "--check"],
    "OpenAPI snapshot": [PYTHON, "-m", "shaoxiang", "api", "--check"],
}


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    passed: bool
    seconds: float
    remark: str = ""


def main(habit: str, rest: list[str]) -> int:
    if habit == "shots":
        return run([PYTHON, "-m", "tests.browser.shots", *rest], without_database())
    if habit == "fix":
        run([str(BIN / "ruff"), "check", ".", "--fix"], without_database())
        return run([PYTHON, "-m", "shaoxiang", "messages"], without_database())
    started = time.monotonic()
    results = checks()
    if habit == "test":
        keep_for_all_steps()
        results += tests()
    return summary(results, time.monotonic() - started)


def keep_for_all_steps() -> None:
    """The tables and the seeded house; and bytecode, where Python is told to leave none in the tree: or each of fifty processes compiles it all."""
    folder = kept.folder()
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))


def checks() -> list[Result]:
    """All at once, two at a time: they only read."""

    def one(name: str, command: list[str]) -> Result:
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=without_database(), capture_output=True, text=True)
        if done.returncode:
            print(f"\n--- {name}\n{done.stdout}{done.stderr}", flush=True)
        return Result(name, done.returncode == 0, time.monotonic() - started)

    with ThreadPoolExecutor(2) as pool:
        slow_first = sorted(CHECKS.items(), key=lambda item: item[0] != "mypy")
        return list(pool.map(lambda item: one(*item), slow_first))


def tests() -> list[Result]:
    """Everything on SQLite, rules among it; actions, routes and whole on PostgreSQL too, and the browser stories; the smoke story on SQLite beside the rest.

    A house that is killed or cut off is tried on both. On SQLite only: `up` (tests/whole/test_up.py) and the wheel, whose own database that is
    when nothing is told, what `./sx` says before there is any (test_sx.py), and what is marked `blind`. PostgreSQL's tables and its seeded house
    are made beside the first step: all workers would wait for them.
    """
    sqlite = without_database()
    with postgres() as environment, ThreadPoolExecutor(2) as beside:
        smoke = beside.submit(browser, "SQLite: smoke in the browser", sqlite, "browser and smoke", shown=False)
        laid = beside.submit(lay_out, environment)
        results = [
            pytest("SQLite: rules, actions and routes", sqlite, *THREE, "-m", "not browser"),
            smoke.result(),
        ]
        laid.result()
        if environment is None:
            return [*results, Result("PostgreSQL", False, 0, "没有可用的服务器 / no server to be had")]
        return [
            *results,
            pytest("PostgreSQL: actions and routes", environment, *THREE, "-m", "(not rules and not blind or house) and not browser"),
            browser("PostgreSQL: stories in the browser", environment, "browser", "-n", "2", "--dist", "loadfile"),
        ]


@contextlib.contextmanager
def postgres() -> Iterator[Mapping[str, str] | None]:
    """The environment that leads to a server: the one given, else a private one. None where there is none to be had."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield os.environ
        return
    cluster = Cluster()
    try:
        cluster.start()
    except NoServer as missing:
        print(missing, flush=True)
        yield None
        return
    try:
        yield {**os.environ, "DATABASE_URL": cluster.url}
    finally:
        cluster.stop()


def lay_out(environment: Mapping[str, str] | None) -> None:
    """The tables and the seeded house that the steps copy. What goes wrong here goes wrong there, and is told there."""
    if environment is not None:
        subprocess.run([PYTHON, "-c", "from tests.house import first; first()"], cwd=ROOT, env=dict(environment), capture_output=True)


def browser(name: str, environment: Mapping[str, str], marks: str, *more: str, shown: bool = True) -> Result:
    packages = chromium.missing()
    if packages:
        wanted = " ".join(packages)
        print(f"浏览器测试缺少 {wanted}：请运行 apt install {wanted}。 / The browser stories need: apt install {wanted}", flush=True)
        return Result(name, False, 0, f"apt install {wanted}")
    return pytest(name, environment, *more, "tests/browser", "-m", marks, shown=shown)


def pytest(name: str, environment: Mapping[str, str], *arguments: str, shown: bool = True) -> Result:
    """One step. What it says is shown as it comes, or, of a step beside another, when it has ended."""
    title = f"\n--- {name}"
    started = time.monotonic()
    command = [PYTHON, "-m", "pytest", "-q", *arguments]
    if shown:
        print(title, flush=True)
        code = run(command, environment)
    else:
        done = subprocess.run(command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(f"{title}\n{done.stdout}", flush=True)
        code = done.returncode
    remark = "一个测试也没有选中 / no test was selected" if code == NOTHING_COLLECTED else ""
    return Result(name, code == 0, time.monotonic() - started, remark)


def run(command: list[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=dict(environment)).returncode


def without_database() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def summary(results: list[Result], seconds: float) -> int:
    print("\n" + "=" * 72)
    for result in results:
        print(f"{'通过 ok  ' if result.passed else '失败 FAIL'}  {result.seconds:6.1f} s  {result.name}  {result.remark}")
    failed = sum(not result.passed for result in results)
    print(f"{'全部通过 / all passed' if not failed else f'{failed} 项失败 / {failed} failed'} ({seconds / 60:.1f} min)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
