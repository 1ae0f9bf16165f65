from __future__ import annotations

from datetime import date, datetime

from shaoxiang.kernel.matter.vocabulary import NUMBER_PREFIX, Light, MatterKind


def light(*, warn_at: datetime | None, due_at: datetime | None, closed_at: datetime | None, now: datetime) -> Light:
    """Green until `warn_at`, yellow until `due_at`, then red; a closed matter has none of them."""
    if closed_at is not None:
        return Light.DONE
    if due_at is None:
        return Light.NONE
    if now >= due_at:
        return Light.RED
    if warn_at is not None and now >= warn_at:
        return Light.YELLOW
    return Light.GREEN


def number(kind: MatterKind, day: date, ordinal: int) -> str:
    """SJ20261123-0042: kind, day, the day's ordinal (at least four digits). One number for ever."""
    return f"{NUMBER_PREFIX[kind]}{day:%Y%m%d}-{ordinal:04d}"
