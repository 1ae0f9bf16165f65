"""赋权怎样进派单: what a handed power says about one type of matter in one street on one day. Pure; `queries.powers` fills it, `routing` asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shaoxiang.duties.vocabulary import PowerStanding

BY_WORTH = (PowerStanding.IN_FORCE, PowerStanding.SHORT, PowerStanding.COMING, PowerStanding.RECALLED, PowerStanding.NONE)


@dataclass(frozen=True, slots=True)
class LinkedPower:
    """An item of the list of powers that a type of matter calls for. `department`: who acts where no street may; 0 where nobody knows."""

    code: str
    name: str
    name_en: str = ""
    department: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """One item in one unit on a day, as the room of handed powers knows it. `since` and `until` ISO days; `why` what a short street lacks."""

    standing: PowerStanding
    number: str = ""  # of the decision
    basis: str = ""  # the provincial decision it rests on (行政处罚法 24)
    since: str = ""
    until: str = ""
    department: int = 0
    exclusive: bool = True
    own_name: bool = True
    why: str = ""
    why_en: str = ""


Register = Mapping[tuple[str, int], Handed]  # (item, unit)


@dataclass(frozen=True, slots=True)
class PowerLine:
    """What routing asks: the item that speaks for a type in one street, and how it stands there."""

    item: LinkedPower
    handed: Handed

    @property
    def standing(self) -> PowerStanding:
        return self.handed.standing

    @property
    def department(self) -> int:
        """Who handed it over; else who exercises it where no street does."""
        return self.handed.department or self.item.department


NOT_HANDED, NOTHING_KNOWN = Handed(PowerStanding.NONE), Handed(PowerStanding.UNKNOWN)


def line_of(items: Iterable[LinkedPower], unit_id: int, register: Register | None) -> PowerLine | None:
    """Of the items a type is linked with, the one that counts in this unit: the first in force, else the one nearest to it.

    `register` None: no decision was ever entered, which is not the same as no power. None: the type is linked with nothing.
    """
    known = [PowerLine(item, NOTHING_KNOWN if register is None else register.get((item.code, unit_id), NOT_HANDED)) for item in items]
    if register is None:
        return known[0] if known else None
    return min(known, key=lambda line: BY_WORTH.index(line.standing), default=None)
