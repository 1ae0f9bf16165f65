"""谁能坐这个岗位: what speaks against it, as upper rooms find it. The sentence names what is missing; the ways lead to where it is done."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Way:
    """Where the missing act is done, for whom. `label` is a msgid, `roles` those whose page it is."""

    label: str
    address: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`reason` is a msgid that says what is missing; `facts` fill it once it is translated."""

    reason: str
    facts: dict[str, object] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
