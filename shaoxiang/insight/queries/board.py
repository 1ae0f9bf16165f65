"""The board of a reader, part by part. A part is kept by the process and read again only when an entry of the journal touches it, or a light changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.utils import timezone

from shaoxiang.insight import access, rules
from shaoxiang.insight.queries.decide import decide_part
from shaoxiang.insight.queries.forces import Forces, forces_part
from shaoxiang.insight.queries.late import late_part, next_change
from shaoxiang.insight.queries.tail import Tail, tail, touched
from shaoxiang.insight.queries.whistles import WhistleLine, by_status, changes, whistle_lines
from shaoxiang.insight.rules import Scope, Touch
from shaoxiang.insight.vocabulary import Part
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.held import Held, Watch
from shaoxiang.kernel.language import reads_english

IN_TURN = (Part.WHISTLES, Part.DECIDE, Part.LATE, Part.FORCES)  # whistles first: two others are also about them
MOST_KEPT = 600  # parts of readers; the least recently asked for goes first


@dataclass(frozen=True, slots=True)
class Whistles:
    lines: tuple[WhistleLine, ...]
    counts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One part as it was read: `seen`, the journal's end before it was; `until`, when it grows old by itself. `html`: as it was written, by layout and day."""

    data: Any
    digest: str
    seen: Tail
    until: datetime
    html: dict[Hashable, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Board:
    scope: Scope
    parts: dict[Part, Kept]

    @property
    def digests(self) -> dict[Part, str]:
        return {part: held.digest for part, held in self.parts.items()}

    def data(self, part: Part) -> Any:
        return self.parts[part].data


class Shelf(Held[Hashable, Kept]):
    """What this process keeps of boards; emptied with everything else it holds."""

    def __init__(self) -> None:
        super().__init__(Watch(str), _never, kept=MOST_KEPT)

    def look(self, key: Hashable) -> Kept | None:
        known = self._held.get(key)
        return known[1] if known else None

    def put(self, key: Hashable, value: Kept) -> Kept:
        with self._lock:
            self._held[key] = ("", value)
            self._held.move_to_end(key)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
        return value


def _never(_key: Hashable) -> Kept:
    raise LookupError("a board's part is put here, never loaded by key")


shelf = Shelf()


def board_of(actor: Actor, *, now: datetime | None = None) -> Board:
    """Every part as it stands now. Unchanged since the last look: one query. Raises PermissionDenied."""
    now = now or timezone.now()
    scope = access.scope_of(actor)
    end = tail()
    kept = {part: shelf.look(_key(part, scope, actor)) for part in Part}
    fresh = {held.seen: end.since(held.seen) for held in kept.values() if held is not None}
    news = touched({key for keys in fresh.values() for key in keys or ()}) if any(fresh.values()) else {}
    parts: dict[Part, Kept] = {}
    for part in IN_TURN:
        held = kept[part]
        if held is None or now >= held.until or _touched(part, held, fresh[held.seen], news, scope):
            parts[part] = shelf.put(_key(part, scope, actor), _read(part, actor, scope, now, end, parts))
        else:
            parts[part] = held if held.seen == end else shelf.put(_key(part, scope, actor), replace(held, seen=end))
    return Board(scope, parts)


def _key(part: Part, scope: Scope, actor: Actor) -> Hashable:
    """Parts are shared by all who see the same; what must be decided is also about who looks."""
    seat = (actor.roles, actor.post_id, actor.office_id, actor.unit_id) if part is Part.DECIDE else ()
    return part, scope, reads_english(), seat


def _touched(part: Part, held: Kept, fresh: tuple[int, ...] | None, news: dict[int, Touch], scope: Scope) -> bool:
    """Is one of the entries written since about this part? None: so many that some may have passed unseen."""
    if fresh is None:
        return True
    forces = held.data.body_ids if isinstance(held.data, Forces) else frozenset()
    return any(rules.touches(part, news[key], scope, forces) for key in fresh if key in news)


def _read(part: Part, actor: Actor, scope: Scope, now: datetime, end: Tail, parts: dict[Part, Kept]) -> Kept:
    whistles = list(parts[Part.WHISTLES].data.lines) if part is not Part.WHISTLES else whistle_lines(scope, now)
    data, times = _data(part, actor, scope, now, whistles)
    digest = blake2b(repr(data).encode(), digest_size=6).hexdigest()
    return Kept(data, digest, end, rules.good_until(part, now, times))


def _data(part: Part, actor: Actor, scope: Scope, now: datetime, whistles: list[WhistleLine]) -> tuple[Any, list[datetime | None]]:
    """What the part shows, and when it changes by itself."""
    if part is Part.DECIDE:
        found = decide_part(actor, scope, whistles, now)
        return found.decide, [*found.changes, *changes(whistles)]
    if part is Part.LATE:
        return late_part(scope, whistles, now), [*next_change(scope, now), *changes(whistles)]
    if part is Part.WHISTLES:
        return Whistles(tuple(whistles), by_status(whistles, scope)), changes(whistles)
    return forces_part(scope, now), []
