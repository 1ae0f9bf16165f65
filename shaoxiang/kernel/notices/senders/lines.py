from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shaoxiang.kernel.notices.rules.hints import hint


@dataclass(frozen=True, slots=True)
class Line:
    """A channel as its sender knows it."""

    kind: str
    settings: dict[str, Any]
    secrets: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back. `silent`: nobody there, or nobody let in: the whole channel rests. `final`: another try would end the same."""

    taken: bool
    status: int = 0
    words: str = ""
    took_ms: int = 0
    silent: bool = False
    final: bool = False

    @property
    def hint(self) -> str:
        return "" if self.taken else hint(self.status, self.words)
