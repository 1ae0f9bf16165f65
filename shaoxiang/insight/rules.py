"""Pure decisions of the board: what news touches which part, when a part grows old, how a reader says what he already has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shaoxiang.insight.vocabulary import Duty, Part, ScopeKind
from shaoxiang.kernel.vocabulary import Vocabulary, _

OLDEST = timedelta(minutes=5)  # looked at anew after that, whatever the journal says
SURGE_RATIO, SURGE_LEAST = 1.5, 10


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows a board is about. `id`: of the street, department or office; None for the district. `unit_id`: the reader's own unit.

    `before`: streets that came to be the street.
    """

    kind: ScopeKind
    id: int | None = None
    unit_id: int | None = None
    before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """What one new entry of the journal is about: a matter (its kind, its street, whom it was ordered to), or something else (`kind` empty)."""

    entry_id: int
    kind: str = ""
    street_id: int | None = None
    units: frozenset[int] = frozenset()
    offices: frozenset[int] = frozenset()

    def in_scope(self, scope: Scope) -> bool:
        if not self.kind or scope.kind is ScopeKind.DISTRICT:
            return True
        if scope.kind is ScopeKind.STREET:
            return self.street_id == scope.id or self.street_id in scope.before
        return scope.id in (self.units if scope.kind is ScopeKind.UNIT else self.offices)


_BY_KIND: Mapping[str, frozenset[Part]] = {
    "CASE": frozenset({Part.DECIDE, Part.LATE}),
    "WHISTLE": frozenset({Part.DECIDE, Part.LATE, Part.WHISTLES}),
    "COORDINATION": frozenset({Part.DECIDE}),
}


def touches(part: Part, touch: Touch, scope: Scope, forces: Collection[int] = ()) -> bool:
    """Must the part be looked at again after this entry? `forces`: bodies the part shows, busy in whichever street."""
    if not touch.kind:
        return True
    if touch.kind == "REFUSAL":
        return part is Part.LATE  # rare, and about a matter that may be in anybody's scope
    if part is Part.FORCES:
        return not touch.offices.isdisjoint(forces)
    if part not in _BY_KIND.get(touch.kind, ()):
        return False
    awaited = part is Part.DECIDE and touch.kind != "CASE" and scope.kind in (ScopeKind.UNIT, ScopeKind.OFFICE)  # may be awaited without an order
    return awaited or touch.in_scope(scope)


def good_until(part: Part, now: datetime, changes: Iterable[datetime | None]) -> datetime:
    """Until when what was read stays true by itself: the next light that changes, five minutes at most.

    Forces: to the next full five minutes. Shifts begin and end on the clock, and nobody writes it down when they do.
    """
    if part is Part.FORCES:
        return datetime.fromtimestamp((now.timestamp() // OLDEST.total_seconds() + 1) * OLDEST.total_seconds(), now.tzinfo)
    return min([now + OLDEST, *(at for at in changes if at is not None and at > now)])


# --- what a reader has -------------------------------------------------------------------------------------------------


def stamp(frame: str, digests: Mapping[Part, str]) -> str:
    """An entity tag of the whole: the frame (language, layout) and a digest of each part."""
    return f'"{".".join([frame, *(digests[part] for part in Part)])}"'


def missing(held: str, frame: str, digests: Mapping[Part, str]) -> list[Part]:
    """The parts whose digest is another than the reader's tag says; all of them where the tag cannot be read."""
    words = held.removeprefix("W/").strip('"').split(".")
    if len(words) != len(Part) + 1 or words[0] != frame:
        return list(Part)
    return [part for part, known in zip(Part, words[1:], strict=True) if known != digests[part]]


# --- words -------------------------------------------------------------------------------------------------------------


class Surge(Vocabulary):
    """今天比昨天这个时候: said only where someone may have to be called in."""

    HALF = "HALF", _("比昨天这个时候多一半以上")
    DOUBLE = "DOUBLE", _("比昨天这个时候多一倍以上")


def surge(today: int, yesterday: int) -> Surge | None:
    """Of new cases so far. A few more than a few say nothing."""
    if today - yesterday < SURGE_LEAST or today < SURGE_RATIO * yesterday:
        return None
    return Surge.DOUBLE if today >= 2 * yesterday else Surge.HALF


def duty_of(free: int, urgent: bool) -> Duty:
    """A force on an emergency is that, however many crews it has left."""
    if urgent:
        return Duty.URGENT
    return Duty.FREE if free else Duty.BUSY
