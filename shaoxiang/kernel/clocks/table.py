"""The authored table of legal clocks (`profiles/national/legal_clocks.csv`), read once. Needs no database."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from shaoxiang.kernel.clocks.rules import Authored, ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Extension, Sense, Unit


@lru_cache(maxsize=1)
def authored() -> dict[str, Authored]:
    """Every clock of the table by code, in its order."""
    text = files("shaoxiang.profiles.national").joinpath("legal_clocks.csv").read_text(encoding="utf-8")
    return {row["code"]: _authored(row) for row in csv.DictReader(text.splitlines())}


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
