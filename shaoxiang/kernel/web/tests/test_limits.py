"""429: when to come again, in seconds and in words, with telephone and counter; the time is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.web.limits import limited

pytestmark = pytest.mark.django_db
LIMIT = Limit("test:form", 2, timedelta(minutes=10))
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def posted(at: datetime, method: str = "post", **headers: str) -> HttpResponse:
    view = limited(LIMIT, now=lambda: at)(lambda _request: HttpResponse("ok"))
    return view(getattr(RequestFactory(), method)("/form/", headers=headers))


def test_beyond_the_limit_it_says_when_and_where_else():
    assert [posted(NOON).status_code for _turn in range(3)] == [200, 200, 429]
    refused = posted(NOON + timedelta(minutes=7))
    assert 180 <= int(refused["Retry-After"]) <= 182
    words = refused.content.decode()
    for said in ("过 4 分钟再试", "电话和窗口照常受理", 'href="tel:12345"', "党群服务中心"):
        assert said in words
    assert posted(NOON + timedelta(minutes=10)).status_code == 200


def test_reading_is_never_limited_and_a_fragment_says_the_same():
    for _turn in range(3):
        posted(NOON)
    assert posted(NOON, "get").status_code == 200
    fragment = posted(NOON, **{"HX-Request": "true"})
    assert fragment.status_code == 429
    assert 'href="tel:12345"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
