"""Pure decisions of dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shaoxiang.dispatch.vocabulary import Priority

BY_ONE_ACT = "FORCE"  # `DispatchOrder.mode` of a force that a desk sent beside the lead: it stays when the lead changes
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


URGENT = frozenset({Priority.LIFE, Priority.EMERGENCY})
_RANK = {priority: place for place, priority in enumerate(Priority)}


def rank(priority: str) -> int:
    """0 is the most urgent."""
    return _RANK[Priority(priority)]


@dataclass(frozen=True, slots=True)
class Summons:
    """May a force be sent? `free`: by a crew that is free. Else `gives_way`: the place in the list of the task a crew leaves for the more urgent one.

    Neither: `must_release`, the places of the tasks one of which its summoner must release first.
    """

    free: bool
    gives_way: int | None = None
    must_release: tuple[int, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.free or self.gives_way is not None


def summon(priority: Priority, busy_with: Sequence[Priority], crews: int) -> Summons:
    """生命安全 > 应急 > 综合执法 > 日常. A crew on an emergency is never summoned away without the first summoner's release (机制 §8);
    one on a less urgent task gives way to a more urgent call, the least urgent task first. `crews`: how many of it can be out at once.
    Of more tasks than crews, the crews are on the most urgent ones: the others have given way already and free nobody.
    """
    if len(busy_with) < crews:
        return Summons(True)
    held = sorted(range(len(busy_with)), key=lambda place: (rank(busy_with[place]), place))[:crews]
    less = [place for place in held if busy_with[place] not in URGENT and rank(busy_with[place]) > rank(priority)]
    if less:
        return Summons(False, less[-1])
    return Summons(False, None, tuple(held))


def must_escalate(bounces: int) -> bool:
    """The third bounce is no longer a question between two offices."""
    return bounces >= ESCALATE_AT_BOUNCE
