"""Which whistles the month holds: how many of each type take which course, when, and where they begin. Fixed numbers, drawn places."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from shaoxiang.whistles.vocabulary import WhistleCode

K = WhistleCode

# Course -> how many, for each type; what a course is, says `story`.
COURSES: dict[WhistleCode, dict[str, int]] = {
    K.ROUTINE: {
        "plain": 35, "late_ack": 9, "silent": 3, "no_show": 4, "late_finish": 4, "stands": 5, "reassigned": 5, "withdrawn": 4, "lapsed": 2, "added": 5,
        "released": 4, "failed_check": 6, "reopened": 4, "suspended": 3, "paused": 2, "cancelled": 4, "refused": 3, "repeat": 6,
        # as they stand at the anchor
        "draft": 1, "community_draft": 1, "pending": 1, "unseen": 1, "late": 1, "objected": 1, "working": 1, "overdue": 1, "to_check": 1, "to_close": 1,
        "standing_still": 1, "to_rate": 1,
    },
    K.JOINT_ENFORCEMENT: {
        "plain": 15, "late_ack": 4, "no_show": 2, "stands": 2, "reassigned": 2, "added": 3, "released": 2, "failed_check": 2, "cancelled": 2, "refused": 1,
        "reopened": 1, "pending": 1, "agreed": 1, "working": 1, "to_check": 1,
    },
    K.EMERGENCY: {
        "plain": 11, "community": 6, "late_ack": 3, "silent": 1, "no_show": 1, "stands": 2, "cancelled": 1, "failed_check": 1, "released": 1,
        "just_blown": 1, "half_there": 1, "nobody": 1,
    },
    K.KEY_ISSUE: {"plain": 5, "refused": 1, "from_repeats": 1, "pending": 1, "unseen": 1, "working": 1},
}
TOTAL = sum(sum(courses.values()) for courses in COURSES.values())

# Working hours before the anchor at which those still open were blown; emergencies in minutes of the clock.
OPEN: dict[str, float] = {
    "draft": 3, "community_draft": 1.5, "pending": 1, "unseen": 0.9, "late": 6.5, "objected": 3, "working": 9, "overdue": 58, "to_check": 20, "to_close": 18,
    "standing_still": 14, "to_rate": 30, "agreed": 2, "just_blown": 4, "half_there": 22, "nobody": 52,
}
AT_HOME = frozenset({"draft", "pending", "unseen", "late", "objected", "to_check", "to_close", "agreed", "half_there", "standing_still", "to_rate"})
SLOW = frozenset({"silent", "no_show", "late_finish", "lapsed", "paused", "suspended", "reopened"})  # weeks rather than days
WITH_HELPER = frozenset({"withdrawn", "released", "lapsed", "half_there", "nobody"})
BY_COMMUNITY = frozenset({"community", "just_blown", "community_draft"})
FROM_CASES = 0.3  # of those that are not repeats


@dataclass(frozen=True, slots=True)
class Plan:
    """`back`: share of the month before the anchor; None: at the time `OPEN` says. `group`: repeats at one place; `turn`: which of them."""

    kind: WhistleCode
    course: str
    back: float | None
    turn: int = 0
    group: int = 0

    @property
    def is_open(self) -> bool:
        return self.course in OPEN

    @property
    def fast(self) -> bool:
        """Counted in minutes, day and night."""
        return self.kind == WhistleCode.EMERGENCY


def plans(rng: Random, most: int) -> list[Plan]:
    """All of the table, or an even part of it where the month is small (those that stand open first)."""
    drawn = [_drawn(kind, course, turn, rng) for kind, courses in COURSES.items() for course, often in courses.items() for turn in range(often)]
    if most >= len(drawn):
        return drawn
    chosen = sorted(range(len(drawn)), key=lambda place: (not drawn[place].is_open, (place * 61) % len(drawn)))[:most]
    return [drawn[place] for place in sorted(chosen)]


def _drawn(kind: WhistleCode, course: str, turn: int, rng: Random) -> Plan:
    if course in OPEN:
        return Plan(kind, course, None, turn)
    if course == "repeat":
        group, place = divmod(turn, 3)
        return Plan(kind, course, (0.8, 0.5, 0.3)[place] if group == 0 else (0.6, 0.35, 0.08)[place], place, group)
    if course == "from_repeats":
        return Plan(kind, course, 0.2, turn)
    if kind == K.KEY_ISSUE:
        return Plan(kind, course, rng.uniform(0.55, 0.95), turn)
    return Plan(kind, course, rng.uniform(0.5, 0.97) if course in SLOW else rng.uniform(0.05 if kind == K.EMERGENCY else 0.34, 0.97), turn)
