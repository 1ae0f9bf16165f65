"""晋升通道 over the interface: posts and papers, read by a key of staffing, set by the organisation department's."""

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.staffing.models import PromotionChannel
from tests import people
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BASE = "/api/v1/staffing/channel"


def headers(role: str = "") -> dict[str, str]:
    post = Post.objects.get(pk=people.actor(role).post_id) if role else None
    return {"authorization": f"Bearer {a_key(Scope.STAFFING_READ, Scope.STAFFING_WRITE, post=post)[1]}"}


def send(path: str, key: dict[str, str], once: str = "", **body):
    return Client().post(f"{BASE}{path}", body, content_type="application/json", headers=key | ({"idempotency-key": once} if once else {}))


def unlisted() -> Post:
    return Post.objects.filter(valid_to=None, promotion_channels=None).earliest("pk")


def test_posts_are_listed_once_read_page_by_page_and_listed_no_longer():
    cadres, today, post = headers("ORGANISATION_DEPARTMENT"), timezone.localdate().isoformat(), unlisted()
    line = {"post": post.code, "basis": "示例〔2026〕5号", "since": today}
    assert send("", headers(), **line).status_code == 403
    made = send("", cadres, "line-1", **line)
    assert made.status_code == 201, made.json()
    assert (made.json()["post"], made.json()["basis"]) == (post.code, "示例〔2026〕5号")
    assert send("", cadres, "line-1", **line).json() == made.json()
    codes, cursor = [], ""
    while cursor is not None:
        body = Client().get(BASE, {"limit": 2, "cursor": cursor}, headers=cadres).json()
        codes, cursor = codes + [one["post"] for one in body["items"]], body["next"]
    assert codes == sorted(PromotionChannel.objects.filter(valid_to=None, valid_from__lte=today).values_list("post__code", flat=True))
    number = made.json()["id"]
    assert send(f"/{number}/end", headers("STREET_DESK"), why="示例").status_code == 403
    assert send(f"/{number}/end", cadres, why="示例：不再列入").status_code == 201
    assert send(f"/{number}/end", cadres, why="示例：不再列入").status_code == 404


def test_what_is_wrong_is_said_at_its_field():
    cadres, today = headers("ORGANISATION_DEPARTMENT"), timezone.localdate().isoformat()
    unknown = send("", cadres, post="NOBODY", basis="示例", since=today)
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "body.post")
    late = send("", cadres, post=unlisted().code, basis="示例", since="2099-01-01")
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "body.since")
    assert Client().get(BASE, {"cursor": "x"}, headers=cadres).status_code == 422
