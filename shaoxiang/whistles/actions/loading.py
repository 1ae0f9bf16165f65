"""The four types a new house begins with, read from the national profile; the district changes them from there."""

from __future__ import annotations

import csv
from datetime import datetime
from importlib.resources import files

from shaoxiang.whistles.models import WhistleType
from shaoxiang.whistles.queries.types import remembered_types

TABLE = ("profiles", "national", "whistle_types.csv")


def load_types(*, at: datetime) -> int:
    """Add the types that are not there yet. Returns how many; those a district has changed stay."""
    text = files("shaoxiang").joinpath(*TABLE).read_text(encoding="utf-8")
    known = set(WhistleType.objects.values_list("code", flat=True))
    fresh = [_type(row, at) for row in csv.DictReader(text.splitlines()) if row["code"] not in known]
    WhistleType.objects.bulk_create(fresh)
    if fresh:
        remembered_types.changed()
    return len(fresh)


def _type(row: dict[str, str], at: datetime) -> WhistleType:
    ack, arrive, finish = (_limit(row[name]) for name in ("ack", "arrive", "finish"))
    return WhistleType(
        code=row["code"], number=1, name=row["name"], name_en=row["name_en"], priority=row["priority"], blown_by=row["blown_by"].split(),
        blown_through=row["blown_through"].split(), approved_by=row["approved_by"].split(), confirm_minutes=int(row["confirm_minutes"]),
        ack_amount=ack[0] or 0, ack_unit=ack[1], arrive_mode=row["arrive_mode"], arrive_amount=arrive[0], arrive_unit=arrive[1],
        arrive_agreed=row["arrive_agreed"] == "yes", finish_amount=finish[0], finish_unit=finish[1], finish_words=row["finish_words"],
        finish_words_en=row["finish_words_en"], ladder=[_rung(each) for each in row["ladder"].split(";")],
        objection_stops=row["objection_stops"] == "yes", mark=row["mark"], since=at,
    )


def _limit(text: str) -> tuple[int | None, str]:
    amount, _gap, unit = text.partition(" ")
    return (int(amount), unit) if unit else (None, "")


def _rung(text: str) -> dict[str, str | int]:
    level, amount, unit = text.split()
    return {"level": level, "amount": int(amount), "unit": unit}
