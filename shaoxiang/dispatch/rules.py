"""Pure decisions of dispatch."""

from __future__ import annotations

from dataclasses import dataclass

ESCALATE_AT_BOUNCE = 3  # 第三次退单即升级 (W07)


@dataclass(frozen=True, slots=True)
class Sent:
    """Who is to be sent: keys of a unit (street or department), an office in it, the post that answers."""

    unit_id: int
    office_id: int | None = None
    post_id: int | None = None


class ObjectionRefused(Exception):
    """The objection may not be raised; `reason` is shown to the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def must_escalate(bounces: int) -> bool:
    """The third bounce is no longer a question between two offices."""
    return bounces >= ESCALATE_AT_BOUNCE
