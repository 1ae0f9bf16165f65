from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.duties.queries import duty_book, ground_text
from shaoxiang.duties.rules import Assignment, DutyBook, PlaceRef, Target, route
from shaoxiang.places.queries import place_book


class Command(BaseCommand):
    help = "某类事项在某个点该谁办、为什么。 / Who answers for a type at a point, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--type", required=True, help="事项分类代码 / type code, e.g. 0111 or B0103")
        parser.add_argument("--at", required=True, help="经度,纬度 / LON,LAT in WGS-84")
        parser.add_argument("--on", default="", help="按哪天的清单 / by the lists of that day (YYYY-MM-DD)")
        parser.add_argument("--json", action="store_true", help="JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"看不懂的日期 {options['on']},请写成 2026-03-24。 / Not a day: write 2026-03-24.") from error
        book = duty_book(on)
        if options["type"] not in book.types:
            raise CommandError(
                f"{on} 没有代码为 {options['type']} 的事项分类,请看 /duties/types/。 / There is no type {options['type']} on {on}."
            )
        found = route(options["type"], locate(options["at"], on), on, book)
        answer = describe(found, book)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{answer['lead']['unit']} {answer['lead'].get('office', '')} ({answer['mode']})")
        for sentence in answer["ground"]:
            self.stdout.write(f"  · {sentence}")


def locate(text: str, on: date) -> PlaceRef:
    """LON,LAT → the place. Raises CommandError on anything that is not two numbers on the globe."""
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError as error:
        raise CommandError(f"看不懂的点 {text},请写成 111.68,40.84。 / Not a point: write 111.68,40.84 (longitude first).") from error
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise CommandError("经度在 -180 到 180 之间,纬度在 -90 到 90 之间,经度在前。 / Longitude first, within ±180, ±90.")
    found = place_book(on).locate(longitude, latitude)
    if found.street is None:
        return PlaceRef()
    return PlaceRef(
        found.street.id, found.street.kind, found.community.id if found.community else None, found.grid.id if found.grid else None
    )


def describe(found: Assignment, book: DutyBook) -> dict[str, Any]:
    """An assignment in names, for people and programs."""
    return {
        "mode": found.mode.value, "gap": found.gap, "may_whistle": found.may_whistle, "lead": _named(found.lead, book),
        "cooperating": [_named(target, book) for target in found.cooperating],
        "ground": ground_text(found.ground), "ground_codes": [step.code for step in found.ground],
    }


def _named(target: Target, book: DutyBook) -> dict[str, Any]:
    unit, office = book.bodies.get(target.unit_id), book.bodies.get(target.office_id or 0)
    named: dict[str, Any] = {"unit_id": target.unit_id, "unit": unit.name if unit else ""}
    if office:
        named |= {"office_id": office.id, "office": office.name}
    if target.post_id:
        named["post_id"] = target.post_id
    return named
