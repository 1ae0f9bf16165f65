"""The authored table of legal clocks (`profiles/national/legal_clocks.csv`), read once; and the clocks rooms add of their own. Needs no database."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from shaoxiang.kernel.clocks.rules import Authored, ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Extension, Sense, Unit


@lru_cache(maxsize=1)
def authored() -> dict[str, Authored]:
    """Every clock of the table by code, in its order."""
    text = files("shaoxiang.profiles.national").joinpath("legal_clocks.csv").read_text(encoding="utf-8")
    return {row["code"]: _authored(row) for row in csv.DictReader(text.splitlines())}


_rooms: dict[str, Authored] = {}


def register(rows: Iterable[Authored]) -> None:
    """A room's own clocks, set on the same page as those of the table. Call in `AppConfig.ready`. Raises ValueError for a code that is taken."""
    for row in rows:
        if row.spec.code in authored() or _rooms.get(row.spec.code, row) != row:
            raise ValueError(f"clock {row.spec.code} is there already")
        _rooms[row.spec.code] = row


def known() -> dict[str, Authored]:
    """Every clock: of the table in its order, then of the rooms; those of one domain stand together."""
    rows = [*authored().values(), *_rooms.values()]
    domains = list(dict.fromkeys(row.spec.domain for row in rows))
    return {row.spec.code: row for row in sorted(rows, key=lambda row: domains.index(row.spec.domain))}


def _authored(row: dict[str, str]) -> Authored:
    spec = ClockSpec(
        code=row["code"],
        label=row["label"],
        amount=int(row["amount"]),
        unit=Unit(row["unit"]),
        day_type=DayType(row["day_type"]),
        direction=Direction(row["direction"]),
        extension_cap=int(row["extension_cap"]) if row["extension_cap"] else None,
        approver_role=row["approver_role"],
        suspension_codes=tuple(row["suspension_codes"].split()),
        rolls=row["rolls"] == "yes",
        law=row["law"],
        article=row["article"],
        domain=row["domain"],
        on_expiry=row["on_expiry"],
        sense=Sense(row["sense"]),
        extension=Extension(row["extension"]),
    )
    return Authored(
        spec=spec,
        label_en=row["label_en"],
        trigger=row["trigger"],
        trigger_en=row["trigger_en"],
        bearer=row["bearer"],
        mark=row["mark"],
        binding=row["binding"] == "yes",
        on_expiry_en=row["on_expiry_en"],
        note=row["note"],
    )
