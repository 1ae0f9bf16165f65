from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people

BASE = "/open311/v2"


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def a_key(*scopes: Scope, body: Body | None = None, post: Any = None, **columns: Any) -> tuple[ApiKey, str]:
    body = body or (post.body if post else Body.objects.get(kind=BodyKind.COMMAND_CENTER))
    return keys.make_key(
        f"示例系统{ApiKey.objects.count()}", scopes or list(Scope), body_id=body.pk, post_id=post and post.pk, actor=SYSTEM, at=timezone.now(), **columns
    )


class Caller:
    """Another city's software, with or without a key."""

    def __init__(self, token: str = "", language: str = "zh-CN") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{BASE}/{path}", query, headers=self.headers)

    def rows(self, path: str, **query: Any) -> Any:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def numbers(self, path: str = "requests.json", **query: Any) -> list[str]:
        return [row["service_request_id"] for row in self.rows(path, **query)]

    def xml(self, path: str, **query: Any) -> ET.Element:
        answer = self.get(path, **query)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        return ET.fromstring(answer.content)

    def post(self, path: str = "requests.json", headers: dict[str, str] | None = None, **form: Any) -> Any:
        return self.client.post(f"{BASE}/{path}", form, headers={**self.headers, **(headers or {})})


@pytest.fixture
def anybody(district) -> Caller:
    return Caller()


@pytest.fixture
def center(district) -> Caller:
    """With a key of the district's command centre."""
    return Caller(a_key()[1])


def report(**changes: Any) -> dict[str, Any]:
    lon, lat, _grid = people.point_in()
    return {"service_code": "0103", "lat": lat, "long": lon, "description": "示例：路口堆了一堆渣土", "attribute[PUBLIC]": "yes", **changes}
