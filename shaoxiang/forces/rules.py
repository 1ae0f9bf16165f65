"""Pure decisions about forces."""

from __future__ import annotations


class ForceEngaged(Exception):
    """The force is out on a task it may not be summoned from. `must_release`: keys of the orders, one of which its summoner must release first."""

    def __init__(self, reason: str, must_release: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.must_release = must_release
