"""Short words for stories told through pages."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.tests import walks
from tests import people


def typed(type_code: str = "EMERGENCY", *, turn: int = 0, **changes: Any) -> dict[str, Any]:
    """A complete form, as a browser sends it."""
    lon, lat, _grid = people.point_in(people.HOME, turn)
    given: dict[str, Any] = {
        "type_code": type_code, "known": "示例：楼道里有明火和浓烟，已疏散居民。", "address": "示例路 1 号", "subject_code": walks.SUBJECT,
        "power_needed": "灭火救援和破拆", "cited_list": "DUTY_LIST", "cited_item": walks.item(), "lon": str(lon), "lat": str(lat),
        "unit": [str(walks.fire()), str(walks.housing())], "lead": str(walks.fire()), f"task_{walks.housing()}": "检查楼体", "act": "blow",
    }
    return {**given, **changes}


def text(answer: Any) -> str:
    content: bytes = getattr(answer, "content_read", None) or answer.content
    return content.decode()


def whistle_page(whistle: Whistle) -> str:
    return reverse("whistles:whistle", args=[whistle.number])


def act(whistle: Whistle, move: str) -> str:
    return reverse("whistles:act", args=[whistle.number, move])


def unit_act(whistle: Whistle, order_id: int, move: str) -> str:
    return reverse("whistles:unit_act", args=[whistle.number, order_id, move])


def newest() -> Whistle:
    return Whistle.objects.select_related("matter", "type").order_by("-pk")[0]


def made_by(client: Client, **changes: Any) -> Whistle:
    answer = client.post(reverse("whistles:new"), typed(**changes))
    assert answer.status_code == 302, text(answer)
    return newest()
