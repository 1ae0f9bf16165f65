"""One parent for web and worker: starts them, restarts one that dies, stops both cleanly, and never outlives its cause."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 12
TOO_OFTEN = 5  # deaths
WITHIN_SECONDS = 30
PR_SET_PDEATHSIG = 1
ENDS_WITH_PARENT = "SHAOXIANG_ENDS_WITH_PARENT"  # set for the server's workers, which it spawns itself


def end_with_parent() -> None:
    """In a child: the kernel ends it when its parent is killed outright (Linux; elsewhere nothing)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=end_with_parent,
        )

    def died(self) -> int | None:
        return None if self.process is None else self.process.poll()

    def clear_away(self) -> None:
        """End what a killed child left of its own (the server's workers), so that the next one starts alone."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def hopeless(self, now: float) -> bool:
        """Died five times within half a minute: restarting does not help."""
        self.deaths.append(now)
        return len(self.deaths) == TOO_OFTEN and now - self.deaths[0] < WITHIN_SECONDS


class Supervisor:
    """Runs until told to stop (SIGINT, SIGTERM) or until a child is hopeless. `run` returns the exit status."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], object], when_up: Callable[[], None] = lambda: None) -> None:
        self.children = children
        self.say = say
        self.when_up = when_up
        self.stopping = False

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        self.when_up()
        status = 0
        while not self.stopping:
            status = self._look()
            if status:
                break
            time.sleep(0.2)
        self._end()
        return status

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look(self) -> int:
        for child in self.children:
            code = child.died()
            if code is None or self.stopping:
                continue
            if child.hopeless(time.monotonic()):
                self.say(f"{child.name} 连续退出 {TOO_OFTEN} 次（状态 {code}），停止。 / keeps ending (status {code}); stopping.")
                return 1
            child.clear_away()
            self.say(f"{child.name} 退出（状态 {code}），正在重启。 / ended (status {code}); restarting.")
            child.start()
        return 0

    def _end(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self.children:
            child.clear_away()
